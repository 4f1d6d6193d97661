"""`python -m benchmarks [drill-r] [plans] [cores] [sizing] [--quick]`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable

from benchmarks import cores, plans, side_by_side, sizing

PARTS: dict[str, Callable[[bool], bool]] = {  # each says whether all that it compared was equal
    "drill-r": side_by_side.report,
    "plans": plans.report,
    "cores": cores.report,
    "sizing": sizing.report,
}


def main(arguments: list[str] | None = None) -> int:
    """Run the parts asked for, or all of them."""
    parser = argparse.ArgumentParser("python -m benchmarks", description="Speed of drillsim's engines beside others.")
    parser.add_argument("parts", nargs="*", metavar="part", help=f"{', '.join(PARTS)}; all of them if none is named")
    parser.add_argument("--quick", action="store_true", help="fewer rounds and runs")
    given = parser.parse_args(arguments)
    if unknown := set(given.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    load, cores_here = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0, os.cpu_count() or 1
    print(f"{cores_here} cores; load before it began: {load:.1f}. Ratios are medians of interleaved rounds.", flush=True)
    equal = [PARTS[part](given.quick) for part in given.parts or PARTS]
    return 0 if all(equal) else 1


if __name__ == "__main__":
    sys.exit(main())
