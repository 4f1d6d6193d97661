"""Every kind of bad input gets one message, at the right line and column, and never a traceback."""

# ruff: noqa: E501 (one line per fault reads as a table)

from __future__ import annotations

import os
import re
import time
from pathlib import Path
from typing import Any

import pytest
from files import PLAN, SCENARIO, write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from often import often
from pydantic import ValidationError
from ruamel.yaml.error import MarkedYAMLError

from drillsim.base.errors import Fault, InputError
from drillsim.command import cli
from drillsim.compiled.compilation import compile_plan
from drillsim.deck.deck import Deck
from drillsim.files import draft
from drillsim.files.reading import read_any, read_plan, read_scenario
from drillsim.files.source import Source
from drillsim.plan.schema import Model
from drillsim.play.conduct import conduct

MARK = "¦"  # stands in a broken text just before the place that the message must point at


def faults_of(scenario: Path) -> list[Fault]:
    """The faults of a scenario and its plan; none if they can be read."""
    try:
        read_scenario(scenario)
    except InputError as error:
        return error.faults
    return []


def broken(text: str, old: str, new: str) -> tuple[str, int, int]:
    """`text` with `old` (which it has once) replaced by `new`, and the line and column of the mark in it."""
    assert text.count(old) == 1, f"{old!r} is in the text {text.count(old)} times"
    text = text.replace(old, new)
    before = text[: text.index(MARK)]
    return text.replace(MARK, ""), before.count("\n") + 1, len(before) - before.rfind("\n")


