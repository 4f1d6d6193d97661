"""Who works in Chinese meets no English word of the files: not in a form, a page, a paper, a table, nor in what is printed.

Everything that can be made of a plan is made in Chinese, and searched for the English keys and fixed words that
plan files may have. The plan in `chinese/` uses every key of the language, so that none can hide.
"""

from __future__ import annotations

import copy
import re
import shutil
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from ruamel.yaml import YAML

from drillsim.base import language
from drillsim.base.errors import InputError
from drillsim.command import cli
from drillsim.files.json_schema import json_schema
from drillsim.files.reading import read_any
from drillsim.files.reference import documented
from drillsim.plan.plan import Plan
from drillsim.plan.scenario import Scenario
from drillsim.plan.words import MOMENTS_ZH, OUTCOMES_ZH, SUBJECTS_ZH, VALUES_ZH
from drillsim.quantities.timetable import WEEKDAYS

HERE = Path(__file__).parent
TABLES = (VALUES_ZH, SUBJECTS_ZH, MOMENTS_ZH, OUTCOMES_ZH)
KEYS = {key.english for root in (Plan, Scenario) for section in documented(root).values() for key in section.keys}
VOCABULARY = {*KEYS, *(word for table in TABLES for word in table.values()), *WEEKDAYS, "share", "per", "yuan"}
# What a person types at a terminal is typed in English; file names and addresses are what they are.
_TYPED = re.compile(
    r"drillsim [a-z]+|--[a-z-]+|\[OPTIONS\]|[\w./:-]+\.(?:yaml|xlsx|csv|json|html|docx|pdf|md)\b|"
    r"(?:[\w.-]+/)+[\w.-]*|/tmp/\S+"
)
_WORD = re.compile(r"(?<![A-Za-z0-9_])[A-Za-z_]+(?![A-Za-z0-9_])")


def leaks(text: str) -> list[str]:
    """Lines of a text with a word of the key vocabulary, each with the word."""
    found = []
    for line in text.splitlines():
        words = [word for word in _WORD.findall(_TYPED.sub(" ", line)) if word in VOCABULARY]
        if words:
            found.append(f"{', '.join(words)} | {line.strip()[:160]}")
    return found


