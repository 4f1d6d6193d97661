"""The event list as a workbook: read back to the number, edits, faults with their cells, and what programs do to cells."""

from __future__ import annotations

import datetime as dt
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from plans import Drill, conduct, drill, same
from test_msel_file import DISRUPTIONS, INJECTS, POOLS, RICH, STREAMS, equal, minutes

from drillsim.base.errors import InputError
from drillsim.base.language import speaking
from drillsim.compiled.event_list import Msel
from drillsim.msel.cut import exercise_clock
from drillsim.msel.file import Filled, SetAside, msel_xlsx, read_msel, write_msel
from drillsim.msel.rehearsal import Rehearsal, first_plays

RUNS = 3  # behind the envelopes: enough for a test
LIST, CARDS, ANSWERS, DRAWS = 1, 2, 3, 4


@pytest.fixture(scope="module")
def rich() -> Drill:
    return drill(POOLS, injects=INJECTS, streams=STREAMS, disruptions=DISRUPTIONS, days=2, seed=7, **RICH)


@pytest.fixture(scope="module")
def small() -> Drill:
    """Two visits."""
    injects = [{"at": f"day 1 {at}", "kind": "visit", "zone": "town"} for at in ("09:30:05", "10:15")]
    return drill(POOLS, injects=injects, days=2, seed=3, **RICH)


_WRITTEN: dict[tuple[int, bytes, str], bytes] = {}  # each once: the plays behind a workbook take their time


def written(d: Drill, msel: Msel, language: str = "en") -> Any:
    key = (id(d), msel.time.tobytes() + msel.takes.tobytes(), language)
    if key not in _WRITTEN:
        with speaking(language):
            _WRITTEN[key] = msel_xlsx(msel, d.compiled, d.scenario, d.deck, conduct, RUNS)
    return load_workbook(BytesIO(_WRITTEN[key]))


def read(d: Drill, tmp_path: Path, book: Any) -> tuple[Msel, list[Filled | SetAside]]:
    book.save(tmp_path / "msel.xlsx")
    return read_msel(tmp_path / "msel.xlsx", d.compiled, d.scenario, d.deck)


def faults(d: Drill, tmp_path: Path, book: Any) -> list[str]:
    with pytest.raises(InputError) as caught:
        read(d, tmp_path, book)
    return [str(fault).removeprefix(f"{tmp_path / 'msel.xlsx'}:").strip() for fault in caught.value.faults]


def cell(book: Any, sheet: int, row: int, title: str) -> Any:
    titles = [one.value for one in book.worksheets[sheet][1]]
    return book.worksheets[sheet].cell(row, titles.index(title) + 1)


# ---- round trips -----------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_is_written_is_read_back(rich: Drill, tmp_path: Path, language: str) -> None:
    for run in (1, 2):
        msel = rich.deck.msel(run)
        again, remarks = read(rich, tmp_path, written(rich, msel, language))
        assert equal(msel, again)
        assert remarks == []
        assert same(conduct(rich.compiled, msel), conduct(rich.compiled, again))