# What is replaced, by what (with the mark where the message points), and words of the message.
IN_PLAN = [
    # keys
    ("staff: 6", "¦staf: 6", "'staf' is not a key here; did you mean 'staff'?"),
    ("amount: 5000 yuan", "¦x: 1, amount: 5000 yuan", "'x' is not a key here; the keys here are name, counts_as"),
    ("    priority: 2", "    ¦prioritty: 2", "did you mean 'priority'?"),
    ("      write: {takes", "      write: {¦持续: 1, takes", "'持续' is not a key here"),
    ("name: {en: A little", "¦plan: x\nname: {en: A little", "'plan' is given twice (first in line 1)"),
    ("  head: {kind", "  ¦crew: {staff: 1}\n  head: {kind", "'crew' is given twice (first in line 12)"),
    ("staff: 6", "staff: 6, ¦人员: 6", "'人员' is given twice"),
    ("base: office, backs_up", "驻地: office, ¦base: office, backs_up", "'base' is given twice (first in line 13)"),
    ("  car: {kind: vehicle, count: 2, base: office}", "  ¦car: {kind: vehicle, base: office}", "'count' is missing; add it"),
    ("  arrival: {from: call.ended, to: travel.ended, within: 20 min", "  ¦arrival: {from: call.ended, to: travel.ended", "a target promises something: one of within, people, by, none_lost,"),
    ("    steps:\n      call:", "    steps:\n      ¦: 5\n      call:", "a name is missing before the colon"),
    ("    steps:\n      call:", "    steps:\n      ? ¦[a]\n      : 5\n      call:", "a key is a name, not a list"),
    # values
    ("staff: 6", "staff: ¦-3", "a count lies between 0 and 1,000,000 (got -3); write zero or more"),
    ("staff: 6", "staff: ¦2.5", "a whole number is expected here (got 2.5)"),
    ("staff: 6", "staff: ¦several", "'several' is not a number of people or things"),
    ("staff: 6", "staff: ¦.inf", "a whole number is expected here (got .inf)"),
    ("staff: 6", "staff: ¦99999999999999999999999", "a whole number is expected here"),
    ("times: 1.5", "times: ¦.nan", "a number must be finite (got .nan)"),
    ("times: 1.5", "times: ¦.inf", "a number must be finite (got .inf)"),
    ("times: 1.5", "times: ¦0", "a way takes more than 0 and at most 100 times as long (got 0)"),
    ("snow: 2", "snow: ¦2000", "a way takes more than 0"),
    ("takes: 30 min", "takes: ¦30", "'30' is not a duration; write a number with its unit"),
    ("takes: 30 min", "takes: ¦30 minits", "'30 minits' is not a duration"),
    ("takes: 30 min", "takes: ¦-30 min", "'-30 min' is not a duration"),
    ("takes: 30 min", "takes: ¦99999999 days", "is more than thirty years"),
    ("takes: 30 min", "¦takes: [30 min]", "a quantity is expected here"),
    ("takes: 30 min", "takes: {gamma: 30 min, cv: ¦99}", "a coefficient of variation lies between 0.001 and 10, or is 0 (got 99)"),
    ("takes: 30 min", "takes: {gamma: 30 min, ¦usual: 20 min, cv: 1}", "'usual' is not a key here; the keys here are gamma, cv"),
    ("usual: 20 min", "usual: ¦20", "'20' is not a duration"),
    ("takes: {shortest: 10 min", "¦takes: {shortest: 30 min", "shortest, usual and longest are not in this order"),
    ("longest: 1 h}", "longest: 1 h, ¦cv: 1}", "'cv' is not a key here; the keys here are shortest, usual, longest"),
    ('hours: "08:00-18:00"', 'hours: ¦"08:00-25:00"', "'25:00' is not a time of day"),
    ('at: ["18:00"]', 'at: [¦"18.00"]', "'18.00' is not a time of day"),
    ("days: mon-fri", "days: ¦feasts", "'feasts' names no days"),
    ("outcome: {settled: 0.7, failed: 0.3}", "¦outcome: {settled: 0.7, failed: 0.4}", "the outcomes add up to 1.1, not to 100%"),
    ("answered: 95 %", "answered: ¦195 %", "'195 %' is not a share"),
    ("outcome: {answered: 95 %, unanswered: 5 %}", "¦outcome: {answered: 95 %, busy: 5 %}", "a call has the outcomes answered and unanswered"),
    ("form: share 90 %", "form: ¦most", "'most' is no form of target; write every, share 90%, P90 or mean"),
    ("form: share 90 %", "form: ¦share 0 %", "no share that can be tested"),
    ("form: share 90 %", "form: ¦at least 5 % overdue", "'at least 5 % overdue' is no form of target"),
    ("form: share 90 %", "form: mean per month, ¦excused: {danger: some}", "only an incident can be excused"),
    ("within: 20 min", "within: ¦a few working days", "'a few working days' is not a number of working days; write it as 3 working days"),
    ("within: 20 min", "within: {08:00-18:00: 20 min, 18:00-08:00: ¦20}", "'20' is not a duration"),
    ("within: 20 min", "within: {mon-sun: 20 min, ¦nihgt: 1 h}, hours: 08:00-18:00", "'nihgt' is no hours of the day, and no hours of the plan are called so; write hours such as 19:00-07:00, or say under 'hours' of the plan what 'nihgt' is"),
    ("within: 20 min", "within: 20 min, hours: ¦evening", "'evening' is no hours of the day, and no hours of the plan are called so"),
    ("within: 20 min", "¦within: {08:00-18:00: 0 s}", "nothing takes no time at all"),
    ("people: 10..", "people: ¦10..5", "'10..5' ends below its start"),
    ("amount: 5000 yuan", "amount: ¦a lot", "'a lot' is not an amount of money"),
    ("kind: room", "kind: ¦rooom", "'rooom' is no kind of pool; write one of squad, vehicle, post, room, fund"),
    ("{team: crew 2, wheels", "{team: ¦crew some, wheels", "a need names a pool and a number (got crew some)"),
    ("{team: crew 2, wheels", "{team: ¦crew -2, wheels", "a need names a pool and a number (got crew -2)"),
    ("{place: room 1}", "{place: ¦room people up to}", "a need names a pool and a number (got room people up to)"),
    ("{place: room 1}", "{place: ¦room people up to 0}", "the need 'place' asks for nobody"),
    ("  room: {kind", "  ¦my room: {kind", "a name starts with a letter"),
    ("priority: 2", "priority: ¦0", "the number is too small (got 0); write 1 or more"),
    ("  phone: {kind: post}", "  phone: ¦post", "keys with values are expected here (got post)"),
    ("source: assumed", "source: ¦call 13812345678", "identity number or a telephone number of a person"),
    ("at: [\"18:00\"]", "¦at: []", "something is missing here"),
    ("clauses:\n  L.1: {text: In town within twenty minutes., timed: arrival}", "clauses:\n  ¦L.1: {text: In town.}", "a clause has one mark"),
    ("days: mon-fri, clause: L.2}\ntargets", "dates: [1, ¦32], clause: L.2}\ntargets", "'32' is no day of the month; write a number from 1 to 31"),
    ("  evening: {procedure: report", "  ¦evening: {dates: 1, procedure: report", "days and dates are both given; keep one of them"),
    ("days: mon-fri, clause: L.2}\ntargets", "each: ¦dangr, clause: L.2}\ntargets", "no attribute is called 'dangr'; did you mean 'danger'?"),
    ("days: mon-fri, clause: L.2}\ntargets", "each: ¦danger, attributes: {danger: some}, clause: L.2}\ntargets", "'danger' takes each of its values, and one of them is given as well"),
    ("days: mon-fri, clause: L.2}\ntargets", "each: ¦zone, zone: town, clause: L.2}\ntargets", "'zone' takes each of its values"),
    ("targets:\n  arrival", "triggers:\n  twice: {kind: ¦vist, count: 2, within: 1 day, procedure: report}\ntargets:\n  arrival", "no procedure is called 'vist'; did you mean 'visit'?"),
    ("targets:\n  arrival", "triggers:\n  twice: {kind: visit, count: 2, within: 1 day, procedure: ¦reprot}\ntargets:\n  arrival", "no procedure is called 'reprot'; did you mean 'report'?"),
    ("targets:\n  arrival", "triggers:\n  twice: {kind: visit, count: ¦1, within: 1 day, procedure: report}\ntargets:\n  arrival", "the number is too small (got 1); write 2 or more"),
    ("targets:\n  arrival", "triggers:\n  twice: {kind: visit, count: 2, within: ¦1, procedure: report}\ntargets:\n  arrival", "'1' is not a duration"),
    ("targets:\n  arrival", "triggers:\n  twice: {kind: visit, count: 2, within: 1 day, same: [zone, ¦dangr], procedure: report}\ntargets:\n  arrival", "no attribute is called 'dangr'; did you mean 'danger'?"),
    ("targets:\n  arrival", "triggers:\n  twice: {kind: visit, count: 2, within: 1 day, same: ¦danger, procedure: report, attributes: {danger: some}}\ntargets:\n  arrival", "'danger' is what they have in common, and a value is given as well"),
    ("targets:\n  arrival", "triggers:\n  twice: {kind: visit, count: 2, within: 1 day, where: {¦kind: report}, procedure: report}\ntargets:\n  arrival", "no attribute is called 'kind'"),
    ("targets:\n  arrival", "triggers:\n  twice: {kind: visit, count: 2, within: 1 day, where: {danger: ¦much}, procedure: report}\ntargets:\n  arrival", "'danger' has no value 'much'"),
    ("targets:\n  arrival", "triggers:\n  twice: {kind: visit, count: 2, within: 1 day, procedure: report, attributes: {danger: ¦much}}\ntargets:\n  arrival", "'danger' has no value 'much'"),
    ("targets:\n  arrival", "triggers:\n  twice: {kind: visit, count: 2, within: 1 day, procedure: report, clause: ¦L.7}\ntargets:\n  arrival", "no clause is called 'L.7'"),
    ("targets:\n  arrival", "triggers:\n  twice: {kind: visit, count: 2, within: 1 day, ¦proc: report}\ntargets:\n  arrival", "'proc' is not a key here"),
    ("targets:\n  arrival", "names: {¦offise: office of the town}\ntargets:\n  arrival", "nothing in the plan is called 'offise'; did you mean 'office'?"),
    ("targets:\n  arrival", "names: {¦crew: the crew}\ntargets:\n  arrival", "'crew' has a name of its own; write it as pools.crew.name"),
    ("targets:\n  arrival", "names: {¦office: [a]}\ntargets:\n  arrival", "a text is a sentence, or one for each of en and zh"),
    ("targets:\n  arrival", "names: {office: town, ¦office: city}\ntargets:\n  arrival", "'office' is given twice"),
    # names of the whole plan
    ("{town: {within: county}", "{town: {within: ¦contry}", "no zone is called 'contry'; did you mean 'county'?"),
    ("{town: {within: county}, county: }", "{town: {within: ¦county}, county: {within: town}}", "the zones lie in a circle: town → county → town"),
    ("county: }", "county: , ¦scene: }", "'scene' has a meaning of its own"),
    ("office: {town: 5 min, county: 40 min}", "¦office: {town: 5 min}", "no time from 'office' to the zone 'county'"),
    ("county: 40 min}", "county: 40 min, ¦moon: 1 day}", "nothing is at 'moon': it is no zone and no base, and no step travels there; there are: town, county, office"),
    ("base: office, turnout", "base: ¦ofice, turnout", "no place in travel.times is called 'ofice'; did you mean 'office'?"),
    ("backs_up: crew", "backs_up: ¦crews", "no pool, type or role is called 'crews'; did you mean 'crew'?"),
    ("serves: [town, county]", "serves: [town, ¦moon]", "no zone is called 'moon'"),
    ("also: chair", "also: [chair, ¦crew]", "'crew' is a pool, so it cannot be a type or a role as well"),
    ("danger: [none, some]", "danger: [none, some, ¦none]", "the value 'none' is given twice"),
    ("  danger: [none, some]", "  danger: [none, some]\n  ¦zone: [a]", "'zone' has a meaning of its own"),
    ("after: [call, again]", "after: [call, ¦agian]", "no step is called 'agian'; did you mean 'again'?"),
    ("        after: call\n", "        ¦after: [call, help]\n", "the steps wait for each other: again → order → travel → talk → help → again"),
    ("        after: talk\n", "        ¦after: [talk, help]\n", "the steps wait for each other: help → help"),
    ("when: {call: unanswered}", "when: {¦calls: unanswered}", "'calls' is no earlier step and no attribute; did you mean 'call'?"),
    ("when: {call: unanswered}", "when: {¦talk: failed}", "'talk' does not come before 'again'"),
    ("when: {call: unanswered}", "when: {call: ¦unanswerd}", "'call' has no outcome 'unanswerd'; did you mean 'unanswered'?"),
    ("when: {talk: failed, danger: some}", "when: {¦order: failed}", "the step 'order' has no outcomes"),
    ("danger: some}\n        takes", "danger: ¦much}\n        takes", "'danger' has no value 'much'; there are: none, some"),
    ("danger: some}\n        takes", "people: ¦many}\n        takes", "'many' is not a range of head-counts"),
    ("danger: some}\n        takes", "zone: [town, ¦moon]}\n        takes", "'zone' has no value 'moon'"),
    ("      again:\n", "      ¦danger: {after: call}\n      again:\n", "'danger' is an attribute of incidents, so no step"),
    ("{team: crew 2, wheels", "{team: ¦crow 2, wheels", "no pool, type or role is called 'crow'; did you mean 'crew'?"),
    ("{team: crew 2, wheels", "{team: ¦cash 2, wheels", "'cash' is a fund, which does not fit here"),
    ("{team: crew 2, wheels", "{team: ¦crew 0, wheels", "the need 'team' asks for nobody"),
    ("leader: chair 1}}", "leader: ¦chairs 1}}", "no pool, type or role is called 'chairs'"),
    ("leader: talk}", "leader: ¦talks}", "no step is called 'talks'"),
    ("leader: talk}", "¦laeder: talk}", "has no need called 'laeder' to keep; did you mean 'leader'?"),
    ("leader: talk}", "leader: ¦call}", "'call' does not come after 'order', so the hold ends nowhere"),
    ("who: [team, wheels], to", "who: [team, ¦wheel], to", "no need is called 'wheel'; did you mean 'wheels'?"),
    ("{team: crew 2, wheels: car 1}", "{team: crew 2, wheels: car 1, ¦cash: head 1}", "'cash' is a fund that this procedure spends"),
    ("takes: travel, who: [team, wheels], to: scene}", "takes: ¦travel}", "nobody is named to go; add needs"),
    ("keep: {team: over, wheels: over, leader: talk}\n      travel: {after: order, takes: travel, who: [team", "keep: {wheels: over, leader: talk}\n      travel: {after: order, takes: travel, who: [¦team", "'team' is free again after 'order'"),
    ("to: scene}", "to: ¦moon}", "no place in travel.times is called 'moon'; there are: town, county, office"),
    ("        takes: 30 min", "        takes: 30 min\n        to: ¦town", "only a step that takes travel goes somewhere"),
    ("        takes: 30 min", "        takes: 30 min\n        who: ¦team", "only a step that takes turnout or travel names who goes"),
    ("spends: {cash: 500 yuan}", "spends: {¦car: 500 yuan}", "'car' is a vehicle, which does not fit here"),
    ("spends: {cash: 500 yuan}", "spends: {cash: ¦0 yuan}", "nothing is spent"),
    ("calls: phone", "calls: ¦room", "'room' is a room, which does not fit here"),
    ("calls: phone", "calls: ¦fone", "no pool, type or role is called 'fone'; did you mean 'phone'?"),
    ("way_back: [team, wheels]", "way_back: [team, wheels, ¦leader]", "'leader' never travels, so it has no way back"),
    ("way_back: [team, wheels]", "way_back: [team, ¦team]", "'team' has a way back already, from 'over'"),
    ("        clause: L.1", "        clause: ¦L.7", "no clause is called 'L.7'; did you mean 'L.2'?"),
    ("procedure: report", "procedure: ¦reports", "no procedure is called 'reports'; did you mean 'report'?"),
    ("procedure: report, at", "procedure: report, zone: ¦moon, at", "no zone is called 'moon'"),
    ("procedure: report, at", "procedure: report, attributes: {¦colour: red}, at", "no attribute is called 'colour'"),
    ("  evening: {procedure: report", "  ¦evening: {procedure: visit", "'visit' travels to the scene, so its incidents need a zone"),
    ("from: call.ended", "from: ¦cal.ended", "no step in the target's scope is called 'cal'; did you mean 'call'?"),
    ("from: call.ended", "from: ¦call.over", "'call.over' is no milestone; write step.ended"),
    ("to: travel.ended", "to: ¦brought", "'brought' is no milestone"),
    ("from: call.ended, to: travel.ended", "from: travel.ended, to: ¦call.ended", "'call.ended' comes before 'travel.ended' in 'visit'"),
    ("from: write.ready, to: write.ended", "from: write.ended, to: ¦write.ready", "'write.ready' comes before 'write.ended'"),
    ("from: write.ready, to: write.ended", "from: call.ready, to: ¦write.ended", "no procedure has both 'call.ready' and 'write.ended'"),
    ("{kind: visit, zone: town}", "{kind: ¦visits, zone: town}", "'kind' has no value 'visits'; did you mean 'visit'?"),
    ("{kind: visit, zone: town}", "{kind: visit, ¦colour: red}", "no attribute is called 'colour'"),
    ("excused: {danger: some}", "excused: {¦kind: visit}", "a kind of incident is no excuse"),
    ("within: 20 min", "within: 20 min, until: ¦travel.ended", "'until' does not go with 'within'; take one of them out"),
    ("  arrival: {from: call.ended, to: travel.ended, within: 20 min", "  ¦arrival: {from: call.ended, to: travel.ended, within: 20 min, by: '09:00', once: day", "a target promises one thing (got by, once); make a target of each"),
    ("  arrival: {from: call.ended, to: travel.ended, within: 20 min", "  ¦arrival: {from: call.ended, to: travel.ended, stays: team", "'stays' needs until as well; add it"),
    ("from: call.ended, to: travel.ended, within: 20 min", "to: travel.ended, once: day, each: ¦colour", "no attribute is called 'colour'"),
    ("to: travel.ended", "¦to: [travel.ended, walk.ended]", "no step in the target's scope is called 'walk'"),
    ("to: travel.ended", "¦to: {first: [travel.ended], last: [call.ended]}", "a clock starts and stops at the last or at the first of several milestones"),
    ("  arrival: {from: call.ended, to: travel.ended, within: 20 min", "  arrival: {stays: ¦teem, until: talk.ended", "no need in the target's scope is called 'teem'; did you mean 'team'?"),
    ("  arrival: {from: call.ended, to: travel.ended, within: 20 min", "  arrival: {count: 1..3, of: ¦teem", "no need in the target's scope is called 'teem'; did you mean 'team'?"),
    ("  arrival: {from: call.ended, to: travel.ended, within: 20 min", "  arrival: {outcome: {talk: ¦setled}", "'talk' has no outcome 'setled'; did you mean 'settled'?"),
    ("  arrival: {from: call.ended, to: travel.ended, within: 20 min", "  arrival: {outcome: {¦travel: settled}", "no step with outcomes in the target's scope is called 'travel'"),
    ("  arrival: {from: call.ended, to: travel.ended, within: 20 min, where: {kind: visit, zone: town}", "  arrival: {no_gap: ¦phon", "no pool, type or role is called 'phon'; did you mean 'phone'?"),
    ("  arrival: {from: call.ended, to: travel.ended, within: 20 min, where:", "  arrival: {no_gap: phone, ¦where:", "'where' does not go with 'no_gap'"),
    ("within: 20 min", "open_at_most: ¦0", "the number is too small (got 0); write 1 or more"),
    ("within: 20 min", "open_at_most: 3, within: ¦20 min", "'within' does not go with 'open_at_most'; take one of them out"),
    ("  arrival: {from: call.ended, to: travel.ended, within: 20 min", "  ¦arrival: {from: call.ended, open_at_most: 3", "'open_at_most' needs to as well; add it"),
    ("    priority: 2\n", "    priority: 2\n    ladder: {rungs: [call, ¦travel], settled: answered}\n", "no step with outcomes is called 'travel'"),
    ("    priority: 2\n", "    priority: 2\n    ladder: {rungs: [call, ¦talk], settled: answered}\n", "the rung 'talk' can settle nothing"),
    ("    priority: 2\n", "    priority: 2\n    ladder: {rungs: [call, talk], settled: [answered, settled, ¦done]}\n", "no rung has the outcome 'done'"),
    ("within: 20 min", "within: ¦0 min", "nothing takes no time at all"),
    ("timed: arrival", "timed: ¦arival", "no target is called 'arival'; did you mean 'arrival'?"),
    ("modelled: duties.evening", "modelled: ¦duties.morning", "there is no part 'duties.morning'"),
    ("about: [pools.crew.staff", "about: [¦pools.crew.stuff", "there is no part 'pools.crew.stuff'"),
    ("about: [pools.crew.staff", "uncertainty: ¦100 %, about: [pools.crew.staff", "an uncertainty lies below 100% (got 100 %)"),
    ("about: [pools.crew.staff", "uncertainty: ¦often, about: [pools.crew.staff", "'often' is not a share"),
    ("  arrival: {from: call.ended, to: travel.ended, within: 20 min", "  both: {from: [call.ended, write.ready], ¦to: [travel.ended, write.ended], within: 20 min}\n  arrival: {from: call.ended, to: travel.ended, within: 20 min", "a list means all of them; for the first that is reached write {first: [call.ended, write.ready]}; {first: [travel.ended, write.ended]}"),
    ("10 min, needs: {place: room 1}}", "10 min, needs: {place: room 1}}\n      send: {needs: {place: head 1}}\n      go: {way_back: ¦place}", "several steps have a need called 'place'; write one of write.place, send.place"),
    ("10 min, needs: {place: room 1}}", "10 min, needs: {place: room 1}}\n      send: {needs: {place: ¦hed 1}}", "no pool, type or role is called 'hed'"),
    ("  phone: {kind: post}", "  phone: {kind: post}\n  ¦12: {kind: post}", "'12' is a number, and so is what a need asks for: '12 3' says nothing; put a word to it, such as team_12"),
    ("  room: {kind", "  ¦1st room: {kind", "holds only letters, digits, _ and - (got 1st room); write it as 1st_room"),
    ("      over:\n", "      fetch: {after: talk, when: {talk: failed}, needs: {aid: head 1}, keep: {aid: go}}\n      go: {after: [talk, fetch], takes: travel, who: ¦aid}\n      over:\n", "'aid' is asked for in 'fetch', which may be skipped before this step"),
    ("      over:\n", "      fetch: {after: talk, needs: {aid: head 1}}\n      go: {after: talk, takes: travel, who: ¦aid}\n      over:\n", "'aid' is asked for in 'fetch', which does not come before this step"),
    ("      over:\n", "      fetch: {after: talk, needs: {aid: room 1}, keep: {aid: go}}\n      go: {after: fetch, takes: travel, who: ¦aid}\n      over:\n", "'aid' is nobody who can go"),
    ("      over:\n", "      go: {after: talk, takes: ¦turnout}\n      over:\n", "nobody is named to go"),
    ("needs: {place: room 1}", "¦needs: {" + ", ".join(f"n{i}: room 1" for i in range(13)) + "}", "a step has at most 12 needs (got 13)"),
    ("  report:\n    steps:\n", "  report:\n    ¦steps:\n" + "".join(f"      s{i}: {{}}\n" for i in range(200)), "a procedure has at most 200 steps, each attempt and round counted (got 201)"),
    # YAML
    ("        takes: 30 min", "        takes¦：30 min", "the colon after a key is full-width"),
    ("{kind: post, also: chair}", "{kind: post, ¦also：chair}", "the colon after a key is full-width"),
    ("        takes: 30 min", "        takes¦:30 min", "a space is missing after the colon; write 'key: value'"),
    ("        takes: 30 min", "¦\ttakes: 30 min", "there is a tab here; indent with spaces"),
    ("text: A report every evening.", "text: ¦\"A report every evening.", "a quotation mark is opened here and never closed; close it"),
    ("after: [call, again]", "after: ¦[call, again", "a bracket is opened here"),
    (", procedures.visit.talk]}\n", ", ¦[procedures.visit.talk,\n", "a bracket is opened here and not closed"),
    ("takes: 30 min", "takes: ¦@30", "a text cannot begin with @; put the text in quotes"),
    ("name: {en: A little town, zh: 小镇}", "name: Town¦: little", "a colon is not expected here"),
    ("        takes: 30 min", "       ¦takes: 30 min", "this does not fit the lines above; indent keys of one level alike"),
    ("takes: 30 min", "takes: ¦'30 min", "a quotation mark is opened here and never closed"),
    ("takes: 30 min", "takes: ¦'it''s 30 min", "a quotation mark is opened here and never closed"),
    ("takes: 30 min", "takes: '30'¦, min", "the file cannot be read from here on"),
    ("takes: 30 min", 'takes: "\\¦q 30 min"', "the file cannot be read from here on"),
    ("takes: 30 min", "takes: ¦`30`", "a text cannot begin with `"),
    ("takes: 30 min", "takes: ¦%30", "a text cannot begin with %"),
    ("takes: 30 min", "takes: 30 ¦\t: min", "there is a tab here"),
    ("        takes: 30 min", "        takes\n        ¦who: crew", "this does not fit the lines above"),
    ("        takes: 30 min", "        stage: ¦dinner\n        takes: 30 min", "this word is not known here (got dinner); write one of call, report, activation, turnout,"),
    ("targets:\n  arrival: {", "targets:\n  yearly: {to: report.ended, once: ¦year}\n  arrival: {", "this word is not known here (got year); write one of day, week, month"),
    ("duties:\n", "¦---\nduties:\n", "a second document begins here"),
    ("takes: 30 min", "takes: ¦!!python/object/apply:os.system [ls]", "the tag !!python/object/apply:os.system is not read"),
    ("takes: 30 min", "takes: ¦!!int 30", "the tag !!int is not read; delete it"),
    ("takes: 30 min", "takes: ¦*usual", "nothing is called &usual here"),
    ("danger: [none, some]", "danger: &d [none, ¦*d]", "the alias *d contains itself"),
    ("takes: 30 min", "takes: 30 min ¦\x07", "there is a control character here (U+0007)"),
    ("source: assumed", 'source: ¦"\\x1b[31m"', "there is a control character in this text"),
]  # fmt: skip

