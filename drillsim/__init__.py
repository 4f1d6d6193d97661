"""drillsim tests an emergency-response plan before reality does.

The names below are the whole interface; `docs/python.md` says what each is for and what it raises.

>>> import drillsim
>>> run = drillsim.run("scenarios/town-inspection/inspection-week.yaml", runs=100)
>>> run.verdict in ("PASS", "FAIL", "UNDECIDED")
True
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from drillsim.base.errors import InputError
    from drillsim.base.language import speak
    from drillsim.comparing.comparison import Comparison
    from drillsim.compiled.compilation import compile_plan
    from drillsim.compiled.event_list import Msel
    from drillsim.compiled.log import Log
    from drillsim.compiled.tables import CompiledPlan
    from drillsim.deck.deck import Deck
    from drillsim.files.reading import read_plan, read_scenario
    from drillsim.judge.replicate import replicate
    from drillsim.judge.result import Result
    from drillsim.judge.settings import Settings
    from drillsim.msel.file import read_msel, write_msel
    from drillsim.plan.plan import Plan
    from drillsim.plan.scenario import Scenario
    from drillsim.play.conduct import conduct
    from drillsim.sizing.answer import Answer
    from drillsim.tasks.comparing import Difference, compare
    from drillsim.tasks.explaining import Why, explain
    from drillsim.tasks.playing import Run, run
    from drillsim.tasks.reporting import NotInstalled, report
    from drillsim.tasks.sizing import Sized, size
    from drillsim.why.explanation import Explanation

# Where each name stands: it is looked up when asked for, so that `drillsim --help` need not load an engine.
_HOME = {
    "Answer": "drillsim.sizing.answer",
    "Comparison": "drillsim.comparing.comparison",
    "CompiledPlan": "drillsim.compiled.tables",
    "Deck": "drillsim.deck.deck",
    "Difference": "drillsim.tasks.comparing",
    "Explanation": "drillsim.why.explanation",
    "InputError": "drillsim.base.errors",
    "Log": "drillsim.compiled.log",
    "Msel": "drillsim.compiled.event_list",
    "NotInstalled": "drillsim.tasks.reporting",
    "Plan": "drillsim.plan.plan",
    "Result": "drillsim.judge.result",
    "Run": "drillsim.tasks.playing",
    "Scenario": "drillsim.plan.scenario",
    "Settings": "drillsim.judge.settings",
    "Sized": "drillsim.tasks.sizing",
    "Why": "drillsim.tasks.explaining",
    "compare": "drillsim.tasks.comparing",
    "compile_plan": "drillsim.compiled.compilation",
    "conduct": "drillsim.play.conduct",
    "explain": "drillsim.tasks.explaining",
    "read_msel": "drillsim.msel.file",
    "read_plan": "drillsim.files.reading",
    "read_scenario": "drillsim.files.reading",
    "replicate": "drillsim.judge.replicate",
    "report": "drillsim.tasks.reporting",
    "run": "drillsim.tasks.playing",
    "size": "drillsim.tasks.sizing",
    "speak": "drillsim.base.language",
    "write_msel": "drillsim.msel.file",
}
__all__ = [
    "Answer",
    "Comparison",
    "CompiledPlan",
    "Deck",
    "Difference",
    "Explanation",
    "InputError",
    "Log",
    "Msel",
    "NotInstalled",
    "Plan",
    "Result",
    "Run",
    "Scenario",
    "Settings",
    "Sized",
    "Why",
    "compare",
    "compile_plan",
    "conduct",
    "explain",
    "read_msel",
    "read_plan",
    "read_scenario",
    "replicate",
    "report",
    "run",
    "size",
    "speak",
    "write_msel",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'drillsim' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return __all__
