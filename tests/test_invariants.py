"""What holds in every play and every draw, whatever the plan.

`audit.py` reads plan and log by plain means; here it reads dealt runs, and random plans in which units move from their
base and home again, and it is shown that it sees a broken rule. The draws are then compared between decks that differ in
one thing.
"""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from typing import Any

import numpy as np
import pytest
from audit import faults
from broken_rules import BROKEN, CLOCKS, MOVING
from hypothesis import example, given, settings
from hypothesis import strategies as st
from often import often
from random_plans import played_case, random_case

from drillsim.compiled.compilation import compile_plan
from drillsim.compiled.event_list import Msel, Msels
from drillsim.compiled.log import ENDED, SKIPPED, same
from drillsim.deck import philox
from drillsim.deck.deck import Deck, purpose, uniforms
from drillsim.deck.philox_blocks import uniforms_at
from drillsim.plan.plan import Plan
from drillsim.plan.scenario import Scenario
from drillsim.play.conduct import conduct
from drillsim.play.kernel import play

seeds = st.integers(0, 2**64 - 1)
runs = st.integers(1, 10_000)

PLAN: dict[str, Any] = {
    "plan": "town",
    "name": "A town",
    "zones": {"here": None, "far": None},
    "travel": {
        "times": {"office": {"here": "5 min", "far": "40 min"}},
        "slower": [{"hours": "22:00-06:00", "times": 1.5}],
        "weather": {"snow": 2.0},
    },
    "varies": {"travel": {"mean": 1, "cv": 0.3}, "turnout": {"between": [0.5, 2]}},
    "attributes": {"language": ["same", "other"], "gap": ["small", "wide"]},
    "pools": {
        "reception": {"staff": 3, "base": "office", "hours": "08:00-18:00",
                      "turnout": {"on_duty": "3 min", "on_call": "20 min"}},
        "mobile": {"staff": 2, "base": "office", "turnout": "5 min", "backs_up": "reception"},
        "car": {"kind": "vehicle", "count": 2, "base": "office"},
        "clerk": {"kind": "post"},
        "cash": {"kind": "fund", "amount": "2000 yuan"},
    },
    "procedures": {
        "visit": {
            "steps": {
                "call": {"takes": {"mean": "5 min", "cv": 0.5}},
                "order": {"after": "call", "takes": "turnout", "needs": {"crew": "reception 1", "ride": "car 1"},
                          "cases": [{"people": "3..", "needs": {"crew": "reception 2"}}],
                          "keep": {"crew": "over", "ride": "over"}},
                "go": {"after": "order", "takes": "travel", "who": ["crew", "ride"]},
                "hear": {"after": "go", "takes": {"shortest": "10 min", "usual": "20 min", "longest": "60 min"},
                         "outcome": {"settled": 0.6, "open": 0.4}},
                "help": {"after": "hear", "when": {"hear": "open"}, "takes": {"exponential": "30 min"},
                         "spends": {"cash": "500 yuan"}},
                "over": {"after": ["hear", "help"], "way_back": ["crew", "ride"]},
                "write": {"after": "call", "takes": {"gamma": "25 min", "cv": 0.4}, "needs": {"by": "clerk 1"}},
            }
        },
        "report": {"priority": 1,
                   "steps": {"draw_up": {"takes": {"between": ["5 min", "15 min"]}, "needs": {"by": "clerk 1"}}}},
    },
    "duties": {"morning": {"procedure": "report", "at": ["07:00", "13:00"]}},
    "targets": {"there": {"from": "call.ended", "to": "go.ended", "within": "2 h"}},
}  # fmt: skip
SCENARIO: dict[str, Any] = {
    "plan": "plan.yaml",
    "name": "A day",
    "window": {"from": "2026-03-02", "days": 1},
    "streams": {
        "people": {
            "kind": "visit", "rate": "12 per day", "hours": {"07:00-19:00": 3, "19:00-07:00": 1},
            "zone": {"here": 3, "far": 1}, "people": {"mean": 2, "cv": 0.8}, "at_most": 40,
            "attributes": {"language": {"same": 0.8, "other": 0.2}, "gap": {"small": 0.5, "wide": 0.5}},
        },
        "coach": {"kind": "visit", "rate": "1 per day", "batch": {"between": [2, 5]}, "zone": "far"},
    },
    "injects": [{"at": "day 1 10:00", "kind": "visit", "zone": "here", "people": 4}],
    "disruptions": [
        {"staff_away": "reception", "count": 1, "from": "day 1 09:00", "until": "day 1 12:00", "chance": 0.5},
        {"weather": "snow", "from": "day 1 05:00", "until": "day 1 11:00", "chance": 0.3},
    ],
}  # fmt: skip


def deck(seed: int, plan: dict[str, Any] = PLAN, scenario: dict[str, Any] = SCENARIO) -> Deck:
    parsed = Scenario.model_validate(scenario)
    return Deck(compile_plan(Plan.model_validate(plan), parsed.window), parsed, seed)


