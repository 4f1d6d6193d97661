"""What the plan check finds on paper: each rule on a plan that has the flaw and on one that has not."""

from __future__ import annotations

import copy
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest
from ruamel.yaml import YAML

from drillsim.base.language import speaking
from drillsim.check.findings import KINDS, RULES, Finding, coverage, findings, lexicon, quotes
from drillsim.check.findings.paper import covers
from drillsim.check.placeholders import names_a_source, sourced
from drillsim.check.plan import check_plan
from drillsim.compiled.compilation import compile_plan
from drillsim.judge.replicate import replicate
from drillsim.judge.settings import Settings
from drillsim.plan.plan import Plan
from drillsim.plan.scenario import Scenario
from drillsim.say.clauses import clause_lines, why_untested
from drillsim.why.explanation import lift

ROOT = Path(__file__).parents[1]
File = dict[str, Any]

# A plan without any flaw: the crew of a town goes to where the people are.
SOUND: File = {
    "plan": "test",
    "name": "A test",
    "zones": {"town": {}, "hills": {}},
    "travel": {"times": {"office": {"town": "5 min", "hills": "40 min"}}},
    "pools": {
        "crew": {"staff": 4, "base": "office", "turnout": "2 min"},
        "head": {"kind": "post", "count": 2, "base": "office"},
        "clerk": {"kind": "post", "count": 2},
    },
    "attributes": {"reason": ["ordinary", "special"]},
    "procedures": {
        "visit": {
            "steps": {
                "note": {"takes": "3 min", "needs": {"by": "clerk 1"}},
                "order": {"after": "note", "takes": "turnout", "needs": {"crew": "crew 2"}, "keep": {"crew": "hear"}},
                "go": {"after": "order", "takes": "travel", "who": "crew"},
                "hear": {"after": "go", "takes": "30 min", "needs": {"leader": "head 1"}, "way_back": "crew"},
            }
        }
    },
    "targets": {"there": {"to": "go.ended", "within": "1 h", "where": {"kind": "visit"}, "clause": "1"}},
    "clauses": {"1": {"text": "The crew is there within 1 hour.", "timed": "there", "modelled": ["pools", "procedures"]}},
    "assumptions": {"road": {"text": "Measured.", "source": "town office, 2025", "about": ["travel"]}},
}
STEPS = SOUND["procedures"]["visit"]["steps"]

VISITS = {"rate": "1 per day", "kind": "visit", "zone": "town"}
SCENARIO: File = {
    "plan": "plan.yaml",
    "name": "A week",
    "window": {"from": "2026-03-02", "days": 7},
    "streams": {"visits": VISITS},
    "assumptions": {"visits": {"text": "Counted.", "source": "register of 2025", "about": "streams"}},
}


def merged(base: Any, changes: Any) -> Any:
    """`base` with `changes` laid over it: dicts are merged, None takes a key away, all else replaces."""
    if not isinstance(base, dict) or not isinstance(changes, dict):
        return copy.deepcopy(changes)
    result = {key: copy.deepcopy(value) for key, value in base.items() if changes.get(key, ...) is not None}
    return result | {key: merged(base.get(key), value) for key, value in changes.items() if value is not None}


def found(changes: File, scenario: File | None = None) -> list[Finding]:
    """Findings of the sound plan with changes."""
    plan = Plan.model_validate(merged(SOUND, changes))
    return findings(plan, None if scenario is None else Scenario.model_validate(merged(SCENARIO, scenario)))


def of(rule: str, all_found: list[Finding]) -> list[Finding]:
    return [finding for finding in all_found if finding.rule == rule]


def steps(**changes: Any) -> File:
    """Changes to the steps of the visit."""
    return {"procedures": {"visit": {"steps": changes}}}


def clause(text: Any, **more: Any) -> File:
    """A clause of its own, beside the sound one."""
    mark = {} if {"timed", "modelled", "not_modelled", "qualitative"} & set(more) else {"modelled": "procedures.visit"}
    return {"clauses": {"2": {"text": text, **mark, **more}}}


def tiers(*ranges: str) -> File:
    return steps(order={"cases": [{"people": r, "needs": {"crew": "crew 2"}} for r in ranges]})


def areas(**more: Any) -> File:
    """Two crews with an area each, and the head who leaves with them."""
    crews = {
        f"crew_{zone}": {"staff": 2, "base": "office", "serves": zone, "counts_as": "crew"} for zone in ("town", "hills")
    }
    lead = {"needs": {"crew": "crew 2", "lead": "head 1"}, "keep": {"crew": "hear", "lead": "hear"}}
    hear = {"needs": None, "way_back": ["crew", "lead"]}
    return merged({"pools": {"crew": None, **crews}} | steps(order=lead, go={"who": ["crew", "lead"]}, hear=hear), more)


def report(*at: str) -> File:
    return {
        "procedures": {"report": {"steps": {"write": {"stage": "report", "takes": "5 min", "needs": {"by": "clerk 1"}}}}},
        "duties": {"daily": {"procedure": "report", "at": list(at), "clause": "1"}},
    }


def promised(count: str, number: str = "2", **where: Any) -> File:
    """So many of the crew are promised, and `number` of it are sent."""
    few = {"count": count, "of": "crew", "where": {"kind": "visit"} | where, "clause": "1"}
    sent = steps(order={"needs": {"crew": f"crew {number}"}})
    return merged(sent, {"targets": {"few": few}, "clauses": {"1": {"timed": ["there", "few"]}}})


def second_target(**more: Any) -> File:
    there = {"to": "go.ended", "within": "45 min", "where": {"kind": "visit"}, "clause": "1"}
    return {"targets": {"soon": there | more}, "clauses": {"1": {"timed": ["there", "soon"]}}}


def crossing(first: str, second: str, number: int = 1) -> File:
    """A kind of incident that takes one post, then another one while it holds the first, as the visit does."""

    def held(one: str, two: str) -> File:
        return {"steps": {"a": {"takes": "1 min", "needs": {"x": f"{one} {number}"}, "keep": {"x": "b"}},
                          "b": {"after": "a", "takes": "1 min", "needs": {"y": f"{two} {number}"}}}}  # fmt: skip

    return {"procedures": {"one": held("head", "clerk"), "other": held(first, second)}}


def shifts(*hours: str) -> File:
    return {"pools": {"crew": {"staff": None, "shifts": [{"hours": span, "on_duty": 1} for span in hours]}}}


def two_places(one: str, other: str) -> File:
    """A limit for each of two places."""
    places = second_target(where={"kind": "visit", "zone": one})
    return merged(places, {"targets": {"there": {"where": {"kind": "visit", "zone": other}}}})


CALL = {"takes": "1 min", "calls": "clerk", "outcome": {"answered": "90 %", "unanswered": "10 %"}}
MEANT = {"readings": {"there": "an hour", "soon": "three quarters of an hour"}}
ZONES = {"zones": {"hills": {"within": "town"}}}
IN_HILLS = {"kind": "visit", "zone": "hills"}
HEAD = {"kind": "post", "base": "office"}
NEARER = {
    "travel": {"times": {"depot": {"town": "1 min", "hills": "1 min"}}},
    "pools": {"near": {"staff": 4, "base": "depot", "backs_up": "crew"}},
}
ASKED = steps(
    ask={"when": {"reason": "special"}, "outcome": {"yes": 1, "no": 0}},
    go={"after": ["order", "ask"], "when": {"ask": "yes"}},
)
TIMES = [f"procedures.visit.{name}.takes" for name in STEPS]
BARE = {"needs": None, "way_back": []}  # a step that names nobody

ROOM = {"kind": "room", "places": 9}
GUESS = {"text": "A guess.", "source": "assumed"}
GUESSED = {"assumptions": {"guess": GUESS | {"about": ["pools.crew.staff"]}}}
TOO_FAR = {"targets": {"there": {"within": "44 min"}}}
IN_TOWN_ONLY: File = {"pools": {"crew": {"serves": "town"}}}
BY_DAY = {"pools": {"crew": {"hours": "08:00-18:00"}}}
# The clerk is told on the way, and they are heard whether or not he answered.
TOLD = steps(call={**CALL, "after": "note"}, hear={"after": ["go", "call"]}) | {"targets": {"there": {"to": "hear.ended"}}}
TRIED = steps(call={**CALL, "after": "note"}) | {"targets": {"there": {"to": "call.attempted"}}}


def riding(**crew: str) -> File:
    """The crew takes a vehicle along, of which there are some in another place."""
    cars = {base: {"kind": "vehicle", "count": 1, "base": base, "counts_as": "ride"} for base in ("office", "depot")}
    times = {"depot": {"town": "9 min", "hills": "9 min", "office": "9 min"}}
    needs = {"crew": {"of": "crew", "count": 2, **crew}, "ride": "ride 1"}
    order = {"needs": needs, "keep": {"crew": "hear", "ride": "hear"}}
    both = steps(order=order, go={"who": ["crew", "ride"]}, hear={"way_back": ["crew", "ride"]})
    return merged(both, {"pools": cars, "travel": {"times": times}})


def two_crews(need: Any) -> File:
    """Two crews of three, of which a step asks for some."""
    crews = {name: {"staff": 3, "base": "office", "counts_as": "crew"} for name in ("first", "second")}
    return merged({"pools": {"crew": None, **crews}}, steps(order={"needs": {"crew": need}}))


def carried(to: Any = "hospital", **crew: Any) -> File:
    """From the scene the crew drives on to a hospital."""
    times = {"hospital": {"town": "10 min", "hills": "30 min", "office": "12 min"}}
    carry = {"after": "go", "takes": "travel", "who": "crew", "to": to}
    return steps(carry=carry, hear={"after": "carry"}) | {"travel": {"times": times}, "pools": {"crew": crew}}


def overlapping(staff: int) -> File:
    """Two shifts of two people each, both there for an hour."""
    both = [{"hours": "08:00-16:00", "on_duty": 2}, {"hours": "15:00-23:00", "on_duty": 1, "on_call": 1}]
    return {"pools": {"crew": {"staff": staff, "shifts": both}}}


RUNG = {"takes": "5 min", "outcome": {"settled": 0.5, "failed": 0.5}}


def climbed(when: Any) -> File:
    """A ladder of two rungs, the second climbed on this condition."""
    ladder = {"ladder": {"rungs": ["talk", "leader"], "settled": "settled"}}
    change = steps(talk={"after": "go", **RUNG}, leader={"after": "talk", **RUNG, "when": when})
    return merged(change, {"procedures": {"visit": ladder}})


# rule, kind, a plan that has the flaw, one near it that has not
def two_shifts(first: str, second: str | File, days: str = "mon-sun") -> File:
    """The crew in two shifts."""
    other = {"hours": second} if isinstance(second, str) else second
    both = [{"hours": first, "days": days, "on_duty": 2}, {**other, "on_duty": 2}]
    return {"pools": {"crew": {"staff": None, "shifts": both}}}


