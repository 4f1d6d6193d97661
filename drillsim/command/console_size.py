"""What `drillsim size` says on a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from drillsim.base.language import _, text
from drillsim.command.screen import Terminal, err, out, styled, table
from drillsim.compiled.names import pool_name
from drillsim.quantities.shown import show_about
from drillsim.quantities.wording import amount, percent, signed_percent
from drillsim.say import assumptions, certainty, sizing
from drillsim.say.caveats import NO_BLAME
from drillsim.say.resting import whatever_the_size
from drillsim.sizing.answer import Answer
from drillsim.sizing.sizing import Progress as Doing

COLOURS = {"certified": "green", "found": "yellow", "undecided": "yellow", "none": "red"}


@contextmanager
def sizing_bar(plans: int) -> Iterator[Callable[[Doing], None]]:
    """A bar of the plans of which something is known; silent when nobody watches."""
    console = err()
    with Progress(
        TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[told]}"), TimeRemainingColumn(),
        console=console, transient=True, disable=not console.is_terminal,
    ) as bar:  # fmt: skip
        task = bar.add_task(_("searching"), total=plans, told="")
        doing = {"searching": _("searching"), "certifying": _("certifying"), "neighbours": _("one fewer of each")}

        def update(now: Doing) -> None:
            told = _("plans alive: {alive}, tried: {tried}, runs: {runs}").format(
                alive=f"{now.alive:,}", tried=f"{now.plans:,}", runs=f"{now.runs:,}"
            )
            bar.update(task, description=doing[now.doing], completed=plans - now.alive, told=told)

        yield update


def print_answer(answer: Answer, form: str) -> None:
    """The answer as a table, or in few lines ('brief')."""
    console = out()
    console.print(styled(text(answer.case.plan.name), style="bold"))
    line = f"{sizing.SIGNS[answer.outcome]} {sizing.headline(answer)}"
    console.print(styled(line, style=f"bold {COLOURS[answer.outcome]}"), soft_wrap=True)
    if form != "brief":
        _print_sizes(console, answer)
    for sentence in (
        certainty.flips(answer),
        *certainty.certainty(answer),
        *certainty.anomalies(answer),
        sizing.tightest(answer),
        *certainty.ceilings(answer),
    ):
        if sentence is not None:
            console.print(str(sentence), soft_wrap=True)
    if form == "brief":
        _print_few(console, answer)
    else:
        _print_fewer(console, answer)
        _print_loads(console, answer)
        _print_assumptions(console, answer)
    given = whatever_the_size(answer.compiled, answer.case.scenario)
    for sentence in (sizing.left_out(answer), given, sizing.licence(), sizing.outside(answer)):
        if sentence is not None:
            console.print(str(sentence), soft_wrap=True)
    settings = answer.sizing.settings
    played = _("Plans in the range: {plans}, tried: {tried}; runs: {runs}; draw number {seed}.").format(
        plans=f"{len(answer.sizing.grid):,}", tried=f"{len(answer.sizing.tried):,}", runs=f"{answer.sizing.runs:,}",
        seed=settings.seed,
    )  # fmt: skip
    console.print(styled(played, style="dim"), soft_wrap=True)
    console.print(styled(str(NO_BLAME), style="dim"), soft_wrap=True)


def _print_sizes(console: Terminal, answer: Answer) -> None:
    found = _("smallest") if answer.outcome in ("certified", "found") else _("largest tried")
    shown = table(_("who or what"), found, _("now"), _("range"), _("cost of one"), right=1)
    for dimension, size in zip(answer.sizing.grid.dimensions, answer.shown, strict=True):
        shown.add_row(
            text(sizing.part_name(answer.case.plan, dimension.part)), f"{size:,}", f"{answer.now[dimension.part]:,}",
            f"{dimension.low:,}–{dimension.high:,}", sizing.number(dimension.cost),
        )  # fmt: skip
    shown.add_row(_("cost in all"), sizing.number(answer.cost), sizing.number(answer.cost_now), "", "")
    console.print(shown)


def _print_fewer(console: Terminal, answer: Answer) -> None:
    rows = sizing.one_fewer(answer)
    if not rows:
        return
    shown = table(_("with one fewer of"), _("that is"), _("what then breaks"), right=9)
    for name, size, _runs, told in rows:
        shown.add_row(text(name), f"{size:,}", str(told))
    console.print()
    console.print(shown)


def _print_few(console: Terminal, answer: Answer) -> None:
    for name, size, runs, told in sizing.one_fewer(answer):
        if runs:
            line = _("{name} {n}: {told}").format(name=text(name), n=f"{size:,}", told=told)
            console.print(line, soft_wrap=True)
    for sentence in sizing.loads(answer):
        console.print(str(sentence), soft_wrap=True)
    for sentence in assumptions.strongest(answer):
        console.print(f"→ {sentence}", soft_wrap=True)


def _print_loads(console: Terminal, answer: Answer) -> None:
    titles = (_("in use"), _("overtime per run"), _("longest duty, at least"), _("called in per week"), _("most at once"))
    shown = table(_("how hard they work"), *titles, right=1)
    for load in answer.loads:
        if load.pool not in answer.pools_shown:
            continue
        people = load.kind in ("squad", "post")
        shown.add_row(
            text(pool_name(answer.compiled, load.pool)),
            "–" if load.utilisation is None else percent(load.utilisation),
            show_about(load.overtime) if load.overtime >= 1 else "–",
            show_about(load.longest_duty) if people and load.longest_duty else "–",
            amount(load.called_in_per_week) if people else "–",
            f"{load.peak:,}",
        )
    console.print()
    console.print(shown)


def _print_assumptions(console: Terminal, answer: Answer) -> None:
    told = answer.sensitivity
    if not told.swings:
        return
    moved = (_("moved by"), _("worst target, smaller"), _("larger"), _("verdicts that flip"))
    shown = table(_("what the answer rests on"), *moved, right=1)
    for swing in told.swings:
        flips = len({*swing.flips_low, *swing.flips_high})
        shown.add_row(
            assumptions.assumption_words(answer, swing.name, swing.in_scenario),
            f"±{percent(swing.uncertainty)}",
            *(signed_percent(trial.margin) for trial in (swing.low, swing.high)),
            str(flips) if flips else "–",
        )
    console.print()
    console.print(shown)
    told_worst = _(
        "Worst target: how far its estimate lies above its goal (below: -), as a share of the goal; as it is: {base}."
    )
    console.print(told_worst.format(base=signed_percent(told.base.margin)), soft_wrap=True)
    for sentence in assumptions.strongest(answer):
        console.print(f"→ {sentence}", soft_wrap=True)
    console.print(styled(str(assumptions.about_sensitivity(answer)), style="dim"), soft_wrap=True)
    console.print()
