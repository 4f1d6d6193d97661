"""The document size.json: what a program reads of a sizing."""

from __future__ import annotations

from typing import Literal

from drillsim.base.documents import Document
from drillsim.sizing.certificate import Certificate
from drillsim.sizing.trial import Trial

Sizes = dict[str, int]


class DimensionDocument(Document):
    """One pool, or one shift (`pool.shift`), that may change: its range, the cost of one, and how many there are now."""

    pool: str
    key: str
    low: int
    high: int
    cost: float
    now: int


class LoadDocument(Document):
    """How hard one pool of the plan shown works, per run of the first `looked_at`."""

    pool: str
    sized: bool
    outside: bool
    utilisation: float | None
    overtime_seconds: float
    longest_duty_seconds: int
    called_in_per_week: float
    peak: int


class SwingDocument(Document):
    """One assumption moved down and up by its uncertainty: the margin of the worst target, and targets that flip."""

    assumption: str
    of: Literal["plan", "scenario"]
    uncertainty: float
    assumed: bool  # the uncertainty is the usual one
    low: float
    high: float
    flips_low: list[str]
    flips_high: list[str]


class SensitivityDocument(Document):
    """How much the promises rest on the assumptions, for a plan of these sizes."""

    sizes: Sizes
    runs: int
    margin: float
    swings: list[SwingDocument]
    unmoved: list[str]


class SizeDocument(Document):
    """The result of `drillsim size`.

    `outcome` is 'certified', 'found' (not all that is claimed was shown), 'undecided' or 'none' (no plan of the range
    keeps all targets). `plan_shown` are the sizes of the plan found, or of the largest. `open` are cheaper plans of which
    it was not shown that they miss a target (at most a thousand of `open_count`). `table` says which plans table.csv lists.
    """

    format: Literal["drillsim/size/1"] = "drillsim/size/1"
    outcome: Literal["certified", "found", "undecided", "none"]
    plan: str
    scenario: str
    inputs: dict[str, str]
    seed: int
    alpha: float
    max_runs: int
    runs: int
    plans: int
    dimensions: list[DimensionDocument]
    left_out: list[str]
    plan_shown: Sizes
    cost: float
    cost_now: float
    certificate: Certificate | None
    open_count: int
    open: list[Sizes]
    refuted: list[Sizes]
    one_fewer: list[Trial]
    frontier: list[Sizes]
    tried: list[Trial]
    table: Literal["all", "tried"]
    looked_at: int
    loads: list[LoadDocument]
    sensitivity: SensitivityDocument
