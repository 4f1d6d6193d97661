"""The reference of the input files, made from the models: every key with its spellings, value, meaning and example."""

from __future__ import annotations

from collections.abc import Iterator
from inspect import get_annotations
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from drillsim.base.language import Message, _, current, say
from drillsim.plan import schema as s
from drillsim.plan.clauses import Parts
from drillsim.plan.distributions import FORMS
from drillsim.plan.judging import Form
from drillsim.plan.keys import Spelled, key_in_chinese, key_spellings
from drillsim.plan.meaning import Meaning
from drillsim.plan.meanings import PLAN
from drillsim.plan.meanings.scenario import SCENARIO
from drillsim.plan.milestones import Milestones, When
from drillsim.plan.plan import Plan
from drillsim.plan.procedures import Conditions, Need
from drillsim.plan.scenario import Scenario
from drillsim.quantities import measures as q

MEANINGS = {**PLAN, **SCENARIO}
TITLES = {
    "Plan": say("The plan"), "Player": say("A player"), "Zone": say("A zone"), "Travel": say("The way"),
    "Slower": say("Hours in which the way takes longer"), "Varies": say("How much times vary"),
    "Pert": say("A quantity between shortest and longest"), "Lognormal": say("A quantity with a measured mean"),
    "Gamma": say("A quantity by the gamma distribution"), "Exponential": say("A quantity by the exponential distribution"),
    "Between": say("A quantity between two bounds"), "Observed": say("A quantity from records"),
    "Pool": say("Every pool"), "Scheduled": say("All pools but funds: when they are there"),
    "Present": say("Squads and posts: how soon they come"),
    "Squad": say("A squad"), "Vehicle": say("Vehicles"), "Post": say("A post"), "Room": say("A room"), "Fund": say("A fund"),
    "Turnout": say("Turnout"), "Shift": say("A shift"), "Procedure": say("A procedure"), "Ladder": say("A ladder"),
    "Step": say("A step"), "Case": say("A tier of a step"), "Duty": say("A duty"), "Trigger": say("A trigger"),
    "Target": say("A target"), "Milestones": say("The first or the last of several moments"),
    "Clause": say("A clause"), "Assumption": say("An assumption"), "Scenario": say("The scenario"),
    "Window": say("The window"), "Stream": say("A stream"), "Inject": say("An inject"),
    "Disruption": say("A disruption"), "Road": say("The slow way"),
}  # fmt: skip
_WRITTEN_AS_TEXT = (Need, Form)  # '3 reception', 'share 90 %': nobody writes their keys
_TYPES: list[tuple[Any, Message]] = [
    (s.Seconds, say("duration")), (s.Clock, say("time of day")), (s.Hours, say("span of hours")),
    (s.Spans, say("hours of the day")), (s.Deadline, say("time of day")), (s.Most, say("whole number")),
    (s.Days, say("whole number")), (s.Rank, say("whole number")),
    (s.Weekdays, say("weekdays")), (s.MonthDay, say("day of the month")), (s.Moment, say("date and time")),
    (s.ScenarioTime, say("moment of the scenario")),
    (s.Rate, say("rate")), (s.PeopleRange, say("head-counts")), (s.Money, say("money")), (s.Share, say("share")),
    (s.Number, say("number")), (s.Count, say("whole number")), (s.Text, say("text")), (s.Name, say("name")),
    (s.Word, say("word")), (s.Flag, say("yes or no")), (When, say("moment of a step")), (Conditions, say("condition")),
    (Form, say("form of judging")), (Need, say("need")), (Parts, say("parts of the file")), (str, say("word")),
    (int, say("whole number")), (float, say("number")),
]  # fmt: skip
_VARYING = {form.__name__: form for form in FORMS.values()}


def title_of(model: type[Any]) -> str:
    """The name under which the meanings of a model's keys stand."""
    return model.__name__.partition("[")[0].lstrip("_")


def meaning(model: type[s.Model], field: str) -> Meaning:
    """What a key of a model means: as said of the model, else of the one that it extends."""
    for one in model.__mro__:
        if field in (keys := MEANINGS.get(title_of(one), {})):
            return keys[field]
    raise KeyError(f"{model.__name__}.{field} has no meaning; add it beside its model")


