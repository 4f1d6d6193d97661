"""Parts that the papers of a drill share: who sat at the table and how they decided, the events, the record."""

from __future__ import annotations

from statistics import median
from typing import Any

from drillsim.base.language import Message, _, say, say_n
from drillsim.compiled.log import OPEN
from drillsim.compiled.names import kind_name, pool_name, zone_name
from drillsim.compiled.resize import size_of
from drillsim.papers.documents.drill_facts import DrillFacts, Role
from drillsim.papers.documents.facts import JudgedObjective
from drillsim.papers.documents.pen import Pen, figures
from drillsim.papers.dossier import Dossier, GivenInject, RoomNote
from drillsim.papers.paper import reproduce
from drillsim.quantities.measures import DAY
from drillsim.quantities.wording import About, Series

MOST_LINES = 300  # of the record
BLANK = say("(to be filled in)")
LINE = "____________"
BOX = "□"
SCENARIO_CLOCK = say(
    "All times are those of the scenario's clock, which the room let run faster or stand still. Whoever had no player at "
    "the table was played by the plan's own rule."
)


class DrillParts:
    """Writes the parts of one drill with one pen."""

    def __init__(self, case: Dossier, pen: Pen) -> None:
        self.case, self.pen, self.facts = case, pen, DrillFacts(case)
        assert case.held is not None
        self.held = case.held

    # ---- the exercise -------------------------------------------------------------------------------

    @property
    def name(self) -> Message:
        """What the exercise is called: its scenario and the plan that it tried."""
        return say("{scenario}: {plan}", scenario=self.case.scenario.name, plan=self.case.plan.name)

    @property
    def in_scenario(self) -> Message:
        """From when to when the scenario was played."""
        return say("{begin} to {end}", begin=self.facts.moment(0), end=self.facts.moment(self.held.ended))

    @property
    def length(self) -> Message:
        """How long it took in the room and in the scenario."""
        days, rest = divmod(self.held.ended, DAY)
        in_scenario = About(self.held.ended) if not days or rest else say_n("{n} day", "{n} days", days)
        if self.held.in_room < 60:  # decided without the room's clock
            return say("in the scenario {length}", length=in_scenario)
        return say("in the room {room}; in the scenario {length}", room=About(self.held.in_room), length=in_scenario)

    @property
    def hazards(self) -> Series:
        """The kinds of incident that came, each with how many."""
        return Series(tuple(say("{kind} ({n})", kind=kind, n=n) for kind, n in self.facts.hazards))

    @property
    def given(self) -> Message:
        """How much came, and what of the list did not."""
        if not self.held.not_given:
            return say("{brought} came in the drill.", brought=self.facts.brought)
        return say("{brought} came in the drill; not given of the list: {n}.", brought=self.facts.brought,
                   n=self.held.not_given)  # fmt: skip

    @property
    def table(self) -> Any:
        """Who sat at the table."""
        return Series(self.held.players) if self.held.players else _("nobody")

    def by_rule(self) -> list[Message]:
        """Which parts the plan's own rule played."""
        told = []
        if self.held.absent:
            roles = Series(self.held.absent)
            told.append(say("Played by the plan's own rule: {roles}, and all outside units.", roles=roles))
        if self.held.played_on:
            told.append(say_n(
                "{n} incident was still open when the drill ended; the plan's own rule played it to its end.",
                "{n} incidents were still open when the drill ended; the plan's own rule played them to their end.",
                self.held.played_on,
            ))  # fmt: skip
        return told

    def held_in_room(self) -> None:
        """How the drill went, beside what the plan's own rule would have made of the same events: for the page."""
        for words in (say("At the table: {players}.", players=self.table), *self.by_rule(), SCENARIO_CLOCK):
            self.pen.write(words)
        rows = [
            (self.case.target_name(found.id), say("{n} of {all}", n=why.found.on_time, all=why.found.judged),
             say("{n} of {all}", n=why.by_rule.on_time, all=why.by_rule.judged))
            for found, why in self.facts.pairs
        ]  # fmt: skip
        self.pen.table((_("promise"), _("kept in the room"), _("kept by the plan's rule")), rows, (58, 20, 22),
                       say("The room beside the plan's rule, on the same events"))  # fmt: skip
        self.decisions()
        self.hold_ups()
        if self.held.notes:
            self.pen.subheading(_("Notes taken in the room"))
            self.pen.points([self._note(note) for note in self.held.notes])

    def _note(self, note: RoomNote) -> Message:
        moment = self.facts.moment(note.second)
        if note.target is None:
            return say("{moment}: {text}", moment=moment, text=note.text)
        return say("{moment}, {target}: {text}", moment=moment, target=self.case.target_name(note.target), text=note.text)

    def participants(self) -> None:
        """Who took part: roles, with room for how many people; no names."""
        rows = [(name, _("at the table"), "") for name in self.held.players]
        rows += [(name, _("played by the plan's own rule"), "–") for name in self.held.absent]
        rows += [(role, words, "") for role, words in (
            (_("facilitator"), _("ran the drill")), (_("evaluators"), _("watched and rated")),
            (_("observers"), _("watched")),
        )]  # fmt: skip
        self.pen.table((_("role"), _("part in the drill"), _("number of people")), rows, (48, 32, 20))

    @staticmethod
    def objective(one: JudgedObjective) -> Message:
        """An objective of the drill: a capability, with how many of its promises came up."""
        return say_n("{capability}: keep what the plan promises ({n} promise came up)",
                     "{capability}: keep what the plan promises ({n} promises came up)", len(one.found),
                     capability=one.capability)  # fmt: skip

    # ---- decisions -----------------------------------------------------------------------------------

    def decisions(self) -> None:
        """How each role decided."""
        rows = [self._role(role) for role in self.facts.roles if role.orders or role.calls]
        if not rows:
            self.pen.write(_("Nobody at the table was asked anything; the plan's own rule decided."))
            return
        head = (_("role"), *figures(_("decided"), _("half within"), _("longest"), _("not as the plan says"),
                                    _("left to the rule"), _("calls not picked up")))  # fmt: skip
        told = say("Decisions at the table, counted from when somebody was free")
        self.pen.table(head, rows, (28, 10, 13, 14, 12, 11, 12), told)

    @staticmethod
    def _role(role: Role) -> tuple[Any, ...]:
        thought = role.thought
        return (
            role.name, str(role.orders), str(About(median(thought))) if thought else "–",
            str(About(max(thought))) if thought else "–", str(role.otherwise), str(role.left),
            say("{n} of {all}", n=role.not_picked_up, all=role.calls) if role.calls else "–",
        )  # fmt: skip

    def hold_ups(self) -> None:
        """What was done at the table and held promises up, numbered."""
        facts = self.facts
        rows = [
            (str(number), str(one.done.incident + 1), one.done.by, facts.step(one.done.incident, one.done.step),
             facts.moment(one.done.second), About(one.thought) if one.thought else "–", facts.done(one))
            for number, one in enumerate(facts.hold_ups, 1)
        ]  # fmt: skip
        if rows:
            head = (_("no."), _("incident"), _("role"), _("decision on"), _("moment"), _("open for"), _("what was done"))
            self.pen.table(head, rows, (5, 11, 17, 23, 13, 12, 19), say("Decisions that held promises up"))

    def used(self, *kinds: str) -> None:
        """Who or what was out: how many there are, the most at once, and how often they were sent."""
        pools = self.facts.log.hold_pool[self.facts.log.hold_taken != OPEN].tolist()
        rows = []
        for load in self.case.explanation.loads:
            if load.kind in kinds and load.peak:
                size, times = (
                    size_of(self.case.plan.pools[load.pool]),
                    pools.count(self.case.compiled.pools.index(load.pool)),
                )
                rows.append((pool_name(self.case.compiled, load.pool), f"{size:,}", f"{load.peak:,}", f"{times:,}"))
        if not rows:
            self.pen.write(_("Nothing of this kind was called for."))
            return
        head = (_("who or what"), *figures(_("how many"), _("most at once"), _("times sent or taken")))
        self.pen.table(head, rows, (49, 15, 17, 19))

    # ---- events and record ---------------------------------------------------------------------------

    def events(self) -> None:
        """The injects that were given."""
        rows = [self._event(number, one) for number, one in enumerate(self.held.given, 1)]
        head: list[Any] = [_("no."), _("moment"), _("what was said"), _("place"), _("head-count")]
        widths = [5, 14, 55, 16, 10]
        if any(len(row) > 5 and row[5] for row in rows):  # a list that somebody has worked out
            head += [_("how, from, to"), _("expected action")]
            widths = [5, 13, 28, 12, 8, 14, 20]
        self.pen.table(head, [row[: len(head)] for row in rows], widths, say("Events as they were given"))
        self.pen.write(self.given, "Small")

    def _event(self, number: int, one: GivenInject) -> tuple[Any, ...]:
        compiled, msel = self.case.compiled, self.facts.msel
        zone = int(msel.attribute[one.incident, 0])
        place = zone_name(compiled, compiled.zones[zone]) if zone >= 0 else "–"
        said = one.message or kind_name(compiled, int(msel.kind[one.incident]))
        people = "–" if self.facts.duties[one.incident] else f"{msel.people[one.incident]:,}"
        ways = [way for way in (one.mode, one.sender, one.receiver) if way]
        return (str(number), self.facts.moment(one.second), said, place, people, ways,
                one.expects or "")  # fmt: skip

    def record(self) -> None:
        """What happened in the room, line by line."""
        rows = [(self.facts.moment(second), told) for second, told in self.held.timeline[:MOST_LINES]]
        self.pen.table((_("moment"), _("what happened")), rows, (18, 82), say("What happened in the room"))
        if (left := len(self.held.timeline) - MOST_LINES) > 0:
            self.pen.write(
                say_n("{n} more line: drillsim replay lists it.", "{n} more lines: drillsim replay lists them.", left)
            )

    def told_again(self) -> None:
        """How to have the record told again, and with what it was made."""
        found = reproduce(self.case)
        commands = Series(tuple(found["commands"]))
        made = Series(tuple(f"{name} {version}" for name, version in found["versions"]))
        self.pen.write(say("Told again from the folder of the drill by: {commands} ({versions}).", commands=commands,
                           versions=made), "Small")  # fmt: skip

    def notes(self) -> None:
        """Notes that were taken in the room and stand nowhere else."""
        told = [self._note(note) for note in self.facts.other_notes]
        if told:
            self.pen.points(told)
        else:
            self.pen.write(_("No other notes were taken."))
