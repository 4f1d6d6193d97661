"""The plans that come with drillsim: what dealing and playing a run takes, and how the two engines compare."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

from drillsim.compiled.compilation import compile_plan
from drillsim.compiled.log import same
from drillsim.deck.deck import Deck
from drillsim.files.reading import read_scenario
from drillsim.play.conduct import conduct
from drillsim.play.kernel import play

SCENARIOS = Path(__file__).parent.parent / "scenarios"
RUNS, QUICK_RUNS = 40, 5


def report(quick: bool) -> bool:
    """Print a line per scenario. Whether both engines agree on every run."""
    runs = range(1, (QUICK_RUNS if quick else RUNS) + 1)
    title = f"the plans that come with it, {len(runs)} runs each"
    print(f"\n{title:<44}{'incidents':>10}{'dealing':>13}{'SimPy':>13}{'compiled':>13}{'ratio':>8}")
    agreed = True
    for path in sorted(SCENARIOS.glob("*/*.yaml")):
        if path.name == "plan.yaml":
            continue
        scenario, plan = read_scenario(path)
        compiled = compile_plan(plan, scenario.window)
        deck = Deck(compiled, scenario, seed=1)
        play(compiled, deck.msel(1))
        seconds: list[tuple[float, float, float]] = []
        incidents = 0
        for run in runs:
            msel, dealing = _timed(lambda: deck.msel(run))  # noqa: B023
            log, simpy = _timed(lambda: conduct(compiled, msel))  # noqa: B023
            other, ours = _timed(lambda: play(compiled, msel))  # noqa: B023
            seconds.append((dealing, simpy, ours))
            incidents += len(msel.time)
            agreed &= same(log, other)
        dealing, simpy, ours = (median(column) for column in zip(*seconds, strict=True))
        ratio = median(simpy / ours for _, simpy, ours in seconds)
        name = f"{path.parent.name}/{path.stem}"
        shown = "".join(f"{value * 1000:>10.3f} ms" for value in (dealing, simpy, ours))
        print(f"{name:<44}{incidents / len(runs):>10.1f}{shown}{ratio:>6.0f} x")
    print("Both engines wrote the same logs." if agreed else "NOT EQUAL: the engines wrote different logs.")
    return agreed


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    begin = process_time()
    done = work()
    return done, process_time() - begin
