"""Two plans on the same event lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from drillsim.base.errors import Fault, InputError
from drillsim.base.language import say
from drillsim.comparing import comparison
from drillsim.comparing.comparison import Comparison, Side, TargetComparison
from drillsim.compiled.resize import mixed, part, resized, split
from drillsim.files.reading import read_scenario
from drillsim.files.source import Source
from drillsim.judge.settings import Settings
from drillsim.papers.documents.comparing import comparison_html
from drillsim.plan.near import near
from drillsim.plan.plan import Plan
from drillsim.quantities.wording import Span
from drillsim.say.comparison import figures, headline, promised
from drillsim.sizing.request import strange_part, twofold
from drillsim.store.comparison import SideInputs, folder_files
from drillsim.store.comparison_replay import Compared
from drillsim.store.folder import Inputs, in_reports, write_folder


@dataclass(frozen=True, repr=False)
class Difference:
    """What B changes against A. `difference["in_town"]` is that of a target; printed, it says that of all."""

    paths: tuple[Path, Path]
    compared: Compared
    settings: Settings

    @property
    def found(self) -> Comparison:
        """The figures."""
        return self.compared.found

    def __getitem__(self, target: str) -> TargetComparison:
        """What B changes of a target. Raises KeyError if not both plans have it."""
        return {found.id: found for found in self.found.targets}[target]

    def __repr__(self) -> str:
        a, b = self.compared.a, self.compared.b
        lines = [str(headline(self.found))]
        for target in self.found.targets:
            promise = promised(a, b, target)[0]
            lines.append(f"  {target.id}  {promise}: {figures(a.plan.targets[target.id], target)}")
        return "\n".join(lines)

    def files(self) -> dict[str, bytes]:
        """Everything that lies in the folder."""
        a, b, sources, found = self.compared
        return folder_files(a, b, sources, self.settings, found)

    def page(self) -> bytes:
        """The page report.html."""
        return comparison_html(self.compared)

    def save(self, folder: Path | str | None = None, *, page: bool = False) -> Path:
        """Write the folder, as `drillsim compare` does. Returns it: another name where this one holds other results.

        Raises OSError.
        """
        files = self.files() | ({"report.html": self.page()} if page else {})
        usual = usual_folder(*self.paths, self.settings.seed)
        return write_folder(usual if folder is None else Path(folder), files, numbered=folder is None)[0]


def usual_folder(a: Path, b: Path, seed: int) -> Path:
    """Where the folder of a comparison lies unless another place is asked for."""
    return in_reports("compare", a.stem, "changed" if a == b else b.stem, seed)


def side(path: Path) -> Side:
    """A scenario file with its plan, to be compared. Raises InputError."""
    scenario, plan = read_scenario(path)
    return Side(plan, scenario)


def other(a: Side, path: Path, sizes: Mapping[str, int]) -> Side:
    """What is held against A: with `sizes`, A with these pools or shifts in other sizes, else the scenario in a file.

    Raises InputError, also where the two have other days.
    """
    if sizes:
        return Side(resized(a.plan, dict(sizes)), a.scenario)
    b = side(path)
    windows = [(one.scenario.window.start, one.scenario.window.seconds) for one in (a, b)]
    if windows[0] != windows[1]:
        shown = [say("from {start}, {length}", start=start, length=Span(seconds)) for start, seconds in windows]
        what = say("the windows differ: {one} in A, {two} in B", one=shown[0], two=shown[1])
        raise InputError([Source(path).fault(("window",), what, say("give both the same days"))])
    return b


def compared(a: Path, b: Path, both: tuple[Side, Side], sizes: Mapping[str, int], settings: Settings) -> Difference:
    """Play both sides on the same event lists."""
    found = comparison.compare(*both, settings)
    one, two = (Inputs.of(path, side.scenario.files(path)) for path, side in zip((a, b), both, strict=True))
    sources = SideInputs(one, {}), SideInputs(two, dict(sizes))
    return Difference((a, b), Compared(*both, sources, found), settings)


def compare(
    a: Path | str, b: Path | str | None = None, *, change: Mapping[str, int] | None = None, runs: int = 400, seed: int = 1,
    alpha: float = 0.05, jobs: int = 1,
) -> Difference:  # fmt: skip
    """Play two scenario files on the same event lists, or one with other sizes of some pools (`change={"car": 2}`).

    A pool may be one of its shifts, by both names: `{"crew.night": 3}`. `alpha` is the error rate of all verdicts together.

    Raises InputError with every fault of the files, ValueError for settings that make no sense, OSError.
    """
    if (b is None) == (not change):
        raise ValueError("name two scenarios, or one scenario and a change")
    first = Path(a)
    second = first if b is None else Path(b)
    one = side(first)
    sizes = _sizes(one.plan, change or {})
    settings = Settings(seed, runs, alpha=alpha, jobs=jobs)
    return compared(first, second, (one, other(one, second, sizes)), sizes, settings)


def _sizes(plan: Plan, change: Mapping[str, int]) -> dict[str, int]:
    """The new sizes by pool or shift. Raises InputError with every fault."""
    found: dict[str, int] = {}
    strange: list[Fault] = []
    for word, size in change.items():
        name, key = split(plan, word)
        if name not in plan.pools:
            what = say("no pool is called '{name}'", name=name)
            strange.append(Fault(f"change {word}", 0, 0, what, near(name, plan.pools)))
        elif (one := part(name, plan.pools[name], key or None)) is None:
            strange.append(Fault(f"change {word}", 0, 0, *strange_part(name, plan.pools[name], key)))
        else:
            found[one] = size
    strange += [Fault(f"change {name}", 0, 0, *twofold(name)) for name in mixed(plan, found)]
    if strange:
        raise InputError(strange)
    return found
