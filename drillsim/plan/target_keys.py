"""Targets as files have them: the keys of all promises in one model, and which promise they make."""

from __future__ import annotations

from collections.abc import Callable
from inspect import cleandoc
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_origin

from pydantic import Field, WrapSerializer, WrapValidator, create_model, model_validator

from drillsim.base.language import N_, say
from drillsim.plan.judging import Form
from drillsim.plan.keys import keys_of
from drillsim.plan.schema import Model, reject
from drillsim.plan.targets import PROMISES, LimitTarget, MeanTarget, PaceTarget, Target
from drillsim.quantities.wording import Series


def _says(value: Any) -> bool:
    """Whether a value says something: midnight and no seconds at all do, a list of nothing does not."""
    return value is not None and value is not False and value != [] and value != {}


_MARKED = [one for one in PROMISES if one.mark != LimitTarget.mark]


class _Keys(Model, title=N_("A target")):
    """The keys of all promises, each of them optional: what is said of a whole target once every key can be read."""

    @model_validator(mode="after")
    def _one_promise(self) -> _Keys:
        def spelled(*names: str) -> Series:
            return Series(tuple(keys_of(type(self))[name.removesuffix("_")] for name in names))

        given = [name for name in type(self).model_fields if name in self.model_fields_set and _says(getattr(self, name))]
        promise, others = self._promise(), [one.mark for one in _MARKED]
        marks = [mark for mark in others if mark in given]
        missing = [key for key in promise.needed() if key not in given]
        strangers = [key for key in given if key not in promise.model_fields or (key == "where" and not promise.scoped)]
        if len(marks) > 1:
            raise reject(say("a target promises one thing (got {keys})", keys=spelled(*marks)), say("make a target of each"))
        if missing == [LimitTarget.mark]:
            what = say("a target promises something: one of {keys}", keys=spelled(LimitTarget.mark, *others))
            raise reject(what, say("add it"))
        if missing:
            what = say("'{mark}' needs {keys} as well", mark=spelled(promise.mark), keys=spelled(*missing))
            raise reject(what, say("add it"))
        if strangers:
            what = say("'{key}' does not go with '{mark}'", key=spelled(*strangers), mark=spelled(promise.mark))
            raise reject(what, say("take one of them out"), at=strangers[0].removesuffix("_"))
        form: Form = self.form  # type: ignore[attr-defined]
        spread = form.kind == "mean" or form.percentile
        if (spread and not promise.measured) or (form.per and promise is not MeanTarget):
            raise reject(say("only a limit can be a mean or a percentile"), say("write every or share 90%"), at="form")
        if promise is PaceTarget and not {"at_least", "at_most"} & set(given):
            raise reject(say("'{mark}' needs {keys} as well", mark=spelled("per"), keys=spelled("at_least", "at_most")),
                         say("write one of them"))  # fmt: skip
        within = self.within  # type: ignore[attr-defined]
        if within is not None and not isinstance(within, int) and not promise.limits_differ:
            raise reject(say("only a limit from one milestone to another may differ, or count working days"),
                         say("write it as {example}", example="20 min"), at="within")  # fmt: skip
        if form.kind == "mean" and not isinstance(within, int):
            raise reject(say("a mean has one limit for all"), say("write every or share 90%"), at="form")
        if "excused" in given and promise.unit != "incident":
            raise reject(say("only an incident can be excused"), say("leave it out"), at="excused")
        return self

    def _promise(self) -> type[Target]:
        found = next((one for one in _MARKED if _says(getattr(self, one.mark))), LimitTarget)
        return MeanTarget if found is LimitTarget and self.form.per else found  # type: ignore[attr-defined]

    def promised(self) -> Target:
        """The promise that they make."""
        promise = self._promise()
        given = self.model_fields_set & set(promise.model_fields)
        return promise.model_construct(given, **{name: getattr(self, name) for name in given})


def _all_keys() -> dict[str, Any]:
    """Every key of a target with its type and what holds if it is left out: those of the promises after the name."""
    (name, named), *others = Target.model_fields.items()
    own = [(key, one.model_fields[key]) for one in PROMISES for key in one.model_fields if key not in Target.model_fields]
    found: dict[str, Any] = {}
    for key, field in [(name, named), *own, *others]:
        kind: Any = Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation
        sort: Any = get_origin(field.annotation) or field.annotation
        default = {bool: False, dict: {}, list: []}.get(sort) if field.is_required() else field.default
        if field.is_required() and default is None:
            kind = kind | None
        spelled = Field(validation_alias=field.validation_alias, serialization_alias=field.serialization_alias,
                        json_schema_extra=field.json_schema_extra)  # fmt: skip
        found.setdefault(key, (Annotated[kind, spelled], default))
    return found


def _told() -> str:
    """What a target is, with what each of its marks promises."""
    head, _, last = cleandoc(Target.__doc__ or "").partition(".\n\n")
    lines = [f"`{one.mark}`".ljust(12) + f" {one.__doc__[0].lower()}{one.__doc__[1:-1]}" for one in PROMISES if one.__doc__]
    return "\n\n".join((f"{head}:", ";\n".join(lines) + ".", last))


TARGET_KEYS = create_model("Target", __base__=_Keys, __module__=__name__, __doc__=_told(), **_all_keys())


def _read(value: Any, keys: Callable[[Any], Any]) -> Any:
    return value if isinstance(value, Target) else keys(value).promised()


def _written(target: Target, keys: Callable[[Any], Any]) -> Any:
    return keys(TARGET_KEYS.model_construct(target.model_fields_set, **dict(target)))


if TYPE_CHECKING:
    AnyTarget = Target
    Promise = str
else:
    AnyTarget = Annotated[TARGET_KEYS, WrapValidator(_read), WrapSerializer(_written)]  # files know one sort of target
    Promise = Literal[tuple(one.promise for one in PROMISES)]