def slow(*hours: str) -> File:
    """Hours in which the roads are slow."""
    return {"travel": {"slower": [{"hours": span, "times": 2} for span in hours]}}


DAY_AND_NIGHT = {"07:00-19:00": "1 h", "19:00-07:00": "2 h"}


def by_hours(limit: File) -> File:
    """The promise of the sound plan with a limit that differs by hours."""
    return {"targets": {"there": {"within": limit}}}


def summed(within: str) -> File:
    """What the sound plan needs for all but the journey, promised in so many minutes."""
    return {"targets": {"there": {"to": None, "within": within, "adds_up": ["note", "hear"]}}}


def by_two(*hours: str) -> File:
    """The same promised twice, each time for these hours."""
    there = SOUND["targets"]["there"]
    names = zip(("there", "later"), ("1 h", "2 h"), hours, strict=True)
    return {"targets": {name: there | {"within": within, "hours": span} for name, within, span in names}}


def hops(second: str) -> File:
    """Two hops of a report, and the whole of an hour."""
    way = {"where": {"kind": "visit"}, "clause": "1"}
    return {"targets": {
        "first": {"from": "note.started", "to": "order.started", "within": "30 min", **way},
        "second": {"from": "order.started", "to": "go.ended", "within": second, **way},
        "whole": {"from": "note.started", "to": "go.ended", "within": "1 h", **way},
    }}  # fmt: skip


