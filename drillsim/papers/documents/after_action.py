"""The after-action report with its improvement plan (HSEEP) of a drill that was held."""

from __future__ import annotations

from typing import Any

from drillsim.base.language import Message, _, say
from drillsim.papers.documents.drill_facts import MissedPromise
from drillsim.papers.documents.drill_parts import BLANK, BOX, LINE, SCENARIO_CLOCK, DrillParts
from drillsim.papers.documents.guide import RATINGS
from drillsim.papers.documents.outline import Outline, written
from drillsim.papers.documents.pen import Pen
from drillsim.papers.dossier import Dossier
from drillsim.quantities.wording import Series

MOST_WELL = 3  # sentences of the summary


def after_action_report(case: Dossier, kind: type[Pen]) -> bytes:
    """The document in the language spoken: a cover, a core that is read, and what it rests on."""
    pen = kind(_("After-Action Report/Improvement Plan"), case.scenario.name)
    paper = _AfterAction(case, pen)
    paper.cover()
    outline: Outline = [
        (1, _("Executive summary"), [paper.summary]),
        (1, _("Exercise overview"), [paper.overview]),
        (1, _("Analysis of capabilities"), [paper.ratings, paper.objectives, lambda: pen.turn(True)]),
        (0, _("Appendix A: Improvement plan"), [paper.improvement, lambda: pen.turn(False)]),
        (0, _("Appendix B: Participants"), [paper.participants]),
        (0, _("Appendix C: Events, record and notes"), [paper.events, paper.record, paper.noted, paper.told_again]),
    ]
    return written(pen, outline, 0)


class _AfterAction(DrillParts):
    def cover(self) -> None:
        """What the paper is, with what only people know left open."""
        self.pen.table((), [
            (_("exercise"), self.name),
            (_("date of the exercise"), BLANK),
            (_("date of this report"), BLANK),
            (_("handling"), [say("□ may be handed on freely"),
                             say("□ for official use only: not to be handed on outside the organisations taking part "
                                 "without leave of the sponsor"),
                             say("□ other: {blank}", blank=LINE)]),
            (_("prepared by"), BLANK),
            (_("point of contact"), BLANK),
        ], (26, 74))  # fmt: skip
        self.pen.write(_("This report follows the order of HSEEP (2020). What the record cannot say is left open, and the "
                         "evaluators give the ratings."), "Small")  # fmt: skip
        self.pen.write(SCENARIO_CLOCK, "Small")
        self.pen.caveats()
        self.pen.contents()
        self.pen.new_page()

    def summary(self) -> None:
        """What was tried, what went well, what must change: read in a minute."""
        pen, facts = self.pen, self.facts
        pen.write(self._tried())
        pen.write(facts.headline, bold=True)
        pen.write(facts.promises)
        pen.subheading(_("What went well"))
        well = [*facts.promptly, *(facts.strength(found)[0] for found in facts.kept() if facts.counts(found))]
        pen.points(well[:MOST_WELL] or [_("No promise was kept each time.")])
        pen.subheading(_("What must change"))
        pen.points([facts.briefly(one) for one in facts.main_causes] or [_("No limit was missed.")])

    def _tried(self) -> Message:
        return say("The drill tried '{plan}' on {brought} ({length}). At the table: {table}.", plan=self.case.plan.name,
                   brought=self.facts.brought, length=self.length, table=self.table)  # fmt: skip

    def overview(self) -> None:
        """Overview of the exercise, with what only people know left open."""
        case, facts = self.case, self.facts
        scenario: list[Any] = [case.scenario.about or case.scenario.name,
                               say("Played: {period}.", period=self.in_scenario), *self.by_rule()]  # fmt: skip
        if facts.disruptions:
            scenario.append(say("Went wrong on purpose: {disruptions}.", disruptions=Series(tuple(facts.disruptions))))
        self.pen.table((), [
            (_("exercise name"), self.name),
            (_("exercise dates"), BLANK),
            (_("scope"), [_("tabletop exercise, computer-assisted"), self.length, say("place: {place}", place=BLANK)]),
            (_("mission areas"), say("response (□ also prevention  □ protection  □ mitigation  □ recovery)")),
            (_("capabilities"), [one.capability for one in facts.objectives]),
            (_("objectives"), [self.objective(one) for one in facts.objectives]),
            (_("threat or hazard"), self.hazards),
            (_("scenario"), scenario),
            (_("sponsor"), BLANK),
            (_("participants"), [say("roles at the table ({n}): {roles}", n=len(self.held.players), roles=self.table),
                                 say("number of people: {blank}", blank=BLANK)]),
            (_("contact"), BLANK),
        ], (20, 80))  # fmt: skip
        if untried := Series(tuple(facts.untried)):
            self.pen.write(say("Nothing in the drill called for: {promises}.", promises=untried), "Small")

    def ratings(self) -> None:
        """A line for each capability, with the letters left to the evaluators, and what these mean."""
        rows = []
        for one in self.facts.objectives:
            score = self.facts.score(one.found)
            figures = (say("{n} of {all}", n=score.kept, all=score.judged),
                       say("{n} of {all}", n=score.rule_kept, all=score.rule_judged))  # fmt: skip
            rows.append((one.capability, *(figures if score.judged else ("–", "–")), BOX, BOX, BOX, BOX))
        head = (_("capability"), _("limits kept in the room"), _("by the plan's own rule"), "P", "S", "M", "U")
        self.pen.table(head, rows, (44, 16, 16, 6, 6, 6, 6), say("Capabilities and ratings (by the evaluators)"))
        self.pen.table((_("rating"), _("it is given when")), [(one.mark, one.meaning) for one in RATINGS], (32, 68))
        self.pen.heading(_("How the table decided"), 2)
        self.decisions()
        self.hold_ups()

    def objectives(self) -> None:
        """Each objective with its strengths and areas for improvement."""
        for one in self.facts.objectives:
            self.pen.heading(one.capability, 2)
            strengths = [line for found in self.facts.kept(one.found) for line in self.facts.strength(found)]
            areas = self.facts.areas_of(one)
            if strengths:
                self.pen.subheading(_("Strengths"))
                self.pen.points(strengths)
            if areas:
                self.pen.subheading(_("Areas for improvement"))
            for area in areas:
                self._area(area)

    def _area(self, area: MissedPromise) -> None:
        self.pen.table((_("area"), self.case.target_name(area.found.id)), [
            (_("observation"), self.facts.observation(area)),
            (_("reference"), self.facts.reference(area.found.id)),
            (_("analysis"), self.facts.analysis(area)),
        ], (16, 84))  # fmt: skip

    def improvement(self) -> None:
        """The improvement plan, on its side; whose each row is, and by when, is left open."""
        rows = [
            (one.capability, say("{n}. {issue}", n=number, issue=one.issue), one.action, one.element, "", "", "", "")
            for number, one in enumerate(self.facts.improvements, 1)
        ]
        head = (_("capability"), _("issue and area for improvement"), _("corrective action"), _("capability element"),
                _("primary responsible organisation"), _("point of contact"), _("start"), _("completion"))  # fmt: skip
        self.pen.table(head, rows, (14, 24, 22, 9, 11, 8, 6, 6), say("Improvement plan"))

    def noted(self) -> None:
        """Notes under a heading of their own."""
        self.pen.subheading(_("Notes taken in the room"))
        self.notes()
