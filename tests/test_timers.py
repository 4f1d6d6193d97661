"""What happens because something else has not: timers, patience, attempts, rounds, levels. Seconds worked out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from plans import Play, both_engines, drill, inject, steps, table

from drillsim.compiled.log import WITHDRAWN, Log
from drillsim.plan.plan import Plan
from drillsim.play.conduct import conduct

TWO = {"team": {"kind": "squad", "staff": 1}, "county": {"kind": "squad", "staff": 1}}


def at(*seconds: int, **more: Any) -> list[dict[str, Any]]:
    return [inject(second, **more) for second in seconds]


def escalation(way: int, limit: int = 20, **more: Any) -> Any:
    """A team on its way, and the county's if nobody is there in time; it is closed when both are done."""
    return drill(
        TWO,
        {
            "order": {"takes": "5 s"},
            "way": {"after": "order", "takes": f"{way} s", "needs": {"crew": "team 1"}},
            "second": {
                "after": "order",
                "unless": {"way.ended": f"{limit} s"},
                "needs": {"others": "county 1"},
                "takes": "7 s",
            },
            "closed": {"after": ["way", "second"], "takes": "1 s"},
        },
        injects=at(100),
        **more,
    )


@both_engines
def test_if_nobody_is_there_in_time_others_are_sent(play: Play) -> None:
    assert steps(escalation(way=50), play) == table("""
        0 order 100 100 105
        0 way 105 105 155
        0 second 125 125 132    # 105 + 20, and the way takes until 155
        0 closed 155 155 156
    """)


@both_engines
def test_who_comes_in_time_makes_the_others_superfluous_at_once(play: Play) -> None:
    assert steps(escalation(way=12), play) == table("""
        0 order 100 100 105
        0 way 105 105 117
        0 second - - 117 skipped    # not only when the time is up: what comes after it need not wait
        0 closed 117 117 118
    """)


@both_engines
@pytest.mark.parametrize(("way", "sent"), [(19, False), (20, False), (21, True)])
def test_in_the_very_second_is_in_time(play: Play, way: int, sent: bool) -> None:
    assert ("0 second 125 125 132" in steps(escalation(way=way), play)) == sent


@both_engines
def test_a_moment_long_past_leaves_the_step_out_at_its_turn(play: Play) -> None:
    d = drill(
        TWO,
        {"a": {"takes": "1 s"}, "b": {"takes": "9 s"}, "c": {"after": "b", "unless": {"a.ended": "5 s"}, "takes": "1 s"}},
        injects=at(0),
    )
    assert steps(d, play)[-1] == "0 c - - 9 skipped"


@both_engines
def test_granted_in_the_pass_of_that_second_is_in_time(play: Play) -> None:
    """The clocks are looked at after the pass: who is sent in the second in which the time is up has been sent."""
    d = drill(
        TWO,
        {
            "hear": {"takes": "30 s", "needs": {"crew": "team 1"}},
            "higher": {"unless": {"hear.started": "30 s"}, "takes": "2 s"},
        },
        injects=at(0, 0),
    )
    assert steps(d, play)[2:] == ["1 hear 0 30 60", "1 higher - - 30 skipped"]


@both_engines
def test_timers_of_one_second_are_decided_together(play: Play) -> None:
    """Neither sees what the other one brings about in that second."""
    d = drill(
        TWO,
        {
            "a": {"unless": {"never.ended": "10 s"}},
            "b": {"unless": {"a.ended": "10 s"}},
            "never": {"when": {"zone": "town"}, "after": "wait"},
            "wait": {"takes": "99 s"},
        },
        injects=at(0),
    )
    assert steps(d, play)[:2] == ["0 a 10 10 10", "0 b 10 10 10"]


@both_engines
def test_a_call_that_nobody_answered_has_not_come(play: Play) -> None:
    call = {"calls": "county", "takes": "3 s", "outcome": {"answered": 0.5, "unanswered": 0.5}}
    d = drill(TWO, {"call": call, "go": {"unless": {"call.ended": "10 s"}}, "tried": {"unless": {"call.attempted": "10 s"}}},
              injects=at(0))  # fmt: skip
    assert steps(d, play, outcome={(0, "call"): "unanswered"}) == ["0 call 0 0 3", "0 go 10 10 10", "0 tried - - 3 skipped"]
    assert steps(d, play, outcome={(0, "call"): "answered"}) == [
        "0 call 0 0 3",
        "0 go - - 3 skipped",
        "0 tried - - 3 skipped",
    ]


