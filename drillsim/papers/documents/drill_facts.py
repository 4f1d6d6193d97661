"""What the papers of a drill say: each sentence follows from the record of the room, or from what the plan's own rule would
have made of the same events."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from functools import cached_property
from statistics import median
from typing import Any, NamedTuple

from drillsim.base.language import N_, Message, Moment, say, say_n
from drillsim.compiled.names import kind_name, pool_name, step_name, zone_name
from drillsim.judge.evaluate import LATE, NEVER, ON_TIME
from drillsim.judge.gauge import Flags, Gauge
from drillsim.judge.result import TargetResult
from drillsim.papers.documents import facts
from drillsim.papers.documents.facts import ELEMENTS, JudgedObjective
from drillsim.papers.dossier import Call, Dossier, Order, RoomNote
from drillsim.play.conduct import conduct
from drillsim.quantities.wording import About, Series, capital
from drillsim.say.charges import charges
from drillsim.say.clauses import clause_lines, clauses_of
from drillsim.say.disruptions import disruption_words
from drillsim.say.promise import form_words
from drillsim.say.reasons import short_words
from drillsim.say.stages import STAGES
from drillsim.say.verdicts import brought_words, judged_words
from drillsim.why.attribution import Paths, Ways
from drillsim.why.causes import Cause
from drillsim.why.disruptions import came
from drillsim.why.explanation import TargetExplanation

LONG = 60  # seconds of thinking about an order from which on it is told as what held something up
MOST_TOLD = 3  # misses of one promise, and decisions of one miss, that are told one by one; the rest is counted
MOST_STAGES = 4
MOST_HOLD_UPS = 15
PART = 0.1  # of the time of a miss: what took less did not hold it up
CLOCK = N_("d MMM, HH:mm")


class RoomScore(NamedTuple):
    """How often limits were kept: in the room, and by the plan's own rule on the same events."""

    kept: int
    judged: int
    rule_kept: int
    rule_judged: int


class Role(NamedTuple):
    """What a role at the table was asked for and did."""

    name: Any
    orders: int  # requests that it decided, be it by leaving them to the rule
    thought: list[int]  # seconds for which each waited for nothing but the decision
    otherwise: int  # orders that were not the rule's
    left: int  # requests left to the rule
    calls: int
    not_picked_up: int


class HoldUp(NamedTuple):
    """Something that was done at the table and held a promise up: an order that came late or was not the rule's, or a call
    that nobody picked up."""

    done: Order | Call
    thought: int  # seconds for which it was open although somebody was free

    @property
    def at(self) -> tuple[int, int, int]:
        """When it was done, for which incident, at which step."""
        return self.done.second, self.done.incident, self.done.step

    @property
    def sort(self) -> str:
        """What was the matter with it."""
        if isinstance(self.done, Call):
            return "call"
        return "late" if self.thought >= LONG else "otherwise"


@dataclass(frozen=True)
class RoomMiss:
    """One miss in the room: which, how it came out there and by the plan's rule, and what was decided on the way."""

    incident: int | None  # from 0; None where a day or a period is judged
    what: Any
    judged: Message
    by_rule: Message
    helped: bool  # whether the plan's rule would have kept it
    spent: tuple[tuple[str, int], ...]  # stages with their seconds, the longest first
    held_up: tuple[HoldUp, ...]  # by what was done at the table, the longest first


@dataclass(frozen=True)
class MissedPromise:
    """A promise that was missed in the room."""

    found: TargetResult
    why: TargetExplanation
    misses: tuple[RoomMiss, ...]

    @property
    def by_decisions(self) -> int:
        """Misses that the plan's rule would have kept."""
        return sum(one.helped for one in self.misses)

    @property
    def beyond(self) -> bool:
        """Whether nobody at the table could have helped most of it."""
        return 2 * self.by_decisions < len(self.misses)

    @property
    def causes(self) -> list[Cause]:
        """What misses come from that decisions at the table could not change."""
        return [one for one in self.why.causes if one.about != "rule"]

    @property
    def hold_up(self) -> HoldUp | None:
        """What was done at the table that held most up of what could have been kept."""
        found = [one for miss in self.misses if miss.helped for one in miss.held_up]
        return max(found, key=lambda one: (one.thought >= LONG, one.sort == "call", one.thought), default=None)


