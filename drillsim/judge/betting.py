"""Evidence about a ratio of two means over runs, that may be looked at after every run.

Each claim ("more than 95 % are on time") is a bet on fair terms against its own denial: when
the denial is true, the wealth of the bettor reaches 1/alpha with a chance of at most alpha
over the whole sequence of runs (Ville 1939). Turned round, the values whose bet has paid so
much are refuted, and those left are a confidence sequence: an interval that holds the truth
after every run at once.

- Waudby-Smith & Ramdas (2024), Estimating means of bounded random variables by betting,
  JRSS B 86: the wealth for shares.
- Robbins (1970), Statistical methods related to the law of the iterated logarithm, Ann.
  Math. Stat. 41, and Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas (2024), Time-uniform
  central limit theory and asymptotic confidence sequences, Ann. Stat. 52: means.
- Fieller (1954), Some problems in interval estimation, JRSS B 16: from the evidence about a
  ratio to its interval.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

BETS = 12  # fixed stakes that share the wealth of one claim
SMALLEST = 0.1  # of them, unless a truth near the goal asks for less
FIRST_LOOK = 300  # runs with something judged before anything is said of a mean


class Bets:
    """Log wealth of a mixture of fixed bets that more than `share` of what is judged counts.

    A run with `judged` things, at most `cap`, of which `part` count, gains part - share*judged
    and loses at most share*cap. A bet stakes the fraction f of its wealth on every run, of
    which the worst possible run takes all; f is geometric from `smallest` to 0.95. With
    `all_in`, half the wealth goes to f = 1, which is ruined by one worst run and is the
    fastest of all until then.
    """

    def __init__(self, share: float, cap: int, smallest: float = SMALLEST, all_in: bool = False) -> None:
        self.share, self.cap = share, cap
        self.stakes: Floats = np.geomspace(smallest, 0.95, BETS)
        self.weights: Floats = np.full(BETS, 1 / BETS)
        if all_in:
            self.stakes = np.append(self.stakes, 1.0)
            self.weights = np.append(self.weights / 2, 0.5)
        self.log_wealth: Floats = np.zeros(len(self.stakes))
        self.count = 0

    def feed(self, judged: Ints, part: Ints) -> Floats:
        """Log wealth (n,) after each of the next runs (n,), in which something was judged."""
        steps = self._steps(self.share, judged, part)
        # Summed strictly in order from the state, so blocks cut anywhere agree to the last bit.
        paths = np.cumsum(np.vstack((self.log_wealth, steps)), axis=0)[1:]
        self.log_wealth = paths[-1]
        self.count += len(judged)
        return self._mixed(paths)

    def bound(self, judged: Ints, part: Ints, target: float) -> float:
        """The largest share that these runs (n,) refute at log wealth `target` above 0; 0 for none.

        The same stakes are laid against every share. The wealth of each then falls as the share
        grows, so that a share is refuted together with all below it, and the one of `feed` is
        refuted exactly when it lies below the bound.
        """
        if not part.any():
            return 0.0
        keys, counts = np.unique(judged * (judged.max() + 1) + part, return_counts=True)  # runs alike are played once
        judged, part = np.divmod(keys, judged.max() + 1)

        def evidence(share: float) -> float:
            return float(self._mixed(counts @ self._steps(share, judged, part))) - target

        return _last_refuted(evidence, float(counts @ part) / float(counts @ judged))

    def _steps(self, share: float, judged: Ints, part: Ints) -> Floats:
        """Log of what each bet's wealth is multiplied by in each run (n, stakes)."""
        with np.errstate(divide="ignore"):  # log of 0: the stake of 1 is lost for good
            steps: Floats = np.log1p(((part - share * judged) / (share * self.cap))[:, None] * self.stakes)
        return steps

    def _mixed(self, paths: Floats) -> Floats:
        """Log wealth of the mixture, of the log wealths of its bets (…, stakes)."""
        top = paths.max(axis=-1)
        return np.asarray(top + np.log((np.exp(paths - top[..., None]) * self.weights).sum(axis=-1)))

    def runs_needed(self, target: float) -> float:
        """Runs in all until log wealth `target` at the pace seen so far; inf for never."""
        growing = self.log_wealth > 0
        needed = self.count * (target - np.log(self.weights[growing])) / self.log_wealth[growing]
        return float(needed.min(initial=math.inf))