@both_engines
def test_a_timer_waits_for_its_needs_once_the_time_is_up(play: Play) -> None:
    """It is as urgent as its place in the queue from then on, not from its turn."""
    d = drill(
        {"team": {"kind": "squad", "staff": 1}},
        {"busy": {"takes": "40 s", "needs": {"crew": "team 1"}},
         "go": {"unless": {"busy.ended": "20 s"}, "takes": "1 s", "needs": {"others": "team 1"}}},
        injects=at(0, 15),
    )  # fmt: skip
    assert steps(d, play) == table("""
        0 busy 0 0 40
        0 go 20 80 81      # ready behind the second one's request of second 15
        1 busy 15 40 80
        1 go 35 81 82
    """)


# ---- patience --------------------------------------------------------------------------------


def patience(waits: str = "20 s", **more: Any) -> Any:
    return drill(
        {"team": {"kind": "squad", "staff": 1}},
        {
            "answer": {"takes": "50 s", "needs": {"crew": "team 1"}, "gives_up": waits},
            "hear": {"after": "answer", "takes": "1 s"},
            "call_back": {"after": "answer", "when": {"answer": "gave_up"}, "takes": "2 s"},
            "noted": {"takes": "4 s"},
            "closed": {"after": ["hear", "noted"], "takes": "1 s"},
        },
        injects=at(0, 10),
        **more,
    )


@both_engines
def test_who_waits_too_long_gives_up(play: Play) -> None:
    assert steps(patience(), play)[5:] == table("""
        1 answer 10 - 30 gave up
        1 hear - - 30 skipped     # as though it had been skipped
        1 call_back 30 30 32      # but for what asks for it
        1 noted 10 10 14
        1 closed 30 30 31         # something before it has ended
    """)


@both_engines
def test_who_is_served_in_the_second_in_which_patience_ends_is_served(play: Play) -> None:
    assert steps(patience("40 s"), play)[5] == "1 answer 10 50 100"
    assert steps(patience("39 s"), play)[5] == "1 answer 10 - 49 gave up"
    assert steps(patience("0 s"), play)[5] == "1 answer 10 - 10 gave up"
    assert steps(patience("0 s"), play)[0] == "0 answer 0 0 50"


@both_engines
def test_what_was_kept_for_one_who_gives_up_is_free_for_the_next(play: Play) -> None:
    """The urgent one asks for two; while it waits, the one that is free is kept for it."""
    d = drill(
        {"team": {"kind": "squad", "staff": 2}},
        procedures={
            "work": {"steps": {"a": {"takes": "100 s", "needs": {"c": "team 1"}}}},
            "big": {"priority": 1, "steps": {"a": {"needs": {"c": "team 2"}, "gives_up": "30 s"}}},
        },
        injects=[inject(0, "work"), inject(5, "big"), inject(6, "work")],
    )
    assert steps(d, play)[1:] == ["1 a 5 - 35 gave up", "2 a 6 35 135"]


def test_a_promise_on_a_step_that_gave_up_is_missed() -> None:
    from drillsim.judge.evaluate import gauges
    from drillsim.judge.gauge import NEVER, ON_TIME

    d = patience(longest="1 h")
    msel = d.msel()
    log = conduct(d.compiled, msel)
    assert WITHDRAWN in log.status
    (gauge,) = gauges(d.compiled)
    assert gauge.read(msel, log).state.tolist() == [ON_TIME, NEVER]


def test_patience_is_drawn_for_each_and_moves_no_other_draw() -> None:
    sure, drawn = patience(), patience({"shortest": "5 s", "usual": "20 s", "longest": "60 s"})
    a, b = sure.msel(3), drawn.msel(3)
    assert len(set(b.patience.tolist())) == 3  # two calls, and no end
    assert np.array_equal(a.takes, b.takes)


# ---- attempts --------------------------------------------------------------------------------


def calling(**again: Any) -> Any:
    call = {"calls": "team", "takes": "5 s", "outcome": {"answered": 0.6, "unanswered": 0.4}}
    return drill(
        TWO,
        {
            "call": {**call, "again": {"when": "unanswered", "every": "60 s", "at_most": 3, **again}},
            "chief": {"after": "call", "when": {"call": "unanswered"}, "takes": "1 s"},
            "go": {"after": "call", "when": {"call": "answered"}, "takes": "2 s"},
        },
        injects=at(0),
        longest="1 h",
    )


@both_engines
def test_after_three_attempts_the_chief_is_called(play: Play) -> None:
    never = {(0, f"call~{n}"): "unanswered" for n in (1, 2, 3)}
    assert steps(calling(), play, outcome=never) == table("""
        0 call~1 0 0 5
        0 call~2 65 65 70      # a minute after the first was over
        0 call~3 130 130 135
        0 call 135 135 135
        0 chief 135 135 136
        0 go - - 135 skipped
    """)