IN_SCENARIO = [
    ("plan: plan.yaml", "plan: ¦plans.yaml", "there is no plan file 'plans.yaml'"),
    ("plan: plan.yaml", "plan: ¦/etc/plan.yaml", "the plan is named by its whole path"),
    ("days: 3}", "¦dayz: 3}", "did you mean 'days'?"),
    ("from: 2026-03-02 08:00, days", "from: ¦yesterday, days", "'yesterday' is not a date and time"),
    ("from: 2026-03-02 08:00, days", "from: ¦9999-03-02, days", "the year of '9999-03-02' is out of range"),
    ("{from: 2026-03-02 08:00, days: 3}", "{from: 2026-03-02 08:00, until: ¦2126-03-02}", "the window is longer than 3660 days"),
    ("days: 3}", "days: ¦0}", "the number is too small (got 0)"),
    ("window: {", "¦window: {until: 2026-03-08, ", "a window has one end; give either until or days"),
    ("    kind: visit\n    rate", "    kind: ¦visits\n    rate", "no procedure is called 'visits'; did you mean 'visit'?"),
    ("rate: 3 per day", "rate: ¦3", "'3' is not a rate; write it as 3 per day"),
    ("rate: 3 per day", "rate: ¦1000000 per hour", "a run has more than 100000 incidents"),
    ("rate: 3 per day", "rate: ¦-3 per day", "'-3 per day' is not a rate"),
    ('{"08:00-20:00": 1}', '{"08:00-20:00": ¦-1}', "a number below zero makes no sense here (got -1)"),
    ('{"08:00-20:00": 1}', '{¦"08:00": 1}', "'08:00' is not a span of hours"),
    ("    days: {mon-fri: 2, sat-sun: 1}", "    ¦days: {mon-fri: 0}", "the weights add up to nothing"),
    ("{town: 3, county: 1}", "{town: 3, ¦moon: 1}", "no zone is called 'moon'"),
    ("    zone: town", "    zone: ¦moon", "no zone is called 'moon'"),
    ('  market:\n    kind: visit\n    at: ["09:30"]\n    zone: town', '  ¦market:\n    kind: visit\n    at: ["09:30"]', "so its incidents need a zone; add zone"),
    ("{danger: {none: 90 %, some: 10 %}}", "{danger: {none: 90 %, ¦much: 10 %}}", "'danger' has no value 'much'"),
    ("{danger: {none: 90 %, some: 10 %}}", "{¦colour: red}", "no attribute is called 'colour'"),
    ("at_most: 20", "at_most: ¦0", "the number is too small (got 0)"),
    ("    at_most: 20", "    ¦batch: {shortest: 1, usual: 2, longest: 3}", "says how many incidents come at most in one run; add at_most"),
    ("    at_most: 20", "    batch: ¦0", "a batch is between 1 and 10000 incidents (got 0)"),
    ('  market:\n    kind: visit', "  ¦market:\n    rate: 1 per day\n    kind: visit", "a stream has a rate or fixed times; give either rate or at"),
    ("at: day 2 10:00, kind", "at: ¦day 9 10:00, kind", "this moment lies outside the window"),
    ("at: day 2 10:00, kind", "at: ¦day 0, kind", "'day 0': days count from 1"),
    ("at: day 2 10:00, kind", "at: ¦soon, kind", "'soon' is not a moment of the scenario"),
    ("people: 12, ", "people: ¦0, ", "the number is too small (got 0)"),
    ("attributes: {danger: some}, ", "attributes: {danger: ¦much}, ", "'danger' has no value 'much'"),
    ("zone: county, people", "zone: ¦moon, people", "no zone is called 'moon'"),
    ("staff_away: crew", "staff_away: ¦crow", "no pool is called 'crow'; did you mean 'crew'?"),
    ("staff_away: crew", "staff_away: ¦car", "'car' is a vehicle, which does not fit here"),
    ("out_of_service: car", "out_of_service: ¦head", "'head' is a post, which does not fit here"),
    ("out_of_service: car", "breaks_down: ¦room", "'room' is a room, which does not fit here"),
    ("out_of_service: car", "breaks_down: ¦car", "'car' does not break down under way in this plan; write may_break_down: yes"),
    ("phone_off: phone", "phone_off: ¦room", "'room' is a room, which does not fit here"),
    ("{from: office, to: county}", "{from: ¦offices, to: county}", "no place in travel.times is called 'offices'"),
    ("{from: office, to: county}", "{from: office, to: ¦moon}", "no zone is called 'moon'"),
    ("times: 2, from", "times: ¦0, from", "a way takes more than 0"),
    ("weather: snow", "weather: ¦hail", "no weather is called 'hail'; there are: snow"),
    ("until: day 3 12:00", "until: ¦day 2 12:00", "the disruption ends before it begins"),
    ("from: day 3 00:00, until: day 3 12:00", "from: ¦day 13 00:00, until: day 13 12:00", "the disruption lies outside the window"),
    ("- {weather: snow,", "- ¦{weather: snow, phone_off: phone,", "a disruption is one thing"),
    ("- {weather: snow,", "- ¦{", "a disruption is one thing"),
    ("chance: 50 %", "chance: ¦150 %", "'150 %' is not a share"),
    ("about: [streams.visits.rate]", "about: [¦streams.visit.rate]", "there is no part 'streams.visit.rate'"),
]  # fmt: skip


