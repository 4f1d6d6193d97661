"""Disruptions in words: what goes wrong, and when."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from drillsim.base.language import N_, Message, Moment, say
from drillsim.compiled.event_list import ABSENT, PHONE, UNDER_WAY
from drillsim.compiled.names import pool_name, zone_name
from drillsim.compiled.tables import NOWHERE, CompiledPlan
from drillsim.plan.scenario import DISRUPTIONS
from drillsim.quantities.wording import Series
from drillsim.why.disruptions import Disrupted

WORDS: dict[str, Message] = dict(
    zip(
        DISRUPTIONS,
        (say("away: {what} {n}"), say("out of service: {what} {n}"), say("breaks down under way: {what} {n}"),
         say("telephone off: {what}"), say("slow road: {what}"),
         say("weather: {what}")),
        strict=True,
    )
)  # fmt: skip
DAY = N_("EEEE d MMMM y")


def disruption_words(compiled: CompiledPlan, one: Disrupted) -> Any:
    """What goes wrong: the scenario's own name for it, else what it does."""
    if one.written is not None and one.written.name:
        return one.written.name
    kind, pool, base, zone, count, *_span = one.row
    if one.written is not None and one.written.weather is not None:
        return _said("weather", what=compiled.plan.called(one.written.weather))
    if kind == PHONE:
        return _said("phone_off", what=pool_name(compiled, compiled.pools[pool]))
    if kind == ABSENT:
        name = compiled.pools[pool]
        of = (
            "breaks_down"
            if base == UNDER_WAY
            else "staff_away"
            if compiled.plan.pools[name].kind in ("squad", "post")
            else "out_of_service"
        )
        return _said(of, what=pool_name(compiled, name), n=count)
    ends = [compiled.plan.called(compiled.places[base])] if base != NOWHERE else []
    ends += [zone_name(compiled, compiled.zones[zone])] if zone != NOWHERE else []
    return _said("road_slow", what=Series(tuple(ends)) if ends else say("all roads"))


def _said(kind: str, **values: Any) -> Message:
    return Message(WORDS[kind].msgid, values)


def when_words(compiled: CompiledPlan, one: Disrupted) -> Message:
    """Its day and hours: 'Wednesday 15 April 2026, 08:00 to 18:00'."""
    begin, end = one.span
    last = compiled.start + timedelta(seconds=end)
    is_midnight = (last.hour, last.minute, last.second) == (0, 0, 0)
    same_day = _date(compiled, begin) == _date(compiled, end - is_midnight)
    until = "24:00" if is_midnight and same_day else f"{last:%H:%M}"
    values = {"day": _day(compiled, begin), "begin": f"{compiled.start + timedelta(seconds=begin):%H:%M}", "end": until}
    if same_day:
        return say("{day}, {begin} to {end}", **values)
    return say("{day}, {begin} to {last}, {end}", last=_day(compiled, end), **values)


def _date(compiled: CompiledPlan, second: int) -> Any:
    return (compiled.start + timedelta(seconds=second)).date()


def _day(compiled: CompiledPlan, second: int) -> Moment:
    return Moment(compiled.start + timedelta(seconds=second), DAY)
