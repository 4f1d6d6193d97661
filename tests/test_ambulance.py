"""Ambulances played by the engines and by a simulator that was written apart from them (`ambulance.py`).

Three stations, two hospitals, two shifts, three priorities; crews that are sent while they drive home. Both are given the
same numbers, and must come to the same second for every call; or each draws its own, and the means must agree.
"""

from __future__ import annotations

import heapq
import math
import random
from typing import Any

import numpy as np
import pytest
from ambulance import DAY, HOUR, Answer, Call, Play, Service, Shift, calls
from plans import Drill, both_engines, column, compiled_play, drill
from scipy import stats
from test_theory import erlang_c

from drillsim.compiled.event_list import Msel
from drillsim.compiled.log import OPEN

Engine = Any  # one of the two engines: (CompiledPlan, Msel) -> Log

WHERE = {  # metres east and north
    "north_station": (2100, 8200), "middle_station": (4900, 4700), "south_station": (8100, 1300),
    "county_hospital": (5600, 5900), "south_hospital": (6900, 2300),
    "old_town": (4300, 5200), "new_town": (6100, 4400), "market": (7700, 3100), "dyke": (9400, 700),
    "hill": (1200, 9300), "fields": (2500, 2900),
}  # fmt: skip
PLACES = {"old_town": 0.3, "new_town": 0.25, "market": 0.15, "dyke": 0.1, "hill": 0.1, "fields": 0.1}
URGENCY = {1: 0.2, 2: 0.5, 3: 0.3}
RANKS = {"red": 1, "yellow": 2, "green": 3}
CV, TREATING, HANDING_OVER = 0.3, 18 * 60, 15 * 60
NORMAL, HEAVY = 40, 84  # calls a day, two thirds of them by day
RUNS, DAYS = 20, 5


def usual_times() -> dict[str, dict[str, int]]:
    """Some ways are given in one direction only, some in both and are longer in one of them."""

    def way(origin: str, destination: str, metres_a_second: float) -> int:
        return round(math.dist(WHERE[origin], WHERE[destination]) / metres_a_second) + 40

    stations = [name for name in WHERE if name.endswith("station")]
    hospitals = [name for name in WHERE if name.endswith("hospital")]
    times = {station: {place: way(station, place, 9) for place in (*PLACES, *hospitals)} for station in stations}
    times |= {hospital: {place: way(hospital, place, 9.5) for place in PLACES} for hospital in hospitals}
    times["county_hospital"] |= {station: way("county_hospital", station, 7) for station in stations}
    for number, place in enumerate(list(PLACES)[:-1]):
        times[place] = {other: way(place, other, 8) for other in list(PLACES)[number + 1 :]}
        if number < 3:
            times[place] |= {hospital: way(place, hospital, 11) for hospital in hospitals}
    return times


SERVICE = Service(
    usual_times(),
    {"north_station": (2, 1), "middle_station": (2, 1), "south_station": (2, 1)},
    ["county_hospital", "south_hospital"],
    [Shift(8 * HOUR, 12 * HOUR, 60), Shift(20 * HOUR, 12 * HOUR, 120)],
)


def hourly(a_day: float) -> Any:
    """So many calls a day, twice as many in an hour of the day as in one of the night."""
    return lambda hour: a_day / 36 * (2 if 8 <= hour < 20 else 1)


