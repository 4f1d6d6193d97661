"""The columns of an event list (MSEL) as a spreadsheet: the one definition, for writing and for reading.

Each column has a title in both languages, a way to show a value and a way to read it back.
The first columns follow the HSEEP template. Then come one per attribute of the plan, those of
disruptions, and the draws: one per step and quantity, shared by the procedures whose steps
have the same key, so that a sheet stays as narrow as the plan is simple.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from pydantic_core import PydanticCustomError

from drillsim.base.language import FILED, Message, Moment, filed, say, speaking, text
from drillsim.compiled.tables import NOWHERE, SCENE, TRAVEL, CompiledPlan
from drillsim.compiled.written_out import Joint
from drillsim.deck.deck import LONGEST_FACTOR, Deck, back_values, patience_values, step_varies, takes_values
from drillsim.msel.names import Label, Names, folded
from drillsim.plan.plan import Plan
from drillsim.plan.procedures import Step
from drillsim.plan.scenario import DISRUPTIONS, Scenario, Window
from drillsim.plan.values import people_are_counted
from drillsim.quantities import measures, moments
from drillsim.quantities.shown import written_duration

NO_ZONE = "—"  # written where a blank would look forgotten
INJECT, CONTINGENCY, EXPECTED, DISRUPTION = TYPES = ("inject", "contingency", "expected", "disruption")
DRAFT, DEFERRED = "draft", "deferred"
# Columns of a Chinese exercise script (演练脚本) that an HSEEP list has not. They are written there and read anywhere.
SCRIPT = {
    "phase": {"en": "Phase", "zh": "演练阶段"},
    "commander": {"en": "Directed by", "zh": "指挥人"},
    "players": {"en": "Players", "zh": "参演人员"},
    "resources": {"en": "Resources", "zh": "所需资源"},
    "duration": {"en": "Planned duration", "zh": "计划时长"},
    "level": {"en": "Response level", "zh": "响应级别"},
    "milestones": {"en": "Key moments", "zh": "关键节点"},
}
# Titles that these columns often have in lists that were not written here. They are read, never written.
OFTEN = {
    "number": ("No.", "编号"),
    "time": ("Time", "时间", "日期时间"),
    "message": ("情景内容", "情景描述", "事件内容"),
    "expects": ("Expected action", "处置措施", "预期处置"),
    "phase": ("阶段",),
    "commander": ("责任人",),
    "controller": ("Given by", "导调员", "控制人员"),
    "zone": ("Place", "Location", "地点"),
    "kind": ("事件类别",),
}

# ---- how to show and how to read -----------------------------------------------------------


class Codec(NamedTuple):
    """How a value is shown in a cell, and read from one that is not blank (raising Unreadable)."""

    show: Callable[[Any], str]
    read: Callable[[str], Any]


_APOSTROPHES = "'\u2018\u2019\uff07`"


def bare(cell: str) -> str:
    """A cell without the apostrophe that marks it as a text for a spreadsheet program."""
    return cell.strip().lstrip(_APOSTROPHES).strip()


def _read_text(cell: str) -> str:
    try:
        return people_are_counted(cell)
    except PydanticCustomError as error:
        context = error.context or {}
        raise measures.Unreadable(context["what"], context["mend"]) from None


def _whole(number: float | None, cell: str) -> int:
    if number is None or not 1 <= number <= measures.NO_LIMIT:
        raise measures.Unreadable(
            say("'{got}' is not a whole number from 1 to 1,000,000", got=cell), say("write it as {example}", example="3")
        )
    return int(number)


def _read_count(cell: str) -> int:
    """How many of '3', '三人', '1,200 residents', and of 3.0 as some programs save it."""
    return _whole(measures.number_of(re.sub(r"(?<=\d)\.0+(?!\d)", "", measures.fold(cell))), cell)


_NUMBER = re.compile(r"(?:#|no\.?|第)?\s*(\d{1,9}|\d{1,3}(?:,\d{3})+)(?:\.0+)?\s*(?:号|#|[.、)])?", re.IGNORECASE)


def _read_number(cell: str) -> int:
    """The number of an event: '3', '#3', 'No. 3', '第3号'."""
    match = _NUMBER.fullmatch(measures.fold(cell))
    return _whole(float(match[1].replace(",", "")) if match else None, cell)


def _read_seconds(cell: str) -> int:
    """A duration. What a clock shows is none: of '5:20' nobody can say which units are meant."""
    if re.fullmatch(r"\d{1,5}:\d{2}", measures.fold(cell)):
        what = say("'{got}' may be hours and minutes or minutes and seconds", got=cell)
        raise measures.Unreadable(what, say("write it with its units, such as 1 h 20 min or 1 min 20 s"))
    return measures.duration(cell)


def show_factor(thousandths: int) -> str:
    """A factor as a cell of the list shows it: ×1.250."""
    return f"×{thousandths // 1000}.{thousandths % 1000:03d}"


def read_factor(cell: str) -> int:
    """A factor in thousandths, however a person writes it. Raises Unreadable if it is none."""
    match = re.fullmatch(r"[×x*]?\s*(\d{1,9}(?:[.,]\d{1,30})?)\s*(%|倍|times)?", measures.fold(cell).casefold())
    if match is None:
        raise measures.Unreadable(
            say("'{got}' is not a factor", got=cell), say("write how many times the usual time, such as ×1.2")
        )
    unit = 10 if match[2] == "%" else 1000
    thousandths = int((Decimal(match[1].replace(",", ".")) * unit).quantize(Decimal(1), ROUND_HALF_UP))
    if thousandths > LONGEST_FACTOR:
        raise measures.Unreadable(say("'{got}' is more than a thousand times", got=cell), None)
    return thousandths


_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")  # a moment as Excel keeps it: days since the end of 1899
_SERIALS = (20_000, 80_000)  # of the years 1954 to 2119
_DAY_0 = datetime(1899, 12, 30)


def _moments(window: Window) -> Codec:
    """Scenario seconds as date, weekday and time.

    The weekday is for the eye and is not read. In a CSV file it also keeps Excel from taking the cell for a date, which
    it would save without the seconds; in a workbook the cell is a date.
    """

    def show(second: int) -> str:
        with speaking(filed()):
            return str(Moment(window.start + timedelta(seconds=second), "yyyy-MM-dd EEE HH:mm:ss"))

    def read(cell: str) -> int:
        mend = say("write it as 2026-03-02 08:30")
        if _SERIAL.fullmatch(measures.fold(cell)) and _SERIALS[0] < (days := float(measures.fold(cell))) < _SERIALS[1]:
            return window.second(_DAY_0 + timedelta(seconds=measures.half_up(days * measures.DAY)))
        told = moments.told(cell)
        if told is not None and told.day:
            return window.second((told.day - 1) * measures.DAY + told.seconds)
        if told is None or told.day is not None:
            raise measures.Unreadable(say("'{got}' is not a date and time", got=cell), mend)
        if told.date is None:
            return _only(_of_each_day(window, told.seconds), say("'{got}' does not say which day", got=cell), mend)
        years = _years(window) if told.date[0] is None else [told.date[0]]
        found = [window.second(moment) for year in years if (moment := told.moment(year)) is not None]
        if not found:
            raise measures.Unreadable(say("'{got}' is not a date and time", got=cell), mend)
        inside = [second for second in found if 0 <= second <= window.seconds]
        return _only(inside or found[:1], say("'{got}' does not say which year", got=cell), mend)

    return Codec(show, read)


def _years(window: Window) -> range:
    """The years in which a date that names none may lie."""
    return range(window.start.year, (window.start + timedelta(seconds=window.seconds)).year + 1)


def _of_each_day(window: Window, seconds: int) -> list[int]:
    """The seconds of the window at which it is a time of day."""
    days = range((window.seconds - window.midnight()) // measures.DAY + 1)
    found = (window.midnight() + day * measures.DAY + seconds for day in days)
    return [second for second in found if 0 <= second < window.seconds]


def _only(seconds: list[int], what: Message, mend: Message) -> int:
    """The one moment that can be meant."""
    if len(seconds) != 1:
        raise measures.Unreadable(what, mend)
    return seconds[0]


def _names(names: Names) -> Codec:
    return Codec(names.show, names.read)


def _places(zones: Names) -> Codec:
    """Zones; `NO_ZONE` says that there is none."""
    return Codec(
        lambda zone: NO_ZONE if zone == NOWHERE else zones.show(zone),
        lambda cell: NOWHERE if cell.strip() == NO_ZONE else zones.read(cell),
    )


def show_exercise(second: int) -> str:
    """A second of the exercise's clock as a trainer says it: T+1:20 is an hour and twenty minutes after the start."""
    minutes = measures.half_up(second / 60)
    return f"T+{minutes // 60}:{minutes % 60:02d}"


