"""Small plans for tests: built from dicts, played by either engine, read as tables of text."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest

from drillsim.compiled.compilation import compile_plan
from drillsim.compiled.event_list import Msel
from drillsim.compiled.log import OPEN, Log, same
from drillsim.compiled.tables import CompiledPlan
from drillsim.deck.deck import Deck
from drillsim.plan.plan import Plan
from drillsim.plan.scenario import Scenario
from drillsim.play.conduct import conduct
from drillsim.play.kernel import play as compiled_play

START = datetime(2026, 3, 2)  # a Monday, at midnight: second 0 of a drill unless it says otherwise

Play = Any  # one of the two engines: (CompiledPlan, Msel) -> Log
both_engines = pytest.mark.parametrize("play", [conduct, compiled_play], ids=["simpy", "compiled"])


def inject(second: int, kind: str = "visit", start: datetime = START, **more: Any) -> dict[str, Any]:
    """A scripted inject at a scenario second."""
    return {"at": str(start + timedelta(seconds=second)), "kind": kind, **more}


@dataclass(frozen=True)
class Drill:
    """A compiled plan with its scenario, ready to be dealt and played."""

    compiled: CompiledPlan
    scenario: Scenario
    deck: Deck

    def msel(self, run: int = 1, **edits: dict[tuple[int, str], Any]) -> Msel:
        """An MSEL whose columns `takes`, `back` and `outcome` are edited at (incident, step)."""
        msel = self.deck.msel(run)
        columns = {name: getattr(msel, name).copy() for name in edits}
        for name, values in edits.items():
            for (incident, step), value in values.items():
                kind = int(msel.kind[incident])
                index = self.compiled.steps[kind].index(step)
                if name == "outcome":
                    value = self.compiled.outcomes[kind][index].index(value)
                columns[name][msel.row_first[incident] + index] = value
        return msel._replace(**columns)

    def steps(self, msel: Msel, log: Log) -> list[str]:
        """'incident step ready started ended', with a word for what did not end."""
        lines = []
        for i, kind in enumerate(msel.kind):
            for index, name in enumerate(self.compiled.steps[kind]):
                row = msel.row_first[i] + index
                times = [_shown(column[row]) for column in (log.ready, log.started, log.ended)]
                word = ("coming", "waiting", "running", "", "skipped", "gave up")[log.status[row]]
                lines.append(" ".join([str(i), name, *times, *([word] if word else [])]))
        return lines

    def holds(self, msel: Msel, log: Log) -> list[str]:
        """'incident need pool count taken left released', with '+n' where n of the count were called in."""
        lines = []
        for i, variant in enumerate(msel.variant):
            for index, (_step, name) in enumerate(self.compiled.slots[variant]):
                row = msel.slot_first[i] + index
                if log.hold_pool[row] == OPEN:
                    lines.append(f"{i} {name} -")
                    continue
                count = str(log.hold_count[row]) + (f"+{log.hold_on_call[row]}" if log.hold_on_call[row] else "")
                times = [_shown(column[row]) for column in (log.hold_taken, log.hold_left, log.hold_released)]
                lines.append(" ".join([str(i), name, self.compiled.pools[log.hold_pool[row]], count, *times]))
        return lines


def steps(d: Drill, play: Play, **edits: Any) -> list[str]:
    """`Drill.steps` of one play."""
    msel = d.msel(**edits)
    return d.steps(msel, play(d.compiled, msel))


def holds(d: Drill, play: Play, **edits: Any) -> list[str]:
    """`Drill.holds` of one play."""
    msel = d.msel(**edits)
    return d.holds(msel, play(d.compiled, msel))


def _shown(second: int) -> str:
    return "-" if second == OPEN else str(second)


def table(text: str) -> list[str]:
    """Lines of a table as `Drill.steps` and `Drill.holds` write them; '#' begins the working of a line."""
    lines = (" ".join(line.partition("#")[0].split()) for line in text.splitlines())
    return [line for line in lines if line]


def column(drill: Drill, msel: Msel, values: np.ndarray, step: str, kind: str = "visit") -> np.ndarray:
    """The entries of a log or MSEL column (D rows) of one step of one kind, incident by incident."""
    k = drill.compiled.kinds.index(kind)
    return values[msel.row_first[:-1][msel.kind == k] + drill.compiled.steps[k].index(step)]


def drill(
    pools: dict[str, Any],
    steps: dict[str, Any] | None = None,
    *,
    injects: list[dict[str, Any]] | None = None,
    streams: dict[str, Any] | None = None,
    disruptions: list[dict[str, Any]] | None = None,
    start: datetime = START,
    seconds: int | None = None,
    days: int = 1,
    longest: str | None = None,
    cut: int | None = None,
    seed: int = 1,
    **plan: Any,
) -> Drill:
    """A drill of one procedure 'visit' with `steps`, or of `procedures` (kind to steps and priority).

    The window is `days` long, or `seconds`; a target has the limit `longest`. Play is cut `cut` seconds after the window.
    """
    procedures = plan.pop("procedures", None) or {"visit": {"steps": steps}}
    first = next(iter(procedures.values()))["steps"]
    targets = {"all": {"to": f"{next(iter(first))}.ended", "within": longest}} if longest else {}
    whole = {"plan": "test", "name": "A test", "zones": {"town": None}, "targets": targets}
    model = Plan.model_validate({**whole, "pools": pools, "procedures": procedures, **plan})
    end = {"until": str(start + timedelta(seconds=seconds))} if seconds is not None else {"days": days}
    scenario = Scenario.model_validate(
        {
            "plan": "plan.yaml", "name": "A test", "window": {"from": str(start), **end},
            "streams": streams or {}, "injects": injects or [], "disruptions": disruptions or [],
        }
    )  # fmt: skip
    compiled = compile_plan(model, scenario.window)
    if cut is not None:
        compiled = replace(compiled, horizon=compiled.window_end + cut)
    return Drill(compiled, scenario, Deck(compiled, scenario, seed))


__all__ = [
    "START",
    "Drill",
    "Play",
    "both_engines",
    "column",
    "compiled_play",
    "conduct",
    "drill",
    "holds",
    "inject",
    "same",
    "steps",
    "table",
]
