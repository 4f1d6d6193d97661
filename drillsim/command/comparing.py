"""The command `compare`: two plans on the same event lists.

Heavy modules are imported inside, so that `--help` answers at once.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from drillsim.base.language import _
from drillsim.command.lines import data
from drillsim.command.options import (
    PATH,
    alpha_option,
    check_free,
    format_option,
    jobs_option,
    lang_option,
    seed_option,
)
from drillsim.command.usage import argument, command, option

if TYPE_CHECKING:
    from drillsim.comparing.comparison import Side
    from drillsim.plan.plan import Plan

MOST = 10**9  # of anything that is counted


@command(
    help=_(
        "Play two scenarios on the same event lists, or one with other sizes (--change car.count=2), and say what differs "
        "and why."
    )
)
@argument("files", nargs=-1, required=True, metavar="A [B]")
@option(
    "--change",
    "changes",
    multiple=True,
    metavar=_("POOL.KEY=NUMBER"),
    help=_("Let B be A with another number: staff, count, places or amount of a pool. Several may follow."),
)
@seed_option
@option(
    "--runs",
    type=click.IntRange(2, 10**5),
    metavar=_("NUMBER"),
    default=400,
    show_default=True,
    help=_("Play so many runs of each."),
)
@alpha_option(_("Error rate of all verdicts together."))
@jobs_option
@option("--out", type=PATH, help=_("Folder for the result; default reports/compare-<A>-<B>-<seed>."))
@format_option("table", "json")
@lang_option
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
    from drillsim.base.writing import check_writable
    from drillsim.command.console import announcing, write_and_tell
    from drillsim.command.console_compare import print_comparison, print_witnesses
    from drillsim.command.engine import get_ready
    from drillsim.comparing.comparison import Side, compare
    from drillsim.compiled.compilation import compile_plan
    from drillsim.files.reading import read_scenario
    from drillsim.judge.settings import Settings
    from drillsim.sizing.resize import resized
    from drillsim.store.comparison import Source, folder_files
    from drillsim.store.folder import Inputs, in_reports

    paths, changes = _told(files, changes)
    check_free(out)
    scenario, plan = read_scenario(paths[0])
    a, sizes = Side(plan, scenario), _sizes(plan, changes)
    if changes:
        b = Side(resized(plan, sizes), scenario)
        usual = in_reports("compare", paths[0].stem, "changed", seed)
    else:
        scenario, plan = read_scenario(paths[1])
        b = Side(plan, scenario)
        _same_window(a, b, paths[1])
        usual = in_reports("compare", paths[0].stem, paths[1].stem, seed)
    settings = Settings(seed, runs, alpha=alpha, jobs=jobs)
    place = out or usual
    check_writable(place)
    get_ready(compile_plan(a.plan, a.scenario.window), a.scenario, seed)
    with announcing(_("playing {runs} runs of each …").format(runs=f"{runs:,}")):
        found = compare(a, b, settings)
    read = [Inputs.of(path, side.scenario.plan_path(path)) for path, side in ((paths[0], a), (paths[-1], b))]
    written = folder_files(a, b, (Source(read[0], {}), Source(read[1], sizes)), settings, found)

    def tell() -> None:
        if form == "json":
            data(written["compare.json"])
        else:
            print_comparison(a, b, paths, sizes, found)

    folder = write_and_tell(place, written, tell, numbered=out is None)
    print_witnesses(folder, a.plan, found)
    return 0


def _told(files: tuple[str, ...], changes: tuple[str, ...]) -> tuple[list[Path], tuple[str, ...]]:
    """The scenario files and the changes: what follows --change and is no file is one more change."""
    if changes:
        changes += tuple(word for word in files if "=" in word and not Path(word).exists())
    paths = [Path(word) for word in files if word not in changes]
    if len(paths) != (1 if changes else 2):
        raise click.UsageError(_("name two scenarios, or one scenario and --change"))
    return paths, changes


def _same_window(a: Side, b: Side, path: Path) -> None:
    from drillsim.base.errors import InputError
    from drillsim.base.language import say
    from drillsim.files.source import Source
    from drillsim.quantities.wording import Span

    one, two = ((side.scenario.window.start, side.scenario.window.seconds) for side in (a, b))
    if one == two:
        return
    shown = [say("from {start}, {length}", start=start, length=Span(seconds)) for start, seconds in (one, two)]
    what = say("the windows differ: {one} in A, {two} in B", one=shown[0], two=shown[1])
    raise InputError([Source(path).fault(("window",), what, say("give both the same days"))])


def _sizes(plan: Plan, changes: tuple[str, ...]) -> dict[str, int]:
    """The new sizes by pool."""
    found: dict[str, int] = {}
    for change in changes:
        pool, size = _size(plan, change)
        if found.setdefault(pool, size) != size:
            raise click.UsageError(_("two numbers are given for '{pool}'").format(pool=pool))
    return found


def _size(plan: Plan, change: str) -> tuple[str, int]:
    from drillsim.plan.keys import KEYS_ZH
    from drillsim.quantities.measures import Unreadable, fold, money
    from drillsim.sizing.resize import COUNTED

    left, equals, right = change.partition("=")
    name, _dot, key = left.strip().partition(".")
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
    wanted = COUNTED[pool.kind]
    if key and key not in (wanted, *KEYS_ZH.get(wanted, ())):
        raise click.UsageError(
            _("'{pool}' has no number called '{got}'; write {pool}.{wanted}=…").format(pool=name, got=key, wanted=wanted)
        )
    digits = fold(right).strip()
    try:
        size = int(digits) if digits.isascii() and digits.isdecimal() else money(right) if pool.kind == "fund" else -1
    except Unreadable:
        size = -1
    if not 0 <= size <= MOST:
        raise click.UsageError(_("'{got}' is not a number from 0 on").format(got=right))
    return name, size
