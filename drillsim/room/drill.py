"""A drill as a function of its record: plan, event list, and what people decided at which second.

Nothing here knows a wall clock, a network or a disk. The same decisions at the same seconds
give the same log (rule 26), so a drill goes on after a crash, and can be replayed, by doing
again what its record says.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, NamedTuple

from drillsim.base.language import Message, say
from drillsim.compiled.compilation import compile_plan
from drillsim.compiled.event_list import NO_END, Msel
from drillsim.compiled.names import kind_name
from drillsim.compiled.tables import NOWHERE, CompiledPlan
from drillsim.deck.deck import Deck
from drillsim.msel.columns import DEFERRED, DRAFT, Layout
from drillsim.msel.reading import RowWords
from drillsim.plan.scenario import Scenario, Window
from drillsim.room import decisions
from drillsim.room.live import Incident, Live, Refused, incidents_of
from drillsim.room.seats import Seat, cast

FACILITATOR = "facilitator"
BEFORE = -1  # when something was decided that stands in the record before the first second
APPROVED, RELEASED, COMPLETE = "approved", "released", "complete"


@dataclass
class LiveInject:
    """One line of the event list while the drill runs."""

    number: int
    time: int
    what: Incident
    status: str
    name: Any  # what the scenario calls its source, or the plan its kind
    message: Any = None  # texts of the scenario
    mode: Any = None
    sender: Any = None
    receiver: Any = None
    expects: Any = None
    incident: int | None = None  # once it was released


class Sent(NamedTuple):
    """A message to a player ('' for all)."""

    second: int
    to: str
    message: str


class Noted(NamedTuple):
    """A remark of an evaluator or of the facilitator."""

    second: int
    text: str
    target: str | None


class Choice(NamedTuple):
    """What a player sent, beside what the plan's rule would have sent at that second."""

    second: int
    by: str
    incident: int  # from 0
    step: int
    pools: list[int]
    rule: list[int] | None  # None where the rule would have waited
    waited: int  # seconds since it was asked


class Entry(NamedTuple):
    """One line of the record."""

    at: int
    by: str
    decision: Any