CASES: list[tuple[str, str, File, File]] = [
    ("never-too-late", "contradiction", steps(hear={"unless": {"note.ended": "1 h"}}),
     steps(other={"unless": {"note.ended": "1 h"}})),
    ("level-never-reached", "contradiction", {"levels": {"low": {}, "high": {}}, **steps(note={"at_level": "high"})},
     {"levels": {"low": {}, "high": {"when": {"zone": "town"}}}, **steps(note={"at_level": "high"})}),
    ("hops-exceed-the-whole", "contradiction", hops("40 min"), hops("30 min")),
    ("hops-exceed-the-whole", "confirm", merged(hops("40 min"), {"targets": {"second": {"assumed": True}}}), hops("30 min")),
    (
        "overlapping-tiers", "confirm",
        merged(tiers("1..15", "15.."), {"assumptions": {"ours": GUESS | {"about": ["procedures.visit.order.cases"]}}}),
        tiers("1..15", "16.."),
    ),
    ("overlapping-shifts", "confirm", two_shifts("08:00-16:00", "15:00-08:00"), two_shifts("08:00-16:00", "16:00-08:00")),
    (  # Friday's night reaches into Saturday
        "overlapping-shifts", "confirm",
        two_shifts("20:00-08:00", {"hours": "00:00-24:00", "days": "sat"}, days="mon-fri"),
        two_shifts("20:00-08:00", {"hours": "00:00-24:00", "days": "sat"}, days="mon-thu"),
    ),
    ("overlapping-slow-hours", "confirm", slow("07:00-09:00", "08:00-10:00"), slow("07:00-09:00", "09:00-10:00")),
    ("overlapping-slow-hours", "confirm", slow("22:00-02:00", "01:00-10:00"), slow("22:00-02:00", "02:00-10:00")),
    ("overlapping-tiers", "contradiction", tiers("1..15", "15.."), tiers("1..15", "16..")),
    ("missing-tier", "gap", tiers("5..15", "16.."), tiers("1..15", "16..")),
    ("missing-tier", "gap", tiers("1..15", "20.."), tiers("1..19", "20..")),
    ("missing-tier", "gap", tiers("1..15", "16..30"), tiers("1..15", "16..")),
    (
        "overlapping-tiers", "contradiction",
        steps(a={"when": {"people": "5..15"}}, b={"when": {"people": ["1..5", "16.."]}}),
        steps(a={"when": {"people": "5.."}}, b={"when": {"people": "16.."}}, c={"when": {"people": "1.."}}),
    ),
    (
        "missing-tier", "gap", steps(a={"when": {"people": "2..15"}}, b={"when": {"people": "16.."}}),
        steps(a={"when": {"people": "5.."}}, b={"when": {"people": "16.."}}),
    ),
    (
        "tier-drops", "unclear",
        steps(order={"cases": [{"people": "1..5", "needs": {"c": "clerk 1"}}, {"people": "6..", "needs": {"h": "head 1"}}]}),
        steps(order={"cases": [{"people": "1..5", "needs": {"c": "clerk 1"}},
                               {"people": "6..", "needs": {"c": "clerk 1", "h": "head 1"}}]}),
    ),
    ("one-head-many-groups", "contradiction", areas(pools={"head": {"count": 1}}), areas()),
    (
        "one-head-many-groups", "contradiction", areas(pools={"head": {"count": 1}}),
        areas(pools={"head": {"count": 1, "serves": "town"}, "other": HEAD | {"serves": "hills", "counts_as": "head"}}),
    ),
    (
        "one-head-many-groups", "contradiction", areas(pools={"head": {"count": 1}}),
        areas(**steps(order={"needs": {"lead": "clerk 1"}}), pools={"clerk": {"count": 1, "serves": "town"}}),
    ),
    (
        "one-head-many-groups", "contradiction",  # who is let go before the crews does not lead them
        areas(pools={"head": {"count": 1}}), areas(pools={"head": {"count": 1}}, **steps(order={"keep": {"lead": "go"}})),
    ),
    (
        "one-head-many-groups", "contradiction",  # where a leading group is named, whoever is not in it drives the car
        areas(pools={"head": {"count": 1}}, leading_group=["head"]),
        areas(pools={"head": {"count": 1}}, leading_group=["clerk"]),
    ),
    (
        "several-posts-one-person", "unclear", {"pools": {"head": {"count": 1, "also": ["chair"]}}},
        {"pools": {"head": {"count": 1}}},
    ),
    (
        "several-posts-one-person", "unclear",
        {"pools": {"clerk": {"also": ["a", "b"]}}},
        {"pools": {"clerk": {"also": ["a"]}}},
    ),
    (
        "no-stand-in", "gap",
        {"pools": {"clerk": {"count": 1}}},
        {"pools": {"clerk": {"count": 1}, "typist": {"kind": "post", "backs_up": "clerk"}}},
    ),
    (
        "outside-leading-group", "unclear", areas(leading_group=["clerk"]), areas(leading_group=["clerk", "head"]),
    ),
    (
        "unanswered-call", "gap", steps(call=CALL),
        steps(call=CALL, again={"after": "call", "when": {"call": "unanswered"}}),
    ),
    ("never-met", "contradiction", steps(order={"needs": {"crew": "crew 5"}}), steps(order={"needs": {"crew": "crew 4"}})),
    (
        "never-met", "contradiction",
        shifts("00:00-12:00", "12:00-24:00"),
        shifts("00:00-13:00", "12:00-24:00"),
    ),
    (
        "never-met", "contradiction", steps(order={"needs": {"crew": "crew 5"}}),
        steps(order={"needs": {"crew": "crew 5"}}) | {"pools": {"others": {"staff": 5, "backs_up": "crew"}}},
    ),
    ("never-met", "confirm", merged(steps(order={"needs": {"crew": "crew 5"}}), GUESSED), GUESSED),  # the number is ours
    (
        "granted-whole", "confirm", {"pools": {"hall": ROOM}} | steps(hear={"needs": {"room": "hall people"}}),
        {"pools": {"hall": ROOM}} | steps(hear={"needs": {"room": "hall 3"}}),
    ),
    (
        "vehicle-per-head", "confirm",
        {"pools": {"bus": {"kind": "vehicle", "count": 9, "seats": 4}}} | steps(hear={"needs": {"ride": "bus people"}}),
        {"pools": {"bus": {"kind": "vehicle", "count": 9, "seats": 4}}} | steps(hear={"needs": {"ride": "bus for people"}}),
    ),
    ("met-without-answer", "gap", TOLD, merged(TOLD, steps(hear={"when": {"call": "answered"}}))),
    ("met-without-answer", "gap", TOLD, merged(TOLD, steps(again={"after": "call", "when": {"call": "unanswered"}},
                                                           hear={"after": ["go", "call", "again"]}))),
    ("met-without-answer", "gap", TOLD, merged(TOLD, steps(call={"outcome": {"answered": 1, "unanswered": 0}}))),
    ("met-without-answer", "gap", TRIED, merged(TRIED, {"targets": {"there": {"to": "call.ended"}}})),
    ("closing-not-said", "confirm", BY_DAY, merged(BY_DAY, {"pools": {"crew": {"at_closing": "finish"}}})),
    ("closing-not-said", "confirm", shifts("00:00-12:00", "12:00-24:00"), {"pools": {"crew": {"hours": "00:00-24:00"}}}),
    (
        "closing-not-said", "confirm", {"pools": {"clerk": {"days": "mon-fri"}}},  # what is done in no time is done
        {"pools": {"clerk": {"days": "mon-fri"}}} | steps(note={"takes": "0 s"}),
    ),
    ("more-than-staff", "contradiction", overlapping(3), overlapping(4)),
    ("more-than-staff", "contradiction", overlapping(3), merged(overlapping(3), {"pools": {"crew": {"staff": None}}})),
    ("unserved-zone", "gap", {"pools": {"crew": {"serves": "town"}}}, {"pools": {"crew": {"serves": ["town", "hills"]}}}),
    (
        "unserved-zone", "gap", merged(IN_TOWN_ONLY, steps(order={"when": {"zone": ["town", "hills"]}})),
        merged(IN_TOWN_ONLY, steps(order={"when": {"zone": "town"}})),
    ),
    (
        "unused-pool", "gap",
        {"pools": {"car": {"kind": "vehicle", "count": 1}}},
        {"pools": {"car": {"kind": "vehicle", "count": 1, "counts_as": "crew"}}},
    ),
    (
        "empty-base", "confirm", {"travel": {"times": {"depot": {"town": "1 min", "hills": "9 min"}}}},
        {"travel": {"times": {"depot": {"town": "1 min", "hills": "9 min"}}}, "pools": {"head": {"base": "depot"}}},
    ),
    (
        "empty-base", "confirm", {"travel": {"times": {"depot": {"town": "1 min", "hills": "9 min"}}}},
        carried(),  # where nobody is based, but where they drive to
    ),
    ("rides-apart", "unclear", riding(), riding(crew_of="ride")),
    ("rides-apart", "unclear", riding(), merged(riding(), {"pools": {"depot": {"base": "office"}}})),
    (
        "no-way-home", "unclear",
        {"pools": {"crew": {"can_be_sent": True}}} | steps(hear={"way_back": []}),
        {"pools": {"crew": {"can_be_sent": True}}},
    ),
    (
        "turned-by-nothing", "unclear",
        {"pools": {"crew": {"redirect": {"from": [2, 3], "to": 1}}}},
        merged({"pools": {"crew": {"redirect": {"from": [5, 3], "to": 1}}}},
               {"procedures": {"visit": {"priority": {"reason": {"ordinary": 5, "special": 1}}}}}),
    ),
    (
        "turned-by-nothing", "unclear", {"pools": {"crew": {"redirect": {"from": 5, "to": 4}}}},  # to no incident
        {"pools": {"crew": {"redirect": {"from": 5, "to": 4}}}}
        | steps(order={"priority": {"reason": {"ordinary": 5, "special": 4}}}),
    ),
    ("never-met", "contradiction", two_crews("crew 5"), two_crews({"of": "crew", "count": 5, "split": True})),
    ("count-out-of-reach", "contradiction", promised("3..5"), promised("2..5")),  # two of the crew come
    ("count-out-of-reach", "contradiction", promised("3..5", "people up to 5"), promised("1..5", "people up to 5")),
    ("count-out-of-reach", "contradiction", promised("1..4", "people up to 5"), promised("1..5", "people up to 5")),
    (
        "count-out-of-reach", "contradiction",  # only parties of two or more
        promised("3..5", "people up to 5", people="2.."), promised("3..5", "people up to 5", people="3.."),
    ),
    ("possible-deadlock", "confirm", crossing("clerk", "head"), crossing("head", "clerk")),
    ("possible-deadlock", "confirm", crossing("head", "head"), crossing("head", "clerk")),
    (
        "released-early", "confirm",  # the crew is let go when it may still be under way
        steps(order={"keep": {"crew": "done"}}, hear={"way_back": []}, done={"after": "order", "takes": "5 min"}),
        steps(order={"keep": {"crew": "done"}}, hear={"way_back": []}, done={"after": "go", "takes": "5 min"}),
    ),
    (
        "released-early", "confirm",  # a step of no time is nobody's work
        steps(order={"keep": {"crew": "done"}}, hear=BARE, done={"after": "go"}),
        steps(order={"keep": {"crew": "done"}}, hear=BARE | {"takes": "0 s"}, done={"after": "go"}),
    ),
    (
        "released-early", "confirm",  # somebody listens beside, and nobody else is there
        steps(order={"keep": {"crew": "done"}}, hear=BARE, done={"after": "go"}),
        steps(order={"keep": {"crew": "done"}}, hear=BARE, done={"after": "go", "way_back": "crew"}),
    ),
    (
        "below-shortest", "contradiction",
        {"targets": {"there": {"within": "44 min"}}},
        {"targets": {"there": {"within": "45 min"}}},
    ),
    (
        "below-usual", "confirm",
        {"varies": {"travel": {"shortest": 0.5, "usual": 1, "longest": 3}}, "targets": {"there": {"within": "45 min"}}},
        {"varies": {"travel": {"shortest": 0.5, "usual": 1, "longest": 1.5}}, "targets": {"there": {"within": "45 min"}}},
    ),
    (
        "never-judged", "gap", steps(go={"when": {"people": "5.."}}) | {"targets": {"there": {"where": {"people": "1..4"}}}},
        steps(go={"when": {"people": "5.."}}) | {"targets": {"there": {"where": {"people": "1..5"}}}},
    ),
    (
        "below-usual", "confirm",  # somebody nearer only backs up: not the usual way
        {"targets": {"there": {"within": "44 min"}}} | NEARER, {"targets": {"there": {"within": "45 min"}}} | NEARER,
    ),
    (
        "never-judged", "gap",  # a step before it never runs here
        steps(order={"when": {"zone": "hills"}}) | {"targets": {"there": {"where": {"zone": "town"}}}},
        steps(order={"when": {"zone": "hills"}}),
    ),
    (
        "never-judged", "gap",  # the condition asks for the outcome of a step that never runs here
        ASKED | {"targets": {"there": {"where": {"reason": "ordinary"}}}}, ASKED,
    ),
    (
        "never-judged", "gap",
        steps(go={"when": {"reason": "special"}}) | {"targets": {"there": {"where": {"reason": "ordinary"}}}},
        steps(go={"when": {"reason": "special"}}),
    ),
    ("two-limits", "contradiction", second_target(), second_target(within="1 h")),
    ("two-limits", "contradiction", second_target(), second_target(form="share 90 %")),
    ("two-limits", "contradiction", second_target(), merged(second_target(), {"clauses": {"1": MEANT}})),
    ("limit-inside-limit", "unclear", second_target(where=IN_HILLS), two_places("town", "hills")),
    ("limit-inside-limit", "unclear", second_target(where=IN_HILLS), second_target(where=IN_HILLS, to="order.ended")),
    (
        "nested-zones", "unclear", ZONES | two_places("town", "hills"), two_places("town", "hills"),
    ),
    ("silent-hours", "gap", report("07:00", "13:00", "18:00", "22:00"), report("06:00", "12:00", "18:00", "23:00")),
    ("silent-hours", "gap", report("08:00", "17:00"), report("08:00", "20:00")),
    (
        "silent-hours", "gap", report("08:00", "17:00"),  # between dates lie days, whatever the hour
        merged(report("08:00", "17:00"), {"duties": {"daily": {"dates": [1, 15]}}}),
    ),
    ("no-limit-written", "gap", clause("Staff go there at once."), clause("Staff go there.")),
    (
        "no-limit-written", "gap",
        clause({"en": "Staff go there.", "zh": "工作人员及时到场。"}),
        clause({"en": "Staff go there.", "zh": "工作人员到场。"}),
    ),
    ("no-limit-written", "gap", clause("Staff go at once."), clause("Staff go at once: within 1 hour.", timed="there")),
    ("no-limit-written", "gap", {"targets": {"there": {"assumed": True}}}, {}),
    ("limit-beside-written", "confirm", second_target(assumed=True), second_target()),
    (
        "stated-nowhere", "gap",
        clause("They come to the stated place."),
        clause("They come to the stated place.", timed="there"),
    ),
    ("undefined-term", "unclear", clause("Hard cases.", undefined="a hard case"), clause("Hard cases.")),
    (
        "undefined-excuse", "unclear", {"targets": {"there": {"excused": {"reason": "special"}}}},
        {"targets": {"there": {"excused": {"reason": "special"}}}} | clause("Floods are special.", defines="reason"),
    ),
    ("two-readings", "unclear", clause({"zh": "9时内到达。"}), clause({"zh": "9小时内到达。每日9时、12时报告。"})),
    ("two-readings", "unclear", merged(second_target(), {"clauses": {"1": MEANT}}), second_target()),
    ("contradicting-clauses", "contradiction", clause("Nobody comes.", contradicts="1"), clause("Nobody comes.")),
    ("to-confirm", "confirm", clause("They come.", to_confirm="Who?"), clause("They come.")),
    (
        "done-to-people", "legality",
        clause("People are intercepted at stations.", not_modelled="x"),
        clause("People are met at stations."),
    ),
    ("done-to-people", "legality", clause({"zh": "对其稳控。"}), clause({"zh": "对其帮扶。"})),
    (
        "done-to-people", "legality",
        clause("Nothing said.", strike="done to people"),
        clause("Nobody is detained, nobody is intercepted."),
    ),
    (
        "done-to-people", "legality",
        {"pools": {"crew": {"name": {"zh": "稳控分队"}}}},
        {"pools": {"crew": {"name": {"zh": "接访分队"}}}},
    ),
    ("police-for-expression", "legality", clause("Police come to sit-ins."), clause("Police come to violence.")),
    ("visits-as-target", "legality", clause("Zero visits.", not_modelled="x"), clause("No visit is lost.")),
    ("visits-as-target", "legality", clause({"zh": "确保零上访。"}, not_modelled="x"), clause({"zh": "有访必接。"})),
    (
        "life-waits", "contradiction",
        clause("When dissuasion fails, a life in danger is saved."),
        clause("A life in danger is saved."),
    ),
    ("superseded-basis", "basis", {"basis": "《信访条例》"}, {"basis": "《信访工作条例》"}),
    ("superseded-basis", "basis", {"basis": "Petition regulation (2005)"}, {"basis": "Regulation on petition work (2022)"}),
    ("guessed-clauses", "confirm", clause("x", guessed=True), clause("x")),
    (
        "target-without-clause", "gap",
        {"targets": {"there": {"clause": None}}, "clauses": {"1": {"timed": None}}},
        {"targets": {"there": {"clause": None, "ours": True}}, "clauses": {"1": {"timed": None, "modelled": "pools.crew"}}},
    ),
    (
        "clause-not-covered", "gap",
        {"pools": {"tent": {"kind": "room", "places": 9}}} | clause("A tent.", modelled="pools.tent"),
        {"pools": {"tent": {"kind": "room", "places": 9}}} | clause("A crew.", modelled="pools.crew"),
    ),
    ("clause-not-timed-back", "confirm", {"clauses": {"1": {"timed": None}}}, {}),
    (
        "hours-not-written", "gap",
        merged(overlapping(4), {"assumptions": {"road": {"about": ["travel", "pools.crew.shifts"]}}}), overlapping(4),
    ),
    (
        "strength-not-written", "gap",  # the hours are ours, the strength is written
        merged(overlapping(4), {"assumptions": {"road": {"about": ["travel", "pools.crew.staff"]}}}),
        merged(overlapping(4), {"assumptions": {"road": {"about": ["travel", "pools.crew.shifts"]}}}),
    ),
    (
        "strength-not-written", "gap",  # a number that a clause gives is written, whatever we assumed of the pool beside it
        {"assumptions": {"road": {"about": ["travel", "pools.crew"]}}},
        {"assumptions": {"road": {"about": ["travel", "pools.crew"]}},
         "clauses": {"1": {"modelled": ["pools", "procedures", "pools.crew.staff"]}}},
    ),
    (
        "no-stand-in", "gap", {"pools": {"clerk": {"count": 1}}},  # a post that only an assumption made
        merged({"pools": {"clerk": {"count": 1}}}, {"assumptions": {"ours": GUESS | {"about": ["pools.clerk"]}}}),
    ),
    ("two-limits", "confirm", second_target(assumed=True), second_target(assumed=True, within="1 h")),
    (
        "two-limits", "confirm",  # the law's limit is none of the plan's; of two that are ours the plan says nothing
        merged(second_target(), {"assumptions": {"law": GUESS | {"source": "the law", "about": "targets.soon.within"}}}),
        merged(second_target(assumed=True), {"targets": {"there": {"assumed": True}}}),
    ),
    ("below-shortest", "confirm", merged(TOO_FAR, {"targets": {"there": {"assumed": True}}}), {}),
    ("below-shortest", "confirm", merged(TOO_FAR, {"assumptions": {"road": {"source": "assumed"}}}), {}),
    ("below-shortest", "confirm", merged(TOO_FAR, {"targets": {"there": {"form": "P90"}}}), {}),  # how many come from where?
    ("below-shortest", "contradiction", {"targets": {"there": {"form": "mean", "within": "9 min"}}},
     {"targets": {"there": {"form": "mean", "within": "11 min"}}}),
    (
        "strength-not-written", "gap",
        {"assumptions": {"road": {"about": ["travel", "pools.crew.staff"]}}},
        {"assumptions": {"road": {"about": ["travel", "pools.crew.turnout"]}}},
    ),
    ("number-without-source", "confirm", {"clauses": {"1": {"modelled": "procedures"}}}, {}),
    ("number-without-source", "confirm", {"assumptions": {"road": {"about": "travel.slower"}}}, {}),
    (
        "number-without-source", "confirm",  # a clause of the step says how many go
        {"clauses": {"1": {"modelled": ["pools", *TIMES]}}},
        {"clauses": {"1": {"modelled": ["pools", *TIMES]}}} | steps(order={"clause": "1"}),
    ),
    ("rung-skipped", "unclear", climbed({}), climbed({"talk": "failed"})),
    ("rung-skipped", "unclear", climbed({"talk": ["settled", "failed"]}), climbed({"talk": "failed"})),
    ("assumption-without-source", "confirm", {"assumptions": {"road": {"source": "assumed"}}}, {}),
    ("assumption-without-source", "confirm", {"assumptions": {"road": {"source": None}}}, {}),
    ("below-shortest", "contradiction", summed("24 min"), summed("33 min")),
    ("rhythm-runs-out", "confirm", {"targets": {"there": {"within": None, "every": "1 h", "until": "hear.ended"}}}, {}),
    ("hours-left-out", "gap", by_hours({"07:00-19:00": "1 h", "20:00-07:00": "2 h"}), by_hours(DAY_AND_NIGHT)),
    ("hours-twice", "confirm", by_hours({"07:00-20:00": "1 h", "19:00-07:00": "2 h"}), by_hours(DAY_AND_NIGHT)),
    ("hours-left-out", "gap", by_two("07:00-19:00", "20:00-07:00"), by_two("07:00-19:00", "19:00-07:00")),
    ("hours-twice", "unclear", by_two("07:00-20:00", "19:00-07:00"), by_two("07:00-19:00", "19:00-07:00")),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "kind", "flawed", "sound"), CASES, ids=[f"{i}-{case[0]}" for i, case in enumerate(CASES)])
