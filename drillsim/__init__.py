"""drillsim tests an emergency-response plan before reality does.

The public names below are the whole interface; `docs/design.md` says what each is for.

>>> from drillsim import Settings, compile_plan, read_scenario, replicate
>>> scenario, plan = read_scenario("scenarios/town-inspection/inspection-week.yaml")
>>> result = replicate(compile_plan(plan, scenario.window), scenario, Settings(runs=100))
>>> result.verdict in ("PASS", "FAIL", "UNDECIDED")
True
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOME = {
    "CompiledPlan": "drillsim.compiled.tables",
    "Deck": "drillsim.deck.deck",
    "InputError": "drillsim.base.errors",
    "Log": "drillsim.compiled.log",
    "Msel": "drillsim.compiled.event_list",
    "Plan": "drillsim.plan.plan",
    "Result": "drillsim.judge.result",
    "Scenario": "drillsim.plan.scenario",
    "Settings": "drillsim.judge.replicate",
    "compile_plan": "drillsim.compiled.compilation",
    "conduct": "drillsim.play.conduct",
    "read_msel": "drillsim.msel.file",
    "read_plan": "drillsim.files.reading",
    "read_scenario": "drillsim.files.reading",
    "replicate": "drillsim.judge.replicate",
    "write_msel": "drillsim.msel.file",
}
__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    # Looked up when asked for, so that `drillsim --help` need not import an engine.
    if name not in _HOME:
        raise AttributeError(f"module 'drillsim' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return __all__
