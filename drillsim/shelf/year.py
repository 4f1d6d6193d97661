"""Which promise of which plan was tested when, and from that the drills of the year: what was never drilled goes first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from drillsim.base.language import Message, say, text
from drillsim.shelf.collection import ShelvedPlan
from drillsim.store.folder import is_drill
from drillsim.store.standing import read_result

MONTHS = 12
MOST_PROMISES = 6  # that one drill can try


@dataclass(frozen=True)
class PromiseHistory:
    """A promise of a plan: when it was last played and drilled (None: never), and the verdict of the last play."""

    plan: str
    promise: str
    played: date | None
    verdict: str | None
    drilled: date | None

    @property
    def urgency(self) -> tuple[bool, bool, bool, date]:
        """What is to be drilled first is smallest: what is missed, what was never drilled, what was drilled longest ago."""
        never = self.drilled is None
        return self.verdict != "FAIL", not never, self.played is not None, self.drilled or date.min


@dataclass(frozen=True)
class ProposedDrill:
    """A drill of the year: in which month, of which plan, which promises, and why these."""

    month: int
    plan: str
    promises: tuple[str, ...]
    why: Message


def tested(plans: Iterable[ShelvedPlan], reports: Path) -> list[PromiseHistory]:
    """The promises of all plan files, with what the folders of runs and drills below `reports` say of them."""
    played: dict[tuple[str, str], tuple[date, str]] = {}
    drilled: dict[tuple[str, str], date] = {}
    for path in sorted(reports.glob("*/result.json")) if reports.is_dir() else []:
        result = read_result(path)
        if result is None:
            continue
        on = date.fromtimestamp(path.stat().st_mtime)
        for judged in result.targets:
            key = (result.plan, judged.id)
            if is_drill(path.parent):
                drilled[key] = max(on, drilled.get(key, on))
            elif key not in played or on >= played[key][0]:
                played[key] = (on, judged.verdict)
    found = []
    for one in plans:
        for name, target in one.plan.targets.items() if one.plan else ():
            assert one.plan is not None
            key = (one.plan.plan, name)
            last = played.get(key)
            called = text(target.name) or name
            found.append(PromiseHistory(one.name, called, last and last[0], last and last[1], drilled.get(key)))
    return found


def year_plan(promises: Iterable[PromiseHistory]) -> list[ProposedDrill]:
    """One drill for each plan, spread over the year, the most urgent first; each tries the promises that need it most."""
    of_plan: dict[str, list[PromiseHistory]] = {}
    for promise in promises:
        of_plan.setdefault(promise.plan, []).append(promise)
    order = sorted(of_plan, key=lambda plan: (min(one.urgency for one in of_plan[plan]), plan))
    step = MONTHS / max(1, len(order))
    drills = []
    for place, plan in enumerate(order):
        chosen = sorted(of_plan[plan], key=lambda one: one.urgency)[:MOST_PROMISES]
        missed = sum(one.verdict == "FAIL" for one in chosen)
        never = sum(one.drilled is None for one in chosen)
        why = say("{missed} missed in play, {never} never drilled", missed=missed, never=never)
        drills.append(ProposedDrill(int(place * step) + 1, plan, tuple(one.promise for one in chosen), why))
    return drills