class Mumbled(Exception):
    """What pydantic finds, in other words than its own."""

    def __init__(self, error: ValidationError) -> None:
        self.error = error

    def errors(self, **_settings: Any) -> list[dict[str, Any]]:
        return [one | {"msg": "hmm", "ctx": self._mumbled(one)} for one in self.error.errors()]

    @staticmethod
    def _mumbled(one: Any) -> dict[str, Any]:
        context = one.get("ctx", {})
        if one["type"] == "rejected":  # our own words
            return context
        return {name: "hmm" if isinstance(value, str) and name != "tag" else value for name, value in context.items()}


@pytest.fixture(autouse=True)
def libraries_mumble(monkeypatch: pytest.MonkeyPatch) -> None:
    """The libraries word their errors in another way, as another version of them might: nothing may hang on that."""
    worded, validate = MarkedYAMLError.__init__, Model.model_validate.__func__

    def mumble(self: Any, *args: Any, **named: Any) -> None:
        args = tuple("hmm" if isinstance(one, str) else one for one in args)
        worded(self, *args, **{name: "hmm" if isinstance(one, str) else one for name, one in named.items()})

    def mumbling(kind: type[Model], *args: Any, **named: Any) -> Model:
        try:
            return validate(kind, *args, **named)
        except ValidationError as error:
            raise Mumbled(error) from None

    monkeypatch.setattr(MarkedYAMLError, "__init__", mumble)
    monkeypatch.setattr(Model, "model_validate", classmethod(mumbling))
    monkeypatch.setattr(draft, "ValidationError", Mumbled)


