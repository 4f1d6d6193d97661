"""`python -m benchmarks [drill-r] [plans] [cores] [--quick]`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from benchmarks import side_by_side

PARTS: dict[str, Callable[[bool], bool]] = {"drill-r": side_by_side.report}  # each says whether all is well


def main() -> int:
    """Run the parts asked for, or all of them."""
    parser = argparse.ArgumentParser("python -m benchmarks", description="Speed of drillsim's engines beside others.")
    parser.add_argument("parts", nargs="*", help=", ".join(PARTS))
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    given = parser.parse_args()
    if unknown := set(given.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    return 0 if all([PARTS[part](given.quick) for part in given.parts or PARTS]) else 1


if __name__ == "__main__":
    sys.exit(main())
