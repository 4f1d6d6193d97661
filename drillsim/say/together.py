"""What becomes of the promises of several plans that are carried out together, in sentences."""

from __future__ import annotations

from typing import Any, NamedTuple

from drillsim.base.language import Message, say, say_n
from drillsim.comparing.alone import AloneTogether, Standing, standing
from drillsim.comparing.comparison import Figure, TargetComparison
from drillsim.compiled.names import pool_name
from drillsim.compiled.tables import CompiledPlan
from drillsim.plan.scenario import Scenario
from drillsim.plan.targets import Target
from drillsim.quantities.wording import About, Series, percent, runs, sure
from drillsim.say.comparison import alike, difference_words
from drillsim.say.comparison_reasons import why
from drillsim.say.promise import form_words, kept_words

MOST = 3  # who held whom, said of one promise
WORTH_SAYING = 0.1  # of the waiting: a lesser part is left out

STANDINGS: dict[Standing, Message] = {
    "kept": say("kept"),
    "missed": say("missed"),
    "not_settled": say("not settled"),
    "nothing_judged": say("nothing to judge"),
}


class TogetherRow(NamedTuple):
    """One promise: what it is, what becomes of it alone and together, by how much that differs, and why."""

    target: TargetComparison
    name: Any
    promise: Message
    alone: list[Message]
    together: list[Message]
    difference: list[Message]
    why: list[Message]


def headline(compiled: CompiledPlan, found: AloneTogether) -> Message:
    """How many promises fare worse, and how many that are kept alone are missed together."""
    targets = compiled.plan.targets
    lost = [one for one in found.targets
            if standing(targets[one.id], one.a) != "missed" == standing(targets[one.id], one.b)]  # fmt: skip
    worse = sum(one.verdict == "worse" for one in found.targets)
    return say_n(
        "{n} promise: {worse} surely fare worse together than alone, {better} better; missed together and not alone: "
        "{lost}.",
        "{n} promises: {worse} surely fare worse together than alone, {better} better; missed together and not alone: "
        "{lost}.",
        len(found.targets), worse=worse, better=sum(one.verdict == "better" for one in found.targets), lost=len(lost),
    )  # fmt: skip


def introduction(compiled: CompiledPlan, scenario: Scenario, found: AloneTogether) -> list[Message]:
    """What is set against what, and who is the same."""
    assert scenario.together is not None
    called = {short: part.called for short, part in scenario.together.parts.items()}
    told = [
        say("Alone: each plan without the incidents of the others. Together: all of them in the same days. Incidents and "
            "luck are the same; {runs} of each.", runs=runs(found.runs))
    ]  # fmt: skip
    if found.shared:
        same = [say("{pool} ({plans})", pool=pool_name(compiled, pool), plans=Series(tuple(called[plan] for plan in plans)))
                for pool, plans in found.shared.items()]  # fmt: skip
        told.append(say("The same in several plans: {pools}.", pools=Series(tuple(same))))
    return told


def rows(compiled: CompiledPlan, scenario: Scenario, found: AloneTogether) -> list[TogetherRow]:
    """Every promise of which at least one incident fares differently."""
    return [_row(compiled, scenario, one) for one in found.targets if not alike(one)]


def notes(compiled: CompiledPlan, found: AloneTogether) -> list[Message]:
    """What a reader must know beside the table."""
    same = [compiled.plan.targets[one.id].name or one.id for one in found.targets if alike(one)]
    told = [say("Neither better nor worse in any run: {names}.", names=Series(tuple(same)))] if same else []
    return [*told, say("{sure} sure that all these differences lie within their intervals.", sure=sure(1 - found.alpha))]


def step(compiled: CompiledPlan, one: TargetComparison) -> Message:
    """What becomes of a promise, in a few words: alone and together."""
    target = compiled.plan.targets[one.id]
    if one.a.estimate is None or one.b.estimate is None:
        return STANDINGS["nothing_judged"]
    if target.form.kind == "mean":
        return say("mean: {alone} → {together}", alone=About(one.a.estimate, (target.goal,)),
                   together=About(one.b.estimate, (target.goal,)))  # fmt: skip
    shares = f"{_share(target, one.a, one.b)} → {_share(target, one.b, one.a)}"
    return say("{share} of runs without a miss", share=shares) if target.form.kind == "every" else kept_words(target, shares)


def counted(compiled: CompiledPlan, found: AloneTogether) -> list[Message]:
    """What is beside the promises that fare otherwise, in a line each."""
    same = sum(alike(one) for one in found.targets)
    return [
        say_n("Alone → together, over {runs} of each; {n} promise more fares the same in every run.",
              "Alone → together, over {runs} of each; {n} promises more fare the same in every run.", same,
              runs=runs(found.runs))
    ]  # fmt: skip


def _share(target: Target, figure: Figure, other: Figure) -> str:
    beside = [other.estimate] if other.estimate not in (None, figure.estimate) else []
    return percent(figure.estimate or 0.0, target.form.goal, *beside)


def _row(compiled: CompiledPlan, scenario: Scenario, one: TargetComparison) -> TogetherRow:
    target = compiled.plan.targets[one.id]
    step = difference_words(one)
    return TogetherRow(
        one,
        target.name or one.id,
        form_words(compiled.plan, target),
        _side(target, one.a, one.b),
        _side(target, one.b, one.a),
        [*([step] if step is not None else []),
         say("kept alone, missed together: {missed}; the other way round: {kept}",
             missed=f"{one.missed.count:,}", kept=f"{one.kept.count:,}")],
        reasons(compiled, scenario, one),
    )  # fmt: skip


def _side(target: Target, figure: Figure, other: Figure) -> list[Message]:
    stands = STANDINGS[standing(target, figure)]
    if figure.estimate is None:
        return [stands]
    if target.form.kind == "mean":
        return [stands, say("mean: {time}", time=About(figure.estimate, (target.goal,)))]
    share = _share(target, figure, other)
    if target.form.kind == "every":
        return [stands, say("{share} of runs without a miss", share=share)]
    return [stands, kept_words(target, share)]


def reasons(compiled: CompiledPlan, scenario: Scenario, one: TargetComparison) -> list[Message]:
    """What the incidents that are missed only together waited for, and whose incidents had it meanwhile."""
    assert scenario.together is not None
    held = sorted(one.missed.holders.items(), key=lambda item: -item[1].seconds)
    whole = sum(time.seconds for _holder, time in held)
    told = [
        say("{n} of them wait for {pool}, in use by {plan}: {time} on average.", n=f"{time.incidents:,}",
            pool=pool_name(compiled, holder.pool), plan=scenario.together.parts[holder.plan].called,
            time=About(time.seconds / time.incidents))
        for holder, time in held[:MOST] if time.seconds >= WORTH_SAYING * whole
    ]  # fmt: skip
    return told or why(compiled, compiled, one.missed, False)
