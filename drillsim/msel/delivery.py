"""How each row of an event list is given: by what means, from whom, to whom, and in which words.

What the scenario says stands; what it leaves open is made of the plan's own words, so that a controller can read it out.
Nobody in it has a name: who speaks is a role, and people are head-counts.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any, NamedTuple

from drillsim.base.language import FILED, Message, current, say, speaking, text
from drillsim.compiled.answering import names_of, needs_at, of_people
from drillsim.compiled.event_list import Msel
from drillsim.compiled.names import asked_name, pool_name, subject_name, value_name, zone_name
from drillsim.compiled.tables import NOWHERE, CompiledPlan
from drillsim.deck.sources import IncidentSource
from drillsim.msel.actions import sure_steps
from drillsim.msel.columns import Layout
from drillsim.plan.plan import Plan
from drillsim.plan.procedures import Procedure, Step
from drillsim.plan.scenario import Scenario
from drillsim.quantities.numerals import spelled
from drillsim.quantities.shown import say_moment, show_clock
from drillsim.quantities.wording import Series, capital
from drillsim.say.disruptions import disruption_words
from drillsim.why.disruptions import Disrupted

MODES = {
    "phone": say("phone"), "radio": say("radio"), "in person": say("in person"), "paper": say("paper"),
    "message": say("text message"),
}  # fmt: skip
# Each role as the list has it, and as it speaks of itself.
RESIDENT = say("resident"), say("a resident")
VILLAGE_CLERK = say("village clerk"), say("the village clerk")
DUTY_OFFICER = say("duty officer"), say("the duty officer")
SENSOR = say("sensor"), say("the monitoring station")
PRESS = say("press"), say("a reporter")
EVERYBODY = say("everybody at the table")

Role = tuple[Message, Message]

# What the name of a kind or a stream says of how news of it comes: the first that fits.
_HEARD: tuple[tuple[re.Pattern[str], Role, str], ...] = (
    (re.compile(r"\b(press|media|journalists?|reporters? of)\b|媒体|记者|舆情", re.I), PRESS, "phone"),
    (re.compile(r"\b(sensors?|gauges?|detectors?|monitoring)\b|监测|传感|探测器", re.I), SENSOR, "message"),
    (re.compile(r"\b(letter in|letter box|suggestion)\b|信箱|来信", re.I), RESIDENT, "paper"),
    (re.compile(r"\b(order|ordered)\b|命令|指令|转移", re.I), DUTY_OFFICER, "radio"),
    (re.compile(r"\b(calls?|phones?|telephones?|rings?|alarm)\b|电话|来电|报警|警情|呼救", re.I), RESIDENT, "phone"),
)
_OF_OTHERS = re.compile(  # a kind that is told as of others: whoever says it is not one of them
    r"(some(body|one)|people|several|parents|residents|members|employees|an? (resident|group|visitor|pupil|traveller))\b|"
    r"(多名|数名|一?些)?(群众|居民|村民|家长|职工|有人|来访人|学生|师生)",
    re.I,
)
_VILLAGE = re.compile(r"\b(villages?|hamlets?)\b|村", re.I)
_GREETINGS = ((12, say("Good morning")), (18, say("Good afternoon")), (24, say("Good evening")))


class Delivery(NamedTuple):
    """How a row is given."""

    mode: str
    sender: str
    receiver: str
    message: str


class Deliveries:
    """How the rows of one plan and scenario are given, in the language spoken."""

    def __init__(self, layout: Layout, scenario: Scenario, sources: list[IncidentSource]) -> None:
        self.layout, self.scenario, self.sources = layout, scenario, sources
        self.compiled: CompiledPlan = layout.compiled
        self.plan = self.compiled.plan
        of_kind: dict[int, list[IncidentSource]] = {}
        for source in sources:
            of_kind.setdefault(source.kind, []).append(source)
        self._of_kind = of_kind

    # ---- injects -------------------------------------------------------------------------------

    def inject(self, msel: Msel, incident: int) -> Delivery:
        """How an incident is told."""
        origin, kind = int(msel.origin[incident]), int(msel.kind[incident])
        source = self.sources[origin] if origin >= 0 else None
        procedure = self._procedure(kind)
        step = _taken_by(self.plan, procedure, int(msel.people[incident]))
        role, mode = self._told_by(msel, incident, source, step)
        receiver = self._receiver(step, int(msel.people[incident]))
        own = source.inject if source is not None else None
        if own is None:
            return Delivery(str(MODES[mode]), str(role[0]), receiver, self._words(msel, incident, source, role))
        message = text(own.message) or self._words(msel, incident, source, role, text(own.sender))
        return Delivery(
            text(own.mode) or str(MODES[mode]), text(own.sender) or str(role[0]), text(own.receiver) or receiver, message
        )

    def _procedure(self, kind: int) -> Procedure:
        return self.compiled.written.procedures[self.compiled.kinds[kind]]

    def _told_by(self, msel: Msel, incident: int, source: IncidentSource | None, step: Step | None) -> tuple[Role, str]:
        """Who brings the news, and by what means."""
        kind = int(msel.kind[incident])
        if source is not None and (source.is_duty or source.count is not None):
            return DUTY_OFFICER, "message"
        name = self.plan.procedures[self.compiled.kinds[kind]].name
        called = _both(name) + (_both(source.name) if source is not None and source.inject is None else "")
        others = any(_OF_OTHERS.match(self._own(one)) for one in _languages(name))
        first = next(iter(self._procedure(kind).steps.values()))
        by_phone = bool(first.calls) or (step is not None and bool(step.calls))
        for pattern, role, mode in _HEARD:
            if pattern.search(called) and not (role is RESIDENT and mode == "phone" and others):
                return role, mode
        zone = int(msel.attribute[incident, 0])
        if _both(first.name) and _HEARD[-1][0].search(_both(first.name)) and not others:
            return RESIDENT, "phone"
        if zone != NOWHERE and _VILLAGE.search(_both(zone_name(self.compiled, self.compiled.zones[zone]))):
            return VILLAGE_CLERK, "phone"
        return DUTY_OFFICER, "phone" if by_phone or _HEARD[-1][0].search(called) else "in person"

    def _receiver(self, step: Step | None, people: int) -> str:
        """Whoever takes it by the plan."""
        if step is None:
            return text(next((player.name or key for key, player in self.plan.players.items()), None)) or str(EVERYBODY)
        if step.calls:
            return self._own(text(asked_name(self.compiled, step.calls)))
        asked = next(need.of for need in needs_at(step, people)[0].values() if of_people(self.plan, need.of))
        return self._own(text(asked_name(self.compiled, asked)))

    def _words(self, msel: Msel, incident: int, source: IncidentSource | None, role: Role, sender: str = "") -> str:
        """What is said: who speaks and where, what has happened, how many people, what else is known, what is asked."""
        kind, zone = int(msel.kind[incident]), int(msel.attribute[incident, 0])
        what: Any = self._own(self.layout.kinds.show(kind)).rstrip(".。")
        second = int(msel.time[incident])
        if source is not None and source.is_duty:
            if source.name:
                what = self._own(text(source.name))
            each = self._each(incident, msel, source)
            what = say("{what} ({details})", what=what, details=each) if each else what
            clock = show_clock(self._clock(second) // 60 * 60)
            return str(
                say("{greeting}. It is {clock} and due by the plan: {what}. Who does it, please, and who is told?",
                    greeting=self._greeting(second), clock=clock, what=what)
            )  # fmt: skip
        where = self._own(text(zone_name(self.compiled, self.compiled.zones[zone]))) if zone != NOWHERE else ""
        who: Any = sender or role[1]
        opening = say("{greeting}, this is {who}.", greeting=self._greeting(second), who=who)
        if where:
            opening = say("{greeting}, this is {who}, {where}.", greeting=self._greeting(second), who=who, where=where)
        told = [str(opening)]
        if source is not None and source.count is not None:
            told.append(str(say("By the plan this is due now: {what}.", what=_lower(what))))
        else:
            told.append(str(say("I have to report: {what}.", what=_lower(what))))
        if self._counts_heads(kind):
            told.append(str(_heads(int(msel.people[incident]))))
        told += [f"{one}{'。' if current() == 'zh' else '.'}" for one in self._attributes(incident, msel)]
        if self.layout.travels[kind]:
            told.append(str(say("Who will come, please, and when?")))
        else:
            told.append(str(say("Who takes it on, please, and by when?")))
        return ("" if current() == "zh" else " ").join(told)

    def _each(self, incident: int, msel: Msel, source: IncidentSource) -> str:
        """For which zone or value a duty is done, of one that is done for each of several."""
        value = source.label.partition("/")[2].partition("/")[2]
        zone = int(msel.attribute[incident, 0])
        if value and zone != NOWHERE and self.compiled.zones[zone] == value:
            return self._own(text(zone_name(self.compiled, value)))
        named = [name for name, values, at in self._columns(incident, msel) if value == values[at]]
        return self._own(text(value_name(self.compiled, named[0], value))) if named else ""

    def _attributes(self, incident: int, msel: Msel) -> list[str]:
        """What else is known of an incident: each attribute that is not as usual."""
        found = []
        for name, values, value in self._columns(incident, msel):
            if value > 0:
                shown = say("{subject}: {value}", subject=self._own(text(subject_name(self.compiled, name))),
                            value=self._own(text(value_name(self.compiled, name, values[value]))))  # fmt: skip
                found.append(capital(shown))
        return found

    def _columns(self, incident: int, msel: Msel) -> list[tuple[str, list[str], int]]:
        given = msel.attribute[incident, 1:].tolist()
        return list(zip(self.compiled.attributes[1:], self.compiled.attribute_values[1:], given, strict=True))

    def _counts_heads(self, kind: int) -> bool:
        """Whether it matters how many people an incident of this kind is about."""
        return any(source.people != 1 for source in self._of_kind.get(kind, []))

    # ---- disruptions ---------------------------------------------------------------------------

    def disruption(self, one: Disrupted) -> Delivery:
        """How something that goes wrong is told."""
        begin, end = one.span
        what = text(disruption_words(self.compiled, one))
        if one.written is not None and one.written.name and one.written.weather is None:
            plain = text(disruption_words(self.compiled, Disrupted(one.row)))
            what = str(say("{what} ({details})", what=what, details=plain))
        message = say("{greeting}, this is the duty officer. Please note: {what}. It lasts until {until}.",
                      greeting=self._greeting(begin), what=_lower(self._own(what)),
                      until=say_moment(self.scenario.window.start, end))  # fmt: skip
        is_road = one.row[1] == NOWHERE
        mode = "radio" if is_road else "phone"
        return Delivery(str(MODES[mode]), str(DUTY_OFFICER[0]), self._player(one.row[1]), str(message))

    def stand_ins(self, pool: int) -> str:
        """Who or what stands in for a pool by the plan."""
        if pool == NOWHERE:
            return ""
        backups = names_of(self.plan, self.compiled.pools[pool])[1]
        return str(Series(tuple(self._own(text(pool_name(self.compiled, name))) for name in backups)))

    def _player(self, pool: int) -> str:
        """The player whom a pool concerns."""
        if pool != NOWHERE:
            name = self.compiled.pools[pool]
            for key, player in self.plan.players.items():
                if any(name in names_of(self.plan, ask)[0] for ask in (*player.plays, *player.decides)):
                    return self._own(text(player.name) or key)
        return str(EVERYBODY)

    # ---- words -----------------------------------------------------------------------------------

    def _own(self, label: str) -> str:
        """A name without that of its plan before it, which several plans that are played together have."""
        if self.scenario.together is None:
            return label
        return re.split(r" · |·", label, maxsplit=1)[-1]

    def _clock(self, second: int) -> int:
        moment = self.scenario.window.start + timedelta(seconds=second)
        return moment.hour * 3600 + moment.minute * 60 + moment.second

    def _greeting(self, second: int) -> Message:
        hour = self._clock(second) // 3600
        return next(words for until, words in _GREETINGS if hour < until)


def _taken_by(plan: Plan, procedure: Procedure, people: int) -> Step | None:
    """The first step that anybody is asked for: first of those that come whatever happens."""
    for step in (*sure_steps(procedure.steps).values(), *procedure.steps.values()):
        if step.calls or any(of_people(plan, need.of) for need in needs_at(step, people)[0].values()):
            return step
    return None


def _heads(people: int) -> Message:
    """How many people are there, as one says it."""
    if people == 1:
        return say("One person is here.")
    words = "两" if (people, current()) == (2, "zh") else spelled(people, current()) if people <= 20 else f"{people:,}"
    if people < 10:
        return say("{n} people are here.", n=capital(words))
    return say("About {n} people are here.", n=words)


def _languages(label: Any) -> list[str]:
    found = []
    for language in FILED:
        with speaking(language):
            found.append(text(label))
    return found


def _both(label: Any) -> str:
    """A text of the plan in both languages, to look for words in it."""
    return " ".join(_languages(label))


def _lower(words: str) -> str:
    """A name as it goes on in a sentence; what is written in capitals stays."""
    second = words[1:2]
    return words if not second or second.isupper() or second.isdigit() else words[:1].lower() + words[1:]