@both_engines
def test_one_who_answers_is_not_called_again(play: Play) -> None:
    second = {(0, "call~1"): "unanswered", (0, "call~2"): "answered"}
    assert steps(calling(), play, outcome=second) == table("""
        0 call~1 0 0 5
        0 call~2 65 65 70
        0 call~3 - - 70 skipped
        0 call 70 70 70
        0 chief - - 70 skipped
        0 go 70 70 72
    """)


def test_a_call_is_reached_by_the_attempt_that_was_answered() -> None:
    from drillsim.judge.evaluate import gauges

    d = calling()
    for outcomes, seconds in (({1: "answered"}, 5), ({1: "unanswered", 2: "answered"}, 70)):
        msel = d.msel(outcome={(0, f"call~{n}"): outcome for n, outcome in outcomes.items()})
        (gauge,) = gauges(d.compiled)
        assert gauge.read(msel, conduct(d.compiled, msel)).seconds.tolist() == [seconds]


def test_the_first_attempt_draws_what_the_only_one_did() -> None:
    """Adding attempts moves no other draw."""
    call = {"calls": "team", "takes": {"shortest": "1 s", "usual": "5 s", "longest": "60 s"},
            "outcome": {"answered": 0.6, "unanswered": 0.4}}  # fmt: skip
    once = drill(TWO, {"call": call}, injects=at(0, 5, 9)).msel(4)
    more = drill(TWO, {"call": {**call, "again": {"when": "unanswered", "at_most": 2}}}, injects=at(0, 5, 9)).msel(4)
    assert more.takes[0::3].tolist() == once.takes.tolist()
    assert more.outcome[0::3].tolist() == once.outcome.tolist()
    assert more.takes[1::3].tolist() != once.takes.tolist()


@both_engines
def test_giving_up_can_be_tried_again_and_what_was_granted_travels(play: Play) -> None:
    d = drill(
        {"team": {"kind": "squad", "staff": 1, "base": "hall"}},
        {
            "ask": {"needs": {"crew": "team 1"}, "gives_up": "10 s", "keep": {"crew": "way"},
                    "again": {"when": "gave_up", "every": "30 s", "at_most": 2}},
            "way": {"after": "ask", "takes": "travel", "who": "crew", "when": {"zone": "town"}},
        },
        travel={"times": {"hall": {"town": "7 s"}}},
        injects=at(0, 1, zone="town"),
    )  # fmt: skip
    assert steps(d, play)[4:] == table("""
        1 ask~1 1 7 7        # free again when the first is there
        1 ask~2 - - 7 skipped
        1 ask 7 7 7
        1 way 7 7 14
    """)


# ---- rounds ----------------------------------------------------------------------------------


def rounds(**more: Any) -> Any:
    return drill(
        TWO,
        {
            "work": {"takes": "35 s"},
            "count": {"takes": "3 s", "rounds": {"every": "10 s", "until": "work.ended", "at_most": 5, **more}},
            "over": {"after": ["work", "count"]},
        },
        injects=at(100),
    )


@both_engines
def test_every_so_often_until_it_is_over(play: Play) -> None:
    assert steps(rounds(), play) == table("""
        0 work 100 100 135
        0 count~1 110 110 113
        0 count~2 120 120 123
        0 count~3 130 130 133
        0 count~4 - - 135 skipped
        0 count~5 - - 135 skipped
        0 count 135 135 135
        0 over 135 135 135
    """)


@both_engines
def test_the_first_round_may_be_due_at_once(play: Play) -> None:
    found = steps(rounds(at_once=True), play)
    assert [line for line in found if "count~" in line] == table("""
        0 count~1 100 100 103
        0 count~2 110 110 113
        0 count~3 120 120 123
        0 count~4 130 130 133
        0 count~5 - - 135 skipped
    """)


@both_engines
def test_a_round_due_in_the_second_in_which_it_is_over_is_left_out(play: Play) -> None:
    assert "0 count~3 - - 135 skipped" in steps(rounds(every="12 s", at_most=3), play)  # 100 + 36 > 135
    found = steps(rounds(every="7 s"), play)
    assert found[5] == "0 count~5 - - 135 skipped"  # due at 135


@both_engines
def test_rounds_that_overlap_ask_each_for_their_own(play: Play) -> None:
    d = drill(
        {"team": {"kind": "squad", "staff": 2}},
        {"work": {"takes": "25 s"},
         "count": {"takes": "15 s", "needs": {"c": "team 1"},
                   "rounds": {"every": "10 s", "until": "work.ended", "at_most": 3}}},
        injects=at(0),
    )  # fmt: skip
    assert steps(d, play)[1:3] == ["0 count~1 10 10 25", "0 count~2 20 20 35"]


