"""Random plans of the whole language, each with a random MSEL: small, contended and full of ties.

Every duration is a few *ticks* of one length, so that many things fall due at the same second,
and hours begin and end inside the play. Every plan passes the plan check: conditions and units come
from steps that ran before, holds are kept to descendants.
"""

from __future__ import annotations

import string
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from random import Random
from typing import Any, NamedTuple

import numpy as np

from drillsim.check.plan import check_plan
from drillsim.compiled.compilation import compile_plan
from drillsim.compiled.event_list import ABSENT, NO_END, PHONE, ROAD, UNDER_WAY, Msel, assemble
from drillsim.compiled.log import Log
from drillsim.compiled.tables import DRAWN, NOWHERE, CompiledPlan
from drillsim.plan.plan import Plan
from drillsim.plan.scenario import Window
from drillsim.play.kernel import play

ZONES = ["here", "near", "far"]
PLACES = ["hospital", "shelter"]
ROLES = ["head", "deputy", "clerk"]
UNITS = ("squad", "vehicle", "post")
File = dict[str, Any]  # a part of a plan file


class Asks(NamedTuple):
    """What a step may ask for, by the kind of what is there."""

    units: list[str]
    rooms: list[str]
    funds: list[str]
    phones: list[str]
    members: dict[str, list[str]]  # who answers to a shared name
    pools: File
    places: list[str]  # where one can go
    wanted: str  # whom all kinds of incidents compete for, where units are much under way

    def answering(self, ask: str) -> list[str]:
        """The pools that answer to a name."""
        return self.members.get(ask, []) or [ask]


def random_case(seed: int, still: bool = False) -> tuple[CompiledPlan, Msel]:
    """The plan and the MSEL of a seed; the same seed gives the same case for ever."""
    compiled, (msel,) = random_plays(seed, 1, still)
    return compiled, msel


@cache
def played_case(seed: int, still: bool = False) -> tuple[CompiledPlan, Msel, Log]:
    """The case of a seed and its log as the compiled engine plays it, kept for whoever asks next."""
    compiled, msel = random_case(seed, still)
    return compiled, msel, play(compiled, msel)


def random_plays(seed: int, runs: int, still: bool = False) -> tuple[CompiledPlan, list[Msel]]:
    """The plan of a seed with several MSELs: those of one window, as of several runs."""
    r = Random(seed)
    tick = r.choice((1, 1, 10, 60))
    plan, window = random_plan(r, tick)
    fragile = _breakdowns(seed, plan["pools"]) if not still else []
    if still:
        _stilled(plan)
    else:
        _clocked(Random(seed + 0.25), plan, tick)
    compiled = compile_plan(Plan.model_validate(plan), window)
    if r.random() < 0.7:  # cut while something is still going on
        compiled = replace(compiled, horizon=compiled.window_end + r.randint(0, 25) * tick)
    msels = [random_msel(r, compiled, tick) for _ in range(runs)]
    return compiled, [_broken(seed + 0.75, compiled, msel, fragile, tick) for msel in msels]


def _breakdowns(seed: int, pools: File) -> list[str]:
    """Vehicles of a plan that may break down under way; what else is drawn does not change by them."""
    r = Random(seed + 0.125)
    names = [name for name, pool in pools.items() if pool.get("kind") == "vehicle" and r.random() < 0.9]
    for name in names:
        pools[name]["may_break_down"] = True
    return names