def our_plan(service: Service, places: list[str], **scenario: Any) -> Drill:
    """The same service in the language of plans."""
    hours = [
        f"{shift.begins // HOUR:02d}:00-{(shift.begins + shift.lasts) // HOUR % 24 or 24:02d}:00" for shift in service.shifts
    ]
    turnout = {
        "on_duty": f"{service.shifts[0].turnout} s",
        "by_hours": [{"hours": hours[k], "on_duty": f"{shift.turnout} s"} for k, shift in enumerate(service.shifts) if k],
    }
    crews: dict[str, Any] = {"counts_as": "ambulance", "turnout": turnout, "can_be_sent": True}
    if service.turned:
        crews["redirect"] = {"from": list(service.turned), "to": 1}
    to_hospital = {
        "carrying": {"after": "treating", "takes": "travel", "who": "crew", "to": {"nearest": service.hospitals}},
        "handing_over": {"after": "carrying", "takes": {"exponential": f"{HANDING_OVER} s"}},
    }
    steps: dict[str, Any] = {
        "order": {"takes": "turnout", "needs": {"crew": "ambulance 1"}, "keep": {"crew": last(service)}},
        "out": {"after": "order", "takes": "travel", "who": "crew"},
        "treating": {"after": "out", "takes": {"exponential": f"{TREATING} s"}},
        **(to_hospital if service.hospitals else {}),
    }
    steps[last(service)]["way_back"] = "crew"
    return drill(
        {
            f"crews_of_{station}": {
                **crews,
                "base": station,
                "shifts": [{"hours": span, "on_duty": number} for span, number in zip(hours, numbers, strict=True)],
            }
            for station, numbers in service.stations.items()
        },
        zones=dict.fromkeys(places),
        travel={"times": {a: {b: f"{s} s" for b, s in ways.items()} for a, ways in service.times.items()}},
        varies={"travel": {"mean": 1, "cv": CV}},
        attributes={"urgency": list(RANKS)},
        procedures={"call": {"priority": {"urgency": RANKS}, "steps": steps}},
        **scenario,
    )


def last(service: Service) -> str:
    """The step from which crews go home."""
    return "handing_over" if service.hospitals else "treating"


def of_a_deck(a_day: int, service: Service = SERVICE) -> Drill:
    stream = {
        "kind": "call", "rate": f"{a_day} per day", "hours": {"08:00-20:00": 2, "20:00-08:00": 1}, "at_most": 100_000,
        "zone": PLACES, "attributes": {"urgency": {word: URGENCY[rank] for word, rank in RANKS.items()}},
    }  # fmt: skip
    return our_plan(service, list(PLACES), streams={"calls": stream}, days=DAYS)


def given(d: Drill, msel: Msel) -> list[Call]:
    """The calls of an event list, with all that was drawn for them."""
    ranks = [RANKS[word] for word in d.compiled.attribute_values[1]]
    names = d.compiled.steps[0]
    drawn = {field: column(d, msel, msel.takes, field, "call").tolist() for field in Call._fields if field in names}
    drawn["home"] = column(d, msel, msel.back, names[-1], "call").tolist()
    zone, urgency = msel.attribute.T.tolist()
    known = {
        "time": msel.time.tolist(),
        "priority": [ranks[value] for value in urgency],
        "place": [d.compiled.zones[value] for value in zone],
    }
    rows = zip(*(known | drawn).values(), strict=True)
    return [Call(**dict(zip(known | drawn, row, strict=True))) for row in rows]


def told(d: Drill, msel: Msel, engine: Engine) -> list[tuple[Any, ...]]:
    """By call: whose crew was told when, when it arrived and when it set out for home; of the last one, should some have
    been turned away."""
    log = engine(d.compiled, msel)
    spans = [range(*span) for span in zip(msel.slot_first[:-1], msel.slot_first[1:], strict=True)]
    hold = [[row for row in span if log.hold_pool[row] != OPEN][-1] for span in spans]
    whose = [d.compiled.pools[pool].removeprefix("crews_of_") for pool in log.hold_pool[hold]]
    arrived, over = (column(d, msel, log.ended, step, "call") for step in ("out", d.compiled.steps[0][-1]))
    return list(zip(whose, *(seconds.tolist() for seconds in (log.hold_taken[hold], arrived, over)), strict=True))


def answered(came: list[Call], service: Service = SERVICE) -> tuple[list[Answer], list[tuple[Any, ...]]]:
    """What the simulator makes of calls, and the same as `told` has it."""
    answers = Play(service, came).answers
    return answers, [(answer.station, answer.told, answer.arrived, answer.over) for answer in answers]


# ---- the simulator itself ----------------------------------------------------------------------------


def test_the_simulator_serves_in_turn_as_kiefer_and_wolfowitz_say_and_waits_as_erlang_does() -> None:
    """At one place with two hours' work for each of three crews, who are there by day and by night."""
    here = Service({}, {"here": (3,)}, ["here"], [Shift(0, DAY, 0)])
    draw = random.Random(1)
    came = calls(draw, 1200, lambda _hour: 1.0, {"here": 1}, {1: 1}, 0.1, 2 * HOUR, 1)
    answers = Play(here, came).answers
    free = [0, 0, 0]
    for call, answer in zip(came, answers, strict=True):
        assert answer.told == max(call.time, heapq.heappop(free))
        heapq.heappush(free, answer.told + call.treating + call.handing_over)
    waits = np.array([(answer.told - call.time) / HOUR for call, answer in zip(came, answers, strict=True)])
    parts = np.array([part.mean() for part in np.array_split(waits, 40)])
    exact = erlang_c(3, 2) * 2 / (3 - 2)  # hours
    assert abs(parts.mean() - exact) < 3 * parts.std(ddof=1) / math.sqrt(40) < 0.25 * exact


