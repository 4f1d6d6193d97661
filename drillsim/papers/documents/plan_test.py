"""The paper of a computed run: whether the plan keeps its promises, why not, and what to do. No exercise was held."""

from __future__ import annotations

from drillsim.base.language import _
from drillsim.papers.documents.outline import Outline, written
from drillsim.papers.documents.papers import Papers
from drillsim.papers.documents.pen import Pen
from drillsim.papers.documents.results import Results
from drillsim.papers.dossier import Dossier
from drillsim.say.caveats import SIMULATED


def plan_test_report(case: Dossier, kind: type[Pen]) -> bytes:
    """The plan test report in the language spoken: a core that decides, then annexes with what it rests on."""
    pen = kind(_("Plan test report"), case.plan.name, SIMULATED)
    found, paper = Results(case, pen), Papers(case, pen)
    together = [(1, _("Alone and together"), [found.together])] if case.together is not None else []
    outline: Outline = [
        (1, _("Conclusion"), [found.verdict]),
        (1, _("What was tested, and how"), [paper.played]),
        *together,
        (1, _("Promises one by one"), [found.objectives]),
        (1, _("Why limits are missed"), [found.why]),
        (1, _("Improvement plan"), [found.improvement]),
        (0, _("Annex A: The plan on paper"), [paper.findings]),
        (0, _("Annex B: Misses by squad and stage"), [found.misses]),
        (0, _("Annex C: People, vehicles and places"), [lambda: found.used("squad", "post"), found.notes,
                                                        lambda: found.used("vehicle", "room", "fund"), found.map,
                                                        found.ladders]),
        (0, _("Annex D: Assumptions and sources"), [paper.assumptions]),
        (0, _("Annex E: Clauses and what was not tested"), [paper.clauses]),
        (0, _("Annex F: Event list"), [paper.events]),
        (0, _("Annex G: Record of the simulation (STRESS-DES)"), [paper.stress]),
        (0, _("Annex H: How to make this again"), [paper.reproduce]),
    ]  # fmt: skip
    return written(pen, outline)
