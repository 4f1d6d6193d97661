"""Texts of people in every medium: shown as they were written, whatever another language would make of them.

One plan, scenario and drill in which every text is a string of horrors goes through every command.
"""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin

import docx
import openpyxl
import pytest
from files import PLAN, SCENARIO, write
from pydantic import BaseModel, BeforeValidator
from ruamel.yaml import YAML

from drillsim import language, schema
from drillsim.command import cli
from drillsim.files.reading import read_plan, read_scenario
from drillsim.form.look import taken_text
from drillsim.legible import legible

MORE_PLAN = """\
names: {office: x, chair: x, danger: x, none: x, some: x, settled: x, failed: x, snow: x}
about: x
basis: [x, x]
players:
  boss: {plays: head, decides: [crew, car]}
triggers:
  alarm: {kind: visit, count: 2, within: 2 h, procedure: report}
"""
MORE_SCENARIO = """\
about: x
"""
# What each medium reads as its own: formulas of pictures, markup of terminals, typesetters and pages, fields to fill in,
# escapes of workbooks, marks that turn letters round, what looks like the inside of a drawing, other scripts.
HORRORS = {
    "mathtext": r"fee $5 % or $6 % x_{1}^2 \frac{a}{b} \$ a__b",
    "markup": "[/urgent] [bold red]x[/] :fire: [link=file:///]y",
    "page": """<b>&amp;"'</title></script><script>alert(1)</script><!-- ]]> --> {{ plan }} {% raw %}""",
    "typesetter": r"#strong[*x*] _y_ @ref <label> // `code` \ = ~ $x$ --- ...",
    "fields": "{n} {0} {} %s %(x)s {{ }} ${x} «Name» { MERGEFIELD a }",
    "drawing": """z " id="x" -3.14159 > < fill: #222222 style="" @font@ url(#x) _x0041_ &""",
    "order": "\u202eabc\u202c \u2066d\u2069 \ufeff\u200bend",
    "scripts": "镇政府 العربية ไทย 😀 e\u0301 ｆｕｌｌ Ａ",
}
BEGINNINGS = ("=1+1 ", "+1 ", "-1 ", "@x ", "'", "[x] ", "$", "#", "\t", "")

BREAKS = re.compile(r"[\s\u200b\ufeff]+")  # where a medium may break a line, or has broken one


OBEYED = re.compile("[\x1b\x9b\x07\u202a-\u202e\u2066-\u2069]")


class Texts:
    """Every text of a plan and its scenario made horrible: each ends in a number of its own."""

    def __init__(self, horror: str) -> None:
        self.horror, self.all = horror, {}

    def next(self) -> str:
        """Another text."""
        n = len(self.all) + 1
        self.all[n] = f"{BEGINNINGS[n % len(BEGINNINGS)]}{self.horror} Q{n}Q"
        return self.all[n]

    def fill(self, part: BaseModel, raw: dict[str, Any]) -> None:
        """Fill in every text that a part of a file has room for; `raw` is the part as the file writes it."""
        for name, field in type(part).model_fields.items():
            key, value = name.rstrip("_"), getattr(part, name)
            if name in ("qualitative", "not_modelled") and value is None:
                continue  # a clause has one mark
            one, several = _texts_in(field.annotation, field.metadata)
            if one:
                raw[key] = self.next()
            elif several is list:
                raw[key] = [self.next(), self.next()]
            elif several is dict:
                raw[key] = {one: self.next() for one in raw.get(key, {})}
            else:
                self._below(value, raw.get(key))

    def _below(self, value: Any, raw: Any) -> None:
        if isinstance(value, BaseModel) and isinstance(raw, dict):
            self.fill(value, raw)
        elif isinstance(value, dict) and isinstance(raw, dict):
            for name, one in zip(raw, value.values(), strict=True):
                self._below(one, raw[name])
        elif isinstance(value, list) and isinstance(raw, list):
            for one, its in zip(value, raw, strict=True):
                self._below(one, its)


def _texts_in(annotation: Any, metadata: Any) -> tuple[bool, type | None]:
    """Whether a field is a text, and whether it is a list or a mapping of texts."""
    if any(isinstance(one, BeforeValidator) and one.func is schema._as_texts for one in metadata):
        return True, None
    if get_origin(annotation) in (list, dict):
        return False, get_origin(annotation) if _texts_in(get_args(annotation)[-1], ())[0] else None
    if get_origin(annotation) is Annotated:
        return _texts_in(get_args(annotation)[0], get_args(annotation)[1:])
    if type(None) in get_args(annotation):
        return _texts_in(get_args(annotation)[0], ())
    return False, None