def _broken(seed: float, compiled: CompiledPlan, msel: Msel, fragile: list[str], tick: int) -> Msel:
    """A MSEL in which some of these vehicles break down under way."""
    r, rows = Random(seed), msel.disruption.tolist()
    for name in fragile:
        for _ in range(r.choice((1, 3, 6))):
            begin = r.randint(-3, compiled.window_end // tick) * tick
            rows.append((ABSENT, compiled.pools.index(name), UNDER_WAY, NOWHERE, r.randint(1, 3), begin,
                         begin + r.randint(1, 25) * tick))  # fmt: skip
    return msel._replace(disruption=np.array(sorted(map(tuple, rows)), np.int64).reshape(-1, 7))


def random_plan(r: Random, tick: int) -> tuple[File, Window]:
    """A plan as its file would hold it, and a window of a few dozen ticks."""
    minute = r.choice((8 * 60, 8 * 60, 23 * 60 + 58, 0))
    first = datetime(2026, 3, r.randint(2, 8)) + timedelta(minutes=minute)
    start = first - timedelta(seconds=r.randint(0, 20 * tick))
    window = Window(from_=start, until=start + timedelta(seconds=r.randint(10, 80) * tick))
    marks = [minute + r.randint(-1, 1 + 30 * tick // 60) for _ in range(8)]
    zones = ZONES[: r.randint(1, 3)]
    attributes = {name: ["low", "middle", "high"][: r.randint(2, 3)] for name in ("danger", "language")[: r.randint(0, 2)]}
    bases = ["office", "station"][: r.randint(0, 2) if r.random() < 0.5 else 2]
    places = [*zones, *bases, *PLACES[: r.randint(0, 2)]] if bases else []
    if places and r.random() < 0.45:
        attributes["goes_to"] = r.sample(places, r.randint(1, min(3, len(places))))
    moves = bool(bases) and r.random() < 0.6  # units are much under way, and may be sent on the road or turned away
    pools = _pools(r, tick, moves, zones, bases, places, marks)
    asks = _asks(r, pools, places)
    plan = {
        "plan": "random",
        "name": "A random plan",
        "zones": dict.fromkeys(zones),
        "pools": pools,
        "attributes": attributes,
        "procedures": {
            f"kind{k}": _procedure(r, tick, moves, zones, attributes, asks) | {"priority": _priority(r, attributes)}
            for k in range(r.randint(2 if moves else 1, 3))
        },
        "targets": {
            "soon": {"to": "a.ended", "within": _seconds(r.choice((1, 5 * tick, 40 * tick, 200 * tick, 200 * tick)))}
        },
    }
    if bases:
        plan["travel"] = {
            "times": _ways(r, tick, moves, places),
            "slower": [{"hours": _hours(r, marks), "times": r.choice((0.5, 1.5, 2.0))} for _ in range(r.randint(0, 2))],
        }
    if (own := Random(f"{window.start} {window.seconds}")).random() < 0.3:
        _by_calendar(own, plan, window)
    while flaws := [flaw for flaw in check_plan(Plan.model_validate(plan)) if flaw.loc[-1] == "may_be_interrupted"]:
        for flaw in flaws:  # somebody could be turned away from two steps at once
            plan["procedures"][flaw.loc[1]]["steps"][flaw.loc[3]].pop("may_be_interrupted", None)
    return plan, window


def _by_calendar(r: Random, plan: File, window: Window) -> None:
    """Holidays and days worked in their place around the window, and hours on such days."""
    days = [window.dates[0] - timedelta(days=1), *window.dates]
    sorts = {day.isoformat(): r.choice(("holidays", "workdays", "")) for day in days}
    plan["calendar"] = {sort: [day for day in sorts if sorts[day] == sort] for sort in ("holidays", "workdays")}
    words = ("workdays", "holidays", "days off", "mon-fri except holidays", "workdays, holidays")
    for one in (*plan["pools"].values(), *plan.get("travel", {}).get("slower", ())):
        for row in one.get("shifts", [one]):
            if "hours" in row and r.random() < 0.5:
                row["days"] = r.choice(words)


def _stilled(plan: File) -> None:
    """Take out of a plan what moves otherwise than from its base, to a zone, and home again."""
    for pool in plan["pools"].values():
        for key in ("can_be_sent", "redirect", "seats", "may_break_down"):
            pool.pop(key, None)
        if pool["kind"] == "room":
            pool.pop("base", None)
        if isinstance(pool.get("turnout"), dict):
            pool["turnout"] = {key: time for key, time in pool["turnout"].items() if key in ("on_duty", "on_call")}
    for procedure in plan["procedures"].values():
        for part in (procedure, *procedure["steps"].values()):
            if isinstance(part.get("priority"), dict):
                part["priority"] = 2
        for step in procedure["steps"].values():
            step.pop("trips", None)
            step.pop("may_be_interrupted", None)
            if "to" in step and (not isinstance(step["to"], str) or step["to"] not in plan["zones"]):
                step["to"] = "scene"
            for part in (step, *step.get("cases", ())):
                for key, need in part["needs"].items():
                    of, count = _asked(need), need["count"] if isinstance(need, dict) else need.split(" ", 1)[1]
                    part["needs"][key] = f"{of} {1 if count in ('seats', 'for people') else count}"


def _clocked(r: Random, plan: File, tick: int) -> None:
    """Let steps of some plans wait for a time to be up or for a level, give up, be tried again, or be done in rounds."""
    if r.random() < 0.3:
        return
    levels = ["low", "middle", "high"] if r.random() < 0.6 else []
    plan["levels"] = {level: {"when": _entered(r, plan)} if r.random() < 0.6 else {} for level in levels}
    before = {kind: {name: dict(step) for name, step in procedure["steps"].items()}
              for kind, procedure in plan["procedures"].items()}  # fmt: skip
    for procedure in plan["procedures"].values():
        steps = procedure["steps"]
        for number, (name, step) in enumerate(steps.items()):
            others = list(steps)[:number]
            several = [other for other in others if {"again", "rounds"} & steps[other].keys()]
            _clock(r, tick, levels, others, several, step)
            if "gives_up" in step:
                for other in steps.values():
                    if name in other["after"] and r.random() < 0.4:
                        outcomes = [*step.get("outcome", ()), "gave_up"]
                        other["when"] = {**other["when"], name: r.sample(outcomes, r.randint(1, len(outcomes)))}
    for _ in range(3):  # who is to travel may have given up, or a level come only afterwards: such a kind stays as it was
        for kind in {flaw.loc[1] for flaw in check_plan(Plan.model_validate(plan)) if flaw.loc[0] == "procedures"}:
            plan["procedures"][kind]["steps"] = before[kind]


def _entered(r: Random, plan: File) -> list[File]:
    """Which incidents begin at a level."""
    ways = [{"people": r.choice(("3..", "5..", "1..2"))}, {"zone": r.choice(sorted(plan["zones"]))},
            {"kind": r.choice(sorted(plan["procedures"]))}]  # fmt: skip
    ways += [{name: r.choice(values)} for name, values in plan["attributes"].items() if name != "goes_to"]
    return r.sample(ways, r.randint(1, 2))


def _clock(r: Random, tick: int, levels: list[str], others: list[str], several: list[str], step: File) -> None:
    """Give a step a clock; `others` come before it or beside it, some of them several times."""
    chance, moments = r.random(), [f"{name}.{r.choice(('started', 'ended'))}" for name in others if name not in several]
    moments += [f"{name}.ended" for name in several]
    quiet = "takes" not in step and "may_be_interrupted" not in step
    beside = [f"{name}.ended" for name in others if name not in step["after"]]  # surely not before it
    if chance < 0.25 and moments:
        limit = "1 working day" if r.random() < 0.1 else _seconds(r.randint(0, 6) * tick)
        step["unless"] = {r.choice(moments): limit}
    elif chance < 0.55 and moments and quiet:
        until = r.choice(beside if beside and r.random() < 0.9 else moments)
        step["rounds"] = {"every": _seconds(r.choice((1, 1, 2)) * tick), "until": until, "at_most": r.randint(2, 4)}
        step["rounds"]["at_once"] = r.random() < 0.8
    elif chance < 0.75 and levels:
        step["at_level"] = r.sample(levels, r.randint(1, 2))
    if levels and r.random() < 0.5:
        step["level"] = r.choice(levels)
    if step["needs"] and r.random() < 0.4:
        step["gives_up"] = _seconds(r.randint(0, 6) * tick)
    endings = [*step.get("outcome", ()), *(["gave_up"] if "gives_up" in step else [])]
    if endings and "rounds" not in step and r.random() < 0.4:
        again = r.sample(endings, r.randint(1, len(endings)))
        step["again"] = {"when": again, "every": _seconds(r.randint(0, 3) * tick), "at_most": r.randint(2, 3)}


def _ways(r: Random, tick: int, moves: bool, places: list[str]) -> File:
    """Usual times between any two places, in one direction or in both."""
    ways: File = {place: {} for place in places}
    for k, place in enumerate(places):
        for other in places[k + 1 :]:
            one, another = r.sample((place, other), 2)
            ways[one][another] = _seconds(r.randint(int(moves), 8 if moves else 6) * tick)
            if r.random() < 0.3:
                ways[another][one] = _seconds(r.randint(int(moves), 8 if moves else 6) * tick)
    return ways


def _priority(r: Random, attributes: dict[str, list[str]]) -> Any:
    """A priority, or one for each value of an attribute."""
    if attributes and r.random() < 0.2:
        attribute = r.choice(sorted(attributes))
        return {attribute: {value: r.randint(1, 3) for value in attributes[attribute]}}
    return r.choice((1, 1, 2, 3, 3))


def _seconds(n: int) -> str:
    return f"{n} s"


def _hours(r: Random, marks: list[int]) -> str:
    """A span of hours between two of the marks (minutes of the day); often past midnight."""
    a = r.choice(marks) % 1440
    b = r.choice([mark % 1440 for mark in marks if mark % 1440 != a] or [(a + 1) % 1440])
    return f"{a // 60:02d}:{a % 60:02d}-{b // 60:02d}:{b % 60:02d}"


def _days(r: Random) -> str:
    return r.choice(("mon-sun", "mon-sun", "mon-fri", "sat, sun", "mon, wed, fri, sun"))


# ---- pools ---------------------------------------------------------------------------------


def _pools(
    r: Random, tick: int, moves: bool, zones: list[str], bases: list[str], places: list[str], marks: list[int]
) -> File:  # fmt: skip
    wealth = r.choice((0, 0, 0, 1, 2) if moves else (0, 1, 2, 3, 5))
    kinds = ["squad"] * r.randint(1, 2 if moves else 4) + ["vehicle"] * r.randint(0, 2) + ["post"] * r.randint(0, 3)
    kinds += ["room"] * r.choice((0, 1, 2, 2)) + ["fund"] * r.randint(0, 1)
    r.shuffle(kinds)  # file order is the tie-break, so kinds must not lie in one order always
    names = [f"{kind}{i}" for i, kind in enumerate(kinds)]
    of = dict(zip(names, kinds, strict=True))
    pools = {name: _pool(r, tick, wealth, moves, of[name], zones, bases, places, marks) for name in names}
    for pool in pools.values():
        if pool["kind"] in UNITS and moves:
            _moving(r, tick, pool)
    for name, pool in pools.items():
        asked = [other for other in names if of[other] == of[name] and other != name]
        asked += sorted(
            {shared for other in asked for shared in pools[other].get("counts_as", pools[other].get("also", []))}
        )
        if of[name] in UNITS and asked and r.random() < 0.4:
            pool["backs_up"] = r.sample(asked, r.randint(1, min(2, len(asked))))
    return pools


def _moving(r: Random, tick: int, pool: File) -> None:
    """What units may do on the road."""
    if "base" in pool and r.random() < 0.8:
        pool["can_be_sent"] = True
        if pool["kind"] != "vehicle" and r.random() < 0.4:
            turnout = pool.get("turnout", "0 s")
            pool["turnout"] = turnout if isinstance(turnout, dict) else {"on_duty": turnout}
            pool["turnout"]["on_the_road"] = _seconds(r.randint(0, 2) * tick)
    if r.random() < 0.9:
        pool["redirect"] = r.choice(({"from": [2, 3], "to": 1}, {"from": 3, "to": 2}, {"from": [2, 3, 4], "to": 1}))
    if pool["kind"] == "vehicle":
        pool["seats"] = r.randint(1, 4)


def _pool(
    r: Random, tick: int, wealth: int, moves: bool, kind: str, zones: list[str], bases: list[str], places: list[str],
    marks: list[int],
) -> File:  # fmt: skip
    if kind == "fund":
        return {"kind": kind, "amount": f"{r.randint(5, 100)} yuan"}
    if kind == "room":
        room: File = {"kind": kind, "places": r.randint(1, 3) if r.random() < 0.4 else wealth + r.randint(1, 8)}
        if places and r.random() < 0.8:
            room["base"] = r.choice(places)
            room["counts_as"] = ["any_room"]
        _presence(r, tick, wealth, room, marks)
        return room
    pool: File = {"kind": kind, {"squad": "staff"}.get(kind, "count"): wealth + r.choice((0, 1, 1, 1, 2, 3))}
    if moves:
        pool[{"squad": "staff"}.get(kind, "count")] += 1
    if bases and (moves or r.random() < 0.9):
        pool["base"] = r.choice(bases)
    if kind != "post" and r.random() < (0.8 if moves else 0.5):
        pool["counts_as"] = [f"any_{kind}"]
    if kind == "post":
        pool["also"] = r.sample(ROLES, r.randint(0, 2))
    if r.random() < (0.05 if moves else 0.2):
        pool["serves"] = r.sample(zones, r.randint(1, len(zones)))
    _presence(r, tick, wealth, pool, marks, always=moves and r.random() < 0.7)
    return pool


def _presence(r: Random, tick: int, wealth: int, pool: File, marks: list[int], always: bool = False) -> None:
    """Turnout of people, and hours or shifts."""
    quick = r.randint(0, 3)
    calendar = 1.0 if always else r.random()
    people = pool["kind"] in ("squad", "post")
    if people and r.random() < (0.7 if calendar < 0.5 else 0.1):
        pool["turnout"] = {"on_duty": _seconds(quick * tick), "on_call": _seconds((quick + r.choice((0, 1, 2, 4))) * tick)}
    elif people:
        pool["turnout"] = _seconds(quick * tick)
    if people and r.random() < 0.15:
        turnout = pool["turnout"]
        pool["turnout"] = dict(turnout) if isinstance(turnout, dict) else {"on_duty": turnout}
        pool["turnout"]["by_hours"] = [{"hours": _hours(r, marks), "on_duty": _seconds(r.randint(0, 4) * tick)}]
    if calendar < 0.35:
        pool |= {"hours": _hours(r, marks), "days": _days(r)}
    elif calendar < 0.65:
        pool["shifts"] = [
            {"hours": _hours(r, marks), "days": _days(r)}
            | ({} if people and r.random() < 0.2 else {"on_duty": r.randint(0, 3)})
            | ({"on_call": wealth + r.randint(0, 1)} if people else {})
            for _ in range(r.randint(1, 3))
        ]
        if pool["kind"] == "squad" and r.random() < 0.5:
            del pool["staff"]  # each shift brings its own, however many that makes
    if calendar < 0.65:
        pool["at_closing"] = r.choice(("finish", "stop", "stop", "stop", "hand_over", "hand_over"))


def _asks(r: Random, pools: File, places: list[str]) -> Asks:
    def of(*kinds: str) -> list[str]:
        own = [name for name, pool in pools.items() if pool["kind"] in kinds]
        return own + sorted(shared for shared, answering in members.items() if set(own) & set(answering))

    members: dict[str, list[str]] = {}
    for name, pool in pools.items():
        for shared in [*pool.get("counts_as", ()), *pool.get("also", ())]:
            members.setdefault(shared, []).append(name)
    return Asks(of(*UNITS), of("room"), of("fund"), of("squad", "post"), members, pools, places, r.choice(of(*UNITS)))


# ---- procedures ------------------------------------------------------------------------------


def _procedure(
    r: Random, tick: int, moves: bool, zones: list[str], attributes: dict[str, list[str]], asks: Asks
) -> File:  # fmt: skip
    """A directed acyclic graph of steps named a, b, c, … in file order."""
    names = list(string.ascii_lowercase[: r.choice((4, 5, 6, 7) if moves else (1, 2, 3, 4, 5, 6, 7, 8))])
    rescue = moves and r.random() < 0.8  # somebody turns out, goes there, works, and goes on to somewhere else
    steps: dict[str, File] = {}
    ancestors: dict[str, set[str]] = {}
    ran: dict[str, set[str]] = {}  # steps that surely ended before this one runs, and itself
    always: set[str] = set()  # steps that no play skips
    units: dict[str, str] = {}  # need → its step, for whatever can be under way
    journey: dict[str, str] = {}  # need → the last step on which it travels
    tiered: set[str] = set()  # needs that only some tiers have
    rooms: dict[str, str] = {}  # need for a room that is somewhere → its step
    vehicles: set[str] = set()  # needs that only vehicles with seats meet
    for i, name in enumerate(names):
        step: File = {}
        after = r.sample(names[max(0, i - 3) : i], min(i, r.choice((0, 1, 1, 1, 1, 1, 2, 2, 3))))
        if rescue and 0 < i < 4:
            after = [names[i - 1]]
        ancestors[name] = set(after).union(*(ancestors[a] for a in after))
        when = (
            {}
            if rescue and i < 4
            else _when(
                r, {a: list(steps[a]["outcome"]) for a in ancestors[name] if "outcome" in steps[a]}, zones, attributes
            )
        )
        ran[name] = {name} | (ancestors[name] & always)
        ran[name] |= set.intersection(*(ran[a] for a in after)) if after else set()
        ran[name] = ran[name].union(*(ran[subject] for subject in when if subject in steps))
        many = (1, 1, 1, 2) if rescue and i == 0 else (0, 0, 0, 1) if rescue else (0, 0, 1, 1, 1, 1, 2, 3)
        own, only_tiers = _needs(r, name, step, asks, r.choice(many), certain=rescue and i == 0)
        for need, ask in step["needs"].items():
            pools = [asks.pools[pool] for pool in asks.answering(ask["of"] if isinstance(ask, dict) else ask.split()[0])]
            in_tiers = any(need in case["needs"] for case in step.get("cases", ()))
            whole = not (isinstance(ask, dict) and ask.get("split"))
            if whole and not in_tiers and all(pool["kind"] == "room" and "base" in pool for pool in pools):
                rooms[need] = name
            if not in_tiers and all("seats" in pool for pool in pools):
                vehicles.add(need)
        units |= dict.fromkeys(own, name)
        tiered |= only_tiers
        at_hand = sorted(need for need, at in units.items() if at in ran[name])
        kind = (0.5, 0.1, 0.9, 0.1)[i] if rescue and i < 4 else r.random()
        who: list[str] = []
        free_to_go = [need for need in at_hand if need not in journey or journey[need] in ancestors[name]]
        if kind < 0.3 and asks.places and free_to_go:
            who = r.sample(free_to_go, r.randint(1, min(3, len(free_to_go))))
            journey |= dict.fromkeys(who, name)
            if "any_room" in asks.rooms and r.random() < 0.3:  # a room is asked for as they leave
                step["needs"][f"{name}_room"] = "any_room 1"
                rooms[f"{name}_room"] = name
            there = [need for need, at in rooms.items() if at in ran[name]]
            step |= {"takes": "travel", "who": who, "to": _destination(r, zones, attributes, asks, there)}
            if step["to"] in there:
                del rooms[step["to"]]  # it is gone to once
            if r.random() < 0.3:
                step["may_be_interrupted"] = "resume"
            if vehicles.issuperset(who) and r.random() < 0.7:
                elsewhere = [place for place in asks.places if place not in zones and place != step["to"]]
                start = r.choice(["scene", *elsewhere])
                if start in elsewhere or step["to"] not in ("scene", *zones, *there):
                    step["trips"] = {"loading": _seconds(r.randint(0, 2) * tick), "from": start}
        elif kind < 0.6 and own:
            who = own
            step["takes"] = "turnout"
            if r.random() < 0.3:
                step["who"] = who = r.sample(at_hand, r.randint(1, min(3, len(at_hand))))
        elif kind < 0.7 and asks.phones:
            shares = [("answered", 0.8), ("unanswered", 0.2)]
            r.shuffle(shares)
            step |= {"calls": r.choice(asks.phones), "outcome": dict(shares)}
        if "calls" not in step and r.random() < 0.4:
            step["outcome"] = {"well": 0.5, "badly": 0.3, "never": 0.2} if r.random() < 0.5 else {"well": 0.5, "badly": 0.5}
        if "takes" not in step and r.random() < 0.15:
            step["by_phone"] = True
        if "takes" not in step and "calls" not in step and r.random() < (0.9 if rescue else 0.5):
            step["may_be_interrupted"] = r.choice(("resume", "start_again", "end"))
        step |= {"after": after, "when": when}
        if r.random() < 0.2:
            step["priority"] = r.randint(1, 4) if r.random() < 0.7 else _priority(r, attributes)
        if not when and (not after or set(after) & always) and not (who and set(who) <= tiered):
            always.add(name)
        steps[name] = step
    _keep(r, steps, ancestors, units)
    return {"steps": steps}


def _destination(r: Random, zones: list[str], attributes: dict[str, list[str]], asks: Asks, rooms: list[str]) -> Any:
    """Where a journey goes."""
    chance = r.random()
    if rooms and chance < 0.6:
        return r.choice(rooms)
    if chance < 0.5:
        return "scene"
    if chance < 0.65:
        return r.choice(asks.places)
    if chance < 0.85:
        return {"nearest": r.sample(asks.places, r.randint(2, min(3, len(asks.places))))}
    return {"by": "goes_to"} if "goes_to" in attributes else r.choice(zones)


def _when(r: Random, outcomes: dict[str, list[str]], zones: list[str], attributes: dict[str, list[str]]) -> File:
    subjects = {**outcomes, **attributes, "zone": zones}
    when: File = {}
    asked = r.sample(sorted(outcomes), r.randint(0, min(2, len(outcomes)))) if r.random() < 0.6 else []
    asked += r.sample(list(subjects), 1) if r.random() < 0.1 else []
    for subject in asked:
        when[subject] = r.sample(subjects[subject], r.randint(1, len(subjects[subject])))
    if r.random() < 0.07:
        when["people"] = r.sample(["1..2", "2..4", "5..", "3"], r.randint(1, 2))
    return when


def _needs(r: Random, name: str, step: File, asks: Asks, many: int, certain: bool) -> tuple[list[str], set[str]]:
    """Give a step needs, tiers and spendings. Returns its needs for units, and those that only tiers have."""

    last = ""

    def need() -> Any:
        nonlocal last
        ask = r.choice(asks.rooms if asks.rooms and r.random() < 0.2 and not certain else asks.units)
        if certain and r.random() < 0.8:
            ask = asks.wanted
        if last in asks.members and r.random() < 0.6:  # the second need may want what the first one would take
            ask = r.choice(asks.members[last])
        last = ask
        pools = asks.answering(ask)
        seated = all("seats" in asks.pools[pool] for pool in pools)
        if (chance := r.random()) < 0.06:
            return f"{ask} people" if chance < 0.03 else f"{ask} people up to {r.choice((1, 2, 2, 3, 5))}"
        count = "seats" if seated and r.random() < 0.3 else r.choice((1,) if certain else (1, 1, 1, 1, 2, 2, 3))
        more: File = {}
        if certain and ask in asks.members and r.random() < 0.4:
            return {"of": ask, "count": r.randint(2, 4), "split": True}
        if certain:
            return f"{ask} for people" if count == "seats" else f"{ask} {count}"
        if len(pools) > 1 and r.random() < 0.3:
            more["first"] = r.sample(pools, r.randint(1, len(pools)))
        if len(pools) > 1 and r.random() < 0.15:
            more["else_next"] = False
        if ask in asks.rooms and r.random() < 0.4:
            more["freest"] = True
        if "else_next" not in more and r.random() < 0.4:
            more["split"] = True
        if more:
            return {"of": ask, "count": count, **more}
        return f"{ask} for people" if count == "seats" else f"{ask} {count}"

    needs = {f"{name}{k}": need() for k in range(many)}
    cases: list[File] = []
    if r.random() < 0.2 and not certain:
        for _ in range(r.randint(1, 3)):  # ranges may overlap, and may leave head-counts out
            pool = [f"{name}{k}" for k in range(3)]
            case: File = {"needs": {key: need() for key in r.sample(pool, r.randint(0, 2))}}
            case["people"] = r.choice(("1..2", "2..3", "3..", "4..6", "5.."))
            if asks.funds and r.random() < 0.3:
                case["spends"] = {r.choice(asks.funds): f"{r.randint(1, 12)} yuan"}
            cases.append(case)
        step["cases"] = cases
    if asks.funds and r.random() < 0.1:
        step["spends"] = {r.choice(asks.funds): f"{r.randint(1, 12)} yuan"}
    asked = list(needs)
    for k, key in enumerate(asked[1:], 1):  # a crew of the station of whoever was chosen before
        if isinstance(needs[key], str) and needs[key].split()[1].isdigit() and r.random() < 0.3:
            of, units = needs[key].split()
            engine = r.choice(asked[:k])
            stations = [
                {asks.pools[pool].get("base") for pool in asks.answering(ask)} for ask in (of, _asked(needs[engine]))
            ]
            if stations[0] & stations[1] - {None}:
                needs[key] = {"of": of, "count": int(units), "crew_of": engine}
    step["needs"] = needs
    everything = dict(needs)
    for case in cases:
        everything |= case["needs"]
    mixed = {key: [n[key] for n in (needs, *(case["needs"] for case in cases)) if key in n] for key in everything}
    units = [key for key, found in mixed.items() if all(_asked(one) in asks.units for one in found)]
    return units, set(everything) - set(needs)


def _asked(need: Any) -> str:
    """What a need asks for."""
    return str(need["of"] if isinstance(need, dict) else need.split()[0])


def _keep(r: Random, steps: dict[str, File], ancestors: dict[str, set[str]], units: dict[str, str]) -> None:
    """Keep holds to descendants of their steps, and send some units home from there."""
    for name, step in steps.items():
        needs = set(step["needs"]).union(*(case["needs"] for case in step.get("cases", ())))
        for need in sorted(needs):
            journeys = [s for s, other in steps.items()
                        if other.get("takes") == "travel" and need in (*other["who"], other["to"])]  # fmt: skip
            last = journeys[-1] if journeys else name
            late = [last] * (last != name) + [s for s in steps if last in ancestors[s]]
            until = name
            if late and (journeys or r.random() < 0.5):
                until = r.choice([*late, late[-1]])
                step.setdefault("keep", {})[need] = until
            if journeys and need in units and r.random() < 0.75:
                steps[until].setdefault("way_back", []).append(need)


# ---- the MSEL --------------------------------------------------------------------------------


def random_msel(r: Random, compiled: CompiledPlan, tick: int) -> Msel:
    """An MSEL of up to fourteen incidents, some at equal seconds, some after the window's end."""
    ticks = compiled.window_end // tick
    t = compiled.tables
    moves = bool(t.pool_sent.any())
    crowd = r.choice((14, 18) if moves else (3, 8, 14))
    spread = (ticks,) if moves else (4, ticks, ticks + 8)
    times = sorted(r.randint(0, r.choice(spread)) * tick for _ in range(r.randint(crowd // 2 if moves else 1, crowd)))
    kind, people, attribute, takes, back, outcome, patience = [], [], [], [], [], [], []
    for _ in times:
        k = r.randrange(len(compiled.kinds))
        kind.append(k)
        people.append(r.randint(1, 7))
        attribute.append([r.randrange(len(values)) for values in compiled.attribute_values])
        if r.random() < 0.1:
            attribute[-1][0] = NOWHERE
        first = t.variant_step_first[t.kind_variant_first[k]]
        for s, outcomes in enumerate(compiled.outcomes[k]):
            factor = r.choice((1000 if moves else 0, 500, 1000, 1000, 1000, 2000, r.randint(1, 3000)))
            joint = t.part_first[first + s + 1] > t.part_first[first + s]
            takes.append(
                0 if joint else r.choice((0, 0, 1, 1, 2, 3, 5, 9)) * tick if t.step_takes[first + s] == DRAWN else factor
            )
            back.append(r.choice((1000 if moves else 0, 1000, 1000, 2000, r.randint(1, 3000))))
            waits = t.step_gave_up[first + s] >= 0 and not joint
            outcome.append(r.randrange(len(outcomes) - waits) if len(outcomes) > waits and not joint else -1)
            patience.append(r.choice((0, 1, 2, 5, 9)) * tick if waits else NO_END)
    columns = (
        times,
        kind,
        people,
        attribute,
        [-1] * len(times),
        takes,
        back,
        outcome,
        patience,
        _disruptions(r, compiled, tick),
    )
    return assemble(compiled, *(np.array(column, np.int64) for column in columns))


def _disruptions(r: Random, compiled: CompiledPlan, tick: int) -> Any:
    rows = []
    away = [i for i, name in enumerate(compiled.pools) if compiled.plan.pools[name].kind != "fund"]
    called = sorted({int(pool) for pool in compiled.tables.step_calls} - {NOWHERE})
    for _ in range(r.choice((0, 1, 3, 6))):
        begin = r.randint(-3, compiled.window_end // tick) * tick
        span = (begin, begin + r.randint(1, 25) * tick)
        kind = r.choice((ABSENT, ROAD, PHONE))
        if kind == ABSENT:
            rows.append((ABSENT, r.choice(away), NOWHERE, NOWHERE, r.randint(1, 3), *span))
        elif kind == PHONE and called:
            rows.append((PHONE, r.choice(called), NOWHERE, NOWHERE, 0, *span))
        elif kind == ROAD:
            base = r.choice((NOWHERE, *range(len(compiled.places))))
            zone = r.choice((NOWHERE, *range(len(compiled.zones))))
            rows.append((ROAD, NOWHERE, base, zone, r.choice((500, 1500, 2000, 3333)), *span))
    return np.array(rows, np.int64).reshape(-1, 7)
