"""Sections on the plan as it is written: findings, assumptions, clauses, and how to make the run again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath
from typing import Any

from drillsim.base.errors import position
from drillsim.base.language import Message, say, text
from drillsim.base.shell import command_line
from drillsim.check.findings import coverage, quotes
from drillsim.files.critic import Placed
from drillsim.judge.settings import Settings
from drillsim.papers.dossier import Dossier
from drillsim.plan.calendar import EVERY_WEEK_ALIKE
from drillsim.plan.paths import PlanPath
from drillsim.quantities.wording import Series, capital
from drillsim.say.clauses import clause_lines, left_out_words, why_untested
from drillsim.say.findings import CLAUSE_MARKS, FINDING_KINDS
from drillsim.say.notes import cut_short
from drillsim.say.queue import queue_notes
from drillsim.why.load import Queue


def findings(case: Dossier) -> list[dict[str, Any]]:
    """The findings by kind, the gravest kind first."""
    groups = []
    for kind, words in FINDING_KINDS.items():
        rows = [
            {
                "what": capital(placed.finding.what),
                "quotes": quotes(case.plan, placed.finding),
                "mend": capital(placed.finding.mend),
                "clauses": str(Series(tuple(placed.finding.clauses))),
                "place": place_of(placed),
            }
            for placed in case.placed
            if placed.finding.kind == kind
        ]
        if rows:
            groups.append({"kind": kind, "words": words, "rows": rows})
    return groups


def place_of(placed: Placed) -> str:
    """Where to look: line of the file, or cell of the form."""
    name = PurePath(placed.file).name
    if placed.spot is not None:
        return position(name, placed.line, placed.column, placed.spot)
    return f"{name}:{placed.line}" if placed.line else name


def assumptions(case: Dossier) -> list[dict[str, Any]]:
    """What was put in where the plan gives no number: of the plan, then of the scenario; last, whose holidays are meant."""
    calendar = case.compiled.calendar
    years = sorted({day.year for day in case.scenario.window.dates})
    days = {
        "text": str(say("Public holidays and the days worked in their place.")),
        "source": str(Series(tuple(map(text, calendar.sources(years))))),
        "of_scenario": case.scenario.calendar is not None,
    }
    return [
        {"text": one.text, "source": one.source or "", "of_scenario": of_scenario}
        for of_scenario, group in ((False, case.plan.assumptions), (True, case.scenario.assumptions))
        for one in group.values()
    ] + ([] if calendar == EVERY_WEEK_ALIKE else [days])


def clauses(case: Dossier) -> dict[str, Any]:
    """Every clause with how it is covered, and how many bear each mark."""
    covered = coverage(case.plan)
    rows = []
    for row in covered.clauses:
        sign, words = CLAUSE_MARKS[row.clause.mark]
        names = list(dict.fromkeys(_part(case, part) for part in row.by))
        rows.append(
            {
                "id": row.number, "lines": clause_lines(row.clause), "mark": row.clause.mark, "sign": sign, "words": words,
                "by": names, "reason": why_untested(row.clause), "note": row.clause.note,
            }
        )  # fmt: skip
    counts = [(*CLAUSE_MARKS[mark], n) for mark, n in covered.counts.items()]
    return {"rows": rows, "counts": counts, "left_out": left_out_words(covered.reasons), "all": len(rows)}


_NAMED = ("pools", "procedures", "duties", "triggers", "zones")  # sections whose parts have names


def _part(case: Dossier, part: str) -> str:
    """What the plan calls a target ('in_town') or a part of it ('pools.car', 'procedures.visit.talk')."""
    plan, keys = case.plan, part.split(".")
    if part in plan.targets:
        return text(case.target_name(part))
    found = getattr(plan, keys[0], {}).get(keys[1]) if len(keys) > 1 and keys[0] in _NAMED else None
    if len(keys) > 2:
        found = getattr(found, "steps", {}).get(keys[-1]) or found
    name = getattr(found, "name", None)
    return text(name) if name else str(PlanPath(part))


def silent(case: Dossier) -> list[Message]:
    """Head-counts that came up and about which the plan says nothing, and what was not played to its end."""
    unsaid = queue_notes(case.compiled, replace(case.explanation, queue=Queue((), ()), timers=()))
    return [*unsaid, *cut_short(case.compiled, case.result)]


def reproduce(case: Dossier) -> dict[str, Any]:
    """The commands that make this again, from inside the run folder, and what they rest on."""
    result, settings, usual = case.result, case.settings, Settings()
    words: list[object] = ["run", f"inputs/{case.inputs.scenario}"]
    if case.inputs.msel is not None:
        words += ["--msel", f"inputs/{case.inputs.msel}"]
    if not case.one_list:
        words += ["--seed", str(result.seed)]
    if settings.runs and not case.one_list:
        words += ["--runs", str(settings.runs)]
    elif result.stopped == "interrupted":
        words += ["--runs", str(result.runs)]
    if settings.max_runs != usual.max_runs and not settings.runs:
        words += ["--max-runs", str(settings.max_runs)]
    if settings.alpha != usual.alpha and not case.one_list:
        words += ["--alpha", f"{settings.alpha:g}"]
    witness = next((t.witness for t in result.targets if t.verdict == "FAIL" and t.witness), None)
    commands = [command_line(*words)] if case.held is None else [command_line("replay", ".")]
    if witness is not None:
        run, incident = witness.run, witness.number
        chosen = () if case.one_list else ("--run", run)
        commands.append(command_line("explain", ".", *chosen, "--incident", incident))
    return {
        "commands": commands,
        "seed": result.seed,
        "runs": f"{result.runs:,}",
        "versions": list(case.manifest["versions"].items()),
        "inputs": list(case.manifest["inputs"].items()),
    }
