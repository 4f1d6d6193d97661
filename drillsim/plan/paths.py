"""Parts of a plan or scenario as dotted paths, with keys in either language.

A planner says which numbers an assumption is about: 'pools.reception.staff', or in a file
with Chinese keys '力量.接待组.人员'. Which words of a path are keys and which are names of
the planner's own follows from the models, so a team may well be called 人员.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, get_args, get_origin

from drillsim.base.language import current
from drillsim.plan.keys import all_spellings, key_in_chinese
from drillsim.plan.schema import Model


def in_english(path: str) -> str:
    """A path with its keys in English; what leads nowhere is left as it is."""
    return ".".join(key for key, _owner in _walk(path))


@dataclass(frozen=True)
class Part:
    """A path, shown with its keys in the language spoken."""

    path: str

    def __str__(self) -> str:
        if current() != "zh":
            return self.path
        return ".".join(key_in_chinese(key, owner) if owner else key for key, owner in _walk(self.path))


def _walk(path: str) -> Iterator[tuple[str, str]]:
    """Each word of a path, keys in English, with the model that it is a key of (empty for a name or a number)."""
    from drillsim.plan.plan import Plan
    from drillsim.plan.procedures import Procedure
    from drillsim.plan.scenario import Scenario

    here: list[Any] = [Plan, Scenario]
    for word in path.split("."):
        keys = [(model, field) for model in here if _is_model(model) for field in model.model_fields if _is(field, word)]
        if keys:
            yield keys[0][1].removesuffix("_"), keys[0][0].__name__
            here = [kind for model, field in keys for kind in _kinds(model.model_fields[field].annotation)]
            continue
        yield word, ""
        if Procedure in here:  # 'steps' may be left out
            here = list(_kinds(Procedure.model_fields["steps"].annotation))
        # A name or number leads on to what is listed under it; one with a dot in it takes several words.
        here = [kind for one in here if not _is_model(one) for kind in _kinds(get_args(one)[-1])] or here


def _is(field: str, word: str) -> bool:
    key = field.removesuffix("_")
    return word == key or word in all_spellings(key)


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Model)


def _kinds(annotation: Any) -> Iterator[Any]:
    """The models, dicts and lists that a value of this type may be."""
    if _is_model(annotation) or get_origin(annotation) in (dict, list):
        yield annotation
    elif get_origin(annotation) is Annotated:
        yield from _kinds(get_args(annotation)[0])
    elif get_origin(annotation) is not None:  # a union; the words of a Literal lead nowhere
        for kind in get_args(annotation):
            yield from _kinds(kind)
