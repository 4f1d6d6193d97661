"""A comparison on disk: compare.json, compare.csv, and the runs of both so that each can be followed."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from drillsim.base.documents import Document
from drillsim.base.language import speaking
from drillsim.comparing.blocks import PairBlock
from drillsim.comparing.changes import Changes, TimePart, parts
from drillsim.comparing.comparison import Comparison, Figure, Side, TargetComparison, Unmatched
from drillsim.comparing.difference import Verdict
from drillsim.judge.evaluate import FIGURES, Gauge, gauges
from drillsim.judge.settings import Settings
from drillsim.say.reasons import GAPS
from drillsim.sheets.spreadsheet import table_bytes
from drillsim.store.folder import COMPARISON, Inputs, as_json, run_manifest, versions


class SideInputs(NamedTuple):
    """Where one side comes from: its files, and the sizes of pools and shifts that differ from them."""

    inputs: Inputs
    sizes: dict[str, int]


class SideDocument(Document):
    """One side: its plan, its files with their checksums, and what was changed in them."""

    plan: str
    scenario: str
    inputs: dict[str, str]
    sizes: dict[str, int]


class WitnessDocument(Document):
    """A changed incident: its run, its numbers in A and in B (from 1), or the occasion in words."""

    run: int
    a: int | None
    b: int | None
    occasion: str | None = None


class PartDocument(Document):
    """A part of the changed incidents' time: a stage, waiting for whom or what, or the cause of gaps. Means over the `timed`
    ones (of gaps: runs), in seconds."""

    part: Literal["stage", "waiting_for", "gap"]
    name: str
    mean_a: float
    mean_b: float
    less_in: int
    more_in: int


class ChangesDocument(Document):
    """Incidents that changed one way, the first of them, and where the time of those went in which time runs."""

    count: int
    witness: WitnessDocument | None
    timed: int
    mean_seconds_a: float | None
    mean_seconds_b: float | None
    parts: list[PartDocument]


class TargetDocument(Document):
    """One target. `difference` is B's estimate less A's; its interval holds together with those of all other targets."""

    id: str
    form: Literal["every", "share", "mean"]
    redefined: bool
    a: Figure
    b: Figure
    difference: float | None
    low: float | None
    high: float | None
    variance: float | None
    pairing_gain: float | None
    differing_runs: int
    rough: bool
    verdict: Verdict
    kept: ChangesDocument
    missed: ChangesDocument
    judged_only_a: int
    judged_only_b: int


class ComparisonDocument(Document):
    """The result of `drillsim compare`. `kept`: missed in A and kept in B; `missed`: the other way round."""

    format: Literal["drillsim/compare/1"] = "drillsim/compare/1"
    a: SideDocument
    b: SideDocument
    seed: int
    runs: int
    alpha: float
    alpha_of_each: float
    incidents: int
    moved: int
    targets: list[TargetDocument]
    only_a: Unmatched
    only_b: Unmatched


def document(a: Side, b: Side, sources: tuple[SideInputs, SideInputs], found: Comparison) -> ComparisonDocument:
    """The comparison as the JSON document whose schema `drillsim schema comparison` prints."""
    readers = [{gauge.name: gauge for gauge in gauges(side.compiled)} for side in (a, b)]
    return ComparisonDocument(
        a=_side(a, sources[0]),
        b=_side(b, sources[1]),
        seed=found.seed,
        runs=found.runs,
        alpha=found.alpha,
        alpha_of_each=found.alpha / max(1, len(found.targets)),
        incidents=found.pairs,
        moved=found.moved,
        targets=[_target(target, readers[0][target.id]) for target in found.targets],
        only_a=found.only_a,
        only_b=found.only_b,
    )


def _side(side: Side, source: SideInputs) -> SideDocument:
    inputs = source.inputs
    return SideDocument(plan=side.plan.plan, scenario=inputs.scenario, inputs=inputs.checksums, sizes=source.sizes)


def _target(target: TargetComparison, reader: Gauge) -> TargetDocument:
    difference = target.difference
    return TargetDocument(
        id=target.id,
        form=target.form,
        redefined=target.redefined,
        a=target.a,
        b=target.b,
        difference=difference.estimate,
        low=difference.low,
        high=difference.high,
        variance=difference.variance,
        pairing_gain=difference.gain,
        differing_runs=difference.differing,
        rough=difference.rough,
        verdict=target.verdict,
        kept=_changes(target.kept, reader),
        missed=_changes(target.missed, reader),
        judged_only_a=target.judged_only_a,
        judged_only_b=target.judged_only_b,
    )


def _changes(changes: Changes, reader: Gauge) -> ChangesDocument:
    n = changes.timed
    before, after = parts(changes.a), parts(changes.b)
    return ChangesDocument(
        count=changes.count,
        witness=_witness(changes, reader),
        timed=n,
        mean_seconds_a=changes.a.elapsed / n if n else None,
        mean_seconds_b=changes.b.elapsed / n if n else None,
        parts=[
            _part(part, float(before.get(part, 0)) / n, float(after.get(part, 0)) / n, changes)
            for part in dict.fromkeys((*before, *after))
        ],
    )


def _part(part: TimePart, mean_a: float, mean_b: float, changes: Changes) -> PartDocument:
    shift = changes.shifts.get(part)
    return PartDocument(
        part="waiting_for" if part.waiting else "gap" if part.name in GAPS else "stage",
        name=part.name,
        mean_a=mean_a,
        mean_b=mean_b,
        less_in=shift.fewer if shift else 0,
        more_in=shift.more if shift else 0,
    )


def _witness(changes: Changes, reader: Gauge) -> WitnessDocument | None:
    if changes.witness is None:
        return None
    run, a, b = changes.witness
    if reader.per_incident:
        return WitnessDocument(run=run, a=a, b=b)
    with speaking("en"):
        return WitnessDocument(run=run, a=None, b=None, occasion=str(reader.occasion(a - 1)))


_COLUMNS = FIGURES[:-1]  # without the first miss, which the changes name


def compare_csv(found: Comparison) -> bytes:
    """One row per run and target: the figures of `evaluate.FIGURES` in A and in B, and how many incidents changed."""
    block: PairBlock = found.block
    rows: list[list[Any]] = [
        ["run", "target", *(f"{side}_{name}" for side in "ab" for name in _COLUMNS), "to_kept", "to_missed"]
    ]
    for run in range(found.runs):
        for index, target in enumerate(found.targets):
            figures = [column for side in (block.a, block.b) for column in side[run, index, : len(_COLUMNS)].tolist()]
            rows.append([run + 1, target.id, *figures, int(block.to_kept[run, index]), int(block.to_missed[run, index])])
    return table_bytes(rows)


def folder_files(
    a: Side, b: Side, sources: tuple[SideInputs, SideInputs], settings: Settings, found: Comparison
) -> dict[str, bytes]:  # fmt: skip
    """Everything that goes into the folder; `a` and `b` in it are run folders that `drillsim explain` follows."""
    told = {"runs": found.runs, "alpha": found.alpha}
    content = {"format": COMPARISON, "seed": found.seed, "settings": told, "versions": versions()}
    files = {
        "manifest.json": as_json(content),
        "compare.json": as_json(document(a, b, sources, found).model_dump()),
        "compare.csv": compare_csv(found),
    }
    for name, (inputs, sizes) in zip("ab", sources, strict=True):
        files |= {f"{name}/inputs/{path}": data for path, data in inputs.files.items()}
        files[f"{name}/manifest.json"] = run_manifest(inputs, settings.seed, found.runs, "runs", told, sizes)
    return files
