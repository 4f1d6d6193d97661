"""Forms for tests: written, changed cell by cell as a planner (or a spreadsheet program) would, and read."""

# ruff: noqa: E501 (lines of the scenario below, as its file would have them)

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from openpyxl import Workbook, load_workbook

from drillsim.base.errors import InputError
from drillsim.files.reading import read_plan
from drillsim.plan.plan import Plan


def random_scenario(r: Random) -> dict[str, Any]:
    """A scenario file with any of the keys that a scenario may have, by its schema alone."""

    def some(**keys: Any) -> dict[str, Any]:
        return {key: value for key, value in keys.items() if r.random() < 0.6}

    def varying() -> Any:
        return r.choice([3, {"shortest": 1, "usual": 2, "longest": 9}, {"between": [2, 5]}, {"observed": [1, 4, 4]}])

    def weights(*keys: str) -> dict[str, float]:
        return {key: r.choice([1, 2.5, 0.3, 60]) for key in r.sample(keys, r.randint(1, len(keys)))}

    def shares(*words: str) -> Any:
        return r.choice([r.choice(words), dict(zip(words, (0.25, 0.75), strict=True)), {words[0]: 1 / 3, words[1]: 2 / 3}])

    def moment() -> str:
        return r.choice(["day 2 09:30", "第3天 21:10", "2026-03-03 09:30", "day 1 24:00", "2026-03-04 23:59:30"])

    def stream() -> dict[str, Any]:
        hours = weights("08:00-12:00", "14:00-17:30", "22:00-06:00")
        clock = r.choice(
            [{"rate": r.choice(["3 per day", 1 / 7, "0.1 per hour"][::2])} | some(hours=hours), {"at": ["09:30", "24:00"]}]
        )
        attributes = {"level": shares("1", "a b"), "路": shares("畅通", "中断"), "x": shares("level 3", "true")}
        batch = r.choice([{}, {"batch": {"shortest": 1, "usual": 2, "longest": 4}} | some(same=["zone", "level"])])
        return {"kind": "visit", **clock, **batch} | some(
            name={"en": "calls", "zh": "来电"}, days=weights("mon-fri", "sat, sun", "wed"), at_most=r.randint(1, 500),
            zone=r.choice(["town", weights("town", "村")]), people=varying(), attributes=dict(list(attributes.items())[: r.randint(1, 3)]))  # fmt: skip

    def inject() -> dict[str, Any]:
        return {"at": moment(), "kind": "visit"} | some(
            zone="村", people=r.randint(1, 40), attributes={"level": "1", "路": "中断"}, message={"en": "=1+1", "zh": "一；二"},
            mode="电话", sender="resident", receiver={"zh": "值班员"}, expects="go, at once")  # fmt: skip

    def disruption() -> dict[str, Any]:
        road = {"road_slow": r.choice([{}, {"from": "hall"}, {"to": "村"}, {"from": "hall", "to": "村"}]), "times": 1.5}
        one = r.choice([road, {"staff_away": "crew", "count": 2}, {"out_of_service": "bus"}, {"phone_off": "书记"},
                        {"breaks_down": "bus"}, {"weather": "snow"}])  # fmt: skip
        return one | {"from": moment(), "until": moment()} | some(name="storm", chance=r.choice([0.3, 1 / 3, 1]))

    window = {"from": r.choice(["2026-03-02", "2026-03-02 08:30"])} | r.choice([{"days": 7}, {"until": "2026-04-01 12:00"}])
    return {"plan": "plan.yaml", "name": r.choice(["week", {"en": "week", "zh": "周"}]), "window": window} | some(
        about="=a", streams={name: stream() for name in ("calls", "来访")[: r.randint(1, 2)]},
        injects=[inject() for _ in range(r.randint(1, 3))], disruptions=[disruption() for _ in range(r.randint(1, 3))],
        assumptions={"rate": {"text": "how often", "source": "register", "about": ["streams", "streams.calls.rate"]}})  # fmt: skip


class Desk:
    """A form in a file, open on a planner's desk."""

    def __init__(self, path: Path, form: bytes) -> None:
        self.path = path
        path.write_bytes(form)
        self.book: Workbook = load_workbook(path)

    def place(self, sheet: str, title: str, key: str = "", table: int = 0) -> tuple[int, int]:
        """Row and column of the cell below a title in the row that names `key`; '' for the first blank row.

        `table` counts the rows of titles that have this one.
        """
        cells = self.book[sheet]
        headers = [row for row in range(1, cells.max_row + 1) if title in [c.value for c in cells[row]]]
        header = headers[table]
        column = [c.value for c in cells[header]].index(title) + 1
        for named in range(5):
            for row in range(header + 1, cells.max_row + 2):
                values = [cell.value for cell in cells[row]]
                if values[named] == key if key else not any(values):
                    return row, column
        raise AssertionError(f"no row '{key}' on {sheet}")

    def put(self, sheet: str, title: str, key: str, value: Any, table: int = 0, number_format: str = "") -> tuple[int, int]:
        """Type a value into a cell; returns its row and column."""
        row, column = self.place(sheet, title, key, table)
        cell = self.book[sheet].cell(row, column)
        cell.value = value
        if number_format:
            cell.number_format = number_format
        return row, column

    def read(self) -> Plan:
        """Save the form and read it as a plan."""
        self.book.save(self.path)
        return read_plan(self.path)

    def faults(self) -> list[str]:
        """Save the form and read it; the faults as they are printed, without the folder."""
        self.book.save(self.path)
        return faults_of(self.path)


def faults_of(path: Path) -> list[str]:
    """What is wrong with a file, each fault as it is printed, without the folder."""
    try:
        read_plan(path)
    except InputError as error:
        return [str(fault).replace(f"{path.parent}/", "") for fault in error.faults]
    return []


def repacked(path: Path, change: Callable[[str, bytes], bytes], more: dict[str, bytes] | None = None) -> None:
    """Change the files packed in a workbook, and add others."""
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**files, **(more or {})}.items():
            archive.writestr(name, change(name, content))