def test_each_rule_finds_its_flaw_and_nothing_else(rule: str, kind: str, flawed: File, sound: File) -> None:
    hits = of(rule, found(flawed))
    assert [finding.kind for finding in hits] == [kind]
    assert "{" not in f"{hits[0].what}{hits[0].mend}"
    assert of(rule, found(sound)) == []


def test_a_sound_plan_has_no_findings() -> None:
    assert found({}) == []
    assert found({}, {}) == []


INJECT = {"at": "day 1 10:00", "kind": "visit", "zone": "town"}
TWICE = {"triggers": {"twice": {"kind": "visit", "count": 2, "within": "1 day", "procedure": "visit", "clause": "1"}}}
THRICE = merged(TWICE, {"triggers": {"twice": {"count": 3}}})
ONCE = {"streams": {"visits": {"at_most": 1}}}  # in all

# Rules that ask what the scenario brings: the plan, a scenario that shows the flaw, one that does not.
SHARPENED: list[tuple[str, File, File, File]] = [
    ("not-tested-here", {"targets": {"there": {"where": IN_HILLS}}}, {}, {"streams": {"visits": {"zone": "hills"}}}),
    ("not-tested-here", {"targets": {"there": {"where": {"people": "9"}}}}, {}, {"streams": {"visits": {"people": 9}}}),
    (
        "not-tested-here", {"targets": {"there": {"where": {"reason": "special"}}}}, {},
        {"streams": {"visits": {"attributes": {"reason": "special"}}}},
    ),
    (
        "unserved-zone", {"pools": {"crew": {"serves": "town"}}},
        {"streams": {"visits": {"zone": {"hills": 1, "town": 9}}}}, {},
    ),
    (
        "below-shortest", {"targets": {"there": {"within": "20 min", "where": {"reason": "special"}}}},
        {"streams": {"visits": {"zone": "hills", "attributes": {"reason": "special"}}}},
        {"streams": {"visits": {"attributes": {"reason": "special"}}, "others": VISITS | {"zone": "hills"}}},
    ),
    ("below-shortest", {"targets": {"there": {"within": "20 min"}}}, {"streams": {"visits": {"zone": "hills"}}}, {}),
    (
        "never-met", {"pools": {"hall": {"kind": "room", "places": 9}}} | steps(hear={"needs": {"room": "hall people"}}),
        {"streams": {"visits": {"people": 10}}}, {"streams": {"visits": {"people": 9}}},
    ),
    (
        "count-out-of-reach", promised("3..5", "people up to 5"),
        {"streams": {"visits": {"people": {"between": [2, 9]}}}}, {"streams": {"visits": {"people": {"between": [3, 9]}}}},
    ),
    ("number-without-source", {}, {"assumptions": {"visits": {"about": "streams.visits.rate"}}}, {}),
    (
        "clock-longer-than-window", steps(hear={"takes": "14 days"}), {"window": {"days": 7}}, {"window": {"days": 60}},
    ),
    (
        "no-whole-period", {"targets": {"there": {"to": "go.ended", "within": None, "once": "week"}}},
        {"window": {"days": 6}}, {"window": {"days": 7}},
    ),
    ("trigger-not-tested-here", TWICE, ONCE, {}),
    ("trigger-not-tested-here", THRICE, ONCE | {"injects": [INJECT]}, ONCE | {"injects": [INJECT] * 2}),
    (
        "trigger-not-tested-here", merged(TWICE, {"triggers": {"twice": {"where": {"zone": "hills"}}}}), {},
        {"streams": {"visits": {"zone": {"hills": 1, "town": 9}}}},
    ),
    (
        "not-tested-here",  # two visits of three people are one of six
        merged(TWICE, {"targets": {"there": {"where": {"people": "6"}}}}),
        {"streams": {"visits": {"people": 2}}}, {"streams": {"visits": {"people": 3}}},
    ),
    (
        "not-tested-here",  # what they have in common is what the visits can be
        merged(TWICE, {"triggers": {"twice": {"same": "reason"}},
                       "targets": {"there": {"where": {"people": "2", "reason": "special"}}}}),
        {}, {"streams": {"visits": {"attributes": {"reason": {"ordinary": 0.5, "special": 0.5}}}}},
    ),
    ("clock-longer-than-window", steps(hear={"takes": "14 days"}), {"window": {"days": 7}}, {"window": {"days": 60}}),
    (
        "no-whole-period", {"targets": {"there": {"to": "go.ended", "within": None, "once": "week"}}},
        {"window": {"days": 6}}, {"window": {"days": 7}},
    ),
    (
        "never-met",
        merged(TWICE, {"pools": {"hall": {"kind": "room", "places": 9}}} | steps(hear={"needs": {"room": "hall people"}})),
        {"streams": {"visits": {"people": 5}}}, {"streams": {"visits": {"people": 4}}},
    ),
    (
        "overlapping-weights", {}, {"streams": {"visits": {"hours": {"00:00-07:00": 1, "19:00-02:00": 2}}}},
        {"streams": {"visits": {"hours": {"02:00-07:00": 1, "19:00-02:00": 2}}}},
    ),
    (
        "no-calendar", {}, {"streams": {"visits": {"days": {"workdays": 1}}}},
        {"calendar": "china", "streams": {"visits": {"days": {"workdays": 1}}}},
    ),
    (
        "calendar-without-year", {"calendar": "china"}, {"window": {"from": "2024-12-30"}},
        {"window": {"from": "2024-12-30"}, "calendar": {"country": "china", "holidays": "2024-12-31"}},
    ),
    (
        "days-never-come", {"calendar": "china"},
        {"window": {"from": "2026-10-01"}, "streams": {"visits": {"rate": None, "at": "09:00", "days": {"workdays": 1}}}},
        {"window": {"from": "2026-10-02"}, "streams": {"visits": {"rate": None, "at": "09:00", "days": {"workdays": 1}}}},
    ),
    (
        "days-never-come", {}, {"special_days": [{"dates": "2026-03-09", "times": 2}]},
        {"special_days": [{"dates": "2026-03-08", "times": 2}]},
    ),
    (
        "number-without-source", {}, {"special_days": [{"dates": 5, "times": 2}]},
        {"special_days": [{"dates": 5, "times": 2}], "assumptions": {"visits": {"about": ["streams", "special_days"]}}},
    ),
    (
        "overlapping-weights", {}, {"streams": {"visits": {"days": {"workdays": 1, "fri": 2}}}},
        {"streams": {"visits": {"days": {"workdays except fri": 1, "fri": 2}}}},
    ),
    (
        "overlapping-weights", {}, {"streams": {"visits": {"days": {"mon-fri": 1, "fri, sat": 2}}}},
        {"streams": {"visits": {"days": {"mon-thu": 1, "fri, sat": 2}}}},
    ),
    (
        "batch-rate", {}, {"streams": {"visits": {"batch": 3}}},
        {"streams": {"visits": {"rate": None, "at": "09:00", "batch": 3}}},
    ),
    (
        "batch-zones", {}, {"streams": {"visits": {"batch": 3, "zone": {"town": 1, "hills": 1}}}},
        {"streams": {"visits": {"batch": 3, "zone": {"town": 1, "hills": 1}, "same": "zone"}}},
    ),
]  # fmt: skip


def test_the_tables_cover_every_rule() -> None:
    assert len(RULES) == len({rule.__name__ for rule in RULES})
    papers = [_paper(case[2]) for case in CASES] + [_paper(plan, flawed) for _, plan, flawed, _ in SHARPENED]
    assert [rule.__name__ for rule in RULES if not any(list(rule(paper)) for paper in papers)] == []


def _paper(changes: File, scenario: File | None = None) -> Any:
    from drillsim.check.findings.paper import Paper

    known = None if scenario is None else Scenario.model_validate(merged(SCENARIO, scenario))
    return Paper(Plan.model_validate(merged(SOUND, changes)), known)


@pytest.mark.parametrize(("rule", "plan", "flawed", "sound"), SHARPENED)
def test_a_scenario_sharpens_the_rules(rule: str, plan: File, flawed: File, sound: File) -> None:
    assert len(of(rule, found(plan, flawed))) == 1
    assert of(rule, found(plan, sound)) == []


def test_one_per_head_up_to_more_than_there_is_is_found_once() -> None:
    plan = {"pools": {"hall": {"kind": "room", "places": 9}}} | steps(hear={"needs": {"room": "hall people up to 12"}})
    assert "asks for hall (12), and there are never more than 9" in str(of("never-met", found(plan, {}))[0].what)
    assert len(of("never-met", found(plan, {"streams": {"visits": {"people": 11}}}))) == 1
    assert (
        of("never-met", found(merged(plan, {"pools": {"hall": {"places": 12}}}), {"streams": {"visits": {"people": 99}}}))
        == []
    )


