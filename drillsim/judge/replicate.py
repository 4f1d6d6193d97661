"""Play a scenario many times and settle a verdict on every target.

Runs are dealt and played in blocks, perhaps on several cores, and always taken in by
number: the verdict, and the run after which it was settled, do not depend on how many
workers there were or which finished first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from drillsim.base.spread import Spread
from drillsim.compiled.event_list import Msel, Msels
from drillsim.compiled.log import Log, cut_off, end_to_end
from drillsim.compiled.tables import CompiledPlan
from drillsim.deck.deck import Deck
from drillsim.deck.open_list import OpenList, deck_of
from drillsim.judge import verdict as v
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
    gauges,
    run_figures,
    silent_incidents,
)
from drillsim.judge.intervals import Interval
from drillsim.judge.ladders import LadderResult, ladder_results, ladders
from drillsim.judge.settings import Engine, Settings
from drillsim.plan.scenario import Scenario
from drillsim.plan.target_keys import Promise
from drillsim.play.conduct import conduct

Ints = NDArray[np.int64]
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


@dataclass(frozen=True)
class Block:
    """Figures of consecutive runs."""

    first: int  # number of the first run
    figures: Ints  # runs×targets×len(FIGURES)
    incidents: Ints  # runs: injects that were played
    silent: Ints  # runs: incidents of which the plan does not say what to do
    truncated: Ints  # runs: 1 where a stream reached its at_most
    cut: Ints  # runs: 1 where play was cut though something was still going on
    rungs: Ints  # runs×columns: what the gauges of the ladders read, side by side


@dataclass(frozen=True)
class TargetResult:
    """One target after all runs."""

    id: str
    promise: Promise
    form: str
    goal: float
    within: int | None  # seconds, of promises that have a limit
    judged: int
    on_time: int
    late: int
    never: int
    excused: int
    not_judged: int  # incidents whose clock never started, or had not run out when play was cut: no misses
    runs_judged: int  # runs in which the target judged an incident
    runs_kept: int  # of these, runs without a miss
    interval: Interval  # of the share of runs (every), of incidents (share), or of the mean in seconds
    levels: tuple[float, float] | None  # how sure its ends are; None where one event list was played
    verdict: v.Verdict
    reason: v.Reason
    settled_at: int | None
    more_runs: int | None
    witness: tuple[int, int] | None  # first run with a miss and its first missed incident (or occasion), both from 1

    @property
    def share_on_time(self) -> float | None:
        """Share of the judged incidents that were on time."""
        return self.on_time / self.judged if self.judged else None


@dataclass(frozen=True)
class Result:
    """A scenario after all runs."""

    seed: int
    runs: int
    alpha: float
    stopped: Literal["settled", "runs", "max_runs", "interrupted", "event_list"]
    verdict: v.Verdict
    targets: list[TargetResult]
    ladders: list[LadderResult]
    block: Block  # all runs that counted
    notable: dict[str, int]  # 'median' and 'worst' run


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
    msels = deck_of(compiled, scenario, seed, listed).deal(first, count)
    return read_runs(compiled, first, msels, player(engine)(compiled, msels))


def player(engine: Engine) -> Callable[[CompiledPlan, Msels], Log]:
    """What plays many event lists; the log of one call may be overwritten by the next one."""
    if engine == "compiled":
        from drillsim.play.kernel import Player

        return Player().play_all
    play = engine_named(engine)
    return lambda compiled, msels: end_to_end([play(compiled, msel) for msel in msels])


def read_runs(compiled: CompiledPlan, first: int, msels: Msels, log: Log) -> Block:
    """What the targets and ladders say of runs, the first of which has the number `first`."""
    table = [run_figures(gauge, msels, log) for gauge in gauges(compiled)]
    rungs = [ladder.read(msels, log) for ladder in ladders(compiled)]
    return Block(
        first,
        np.stack(table, axis=1) if table else np.empty((len(msels), 0, len(FIGURES)), np.int64),
        np.diff(msels.run_first),
        silent_incidents(compiled, msels),
        msels.truncated,
        cut_off(log, msels, compiled.horizon),
        np.concatenate([np.empty((len(msels), 0), np.int64), *rungs], axis=1),
    )


def joined(blocks: list[Block], runs: int) -> Block:
    return Block(
        1,
        *(
            np.concatenate([getattr(b, name) for b in blocks])[:runs]
            for name in ("figures", "incidents", "silent", "truncated", "cut", "rungs")
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
    return Spread(settings.jobs, settings.cluster).map(play_runs, tasks)


def block_size(number: int) -> int:
    """Runs of block `number` (from 0): few at first, since many plans are settled soon."""
    return BLOCKS[number] if number < len(BLOCKS) else LARGEST_BLOCK


def rules(compiled: CompiledPlan, deck: Deck, settings: Settings) -> list[v.Rule]:
    """What is tested, one rule per target; how many incidents a run has at the most, the deck knows."""
    found = []
    for gauge in gauges(compiled):
        target = gauge.target
        is_mean = target.form.kind == "mean"
        found.append(
            v.Rule(
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
    progress: Callable[[int, list[v.Test]], Any] = lambda runs, tests: None,
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
    tests = [v.Test(rule) for rule in asked]
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
        tests = [v.Test(rule) for rule in asked]
        feed(tests, whole)
    return summarise(compiled, settings, tests, whole, stopped, deck)


def feed(tests: list[v.Test], block: Block) -> Flags:
    """Take a block into the test of every target; after which of its runs (n,) all are settled."""
    settled = np.ones(len(block.figures), np.bool_)
    for index, test in enumerate(tests):
        table = block.figures[:, index]
        settled &= test.feed(table[:, JUDGED], table[:, ONTIME], table[:, SECONDS])
    return settled


def summarise(
    compiled: CompiledPlan, settings: Settings, tests: list[v.Test], block: Block, stopped: Any, deck: Deck | None = None
) -> Result:
    """The result of the runs in `block`, which were fed to `tests`, all of them and no others.

    `deck` is what they were dealt from; without one nothing is said of chance.
    """
    results = []
    for index, (name, target) in enumerate(compiled.plan.targets.items()):
        table, test = block.figures[:, index], tests[index]
        judged, on_time = table[:, JUDGED], table[:, ONTIME]
        counted = judged > 0
        kept = int((counted & (on_time == judged)).sum())
        missed = np.flatnonzero(table[:, FIRST_MISS] >= 0)
        results.append(
            TargetResult(
                id=name,
                promise=target.promise,
                form=target.form.kind,
                goal=target.goal,
                within=target.limit,
                judged=int(judged.sum()),
                on_time=int(on_time.sum()),
                late=int(table[:, LATES].sum()),
                never=int(table[:, NEVERS].sum()),
                excused=int(table[:, EXCUSES].sum()),
                not_judged=int(table[:, UNJUDGED].sum()),
                runs_judged=int(counted.sum()),
                runs_kept=kept,
                interval=test.interval(),
                levels=test.rule.levels,
                verdict=test.verdict,
                reason=test.reason,
                settled_at=test.settled_at,
                more_runs=test.more_runs(),
                witness=(int(missed[0]) + 1, int(table[missed[0], FIRST_MISS]) + 1) if len(missed) else None,
            )
        )
    misses = block.figures[:, :, [LATES, NEVERS]].sum(axis=(1, 2))
    order = np.argsort(misses, kind="stable")
    notable = {"median": int(order[(len(order) - 1) // 2]) + 1, "worst": int(misses.argmax()) + 1}
    verdict = v.plan_verdict([r.verdict for r in results])
    climbed = ladder_results(compiled, block.rungs, deck, settings.alpha)
    return Result(settings.seed, len(block.figures), settings.alpha, stopped, verdict, results, climbed, block, notable)


def play_event_list(compiled: CompiledPlan, msel: Msel, settings: Settings) -> tuple[Result, Log]:
    """Play one given MSEL. Nothing is drawn, so each target is met or missed on this list, without chance."""
    log = engine_named(settings.engine)(compiled, msel)
    return judge_event_list(compiled, msel, log, settings), log


def judge_event_list(compiled: CompiledPlan, msel: Msel, log: Log, settings: Settings) -> Result:
    """What each target says of one event list that was played, by an engine or by people."""
    block = read_runs(compiled, 1, Msels.of([msel]), log)
    tests = [v.Test(v.Rule("share", 0.5, 1, settings.alpha)) for _ in compiled.plan.targets]
    result = summarise(compiled, settings, tests, block, "event_list")
    seconds = block.figures[0, :, SECONDS].tolist()
    targets = [_on_this_list(target, sum_) for target, sum_ in zip(result.targets, seconds, strict=True)]
    verdict = v.plan_verdict([target.verdict for target in targets])
    return replace(result, verdict=verdict, targets=targets)


def _on_this_list(target: TargetResult, seconds: int) -> TargetResult:
    """What the list shows without chance, where its judged incidents took so many `seconds` in all."""
    if not target.judged:
        return replace(target, levels=None)
    if target.form == "mean":
        estimate = seconds / target.judged
        kept = estimate <= target.goal
    elif target.form == "every":
        estimate = float(target.runs_kept)
        kept = bool(target.runs_kept)
    else:
        estimate = target.on_time / target.judged
        kept = estimate >= target.goal
    return replace(
        target, interval=Interval(estimate, estimate, estimate), levels=None, verdict="PASS" if kept else "FAIL",
        reason="", settled_at=1, more_runs=0,
    )  # fmt: skip
