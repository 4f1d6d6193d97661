"""A list cut to what a table can play: how many, which ones, and how each of them is given; of every shipped scenario."""

from __future__ import annotations

import datetime as dt
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string, get_column_letter
from plans import conduct, drill
from remake import scenario_paths

from drillsim.base.language import speaking, text
from drillsim.compiled.compilation import compile_plan
from drillsim.compiled.event_list import Msel
from drillsim.compiled.tables import CompiledPlan
from drillsim.deck.deck import Deck
from drillsim.files.reading import read_scenario
from drillsim.judge.evaluate import LATE, NEVER, ON_TIME, gauges
from drillsim.msel.columns import Layout
from drillsim.msel.cut import (
    AT_THE_END,
    FEWEST,
    LONGEST,
    MOST,
    PRESSING,
    SCRIPTED,
    SHORTEST,
    Cut,
    cut,
    exercise_clock,
    how_many,
)
from drillsim.msel.events import Event, events_of
from drillsim.msel.file import msel_csv, msel_xlsx, read_msel
from drillsim.msel.rehearsal import Plays, first_plays
from drillsim.msel.told import choice, left_out, weak_promises
from drillsim.plan.scenario import Scenario
from drillsim.play.kernel import play

LENGTH = 90 * 60
RUNS = 12  # enough to see which promises are weak
SCENARIOS = {f"{path.parent.name}/{path.stem}": path for path in scenario_paths()}
FEW = ["town-inspection/inspection-week", "fire-brigade/dry-summer", "town-veterans/two-sessions"]
both_languages = pytest.mark.parametrize("language", ["en", "zh"])


@cache
def dealt(name: str) -> tuple[CompiledPlan, Scenario, Deck, Msel, Plays]:
    parsed, plan = read_scenario(SCENARIOS[name])
    compiled = compile_plan(plan, parsed.window, parsed.calendar)
    deck = Deck(compiled, parsed, 1)
    plays = first_plays(compiled, deck, play, RUNS)
    return compiled, parsed, deck, deck.msel(1), plays


@cache
def cut_of(name: str, length: int = LENGTH) -> Cut:
    compiled, _scenario, deck, msel, plays = dealt(name)
    return cut(compiled, deck, msel, plays[0][1], plays, length)


@cache
def rows(name: str, language: str) -> list[Event]:
    compiled, scenario, deck, _msel, _plays = dealt(name)
    found = cut_of(name)
    with speaking(language):
        return events_of(found.msel, Layout(compiled, scenario, deck), scenario, deck, play(compiled, found.msel), found)


def judged_by(compiled: CompiledPlan, target: str, msel: Msel) -> set[int]:
    """The incidents of a run that a promise judges."""
    gauge = next(one for one in gauges(compiled) if one.name == target)
    if not gauge.per_incident:
        return set(np.flatnonzero(gauge.in_scope(msel)).tolist())
    read = gauge.read(msel, play(compiled, msel))
    return set(read.incident[np.isin(read.state, (ON_TIME, LATE, NEVER))].tolist())


# ---- which ones ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_table_plays_8_to_15_and_each_weak_promise_comes_up(name: str) -> None:
    compiled, _scenario, _deck, msel, _plays = dealt(name)
    found = cut_of(name)
    assert min(FEWEST, len(msel.time)) <= len(found.chosen) <= MOST
    assert len(found.chosen) == len(found.msel.time)
    assert len(found.chosen) + sum(found.left_out.values()) == len(msel.time)
    assert len(found.msel.disruption) + found.disruptions_left_out == len(msel.disruption)
    tested = {target for one in found.chosen for target in one.tests}
    for promise in found.weak:
        if promise.target not in tested:
            assert promise.target in found.untested
            assert not judged_by(compiled, promise.target, msel), f"{promise.target} could be tested"


@pytest.mark.parametrize("name", SCENARIOS)
def test_scripted_injects_come_first(name: str) -> None:
    _compiled, scenario, _deck, _msel, _plays = dealt(name)
    scripted = [one for one in cut_of(name).chosen if one.why == SCRIPTED]
    assert len(scripted) == min(MOST, len(scenario.injects))


@pytest.mark.parametrize("name", SCENARIOS)
def test_two_come_at_once_where_the_run_has_two(name: str) -> None:
    _compiled, _scenario, deck, msel, _plays = dealt(name)
    by_calendar = np.array([deck.sources[origin].label.startswith("duty/") for origin in msel.origin.tolist()])
    if (np.diff(msel.time[~by_calendar]) <= PRESSING).any():
        assert (np.diff(cut_of(name).msel.time) <= PRESSING).any()


def test_the_same_run_is_cut_to_the_same_list() -> None:
    compiled, scenario, deck, msel, plays = dealt(FEW[0])
    again = cut(compiled, deck, msel, plays[0][1], plays, LENGTH)
    with speaking("en"):
        lists = [msel_csv(one.msel, compiled, scenario, deck, cut=one) for one in (cut_of(FEW[0]), again)]
    assert lists[0] == lists[1]


