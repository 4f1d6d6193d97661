"""From the folder of a sizing back to its answer: the trials are read, what is looked at beside them is played again."""

from __future__ import annotations

from pathlib import Path

from drillsim.base.errors import Fault, InputError
from drillsim.base.language import say
from drillsim.base.opening import contents
from drillsim.files.reading import read_scenario
from drillsim.sizing.answer import Answer
from drillsim.sizing.grid import Dimension, Grid
from drillsim.sizing.sizing import SizeSettings, Sizing
from drillsim.sizing.trial import SizingCase
from drillsim.store.folder import LARGEST, SIZING, Inputs, as_json, manifest_of
from drillsim.store.sizing import document
from drillsim.store.sizing_document import SizeDocument


def answer_of(path: Path) -> tuple[Answer, Inputs]:
    """The answer in a folder that `size` wrote. Raises InputError if it is none, or its inputs are not those."""
    manifest = manifest_of(path)
    try:
        if manifest["format"] != SIZING:
            raise ValueError
        told = SizeDocument.model_validate_json(contents(path / "size.json", LARGEST))
        dimensions = tuple(Dimension(d.pool, d.low, d.high, d.cost) for d in told.dimensions)
        settings = SizeSettings(told.seed, told.alpha, told.max_runs, manifest["settings"]["margin"])
        sizing = _sizing(told, Grid(dimensions), settings)
    except (OSError, KeyError, ValueError):  # a document that does not hold together is a ValueError, too
        mend = say("name a folder that drillsim size wrote")
        raise InputError([Fault(str(path), 0, 0, say("this is no folder of a sizing"), mend)]) from None
    inputs = Inputs.kept_in(path, manifest)
    scenario, plan = read_scenario(path / "inputs" / inputs.scenario)
    case = SizingCase.without(plan, scenario, dimensions, tuple(told.left_out))
    return Answer(case, sizing), inputs


def check(path: Path, answer: Answer, inputs: Inputs) -> None:
    """Raises InputError if this version plays the plan found to other figures than the folder has."""
    if as_json(document(answer, inputs).model_dump()) != contents(path / "size.json", LARGEST):
        what = say("these files come to another result with this version of drillsim")
        raise InputError([Fault(str(path / "size.json"), 0, 0, what, say("size the scenario again"))])


def _sizing(told: SizeDocument, grid: Grid, settings: SizeSettings) -> Sizing:
    def plan(sizes: dict[str, int]) -> int:
        return grid.plan_of(tuple(sizes[dimension.part] for dimension in grid.dimensions))

    certificate = told.certificate
    return Sizing(
        grid=grid,
        settings=settings,
        tried={plan(one.sizes): one for one in told.tried},
        winner=plan(certificate.winner.sizes) if certificate is not None and certificate.stands else None,
        certificate=certificate,
        refuted=tuple(map(plan, told.refuted)),
        neighbours=tuple(told.one_fewer),
        runs=told.runs,
    )
