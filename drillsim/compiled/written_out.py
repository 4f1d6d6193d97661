"""Steps that are more than one row of a log, written out: attempts, rounds, and the levels at which incidents begin.

`call` with three attempts becomes `call~1`, `call~2`, `call~3` and a joint step `call` of no length, which ends when all
of them are over, as the last of them ended; rounds likewise. What an incident begins at (`levels`) becomes a step that
sets the level in its first second. So engines know attempts, rounds and entries as steps like all others.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from drillsim.plan.limits import WorkingDays
from drillsim.plan.plan import Plan
from drillsim.plan.procedures import Need, Procedure, Step
from drillsim.plan.values import Seconds, Text

MARK = "~"  # no name can hold it


class Repetition(Step):
    """One attempt or one round of a step."""

    of: str
    number: int  # from 1
    waits: Seconds | None = None  # between its turn and its beginning
    until: str | None = None  # it is left out if this moment has come by then


class LevelEntered(Step):
    """That an incident begins at a level of response: no step of the plan's own."""


class Joint(Step):
    """A step that was written out: it is over when its parts are, and ended as the last of them did."""

    parts: list[str]


def written_out(plan: Plan) -> Plan:
    """A plan whose steps are rows of a log, one each."""
    found = {name: _procedure(plan, name, procedure) for name, procedure in plan.procedures.items()}
    if all(found[name] is procedure for name, procedure in plan.procedures.items()):
        return plan
    return plan.model_copy(update={"procedures": found})


def base(name: str) -> str:
    """The step or need that a name stands for, as the plan's file has it."""
    return name.partition(MARK)[0]


def timer(step: Step) -> tuple[int | WorkingDays, str] | None:
    """How long a step waits after its turn has come, and the moment of a step that it is left out for, if there is one."""
    if isinstance(step, Repetition) and step.waits is not None:
        return step.waits, step.until or ""
    if step.unless is not None:
        ((moment, seconds),) = step.unless.items()
        return seconds, moment
    return None


def read_at(steps: dict[str, Step], step: str, moment: str) -> str:
    """The step whose row of the log holds a moment: one that was written out begins with its first part."""
    one = steps[step]
    return one.parts[0] if isinstance(one, Joint) and moment not in ("ended", "attempted") else step


def _parts_of(name: str, step: Step) -> list[str]:
    return [f"{name}{MARK}{number}" for number in range(1, step.times + 1)] if step.again or step.rounds else []


def _procedure(plan: Plan, kind: str, procedure: Procedure) -> Procedure:
    steps = procedure.steps
    parts = {name: many for name, step in steps.items() if (many := _parts_of(name, step))}
    leveled = procedure.leveled or any(target.at_level for target in plan.targets.values())
    entries = dict(_entries(plan, kind)) if leveled else {}
    if not parts and entries.keys() <= steps.keys():
        return procedure
    asked = {need: name for name in parts for need in steps[name].asked}

    def everyone(needs: list[str]) -> list[str]:
        """Needs as the parts of their steps ask for them."""
        return [_numbered(need, number) for need in needs
                for number in range(1, 1 + len(parts[asked[need]]) if need in asked else 2)]  # fmt: skip

    found: dict[str, Step] = {} if entries.keys() <= steps.keys() else dict(entries)
    for name, step in steps.items():
        if name in parts:
            found |= {part: _part(name, step, number, parts[name]) for number, part in enumerate(parts[name], 1)}
            found[name] = _joint(step, parts[name])
        elif set(step.who) & asked.keys() or set(step.way_back) & asked.keys():
            found[name] = step.model_copy(update={"who": everyone(step.who), "way_back": everyone(step.way_back)})
        else:
            found[name] = step
    return procedure.model_copy(update={"steps": found})


def _counted(name: Text, number: int) -> Text:
    """The name of an attempt or a round."""
    names = name if isinstance(name, dict) else {"en": name, "zh": name}
    return {
        language: f"{text} ({number})" if language == "en" else f"{text}（{number}）" for language, text in names.items()
    }


def _numbered(need: str, number: int) -> str:
    return need if number == 1 else f"{need}{MARK}{number}"


def _entries(plan: Plan, kind: str) -> Iterator[tuple[str, Step]]:
    """Steps that set the level at which an incident begins."""
    for level in plan.levels_of(kind):
        entered = plan.levels[level]
        for number, where in enumerate(entered.when, 1):
            if kind in where.get("kind", [kind]):
                when = {subject: values for subject, values in where.items() if subject != "kind"}
                yield (
                    f"{level}{MARK}{number}",
                    LevelEntered.model_construct(name=entered.name or level, when=when, level=level),
                )


def _part(name: str, step: Step, number: int, parts: list[str]) -> Repetition:
    own = step.asked

    def mine(names: list[str]) -> list[str]:
        return [_numbered(need, number) if need in own else need for need in names]

    def asked(needs: dict[str, Need]) -> dict[str, Need]:
        return {
            _numbered(need, number): one.model_copy(update={"crew_of": one.crew_of and mine([one.crew_of])[0]})
            for need, one in needs.items()
        }

    given: dict[str, Any] = dict(step) | {
        "of": name,
        "number": number,
        "name": _counted(step.name or name, number),
        "needs": asked(step.needs),
        "cases": [case.model_copy(update={"needs": asked(case.needs)}) for case in step.cases],
        "who": mine(step.who),
        "way_back": mine(step.way_back),
        "keep": {_numbered(need, number): until for need, until in step.keep.items()},
        "again": None,
        "rounds": None,
        "level": None,
    }
    if step.rounds is not None:
        passed = number - step.rounds.at_once
        given |= {"waits": step.rounds.every * passed, "until": step.rounds.until.named[0]}
    elif step.again is not None and number > 1:
        before = parts[number - 2]
        given |= {"after": [before], "when": {before: step.again.when}, "waits": step.again.every or None, "unless": None}
        given |= {"at_level": []}
    return Repetition.model_construct(**given)


def _joint(step: Step, parts: list[str]) -> Joint:
    kept = ("name", "stage", "outcome", "calls", "gives_up", "level", "clause")
    return Joint.model_construct(parts=parts, after=parts, **{name: getattr(step, name) for name in kept})
