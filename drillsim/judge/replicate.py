"""Play a scenario many times and settle a verdict on every target.

Runs are dealt and played in blocks, perhaps on several cores, and always taken in by
number: the verdict, and the run after which it was settled, do not depend on how many
workers there were or which finished first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from drillsim.base.language import speaking
from drillsim.base.spread import Workers
from drillsim.compiled.event_list import Msel, Msels
from drillsim.compiled.log import Log, cut_off, end_to_end
from drillsim.compiled.tables import CompiledPlan
from drillsim.deck.deck import Deck
from drillsim.deck.open_list import OpenList, deck_of
from drillsim.judge import verdict as verdicts
from drillsim.judge.evaluate import (
    EXCUSES,
    FIGURES,
    FIRST_MISS,
    JUDGED,
    LATES,
    NEVERS,
    ONTIME,
    SECONDS,
    UNJUDGED,
    Gauge,
    gauges,
    run_figures,
    silent_incidents,
    unfollowed,
)
from drillsim.judge.ladders import ladder_results, ladders
from drillsim.judge.result import Block, Ints, Result, TargetResult, Witness
from drillsim.judge.settings import Engine, Settings
from drillsim.plan.scenario import Scenario
from drillsim.play.conduct import conduct

Flags = NDArray[np.bool_]

BLOCKS = (50, 50, 100, 200, 400)  # runs dealt at a time, then `LARGEST_BLOCK` each; no result depends on it
LARGEST_BLOCK = 1000
FEW_INCIDENTS = 1_000  # of one play
FEWEST = 100  # runs played at least, so that the figures beside a quick verdict mean something
MEAN_MARGIN = 0.01  # of the limit: how near a mean is too close to call


def quickest(msel: Msel) -> Engine:
    """The engine that plays one event list sooner, counting that the compiled one must be loaded."""
    return "simpy" if len(msel.time) <= FEW_INCIDENTS else "compiled"


def engine_named(name: Engine) -> Callable[[CompiledPlan, Msel], Log]:
    """The engine of that name; both return the same log. Raises ValueError for any other name."""
    if name == "simpy":
        return conduct
    if name == "compiled":
        from drillsim.play.kernel import play

        return play
    raise ValueError(f"there is no engine {name!r}")


def play_runs(
    compiled: CompiledPlan,
    scenario: Scenario,
    seed: int,
    first: int,
    count: int,
    engine: Engine,
    listed: OpenList | None = None,
) -> Block:
    """Deal and play runs `first` … `first + count - 1` of a scenario, or of an event list in its place."""
    deck = deck_of(compiled, scenario, seed, listed)
    msels = deck.deal(first, count)
    return read_runs(compiled, deck, first, msels, player(engine)(compiled, msels))


def player(engine: Engine) -> Callable[[CompiledPlan, Msels], Log]:
    """What plays many event lists; the log of one call may be overwritten by the next one."""
    if engine == "compiled":
        from drillsim.play.kernel import KernelRunner

        return KernelRunner().play_all
    play = engine_named(engine)
    return lambda compiled, msels: end_to_end([play(compiled, msel) for msel in msels])


def read_runs(compiled: CompiledPlan, deck: Deck, first: int, msels: Msels, log: Log) -> Block:
    """What the targets and ladders say of runs dealt from a deck, the first of which has the number `first`."""
    table = [run_figures(gauge, msels, log) for gauge in gauges(compiled)]
    rungs = [ladder.read(msels, log) for ladder in ladders(compiled)]
    return Block(
        first,
        np.stack(table, axis=1) if table else np.empty((len(msels), 0, len(FIGURES)), np.int64),
        np.diff(msels.run_first),
        np.bincount(msels.run_of(np.flatnonzero(deck.duties(msels.joined))), minlength=len(msels)),
        silent_incidents(compiled, msels),
        msels.truncated,
        unfollowed(compiled, msels, log),
        cut_off(log, msels, compiled.horizon, compiled.alike),
        np.concatenate([np.empty((len(msels), 0), np.int64), *rungs], axis=1),
    )


def joined(blocks: list[Block], runs: int) -> Block:
    return Block(
        1,
        *(
            np.concatenate([getattr(b, name) for b in blocks])[:runs]
            for name in ("figures", "incidents", "duties", "silent", "truncated", "unfollowed", "cut", "rungs")
        ),
    )


def _blocks(
    compiled: CompiledPlan, scenario: Scenario, settings: Settings, most: int, listed: OpenList | None
) -> Iterator[Block]:
    """Blocks in order of their run numbers, dealt by as many workers as asked for."""
    spans: list[tuple[int, int]] = []
    first = 1
    while first <= most:
        count = min(block_size(len(spans)), most - first + 1)
        spans.append((first, count))
        first += count
    tasks = [(compiled, scenario, settings.seed, *span, settings.engine, listed) for span in spans]
    return Workers(settings.jobs, settings.cluster).map(play_runs, tasks)


def block_size(number: int) -> int:
    """Runs of block `number` (from 0): few at first, since many plans are settled soon."""
    return BLOCKS[number] if number < len(BLOCKS) else LARGEST_BLOCK


def rules(compiled: CompiledPlan, deck: Deck, settings: Settings) -> list[verdicts.Rule]:
    """What is tested, one rule per target; how many incidents a run has at the most, the deck knows."""
    found = []
    for gauge in gauges(compiled):
        target = gauge.target
        is_mean = target.form.kind == "mean"
        found.append(
            verdicts.Rule(
                form=target.form.kind,
                goal=target.goal,
                cap=max(1, gauge.cap(deck)),
                alpha=settings.alpha,
                lines=max(1, len(compiled.plan.targets)),
                margin=max(1.0, MEAN_MARGIN * target.goal) if is_mean else settings.margin,
            )
        )
    return found


def replicate(
    compiled: CompiledPlan,
    scenario: Scenario,
    settings: Settings,
    progress: Callable[[int, list[verdicts.Test]], Any] = lambda runs, tests: None,
    listed: OpenList | None = None,
) -> Result:
    """Play until every target is settled, or exactly `settings.runs` times.

    What is played is the scenario, or in its place an event list whose blanks are drawn.

    At least `FEWEST` runs are played (unless `settings.runs` or `max_runs` says less).
    `progress(runs, tests)` is called after each block. KeyboardInterrupt ends the play and
    what was taken in so far is the result (`stopped` says 'interrupted').
    """
    deck = deck_of(compiled, scenario, settings.seed, listed)
    asked = rules(compiled, deck, settings)
    tests = [verdicts.Test(rule) for rule in asked]
    most = settings.runs or settings.max_runs
    blocks: list[Block] = []
    runs = 0
    stopped: Any = "runs" if settings.runs else "max_runs"
    source = _blocks(compiled, scenario, settings, most, listed)
    try:
        for block in source:
            blocks.append(block)
            settled = feed(tests, block) & (block.first + np.arange(len(block.figures)) >= FEWEST)
            runs += len(block.figures)
            progress(runs, tests)
            if settings.runs is None and settled.any():
                runs, stopped = block.first + int(settled.argmax()), "settled"
                break
    except KeyboardInterrupt:
        stopped = "interrupted"
        if not runs:
            raise
    finally:
        source.close()  # type: ignore[attr-defined]
    whole = joined(blocks, runs)
    if stopped in ("settled", "interrupted"):  # the tests may have looked further: judge on the runs that are told of
        tests = [verdicts.Test(rule) for rule in asked]
        feed(tests, whole)
    return summarise(compiled, settings, tests, whole, stopped, deck)


def feed(tests: list[verdicts.Test], block: Block) -> Flags:
    """Take a block into the test of every target; after which of its runs (n,) all are settled."""
    settled = np.ones(len(block.figures), np.bool_)
    for index, test in enumerate(tests):
        table = block.figures[:, index]
        settled &= test.feed(table[:, JUDGED], table[:, ONTIME], table[:, SECONDS])
    return settled


def summarise(
    compiled: CompiledPlan,
    settings: Settings,
    tests: list[verdicts.Test],
    block: Block,
    stopped: Any,
    deck: Deck | None = None,
) -> Result:
    """The result of the runs in `block`, which were fed to `tests`, all of them and no others.

    `deck` is what they were dealt from; without one nothing is said of chance.
    """
    results = [
        _target(gauge, block.figures[:, index], test, len(block.figures))
        for index, (gauge, test) in enumerate(zip(gauges(compiled), tests, strict=True))
    ]
    misses = block.figures[:, :, [LATES, NEVERS]].sum(axis=(1, 2))
    order = np.argsort(misses, kind="stable")
    result = Result(
        verdict=verdicts.plan_verdict([one.verdict for one in results]),
        plan=compiled.plan.plan,
        scenario="",  # who read the files names them
        inputs={},
        seed=settings.seed,
        runs=len(block.figures),
        stopped=stopped,
        alpha=settings.alpha,
        incidents=int(block.incidents.sum()),
        routine_duties=int(block.duties.sum()),
        silent_incidents=int(block.silent.sum()),
        truncated_runs=int(block.truncated.sum()),
        unfollowed_runs=int(block.unfollowed.sum()),
        cut_runs=int(block.cut.sum()),
        median_run=int(order[(len(order) - 1) // 2]) + 1,
        worst_run=int(misses.argmax()) + 1,
        targets=results,
        ladders=ladder_results(compiled, block.rungs, deck, settings.alpha),
    )
    result._block = block
    return result


def _target(gauge: Gauge, table: Ints, test: verdicts.Test, runs: int) -> TargetResult:
    """One target of a plan after `runs` runs, whose figures are `table` (R × FIGURES)."""
    target, counted = gauge.target, table[:, JUDGED] > 0
    missed = np.flatnonzero(table[:, FIRST_MISS] >= 0)
    estimate, low, high = test.interval()
    low_level, high_level = test.rule.levels
    return TargetResult(
        id=gauge.name,
        name=target.name or gauge.name,
        clause=target.clause,
        promise=target.promise,
        form="percentile" if target.form.percentile else target.form.kind,
        goal=target.goal,
        within_seconds=target.limit,
        assumed=target.assumed,
        limit_of="ours" if target.limit_is_ours else "plan",
        promise_of="ours" if target.ours else "plan",
        estimate=estimate,
        low=low,
        high=high,
        low_level=low_level,
        high_level=high_level,
        runs=runs,
        runs_judged=int(counted.sum()),
        runs_kept=int((counted & (table[:, ONTIME] == table[:, JUDGED])).sum()),
        judged=int(table[:, JUDGED].sum()),
        on_time=int(table[:, ONTIME].sum()),
        late=int(table[:, LATES].sum()),
        never=int(table[:, NEVERS].sum()),
        excused=int(table[:, EXCUSES].sum()),
        not_judged=int(table[:, UNJUDGED].sum()),
        verdict=test.verdict,
        reason=test.reason,
        settled_at=test.settled_at,
        more_runs=test.more_runs(),
        witness=_witness(gauge, int(missed[0]) + 1, int(table[missed[0], FIRST_MISS])) if len(missed) else None,
    )


def _witness(gauge: Gauge, run: int, at: int) -> Witness:
    """The miss of a run; `at` counts incidents or occasions from 0."""
    if gauge.per_incident:
        return Witness(run=run, incident=at + 1, number=at + 1)
    with speaking("en"):
        return Witness(run=run, incident=None, occasion=str(gauge.occasion(at)), number=at + 1)


def play_event_list(compiled: CompiledPlan, deck: Deck, msel: Msel, settings: Settings) -> tuple[Result, Log]:
    """Play one given MSEL of a deck. Nothing is drawn, so each target is met or missed on this list, without chance."""
    log = engine_named(settings.engine)(compiled, msel)
    return judge_event_list(compiled, deck, msel, log, settings), log


def judge_event_list(compiled: CompiledPlan, deck: Deck, msel: Msel, log: Log, settings: Settings) -> Result:
    """What each target says of one event list that was played, by an engine or by people."""
    block = read_runs(compiled, deck, 1, Msels.of([msel]), log)
    tests = [verdicts.Test(verdicts.Rule("share", 0.5, 1, settings.alpha)) for _ in compiled.plan.targets]
    result = summarise(compiled, settings, tests, block, "event_list")
    seconds = block.figures[0, :, SECONDS].tolist()
    targets = [_on_this_list(target, sum_) for target, sum_ in zip(result.targets, seconds, strict=True)]
    verdict = verdicts.plan_verdict([target.verdict for target in targets])
    return result.model_copy(update={"verdict": verdict, "targets": targets})


def _on_this_list(target: TargetResult, seconds: int) -> TargetResult:
    """What the list shows without chance, where its judged incidents took so many `seconds` in all."""
    without: dict[str, Any] = {"low_level": None, "high_level": None}
    if not target.judged:
        return target.model_copy(update=without)
    if target.kind == "mean":
        estimate = seconds / target.judged
        kept = estimate <= target.goal
    elif target.kind == "every":
        estimate = float(target.runs_kept)
        kept = bool(target.runs_kept)
    else:
        estimate = target.on_time / target.judged
        kept = estimate >= target.goal
    without |= {"estimate": estimate, "low": estimate, "high": estimate, "verdict": "PASS" if kept else "FAIL"}
    return target.model_copy(update=without | {"reason": "", "settled_at": 1, "more_runs": 0})