BY_HAND = Service(
    {"north": {"farm": 300, "mill": 500, "ward": 400}, "south": {"farm": 700, "mill": 200, "ward": 600},
     "ward": {"farm": 100, "mill": 90}},
    {"north": (1, 0), "south": (0, 1)}, ["ward"],
    [Shift(8 * HOUR, 12 * HOUR, 60), Shift(20 * HOUR, 12 * HOUR, 120)],
)  # fmt: skip
EVENING = 20 * HOUR
CALLS = [
    Call(EVENING - 3600, 2, "farm", 1500, 600, 1000, 100, 2000),
    Call(EVENING - 2000, 3, "farm", 1000, 700, 1000, 100, 1000),
    Call(EVENING - 1990, 1, "mill", 1000, 800, 1000, 100, 1000),
    Call(EVENING + 10, 1, "farm", 1000, 900, 1000, 100, 1000),
]
ANSWERS = [
    # turnout 60, 300 x 1.5; 600; 100; 100: at -3600 + 60 + 450 = -3090 at the farm, over at -2290, home by -1490
    ("north", EVENING - 3600, EVENING - 3090, EVENING - 2290),
    # at -2000 it has gone 290 of 800 s: 363 thousandths (362.5), so 100 x 0.637 + 300 x 0.363 = 172.6 -> 173 s
    ("north", EVENING - 2000, EVENING - 1827, EVENING - 927),
    # comes ten seconds later, waits for it: at the ward at -927, 90 s to the mill, 0 s of turnout
    ("north", EVENING - 927, EVENING - 837, EVENING + 153),
    # the day's crew finishes and is gone; the night's sets out in 120 s and needs 700 s
    ("south", EVENING + 10, EVENING + 830, EVENING + 1930),
]


def test_the_simulator_by_hand() -> None:
    answers, found = answered(CALLS, BY_HAND)
    assert found == ANSWERS
    assert [a.on_the_road for a in answers] == [False, True, True, False]


def test_the_simulator_turns_crews_away_by_hand() -> None:
    """As in `test_movement.py`: at 50 half way to the town, (300 + 240) / 2 from the village."""
    service = Service(
        {"station": {"town": 100, "village": 300}, "far": {"town": 150, "village": 600}, "town": {"village": 240}},
        {"station": (1,), "far": (0,)}, [], [Shift(0, DAY, 20)], (2,),
    )  # fmt: skip
    came = [Call(0, 2, "town", treating=100), Call(70, 1, "village", treating=100), Call(600, 1, "village", treating=100)]
    # leaves at 20, turned at 70: 270 s, at 340 in the village; at 440 back to the town: 680; not turned again at 600;
    # from the town at 780 to the village: 1020
    assert [answer.arrived for answer in Play(service, came).answers] == [680, 340, 1020]
    # another one, which is farther from the village, takes over what was left, at once: 70 + 20 + 150
    both = service._replace(stations={"station": (1,), "far": (1,)})
    assert [answer.arrived for answer in Play(both, came[:2]).answers] == [240, 340]
    # told while the crew gets ready: turned at 20, when it leaves
    early = [came[0], came[1]._replace(time=10)]
    assert [answer.arrived for answer in Play(service, early).answers] == [660, 320]


# ---- the engines beside it ---------------------------------------------------------------------------


@both_engines
def test_the_engines_by_hand(play: Engine) -> None:
    words = {rank: word for word, rank in RANKS.items()}
    d = our_plan(
        BY_HAND,
        ["farm", "mill"],
        injects=[
            {"at": f"day 1 {c.time // HOUR:02d}:{c.time // 60 % 60:02d}:{c.time % 60:02d}", "kind": "call", "zone": c.place,
             "attributes": {"urgency": words[c.priority]}}
            for c in CALLS
        ],
    )  # fmt: skip
    drawn = {
        (i, step): number
        for i, c in enumerate(CALLS)
        for step, number in zip(("out", "treating", "carrying", "handing_over"), c[3:7], strict=True)
    }
    msel = d.msel(takes=drawn, back={(i, "handing_over"): c.home for i, c in enumerate(CALLS)})
    assert given(d, msel) == CALLS
    assert told(d, msel, play) == ANSWERS


