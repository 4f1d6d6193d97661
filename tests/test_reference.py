"""Every key of the input files is explained, with an example that can be read, and the page says so."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain, combinations
from pathlib import Path
from typing import Annotated, Any

import pytest
from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo
from remake import REFERENCES, reference_page

from drillsim.base.language import speaking
from drillsim.command import cli
from drillsim.files.json_schema import json_schema
from drillsim.files.reference import documented, models_in, name_of, title
from drillsim.files.source import Source
from drillsim.plan.keys import Key, keys_of
from drillsim.plan.plan import Plan
from drillsim.plan.scenario import Scenario
from drillsim.plan.schema import Model

ROOTS: tuple[type[Model], ...] = (Plan, Scenario)


def every_model(hint: Any) -> Iterator[type[Model]]:
    """Each model of a file with those within it, in each form in which it occurs."""
    for model in models_in(hint):
        yield model
        for field in model.model_fields.values():
            yield from every_model(field.annotation)


FORMS: dict[str, list[type[Model]]] = {}  # a quantity that varies is a duration here, a head-count there
for found in dict.fromkeys(model for root in ROOTS for model in every_model(root)):
    FORMS.setdefault(name_of(found), []).append(found)
SHOWN = {name: section for root in ROOTS for name, section in documented(root).items()}
KEYS = [(title, name) for title in FORMS if title in SHOWN for name in FORMS[title][0].model_fields]


def key(model: type[Model], name: str) -> Key:
    """The key of a field."""
    return next(one for one in keys_of(model).values() if one.field == name)


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
    said = key(FORMS[title][0], name)
    assert said.sentence
    for lang in ("en", "zh"):
        with speaking(lang):
            value = value_in(said.example, tmp_path)
            assert any(accepts(model.model_fields[name], value) for model in FORMS[title])
            assert "|" not in said.meaning + said.example  # it stands in a table


def test_every_model_has_a_title_of_its_own():
    titles = [str(title(section.owner)) for section in SHOWN.values()]
    assert len(titles) == len(set(titles))


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


# ---- nothing is something: 0, no seconds, midnight, no, an empty list ------------------------------

NOTHINGS = (0, "0", "0 s", "0 %", "00:00", "0 yuan", False, "no", "", [], {})
EMPTY = ("", [], {})  # may be refused together with other keys; the others may not
REFUSED = {  # what a whole refuses for a reason of its own, though the key alone could have it
    ("Target", "none_lost"), ("Target", "in_order"),  # 'no' promises nothing
    ("Stream", "hours"), ("Stream", "days"),  # weights of nothing
}  # fmt: skip


def example(model: type[Model], name: str, folder: Path) -> Any:
    with speaking("en"):
        return value_in(key(model, name).example, folder)


def whole(model: type[Model], name: str, folder: Path) -> dict[str, Any] | None:
    """The fewest keys, with their examples, beside which a key can stand; None if it goes with no two others."""
    fields = model.model_fields
    have = [one for one in fields if fields[one].is_required() or one == name]
    others = [one for one in fields if one not in have]
    examples = {one: example(model, one, folder) for one in fields}
    if name == "calls":
        examples["outcome"] = {"answered": "90 %", "unanswered": "10 %"}
    if name == "up_to":
        examples["count"] = "people"
    for more in chain.from_iterable(combinations(others, n) for n in range(3)):
        data = {one.removesuffix("_"): examples[one] for one in (*have, *more)}
        with suppress(ValidationError):
            model.model_validate(data)
            return data
    return None


OPTIONAL = [(title, name) for title, name in KEYS if not FORMS[title][0].model_fields[name].is_required()]


@pytest.mark.parametrize(("title", "name"), OPTIONAL)
def test_a_value_that_is_nothing_is_kept(title, name, tmp_path):
    """It is read, it counts as given, and it comes back from what would be written to a file."""
    for model in FORMS[title]:
        field, key = model.model_fields[name], name.removesuffix("_")
        if not accepts(field, example(model, name, tmp_path)):
            continue
        data = whole(model, name, tmp_path)
        assert data is not None, "goes with no two other keys"
        hint = Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation
        for value in NOTHINGS:
            try:
                meant = TypeAdapter(hint).validate_python(value, strict=True)
            except ValidationError:
                continue  # no value of this key
            try:
                read = model.model_validate({**data, key: value})
            except ValidationError:
                if value in EMPTY or (title, name) in REFUSED:
                    continue
                raise
            assert getattr(read, name) == meant
            assert type(getattr(read, name)) is type(meant)
            assert name in read.model_fields_set
            written = json.loads(read.model_dump_json(by_alias=True, exclude_unset=True))
            if isinstance(written, dict):  # else it is written as one word
                assert key in written
                assert model.model_validate(written) == read