def check_one(scenario: Path, line: int, column: int, words: str) -> None:
    faults = faults_of(scenario)
    assert [(fault.line, fault.column) for fault in faults] == [(line, column)], "\n".join(map(str, faults))
    assert words in str(faults[0])
    assert "hmm" not in str(faults[0])
    assert f":{line}:{column}: " in str(faults[0])


def test_the_files_themselves_can_be_read(tmp_path: Path) -> None:
    scenario, plan = read_scenario(write(tmp_path))
    assert (plan.plan, len(plan.procedures), len(scenario.streams)) == ("little-town", 2, 2)


@pytest.mark.parametrize(("old", "new", "words"), IN_PLAN, ids=[new[:60] for _, new, _ in IN_PLAN])
def test_a_fault_in_a_plan(tmp_path: Path, old: str, new: str, words: str) -> None:
    text, line, column = broken(PLAN, old, new)
    check_one(write(tmp_path, plan=text), line, column, words)


@pytest.mark.parametrize(("old", "new", "words"), IN_SCENARIO, ids=[new[:60] for _, new, _ in IN_SCENARIO])
def test_a_fault_in_a_scenario(tmp_path: Path, old: str, new: str, words: str) -> None:
    text, line, column = broken(SCENARIO, old, new)
    check_one(write(tmp_path, scenario=text), line, column, words)


