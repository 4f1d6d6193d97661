"""The SimPy engine for a room: incidents come as they are released, and requests of players wait for them.

A drill without a decision is the plan's own play: same incidents, same log, second for second
(rule by rule it is the reference engine). Rule 11: a decision acts at the second at which it is taken,
after all that is due then, as one more dispatch.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from drillsim.base.language import Message, say
from drillsim.check.whereabouts import Journeys
from drillsim.compiled.event_list import ABSENT, Msel, assemble
from drillsim.compiled.log import COMING, ENDED, ON_THE_ROAD, OPEN, RUNNING, WAITING
from drillsim.compiled.names import place_name, pool_name
from drillsim.compiled.tables import NOWHERE, CompiledPlan, Ints
from drillsim.play.choosing import Part
from drillsim.play.conduct import Conduct
from drillsim.play.state import ANYWHERE, Position, Request
from drillsim.quantities.measures import NO_LIMIT
from drillsim.room.seats import Seat


class Refused(Exception):
    """A decision that cannot be carried out, in words for whoever took it."""

    def __init__(self, why: Message) -> None:
        super().__init__(str(why))
        self.why = why


@dataclass(frozen=True)
class Incident:
    """What an incident brings along: all that is drawn for it."""

    kind: int
    people: int
    attribute: tuple[int, ...]  # the zone first
    origin: int
    takes: tuple[int, ...]  # by step of the procedure, as in `Msel`
    back: tuple[int, ...]
    outcome: tuple[int, ...]
    patience: tuple[int, ...]


class Offer(NamedTuple):
    """What it would come to if a player chose a pool for a need."""

    units: int  # how many of it are asked for: of a need that may be split, as many as it would bring
    parts: list[Part] | None  # who would come: of a need that may be split, others of the plan as well; None if it cannot be
    seconds: int | None  # usual turnout and way of the last of the pool's own, from where they are; None for no place
    why: Message  # why it cannot be


class Coming(NamedTuple):
    """Whoever replaces a unit that was turned away: from where, and when they leave and are there."""

    origin: Position
    leaves: int
    due: int


class Redirection(NamedTuple):
    """A unit that was turned away."""

    second: int
    pool: int
    units: int
    incident: int  # that it left, and at which step
    step: int
    to: int  # the incident to which it was turned


def incidents_of(msel: Msel) -> list[tuple[int, Incident]]:
    """The incidents of an event list with their seconds."""
    found = []
    for i in range(len(msel.time)):
        rows = slice(int(msel.row_first[i]), int(msel.row_first[i + 1]))
        one = Incident(
            int(msel.kind[i]), int(msel.people[i]), tuple(msel.attribute[i].tolist()), int(msel.origin[i]),
            *(tuple(column[rows].tolist()) for column in (msel.takes, msel.back, msel.outcome, msel.patience)),
        )  # fmt: skip
        found.append((int(msel.time[i]), one))
    return found


class Live(Conduct):
    """A play that goes on as far as it is told, and whose incidents are numbered as they arrive."""

    def __init__(self, compiled: CompiledPlan, disruption: Ints, parts: Sequence[Seat]) -> None:
        nothing = np.empty(0, np.int64)
        attribute = np.empty((0, len(compiled.attributes)), np.int64)
        super().__init__(
            compiled,
            assemble(compiled, *(nothing,) * 3, attribute, *(nothing,) * 5, disruption),
        )
        self.parts = list(parts)
        self.present: set[str] = set()  # players at the table
        self.knows: dict[str, set[int]] = {part.key: set() for part in parts}  # by player, incidents that concern them
        self.left: set[int] = set()  # rows left to the plan's rule
        self.for_good: dict[str, set[tuple[int, int]]] = {part.key: set() for part in parts}  # (kind, step) left for good
        self.calls: dict[int, tuple[int, int]] = {}  # row of a step that rings a telephone now → incident, step
        self.picked_up: dict[int, bool] = {}  # row of a call to a player → whether it was answered
        self.rang_out: list[tuple[int, str, int, int]] = []  # second, player, incident, step of calls that nobody picked up
        self.coming: dict[int, Coming] = {}  # by hold
        self.turned: dict[int, Redirection] = {}  # by the hold that the unit has now
        self.ahead = lru_cache(maxsize=None)(self._ahead)
        self.moved = 0  # instants that were played
        self.horizon = compiled.horizon  # play ends here
        self.questions = 0  # how often somebody at the table was asked something
        self.schedule()

    # ---- the clock -------------------------------------------------------------------------

    @property
    def over(self) -> bool:
        """Whether the window is over and with it everything that came in it, or play has come to its horizon."""
        settled = self.now >= self.compiled.window_end and min(self.status, default=ENDED) >= ENDED
        return settled or self.now >= self.horizon

    def reach(self, second: int, enough: Callable[[], bool] = lambda: False) -> None:
        """Play every instant up to `second` to its end; stop after any of them when `enough()` says so."""
        second = min(second, self.horizon)
        while (moment := self.env.peek()) <= second:
            while self.env.peek() == moment:
                self.env.step()
            self.moved += 1
            if enough():
                return
        if self.now < second:
            self.env.timeout(second - self.now)
            self.env.step()

    def happens_at(self, second: int, happen: Callable[..., None], *of: int) -> None:
        """Let something happen at a second to come, or now."""
        self._later(second - self.now, happen, *of)

    # ---- incidents --------------------------------------------------------------------------

    def admit(self, one: Incident) -> int:
        """An incident arrives now. Returns its number."""
        incident = len(self.msel.time)
        variant = int(self.compiled.variants(np.array([one.kind]), np.array([one.people]))[0])
        rows, slots = len(one.takes), len(self.compiled.slots[variant])
        columns: list[tuple[list[int], int]] = [
            (self.msel.time, self.now), (self.msel.kind, one.kind), (self.msel.people, one.people),
            (self.msel.variant, variant), (self.msel.origin, one.origin),
            (self.zone, one.attribute[0]), (self.step_first, self.t.variant_step_first[variant]),
            (self.row_first, self.row_first[-1] + rows), (self.slot_first, self.slot_first[-1] + slots),
        ]  # fmt: skip
        for column, value in columns:
            column.append(value)
        self.msel.attribute.append(list(one.attribute))
        for name in ("takes", "back", "outcome", "patience"):
            getattr(self.msel, name).extend(getattr(one, name))
        blank: list[tuple[list[Any], Any, int]] = [
            (self.status, COMING, rows), (self.ready, OPEN, rows), (self.started, OPEN, rows), (self.ended, OPEN, rows),
            (self.outcome, -1, rows), (self.unresolved, 0, rows), (self.some_ended, False, rows),
            (self.first, OPEN, rows), (self.place, OPEN, rows), (self.began, OPEN, rows), (self.until, OPEN, rows),
            (self.rest, 0, rows), (self.lacking, 0, rows), (self.turn_came, OPEN, rows),
            (self.hold_pool, OPEN, slots), (self.hold_count, 0, slots), (self.hold_on_call, 0, slots),
            (self.hold_taken, OPEN, slots), (self.hold_left, OPEN, slots), (self.hold_released, OPEN, slots),
            (self.hold_home, OPEN, slots), (self.hold_place, OPEN, slots), (self.hold_turned, 0, slots),
            (self.hold_turnout, 0, slots), (self.hold_where, ANYWHERE, slots),
        ]  # fmt: skip
        for fresh, value, many in blank:
            fresh.extend([value] * many)
        self.hold_rows.extend([0] * self.compiled.most_rows for _ in range(slots))
        self.arrive(incident)
        return incident

    def incident_of(self, hold: int) -> int:
        """The incident for which units are held."""
        return bisect_right(self.slot_first, hold) - 1

    def is_over(self, incident: int) -> bool:
        """Whether nothing of an incident is open."""
        rows = slice(*self.row_first[incident : incident + 2])
        return all(status >= ENDED for status in self.status[rows])

    def arrived(self) -> Msel:
        """The incidents that have come so far as an event list: what the plan's own rule can be played on."""
        columns = {name: np.array(getattr(self.msel, name), np.int64) for name in Msel._fields}
        columns["attribute"] = columns["attribute"].reshape(-1, len(self.compiled.attributes))
        columns["disruption"] = columns["disruption"].reshape(-1, 7)
        return Msel(**columns)

    def take_away(self, pool: int, count: int, until: int) -> None:
        """So many of a pool are away from now until a second."""
        self.msel.disruption.append([ABSENT, pool, NOWHERE, NOWHERE, count, self.now, until])
        self.absence(pool, count)
        self._later(until - self.now, self.absence, pool, -count)

    # ---- who is asked ------------------------------------------------------------------------

    def asked(self, incident: int, step: int) -> frozenset[int]:
        """Pools that may meet the needs of a step."""
        needs = self.asked_for(incident, step)
        return frozenset(pool for need in needs for pool in self.t.candidate[self.candidates(incident, need)])

    def decider(self, incident: int, step: int) -> Seat | None:
        """The player who decides a waiting request; None where the plan's own rule does."""
        row = self._row(incident, step)
        if row in self.left or not self.present or not self.awaits(row):
            return None
        asked = self.asked(incident, step)
        for part in self.parts:
            if part.key in self.present and part.concerns(asked):
                return None if (self.msel.kind[incident], step) in self.for_good[part.key] else part
        return None

    def awaits(self, row: int) -> bool:
        """Whether a step waits for what it asks for; not for the replacement of a unit, which the plan's rule sends."""
        return self.status[row] == WAITING and self.lacking[row] == 0

    def called(self, incident: int, step: int) -> Seat | None:
        """The player whose telephone a running step rings; None where chance answers, or where it is off."""
        s, row = self._step(incident, step), self._row(incident, step)
        pool = self.t.step_calls[s]
        if pool == NOWHERE or self.t.step_unanswered[s] < 0 or self.phone_off(pool, self.started[row]):
            return None
        part = next((part for part in self.parts if pool in part.plays), None)
        if part is None or part.key not in self.present or (self.msel.kind[incident], step) in self.for_good[part.key]:
            return None
        return part

    def waits_for_player(self) -> list[tuple[int, int, Seat]]:
        """Every request that waits for a decision: incident, step, player; as the queue has them."""
        found = []
        for _priority, _ready, incident, row, slot in self.waiting:
            step = row - self.row_first[incident]
            if slot == OPEN and (part := self.decider(incident, step)) is not None:
                found.append((incident, step, part))
        return found

    def ringing(self) -> list[tuple[int, int, Seat]]:
        """Every call to a player that is not picked up yet: incident, step, player."""
        calls = [(incident, step, self.called(incident, step)) for row, (incident, step) in self.calls.items()
                 if row not in self.picked_up and self.status[row] == RUNNING]  # fmt: skip
        return [(incident, step, part) for incident, step, part in calls if part is not None]

    # ---- decisions ---------------------------------------------------------------------------

    def sit(self, player: str) -> None:
        """A player takes a place at the table."""
        self.present.add(player)

    def rise(self, player: str) -> None:
        """A player leaves: the plan's rule goes on with what they had to decide."""
        self.present.discard(player)
        self._want_dispatch()

    def choices(self, incident: int, step: int, need: int) -> list[int]:
        """Pools that a player may send for a need: those of the plan, best first, then others of ours of the same sort."""
        first, last = self.t.need_ask[need] * (self.zones + 1), (self.t.need_ask[need] + 1) * (self.zones + 1)
        found: dict[int, None] = dict.fromkeys(part.pool for part in self.preference(incident, step, need))
        found |= dict.fromkeys(self.t.candidate[self.candidates(incident, need)])
        found |= dict.fromkeys(self.t.candidate[self.t.candidate_first[first] : self.t.candidate_first[last]])
        plan, names = self.compiled.plan, self.compiled.pools
        kinds = {plan.pools[names[pool]].kind for pool in found} & {"squad", "vehicle"}
        for pool, name in enumerate(names):
            if plan.pools[name].kind in kinds and not plan.pools[name].outside:
                found.setdefault(pool, None)
        return list(found)

    def by_rule(self, incident: int, step: int) -> list[int] | None:
        """The pools that the plan's rule would send now, one for each need; None where it would wait."""
        met = self.assignment(incident, step, self.asked_for(incident, step))
        return None if met is None else [parts[0].pool for parts in met]

    def offers(self, incident: int, step: int, need: int) -> dict[int, Offer]:
        """By pool what it would come to if a player chose it for a need, whatever is chosen for the others of its step."""
        pools = self.choices(incident, step, need)
        with self._nothing_kept():
            best = self.preference(incident, step, need)
            return {pool: self._offer(incident, step, need, pool, best, []) for pool in pools}

    def send(self, incident: int, step: int, pools: Sequence[int]) -> None:
        """Grant a waiting request out of these pools, one per need. Raises Refused."""
        request = self._waiting_request(incident, step)
        needs = self.asked_for(incident, step)
        if len(pools) != len(needs):
            raise Refused(say("one choice for each need is wanted"))
        met: list[list[Part]] = []
        with self._nothing_kept():
            for need, pool in zip(needs, pools, strict=True):
                if pool not in self.choices(incident, step, need):
                    raise Refused(say("this cannot be sent for that"))
                offer = self._offer(incident, step, need, pool, self.preference(incident, step, need), met)
                if offer.parts is None:
                    raise Refused(offer.why)
                met.append(offer.parts)
        self.waiting.remove(request)
        self.grant(incident, needs, met)
        self.go_on(incident, step)

    @contextmanager
    def _nothing_kept(self) -> Iterator[None]:
        """A player may send whom the plan would keep for somebody else."""
        kept, self.kept = self.kept, [NO_LIMIT] * len(self.kept)
        try:
            yield
        finally:
            self.kept = kept

    def _offer(
        self, incident: int, step: int, need: int, pool: int, best: list[Part], met: list[list[Part]]
    ) -> Offer:  # fmt: skip
        """See `offers`; `best` is how the plan prefers them, `met` what has been chosen for the needs before it."""
        split = self.t.need_parts[need] > 1
        count = 1 if split else self.count(incident, need, pool)
        mine = [part for part in best if part.pool == pool] or [Part(pool, count)]
        others = [part for part in best if part.pool != pool] if split else []
        parts = next(self.met_by(incident, step, need, [*mine, *others], met), [])
        part = parts[0] if parts and parts[0].pool == pool else Part(pool, count)
        where, seconds = self._soonest(incident, step, part)
        why = self._unknown_way(incident, step, need, pool, where)
        if why is None and part not in parts:
            why = self._not_free(incident, need, pool, count, met)
        return Offer(part.units, parts if why is None else None, seconds, why or say(""))

    def _soonest(self, incident: int, step: int, part: Part) -> tuple[Position, int | None]:
        """Where a part would come from, and how soon it would be at the scene; of a room, how far it is."""
        pool, zone = part.pool, self.zone[incident]
        if self.t.pool_base[pool] == NOWHERE or zone == NOWHERE:
            return ANYWHERE, None
        if self.t.pool_room[pool]:
            return self.at(self.t.pool_base[pool]), self.nearness(incident, step, pool)
        if part.hold != OPEN:
            where = self.now_at(*self.turnable[part.hold], part.hold)
            return where, self.t.pool_on_the_road[pool] + self.usual_travel(where, zone, self.now)
        choice = self.quickest(pool, part.units, zone)
        return choice.where, choice.seconds

    def _unknown_way(self, incident: int, step: int, need: int, pool: int, where: Position) -> Message | None:
        """The first way without a time that a pool would have to take: to its goals, home, from there to other scenes."""
        if where.place == NOWHERE:
            return None
        scene, base = self.zone[incident], self.t.pool_base[pool]
        if self.t.pool_room[pool]:
            s = self._step(incident, step)
            starts = [self.hold_where[hold] for hold in self.goers(incident, s)] or [self.at(scene)]
            ways = [(start, base) for start in starts]
        else:
            variant = self.msel.variant[incident]
            goals, ends, goes_back = self.ahead(variant, need - self.t.variant_need_first[variant], scene)
            ways = [(where, goal) for goal in goals]
            if goes_back:
                ways += [(self.at(end), base) for end in ends]
            if self.t.pool_sent[pool] or self.t.pool_turned_to[pool]:
                ways += [(self.at(end), other) for end in (base, *ends) for other in range(self.zones)]
        for start, goal in ways:
            if start.place != NOWHERE and start.ways[goal] == NOWHERE:
                from_ = say("the road") if start.place == ON_THE_ROAD else self._place(start.place)
                return say("no time from {place} to {other} is known", place=from_, other=self._place(goal))
        return None

    def _ahead(self, variant: int, slot: int, scene: int) -> tuple[list[int], list[int], bool]:
        """Where whoever is sent for a need goes first, where they may be when let go, and whether they then go home."""
        label, zone = self.compiled.slots[variant][slot][1], self.compiled.zones[scene]
        journeys = Journeys(self.compiled.plan, self.compiled.kinds[self.compiled.variant_kind(variant)])
        number = self.compiled.places.index
        goals = [scene, *map(number, journeys.sets_out(label, zone))]
        goes_back = any(label in one.way_back for one in journeys.steps.values())
        return goals, [number(end) for end in journeys.ends(label, zone)], goes_back

    def _place(self, place: int) -> Any:
        return place_name(self.compiled, self.compiled.places[place])

    def _not_free(self, incident: int, need: int, pool: int, count: int, met: list[list[Part]]) -> Message:
        """Why a pool that may be chosen cannot be sent beside what was chosen already."""
        name, crew = pool_name(self.compiled, self.compiled.pools[pool]), self.t.need_crew[need]
        if 0 <= crew < len(met) and self.t.pool_base[met[crew][0].pool] != self.t.pool_base[pool]:
            other = pool_name(self.compiled, self.compiled.pools[met[crew][0].pool])
            return say("{pool} and {other} are not of one station", pool=name, other=other)
        free = max(0, self.free(pool) - sum(part.units for one in met for part in one if part.pool == pool))
        if self.t.need_parts[need] > 1 and free > 0:
            wanted = self.heads(incident, need)
            return say("{pool} and whoever the plan would add are not enough: {count} wanted", pool=name, count=wanted)
        return say("{pool}: {free} free, {count} wanted", pool=name, free=free, count=count)

    def leave(self, incident: int, step: int, player: str = "") -> None:
        """Let the plan's rule decide; with `player`, whatever this player is asked of the same step from now on."""
        row = self._row(incident, step)
        if self.awaits(row):
            self.left.add(row)
            self._want_dispatch()
        elif row in self.calls:
            self.picked_up[row] = self.msel.outcome[row] != self.t.step_unanswered[self._step(incident, step)]
        else:
            raise Refused(say("this has been decided already"))
        if player:
            self.for_good[player].add((self.msel.kind[incident], step))

    def answer(self, incident: int, step: int, picked_up: bool) -> None:
        """A player answers a call, or lets it ring. Raises Refused."""
        row = self._row(incident, step)
        if row not in self.calls or self.called(incident, step) is None or row in self.picked_up:
            raise Refused(say("nobody calls any more"))
        self.picked_up[row] = picked_up

    def _waiting_request(self, incident: int, step: int) -> Request:
        row = self._row(incident, step)
        if not self.awaits(row):
            raise Refused(say("this has been decided already"))
        return self.priority_of(incident, step)

    # ---- where the plan's rule gives way -------------------------------------------------------

    def begin(self, incident: int, step: int) -> None:
        super().begin(incident, step)
        row = self._row(incident, step)
        if self.status[row] == WAITING:
            self._concern(incident, self.asked(incident, step))
            self.questions += self.decider(incident, step) is not None

    def start(self, incident: int, step: int) -> None:
        super().start(incident, step)
        pool = self.t.step_calls[self._step(incident, step)]
        if pool != NOWHERE:
            self.calls[self._row(incident, step)] = incident, step
            self._concern(incident, {pool})
            self.questions += self.called(incident, step) is not None

    def _at_rest(self) -> bool:
        return False  # further incidents may be let in at any time

    def turn(self, old: int, new: int) -> None:
        incident, step = self.turnable[old]
        units = self.hold_pool[old], self.hold_count[old]
        self.turned[new] = Redirection(self.now, *units, incident, step, self.incident_of(new))
        super().turn(old, new)

    def replaced(self, incident: int, slot: int) -> None:
        need = self.t.variant_need_first[self.msel.variant[incident]] + slot
        new = self._slot(incident, self.t.need_again[need])
        origin, leaves = self.hold_where[new], self.now + self.hold_turnout[new]
        super().replaced(incident, slot)
        here = self.hold_where[new].place  # at work it has come to where the other one was
        way = 0 if here == origin.place else self.usual_travel(origin, here, leaves)
        self.coming[new] = Coming(origin, leaves, leaves + way)

    def _concern(self, incident: int, pools: Collection[int]) -> None:
        for part in self.parts:
            if part.concerns(frozenset(pools)):
                self.knows[part.key].add(incident)

    def _granted(self, request: Request) -> bool:
        _priority, _ready, incident, row, slot = request
        if slot == OPEN and self.decider(incident, row - self.row_first[incident]) is not None:
            return False
        return super()._granted(request)

    def _end(self, incident: int, step: int) -> None:
        part = self.called(incident, step)
        if part is not None and self._row(incident, step) not in self.picked_up:
            self.rang_out.append((self.now, part.key, incident, step))
        super()._end(incident, step)
        self.calls.pop(self._row(incident, step), None)

    def told(self, incident: int, step: int) -> int:
        row = self._row(incident, step)
        drawn = super().told(incident, step)
        unanswered: int = self.t.step_unanswered[self._step(incident, step)]
        if row in self.picked_up:
            return 1 - unanswered if self.picked_up[row] else unanswered  # a call has these two outcomes
        return drawn if self.called(incident, step) is None else unanswered