def test_a_length_no_table_plays_is_refused() -> None:
    compiled, _scenario, deck, msel, plays = dealt(FEW[0])
    for length in (SHORTEST - 1, LONGEST + 1):
        with pytest.raises(ValueError, match="an exercise takes"):
            cut(compiled, deck, msel, plays[0][1], plays, length)


@given(st.integers(SHORTEST, LONGEST))
@settings(deadline=None, max_examples=25)
def test_any_length_gives_a_list_that_fits_it(length: int) -> None:
    found = cut_of(FEW[0], length)
    assert FEWEST <= len(found.chosen) <= MOST
    assert len(found.chosen) >= how_many(length)
    clock = exercise_clock(found.msel.time.tolist(), length)
    assert clock[0] < 60
    assert clock == sorted(clock)
    assert clock[-1] <= length * (1 - AT_THE_END) + 60


@given(st.lists(st.integers(0, 14 * 86400), min_size=1, max_size=15), st.integers(SHORTEST, LONGEST))
def test_the_exercises_clock_begins_at_once_keeps_the_order_and_ends_in_time(seconds: list[int], length: int) -> None:
    clock = exercise_clock(sorted(seconds), length)
    assert clock[0] == 0
    assert clock == sorted(clock)
    assert len(clock) == len(seconds)
    assert clock[-1] <= length * (1 - AT_THE_END) + 60
    assert all(
        late - early <= max(gap, 4 * 60) + 60
        for early, late, gap in zip(clock, clock[1:], np.diff(sorted(seconds)).tolist(), strict=False)
    )


def test_a_run_in_which_nothing_happens_is_cut_to_nothing() -> None:
    d = drill({"crew": {"kind": "squad", "staff": 1}}, {"hear": {"takes": "5 min"}}, injects=[])
    plays = first_plays(d.compiled, d.deck, conduct, 1)
    found = cut(d.compiled, d.deck, d.msel(), plays[0][1], plays, LENGTH)
    with speaking("en"):
        assert [str(one) for one in choice(d.compiled, found)] == ["Nothing happens in this run: there is nothing to give."]
        assert str(left_out(d.compiled, found)[0]) == "Nothing of the run is left out."
        assert msel_csv(found.msel, d.compiled, d.scenario, d.deck, cut=found).count(b"\n") == 1


# ---- how each is given -----------------------------------------------------------------------------


@both_languages
@pytest.mark.parametrize("name", SCENARIOS)
def test_every_row_says_how_it_is_given_and_what_is_expected(name: str, language: str) -> None:
    for event in rows(name, language):
        for key in ("mode", "from", "to", "controller", "message", "expects"):
            assert event.get(key), f"row {event['number']} has no {key}"
            assert "{" not in event[key]
        if language == "zh":
            assert "Good" not in event["message"]
        if "incident" in event:
            assert event["why"]
    injects = [event for event in rows(name, language) if "incident" in event]
    assert injects[0]["exercise"] < 60


@both_languages
def test_two_at_once_are_given_by_two_controllers(language: str) -> None:
    given_at: dict[str, int] = {}
    for event in rows("fire-brigade/dry-summer", language):
        if "incident" in event:
            who = event["controller"]
            assert event["exercise"] - given_at.get(who, -999) >= 5 * 60
            given_at[who] = event["exercise"]
    assert len(given_at) > 1


@pytest.mark.parametrize(
    ("language", "words"), [("en", ("petition", "grievance", "visit")), ("zh", ("信访", "来访", "诉求", "上访"))]
)
def test_a_fire_plan_speaks_of_fires(language: str, words: tuple[str, ...]) -> None:
    for event in rows("fire-brigade/dry-summer", language):
        told = " ".join(event[key] for key in ("mode", "from", "to", "message", "expects")).casefold()
        assert not [word for word in words if word in told]
        assert "people are here" not in told  # nobody counts heads at a fire
        assert "现场有" not in told


def test_what_the_scenario_says_stands() -> None:
    _compiled, scenario, _deck, _msel, _plays = dealt("town-inspection/inspection-week")
    for language in ("en", "zh"):
        told = {event["message"]: event for event in rows("town-inspection/inspection-week", language)}
        with speaking(language):
            for one in scenario.injects:
                event = told[text(one.message)]
                assert (event["mode"], event["from"], event["to"]) == (text(one.mode), text(one.sender), text(one.receiver))
                assert event["expects"].splitlines()[0] == text(one.expects)
                assert len(event["expects"].splitlines()) > 1  # and by when


def test_what_is_expected_is_who_does_what_by_when() -> None:
    event = next(one for one in rows("fire-brigade/dry-summer", "en") if one["kind"].startswith("Smaller call"))
    assert event["expects"].splitlines() == [
        "alarm centre's call-takers: call taken, brigade alerted",
        "volunteers: engine sets out",
        "volunteers: engine on the way – within 15 min of “call taken, brigade alerted”",
    ]


# ---- in words, played, and as a workbook -----------------------------------------------------------


