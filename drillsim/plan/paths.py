"""Parts of a plan or scenario as dotted paths, with keys in either language.

A planner says which numbers an assumption is about: 'pools.reception.staff', or in a file
with Chinese keys '力量.接待组.人员'. Which words of a path are keys and which are names of
the planner's own follows from the models, so a team may well be called 人员.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar, get_args, get_origin

from drillsim.plan.keys import Key, all_spellings, keys_of
from drillsim.plan.procedures import Procedure
from drillsim.plan.schema import Model

M = TypeVar("M", bound=Model)
_ROOTS: list[type[Model]] = []  # the models of whole files


def root(model: type[M]) -> type[M]:
    """Marks the model of a whole file: paths begin with its keys."""
    _ROOTS.append(model)
    return model


def in_english(path: str) -> str:
    """A path with its keys in English; what leads nowhere is left as it is."""
    return ".".join(word.english if isinstance(word, Key) else word for word in _walk(path))


@dataclass(frozen=True)
class PlanPath:
    """A path, shown with its keys in the language spoken."""

    path: str

    def __str__(self) -> str:
        return ".".join(map(str, _walk(self.path)))


def _walk(path: str) -> Iterator[Key | str]:
    """Each word of a path: a key of a model, or a name or number."""
    here: list[Any] = list(_ROOTS)
    for word in path.split("."):
        keys = [(model, key) for model in here if _is_model(model) for key in keys_of(model).values()
                if word in all_spellings(key.english)]  # fmt: skip
        if keys:
            yield keys[0][1]
            here = [kind for model, key in keys for kind in _kinds(model.model_fields[key.field].annotation)]
            continue
        yield word
        if Procedure in here:  # 'steps' may be left out
            here = list(_kinds(Procedure.model_fields["steps"].annotation))
        # A name or number leads on to what is listed under it; one with a dot in it takes several words.
        here = [kind for one in here if not _is_model(one) for kind in _kinds(get_args(one)[-1])] or here


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
