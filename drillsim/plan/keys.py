"""The keys of the input files: how each is spelled, what it means and an example, as the field that bears it says."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import AliasChoices, BaseModel, Field
from pydantic.fields import FieldInfo

from drillsim.base.language import _, current


def key(spellings: str, means: str = "", example: str = "", example_zh: str = "") -> Any:
    """What a field says of its key, beside its type: `staff: Annotated[Count, key("人员 人数", N_("how many"), "6")]`.

    `spellings` are those in Chinese, the one that is written first, divided by spaces. The English one is the name of the
    field; where Python reserves that (`from`), it stands among them. `means` is a sentence of the catalogue; the examples
    are values as they stand in a file, the second one where it is spelled otherwise in Chinese.
    """
    found = spellings.split()
    reserved = next((spelling for spelling in found if spelling.isascii()), None)
    said: Any = {"said": [means, example, example_zh or example]} if means else None  # which the JSON Schema puts into words
    return Field(validation_alias=AliasChoices(*found), serialization_alias=reserved, json_schema_extra=said)


@dataclass(frozen=True)
class Key:
    """A key of a model; shown as it is spelled in the language spoken."""

    english: str
    chinese: tuple[str, ...] = ()  # the one that is written first
    sentence: str = ""  # what it means, of the catalogue
    examples: tuple[str, str] = ("", "")  # in English and Chinese
    field: str = ""  # its name in the model

    def __str__(self) -> str:
        return self.in_chinese if current() == "zh" else self.english

    @property
    def in_chinese(self) -> str:
        """The Chinese spelling that drillsim writes."""
        return self.chinese[0] if self.chinese else self.english

    @property
    def spellings(self) -> tuple[str, ...]:
        """All spellings that are read, the English one first, then the Chinese one that is written."""
        return (self.english, *self.chinese)

    @property
    def meaning(self) -> str:
        """What it means, in the language spoken."""
        return _(self.sentence)

    @property
    def example(self) -> str:
        """A value in the language spoken."""
        return self.examples[current() == "zh"]


@cache
def keys_of(model: type[BaseModel]) -> dict[str, Key]:
    """The keys of a model by their English spelling, in the order of its fields."""
    return {one.english: one for one in (_key(name, field) for name, field in model.model_fields.items())}


def _key(name: str, field: FieldInfo) -> Key:
    english, alias = field.serialization_alias or name, field.validation_alias
    extra: Any = field.json_schema_extra
    spellings = alias.choices if isinstance(alias, AliasChoices) else []
    chinese = tuple(str(one) for one in spellings if one != english)
    means, *examples = extra["said"] if extra else ("", "", "")
    return Key(english, chinese, means, (examples[0], examples[1]), name)


# Every English key of any model with all of its spellings, in the order in which models are written.
_KNOWN: dict[str, dict[str, None]] = {}


def learn(model: type[BaseModel]) -> None:
    """Note the spellings of the keys of a new model. Raises TypeError where one of them would be two of its keys."""
    read: dict[str, str] = {}
    for one in keys_of(model).values():
        for spelling in one.spellings:
            if read.setdefault(spelling, one.english) != one.english:
                raise TypeError(f"in {model.__name__} '{spelling}' would be both '{read[spelling]}' and '{one.english}'")
        _KNOWN.setdefault(one.english, {}).update(dict.fromkeys(one.spellings))


def in_chinese(key: str, *models: type[BaseModel]) -> str:
    """A key in Chinese as one of these models has it, else as the first of all models; as it is if it is no key."""
    own = (keys_of(model).get(key) for model in models)
    return next((one.in_chinese for one in own if one), (*all_spellings(key), key)[1])


def all_spellings(key: str) -> tuple[str, ...]:
    """A key in every spelling that any model reads, the English one first."""
    return tuple(_KNOWN.get(key, (key,)))
