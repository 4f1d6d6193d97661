"""The smallest plan that keeps every target."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from drillsim.files.reading import read_scenario
from drillsim.papers.documents.sizing import size_html
from drillsim.say.certainty import certainty
from drillsim.say.sizing import headline, one_fewer
from drillsim.sizing import sizing
from drillsim.sizing.answer import Answer, answer
from drillsim.sizing.request import read_asked
from drillsim.sizing.sizing import SizeSettings
from drillsim.store.folder import Inputs, in_reports, write_folder
from drillsim.store.sizing import folder_files


@dataclass(frozen=True, repr=False)
class Sized:
    """What a sizing found; printed, it says so and how sure that is."""

    path: Path
    answer: Answer
    inputs: Inputs

    @property
    def sizes(self) -> dict[str, int] | None:
        """The smallest plan by pool or shift; None where none was found that keeps every target."""
        if self.answer.sizing.winner is None:
            return None
        return dict(zip(self.answer.case.parts, self.answer.shown, strict=True))

    def __repr__(self) -> str:
        fewer = [f"  {told}" for _pool, _now, _then, told in one_fewer(self.answer)]
        return "\n".join([str(headline(self.answer)), *map(str, certainty(self.answer)), *fewer])

    def files(self) -> dict[str, bytes]:
        """Everything that lies in the folder, but for the page."""
        return folder_files(self.answer, self.inputs)

    def page(self) -> bytes:
        """The page size.html."""
        return size_html(self.answer, self.inputs)

    def save(self, folder: Path | str | None = None, *, page: bool = True) -> Path:
        """Write the folder, as `drillsim size` does. Returns it: another name where this one holds other results.

        Raises OSError.
        """
        files = self.files() | ({"size.html": self.page()} if page else {})
        usual = usual_folder(self.path, self.answer.sizing.settings.seed)
        return write_folder(usual if folder is None else Path(folder), files, numbered=folder is None)[0]


def usual_folder(scenario: Path, seed: int) -> Path:
    """Where the folder of a sizing lies unless another place is asked for."""
    return in_reports(scenario.stem, "size", seed)


def size(
    path: Path | str, vary: Mapping[str, range], *, cost: Mapping[str, float] | None = None, without: Collection[str] = (),
    seed: int = 1, alpha: float = 0.05, max_runs: int = 5000, jobs: int = 1,
) -> Sized:  # fmt: skip
    """Find the cheapest sizes of some pools that keep every target of a scenario's plan, and certify them.

    `vary` gives the sizes that each pool may have, such as `{"car": range(1, 5)}`, or one of its shifts, by both names:
    `{"crew.night": range(1, 4)}`; `cost` what one of a pool costs (1
    unless given); `without` the targets that are not asked of the plan. `alpha` is the error rate of all claims together.

    Raises InputError with every fault of the files and of what is asked, ValueError for settings that make no sense,
    OSError.
    """
    path = Path(path)
    if stepped := [pool for pool, sizes in vary.items() if sizes.step != 1]:
        raise ValueError(f"the sizes of {stepped[0]!r} leave some out: every size between the ends is tried")
    words = [f"{pool}={sizes.start}..{sizes.stop - 1}" for pool, sizes in vary.items()]
    prices = [f"{pool}={price}" for pool, price in (cost or {}).items()]
    case, dimensions = read_asked(words, prices, list(without), lambda: read_scenario(path))
    settings = SizeSettings(seed, alpha, max_runs, jobs=jobs)
    with tempfile.TemporaryDirectory() as folder:
        found = sizing.size(case, dimensions, settings, Path(folder, "journal"))
    return Sized(path, answer(case, found), Inputs.of(path, case.scenario.files(path)))