def test_a_duty_of_each_value_brings_them_all() -> None:
    def duty(**more: Any) -> File:
        duties = {"sweep": {"procedure": "visit", "at": "08:00", "zone": "town", **more}}
        return {"duties": duties, "targets": {"there": {"where": {"reason": "special", "zone": "hills"}}}}

    for one, other in (({}, {"zone": "hills"}), ({"each": "reason"}, {"each": "zone", "zone": None})):
        assert of("not-tested-here", found(duty(**one), {}))
        assert of("not-tested-here", found(duty(**other), {}))
    both = duty(each="reason", zone="hills")
    assert of("not-tested-here", found(both, {})) == []
    assert of("not-tested-here", found(duty(each="zone", zone=None, attributes={"reason": "special"}), {})) == []


def test_tiers_are_shown_with_both_ends_in_words() -> None:
    both = found(tiers("5..15", "15..30", "30.."))
    texts = [str(finding.what) for finding in of("overlapping-tiers", both)]
    assert len(texts) == 2
    assert "exactly 15" in texts[0]
    assert "'5 (included) to 15 (included)' and '15 (included) to 30 (included)'" in texts[0]
    assert "exactly 30" in texts[1]
    assert "'30 (included) and more'" in texts[1]
    assert "1 (included) to 4 (included)" in str(of("missing-tier", both)[0].what)
    assert "31 (included) and more" in str(of("missing-tier", found(tiers("1..30")))[0].what)


def test_the_shortest_time_is_worked_out_step_by_step() -> None:
    # note 3 min, turnout 2 min × 0.5, travel 40 min × 0.8: 36 min to the hills; 3 + 1 + 4 = 8 min in town
    plan = {"varies": {"travel": {"shortest": 0.8, "usual": 1, "longest": 2}, "turnout": {"between": [0.5, 1.5]}}}
    short = of("below-shortest", found(plan | {"targets": {"there": {"within": "35 min"}}}))
    assert "36 min (hills)" in str(short[0].what)
    assert "town" not in str(short[0].what)
    assert of("below-shortest", found(plan | {"targets": {"there": {"within": "36 min"}}})) == []
    shorter = of("below-shortest", found(plan | {"targets": {"there": {"within": "7 min"}}}))
    assert "8 min (town), 36 min (hills)" in str(shorter[0].what)
    # From the order on, the note no longer counts; a step that may be skipped never does.
    later = plan | {"targets": {"there": {"within": "32 min", "from": "order.ready"}}}
    assert "33 min (hills)" in str(of("below-shortest", found(later))[0].what)
    skipped = merged(
        later, steps(wait={"after": "order", "takes": "9 h", "when": {"reason": "special"}}, go={"after": ["order", "wait"]})
    )
    assert "33 min (hills)" in str(of("below-shortest", found(skipped))[0].what)


def test_the_shortest_time_follows_the_ways_that_are_driven() -> None:
    arrived = {"targets": {"there": {"to": "carry.ended", "within": "1 min"}}}

    def told(plan: File) -> str:
        return str(of("below-shortest", found(merged(plan, arrived)))[0].what)

    assert "20 min (town), 1 h 15 min (hills)" in told(carried())  # 3 min, 2 min, there, and on from there
    assert "15 min (town), 1 h 15 min (hills)" in told(carried({"nearest": ["hospital", "office"]}))
    # On its way home from the hospital the crew may be nearer, and has turned out already.
    assert "18 min (town), 1 h 3 min (hills)" in told(carried(can_be_sent=True))
    cars = carried(kind="vehicle", count=2, seats=4, staff=None, turnout=None)
    with_shuttle = merged(cars, steps(carry={"trips": {"from": "office", "loading": "7 min"}}))
    assert "32 min (town), 1 h 42 min (hills)" in told(with_shuttle)  # back to the office, loading, and to the hospital


def test_the_shortest_time_follows_the_longest_branch() -> None:
    check = {"after": "note", "takes": "20 min"}
    both = steps(check=check, go={"after": ["order", "check"]}) | {"targets": {"there": {"within": "1 min"}}}
    assert "28 min (town), 1 h 3 min (hills)" in str(of("below-shortest", found(both))[0].what)


def test_a_join_runs_when_one_branch_does() -> None:
    never = steps(check={"when": {"people": "5.."}, "takes": "1 min"}, go={"after": ["order", "check"]})
    assert of("never-judged", found(never | {"targets": {"there": {"where": {"people": 1}}}})) == []


def test_a_nearer_crew_that_only_backs_up_makes_the_shortest_time() -> None:
    depot = {"travel": {"times": {"depot": {"town": "30 min", "hills": "10 min"}}}}
    helper = {"pools": {"helper": {"staff": 2, "base": "depot", "backs_up": "crew"}}}
    limit = {"targets": {"there": {"within": "13 min"}}}
    assert of("below-shortest", found(depot | helper | limit)) == []
    too_few = merged(helper, {"pools": {"helper": {"staff": 1}}})  # a team could grow
    assert of("below-shortest", found(depot | too_few | limit)) == []
    assert len(of("below-usual", found(depot | too_few | limit))) == 1
    assert len(of("below-shortest", found(depot | helper | {"targets": {"there": {"within": "12 min"}}}))) == 1


def test_a_deadlock_needs_a_hold_that_waits() -> None:
    assert len(of("possible-deadlock", found(crossing("clerk", "head")))) == 1
    clerk = {"kind": "post", "counts_as": "clerk"}
    helped = crossing("clerk_a", "head") | {"pools": {"clerk": None, "clerk_a": clerk, "clerk_b": clerk}}
    assert of("possible-deadlock", found(helped)) == []  # clerk_b is never held by an incident that waits
    assert len(of("possible-deadlock", found(merged(helped, {"pools": {"clerk_b": None}})))) == 1
    let_go = merged(crossing("clerk", "head"), {"procedures": {"one": {"steps": {"a": {"keep": None}}}}})
    assert of("possible-deadlock", found(let_go)) == []


def test_requests_of_one_instant_are_served_in_turn() -> None:
    def both(head: int, priority: int) -> File:
        pair = {"a": {"takes": "1 min", "needs": {"x": "head 1"}, "keep": {"x": "end"}},
                "b": {"takes": "1 min", "needs": {"y": f"clerk {head}"}, "keep": {"y": "end"}, "priority": priority},
                "end": {"after": ["a", "b"]}}  # fmt: skip
        more = {"a": {"takes": "1 min", "needs": {"x": "head 1"}, "keep": {"x": "end"}},
                "b": {"takes": "1 min", "needs": {"y": "clerk 1"}, "keep": {"y": "end"}},
                "end": {"after": ["a", "b"]}}  # fmt: skip
        return {"procedures": {"one": {"steps": pair}, "other": {"steps": more}}}

    assert of("possible-deadlock", found(both(1, 5))) == []
    assert len(of("possible-deadlock", found(both(2, 5)))) == 1  # the smaller request overtakes
    assert len(of("possible-deadlock", found(both(1, 4)))) == 1  # the more urgent one does


def test_findings_speak_when_printed() -> None:
    finding = of("overlapping-tiers", found(tiers("1..15", "15..")))[0]
    assert finding.loc == ("procedures", "visit", "steps", "order")
    promise = of("no-limit-written", found(clause({"en": "Staff go at once.", "zh": "工作人员立即到场。"})))[0]
    assert promise.clauses == ("2",)
    assert "'at once'" in str(promise.what)
    with speaking("zh"):
        assert "立即" in str(promise.what)


def test_people_read_names_not_keys() -> None:
    names = {"zones": {"hills": {"name": "the hills"}}, "procedures": {"visit": {"name": "a visit"}}}
    unserved = of("unserved-zone", found(names | {"pools": {"crew": {"serves": "town", "name": "our crew"}}}))
    assert str(unserved[0].what) == "a visit: no our crew serves the hills"


def asked_for(pool: File, *about: str) -> list[str]:
    """What the check would have written of the strength of a pool that an assumption is about."""
    changes = {"pools": {"other": pool}, "assumptions": {"ours": GUESS | {"about": list(about)}}}
    return [str(one.mend) for one in found(changes) if one.rule in ("strength-not-written", "hours-not-written")]


def test_only_people_of_the_plan_s_own_are_asked_for_by_day_and_by_night() -> None:
    people = asked_for({"staff": 5, "base": "office", "turnout": "1 min"}, "pools.other.staff")
    assert people == ["write how many, by day and by night"]
    for pool in (
        {"kind": "fund", "amount": "500 yuan"}, {"kind": "vehicle", "count": 2, "base": "office"},
        {"kind": "room", "places": 5, "shifts": [{"hours": "08:00-18:00", "on_duty": 5}]},
        {"staff": 5, "base": "office", "turnout": "1 min", "outside": True},
    ):  # fmt: skip
        asked = asked_for(pool, "pools.other")
        assert asked, pool
        assert not any("night" in mend for mend in asked), (pool, asked)


def test_a_struck_sentence_gives_its_reason() -> None:
    assert "rude" in str(of("done-to-people", found(clause("x", strike="rude")))[0].what)
    assert "'intercepted'" in str(of("done-to-people", found(clause("People are intercepted.")))[0].what)


@pytest.mark.parametrize("name", lexicon.LISTS)
def test_every_word_of_the_lexicon_is_found_where_it_is_said_and_only_there(name: str) -> None:
    words = lexicon.LISTS[name]
    for entry in words:
        alone = lexicon.Words((entry,), ()) if entry in words.en else lexicon.Words((), (entry,))
        assert alone.found(entry.said), entry
        assert words.found(entry.said), entry
        for sentence in entry.not_said:
            assert words.found(sentence) == [], (entry.pattern, sentence)


# What is done to people, and what is a goal that no plan may have: each word as a plan may say it.
TO_PEOPLE = [
    "将人员劝离", "安排陪教", "带离现场", "及时接领", "派车接回", "做好劝返", "坚决劝阻其上访", "把人稳定在当地", "对其监管",
    "开展跟踪调查", "落实人盯人", "They are led away.", "They are fetched back.", "Petitioners are persuaded to leave.",
    "They are firmly dissuaded.", "They are kept in place.", "Cadres supervise key persons.", "They track petitioners.",
]  # fmt: skip
GOALS = [
    "实现零越级", "确保不出现一例", "减少集体上访", "减少重复信访", "减少越级、重复上访", "上访量降到最低", "实行一票否决",
    "Not one case may occur.", "Reduce the number of visits.", "Petitions are reduced to a minimum.",
    "One-vote veto applies.",
]  # fmt: skip
NEITHER = [
    "市场监管组每日巡查", "对无理取闹的耐心解释", "将群众带离危险区域", "家长接回学生", "减少来访群众等候时间",
    "损失降到最低", "不发生一起安全事故", "食品安全监管", "Nobody is led away.", "Reduce the number of forms.",
    "The car is sent back to the office.",
]  # fmt: skip


@pytest.mark.parametrize("text", TO_PEOPLE)
def test_what_is_done_to_people_is_found(text: str) -> None:
    assert of("done-to-people", found(clause(text, not_modelled="x")))


