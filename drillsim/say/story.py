"""One incident, step by step: what happened when, who came from where, what was waited for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from drillsim.base.language import Message, say
from drillsim.compiled.event_list import Msel, heads
from drillsim.compiled.log import ENDED, ON_THE_ROAD, OPEN, RUNNING, SKIPPED, WAITING, WITHDRAWN, Log
from drillsim.compiled.names import (
    asked_name,
    level_name,
    place_name,
    pool_name,
    step_name,
    subject_name,
    value_name,
    zone_name,
)
from drillsim.compiled.tables import DRAWN, NOWHERE, SCENE, TRAVEL, TURNOUT, CompiledPlan
from drillsim.compiled.written_out import LevelEntered, Repetition, timer
from drillsim.plan.procedures import Step
from drillsim.play.itinerary import Itineraries
from drillsim.quantities import measures
from drillsim.quantities.wording import About, Series, Span
from drillsim.why.attribution import Paths, Ways


class Happening(NamedTuple):
    """One thing that happened: when (seconds since the window's start), at which step, and what."""

    second: int
    step: str  # key of the step; empty for the incident itself
    text: Message


def story(compiled: CompiledPlan, msel: Msel, log: Log, incident: int) -> list[Happening]:
    """What happened to one incident (index into the MSEL), in order of time."""
    return _Teller(compiled, msel, log, incident).tell()


class _Teller:
    def __init__(self, compiled: CompiledPlan, msel: Msel, log: Log, incident: int) -> None:
        self.compiled, self.msel, self.log, self.incident = compiled, msel, log, incident
        self.t, self.paths = compiled.tables, Paths(Ways(compiled), msel, log)
        self.ways = Itineraries(compiled, msel, log)
        self.kind, self.variant = int(msel.kind[incident]), int(msel.variant[incident])
        self.steps: dict[str, Step] = compiled.plan.procedures[compiled.kinds[self.kind]].steps
        self.names = compiled.steps[self.kind]
        self.first = int(msel.row_first[incident])
        self.called = compiled.plan.called

    def tell(self) -> list[Happening]:
        number, people = int(self.msel.attribute[self.incident, 0]), heads(self.msel, self.incident)
        told_of: list[Any] = [say("comes")]
        if people is not None:
            told_of.append(say("head-count {people}", people=people))
        if number != NOWHERE:
            told_of.append(zone_name(self.compiled, self.compiled.zones[number]))
        told = [Happening(int(self.msel.time[self.incident]), "", say("{facts}", facts=Series(tuple(told_of))))]
        for step in self._in_order():
            told += [Happening(second, self.names[step], text) for second, text in self._step(step)]
        told += self._returns()
        return sorted(told, key=lambda one: one.second)  # stable: within a second in the order of the procedure

    def _in_order(self) -> list[int]:
        """Steps, each after its predecessors."""
        done: list[int] = []
        while len(done) < len(self.names):
            for step, name in enumerate(self.names):
                if step not in done and all(self.names.index(before) in done for before in self.steps[name].after):
                    done.append(step)
        return done

    def _step(self, step: int) -> Iterator[tuple[int, Message]]:
        row, s = self.first + step, int(self.t.variant_step_first[self.variant]) + step
        status, started, ended = (int(column[row]) for column in (self.log.status, self.log.started, self.log.ended))
        if status == SKIPPED:
            if not isinstance(self.steps[self.names[step]], LevelEntered) and not self._told_with_another(step):
                yield ended, self._why_skipped(step, s)
            return
        yield from self._time_is_up(step)
        needs = self.paths.request(self.incident, step).needs
        for shortage in self.paths.shortages(self.incident, step):
            short = Series(
                tuple(
                    say(
                        "{what} ({n})",
                        n=needs[need].many,
                        what=asked_name(self.compiled, self.compiled.asks[needs[need].ask]),
                    )
                    for need in shortage.unmet
                )
            )
            waits = About(shortage.end - shortage.begin)
            if not shortage.unmet:
                yield shortage.begin, say("waits {span} for a decision", span=waits)
            elif shortage.together:
                yield shortage.begin, say("waits {span}: not all free at the same time: {needs}", span=waits, needs=short)
            elif shortage.kept == shortage.unmet:
                yield shortage.begin, say("waits {span} for {needs}, kept for somebody more urgent", span=waits, needs=short)
            else:
                yield shortage.begin, say("waits {span} for {needs}", span=waits, needs=short)
        if status == WITHDRAWN:
            yield ended, say("gives up waiting")
            return
        if status == WAITING:
            yield self.paths.end, say("still waiting when play stopped")
        if started == OPEN:
            return
        granted = self.paths.granted(row)
        holds = self._holds(step)
        for hold in holds:
            if self.log.hold_taken[hold] == granted:
                yield granted, self._taken(hold)
        if granted < started:
            yield granted, say("called in from home: {span}", span=About(started - granted))
        end = ended if status == ENDED else self.paths.end
        if end > started or self.t.step_takes[s] != DRAWN:
            yield started, self._under_way(step, s, end - started if status == ENDED else None)
        if started < (first := int(self.log.first[row])) < end:
            yield first, self._first_there(step)
        yield from self._turned_away(step)
        if status == RUNNING:
            yield self.paths.end, say("still under way when play stopped")
        elif status == ENDED:
            outcome = int(self.log.outcome[row])
            yield (
                ended,
                (
                    say("done: {outcome}", outcome=self.called(self.compiled.outcomes[self.kind][step][outcome]))
                    if outcome >= 0
                    else say("done")
                ),
            )
            if (level := self.steps[self.names[step]].level) is not None:
                yield ended, say("level of response: {level}", level=level_name(self.compiled, level))

    def _told_with_another(self, step: int) -> bool:
        """Whether it is a round or an attempt that was left out with the one before it, which has been told."""
        one, row = self.steps[self.names[step]], self.first + step
        together = self.log.status[row - 1] == SKIPPED and self.log.ended[row - 1] == self.log.ended[row]
        return isinstance(one, Repetition) and one.number > 1 and bool(together)

    def _under_way(self, step: int, s: int, seconds: int | None) -> Message:
        span = About(seconds) if seconds is not None else say("not finished")
        takes = int(self.t.step_takes[s])
        if takes == TURNOUT:
            return say("turns out: {span}", span=span)
        if takes != TRAVEL:
            return say("begins: {span}", span=span)
        place = self._place(int(self.log.place[self.first + step])) or "-"
        if rounds := self.ways.rounds(self.incident, step):
            start = int(self.t.step_trips[s])
            waiting = self._place(int(self.msel.attribute[self.incident, 0]) if start == SCENE else start) or "-"
            return say("carries people from {waiting} to {place}, rounds {n}: {span}", waiting=waiting, place=place,
                       n=rounds, span=span)  # fmt: skip
        return say("travels to {zone}: {span}", zone=place, span=span)

    def _first_there(self, step: int) -> Message:
        rounds = self.ways.rounds(self.incident, step)
        return say("the first round has arrived") if rounds else say("the first of them has arrived")

    def _turned_away(self, step: int) -> Iterator[tuple[int, Message]]:
        """Who was turned away from a step, how long it stood still, and who came instead."""
        for one in self.ways.turned(self.incident, step):
            yield one.at, self._to_another(one.hold)
            if one.again != OPEN and self.log.hold_taken[one.again] != OPEN:
                yield int(self.log.hold_taken[one.again]), self._taken(one.again)
        for lapse in self.ways.lapses(self.incident, step):
            if lapse.replaced > lapse.begin:
                waits = About(lapse.replaced - lapse.begin)
                yield lapse.begin, say("interrupted, waits {span} for a replacement", span=waits)
            if lapse.begin < lapse.end < self.ways.over:
                yield lapse.end, say("goes on")

    def _to_another(self, hold: int) -> Message:
        n, pool = int(self.log.hold_count[hold]), self._pool(hold)
        if hold not in self.ways.turned_to:
            return say("{pool} ({n}): broken down", n=n, pool=pool)
        to = self.ways.incident(self.ways.turned_to[hold]) + 1
        return say("{pool} ({n}) turned away to incident {incident}", n=n, pool=pool, incident=to)

    def _place(self, place: int) -> Any:
        return "" if place == NOWHERE else place_name(self.compiled, self.compiled.places[place])

    def _pool(self, hold: int) -> Any:
        return pool_name(self.compiled, self.compiled.pools[int(self.log.hold_pool[hold])])

    def _holds(self, step: int) -> list[int]:
        first = int(self.msel.slot_first[self.incident])
        return [first + slot for slot, (owner, _name) in enumerate(self.compiled.slots[self.variant]) if owner == step]

    def _taken(self, hold: int) -> Message:
        key = self.compiled.pools[int(self.log.hold_pool[hold])]
        pool, on_call = self.compiled.plan.pools[key], int(self.log.hold_on_call[hold])
        place, old = int(self.log.hold_place[hold]), self.ways.turned_from.get(hold)
        values = {"n": int(self.log.hold_count[hold]), "pool": pool_name(self.compiled, key)}
        if pool.kind == "fund":
            return say("{n} yuan from {pool}", **values)
        text = say("{pool} ({n})", **values)
        if old is not None:
            other = self.ways.incident(old) + 1
            text = say("{pool} ({n}), turned away from incident {incident}", incident=other, **values)
        elif pool.kind == "room" and place != NOWHERE:
            text = say("{pool} ({n}) at {place}", place=self._place(place), **values)
        elif place == ON_THE_ROAD:
            text = say("{pool} ({n}), sent from the road", **values)
        elif place != NOWHERE and place != self.t.pool_base[self.log.hold_pool[hold]]:
            text = say("{pool} ({n}), sent from {place}", place=self._place(place), **values)
        elif place != NOWHERE:
            text = say("{pool} ({n}) from {base}", base=self._place(place), **values)
        return say("{who}, called in: {n}", who=text, n=on_call) if on_call else text

    def _returns(self) -> Iterator[Happening]:
        """Units that drove home when they had left the scene, and how far they came."""
        first, log = int(self.msel.slot_first[self.incident]), self.log
        for slot, (owner, _name) in enumerate(self.compiled.slots[self.variant]):
            hold = first + slot
            left, home = int(log.hold_left[hold]), int(log.hold_home[hold])
            if left == OPEN or home == left:
                continue
            pool, at = int(log.hold_pool[hold]), self.names[owner]
            if self.t.pool_sent[pool]:
                yield Happening(left, at, say("{pool}: sent back to base, may be sent on the way", pool=self._pool(hold)))
            else:
                yield Happening(left, at, say("{pool}: sent back to base", pool=self._pool(hold)))
            taken = (log.hold_pool == pool) & (log.hold_taken == home) & (log.hold_place != self.t.pool_base[pool])
            if home != OPEN and self.t.pool_sent[pool] and taken.any():
                yield Happening(home, at, say("{pool}: sent elsewhere on the way back", pool=self._pool(hold)))
            elif home != OPEN:
                yield Happening(home, at, say("{pool}: at the base again", pool=self._pool(hold)))

    def _why_skipped(self, step: int, s: int) -> Message:
        definition = self.steps[self.names[step]]
        before = [self.first + self.names.index(name) for name in definition.after]
        if before and all(self.log.status[row] == SKIPPED for row in before):
            return say("skipped: every step before it was skipped")
        people = int(self.msel.people[self.incident])
        ranges = [measures.people(span) for span in definition.when.get("people", [])]
        if ranges and not any(low <= people <= high for low, high in ranges):
            return say("skipped: not for a head-count of {people}", people=people)
        if self.t.step_never[s]:
            return say("skipped: nobody is named to go")
        for subject, allowed in definition.when.items():
            if subject in self.names:
                other = self.names.index(subject)
                outcome = int(self.log.outcome[self.first + other])
                got = self.compiled.outcomes[self.kind][other][outcome] if outcome >= 0 else None
                asked, shown = step_name(self.compiled, self.kind, other), self.called(got or "")
            elif subject != "people":
                column = self.compiled.attributes.index(subject)
                value = int(self.msel.attribute[self.incident, column])
                got = self.compiled.attribute_values[column][value] if value >= 0 else None
                asked, shown = subject_name(self.compiled, subject), value_name(self.compiled, subject, got) if got else ""
            else:
                continue
            if got is None:
                return say("skipped: '{subject}' has no outcome", subject=asked)
            if got not in allowed:
                return say("skipped: '{subject}' is '{got}'", subject=asked, got=shown)
        if (clock := timer(definition)) is not None and clock[1]:
            return say("left out: '{step}' came in time", step=self._named(clock[1].rpartition(".")[0]))
        return say("left out: it is for another level of response") if definition.at_level else say("skipped")

    def _named(self, step: str) -> Any:
        return self.steps[step].name or step

    def _time_is_up(self, step: int) -> Iterator[tuple[int, Message]]:
        """That a step begins because a time is up."""
        ready, clock = int(self.log.ready[self.first + step]), timer(self.steps[self.names[step]])
        if ready != OPEN and clock is not None and clock[0] != 0:
            waits = Span(clock[0]) if isinstance(clock[0], int) else clock[0]
            if clock[1]:
                after = self._named(clock[1].rpartition(".")[0])
                yield (
                    ready,
                    say(
                        "{span} are over without '{step}'",
                        span=waits,
                        step=after,
                    ),
                )
            else:
                yield ready, say("{span} are over", span=waits)
