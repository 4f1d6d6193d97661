"""A sizing on disk and as a document: size.json, table.csv and the manifest.

As with a run, every byte follows from the input files, the draw number and the
settings: no time stamp, no number of workers, nothing of how often it was cut off and resumed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from drillsim.compiled.resize import counted_key
from drillsim.sheets.spreadsheet import table_bytes
from drillsim.sizing.answer import LOOKED_AT, Answer, GridCell
from drillsim.sizing.sensitivity import Swing
from drillsim.sizing.trial import Trial
from drillsim.store.folder import SIZING, Inputs, as_json, versions
from drillsim.store.sizing_document import (
    DimensionDocument,
    LoadDocument,
    SensitivityDocument,
    SizeDocument,
    Sizes,
    SwingDocument,
)
from drillsim.why.load import PoolLoad

MOST_ROWS = 20_000  # plans that the table lists whole; of more it lists those tried
MOST_OPEN = 1_000  # cheaper plans not shown to miss a target that the document lists


def document(answer: Answer, inputs: Inputs) -> SizeDocument:
    """The answer as the JSON document whose schema `drillsim schema size` prints."""
    sizing, grid = answer.sizing, answer.sizing.grid
    open_plans = sizing.open_plans.tolist()

    def named(plans: Any) -> list[Sizes]:
        return [_named(answer, grid.sizes_of(plan)) for plan in plans]

    return SizeDocument(
        outcome=answer.outcome,
        plan=answer.case.plan.plan,
        scenario=Path(inputs.scenario).stem,
        inputs=inputs.checksums,
        seed=sizing.settings.seed,
        alpha=sizing.settings.alpha,
        max_runs=sizing.settings.max_runs,
        runs=sizing.runs,
        plans=len(grid),
        left_out=list(answer.case.left_out),
        dimensions=[
            DimensionDocument(
                pool=d.part, key=counted_key(answer.case.plan, d.part), low=d.low, high=d.high, cost=d.cost,
                now=answer.now[d.part],
            )
            for d in grid.dimensions
        ],
        plan_shown=_named(answer, answer.shown),
        cost=answer.cost,
        cost_now=answer.cost_now,
        certificate=sizing.certificate,
        open_count=len(open_plans),
        open=named(open_plans[:MOST_OPEN]),
        refuted=named(sizing.refuted),
        one_fewer=list(sizing.neighbours),
        frontier=named(sizing.frontier),
        tried=list(sizing.tried.values()),
        table="all" if len(grid) <= MOST_ROWS else "tried",
        looked_at=LOOKED_AT,
        loads=[_load(answer, load) for load in answer.loads],
        sensitivity=SensitivityDocument(
            sizes=_named(answer, answer.sensitivity.sizes),
            runs=answer.sensitivity.runs,
            margin=answer.sensitivity.base.margin,
            swings=[_swing(swing) for swing in answer.sensitivity.swings],
            unmoved=[name for name, _in_scenario in answer.sensitivity.unmoved],
        ),
    )  # fmt: skip


def _named(answer: Answer, sizes: tuple[int, ...]) -> Sizes:
    return dict(zip(answer.case.parts, sizes, strict=True))


def _load(answer: Answer, load: PoolLoad) -> LoadDocument:
    return LoadDocument(
        pool=load.pool,
        sized=load.pool in answer.pools_shown,
        outside=load.outside,
        utilisation=load.utilisation,
        overtime_seconds=load.overtime,
        longest_duty_seconds=load.longest_duty,
        called_in_per_week=load.called_in_per_week,
        peak=load.peak,
    )


def _swing(swing: Swing) -> SwingDocument:
    return SwingDocument(
        assumption=swing.name,
        of="scenario" if swing.in_scenario else "plan",
        uncertainty=swing.uncertainty,
        assumed=swing.usual,
        low=swing.low.margin,
        high=swing.high.margin,
        flips_low=list(swing.flips_low),
        flips_high=list(swing.flips_high),
    )


def table_csv(answer: Answer) -> bytes:
    """One row per plan of the grid (of a large one: per plan tried), the cheapest first.

    `state` says how it stands in the search: tried (pass, fail, undecided), or implied: it fails
    because a plan failed that has no fewer of anything (`because`), or is dearer than one that
    keeps all targets. `margin` is of the worst target. `sealed` is the verdict on the sealed deck.
    """
    grid, certificate = answer.sizing.grid, answer.sizing.certificate
    sealed: dict[int, Trial] = {}
    if certificate is not None:
        for trial in (certificate.winner, *certificate.covers, *certificate.audits, *answer.sizing.neighbours):
            sealed.setdefault(grid.plan_of(trial.counts), trial)
    rows: list[list[Any]] = [
        [*answer.case.parts, "cost", "state", "because", "runs", "worst_target", "estimate", "goal", "margin",
         "sealed", "sealed_runs"]
    ]  # fmt: skip
    for plan in grid.by_cost.tolist():
        cell = answer.cells[plan]
        if len(grid) <= MOST_ROWS or cell.trial is not None or plan in sealed:
            other = sealed.get(plan)
            again = [other.verdict, other.runs] if other is not None else ["", ""]
            rows.append([*grid.sizes_of(plan), f"{grid.cost[plan]:g}", *_row(answer, cell), *again])
    return table_bytes(rows)


def _row(answer: Answer, cell: GridCell) -> list[Any]:
    because = ""
    if cell.because is not None:
        sizes = _named(answer, answer.sizing.grid.sizes_of(cell.because))
        because = " ".join(f"{pool}={size}" for pool, size in sizes.items())
    if cell.trial is None:
        return [cell.state, because, "", "", "", "", ""]
    worst = cell.trial.worst_target
    told: list[Any] = ["", "", "", ""]
    if worst is not None:
        told = [
            worst.id,
            "" if worst.estimate is None else f"{worst.estimate:.6g}",
            f"{worst.goal:g}",
            f"{worst.margin:.6g}",
        ]
    return [cell.state, because, cell.trial.runs, *told]


def manifest(answer: Answer, inputs: Inputs) -> bytes:
    """What it takes to size again: what was varied, settings, versions, checksums of the inputs."""
    sizing = answer.sizing
    return as_json(
        {
            "format": SIZING,
            "seed": sizing.settings.seed,
            "runs": sizing.runs,
            "vary": {d.part: [d.low, d.high] for d in sizing.grid.dimensions},
            "cost": {d.part: d.cost for d in sizing.grid.dimensions},
            "without": list(answer.case.left_out),
            "settings": {
                "alpha": sizing.settings.alpha,
                "max_runs": sizing.settings.max_runs,
                "margin": sizing.settings.margin,
            },
            "versions": versions(),
            "scenario": inputs.scenario,
            "inputs": inputs.checksums,
        }
    )


def folder_files(answer: Answer, inputs: Inputs) -> dict[str, bytes]:
    """The files of the folder, but for the page."""
    files = {f"inputs/{name}": content for name, content in inputs.files.items()}
    files["manifest.json"] = manifest(answer, inputs)
    files["size.json"] = as_json(document(answer, inputs).model_dump())
    files["table.csv"] = table_csv(answer)
    return files
