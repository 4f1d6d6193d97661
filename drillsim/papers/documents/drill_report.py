"""The papers of a drill that was held: in English the after-action report with its improvement plan (HSEEP), in Chinese
the evaluation report and the summary report that the rules of 2013 ask for.
"""

from __future__ import annotations

from drillsim.base.language import _, current
from drillsim.compiled.names import zone_name
from drillsim.papers.documents.facts import objectives
from drillsim.papers.documents.guide import guide
from drillsim.papers.documents.outline import Outline, written
from drillsim.papers.documents.papers import BY_HAND, Papers
from drillsim.papers.documents.pen import Pen
from drillsim.papers.documents.results import Results
from drillsim.papers.dossier import Dossier
from drillsim.quantities.wording import Series


def drill_papers(case: Dossier, pen: type[Pen]) -> dict[str, bytes]:
    """The documents of a drill in the language spoken, by name."""
    if current() == "zh":
        return {"演练评估报告": _evaluation(case, pen), "演练总结报告": _summary(case, pen), "演练评估表": guide(case, pen)}
    return {"after-action-report": _after_action(case, pen), "evaluation-guide": guide(case, pen)}


def _after_action(case: Dossier, kind: type[Pen]) -> bytes:
    pen = kind(_("After-action report"), case.plan.name)
    found, paper = Results(case, pen), Papers(case, pen)
    outline: Outline = [
        (1, _("Verdict"), [found.verdict]),
        (1, _("Exercise overview"), [paper.overview, paper.played, paper.held]),
        (1, _("Analysis of objectives"), [found.objectives]),
        (1, _("Strengths"), [found.strengths]),
        (1, _("Areas for improvement"), [found.areas]),
        (1, _("Why limits are missed"), [found.why]),
        (1, _("People, vehicles and places"), [lambda: found.used("squad", "post"), found.notes,
                                               lambda: found.used("vehicle", "room", "fund"), found.map, found.ladders]),
        (1, _("The plan on paper"), [paper.findings]),
        (0, _("Appendix A: Improvement plan"), [found.improvement]),
        (0, _("Appendix B: Participants"), [paper.participants]),
        (0, _("Appendix C: Misses by squad and stage"), [found.misses]),
        (0, _("Appendix D: Assumptions and sources"), [paper.assumptions]),
        (0, _("Appendix E: Clauses and what was not tested"), [paper.clauses]),
        (0, _("Appendix F: Event list"), [paper.events, paper.timeline]),
        (0, _("Appendix G: Record of the simulation (STRESS-DES)"), [paper.stress]),
        (0, _("Appendix H: How to make this again"), [paper.reproduce]),
    ]  # fmt: skip
    return written(pen, outline)


def _evaluation(case: Dossier, kind: type[Pen]) -> bytes:
    pen = kind(_("Exercise evaluation report"), case.plan.name)
    found, paper = Results(case, pen), Papers(case, pen)
    outline: Outline = [
        (1, _("Conclusion"), [found.verdict]),
        (1, _("How the exercise was carried out"), [paper.played, paper.held]),
        (1, _("Time limits met and missed"), [found.objectives]),
        (1, _("Whether the plan is sound and workable"), [paper.covered, paper.findings]),
        (1, _("Command, coordination and joint response"), [found.heads, lambda: found.used("post"), found.ladders]),
        (1, _("How the responders did"), [lambda: found.used("squad"), found.notes]),
        (1, _("Whether the equipment suits"), [lambda: found.used("vehicle", "room", "fund"), found.map]),
        (1, _("Causes of delay and strength"), [found.why, found.misses]),
        (1, _("Recommendations and improvement plan"), [found.strengths, found.improvement]),
        (0, _("Appendix 1: Assumptions"), [paper.assumptions]),
        (0, _("Appendix 2: Clauses"), [paper.clauses]),
        (0, _("Appendix 3: Event list"), [paper.events, paper.timeline]),
        (0, _("Appendix 4: How to make this again"), [paper.reproduce, paper.stress]),
    ]
    return written(pen, outline)


def _summary(case: Dossier, kind: type[Pen]) -> bytes:
    pen = kind(_("Exercise summary report"), case.plan.name)
    found, paper = Results(case, pen), Papers(case, pen)
    outline: Outline = [
        (1, _("Purpose of the exercise"), [lambda: _purposes(case, pen)]),
        (1, _("Time and place"), [lambda: _time_and_place(case, pen, paper)]),
        (1, _("Units and people taking part"), [paper.participants]),
        (1, _("Outline of the exercise plan"), [paper.played, paper.held]),
        (1, _("Problems found and their causes"), [found.verdict, paper.problems]),
        (1, _("Experience and lessons"), [found.strengths, found.areas]),
        (1, _("Proposals for improvement"), [found.improvement]),
    ]
    return written(pen, outline, 0)


def _purposes(case: Dossier, pen: Pen) -> None:
    pen.points([one.words for one in objectives(case)])


def _time_and_place(case: Dossier, pen: Pen, paper: Papers) -> None:
    zones = Series(tuple(zone_name(case.compiled, zone) for zone in case.compiled.zones))
    rows = [
        (_("exercise dates"), BY_HAND),
        (_("venue"), BY_HAND),
        (_("period played"), paper.period),
        (_("places played"), zones),
    ]
    pen.table((), rows, (22, 78))