@pytest.mark.parametrize(("a_day", "wait", "are_sent"), [(NORMAL, 0.02, 0.08), (HEAVY, 0.2, 0.35)], ids=["normal", "heavy"])
def test_given_the_same_numbers_every_call_is_answered_at_the_same_second(a_day: int, wait: float, are_sent: float) -> None:
    """Twenty runs; what is to be seen happens often: calls that wait, crews that are sent while they drive home."""
    d = of_a_deck(a_day)
    waited, on_the_road, moved = [], [], []
    for run in range(1, RUNS + 1):
        msel = d.deck.msel(run)
        came = given(d, msel)
        answers, expected = answered(came)
        assert told(d, msel, compiled_play) == expected
        waited += [a.told > c.time for a, c in zip(answers, came, strict=True)]
        on_the_road += [a.on_the_road for a in answers]
        moved += [a.hospital == "south_hospital" for a in answers]
    assert np.mean(waited) == pytest.approx(wait, rel=0.3)
    assert np.mean(on_the_road) == pytest.approx(are_sent, rel=0.3)
    assert 0.2 < np.mean(moved) < 0.8


# Three crews by day and by night, who go home from the scene and may be turned away from priorities 2 and 3.
TURNED = SERVICE._replace(
    stations=dict.fromkeys(SERVICE.stations, (1,)), hospitals=[], shifts=[Shift(0, DAY, 90)], turned=(2, 3)
)


@pytest.mark.parametrize(("a_day", "are_turned"), [(NORMAL, 0.015), (HEAVY, 0.05)], ids=["normal", "heavy"])
def test_given_the_same_numbers_the_same_crews_are_turned_away(a_day: int, are_turned: float) -> None:
    d = of_a_deck(a_day, TURNED)
    left_alone = []
    for run in range(1, RUNS + 1):
        msel = d.deck.msel(run)
        answers, expected = answered(given(d, msel), TURNED)
        assert told(d, msel, compiled_play) == expected
        left_alone += [answer.left_alone for answer in answers]
    assert np.mean(left_alone) == pytest.approx(are_turned, rel=0.3)


def responses(came: list[Call], arrived: list[int]) -> dict[str, float]:
    """Minutes from the call to the arrival at the scene: the mean by priority, and the share within twelve minutes."""
    minutes = np.array(arrived) / 60 - np.array([call.time for call in came]) / 60
    rank = np.array([call.priority for call in came])
    return {f"priority {p}": float(minutes[rank == p].mean()) for p in URGENCY} | {
        "within 12 min": float((minutes <= 12).mean())
    }


def interval(values: list[float]) -> tuple[float, float]:
    """Mean and half-width of its 95 % interval."""
    half = stats.t.ppf(0.975, len(values) - 1) * np.std(values, ddof=1) / math.sqrt(len(values))
    return float(np.mean(values)), float(half)


@pytest.mark.parametrize("a_day", [NORMAL, HEAVY], ids=["normal", "heavy"])
def test_each_with_its_own_numbers_they_agree(a_day: int) -> None:
    """Twenty runs each, drawn by different generators: the intervals overlap, and are not wide."""
    d = of_a_deck(a_day)
    ours, theirs = [], []
    for run in range(1, RUNS + 1):
        msel = d.deck.msel(run)
        ours.append(responses(given(d, msel), [arrived for _, _, arrived, _ in told(d, msel, compiled_play)]))
        came = calls(random.Random(run), DAYS, hourly(a_day), PLACES, URGENCY, CV, TREATING, HANDING_OVER)
        theirs.append(responses(came, [answer.arrived for answer in Play(SERVICE, came).answers]))
    for name in ours[0]:
        (our_mean, our_half), (their_mean, their_half) = (interval([run[name] for run in side]) for side in (ours, theirs))
        assert abs(our_mean - their_mean) <= our_half + their_half, name
        if name != "priority 3":  # the last in the queue wait very differently from one run to the next
            assert max(our_half, their_half) < 0.1 * our_mean, name