@cache
def the_deck(seed: int) -> Deck:
    return deck(seed)


# ---- plays -----------------------------------------------------------------------------------


@settings(max_examples=often(150))
@given(seeds)
def test_every_second_of_a_random_play_is_right(seed: int) -> None:
    compiled, msel = random_case(seed, still=True)
    assert faults(compiled, msel, play(compiled, msel)) == []


@settings(max_examples=often(15))
@given(seeds, runs)
def test_every_second_of_a_dealt_run_is_right(seed: int, run: int) -> None:
    dealt = the_deck(seed)
    msel = dealt.msel(run)
    log = conduct(dealt.compiled, msel)
    assert faults(dealt.compiled, msel, log) == []
    through = (log.status == ENDED) | (log.status == SKIPPED)
    assert np.mean(through) > 0.5, "a play in which little happens proves little"


@pytest.mark.parametrize("rule", [rule for rule in BROKEN if rule not in MOVING | CLOCKS])
def test_the_audit_sees_a_broken_rule(rule: str) -> None:
    for seed in range(500):
        compiled, msel, right = played_case(seed, still=True)
        log = BROKEN[rule](compiled, msel).play()
        if not same(log, right) and faults(compiled, msel, log):  # in what is right nothing is found: see above
            return
    pytest.fail(f"the audit finds nothing wrong in 500 plans when the rule is: {rule}")


@settings(max_examples=often(25))
@given(seeds)
def test_same_plan_and_same_msel_give_the_same_log(seed: int) -> None:
    compiled, msel = random_case(seed)
    again, same_msel = random_case(seed)
    one, other = conduct(compiled, msel), conduct(again, same_msel)
    assert all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


# ---- draws -----------------------------------------------------------------------------------

Drawn = dict[tuple[str, int], dict[str, Any]]


def drawn(dealt: Deck, run: int) -> Drawn:
    """What a run draws, by source and the incident's number in it: no row or column numbers."""
    msel, compiled = dealt.msel(run), dealt.compiled
    found: Drawn = {}
    numbers: dict[str, int] = {}
    for i, origin in enumerate(msel.origin.tolist()):
        label = dealt.sources[origin].label
        numbers[label] = numbers.get(label, 0) + 1
        kind = int(msel.kind[i])
        facts: dict[str, Any] = {"time": int(msel.time[i]), "people": int(msel.people[i]), "kind": compiled.kinds[kind]}
        facts |= dict(zip(compiled.attributes, msel.attribute[i].tolist(), strict=True))
        for s, step in enumerate(compiled.steps[kind]):
            row = msel.row_first[i] + s
            facts[f"{step}:"] = (int(msel.takes[row]), int(msel.back[row]), int(msel.outcome[row]))
        found[label, numbers[label]] = facts
    return found


def disrupted(dealt: Deck, run: int) -> set[tuple[int, ...]]:
    return set(map(tuple, dealt.msel(run).disruption.tolist()))


def content(msel: Msel) -> bytes:
    return b"|".join(column.tobytes() for column in msel)


@settings(max_examples=often(15))
@given(seeds, runs)
def test_a_run_drawn_twice_is_the_same(seed: int, run: int) -> None:
    assert content(deck(seed).msel(run)) == content(deck(seed).msel(run))


@settings(max_examples=often(10))
@given(seeds, st.lists(runs, min_size=2, max_size=6, unique=True))
def test_the_order_of_dealing_changes_nothing(seed: int, order: list[int]) -> None:
    forth, back = deck(seed), deck(seed)
    there = {run: content(forth.msel(run)) for run in order}
    assert there == {run: content(back.msel(run)) for run in reversed(order)}


@settings(max_examples=often(10))
@given(seeds, runs, st.integers(2, 9))
def test_runs_dealt_together_are_the_runs_dealt_alone(seed: int, first: int, count: int) -> None:
    together = deck(seed).deal(first, count)
    assert [content(msel) for msel in together] == [content(deck(seed).msel(first + i)) for i in range(count)]
    assert content(Msels.of(list(together)).joined) == content(together.joined)


@given(st.integers(0, 2**64 - 1), st.integers(1, 2**63), st.text(), st.integers(0, 9), st.integers(0, 9))
def test_compiled_bits_are_those_of_numpy(seed: int, run: int, name: str, n: int, m: int) -> None:
    address, numbers = purpose(name), np.array([run, run + 1], np.uint64)
    found = np.empty(n + m)
    philox.uniforms(np.uint64(seed), numbers, np.uint64(address), np.array([n, m]), found)
    assert found[:n].tolist() == uniforms(seed, run, address, n).tolist()
    assert found[n:].tolist() == uniforms(seed, run + 1, address, m).tolist()
    addresses = np.full(2, address, np.uint64)
    assert uniforms_at(seed, numbers, addresses, np.array([n, m])).tolist() == found.tolist()