@pytest.mark.parametrize("text", GOALS)
def test_numbers_of_visits_as_a_goal_are_found(text: str) -> None:
    assert of("visits-as-target", found(clause(text, not_modelled="x")))


@pytest.mark.parametrize("text", NEITHER)
def test_words_that_only_look_like_it_are_not(text: str) -> None:
    assert [f for f in found(clause(text, not_modelled="x")) if f.kind == "legality"] == []


def test_the_wider_limit_is_named_first() -> None:
    for wide, narrow in (("there", "soon"), ("soon", "there")):
        limits = merged(second_target(), {"targets": {narrow: {"where": IN_HILLS}}})
        inside = of("limit-inside-limit", found(limits))
        assert inside[0].loc == ("targets", wide)
        assert f"timed by '{wide}'" in str(inside[0].what)


def test_readings_of_one_clause_excuse_no_other_pair() -> None:
    more = clause("x", timed="there", readings={"there": "a", "elsewhere": "b"})
    assert len(of("two-limits", found(merged(second_target(), more)))) == 1
    assert "not tested: b" in str(of("two-readings", found(merged(second_target(), more)))[0].what)
    assert of("two-limits", found(merged(second_target(), merged(more, {"clauses": {"1": MEANT}})))) == []


def test_a_finding_names_the_clauses_of_its_place() -> None:
    named = merged(tiers("5.."), steps(order={"clause": "7"}))
    assert of("missing-tier", found(named))[0].clauses == ("7", "1")  # 1 models all procedures
    idle = steps(go={"when": {"people": "5.."}}) | {"targets": {"there": {"where": {"people": 1}}}}
    assert of("never-judged", found(idle))[0].clauses == ("1",)


def test_a_limit_beside_a_written_one_is_not_said_to_be_unwritten() -> None:
    assert of("no-limit-written", found(second_target(assumed=True))) == []
    both = merged(second_target(assumed=True), {"targets": {"there": {"assumed": True}}})
    assert of("limit-beside-written", found(both)) == []


def test_a_source_that_only_says_assumed_is_told_from_one_that_is_missing() -> None:
    more = {
        "assumptions": {"road": {"source": None}, "other": {"text": "Guessed.", "source": {"en": "assumed", "zh": "假定"}}}
    }
    missing, assumed = of("assumption-without-source", found(more))
    assert "without a source (1)" in str(missing.what)
    assert "only 'assumed' or the like (1): 'Guessed.'" in str(assumed.what)


def test_a_finding_says_which_file_it_is_in() -> None:
    bare = {"assumptions": {"visits": {"source": "assumed", "about": "streams.visits.rate"}}}
    in_both = found({"assumptions": {"road": {"source": None, "about": "varies"}}}, bare)
    places = {(f.rule, f.loc, f.in_scenario) for f in in_both}
    assert places == {
        ("assumption-without-source", ("assumptions", "road"), False),
        ("assumption-without-source", ("assumptions", "visits"), True),
        ("number-without-source", ("travel", "times"), False),
        ("number-without-source", ("streams", "visits", "zone"), True),
    }
    untold = of("number-without-source", found({"clauses": {"1": {"modelled": "pools"}}}))
    assert untold[0].loc == ("procedures", "visit", "steps", "note", "takes")


def test_a_clock_longer_than_the_window_is_said() -> None:
    week, month = {"window": {"days": 7}}, {"window": {"days": 60}}
    observed = steps(hear={"takes": "14 days"})  # the crew is held all that time
    (finding,) = of("clock-longer-than-window", found(observed, week))
    assert "14 d" in str(finding.what)
    assert finding.in_scenario
    assert not of("clock-longer-than-window", found(observed, month))
    # What holds nothing takes nothing away from anybody.
    waits = steps(wait={"after": "hear", "takes": "14 days"})
    assert not of("clock-longer-than-window", found(waits, week))
    limit = second_target(within="15 days", to="hear.ended")
    (finding,) = of("clock-longer-than-window", found(limit, week))
    assert "15 d" in str(finding.what)


def test_words_cover_whole_parts_of_a_path() -> None:
    assert covers("pools", "pools.crew.staff")
    assert covers("procedures.visit.steps.hear", "procedures.visit.hear.takes")
    assert covers("procedures.visit.hear", "procedures.visit.steps.hear.takes")
    assert not covers("pools.cr", "pools.crew.staff")
    assert not covers("pools.crew.staff", "pools.crew")


def test_coverage_counts_the_marks() -> None:
    plan = Plan.model_validate(merged(SOUND, {"clauses": {
        "2": {"text": "x", "modelled": "pools.crew"}, "3": {"text": "x", "qualitative": "polite"},
        "4": {"text": "x", "not_modelled": "done to people"}, "5": {"text": "x", "modelled": "pools.head"}}}))  # fmt: skip
    covered = coverage(plan)
    assert covered.counts == {"timed": 1, "modelled": 2, "qualitative": 1, "not_modelled": 1}
    assert [row.number for row in covered.clauses] == ["1", "2", "3", "4", "5"]
    assert covered.clauses[0].by == ("there", "pools", "procedures")


def test_coverage_counts_the_reasons_for_leaving_out() -> None:
    plan = Plan.model_validate(merged(SOUND, {"clauses": {
        "2": {"text": "x", "reason": "accountability"}, "3": {"text": "x", "reason": "accountability", "not_modelled": "y"},
        "4": {"quote": "x", "reason": "background"}, "5": {"text": "x", "not_modelled": "y"}}}))  # fmt: skip
    assert {reason: n for reason, n in coverage(plan).reasons.items() if n} == {"accountability": 2, "background": 1}
    assert str(why_untested(plan.clauses["3"])) == "accountability: y"
    assert str(why_untested(plan.clauses["4"])) == "background"


# ---- what the sentences of the plan say -------------------------------------------------------


def quoting(quote: Any, **keys: Any) -> File:
    return {"clauses": {"9": {"quote": quote, "text": "As we read it.", "qualitative": "x"} | keys}}


def marked(rule: str, changes: File) -> list[list[str]]:
    """The marked words of each finding of a rule."""
    plan = Plan.model_validate(merged(SOUND, changes))
    words = []
    for finding in of(rule, findings(plan)):
        said = [plan.clauses[mark.clause].says for mark in finding.marks]
        words.append([lexicon.in_languages(text)[mark.language][mark.start : mark.end]
                      for text, mark in zip(said, finding.marks, strict=True)])  # fmt: skip
    return words


@pytest.mark.parametrize(
    ("rule", "quote", "words"),
    [
        ("no-limit-written", "They go at once and report promptly.", ["at once", "promptly"]),
        ("no-limit-written", "接报后立即到场，及时上报。", ["立即", "及时"]),
        ("no-limit-written", {"en": "They go at once.", "zh": "立即到场。"}, ["at once", "立即"]),
        ("stated-nowhere", "到指定地点集合。", ["指定地点"]),
        ("two-readings", "须在“9时”内到达。", ["9时”内"]),
        ("done-to-people", "将人员劝离，由派出所训诫。", ["劝离", "训诫"]),
        ("police-for-expression", "打横幅的，由公安处置。", ["横幅", "公安"]),
        ("visits-as-target", "实现零越级。", ["零越级"]),
        ("visits-as-target", "One vote vetoes all.", ["One vote vetoes"]),
        ("life-waits", "有轻生倾向的，经劝导无效的，报警。", ["轻生", "经劝导", "无效的"]),
        ("superseded-basis", "依据《信访条例》处理。", ["信访条例"]),
    ],
)
def test_rules_read_the_sentence_of_the_plan_and_mark_their_words(rule: str, quote: Any, words: list[str]) -> None:
    assert marked(rule, quoting(quote)) == [words]


def test_what_only_we_wrote_is_not_held_against_the_sentence_of_the_plan() -> None:
    ours = quoting("They go within 20 minutes.", text="They go at once.")
    assert of("no-limit-written", found(ours)) == []
    without = {"clauses": {"9": {"text": "They go at once.", "qualitative": "x"}}}
    assert marked("no-limit-written", without) == [["at once"]]  # where the sentence is not given, ours is read


def test_a_term_is_marked_where_it_stands() -> None:
    assert marked("undefined-term", quoting("In special cases they wait.", undefined=["special cases", "other"])) == [
        ["special cases"]
    ]


def test_a_sentence_left_out_for_a_reason_promises_nothing() -> None:
    left_out = {"clauses": {"9": {"quote": "They go at once to the stated place.", "reason": "outside"}}}
    assert [f.rule for f in found(left_out) if f.clauses == ("9",)] == []


def test_of_a_promise_of_ours_the_plan_need_not_write_a_limit() -> None:
    ours = {"targets": {"there": {"assumed": True, "ours": True}}}
    assert of("no-limit-written", found(ours)) == []
    assert of("no-limit-written", found({"targets": {"there": {"assumed": True}}}))
    soon = merged(ours, {"clauses": {"1": {"text": "The crew is there at once."}}})
    assert str(of("no-limit-written", found(soon))[0].what) == "'at once' is a promise without a number"
    assert {f.kind for f in of("below-shortest", found(merged(TOO_FAR, {"targets": {"there": {"ours": True}}})))} == {
        "confirm"
    }


def test_what_is_done_to_staff_is_not_done_to_people_once_somebody_has_read_it() -> None:
    staff = {"clauses": {"9": {"quote": "Who does not report is punished.", "reason": "accountability"}}}
    assert of("done-to-people", found(staff)) == []
    assert of("done-to-people", found(merged(staff, {"clauses": {"9": {"guessed": True}}})))


def test_guessed_clauses_are_told_in_one_finding() -> None:
    guessed = {str(n): {"quote": f"Sentence {n}.", "qualitative": "x", "guessed": True} for n in range(10, 17)}
    (one,) = of("guessed-clauses", found({"clauses": guessed}))
    assert one.kind == "confirm"
    assert "(7)" in str(one.what)
    assert "10 'Sentence 10.'" in str(one.what)
    assert of("guessed-clauses", found(quoting("x"))) == []


def test_a_clause_is_shown_as_it_stands_with_its_place_and_our_reading_beside_it() -> None:
    plan = Plan.model_validate(merged(SOUND, quoting({"en": "They go at once.", "zh": "立即到场。"}, place="Part 3, 2")))
    (one,) = of("no-limit-written", findings(plan))
    assert list(map(str, clause_lines(plan.clauses["9"], one.marked("9")))) == [
        "“They go «at once».” (Part 3, 2)", "read as: As we read it."
    ]  # fmt: skip
    with speaking("zh"):
        assert list(map(str, quotes(plan, one))) == ["原文“【立即】到场。”（Part 3, 2）"]
    assert list(map(str, clause_lines(plan.clauses["1"]))) == ["The crew is there within 1 hour."]


# ---- the plans that are shipped: what a reader of the written text would say ------------------