def test_a_message_shows_the_line_and_marks_the_place(tmp_path: Path) -> None:
    text = PLAN.replace("head: {kind: post, also: chair}", "head: {名称: 镇长, kind: post, amount: 1, also: chair}")
    (fault,) = faults_of(write(tmp_path, plan=text))
    assert str(fault) == (
        f"{tmp_path}/plan.yaml:15:30: 'amount' is not a key here; did you mean 'count'?\n"
        "     15 |   head: {名称: 镇长, kind: post, amount: 1, also: chair}\n"
        "        |                                  ^^^^^^"
    )


def test_a_dozen_faults_of_both_files_come_in_one_pass_and_in_order(tmp_path: Path) -> None:
    plan = PLAN
    for old, new in [
        ("staff: 6", "staff: ¦-6"),  # schema faults and faults of the whole plan, side by side
        ("backs_up: crew", "backs_up: ¦crows"),
        ("places: 10", "¦place: 10"),
        ("takes: 2 min", "takes: ¦2"),
        ("when: {call: unanswered}", "when: {¦talk: failed}"),
        ("leader: talk}", "leader: ¦call}"),
        ("usual: 20 min", "usual: ¦20"),
        ("spends: {cash", "spends: {¦cush"),
        ("procedure: report", "procedure: ¦reports"),
        ("within: 20 min", "within: ¦20"),
        ("form: every", "form: ¦ever"),
        ("timed: arrival", "timed: ¦arrivals"),
        ("modelled: duties.evening", "modelled: ¦duties.morning"),
    ]:
        assert plan.count(old) == 1
        plan = plan.replace(old, new)
    scenario = SCENARIO
    for old, new in [
        ("rate: 3 per day", "rate: ¦3"),
        ("    zone: town", "    zone: ¦moon"),
        ("phone_off: phone", "phone_off: ¦fone"),
        ("weather: snow", "weather: ¦snwo"),
    ]:
        assert scenario.count(old) == 1
        scenario = scenario.replace(old, new)
    path = write(tmp_path, plan.replace(MARK, ""), scenario.replace(MARK, ""))
    expected = [
        (name, number, line.index(MARK) + 1)
        for name, text in (("plan.yaml", plan), ("week.yaml", scenario))
        for number, line in enumerate(text.splitlines(), 1)
        if MARK in line
    ]
    faults = faults_of(path)
    found = [(Path(fault.file).name, fault.line, fault.column) for fault in faults]
    assert found == expected, "\n".join(map(str, faults))
    assert len(found) == 17


