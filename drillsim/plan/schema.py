"""What the models of all input files share: they are strict, and their texts are read as people write them.

A Chinese key or word is another spelling of the English one, nothing more: fields carry those of their keys
(`drillsim.plan.keys`), `drillsim.plan.words` is the table of the words.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

from drillsim.base.language import Message, say
from drillsim.plan.keys import learn
from drillsim.quantities import measures
from drillsim.quantities.written import Meant, note


class Model(BaseModel):
    """A part of a file: immutable, strict about types, no unknown keys."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        frozen=True,
        validate_by_name=True,
        allow_inf_nan=False,
    )

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Refuse a model in which one spelling would be two keys."""
        super().__pydantic_init_subclass__(**kwargs)
        learn(cls)

    @model_validator(mode="before")
    @classmethod
    def _note_owner(cls, value: Any, info: ValidationInfo) -> Any:
        """Note in the context which class reads which mapping, so that a message can list its keys."""
        if info.context is not None and isinstance(value, dict):
            info.context[id(value)] = cls
        return value


def reject(what: Message, mend: Message | None = None, at: str = "") -> PydanticCustomError:
    """The error that a validator raises, with its words kept apart from its values.

    `at` is the key that it is about, where a whole mapping is judged.
    """
    return PydanticCustomError("rejected", "{text}", {"text": what.msgid, "what": what, "mend": mend, "at": at})


def as_meant(read: Callable[[str], Any], text: str, show: Callable[[Any], Any]) -> Any:
    """What `read` makes of a text, which notes it unless it is plain. Raises what a validator raises."""
    try:
        found = read(text)
    except measures.Unreadable as error:
        raise reject(error.what, error.mend) from None
    note(text, None if measures.plain(read, text) else Meant(show, found))
    return found


def reader(read: Callable[[str], Any], example: str, show: Callable[[Any], Any]) -> BeforeValidator:
    """Reads a quantity with `read`; `example` is said of what is none, `show` tells what a text was taken for."""

    def validate(value: Any) -> Any:
        if isinstance(value, (bool, dict, list)) or value is None:
            raise reject(say("a quantity is expected here"), say("write it as {example}", example=Message(example)))
        return as_meant(read, value if isinstance(value, str) else str(value), show)

    return BeforeValidator(validate)


def range_reader(
    read: Callable[[str], tuple[Any, Any, Any] | None], give: Callable[[Any], Any], show: Any
) -> BeforeValidator:
    """Reads '10-20分钟' where a quantity may vary as the shortest, the middle as the usual, and the longest."""

    def validate(value: Any) -> Any:
        ends = read(value) if isinstance(value, str) else None
        if ends is None:
            return value
        low, usual, high = (Meant(show, end) for end in ends)
        note(value, say("shortest {low}, usual {usual}, longest {high}", low=low, usual=usual, high=high))
        return dict(zip(("shortest", "usual", "longest"), map(give, ends), strict=True))

    return BeforeValidator(validate)


class Named:
    """Tells the form that entries of a mapping to this type may be a name and a figure with no colon: '接访组2人'.

    `whole`: the value is then the whole entry, not only its figure.
    """

    def __init__(self, figure: Callable[[str], float | None], whole: bool = False) -> None:
        self.figure, self.whole = figure, whole


def written(write: Callable[[Any], Any]) -> PlainSerializer:
    """How a value is written back to a file: `model_dump(mode="json")` gives what the file would hold."""
    return PlainSerializer(write, when_used="json")