SHIPPED: dict[str, dict[str, set[str]]] = {
    "town-two-sessions": {
        "hours-not-written": {"P1.2"},  # who is there at night
        "no-limit-written": {"P1.1a", "P1.2", "P1.5", "P1.7a"},  # at once; at once; daily, no hour; at the first moment
        "strength-not-written": set(),  # the number of cars, and of those responsible in the villages
        "undefined-term": {"P1.6", "P1.8", "P1.9"},  # which zeros; which tiers; sensitive periods
        # Village or town; who goes, two names for one group; whom; when it is over; which hour, which office; tiers.
        "to-confirm": {"P1.1b", "P1.2", "P1.3a", "P1.4", "P1.5", "P1.8"},
        "visits-as-target": {"P1.6"},
        "done-to-people": {"P1.14", "P1.15"},  # watching, tracing
        "superseded-basis": set(),
    },
    "district-environment": {
        "no-limit-written": {"P2.3", "P2.4", "P2.5b", "P2.5c", "P2.6b"},  # in time, and no times at all
        "no-stand-in": {"P2.1b"},
        "strength-not-written": {"P2.3"},
        "undefined-term": {"P2.1a", "P2.2", "P2.6a"},  # a major matter; who the group is; extreme behaviour
        # Who takes the dispatch; a second driver; together; the ambulance; whose follow-up.
        "to-confirm": {"P2.2", "P2.3", "P2.5b", "P2.6b", "P2.7"},
        "done-to-people": {"P2.9a", "P2.9b"},  # bringing people back, twice
    },
    "school-epidemic": {
        "no-limit-written": {"P3.1a", "P3.1b", "P3.1c", "P3.1d", "P3.1e", "P3.5b", "P3.6b"},  # at once; in time; real time
        "strength-not-written": {"P3.3c"},  # how many central places
        "undefined-term": {"P3.2b", "P3.5c", "P3.8c"},  # heads left blank; the rules; the window without a case
        # Staff; the ambulance; other cases; two heads, three names; public opinion; places or home; three reports; 2020.
        "to-confirm": {"P3.1c", "P3.1d", "P3.1e", "P3.2a", "P3.2c", "P3.3c", "P3.6c", "P3.8b", "P3.9"},
        "superseded-basis": set(),  # the law on infectious diseases
    },
    "school-visits": {
        "contradicting-clauses": {"P4.0a", "P4.0b", "P4.0c", "P4.0d", "P4.1a", "P4.1b", "P4.2b", "P4.3"},  # the two copies
        "no-limit-written": {"P4.1a", "P4.1b"},
        "no-stand-in": {"P4.1a"},
        "undefined-term": {"P4.6"},  # which grades
        "to-confirm": {"P4.0a", "P4.1b", "P4.3", "P4.4a", "P4.6"},  # which copy; lessons; when it is over; superiors
        "done-to-people": {"P4.0a"},  # dispersing, in one copy
    },
    "town-inspection": {
        "overlapping-tiers": {"P5.2", "P5.3", "P5.4"},  # 15 and 30 in two tiers each
        "missing-tier": {"P5.2"},  # 1 to 4 in none
        "no-limit-written": {"P5.2", "P5.7"},  # fast; in time
        "outside-leading-group": {"P5.3"},  # neither chief leader is in the group
        # The county's people, who leads; which leader; lower tiers; what the 30 minutes cover; whose plan; a rescue.
        "to-confirm": {"P5.2", "P5.3", "P5.4", "P5.5", "P5.6a", "P5.8b"},
        "life-waits": {"P5.8b"},
        "done-to-people": {"P5.8a", "P5.8b", "P5.9", "P5.10"},  # the police; people who intend to come; intelligence
        "superseded-basis": set(),
        "strength-not-written": {"P5.1"},
    },
    "town-assessment": {
        "one-head-many-groups": {"P6.2"},
        "several-posts-one-person": {"P6.2"},  # deputies of the group who are deputies of a squad
        "outside-leading-group": {"P6.2"},  # the deputies of squads 1 and 3
        "strength-not-written": {"P6.2"},  # no members are given
        "stated-nowhere": {"P6.3"},
        "no-limit-written": {"P6.3", "P6.4"},
        "to-confirm": {"P6.1", "P6.2", "P6.3"},  # a head from the county, one person in two posts; the head; which place
        "visits-as-target": {"P6.5", "P6.7"},
        "done-to-people": {"P6.6"},  # man-to-man
    },
    "town-veterans": {
        "strength-not-written": {"P7.2"},  # the number of cars
        "two-readings": {"P7.5a"},
        "below-shortest": {"P7.6a"},  # 10 minutes to the far villages
        "nested-zones": {"P7.6a"},
        "done-to-people": {"P7.1", "P7.5b", "P7.6b", "P7.11", "P7.12"},  # among them admonition
        "visits-as-target": {"P7.13"},
        "undefined-term": {"P7.6a", "P7.6c"},  # in the city; special reasons
        "no-limit-written": {"P7.7", "P7.9"},  # in time; at the first moment
        "silent-hours": {"P7.8"},  # nine hours at night
        # Several heads, three names; the cars; how far out; the office of which level.
        "to-confirm": {"P7.1", "P7.2", "P7.6a", "P7.8"},
    },
    "oilfield-crew": {
        "contradicting-clauses": {"P8.1b", "P8.1c", "P8.2a", "P8.2b", "P8.3b", "P8.3c"},  # what first; support; who receives
        "two-readings": {"P8.1b"},
        "undefined-term": {"P8.1a", "P8.4a"},  # major; which level
        "no-limit-written": {"P8.1a", "P8.2a", "P8.4a", "P8.5"},
        "to-confirm": {"P8.1a", "P8.2b", "P8.3b"},
        "done-to-people": {"P8.9a", "P8.9b"},
    },
    "township-epidemic": {
        "contradicting-clauses": {"P9.2a", "P9.2b", "P9.2c"},  # within 24 hours, and at once
        "two-limits": {"P9.2a", "P9.2b", "P9.2c"},
        "two-readings": {"P9.3a"},  # an hour for each level, or for all
        "no-limit-written": {"P9.1a", "P9.2c", "P9.4a"},
        "strength-not-written": {"P9.4b"},  # places in the health room
        "undefined-term": {"P9.2a", "P9.3a"},  # several villagers; group outbreak, higher administration
        "to-confirm": {"P9.2a", "P9.2c", "P9.3a", "P9.4a", "P9.4b"},  # three reporters; from when; the ambulance
        "superseded-basis": set(),  # the law has been revised
    },
    "construction-bureau": {
        "no-limit-written": {"P10.1d", "P10.3d", "P10.4a", "P10.5b"},
        "strength-not-written": {"P10.1a"},  # seats
        "undefined-term": {"P10.1a", "P10.2", "P10.3d", "P10.6b"},  # a group; disruption; precautions; bureau or division
        "to-confirm": {"P10.1b", "P10.3b", "P10.3d", "P10.6a", "P10.6b"},  # a party of two; the police; who is head; the cut
        "done-to-people": {"P10.7a", "P10.7b", "P10.7c"},
        "superseded-basis": set(),
    },
    "town-casework": {
        "stated-nowhere": {"P11.2c"},  # on schedule
        "no-limit-written": {"P11.2c", "P11.5b", "P11.6c"},  # on schedule; quickly; as soon as possible
        "undefined-term": {"P11.2b", "P11.3b", "P11.5a"},  # sensitive periods; small and hard; prominent
        "to-confirm": {"P11.1", "P11.2c", "P11.3a", "P11.4", "P11.5a", "P11.7a"},  # receivers; oneself; pledges
        "visits-as-target": {"P11.7b"},
        "done-to-people": {"P11.7c"},
        "superseded-basis": set(),
    },
    "education-two-sessions": {
        "no-limit-written": {"P12.2a", "P12.3"},
        "to-confirm": {"P12.1", "P12.2a", "P12.2b", "P12.4"},  # of which year; which leaders; which limits; items 2 to 4
        "visits-as-target": {"P12.5a"},  # one vote vetoes all
    },
    "company-congress": {
        "no-limit-written": {"P13.2b"},  # at once
        "undefined-term": {"P13.1a", "P13.1b"},  # an essay: who does what by when; first responsible
        "to-confirm": {"P13.1b", "P13.2a", "P13.2b", "P13.3"},  # a stand-in; which risk points; how long; the detailed plans
    },
    "city-casework": {
        "undefined-term": {"P14.4"},  # rates without values
        "no-limit-written": {"P14.2", "P14.3a", "P14.5"},
        "to-confirm": {"P14.1a", "P14.1c", "P14.2", "P14.3a", "P14.6", "P14.7a", "P14.8"},  # whose line; when; the cut
        "strength-not-written": {"P14.6"},  # the fund
        "visits-as-target": {"P14.9"},
    },
    "fire-brigade": {  # in our own words, with the figures of a standard
        "two-readings": {"1.1"},  # which moment starts the clock
        "no-limit-written": {"2.1", "2.2"},
        "strength-not-written": {"4.1"},  # the neighbours
    },
    "county-ambulance": {  # in our own words, with the figures of several standards
        "two-readings": {"2.1"},  # whether red alone is urgent
        "strength-not-written": {"2.6"},  # the neighbours; places in hospitals
    },
    "flood-evacuation": {"granted-whole": {"2.2", "2.3", "2.4"}},  # in our own words: places for a whole village
    "village-committee": {  # in our own words: little is left open
        "several-posts-one-person": {"2.3"},
        "no-stand-in": {"2.3"},
    },
}
# The numbered clauses of each plan; one that promises several things stands there in parts (P1.1a, P1.1b).
NUMBERED = {
    "town-two-sessions": " ".join(f"P1.{n}" for n in range(1, 18)),
    "district-environment": "P2.1 P2.2 P2.3 P2.4 P2.5 P2.6 P2.7 P2.8 P2.9",
    "school-epidemic": "P3.1 P3.2 P3.3 P3.4 P3.5 P3.6 P3.7 P3.8 P3.9",
    "school-visits": "P4.0 P4.1 P4.2 P4.3 P4.4 P4.5 P4.6",
    "town-inspection": "P5.1 P5.2 P5.3 P5.4 P5.5 P5.6 P5.7 P5.8 P5.9 P5.10",
    "town-assessment": "P6.1 P6.2 P6.3 P6.4 P6.5 P6.6 P6.7 P6.8",
    "town-veterans": " ".join(f"P7.{n}" for n in range(1, 15)),
    "oilfield-crew": "P8.1 P8.2 P8.3 P8.4 P8.5 P8.6 P8.7 P8.8 P8.9 P8.10",
    "township-epidemic": "P9.1 P9.2 P9.3 P9.4 P9.5 P9.6 P9.7 P9.8 P9.9 P9.10",
    "construction-bureau": "P10.1 P10.2 P10.3 P10.4 P10.5 P10.6 P10.7 P10.8",
    "town-casework": "P11.1 P11.2 P11.3 P11.4 P11.5 P11.6 P11.7",
    "education-two-sessions": "P12.1 P12.2 P12.3 P12.4 P12.5",
    "company-congress": "P13.1 P13.2 P13.3 P13.4 P13.5",
    "city-casework": "P14.1 P14.2 P14.3 P14.4 P14.5 P14.6 P14.7 P14.8 P14.9",
}