_TEXT = Codec(str, _read_text)
_COUNT = Codec(str, _read_count)
_NUMBERED = Codec(str, _read_number)
_SECONDS = Codec(written_duration, _read_seconds)
_FACTOR = Codec(show_factor, read_factor)
# Which names a cell may hold depends on the rest of its row; whoever reads the row looks them up.
_NAME = Codec(str, str)


# ---- the table -------------------------------------------------------------------------------


class Column(NamedTuple):
    """One column. A blank cell is None, whatever the column. Every spelling of the title is read, 'en' or 'zh' written."""

    key: str
    title: dict[str, str]
    codec: Codec


class Draw(NamedTuple):
    """One random quantity of one step of a kind."""

    key: str  # of its column: 'step: quantity'
    quantity: str  # 'takes' (seconds or a factor), 'outcome', 'back' or 'patience'
    step: int
    usual: int  # what a blank cell becomes: the median, or the likeliest outcome
    varies: bool
    outcomes: Names | None
    usual_by: Callable[[int, tuple[int, ...]], int] | None = None  # where it hangs on head-count and attributes

    def usual_for(self, people: int, attribute: list[int]) -> int:
        """The usual value of an incident."""
        return self.usual if self.usual_by is None else self.usual_by(people, tuple(attribute))


_QUANTITIES = {  # as the title says it after the name of the step: in Chinese, and how to show and read
    "takes": ("用时", _SECONDS),
    "factor": ("倍数", _FACTOR),
    "outcome": ("结果", _NAME),
    "way-back factor": ("返程倍数", _FACTOR),
    "gives up": ("放弃等待", _SECONDS),
}