@dataclass
class Drill:
    """One drill. `do` carries out a decision now; `reach` lets time pass."""

    compiled: CompiledPlan
    scenario: Scenario
    msel: Msel
    layout: Layout
    deck: Deck
    said: Sequence[RowWords] = ()  # by incident of the event list, where a trainer has written it
    contingencies: Sequence[tuple[int | None, RowWords]] = ()  # injects that the facilitator may give
    parts: list[Seat] = field(init=False)
    live: Live = field(init=False)
    injects: list[LiveInject] = field(init=False)
    told: list[Sent] = field(default_factory=list)
    notes: list[Noted] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    record: list[Entry] = field(default_factory=list)
    begun: bool = False  # whether the first second was played: players sit down before
    ended_at: int | None = None

    def __post_init__(self) -> None:
        self._given = self.compiled, self.scenario, self.msel, self.layout, self.deck, self.said, self.contingencies
        self.parts = cast(self.compiled)
        self.live = Live(self.compiled, self.msel.disruption, self.parts)
        self.injects = [self._inject(number, *one) for number, one in enumerate(incidents_of(self.msel), 1)]
        for inject in self.injects:
            self.live.happens_at(inject.time, self._due, inject.number)

    @property
    def now(self) -> int:
        """Seconds of the scenario since its window's start."""
        return self.live.now

    def reach(self, second: int, enough: Callable[[], bool] = lambda: False) -> None:
        """Let time pass: see `Live.reach`. After the end it stands still."""
        if self.ended_at is None and second > BEFORE:
            self.begun = True
            self.live.reach(second, enough)

    def do(self, by: str, made: Any) -> None:
        """Carry out a decision now and record it. Raises Refused, and nothing has changed, when it cannot be done."""
        if self.ended_at is not None and not isinstance(made, decisions.Note):  # what is said at the hot wash is noted, too
            raise Refused(say("the drill is over"))
        self._check(by, made)
        at = self.ended_at if self.ended_at is not None else self.now if self.begun else BEFORE
        _DO[type(made)](self, by, made)
        self.record.append(Entry(at, by, made))
        if self.begun and self.ended_at is None:
            self.live.reach(self.now)  # what it brings about in this second

    def again(self, entry: Entry) -> None:
        """Do what a record says, at the second at which it was done."""
        self.reach(entry.at)
        self.do(entry.by, entry.decision)

    def without_last(self) -> Drill:
        """The drill as it would be if the last decision had not been taken, at the second of the one before."""
        found = Drill(*self._given)
        for entry in self.record[:-1]:
            found.again(entry)
        return found

    def part(self, key: str) -> Seat:
        """The part of a player. Raises Refused."""
        found = next((part for part in self.parts if part.key == key), None)
        if found is None:
            raise Refused(say("there is no player '{name}'", name=key))
        return found

    # ---- injects -------------------------------------------------------------------------------

    def _inject(self, number: int, time: int, what: Incident) -> LiveInject:
        source = self.deck.sources[what.origin] if what.origin >= 0 else None
        inject = LiveInject(number, time, what, APPROVED, (source and source.name) or kind_name(self.compiled, what.kind))
        if source is not None and source.inject is not None:
            for name in ("message", "mode", "sender", "receiver", "expects"):
                setattr(inject, name, getattr(source.inject, name))
        if self.said:
            self._reword(inject, self.said[number - 1])
        return inject

    def _reword(self, inject: LiveInject, said: RowWords) -> None:
        """A trainer's own words go before the scenario's; the name of the kind or source is no message."""
        names = [kind_name(self.compiled, inject.what.kind), inject.name, inject.message]
        usual = {one for name in names if name for one in ((name,) if isinstance(name, str) else name.values())}
        for field_name, words in said._asdict().items():
            if words and words not in usual:
                setattr(inject, field_name, words)

    def _due(self, number: int) -> None:
        inject = self.injects[number - 1]
        if inject.status == APPROVED and inject.time == self.now:
            self._give(inject)

    def _give(self, inject: LiveInject) -> None:
        inject.status, inject.time = RELEASED, self.now
        inject.incident = self.live.admit(inject.what)

    def status(self, inject: LiveInject) -> str:
        """A released inject is complete once all its steps are."""
        is_over = inject.incident is not None and self.live.is_over(inject.incident)
        return COMPLETE if inject.status == RELEASED and is_over else inject.status

    def _to_come(self, number: int) -> LiveInject:
        inject = self._known(number)
        if inject.incident is not None:
            raise Refused(say("inject {number} has been given already", number=number))
        return inject

    def _known(self, number: int) -> LiveInject:
        if not 1 <= number <= len(self.injects):
            raise Refused(say("there is no inject {number}", number=number))
        return self.injects[number - 1]

    # ---- what may be done ------------------------------------------------------------------------

    def _check(self, by: str, made: Any) -> None:
        if by == FACILITATOR:
            return
        self.part(by)
        if isinstance(made, decisions.Sit) and made.player == by:
            return
        if not isinstance(made, decisions.BY_PLAYERS):
            raise Refused(say("only the facilitator may do this"))
        step = self._step(made.incident, made.step)
        open_ = [*self.live.waits_for_player(), *self.live.ringing()]
        if (made.incident - 1, step, by) not in [(incident, one, part.key) for incident, one, part in open_]:
            raise Refused(say("this is not yours to decide, or has been decided already"))

    def _step(self, incident: int, step: str) -> int:
        """The number of a step of an incident (counted from 1 by people)."""
        if not 1 <= incident <= len(self.live.msel.time):
            raise Refused(say("there is no incident {number}", number=incident))
        names = self.compiled.steps[self.live.msel.kind[incident - 1]]
        if step not in names:
            raise Refused(say("incident {number} has no step '{step}'", number=incident, step=step))
        return names.index(step)

    def _named(self, name: str, names: list[str], what: Message) -> int:
        if name not in names:
            raise Refused(what)
        return names.index(name)

    def _pool(self, name: str) -> int:
        return self._named(name, self.compiled.pools, say("there is no pool '{got}'", got=name))

    # ---- doing it --------------------------------------------------------------------------------

    def _sit(self, _by: str, made: decisions.Sit) -> None:
        self.live.sit(self.part(made.player).key)

    def _rise(self, _by: str, made: decisions.Rise) -> None:
        self.live.rise(self.part(made.player).key)

    def _release(self, _by: str, made: decisions.Release) -> None:
        self._give(self._to_come(made.inject))

    def _approve(self, _by: str, made: decisions.Approve) -> None:
        inject = self._to_come(made.inject)
        if inject.time <= self.now:
            self._give(inject)
            return
        inject.status = APPROVED
        self.live.happens_at(inject.time, self._due, inject.number)

    def _hold(self, _by: str, made: decisions.Hold) -> None:
        self._to_come(made.inject).status = DEFERRED

    def _complete(self, _by: str, made: decisions.Complete) -> None:
        inject = self._known(made.inject)
        if inject.incident is None:
            raise Refused(say("inject {number} has not been given yet", number=made.inject))
        inject.status = COMPLETE

    def _edit(self, _by: str, made: decisions.Edit) -> None:
        inject = self._to_come(made.inject)
        what = inject.what
        if made.zone is not None:
            what = replace(what, attribute=(self._zone(what.kind, made.zone), *what.attribute[1:]))
        if made.people is not None:
            what = replace(what, people=made.people)
        what = self._as_long_as_it_takes(inject.what, what)
        if made.time is not None:
            self._in_time(made.time)
            inject.time = made.time
            self.live.happens_at(made.time, self._due, inject.number)
        if made.message is not None:
            inject.message = made.message
        inject.what = what

    def _as_long_as_it_takes(self, before: Incident, what: Incident) -> Incident:
        """An incident that was changed, with the usual time of each step that takes another one for it."""
        takes = list(what.takes)
        for draw in self.layout.draws[what.kind]:
            usual = draw.usual_for(what.people, list(what.attribute))
            if draw.quantity == "takes" and usual != draw.usual_for(before.people, list(before.attribute)):
                takes[draw.step] = usual
        return replace(what, takes=tuple(takes))

    def _add(self, _by: str, made: decisions.Add) -> None:
        compiled = self.compiled
        kind = self._named(made.kind, compiled.kinds, say("there is no kind '{got}'", got=made.kind))
        if self.layout.travels[kind] and made.zone is None:
            raise Refused(say("say where it happens"))
        attribute = [NOWHERE if made.zone is None else self._zone(kind, made.zone)]
        for name, values in zip(compiled.attributes[1:], compiled.attribute_values[1:], strict=True):
            value = made.attributes.get(name, values[0])
            attribute.append(self._named(value, values, say("'{got}' is no value of {name}", got=value, name=name)))
        self._in_time(made.time)
        steps = len(compiled.steps[kind])
        drawn = {"takes": [-1] * steps, "back": [-1] * steps, "outcome": [-1] * steps, "patience": [NO_END] * steps}
        for draw in self.layout.draws[kind]:
            drawn[draw.quantity][draw.step] = draw.usual_for(made.people, attribute)
        what = Incident(kind, made.people, tuple(attribute), -1, *(tuple(column) for column in drawn.values()))
        inject = LiveInject(len(self.injects) + 1, made.time, what, DRAFT, kind_name(compiled, kind), made.message)
        self.injects.append(inject)

    def _zone(self, kind: int, name: str) -> int:
        return self._named(name, self.compiled.zones, say("there is no zone '{got}'", got=name))

    def _in_time(self, time: int) -> None:
        if not self.now < time < self.compiled.window_end:
            raise Refused(say("the time must lie between now and the end of the scenario"))

    def _tell(self, _by: str, made: decisions.Tell) -> None:
        to = self.part(made.to).key if made.to else ""
        self.told.append(Sent(self.now, to, made.message))

    def _send(self, by: str, made: decisions.Send) -> None:
        incident, step = made.incident - 1, self._step(made.incident, made.step)
        pools = [self._pool(name) for name in made.pools]
        rule = self.live.by_rule(incident, step)
        self.live.send(incident, step, pools)
        waited = self.now - self.live.ready[self.live.row_first[incident] + step]
        self.choices.append(Choice(self.now, by, incident, step, pools, rule, waited))

    def _leave(self, by: str, made: decisions.Leave) -> None:
        step = self._step(made.incident, made.step)
        part = self.live.decider(made.incident - 1, step) or self.live.called(made.incident - 1, step)
        self.live.leave(made.incident - 1, step, part.key if made.always and part is not None else "")

    def _answer(self, _by: str, made: decisions.AnswerCall) -> None:
        self.live.answer(made.incident - 1, self._step(made.incident, made.step), made.picked_up)

    def _note(self, _by: str, made: decisions.Note) -> None:
        if made.target is not None and made.target not in self.compiled.plan.targets:
            raise Refused(say("there is no target '{name}'", name=made.target))
        second = self.now if self.ended_at is None else self.ended_at
        self.notes.append(Noted(second, made.text, made.target))

    def _away(self, _by: str, made: decisions.Away) -> None:
        pool = self._pool(made.pool)
        if made.until <= self.now:
            raise Refused(say("it ends before it begins"))
        self.live.take_away(pool, made.count, made.until)

    def _end(self, _by: str, made: decisions.End) -> None:
        """Nothing new comes; what is open is played to its end by the plan's rule, so that everything can be judged."""
        ended = self.now
        for inject in self.injects:
            if inject.incident is None:
                inject.status = DEFERRED
        for part in self.parts:
            self.live.rise(part.key)
        window = played(self.scenario.window, ended)
        self.scenario = self.scenario.model_copy(update={"window": window})
        self.compiled = compile_plan(self.compiled.written, window, self.compiled.calendar)
        self.live.horizon = self.compiled.horizon
        self.live.reach(self.live.horizon, lambda: self.live.over)
        self.ended_at = ended


def played(window: Window, second: int) -> Window:
    """The part of a window that was played: what lies after it is not judged."""
    if second >= window.seconds:
        return window
    return Window(from_=window.start, until=window.start + timedelta(seconds=max(1, second)))


_DO: dict[type, Callable[[Drill, str, Any], None]] = {
    decisions.Sit: Drill._sit,
    decisions.Rise: Drill._rise,
    decisions.Release: Drill._release,
    decisions.Approve: Drill._approve,
    decisions.Hold: Drill._hold,
    decisions.Complete: Drill._complete,
    decisions.Edit: Drill._edit,
    decisions.Add: Drill._add,
    decisions.Tell: Drill._tell,
    decisions.Send: Drill._send,
    decisions.Leave: Drill._leave,
    decisions.AnswerCall: Drill._answer,
    decisions.Note: Drill._note,
    decisions.Away: Drill._away,
    decisions.End: Drill._end,
}
