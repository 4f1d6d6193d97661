"""drill-R at its three sizes on every engine: whether they agree, and how fast they are."""

from __future__ import annotations

from benchmarks.drill_r import SCALES, DrillR, Times, outputs
from benchmarks.engines import drawers, missing, players
from benchmarks.race import Lap, disagreement, race

RUNS = {12: 40, 120: 8, 1200: 2}  # different runs that are played in turn
ROUNDS = {12: 21, 120: 9, 1200: 4}
QUICK_ROUNDS = {12: 7, 120: 3, 1200: 1}


def report(quick: bool) -> bool:
    """Print the tables. Whether all engines agree."""
    playing, both = players(), drawers()
    for name in missing():
        print(f"{name} is not installed and left out: pip install '.[bench]'")
    small = DrillR(12)
    race(small, [*playing, *both], [small.run(1)], 1)  # what compiles, compiles now
    tables: list[list[list[Lap]]] = [[], []]  # playing, drawing and playing; by size
    agreed = True
    for a_day in SCALES:
        drill = DrillR(a_day)
        runs = [drill.run(number + 1) for number in range(RUNS[a_day])]
        rounds = (QUICK_ROUNDS if quick else ROUNDS)[a_day]
        laps = race(drill, [*playing, *both], runs, rounds)
        tables[0].append(laps[: len(playing)])
        tables[1].append(laps[len(playing) :])
        differs = disagreement(runs[0], laps)
        agreed &= differs is None
        assert isinstance(laps[0].found, Times)
        figures = outputs(runs[0].numbers, laps[0].found)
        print(
            f"drill-R, {a_day} incidents a day: {runs[0].numbers.events} events in run 1, "
            f"{figures.reached_in_time:.1%} reached within 30 min, mean wait {figures.mean_wait:.1f} s, "
            f"{figures.reports_in_time:.1%} of reports on time, teams busy {figures.utilisation:.1%}. "
            + (f"NOT EQUAL: {differs}" if differs else f"{len(playing)} engines agree to the second."),
            flush=True,
        )
    _print("playing the same numbers", tables[0])
    _print("drawing and playing", tables[1])
    return agreed


def _print(title: str, by_size: list[list[Lap]]) -> None:
    """A line per engine: its speed with the first engine's as 1, and its time per run."""
    print(f"\n{title:<36}" + "".join(f"{f'{a_day} a day':>24}" for a_day in SCALES))
    for laps in zip(*by_size, strict=True):
        cells = [
            f"{lap.ratio(size[0]):.3g} x  {lap.seconds * 1000:8.2f} ms" for lap, size in zip(laps, by_size, strict=True)
        ]
        print(f"{laps[0].engine.name:<36}" + "".join(f"{cell:>24}" for cell in cells))