class Section(NamedTuple):
    """A model, the key under which it stands first, and the keys that are its own or of the model that it extends."""

    model: type[s.Model]
    under: str
    keys: list[str]


def documented(root: type[s.Model]) -> dict[str, Section]:
    """Every model of a file by title, in the order in which they are met."""
    found: dict[str, Section] = {}

    def visit(model: type[s.Model], under: str) -> None:
        if title_of(model) in found or issubclass(model, _WRITTEN_AS_TEXT):
            return
        for one in reversed(model.__mro__):
            own = [name for name in get_annotations(one) if name in model.model_fields]
            if own and title_of(one) not in found:
                found[title_of(one)] = Section(model, under, own)
        for name, field in model.model_fields.items():
            for part in _parts(field.annotation):
                visit(part, name.removesuffix("_"))

    visit(root, "")
    return found


def models_with(spelling: str) -> tuple[Message, ...]:
    """The titles of the models that have a key of this spelling, in the order of a file."""
    sections = {**documented(Plan), **documented(Scenario)}
    return tuple(
        TITLES[title]
        for title, (model, _under, keys) in sections.items()
        if any(spelling in key_spellings(name.removesuffix("_"), title_of(model)) for name in keys)
    )


def _parts(hint: Any) -> Iterator[type[s.Model]]:
    """The models within a type."""
    if isinstance(hint, type) and issubclass(hint, s.Model):
        yield hint
    for one in get_args(hint):
        yield from _parts(one)


def reference(kind: Literal["plan", "scenario"]) -> str:
    """The keys of a plan file (or those that only a scenario has), as Markdown in the language spoken."""
    found = documented(Plan)
    if kind == "scenario":
        found = {title: section for title, section in documented(Scenario).items() if title not in found}
    return "\n".join(_page(title, section) for title, section in found.items())


def _page(title: str, section: Section) -> str:
    model, under, keys = section
    head = f"## {TITLES[title]}" if not under else f"### {TITLES[title]}"
    place = "" if not under or title in _VARYING else "\n" + _("Under {key}.").format(key=f"`{_spelled(under, '')}`") + "\n"
    columns = [_("key"), _("other spelling"), _("value"), _("if left out"), _("meaning"), _("example")]
    rows = [f"| {' | '.join(columns)} |", "|---" * len(columns) + "|"]
    for name in keys:
        field, said, key = model.model_fields[name], meaning(model, name), name.removesuffix("_")
        other = key if current() == "zh" else key_in_chinese(key, model.__name__)
        value = _("quantity") if title in _VARYING and name in _VARYING[title].quantities() else described(_hint(field))
        rows.append(
            f"| `{_spelled(key, model.__name__)}` | `{other}` | {value} | {_default(field)} | {said} | `{said.example}` |"
        )
    return "\n".join([head, place, *rows, ""])


def _spelled(key: str, model: str) -> str:
    return key_in_chinese(key, model) if current() == "zh" else key


def _hint(field: FieldInfo) -> Any:
    return Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation


def described(hint: Any) -> Message:
    """What may be written for a type, in words."""
    for known, words in _TYPES:
        if hint == known:
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
    if isinstance(hint, type) and issubclass(hint, s.Model):
        return TITLES[title_of(hint)]
    return say("quantity")


def _either(hints: list[Any]) -> Message:
    """One of several types; the forms of a quantity that varies count as one."""
    plain = [one for one in hints if not any(title_of(part) in _VARYING for part in _parts(one))]
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
    if value == (0, q.DAY):
        return "00:00-24:00"
    if value == tuple(range(7)):
        return "周一至周日" if current() == "zh" else "mon-sun"
    if isinstance(value, Milestones):
        return str(Spelled((str(value),)))
    if isinstance(value, Form):
        return str(Spelled((value.kind,)))
    if hint == s.Share:
        return f"{value:.0%}"
    if isinstance(value, (int, float)) and value:
        return f"{value:g}"
    return str(Spelled((value,))) if isinstance(value, str) else "–"
