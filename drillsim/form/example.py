"""The example that a new form is filled in with: the starter plan, in one language."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from drillsim.errors import Fault, InputError
from drillsim.files.reading import read_plan
from drillsim.form.cells import as_file
from drillsim.form.shapes import Many, Part, Record, Sentence, record
from drillsim.language import say, text
from drillsim.plan.model import Plan
from drillsim.schema import Name

_PLANS = Path(__file__).parents[2] / "scenarios"
_STARTERS = ("village-committee", "town-inspection")  # the first that is there


def example(name: str) -> Plan:
    """The starter plan under a short name of the planner's. Raises InputError for a name that is none."""
    from pydantic import TypeAdapter, ValidationError

    try:
        TypeAdapter(Name).validate_python(name)
    except ValidationError:
        what = say("'{got}' cannot be the name of a plan", got=name)
        raise InputError(
            [Fault(name, 0, 0, what, say("begin with a letter; write letters, digits, _ and - only"))]
        ) from None
    found = next((path for starter in _STARTERS if (path := _PLANS / starter / "plan.yaml").exists()), None)
    if found is None:
        what = say("the plans that come with drillsim are not there")
        raise InputError([Fault(str(_PLANS), 0, 0, what, say("run drillsim from a copy of its folder"))])
    return Plan.model_validate(_spoken(record(Plan), as_file(read_plan(found))) | {"plan": name})


def _spoken(part: Part, value: Any) -> Any:
    """A part of a plan with its texts in the language spoken only."""
    if isinstance(part, Sentence):
        return text(value)
    if isinstance(part, Record) and isinstance(value, dict):
        return {key: _spoken(part.fields[key], one) for key, one in value.items()}
    if isinstance(part, Many) and isinstance(value, dict):
        return {key: _spoken(part.of, one) for key, one in value.items()}
    if isinstance(part, Many) and isinstance(value, list):
        return [_spoken(part.of, one) for one in value]
    return value
