"""Two engines, one meaning: equal logs on random plans, and a test that can see every rule broken.

Each mutant below flips one rule of the reference engine. If the random plans could not tell it
from the real one, equal logs would say nothing about that rule.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from types import FunctionType
from typing import Any

import numpy as np
import pytest
from broken_rules import BROKEN, NobodyIsFirst
from often import often
from random_plans import played_case, random_case

from drillsim.check.plan import check_plan
from drillsim.compiled.event_list import ABSENT, ROAD, Msel
from drillsim.compiled.log import BROKEN as BROKE_DOWN
from drillsim.compiled.log import ENDED, ON_THE_ROAD, OPEN, RUNNING, SKIPPED, WAITING, WITHDRAWN, Log, same
from drillsim.compiled.tables import AT_LEVEL, DRAWN, GRANTED, NAMED, NEAREST, NOWHERE, ONE_WAY, SEATS, TRAVEL, CompiledPlan
from drillsim.compiled.written_out import Repetition
from drillsim.play import kernel
from drillsim.play.capacity import capacity_changes, granted
from drillsim.play.conduct import Conduct, conduct
from drillsim.play.kernel import play
from drillsim.play.underway import stretched

ROOT = Path(__file__).parents[1]

# What the random plans must hold enough of, as a share of all plans, in percent.
AT_LEAST = {
    "waiting": 60,
    "ties": 20,
    "back-ups": 10,
    "skips": 48,
    "stuck": 30,
    "on call": 15,
    "recall": 5,
    "shifts of their own": 5,
    "stands still": 2,
    "way back": 15,
    "tiers": 20,
    "silent tiers": 5,
    "phone off": 1,
    "absences bite": 5,
    "slow roads bite": 3,
    "hours bite": 20,
    "overtime": 5,
    "funds": 5,
    "joins after a skip": 5,
    "cut off": 10,
    "legs from elsewhere": 5,
    "nearest": 5,
    "by attribute": 5,
    "to the room granted": 4,
    "sent from elsewhere": 5,
    "sent half-way": 5,
    "turned away": 5,
    "interrupted": 3,
    "replaced": 3,
    "breaks down under way": 3,
    "kept for the first in line": 5,
    "priority by attribute": 5,
    "ordered by the need": 2,
    "the best is waited for": 2,
    "the freest": 2,
    "turnout by hours": 2,
    "crews": 5,
    "seats": 5,
    "several parts": 5,
    "shuttles": 5,
    "first before last": 5,
    "the time is up": 5,
    "comes in time": 5,
    "gives up": 5,
    "goes on after giving up": 2,
    "tried again": 5,
    "two rounds": 3,
    "a round too many": 3,
    "a level reached later": 3,
    "a level not reached": 3,
    "lowered": 2,
}


def sights(compiled: CompiledPlan, msel: Msel, log: Log) -> set[str]:
    """What happens in one play."""
    t = compiled.tables
    seen = set()
    waited = (log.status == WAITING) | ((log.started != OPEN) & (log.started > log.ready))
    incident = np.repeat(np.arange(len(msel.time)), np.diff(msel.row_first))
    step = np.arange(len(log.status)) - msel.row_first[incident] + t.variant_step_first[msel.variant[incident]]
    asked = sorted((int(t.step_priority[step[r]]), int(log.ready[r]), bool(waited[r]))
                   for r in np.flatnonzero((log.ready != OPEN) & (t.need_first[step + 1] > t.need_first[step])))  # fmt: skip
    together = [[request[2] for request in group] for _, group in groupby(asked, key=lambda request: request[:2])]
    need = np.concatenate(
        [np.arange(*t.variant_need_first[v : v + 2]) for v in msel.variant] or [np.empty(0, np.int64)]
    ).astype(np.int64)  # fmt: skip
    of = np.repeat(np.arange(len(msel.time)), np.diff(msel.slot_first))
    zone = np.where(msel.attribute[of, 0] == NOWHERE, len(compiled.zones), msel.attribute[of, 0])
    backup, spent = False, False
    for hold in np.flatnonzero(log.hold_taken != OPEN):
        ask = t.need_ask[need[hold]] * (len(compiled.zones) + 1) + zone[hold]
        rows = slice(t.candidate_first[ask], t.candidate_first[ask + 1])
        backup |= bool(t.candidate_backup[rows][t.candidate[rows] == log.hold_pool[hold]][0])
        spent |= compiled.plan.pools[compiled.pools[log.hold_pool[hold]]].kind == "fund"
    before_skipped = {
        (int(i), int(after))
        for i, s, r in zip(incident, step, np.arange(len(step)), strict=True)
        if log.status[r] == SKIPPED
        for after in t.after[t.after_first[s] : t.after_first[s + 1]]
    }
    facts = {
        "waiting": waited.any(),
        "ties": any(len(group) > 1 and any(group) for group in together),
        "back-ups": backup,
        "skips": (log.status == SKIPPED).any(),
        "stuck": (log.status == WAITING).any(),
        "on call": (log.hold_on_call > 0).any(),
        "recall": (granted(compiled, msel, log) < log.started).any(),
        "shifts of their own": log.hold_rows.any(),
        "stands still": (
            (log.status == ENDED) & (t.step_takes[step] == DRAWN) & (log.ended - log.started > msel.takes)
        ).any(),
        "way back": ((log.hold_left != OPEN) & (log.hold_home != log.hold_left)).any(),
        "tiers": any(compiled.plan.procedures[compiled.kinds[k]].steps[name].cases
                     for k in set(msel.kind.tolist()) for name in compiled.steps[k]),
        "silent tiers": any(compiled.silent[v] for v in msel.variant),
        "phone off": (log.outcome[log.status == ENDED] != msel.outcome[log.status == ENDED]).any(),
        "absences bite": not same(log, play(compiled, without(msel, ABSENT))),
        "slow roads bite": not same(log, play(compiled, without(msel, ROAD))),
        "hours bite": len(t.change_time) > 0 and not same(log, play(unchanging(compiled), msel)),
        "overtime": overtime(compiled, msel, log),
        "funds": spent,
        "joins after a skip": any(log.status[msel.row_first[i] + s] == ENDED for i, s in before_skipped),
        "cut off": (log.status == RUNNING).any(),
        **movements(compiled, msel, log, step, need),
        **clocks(compiled, msel, log, incident, step),
    }  # fmt: skip
    seen |= {name for name, here in facts.items() if here}
    return seen


def movements(compiled: CompiledPlan, msel: Msel, log: Log, step: Any, need: Any) -> dict[str, Any]:
    """What is seen of places, journeys and whoever is turned away; by row of the log its step, by hold its need."""
    t = compiled.tables
    gone = (log.started != OPEN) & (t.step_takes[step] == TRAVEL)
    taken = log.hold_taken != OPEN
    base = t.pool_base[log.hold_pool]
    slot = need - np.repeat(t.variant_need_first[msel.variant], np.diff(msel.slot_first))
    part = (t.need_leader[need] != slot) & (t.need_parts[need] > 1)
    asks = t.need_ask[need]
    many = t.candidate_first[(asks + 1) * (len(compiled.zones) + 1)] - t.candidate_first[asks * (len(compiled.zones) + 1)]
    return {
        "legs from elsewhere": [1 for k in np.flatnonzero(gone) if np.flatnonzero(gone[:k]).size].count(1) > 1,
        "nearest": (gone & (t.step_destination[step] == NEAREST)).any(),
        "by attribute": (gone & (t.step_destination[step] == NAMED)).any(),
        "to the room granted": (gone & (t.step_destination[step] == GRANTED)).any(),
        "sent from elsewhere": (taken & (log.hold_place != base)).any(),
        "sent half-way": (log.hold_place == ON_THE_ROAD).any(),
        "turned away": (log.hold_turned == 1).any(),
        "breaks down under way": (log.hold_turned == BROKE_DOWN).any(),
        "interrupted": ((t.step_interrupted[step] > 0) & (log.status == WAITING) & (log.started != OPEN)).any()
        or ((t.step_interrupted[step] > 0) & (log.status == ENDED) & (log.ended - log.started != msel.takes)).any(),
        "replaced": (taken & (t.need_leader[need] != slot) & ~part).any(),
        "kept for the first in line": not same(log, NobodyIsFirst(compiled, msel).play()),
        "priority by attribute": (t.step_ranked_by[step[log.ready != OPEN]] != NOWHERE).any(),
        "ordered by the need": (taken & (many > 1) & (ordered(compiled)[asks] > 0)).any(),
        "the best is waited for": (taken & (t.ask_next[asks] == 0)).any(),
        "the freest": (taken & (many > 1) & (t.ask_freest[asks] == 1)).any(),
        "turnout by hours": len(set(zip(t.change_pool.tolist(), t.change_turnout.tolist(), strict=True))) > len(
            set(t.change_pool.tolist())),
        "crews": (taken & (t.need_crew[need] != NOWHERE)).any(),
        "seats": (taken & (t.need_count[need] == SEATS)).any(),
        "several parts": (taken & part).any(),
        "shuttles": (gone & (t.step_trips[step] != ONE_WAY)).any(),
        "first before last": (gone & (log.first != OPEN) & (log.first < log.ended)).any(),
    }  # fmt: skip


def clocks(compiled: CompiledPlan, msel: Msel, log: Log, incident: Any, step: Any) -> dict[str, Any]:
    """What is seen of timers, patience, attempts, rounds and levels; by row of the log its incident and step."""
    t = compiled.tables
    number = step - t.variant_step_first[msel.variant[incident]]
    names = [compiled.steps[msel.kind[i]][s] for i, s in zip(incident, number, strict=True)]
    written = [compiled.plan.procedures[compiled.kinds[msel.kind[i]]].steps[n] for i, n in zip(incident, names, strict=True)]
    attempt = np.array([isinstance(one, Repetition) and one.until is None and one.number > 1 for one in written], np.bool_)
    later = np.array([isinstance(one, Repetition) and one.until is not None and one.number > 1 for one in written], np.bool_)
    timed = t.step_unless[step] != NOWHERE
    ready, skipped = log.ready != OPEN, log.status == SKIPPED
    set_at = np.array([log.ended[(incident == i) & (t.step_level[step] != NOWHERE) & (log.status == ENDED)].max(initial=OPEN)
                       for i in incident], np.int64)  # fmt: skip
    gave_up = {(i, n) for i, n, row in zip(incident.tolist(), names, log.status, strict=True) if row == WITHDRAWN}
    levels = [t.step_level[step[(incident == i) & (log.status == ENDED) & (t.step_level[step] != NOWHERE)]]
              for i in np.unique(incident)]  # fmt: skip
    return {
        "the time is up": (timed & ready & ~later).any(),
        "comes in time": (timed & skipped & ~later).any(),
        "gives up": (log.status == WITHDRAWN).any(),
        "goes on after giving up": any(log.status[r] == ENDED and "gave_up" in one.when.get(subject, ())
                                       for r, one in enumerate(written) for subject in one.when
                                       if (int(incident[r]), subject) in gave_up),
        "tried again": (attempt & ready).any(),
        "two rounds": (later & ready).any(),
        "a round too many": (later & skipped).any(),
        "a level reached later": ((t.step_waits[step] == AT_LEVEL) & ready & (log.ready == set_at)).any(),
        "a level not reached": ((t.step_waits[step] == AT_LEVEL) & skipped).any(),
        "lowered": any((np.diff(one) < 0).any() for one in levels),
    }  # fmt: skip


def ordered(compiled: CompiledPlan) -> Any:
    """By row of asks: how many pools the need orders."""
    lines = len(compiled.zones) + 1
    rows = compiled.tables.candidate_first.reshape(-1)
    found = np.add.reduceat(np.append(compiled.tables.candidate_order, 0), rows[:-1])
    return found.reshape(-1, lines).sum(axis=1)


def without(msel: Msel, kind: int) -> Msel:
    return msel._replace(disruption=np.ascontiguousarray(msel.disruption[msel.disruption[:, 0] != kind]))


def unchanging(compiled: CompiledPlan) -> CompiledPlan:
    """The same plan with the levels of its first second kept."""
    t = compiled.tables
    return replace(
        compiled,
        tables=t._replace(**{name: getattr(t, name)[:0].copy() for name in t._fields if name.startswith("change_")}),
    )


def overtime(compiled: CompiledPlan, msel: Msel, log: Log) -> bool:
    """Whether somebody was still out at a second at which the pool had shrunk below those out."""
    for second, pool, _duty, total in zip(*(column.tolist() for column in capacity_changes(compiled, msel)), strict=True):
        out = (log.hold_pool == pool) & (log.hold_taken < second) & (log.hold_taken != OPEN)
        out &= (log.hold_released == OPEN) | (log.hold_released > second)
        if log.hold_count[out].sum() > max(0, total):
            return True
    return False


def agreement(seeds: range) -> Counter[str]:
    """Play every seed on both engines; returns in how many plans each sight was seen."""
    seen: Counter[str] = Counter()
    for seed in seeds:
        compiled, msel = random_case(seed)
        log = conduct(compiled, msel)
        assert same(log, play(compiled, msel)), f"the engines disagree on random plan {seed}"
        seen.update(sights(compiled, msel, log))
    return seen


def shares_suffice(seen: Counter[str], plans: int) -> None:
    for name in AT_LEAST:
        print(f"{name:20s} {100 * seen[name] / plans:5.1f} %")
    low = {name: seen[name] for name, least in AT_LEAST.items() if 100 * seen[name] < least * plans}
    assert not low, f"of {plans} plans too few show {low}"


RULE = re.compile(r"Rule (\d+):")


def cited(functions: Iterable[Any]) -> dict[str, int]:
    """The functions of an engine that cite a rule, each with its number."""
    found = ((one.__name__, RULE.match(one.__doc__ or "")) for one in functions)
    return {name: int(rule[1]) for name, rule in found if rule}


def test_a_rule_has_one_number_and_one_name_in_both_engines_and_on_paper() -> None:
    section = (ROOT / "docs/design.md").read_text().split("## The rules that both engines keep")[1].split("\n## ")[0]
    rules = {int(number): text for number, text in re.findall(r"^(\d+)\. (.*?)(?=^\d+\. |\Z)", section, re.M | re.S)}
    assert list(rules) == list(range(1, len(rules) + 1))
    named: dict[str, int] = {}
    for number, text in rules.items():
        (where,) = re.findall(r"→ (.*)", text)
        names = re.findall(r"`([^`]+)`", where)
        if where.startswith("only in "):
            assert re.search(rf"\brule {number}\b", (ROOT / "drillsim" / names[0]).read_text(), re.I), (
                f"{names[0]}: rule {number}"
            )
        else:
            named |= dict.fromkeys(names, number)
    reference = [one for kind in Conduct.__mro__ for one in vars(kind).values() if isinstance(one, FunctionType)]
    assert cited([*reference, stretched]) == named
    compiled = [one.py_func for one in vars(kernel).values() if hasattr(one, "py_func")]
    assert cited(compiled) == named


def test_random_plans_pass_the_plan_check() -> None:
    for seed in range(often(100)):
        compiled, _msel = random_case(seed)
        assert [str(finding.what) for finding in check_plan(compiled.written)] == []


def test_engines_agree_on_random_plans() -> None:
    shares_suffice(agreement(range(often(600))), often(600))


@pytest.mark.slow
def test_engines_agree_on_thirty_thousand_random_plans() -> None:
    shares_suffice(agreement(range(10_000, 40_000)), 30_000)


@pytest.mark.parametrize("rule", BROKEN)
def test_a_broken_rule_is_caught(rule: str) -> None:
    for seed in range(500):
        compiled, msel, log = played_case(seed)
        if not same(BROKEN[rule](compiled, msel).play(), log):
            print(f"{rule}: caught at plan {seed + 1}")
            return
    pytest.fail(f"500 random plans do not see it when the rule is: {rule}")
