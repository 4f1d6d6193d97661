"""Which documents there are of what was played, in each language."""

from __future__ import annotations

from drillsim.base.language import speaking
from drillsim.papers.documents.drill_report import drill_papers
from drillsim.papers.documents.pen import Pen
from drillsim.papers.documents.plan_test import plan_test_report
from drillsim.papers.dossier import Dossier


def documents(case: Dossier, language: str, pen: type[Pen]) -> dict[str, bytes]:
    """The documents of a case in a language, by file name, written with a kind of pen.

    Of a run there is one, of a drill that was held there are those that offices file.
    """
    with speaking(language):
        if case.held is not None:
            made = drill_papers(case, pen)
        else:
            made = {"预案推演评估报告" if language == "zh" else "plan-test-report": plan_test_report(case, pen)}
    return {f"{name}{pen.suffix}": content for name, content in made.items()}
