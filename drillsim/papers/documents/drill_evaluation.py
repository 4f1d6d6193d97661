"""The two papers that Chinese rules ask for after a drill: the evaluation report, whose analysis has the six points of the
rules of 2013, and the summary report with its seven headings."""

from __future__ import annotations

from typing import Any

from drillsim.base.language import Message, _, say, say_n
from drillsim.papers.documents.drill_facts import Improvement, MissedPromise
from drillsim.papers.documents.drill_parts import BLANK, BOX, LINE, SCENARIO_CLOCK, DrillParts
from drillsim.papers.documents.outline import Outline, written
from drillsim.papers.documents.pen import Pen, figures
from drillsim.papers.dossier import Dossier
from drillsim.quantities.wording import About, Series, capital
from drillsim.say.findings import FINDING_KINDS
from drillsim.say.promise import form_words

MOST_FOUND = 5  # findings on paper of each kind
MOST_KEPT = 4  # promises that were kept, told in a summary
SLOW = 600  # seconds from which on the longest decision of a role is a lesson
GRADES = (
    (say("excellent"), say("Everything that the drill set out to do was done, without a mistake.")),
    (say("good"), say("The drill reached its objectives with few mistakes.")),
    (say("fair"), say("There were clear shortcomings, but the objectives were still reached.")),
    (say("poor"), say("There were grave mistakes: objectives were missed by far, or the drill had to be broken off.")),
)


def evaluation_report(case: Dossier, kind: type[Pen]) -> bytes:
    """The evaluation report in the language spoken."""
    pen = kind(_("Exercise evaluation report"), case.scenario.name)
    paper = _Evaluation(case, pen)
    outline: Outline = [
        (1, _("The exercise"), [paper.exercise]),
        (1, _("How it was evaluated"), [paper.process]),
        (1, _("Analysis"), []),
        (2, _("How the exercise was carried out"), [paper.carried_out]),
        (2, _("Whether the plan is sound and workable"), [paper.plan]),
        (2, _("Command, coordination and joint response"), [paper.command]),
        (2, _("How the responders did"), [paper.responders]),
        (2, _("Whether the equipment suits"), [paper.equipment]),
        (2, _("Opinions and suggestions on the plan and on preparedness"), [paper.opinions]),
        (1, _("Costs and benefits"), [paper.costs]),
        (1, _("Grade"), [paper.grade]),
        (1, _("Recommendations"), [paper.recommendations, pen.signature, pen.new_page]),
        (0, _("Appendix 1: Limits that were missed"), [paper.missed]),
        (0, _("Appendix 2: Participants"), [paper.participants]),
        (0, _("Appendix 3: Events and record"), [paper.events, paper.record, paper.told_again]),
    ]
    return written(pen, outline, 0)


def summary_report(case: Dossier, kind: type[Pen]) -> bytes:
    """The summary report in the language spoken."""
    pen = kind(_("Exercise summary report"), case.scenario.name)
    paper = _Summary(case, pen)
    outline: Outline = [
        (1, _("Purpose of the exercise"), [paper.purpose]),
        (1, _("Time and place"), [paper.time_and_place]),
        (1, _("Units and people taking part"), [paper.participants]),
        (1, _("Outline of the exercise plan"), [paper.outline]),
        (1, _("Problems found and their causes"), [paper.problems]),
        (1, _("Experience and lessons"), [paper.lessons]),
        (1, _("Proposals for improvement"), [paper.proposals, pen.signature]),
    ]
    return written(pen, outline, 0)


