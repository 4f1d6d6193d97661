"""What brings incidents: duties by the calendar, each value of an attribute, several incidents that bring another."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from plans import Drill, drill
from pydantic import ValidationError

from drillsim.quantities import DAY

POOLS = {"clerk": {"kind": "post", "count": 1}}
SWEEP = {"look": {"takes": {"shortest": "1 min", "usual": "5 min", "longest": "1 h"}}}


def brought(d: Drill, run: int = 1) -> list[tuple[Any, ...]]:
    """Each incident: second, kind, head-count, then its zone and attributes by name."""
    msel, compiled = d.msel(run), d.compiled
    columns = [msel.attribute[:, c].tolist() for c in range(len(compiled.attributes))]
    found = []
    for i, (second, kind) in enumerate(zip(msel.time.tolist(), msel.kind.tolist(), strict=True)):
        values = [
            names[column[i]] if column[i] >= 0 else None
            for names, column in zip(compiled.attribute_values, columns, strict=True)
        ]
        found.append((second, compiled.kinds[kind], int(msel.people[i]), *values))
    return found


# ---- duties --------------------------------------------------------------------------------------


def duty(start: datetime, length: int, **more: Any) -> Drill:
    return drill(POOLS, SWEEP, start=start, days=length, duties={"sweep": {"procedure": "visit", **more}})


def dates(d: Drill) -> list[str]:
    return [(d.scenario.window.start + timedelta(seconds=second)).isoformat() for second, *_ in brought(d)]


def test_a_duty_falls_on_days_of_the_month() -> None:
    d = duty(datetime(2026, 3, 1, 9), 50, at=["08:00", "09:00"], dates=[1, 15])
    assert dates(d) == [  # 8:00 on 1 March lies before the window
        "2026-03-01T09:00:00", "2026-03-15T08:00:00", "2026-03-15T09:00:00",
        "2026-04-01T08:00:00", "2026-04-01T09:00:00", "2026-04-15T08:00:00", "2026-04-15T09:00:00",
    ]  # fmt: skip


def test_the_last_day_of_a_short_month_stands_in_for_its_missing_dates() -> None:
    d = duty(datetime(2027, 1, 30), 62, at="12:00", dates=[30, 31])
    assert [date[:10] for date in dates(d)] == ["2027-01-30", "2027-01-31", "2027-02-28", "2027-03-30", "2027-03-31"]


def test_a_weekly_duty() -> None:
    d = duty(datetime(2026, 3, 3), 14, at="09:00", days="mon")
    assert [date[:10] for date in dates(d)] == ["2026-03-09", "2026-03-16"]


def test_a_duty_has_one_calendar() -> None:
    with pytest.raises(ValidationError, match="days and dates are both given"):
        duty(datetime(2026, 3, 1), 1, at="09:00", days="mon", dates=1)


def test_a_duty_for_each_value_of_an_attribute() -> None:
    d = drill(
        POOLS, SWEEP, days=2, attributes={"place": ["canteen", "library"], "damp": ["no", "yes"]},
        duties={"sweep": {"procedure": "visit", "at": ["08:00", "20:00"], "each": "place", "attributes": {"damp": "yes"}}},
    )  # fmt: skip
    assert brought(d) == [
        (day * DAY + hour * 3600, "visit", 1, None, place, "yes")
        for day in (0, 1) for hour in (8, 20) for place in ("canteen", "library")
    ]  # fmt: skip


def test_a_duty_for_each_zone() -> None:
    sweep = {"procedure": "visit", "at": "08:00", "each": "区域"}
    d = drill(POOLS, SWEEP, zones={"east": None, "west": None}, duties={"sweep": sweep})
    assert brought(d) == [(28800, "visit", 1, "east"), (28800, "visit", 1, "west")]
    assert [(source.label, source.at_most, source.zones) for source in d.deck.sources] == [
        ("duty/sweep/east", 1, {0}), ("duty/sweep/west", 1, {1}),
    ]  # fmt: skip


def test_a_new_value_changes_no_draw_of_another() -> None:
    def drawn(places: list[str]) -> dict[str, int]:
        d = drill(
            POOLS, SWEEP, attributes={"place": places},
            duties={"sweep": {"procedure": "visit", "at": "08:00", "each": "place"}},
        )  # fmt: skip
        takes = d.msel().takes.tolist()
        return {str(row[-1]): seconds for row, seconds in zip(brought(d), takes, strict=True)}

    few, more = drawn(["canteen", "library"]), drawn(["bins", "canteen", "library"])
    assert few == {place: seconds for place, seconds in more.items() if place != "bins"}
    assert len(set(more.values())) == 3