def test_what_rests_on_a_part_that_cannot_be_read_is_not_said(tmp_path: Path) -> None:
    for old, new in [
        ("zones: {town: {within: county}, county: }", "zones: 5"),  # no zone is known, yet none is called unknown
        ("  times:\n    office: {town: 5 min, county: 40 min}", "  times: fast"),
        (
            "        after: travel\n        takes: {shortest",
            "        after: [5 7]\n        takes: {shortest",
        ),  # order unknown
        ("        outcome: {settled: 0.7, failed: 0.3}", "        outcome: well"),
        ("  car: {kind: vehicle, count: 2, base: office}", "  car: {kind: vehicle, count: several, base: office}"),
        ("      order:\n", "      order: 5\n      other:\n"),
    ]:
        assert PLAN.count(old) == 1
        faults = faults_of(write(tmp_path, plan=PLAN.replace(old, new)))
        assert len(faults) == 1, "\n".join(map(str, faults))


def test_places_in_a_list_are_counted_as_the_file_has_them(tmp_path: Path) -> None:
    scenario = SCENARIO.replace("from: day 1 12:00, until: day 2 12:00", "from: day 1 12:00")  # the first cannot be read
    scenario = scenario.replace("from: day 1 20:00, until", "untl").replace("weather: snow", "weather: hail")
    faults = faults_of(write(tmp_path, scenario=scenario))
    rows = [number for number, line in enumerate(SCENARIO.splitlines(), 1) if line.startswith("  - {")][1:]
    assert [fault.line for fault in faults] == [rows[0], rows[2], rows[2], rows[4]], "\n".join(map(str, faults))
    assert "no weather is called 'hail'" in str(faults[-1])


def test_a_missing_section_does_not_hide_other_faults(tmp_path: Path) -> None:
    head, _, rest = PLAN.partition("pools:\n")
    plan = (
        head + "attributes:\n" + rest.partition("attributes:\n")[2].replace("after: [call, again]", "after: [call, agian]")
    )
    words = [str(fault.what) for fault in faults_of(write(tmp_path, plan=plan))]
    assert words == ["'pools' is missing", "no step is called 'agian'"]


def test_a_plan_without_travel_times_says_what_needs_them(tmp_path: Path) -> None:
    plan = PLAN[: PLAN.index("travel:\n")] + PLAN[PLAN.index("varies:") :]
    words = "\n".join(str(fault.what) for fault in faults_of(write(tmp_path, plan=plan)))
    assert words.count("has a base, and the plan has no travel times") == 3
    assert "this step travels, and the plan has no travel times" in words
    assert words.count("so no road can be slow") == 2


def test_roads_may_not_slow_down_without_end(tmp_path: Path) -> None:
    row = "  - {road_slow: {from: office, to: county}, times: 2, from: day 1 08:00, until: day 2 08:00}\n"
    scenario = SCENARIO.replace(row, row.replace("times: 2", "times: 100") * 4)
    (fault,) = faults_of(write(tmp_path, scenario=scenario))
    assert "all slow roads together" in str(fault)
    assert fault.line == SCENARIO[: SCENARIO.index(row)].count("\n") + 3


# ---- whole files -----------------------------------------------------------------------------


def only_fault(path: Path | str) -> Fault:
    with pytest.raises(InputError) as caught:
        read_any(path)
    (fault,) = caught.value.faults
    return fault


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "the file is empty"),
        (b"# nothing but a remark\n", "the file is empty"),
        (b"\xef\xbb\xbf", "the file is empty"),
        (PLAN.encode("utf-16"), "the file is written in UTF-16; save it as UTF-8"),
        (PLAN.encode("utf-16-le"), "the file is written in UTF-16; save it as UTF-8"),
        (PLAN.encode("gbk"), ":2:31: the file is written in GBK (GB18030), not in UTF-8; save it as UTF-8"),
        (b"plan: \xff\xff\xff\n", ":1:7: the file is not written in UTF-8"),
        (b"plan: a\0b\n", ":1:8: there is a control character here (U+0000)"),
        (b"\x89PNG\r\n\x1a\n\0\0", "the file holds no text"),
        (b"just words\n", ":1:1: keys with values are expected here (got just words)"),
        (b"- a\n- b\n", ":1:1: keys with values are expected here"),
        (b"[" * 10_000, ":1:41: the nesting is too deep"),
        (b"a: " + b"{a: " * 10_000, "the nesting is too deep"),
        (b"\n".join(b" " * i + b"a:" for i in range(1000)), ":41:41: the nesting is too deep"),
        (b"a:\n" + b"- " * 5000, "the nesting is too deep"),
        (b"%YAML 9.9\n---\na: 1\n", "the file cannot be read from here on"),
    ],
)
def test_a_file_that_is_no_plan_at_all(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "plan.yaml"
    path.write_bytes(content)
    began = time.process_time()
    assert words in str(only_fault(path))
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    ("trigger", "needed"),
    [
        ("{kind: report, count: 2, within: 1 day, procedure: visit}", True),  # which travels to the scene
        ("{kind: report, count: 2, within: 1 day, procedure: report, same: zone}", True),
        ("{kind: report, count: 2, within: 1 day, procedure: report}", False),
        ("{kind: report, count: 2, within: 1 day, procedure: report}\n  on: {kind: report, count: 2, within: 1 day, procedure: visit}", True),
    ],
)  # fmt: skip
def test_what_a_trigger_counts_may_need_a_zone(tmp_path: Path, trigger: str, needed: bool) -> None:
    plan = PLAN.replace("targets:\n  arr", f"triggers:\n  twice: {trigger}\ntargets:\n  arr")
    faults = faults_of(write(tmp_path, plan))
    assert ["needs to know where incidents of 'report' are" in str(fault) for fault in faults] == [True] * needed
    assert all(plan.splitlines()[fault.line - 1].startswith("  evening: ") for fault in faults)  # the duty
    assert faults_of(write(tmp_path, plan.replace("days: mon-fri,", "days: mon-fri, zone: town,"))) == []


def test_an_alias_bomb_is_refused_before_it_goes_off(tmp_path: Path) -> None:
    bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
    for one, next_ in zip("abcdefghi", "bcdefghij", strict=True):
        bomb += f"{next_}: &{next_} [{', '.join(['*' + one] * 10)}]\n"
    path = tmp_path / "plan.yaml"
    path.write_text(bomb)
    began = time.process_time()
    assert "the aliases in this file explode" in str(only_fault(path))
    assert time.process_time() - began < 1


def test_files_that_cannot_be_opened(tmp_path: Path) -> None:
    assert "there is no such file" in str(only_fault(tmp_path / "none.yaml"))
    assert "this is a folder, not a file" in str(only_fault(tmp_path))
    assert "there is no such file" in str(only_fault("a\0b.yaml"))
    if Path("/dev/zero").exists():
        assert "this is not an ordinary file" in str(only_fault("/dev/zero"))
    large = tmp_path / "large.yaml"
    with large.open("wb") as file:
        file.truncate(50_000_000)
    assert "the file is larger than 1 MB" in str(only_fault(large))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes here")
