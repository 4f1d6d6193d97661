"""The JSON Schema of the input files, with which editors complete and check them."""

from __future__ import annotations

import re
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from drillsim.base.language import _, current, say, speaking
from drillsim.plan.distributions import FORMS
from drillsim.plan.keys import in_chinese
from drillsim.plan.plan import Plan
from drillsim.plan.scenario import Scenario
from drillsim.plan.schema import Model
from drillsim.plan.words import MOMENTS_ZH, VALUES_ZH

_ENGLISH = re.compile("[A-Za-z]{2}")  # of an example
_OF_HEADS = {"最短": "最少", "最长": "最多"}  # of people, where others are short and long
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
    schema = models[kind].model_json_schema(by_alias=language == "zh", schema_generator=_Generator)
    names = {name: _readable(name, kind) for name in schema.get("$defs", {})}
    schema["title"] = models[kind].__name__
    with speaking(language):
        schema = _tidy(schema, names)
    schema["$defs"] = {names[name]: {**body, "title": names[name]} for name, body in schema["$defs"].items()}
    if language == "zh":
        schema = _in_chinese(schema)
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
    """With readable references, and of every key what it means, with an example, in place of a title that repeats it."""
    if isinstance(part, list):
        return [_tidy(item, names) for item in part]
    if not isinstance(part, dict):
        return part
    found = {key: _tidy(value, names) for key, value in part.items()}
    for key, value in list(found.get("properties", {}).items()):
        if isinstance(value, dict):
            found["properties"].pop(key)
            found["properties"][key.removesuffix("_")] = _explained(value)
    if "required" in found:
        found["required"] = [key.removesuffix("_") for key in found["required"]]
    if isinstance(found.get("$ref"), str):
        name = found["$ref"].removeprefix("#/$defs/")
        found["$ref"] = f"#/$defs/{names.get(name, name)}"
    return found


def _explained(value: dict[str, Any]) -> dict[str, Any]:
    found = {key: one for key, one in value.items() if key not in ("title", "default", "said")}
    if "said" in value:
        sentence, *examples = value["said"]
        zh = current() == "zh"
        said = say("{meaning}; for example: {example}", meaning=_(sentence), example=examples[zh])
        found["said" if zh else "description"] = str(said)
    return found


def _in_chinese(part: Any, heads: bool = False) -> Any:
    """With Chinese words beside the English ones, and Chinese keys also where a model has a short form of its own."""
    if isinstance(part, list):
        return [_in_chinese(item) for item in part]
    if not isinstance(part, dict):
        return part
    found: dict[str, Any] = {}
    for key, value in part.items():
        if key == "$defs":
            found[key] = {name: _in_chinese(body, name.endswith("HeadCount")) for name, body in value.items()}
        elif key == "properties":
            found[key] = {_key(name, heads): _in_chinese(body) for name, body in value.items()}
        elif key == "required":
            found[key] = [_key(name, heads) for name in value]
        elif key == "const":
            found["enum"] = _words([value])
        elif key == "enum":
            found[key] = _words(value)
        elif key == "examples":
            if chinese := [one for one in value if not _ENGLISH.search(str(one))]:
                found[key] = chinese
        elif key == "description":
            continue  # English; what is said of the keys, and the examples, will do
        elif key == "said":
            found["description"] = value
        else:
            found[key] = _in_chinese(value)
    return found


def _key(name: str, heads: bool) -> str:
    return _OF_HEADS.get(name, name) if heads else in_chinese(name)


def _words(words: list[Any]) -> list[Any]:
    chinese = [zh for zh, en in {**VALUES_ZH, **MOMENTS_ZH}.items() if en in words]
    return [*dict.fromkeys([*chinese, *words])]
