"""Teams that move, by hand: where units are, where they go, who is turned away, who is there; every second worked out.

Tables read 'incident step ready started ended' and 'incident need pool count taken left released'; what follows '#' is the
working.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from plans import START, Drill, Play, both_engines, column, conduct, drill, holds, inject, steps, table

from drillsim.judge.evaluate import LATE, ON_TIME, gauges


def ended(d: Drill, play: Play, *names: str, **edits: Any) -> list[list[int]]:
    """By incident: when these steps ended, which all procedures have."""
    msel = d.msel(**edits)
    log = play(d.compiled, msel)
    numbers = [[d.compiled.steps[kind].index(name) for name in names] for kind in msel.kind]
    return [[int(log.ended[msel.row_first[i] + n]) for n in of] for i, of in enumerate(numbers)]


def ways(**times: dict[str, int]) -> dict[str, Any]:
    """Usual times in seconds."""
    return {"times": {origin: {place: f"{s} s" for place, s in to.items()} for origin, to in times.items()}}


GO: dict[str, Any] = {
    "order": {"takes": "turnout", "needs": {"crew": "team 1"}, "keep": {"crew": "work"}},
    "go": {"after": "order", "takes": "travel", "who": "crew"},
    "work": {"after": "go", "takes": "100 s", "way_back": "crew"},
}


# ---- places and legs -----------------------------------------------------------------------------


@both_engines
def test_a_transport_is_timed_from_the_scene_and_the_way_home_from_where_it_ends(play: Play) -> None:
    d = drill(
        {"team": {"staff": 1, "base": "station", "turnout": "20 s"}},
        {
            "order": {"takes": "turnout", "needs": {"crew": "team 1"}, "keep": {"crew": "hand_over"}},
            "go": {"after": "order", "takes": "travel", "who": "crew"},
            "treat": {"after": "go", "takes": "50 s"},
            "carry": {"after": "treat", "takes": "travel", "who": "crew", "to": "ward"},
            "hand_over": {"after": "carry", "takes": "30 s", "way_back": "crew"},
        },
        zones={"town": None, "village": None},
        travel=ways(
            station={"town": 100, "village": 150, "ward": 250}, ward={"town": 70, "village": 80}, village={"ward": 95}
        ),
        injects=[inject(0, zone="town"), inject(1, zone="village")],
    )
    edits: dict[str, Any] = {"takes": {(0, "carry"): 1500}, "back": {(0, "hand_over"): 2000}}
    assert steps(d, play, **edits) == table("""
        0 order     0   0   20
        0 go       20  20  120
        0 treat   120 120  170
        0 carry   170 170  275   # the way from the ward stands in: 70 x 1.5; not the 250 from the station
        0 hand_over 275 275 305
        1 order     1 805  825   # home at 305 + 250 x 2
        1 go      825 825  975
        1 treat   975 975 1025
        1 carry  1025 1025 1120  # given in both directions: 95 there
        1 hand_over 1120 1120 1150
    """)
    assert holds(d, play, **edits) == table("""
        0 crew team 1   0  305  805
        1 crew team 1 805 1150 1400
    """)


@both_engines
def test_each_unit_is_where_it_went_and_the_slowest_counts(play: Play) -> None:
    d = drill(
        {
            "team": {"staff": 1, "base": "hall"},
            "car": {"kind": "vehicle", "count": 1, "base": "yard"},
            "van": {"kind": "vehicle", "count": 1, "base": "depot"},
        },
        {
            "go": {
                "takes": "travel",
                "needs": {"crew": "team 1", "ride": "car 1"},
                "who": ["crew", "ride"],
                "keep": {"crew": "stay", "ride": "over"},
            },
            "stay": {"after": "go", "takes": "200 s", "way_back": "crew"},
            "carry": {
                "after": "go",
                "takes": "travel",
                "needs": {"help": "van 1"},
                "who": ["ride", "help"],
                "to": "ward",
                "keep": {"help": "over"},
            },
            "again": {"after": "carry", "takes": "travel", "who": "help", "to": "ward"},
            "back": {"after": "again", "takes": "travel", "who": "ride"},
            "over": {"after": "back", "way_back": ["ride", "help"]},
        },
        travel=ways(hall={"town": 100}, yard={"town": 60, "ward": 80}, depot={"town": 30, "ward": 90}, ward={"town": 40}),
        injects=[inject(0, zone="town")],
    )
    assert steps(d, play) == table("""
        0 go      0   0 100   # the crew from the hall: 100; the car from the yard: 60
        0 stay  100 100 300
        0 carry 100 100 190   # the car from the town: 40; the van from its depot: 90
        0 again 190 190 190   # it is there already
        0 back  190 190 230   # the car alone, to the scene again
        0 over  230 230 230
    """)
    assert holds(d, play) == table("""
        0 crew team 1   0 300 400   # from the town to the hall
        0 ride car  1   0 230 290   # from the town to the yard: 60
        0 help van  1 100 230 320   # from the ward to the depot: 90
    """)


@both_engines
def test_who_is_not_named_but_asked_for_has_a_way_back_all_the_same(play: Play) -> None:
    d = drill(
        {"team": {"staff": 1, "base": "hall"}},
        {"go": {"takes": "travel", "needs": {"crew": "team 1"}, "way_back": "crew"}},
        travel=ways(hall={"town": 100}),
        injects=[inject(0, zone="town")],
    )
    assert holds(d, play) == ["0 crew team 1 0 100 200"]


# ---- destinations --------------------------------------------------------------------------------


def transport(to: Any, **more: Any) -> dict[str, Any]:
    return {
        "go": {"takes": "travel", "needs": {"crew": "team 1"}, "who": "crew", "keep": {"crew": "carry"}},
        "carry": {"after": "go", "takes": "travel", "who": "crew", "to": to, "way_back": "crew", **more},
    }


HOSPITALS = ways(
    station={"east": 10, "west": 20, "middle": 30, "north": 100, "south": 200},
    north={"east": 50, "west": 80, "middle": 40},
    south={"east": 60, "west": 70, "middle": 40},
)


@both_engines
def test_the_nearest_is_that_from_where_they_are(play: Play) -> None:
    d = drill(
        {"team": {"staff": 3, "base": "station"}},
        transport({"nearest": ["north", "south"]}),
        zones={"east": None, "west": None, "middle": None},
        travel=HOSPITALS,
        injects=[inject(0, zone=zone) for zone in ("east", "west", "middle")],
    )
    assert holds(d, play) == table("""
        0 crew team 1 0 60 160   # 10 + 50 to the north (60 to the south), 100 home
        1 crew team 1 0 90 290   # 20 + 70 to the south (80 to the north), though the north is nearer to the station
        2 crew team 1 0 70 170   # 30 + 40 to either: the north by the order in which they are named
    """)


@both_engines
def test_an_attribute_names_the_place(play: Play) -> None:
    d = drill(
        {"team": {"staff": 2, "base": "station"}},
        transport({"by": "specialty"}),
        zones={"east": None, "west": None, "middle": None},
        travel=HOSPITALS,
        attributes={"specialty": ["north", "south"]},
        injects=[inject(0, zone="east", attributes={"specialty": "south"}), inject(0, zone="west")],
    )
    assert holds(d, play) == table("""
        0 crew team 1 0  70 270   # 10 + 60, 200 home
        1 crew team 1 0 100 200   # the first value when nothing is said: 20 + 80, 100 home
    """)


def wards(need: Any, north: int, south: int) -> Drill:
    bed: dict[str, Any] = {"kind": "room", "counts_as": "ward"}
    return drill(
        {
            "team": {"staff": 3, "base": "station"},
            "beds_south": {**bed, "places": south, "base": "south"},
            "beds_north": {**bed, "places": north, "base": "north"},
        },
        {
            **transport("bed", needs={"bed": need}, keep={"bed": "stay"}),
            "stay": {"after": "carry", "takes": "300 s"},
        },
        travel=ways(station={"town": 10, "north": 400, "south": 500}, town={"north": 50, "south": 80}),
        injects=[inject(0, zone="town"), inject(5, zone="town"), inject(10, zone="town")],
    )


@both_engines
def test_a_full_hospital_is_passed_over(play: Play) -> None:
    d = wards("ward 1", 1, 1)
    assert steps(d, play) == table("""
        0 go      0   0  10
        0 carry  10  10  60   # to the north, 50: nearer to the town, though later in the file
        0 stay   60  60 360
        1 go      5   5  15
        1 carry  15  15  95   # the north is taken: to the south, 80
        1 stay   95  95 395
        2 go     10  10  20
        2 carry  20 360 410   # both are taken until 360; the crew waits at the scene
        2 stay  410 410 710
    """)
    assert holds(d, play) == table("""
        0 crew team       1   0  60 460   # 400 home
        0 bed  beds_north 1  10 360 360
        1 crew team       1   5  95 595   # 500 home
        1 bed  beds_south 1  15 395 395
        2 crew team       1  10 410 810
        2 bed  beds_north 1 360 710 710
    """)


@both_engines
def test_the_best_hospital_is_waited_for(play: Play) -> None:
    d = wards({"of": "ward", "count": 1, "else_next": False}, 1, 1)
    assert steps(d, play) == table("""
        0 go      0   0   10
        0 carry  10  10   60
        0 stay   60  60  360
        1 go      5   5   15
        1 carry  15 360  410   # the south would be free
        1 stay  410 410  710
        2 go     10  10   20
        2 carry  20 710  760
        2 stay  760 760 1060
    """)


@both_engines
def test_the_freest_hospital(play: Play) -> None:
    d = wards({"of": "ward", "count": 2, "freest": True}, 2, 5)
    assert holds(d, play) == table("""
        0 crew team       1  0  90 590
        0 bed  beds_south 2 10 390 390   # five places against two: 80 away
        1 crew team       1  5  95 595
        1 bed  beds_south 2 15 395 395   # three against two
        2 crew team       1 10  70 470
        2 bed  beds_north 2 20 370 370   # one against two
    """)


# ---- on the road ---------------------------------------------------------------------------------


def on_its_way_home(second: int, **team: Any) -> Drill:
    """A crew is let go in the town at 220 and is home, 100 s away, at 320; at `second` it is wanted in the village."""
    return drill(
        {"team": {"staff": 1, "base": "station", "turnout": "20 s", **team}},
        GO,
        zones={"town": None, "village": None},
        travel=ways(station={"town": 100, "village": 300}, town={"village": 241}),
        injects=[inject(0, zone="town"), inject(second, zone="village")],
    )


@pytest.mark.parametrize(
    ("second", "moves", "there"),
    [
        (200, 220, 461),  # waits until it is let go: still in the town, 241; no turnout
        (220, 220, 461),
        (253, 253, 513),  # 330 thousandths of the way: 241 x 0.67 + 300 x 0.33 = 260.47
        (270, 270, 541),  # half way: 270.5, half up
        (319, 319, 618),  # 241 x 0.01 + 300 x 0.99 = 299.41
        (320, 340, 640),  # home: turnout, 300
    ],
)
@both_engines
def test_a_crew_is_sent_from_where_it_is_on_its_way_home(second: int, moves: int, there: int, play: Play) -> None:
    d = on_its_way_home(second, can_be_sent=True)
    assert steps(d, play)[3:5] == [f"1 order {second} {max(second, 220)} {moves}", f"1 go {moves} {moves} {there}"]


@both_engines
def test_without_being_told_so_it_is_free_once_it_is_home(play: Play) -> None:
    assert steps(on_its_way_home(270), play)[3:5] == ["1 order 270 320 340", "1 go 340 340 640"]


@both_engines
def test_a_turnout_on_the_road(play: Play) -> None:
    d = on_its_way_home(270, can_be_sent=True, turnout={"on_duty": "20 s", "on_the_road": "7 s"})
    # stops at 270, half way, and leaves there 7 s later
    assert steps(d, play)[3:5] == ["1 order 270 270 277", "1 go 277 277 548"]


@both_engines
def test_the_part_of_the_way_home_is_that_of_the_drawn_way(play: Play) -> None:
    # home takes 150 s: at 270 a third of it is done; 241 x 0.667 + 300 x 0.333 = 260.647
    d = on_its_way_home(270, can_be_sent=True)
    assert steps(d, play, back={(0, "work"): 1500})[4] == "1 go 270 270 531"


@both_engines
def test_the_part_of_the_way_is_rounded_to_thousandths(play: Play) -> None:
    d = drill(
        {"team": {"staff": 1, "base": "station", "can_be_sent": True}},
        GO,
        zones={"town": None, "island": None},
        travel=ways(station={"town": 300, "island": 1000}, town={"island": 10_000}),
        injects=[inject(0, zone="town"), inject(600, zone="island")],
    )
    # 0 + 300 + 100 = 400, home at 700; at 600 two thirds: 667 thousandths; 10,000 x 0.333 + 1000 x 0.667 = 3997
    assert steps(d, play)[4] == "1 go 600 600 4597"


@both_engines
def test_who_is_preferred_follows_the_place_and_not_the_base(play: Play) -> None:
    unit: dict[str, Any] = {"staff": 1, "counts_as": "team", "turnout": "20 s", "can_be_sent": True}
    d = drill(
        {"north": {**unit, "base": "north_station"}, "south": {**unit, "base": "south_station"}},
        GO,
        zones={"town": None, "village": None},
        travel=ways(
            north_station={"town": 100, "village": 300},
            south_station={"town": 500, "village": 240},
            town={"village": 90},
        ),
        injects=[inject(0, zone="town"), inject(260, zone="village"), inject(265, zone="village")],
    )
    assert steps(d, play) == table("""
        0 order   0   0  20   # the north: 20 + 100
        0 go     20  20 120
        0 work  120 120 220   # let go, home at 320
        1 order 260 260 260   # the north, two fifths of its way home: 90 x 0.6 + 300 x 0.4 = 174, against 20 + 240
        1 go    260 260 434
        1 work  434 434 534
        2 order 265 265 285   # the south
        2 go    285 285 525
        2 work  525 525 625
    """)


# ---- the order in which pools are asked ----------------------------------------------------------


@both_engines
def test_the_pools_that_are_named_first_are_asked_first(play: Play) -> None:
    unit: dict[str, Any] = {"staff": 1, "counts_as": "team"}
    need = {"of": "team", "count": 1, "first": ["far", "near"]}
    d = drill(
        {
            "near": {**unit, "base": "a"},
            "middle": {**unit, "base": "b"},
            "nearest": {**unit, "base": "c"},
            "far": {**unit, "base": "d"},
        },
        {"go": {"takes": "travel", "needs": {"crew": need}, "who": "crew"}},
        travel=ways(a={"town": 20}, b={"town": 30}, c={"town": 10}, d={"town": 90}),
        injects=[inject(0, zone="town") for _ in range(5)],
    )
    assert holds(d, play) == table("""
        0 crew far     1  0 90 90
        1 crew near    1  0 20 20
        2 crew nearest 1  0 10 10   # those that are not named as ever: the nearest
        3 crew middle  1  0 30 30
        4 crew nearest 1 10 20 20   # the first to be free
    """)


@both_engines
def test_the_first_pool_is_waited_for(play: Play) -> None:
    unit: dict[str, Any] = {"staff": 1, "counts_as": "team"}
    need = {"of": "team", "count": 1, "first": ["far"], "else_next": False}
    d = drill(
        {"near": {**unit, "base": "a"}, "far": {**unit, "base": "b"}},
        {"go": {"takes": "travel", "needs": {"crew": need}, "who": "crew"}},
        travel=ways(a={"town": 20}, b={"town": 90}),
        injects=[inject(0, zone="town"), inject(1, zone="town")],
    )
    assert steps(d, play) == ["0 go 0 0 90", "1 go 1 90 180"]


# ---- turned away ---------------------------------------------------------------------------------


def turned(
    injects: list[dict[str, Any]],
    other: dict[str, Any] | None = None,
    turnout: str = "0 s",
    minor: int = 2,
    work: str | None = None,
    **team: Any,
) -> Drill:
    """One crew (and perhaps another), which may be turned from priority 2 to priority 1."""
    unit: dict[str, Any] = {
        "staff": 1, "counts_as": "team", "turnout": turnout, "redirect": {"from": [2], "to": 1}, **team,
    }  # fmt: skip
    go = GO if work is None else {**GO, "work": {**GO["work"], "may_be_interrupted": work}}
    return drill(
        {"alpha": {**unit, "base": "station"}, **({"beta": {**unit, **other}} if other else {})},
        procedures={"minor": {"priority": minor, "steps": go}, "major": {"priority": 1, "steps": GO}},
        zones={"town": None, "village": None},
        travel=ways(
            station={"town": 100, "village": 300},
            town={"village": 240},
            near={"town": 150, "village": 260},
            far={"town": 150, "village": 600},
        ),
        injects=injects,
    )


def minor(second: int) -> dict[str, Any]:
    return inject(second, "minor", zone="town")


def major(second: int) -> dict[str, Any]:
    return inject(second, "major", zone="village")


@both_engines
@pytest.mark.parametrize(
    ("carry", "there"),
    # at the ward at 300, home at 350, 300 to the village; or at 150 a quarter of the way: (3 x 240 + 90) / 4 = 203
    [({}, [350, 650]), ({"may_be_interrupted": "resume"}, [150, 353])],
    ids=["with somebody on board", "unless the step says so"],
)
def test_nobody_is_turned_away_with_somebody_on_board(play: Play, carry: dict[str, Any], there: list[int]) -> None:
    going = {"takes": "travel", "needs": {"crew": "team 1"}, "who": "crew"}
    carried = {"after": "go", "takes": "travel", "who": "crew", "to": "ward", "way_back": ["crew"], **carry}
    d = drill(
        {"team": {"staff": 1, "base": "station", "redirect": {"from": [2], "to": 1}}},
        procedures={
            "minor": {"priority": 2, "steps": {"go": {**going, "keep": {"crew": "carry"}}, "carry": carried}},
            "major": {"priority": 1, "steps": {"go": going}},
        },
        zones={"town": None, "village": None},
        travel=ways(station={"town": 100, "village": 300}, ward={"town": 200, "station": 50, "village": 90},
                    town={"village": 240}),
        injects=[minor(0), major(150)],
    )  # fmt: skip
    assert steps(d, play)[-1] == f"1 go 150 {there[0]} {there[1]}"


@both_engines
def test_a_crew_on_its_way_is_turned_to_the_more_urgent_and_its_need_is_asked_again(play: Play) -> None:
    d = turned([minor(0), major(50), minor(60)])
    # alpha is half way to the town at 50: (300 + 240) / 2 = 270 to the village, 320; at work until 420, home at 720;
    # then what was asked at 0, before what was asked at 60: 820, 920, home at 1020; 1120
    assert ended(d, play, "go", "work") == [[820, 920], [320, 420], [1120, 1220]]


@both_engines
def test_a_crew_that_can_be_sent_goes_back_from_there(play: Play) -> None:
    d = turned([minor(0), major(50)], can_be_sent=True)
    # let go in the village at 420, and 240 to the town
    assert ended(d, play, "go", "work") == [[660, 760], [320, 420]]


@both_engines
def test_nobody_is_turned_where_somebody_free_is_sooner(play: Play) -> None:
    d = turned([minor(0), major(50)], {"base": "near"})
    # beta is there in 260, alpha in 270
    assert ended(d, play, "go", "work") == [[100, 200], [310, 410]]


@both_engines
def test_who_is_free_and_farther_takes_over_what_was_left(play: Play) -> None:
    d = turned([minor(0), major(50)], {"base": "far"})
    # beta would need 600 to the village; it goes to the town at 50 instead: 150
    assert ended(d, play, "go", "work") == [[200, 300], [320, 420]]
    assert holds(d, play) == table("""
        0 crew alpha 1  0  50  50   # left for the other incident
        0 crew beta  1 50 300 450   # from the town to its base, far away
        1 crew alpha 1 50 420 720
        1 crew -
    """)


@both_engines
def test_only_a_crew_that_is_on_its_way_is_turned(play: Play) -> None:
    d = turned([minor(0), major(10)], turnout="20 s")
    # 10: it is still getting ready; 20: it leaves, and is turned where it stands: in 300 in the village;
    # at work until 420, home at 720, and then 20 + 100
    assert ended(d, play, "go", "work") == [[840, 940], [320, 420]]


@both_engines
def test_only_from_the_priorities_that_are_named(play: Play) -> None:
    d = turned([minor(0), major(50)], minor=3)
    # in the town until 200, home at 300, in the village at 600
    assert ended(d, play, "go", "work") == [[100, 200], [600, 700]]


@both_engines
def test_one_need_is_left_once_only(play: Play) -> None:
    d = turned([minor(0), major(50), major(750)])
    # 720: on its way to the town again, and not turned at 750; 820, 920, home at 1020, 1320
    assert ended(d, play, "go", "work") == [[820, 920], [320, 420], [1320, 1420]]


@both_engines
def test_what_else_the_incident_holds_stays(play: Play) -> None:
    order = {"takes": "0 s", "needs": {"crew": "team 1", "line": "phone 1"}, "keep": {"crew": "work", "line": "work"}}
    d = drill(
        {
            "team": {"staff": 1, "base": "station", "redirect": {"from": [2], "to": 1}},
            "phone": {"kind": "vehicle", "count": 1},
        },
        procedures={"minor": {"priority": 2, "steps": {**GO, "order": order}}, "major": {"priority": 1, "steps": GO}},
        zones={"town": None, "village": None},
        travel=ways(station={"town": 100, "village": 300}, town={"village": 240}),
        injects=[minor(0), major(50)],
    )
    msel = d.msel()
    log = play(d.compiled, msel)
    assert "0 line phone 1 0 920 920" in d.holds(msel, log)  # it is not asked for again: nobody could give it back
    assert "0 work 820 820 920" in d.steps(msel, log)


@pytest.mark.parametrize(
    ("how", "over"),
    [
        # at work in the town from 100; turned away at 130, and let go in the village (130 + 240 + 100) at 470;
        ("resume", 780),  # 470 + 240 = 710, and the 70 s that were left
        ("start_again", 810),  # 710 + 100
        ("end", 130),
        (None, 200),  # not interrupted at all
    ],
)
@both_engines
def test_work_that_may_be_interrupted(how: str | None, over: int, play: Play) -> None:
    d = turned([minor(0), major(130)], work=how, can_be_sent=True)
    # not interrupted: let go in the town at 200, where it is 240 to the village
    there = 370 if how else 440
    found = ended(d, play, "work", "go")
    assert [found[0][0], *found[1]] == [over, there + 100, there]


# ---- the first in line ---------------------------------------------------------------------------


def in_line(pools: dict[str, Any], **counts: int) -> Drill:
    """A minor job at 0 for 10 s; at 1 a major one for several, at 2 a minor one, at 3 a major one for 3 s."""

    def job(priority: int, count: int, seconds: int) -> dict[str, Any]:
        return {
            "priority": priority,
            "steps": {"job": {"takes": f"{seconds} s", "needs": {"who": f"crew {count}"}}},
        }

    return drill(
        pools,
        procedures={
            "minor": job(2, 1, 10),
            "major": job(1, counts.get("major", 2), 10),
            "short": job(1, 1, 3),
        },
        injects=[inject(0, "minor"), inject(1, "major"), inject(2, "minor"), inject(3, "short")],
    )


@both_engines
def test_the_first_in_line_keeps_what_is_free_against_lesser_priorities(play: Play) -> None:
    assert steps(in_line({"crew": {"staff": 2}}), play) == table("""
        0 job 0  0 10
        1 job 1 10 20   # wants two, and keeps the one that is free
        2 job 2 20 30   # a lesser priority
        3 job 3  3  6   # of the same priority a smaller request may pass
    """)


@both_engines
def test_what_can_never_be_met_keeps_nothing(play: Play) -> None:
    assert steps(in_line({"crew": {"staff": 2}}, major=3), play) == table("""
        0 job 0  0 10
        1 job 1  - - waiting
        2 job 2  2 12
        3 job 3 10 13
    """)


@both_engines
def test_a_pool_that_is_too_small_is_not_kept(play: Play) -> None:
    d = in_line({"crew": {"staff": 2}, "reserve": {"staff": 1, "backs_up": "crew"}})
    assert holds(d, play) == table("""
        0 who crew    1  0 10 10
        1 who crew    2 10 20 20
        2 who reserve 1  2 12 12   # one can never meet a need for two
        3 who crew    1  3  6  6
    """)


@both_engines
def test_nothing_is_kept_for_somebody_for_whom_there_are_too_few_today(play: Play) -> None:
    work = {"takes": "10 s"}
    d = drill(
        {"team": {"staff": 3}},
        procedures={
            "major": {"priority": 1, "steps": {"do": {**work, "needs": {"crew": "team 3"}}}},
            "minor": {"priority": 2, "steps": {"do": {**work, "needs": {"crew": "team 1"}}}},
        },
        disruptions=[{"staff_away": "team", "from": str(START), "until": str(START + timedelta(seconds=1000))}],
        injects=[inject(0, "major"), inject(1, "minor"), inject(995, "minor"), inject(1001, "minor")],
    )
    # two are there until 1000, so the first and the second small one go at once; from then on there are three, of whom
    # the second one holds one until 1005: the others are kept, and the third one waits until the large one is over
    assert steps(d, play) == ["0 do 0 1005 1015", "1 do 1 1 11", "2 do 995 995 1005", "3 do 1001 1015 1025"]


@both_engines
def test_who_waits_for_the_best_keeps_no_other(play: Play) -> None:
    bed: dict[str, Any] = {"kind": "room", "places": 1, "counts_as": "ward"}
    best = {"of": "ward", "count": 1, "first": ["north"], "else_next": False}
    d = drill(
        {"north": bed, "south": bed},
        procedures={
            "grave": {"priority": 1, "steps": {"lie": {"takes": "50 s", "needs": {"bed": best}}}},
            "slight": {"priority": 2, "steps": {"lie": {"takes": "20 s", "needs": {"bed": "ward 1"}}}},
        },
        injects=[inject(0, "grave"), inject(1, "grave"), inject(2, "slight")],
    )
    assert holds(d, play) == table("""
        0 bed north 1  0  50  50
        1 bed north 1 50 100 100
        2 bed south 1  2  22  22   # incident 1 would not take it
    """)


# ---- priorities ----------------------------------------------------------------------------------


@both_engines
def test_a_priority_by_the_value_of_an_attribute(play: Play) -> None:
    d = drill(
        {"clerk": {"kind": "post"}},
        procedures={
            "visit": {
                "priority": {"danger": {"none": 3, "some": 2, "great": 1}},
                "steps": {
                    "job": {"takes": "10 s", "needs": {"by": "clerk 1"}},
                    "note": {
                        "priority": {"danger": {"none": 1, "some": 2, "great": 3}},
                        "takes": "1 s",
                        "needs": {"pen": "clerk 1"},
                    },
                },
            }
        },
        attributes={"danger": ["none", "some", "great"]},
        injects=[inject(i, attributes={"danger": word}) for i, word in enumerate(["none", "some", "great", "some"])],
    )
    assert steps(d, play) == table("""
        0 job  0 33 43    # 3
        0 note 0  0  1    # 1: before its own job
        1 job  1  1 11    # 2: before what waits with 3
        1 note 1 21 22    # 2, ready at 1
        2 job  2 11 21    # 1
        2 note 2 43 44    # 3, ready at 2
        3 job  3 22 32    # 2, ready at 3
        3 note 3 32 33
    """)


@both_engines
def test_a_priority_by_tier(play: Play) -> None:
    d = drill(
        {"clerk": {"kind": "post"}},
        procedures={
            "visit": {
                "priority": 4,
                "steps": {
                    "hear": {
                        "takes": "10 s",
                        "needs": {"by": "clerk 1"},
                        "cases": [{"people": "5..", "priority": 2}, {"people": "30..", "priority": 1}],
                    }
                },
            }
        },
        injects=[inject(i, people=n) for i, n in enumerate([1, 4, 5, 30, 29])],
    )
    assert steps(d, play) == table("""
        0 hear 0  0 10
        1 hear 1 40 50   # 4
        2 hear 2 20 30   # five and more: 2
        3 hear 3 10 20   # thirty and more: 1
        4 hear 4 30 40
    """)


# ---- who is there --------------------------------------------------------------------------------


@both_engines
def test_a_shift_that_is_on_call_only(play: Play) -> None:
    d = drill(
        {
            "team": {
                "turnout": {"on_duty": "30 s", "on_call": "10 min"},
                "shifts": [{"hours": "08:00-20:00", "on_duty": 1}, {"hours": "20:00-08:00", "on_call": 1}],
            }
        },
        {"order": {"takes": "turnout", "needs": {"who": "team 1"}}},
        injects=[inject(0), inject(1), inject(8 * 3600 - 1), inject(8 * 3600), inject(20 * 3600)],
    )
    assert steps(d, play) == table(f"""
        0 order     0     0   600   # at midnight, from home
        1 order     1   600  1200   # the only one
        2 order {8 * 3600 - 1} {8 * 3600 - 1} {8 * 3600 + 599}   # 07:59:59
        3 order {8 * 3600} {8 * 3600} {8 * 3600 + 30}   # 08:00: somebody else, on duty
        4 order {20 * 3600} {20 * 3600} {20 * 3600 + 600}
    """)


@both_engines
def test_another_turnout_in_some_hours(play: Play) -> None:
    night = {"hours": "22:00-06:00", "on_duty": "3 min"}
    morning = {"hours": "06:00-07:00", "on_duty": "9 s"}
    seconds = [6 * 3600 - 1, 6 * 3600, 22 * 3600 - 1, 22 * 3600]
    d = drill(
        {
            "team": {
                "turnout": {"on_duty": "60 s", "on_call": "20 min", "by_hours": [night]},
                "shifts": [{"on_duty": 2, "on_call": 2}],
            },
            "guard": {"staff": 1, "turnout": {"on_duty": "5 s", "by_hours": [night, morning]}},
        },
        procedures={
            "visit": {"steps": {"order": {"takes": "turnout", "needs": {"who": "team 1"}}}},
            "all": {"steps": {"order": {"takes": "turnout", "needs": {"who": "team 3"}}}},
            "watch": {"steps": {"order": {"takes": "turnout", "needs": {"who": "guard 1"}}}},
        },
        injects=[*[inject(s) for s in seconds], inject(4 * 3600, "all"), *[inject(s, "watch") for s in seconds]],
    )  # fmt: skip
    took = sorted(int(end) - int(start) for _, _, _, start, end in (line.split() for line in steps(d, play)))
    # of the team at 05:59:59 and 22:00:00 three minutes, else one; called in from home as ever; the guard likewise
    assert took == sorted([180, 60, 60, 180, 20 * 60, 180, 9, 5, 180])


@both_engines
def test_who_drives_home_is_gone_when_the_shift_is_over(play: Play) -> None:
    hour = 3600
    d = drill(
        {
            "team": {
                "base": "station",
                "turnout": "20 s",
                "can_be_sent": True,
                "shifts": [{"hours": "00:00-01:00", "on_duty": 2}, {"hours": "01:00-24:00", "on_duty": 1}],
            }
        },
        GO,
        zones={"town": None, "village": None},
        travel=ways(station={"town": 300, "village": 500}, town={"village": 50}),
        injects=[
            inject(hour - 600, zone="town"),
            inject(hour - 590, zone="town"),
            inject(hour - 80, zone="village"),
            inject(hour + 20, zone="village"),
        ],
    )
    assert steps(d, play) == table("""
        0 order 3000 3000 3020
        0 go    3020 3020 3320
        0 work  3320 3320 3420   # let go, home at 3720
        1 order 3010 3010 3030
        1 go    3030 3030 3330
        1 work  3330 3330 3430   # let go, home at 3730
        2 order 3520 3520 3520   # both are on their way: 50 x 0.667 + 500 x 0.333 = 200
        2 go    3520 3520 3705   # and 50 x 0.7 + 500 x 0.3 = 185
        2 work  3705 3705 3805
        3 order 3620 3620 3640   # 0 is still on its way home, but off duty: the next shift sets out from the station
        3 go    3640 3640 4140
        3 work  4140 4140 4240
    """)


# ---- crews, parts, seats -------------------------------------------------------------------------


@both_engines
def test_people_and_vehicle_come_from_one_base(play: Play) -> None:
    engine: dict[str, Any] = {"kind": "vehicle", "count": 1, "counts_as": "engine"}

    def fire(second: int) -> dict[str, Any]:
        return inject(second, "fire", zone="town")

    d = drill(
        {
            "engine_a": {**engine, "base": "a"},
            "engine_b": {**engine, "base": "b"},
            "crew_b": {"staff": 7, "base": "b", "counts_as": "firefighters"},
            "crew_a": {"staff": 3, "base": "a", "counts_as": "firefighters"},
        },
        procedures={
            "walk": {"steps": {"go": {"takes": "500 s", "needs": {"who": "crew_a 1"}}}},
            "fire": {
                "steps": {
                    "go": {
                        "takes": "travel",
                        "needs": {
                            "truck": "engine 1",
                            "crew": {"of": "firefighters", "count": 3, "crew_of": "truck"},
                        },
                        "who": ["truck", "crew"],
                    }
                }
            },
        },
        travel=ways(a={"town": 100}, b={"town": 150}),
        injects=[fire(0), inject(200, "walk"), fire(201), fire(202)],
    )
    assert holds(d, play) == table("""
        0 truck engine_a 1   0 100 100   # the nearer base
        0 crew  crew_a   3   0 100 100
        1 who   crew_a   1 200 700 700
        2 truck engine_b 1 201 351 351   # two are left at a, so the engine there stays in
        2 crew  crew_b   3 201 351 351
        3 truck engine_b 1 351 501 501   # an engine at a and four people at b are no crew
        3 crew  crew_b   3 351 501 501
    """)


@both_engines
def test_people_may_be_named_before_the_vehicle_whose_crew_they_are(play: Play) -> None:
    engine: dict[str, Any] = {"kind": "vehicle", "count": 1, "counts_as": "engine"}
    d = drill(
        {
            "engine_a": {**engine, "base": "a"},
            "engine_b": {**engine, "base": "b"},
            "crew_a": {"staff": 2, "base": "a", "counts_as": "firefighters"},
            "crew_b": {"staff": 3, "base": "b", "counts_as": "firefighters"},
        },
        {
            "go": {
                "takes": "travel",
                "needs": {"crew": {"of": "firefighters", "count": 3, "crew_of": "truck"}, "truck": "engine 1"},
                "who": ["truck", "crew"],
            }
        },
        travel=ways(a={"town": 100}, b={"town": 150}),
        injects=[inject(0, zone="town")],
    )
    assert holds(d, play) == table("""
        0 crew  crew_b   3 0 150 150   # there are only two at a
        0 truck engine_b 1 0 150 150
    """)


def parts(play: Play, injects: list[dict[str, Any]]) -> tuple[list[str], list[int]]:
    """What the steps took where several pools meet a need together, and when the first of them came."""
    unit: dict[str, Any] = {"counts_as": "team"}
    d = drill(
        {
            "far": {**unit, "staff": 4, "base": "b", "turnout": "20 s"},
            "near": {**unit, "staff": 3, "base": "a", "turnout": "10 s"},
        },
        {
            "order": {
                "takes": "turnout",
                "needs": {"crew": {"of": "team", "count": "people", "split": True}},
                "keep": {"crew": "work"},
            },
            "go": {"after": "order", "takes": "travel", "who": "crew"},
            "work": {"after": "go", "takes": "30 s"},
        },
        travel=ways(a={"town": 60}, b={"town": 150}),
        injects=injects,
    )
    msel = d.msel()
    log = play(d.compiled, msel)
    return d.steps(msel, log), column(d, msel, log.first, "go").tolist()


@both_engines
def test_a_need_met_in_parts(play: Play) -> None:
    found, first = parts(play, [inject(i, zone="town", people=n) for i, n in enumerate([5, 3, 2])])
    assert found == table("""
        0 order   0   0  20   # three of the near ones, two of the far ones: the slower turnout
        0 go     20  20 170   # the last of them
        0 work  170 170 200
        1 order   1 200 210   # two are free until 200: not three; then three near ones
        1 go    210 210 270
        1 work  270 270 300
        2 order   2   2  22   # two far ones
        2 go     22  22 172
        2 work  172 172 202
    """)
    assert first == [80, 270, 172]  # the near ones of the first: 20 + 60


@both_engines
def test_more_than_all_parts_together_is_never_met(play: Play) -> None:
    found, _ = parts(play, [inject(0, zone="town", people=8), inject(1, zone="town", people=7)])
    assert found == table("""
        0 order  0  - - waiting
        0 go     -  - - coming
        0 work   -  - - coming
        1 order  1  1  21
        1 go    21 21 171
        1 work 171 171 201
    """)


@both_engines
def test_the_first_and_the_last_of_those_who_travel_together(play: Play) -> None:
    d = drill(
        {"team": {"staff": 1, "base": "a"}, "car": {"kind": "vehicle", "count": 1, "base": "b"}},
        {"go": {"takes": "travel", "needs": {"crew": "team 1", "ride": "car 1"}, "who": ["crew", "ride"]}},
        travel=ways(a={"town": 60}, b={"town": 151}),
        injects=[inject(0, zone="town"), inject(500, zone="town")],
    )
    msel = d.msel(takes={(1, "go"): 1500})
    log = play(d.compiled, msel)
    assert d.steps(msel, log) == ["0 go 0 0 151", "1 go 500 500 727"]  # 226.5
    assert column(d, msel, log.first, "go").tolist() == [60, 590]


@both_engines
def test_as_many_vehicles_as_the_heads_fill(play: Play) -> None:
    d = drill(
        {"coach": {"kind": "vehicle", "count": 3, "seats": 45, "base": "depot"}},
        {"go": {"takes": "travel", "needs": {"ride": "coach for people"}, "who": "ride"}},
        travel=ways(depot={"town": 10}),
        injects=[inject(20 * i, zone="town", people=n) for i, n in enumerate([1, 45, 46, 90, 91, 135, 136])],
    )
    assert holds(d, play) == table("""
        0 ride coach 1   0  10  10
        1 ride coach 1  20  30  30
        2 ride coach 2  40  50  50
        3 ride coach 2  60  70  70
        4 ride coach 3  80  90  90
        5 ride coach 3 100 110 110
        6 ride -                     # four are wanted
    """)


@both_engines
def test_vehicles_of_several_sorts_that_the_heads_fill_together(play: Play) -> None:
    d = drill(
        {
            "van": {"kind": "vehicle", "count": 4, "seats": 20, "base": "far", "counts_as": "bus"},
            "coach": {"kind": "vehicle", "count": 2, "seats": 45, "base": "near", "counts_as": "bus"},
        },
        {"go": {"takes": "travel", "needs": {"ride": {"of": "bus", "count": "seats", "split": True}}, "who": "ride"}},
        travel=ways(near={"town": 10}, far={"town": 30}),
        injects=[inject(100 * i, zone="town", people=n) for i, n in enumerate([90, 91, 130, 131, 170, 171])],
    )
    msel = d.msel()
    log = play(d.compiled, msel)
    # two coaches; and one van; and two (90 + 40); and three; and four (90 + 80); and that is all
    assert d.steps(msel, log) == table("""
        0 go   0   0  10
        1 go 100 100 130
        2 go 200 200 230
        3 go 300 300 330
        4 go 400 400 430
        5 go 500   -   - waiting
    """)
    spans = [slice(*span) for span in zip(msel.slot_first[:-1], msel.slot_first[1:], strict=True)]
    assert [log.hold_count[span].tolist() for span in spans] == [[2, 0], [2, 1], [2, 2], [2, 3], [2, 4], [0, 0]]


# ---- an evacuation -------------------------------------------------------------------------------

MINUTE = 60


def evacuation(
    play: Play, people: int, buses: Any = 3, trips: dict[str, Any] | None = None, need: Any = None, **edits: Any
) -> tuple[int, int]:
    """When the first and the last people are at the shelter, in seconds: the depot is 15 min from the village, another one
    25 min, the shelter 20 min from there, so that a round trip takes 40 min."""
    coach: dict[str, Any] = {"kind": "vehicle", "count": buses, "seats": 45, "base": "depot", "counts_as": "bus"}
    d = drill(
        {"coach": coach, "van": {"kind": "vehicle", "count": 4, "seats": 20, "base": "far_depot", "counts_as": "bus"}},
        {
            "carry": {
                "takes": "travel",
                "needs": {"ride": need or f"coach {buses}"},
                "who": "ride",
                "to": "shelter",
                "trips": trips or {},
            }
        },
        zones={"village": None, "hamlet": None},
        travel=ways(
            depot={"village": 15 * MINUTE, "hamlet": 60 * MINUTE},
            far_depot={"village": 25 * MINUTE},
            village={"shelter": 20 * MINUTE},
            hamlet={"shelter": 70 * MINUTE},
        ),
        injects=[inject(0, zone="hamlet" if trips and "from" in trips else "village", people=people)],
    )
    msel = d.msel(**edits)
    log = play(d.compiled, msel)
    return int(log.first[0]), int(log.ended[0])


@pytest.mark.parametrize(
    ("people", "buses", "trips", "first", "last"),
    [
        # three buses have 135 seats: 135 + 135 + 70 people in three rounds
        (340, 3, {}, 35, 115),  # 15 + 20; 15 + 3 x 20 there and 2 x 20 back
        (340, 3, {"loading": "5 min"}, 40, 130),  # and 5 before each way there
        (340, 3, {"from": "village"}, 35, 115),  # they wait there, wherever the incident is
        (135, 3, {}, 35, 35),  # exactly one round
        (136, 3, {}, 35, 75),
        (270, 3, {}, 35, 75),  # exactly two
        (271, 3, {}, 35, 115),
        (340, 1, {}, 35, 315),  # eight rounds (7 x 45 = 315): 15 + 8 x 20 + 7 x 20
        (315, 1, {"loading": "10 min"}, 45, 345),  # exactly seven: 15 + 7 x 30 + 6 x 20
        (1, 1, {}, 35, 35),
    ],
)
@both_engines
def test_an_evacuation(people: int, buses: int, trips: dict[str, Any], first: int, last: int, play: Play) -> None:
    assert evacuation(play, people, buses, trips) == (first * MINUTE, last * MINUTE)


@both_engines
def test_an_evacuation_on_slow_roads(play: Play) -> None:
    # every way x 1.5, but not the loading: 22.5 + 5 + 30; 22.5 + 3 x 35 + 2 x 30
    assert evacuation(play, 340, trips={"loading": "5 min"}, takes={(0, "carry"): 1500}) == (3450, 11_250)


@both_engines
def test_an_evacuation_with_two_sorts_of_buses(play: Play) -> None:
    # three coaches and two vans, 175 seats: two rounds; the vans are in the village at 25 only
    need = {"of": "bus", "count": 5, "split": True}
    assert evacuation(play, 340, need=need) == (45 * MINUTE, 85 * MINUTE)
    assert evacuation(play, 350, need=need) == (45 * MINUTE, 85 * MINUTE)
    assert evacuation(play, 351, need=need) == (45 * MINUTE, 125 * MINUTE)


@pytest.mark.parametrize(("moment", "minutes"), [("first", 35), ("ended", 115)])
def test_a_promise_may_be_of_the_first_or_of_all_who_arrive(moment: str, minutes: int) -> None:
    limits = {"just": f"{minutes} min", "not": f"{minutes * 60 - 1} s"}
    d = drill(
        {"coach": {"kind": "vehicle", "count": 3, "seats": 45, "base": "depot"}},
        {"carry": {"takes": "travel", "needs": {"ride": "coach 3"}, "who": "ride", "to": "shelter", "trips": {}}},
        travel=ways(depot={"town": 15 * MINUTE}, town={"shelter": 20 * MINUTE}),
        targets={name: {"to": f"carry.{moment}", "within": limit} for name, limit in limits.items()},
        injects=[inject(0, zone="town", people=340)],
    )
    msel = d.msel()
    log = conduct(d.compiled, msel)
    assert [gauge.read(msel, log).state.tolist() for gauge in gauges(d.compiled)] == [[ON_TIME], [LATE]]


@both_engines
def test_buses_go_home_from_the_shelter(play: Play) -> None:
    d = drill(
        {"coach": {"kind": "vehicle", "count": 1, "seats": 45, "base": "depot"}},
        {
            "carry": {
                "takes": "travel",
                "needs": {"ride": "coach 1"},
                "who": "ride",
                "to": "shelter",
                "trips": {},
                "way_back": "ride",
            }
        },
        travel=ways(depot={"town": 100, "shelter": 33}, town={"shelter": 200}),
        injects=[inject(0, zone="town", people=46)],
    )
    assert holds(d, play) == ["0 ride coach 1 0 700 733"]  # 100 + 200 + 200 + 200, and 33 home


# ---- who breaks down under way ---------------------------------------------------------------------


def engines(
    there: int, breaks: str, *injects: int, work: str | None = None, also: tuple[str, ...] = (), **more: Any
) -> Drill:  # fmt: skip
    """Engines of a station 100 s from the town, of which one breaks down at a moment and is repaired at 600."""
    go = GO if work is None else {**GO, "work": {**GO["work"], "may_be_interrupted": work}}
    return drill(
        {"engine": {"kind": "vehicle", "count": there, "base": "station", "counts_as": "team", "may_break_down": True}},
        go,
        travel=ways(station={"town": 100}),
        injects=[inject(second, zone="town") for second in injects],
        disruptions=[
            {"breaks_down": "engine", "from": f"day 1 00:{at}", "until": "day 1 00:10:00", **more} for at in (breaks, *also)
        ],
    )


@both_engines
def test_another_engine_sets_out_at_the_second_at_which_one_breaks_down(play: Play) -> None:
    d = engines(2, "00:50", 0)
    assert steps(d, play) == table("""
        0 order 0   0   0
        0 go    0   0 150   # 50 and once more 100
        0 work 150 150 250
    """)
    assert holds(d, play) == table("""
        0 crew engine 1  0  50  50
        0 crew engine 1 50 250 350
    """)


@both_engines
def test_where_there_is_no_other_engine_one_is_waited_for_until_it_is_repaired(play: Play) -> None:
    assert ended(engines(1, "00:50", 0), play, "go", "work") == [[700, 800]]


@both_engines
def test_at_work_that_may_not_be_interrupted_it_is_away_once_it_is_free(play: Play) -> None:
    d = engines(1, "02:30", 0, 160)  # at 150 it is at work, until 200, and home at 300: there it is repaired until 600
    assert ended(d, play, "go", "work") == [[100, 200], [700, 800]]


@both_engines
@pytest.mark.parametrize(("how", "done"), [("resume", 300), ("start_again", 350), ("end", 150)])
def test_interrupted_work_goes_on_as_the_step_says_once_another_engine_is_there(play: Play, how: str, done: int) -> None:
    assert ended(engines(2, "02:30", 0, work=how), play, "work") == [[done]]


@both_engines
def test_who_was_sent_last_breaks_down_and_no_more_than_so_many(play: Play) -> None:
    d = engines(2, "00:50", 0, 20)  # the first one is home at 300
    assert ended(d, play, "go", "work") == [[100, 200], [400, 500]]
    d = engines(2, "00:50", 0, 20, count=2)  # both are repaired at 600
    assert ended(d, play, "go", "work") == [[700, 800], [700, 800]]


@both_engines
def test_a_step_that_ends_at_the_second_of_the_breakdown_has_ended(play: Play) -> None:
    assert ended(engines(2, "01:40", 0), play, "go", "work") == [[100, 200]]


@both_engines
def test_who_replaces_one_that_broke_down_is_not_replaced_again(play: Play) -> None:
    assert ended(engines(2, "00:50", 0, also=("01:20",)), play, "go") == [[150]]