def test_what_was_read_of_a_book_before_is_no_element_that_is_too_large(
    rich: Drill, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bound is on one element, and every sheet begins with one: together they are larger than that."""
    monkeypatch.setattr("drillsim.base.package.LARGEST_TAG", 1 << 16)  # as much as is read at once
    msel = rich.deck.msel(1)
    assert equal(msel, read(rich, tmp_path, written(rich, msel))[0])


def test_the_name_of_the_file_decides(small: Drill, tmp_path: Path) -> None:
    msel = small.deck.msel(1)
    for name in ("msel.xlsx", "msel.csv"):
        write_msel(tmp_path / name, msel, small.compiled, small.scenario, small.deck)
        assert equal(msel, read_msel(tmp_path / name, small.compiled, small.scenario, small.deck)[0])
    assert (tmp_path / "msel.xlsx").read_bytes().startswith(b"PK")


def test_a_workbook_is_known_by_its_content(small: Drill, tmp_path: Path) -> None:
    msel = small.deck.msel(1)
    written(small, msel).save(tmp_path / "msel.csv")
    assert equal(msel, read_msel(tmp_path / "msel.csv", small.compiled, small.scenario, small.deck)[0])


def test_no_event_at_all(tmp_path: Path) -> None:
    d = drill(POOLS, injects=[], days=1, **{**RICH, "duties": {}})
    book = written(d, d.deck.msel(1))
    assert equal(d.deck.msel(1), read(d, tmp_path, book)[0])


# ---- what stands there -------------------------------------------------------------------------


def test_sheets_and_their_look(small: Drill) -> None:
    book = written(small, small.deck.msel(1))
    assert [(sheet.title, sheet.sheet_state) for sheet in book.worksheets] == [
        ("About this list", "visible"), ("Event list", "visible"), ("Player cards", "visible"),
        ("Controller cards", "visible"), ("Draws", "hidden"), ("Words", "hidden"),
    ]  # fmt: skip
    events = book.worksheets[LIST]
    assert events.freeze_panes == "D2"
    assert events.print_title_rows == "$1:$1"
    lists = {str(one.sqref).split(":")[0]: one.formula1 for one in events.data_validations.dataValidation}
    assert len(lists) >= 6
    words = book["Words"]
    assert [words.cell(row, 1).value for row in range(2, 6)] == [
        "inject", "contingency inject", "expected action", "disruption",
    ]  # fmt: skip
    assert all(one.data_type != "f" for sheet in book.worksheets for row in sheet for one in row)


def test_a_chinese_script_has_its_columns(small: Drill) -> None:
    book = written(small, small.deck.msel(1), "zh")
    titles = [one.value for one in book.worksheets[LIST][1]]
    script = "序号 演练阶段 脚本内容 指挥人 参演人员 所需资源 计划时长 响应级别 关键节点 情景时间 演练时间"
    for title in script.split():
        assert title in titles
    row = next(row for row in range(2, 9) if cell(book, LIST, row, "类别").value == "来访")
    assert cell(book, LIST, row, "参演人员").value == "接访组 2"
    assert cell(book, LIST, row, "所需资源").value == "公务车 1"


def test_what_is_expected_is_what_the_play_brings(small: Drill) -> None:
    msel = small.deck.msel(1)
    plays = first_plays(small.compiled, small.deck, conduct, runs=3)
    told = Rehearsal(small.compiled, msel, conduct(small.compiled, msel), plays)
    log, visit = told.log, int((msel.kind == small.compiled.kinds.index("visit")).argmax())
    expected = told.usual(visit)
    assert expected[0].startswith("Call: ")
    go = small.compiled.steps[int(msel.kind[visit])].index("go")
    arrived = int(log.ended[msel.row_first[visit] + go] - msel.time[visit])
    middle = told.envelopes[int(msel.kind[visit]), go]
    assert middle.early <= middle.middle <= middle.late
    assert any(line.startswith(f"On the way: {round(arrived / 60)} min (usually") for line in expected)


def test_quiet_stretches_of_the_rooms_clock_are_cut_short() -> None:
    assert exercise_clock([3600, 3600, 3900, 90000]) == [0, 0, 300, 1200]


def test_one_card_for_each_inject_and_whole_cards_on_pages(rich: Drill) -> None:
    msel = rich.deck.msel(1)
    book = written(rich, msel)
    heads = [row[0].value for row in book.worksheets[CARDS] if str(row[0].value).startswith("Inject ")]
    duties = sum(rich.deck.sources[origin].label.startswith("duty/") for origin in msel.origin.tolist())
    assert len(heads) == len(msel.time) + len(msel.disruption) - duties
    starts = {row[0].row for row in book.worksheets[CARDS] if str(row[0].value).startswith("Inject ")}
    assert {one.id + 1 for one in book.worksheets[CARDS].row_breaks.brk} <= starts


# ---- edits -------------------------------------------------------------------------------------


def row_of_visit(book: Any, sheet: int = LIST, nth: int = 0) -> int:
    title = "Kind" if sheet == LIST else "※ Kind"
    rows = [row for row in range(2, book.worksheets[sheet].max_row + 1) if cell(book, sheet, row, title).value == "Visit"]
    return rows[nth]


def test_edits_on_both_sheets(small: Drill, tmp_path: Path) -> None:
    book = written(small, small.deck.msel(1))
    cell(book, LIST, row_of_visit(book), "People").value = 12
    cell(book, DRAWS, row_of_visit(book, DRAWS), "Call: takes").value = "7 min"
    cell(book, DRAWS, row_of_visit(book, DRAWS), "hear: outcome").value = None
    cell(book, DRAWS, row_of_visit(book, DRAWS), "order: factor").value = None
    msel, remarks = read(small, tmp_path, book)
    visit = int((msel.kind == small.compiled.kinds.index("visit")).argmax())
    assert msel.people[visit] == 12
    assert minutes(small, msel, visit, "call") == 7
    row = row_of_visit(book, DRAWS)
    assert [(one.sheet, one.row, one.column, one.value) for one in remarks if isinstance(one, Filled)] == [
        ("Draws", row, "order: factor", "×1.050"), ("Draws", row, "hear: outcome", "settled"),
    ]  # fmt: skip
    assert str(remarks[0]) == f"Draws, row {row}: 'order: factor' is blank, taken as ×1.050"


def test_a_new_row_and_a_row_less(small: Drill, tmp_path: Path) -> None:
    book = written(small, small.deck.msel(1))
    events, last = book.worksheets[LIST], 2
    while cell(book, LIST, last, "Kind").value:
        last += 1
    for title, value in (("Scenario time", "day 2 10:00"), ("Kind", "visit"), ("Zone", "city"), ("Event type", "")):
        cell(book, LIST, last, title).value = value
    gone = row_of_visit(book)
    events.delete_rows(gone)
    msel, remarks = read(small, tmp_path, book)
    assert len(msel.time) == len(small.deck.msel(1).time)
    told = [str(one) for one in remarks]
    assert f"Draws, row {row_of_visit(book, DRAWS)} is not played: no event has its number" in told
    assert any(one.startswith(f"Event list, row {last - 1}: 'Call: takes' is blank, taken as ") for one in told)


def test_rows_and_columns_for_readers_are_not_read(small: Drill, tmp_path: Path) -> None:
    msel = small.deck.msel(1)
    book = written(small, msel)
    events = book.worksheets[LIST]
    events.insert_rows(1)
    events["A1"] = "※ Drill of the town, 2026"
    events.merge_cells("A1:F1")
    events.cell(2, events.max_column + 1, "# our remarks")
    events.cell(4, events.max_column, "anything")
    assert equal(msel, read(small, tmp_path, book)[0])


def test_all_on_one_sheet(small: Drill, tmp_path: Path) -> None:
    """A CSV that was saved as a workbook."""
    from drillsim.msel.file import msel_csv
    from drillsim.sheets.spreadsheet import read_table

    msel = small.deck.msel(1)
    (tmp_path / "msel.csv").write_bytes(msel_csv(msel, small.compiled, small.scenario, small.deck))
    book = written(small, msel)
    events = book.worksheets[LIST]
    for sheet in book.worksheets:
        if sheet is not events:
            book.remove(sheet)
    events.delete_rows(1, events.max_row)
    for row in read_table(tmp_path / "msel.csv", bool):
        events.append([one or None for one in row])
    again, remarks = read(small, tmp_path, book)
    assert equal(msel, again)
    assert remarks == []


# ---- faults ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sheet", "title", "value", "told"),
    [
        (LIST, "Zone", "twn", "there is no zone 'twn'; did you mean 'In town'?"),
        (LIST, "People", 2.5, "'2.5' is not a whole number from 1 to 1,000,000; write it as 3"),
        (LIST, "People", dt.datetime(2026, 1, 4),
         "the spreadsheet program has turned this into a date; format the cell as text and type it again"),
        (LIST, "Kind", None, "this cell is blank; say what kind of incident it is"),
        (LIST, "Scenario time", "soon", "'soon' is not a date and time; write it as 2026-03-02 08:30"),
        (DRAWS, "Call: takes", 5, None),
        (DRAWS, "hear: outcome", "setled", "there is no value 'setled' here; did you mean 'settled'?"),
        (DRAWS, "hear: outcome", "=A1", "the formula in this cell has no value; "
         "write the value itself, or open the file in Excel or WPS and save it"),
        (DRAWS, "Event number", None,
         "this row of draws has no event number; write the number of the event that it belongs to"),
    ],
)  # fmt: skip
def test_faults_with_their_cell(small: Drill, tmp_path: Path, sheet: int, title: str, value: Any, told: str | None) -> None:
    book = written(small, small.deck.msel(1))
    row = row_of_visit(book, sheet)
    cell(book, sheet, row, title).value = value
    found = faults(small, tmp_path, book)
    assert len(found) == 1
    assert found[0].startswith(f"{book.worksheets[sheet].title}:{row}:{title}: ")
    if told is not None:
        assert found[0] == f"{book.worksheets[sheet].title}:{row}:{title}: {told}"


def test_faults_of_titles_and_numbers(small: Drill, tmp_path: Path) -> None:
    book = written(small, small.deck.msel(1))
    cell(book, LIST, 1, "Zone").value = "Zoone"
    assert faults(small, tmp_path, book) == ["Event list:1:Zoone: no column is called 'Zoone'; did you mean 'Zone'?"]
    book = written(small, small.deck.msel(1))
    first, second = row_of_visit(book, DRAWS), row_of_visit(book, DRAWS, 1)
    same_number = cell(book, DRAWS, first, "Event number").value
    cell(book, DRAWS, second, "Event number").value = same_number
    told = f"event number {same_number} is also in row {first}; give another number, or delete the row"
    assert faults(small, tmp_path, book) == [f"Draws:{second}:Event number: {told}"]
    book = written(small, small.deck.msel(1))
    book.remove(book.worksheets[LIST])
    book.remove(book["Draws"])
    assert faults(small, tmp_path, book) == [
        "this is no event list: no sheet has titles that are known; "
        "the titles are those that drillsim msel writes, such as 'Scenario time' and 'Kind'"
    ]


# ---- what Excel and WPS do to cells ----------------------------------------------------------------


def test_dates_numbers_widths_and_blank_rows(small: Drill, tmp_path: Path) -> None:
    msel = small.deck.msel(1)
    book = written(small, msel)
    row, other, draws = row_of_visit(book), row_of_visit(book, LIST, 1), row_of_visit(book, DRAWS)
    start = small.scenario.window.start
    moment = start + dt.timedelta(seconds=9 * 3600 + 30 * 60 + 5)
    cell(book, LIST, row, "Scenario time").value = moment - dt.timedelta(microseconds=3)  # kept as a number of days
    cell(book, LIST, other, "Scenario time").value = ((start - dt.datetime(1899, 12, 30)).total_seconds() + 36900) / 86400
    cell(book, LIST, row, "People").value = "１"
    cell(book, LIST, other, "People").value = 1.0
    cell(book, LIST, row, "Exercise time").value = dt.time(9, 30)
    cell(book, LIST, other, "Exercise time").value = dt.datetime(2026, 3, 2, 9, 30)
    number = cell(book, DRAWS, draws, "Event number")
    number.value = float(number.value)
    factor = cell(book, DRAWS, draws, "order: factor")
    factor.value = int(factor.value.replace("×", "").replace(".", "")) / 1000
    factor.number_format = "0.0%"
    cell(book, LIST, book.worksheets[LIST].max_row + 40, "Notes").value = "  "
    again, remarks = read(small, tmp_path, book)
    assert equal(msel, again)
    assert remarks == []


def test_merged_cells_say_the_same_for_each_row(small: Drill, tmp_path: Path) -> None:
    msel = small.deck.msel(1)
    book = written(small, msel)
    zone = cell(book, LIST, 2, "Zone").column_letter
    first, second = row_of_visit(book), row_of_visit(book, LIST, 1)
    if second != first + 1:
        pytest.skip("the visits are not one below the other")
    book.worksheets[LIST].merge_cells(f"{zone}{first}:{zone}{second}")
    assert equal(msel, read(small, tmp_path, book)[0])


def test_too_many_events_for_a_workbook(rich: Drill, monkeypatch: pytest.MonkeyPatch) -> None:
    _WRITTEN.clear()
    monkeypatch.setattr("drillsim.msel.book.MOST_CELLS", 100)
    with pytest.raises(InputError, match=r"events are too many for a workbook; write a \.csv file"):
        written(rich, rich.deck.msel(1))


def test_numbers_stored_as_text_and_full_width_digits(small: Drill, tmp_path: Path) -> None:
    """What an input method for Chinese types, and the cells that a spreadsheet marks with a green corner."""
    msel = small.deck.msel(1)
    book = written(small, msel)
    row, draws = row_of_visit(book), row_of_visit(book, DRAWS)
    for sheet, at in ((LIST, row), (DRAWS, draws)):
        number = cell(book, sheet, at, "Event number")
        number.value = f"{number.value}"
    begin = cell(book, LIST, row, "Scenario time")
    wide = str.maketrans("0123456789:", "０１２３４５６７８９：")
    begin.value = str(begin.value).translate(wide)
    cell(book, LIST, row, "People").value = " １２ "
    takes = cell(book, DRAWS, draws, "Call: takes")
    takes.value = "７ 分钟"
    again, remarks = read(small, tmp_path, book)
    visit = int((msel.kind == small.compiled.kinds.index("visit")).argmax())
    assert (again.people[visit], minutes(small, again, visit, "call")) == (12, 7)
    assert again.time.tolist() == msel.time.tolist()
    assert remarks == []


# ---- what is picked, hidden or written otherwise ------------------------------------------------------


def strict(content: bytes) -> bytes:
    """The workbook as 'Strict Open XML Spreadsheet', as far as its names go."""
    office = "http://schemas.openxmlformats.org/"
    names = {
        f"{office}spreadsheetml/2006/main": "http://purl.oclc.org/ooxml/spreadsheetml/main",
        f"{office}officeDocument/2006/relationships": "http://purl.oclc.org/ooxml/officeDocument/relationships",
    }
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as parts, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as changed:
        for name in parts.namelist():
            part = parts.read(name)
            for usual, other in names.items():
                part = part.replace(usual.encode(), other.encode())
            changed.writestr(name, part)
    return out.getvalue()


def test_a_strict_workbook_is_read(small: Drill, tmp_path: Path) -> None:
    msel = small.deck.msel(1)
    book = written(small, msel)
    book.save(tmp_path / "usual.xlsx")
    content = strict((tmp_path / "usual.xlsx").read_bytes())
    assert b"purl" in zipfile.ZipFile(BytesIO(content)).read("xl/workbook.xml")
    (tmp_path / "msel.xlsx").write_bytes(content)
    assert equal(msel, read_msel(tmp_path / "msel.xlsx", small.compiled, small.scenario, small.deck)[0])


def test_the_first_list_that_is_shown_is_played_and_the_others_are_named(small: Drill, tmp_path: Path) -> None:
    msel = small.deck.msel(1)
    book = written(small, msel)
    book.copy_worksheet(book.worksheets[LIST]).title = "version 2"
    cell(book, len(book.worksheets) - 1, row_of_visit(book), "People").value = 9
    notes = book.create_sheet("our notes")
    notes["A1"] = "ask the driver"
    again, remarks = read(small, tmp_path, book)
    assert equal(msel, again)
    assert [str(one) for one in remarks] == [
        "sheets without events, not read: our notes",
        "version 2: this sheet is an event list, too, and is not played; 'Event list' is",
    ]
    book.worksheets[LIST].sheet_state = "hidden"
    again, remarks = read(small, tmp_path, book)
    assert 9 in again.people
    assert "Event list: this sheet is an event list, too, and is not played; 'version 2' is" in map(str, remarks)
    book.remove(book["version 2"])
    again, remarks = read(small, tmp_path, book)
    assert equal(msel, again)
    assert "Event list: this sheet is hidden and is read all the same" in map(str, remarks)


def test_an_empty_list_gives_way_to_one_with_events(small: Drill, tmp_path: Path) -> None:
    msel = small.deck.msel(1)
    book = written(small, msel)
    blank = book.create_sheet("to fill in", 0)
    blank.append([one.value for one in book["Event list"][1]])
    assert equal(msel, read(small, tmp_path, book)[0])


def test_hidden_rows_and_columns_are_played_and_said(small: Drill, tmp_path: Path) -> None:
    msel = small.deck.msel(1)
    book = written(small, msel)
    events = book.worksheets[LIST]
    for row in (2, 3, 5):
        events.row_dimensions[row].hidden = True
    events.column_dimensions[cell(book, LIST, 1, "People").column_letter].hidden = True
    again, remarks = read(small, tmp_path, book)
    assert equal(msel, again)
    assert [str(one) for one in remarks] == [
        "Event list: hidden columns are read like the others: People",
        "Event list: hidden rows are played like the others: rows 2–3, 5",
    ]


def test_titles_may_be_merged_over_rows(small: Drill, tmp_path: Path) -> None:
    msel = small.deck.msel(1)
    book = written(small, msel)
    events = book.worksheets[LIST]
    rows = [[one.value for one in row] for row in events.iter_rows()]
    events.delete_rows(1, events.max_row)
    for number, row in enumerate([rows[0], [], *rows[1:]], 1):
        for column, value in enumerate(row, 1):
            events.cell(number, column, value)
    for column in range(1, len(rows[0]) + 1):
        events.merge_cells(start_row=1, end_row=2, start_column=column, end_column=column)
    again, remarks = read(small, tmp_path, book)
    assert equal(msel, again)
    assert remarks == []


def test_a_duration_that_is_kept_as_a_time(small: Drill, tmp_path: Path) -> None:
    book = written(small, small.deck.msel(1))
    one = cell(book, DRAWS, row_of_visit(book, DRAWS), "Call: takes")
    for value, shown in ((dt.time(0, 5, 20), "h:mm:ss"), (dt.timedelta(minutes=5, seconds=20), "[h]:mm:ss")):
        one.value, one.number_format = value, shown
        msel, remarks = read(small, tmp_path, book)
        assert 320 in msel.takes
        told = f"Draws: durations kept as times, read as hours, minutes and seconds: row {row_of_visit(book, DRAWS)}"
        assert told in map(str, remarks)
    one.value, one.number_format = dt.time(5, 20), "h:mm"
    assert "'05:20' may be hours and minutes or minutes and seconds" in faults(small, tmp_path, book)[0]


def test_dates_in_the_formats_of_chinese_programs(small: Drill, tmp_path: Path) -> None:
    """Formats 31 and 57, say, are dates there although no file writes them down."""
    msel = small.deck.msel(1)
    book = written(small, msel)
    one = cell(book, LIST, row_of_visit(book), "People")
    one.value, one.number_format = 46083, "0"
    book.save(tmp_path / "usual.xlsx")
    out = BytesIO()
    with zipfile.ZipFile(tmp_path / "usual.xlsx") as parts, zipfile.ZipFile(out, "w") as changed:
        for name in parts.namelist():
            part = parts.read(name)
            changed.writestr(name, part.replace(b'numFmtId="1"', b'numFmtId="31"') if name == "xl/styles.xml" else part)
    (tmp_path / "msel.xlsx").write_bytes(out.getvalue())
    with pytest.raises(InputError, match="has turned this into a date"):
        read_msel(tmp_path / "msel.xlsx", small.compiled, small.scenario, small.deck)
