"""A scenario that was played, with all that can be asked of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from drillsim.comparing.alone import AloneTogether, alone_and_together
from drillsim.compiled.compilation import compile_plan
from drillsim.compiled.event_list import Msel
from drillsim.compiled.log import Log
from drillsim.compiled.tables import CompiledPlan
from drillsim.deck.deck import Deck
from drillsim.deck.open_list import OpenList, deck_of
from drillsim.files.critic import criticise
from drillsim.files.reading import read_scenario
from drillsim.judge import verdict
from drillsim.judge.replicate import engine_named, play_event_list, quickest, replicate
from drillsim.judge.result import Result, TargetResult
from drillsim.judge.settings import Settings
from drillsim.papers.dossier import Dossier
from drillsim.papers.page import render
from drillsim.plan.plan import Plan
from drillsim.plan.scenario import Scenario
from drillsim.say.promise import form_words
from drillsim.say.resting import rests_words
from drillsim.say.verdicts import SIGNS, estimate_words, headline
from drillsim.store import record
from drillsim.store.folder import Inputs, as_json, in_reports, write_folder
from drillsim.store.together import document
from drillsim.why.evidence import Evidence
from drillsim.why.explanation import RUNS, Explanation
from drillsim.why.resting import with_what_it_rests_on

FEW_RUNS = 20  # up to so many the readable engine is as quick as compiling the other one
Progress = Callable[[int, list[verdict.Test]], Any]  # told of the runs played and the tests of the targets


@dataclass(frozen=True, repr=False)
class Run:
    """A scenario that was played many times; with `once`, an event list of it that was played once, and its log.

    `run["in_town"]` is what came of a target; printed, it says what came of all.
    """

    path: Path
    scenario: Scenario
    compiled: CompiledPlan
    settings: Settings
    result: Result
    inputs: Inputs
    listed: OpenList | None = None
    once: tuple[Msel, Log] | None = None
    written: Mapping[str, Any] | None = None  # the manifest of the folder that it was read from

    @property
    def plan(self) -> Plan:
        """The plan that was played."""
        return self.compiled.written

    @property
    def verdict(self) -> verdict.Verdict:
        """'PASS' if every target is met, 'FAIL' if one is missed, else 'UNDECIDED'."""
        return self.result.verdict

    def __getitem__(self, target: str) -> TargetResult:
        """What came of a target. Raises KeyError if the plan has none of that name."""
        return {found.id: found for found in self.result.targets}[target]

    def __repr__(self) -> str:
        lines = [str(headline(self.result))]
        for found in self.result.targets:
            target = self.plan.targets[found.id]
            words = f"{form_words(self.plan, target)}: {estimate_words(target, found)}"
            rests = rests_words(self.compiled, self.scenario, found) if found.restates else None
            lines.append(f"  {SIGNS[found.verdict]} {found.id}  {words}" + ("" if rests is None else f"; {rests}"))
        return "\n".join(lines)

    # ---- the plays ---------------------------------------------------------------------------------

    @cached_property
    def deck(self) -> Deck:
        """All runs, dealt again when they are asked for."""
        return deck_of(self.compiled, self.scenario, self.settings.seed, self.listed)

    @cached_property
    def kept(self) -> dict[str, tuple[int, Msel, Log]]:
        """The runs that are kept whole, by what they are: number, event list, log."""
        if self.once is not None:
            return {"run": self.shown}
        return {"median": self._whole(self.result.median_run), "worst": self.shown}

    @cached_property
    def shown(self) -> tuple[int, Msel, Log]:
        """The run that a report draws whole."""
        return self._whole(self.result.worst_run) if self.once is None else (1, *self.once)

    def _whole(self, number: int) -> tuple[int, Msel, Log]:
        msel = self.deck.msel(number)
        return number, msel, engine_named(quickest(msel))(self.compiled, msel)

    @cached_property
    def evidence(self) -> Evidence:
        """The runs that say why: the same ones that `explain` looks at."""
        msels = self.deck.first(min(self.result.runs, RUNS)) if self.once is None else [self.once[0]]
        readable = self.settings.engine == "simpy" and len(msels) <= FEW_RUNS
        return Evidence(self.compiled, msels, engine_named("simpy" if readable else "compiled"), scenario=self.scenario)

    @property
    def explanation(self) -> Explanation:
        """Why targets are missed."""
        return self.evidence.explanation

    @cached_property
    def together(self) -> AloneTogether | None:
        """Of several plans that were played together: each of them alone as well, promise by promise."""
        if self.scenario.together is None or self.once is not None or self.listed is not None:
            return None
        return alone_and_together(self.compiled, self.scenario, self.settings, self.result.runs)

    # ---- what is written ---------------------------------------------------------------------------

    @cached_property
    def dossier(self) -> Dossier:
        """Everything that a report is made from."""
        made_now = record.manifest(self.result, self.settings, self.inputs)
        return Dossier(
            scenario=self.scenario, compiled=self.compiled, settings=self.settings, result=self.result,
            inputs=self.inputs, manifest=json.loads(made_now) if self.written is None else self.written,
            placed=criticise(self.path, self.plan, self.scenario), evidence=self.evidence, shown=self.shown,
            together=self.together,
        )  # fmt: skip

    def page(self) -> bytes:
        """The page report.html."""
        return render(self.dossier)

    def files(self) -> dict[str, bytes]:
        """Everything that lies in the run folder, but for the page."""
        files = {f"inputs/{name}": content for name, content in self.inputs.files.items()}
        files["manifest.json"] = record.manifest(self.result, self.settings, self.inputs)
        files["results.csv"] = record.results_csv(self.compiled, self.result)
        files["result.json"] = record.result_json(self.result, self.inputs)
        if self.together is not None:
            files["together.json"] = as_json(document(self.plan, self.together).model_dump())
        for name, (number, msel, log) in self.kept.items():
            kept = f"run-{number}" if name == "run" else f"{name}-run-{number}"
            files[f"{kept}-steps.csv"] = record.steps_csv(self.compiled, msel, log)
            files[f"{kept}-units.csv"] = record.holds_csv(self.compiled, msel, log)
        return files

    def save(self, folder: Path | str | None = None, *, page: bool = True) -> Path:
        """Write the run folder, as `drillsim run` does. Returns it: another name where this one holds other results.

        Raises OSError.
        """
        files = self.files() | ({"report.html": self.page()} if page else {})
        usual = usual_folder(self.path, self.settings.seed)
        return write_folder(usual if folder is None else Path(folder), files, numbered=folder is None)[0]


def usual_folder(scenario: Path, seed: int, msel: Path | None = None, *, drawn: bool = False) -> Path:
    """Where a run folder lies unless another place is asked for; `drawn`: the blanks of the event list are."""
    if msel is None:
        return in_reports(scenario.stem, seed)
    usual = in_reports(scenario.stem, msel.stem)
    return usual.with_name(f"{usual.name}-{seed}") if drawn else usual


def play(
    path: Path, scenario: Scenario, compiled: CompiledPlan, settings: Settings, listed: OpenList | None = None,
    msel_path: Path | None = None, progress: Progress = lambda _runs, _tests: None,
) -> Run:  # fmt: skip
    """Play a scenario, or an event list with blanks, until all is settled."""
    result = judged(compiled, scenario, settings, progress, listed)
    inputs = Inputs.of(path, scenario.files(path), msel_path)
    return Run(path, scenario, compiled, settings, result, inputs, listed)


def play_list(
    path: Path, scenario: Scenario, compiled: CompiledPlan, settings: Settings, msel: Msel, msel_path: Path | None = None
) -> Run:
    """Play an event list once, as it is written."""
    result, log = judged_list(compiled, scenario, settings, msel)
    inputs = Inputs.of(path, scenario.files(path), msel_path)
    return Run(path, scenario, compiled, settings, result, inputs, once=(msel, log))


def judged(
    compiled: CompiledPlan, scenario: Scenario, settings: Settings, progress: Progress = lambda _runs, _tests: None,
    listed: OpenList | None = None,
) -> Result:  # fmt: skip
    """What comes of a scenario, with what each verdict rests on, unless it was interrupted."""
    result = replicate(compiled, scenario, settings, progress, listed)
    if result.stopped == "interrupted":
        return result
    deck = deck_of(compiled, scenario, settings.seed, listed)
    few = settings.engine == "simpy" and result.runs <= FEW_RUNS
    return with_what_it_rests_on(compiled, scenario, result, deck, engine_named("simpy" if few else "compiled"))


def judged_list(compiled: CompiledPlan, scenario: Scenario, settings: Settings, msel: Msel) -> tuple[Result, Log]:
    """What comes of one event list, with what each verdict rests on, and its log."""
    deck = Deck(compiled, scenario, settings.seed)
    result, log = play_event_list(compiled, deck, msel, settings)
    return with_what_it_rests_on(compiled, scenario, result, deck, engine_named(settings.engine), once=msel), log


def run(
    path: Path | str, *, runs: int | None = None, seed: int = 1, max_runs: int = 5000, alpha: float = 0.05, jobs: int = 1
) -> Run:
    """Play a scenario file until every target of its plan is settled, or exactly `runs` times.

    `seed` reproduces: same files, same number, same result. `alpha` is the error rate of the verdicts, `max_runs` where
    play stops though a target is not settled, `jobs` how many cores play.

    Raises InputError with every fault of the files, ValueError for settings that make no sense, OSError.
    """
    path = Path(path)
    scenario, plan = read_scenario(path)
    settings = Settings(seed, runs, max_runs, alpha, jobs=jobs)
    return play(path, scenario, compile_plan(plan, scenario.window, scenario.calendar), settings)