@dataclass(frozen=True)
class MainCause:
    """What held one promise or several up above all, in words, with the promises."""

    cause: Message
    areas: tuple[MissedPromise, ...]
    hold_up: HoldUp | None  # the longest of its sort


@dataclass(frozen=True)
class Improvement:
    """A row of the improvement plan; who is responsible, and by when, is left to those who decide."""

    targets: tuple[str, ...]
    capability: Any
    issue: str
    action: Message
    element: Message


class DrillFacts:
    """Everything that is said of one drill that was held."""

    def __init__(self, case: Dossier) -> None:
        assert case.held is not None
        self.case, self.held = case, case.held
        self.compiled, self.plan = case.compiled, case.plan
        _number, self.msel, self.log = case.shown
        self.paths = Paths(Ways(self.compiled), self.msel, self.log)
        self.by_rule = conduct(self.compiled, self.msel)

    # ---- how it came out -------------------------------------------------------------------------

    @cached_property
    def pairs(self) -> list[tuple[TargetResult, TargetExplanation]]:
        """The promises that came up in the room."""
        pairs = zip(self.case.result.targets, self.case.explanation.targets, strict=True)
        return [(found, why) for found, why in pairs if why.found.judged]

    @cached_property
    def objectives(self) -> list[JudgedObjective]:
        """What the drill tried: each objective with the promises that came up."""
        came_up = {found.id for found, _why in self.pairs}
        found = []
        for one in facts.objectives(self.case):
            if tried := tuple(target for target in one.found if target.id in came_up):
                found.append(JudgedObjective(one.capability, one.words, one.kinds, tried))
        return found

    @cached_property
    def untried(self) -> list[Any]:
        """Promises that nothing in the drill called for."""
        came_up = {found.id for found, _why in self.pairs}
        return [self.case.target_name(found.id) for found in self.case.result.targets if found.id not in came_up]

    @staticmethod
    def counts(found: TargetResult) -> bool:
        """Whether a promise is the plan's own; those of ours are told, and not counted."""
        return found.promise_of != "ours"

    def score(self, targets: Iterable[TargetResult] | None = None) -> RoomScore:
        """How often limits of the plan's own promises were kept, of all or of some."""
        chosen = {found.id for found, _why in self.pairs} if targets is None else {one.id for one in targets}
        outcomes = [(why.found, why.by_rule) for found, why in self.pairs if found.id in chosen and self.counts(found)]
        return RoomScore(
            sum(room.on_time for room, _rule in outcomes), sum(room.judged for room, _rule in outcomes),
            sum(rule.on_time for _room, rule in outcomes), sum(rule.judged for _room, rule in outcomes),
        )  # fmt: skip

    @property
    def headline(self) -> Message:
        """The figures that decide."""
        score = self.score()
        return say(
            "{kept} of {judged} limits that ran were kept in the room; by the plan's own rule, on the same events, "
            "{rule} of {rule_judged}.",
            kept=f"{score.kept:,}", judged=f"{score.judged:,}", rule=f"{score.rule_kept:,}",
            rule_judged=f"{score.rule_judged:,}",
        )  # fmt: skip

    @property
    def promises(self) -> Message:
        """How many promises came up, and how many were kept each time."""
        own = [(found, why) for found, why in self.pairs if self.counts(found)]
        n, missed = len(own), sum(why.found.missed > 0 for _found, why in own)
        told = say_n(
            "{n} promise of the plan came up: {kept} kept each time, {missed} missed at least once.",
            "{n} promises of the plan came up: {kept} kept each time, {missed} missed at least once.",
            n, kept=n - missed, missed=missed,
        )  # fmt: skip
        if not (ours := len(self.pairs) - n):
            return told
        more = say_n(
            "{n} more came up that the plan does not make (ours): it is told, and not counted.",
            "{n} more came up that the plan does not make (ours): they are told, and not counted.", ours,
        )  # fmt: skip
        return say("{told} {more}", told=told, more=more)

    # ---- what went well -----------------------------------------------------------------------------

    def kept(self, targets: Iterable[TargetResult] | None = None) -> list[TargetResult]:
        """Promises that were kept each time."""
        chosen = None if targets is None else {one.id for one in targets}
        missed = {area.found.id for area in self.areas}
        return [found for found, _why in self.pairs if found.id not in missed and (chosen is None or found.id in chosen)]

    def slowest(self, target: str) -> Message | None:
        """The longest time that a promise took in the room, where time is what it is about."""
        times, definition = self.case.evidence.times[target], self.plan.targets[target]
        seconds = times.of(ON_TIME)
        if not (definition.timed and definition.measured and len(seconds) and seconds.max() > 0):
            return None
        return say("{took}", took=About(int(seconds.max())))

    def strength(self, found: TargetResult) -> list[Message]:
        """What a promise that was kept says of those who kept it."""
        n, slowest = found.judged, self.slowest(found.id)
        values = {"target": self.case.target_name(found.id), "form": form_words(self.plan, self.plan.targets[found.id]),
                  "n": f"{n:,}", "slowest": slowest}  # fmt: skip
        if slowest is None:
            told = (say("'{target}' ({form}): kept the one time that it came up.", **values) if n == 1
                    else say("'{target}' ({form}): kept all {n} times.", **values))  # fmt: skip
        else:
            told = (say("'{target}' ({form}): kept the one time that it came up, in {slowest}.", **values) if n == 1
                    else say("'{target}' ({form}): kept all {n} times, the slowest in {slowest}.", **values))  # fmt: skip
        why = next(why for one, why in self.pairs if one.id == found.id)
        better = [] if not why.by_rule.missed else [
            say("By the plan's own rule it would have been kept {kept} of {judged} times: the table did better.",
                kept=why.by_rule.on_time, judged=why.by_rule.judged)
        ]  # fmt: skip
        return [told, *better, *self.notes_on(found.id)]

    def notes_on(self, target: str) -> list[Message]:
        """What was noted in the room about a promise."""
        return [self.note(note) for note in self.held.notes if note.target == target]

    @property
    def other_notes(self) -> list[RoomNote]:
        """Notes that are about no promise that stands in the analysis."""
        told = {found.id for found, _why in self.pairs}
        return [note for note in self.held.notes if note.target not in told]

    def note(self, note: RoomNote) -> Message:
        """A note with its moment."""
        return say("noted in the room, {moment}: {text}", moment=self.moment(note.second), text=note.text)

    # ---- what must change -----------------------------------------------------------------------------

    @cached_property
    def areas(self) -> list[MissedPromise]:
        """Every promise that was missed, the plan's own first, those that were missed most often before others."""
        found = [
            MissedPromise(one, why, tuple(self._misses(self.case.evidence.reader(one.id))))
            for one, why in self.pairs if why.found.missed
        ]  # fmt: skip
        return sorted(found, key=lambda area: (not self.counts(area.found), -area.why.found.missed / area.why.found.judged))

    def areas_of(self, one: JudgedObjective) -> list[MissedPromise]:
        """The areas for improvement of an objective."""
        mine = {found.id for found in one.found}
        return [area for area in self.areas if area.found.id in mine]

    def _misses(self, gauge: Gauge) -> Iterator[RoomMiss]:
        read, rule = gauge.read(self.msel, self.log), gauge.read(self.msel, self.by_rule)
        definition = self.plan.targets[gauge.name]
        ruled = {n: (s, t) for n, s, t in zip(*(column.tolist() for column in rule), strict=True)}
        for number, state, seconds in zip(*(column.tolist() for column in read), strict=True):
            if state not in (LATE, NEVER):
                continue
            by_rule = ruled.get(number)
            told = judged_words(self.plan, definition, *by_rule) if by_rule else say("not called for")
            what = self.incident(number, len(gauge.kinds) > 1) if gauge.per_incident else gauge.occasion(number)
            spent: dict[str, Fraction] = {}
            held_up: list[HoldUp] = []
            if gauge.per_incident and any(clock.kind == self.msel.kind[number] for clock in gauge.clocks):
                spent, held_up = self.paths.breakdown(gauge, number).stages, self._held_up(gauge, number)
            stages = sorted(((name, round(time)) for name, time in spent.items() if time), key=lambda one: -one[1])
            yield RoomMiss(
                number if gauge.per_incident else None, what, judged_words(self.plan, definition, state, seconds), told,
                by_rule is None or by_rule[0] not in (LATE, NEVER), tuple(stages), tuple(held_up),
            )  # fmt: skip

    def _held_up(self, gauge: Gauge, incident: int) -> list[HoldUp]:
        """What was done at the table on the way of a miss and held it up for a good part of its time."""
        way = list(self.paths.timed(gauge, incident))
        steps, enough = {one.step for one in way}, max(LONG, PART * sum(one.end - one.begin for one in way))

        def is_on_it(one: Order | Call) -> bool:
            return one.incident == incident and one.step in steps

        orders = [HoldUp(one, self.thought(one)) for one in self.held.orders if is_on_it(one)]
        calls = [HoldUp(one, 0) for one in self.held.calls if is_on_it(one) and not one.picked_up]
        told = [one for one in orders if one.thought >= enough or self.is_otherwise(one.done)]
        return sorted([*told, *calls], key=lambda one: -one.thought)

    def thought(self, order: Order) -> int:
        """Seconds for which a request waited for nothing but the decision: somebody was free to go."""
        short = self.paths.shortages(order.incident, order.step)
        return sum(one.end - one.begin for one in short if not one.unmet)

    @staticmethod
    def is_otherwise(done: Order | Call) -> bool:
        """Whether somebody else was sent than the plan's rule would have sent then."""
        return isinstance(done, Order) and done.pools is not None and done.pools != done.rule

    # ---- areas in words ---------------------------------------------------------------------------------

    def observation(self, area: MissedPromise) -> list[Any]:
        """What was seen: how many were missed, and which."""
        missed, judged = area.why.found.missed, area.why.found.judged
        told: list[Any] = [say("Missed {missed} of {judged} times.", missed=missed, judged=judged)]
        return [*told, *self.misses(area), *self.notes_on(area.found.id)]

    def reference(self, target: str) -> list[Message]:
        """The clauses that a promise rests on, in the plan's own words where these are given, else as they were read."""
        told = [
            say("clause {ids}: {quote}", ids=name, quote=clause_lines(self.plan.clauses[name])[0])
            for name in clauses_of(self.plan, target) if name in self.plan.clauses
        ]  # fmt: skip
        return told or [say("no clause")]

    def misses(self, area: MissedPromise) -> list[Message]:
        """The misses of a promise, one by one; the rest is counted."""
        told = [say("{what}: {judged}", what=one.what, judged=one.judged) for one in area.misses[:MOST_TOLD]]
        if (more := len(area.misses) - MOST_TOLD) > 0:
            told.append(say("and {n} more, in the record of the drill", n=more))
        return told

    def analysis(self, area: MissedPromise) -> list[Message]:
        """What held it up, what came of decisions, and what nobody at the table could have helped."""
        told: list[Message] = []
        for one in area.misses[:MOST_TOLD]:
            numbers = [str(number) for number, each in enumerate(self.hold_ups, 1) if each in one.held_up]
            if one.spent and one.incident is not None:
                line = say("Incident {number}: {stages}", number=one.incident + 1, stages=self._stages(one))
                told.append(line if not numbers else say_n(
                    "{line} (see decision {numbers})", "{line} (see decisions {numbers})", len(numbers), line=line,
                    numbers=Series(tuple(numbers)),
                ))  # fmt: skip
        return [*told, *self.whose(area)]

    def whose(self, area: MissedPromise) -> list[Message]:
        """What the plan's own rule would have made of it: what the decisions cost, and what nobody could have helped."""
        n, helped, misses = len(area.misses), area.by_decisions, area.misses
        told = []
        if helped == n == 1:
            told.append(say("By the plan's own rule it would have been kept ({judged}).", judged=misses[0].by_rule))
        elif helped == n:
            told.append(say("By the plan's own rule all {n} would have been kept.", n=n))
        elif helped:
            told.append(say("By the plan's own rule {helped} of the {n} would have been kept.", helped=helped, n=n))
        if helped < n:
            cause = Series(tuple(self.cause(one) for one in area.causes))
            if helped:
                told.append(say_n(
                    "The other one nobody at the table could have helped: {cause}.",
                    "The other {n} nobody at the table could have helped: {cause}.", n - helped, cause=cause,
                ))  # fmt: skip
            else:
                told.append(say("Nobody at the table could have helped it; by the plan's own rule it is missed as well: "
                                "{cause}.", cause=cause))  # fmt: skip
        return told

    def cause(self, cause: Cause) -> Message:
        """What misses come from that no decision could change, as a part of a sentence."""
        match cause.about:
            case "disruption" if cause.disruption is not None:
                return say("disruption: {what}", what=disruption_words(self.compiled, cause.disruption))
            case "pool":
                return short_words(self.compiled, cause)
            case "road":
                return say("the way alone takes longer than the limit")
            case "several":
                return say("several things were short at once")
        stages = sorted(cause.time.stages, key=lambda name: -cause.time.stages[name])
        if stages:
            return say("the steps take longer than the limit even if nobody waits, above all {stage}",
                       stage=STAGES[stages[0]])  # fmt: skip
        return say("it follows from the plan's own steps")

    def _stages(self, one: RoomMiss) -> Series:
        """Where the time of a miss went, the longest first."""
        return Series(tuple(
            say("{stage} {time}", stage=STAGES[name], time=About(seconds)) for name, seconds in one.spent[:MOST_STAGES]
        ))  # fmt: skip

    @cached_property
    def hold_ups(self) -> list[HoldUp]:
        """What was done at the table and held something up, each once, the longest first."""
        found = {one.at: one for area in self.areas for miss in area.misses for one in miss.held_up}
        return sorted(found.values(), key=lambda one: (-one.thought, one.at))[:MOST_HOLD_UPS]

    def done(self, one: HoldUp) -> Message:
        """What came of a decision that held something up."""
        done = one.done
        if isinstance(done, Call):
            return say("not picked up")
        if done.pools is None:
            return say("left to the plan's rule")
        sent = self._pools(done.pools)
        if not self.is_otherwise(done):
            return say("{sent}, as the plan says", sent=sent)
        if done.rule is None:
            return say("{sent}; the plan's rule would have waited", sent=sent)
        return say("{sent}; the plan's rule would have sent {rule}", sent=sent, rule=self._pools(done.rule))

    # ---- main causes, each once ----------------------------------------------------------------------

    @cached_property
    def main_causes(self) -> list[MainCause]:
        """What held promises up above all, each once with all of them; those that cost most promises first."""
        groups: dict[tuple[Any, ...], list[MissedPromise]] = defaultdict(list)
        for area in self.areas:
            groups[self._key(area)].append(area)
        found = [self._main_cause(tuple(areas)) for areas in groups.values()]
        return sorted(found, key=lambda one: -len(one.areas))

    def _key(self, area: MissedPromise) -> tuple[Any, ...]:
        if area.beyond:
            cause = area.causes[0]
            return "beyond", cause.about, cause.pool, cause.disruption
        if area.hold_up is None:
            return ("others",)
        done = area.hold_up.done
        return area.hold_up.sort, str(done.by), int(self.msel.kind[done.incident]), done.step

    def _main_cause(self, areas: tuple[MissedPromise, ...]) -> MainCause:
        if areas[0].beyond:
            cause = say("nobody at the table could have helped it: {cause}", cause=self.cause(areas[0].causes[0]))
            return MainCause(cause, areas, None)
        found = [area.hold_up for area in areas if area.hold_up is not None]
        if not found:
            return MainCause(say("no single decision made it late, but several of the table together"), areas, None)
        longest = max(found, key=lambda one: one.thought)
        return MainCause(self._held_up_by(longest), areas, longest)

    def _held_up_by(self, one: HoldUp) -> Message:
        done = one.done
        values = {"role": done.by, "step": self.step(done.incident, done.step), "time": About(one.thought)}
        match one.sort:
            case "call":
                return say("{role} did not pick up the call for '{step}'", **values)
            case "late":
                return say("{role} decided on '{step}' only {time} after somebody was free", **values)
        return say("{role} sent others for '{step}' than the plan says", **values)

    def briefly(self, one: MainCause) -> str:
        """A finding in a sentence, with how often each promise was missed."""
        missed = Series(tuple(self._missed(area) for area in one.areas))
        return capital(say("{cause}. Missed: {promises}.", cause=one.cause, promises=missed))

    def _missed(self, area: MissedPromise) -> Message:
        values = {"target": self.case.target_name(area.found.id), "missed": area.why.found.missed,
                  "judged": area.why.found.judged}  # fmt: skip
        if self.counts(area.found):
            return say("'{target}' {missed} of {judged}", **values)
        return say("'{target}' (ours) {missed} of {judged}", **values)

    # ---- what to do ------------------------------------------------------------------------------------

    @cached_property
    def improvements(self) -> list[Improvement]:
        """What to do: first what the decisions at the table ask for, then what the plan itself must change."""
        found = [self._practise(one) for one in self.main_causes if not one.areas[0].beyond]
        left = [area.why for area in self.areas if area.by_decisions < len(area.misses)]
        for charge in charges(self.compiled, left):
            if charge.cause.about != "rule":
                action, element = facts.settle(self.case, charge)
                targets = [part.target for part in charge.parts]
                found.append(self._improvement(targets, self.cause(charge.cause), action, ELEMENTS[element]))
        return found

    def _practise(self, one: MainCause) -> Improvement:
        """What the decisions behind a finding ask for."""
        action = say("Go through the orders of that hour at the table, and practise which incident comes first.")
        if one.hold_up is not None:
            done = one.hold_up.done
            values = {"role": done.by, "step": self.step(done.incident, done.step)}
            match one.hold_up.sort:
                case "call":
                    action = say("Name who picks up when '{role}' does not, and try the call.", **values)
                case "late":
                    action = say("Write down by when '{role}' decides on '{step}' and who decides when that time is up; "
                                 "practise it.", **values)  # fmt: skip
                case _:
                    action = say("Go through the choice for '{step}' with '{role}'; correct either the habit or the plan.",
                                 **values)  # fmt: skip
        return self._improvement([area.found.id for area in one.areas], one.cause, action, ELEMENTS["exercise"])

    def _improvement(self, targets: list[str], cause: Message, action: Message, element: Message) -> Improvement:
        names = Series(tuple(self.case.target_name(target) for target in targets))
        issue = capital(say("{cause} ({promises})", cause=cause, promises=names))
        return Improvement(tuple(targets), self.capability(targets[0]), issue, action, element)

    def capability(self, target: str) -> Any:
        """The capability that a promise belongs to."""
        return next(one.capability for one in self.objectives if target in {found.id for found in one.found})

    # ---- who did what ------------------------------------------------------------------------------------

    @cached_property
    def roles(self) -> list[Role]:
        """What each role at the table was asked for and did, in the order of the table."""
        orders: dict[str, list[Order]] = defaultdict(list)
        calls: dict[str, list[Call]] = defaultdict(list)
        names: dict[str, Any] = {str(name): name for name in self.held.players}
        for one in self.held.orders:
            names.setdefault(str(one.by), one.by)
            orders[str(one.by)].append(one)
        for call in self.held.calls:
            names.setdefault(str(call.by), call.by)
            calls[str(call.by)].append(call)
        return [
            Role(name, len(orders[key]), [self.thought(one) for one in orders[key]],
                 sum(map(self.is_otherwise, orders[key])), sum(one.pools is None for one in orders[key]), len(calls[key]),
                 sum(not call.picked_up for call in calls[key]))
            for key, name in names.items()
        ]  # fmt: skip

    @property
    def promptly(self) -> list[Message]:
        """How quickly the table decided as a rule, and that it picked up."""
        thought = [seconds for role in self.roles for seconds in role.thought]
        told = []
        if len(thought) > 1:
            told.append(say("{n} requests were decided at the table, half of them in {half} or less.", n=len(thought),
                            half=About(median(thought))))  # fmt: skip
        if self.held.calls and all(one.picked_up for one in self.held.calls):
            told.append(say_n("The one telephone call was picked up.", "All {n} telephone calls were picked up.",
                              len(self.held.calls)))  # fmt: skip
        return told

    # ---- what was played -----------------------------------------------------------------------------------

    @cached_property
    def duties(self) -> Flags:
        """Which of what came are no incidents but routine duties."""
        return self.case.deck.duties(self.msel)

    @property
    def brought(self) -> Message:
        """How much came: incidents, and routine duties apart."""
        return brought_words(int((~self.duties).sum()), int(self.duties.sum()))

    @cached_property
    def hazards(self) -> list[tuple[Any, int]]:
        """The kinds of incident that came, with how many; without routine duties."""
        came = Counter(self.msel.kind[~self.duties].tolist())
        return [(kind_name(self.compiled, kind), came[kind]) for kind in sorted(came)]

    @cached_property
    def disruptions(self) -> list[Message]:
        """What went wrong on purpose before the drill ended."""
        return [
            say("{what} ({begin} to {end})", what=disruption_words(self.compiled, one), begin=self.moment(one.span[0]),
                end=self.moment(min(one.span[1], self.held.ended)))
            for one in came(self.compiled, [self.msel], self.case.scenario) if one.span[0] < self.held.ended
        ]  # fmt: skip

    # ---- names ------------------------------------------------------------------------------------------------

    def incident(self, number: int, with_kind: bool) -> Message:
        """An incident with where and when it was, and what, where there is more than one sort."""
        kind, zone = int(self.msel.kind[number]), int(self.msel.attribute[number, 0])
        parts = [*([kind_name(self.compiled, kind)] if with_kind else []),
                 *([zone_name(self.compiled, self.compiled.zones[zone])] if zone >= 0 else []),
                 self.moment(int(self.msel.time[number]))]  # fmt: skip
        return say("incident {n} ({what})", n=number + 1, what=Series(tuple(parts)))

    def step(self, incident: int, step: int) -> Any:
        """What the plan calls a step of an incident."""
        return step_name(self.compiled, int(self.msel.kind[incident]), step)

    def moment(self, second: int) -> Moment:
        """A moment of the scenario's clock, to the minute."""
        return Moment(self.compiled.start + timedelta(seconds=second), CLOCK)

    def _pools(self, pools: Iterable[int]) -> Series:
        return Series(tuple(pool_name(self.compiled, self.compiled.pools[pool]) for pool in dict.fromkeys(pools)))
