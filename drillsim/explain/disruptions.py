"""Disruptions of a scenario as causes: when each of them came, event lists without it, and what to call it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import numpy as np

from drillsim.base.language import N_, Message, Moment, say
from drillsim.compiled.event_list import ABSENT, PHONE, Msel
from drillsim.compiled.names import (
    pool_name,
    zone_name,
)
from drillsim.compiled.tables import NOWHERE, CompiledPlan, Ints
from drillsim.deck.deck import disruption_row
from drillsim.plan.scenario import DISRUPTIONS, Disruption, Scenario
from drillsim.quantities.wording import (
    Series,
)

WORDS: dict[str, Message] = dict(
    zip(
        DISRUPTIONS,
        (say("away: {what} {n}"), say("out of service: {what} {n}"), say("telephone off: {what}"), say("slow road: {what}"),
         say("weather: {what}")),
        strict=True,
    )
)  # fmt: skip
DAY = N_("EEEE d MMMM y")


@dataclass(frozen=True)
class Disrupted:
    """A disruption that came in some plays.

    `row` as in `Msel.disruption`: kind, pool, base, zone, amount, from, until. `written` is what the scenario
    says of it; None where the scenario does not have it (an event list can be edited).
    """

    row: tuple[int, ...]
    written: Disruption | None = field(default=None, compare=False)

    @property
    def span(self) -> tuple[int, int]:
        """Its first second and the one after its last."""
        return self.row[5], self.row[6]


def came(compiled: CompiledPlan, msels: Iterable[Msel], scenario: Scenario | None) -> dict[Disrupted, list[int]]:
    """Each disruption with the plays (from 0) in which it came, in order of their beginning."""
    written = {disruption_row(one, compiled, scenario): one for one in scenario.disruptions} if scenario else {}
    plays: dict[tuple[int, ...], list[int]] = {}
    for play, msel in enumerate(msels):
        for row in dict.fromkeys(map(tuple, msel.disruption.tolist())):
            plays.setdefault(row, []).append(play)
    return {Disrupted(row, written.get(row)): plays[row] for row in sorted(plays, key=lambda row: (row[5:], row))}


def without(msel: Msel, one: Disrupted) -> Msel:
    """The same event list, had this not gone wrong."""
    return msel._replace(disruption=msel.disruption[(msel.disruption != np.array(one.row)).any(axis=1)])


def likeliest(disruptions: Mapping[Disrupted, list[int]], play: Ints, begin: Ints, end: Ints, most: int) -> list[Disrupted]:
    """The disruptions that may have cost most: those during which, or as long again after which, most was missed.

    `play`, `begin` and `end` say of every miss in which play it was and from when to when it lasted.
    """

    def near(one: Disrupted) -> int:
        first, last = one.span
        here = (begin < 2 * last - first) & (end > first) & np.isin(play, disruptions[one])
        return int(here.sum())

    chosen = sorted(disruptions, key=near, reverse=True)[:most] if len(disruptions) > most else disruptions
    return [one for one in disruptions if one in chosen]


# ---- words ----------------------------------------------------------------------------------------


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
        of = "staff_away" if compiled.plan.pools[name].kind in ("squad", "post") else "out_of_service"
        return _said(of, what=pool_name(compiled, name), n=count)
    ends = [compiled.plan.called(compiled.bases[base])] if base != NOWHERE else []
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