# ---- levels ----------------------------------------------------------------------------------


def response(levels: dict[str, Any] | None = None, people: int = 1, **given: Any) -> Any:
    """Level IV or III at first; raised to II when it is not settled in 100 s."""
    return drill(
        TWO,
        {
            "settle": {"takes": "150 s"},
            "raise": {"unless": {"settle.ended": "100 s"}, "level": "II", "takes": "5 s"},
            "village": {"at_level": "IV", "takes": "10 s"},
            "town": {"at_level": "III", "takes": "20 s"},
            "city": {"at_level": ["II"], "takes": "30 s"},
            "over": {"after": ["settle", "village", "town", "city"]},
        },
        levels=levels or {"IV": {}, "III": {"when": {"people": "30.."}}, "II": {"when": {"people": "100.."}}},
        injects=at(0, people=people),
        **given,
    )


@both_engines
def test_who_comes_depends_on_the_level(play: Play) -> None:
    few = steps(response(people=3), play)
    assert [line for line in few if line.split()[1] in ("raise", "village", "town", "city")] == table("""
        0 raise 100 100 105
        0 village 0 0 10
        0 town - - 0 skipped        # nothing can set its level any more
        0 city 105 105 135          # not before the level is raised
    """)
    many = steps(response(people=40), play)
    assert "0 town 0 0 20" in many
    assert "0 village - - 0 skipped" in many


@both_engines
def test_of_two_levels_at_which_an_incident_begins_the_higher_one_holds(play: Play) -> None:
    most = steps(response(people=200), play)
    assert "0 city 0 0 30" in most
    assert "0 town - - 0 skipped" in most


@both_engines
def test_a_level_that_is_not_raised_is_not_waited_for_any_longer(play: Play) -> None:
    settled = steps(response(people=3), play, takes={(0, "settle"): 60})
    assert "0 raise - - 60 skipped" in settled
    assert "0 city - - 60 skipped" in settled
    assert settled[-1] == "0 over 60 60 60"


@both_engines
def test_a_level_that_is_lowered_brings_back_what_belongs_to_it(play: Play) -> None:
    d = drill(
        TWO,
        {
            "raise": {"takes": "10 s", "level": "high"},
            "lower": {"after": "raise", "takes": "10 s", "level": "low"},
            "top": {"at_level": "high", "after": "slow", "takes": "1 s"},
            "slow": {"takes": "15 s"},
            "late": {"at_level": "high", "after": "slower", "takes": "1 s"},
            "slower": {"takes": "25 s"},
        },
        levels={"low": {}, "high": {}},
        injects=at(0),
    )
    found = steps(d, play)
    assert "0 top 15 15 16" in found
    assert "0 late - - 25 skipped" in found  # it has been lowered meanwhile


# ---- what cannot be played -------------------------------------------------------------------


def flaws(**more: Any) -> list[str]:
    from drillsim.check.plan import check_plan

    plan: dict[str, Any] = {
        "plan": "test", "name": "A test", "zones": {"town": None}, "pools": TWO, "targets": {},
        "procedures": {"visit": {"steps": more.pop("steps")}}, **more,
    }  # fmt: skip
    return [str(flaw.what) for flaw in check_plan(Plan.model_validate(plan))]


@pytest.mark.parametrize(
    ("steps", "what"),
    [
        ({"a": {"unless": {"b.ended": "1 s"}}}, "no step is called 'b'"),
        ({"a": {"unless": {"a.ended": "1 s"}}}, "'a' comes after 'a', so it cannot have come before"),
        ({"a": {"unless": {"b.ended": "1 s"}}, "b": {"after": "a"}}, "'b' comes after 'a', so it cannot have come before"),
        ({"a": {"unless": {"b.ready": "1 s"}}, "b": {}}, "'b.ready' is no moment that can be waited for"),
        ({"a": {"unless": {"brought": "1 s"}}}, "'brought' is no moment that can be waited for"),
        ({"a": {"unless": {"b.started": "1 s"}}, "b": {"outcome": {"x": 1.0}, "again": {"when": "x", "at_most": 2}}},
         "'b' comes several times, so it begins at no one moment"),
        ({"a": {"gives_up": "1 s"}}, "this step waits for nobody, so it cannot give up"),
        ({"a": {"again": {"when": "failed", "at_most": 2}}}, "'a' has no outcome 'failed'"),
        ({"a": {"at_level": "II"}}, "no level of response is called 'II'"),
        ({"a": {"level": "II"}}, "no level of response is called 'II'"),
        ({"a": {"rounds": {"every": "1 s", "until": "b.ended"}}, "b": {"after": "a"}},
         "'b' comes after 'a', so it cannot have come before"),
        ({"a": {"rounds": {"every": "1 s", "until": ["b.ended", "c.ended"]}}, "b": {}, "c": {}},
         "rounds end with one moment"),
        ({"a": {}, "b": {"after": "a", "when": {"a": "gave_up"}}}, "the step 'a' has no outcomes"),
    ],
)  # fmt: skip
def test_what_cannot_be_played_is_said(steps: dict[str, Any], what: str) -> None:
    assert what in flaws(steps=steps)


