"""Every key of the input files is explained, with an example that can be read, and the page says so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import pytest
from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo
from remake import REFERENCES, reference_page

from drillsim.command import cli
from drillsim.files.json_schema import json_schema
from drillsim.files.reference import MEANINGS, TITLES, _parts, documented, meaning, title_of
from drillsim.files.source import Source
from drillsim.language import speaking
from drillsim.plan.model import Plan
from drillsim.scenario.model import Scenario
from drillsim.schema import Model

ROOTS: tuple[type[Model], ...] = (Plan, Scenario)


def every_model(hint: Any) -> Iterator[type[Model]]:
    """Each model of a file with those within it, in each form in which it occurs."""
    for model in _parts(hint):
        yield model
        for field in model.model_fields.values():
            yield from every_model(field.annotation)


FORMS: dict[str, list[type[Model]]] = {}  # a quantity that varies is a duration here, a head-count there
for found in dict.fromkeys(model for root in ROOTS for model in every_model(root)):
    FORMS.setdefault(title_of(found), []).append(found)
SHOWN = {title for root in ROOTS for title in documented(root)}
KEYS = [(title, name) for title in FORMS if title in SHOWN for name in FORMS[title][0].model_fields]


def value_in(text: str, folder: Path) -> Any:
    """A value as a file would hold it."""
    file = folder / "value.yaml"
    file.write_text(f"value: {text}\n", "utf-8")
    source = Source(file)
    assert not source.faults
    return source.data["value"]


def accepts(field: FieldInfo, value: Any) -> bool:
    """Whether a key can have a value."""
    try:
        TypeAdapter(Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation).validate_python(
            value
        )
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize(("title", "name"), KEYS)
def test_every_key_has_a_meaning_and_an_example_that_can_be_read(title, name, tmp_path):
    said = meaning(FORMS[title][0], name)
    assert said.sentence
    for lang in ("en", "zh"):
        with speaking(lang):
            value = value_in(said.example, tmp_path)
            assert any(accepts(model.model_fields[name], value) for model in FORMS[title])
            assert "|" not in str(said) + said.example  # it stands in a table
    assert said.example_zh != said.example_en


def test_no_meaning_is_left_over():
    used = {(title_of(one), name) for title, name in KEYS for one in FORMS[title][0].__mro__}
    assert not [(title, name) for title, keys in MEANINGS.items() for name in keys if (title, name) not in used]
    assert set(TITLES) == SHOWN


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_is_up_to_date(lang):
    path, _head = REFERENCES[lang]
    assert path.read_text("utf-8") == reference_page(lang), "run: python tests/remake.py"


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("kind", ["plan", "scenario"])
def test_editors_show_the_meanings(kind, lang):
    schema = json_schema(kind, lang)
    bodies = [body for body in (schema, *schema["$defs"].values()) if "properties" in body]
    for body in bodies:
        assert all("description" in value for value in body["properties"].values()), body["title"]


def test_the_page_can_be_printed(capsys):
    assert cli.run(["schema", "scenario", "--format", "markdown", "--lang", "en"]) == 0
    assert "| `staff_away` | `人员缺勤` |" in capsys.readouterr().out
    assert cli.run(["schema", "result", "--format", "markdown", "--lang", "en"]) == 2
