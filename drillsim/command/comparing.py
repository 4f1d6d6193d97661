"""The command `compare`: two plans on the same event lists."""

from __future__ import annotations

from pathlib import Path

import click

from drillsim.base.language import _
from drillsim.base.writing import check_writable
from drillsim.command.console import announcing, write_and_tell
from drillsim.command.console_compare import print_comparison, print_witnesses
from drillsim.command.engine import get_ready
from drillsim.command.lines import data
from drillsim.command.options import check_free
from drillsim.compiled.resize import mixed, part, split
from drillsim.judge.settings import Settings
from drillsim.plan.plan import Plan
from drillsim.quantities.measures import Unreadable, fold, money
from drillsim.quantities.wording import runs as runs_in_words
from drillsim.sizing.request import strange_part, twofold
from drillsim.tasks.comparing import compared, other, side, usual_folder

MOST = 10**9  # of anything that is counted


def compare(
    files: tuple[str, ...],
    changes: tuple[str, ...],
    seed: int,
    runs: int,
    alpha: float,
    jobs: int,
    out: Path | None,
    form: str,
) -> int:
    paths, changes = _told(files, changes)
    check_free(out)
    first, second = paths[0], paths[-1]
    a = side(first)
    sizes = _sizes(a.plan, changes)
    both = a, other(a, second, sizes)
    place = out or usual_folder(first, second, seed)
    check_writable(place)
    get_ready(a.compiled, a.scenario, seed)
    with announcing(_("playing {runs} of each …").format(runs=runs_in_words(runs))):
        found = compared(first, second, both, sizes, Settings(seed, runs, alpha=alpha, jobs=jobs))
    written = found.files()

    def tell() -> None:
        if form == "json":
            data(written["compare.json"])
        else:
            print_comparison(*both, paths, sizes, found.found)

    folder = write_and_tell(place, written, tell, numbered=out is None)
    print_witnesses(folder, a.plan, found.found)
    return 0


def _told(files: tuple[str, ...], changes: tuple[str, ...]) -> tuple[list[Path], tuple[str, ...]]:
    """The scenario files and the changes: what follows --change and is no file is one more change."""
    if changes:
        changes += tuple(word for word in files if "=" in word and not Path(word).exists())
    paths = [Path(word) for word in files if word not in changes]
    if len(paths) != (1 if changes else 2):
        raise click.UsageError(_("name two scenarios, or one scenario and --change"))
    return paths, changes


def _sizes(plan: Plan, changes: tuple[str, ...]) -> dict[str, int]:
    """The new sizes by pool or shift."""
    found: dict[str, int] = {}
    for change in changes:
        one, size = _size(plan, change)
        if found.setdefault(one, size) != size:
            raise click.UsageError(_("two numbers are given for '{pool}'").format(pool=one))
    for pool in mixed(plan, found):
        raise click.UsageError("; ".join(map(str, twofold(pool))))
    return found


def _size(plan: Plan, change: str) -> tuple[str, int]:
    left, equals, right = change.partition("=")
    name, key = split(plan, left.strip())
    if not equals:
        raise click.UsageError(_("'{got}' is no change; write it as car.count=2").format(got=change))
    ours = [pool for pool, one in plan.pools.items() if not one.outside]
    if name not in plan.pools:
        raise click.UsageError(_("there is no pool '{got}'; there are: {names}").format(got=name, names=_(", ").join(ours)))
    pool = plan.pools[name]
    if pool.outside:
        raise click.UsageError(
            _("'{pool}' is an outside unit: not ours to size; ours are: {names}").format(pool=name, names=_(", ").join(ours))
        )
    if (changed := part(name, pool, key or None)) is None:
        raise click.UsageError("; ".join(str(one) for one in strange_part(name, pool, key) if one is not None))
    digits = fold(right).strip()
    try:
        size = int(digits) if digits.isascii() and digits.isdecimal() else money(right) if pool.kind == "fund" else -1
    except Unreadable:
        size = -1
    if not 0 <= size <= MOST:
        raise click.UsageError(_("'{got}' is not a number from 0 on").format(got=right))
    return changed, size
