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
    "CompiledPlan": "drillsim.plan.tables",
    "Deck": "drillsim.msel",
    "InputError": "drillsim.errors",
    "Log": "drillsim.log",
    "Msel": "drillsim.msel",
    "Plan": "drillsim.plan.model",
    "Result": "drillsim.replicate",
    "Scenario": "drillsim.scenario",
    "Settings": "drillsim.replicate",
    "compile_plan": "drillsim.plan.compilation",
    "conduct": "drillsim.conduct",
    "read_msel": "drillsim.msel_file",
    "read_plan": "drillsim.reading",
    "read_scenario": "drillsim.reading",
    "replicate": "drillsim.replicate",
    "write_msel": "drillsim.msel_file",
}
__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    # Looked up when asked for, so that `drillsim --help` need not import an engine.
    if name not in _HOME:
        raise AttributeError(f"module 'drillsim' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return __all__