@pytest.mark.parametrize("seed", [0, 7, 2**64 - 1])
def test_no_two_runs_are_alike(seed: int) -> None:
    dealt = deck(seed)
    assert len({content(dealt.msel(run)) for run in range(1, 301)}) == 300


def test_no_two_seeds_are_alike() -> None:
    assert len({content(deck(seed).msel(1)) for seed in range(100)}) == 100


def test_no_two_quantities_of_an_incident_share_their_numbers() -> None:
    """An attribute may be called anything, 'gap' among others, and is drawn by itself."""
    dealt = deck(5)
    label = dealt.sources[0].label
    asked: list[str] = []
    address = dealt._address
    dealt._address = lambda name: (asked.append(name), address(name))[1]  # type: ignore[method-assign]
    dealt.msel(1)
    assert sum(name.startswith(f"{label}/") for name in asked) > 10
    assert len(asked) == len(set(asked))


def edited(*path: str, to: Any, of: dict[str, Any]) -> dict[str, Any]:
    """A copy of a file with one entry put in or replaced; it becomes the last of its mapping if new."""
    copy = deepcopy(of)
    part = copy
    for key in path[:-1]:
        part = part[key]
    part[path[-1]] = to
    return copy


def first_in(*path: str, key: str, to: Any, of: dict[str, Any]) -> dict[str, Any]:
    """A copy of a file with one entry put before all others of its mapping."""
    copy = deepcopy(of)
    part = copy
    for name in path[:-1]:
        part = part[name]
    part[path[-1]] = {key: to, **part[path[-1]]}
    return copy


@settings(max_examples=often(10))
@given(seeds, runs)
@example(3, 1)
def test_a_new_squad_changes_no_draw(seed: int, run: int) -> None:
    before = the_deck(seed)
    after = deck(seed, first_in("pools", key="other", to={"staff": 9, "base": "office", "backs_up": "reception"}, of=PLAN))
    assert drawn(before, run) == drawn(after, run)


@settings(max_examples=often(10))
@given(seeds, runs)
def test_a_new_step_changes_no_other_draw(seed: int, run: int) -> None:
    step = {"takes": {"mean": "9 min", "cv": 1}, "outcome": {"yes": 0.5, "no": 0.5}}
    before = drawn(the_deck(seed), run)
    after = drawn(deck(seed, first_in("procedures", "visit", "steps", key="greet", to=step, of=PLAN)), run)
    extra = [facts.pop("greet:") for facts in after.values() if "greet:" in facts]
    assert len(extra) == sum(facts["kind"] == "visit" for facts in before.values())
    assert before == after


@settings(max_examples=often(10))
@given(seeds, runs)
def test_a_new_stream_and_a_new_inject_change_no_other_draw(seed: int, run: int) -> None:
    stream = {"kind": "visit", "rate": "9 per day", "people": {"mean": 3, "cv": 1}, "zone": {"here": 1, "far": 1}}
    scenario = first_in("streams", key="new", to=stream, of=SCENARIO)
    scenario["injects"].insert(0, {"at": "day 1 09:00", "kind": "visit", "zone": "far"})
    scenario["disruptions"].insert(
        0, {"out_of_service": "car", "from": "day 1 01:00", "until": "day 1 02:00", "chance": 0.5}
    )
    before, after = the_deck(seed), deck(seed, scenario=scenario)
    labels = {source.label for source in before.sources}
    assert drawn(before, run) == {key: facts for key, facts in drawn(after, run).items() if key[0] in labels}
    assert disrupted(before, run) <= disrupted(after, run)


@settings(max_examples=often(10))
@given(seeds, runs)
def test_the_order_in_the_file_changes_no_draw(seed: int, run: int) -> None:
    scenario = deepcopy(SCENARIO)
    scenario["streams"] = dict(reversed(scenario["streams"].items()))
    scenario["disruptions"].reverse()
    plan = deepcopy(PLAN)
    for mapping in ("pools", "procedures", "duties"):
        plan[mapping] = dict(reversed(plan[mapping].items()))
    assert drawn(the_deck(seed), run) == drawn(deck(seed, plan, scenario), run)


@settings(max_examples=often(10))
@given(seeds, runs, st.integers(1, 12), st.integers(1, 12))
def test_raising_at_most_only_adds_incidents(seed: int, run: int, low: int, more: int) -> None:
    few = drawn(deck(seed, scenario=edited("streams", "people", "at_most", to=low, of=SCENARIO)), run)
    many = drawn(deck(seed, scenario=edited("streams", "people", "at_most", to=low + more, of=SCENARIO)), run)
    assert few == {key: facts for key, facts in many.items() if key in few}
    assert all(label == "people" for label, _ in set(many) - set(few))