def test_a_level_that_comes_only_after_who_waits_for_it_is_refused() -> None:
    steps = {"a": {"at_level": "high"}, "b": {"after": "a", "level": "high"}}
    assert "'a' waits for a level that 'b' sets, which comes after it" in flaws(steps=steps, levels={"low": {}, "high": {}})


def test_rounds_count_as_steps() -> None:
    steps = {f"s{n}": {"rounds": {"every": "1 s", "until": "w.ended", "at_most": 90}} for n in range(3)} | {"w": {}}
    assert any("at most 200 steps" in what for what in flaws(steps=steps))


# ---- where the time goes ---------------------------------------------------------------------


def spent(d: Any, step: str, **edits: Any) -> dict[str, int]:
    """The stages of the time until a step of the first incident has ended."""
    from drillsim.judge.evaluate import gauges
    from drillsim.why.attribution import Paths, Ways

    msel = d.msel(**edits)
    log: Log = conduct(d.compiled, msel)
    gauge = next(gauge for gauge in gauges(d.compiled) if gauge.name == step)
    return {stage: int(seconds) for stage, seconds in Paths(Ways(d.compiled), msel, log).breakdown(gauge, 0).stages.items()}


def test_time_spent_until_a_time_is_up_is_told_apart() -> None:
    d = escalation(way=50, targets={"second": {"to": "second.ended", "within": "1 h"}})
    assert spent(d, "second") == {"handling": 12, "timer": 20}


def test_what_was_left_out_leads_back_to_what_came_in_time() -> None:
    d = escalation(way=12, targets={"closed": {"to": "closed.ended", "within": "1 h"}})
    assert spent(d, "closed") == {"handling": 18}  # 5 + 12 + 1: nobody waited for a time to be up


def test_a_step_that_waits_for_a_level_leads_back_to_what_raised_it() -> None:
    d = response(people=3, targets={"city": {"to": "city.ended", "within": "1 h"}})
    assert spent(d, "city") == {"handling": 35, "timer": 100}


# ---- what the check says of them -------------------------------------------------------------


def found(rule: str, steps: dict[str, Any], **more: Any) -> list[str]:
    from drillsim.check.findings import findings

    plan = {"plan": "test", "name": "A test", "zones": {"town": None}, "pools": TWO, "targets": {},
            "procedures": {"visit": {"steps": steps}}, **more}  # fmt: skip
    return [str(one.what) for one in findings(Plan.model_validate(plan)) if one.rule == rule]


def test_a_timer_for_what_always_comes_before_is_told() -> None:
    steps: dict[str, Any] = {"a": {}, "b": {"after": "a", "unless": {"a.ended": "5 min"}}}
    assert found("never-too-late", steps) == ["visit: 'b' is never done, because 'a' always comes before it"]
    steps["b"]["after"] = []
    assert found("never-too-late", steps) == []
    steps["b"]["after"], steps["a"]["when"] = "a", {"zone": "town"}
    assert found("never-too-late", {"z": {}, **steps, "b": {**steps["b"], "after": ["z", "a"]}}) == []  # it may be skipped


def test_a_level_that_nobody_can_reach_is_told() -> None:
    steps = {"a": {"level": "II"}, "b": {"at_level": "I"}}
    levels: dict[str, Any] = {"III": {}, "II": {}, "I": {}}
    assert found("level-never-reached", steps, levels=levels) == ["visit: 'b' waits for a level that nobody can reach: I"]
    assert found("level-never-reached", {"a": {"level": "II"}}, levels=levels) == [
        "nothing leads to the level of response I"
    ]
    levels["I"] = {"when": {"people": "100.."}}
    assert found("level-never-reached", steps, levels=levels) == []


