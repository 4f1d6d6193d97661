"""Reading plan and scenario files: a checked model, or every fault of every file in one pass.

A file that breaks the schema somewhere is not given up: the faulty parts are cut out, what is
left is read again and checked against the whole plan, and findings that only rest on the parts
cut out are dropped. So a wrong number in line 12 does not hide a wrong name in line 300.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from drillsim.base.errors import Fault, InputError
from drillsim.base.language import Message, say
from drillsim.base.shell import CommandLine, quoted
from drillsim.check.lookup import Flaw, Loc
from drillsim.check.plan import check_plan, unanswered
from drillsim.check.scenario import check_scenario
from drillsim.check.together import check_together
from drillsim.files.draft import Draft
from drillsim.files.form.titles import SHEETS, shown
from drillsim.files.json_schema import json_schema
from drillsim.files.source import Source
from drillsim.files.sources import open_source
from drillsim.plan.areas import scenario_without_areas, without_areas
from drillsim.plan.keys import keys_of
from drillsim.plan.plan import Plan
from drillsim.plan.scenario import OnePlan, Scenario, plan_named, without_plan
from drillsim.plan.schema import Model
from drillsim.plan.together import joined
from drillsim.plan.values import Text
from drillsim.sheets.workbook import is_workbook

__all__ = ["as_written", "is_plan", "json_schema", "plan_as_written", "read_any", "read_plan", "read_scenario"]

_MOST_BESIDE = 50  # files of a folder that are looked into for a hint


def read_plan(path: Path | str) -> Plan:
    """The checked plan in a file, as it is played. Raises InputError with every fault."""
    return without_areas(plan_as_written(path))


def plan_as_written(path: Path | str) -> Plan:
    """The checked plan in a file, its areas as such. Raises InputError with every fault."""
    plan, _draft, faults = _read_plan(path)
    if plan is None or faults:
        raise InputError(faults)
    return plan


def read_scenario(path: Path | str) -> tuple[Scenario, Plan]:
    """The checked scenario in a file and the plan that it names, as they are played. Raises InputError with every fault
    of both, a question that nobody has answered yet among them."""
    scenario, plan = _as_played(path)
    if open_ones := [_question(Path(path), scenario, flaw) for flaw in unanswered(plan)]:
        raise InputError(open_ones)
    return scenario, plan


def _as_played(path: Path | str) -> tuple[Scenario, Plan]:
    scenario, plan = _read_scenario(path, Draft(Scenario, open_source(path, Scenario)))
    return scenario_without_areas(scenario, plan), without_areas(plan)


def _question(path: Path, scenario: Scenario, flaw: Flaw) -> Fault:
    """A question that is open, where the plan asks it."""
    if scenario.together is not None:
        return _placed_in_own(path, open_source(path, Scenario), scenario, flaw)
    return open_source(scenario.files(path)[0], Plan).fault(flaw.loc, flaw.what, flaw.mend, flaw.at_key)


def as_written(path: Path | str) -> tuple[Plan | None, Scenario | None]:
    """The checked plan in a file, or the scenario in it with its plan, areas as such; a scenario of several plans alone.
    Raises InputError with every fault."""
    if is_plan(path):
        return plan_as_written(path), None
    draft = Draft(Scenario, open_source(path, Scenario))
    scenario, plan = _read_scenario(path, draft)
    return (None, draft.model) if draft.model is not None and draft.model.plans else (plan, scenario)


def _read_scenario(path: Path | str, draft: Draft[Scenario]) -> tuple[Scenario, Plan]:
    faults = draft.faults
    if draft.source.holds(Plan) and not draft.source.holds(Scenario):
        mend = _scenario_beside(Path(path), is_workbook(Path(path)))
        raise InputError([draft.source.fault(("plan",), say("this is a plan; a scenario is expected"), mend)])
    if draft.model is not None and draft.model.plans:
        return _read_together(Path(path), draft, draft.model)
    plan = plan_draft = None
    if draft.model is not None and draft.model.plan is None and not faults:
        faults.append(draft.source.fault((), say("'{key}' is missing", key=keys_of(Scenario)["plan"]), say("add it"), True))
    named = draft.source.data.get(_key(draft.source, "plan")) if isinstance(draft.source.data, dict) else None
    if isinstance(named, str) and named:
        unreadable = _not_there(draft.source, ("plan",), Path(path), named)
        faults += unreadable
        if not unreadable:
            plan, plan_draft, plan_faults = _read_plan(Path(path).parent / named)
            faults += plan_faults
    if draft.model is not None and plan is not None and plan_draft is not None:
        unsure = draft.unsure | plan_draft.unsure
        faults += draft.placed(check_scenario(plan, draft.model), unsure)
    if draft.model is None or plan is None or faults:
        raise InputError(_one_per_place(faults))
    return draft.model, plan


def read_any(path: Path | str) -> tuple[Plan, Scenario | None]:
    """The plan in a file, or the scenario in it with its plan; questions may be open. Raises InputError with every fault."""
    if is_plan(path):
        return read_plan(path), None
    scenario, plan = _as_played(path)
    return plan, scenario


def is_plan(path: Path | str) -> bool:
    """Whether a file is a plan and no scenario. Raises InputError if it is no file of keys and values."""
    source = open_source(path, Plan)
    return source.holds(Plan) and not source.holds(Scenario)


def _read_plan(path: Path | str) -> tuple[Plan | None, Draft[Plan], list[Fault]]:
    draft = Draft(Plan, open_source(path, Plan))
    faults = draft.faults
    if draft.source.holds(Scenario) and not draft.source.holds(Plan):
        what = say("this is a scenario; a plan is expected")
        named = _plan_named(Path(path))
        plan = Path(path).parent / named if isinstance(named, str) else None
        found = plan is not None and _exists(plan) and _is_sort(plan, Plan)
        mend = say("name the plan: {file}", file=quoted(plan)) if found else say("name a plan file")
        return None, draft, [draft.source.fault(("plan",), what, mend)]
    if draft.model is not None:
        faults = faults + draft.placed(check_plan(draft.model), draft.unsure)
    return draft.model, draft, _one_per_place(faults)


def _not_there(source: Source, loc: Loc, path: Path, named: str) -> list[Fault]:
    """What is wrong with the name of another file in the file at `path`, if it is none."""
    if Path(named).is_absolute():
        what = say("the plan is named by its whole path (got {got})", got=named)
        return [source.fault(loc, what, say("name it as seen from this folder"))]
    if not _exists(path.parent / named):
        return [source.fault(loc, say("there is no plan file '{got}'", got=named), _plan_beside(path))]
    return []


def _read_together(path: Path, draft: Draft[Scenario], scenario: Scenario) -> tuple[Scenario, Plan]:
    """The scenario of several plans and the one plan that they are. Raises InputError with every fault of all files."""
    faults, parts = draft.faults, dict[str, OnePlan]()
    for loc, key, named, called in _entries(scenario):
        if unreadable := _not_there(draft.source, loc, path, named):
            faults += unreadable
            continue
        try:
            plan, own = read_any(path.parent / named)
        except InputError as error:
            faults += error.faults
            continue
        short = key or plan.plan
        if own is not None and own.together is not None:
            what = say("this is a scenario of several plans, which cannot be one of several")
            faults.append(draft.source.fault(loc, what, say("name its plans here")))
        elif short in parts:
            what = say("two plans here are called '{name}'", name=short)
            faults.append(draft.source.fault(loc, what, say("give each a name of its own: plans: {{a: …, b: …}}")))
        else:
            files = (named,) if own is None else (named, (Path(named).parent / str(own.plan)).as_posix())
            parts[short] = OnePlan(plan, own, called or short, files)
    if not faults:
        faults += draft.placed(check_together(scenario, parts), draft.unsure)
    if faults:
        raise InputError(_one_per_place(faults))
    plan, joint = joined(scenario, parts)
    flaws = [*check_plan(plan), *check_scenario(plan, joint)]
    if flaws:
        raise InputError(_one_per_place([_placed_in_own(path, draft.source, joint, flaw) for flaw in flaws]))
    return joint, plan


def _entries(scenario: Scenario) -> Iterator[tuple[Loc, str, str, Text | None]]:
    """Each of several plans: where it is named, its short name (none in a list), its file, and what people call it."""
    if isinstance(scenario.plans, list):
        yield from ((("plans", place), "", file, None) for place, file in enumerate(scenario.plans))
    else:
        yield from ((("plans", short, "file"), short, one.file, one.name) for short, one in scenario.plans.items())


def _placed_in_own(path: Path, source: Source, scenario: Scenario, flaw: Flaw) -> Fault:
    """What is wrong with several plans together, in the file of the one in which it stands; else in that of all."""
    together = scenario.together
    assert together is not None
    section, *more = flaw.loc
    origin: str | None = None
    if section in together.origins and more:
        origins, place = together.origins[str(section)], int(more[0])
        origin, more[0] = origins[place] or (None, place - sum(one is not None for one in origins))
    elif more:
        origin = plan_named(str(more[0]))
    if origin is not None and origin in together.parts:
        named = together.parts[origin].files
        of_scenario = section in Scenario.model_fields and section not in Plan.model_fields
        source = open_source(path.parent / named[0 if of_scenario else -1], Scenario if of_scenario else Plan)
        more = [without_plan(one) if isinstance(one, str) and plan_named(one) == origin else one for one in more]
    elif section == "pools" and more and more[0] in together.shared:
        section = "same"
    return source.fault(source.resolve((section, *more)), flaw.what, flaw.mend, flaw.at_key)


def _beside(path: Path, kind: type[Model]) -> list[Path]:
    """Other files in the folder of a file that are of one sort, by name."""
    found = [
        p for pattern in ("*.yaml", "*.yml", "*.xlsx") for p in sorted(path.parent.glob(pattern)) if p.name != path.name
    ]
    return [other for other in found[:_MOST_BESIDE] if _is_sort(other, kind)]


def _is_sort(path: Path, kind: type[Model]) -> bool:
    return path.is_file() and open_source(path, kind).holds(kind)


def _scenario_beside(plan: Path, is_form: bool) -> Message:
    """Which scenario to name in place of a plan: one in its folder that is played on it, by the path to type."""
    of_it = [other for other in _beside(plan, Scenario) if _plan_named(other) == plan.name]
    if of_it:
        return say("name a scenario beside it, such as {file}", file=quoted(of_it[0]))
    if is_form:
        return say("fill in the sheet '{sheet}' beside it", sheet=shown(SHEETS["scenario"]))
    example = CommandLine(("new", say("my-plan")))
    return say("no scenario beside it is played on this plan; one to start from: {command}", command=example)


def _plan_named(scenario: Path) -> object:
    source = open_source(scenario, Scenario)
    return source.data.get(_key(source, "plan")) if isinstance(source.data, dict) else None


def _plan_beside(scenario: Path) -> Message:
    """Which plan a scenario could name: one in its folder, as seen from there."""
    plans = _beside(scenario, Plan)
    if not plans:
        return say("put the plan into this folder and name it as seen from there")
    return say("name it as seen from this folder, such as {file}", file=plans[0].name)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _key(source: Source, key: str) -> str:
    """A key of the top level in the file's own spelling."""
    found = source.resolve((key,))
    return str(found[0]) if found else key


def _one_per_place(faults: list[Fault]) -> list[Fault]:
    """The first fault of each place, in order of place."""
    first: dict[tuple[str, int, int, int, int], Fault] = {}
    for fault in faults:
        first.setdefault(fault.order, fault)
    return [first[place] for place in sorted(first)]