class _Shown(HTMLParser):
    """The texts of a page that a person who chose Chinese sees, and those of its pictures and tooltips."""

    _NO_END = ("meta", "link", "br", "img", "hr", "input", "col", "path", "line", "rect", "circle", "use")

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._hidden: list[str] = []  # elements open from the outermost one that is not seen

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._hidden or tag in ("style", "script", "metadata") or dict(attrs).get("lang") == "en":
            self._hidden += [tag] if tag not in self._NO_END else []
        else:
            self.texts += [value for key, value in attrs if key in ("title", "alt", "aria-label", "placeholder") and value]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        if tag in self._hidden:
            del self._hidden[len(self._hidden) - 1 - self._hidden[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.texts.append(data)


def shown(path: Path) -> str:
    """What a person reads in a file."""
    if path.suffix == ".html":
        page = _Shown()
        page.feed(path.read_text("utf-8"))
        return "\n".join(page.texts)
    if path.suffix == ".xlsx":
        return "\n".join(_of_workbook(path))
    if path.suffix == ".docx":
        with zipfile.ZipFile(path) as archive:
            names = [
                name for name in archive.namelist() if re.match(r"word/(document|header|footer|footnotes)\d*\.xml", name)
            ]
            parts = [archive.read(name).decode() for name in names]
        return "\n".join(re.sub("<[^>]+>", "\n", part) for part in parts)
    return path.read_text("utf-8-sig")


def _of_workbook(path: Path) -> Iterator[str]:
    book = load_workbook(path)
    for sheet in book.worksheets:
        yield sheet.title
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    yield str(cell.value)
                if getattr(cell, "comment", None) is not None:
                    yield cell.comment.text
        for validation in sheet.data_validations.dataValidation:
            yield from (str(one) for one in (validation.formula1, validation.prompt, validation.error) if one)


@pytest.fixture
def typed(tmp_path, monkeypatch, capsys):
    """Type a command in Chinese; returns what was printed, and may say which exit codes are right."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DRILLSIM_LANG", "zh")

    def type_it(*words: object, codes: tuple[int, ...] = (0, 1, 3)) -> str:
        code = cli.run([*(str(word) for word in words), "--lang", "zh"])
        printed = capsys.readouterr()
        assert code in codes, printed.out + printed.err
        return printed.out + printed.err

    yield type_it
    language.speak("en")


@pytest.fixture(params=["whole", pytest.param("starter", marks=pytest.mark.slow)])
def files(request, tmp_path, typed):
    """A plan and a scenario in Chinese: one that uses every key, and the one that `new` writes."""
    if request.param == "starter":
        typed("new", "村委会")
        return tmp_path / "村委会" / "plan.yaml", tmp_path / "村委会" / "scenario.yaml"
    shutil.copytree(HERE / "chinese", tmp_path / "全貌")
    return tmp_path / "全貌" / "plan.yaml", tmp_path / "全貌" / "scenario.yaml"


def test_nothing_that_is_made_of_a_plan_has_an_english_word_of_the_files(files, typed, tmp_path):
    plan, scenario = files
    printed = {
        "check": typed("check", scenario),
        "list": typed("list", plan.parent),
        "form": typed("form", plan, "-o", "plan.xlsx"),
        "form back": typed("form", "plan.xlsx", "-o", "back.yaml"),
        "check form": typed("check", "plan.xlsx"),
        "msel": typed("msel", scenario, "-o", "list.csv"),
        "msel book": typed("msel", scenario, "-o", "list.xlsx"),
        "run": typed("run", scenario, "--runs", 5, "--engine", "simpy", "--out", "run"),
        "brief": typed(
            "run", scenario, "--runs", 5, "--engine", "simpy", "--format", "brief", "--out", "brief", "--no-report"
        ),
        "report": typed("report", "run", "--out", "reports"),
        "explain": typed("explain", "run"),
        "compare": typed("compare", scenario, scenario, "--runs", 5, "--out", "compared"),
        "manual": typed("manual", scenario, "--runs", 5, "-o", "manual.html"),
    }
    found = {f"printed by {name}": leaks(text) for name, text in printed.items()}
    paths = [
        tmp_path / "plan.xlsx",
        tmp_path / "back.yaml",
        tmp_path / "list.csv",
        tmp_path / "list.xlsx",
        tmp_path / "manual.html",
    ]
    for folder in ("reports", "compared", "run", plan.parent):
        paths += [p for p in (tmp_path / folder).rglob("*") if p.suffix in (".html", ".docx", ".xlsx", ".yaml")]
    found |= {str(path.relative_to(tmp_path)): leaks(shown(path)) for path in paths}
    assert not any(found.values()), "\n".join(f"{place}: {line}" for place, lines in found.items() for line in lines)


# ---- what is said of a file with faults --------------------------------------------------------------

MUTATIONS = ("bad", "gone", "key", "list", "number", "empty")
_EVERY = 23  # of all mutations are tried: all of them take minutes


def paths(part: Any, here: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every value of a file."""
    for key, value in part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ():
        yield (*here, key)
        yield from paths(value, (*here, key))


def mutated(whole: Any, path: tuple[Any, ...], how: str) -> Any:
    """A file with one thing wrong in it."""
    found = holder = copy.deepcopy(whole)
    for key in path[:-1]:
        holder = holder[key]
    if how == "gone":
        del holder[path[-1]]
    elif how == "key" and isinstance(path[-1], str):
        holder["坏键"] = holder.pop(path[-1])
    else:
        holder[path[-1]] = {"bad": "坏值", "list": ["甲", "乙"], "number": -1.5, "empty": {}}.get(how, 7)
    return found


@pytest.mark.parametrize("name", ["plan.yaml", "scenario.yaml"])
def test_what_is_wrong_with_a_chinese_file_is_said_in_chinese(name, tmp_path):
    shutil.copytree(HERE / "chinese", tmp_path, dirs_exist_ok=True)
    whole = YAML(typ="safe", pure=True).load((tmp_path / name).read_text("utf-8"))
    said = []
    with language.speaking("zh"):
        for path, how in list(product(paths(whole), MUTATIONS))[::_EVERY]:
            with (tmp_path / name).open("w", encoding="utf-8") as file:
                YAML().dump(mutated(whole, path, how), file)
            try:
                read_any(tmp_path / name)
            except InputError as error:
                said += [f"{fault.what}; {fault.mend or ''}" for fault in error.faults]
    assert len(said) > 10
    assert leaks("\n".join(said)) == []


def test_the_schema_for_chinese_files_says_and_shows_chinese():
    """What an editor shows of a key: its meaning and examples, the words to choose from beside the English ones."""
    shown = []

    def collect(part: Any) -> None:
        if isinstance(part, dict):
            shown.extend(
                str(part[key]) for key in ("description", "examples") if key in part and not isinstance(part[key], dict)
            )
            shown.extend(part.get("properties", {}))
            for value in part.values():
                collect(value)
        elif isinstance(part, list):
            for one in part:
                collect(one)

    with language.speaking("zh"):
        for kind in ("plan", "scenario"):
            collect(json_schema(kind, "zh"))
    assert len(shown) > 100
    assert leaks("\n".join(shown)) == []