@both_languages
@pytest.mark.parametrize("name", SCENARIOS)
def test_the_choice_is_said_in_words_and_the_list_is_played_back(name: str, language: str, tmp_path: Path) -> None:
    compiled, scenario, deck, _msel, _plays = dealt(name)
    found = cut_of(name)
    with speaking(language):
        numbers = [event["number"] for event in rows(name, language) if "incident" in event]
        said = [*choice(compiled, found), *weak_promises(compiled, found, numbers), *left_out(compiled, found)]
        assert len(said) >= 2 + len(found.weak)
        assert all(str(one) and "{" not in str(one) for one in said)
        (tmp_path / "cut.csv").write_bytes(msel_csv(found.msel, compiled, scenario, deck, cut=found))
    again, remarks = read_msel(tmp_path / "cut.csv", compiled, scenario, deck)
    assert all(np.array_equal(one, other) for one, other in zip(found.msel, again, strict=True))
    assert remarks == []


@cache
def book(name: str, language: str) -> bytes:
    compiled, scenario, deck, _msel, plays = dealt(name)
    found = cut_of(name)
    with speaking(language):
        return msel_xlsx(found.msel, compiled, scenario, deck, play, cut=found, plays=plays)


@both_languages
@pytest.mark.parametrize("name", FEW)
def test_a_workbook_is_played_back_to_the_same_list(name: str, language: str, tmp_path: Path) -> None:
    compiled, scenario, deck, _msel, _plays = dealt(name)
    (tmp_path / "cut.xlsx").write_bytes(book(name, language))
    again, remarks = read_msel(tmp_path / "cut.xlsx", compiled, scenario, deck)
    assert all(np.array_equal(one, other) for one, other in zip(cut_of(name).msel, again, strict=True))
    assert remarks == []


@both_languages
@pytest.mark.parametrize("name", FEW)
def test_dates_and_times_are_in_the_cells_and_only_what_is_meant_is_printed(name: str, language: str) -> None:
    read = load_workbook(BytesIO(book(name, language)))
    about, listed, players, controllers, draws, words = read.worksheets
    assert (draws.sheet_state, words.sheet_state) == ("hidden", "hidden")
    titles = [cell.value for cell in listed[1]]
    events = rows(name, language)
    for place, title in enumerate(titles, 1):
        column = [listed.cell(row, place) for row in range(2, len(events) + 2)]
        if title in ("Scenario time", "情景时间"):
            assert all(isinstance(cell.value, dt.datetime) for cell in column)
        if title in ("Exercise time", "演练时间"):
            assert [elapsed(cell.value) for cell in column] == [event["exercise"] for event in events]
            assert {cell.number_format for cell in column} == {'"T+"[h]:mm'}
        if title in ("Until", "截止"):
            assert all(cell.value is None or isinstance(cell.value, dt.datetime) for cell in column)
    for sheet in (about, listed, players, controllers):
        assert str(sheet.page_setup.paperSize) == sheet.PAPERSIZE_A4
        assert sheet.print_area
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert listed.page_setup.orientation == "landscape"
    assert listed.print_title_rows == "$1:$1"
    assert listed.freeze_panes
    assert listed.auto_filter.ref
    assert about["A1"].value in ("Draft event list, drawn by computer", "情景事件清单（草稿，计算机生成）")
    last = listed.print_area.replace("$", "").rpartition(":")[2].rstrip("0123456789")
    printed = titles[: column_index_from_string(last)]
    assert sum(listed.column_dimensions[get_column_letter(at)].width for at in range(1, len(printed) + 1)) <= 200
    assert {"Message", "脚本内容"} & set(printed)
    assert not {"Source", "来源", "Zone", "区域"} & set(printed)


def elapsed(value: Any) -> int:
    if isinstance(value, dt.time):
        return value.hour * 3600 + value.minute * 60 + value.second
    if isinstance(value, dt.datetime):
        return int((value - dt.datetime(1899, 12, 30)).total_seconds())
    return int(value.total_seconds())


@both_languages
@pytest.mark.parametrize("name", FEW)
def test_players_cards_hold_no_answers_and_no_title_is_cut(name: str, language: str) -> None:
    read = load_workbook(BytesIO(book(name, language)))
    players, controllers = (
        [str(cell.value) for row in read.worksheets[sheet] for cell in row if cell.value] for sheet in (2, 3)
    )
    for event in rows(name, language):
        answers = event["expects"].splitlines()
        assert not [line for line in answers if any(line in words for words in players)]
        assert all(any(line in words for words in controllers) for line in answers)
        assert any(event["message"] in words for words in players)
    for sheet in read.worksheets[2:4]:
        heads = [row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).font.size == 12]
        for row in heads:
            assert sheet.cell(row, 1).alignment.wrap_text
            assert sheet.row_dimensions[row].height >= 18 * -(-len(str(sheet.cell(row, 1).value)) // 90)
        assert {one.id + 1 for one in sheet.row_breaks.brk} <= set(heads)
