"""The pictures of a sizing, and the command that makes it again."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

from drillsim.base.language import Message, say, text
from drillsim.base.shell import command_line
from drillsim.draw import size_figures
from drillsim.papers.dossier import Picture, picture
from drillsim.quantities.wording import Series, percent, signed_percent
from drillsim.say import assumptions
from drillsim.say.sizing import headline, part_name
from drillsim.sizing.answer import Answer, GridCell
from drillsim.sizing.sizing import SizeSettings
from drillsim.store.folder import Inputs

WHOLE = 1_000  # columns of the first sentence of an assumption, which is not cut
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


def _dot(answer: Answer, plan: int) -> size_figures.Dot:
    trial = answer.closest(plan)
    return size_figures.Dot(float(answer.sizing.grid.cost[plan]), trial.margin, STATES[answer.cells[plan].state])


def frontier(answer: Answer) -> Picture:
    """What each plan that was tried costs, and how its worst target does."""
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
    drawn = size_figures.frontier(dots, [_dot(answer, plan) for plan in sizing.frontier], winner)
    return picture(drawn, str(headline(answer)).rstrip(".。"), sentence, "frontier")


def pairs(answer: Answer) -> Iterator[Picture]:
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
        names = [text(part_name(answer.case.plan, dimension.part)) for dimension in (first, second)]
        drawn = size_figures.pair((names[0], first.values), (names[1], second.values), tiles, found)
        title = str(_pair_title(names, tiles, found))
        yield picture(drawn, title, _pair_sentence(answer, names, (one, other), tiles), f"pair{number}")


def _pair_title(names: list[str], tiles: dict[tuple[int, int], size_figures.Tile], found: tuple[int, int] | None) -> Message:
    """What a map of two pools shows: whether one fewer of either would do."""
    values: dict[str, Any] = {"one": names[0], "other": names[1]}
    if found is None:
        return say("'{one}' and '{other}': no numbers of them are shown to keep every target", **values)
    x, y = found
    values |= {"n": f"{x:,}", "m": f"{y:,}"}
    fewer = [tiles[at].state for at in ((x - 1, y), (x, y - 1)) if at in tiles]
    if len(fewer) == 2 and all(state in ("missed", "implied-missed") for state in fewer):
        return say("'{one}' {n} and '{other}' {m}: with one fewer of either a target is missed", **values)
    return say("'{one}' {n} and '{other}' {m} keep every target", **values)


def _pair_sentence(answer: Answer, names: list[str], axes: tuple[int, int], tiles: dict[Any, size_figures.Tile]) -> Message:
    states = [tile.state for tile in tiles.values()]
    rest = [
        say("{pool} {n}", pool=part_name(answer.case.plan, part), n=f"{size:,}")
        for index, (part, size) in enumerate(zip(answer.case.parts, answer.shown, strict=True))
        if index not in axes
    ]
    sentence = say(
        "{one} and {other}: {tried} of {all} plans tried; a figure is the estimate of the worst target.",
        one=names[0], other=names[1], tried=sum(state in size_figures.SIGNS for state in states), all=len(states),
    )  # fmt: skip
    return say("{sentence} With {others}.", sentence=sentence, others=Series(tuple(rest))) if rest else sentence


def _tile(answer: Answer, cell: GridCell) -> size_figures.Tile:
    worst = cell.trial.worst_target if cell.trial is not None else None
    if worst is None:
        return size_figures.Tile(STATES[cell.state])
    words = "–" if worst.estimate is None else percent(worst.estimate, worst.goal)
    if worst.form == "mean":
        words = signed_percent(worst.margin, 0)
    return size_figures.Tile(STATES[cell.state], words, worst.margin)


def tornado(answer: Answer) -> Picture | None:
    """How far the worst target moves with each assumption; None where nothing moves."""
    told = answer.sensitivity
    swings = [swing for swing in told.swings if swing.width or swing.flips][:MOST_SWINGS]
    if not swings:
        return None
    rows = [
        size_figures.Sway(
            assumptions.assumption_words(answer, swing.name, swing.in_scenario, WHOLE),
            swing.low.margin, swing.high.margin, len({*swing.flips_low, *swing.flips_high}),
        )
        for swing in swings
    ]  # fmt: skip
    sentence = say(
        "How far the worst target moves with each assumption, the strongest first; at the right stands how many verdicts "
        "flip."
    )
    flipping = sum(bool(swing.flips) for swing in told.swings)
    title = say("No assumption flips a verdict when it is moved")
    if flipping:
        title = say("Assumptions that flip a verdict when they are moved: {n} of {all}", n=flipping, all=len(told.swings))
    return picture(size_figures.tornado(rows, told.base.margin), str(title), sentence, "tornado")


def command(answer: Answer, inputs: Inputs) -> str:
    """The command that makes this again, from inside the folder."""
    settings, usual = answer.sizing.settings, SizeSettings()
    dimensions = answer.sizing.grid.dimensions
    words = ["size", f"inputs/{inputs.scenario}", "--vary"]
    words += [f"{dimension.part}={dimension.low}..{dimension.high}" for dimension in dimensions]
    costs = [f"{dimension.part}={dimension.cost:g}" for dimension in dimensions if dimension.cost != 1]
    words += ["--cost", *costs] if costs else []
    words += ["--without", *answer.case.left_out] if answer.case.left_out else []
    words += ["--seed", str(settings.seed)]
    if settings.max_runs != usual.max_runs:
        words += ["--max-runs", str(settings.max_runs)]
    if settings.alpha != usual.alpha:
        words += ["--alpha", f"{settings.alpha:g}"]
    return command_line(*words)
