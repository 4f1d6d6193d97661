"""The page `size.html`: the smallest plan, what is claimed of it, and what it rests on, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

from drillsim.base.language import Message, _, say, text
from drillsim.base.shell import command_line
from drillsim.compiled.names import pool_name
from drillsim.draw import size_figures as f
from drillsim.papers.case import Picture, picture
from drillsim.papers.page import two_languages
from drillsim.papers.resources import load_row
from drillsim.quantities.wording import Series, percent, signed_percent
from drillsim.say import claims as c
from drillsim.say import resting as r
from drillsim.say import sizing as s
from drillsim.sizing.answer import Answer, Cell
from drillsim.sizing.grid import Dimension
from drillsim.sizing.sizing import SizeSettings
from drillsim.sizing.trial import Trial
from drillsim.store.folder import Inputs, versions
from drillsim.store.sizing import MOST_ROWS

LOOKS = {"certified": "PASS", "found": "UNDECIDED", "undecided": "UNDECIDED", "none": "FAIL"}  # as of which verdict
MOST_SWINGS = 12  # assumptions in the picture
MOST_PAIRS = 15  # of pools with a picture
LARGEST_PAIR = 2_500  # plans in one picture
STATES = {
    "tried-pass": "kept",
    "tried-fail": "missed",
    "undecided": "undecided",
    "implied-fail": "implied-missed",
    "implied-dearer": "implied-dearer",
    "open": "open",
}


def size_html(answer: Answer, inputs: Inputs) -> bytes:
    """The page for a sizing, as the bytes of an HTML file. It follows from the files, the seed and the settings alone."""
    return two_languages("sizing.html.j2", answer.case.plan.name, lambda: sections(answer, inputs))


def sections(answer: Answer, inputs: Inputs) -> dict[str, Any]:
    """Everything that the page and the documents say, in the language spoken."""
    sizing = answer.sizing
    return {
        "plan": answer.case.plan,
        "scenario": answer.case.scenario,
        "verdict": LOOKS[answer.outcome],
        "mark": s.SIGNS[answer.outcome],
        "found": answer.outcome in ("certified", "found"),
        "headline": s.headline(answer),
        "certainty": c.certainty(answer),
        "anomalies": c.anomalies(answer),
        "tightest": s.tightest(answer),
        "ceilings": c.ceilings(answer),
        "licence": s.licence(),
        "outside": s.outside(answer),
        "left_out": s.left_out(answer),
        "sizes": [_size_row(answer, *row) for row in zip(sizing.grid.dimensions, answer.shown, strict=True)],
        "cost": s.number(answer.cost),
        "cost_now": s.number(answer.cost_now),
        "fewer": [
            {"name": name, "size": f"{size:,}", "runs": f"{runs:,}" if runs else "–", "told": told}
            for name, size, runs, told in s.one_fewer(answer)
        ],
        "loads": _loads(answer),
        "frontier": _frontier(answer),
        "best": [_best_row(answer, sizing.tried[plan]) for plan in sizing.frontier],
        "pairs": list(_pairs(answer)),
        "large": len(sizing.grid) > MOST_ROWS,
        "tornado": _tornado(answer),
        "swings": [_swing_row(answer, swing) for swing in answer.sensitivity.swings],
        "strongest": r.strongest(answer),
        "about_sensitivity": r.about_sensitivity(answer),
        "unmoved": [r.assumption_words(answer, *name) for name in answer.sensitivity.unmoved],
        "reproduce": _reproduce(answer, inputs),
    }  # fmt: skip


def _loads(answer: Answer) -> list[dict[str, Any]]:
    """How the pools of the plan shown were used: those that were sized first, then all others that were."""
    sized = dict(zip(answer.case.pools, answer.shown, strict=True))
    ordered = sorted(answer.loads, key=lambda load: load.pool not in sized)
    return [
        {
            **load_row(answer.compiled, load),
            "sized": load.pool in sized,
            **({"size": f"{sized[load.pool]:,}"} if load.pool in sized else {}),
        }
        for load in ordered
        if load.peak or load.pool in sized
    ]


def _size_row(answer: Answer, dimension: Dimension, size: int) -> dict[str, Any]:
    return {
        "name": pool_name(answer.compiled, dimension.pool),
        "size": f"{size:,}",
        "now": f"{answer.now[dimension.pool]:,}",
        "range": f"{dimension.low:,}–{dimension.high:,}",
        "cost": s.number(dimension.cost),
    }


def _worst_words(answer: Answer, trial: Trial) -> Message | str:
    worst = trial.worst
    if worst is None:
        return "–"
    told = s.estimate_words(worst)
    return say("'{name}', {told}", name=s.target_name(answer, worst.id), told=told)


def _best_row(answer: Answer, trial: Trial) -> dict[str, Any]:
    grid = answer.sizing.grid
    plan = grid.plan_of(trial.sizes)
    return {
        "sizes": [f"{size:,}" for size in trial.sizes],
        "cost": s.number(float(grid.cost[plan])),
        "sign": f.SIGNS[STATES[answer.cells[plan].state]],
        "runs": f"{trial.runs:,}",
        "worst": _worst_words(answer, trial),
    }


def _dot(answer: Answer, plan: int) -> f.Dot:
    trial = answer.sizing.tried[plan]
    return f.Dot(float(answer.sizing.grid.cost[plan]), r.margin_of(trial), STATES[answer.cells[plan].state])


def _frontier(answer: Answer) -> Picture:
    sizing = answer.sizing
    dots = [_dot(answer, plan) for plan in sizing.tried]
    winner = _dot(answer, sizing.winner) if sizing.winner is not None else None
    count = {state: sum(dot.state == state for dot in dots) for state in ("kept", "missed", "undecided")}
    sentence = say(
        "Each mark is a plan that was tried in the search ({kept} kept every target, {missed} missed one, "
        "{open} not settled): "
        "the farther to the left, the cheaper; the higher, the better its worst target. The line joins plans "
        "that no cheaper "
        "one beats.",
        kept=count["kept"], missed=count["missed"], open=count["undecided"],
    )  # fmt: skip
    drawn = f.frontier(dots, [_dot(answer, plan) for plan in sizing.frontier], winner)
    return picture(drawn, _("Cost against the worst target"), sentence, "frontier")


def _pairs(answer: Answer) -> Iterator[Picture]:
    """A map for each pair of pools, the others as in the plan shown."""
    grid = answer.sizing.grid
    for number, (one, other) in enumerate(list(combinations(range(len(grid.dimensions)), 2))[:MOST_PAIRS]):
        if len(grid.dimensions[other].values) > len(grid.dimensions[one].values):
            one, other = other, one  # the longer range across
        first, second = grid.dimensions[one], grid.dimensions[other]
        if len(first.values) * len(second.values) > LARGEST_PAIR:
            continue
        tiles = {}
        for x in first.values:
            for y in second.values:
                sizes = list(answer.shown)
                sizes[one], sizes[other] = x, y
                tiles[x, y] = _tile(answer, answer.cells[grid.plan_of(tuple(sizes))])
        found = (answer.shown[one], answer.shown[other]) if answer.sizing.winner is not None else None
        names = [text(pool_name(answer.compiled, dimension.pool)) for dimension in (first, second)]
        drawn = f.pair((names[0], first.values), (names[1], second.values), tiles, found)
        title = _("{one} and {other}").format(one=names[0], other=names[1])
        yield picture(drawn, title, _pair_sentence(answer, names, (one, other), tiles), f"pair{number}")


def _pair_sentence(answer: Answer, names: list[str], axes: tuple[int, int], tiles: dict[Any, f.Tile]) -> Message:
    states = [tile.state for tile in tiles.values()]
    rest = [
        say("{pool} {n}", pool=pool_name(answer.compiled, pool), n=f"{size:,}")
        for index, (pool, size) in enumerate(zip(answer.case.pools, answer.shown, strict=True))
        if index not in axes
    ]
    sentence = say(
        "{one} and {other}: {tried} of {all} plans tried; a figure is the estimate of the worst target.",
        one=names[0], other=names[1], tried=sum(state in f.SIGNS for state in states), all=len(states),
    )  # fmt: skip
    return say("{sentence} With {others}.", sentence=sentence, others=Series(tuple(rest))) if rest else sentence


def _tile(answer: Answer, cell: Cell) -> f.Tile:
    trial = cell.trial
    if trial is None or trial.worst is None:
        return f.Tile(STATES[cell.state])
    estimate = trial.worst.interval.estimate
    words = "–" if estimate is None else percent(estimate, trial.worst.goal)
    if trial.worst.form == "mean":
        words = signed_percent(trial.worst.margin, 0)
    return f.Tile(STATES[cell.state], words, trial.worst.margin)


def _tornado(answer: Answer) -> Picture | None:
    told = answer.sensitivity
    swings = [swing for swing in told.swings if swing.width or swing.flips][:MOST_SWINGS]
    if not swings:
        return None
    rows = [
        f.Sway(
            r.assumption_words(answer, swing.name, swing.in_scenario),
            r.margin_of(swing.low), r.margin_of(swing.high), len({*swing.flips_low, *swing.flips_high}),
        )
        for swing in swings
    ]  # fmt: skip
    sentence = say(
        "How far the worst target moves with each assumption, the strongest first; the dashed line is the goal, and beside "
        "a bar stands how many verdicts flip."
    )
    drawn = f.tornado(rows, r.margin_of(told.base))
    return picture(drawn, _("What the answer rests on"), sentence, "tornado")


def _swing_row(answer: Answer, swing: Any) -> dict[str, Any]:
    file = answer.case.scenario if swing.in_scenario else answer.case.plan
    flips = dict.fromkeys((*swing.flips_low, *swing.flips_high))
    return {
        "text": file.assumptions[swing.name].text,
        "moved": f"±{percent(swing.uncertainty)}",
        "usual": swing.usual,
        "low": signed_percent(r.margin_of(swing.low)),
        "high": signed_percent(r.margin_of(swing.high)),
        "flips": s.named(answer, flips) if flips else "–",
    }


def _reproduce(answer: Answer, inputs: Inputs) -> dict[str, Any]:
    """The command that makes this again, from inside the folder, and what it rests on."""
    settings, usual = answer.sizing.settings, SizeSettings()
    dimensions = answer.sizing.grid.dimensions
    words = ["size", f"inputs/{inputs.scenario}", "--vary"]
    words += [f"{dimension.pool}={dimension.low}..{dimension.high}" for dimension in dimensions]
    costs = [f"{dimension.pool}={dimension.cost:g}" for dimension in dimensions if dimension.cost != 1]
    words += ["--cost", *costs] if costs else []
    words += ["--without", *answer.case.left_out] if answer.case.left_out else []
    words += ["--seed", str(settings.seed)]
    if settings.max_runs != usual.max_runs:
        words += ["--max-runs", str(settings.max_runs)]
    if settings.alpha != usual.alpha:
        words += ["--alpha", f"{settings.alpha:g}"]
    return {
        "command": command_line(*words),
        "plans": f"{len(answer.sizing.grid):,}",
        "tried": f"{len(answer.sizing.tried):,}",
        "runs": f"{answer.sizing.runs:,}",
        "seed": settings.seed,
        "versions": list(versions().items()),
        "inputs": list(inputs.checksums.items()),
    }
