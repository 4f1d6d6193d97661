"""How long a sizing takes: 10,000 plans of four pools, 30 days, certified."""

from __future__ import annotations

from time import perf_counter

from benchmarks import drill_r
from drillsim.plan.plan import Plan
from drillsim.sizing.grid import Dimension
from drillsim.sizing.sizing import SizeSettings, size
from drillsim.sizing.trial import SizingCase

DIMENSIONS = tuple(Dimension(pool, 1, 10) for pool in ("teams", "vehicles", "clerk", "officers"))


def case(a_day: int = 12) -> SizingCase:
    """drill-R with a debriefing by an officer, and a promise about each of its four pools."""
    written = drill_r.plan(1).model_dump(by_alias=True, exclude_defaults=True, mode="json")
    written["pools"]["officers"] = {"kind": "post"}
    steps = written["procedures"]["incident"]["steps"]
    steps["debrief"] = {"after": ["over"], "takes": {"mean": "40 min", "cv": 0.5}, "needs": {"who": "officers 1"}}
    soon = {"form": "share 95 %", "where": {"kind": ["incident"]}}
    written["targets"] = {
        "on_the_way": {"from": "notice.ended", "to": "travel.started", "within": "10 min", **soon},
        "reported": {"from": "notice.ended", "to": "report.ended", "within": "90 min", **soon},
        "debriefed": {"from": "over.ended", "to": "debrief.started", "within": "10 min", **soon},
    }
    return SizingCase(Plan.model_validate(written), drill_r.scenario(a_day), tuple(d.part for d in DIMENSIONS))


def report(quick: bool) -> bool:
    """Print what a sizing takes. Whether it was certified."""
    begin = perf_counter()
    found = size(case(), DIMENSIONS, SizeSettings(jobs=2, max_runs=2000 if quick else 5000))
    taken = perf_counter() - begin
    winner = found.winner is not None and dict(
        zip((d.part for d in DIMENSIONS), found.grid.sizes_of(found.winner), strict=True)
    )
    print(
        f"sizing: {len(found.grid):,} plans of {len(DIMENSIONS)} pools, 30 days, two workers: {taken:.0f} s, "
        f"{len(found.tried)} plans tried, {found.runs:,} runs; "
        f"{'certified' if found.certified else 'NOT certified'}: {winner}"
    )
    return found.certified