def test_every_shipped_plan_is_read_critically() -> None:
    shipped = {path.parent.name for path in (ROOT / "scenarios").glob("*/plan.yaml")}
    assert set(SHIPPED) == shipped
    assert set(NUMBERED) == shipped - {"county-ambulance", "fire-brigade", "flood-evacuation", "village-committee"}


@pytest.mark.parametrize("name", NUMBERED)
def test_every_numbered_clause_stands_in_the_table(name: str) -> None:
    plan = Plan.model_validate(YAML(typ="safe", pure=True).load(ROOT / "scenarios" / name / "plan.yaml"))
    numbers = [number.rstrip("abcdefghij") for number in plan.clauses]
    assert list(dict.fromkeys(numbers)) == NUMBERED[name].split()


@pytest.mark.parametrize("name", SHIPPED)
def test_the_shipped_plans_are_read_critically(name: str) -> None:
    yaml = YAML(typ="safe", pure=True)
    folder = ROOT / "scenarios" / name
    plan = Plan.model_validate(yaml.load(folder / "plan.yaml"))
    for path in sorted(folder.glob("*.yaml")):
        scenario = None if path.name == "plan.yaml" else Scenario.model_validate(yaml.load(path))
        all_found = findings(plan, scenario)
        for rule, clauses in SHIPPED[name].items():
            hits = of(rule, all_found)
            assert hits, rule
            assert clauses <= {c for finding in hits for c in finding.clauses}, rule
        if scenario is not None:  # no false alarm: nothing worse than what a reader would name
            assert {f.rule for f in all_found if f.kind in ("contradiction", "legality")} <= set(SHIPPED[name])
        assert [finding.kind for finding in all_found] == sorted((f.kind for f in all_found), key=KINDS.index)
        assert not of("number-without-source", all_found)
        assert not of("possible-deadlock", all_found)
        for language in ("en", "zh"):
            with speaking(language):
                assert all(str(finding.what) and str(finding.mend) for finding in all_found)


NO_SOURCES = [
    "assumed",
    "Assumed; ask the station",
    "assumption",
    "our assumption",
    "This is our own assumption.",
    "an educated guess",
    "guessed by us",
    "we assume so",
    "estimate",
    "(estimated)",
    "TBD",
    "tbc",
    "to be confirmed",
    "To be asked.",
    "n/a",
    "N.A.",
    "none",
    "no source",
    "unknown",
    "not known",
    "not yet measured",
    "pending",
    "?",
    "??",
    "-",
    "…",
    "—",
    "placeholder",
    "todo",
    "source needed",
    "supposed",
    "default",
    "example",
    "presumed",
    "made up for the exercise",
    "假定",
    "假定，请查话务系统",
    "我们假定",
    "均为假定",
    "（假定）",
    "系假设",
    "自行假设的",
    "待定",
    "待核实",
    "待确认",
    "待补充",
    "待查",
    "暂定",
    "暂无",
    "无",
    "无来源",
    "未知",
    "不详",
    "估计",
    "估算值",
    "尚未核实",
    "初步估计",
    "推测",
    "拍脑袋",
    "示例",
    "？",
    "无依据",
]
SOURCES = [
    "the duty roster of March",
    "call records of 2025",
    "estimate of the fire service",
    "Regulation on petition work (2022)",
    "unit roster",
    "no-fault register",
    "Unknown-caller log 2024",
    "tested on 3 May",
    "nil-return register",
    "assessor's report",
    "三月值班表",
    "2025年话务记录",
    "消防队估计",
    "无锡市应急局台账",
    "12345热线系统",
    "待岗人员名册",
    "估计表（2024年统计局）",
    "示例中学校务处",
    "假期值班表",
    "依据预案第三条",
]


@pytest.mark.parametrize("words", NO_SOURCES)
def test_words_that_name_no_source(words: str) -> None:
    assert not names_a_source(words)
    assert not sourced({"en": words, "zh": "假定"})
    assert of("assumption-without-source", found({"assumptions": {"road": {"source": words}}}))


@pytest.mark.parametrize("words", SOURCES)
def test_words_that_name_a_source(words: str) -> None:
    assert names_a_source(words)
    assert sourced({"en": words, "zh": "假定"})
    assert not of("assumption-without-source", found({"assumptions": {"road": {"source": words}}}))


def test_nothing_is_no_source() -> None:
    assert not any(map(sourced, (None, "", " ", {}, {"en": "", "zh": "?"})))


# ---- what no team size can fix: random promises, played with everybody there at once ----------------


def _promises(seed: int) -> tuple[Plan, Scenario]:
    """A plan of two kinds of incident in three places and its scenario, with promises of every form about their clocks."""
    r = Random(seed)

    def spread(usual: int) -> Any:
        return r.choice([
            f"{usual} s",
            {"shortest": f"{usual // 2} s", "usual": f"{usual} s", "longest": f"{3 * usual} s"},
            {"mean": f"{usual} s", "cv": 0.5},
            {"between": [f"{usual // 2} s", f"{2 * usual} s"]},
        ])  # fmt: skip

    def kind() -> File:
        sometimes = r.choice([{}, {"zone": ["far", "hills"]}, {"people": "3.."}, {"reason": "special"}])
        talk = {"takes": spread(300), "outcome": {"well": 0.7, "badly": 0.3}, **({"when": sometimes} if sometimes else {})}
        end = r.choice([{}, {}, {"when": {"talk": "well"}}])
        return {"steps": {
            "note": {"takes": spread(60), "needs": {"by": "clerk 1"}},
            "order": {"after": "note", "takes": "turnout", "needs": {"crew": "crew 1"}, "keep": {"crew": "end"}},
            "go": {"after": "order", "takes": "travel", "who": "crew"},
            "talk": {"after": r.choice(["go", "note"])} | talk,
            "end": {"after": ["go", "talk"], "takes": spread(120)} | end,
        }}  # fmt: skip

    def target() -> File:
        where = r.choice([{}, {}, {"kind": "a"}, {"zone": ["far", "hills"]}, {"reason": "ordinary"}, {"people": "1..2"}])
        clock = r.choice([{"to": "go.ended"}, {"to": "end.ended"}, {"to": "end.ended", "from": "note.ended"},
                          {"to": {"first": ["go.ended", "talk.ended"]}}, {"to": ["go.started", "talk.ended"]}])  # fmt: skip
        form = r.choice(["every", "every 60 %", "share 90 %", "share 60 %", "P90", "P75", "mean"])
        excused = r.choice([{}, {}, {"excused": {"reason": "special"}}])
        return clock | {"within": f"{r.choice((300, 600, 900, 1500, 2400))} s", "where": where, "form": form} | excused

    def stream(of: str) -> File:
        reasons = r.choice(["ordinary", "special", {"ordinary": 0.8, "special": 0.2}])
        weights = {zone: r.choice((1, 1, 10, 100)) for zone in r.sample(["town", "far", "hills"], r.randint(1, 3))}
        more = r.choice([{}, {}, {"at_most": 3}, {"hours": {"08:00-20:00": 1}}])
        often = r.choice(["1 per week", "1 per day", "4 per day"])
        people = r.choice([1, {"between": [1, 6]}])
        return {"kind": of, "rate": often, "zone": weights, "people": people, "attributes": {"reason": reasons}} | more

    plan = {
        "plan": "random", "name": "Promises", "zones": dict.fromkeys(("town", "far", "hills")),
        "travel": {"times": {base: {zone: f"{r.choice((60, 240, 480, 900, 1800))} s" for zone in ("town", "far", "hills")}
                             for base in ("office", "depot")},
                   "slower": [{"hours": "07:00-09:00", "times": r.choice((0.8, 1.5, 2))}]},
        "varies": {"travel": r.choice([1, {"between": [0.8, 1.6]}]), "turnout": r.choice([1, {"between": [0.5, 2]}])},
        "pools": {
            "crew": {"staff": 1, "base": "office", "hours": "08:00-18:00",
                     "turnout": {"on_duty": "2 min", "on_call": "9 min"}},
            "clerk": {"kind": "post"},
            **r.choice([{}, {}, {"near": {"staff": 1, "base": "depot", "backs_up": "crew"}}]),
        },
        "attributes": {"reason": ["ordinary", "special"]},
        "procedures": {"a": kind(), "b": kind()},
        "targets": {f"t{number}": target() for number in range(8)},
    }  # fmt: skip
    scenario = {
        "plan": "plan.yaml", "name": "Promises", "window": {"from": "2026-03-02", "days": r.choice((3, 7, 10))},
        "streams": {f"s{number}": stream(r.choice("ab")) for number in range(r.randint(1, 3))},
    }  # fmt: skip
    return Plan.model_validate(plan), Scenario.model_validate(scenario)


def test_what_no_team_size_can_fix_is_missed_by_any_team() -> None:
    told: Counter[str] = Counter()
    for seed in range(25):
        plan, scenario = _promises(seed)
        assert not list(check_plan(plan)), seed
        beyond = [f for f in findings(plan, scenario) if "no team size can fix this" in str(f.what)]
        assert all(f.kind == "contradiction" for f in beyond)
        if not beyond:
            continue
        compiled = compile_plan(plan, scenario.window)
        played = replicate(lift(compiled, plan.pools), scenario, Settings(runs=100))
        results = {result.id: result for result in played.targets}
        for finding in beyond:
            target, result = plan.targets[str(finding.loc[1])], results[str(finding.loc[1])]
            if result.judged:
                estimate = result.interval.estimate
                assert estimate is not None
                missed = estimate > target.limit if target.form.kind == "mean" else estimate < target.form.goal
                assert missed, (seed, finding.loc, str(finding.what), estimate)
                told[target.form.kind] += 1
    assert min(told[form] for form in ("every", "share", "mean")) >= 2, told


def test_who_may_give_up_or_be_left_out_by_time_does_not_surely_come() -> None:
    """Of what is added up only what is always done makes a limit too short; and after giving up, things are done."""
    summed = {"targets": {"there": {"to": None, "within": "20 min", "adds_up": ["note", "hear"]}}}
    assert len(of("below-shortest", found(summed))) == 1  # 3 min and 30 min
    for change in ({"gives_up": "1 h"}, {"unless": {"note.started": "1 min"}}):
        assert of("below-shortest", found(merged(summed, steps(hear=change)))) == []
    sorry = steps(note={"gives_up": "5 min"}, sorry={"after": "note", "when": {"note": "gave_up"}, "takes": "1 min"})
    assert of("never-judged", found(merged(sorry, {"targets": {"there": {"to": "sorry.ended"}}}))) == []
    ends = merged(sorry, {"targets": {"there": {"to": None, "within": None, "outcome": {"note": "gave_up"}}}})
    assert list(check_plan(Plan.model_validate(merged(SOUND, ends)))) == []
