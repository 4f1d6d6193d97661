"""The reference of the input files, made from the models: every key with its spellings, value, meaning and example."""

from __future__ import annotations

from collections.abc import Iterator
from inspect import get_annotations
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from drillsim.base.language import Message, _, current, say
from drillsim.plan import values
from drillsim.plan.calendar import Country
from drillsim.plan.clauses import Parts
from drillsim.plan.distributions import FORMS
from drillsim.plan.judging import Form
from drillsim.plan.keys import Key, keys_of
from drillsim.plan.limits import Limit, NamedHours
from drillsim.plan.milestones import Milestones, When
from drillsim.plan.plan import Plan
from drillsim.plan.procedures import Conditions, Need
from drillsim.plan.scenario import Scenario
from drillsim.plan.schema import Model
from drillsim.plan.words import Spelled
from drillsim.quantities import measures

_WRITTEN_AS_TEXT = (Form,)  # 'share 90 %': nobody writes its keys
_TYPES: list[tuple[Any, Message]] = [
    (Limit, say("limit")), (NamedHours, say("hours of the day, or their name")),
    (values.Seconds, say("duration")), (values.Clock, say("time of day")), (values.Hours, say("span of hours")),
    (values.Spans, say("hours of the day")), (values.Deadline, say("time of day")), (values.Most, say("whole number")),
    (values.Days, say("whole number")), (values.Rank, say("whole number")), (values.Weekdays, say("weekdays")),
    (values.MonthDay, say("day of the month or date")), (values.Day, say("date")),
    (values.DateSpan, say("date or span of dates")),
    (Country, say("country")), (values.Moment, say("date and time")),
    (values.ScenarioTime, say("moment of the scenario")), (values.Rate, say("rate")),
    (values.PeopleRange, say("head-counts")), (values.Money, say("money")), (values.Share, say("share")),
    (values.Number, say("number")), (values.Count, say("whole number")), (values.Text, say("text")),
    (values.Name, say("name")), (values.Word, say("word")), (values.Flag, say("yes or no")), (When, say("moment of a step")),
    (Conditions, say("condition")), (Form, say("form of judging")), (Need, say("need")), (Parts, say("parts of the file")),
    (str, say("word")), (int, say("whole number")), (float, say("number")),
]  # fmt: skip
_VARYING = {form.__name__: form for form in FORMS.values()}


def title(model: type[Model]) -> Message:
    """What people call a part of a file."""
    return Message(str(model.model_config["title"]))


class Section(NamedTuple):
    """Keys that a model has of its own, the model in which they are met first, and the key under which that stands."""

    owner: type[Model]
    model: type[Model]
    under: Key | None
    keys: list[Key]


def documented(root: type[Model]) -> dict[str, Section]:
    """Every model of a file by name, in the order in which they are met, those that it extends first."""
    found: dict[str, Section] = {}

    def visit(model: type[Model], under: Key | None) -> None:
        if name_of(model) in found or issubclass(model, _WRITTEN_AS_TEXT):
            return
        for owner in reversed(model.__mro__):
            own = [key for key in keys_of(model).values() if key.field in get_annotations(owner)]
            if own and name_of(owner) not in found:
                found[name_of(owner)] = Section(owner, model, under, own)
        for key in keys_of(model).values():
            for part in models_in(model.model_fields[key.field].annotation):
                visit(part, key)

    visit(root, None)
    return found


def name_of(model: type[Any]) -> str:
    """The name of a model, whatever quantities vary in it."""
    return model.__name__.partition("[")[0].lstrip("_")


def models_with(spelling: str) -> tuple[Message, ...]:
    """The titles of the models that have a key of this spelling, in the order of a file."""
    sections = {**documented(Plan), **documented(Scenario)}
    return tuple(title(one.owner) for one in sections.values() if any(spelling in key.spellings for key in one.keys))


def models_in(hint: Any) -> Iterator[type[Model]]:
    """The models within a type."""
    if isinstance(hint, type) and issubclass(hint, Model):
        yield hint
    for one in get_args(hint):
        yield from models_in(one)


def reference(kind: Literal["plan", "scenario"]) -> str:
    """The keys of a plan file (or those that only a scenario has), as Markdown in the language spoken."""
    found = documented(Plan)
    if kind == "scenario":
        found = {name: section for name, section in documented(Scenario).items() if name not in found}
    return "\n".join(map(_page, found.values()))


def _page(section: Section) -> str:
    owner, model, under, keys = section
    varying = _VARYING.get(name_of(owner))
    head = f"{'###' if under else '##'} {title(owner)}"
    place = "" if not under or varying else "\n" + _("Under {key}.").format(key=f"`{under}`") + "\n"
    columns = [_("key"), _("other spelling"), _("value"), _("if left out"), _("meaning"), _("example")]
    rows = [f"| {' | '.join(columns)} |", "|---" * len(columns) + "|"]
    for key in keys:
        field = model.model_fields[key.field]
        other = key.english if current() == "zh" else key.in_chinese
        value = _("quantity") if varying and key.field in varying.quantities() else described(_hint(field))
        rows.append(f"| `{key}` | `{other}` | {value} | {_default(field)} | {key.meaning} | `{key.example}` |")
    return "\n".join([head, place, *rows, ""])


def _hint(field: FieldInfo) -> Any:
    return Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation


def described(hint: Any) -> Message:
    """What may be written for a type, in words."""
    hint = _without_reference(hint)
    for known, words in _TYPES:
        if hint == _without_reference(known):
            return words
    origin, inside = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return described(inside[0])
    if origin in (Union, UnionType):
        return _either([one for one in inside if one is not NoneType])
    if origin is Literal:
        spelled = Spelled(tuple(map(str, inside)))
        return say("one of {words}", words=spelled) if len(inside) > 1 else say("{word}", word=spelled)
    if origin is list:
        return say("list: {what}", what=described(inside[0]))
    if origin is dict:
        return say("by {key}: {what}", key=described(inside[0]), what=described(inside[1]))
    if isinstance(hint, type) and issubclass(hint, Model):
        return title(hint)
    return say("quantity")


def _without_reference(hint: Any) -> Any:
    """A type without the note of what its names refer to: a name is a name."""
    if get_origin(hint) is not Annotated:
        return hint
    notes = tuple(note for note in hint.__metadata__ if not isinstance(note, values.RefersTo))
    return Annotated[(hint.__origin__, *notes)] if notes else hint.__origin__


def _either(hints: list[Any]) -> Message:
    """One of several types; the forms of a quantity that varies count as one."""
    plain = [one for one in hints if not any(name_of(part) in _VARYING for part in models_in(one))]
    words = list(dict.fromkeys(described(one) for one in plain))
    if len(plain) < len(hints):
        words.append(say("quantity"))
    found = words[0]
    for other in words[1:]:
        found = say("{one} or {other}", one=found, other=other)
    return found


def _default(field: FieldInfo) -> str:
    """What holds if a key is left out."""
    if field.is_required():
        return _("required")
    value = field.get_default()
    hint = _hint(field)
    if value is True or value is False:
        return str(Spelled(("yes" if value else "no",)))
    if value == (0, measures.DAY):
        return "00:00-24:00"
    if value == measures.EVERY_DAY:
        return "周一至周日" if current() == "zh" else "mon-sun"
    if isinstance(value, Milestones):
        return str(Spelled((str(value),)))
    if isinstance(value, Form):
        return str(Spelled((value.kind,)))
    if hint == values.Share:
        return f"{value:.0%}"
    if isinstance(value, (int, float)) and value:
        return f"{value:g}"
    return str(Spelled((value,))) if isinstance(value, str) else "–"
