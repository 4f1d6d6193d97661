"""Queues whose long-run figures are known, against the draws and the compiled engine together.

How near is near enough: every figure is estimated from independent runs, the unit of data, with a
regression on what is known of each run's luck (how many came, how long they took), which must itself
even out over the runs. The standard error must be at most 0.65 % of the true figure, and the estimate
within three of them. So a right engine fails one figure in 370 (with a fixed seed: always or never),
and a figure that is 3 % off is caught with a chance of 95 %: (3 - 3 x 0.65) / 0.65 = 1.6.

Times are hours where a textbook has minutes, so that rounding to whole seconds weighs nothing.
Stationary figures leave out what arrives in the first part of each run; all who arrive are served,
because play goes on long after the window.

Who hangs up: C. Palm, Research on telephone traffic carried by full availability groups (1957), for patience that is
exponential; D. Y. Barrer, Queuing with impatient customers and ordered service, Operations Research 5 (1957), for one
that is always the same. Who gives up at once, if nobody is free, makes Erlang's loss formula.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from plans import Drill, compiled_play, drill

from drillsim.compiled.event_list import Msel
from drillsim.compiled.log import ENDED, WITHDRAWN, Log

HOUR, DAY = 3600, 86_400
LARGEST_ERROR = 0.0065  # of a figure: its standard error
Measures = Callable[[Msel, Log], dict[str, float]]
Luck = Callable[[Drill, Msel], list[float]]


# ---- the figures ---------------------------------------------------------------------------------


def erlang_b(servers: int, load: float) -> float:
    """Share lost without a queue."""
    blocked = 1.0
    for k in range(1, servers + 1):
        blocked = load * blocked / (k + load * blocked)
    return blocked


def erlang_c(servers: int, load: float) -> float:
    """Share that waits."""
    blocked = erlang_b(servers, load)
    return blocked / (1 - load / servers * (1 - blocked))


def test_formulas_give_the_textbook_digits() -> None:
    assert erlang_b(5, 3) == pytest.approx(0.110054, abs=5e-7)
    assert erlang_b(10, 5) == pytest.approx(0.018385, abs=5e-7)
    shares = [erlang_c(c, a) for c, a in [(2, 1), (5, 4), (10, 8), (20, 16), (6, 3)]]
    assert shares == pytest.approx([0.333333, 0.554113, 0.409180, 0.256078, 0.099143], abs=5e-7)
    assert erlang_c(3, 2) == pytest.approx(4 / 9)
    assert erlang_c(14, 10) == pytest.approx(0.174132, abs=5e-7)
    assert 1 - erlang_c(14, 10) * math.exp(-4 * 20 / 180) == pytest.approx(0.88835, abs=5e-6)


# ---- the laboratory ------------------------------------------------------------------------------


def desk(servers: int, service: Any, streams: dict[str, tuple[str, int]], days: int, services: dict[str, Any] | None = None,
         seed: int = 1, **step: Any) -> Drill:  # fmt: skip
    """`servers` clerks and one kind of incident per stream, given as (rate, priority)."""
    return drill(
        {"clerk": {"kind": "post", "count": servers}},
        procedures={
            name: {
                "priority": priority,
                "steps": {"job": {"takes": (services or {}).get(name, service), "needs": {"by": "clerk 1"}, **step}},
            }
            for name, (_rate, priority) in streams.items()
        },
        streams={name: {"kind": name, "rate": rate, "at_most": 100_000} for name, (rate, _priority) in streams.items()},
        days=days,
        longest="200 days",
        seed=seed,
    )


def luck(d: Drill, msel: Msel) -> list[float]:
    """What is known of a run's luck, each with a mean of 0: arrivals, service and squared service by kind.

    Services are compared with the mean over the distribution's own quantiles.
    """
    found = []
    for k, source in enumerate(d.deck.sources):
        takes = msel.takes[msel.kind == k] / HOUR
        assert source.clock is not None
        found.append(len(takes) / source.clock[1][-1] - 1)
        if takes.min() < takes.max():
            mean, square = moments(d, k)
            found += [takes.mean() / mean - 1, (takes**2).mean() / square - 1]
    return found


def moments(d: Drill, kind: int) -> tuple[float, float]:
    """Mean and mean square, in hours, of an exponential or gamma service."""
    takes = next(iter(d.compiled.plan.procedures[d.compiled.kinds[kind]].steps.values())).takes
    mean = getattr(takes, "exponential", None) or takes.gamma  # type: ignore[union-attr]
    cv = getattr(takes, "cv", 1.0)
    return mean / HOUR, (mean / HOUR) ** 2 * (1 + cv**2)


def estimates(d: Drill, runs: int, measures: Measures, luck: Luck = luck) -> dict[str, tuple[float, float]]:
    """Each measure with its standard error over runs, freed from the luck that is known."""
    rows, known = [], []
    for run in range(1, runs + 1):
        msel = d.deck.msel(run)
        log = compiled_play(d.compiled, msel)
        assert (log.status >= ENDED).all()
        rows.append(measures(msel, log))
        known.append(luck(d, msel))
    assert not d.deck.deal(1, runs).truncated.any()
    lucky = np.array(known)
    # Luck must even out: a rate or a mean service that is wrong throughout must not be regressed away.
    assert (np.abs(lucky.mean(axis=0)) <= 4 * lucky.std(axis=0, ddof=1) / math.sqrt(runs)).all(), lucky.mean(axis=0)
    x = np.column_stack([np.ones(runs), lucky])
    found = {}
    for name in rows[0]:
        y = np.array([row[name] for row in rows])
        beta, *_ = np.linalg.lstsq(x, y, rcond=None)
        variance = float(((y - x @ beta) ** 2).sum()) / (runs - x.shape[1])
        found[name] = float(beta[0]), math.sqrt(variance * float(np.linalg.inv(x.T @ x)[0, 0]))
    return found


def agree(found: dict[str, tuple[float, float]], exact: dict[str, float]) -> None:
    """Every figure is known well enough, and is the true one as far as it is known."""
    for name, (estimate, error) in found.items():
        figure = f"{name}: {estimate:.5g} ± {error:.2g}, exactly {exact[name]:.5g}"
        assert error <= LARGEST_ERROR * exact[name], f"too few runs: {figure}"
        assert abs(estimate - exact[name]) <= 3 * error, figure
    assert found.keys() == exact.keys()


def waits(msel: Msel, log: Log, days: int, warm: float = 0.02) -> tuple[Any, Any]:
    """Hours waited by those who came after the warm-up, and their kinds."""
    settled = msel.time >= warm * days * DAY
    return (log.started - log.ready)[settled] / HOUR, msel.kind[settled]


# ---- who hangs up --------------------------------------------------------------------------------


def erlang_a(servers: int, load: float, patience: float) -> dict[str, float]:
    """Shares that wait and that give up, of a service of length 1 and an exponential patience."""
    weights = [1.0]
    for n in range(1, 400):
        weights.append(weights[-1] * load / (min(n, servers) + max(0, n - servers) / patience))
    total = sum(weights)
    queue = sum((n - servers) * weight for n, weight in enumerate(weights) if n > servers) / total
    return {"waits": sum(weights[servers:]) / total, "gives up": queue / patience / load}


def same_patience(servers: int, load: float, patience: float) -> dict[str, float]:
    """The same of a patience that is always as long: by the density of the wait that is offered."""
    busy = [load**n / math.factorial(n) for n in range(servers)]
    drift, first = servers - load, load * busy[-1]  # of the density at x: first * exp(-drift x), up to the patience
    waiting = first * (1 - math.exp(-drift * patience)) / drift if drift else first * patience
    lost = first * math.exp(-drift * patience) / servers
    total = sum(busy) + waiting + lost
    return {"waits": (waiting + lost) / total, "gives up": lost / total}


def test_the_two_kinds_of_patience_meet_at_their_ends() -> None:
    for law in (erlang_a, same_patience):
        assert law(3, 2, 1e-9)["gives up"] == pytest.approx(erlang_b(3, 2))
        assert law(3, 2, 1e5)["waits"] == pytest.approx(erlang_c(3, 2), rel=1e-3)
    assert same_patience(1, 0.5, 2)["gives up"] == pytest.approx(
        0.5 * 0.5 * math.exp(-1) / (1 - 0.25 * math.exp(-1)), rel=1e-9
    )


@pytest.mark.parametrize(
    ("law", "gives_up", "servers", "load", "runs"),
    [
        (erlang_a, {"exponential": "5 h"}, 3, 3, 16),
        (same_patience, "5 h", 3, 3, 16),
        pytest.param(erlang_b, "0 s", 4, 3, 14, marks=pytest.mark.slow),
        pytest.param(erlang_a, {"exponential": "20 h"}, 5, 6, 14, marks=pytest.mark.slow),
        pytest.param(same_patience, "20 h", 1, 2, 14, marks=pytest.mark.slow),
    ],
)
def test_callers_who_hang_up(law: Any, gives_up: Any, servers: int, load: int, runs: int) -> None:
    """A service takes ten hours; more may come than can be served, since some give up."""
    days = 3600
    d = desk(servers, {"exponential": "10 h"}, {"calls": (f"{load / 10} per hour", 5)}, days, gives_up=gives_up)

    def measures(msel: Msel, log: Log) -> dict[str, float]:
        settled = msel.time >= 0.02 * days * DAY
        gone = (log.status == WITHDRAWN)[settled]
        waited = (log.started != log.ready)[settled]
        return {"gives up": float(gone.mean())} if law is erlang_b else {
            "waits": float(waited.mean()), "gives up": float(gone.mean())}  # fmt: skip

    patience = {"5 h": 0.5, "20 h": 2.0, "0 s": 0.0}[gives_up if isinstance(gives_up, str) else gives_up["exponential"]]
    agree(estimates(d, runs, measures), {"gives up": erlang_b(servers, load)} if law is erlang_b
          else law(servers, load, patience))  # fmt: skip


# ---- Erlang C and M/M/c ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("servers", "load", "runs"),
    [
        (2, 1, 8),
        (6, 3, 20),
        pytest.param(5, 4, 8, marks=pytest.mark.slow),
        pytest.param(10, 8, 10, marks=pytest.mark.slow),
        pytest.param(20, 16, 26, marks=pytest.mark.slow),
    ],
)
def test_erlang_c(servers: int, load: int, runs: int) -> None:
    """The share that waits; a service takes an hour, so the load is the rate."""
    days = min(3600, 96_000 // (24 * load))
    d = desk(servers, {"exponential": "1 h"}, {"calls": (f"{load} per hour", 5)}, days)

    def measures(msel: Msel, log: Log) -> dict[str, float]:
        wait, _ = waits(msel, log, days)
        return {"share that waits": float((wait > 0).mean())}

    agree(estimates(d, runs, measures), {"share that waits": erlang_c(servers, load)})


def test_three_servers_of_twenty_minutes() -> None:
    """6 an hour, 20 min, c = 3: C = 4/9, 8/9 in the queue, 8.89 min in it, 28.89 min in all."""
    days = 660
    d = desk(3, {"exponential": "20 min"}, {"calls": ("6 per hour", 5)}, days)

    def measures(msel: Msel, log: Log) -> dict[str, float]:
        wait, _ = waits(msel, log, days)
        settled = msel.time >= 0.02 * days * DAY
        return {
            "C": float((wait > 0).mean()),
            "Lq": float(wait.sum()) / (0.98 * days * 24),
            "Wq": float(wait.mean()) * 60,
            "W": float((log.ended - msel.time)[settled].mean()) / 60,
        }

    agree(estimates(d, 16, measures), {"C": 4 / 9, "Lq": 8 / 9, "Wq": 80 / 9, "W": 260 / 9})


def test_fourteen_agents() -> None:
    """200 calls an hour, 3 min, 14 agents, sixty times as slow: 88.8 % within 20 s, 17.4 % wait."""
    days = 1180
    d = desk(14, {"exponential": "3 h"}, {"calls": ("80 per day", 5)}, days)

    def measures(msel: Msel, log: Log) -> dict[str, float]:
        wait, _ = waits(msel, log, days)
        return {"in time": float((wait <= 20 / 60).mean()), "share that waits": float((wait > 0).mean())}

    agree(estimates(d, 36, measures), {"in time": 0.88835, "share that waits": 0.174132})


@pytest.mark.parametrize(
    ("servers", "mean", "late", "runs"),
    [
        pytest.param(1, 2 / 3, 0.4044, 14, marks=pytest.mark.slow),
        pytest.param(2, 1 / 24, 0.0226, 40, marks=pytest.mark.slow),
    ],
)
def test_one_and_two_servers(servers: int, mean: float, late: float, runs: int) -> None:
    """λ = 2, μ = 3 per hour: mean wait, and the share that waits for more than half an hour."""
    days = 1900
    d = desk(servers, {"exponential": "20 min"}, {"calls": ("2 per hour", 5)}, days)
    exact_late = erlang_c(servers, 2 / 3) * math.exp(-(3 * servers - 2) / 2)
    assert exact_late == pytest.approx(late, abs=5e-5)

    def measures(msel: Msel, log: Log) -> dict[str, float]:
        wait, _ = waits(msel, log, days)
        return {"mean wait": float(wait.mean()), "late": float((wait > 0.5).mean())}

    agree(estimates(d, runs, measures), {"mean wait": mean, "late": exact_late})


def test_kiefer_wolfowitz_to_the_second() -> None:
    """Three clerks, first come first served: each waits exactly as the recursion says.

    J. Kiefer and J. Wolfowitz, Trans. Amer. Math. Soc. 78 (1955): who comes takes the server that
    is free first. No chance is left, so this sees what no interval can.
    """
    d = desk(3, {"gamma": "1 h", "cv": 1.5}, {"calls": ("2.7 per hour", 5)}, 200)
    msel = d.deck.msel(1)
    free = [0, 0, 0]
    started = []
    for time, takes in zip(msel.time.tolist(), msel.takes.tolist(), strict=True):
        started.append(max(time, heapq.heappop(free)))
        heapq.heappush(free, started[-1] + takes)
    assert len(started) > 12_000
    assert compiled_play(d.compiled, msel).started.tolist() == started


# ---- priorities ------------------------------------------------------------------------------------


def test_three_priorities_on_two_servers() -> None:
    """λ = 0.2, 0.6, 1.2 and μ = 3 per hour, nobody is interrupted (A. Cobham, Operations Research 2, 1954)."""
    days = 1900
    rates = {"danger": 0.2, "meet": 0.6, "report": 1.2}
    streams = {name: (f"{rate} per hour", i + 1) for i, (name, rate) in enumerate(rates.items())}
    d = desk(2, {"exponential": "20 min"}, streams, days)
    exact, before = [], 0.0
    for rate in rates.values():  # C / (2 μ) is the mean time until a server comes free, seen by one who waits or not
        after = before + rate / 6
        exact.append(erlang_c(2, 2 / 3) / 6 / ((1 - before) * (1 - after)))
        before = after
    assert exact == pytest.approx([0.02874, 0.03316, 0.04808], abs=5e-6)

    def measures(msel: Msel, log: Log) -> dict[str, float]:
        wait, kind = waits(msel, log, days)
        return {name: float(wait[kind == k].mean()) for k, name in enumerate(rates)}

    agree(estimates(d, 80, measures), dict(zip(rates, exact, strict=True)))


@pytest.mark.slow
@pytest.mark.parametrize(("first", "exact"), [(1, (1.25, 6.25)), (2, (5.0, 5.0))], ids=["priority", "first-come"])
def test_two_deterministic_classes(first: int, exact: tuple[float, float]) -> None:
    """12 an hour each of 1 and of 3 min, sixty times as slow: 1.25 and 6.25 min, or 5 min for all."""
    days = 3600
    streams = {"short": ("0.2 per hour", first), "long": ("0.2 per hour", 2)}
    d = desk(1, "1 h", streams, days, {"short": "1 h", "long": "3 h"})

    def measures(msel: Msel, log: Log) -> dict[str, float]:
        wait, kind = waits(msel, log, days)
        return {name: float(wait[kind == k].mean()) for k, name in enumerate(streams)}

    agree(estimates(d, 72, measures), dict(zip(streams, exact, strict=True)))


# ---- M/G/1 -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("service", "exact", "runs"),
    [
        pytest.param({"exponential": "1 h"}, 4.0, 40, marks=pytest.mark.slow),
        ("1 h", 2.0, 20),
        pytest.param({"gamma": "1 h", "cv": 1 / math.sqrt(2)}, 3.0, 30, marks=pytest.mark.slow),
    ],
    ids=["exponential", "deterministic", "erlang-2"],
)
def test_one_server_at_eighty_percent(service: Any, exact: float, runs: int) -> None:
    """Pollaczek and Khinchine: ρ E[S] (1 + cv²) / 2 (1 - ρ) hours, ρ = 0.8, E[S] = 1 h."""
    days = 3600
    d = desk(1, service, {"calls": ("0.8 per hour", 5)}, days)

    def measures(msel: Msel, log: Log) -> dict[str, float]:
        wait, _ = waits(msel, log, days)
        return {"mean wait": float(wait.mean())}

    agree(estimates(d, runs, measures), {"mean wait": exact})


# ---- a rate that follows the clock -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("service", "smooth"),
    [
        ({"exponential": "3 h"}, (22.7136, 39.2773, 37.2864, 20.7227)),
        ("3 h", (24.4062, 43.5047, 35.5938, 16.4953)),
    ],
    ids=["exponential", "deterministic"],
)
def test_everybody_is_served_at_once_while_the_rate_follows_the_clock(service: Any, smooth: tuple[float, ...]) -> None:
    """λ(t) = 10 + 5 sin(2πt/24) an hour, 3 h of service, nobody waits: how many are there at 0, 6, 12, 18 h.

    The profile of a stream is constant within each hour, here the sinusoid's mean over it. So the
    figure is the sum over past hours j of λ_j times the integral of P(S > u) over that hour
    (S. G. Eick, W. A. Massey, W. Whitt, Operations Research 41, 1993). For 3 h exactly it is the
    smooth one to the last digit; for the exponential it differs by less than 0.4 %.
    """
    rate = [10 + 5 * (math.cos(math.tau * h / 24) - math.cos(math.tau * (h + 1) / 24)) * 24 / math.tau for h in range(24)]
    exponential = isinstance(service, dict)
    there = [
        sum(
            rate[(t - k) % 24] * (3 * (math.exp(-(k - 1) / 3) - math.exp(-k / 3)) if exponential else k <= 3)
            for k in range(1, 240)
        )
        for t in (0, 6, 12, 18)
    ]
    assert there == pytest.approx(smooth, rel=0.004 if exponential else 3e-6)
    days = 400
    d = drill(
        {},
        {"stay": {"takes": service}},
        streams={
            "visits": {
                "kind": "visit",
                "rate": "240 per day",
                "hours": {f"{h:02d}:00-{h + 1:02d}:00": r for h, r in enumerate(rate)},
                "at_most": 100_000,
            }
        },
        days=days,
        longest="10 days",
    )

    def measures(msel: Msel, log: Log) -> dict[str, float]:
        found = {}
        came, gone = np.sort(log.started), np.sort(log.ended)
        for hour in (0, 6, 12, 18):
            moments = np.arange(10, days) * DAY + hour * HOUR
            inside = np.searchsorted(came, moments, side="right") - np.searchsorted(gone, moments, side="right")
            found[f"{hour:02d}:00"] = float(inside.mean())
        return found

    agree(estimates(d, 12, measures), dict(zip(("00:00", "06:00", "12:00", "18:00"), there, strict=True)))


# ---- laws without chance ---------------------------------------------------------------------------


def test_littles_law_holds_exactly_from_empty_to_empty() -> None:
    """The area under 'how many are there' is the sum of the times they spend there: second by second.

    The area is added up from capacity in use, the sum from the incidents' own milestones.
    """
    d = desk(2, {"gamma": "1 h", "cv": 0.7}, {"calls": ("1.5 per hour", 5)}, 30)
    msel = d.deck.msel(1)
    log = compiled_play(d.compiled, msel)
    end = int(log.ended.max()) + 1

    def area(begin: Any, finish: Any) -> int:
        change = np.zeros(end + 1, np.int64)
        np.add.at(change, begin, 1)
        np.add.at(change, finish, -1)
        level = np.cumsum(change)
        assert level[-1] == 0
        assert level.min() >= 0
        return int(level.sum())

    assert area(msel.time, log.ended) == (log.ended - msel.time).sum()
    assert area(log.ready, log.started) == (log.started - msel.time).sum()
    # Work is conserved: what is in use is what the MSEL asked for, and never more than two.
    assert area(log.hold_taken, log.hold_released) == msel.takes.sum()
    busy = np.zeros(end + 1, np.int64)
    np.add.at(busy, log.hold_taken, 1)
    np.add.at(busy, log.hold_released, -1)
    assert np.cumsum(busy).max() == 2
