"""Sections on people and vehicles: one run as a chart, how hard they work, and where they come from."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import numpy as np

from drillsim.base.language import Message, say, weekday
from drillsim.compiled.event_list import Msel, heads
from drillsim.compiled.log import over_at
from drillsim.compiled.names import kind_name, pool_name, zone_name
from drillsim.compiled.resize import size_of
from drillsim.compiled.tables import CompiledPlan
from drillsim.draw import figures, gantt, timelines
from drillsim.papers.dossier import Dossier, Picture, picture, share
from drillsim.quantities.shown import say_moment, show_about, show_moment
from drillsim.quantities.wording import amount
from drillsim.say.queue import queue_notes
from drillsim.say.story import story
from drillsim.say.verdicts import brought_words, judged_words
from drillsim.why.load import PoolLoad

MOST_STORIES = 6  # incidents of the run drawn that are told step by step
MOST_HEAT = 3  # pools with a picture of their hours
OFTEN = 0.5  # of its time in use at the busiest hour: from here on the hours of a pool are drawn
SEVERAL = 5  # steps that wait at once: from here on a queue is drawn


def run_chart(case: Dossier) -> dict[str, Any]:
    """The run drawn whole: its chart, its incidents, and the stories of those that missed a target."""
    number, msel, log = case.shown
    compiled = case.compiled
    missed = gantt.missed_incidents(case.evidence.gauges, msel, log)
    begin, end = gantt.busy_stretch(compiled, msel, list(missed))
    rows = gantt.incident_rows(compiled, msel, log, set(missed))
    kept = gantt.nearest(rows, msel, (begin + end) // 2)
    left_out, rows = len(rows) - len(kept), kept
    span = gantt.span(rows.values()) if left_out else (0, over_at(log, compiled.window_end, compiled.horizon))
    groups = [
        (say("by incident"), list(rows.values())),
        (say("by squad, vehicle and post"), gantt.unit_rows(compiled, msel, log, span)),
    ]
    last = max((bar.end for _title, some in groups for row in some for bar, _lane in row.bars), default=end)
    names: dict[str, int] = {}
    shown = {
        "groups": [
            {"title": title, "rows": [gantt.drawn(row, begin, end, names) for row in some]}
            for title, some in groups
            if some
        ],
        "begin": begin, "end": end, "last": max(last, compiled.window_end), "ticks": gantt.ticks(compiled.start, begin, end),
        "from": say_moment(compiled.start, begin), "until": say_moment(compiled.start, end),
        "start": compiled.start.isoformat(), "legend": gantt.legend(), "left_out": left_out,
        "names": list(names),
    }  # fmt: skip
    sentence = say(
        "{brought}, {missed} of them with a missed limit; shown first: {begin} to {end}.",
        brought=_brought(case, msel), missed=len(missed), begin=shown["from"], end=shown["until"],
    )  # fmt: skip
    return {
        "number": number,
        "chart": shown,
        "sentence": sentence,
        "rows": [incident_row(case, index, missed.get(index, [])) for index in rows],
        "all": len(msel.time),
        "stories": [_story(case, index, missed[index]) for index in _told(case, list(missed), begin, end)],
        "all_missed": len(missed),
    }


def _brought(case: Dossier, msel: Msel) -> Message:
    """How much one run brings."""
    duties = int(case.deck.duties(msel).sum())
    return brought_words(len(msel.time) - duties, duties)


def queue(case: Dossier) -> Picture | None:
    """How many steps waited at once over the run drawn whole; nothing where there never were several."""
    number, _msel, log = case.shown
    compiled = case.compiled
    edges = timelines.queue_edges(compiled.window_end)
    counts = timelines.waiting(log, over_at(log, compiled.window_end, compiled.horizon), edges)
    worst = int(counts.argmax())
    if counts[worst] < SEVERAL:
        return None
    title = say(
        "Most waited between {begin} and {end}: {n} steps at once",
        n=int(counts[worst]), begin=say_moment(compiled.start, int(edges[worst])),
        end=show_moment(compiled.start, int(edges[worst + 1]))[11:16],
    )  # fmt: skip
    sentence = say(
        "Steps that waited at once for somebody, a vehicle, a room or money, in run {number}; in {share} of its time "
        "nothing waited.", number=number, share=share(float((counts == 0).mean())),
    )  # fmt: skip
    return picture(timelines.queue(counts, edges, compiled.start), str(title), sentence, "queue")


def gantt_picture(case: Dossier) -> Picture | None:
    """The busiest hours of the run drawn whole, incident by incident, for paper."""
    _number, msel, log = case.shown
    missed = gantt.missed_incidents(case.evidence.gauges, msel, log)
    begin, end = gantt.busy_stretch(case.compiled, msel, list(missed))
    rows = gantt.incident_rows(case.compiled, msel, log, set(missed))
    seen = [row for row in rows.values() if any(b.begin < end and b.end > begin and not b.is_long for b, _lane in row.bars)]
    title = say("In the busiest hours of the run {missed} of {n} incidents missed a limit",
                missed=sum(row.missed for row in seen), n=len(seen))  # fmt: skip
    seen = sorted(seen, key=lambda row: not row.missed)[: timelines.MOST_ROWS]
    if not seen:
        return None
    sentence = say(
        "{begin} to {end}: a row for each incident, waiting hatched; × marks those that missed a limit.",
        begin=say_moment(case.compiled.start, begin), end=say_moment(case.compiled.start, end),
    )  # fmt: skip
    ordered = [row for row in rows.values() if row in seen]
    drawn = timelines.gantt(ordered, begin, end, case.compiled, gantt.legend())
    return picture(drawn, str(title), sentence, "gantt")


def _told(case: Dossier, missed: list[int], begin: int, end: int) -> list[int]:
    """The incidents whose stories are told: those in the hours shown first, then the others."""
    time = case.shown[1].time
    return sorted(missed, key=lambda index: (not begin <= time[index] < end, index))[:MOST_STORIES]


def _what_was_missed(case: Dossier, found: list[tuple[str, int, int]]) -> list[Message]:
    plan = case.plan
    judged = {name: judged_words(plan, plan.targets[name], state, seconds) for name, state, seconds in found}
    return [say("{target}: {judged}", target=case.target_name(name), judged=words) for name, words in judged.items()]


def incident_row(case: Dossier, index: int, found: list[tuple[str, int, int]]) -> dict[str, Any]:
    """One incident of the run drawn whole: when, what, where, how many, and what was missed."""
    _number, msel, _log = case.shown
    zone = int(msel.attribute[index, 0])
    return {
        "number": index + 1,
        "brought": show_moment(case.compiled.start, int(msel.time[index]))[:16],
        "kind": kind_name(case.compiled, int(msel.kind[index])),
        "zone": zone_name(case.compiled, case.compiled.zones[zone]) if zone >= 0 else "–",
        "people": "–" if (people := heads(msel, index)) is None else people,
        "missed": _what_was_missed(case, found),
    }


def _story(case: Dossier, index: int, found: list[tuple[str, int, int]]) -> dict[str, Any]:
    _number, msel, log = case.shown
    steps = case.compiled.plan.procedures[case.compiled.kinds[int(msel.kind[index])]].steps
    told: list[dict[str, Any]] = []
    for one in story(case.compiled, msel, log, index):
        when, step = (
            show_moment(case.compiled.start, one.second)[5:],
            (steps[one.step].name or one.step) if one.step else "",
        )
        if told and told[-1]["when"] == when and told[-1]["step"] == step:
            told[-1]["texts"].append(one.text)
        else:
            told.append({"when": when, "step": step, "texts": [one.text]})
    row = incident_row(case, index, found)
    title = say("Incident {n}: {kind}, {place}.", n=row["number"], kind=row["kind"], place=row["zone"])
    return {**row, "title": title, "told": told}


def loads(case: Dossier) -> dict[str, Any]:
    """How the pools were used: a table of all, and a picture of the hours of those that matter most."""
    used = [load for load in case.explanation.loads if load.peak]
    helpful: Counter[str] = Counter()
    for _found, why in case.missed:
        for outcome in why.remedies:
            helpful[outcome.lifted[0]] += outcome.mended
    ours = [load for load in used if not load.outside and load.kind in ("squad", "vehicle", "post") and load.utilisation]
    ours = [load for load in ours if float(np.nanmax(load.by_hour)) >= OFTEN]
    ours.sort(key=lambda load: (-helpful[load.pool], -(load.utilisation or 0.0)))
    rows = [load_row(case.compiled, load) for load in used]
    return {
        "rows": rows,
        "unused": [pool_name(case.compiled, load.pool) for load in case.explanation.loads if not load.peak],
        "pictures": [_heat(case, load) for load in ours[:MOST_HEAT]],
        "notes": queue_notes(case.compiled, replace(case.explanation, silent=())),
    }


def load_row(compiled: CompiledPlan, load: PoolLoad) -> dict[str, Any]:
    """What a table says of how one pool was used."""
    people, money = load.kind in ("squad", "post"), load.kind == "fund"
    size = size_of(compiled.plan.pools[load.pool])
    return {
        "name": pool_name(compiled, load.pool),
        "outside": load.outside,
        "size": say("{n} yuan", n=f"{size:,}") if money else f"{size:,}",
        "used": share(load.utilisation),
        "overtime": show_about(load.overtime) if load.overtime >= 1 else "–",
        "longest": show_about(load.longest_duty) if people and load.longest_duty else "–",
        "called": amount(load.called_in_per_week) if people and load.called_in_per_week else "–",
        "peak": say("{n} yuan", n=f"{load.peak:,}") if money else f"{load.peak:,}",
    }


def _heat(case: Dossier, load: PoolLoad) -> dict[str, Any]:
    name = pool_name(case.compiled, load.pool)
    busiest = np.unravel_index(int(np.nanargmax(load.by_hour)), load.by_hour.shape)
    title = say(
        "'{pool}' is busiest on {day} from {hour}:00 to {until}:00: {share} in use",
        pool=name, day=weekday(int(busiest[0])), hour=int(busiest[1]), until=int(busiest[1]) + 1,
        share=share(float(load.by_hour[busiest])),
    )  # fmt: skip
    sentence = say(
        "Share in use by hour and weekday; over the whole period {all}. A stroke: none is there. Of the first {n} runs.",
        all=share(load.utilisation), n=len(case.evidence.msels),
    )  # fmt: skip
    drawn = figures.heat_map(load.by_hour, [str(weekday(number)) for number in range(7)])
    key = f"h{case.compiled.pools.index(load.pool)}"
    return {"name": name, "picture": picture(drawn, str(title), sentence, key)}
