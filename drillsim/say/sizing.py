"""What a sizing says, in sentences: for the terminal and for the page alike."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from drillsim.base.language import Message, say
from drillsim.compiled.names import pool_name
from drillsim.compiled.resize import split
from drillsim.plan.plan import Plan
from drillsim.quantities.wording import About, Series, Span, amount, end_percents, few, goal_percent, percent
from drillsim.sizing.answer import Answer
from drillsim.sizing.grid import Sizes
from drillsim.sizing.trial import TargetTrial, Trial

SIGNS = {"certified": "√", "found": "○", "undecided": "○", "none": "×"}
MOST_NAMED = 6  # plans or targets in one sentence


def number(value: float) -> str:
    """A cost without needless decimals."""
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def part_name(plan: Plan, part: str) -> Any:
    """What the plan calls a pool, or one of its shifts."""
    pool, shift = split(plan, part)
    name = plan.pools[pool].name or pool
    return say("{pool} ({shift} shift)", pool=name, shift=plan.names.get(shift, shift)) if shift else name


def sizes_words(answer: Answer, sizes: Sizes) -> Series:
    """'work team 9, car 4'."""
    pairs = zip(answer.case.parts, sizes, strict=True)
    return Series(tuple(say("{pool} {n}", pool=part_name(answer.case.plan, part), n=f"{n:,}") for part, n in pairs))


def target_name(answer: Answer, target: str) -> Any:
    """What the plan calls a target."""
    return answer.case.plan.targets[target].name or target


def named(answer: Answer, targets: Iterable[str]) -> Series | Message:
    """Targets by name, in quotation marks."""
    return few([say("'{name}'", name=target_name(answer, target)) for target in targets], MOST_NAMED)


def headline(answer: Answer) -> Message:
    """The answer in one line."""
    if answer.outcome == "none":
        return say("No size in this range keeps every target.")
    if answer.outcome == "undecided":
        return say("In this range no plan was shown to keep every target, and not all were shown to miss one.")
    values = {"sizes": sizes_words(answer, answer.shown), "cost": cost_words(answer, answer.cost)}
    if answer.outcome == "certified":
        return say("The smallest plan that keeps every target: {sizes} ({cost}).", **values)
    return say("The smallest plan found, not certified: {sizes} ({cost}).", **values)


def cost_words(answer: Answer, cost: float) -> Message:
    """What a plan costs; where no costs were given, that one of each counts alike."""
    if all(one.cost == 1 for one in answer.sizing.grid.dimensions):
        return say("{n} in all: one of each counts alike, as no costs were given", n=number(cost))
    return say("cost {cost}", cost=number(cost))


def changed(answer: Answer, trial: Trial) -> list[tuple[str, int]]:
    """The parts in which a plan differs from the one shown, with its sizes."""
    pairs = zip(answer.case.parts, trial.counts, answer.shown, strict=True)
    return [(part, size) for part, size, mine in pairs if size != mine]


def one_fewer(answer: Answer) -> list[tuple[Any, int, int, Message]]:
    """For each sized part with one fewer: its name, size, runs played (0: the range goes no lower), what then breaks."""
    if answer.sizing.winner is None:
        return []
    by_part = {part: (size, trial) for trial in answer.sizing.neighbours for part, size in changed(answer, trial)}
    found: list[tuple[Any, int, int, Message]] = []
    for part, mine in zip(answer.case.parts, answer.shown, strict=True):
        name = part_name(answer.case.plan, part)
        if part not in by_part:
            found.append((name, mine - 1, 0, say("not tried: the range starts at {n}", n=f"{mine:,}")))
            continue
        size, trial = by_part[part]
        if trial.verdict == "FAIL":
            told = say("breaks {targets}", targets=named(answer, trial.missed))
        elif trial.verdict == "PASS":
            told = say("keeps every target: more of it hurts here")
        else:
            unsure = [target.id for target in trial.targets if target.verdict == "UNDECIDED"]
            told = say("not settled: {targets}", targets=named(answer, unsure))
        found.append((name, size, trial.runs, told))
    return found


def estimate_words(target: TargetTrial) -> Message:
    """An estimate beside its goal: '96.4% of runs without a miss, goal 95%'."""
    estimate = target.estimate
    if estimate is None:
        return say("nothing to judge")
    if target.form == "mean":
        return say("mean {mean}, limit {goal}", mean=About(estimate, (target.goal,)), goal=Span(target.goal))
    values = {"share": percent(estimate, target.goal), "goal": goal_percent(target.goal)}
    if target.form == "every":
        return say("{share} of runs without a miss, goal {goal}", **values)
    return say("{share} as promised, goal {goal}", **values)


def worst_words(answer: Answer, trial: Trial) -> Message | str:
    """The target of a plan that is furthest from its goal, with its estimate."""
    worst = trial.worst_target
    if worst is None:
        return "–"
    return say("'{name}', {told}", name=target_name(answer, worst.id), told=estimate_words(worst))


def tightest(answer: Answer) -> Message | None:
    """The target of the plan shown that is nearest to its goal, or furthest beyond it."""
    worst = answer.closer.worst_target
    if worst is None:
        return None
    name, told = target_name(answer, worst.id), estimate_words(worst)
    if worst.form != "mean" and worst.estimate is not None and worst.low is not None and worst.high is not None:
        ends = end_percents(worst.estimate, worst.low, worst.high, worst.goal)
        told = say("{told} ({low} – {high}; of {n} runs)", told=told, n=f"{answer.closer.runs:,}", **ends._asdict())
    if answer.outcome in ("none", "undecided"):
        return say("Furthest from its goal with the largest plan: '{name}', {told}.", name=name, told=told)
    return say("The tightest target of this plan: '{name}', {told}.", name=name, told=told)


def loads(answer: Answer) -> list[Message]:
    """How hard the sized pools work, one sentence each."""
    found = []
    for load in answer.loads:
        if load.pool not in answer.pools_shown:
            continue
        values = {
            "pool": pool_name(answer.compiled, load.pool),
            "share": percent(load.utilisation or 0.0),
            "overtime": About(load.overtime),
        }
        if load.kind in ("squad", "post"):
            found.append(
                say(
                    "{pool}: {share} in use; overtime per run {overtime}; longest duty at least {longest}; calls "
                    "from home in a week: {called}.",
                    longest=About(load.longest_duty), called=amount(load.called_in_per_week),
                    **values,
                )
            )  # fmt: skip
        else:
            found.append(say("{pool}: {share} in use, overtime per run {overtime}.", **values))
    return found


def outside(answer: Answer) -> Message | None:
    """Who takes part and is not ours to size."""
    if not answer.outside:
        return None
    names = Series(tuple(pool_name(answer.compiled, pool) for pool in answer.outside))
    return say("Outside units take part as the plan has them and are not ours to size: {names}.", names=names)


def left_out(answer: Answer) -> Message | None:
    """Which targets were not asked of the plan."""
    if not answer.case.left_out:
        return None
    return say("Not asked of the plan: {targets}.", targets=Series(answer.case.left_out))


def licence() -> Message:
    """What a smallest team is not."""
    return say(
        "The smallest team that keeps the limits on paper is a floor, not a target: leave, illness, training and rest "
        "come on "
        "top, and it gives no licence to wear people out."
    )