class Layout:
    """The columns of one plan and scenario, and the names that their cells may hold."""

    def __init__(self, compiled: CompiledPlan, scenario: Scenario, deck: Deck) -> None:
        plan = compiled.plan
        self.compiled = compiled
        self.kinds = Names(compiled.kinds, _labels(plan.procedures), lambda got: say("there is no kind '{got}'", got=got))
        self.zones = Names(compiled.zones, _labels(plan.zones), lambda got: say("there is no zone '{got}'", got=got))
        self.pools = Names(compiled.pools, _labels(plan.pools), lambda got: say("there is no pool '{got}'", got=got))
        self.bases = _called(plan, compiled.places, lambda got: say("there is no base '{got}'", got=got))
        weather = list(plan.travel.weather) if plan.travel else []
        self.weather = _called(plan, weather, lambda got: say("there is no weather '{got}'", got=got))
        self.types = _fixed(
            dict(zip(TYPES, ("inject", "contingency inject", "expected action", "disruption"), strict=True)),
            ("情景注入", "备用注入", "预期行动", "突发干扰"), lambda got: say("'{got}' is no event type", got=got),
        )  # fmt: skip
        self.states = _fixed(
            {state: state for state in (DRAFT, "approved", "released", "complete", DEFERRED)},
            ("草稿", "已批准", "已发布", "已完成", "暂缓"), lambda got: say("'{got}' is no status", got=got),
        )  # fmt: skip
        self.disruptions = _fixed(
            {kind: kind.replace("_", " ") for kind in DISRUPTIONS},
            ("人员缺勤", "停用", "途中故障", "电话不通", "道路缓行", "天气"),
            lambda got: say("there is no disruption '{got}'", got=got),
        )  # fmt: skip
        self.sources = Names(
            [s.label for s in deck.sources],
            [None] * len(deck.sources),
            lambda got: say("there is no source '{got}'", got=got),
        )
        self.attributes = [f"attribute {name}" for name in compiled.attributes[1:]]
        self.draws = [_draws(compiled, kind) for kind in range(len(compiled.kinds))]
        self.travels = [_travels(compiled, kind) for kind in range(len(compiled.kinds))]
        self.columns = {column.key: column for column in (*self._fixed(scenario.window), *self._drawn())}
        self._read_too()
        self._titles = Names(
            list(self.columns),
            [column.title for column in self.columns.values()],
            lambda got: say("no column has the title '{got}'", got=got),
        )

    def _fixed(self, window: Window) -> list[Column]:
        moments, compiled = _moments(window), self.compiled
        columns = [
            Column("number", {"en": "Event number", "zh": "序号"}, _NUMBERED),
            Column("time", {"en": "Scenario time", "zh": "情景时间"}, moments),
            # A clock of the room, not of the play: what a trainer writes there is not read.
            Column("exercise", {"en": "Exercise time", "zh": "演练时间"}, Codec(show_exercise, _read_text)),
            Column("type", {"en": "Event type", "zh": "事件类型"}, _names(self.types)),
            Column("mode", {"en": "Mode", "zh": "方式"}, _TEXT),
            Column("from", {"en": "From", "zh": "发出"}, _TEXT),
            Column("to", {"en": "To", "zh": "接收"}, _TEXT),
            Column("controller", {"en": "Controller", "zh": "导调人员"}, _TEXT),
            Column("message", {"en": "Message", "zh": "内容", "script": "脚本内容"}, _TEXT),
            Column("expects", {"en": "Expected response", "zh": "预期行动"}, _TEXT),
            Column("objective", {"en": "Objective", "zh": "演练目标"}, _TEXT),
            Column("why", {"en": "Why chosen", "zh": "选取理由"}, _TEXT),
            Column("notes", {"en": "Notes", "zh": "备注"}, _TEXT),
            Column("status", {"en": "Status", "zh": "状态"}, _names(self.states)),
            Column("kind", {"en": "Kind", "zh": "类别"}, _NAME),  # of incident, or of disruption
            Column("zone", {"en": "Zone", "zh": "区域"}, _places(self.zones)),
            Column("people", {"en": "People", "zh": "人数"}, _COUNT),
            *(Column(key, title, _TEXT) for key, title in SCRIPT.items()),
        ]
        titles = {folded(t) for column in columns for t in column.title.values()}
        for key, name, values in zip(self.attributes, compiled.attributes[1:], compiled.attribute_values[1:], strict=True):
            title = {language: _in(language, compiled.plan.called(name)) for language in FILED}
            if titles & {folded(t) for t in title.values()}:
                title = {"en": key, "zh": f"属性 {name}"}
            elif folded(name) not in titles:
                title["by key"] = name
            columns.append(Column(key, title, _names(_values(compiled.plan, values))))
        return [
            *columns,
            Column("affects", {"en": "What is affected", "zh": "受影响对象"}, _NAME),  # a pool, or a kind of weather
            Column("count", {"en": "How many away", "zh": "缺勤或停用数量"}, _COUNT),
            Column("base", {"en": "Road from", "zh": "道路起点"}, _names(self.bases)),
            Column("times", {"en": "Times as long", "zh": "路程倍数"}, _FACTOR),
            Column("until", {"en": "Until", "zh": "截止"}, moments),
            Column("source", {"en": "Source", "zh": "来源"}, Codec(self.sources.show, self.sources.find)),
        ]

    def _read_too(self) -> None:
        """Let columns be known by the other titles that they often have, as long as nothing else is called so."""
        taken = {folded(title) for column in self.columns.values() for title in column.title.values()}
        for key, titles in OFTEN.items():
            free = [title for title in titles if folded(title) not in taken]
            self.columns[key].title.update({f"often {title}": title for title in free})

    def _drawn(self) -> list[Column]:
        labels = self._step_labels()
        columns = []
        for key, label in labels.items():
            step, _, quantity = key.partition(": ")
            zh, codec = _QUANTITIES[quantity]
            title = {"en": f"{label['en']}: {quantity}", "zh": f"{label['zh']}：{zh}", "by key": f"{step}：{zh}"}
            columns.append(Column(key, title, codec))
        return columns

    def _step_labels(self) -> dict[str, dict[str, str]]:
        """What to call the step of each draw in each language: all names of the steps for which it varies, or their key."""
        steps: dict[str, list[tuple[bool, Step]]] = {}
        for kind, draws in zip(self.compiled.kinds, self.draws, strict=True):
            of_kind = list(self.compiled.plan.procedures[kind].steps.values())
            for draw in draws:
                steps.setdefault(draw.key, []).append((draw.varies, of_kind[draw.step]))
        labels: dict[str, dict[str, str]] = {key: {} for key in steps}
        for language in FILED:
            with speaking(language):
                for key, found in steps.items():
                    most = max(varies for varies, _ in found)
                    names = dict.fromkeys(text(step.name) for varies, step in found if step.name and varies == most)
                    labels[key][language] = "/".join(names) or key.partition(": ")[0]
            shared = Counter((label[language], key.partition(": ")[2]) for key, label in labels.items())
            for key, label in labels.items():
                step, _, quantity = key.partition(": ")
                if shared[label[language], quantity] > 1:
                    label[language] += f" ({step})"
        return labels

    def title(self, key: str) -> str:
        """The title of a column in the language spoken."""
        return self._titles.show(self._titles.keys.index(key))

    def column_titled(self, title: str) -> str | None:
        """The column that a title of either language names."""
        index = self._titles.find(title)
        if index is None and title.strip()[:1] in _APOSTROPHES:
            index = self._titles.find(bare(title))
        return None if index is None else self._titles.keys[index]

    def holds_names(self, key: str) -> bool:
        """Whether the cells of a column hold names that the plan gives: they may begin with any sign."""
        named = ("kind", "zone", "affects", "base", "source", *self.attributes)
        return key in named or key.endswith(": outcome")

    def title_meant(self, title: str) -> Message | None:
        """What may have been meant by an unknown title."""
        return self._titles.suggestion(title)


