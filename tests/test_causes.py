"""What misses come from: shared out by a rule that can be worked out by hand, and never at odds with what is counted."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from often import often
from plans import Drill, compiled_play, drill, inject
from random_plans import random_plays
from test_promises import every_promise

from drillsim.base.language import speaking
from drillsim.compiled.event_list import ABSENT, PHONE, ROAD
from drillsim.compiled.tables import NOWHERE, CompiledPlan
from drillsim.judge.evaluate import LATE, NEVER, ON_TIME, gauges
from drillsim.papers.targets import took
from drillsim.say.charges import charges, strongest
from drillsim.say.disruptions import disruption_words, when_words
from drillsim.say.questions import questions
from drillsim.say.reasons import main_reason, reasons, worthwhile
from drillsim.why.causes import share_out
from drillsim.why.disruptions import Disrupted, likeliest, without
from drillsim.why.evidence import Evidence
from drillsim.why.explanation import Explanation, TargetExplanation, explain, explain_plays, lift


def explained(d: Drill, runs: int = 1) -> tuple[TargetExplanation, ...]:
    return explain(d.compiled, d.scenario, 1, runs).targets


def said(d: Drill, one: TargetExplanation) -> list[str]:
    return [str(reason.text) for reason in reasons(d.compiled, one)]


# ---- sharing out --------------------------------------------------------------------------------


def flags(text: str) -> Any:
    return np.array([letter == "x" for letter in text])


def test_a_miss_is_borne_by_the_first_group_that_would_mend_it_in_equal_parts() -> None:
    first, second = [flags("xx..."), flags(".x...")], [flags("xxxx."), flags("...x.")]
    (a, b), (c, d), (rest,) = share_out(5, [first, second, [flags("xxxxx")]])
    assert [part for part, _mine in (a, b, c, d, rest)] == [
        1 + Fraction(1, 2), Fraction(1, 2), 1 + Fraction(1, 2), Fraction(1, 2), 1,
    ]  # fmt: skip
    assert c[1].tolist() == [False, False, True, True, False]


@given(st.integers(0, 30).flatmap(lambda n: st.lists(st.lists(st.lists(st.booleans(), min_size=n, max_size=n), max_size=4),
                                                     max_size=4).map(lambda groups: (n, groups))))  # fmt: skip
def test_parts_add_up_to_what_anybody_would_mend(case: tuple[int, list[list[list[bool]]]]) -> None:
    n, drawn = case
    groups = [[np.array(one, np.bool_) for one in group] for group in drawn]
    parts = share_out(n, groups)
    mended = np.logical_or.reduce([np.zeros(n, np.bool_), *(one for group in groups for one in group)])
    assert sum(part for group in parts for part, _mine in group) == mended.sum()
    for group, found in zip(groups, parts, strict=True):
        assert all(0 <= part <= one.sum() for one, (part, _mine) in zip(group, found, strict=True))


# ---- a disruption is a cause of its own -----------------------------------------------------------

WEDNESDAY = {"name": {"en": "a car in the workshop", "zh": "一辆车送修"}, "from": "day 3 08:00", "until": "day 3 18:00"}


def cars(count: int, disruptions: list[dict[str, Any]], *hours: float) -> Drill:
    """Visits at these hours of Wednesday (and two at once on Monday at 12:00), each of which has a car for an hour."""
    moments = [12 * 3600] * 2 + [2 * 86400 + int(hour * 3600) for hour in hours]
    return drill(
        {"car": {"kind": "vehicle", "count": count}},
        {"go": {"takes": "1 h", "needs": {"car": "car 1"}}},
        injects=[inject(moment) for moment in moments],
        disruptions=disruptions,
        targets={"gone": {"to": "go.started", "within": "10 min"}},
        days=4,
    )


def test_a_car_in_the_workshop_is_named_with_its_day_before_the_cars_are() -> None:
    d = cars(1, [{**WEDNESDAY, "out_of_service": "car"}], 9, 11, 13, 15)
    (gone,) = explained(d)
    assert [(cause.about, cause.misses) for cause in gone.causes] == [("disruption", 4), ("pool", 1)]
    assert said(d, gone)[:2] == [
        "80% of the misses: the disruption 'a car in the workshop', Wednesday 4 March 2026, 08:00 to 18:00.",
        "20% of the misses: 'car' wanted by several incidents at the same time.",
    ]
    with speaking("zh"):
        assert "2026年3月4日（周三）08:00至18:00" in said(d, gone)[0]
    (spared,) = gone.spared
    assert (spared.recovered, spared.harmed, spared.missed) == (4, 0, 1)
    assert "With enough of 'car' at all hours there would be no misses." in said(d, gone)
    (first, second) = charges(d.compiled, [gone])
    assert str(first.sentence).startswith("Cause: the disruption 'a car in the workshop'")
    assert second.cause.pool == "car"


def test_what_goes_wrong_but_costs_nothing_is_no_cause() -> None:
    d = cars(1, [{**WEDNESDAY, "out_of_service": "car"}])
    (gone,) = explained(d)
    assert [(cause.about, cause.pool) for cause in gone.causes] == [("pool", "car")]
    assert [outcome.mended for outcome in gone.spared] == [0]


def test_two_disruptions_that_either_would_do_share_the_misses() -> None:
    """A telephone that is off and a slow road: the calls are late by both, but each alone could have been borne."""
    d = drill(
        {"crew": {"staff": 9, "base": "office"}, "phone": {"kind": "post", "count": 1}},
        {
            "call": {"takes": "10 min", "calls": "phone", "outcome": {"answered": 1, "unanswered": 0}},
            "again": {"after": "call", "when": {"call": "unanswered"}, "takes": "10 min"},
            "order": {"after": ["call", "again"], "takes": "turnout", "needs": {"crew": "crew 1"}, "keep": {"crew": "way"}},
            "way": {"after": "order", "takes": "travel", "who": ["crew"]},
        },
        travel={"times": {"office": {"town": "10 min"}}},
        injects=[inject(3600, zone="town")] * 4,
        disruptions=[
            {"phone_off": "phone", "from": "day 1 00:00", "until": "day 1 12:00"},
            {"road_slow": {"to": "town"}, "times": 2, "from": "day 1 00:00", "until": "day 2 00:00"},
        ],
        targets={"there": {"to": "way.ended", "within": "30 min"}},
    )
    (there,) = explained(d)
    assert [(cause.about, cause.misses) for cause in there.causes] == [("disruption", 2), ("disruption", 2)]
    assert said(d, there)[:2] == [
        "50% of the misses: the disruption 'telephone off: phone', Monday 2 March 2026, 00:00 to 12:00.",
        "50% of the misses: the disruption 'slow road: town', Monday 2 March 2026, 00:00 to 24:00.",
    ]
    assert there.road_misses == 0
    assert said(d, there)[2] == (
        "No number of staff, vehicles, rooms or posts changes this, nor more money (as it is, in what was looked at: 0% of "
        "incidents on time)."
    )


def test_a_disruption_over_midnight_says_both_days() -> None:
    d = cars(1, [])
    one = Disrupted((ABSENT, 0, NOWHERE, NOWHERE, 1, 64800, 86400 + 3600))
    assert str(when_words(d.compiled, one)) == "Monday 2 March 2026, 18:00 to Tuesday 3 March 2026, 01:00"
    assert str(disruption_words(d.compiled, one)) == "out of service: car 1"
    assert str(disruption_words(d.compiled, replace(one, row=(ROAD, NOWHERE, NOWHERE, NOWHERE, 2000, 0, 9)))) == (
        "slow road: all roads"
    )
    assert str(disruption_words(d.compiled, replace(one, row=(PHONE, 0, NOWHERE, NOWHERE, 0, 0, 9)))) == "telephone off: car"


def test_of_many_disruptions_those_during_which_most_is_missed_are_looked_at() -> None:
    def row(begin: int) -> Disrupted:
        return Disrupted((ABSENT, 0, NOWHERE, NOWHERE, 1, begin, begin + 100))

    disruptions = {row(begin): [0, 1] for begin in (0, 1000, 2000, 3000)}
    play, begin, end = np.array([0, 1, 1, 7]), np.array([1050, 3010, 3020, 2010]), np.array([1060, 3020, 3030, 2020])
    assert likeliest(disruptions, play, begin, end, 2) == [row(1000), row(3000)]  # play 7 did not have it
    assert likeliest(disruptions, play, begin, end, 4) == list(disruptions)


# ---- what kept a pool from those who waited -------------------------------------------------------


def short(pools: dict[str, Any], injects: list[dict[str, Any]], within: str = "10 min", **more: Any) -> str:
    """The first sentence on a visit that needs `team`."""
    steps = more.pop("steps", {"go": {"takes": "1 h", "needs": {"team": more.pop("need", "team 1")}}})
    last = list(steps)[-1]
    d = drill(pools, steps, injects=injects, targets={"t": {"to": f"{last}.started", "within": within}}, **more)
    (one,) = explained(d)
    return said(d, one)[0].removeprefix("All misses: ")


NIGHT, NOON = [inject(2 * 3600)], [inject(12 * 3600)]


def test_a_pool_that_is_not_busy_is_not_called_busy() -> None:
    assert short({"team": {"staff": 2, "hours": "08:00-18:00"}}, NIGHT) == "'team' off duty or closed at that hour."
    assert short({"team": {"staff": 2}}, NOON, need="team 3") == "there are never as many of 'team' as are asked for."
    room = {"team": {"kind": "room", "places": 3}}
    full = short(room, [inject(0, people=3), inject(0, people=3)], need="team people")
    assert full == "'team' full when asked for."
    assert short(room, [inject(0, people=4)], need="team people") == "never as many places in 'team' as are asked for."
    fund = {"team": {"kind": "fund", "amount": "100 yuan"}}
    pay = {"go": {"spends": {"team": "60 yuan"}}}
    assert short(fund, [inject(0), inject(0)], steps=pay) == "the money in 'team' is used up."
    home = {"team": {"staff": 9, "hours": "08:00-18:00", "turnout": {"on_duty": "1 min", "on_call": "30 min"}}}
    order = {"order": {"takes": "turnout", "needs": {"team": "team 1"}}, "over": {"after": "order"}}
    assert short(home, NIGHT, steps=order) == "'team' to be called in from home."


def test_the_same_incident_may_hold_what_it_waits_for() -> None:
    steps = {
        "sit": {"needs": {"by": "team 1"}, "keep": {"by": "end"}},
        "go": {"after": "sit", "needs": {"by": "team 1"}},
        "end": {"after": "sit", "takes": "1 h"},
        "done": {"after": ["go", "end"]},
    }
    d = drill({"team": {"kind": "post", "count": 1}}, steps, injects=NOON,
              targets={"t": {"to": "go.started", "within": "10 min"}})  # fmt: skip
    (one,) = explained(d)
    assert said(d, one)[0] == "All misses: 'team' still held by an earlier step of the same incident."


def test_busy_is_what_is_in_use_most_of_the_time_when_it_is_asked_for() -> None:
    """One clerk of 6 minutes: two at once on one day are no reason to call it busy, one every 7 minutes are."""
    clerk, steps = {"team": {"kind": "post", "count": 1}}, {"go": {"takes": "6 min", "needs": {"by": "team 1"}}}
    seldom = [inject(9 * 3600), inject(9 * 3600)]
    assert short(clerk, seldom, "2 min", steps=steps) == "'team' wanted by several incidents at the same time."
    often = [inject(9 * 3600 + 300 * n) for n in range(12)]
    assert short(clerk, often, "2 min", steps=steps) == "'team' busy when asked for."


def test_who_is_away_and_would_be_short_even_if_not_is_said_so() -> None:
    """Two at once and one car that is away: without the disruption one of them would still be late."""
    d = cars(1, [{"out_of_service": "car", "from": "day 3 08:00", "until": "day 3 18:00"}], 9, 9)
    (gone,) = explained(d)
    assert [(cause.about, cause.pool, cause.manner, cause.misses) for cause in gone.causes] == [
        ("pool", "car", "anyway", 2), ("disruption", "", "", 1),
    ]  # fmt: skip


# ---- remedies ---------------------------------------------------------------------------------------


def test_a_remedy_that_breaks_as_much_as_it_mends_is_not_offered() -> None:
    """A second clerk lets the second caller, who keeps it long, have the only car first: one answered, one not gone."""
    d = drill(
        {"clerk": {"kind": "post", "count": 1}, "car": {"kind": "vehicle", "count": 1}},
        {
            "call": {"takes": "5 min", "needs": {"by": "clerk 1"}},
            "go": {"after": "call", "takes": "4 min", "needs": {"car": "car 1"}},
        },
        injects=[inject(0), inject(60)],
        targets={
            "gone": {"to": "go.started", "within": "10 min"},
            "answered": {"to": "call.started", "within": "1 min"},
        },
    )
    _gone, answered = explain_plays(d.compiled, [d.msel(takes={(1, "call"): 60, (1, "go"): 1800})]).targets
    assert [(outcome.lifted, outcome.mended) for outcome in answered.alone] == [(("clerk",), 1), (("car",), 0)]
    assert [cause.pool for cause in answered.causes] == ["clerk"]  # it is a cause, though
    assert answered.remedies == ()
    assert not any("would be" in text for text in said(d, answered))


def test_several_things_short_at_once_are_said_to_be() -> None:
    pools = {"team": {"staff": 1, "hours": "08:00-18:00"}, "car": {"kind": "vehicle", "count": 1}}
    steps = {"go": {"takes": "1 h", "needs": {"team": "team 1", "car": "car 2"}}}
    text = short(pools, NIGHT, steps=steps)
    assert text == "several things are short at once, and none alone would mend them; waited for: car, team."


# ---- whatever the plan -------------------------------------------------------------------------------


def random_explained(seed: int) -> tuple[CompiledPlan, list[Any], Explanation]:
    compiled, msels = random_plays(seed, 3)
    compiled = replace(compiled, plan=compiled.plan.model_copy(update={
        "targets": compiled.plan.targets | every_promise(compiled),
    }))  # fmt: skip
    return compiled, msels, explain_plays(compiled, msels)


@settings(max_examples=often(25), deadline=None, derandomize=True)
@given(st.integers(0, 10**6))
def test_causes_remedies_and_ceilings_never_contradict_what_is_counted(seed: int) -> None:
    compiled, msels, found = random_explained(seed)
    nets = {
        pool: sum(one.mended for t in found.targets for one in t.alone if one.lifted == (pool,)) for pool in compiled.pools
    }
    for one, gauge in zip(found.targets, gauges(compiled), strict=True):
        missed = one.found.missed
        # the figures of the plan as it is
        read = [gauge.read(msel, compiled_play(compiled, msel)).state for msel in msels]
        assert missed == sum(int(np.isin(state, (LATE, NEVER)).sum()) for state in read)
        assert one.found.on_time == sum(int((state == ON_TIME).sum()) for state in read)
        # causes: parts of the misses, the first the greatest
        parts = [cause.misses for cause in one.causes]
        assert sum(parts) == missed
        assert all(part > 0 for part in parts)
        assert parts == sorted(parts, reverse=True)
        first = main_reason(compiled, one)
        assert (first is None) == (missed == 0)
        if first is not None:
            assert first.cause == one.causes[0]
            assert first.weight == float(max(parts) / missed)
        for cause in one.causes:
            alone = [o for o in (*one.alone, *one.spared) if cause.about in ("pool", "disruption")
                     and (o.lifted == (cause.pool,) or (o.spared is not None and o.spared == cause.disruption))]  # fmt: skip
            assert all(cause.misses <= outcome.recovered and outcome.mended > 0 for outcome in alone)
        # the road
        assert one.road_misses <= one.ceiling_posts.outcome.missed <= one.ceiling.outcome.missed <= missed
        assert (one.road_share or 0) <= missed / max(1, one.found.judged)
        # ceilings: never below what is, nor below what a part of it mends
        now = one.found
        outcomes = (now, *one.alone, *one.spared, one.ceiling.outcome, one.ceiling_posts.outcome)
        assert len({(o.judged, o.runs_judged) for o in outcomes}) == 1
        for low, high in ((now, one.ceiling), (one.ceiling.outcome, one.ceiling_posts)):
            assert high.outcome.on_time >= low.on_time
            assert high.outcome.runs_kept >= low.runs_kept
            assert (high.outcome.mean or 0) <= (low.mean or 0)
            assert high.outcome.harmed == 0
        for outcome in (*one.alone, *one.spared):
            assert 0 <= outcome.recovered <= missed
            assert outcome.on_time == now.on_time + outcome.mended
        for outcome in one.alone:
            assert outcome.on_time <= one.ceiling_posts.outcome.on_time
        for ceiling in (one.ceiling, one.ceiling_posts):
            assert ceiling.outcome.keeps(gauge.target) or not ceiling.attained
        # remedies
        assert all(o.mended > 0 and nets[o.lifted[0]] > 0 for o in one.remedies)
        assert set(worthwhile(one)) <= set(one.remedies)
        # time
        assert sum(one.lost.share(stage) for stage in one.lost.stages) <= 1 + 1e-9
        assert sum(one.worst.values()) == one.lost.incidents <= missed
        for language in ("en", "zh"):
            with speaking(language):
                for reason in reasons(compiled, one):
                    assert 0 <= reason.weight <= 1
                    assert "{" not in str(reason.text)


@settings(max_examples=often(12), deadline=None, derandomize=True)
@given(st.integers(0, 10**6))
def test_without_a_disruption_is_the_play_of_the_list_without_it(seed: int) -> None:
    compiled, msels, found = random_explained(seed)
    for index, gauge in enumerate(gauges(compiled)):
        for outcome in found.targets[index].spared:
            assert outcome.spared is not None
            recovered = 0
            for msel in msels:
                now = gauge.read(msel, compiled_play(compiled, msel)).state
                then = gauge.read(msel, compiled_play(compiled, without(msel, outcome.spared))).state
                recovered += int((np.isin(now, (LATE, NEVER)) & (then == ON_TIME)).sum())
            if gauge.per_incident:
                assert outcome.recovered == recovered


@settings(max_examples=often(12), deadline=None, derandomize=True)
@given(st.integers(0, 10**6))
def test_the_first_page_names_of_every_missed_target_what_costs_it_most(seed: int) -> None:
    compiled, _msels, found = random_explained(seed)
    missed = [one for one in found.targets if one.found.missed]
    ranked = charges(compiled, missed)
    costs = [sum(part.cost for part in charge.parts) for charge in ranked]
    assert costs == sorted(costs, reverse=True)
    assert strongest(compiled, missed) == [charge.sentence for charge in ranked[:3]]
    for one in missed:
        shares = [part.share for charge in ranked for part in charge.parts if part.target == one.id]
        assert max(shares) == one.share(one.causes[0])
        assert sum(shares) <= 1 + 1e-9


# ---- where misses pile up, and how long things take ------------------------------------------------------


def seen(at_seat: int, in_town: int, late_at_seat: int, late_in_town: int) -> list[str]:
    """What is seen of visits, so many of which are brought at the seat and in town, and so many of these late."""
    injects = [inject(3600 * 20, zone="seat")] * at_seat + [inject(3600 * 20, zone="town")] * in_town
    d = drill({}, {"go": {"takes": "1 min"}}, zones={"seat": None, "town": None}, injects=injects,
              targets={"t": {"to": "go.ended", "within": "1 min"}})  # fmt: skip
    late = [*range(late_at_seat), *range(at_seat, at_seat + late_in_town)]
    msel = d.msel(takes={(i, "go"): 120 for i in late})
    (asked,) = questions(Evidence(d.compiled, [msel], compiled_play))
    return [str(words) for words in asked["seen"][1:]]


def test_a_place_is_named_only_where_more_is_missed_than_elsewhere() -> None:
    assert seen(79, 21, 41, 9) == []  # 82 % of the misses, of 79 % of the incidents
    assert seen(40, 60, 30, 10) == ["75% of the misses, but 40% of the incidents: seat."]
    assert seen(4, 6, 3, 2) == []  # chance would bring that, too
    assert seen(50, 0, 20, 0) == []  # there is no elsewhere


@pytest.mark.parametrize(
    ("taken", "words"),
    [
        ([0, 0, 0], "All that were done (3) were done at once."),
        ([0] * 19 + [40], "Of those done (20) nine in ten were done at once; the slowest took 40 s."),
        ([0] * 6 + [30] * 4, "Of those done (10) half were done at once; nine in ten took at most 30 s, the slowest 30 s."),
        ([60, 60], "Those done (2) took 1 min."),
        ([60] * 9 + [90], "Of those done (10) nine in ten took at most 1 min, the slowest 1 min 30 s."),
        ([10, 20, 30, 40], "Of those done (4) half took at most 20 s, nine in ten at most 40 s, the slowest 40 s."),
    ],
)
def test_times_are_said_in_words_that_say_something(taken: list[int], words: str) -> None:
    assert str(took(np.array(taken), 600)) == words


@settings(max_examples=often(12), deadline=None, derandomize=True)
@given(st.integers(0, 10**6))
def test_what_a_room_decided_otherwise_is_a_cause_beside_the_others(seed: int) -> None:
    """As if the people of a drill had made do with fewer of one pool than the plan gives them."""
    compiled, msels = random_plays(seed, 2)
    compiled = replace(compiled, plan=compiled.plan.model_copy(update={"targets": every_promise(compiled)}))
    plan = lift(compiled, [compiled.pools[seed % len(compiled.pools)]])
    for one in explain_plays(plan, msels, recorded=[compiled_play(compiled, msel) for msel in msels]).targets:
        assert sum(cause.misses for cause in one.causes) == one.found.missed
        assert sum(cause.misses for cause in one.causes if cause.about == "rule") == one.by_rule.recovered
        assert one.road_misses <= one.found.missed
        assert one.ceiling_posts.outcome.on_time >= one.ceiling.outcome.on_time >= one.by_rule.on_time
