"""The command `list`: the scenarios of a folder, one line each, and how the promises of their plans stand."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from rich.cells import cell_len, set_cell_size

from drillsim.base.errors import Fault, InputError
from drillsim.base.language import N_, Message, _, ngettext, say, text
from drillsim.base.legible import one_line, shortened
from drillsim.base.shell import command_line
from drillsim.command.lines import data, echo
from drillsim.command.screen import out, styled
from drillsim.files.reading import is_plan, read_scenario
from drillsim.plan.plan import Plan
from drillsim.plan.scenario import Scenario
from drillsim.say.verdicts import tally
from drillsim.store.folder import REPORTS, Inputs, set_apart
from drillsim.store.standing import Standing, standing

WIDEST = 80  # columns of a name in the list; an ellipsis stands for the rest of a longer one


@dataclass(frozen=True)
class Listed:
    """A scenario file: read, with how it stands; or with its first fault."""

    path: Path
    read: tuple[Scenario, Plan, Standing] | None
    fault: Fault | None = None


def list_(folder: Path, form: str) -> int:
    if not folder.is_dir():
        raise click.UsageError(_("there is no folder {folder}").format(folder=folder))
    found = list(listed(folder))
    if form == "json":
        data(json.dumps({"format": "drillsim/list/1", "scenarios": list(map(_as_json, found))}, ensure_ascii=False) + "\n")
    elif found:
        _print(found)
    else:
        echo(
            _("There is no scenario in {folder}; one to start from: {command}").format(
                folder=folder, command=command_line("new", _("my-plan"))
            )
        )
    return 0


def listed(folder: Path) -> Iterator[Listed]:
    """Every scenario in a folder and the folders in it, in order of their names."""

    for path in sorted(folder.rglob("*.yaml")):
        if set_apart(path, folder):
            continue
        try:
            if is_plan(path):
                continue
            scenario, plan = read_scenario(path)
        except InputError as error:
            yield Listed(path, None, error.faults[0])
            continue
        inputs = Inputs.of(path, scenario.files(path))
        yield Listed(path, (scenario, plan, standing(inputs, plan.plan, path, REPORTS)))


def state_words(standing: Standing) -> Message:
    """How the promises stand, in a few words."""
    if standing.result is None:
        return say("changed since it was played") if standing.changed else say("not played yet")
    told = tally(standing.result.counted)
    for group, words in (("restates", N_("{told}; only restating an input: {n}")), ("ours", N_("{told}; ours: {n}"))):
        if n := sum(target.group == group for target in standing.result.targets):
            told = Message(words, {"told": told, "n": n})
    return told


def _as_json(one: Listed) -> dict[str, Any]:
    found: dict[str, Any] = {"path": one.path.as_posix()}
    if one.read is None:
        return {**found, "state": "unreadable", "fault": str(one.fault).partition("\n")[0]}
    scenario, plan, standing = one.read
    found |= {"plan": plan.plan, "plan_name": plan.name, "scenario_name": scenario.name, "promises": len(plan.targets)}
    if standing.result is None:
        return {**found, "state": "changed" if standing.changed else "not_played"}
    count = Counter(target.verdict for target in standing.result.counted)
    groups = Counter(target.group for target in standing.result.targets)
    found |= {"state": "played", "met": count["PASS"], "missed": count["FAIL"], "not_settled": count["UNDECIDED"]}
    found |= {"restate_an_input": groups["restates"], "ours": groups["ours"]}
    return {**found, "runs": standing.result.runs, "seed": standing.result.seed}


def _print(found: list[Listed]) -> None:
    """One line for each scenario, under the name of its plan; a file that cannot be read says what is wrong with it."""

    console = out()
    paths = _column([str(one.path) for one in found])
    names = _column([shortened(text(one.read[0].name), WIDEST) if one.read is not None else "" for one in found])
    above = ""
    for one, path, name in zip(found, paths, names, strict=True):
        if one.read is None:
            console.print(styled(f"  {path}  {str(one.fault).splitlines()[0]}", style="red"), soft_wrap=True)
            continue
        _scenario, plan, standing = one.read
        number = len(plan.targets)
        heading = ngettext("{plan}: {n} promise", "{plan}: {n} promises", number)
        heading = heading.format(plan=one_line(text(plan.name)), n=number)
        if heading != above:
            console.print(styled(heading, style="bold"), soft_wrap=True)
        above = heading
        console.print(f"  {path}  {name}  {state_words(standing)}", soft_wrap=True)


def _column(cells: list[str]) -> list[str]:
    """Cells of a column in one line each, equally wide."""
    shown = list(map(one_line, cells))
    return [set_cell_size(cell, max(map(cell_len, shown))) for cell in shown]