def _labels(named: dict[str, Any]) -> list[Label]:
    return [getattr(item, "name", None) for item in named.values()]


def _in(language: str, label: str | dict[str, str]) -> str:
    with speaking(language):
        return text(label)


def _fixed(english: dict[str, str], chinese: tuple[str, ...], unknown: Callable[[str], Message]) -> Names:
    """Fixed words: keys with their English names, and the Chinese ones in the same order."""
    labels = [{"en": en, "zh": zh} for en, zh in zip(english.values(), chinese, strict=True)]
    return Names(list(english), labels, unknown)


def _called(plan: Plan, words: list[str], unknown: Callable[[str], Message]) -> Names:
    """Words that have no names of their own."""
    return Names(words, list(map(plan.called, words)), unknown)


def _values(plan: Plan, words: list[str]) -> Names:
    """Values of an attribute, or outcomes."""
    return _called(plan, words, lambda got: say("there is no value '{got}' here", got=got))


def _draws(compiled: CompiledPlan, kind: int) -> list[Draw]:
    """What is drawn for an incident of a kind, in the order of its columns."""
    found = []
    half = np.array([0.5])
    steps: dict[str, Step] = compiled.plan.procedures[compiled.kinds[kind]].steps
    for index, (name, step) in enumerate(steps.items()):
        takes = "factor" if isinstance(step.takes, str) else "takes"
        joint = isinstance(step, Joint)  # what happens in it is drawn for its parts
        usual_by = _usual_takes(step, compiled)
        usual = usual_by(1, (0,) * len(compiled.attributes))
        by = usual_by if isinstance(step.takes, dict) else None
        varies = not joint and step_varies(step, compiled)
        found.append(Draw(f"{name}: {takes}", "takes", index, usual, varies, None, by))
        if step.gives_up is not None and not joint:
            usual, varies = int(patience_values(step, half)[0]), not isinstance(step.gives_up, int)
            found.append(Draw(f"{name}: gives up", "patience", index, usual, varies, None))
        if step.outcome and not joint:
            shares = list(step.outcome.values())
            outcomes = _values(compiled.plan, list(step.outcome))
            found.append(Draw(f"{name}: outcome", "outcome", index, int(np.argmax(shares)), max(shares) < 1, outcomes))
        backed = compiled.backed[kind][index]
        usual = int(back_values(compiled, half)[0]) if backed else 1000
        varies = backed and not isinstance(compiled.plan.varies.travel, float)
        found.append(Draw(f"{name}: way-back factor", "back", index, usual, varies, None))
    return found


def _usual_takes(step: Step, compiled: CompiledPlan) -> Callable[[int, tuple[int, ...]], int]:
    """The usual time (or factor) of a step, by the head-count and the attributes of an incident."""

    @cache
    def usual(people: int, attribute: tuple[int, ...]) -> int:
        return int(takes_values(step, compiled, np.array([0.5]), np.array([people]), np.array([attribute]))[0])

    return usual


def _travels(compiled: CompiledPlan, kind: int) -> bool:
    """Whether the zone of an incident of this kind matters: anybody travels there, or a step takes as long as it says."""
    steps = compiled.plan.procedures[compiled.kinds[kind]].steps.values()
    if any(isinstance(step.takes, dict) and "zone" in step.takes for step in steps):
        return True
    t = compiled.tables
    variant = t.kind_variant_first[kind]
    rows = slice(t.variant_step_first[variant], t.variant_step_first[variant + 1])
    return bool(np.any((t.step_takes[rows] == TRAVEL) & (t.step_destination[rows] == SCENE)))
