"""The JSON Schema of the input files, with which editors complete and check them."""

from __future__ import annotations

import re
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from drillsim.base.language import say, speaking
from drillsim.files.reference import documented, meaning
from drillsim.plan.distributions import FORMS
from drillsim.plan.keys import MOMENTS_ZH, VALUES_ZH, key_in_chinese
from drillsim.plan.plan import Plan
from drillsim.plan.scenario import Scenario
from drillsim.plan.schema import Model

_ENGLISH = re.compile("[A-Za-z]{2}")  # of an example
_VALUES = {form.__name__ for form in FORMS.values()}


def json_schema(kind: str, language: str = "en") -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a plan or scenario file with English or Chinese keys.

    Chinese keys are the spellings that drillsim writes; fixed words may be in either language.
    Raises ValueError for another kind or language.
    """
    models: dict[str, type[Model]] = {"plan": Plan, "scenario": Scenario}
    if kind not in models:
        raise ValueError(f"kind must be 'plan' or 'scenario' (got {kind!r})")
    if language not in ("en", "zh"):
        raise ValueError(f"language must be 'en' or 'zh' (got {language!r})")
    schema = models[kind].model_json_schema(schema_generator=_Generator)
    names = {name: _readable(name, kind) for name in schema.get("$defs", {})}
    schema["title"] = models[kind].__name__
    schema = _tidy(schema, names)
    schema["$defs"] = {names[name]: {**body, "title": names[name]} for name, body in schema["$defs"].items()}
    if language == "zh":
        schema = _in_chinese(schema)
    with speaking(language):
        _explain(schema, models[kind], language)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


class _Generator(GenerateJsonSchema):
    """Keeps one name per model and says nothing of defaults that are no JSON."""

    ignored_warning_kinds = {"skipped-choice", "non-serializable-default"}


def _readable(name: str, kind: str) -> str:
    """'Pert_Annotated_int__…' as 'PertDuration': whole numbers are seconds in a plan, heads in a scenario."""
    form = name.partition("_")[0]
    if form not in _VALUES:
        return form
    whole = "Duration" if kind == "plan" else "HeadCount"
    return form + (whole if re.search("int", name) else "Factor")


def _tidy(part: Any, names: dict[str, str]) -> Any:
    """Without the titles of single keys, which only repeat them, and with readable references."""
    if isinstance(part, list):
        return [_tidy(item, names) for item in part]
    if not isinstance(part, dict):
        return part
    found = {key: _tidy(value, names) for key, value in part.items()}
    for key, value in list(found.get("properties", {}).items()):
        if isinstance(value, dict):
            found["properties"][key] = {k: v for k, v in value.items() if k not in ("title", "default")}
    if isinstance(found.get("$ref"), str):
        name = found["$ref"].removeprefix("#/$defs/")
        found["$ref"] = f"#/$defs/{names.get(name, name)}"
    return found


def _explain(schema: dict[str, Any], root: type[Model], language: str) -> None:
    """Add to every key what it means, with an example, as editors show it."""
    known = documented(root)
    for name, body in {root.__name__: schema, **schema["$defs"]}.items():
        title = re.sub("(Duration|HeadCount|Factor)$", "", name)
        for field in known[title].model.model_fields if title in known else ():
            said, key = meaning(known[title].model, field), field.removesuffix("_")
            described = say("{meaning}; for example: {example}", meaning=said, example=said.example)
            body["properties"][_key(key, name) if language == "zh" else key]["description"] = str(described)


def _in_chinese(part: Any, model: str = "") -> Any:
    """With Chinese keys, and Chinese words beside the English ones."""
    if isinstance(part, list):
        return [_in_chinese(item, model) for item in part]
    if not isinstance(part, dict):
        return part
    model = part["title"] if isinstance(part.get("title"), str) else model
    found: dict[str, Any] = {}
    for key, value in part.items():
        if key == "$defs":
            found[key] = {name: _in_chinese(body, name) for name, body in value.items()}
        elif key == "properties":
            found[key] = {_key(name, model): _in_chinese(body, model) for name, body in value.items()}
        elif key == "required":
            found[key] = [_key(name, model) for name in value]
        elif key == "const":
            found["enum"] = _words([value])
        elif key == "enum":
            found[key] = _words(value)
        elif key == "examples":
            if chinese := [one for one in value if not _ENGLISH.search(str(one))]:
                found[key] = chinese
        elif key == "description":
            continue  # English; the keys and the examples speak for themselves
        else:
            found[key] = _in_chinese(value, model)
    return found


def _key(name: str, model: str) -> str:
    return name if name in ("en", "zh") else key_in_chinese(name, model)


def _words(words: list[Any]) -> list[Any]:
    chinese = [zh for zh, en in {**VALUES_ZH, **MOMENTS_ZH}.items() if en in words]
    return [*dict.fromkeys([*chinese, *words])]
