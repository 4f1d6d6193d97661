"""A small plan and scenario as their files, to be broken by tests."""

# ruff: noqa: E501 (lines of the files themselves)

from __future__ import annotations

from pathlib import Path

PLAN = """\
plan: little-town
name: {en: A little town, zh: 小镇}
zones: {town: {within: county}, county: }
travel:
  times:
    office: {town: 5 min, county: 40 min}
  slower:
    - {hours: "07:00-09:00", times: 1.5}
  weather: {snow: 2}
varies: {travel: {shortest: 0.8, usual: 1, longest: 2}}
pools:
  crew: {staff: 6, base: office, turnout: {on_duty: 2 min, on_call: 15 min}, hours: "08:00-18:00"}
  guests: {staff: 2, base: office, backs_up: crew, serves: [town, county]}
  car: {kind: vehicle, count: 2, base: office}
  head: {kind: post, also: chair}
  phone: {kind: post}
  room: {kind: room, places: 10}
  cash: {kind: fund, amount: 5000 yuan}
attributes:
  danger: [none, some]
procedures:
  visit:
    priority: 2
    steps:
      call:
        calls: phone
        takes: 2 min
        outcome: {answered: 95 %, unanswered: 5 %}
        clause: L.1
      again:
        after: call
        when: {call: unanswered}
        takes: 10 min
      order:
        after: [call, again]
        takes: turnout
        needs: {team: crew 2, wheels: car 1}
        cases:
          - {people: 1..9}
          - {people: 10.., needs: {team: crew 3, leader: chair 1}}
        keep: {team: over, wheels: over, leader: talk}
      travel: {after: order, takes: travel, who: [team, wheels], to: scene}
      talk:
        after: travel
        takes: {shortest: 10 min, usual: 20 min, longest: 1 h}
        outcome: {settled: 0.7, failed: 0.3}
      help:
        after: talk
        when: {talk: failed, danger: some}
        takes: 30 min
        spends: {cash: 500 yuan}
      over:
        after: [talk, help]
        way_back: [team, wheels]
  report:
    steps:
      write: {takes: 10 min, needs: {place: room 1}}
duties:
  evening: {procedure: report, at: ["18:00"], days: mon-fri, clause: L.2}
targets:
  arrival: {from: call.ended, to: travel.ended, within: 20 min, where: {kind: visit, zone: town}, form: share 90 %, clause: L.1}
  written: {from: write.ready, to: write.ended, within: 30 min, form: every, excused: {danger: some}, clause: L.2}
clauses:
  L.1: {text: In town within twenty minutes., timed: arrival}
  L.2: {text: A report every evening., timed: written, modelled: duties.evening}
assumptions:
  staff: {text: Six people., source: assumed, about: [pools.crew.staff, procedures.visit.talk]}
"""

SCENARIO = """\
plan: plan.yaml
name: An ordinary week
window: {from: 2026-03-02 08:00, days: 3}
streams:
  visits:
    kind: visit
    rate: 3 per day
    hours: {"08:00-20:00": 1}
    days: {mon-fri: 2, sat-sun: 1}
    zone: {town: 3, county: 1}
    people: {shortest: 1, usual: 3, longest: 20}
    attributes: {danger: {none: 90 %, some: 10 %}}
    at_most: 20
  market:
    kind: visit
    at: ["09:30"]
    zone: town
injects:
  - {at: day 2 10:00, kind: visit, zone: county, people: 12, attributes: {danger: some}, message: A family asks to be heard.}
disruptions:
  - {staff_away: crew, count: 2, from: day 1 12:00, until: day 2 12:00}
  - {out_of_service: car, from: day 2 00:00, until: day 3 00:00, chance: 50 %}
  - {phone_off: phone, from: day 1 20:00, until: day 2 08:00}
  - {road_slow: {from: office, to: county}, times: 2, from: day 1 08:00, until: day 2 08:00}
  - {weather: snow, from: day 3 00:00, until: day 3 12:00}
assumptions:
  arrivals: {text: Three a day., about: [streams.visits.rate]}
"""


def write(folder: Path, plan: str | bytes = PLAN, scenario: str | bytes = SCENARIO) -> Path:
    """Write both files into a folder; returns the scenario's path."""
    for name, text in (("plan.yaml", plan), ("week.yaml", scenario)):
        (folder / name).write_bytes(text.encode() if isinstance(text, str) else text)
    return folder / "week.yaml"