def _last_refuted(evidence: Callable[[float], float], seen: float) -> float:
    """The largest share below the one `seen` for which falling `evidence` is not below 0.

    By false position (the Illinois rule); what is returned is never on the wrong side.
    """
    low, above = seen, seen
    at_low = at_above = evidence(seen)
    while at_low < 0:
        above, at_above = low, at_low
        low /= 2
        at_low = evidence(low)
    moved = 0  # the end that moved last: -1 the lower, 1 the upper one
    while above - low > 1e-10 * above:
        new = low + (above - low) * at_low / (at_low - at_above)
        new = min(max(new, low + 1e-11 * above), above - 1e-11 * above)
        found = evidence(new)
        if found >= 0:
            low, at_low = new, found
            at_above /= 2 if moved == -1 else 1
            moved = -1
        else:
            above, at_above = new, found
            at_low /= 2 if moved == 1 else 1
            moved = 1
    return low


class Normal:
    """Log wealth that gains have a mean above 0, from running mean and variance.

    Robbins' half-normal mixture of the standardised sum; it passes log(1/alpha) when the
    one-sided asymptotic confidence sequence leaves 0 behind. Asymptotic: the error rate is
    approached as FIRST_LOOK grows and is not guaranteed for heavy tails. -inf before it.
    """

    def __init__(self, alpha: float) -> None:
        budget = -2 * math.log(alpha)
        self.rho2 = (budget + math.log(1 + budget)) / FIRST_LOOK  # tightest near the first look
        self.count = 0
        self.total = self.squares = 0.0  # sum of gains, of squared distances from their mean

    def feed(self, gains: Floats) -> Floats:
        """Log wealth (n,) after each of the `gains` (n,) of runs in which something was judged."""
        count = self.count + np.arange(len(gains) + 1)
        total = np.cumsum(np.concatenate(([self.total], gains)))
        mean = total / np.maximum(count, 1)
        # Welford's update: every term is at least 0, so nothing cancels.
        terms = np.maximum((gains - mean[:-1]) * (gains - mean[1:]), 0.0)
        squares = np.cumsum(np.concatenate(([self.squares], terms)))
        self.count, self.total, self.squares = int(count[-1]), float(total[-1]), float(squares[-1])
        count, total, squares = count[1:], total[1:], squares[1:]
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            x = np.nan_to_num(total / np.sqrt(squares / count), nan=0.0, posinf=np.inf, neginf=-np.inf)
            evidence = self._evidence(x, count)
        return np.where(count >= FIRST_LOOK, evidence, -np.inf)

    def _evidence(self, x: Floats, count: Ints) -> Floats:
        """Log wealth at sums of `count` gains that are `x` standard deviations of one gain."""
        from scipy.special import erfcx

        x = x * math.sqrt(self.rho2) / np.sqrt(count * self.rho2 + 1)
        # erfcx(-x/sqrt 2) = 2 exp(x^2/2) Phi(x)
        return np.asarray(np.log(erfcx(-x / math.sqrt(2))) - np.log1p(count * self.rho2) / 2)

    def bounds(self, judged: Ints, total: Floats, target: float) -> tuple[float, float]:
        """The least and the largest mean sum(total) / sum(judged) that these runs (n,) do not refute, at log wealth
        `target` either way; infinite where there is no such end."""
        n = len(judged)
        if n < FIRST_LOOK:
            return -math.inf, math.inf
        reach = self._reach(n, target)
        # |sum(m judged - total)| <= reach SD(m judged - total): a quadratic inequality in m (Fieller).
        spread = np.cov(judged, total, ddof=0) * reach**2
        a = float(judged.sum()) ** 2 - spread[0, 0]
        b = float(judged.sum()) * float(total.sum()) - spread[0, 1]
        c = float(total.sum()) ** 2 - spread[1, 1]
        if a <= 0:
            return -math.inf, math.inf
        root = math.sqrt(max(b * b - a * c, 0.0))
        return (b - root) / a, (b + root) / a

    def _reach(self, count: int, target: float) -> float:
        """How many standard deviations of one gain a sum of `count` gains must reach for log wealth `target`."""
        counts, low, high = np.array([count]), 0.0, 1.0
        while float(self._evidence(np.array([high]), counts)[0]) < target:
            low, high = high, 2 * high
        for _round in range(60):
            middle = (low + high) / 2
            if float(self._evidence(np.array([middle]), counts)[0]) < target:
                low = middle
            else:
                high = middle
        return high

    def runs_needed(self, target: float) -> float:
        """As in `Bets`."""
        if self.total <= 0:
            return math.inf
        pace = self.total**2 / max(self.squares * self.count, math.ulp(0.0))  # (mean / SD)^2
        return max(FIRST_LOOK, (2 * target + 1) / pace) if pace > 0 else math.inf