def horrible(folder: Path, horror: str) -> tuple[Path, Texts]:
    """A plan and a scenario with this horror in all their texts; returns the scenario's path."""
    yaml, texts = YAML(typ="safe", pure=True), Texts(horror)
    (folder / "plain").mkdir()
    path = write(folder / "plain", PLAN.replace("county: }", "county: {}}") + MORE_PLAN, SCENARIO + MORE_SCENARIO)
    scenario, plan = read_scenario(path)
    for name, part in (("plan.yaml", plan), ("week.yaml", scenario)):
        raw = yaml.load((folder / "plain" / name).read_text("utf-8"))
        texts.fill(part, raw)
        content = json.dumps(raw, ensure_ascii=False, default=str)
        (folder / name).write_text(re.sub("[\x85\u2000-\u206f\ufeff]", lambda m: f"\\u{ord(m[0]):04x}", content), "utf-8")
    return folder / "week.yaml", texts


def squeezed(words: str) -> str:
    return BREAKS.sub("", words)


def found(extracted: str, texts: Texts, as_read: bool = True) -> set[int]:
    """The numbers of the texts in what a medium says. Fails where one of them does not stand as it was written."""
    extracted, seen = squeezed(extracted), set()
    for end in re.finditer(r"Q(\d+)Q", extracted):
        n = int(end[1])
        whole = squeezed(legible(texts.all[n]) if as_read else texts.all[n])
        assert extracted[: end.end()].endswith(whole), (whole, extracted[max(0, end.end() - len(whole) - 40) : end.end()])
        seen.add(n)
    return seen