def test_hops_that_exceed_the_whole_are_told() -> None:
    steps: dict[str, Any] = {"county": {}, "city": {"after": "county"}}
    hops = {"to_county": {"to": "county.ended", "within": "2 h"},
            "to_city": {"from": "county.ended", "to": "city.ended", "within": "4 h"}}  # fmt: skip
    whole = {"all": {"to": "city.ended", "within": "5 h"}}
    assert found("hops-exceed-the-whole", steps, targets={**hops, **whole}) == [
        "all: the whole has 5 h; 'to_county' and 'to_city', each on its own, allow 6 h"
    ]
    whole["all"]["within"] = "6 h"
    assert found("hops-exceed-the-whole", steps, targets={**hops, **whole}) == []


# ---- what is judged, and what is said --------------------------------------------------------


def test_rounds_that_are_no_longer_followed_are_said() -> None:
    """Due at 110, 120, … 150; the work is over at 135, so of four rounds none is missing, of two the third is."""
    from drillsim.judge.evaluate import unfollowed

    for at_most, missing in ((4, 0), (3, 0), (2, 1), (1, 1)):
        d = rounds(at_most=at_most)
        msels = d.deck.deal(1, 2)
        assert unfollowed(d.compiled, msels, log_of_all(d, msels)).tolist() == [missing, missing]
    on_time = drill(
        TWO,
        {"work": {"takes": "30 s"}, "count": {"rounds": {"every": "10 s", "until": "work.ended", "at_most": 2}}},
        injects=at(100),
    )
    msels = on_time.deck.deal(1, 1)
    assert unfollowed(on_time.compiled, msels, log_of_all(on_time, msels)).tolist() == [0]  # due when it is over


def log_of_all(d: Any, msels: Any) -> Log:
    from drillsim.judge.replicate import player

    return player("simpy")(d.compiled, msels)


def test_rounds_that_end_with_a_step_that_is_left_out_end_with_none() -> None:
    from drillsim.judge.replicate import replicate
    from drillsim.judge.settings import Settings
    from drillsim.say.notes import notes

    d = drill(
        TWO,
        {"work": {"when": {"zone": "hills"}},
         "count": {"rounds": {"every": "10 s", "until": "work.ended", "at_most": 2}}},
        zones={"town": None, "hills": None}, injects=at(0, zone="town"), longest="1 h",
    )  # fmt: skip
    result = replicate(d.compiled, d.scenario, Settings(runs=3, engine="simpy"))
    assert result.unfollowed_runs == 3
    assert any("more rounds" in str(note) for note in notes(d.compiled, result))


def test_so_many_are_asked_for_in_each_round() -> None:
    from drillsim.judge.evaluate import gauges
    from drillsim.judge.gauge import LATE, ON_TIME

    for count, state in ((1, ON_TIME), (3, LATE)):
        d = drill(
            {"team": {"kind": "squad", "staff": 5}},
            {
                "work": {"takes": "35 s", "needs": {"crew": "team 2"}},
                "count": {
                    "takes": "3 s",
                    "needs": {"crew": "team 1"},
                    "rounds": {"every": "10 s", "until": "work.ended", "at_most": 5},
                },
            },
            injects=at(0),
            targets={"one": {"of": "count.crew", "count": count}},
        )
        msel = d.msel()
        (gauge,) = gauges(d.compiled)
        assert gauge.read(msel, conduct(d.compiled, msel)).state.tolist() == [state]


def test_who_gave_up_on_every_rung_has_left_the_ladder() -> None:
    from drillsim.judge.ladders import ladders

    low = {"needs": {"crew": "team 1"}, "gives_up": "5 s", "outcome": {"settled": 0.5, "open": 0.5}}
    d = drill(
        {"team": {"kind": "squad", "staff": 1}},
        procedures={
            "busy": {"steps": {"work": {"takes": "1 h", "needs": {"crew": "team 1"}}}},
            "visit": {"ladder": {"rungs": ["low", "high"], "settled": "settled"},
                      "steps": {"low": low, "high": {"after": "low", "when": {"low": "open"}, **low}}},
        },
        injects=[inject(0, "busy"), inject(1)],
    )  # fmt: skip
    msels = d.deck.deal(1, 1)
    (gauge,) = ladders(d.compiled)
    assert gauge.read(msels, log_of_all(d, msels)).tolist() == [[1, 0, 0]]


def test_the_story_of_an_incident_tells_of_no_level_that_it_is_not_at() -> None:
    from drillsim.say.story import story

    d = response(people=40)
    msel = d.msel()
    told = [f"{one.step}: {one.text}" for one in story(d.compiled, msel, conduct(d.compiled, msel), 0)]
    assert "III~1: level of response: III" in told
    assert not [line for line in told if line.startswith("II~1")]


