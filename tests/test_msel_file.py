"""The event list as a spreadsheet: what is written is read back to the number, what is edited plays as edited."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from often import often
from plans import Drill, compiled_play, conduct, drill, same
from random_plans import random_case
from scipy.stats import beta

from drillsim.base.errors import InputError
from drillsim.base.language import speaking
from drillsim.compiled.event_list import Msel, assemble
from drillsim.deck.deck import Deck
from drillsim.deck.open_list import ListDeck
from drillsim.msel.columns import Layout, read_factor, show_factor
from drillsim.msel.file import Filled, SetAside, msel_csv, read_msel, write_msel
from drillsim.msel.names import Names
from drillsim.msel.reading import read_event_list, together
from drillsim.plan.scenario import Scenario
from drillsim.quantities.measures import Unreadable, scenario_time
from drillsim.sheets.spreadsheet import guarded, unguarded

Table = list[list[str]]
Place = tuple[int, str]  # row of the sheet (the titles are row 1) and English title

POOLS = {
    "crew": {"kind": "squad", "name": {"en": "Reception", "zh": "接访组"}, "staff": 4, "base": "office", "turnout": "3 min"},
    "car": {"kind": "vehicle", "name": {"zh": "公务车"}, "count": 1, "base": "office", "may_break_down": True},
    "head": {"kind": "post", "count": 1},
}
VISIT = {
    "call": {"name": {"en": "Call", "zh": "接报"}, "takes": {"shortest": "1 min", "usual": "2 min", "longest": "9 min"}},
    "log": {"after": "call", "takes": "5 min"},
    "order": {
        "after": "call",
        "takes": "turnout",
        "needs": {"crew": "crew 2", "car": "car 1"},
        "keep": {"crew": "over", "car": "over"},
        "cases": [{"people": "10..", "needs": {"lead": "head 1"}}],
    },
    "go": {"name": {"en": "On the way", "zh": "途中"}, "after": "order", "takes": "travel", "who": ["crew", "car"]},
    "hear": {
        "after": "go",
        "takes": {"mean": "30 min", "cv": 0.5},
        "outcome": {"settled": 0.5, "dated_answer": 0.4, "failed": 0.1},
    },
    "help": {"after": "hear", "when": {"hear": "failed"}, "takes": "40 min"},
    "over": {"after": ["hear", "help"], "way_back": ["crew", "car"]},
}
PHONE = {
    "call": {"takes": "2 min"},  # the same key as above, but another quantity that nothing varies
    "hear": {"calls": "head", "outcome": {"answered": 0.9, "unanswered": 0.1}},
    "go": {
        "name": {"en": "Drive", "zh": "开车"},
        "after": "hear",
        "when": {"hear": "answered"},
        "takes": {"between": ["5 min", "10 min"]},
    },
}
RICH: dict[str, Any] = {
    "zones": {"town": {"name": {"en": "In town", "zh": "镇内"}}, "city": {"name": {"zh": "市区"}}, "far": None},
    "travel": {
        "times": {"office": {"town": "6 min", "city": "95 min", "far": "4 h"}},
        "weather": {"snow": 1.5, "ice": 2},
    },
    "varies": {"travel": {"mean": 1, "cv": 0.3}, "turnout": {"between": [0.8, 1.3]}},
    "attributes": {"danger": ["no", "yes"], "people_of": ["007", "12", "=HYPERLINK()"], "mode": ["loud", "silent"]},
    "procedures": {
        "visit": {"name": {"en": "Visit", "zh": "来访"}, "priority": 2, "steps": VISIT},
        "phone": {"name": {"zh": "来电"}, "steps": PHONE},
        "report": {"steps": {"write": {"takes": "10 min", "needs": {"by": "crew 1"}}}},
    },
    "duties": {"daily": {"name": {"en": "Daily report", "zh": "每日报告"}, "procedure": "report", "at": ["07:00", "18:00"]}},
    "targets": {
        "there": {
            "name": {"en": "There in time", "zh": "按时到场"}, "to": "go.ended", "within": "2 h",
            "where": {"kind": "visit", "zone": "town"},
        }
    },
}  # fmt: skip
STREAMS = {
    "visits": {
        "kind": "visit", "rate": "9 per day", "zone": {"town": 0.6, "city": 0.3, "far": 0.1},
        "people": {"shortest": 1, "usual": 4, "longest": 40}, "batch": {"between": [1, 2]},
        "attributes": {"danger": {"yes": 0.3, "no": 0.7}, "people_of": {"007": 0.4, "=HYPERLINK()": 0.6}},
    },
    "calls": {"name": {"en": "Calls", "zh": "来电"}, "kind": "phone", "rate": "5 per day"},
}  # fmt: skip
INJECTS = [
    {
        "at": "day 1 09:30", "kind": "visit", "zone": "city", "people": 12, "mode": "phone", "sender": "village",
        "receiver": "office", "message": {"en": "=Twelve people\nat the gate", "zh": "'门口有十二人"}, "expects": "-call",
    },
    {"at": "day 1 09:30", "kind": "visit"},
]  # fmt: skip
DISRUPTIONS = [
    {"name": {"en": "Two are ill"}, "staff_away": "crew", "count": 2, "from": "day 1 08:00", "until": "day 2 12:00"},
    {"out_of_service": "car", "from": "day 1 10:00", "until": "day 1 14:00", "chance": 0.5},
    {"breaks_down": "car", "from": "day 1 15:00", "until": "day 1 16:00"},
    {"phone_off": "head", "from": "2026-03-01 20:00", "until": "day 1 12:00"},
    {"road_slow": {"from": "office", "to": "city"}, "times": 1.7, "from": "day 1 09:30", "until": "day 1 17:00"},
    {"road_slow": {}, "times": 0.333, "from": "day 1 11:00", "until": "day 2 17:00"},
    {"weather": "snow", "from": "day 1 06:00", "until": "day 3 00:00", "chance": 0.7},
]


@pytest.fixture(scope="module")
def rich() -> Drill:
    return drill(POOLS, injects=INJECTS, streams=STREAMS, disruptions=DISRUPTIONS, days=2, seed=7, **RICH)


@pytest.fixture(scope="module")
def small() -> Drill:
    """One visit at 09:30:05 and what it drew."""
    return drill(POOLS, injects=[{"at": "day 1 09:30:05", "kind": "visit", "zone": "town"}], days=2, seed=3, **RICH)


def equal(one: Msel, other: Msel) -> bool:
    return all(a.dtype == b.dtype and np.array_equal(a, b) for a, b in zip(one, other, strict=True))


def written(d: Drill, msel: Msel, language: str = "en") -> bytes:
    with speaking(language):
        return msel_csv(msel, d.compiled, d.scenario, d.deck)


def table(content: bytes) -> Table:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def saved(rows: Table, separator: str = ",", encoding: str = "utf-8-sig", quoting: Any = csv.QUOTE_MINIMAL) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, quoting=quoting).writerows(rows)
    return out.getvalue().encode(encoding)


def read(d: Drill, tmp_path: Path, content: bytes) -> tuple[Msel, list[Filled | SetAside]]:
    path = tmp_path / "msel.csv"
    path.write_bytes(content)
    return read_msel(path, d.compiled, d.scenario, d.deck)


def faults(d: Drill, tmp_path: Path, content: bytes) -> list[str]:
    """Faults as 'row:column: what; what would do'."""
    with pytest.raises(InputError) as caught:
        read(d, tmp_path, content)
    return [str(fault).removeprefix(f"{tmp_path / 'msel.csv'}:").strip() for fault in caught.value.faults]


def edited(rows: Table, edits: dict[Place, str]) -> Table:
    rows = [list(row) for row in rows]
    for (row, title), cell in edits.items():
        rows[row - 1][rows[0].index(title)] = cell
    return rows


def appended(rows: Table, cells: dict[str, str]) -> Table:
    return [*rows, [cells.get(title, "") for title in rows[0]]]


def minutes(d: Drill, msel: Msel, incident: int, step: str) -> float:
    index = d.compiled.steps[int(msel.kind[incident])].index(step)
    return float(msel.takes[msel.row_first[incident] + index]) / 60


# ---- round trips -----------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("reader", ["en", "zh"])
def test_what_is_written_is_read_back(rich: Drill, tmp_path: Path, language: str, reader: str) -> None:
    sorts = set()
    for run in range(1, 9):
        msel = rich.deck.msel(run)
        path = tmp_path / "msel.csv"
        with speaking(language):
            write_msel(path, msel, rich.compiled, rich.scenario, rich.deck)
        with speaking(reader):
            again, remarks = read_msel(path, rich.compiled, rich.scenario, rich.deck)
        assert equal(msel, again)
        assert remarks == []
        assert same(conduct(rich.compiled, msel), conduct(rich.compiled, again))
        assert same(compiled_play(rich.compiled, msel), compiled_play(rich.compiled, again))
        sorts |= set(msel.disruption[:, 0].tolist())
    assert sorts == {0, 1, 2}  # absences, roads and phones were all there


@pytest.mark.parametrize("seed", range(often(40)))
def test_any_plan_comes_back(seed: int, tmp_path: Path) -> None:
    compiled, msel = random_case(seed)
    window = {"from": str(compiled.start), "until": str(compiled.start + np.timedelta64(compiled.window_end, "s").item())}
    scenario = Scenario.model_validate({"plan": "p", "name": "n", "window": window})
    d = Drill(compiled, scenario, Deck(compiled, scenario, 1))
    msel = msel._replace(time=np.minimum(msel.time, compiled.window_end - 1))
    language = "zh" if seed % 2 else "en"
    again, remarks = read(d, tmp_path, written(d, msel, language))
    assert equal(msel, again)
    assert remarks == []


@given(st.data())
def test_any_value_comes_back(small: Drill, tmp_path_factory: pytest.TempPathFactory, data: Any) -> None:
    msel = small.deck.msel(1)
    incidents, n = len(msel.time), len(msel.takes)

    def numbers(count: int, high: int, low: int = 0) -> np.ndarray:
        return np.array(data.draw(st.lists(st.integers(low, high), min_size=count, max_size=count)), np.int64)

    msel = assemble(
        small.compiled,
        np.sort(numbers(incidents, 2 * 86_400 - 1)),
        msel.kind,
        numbers(incidents, 10**6, 1),
        np.stack([numbers(incidents, 2, -1), *(numbers(incidents, high) for high in (1, 2, 1))], axis=1),
        msel.origin,
        numbers(n, 10**6),  # the most that a factor can be; seconds may be more
        numbers(n, 10**6),
        msel.outcome,
        msel.patience,
        msel.disruption,
    )
    again, remarks = read(
        small, tmp_path_factory.mktemp("msel"), written(small, msel, data.draw(st.sampled_from(["en", "zh"])))
    )
    assert equal(msel, again)
    assert remarks == []


@given(st.integers(0, 10**6))
def test_any_factor_comes_back(thousandths: int) -> None:
    assert read_factor(show_factor(thousandths)) == thousandths


@pytest.mark.parametrize(("cell", "thousandths"), [("1.0005", 1001), ("x 1,2 ", 1200), ("＊２倍", 2000), ("95 %", 950)])
def test_factors_as_they_come(cell: str, thousandths: int) -> None:
    assert read_factor(cell) == thousandths


@given(st.text(alphabet="='+-@\t ＝a\"\n"))
def test_no_cell_is_a_formula_and_every_cell_comes_back(cell: str) -> None:
    assert unguarded(guarded(cell)) == cell
    assert not guarded(cell).lstrip(" ").startswith(tuple("=+-@＝\t\n"))


@given(st.lists(st.text(alphabet="aAｂb01.", min_size=1, max_size=3), min_size=1, max_size=8, unique=True), st.data())
def test_every_name_is_found_again(keys: list[str], data: Any) -> None:
    label = (
        st.none()
        | st.sampled_from(keys)
        | st.dictionaries(st.sampled_from(["en", "zh"]), st.sampled_from(["A", "甲"]), min_size=1)
    )
    names = Names(keys, data.draw(st.lists(label, min_size=len(keys), max_size=len(keys))), str)  # type: ignore[arg-type]
    for language in ("en", "zh"):
        with speaking(language):
            assert [names.find(names.show(i)) for i in range(len(keys))] == list(range(len(keys)))


def test_a_name_of_two_things_is_not_guessed() -> None:
    names = Names(["a", "b", "c"], ["Gate", "gate", "Hall"], str)  # type: ignore[arg-type]
    assert [names.find(cell) for cell in ("gate", "b", "HALL")] == [None, 1, 2]


def test_no_event_at_all(tmp_path: Path) -> None:
    d = drill(POOLS, {"call": {"takes": "1 min"}})
    msel = d.deck.msel(1)
    assert equal(msel, read(d, tmp_path, written(d, msel))[0])


def test_a_factor_that_does_not_vary_holds_on_the_way_back_too(tmp_path: Path) -> None:
    plan = RICH | {"varies": {"travel": 1.2}}
    d = drill(POOLS, injects=[{"at": "day 1 09:30", "kind": "visit", "zone": "town"}], **plan)
    msel = d.deck.msel(1)
    first = msel.row_first[msel.kind.tolist().index(0)]
    assert (msel.takes[first + 3], msel.back[first + 6]) == (1200, 1200)
    content = written(d, msel)
    assert not {"On the way: factor", "over: way-back factor"} & set(table(content)[0])
    assert equal(msel, read(d, tmp_path, content)[0])


# ---- what a trainer sees ---------------------------------------------------------------------


def test_the_sheet_in_both_languages(small: Drill) -> None:
    en, zh = (table(written(small, small.deck.msel(1), language)) for language in ("en", "zh"))
    assert en[0] == [
        "Event number", "Scenario time", "Exercise time", "Event type", "Mode", "From", "To", "Controller",
        "Message", "Expected response", "Objective", "Notes", "Status", "Kind", "Zone", "People", "danger", "people_of",
        "attribute mode", "What is affected", "How many away", "Road from", "Times as long", "Until", "Source",
        "Call: takes", "order: factor", "On the way: factor", "hear: takes", "hear: outcome", "over: way-back factor",
        "Drive: takes",
    ]  # fmt: skip
    visit = next(row for row in en if "Visit" in row)
    assert visit[:2] == ["2", "2026-03-02 Mon 09:30:05"]
    assert visit[2:8] == ["T+0:15", "inject", "phone", "resident", "Reception", "controller 1"]
    assert visit[8] == (
        "Good morning, this is a resident, In town. I have to report: visit. Who will come, please, and when?"
    )
    assert visit[9].splitlines() == ["Reception: order", "Reception: On the way – within 2 h"]
    assert visit[10] == "There in time"
    assert visit[12:17] == ["draft", "Visit", "In town", "1", "no"]
    assert visit[-7].endswith(" s")
    assert visit[-6].startswith("×")
    assert zh[0][:4] == ["序号", "情景时间", "演练时间", "事件类型"]
    assert zh[0][-6:] == ["order：倍数", "途中：倍数", "hear：用时", "hear：结果", "over：返程倍数", "开车：用时"]
    row = next(row for row in zh if "来访" in row)
    assert row[1] == "2026-03-02 周一 09:30:05"
    assert (row[3], row[10], row[14]) == ("情景注入", "按时到场", "镇内")
    assert row[8] == "上午好，我是群众，地点是镇内。报告情况：来访。请问由谁到场、何时能到？"


def test_titles_of_steps_that_share_a_key_or_a_name() -> None:
    takes = {"between": ["1 min", "2 min"]}
    one = {
        "a": {"name": {"en": "Tell", "zh": "告知"}, "takes": takes},
        "b": {"name": {"en": "Go", "zh": "前往"}, "takes": takes},
    }
    other = {
        "a": {"name": {"en": "Ask", "zh": "询问"}, "takes": takes},
        "c": {"name": {"en": "Go", "zh": "去"}, "takes": takes},
    }
    d = drill(POOLS, procedures={"one": {"steps": one}, "other": {"steps": other}}, injects=[])
    titles = {language: table(written(d, d.deck.msel(1), language))[0][-3:] for language in ("en", "zh")}
    assert titles["en"] == ["Tell/Ask: takes", "Go (b): takes", "Go (c): takes"]
    assert titles["zh"] == ["告知/询问：用时", "前往：用时", "去：用时"]


def test_scripted_injects_and_disruptions_keep_their_words(rich: Drill) -> None:
    rows = table(written(rich, rich.deck.msel(1)))
    scripted = next(row for row in rows if row[5] == "village")
    assert [*scripted[4:7], scripted[8]] == ["phone", "village", "office", "'=Twelve people\nat the gate"]
    assert scripted[9].startswith("'-call")
    ill = next(row for row in rows if "two are ill" in row[8])
    cells = dict(zip(rows[0], ill, strict=True))
    assert {title: cell for title, cell in cells.items() if cell} == {
        "Event number": str(rows.index(ill)), "Scenario time": "2026-03-02 Mon 08:00:00",
        "Exercise time": cells["Exercise time"],
        "Event type": "disruption", "Mode": "phone", "From": "duty officer", "To": "everybody at the table",
        "Controller": "controller 1",
        "Message": "Good morning, this is the duty officer. Please note: two are ill (away: Reception 2). It lasts until "
                   "3 March 2026, 12:00.",
        "Expected response": "everybody at the table: says at once what changes, who or what stands in, and tells whom it "
                             "concerns",
        "Status": "draft", "Kind": "staff away", "What is affected": "Reception",
        "How many away": "2", "Until": "2026-03-03 Tue 12:00:00",
    }  # fmt: skip
    assert [row[0] for row in rows[1:]] == [str(n) for n in range(1, len(rows))]
    assert [row[1] for row in rows[1:]] == sorted(row[1] for row in rows[1:])


# ---- what spreadsheets do to a file ------------------------------------------------------------


@pytest.mark.parametrize(
    ("separator", "encoding"),
    [(";", "utf-8"), ("\t", "utf-16"), (",", "gb18030"), (",", "gbk"), (";", "utf-8-sig"), ("\t", "gb18030")],
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_other_separators_and_encodings(rich: Drill, tmp_path: Path, separator: str, encoding: str, language: str) -> None:
    msel = rich.deck.msel(2)
    content = saved(table(written(rich, msel, language)), separator, encoding)
    assert equal(msel, read(rich, tmp_path, content)[0])


def test_rows_and_columns_in_any_order(rich: Drill, tmp_path: Path) -> None:
    msel = rich.deck.msel(3)
    rows = table(written(rich, msel))
    assert len(set(msel.time.tolist())) < len(msel.time)  # ties keep the order of the file
    last_first = sorted(rows[1:], key=lambda row: row[1], reverse=True)
    turned = [row[::-1] for row in [rows[0], *last_first[:4], ["", " "], *last_first[4:]]]
    turned[0] = ["人 数" if title == "People" else title.upper() for title in turned[0]]
    assert equal(msel, read(rich, tmp_path, saved(turned))[0])


@pytest.mark.parametrize(
    ("cell", "second"),
    [
        ("2026/3/2 9:30", 34_200), ("2026-03-03 00:00", 86_400), ("２０２６/３/２ ９：３０", 34_200), ("2026/3/3", 86_400),
        ("2026年3月2日 星期一 9:30:07", 34_207), ("day 2 09:30", 120_600), ("第2天 09:30:05", 120_605),
        ("2026-03-02T09:30", 34_200), ("2026-03-02 Tue 09:30:00", 34_200),
    ],
)  # fmt: skip
def test_times_as_they_come(small: Drill, tmp_path: Path, cell: str, second: int) -> None:
    rows = table(written(small, small.deck.msel(1)))
    row = next(i for i, cells in enumerate(rows, 1) if "Visit" in cells)
    msel, _ = read(small, tmp_path, saved(edited(rows, {(row, "Scenario time"): cell})))
    assert second in msel.time.tolist()


# ---- a trainer's edits (rule 27) ---------------------------------------------------------------


def test_edits_play_as_edited(small: Drill, tmp_path: Path) -> None:
    before = small.deck.msel(1)
    rows = table(written(small, before))
    row = next(i for i, cells in enumerate(rows, 1) if "Visit" in cells)
    edits = {
        (row, "Call: takes"): "１小时５分钟", (row, "On the way: factor"): "1,5", (row, "hear: outcome"): "FAILED",
        (row, "people_of"): "7", (row, "Zone"): "市区", (row, "over: way-back factor"): "120%",
    }  # fmt: skip
    msel, remarks = read(small, tmp_path, saved(edited(rows, edits)))
    assert remarks == []
    incident = msel.kind.tolist().index(0)
    first = msel.row_first[incident]
    assert minutes(small, msel, incident, "call") == 65
    assert msel.takes[first + 3] == 1500
    assert msel.outcome[first + 4] == 2
    assert msel.back[first + 6] == 1200
    assert msel.attribute[incident].tolist() == [1, 0, 0, 0]
    log = conduct(small.compiled, msel)
    assert same(log, compiled_play(small.compiled, msel))
    assert log.ended[first] - log.started[first] == 65 * 60
    assert log.ended[first + 3] - log.started[first + 3] == 1.5 * 95 * 60
    assert log.outcome[first + 4] == 2


def test_a_new_row_is_filled_in_and_plays(small: Drill, tmp_path: Path) -> None:
    rows = table(written(small, small.deck.msel(1)))
    rows = appended(rows, {"Scenario time": "2026/3/2 15:00", "Kind": "visit", "Zone": "far"})
    msel, remarks = read(small, tmp_path, saved(rows))
    new = msel.time.tolist().index(15 * 3600)
    first = msel.row_first[new]
    # Medians of 1 + 8 B(1.5, 4.5) minutes, of a uniform, and of lognormals, mean / √(1 + cv²); the likeliest outcome.
    assert 60 + 480 * beta(1.5, 4.5).median() == pytest.approx(166, abs=0.5)
    assert msel.takes[first : first + 5].tolist() == [166, 300, 1050, 958, 1610]
    assert msel.outcome[first + 4] == 0
    assert msel.back[first + 6] == 958
    assert msel.origin[new] == -1
    assert [str(remark) for remark in remarks] == [
        f"row {len(rows)}: '{title}' is blank, taken as {value}"
        for title, value in [
            ("People", "1"), ("danger", "no"), ("people_of", "007"), ("attribute mode", "loud"),
            ("Call: takes", "2 min 46 s"), ("order: factor", "×1.050"), ("On the way: factor", "×0.958"),
            ("hear: takes", "26 min 50 s"), ("hear: outcome", "settled"), ("over: way-back factor", "×0.958"),
        ]
    ]  # fmt: skip
    log = conduct(small.compiled, msel)
    assert same(log, compiled_play(small.compiled, msel))
    assert log.ready[first] == 15 * 3600
    assert len(log.status) == len(conduct(small.compiled, small.deck.msel(1)).status) + len(VISIT)


def test_a_row_less_plays_and_draws_stay_with_their_rows(rich: Drill, tmp_path: Path) -> None:
    msel = rich.deck.msel(4)
    rows = table(written(rich, msel))
    gone = [i for i, row in enumerate(rows) if "inject" in row][2]
    again, remarks = read(rich, tmp_path, saved(rows[:gone] + rows[gone + 1 :]))
    assert remarks == []
    assert again.time.tolist() == np.delete(msel.time, 2).tolist()
    assert again.takes.tolist() == np.delete(msel.takes, np.arange(msel.row_first[2], msel.row_first[3])).tolist()
    assert same(conduct(rich.compiled, again), compiled_play(rich.compiled, again))


def test_missing_columns_are_blank(small: Drill, tmp_path: Path) -> None:
    rows = [["类别", "情景时间", "区域"], ["来访", "2026-03-02 10:00", "镇内"], ["phone", "2026-03-02 09:00", ""]]
    msel, remarks = read(small, tmp_path, saved(rows))
    assert (msel.time.tolist(), msel.kind.tolist(), msel.people.tolist()) == ([32_400, 36_000], [1, 0], [1, 1])
    assert msel.attribute[:, 0].tolist() == [-1, 0]
    assert len(remarks) == 10 + 6
    assert msel.disruption.shape == (0, 7)


@pytest.mark.parametrize("title", ["log: takes", "log：用时", "LOG：用时"])
def test_a_column_for_what_the_plan_fixes(small: Drill, tmp_path: Path, title: str) -> None:
    rows = table(written(small, small.deck.msel(1)))
    visit = next(i for i, cells in enumerate(rows) if "Visit" in cells)
    assert title not in rows[0]
    rows = [[*row, {0: title, visit: "7 min"}.get(i, "")] for i, row in enumerate(rows)]
    msel, remarks = read(small, tmp_path, saved(rows))
    assert remarks == []
    assert minutes(small, msel, msel.kind.tolist().index(0), "log") == 7
    assert "log: takes" in table(written(small, msel))[0]


def test_titles_may_name_a_step_by_its_key(small: Drill, tmp_path: Path) -> None:
    rows = table(written(small, small.deck.msel(1)))
    rows[0] = [{"On the way: factor": "go: factor", "Drive: takes": "go：用时"}.get(title, title) for title in rows[0]]
    assert equal(small.deck.msel(1), read(small, tmp_path, saved(rows))[0])


def test_rows_that_are_not_played_are_named(small: Drill, tmp_path: Path) -> None:
    rows = table(written(small, small.deck.msel(1)))
    visit = next(i for i, cells in enumerate(rows, 1) if "Visit" in cells)
    rows = edited(rows, {(visit, "Status"): "暂缓"})
    rows = appended(rows, {"Event type": "contingency inject", "Message": "call again"})
    rows = appended(rows, {"Event type": "预期行动", "Message": "the head is told"})
    msel, remarks = read(small, tmp_path, saved(rows))
    assert 0 not in msel.kind.tolist()
    assert [str(remark) for remark in remarks] == [
        f"row {visit} is not played: it is deferred",
        f"row {len(rows) - 1} is not played: a contingency inject is the facilitator's to give",
        f"row {len(rows)} is not played: an expected action is the players' to take",
    ]


def test_a_trainers_own_disruptions(small: Drill, tmp_path: Path) -> None:
    rows = table(written(small, small.deck.msel(1)))
    common = {"Event type": "disruption", "Scenario time": "2026-03-02 08:00", "Until": "2026-03-02 12:00"}
    rows = appended(rows, {**common, "Kind": "人员缺勤", "What is affected": "接访组"})
    rows = appended(rows, {**common, "Kind": "weather", "What is affected": "ice"})
    rows = appended(rows, {**common, "Kind": "road slow", "Zone": "far", "Times as long": "1.25"})
    rows = appended(rows, {**common, "Kind": "phone off", "What is affected": "head"})
    msel, remarks = read(small, tmp_path, saved(rows))
    span = [28_800, 43_200]
    assert msel.disruption.tolist() == [
        [0, 0, -1, -1, 1, *span], [1, -1, -1, -1, 2000, *span], [1, -1, -1, 2, 1250, *span], [2, 2, -1, -1, 0, *span],
    ]  # fmt: skip
    assert [str(remark) for remark in remarks] == [f"row {len(rows) - 3}: 'How many away' is blank, taken as 1"]


def test_disruptions_count_in_one_order_however_they_are_written(rich: Drill, tmp_path: Path) -> None:
    msel = rich.deck.msel(1)
    rows = table(written(rich, msel))
    disrupted = [row for row in rows if "disruption" in row]
    others = [row for row in rows if "disruption" not in row]
    assert equal(msel, read(rich, tmp_path, saved([*others, *disrupted[::-1]]))[0])


# ---- faults ------------------------------------------------------------------------------------

NEW = {"Scenario time": "2026-03-02 10:00", "Kind": "visit", "Zone": "town"}
SPAN = {"Event type": "disruption", "Scenario time": "2026-03-02 08:00", "Until": "2026-03-02 12:00"}


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({**NEW, "Kind": "visti"}, "'Kind': there is no kind 'visti'; did you mean 'Visit'?"),
        ({**NEW, "Kind": "疫情"}, "'Kind': there is no kind '疫情'; write one of: Visit, 来电, report"),
        ({**NEW, "Kind": ""}, "'Kind': this cell is blank; say what kind of incident it is"),
        ({**NEW, "Zone": "twon"}, "'Zone': there is no zone 'twon'; did you mean 'In town'?"),
        ({**NEW, "Zone": ""}, "'Zone': this cell is blank; say where it happens, or write — for nowhere"),
        ({**NEW, "danger": "maybe"}, "'danger': there is no value 'maybe' here; write one of: no, yes"),
        ({**NEW, "hear: outcome": "setled"}, "'hear: outcome': there is no value 'setled' here; did you mean 'settled'?"),
        ({**NEW, "hear: outcome": "gone"}, "'hear: outcome': there is no value 'gone' here; "
         "write one of: settled, dated_answer, failed"),
        ({**NEW, "Call: takes": "5"}, "'Call: takes': '5' is not a duration; "
         "write a number with its unit, such as 10 min, 2 h or 3 days"),
        ({**NEW, "Call: takes": "-5 min"}, "'Call: takes': '-5 min' is not a duration; "
         "write a number with its unit, such as 10 min, 2 h or 3 days"),
        ({**NEW, "Call: takes": "0:05:20"}, "'Call: takes': '0:05:20' is not a duration; "
         "write a number with its unit, such as 10 min, 2 h or 3 days"),
        ({**NEW, "On the way: factor": "fast"}, "'On the way: factor': 'fast' is not a factor; "
         "write how many times the usual time, such as ×1.2"),
        ({**NEW, "On the way: factor": "5000"}, "'On the way: factor': '5000' is more than a thousand times"),
        ({**NEW, "Drive: takes": "5 min"}, "'Drive: takes': '5 min' means nothing for Visit; leave this cell blank"),
        ({**NEW, "Until": "2026-03-02 12:00"}, "'Until': '2026-03-02 12:00' means nothing for Visit; leave this cell blank"),
        ({**NEW, "People": "many"}, "'People': 'many' is not a whole number from 1 to 1,000,000; write it as 3"),
        ({**NEW, "People": "0"}, "'People': '0' is not a whole number from 1 to 1,000,000; write it as 3"),
        ({**NEW, "People": "9" * 5000}, "'People': '" + "9" * 5000
         + "' is not a whole number from 1 to 1,000,000; write it as 3"),
        ({**NEW, "Scenario time": ""}, "'Scenario time': this cell is blank; say when it happens"),
        ({**NEW, "Scenario time": "noon"}, "'Scenario time': 'noon' is not a date and time; write it as 2026-03-02 08:30"),
        ({**NEW, "Scenario time": "2026-02-30 08:00"}, "'Scenario time': '2026-02-30 08:00' is not a date and time; "
         "write it as 2026-03-02 08:30"),
        ({**NEW, "Scenario time": "day 99999999999 08:00"},
         "'Scenario time': 'day 99999999999 08:00' is not a date and time; "
         "write it as 2026-03-02 08:30"),
        ({**NEW, "Scenario time": "2026-03-04 00:00"}, "'Scenario time': '2026-03-04 00:00' is outside the scenario; "
         "write a time from 2026-03-02 Mon 00:00:00 to 2026-03-03 Tue 23:59:59"),
        ({**NEW, "Scenario time": "2026-03-01 23:59:59"}, "'Scenario time': '2026-03-01 23:59:59' is outside the scenario; "
         "write a time from 2026-03-02 Mon 00:00:00 to 2026-03-03 Tue 23:59:59"),
        ({**NEW, "Event number": "1"}, "'Event number': event number 1 is also in row 2; "
         "give another number, or leave it blank"),
        ({**NEW, "Event type": "injekt"}, "'Event type': 'injekt' is no event type; did you mean 'inject'?"),
        ({**NEW, "Status": "done"},
         "'Status': 'done' is no status; write one of: draft, approved, released, complete, deferred"),
        ({**NEW, "Notes": "ask 13912345678"},
         "'Notes': this looks like an identity number or a telephone number of a person; "
         "numbers of people only, no names and no numbers of persons"),
        ({**SPAN, "Kind": "storm"}, "'Kind': there is no disruption 'storm'; "
         "write one of: staff away, out of service, breaks down, phone off, road slow, weather"),
        ({**SPAN, "Kind": "staff away"}, "'What is affected': this cell is blank; say what is affected"),
        ({**SPAN, "Kind": "staff away", "What is affected": "crw"}, "'What is affected': there is no pool 'crw'; "
         "did you mean 'Reception'?"),
        ({**SPAN, "Kind": "weather", "What is affected": "crew"}, "'What is affected': there is no weather 'crew'; "
         "write one of: snow, ice"),
        ({**SPAN, "Kind": "road slow"}, "'Times as long': this cell is blank; say how many times as long the way takes"),
        ({**SPAN, "Kind": "phone off", "What is affected": "head", "Until": ""},
         "'Until': this cell is blank; say when it ends"),
        ({**SPAN, "Kind": "phone off", "What is affected": "head", "Until": "2026-03-02 08:00"},
         "'Until': it ends before it begins; write a later time"),
        ({**SPAN, "Kind": "phone off", "What is affected": "head", "People": "2"},
         "'People': '2' means nothing for phone off; leave this cell blank"),
    ],
)  # fmt: skip
def test_bad_cells(small: Drill, tmp_path: Path, cells: dict[str, str], told: str) -> None:
    rows = appended(table(written(small, small.deck.msel(1))), cells)
    column = rows[0].index(told.partition("': ")[0].removeprefix("'")) + 1
    assert faults(small, tmp_path, saved(rows)) == [f"{len(rows)}:{column}: {told}"]


def test_all_faults_in_one_pass_in_order_of_place(small: Drill, tmp_path: Path) -> None:
    rows = table(written(small, small.deck.msel(1)))
    rows = edited(rows, {(1, "Notes"): "Zome", (2, "Call: takes"): "5", (3, "People"): "x"})
    rows = appended(rows, {"Kind": "visti"})
    places = [line.partition(": ")[0] for line in faults(small, tmp_path, saved(rows))]
    assert places == ["1:12", "2:26", "3:16", f"{len(rows)}:2", f"{len(rows)}:14"]


TITLES = b"Scenario time,Kind\n"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\0" * 3_000_000, "this is no text file"),
        (b"\n" * 3_000_000, "the file is empty"),
        (TITLES + b"\n" * 3_000_000, "the file holds more rows or cells than any list has"),
        (TITLES + b"," * 3_000_000, "the file holds more rows or cells than any list has"),
        (TITLES[:-1] + b",x" * 600_000, "the file holds more rows or cells than any list has"),
        (TITLES + b"x,y\n" * 250_000, "the file holds more rows or cells than any list has"),
        (TITLES + b"x,y\n" * 100_001, "the list has 100,001 rows, more than 100,000"),
        (TITLES + b"x" * 900_000, "2:1: the row cannot be read (field larger than field limit"),
        (TITLES + b'"' * 900_000, "2:1: the row cannot be read (field larger than field limit"),
        (b"," * 50_000_001, "the file is larger than 50 MB"),
    ],
    ids=range(10),
)
def test_what_would_fill_the_memory_is_refused(small: Drill, tmp_path: Path, content: bytes, told: str) -> None:
    began = time.process_time()
    (found,) = faults(small, tmp_path, content)
    assert found.startswith(told)
    assert time.process_time() - began < 30


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda rows: edited(rows, {(1, "Zone"): "Zones"}), "1:15: no column is called 'Zones'; did you mean 'Zone'?"),
        (lambda rows: edited(rows, {(1, "Notes"): "Mode"}), "1:12: the column 'Mode' is there twice; delete one of them"),
        (lambda rows: [row[13:] for row in rows], "1:1: the column 'Scenario time' is missing; add it"),
        (lambda rows: [[*rows[0], ""], [*rows[1], "x"]], "1:33: the column has no title; give it one, or delete the column"),
        (lambda rows: rows[1:], "1:1: this is no event list: no column has a title that is known; "
         "the first row holds the titles that drillsim msel writes, such as 'Scenario time'"),
    ],
)  # fmt: skip
def test_bad_titles(small: Drill, tmp_path: Path, change: Callable[[Table], Table], told: str) -> None:
    assert faults(small, tmp_path, saved(change(table(written(small, small.deck.msel(1)))))) == [told]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "the file is empty; write one with drillsim msel; how: drillsim msel --help"),
        (b"\xef\xbb\xbf\r\n,,,\r\n", "the file is empty; write one with drillsim msel; how: drillsim msel --help"),
        (b"PK\x03\x04 a workbook",
         "the workbook is damaged (BadZipFile); open it in Excel or WPS and save it again as .xlsx"),
        (b"\xff\xff\xff", "this is no text file; save the sheet as CSV (UTF-8)"),
        (b"Kind\0,Zone", "this is no text file; save the sheet as CSV (UTF-8)"),
        (b'Kind,Scenario time\r\n"visit,1\r\n',
         "2:1: the row cannot be read (unexpected end of data); is a quotation mark missing?"),
    ],
)  # fmt: skip
def test_files_that_are_none(small: Drill, tmp_path: Path, content: bytes, told: str) -> None:
    assert faults(small, tmp_path, content) == [told]


def test_a_folder_and_a_missing_file(small: Drill, tmp_path: Path) -> None:
    for path, told in ((tmp_path, "this is a folder, not a file"), (tmp_path / "none.csv", "there is no such file")):
        with pytest.raises(InputError, match=told):
            read_msel(path, small.compiled, small.scenario, small.deck)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"], ids=["without a mark", "with a mark"])
def test_empty_rows_and_columns_at_the_end_are_nothing(small: Drill, tmp_path: Path, encoding: str) -> None:
    """What Excel and WPS save of a sheet in which somebody once clicked far below."""
    msel = small.deck.msel(1)
    rows = table(msel_csv(msel, small.compiled, small.scenario, small.deck))
    wide = [[*row, "", ""] for row in rows] + [[""] * (len(rows[0]) + 2)] * 40
    (tmp_path / "msel.csv").write_bytes(saved(wide, ",", encoding))
    again, remarks = read_msel(tmp_path / "msel.csv", small.compiled, small.scenario, small.deck)
    assert equal(msel, again)
    assert remarks == []


# ---- what other programs and people make of a list -------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_cell_may_be_quoted(rich: Drill, tmp_path: Path, separator: str, encoding: str, language: str) -> None:
    msel = rich.deck.msel(1)
    rows = table(written(rich, msel, language))
    assert equal(msel, read(rich, tmp_path, saved(rows, separator, encoding, csv.QUOTE_ALL))[0])
    told = f"sep={separator}\r\n" + saved(rows, separator, "utf-8", csv.QUOTE_ALL).decode()
    assert equal(msel, read(rich, tmp_path, told.encode(encoding))[0])


def test_the_first_title_alone_may_be_quoted(small: Drill, tmp_path: Path) -> None:
    content = written(small, small.deck.msel(1))
    quoted = content.replace(b"Event number,", b'"Event number",', 1)
    assert quoted != content
    assert equal(small.deck.msel(1), read(small, tmp_path, quoted)[0])


def test_a_first_line_names_a_separator_that_nobody_would_guess(small: Drill, tmp_path: Path) -> None:
    rows = table(written(small, small.deck.msel(1)))
    assert equal(small.deck.msel(1), read(small, tmp_path, b"sep=^\n" + saved(rows, "^", "utf-8"))[0])


WORN: list[Callable[[str], str]] = [
    lambda cell: f"\u00a0{cell}\u3000",  # spaces that do not break, and wide ones
    lambda cell: f"\u200b{cell}\ufeff",  # signs of no width
    lambda cell: f"'{cell}",  # a mark that the cell is a text
    lambda cell: f"\u2019{cell}",
    lambda cell: "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in cell),  # of full width
]


@pytest.mark.parametrize("worn", WORN)
def test_what_stands_around_a_text_does_not_matter(small: Drill, tmp_path: Path, worn: Callable[[str], str]) -> None:
    msel = small.deck.msel(1)
    rows = table(written(small, msel))
    free = {
        "Message",
        "Expected response",
        "Objective",
        "Notes",
        "Mode",
        "From",
        "To",
        "Exercise time",
        "people_of",
        "Source",
    }
    for row in range(1, len(rows)):
        for place, title in enumerate(rows[0]):
            if rows[row][place] and title not in free:
                rows[row][place] = worn(rows[row][place])
    assert equal(msel, read(small, tmp_path, saved(rows))[0])


def test_a_cell_of_nothing_that_shows_is_blank(small: Drill, tmp_path: Path) -> None:
    rows = table(written(small, small.deck.msel(1)))
    rows += [["\u3000", "\u200b", "\u00a0", *[""] * (len(rows[0]) - 3)]]
    again, remarks = read(small, tmp_path, saved(rows))
    assert equal(small.deck.msel(1), again)
    assert remarks == []


@pytest.mark.parametrize("number", ["7", "7.0", "#7", "No. 7", "第7号", "７", "7、", "＃７"])
def test_event_numbers_as_they_come(small: Drill, tmp_path: Path, number: str) -> None:
    rows = edited(table(written(small, small.deck.msel(1))), {(2, "Event number"): number, (3, "Event number"): "7"})
    assert "event number 7 is also in row 2" in faults(small, tmp_path, saved(rows))[0]


@pytest.mark.parametrize(
    ("cell", "clock"),
    [
        ("2026年3月2日9时30分", 9.5), ("2026年3月2日 上午9:30", 9.5), ("3月2日 9:30", 9.5), ("第1天 9时30分", 9.5),
        ("2026年3月2日（周一）9点半", 9.5), ("2026年3月2日下午3点一刻", 15.25), ("第1天晚上8点", 20), ("3月2日中午12点", 12),
        ("第一天凌晨2点", 2), ("第1天凌晨12点", 0), ("第1天晚上12点", 24), ("day 1 24:00", 24), ("2026-03-02 24:00", 24),
        ("3月2号早上八点整", 8), ("二〇二六年三月二日九时零六分", 9.1), ("2026-03-02 9:30 pm", 21.5), ("day 1 12 am", 0),
        ("2026-03-02T09:30:00", 9.5), ("46083.395833333336", 9.5), ("2026-03-02 0930", 9.5), ("第1天 上午15点", None),
        ("第1天半夜2点", None), ("9点", None), ("9月31日", None), ("2026-03-02 9", None), ("3/2/2026 9:30", None),
    ],
)  # fmt: skip
def test_clock_times_as_people_write_them(rich: Drill, tmp_path: Path, cell: str, clock: float | None) -> None:
    rows = [["Scenario time", "Kind"], [cell, "report"]]
    if clock is None:
        assert cell in faults(rich, tmp_path, saved(rows))[0]
    else:
        assert read(rich, tmp_path, saved(rows))[0].time.tolist() == [clock * 3600]


def test_a_time_without_a_day_is_that_of_the_only_day(tmp_path: Path) -> None:
    rows = [["时间", "Kind"], ["9时30分", "report"], ["下午3点", "report"]]
    one, two = (drill(POOLS, injects=[], days=days, **RICH) for days in (1, 2))
    assert read(one, tmp_path, saved(rows))[0].time.tolist() == [9.5 * 3600, 15 * 3600]
    assert "'9时30分' does not say which day" in faults(two, tmp_path, saved(rows))[0]


@pytest.mark.parametrize("day", ["2026-03-02 ", "2026年3月2日 ", "day 1 ", "第1天 ", "3月2日", "2026-03-02T"])
@pytest.mark.parametrize(
    "clock",
    ["08:00Z", "08:00:00+08:00", "08:00-05:00", "08:00+0800", "08:00 UTC", "08:00 UTC+8", "08:00 GMT+8",
     "08:00（GMT+08:00）", "8时 北京时间", "北京时间8时", "08:00 CST", "08:00 [Asia/Shanghai]", "08:00 z",
     "上午8点（东八区）", "0800Z"],
)  # fmt: skip
def test_a_time_zone_is_refused_with_the_reason(small: Drill, tmp_path: Path, day: str, clock: str) -> None:
    rows = [["Scenario time", "Kind"], [day + clock, "report"]]
    assert "names a time zone; write what the clocks of the place show" in faults(small, tmp_path, saved(rows))[0]
    with pytest.raises(Unreadable, match="names a time zone"):
        scenario_time(day + clock)


HASHES = {
    "zones": {"unit1": {"name": "#1 unit"}, "unit2": {"name": "＃2机组"}},
    "travel": {"times": {"office": {"unit1": "6 min", "unit2": "7 min"}}},
    "attributes": {"state": ["ok", "#bad"]},
    "names": {"state": "#state", "good": "#good", "poor": "#poor"},
}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("first", ["Zone", "Kind", "#state", "#1 stops: outcome", "Message", None])
def test_names_that_begin_with_a_hash_are_data(tmp_path: Path, language: str, first: str | None) -> None:
    step = {"takes": {"shortest": "5 min", "usual": "10 min", "longest": "1 h"}, "outcome": {"good": 0.5, "poor": 0.5}}
    go = {"takes": "travel", "needs": {"by": "crew 1"}, "who": "by"}
    leak = {"name": "#1 leak", "steps": {"go": go, "stop": {**step, "name": "#1 stops", "after": "go"}}}
    streams = {"x": {"name": "#x", "kind": "leak", "rate": "6 per day", "zone": {"unit1": 1, "unit2": 1},
                     "attributes": {"state": {"ok": 0.5, "#bad": 0.5}}}}  # fmt: skip
    d = drill(POOLS, procedures={"leak": leak}, streams=streams, days=2, **HASHES)
    msel = d.deck.msel(1)
    rows = table(written(d, msel, language))
    if first is not None and language == "en":
        place = rows[0].index(first)
        rows = [[row[place], *row[:place], *row[place + 1 :]] for row in rows]
    again, remarks = read(d, tmp_path, saved(rows))
    assert equal(msel, again)
    assert remarks == []


def test_what_is_for_readers_is_left_out_and_said(small: Drill, tmp_path: Path) -> None:
    msel = small.deck.msel(1)
    titles, *rows = table(written(small, msel))
    blank = [""] * (len(titles) - 1)
    lines = [
        ["Drill of the town", *blank, ""], [], [*titles, "# ours"], [*rows[0], "x"], ["※ the second day", *blank, ""],
        ["# cancelled", "2026-03-02 11:00", *blank[1:], ""], [*titles, ""], *([*row, ""] for row in rows[1:]),
        ["", "", "# alone", *blank[2:], ""],
    ]  # fmt: skip
    again, remarks = read(small, tmp_path, saved(lines))
    assert equal(msel, again)
    assert list(map(str, remarks)) == [
        "above the titles, not read: row 1",
        "columns for readers only, not read, as their titles begin with #: # ours",
        f"for readers only, not played, as they begin with ※ or #: rows 5–6, {len(lines)}",
        "the titles once more, not played: row 7",
    ]


def test_a_list_in_which_nothing_is_played_says_so(small: Drill, tmp_path: Path) -> None:
    titles, *rows = table(written(small, small.deck.msel(1)))
    for lines in ([titles], edited([titles, *rows], {(n, "Status"): "deferred" for n in range(2, len(rows) + 2)})):
        msel, remarks = read(small, tmp_path, saved(lines))
        assert len(msel.time) == 0
        assert "there is no event in this list that is played: nothing happens in this play" in map(str, remarks)


def test_what_is_the_same_for_many_rows_is_said_once(small: Drill, tmp_path: Path) -> None:
    lines = [["Scenario time", "Kind", "Status", "People"], *[["day 1 9:00", "report", "", ""]] * 3,
             ["day 1 9:00", "report", "deferred", ""], ["day 1 9:00", "report", "", "2"], ["day 1 9:00", "report", "", ""],
             ["day 1 9:00", "report", "deferred", ""]]  # fmt: skip
    told = together(read(small, tmp_path, saved(lines))[1])
    assert "rows 2–4, 7: 'People' is blank, taken as 1" in told
    assert "rows 5, 8 are not played: it is deferred" in told


def test_a_long_list_is_read_in_time_that_grows_with_it(rich: Drill, tmp_path: Path) -> None:
    titles, *rows = table(written(rich, rich.deck.msel(1)))

    def took(n: int) -> float:
        body = [["", *row[1:]] for row in (rows * (n // len(rows) + 1))[:n]]
        began = time.process_time()
        read(rich, tmp_path, saved([titles, *body]))
        return time.process_time() - began

    took(100)
    assert took(4000) < 8 * took(1000)


# ---- a list of which some is left to chance --------------------------------------------------------


def test_blanks_are_drawn_anew_and_all_else_stays(small: Drill, tmp_path: Path) -> None:
    rows = table(written(small, small.deck.msel(1)))
    visit = 1 + next(n for n, row in enumerate(rows) if "Visit" in row)
    rows = edited(rows, {(visit, "Call: takes"): "", (visit, "hear: outcome"): ""})
    assert rows[visit - 1][rows[0].index("Kind")] == "Visit"
    path = tmp_path / "msel.csv"
    path.write_bytes(saved(rows))
    layout = Layout(small.compiled, small.scenario, small.deck)
    listed = read_event_list(path, layout).listed
    assert listed.blanks == 2
    deck = ListDeck(small.compiled, small.scenario, 5, listed)
    runs = deck.deal(1, 2000)
    incident = int(np.flatnonzero(listed.msel.kind == small.compiled.kinds.index("visit"))[0])
    row = int(listed.msel.row_first[incident])
    size = len(listed.msel.takes)
    call = runs.joined.takes[row::size]
    assert abs(call.mean() - (60 + 480 * beta(1.5, 4.5).mean())) < 10
    heard = runs.joined.outcome[row + small.compiled.steps[0].index("hear") :: size]
    assert np.allclose(np.bincount(heard, minlength=3) / 2000, [0.5, 0.4, 0.1], atol=0.04)
    others = np.setdiff1d(np.arange(size), [row])
    assert all(np.array_equal(one.takes[others], listed.msel.takes[others]) for one in runs)
    assert equal(runs[1411], deck.msel(1412))  # alone as among others
    filled = edited(rows, {(visit, "Call: takes"): "3 min"})  # one more cell changes no other draw
    path.write_bytes(saved(filled))
    other = ListDeck(small.compiled, small.scenario, 5, read_event_list(path, layout).listed)
    assert np.array_equal(other.deal(1, 50).joined.outcome, deck.deal(1, 50).joined.outcome)


def test_a_batch_may_be_in_one_place(tmp_path: Path) -> None:
    def zones(**more: Any) -> list[set[int]]:
        stream = {"kind": "visit", "rate": "3 per day", "zone": {"town": 1, "city": 1, "far": 1}, "batch": 4, "at_most": 60}
        d = drill(POOLS, streams={"s": stream | more}, days=2, **{**RICH, "duties": {}})
        msel = d.deck.deal(1, 20).joined
        return [set(msel.attribute[n : n + 4, 0].tolist()) for n in range(0, len(msel.time) - 3, 4)]

    assert any(len(found) > 1 for found in zones())
    together_ = zones(same="zone")
    assert all(len(found) == 1 for found in together_)
    assert len(set.union(*together_)) == 3
