"""How to replicate: what is asked for, and refused where it makes no sense."""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Integral, Real
from typing import Any, Literal, get_args

Engine = Literal["simpy", "compiled"]
MOST_RUNS = 10**7


@dataclass(frozen=True)
class Settings:
    """How to replicate. `runs` plays exactly that many; else play stops when every target is settled.

    Raises ValueError for what cannot be played.
    """

    seed: int = 1
    runs: int | None = None
    max_runs: int = 5000
    alpha: float = 0.05
    margin: float = 0.01
    jobs: int = 1
    cluster: str | None = None  # address of a Dask scheduler
    engine: Engine = "compiled"

    def __post_init__(self) -> None:
        check(self)


def check(settings: Any) -> None:
    """Raise ValueError, with all faults, for settings that cannot be played; what a kind of them lacks is not looked at."""
    whole, share = "a whole number from {low} to {high}", "a number above {low}, at most {high}"
    faults = []
    for name, kind, low, high, words in (
        ("seed", Integral, 0, 2**64 - 1, whole),
        ("runs", Integral, 1, MOST_RUNS, f"{whole}, or None to play until all is settled"),
        ("max_runs", Integral, 1, MOST_RUNS, whole),
        ("alpha", Real, 0, 0.5, share),
        ("margin", Real, 0, 1, share),
        ("jobs", Integral, 1, 256, whole),
    ):
        value = getattr(settings, name, None)
        if value is None and (name == "runs" or not hasattr(settings, name)):
            continue
        fits = isinstance(value, kind) and not isinstance(value, bool) and low <= value <= high  # type: ignore[operator]
        if not fits or (kind is Real and value == low):
            faults.append(f"{name} must be {words.format(low=low, high=high)} (got {value!r})")
    engine = getattr(settings, "engine", "compiled")
    if engine not in get_args(Engine):
        faults.append(f"engine must be one of {', '.join(map(repr, get_args(Engine)))} (got {engine!r})")
    if faults:
        raise ValueError("; ".join(faults))