class Seen(HTMLParser):
    """What a page says: its text, and the attributes that are read out or shown; and how many scripts it has."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.scripts = 0
        self.skip = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.scripts += tag == "script"
        self.skip = tag if tag in ("script", "style") else ""
        assert not [name for name, _value in attrs if name.startswith("on")], "nothing of a text may run"
        for name, value in attrs:
            if name == "data-names":
                self.parts += json.loads(value or "")
            elif name in ("aria-label", "title", "data-title"):
                self.parts.append(value or "")

    def handle_endtag(self, tag: str) -> None:
        self.skip = ""

    def handle_data(self, data: str) -> None:
        if not self.skip:
            self.parts.append(data)


def in_docx(content: bytes) -> str:
    """All words of a document: body, tables, properties, titles of pictures."""
    made = docx.Document(io.BytesIO(content))
    said = ["".join(one.itertext()) for one in made.element.body.iter() if one.tag.endswith("}p")]
    assert not [one for one in made.element.body.iter() if one.tag.endswith("}instrText") and "MERGE" in (one.text or "")]
    said += [str(value) for one in made.element.body.iter() if one.tag.endswith("}docPr") for value in one.attrib.values()]
    return "\n".join(said)


def in_workbook(content: bytes) -> str:
    """All words of a workbook, as a spreadsheet shows them; there is no formula."""
    said = []
    for sheet in openpyxl.load_workbook(io.BytesIO(content)).worksheets:
        assert len(sheet.title) <= 31
        assert len(sheet.oddHeader.left.text or "") <= 200
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.value is not None):
            assert cell.data_type != "f", f"{sheet.title}!{cell.coordinate} is a formula"
            said.append(taken_text(str(cell.value)))
    return "\n".join(said)


class Played:
    """What the commands made of a horrible plan, each once."""

    def __init__(self, folder: Path, horror: str, lang: str) -> None:
        self.folder, self.lang = folder, lang
        self.path, self.texts = horrible(folder, horror)

    def type(self, *arguments: object, width: int = 4000, codes: tuple[int, ...] = (0,)) -> str:
        """What a command prints, on a terminal so wide."""
        with pytest.MonkeyPatch.context() as patch, io.StringIO() as out, io.StringIO() as err:
            patch.setenv("COLUMNS", str(width))
            patch.setenv("DRILLSIM_TRACEBACK", "1")
            patch.setattr("sys.stdout", out)
            patch.setattr("sys.stderr", err)
            code = cli.run([*map(str, arguments), "--lang", self.lang])
            printed = out.getvalue() + err.getvalue()
        assert code in codes, printed
        assert "json" in arguments or not OBEYED.search(printed), "a text is obeyed by the terminal"
        return printed


EACH = [pytest.param(("en", horror), marks=pytest.mark.slow, id=name) for name, horror in HORRORS.items()]
ALL = " ".join(HORRORS.values())


@pytest.fixture(scope="module", params=[("en", ALL), pytest.param(("zh", ALL), marks=pytest.mark.slow), *EACH])
def played(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    lang, horror = request.param
    made = Played(tmp_path_factory.mktemp("horrors"), horror, lang)
    made.run = made.type("run", made.path, "--runs", 6, "--engine", "simpy", "--out", made.folder / "run", codes=(0, 1, 3))
    yield made
    language.use("en")


def number(played: Played, *path: str) -> int:
    """The number of a text by its place in the files."""
    raw: Any = {name: json.loads((played.folder / f"{name}.yaml").read_text("utf-8")) for name in ("plan", "week")}
    for key in path:
        raw = raw[key]
    return int(re.search(r"Q(\d+)Q", raw)[1])  # type: ignore[index]


def test_every_text_of_a_plan_is_tried(played):
    assert len(played.texts.all) > 70
    texts = Path(played.folder / "plan.yaml").read_text("utf-8")
    assert not re.search(r'"x"|": ""', texts)


def test_texts_on_a_terminal(played):
    """run, check, explain, compare, size and list say them as they are, whatever looks like markup in them."""
    run, path = played.folder / "run", played.path
    plan, target = number(played, "plan", "name"), number(played, "plan", "targets", "arrival", "name")
    assert {plan, target} <= found(played.run, played.texts)
    brief = played.type(
        "run", path, "--runs", 6, "--engine", "simpy", "--no-report", "--out", played.folder / "brief", "--format", "brief",
        codes=(0, 1, 3),
    )  # fmt: skip
    assert "Q36Q" in brief.replace("\n", "") or len(re.findall("^[√×○]", brief, re.MULTILINE)) >= 2
    assert {plan, number(played, "plan", "clauses", "L.1", "undefined", 0)} <= found(
        played.type("check", path), played.texts
    )
    why = found(played.type("explain", run), played.texts)
    assert {plan, target, number(played, "plan", "pools", "cash", "name")} <= why
    assert found(played.type("explain", run, "--run", 2), played.texts)
    story = played.type("explain", run, "--run", 2, "--incident", 1, width=30_000)
    assert number(played, "plan", "procedures", "visit", "steps", "talk", "name") in found(story, played.texts)
    assert plan in found(played.type("list", played.folder), played.texts)
    compared = played.type("compare", path, played.folder / "plain" / "week.yaml", "--runs", 6, "--out", played.folder / "c")
    assert found(compared, played.texts)


def test_texts_for_programs(played):
    """JSON and CSV hold them unchanged: they are data, and read back."""
    path, folder = played.path, played.folder
    told = played.type("check", path, "--format", "json")
    assert found("".join(strings_in(json.loads(told))), played.texts, as_read=False)
    listed = json.loads(played.type("list", folder, "--format", "json"))
    assert number(played, "plan", "name") in found("".join(strings_in(listed)), played.texts, as_read=False)
    for name in ("list.csv", "list.xlsx"):
        played.type("msel", path, "-o", folder / name)
        again = played.type("run", path, "--msel", folder / name, "--out", folder / f"{name}-run", codes=(0, 1, 3))
        assert {number(played, "plan", "targets", "arrival", "name")} <= found(again, played.texts)
    cells = [cell for row in csv.reader(io.StringIO((folder / "list.csv").read_text("utf-8-sig"))) for cell in row]
    assert not [cell for cell in cells if cell.lstrip().startswith(("=", "+", "-", "@"))], "a cell is a formula"


def strings_in(content: Any) -> Iterator[str]:
    if isinstance(content, str):
        yield content + "\n"
    for one in content.values() if isinstance(content, dict) else content if isinstance(content, list) else ():
        yield from strings_in(one)


def test_texts_in_workbooks(played):
    folder, texts = played.folder, played.texts
    if not (folder / "list.xlsx").exists():
        played.type("msel", played.path, "-o", folder / "list.xlsx")
    said = found(in_workbook((folder / "list.xlsx").read_bytes()), texts, as_read=False)
    assert {number(played, "plan", "procedures", "visit", "name"), number(played, "week", "injects", 0, "expects")} <= said
    played.type("form", folder / "plan.yaml", "-o", folder / "form.xlsx")
    assert len(found(in_workbook((folder / "form.xlsx").read_bytes()), texts, as_read=False)) > 55
    assert found(played.type("check", folder / "form.xlsx"), texts)
    before, after = (read_plan(folder / name) for name in ("plan.yaml", "form.xlsx"))
    assert before.model_dump(mode="json") == after.model_dump(mode="json")


def test_texts_in_papers_and_pages(played):
    run, folder, texts = played.folder / "run", played.folder, played.texts
    played.type("report", run, "--format", "docx,pdf,html,xlsx", "--out", folder / "papers")
    wanted = {
        number(played, "plan", "name"), number(played, "week", "name"), number(played, "plan", "targets", "arrival", "name"),
        number(played, "plan", "clauses", "L.1", "text"),
    }  # fmt: skip
    papers = {path.suffix: path for path in (folder / "papers").iterdir()}
    assert wanted <= set.union(*(found(in_docx(path.read_bytes()), texts) for path in (folder / "papers").glob("*.docx")))
    page = Seen(papers[".html"].read_text("utf-8"))
    assert page.scripts == 1
    assert wanted <= found("\n".join(page.parts), texts)
    assert found(in_workbook(papers[".xlsx"].read_bytes()), texts, as_read=False)
    played.type("manual", played.path, "--runs", 4, "-o", folder / "manual.html")
    manual = Seen((folder / "manual.html").read_text("utf-8"))
    assert manual.scripts <= 1
    assert number(played, "week", "injects", 0, "message") in found("\n".join(manual.parts), texts)
    if shutil.which("pdftotext"):
        for path in (folder / "papers").glob("*.pdf"):
            said = subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, check=True).stdout.decode()
            assert squeezed(HORRORS["typesetter"]) in squeezed(said) or HORRORS["typesetter"] not in texts.horror, path.name