@pytest.mark.parametrize("lead", [False, True], ids=["itself", "behind a link"])
@pytest.mark.parametrize("what", ["pipe", "device", "folder", "sparse"])
@pytest.mark.parametrize("place", ["scenario.yaml", "plan.yaml", "plan.xlsx", "list.csv", "list.xlsx", "manifest.json"])
def test_only_ordinary_files_of_some_size_are_read(tmp_path: Path, place: str, what: str, lead: bool) -> None:
    """A pipe would wait for ever, a device be read for ever, whatever it is called and wherever it is named."""
    write(tmp_path)
    odd = tmp_path / f"odd-{place}" if lead else tmp_path / place
    odd.unlink(missing_ok=True)
    if what == "pipe":
        os.mkfifo(odd)
    elif what == "folder":
        odd.mkdir()
    elif what == "sparse":
        with odd.open("wb") as file:
            file.truncate(8 << 30)
    else:
        odd.symlink_to("/dev/zero")
    if lead:
        (tmp_path / place).unlink(missing_ok=True)
        (tmp_path / place).symlink_to(odd)
    week, named = str(tmp_path / "week.yaml"), str(tmp_path / place)
    if place == "plan.xlsx":
        (tmp_path / "week.yaml").write_text(SCENARIO.replace("plan.yaml", "plan.xlsx"), "utf-8")
    words = {"scenario.yaml": ["check", named], "plan.yaml": ["check", week], "plan.xlsx": ["run", week]}.get(
        place, ["run", week, "--msel", named]
    )
    if place == "manifest.json":
        words = ["report", str(tmp_path)]
    began = time.perf_counter()
    assert cli.run(words) == 2
    assert time.perf_counter() - began < 20


def test_no_file_can_run_code(tmp_path: Path) -> None:
    made = tmp_path / "made"
    for value in (
        f"!!python/object/apply:os.system ['touch {made}']",
        f"!!python/object/new:os.system ['touch {made}']",
        "!!python/name:os.system",
        f"!run 'touch {made}'",
    ):
        faults = faults_of(write(tmp_path, plan=PLAN.replace("takes: 30 min", f"takes: {value}")))
        assert len(faults) == 1
        assert "is not read" in str(faults[0])
    assert not made.exists()


def test_a_plan_in_the_place_of_a_scenario_and_the_reverse(tmp_path: Path) -> None:
    scenario = write(tmp_path)
    with pytest.raises(
        InputError, match=r"this is a plan; a scenario is expected; name a scenario beside it, such as \S*/week\.yaml"
    ):
        read_scenario(tmp_path / "plan.yaml")
    with pytest.raises(InputError, match=r"this is a scenario; a plan is expected; name the plan: \S*/plan\.yaml"):
        read_plan(scenario)
    scenario.write_text(SCENARIO.replace("plan: plan.yaml", "plan: week.yaml"))
    with pytest.raises(InputError, match="this is a scenario; a plan is expected"):
        read_scenario(scenario)
    assert read_any(tmp_path / "plan.yaml")[1] is None


# ---- anything at all -------------------------------------------------------------------------

LINES = [*PLAN.splitlines(keepends=True), *SCENARIO.splitlines(keepends=True)]
WORDS = sorted({word for line in LINES for word in line.replace("{", " ").replace("}", " ").split()})
ODD = ["", "0", "-1", ".nan", "9" * 30, "1e400", "1000000", "[]", "{}", "null", "*a", "&a x", "!!str x", "：", "\t", "'", '"', "#",
       "? ", "- ", "people", "scene", "zone", "brought", "5:", "30 years", "1 s", "day 99999", "2200-12-31", "per hour", "\x85", "\u2028",
       "{gamma: 1 h, cv: 10}", "{exponential: 1 h}", "{observed: [1 s, 30 years]}", "1000000..", "crew people", "[", "}", "\\", "|"]  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn, text: str) -> str:
    lines = text.splitlines(keepends=True)
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(lines) - 1))
        match draw(st.sampled_from(["number"] * 12 + ["word"] * 3 + ["delete", "swap", "repeat", "foreign", "odd", "cut"])):
            case "delete":
                del lines[at]
            case "swap":
                other = draw(st.integers(0, len(lines) - 1))
                lines[at], lines[other] = lines[other], lines[at]
            case "repeat":
                lines.insert(draw(st.integers(0, len(lines))), lines[at])
            case "foreign":
                lines.insert(at, draw(st.sampled_from(LINES)))
            case "number":  # often still a plan, and a strange one
                numbers = list(re.finditer(r"\d+", lines[at])) or [re.match("", lines[at])]
                found = draw(st.sampled_from(numbers))
                number = draw(st.sampled_from(["0", "1", "2", "3", "10", "12", "24", "59", "99", "1000", "3600", "999999"]))
                lines[at] = lines[at][: found.start()] + number * bool(found[0]) + lines[at][found.end() :]
            case "cut":
                lines[at] = lines[at][: draw(st.integers(0, len(lines[at])))]
            case kind:
                words = lines[at].split(" ")
                word = draw(st.sampled_from(WORDS if kind == "word" else ODD))
                words[draw(st.integers(0, len(words) - 1))] = word
                lines[at] = " ".join(words) + ("" if words[-1].endswith("\n") else "\n")
        if not lines:
            lines = ["\n"]
    return "".join(lines)


@settings(
    max_examples=often(80), deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(plan=mutated(PLAN), scenario=mutated(SCENARIO))
def test_any_mutation_is_refused_in_words_or_plays(tmp_path: Path, plan: str, scenario: str) -> None:
    path = write(tmp_path, plan, scenario)
    try:
        read, read_plan_ = read_scenario(path)
    except InputError as error:
        places = [(fault.file, fault.line, fault.column) for fault in error.faults]
        assert places == sorted(set(places))
        for fault in error.faults:
            assert "{" not in fault.what.msgid.format_map(dict.fromkeys(fault.what.values, ""))
            lines = Source(fault.file).lines
            assert 0 <= fault.line <= max(1, len(lines))
            assert str(fault)
        return
    compiled = compile_plan(read_plan_, read.window)
    msel = Deck(compiled, read, seed=1).msel(1)
    if len(msel.time) < 200:
        log = conduct(compiled, msel)
        assert len(log.status) == len(msel.takes)


@settings(
    max_examples=often(100), deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(content=st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda t: t.encode("utf-8", "replace"))))
def test_any_bytes_are_refused_in_words(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "any.yaml"
    path.write_bytes(content)
    with pytest.raises(InputError):
        read_any(path)