class _Evaluation(DrillParts):
    def exercise(self) -> None:
        """What was held, with what only people know left open."""
        self.pen.table((), [
            (_("exercise name"), self.name),
            (_("plan tried"), self.case.plan.name),
            (_("organised by"), BLANK),
            (_("date and place"), BLANK),
            (_("type"), _("tabletop exercise, computer-assisted")),
            (_("duration"), self.length),
            (_("period played"), self.in_scenario),
            (_("roles at the table"), self.table),
            (_("number of people"), BLANK),
            (_("incidents"), self.hazards),
            (_("scenario"), self.case.scenario.about or self.case.scenario.name),
        ], (20, 80))  # fmt: skip
        self.pen.write(SCENARIO_CLOCK, "Small")

    def process(self) -> None:
        """Who evaluated how and by which records; what only people know is left open."""
        notes = len(self.held.notes)
        self.pen.table((), [
            (_("evaluators and their tasks"), BLANK),
            (_("basis"), [say("the plan tried and its limits"),
                          say("□ GB/T 46792-2025, guide to the evaluation of emergency exercises"),
                          say("□ YJ/T 9009-2015, evaluation of exercises for work accidents"),
                          say("□ other: {blank}", blank=LINE)]),
            (_("method"), [
                say("The computer recorded each order, call and step at its second and held it against the plan's limits."),
                say("The same events were then played by the plan's own rule: what it keeps and the room did not is due to "
                    "decisions at the table, what it misses as well nobody there could have helped."),
                say("observation and interviews by the evaluators: {blank}", blank=BLANK),
            ]),
            (_("records"), say_n("events given: {events}; lines of the record: {lines}; {n} note",
                                 "events given: {events}; lines of the record: {lines}; {n} notes", notes,
                                 events=len(self.held.given), lines=len(self.held.timeline))),
        ], (20, 80))  # fmt: skip

    # ---- the six points -------------------------------------------------------------------------------

    def carried_out(self) -> None:
        """What was given, and how far the objectives were reached."""
        facts = self.facts
        self.pen.write(self.given)
        for words in self.by_rule():
            self.pen.write(words)
        self.pen.write(facts.headline, bold=True)
        self.pen.write(facts.promises)
        rows = []
        for one in facts.objectives:
            score = facts.score(one.found)
            rows.append((one.capability, str(score.judged), str(score.kept), str(score.rule_kept)))
        head = (_("objective"), *figures(_("limits that ran"), _("kept"), _("by the plan's own rule")))
        self.pen.table(head, rows, (55, 15, 12, 18), say("Objectives of the drill"))

    def plan(self) -> None:
        """What nobody at the table could have helped, and what is wrong on paper."""
        beyond = [one for one in self.facts.main_causes if one.areas[0].beyond]
        if beyond:
            self.pen.points([self.facts.briefly(one) for one in beyond])
        else:
            self.pen.write(_("Every limit that was missed could have been kept by the plan's own rule: none is beyond it."))
        for kind in ("contradiction", "gap"):
            found = [placed.finding for placed in self.case.placed if placed.finding.kind == kind]
            if found:
                self.pen.subheading(say("In the text of the plan: {kind} ({n})", kind=FINDING_KINDS[kind], n=len(found)))
                self.pen.points([self._on_paper(one) for one in found[:MOST_FOUND]])
                if (more := len(found) - MOST_FOUND) > 0:
                    self.pen.write(say("and {n} more: drillsim check lists all of them.", n=more))
        if untried := Series(tuple(self.facts.untried)):
            self.pen.write(say("Nothing in the drill called for: {promises}.", promises=untried))

    @staticmethod
    def _on_paper(one: Any) -> Any:
        words = capital(one.what)
        return say("{what} (clause {ids})", what=words, ids=Series(tuple(one.clauses))) if one.clauses else words

    def command(self) -> None:
        """How the table decided, and what came of it."""
        self.decisions()
        by_decisions = [one for one in self.facts.main_causes if not one.areas[0].beyond]
        if by_decisions:
            self.pen.points([self.facts.briefly(one) for one in by_decisions])
        else:
            self.pen.write(_("No limit was missed through a decision at the table."))
        self.hold_ups()

    def responders(self) -> None:
        """What was kept each time, and who was out how often."""
        plan = self.case.plan
        rows = [
            (self.case.target_name(found.id), form_words(plan, plan.targets[found.id]), str(found.judged),
             self.facts.slowest(found.id) or "–")
            for found in self.facts.kept()
        ]  # fmt: skip
        if rows:
            head = (_("promise"), _("limit"), *figures(_("times"), _("slowest")))
            self.pen.table(head, rows, (42, 30, 10, 18), say("Promises that were kept each time"))
        else:
            self.pen.write(_("No promise was kept each time."))
        self.used("squad", "post")

    def equipment(self) -> None:
        """Vehicles, rooms and telephones, and what went wrong on purpose."""
        self.used("vehicle", "room", "fund")
        if self.facts.disruptions:
            self.pen.write(say("Went wrong on purpose: {disruptions}.", disruptions=Series(tuple(self.facts.disruptions))))
        self.pen.write(
            say("Suitability of equipment and means of communication, as the evaluators saw it: {blank}", blank=BLANK)
        )

    def opinions(self) -> None:
        """What was noted in the room, and room for what those who took part say."""
        self.notes()
        self.pen.write(say("Opinions of those who took part: {blank}", blank=BLANK))

    # ---- what people fill in ------------------------------------------------------------------------------

    def costs(self) -> None:
        """What the drill cost and brought; left open."""
        roles = say("roles at the table: {n}; {length}; number of people: {blank}", n=len(self.held.players),
                    length=self.length, blank=BLANK)  # fmt: skip
        self.pen.table((), [
            (_("money"), BLANK), (_("people and hours"), roles), (_("equipment and material"), BLANK),
            (_("what it brought, beside what it cost"), BLANK),
        ], (30, 70))  # fmt: skip

    def grade(self) -> None:
        """The grade, to be ticked by the evaluators."""
        rows = [(BOX, grade, meaning) for grade, meaning in GRADES]
        self.pen.table((_("tick one"), _("grade"), _("it is given when")), rows, (12, 12, 76))
        self.pen.write(say("Reasons: {blank}", blank=BLANK))
        self.pen.write(say("Head of the evaluators (signature): {blank}   Date: {blank}", blank=LINE))

    def recommendations(self) -> None:
        """What to do, with room for who does it and by when."""
        rows = [(str(number), one.issue, one.action, one.element, "", "")
                for number, one in enumerate(self.facts.improvements, 1)]  # fmt: skip
        if rows:
            head = (_("no."), _("problem"), _("measure"), _("element"), _("responsible unit"), _("done by"))
            self.pen.table(head, rows, (6, 33, 29, 9, 12, 11))
        else:
            self.pen.write(_("No limit was missed."))

    def missed(self) -> None:
        """Each promise that was missed: what was seen, what it rests on, why."""
        for area in self.facts.areas:
            self.pen.table((_("promise"), self.case.target_name(area.found.id)), [
                (_("what was seen"), self.facts.observation(area)),
                (_("basis"), self.facts.reference(area.found.id)),
                (_("analysis"), self.facts.analysis(area)),
            ], (16, 84))  # fmt: skip
        if not self.facts.areas:
            self.pen.write(_("No limit was missed."))


