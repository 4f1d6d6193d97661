"""The papers of a drill that was held: in English the after-action report with its improvement plan (HSEEP), in Chinese
the evaluation report and the summary report that the rules of 2013 ask for.
"""

from __future__ import annotations

from drillsim.base.language import current
from drillsim.papers.documents.after_action import after_action_report
from drillsim.papers.documents.drill_evaluation import evaluation_report, summary_report
from drillsim.papers.documents.guide import guide
from drillsim.papers.documents.pen import Pen
from drillsim.papers.dossier import Dossier


def drill_papers(case: Dossier, pen: type[Pen]) -> dict[str, bytes]:
    """The documents of a drill in the language spoken, by name."""
    if current() == "zh":
        return {
            "演练评估报告": evaluation_report(case, pen),
            "演练总结报告": summary_report(case, pen),
            "演练评估表": guide(case, pen),
        }
    return {"after-action-report": after_action_report(case, pen), "evaluation-guide": guide(case, pen)}