def test_the_event_list_says_which_levels_an_incident_comes_to_and_the_steps_that_were_done() -> None:
    from drillsim.msel.rehearsal import Rehearsal, first_plays

    for people, levels in ((3, "IV → II"), (40, "III → II"), (200, "II")):
        d = response(people=people)
        told = Rehearsal(d.compiled, d.msel(), conduct(d.compiled, d.msel()), first_plays(d.compiled, d.deck, conduct, 1))
        assert told.level(0) == levels
        assert not [line for line in told.usual(0) if "~" in line or line.startswith("II")]
    attempts = calling()
    once = attempts.msel(outcome={(0, "call~1"): "answered"})
    plays = first_plays(attempts.compiled, attempts.deck, conduct, 1)
    done = Rehearsal(attempts.compiled, once, conduct(attempts.compiled, once), plays).usual(0)
    assert [line.partition(":")[0] for line in done if line.startswith("call")] == ["call (1)"]


def test_a_timer_is_written_in_the_language_of_its_file() -> None:
    from drillsim.base.language import speaking

    step = escalation(way=50).compiled.written.procedures["visit"].steps["second"]
    with speaking("zh"):
        assert step.model_dump(mode="json")["unless"] == {"way.结束": "20秒"}
    assert step.model_dump()["unless"] == {"way.ended": 20}


# ---- promises by level -----------------------------------------------------------------------


def test_each_level_has_its_own_limits() -> None:
    """Judged is who is at the level when the clock starts: raised in 100 s, so on level II from second 105 on."""
    from drillsim.judge.evaluate import gauges
    from drillsim.judge.gauge import NOT_COUNTED, ON_TIME

    own = {"to": "over.ended", "within": "1 h"}
    targets = {
        "low": {**own, "at_level": "IV"},
        "middle": {**own, "at_level": ["III", "II"]},
        "raised": {"from": "raise.ended", "to": "city.ended", "within": "30 s", "at_level": "II"},
        "never": {"from": "raise.started", "to": "city.ended", "within": "30 s", "at_level": "II"},
    }
    for people, states in (
        (3, [ON_TIME, NOT_COUNTED, ON_TIME, NOT_COUNTED]),
        (40, [NOT_COUNTED, ON_TIME, ON_TIME, NOT_COUNTED]),
    ):
        d = response(people=people, targets=targets)
        msel = d.msel()
        log = conduct(d.compiled, msel)
        assert [int(gauge.read(msel, log).state[0]) for gauge in gauges(d.compiled)] == states


def test_levels_that_only_promises_ask_for_are_entered_as_well() -> None:
    from drillsim.judge.evaluate import gauges
    from drillsim.judge.gauge import NOT_COUNTED, ON_TIME

    d = drill(TWO, {"a": {"takes": "1 s"}}, levels={"low": {}, "high": {"when": {"people": "10.."}}},
              targets={"t": {"to": "a.ended", "within": "1 min", "at_level": "high"}},
              injects=[inject(0, people=3), inject(5, people=30)])  # fmt: skip
    (gauge,) = gauges(d.compiled)
    msel = d.msel()
    assert gauge.read(msel, conduct(d.compiled, msel)).state.tolist() == [NOT_COUNTED, ON_TIME]


def test_a_level_is_asked_of_promises_with_a_clock_only() -> None:
    wrong = {"t": {"count": "1..", "of": "people", "at_level": "II"}}
    found = flaws(steps={"a": {}}, targets=wrong)
    assert "no level of response is called 'II'" in found
    assert "only a promise whose clock starts in an incident is about levels of response" in found


def test_what_a_timer_saved_and_what_its_wait_cost() -> None:
    """Others are there 27 s after the order, the team 50 s after it; at once they would be there in 7 s."""
    from drillsim.say.queue import queue_notes
    from drillsim.why.explanation import explain_plays

    there = {"from": "order.ended", "to": {"first": ["way.ended", "second.ended"]}, "form": "every"}
    d = escalation(way=50, targets={"soon": {**there, "within": "30 s"}, "sooner": {**there, "within": "10 s"}})
    found = explain_plays(d.compiled, [d.msel()], conduct)
    (one,) = found.timers
    assert (one.turns, one.began, one.saved, one.spoiled, one.gained, one.lost) == (1, 1, 1, 0, 1, 0)
    assert str(queue_notes(d.compiled, found)[0]) == (
        "'second' began because 'way' had not come in 20 s: 1 of 1; without it 1 of what is kept would be missed, and "
        "0 of what is missed would be kept. If it began at once, 1 more would be kept, and 0 fewer."
    )
    assert explain_plays(escalation(way=12).compiled, [escalation(way=12).msel()], conduct).timers == ()