class _Summary(DrillParts):
    def purpose(self) -> None:
        """Why the drill was held."""
        self.pen.write(say(
            "To try whether '{plan}' can be carried out when this happens: {scenario}; to practise orders and reports among "
            "those at the table; and to find what must change.",
            plan=self.case.plan.name, scenario=self.case.scenario.name,
        ))  # fmt: skip
        self.pen.points([self.objective(one) for one in self.facts.objectives])

    def time_and_place(self) -> None:
        """When and where, with what only people know left open."""
        self.pen.table((), [
            (_("date"), BLANK), (_("place"), BLANK), (_("duration"), self.length), (_("period played"), self.in_scenario),
        ], (22, 78))  # fmt: skip

    def participants(self) -> None:
        """Who took part, after who organised it."""
        self.pen.write(say("Organised by: {blank}; units taking part: {blank}.", blank=BLANK))
        super().participants()

    def outline(self) -> None:
        """What was planned, what was played by the rule, what went wrong on purpose."""
        self.pen.write(_("A tabletop exercise, computer-assisted: a facilitator gave the events, those at the table "
                         "decided, and the computer played what came of it."))  # fmt: skip
        if about := self.case.scenario.about:
            self.pen.write(about)
        self.pen.write(say("{given} Incidents: {hazards}.", given=self.given, hazards=self.hazards))
        if self.facts.disruptions:
            self.pen.write(say("Went wrong on purpose: {disruptions}.", disruptions=Series(tuple(self.facts.disruptions))))
        for words in (*self.by_rule(), SCENARIO_CLOCK):
            self.pen.write(words)

    def problems(self) -> None:
        """What was late and why: each cause once, with what happened."""
        self.pen.write(self.facts.headline)
        for one in self.facts.main_causes:
            self.pen.heading(capital(one.cause), 2)
            self.pen.points([self._told(area) for area in one.areas])
        if not self.facts.main_causes:
            self.pen.write(_("No limit was missed."))

    def _told(self, area: MissedPromise) -> Message:
        told = say("'{target}' was missed {missed} of {judged} times: {seen}.",
                   target=self.case.target_name(area.found.id), missed=area.why.found.missed, judged=area.why.found.judged,
                   seen=Series(tuple(self.facts.misses(area))))  # fmt: skip
        for line in self.facts.whose(area):
            told = say("{told} {more}", told=told, more=line)
        return told

    def lessons(self) -> None:
        """What went well, and what the decisions of the table teach."""
        self.pen.subheading(_("Experience"))
        found = self.facts.kept()
        kept = [line for one in found[:MOST_KEPT] for line in self.facts.strength(one)]
        self.pen.points([*self.facts.promptly, *kept] or [_("No promise was kept each time.")])
        if (more := len(found) - MOST_KEPT) > 0:
            self.pen.write(say_n("{n} more promise was kept each time.", "{n} more promises were kept each time.", more))
        self.pen.subheading(_("Lessons"))
        slow = [one for one in self.facts.roles if one.thought and max(one.thought) >= SLOW]
        told: list[Any] = [
            say("{role} decided {n} requests, the longest {time} after somebody was free: what is open must be watched by "
                "somebody.", role=one.name, n=one.orders, time=About(max(one.thought)))
            for one in slow
        ]  # fmt: skip
        told += [say("{role} did not pick up {n} of {calls} calls.", role=one.name, n=one.not_picked_up, calls=one.calls)
                 for one in self.facts.roles if one.not_picked_up]  # fmt: skip
        told += [say("{moment}: {text}", moment=self.facts.moment(note.second), text=note.text)
                 for note in self.facts.other_notes]  # fmt: skip
        self.pen.points(told or [say("Lessons of those who took part: {blank}", blank=BLANK)])

    def proposals(self) -> None:
        """What to do."""
        self.pen.points([self._proposal(one) for one in self.facts.improvements] or [_("No limit was missed.")])

    def _proposal(self, one: Improvement) -> Message:
        names = Series(tuple(self.case.target_name(target) for target in one.targets))
        return say("{action} For: {promises}.", action=one.action, promises=names)