# ---- working days ----------------------------------------------------------------------------


@both_engines
def test_a_wait_for_working_days_is_up_when_the_last_of_them_ends(play: Play) -> None:
    """Asked on Thursday 24 September 2026, before Mid-Autumn (25 to 27): two working days later is Tuesday, 24:00."""
    from datetime import datetime

    day = 86_400
    d = drill(
        TWO,
        {"answer": {"takes": "9 days", "needs": {"c": "team 1"}},
         "reminded": {"unless": {"answer.ended": "2 working days"}, "takes": "1 h"}},
        start=datetime(2026, 9, 24, 10), days=1, calendar="china", injects=at(3600, start=datetime(2026, 9, 24, 10)),
    )  # fmt: skip
    assert steps(d, play)[1] == f"0 reminded {6 * day - 10 * 3600} {6 * day - 10 * 3600} {6 * day - 9 * 3600}"
    early = steps(d, play, takes={(0, "answer"): 5 * day})
    assert early[1] == f"0 reminded - - {5 * day + 3600} skipped"


def test_a_step_begins_with_the_first_attempt_that_began() -> None:
    """The second one asks at 1, gives up at 21, asks again at 51 and is heard at 60, when the first is done."""
    from drillsim.judge.evaluate import gauges
    from drillsim.judge.gauge import ON_TIME
    from drillsim.why.attribution import Paths, Ways

    d = drill(
        {"team": {"kind": "squad", "staff": 1}},
        {
            "hear": {
                "takes": "60 s",
                "needs": {"crew": "team 1"},
                "gives_up": "20 s",
                "again": {"when": "gave_up", "every": "30 s", "at_most": 2},
            }
        },
        injects=at(0, 1),
        targets={
            "heard": {"to": "hear.started", "within": "1 h"},
            "done": {"from": "hear.started", "to": "hear.ended", "within": "1 h"},
        },
    )
    msel = d.msel()
    log = conduct(d.compiled, msel)
    heard, done = gauges(d.compiled)
    assert heard.read(msel, log).seconds.tolist() == [0, 59]
    assert done.read(msel, log).seconds.tolist() == [60, 60]
    assert done.read(msel, log).state.tolist() == [ON_TIME, ON_TIME]
    paths = Paths(Ways(d.compiled), msel, log)
    assert sum(one.end - one.begin for one in paths.timed(heard, 1)) == 59


def test_a_screen_shows_the_next_round_and_what_a_step_waits_for_and_the_story_the_first_round_left_out() -> None:
    from types import SimpleNamespace

    from drillsim.room.drill import Drill, Layout
    from drillsim.room.views import incident_view
    from drillsim.say.story import story

    def shown(d: Any, second: int) -> dict[str, Any]:
        room = Drill(d.compiled, d.scenario, d.msel(), Layout(d.compiled, d.scenario, d.deck), d.deck)
        room.reach(second)
        here: Any = SimpleNamespace(drill=room, envelopes={})
        return {step["key"]: step for step in incident_view(here, 0)["steps"]}

    steps = shown(rounds(), 115)  # at 110 the first, then until 135
    assert [key for key in steps if "~" in key] == ["count~1", "count~2"]
    assert (steps["count~2"]["starts"], steps["count~2"]["unless"]) == (120, "work")
    leveled = shown(response(people=3), 50)
    assert (leveled["raise"]["starts"], leveled["raise"]["unless"]) == (100, "settle")
    assert leveled["city"]["at_level"] == "II"
    assert "at_level" not in shown(response(people=3), 106)["city"]
    d = rounds()
    msel = d.msel()
    told = [one.step for one in story(d.compiled, msel, conduct(d.compiled, msel), 0)]
    assert "count~4" in told
    assert "count~5" not in told


def test_a_wait_for_working_days_that_is_not_waited_is_none() -> None:
    """What the wait cost is told of days as of hours: without it somebody would be there on the same day."""
    from datetime import datetime

    from drillsim.why.explanation import explain_plays

    start = datetime(2026, 3, 2, 10)
    d = drill(
        TWO,
        {"answer": {"takes": "9 days", "needs": {"c": "team 1"}},
         "reminded": {"unless": {"answer.ended": "2 working days"}, "takes": "1 h"}},
        start=start, days=1, injects=at(3600, start=start),
        targets={"soon": {"to": "reminded.ended", "within": "2 h", "form": "every"}},
    )  # fmt: skip
    (one,) = explain_plays(d.compiled, [d.msel()], conduct).timers
    assert (one.began, one.gained, one.lost) == (1, 1, 0)
