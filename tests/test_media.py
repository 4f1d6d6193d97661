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
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin

import docx
import matplotlib
import matplotlib.font_manager
import matplotlib.text
import openpyxl
import pytest
from files import PLAN, SCENARIO, write
from fontTools.ttLib import TTFont
from pydantic import BaseModel, BeforeValidator
from rich.cells import cell_len
from ruamel.yaml import YAML

from drillsim.base import language
from drillsim.base.legible import legible, one_line, shortened
from drillsim.command import cli
from drillsim.draw import drawing, figures, size_figures, whiskers
from drillsim.files.reading import read_plan, read_scenario
from drillsim.plan import values
from drillsim.room.door import Door
from drillsim.room.room import DrillRoom
from drillsim.room.screen import Screen
from drillsim.room.server import Server
from drillsim.say.stages import STAGES
from drillsim.sheets.writing import put_text
from drillsim.store.folder import in_reports

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
    if any(isinstance(one, BeforeValidator) and one.func is values.as_texts for one in metadata):
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


def taken_text(written: str) -> str:
    """A text out of a cell that openpyxl read: it leaves escapes as they are."""
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda sign: chr(int(sign[1], 16)), written).replace("\r\n", "\n")


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
    language.speak("en")


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
    quote = {number(played, "plan", "clauses", "L.1", key) for key in ("quote", "place")}
    for path, read in ((folder / "table.docx", in_docx), (folder / "table.xlsx", in_workbook)):
        played.type("check", played.path, "--format", path.suffix[1:], "-o", path)
        assert quote <= found(read(path.read_bytes()), texts), path.name
    played.type("manual", played.path, "--edition", "facilitators", "--runs", 4, "-o", folder / "manual.html")
    manual = Seen((folder / "manual.html").read_text("utf-8"))
    assert manual.scripts <= 1
    assert number(played, "week", "injects", 0, "message") in found("\n".join(manual.parts), texts)
    if shutil.which("pdftotext"):
        for path in (folder / "papers").glob("*.pdf"):
            said = subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, check=True).stdout.decode()
            assert squeezed(HORRORS["typesetter"]) in squeezed(said) or HORRORS["typesetter"] not in texts.horror, path.name


def test_texts_in_a_drill(played):
    """What is said in a room, too: notes and messages may hold what no file may."""
    folder, texts = played.folder / "drill", played.texts
    scenario, note = played.path, f"\x1b[31mred\x1b[0m \x07 {texts.next()}"
    lines = ["sit boss", "next", "board", "lights", "list", f"note {note}", f"tell all {note}", "go 1 day", "end"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        said = played.type("drill", scenario, "--no-browser", "--out", folder)
    plan = number(played, "plan", "name")
    assert {plan, len(texts.all)} <= found(said, texts)
    assert "[U+001B][31mred" in said
    assert len(texts.all) in found(played.type("replay", folder), texts)
    assert found(played.type("explain", folder), texts)
    played.type("report", folder, "--format", "docx,html", "--out", played.folder / "drill-papers")
    papers = {path.suffix: path for path in (played.folder / "drill-papers").iterdir()}
    assert {plan, len(texts.all)} <= found("\n".join(Seen(papers[".html"].read_text("utf-8")).parts), texts)
    server = Server(DrillRoom(folder), "http://127.0.0.1:1", Door(40))
    try:
        for screen in server.keys:
            sent = Screen(None, screen, played.lang)  # type: ignore[arg-type]
            sent.say(server.scene(screen, played.lang))
            server.show([sent])
            payload = "".join((*sent.answers, sent.view))
            assert not OBEYED.search(payload)
            assert plan in found("".join(strings_in([json.loads(one) for one in (*sent.answers, sent.view)])), texts)
    finally:
        server.room.folder.close()


def test_texts_in_a_sizing(played):
    folder = played.folder / "size"
    vary = ("--vary", "crew=5..6", "--vary", "car=2..3")
    said = played.type("size", played.path, *vary, "--max-runs", 40, "--out", folder, codes=(0, 1, 3))
    assert number(played, "plan", "pools", "car", "name") in found(said, played.texts)
    played.type("report", folder, "--format", "docx,pdf,html", "--out", played.folder / "size-papers")
    papers = {path.suffix: path for path in (played.folder / "size-papers").iterdir()}
    assert number(played, "plan", "pools", "car", "name") in found(in_docx(papers[".docx"].read_bytes()), played.texts)
    assert found("\n".join(Seen(papers[".html"].read_text("utf-8")).parts), played.texts)


# ---- one medium at a time ----------------------------------------------------------------------------------


def test_what_cannot_be_seen_is_named():
    assert (
        legible("a\x1b[1m\x9b\x07\x7f\x00b\ud800\uffff") == "a[U+001B][1m[U+009B][U+0007][U+007F][U+0000]b[U+D800][U+FFFF]"
    )
    assert legible("\u202eabc\u202c \u2067d\u2069") == "[U+202E]abc[U+202C] [U+2067]d[U+2069]"
    assert legible("a\r\nb\rc\x85d\u2028e\x0bf\tg") == "a\nb\nc\nd\ne\nf g"
    for kept in (
        "👨\u200d👩\u200d👧 e\u0301 العربية\u200f ไทย 镇政府",
        HORRORS["mathtext"],
        HORRORS["markup"],
        HORRORS["page"],
    ):
        assert legible(kept) == kept
    assert one_line(" a\n  b\tc\r\n") == "a b c"


def test_what_is_cut_off_leaves_an_ellipsis():
    assert shortened("abc", 3) == "abc"
    assert shortened("abcd", 3) == "ab…"
    assert shortened("镇政府", 5) == "镇政…"


LONG = [
    "people_are_listened_to_by_a_member_within_one_hour_of_coming_", "Wm" * 1000,
    "镇政府接访中心三十分钟内答复并登记在册" * 40,
    "A name of quite a few words, of which no more than two lines can be shown beside a drawing " * 3, "é😀" * 300,
]  # fmt: skip


def drawings(names: list[str]) -> dict[str, Any]:
    """Every picture in which names stand, with these names."""
    row = {
        "attainment": lambda name: whiskers.Attained(name, 0.9, 0.85, 0.95, 0.9, "PASS", "√"),
        "by place": lambda name: whiskers.PlaceRow(name, (60, 120, 300, 400, 900), 12, 0.9, "90%"),
        "differences": lambda name: whiskers.DifferenceRow(name, -2.0, -3.0, 1.0, "worse"),
        "gains": lambda name: figures.Gain(name, 0.5, "50%"),
        "map": lambda name: figures.Place(name, 600, 0.9),
        "tornado": lambda name: size_figures.Sway(name, -0.1, 0.2, 1),
    }
    rows: dict[str, Any] = {key: [made(name) for name in names] for key, made in row.items()}
    tiles = {(2, 1): size_figures.Tile("kept", "95%", 0.1)}
    return {
        "attainment": whiskers.attainment([("share", rows["attainment"])]),
        "by place": whiskers.by_place("time", rows["by place"], 600),
        "differences": whiskers.differences([("points", rows["differences"])]),
        "gains": drawing.stacked(figures.gains("share", rows["gains"], (0.9, "goal 90%"))),
        "map": figures.ways("time", rows["map"]),
        "tornado": size_figures.tornado(rows["tornado"], 0.05),
        "pair": size_figures.pair((names[0], range(2, 4)), (names[-1], range(1, 3)), tiles, (2, 1)),
    }


def test_texts_in_pictures():
    """Short names stand whole, and in one piece, in the drawing, whatever drawings are made of."""
    short = [
        "$5 % or $6 %",
        "[/urgent] x_1^2",
        r"\frac{a} \$",
        "<b>&amp;\"'",
        'id="x" 3.14159',
        'z " > < @font@',
        "{n} %s",
        "镇政府",
    ]
    for key, drawn in drawings(short).items():
        picture = drawing.svg(drawn, "$t$ <b>", 'd "&"', "s-")
        said = Seen(picture).parts
        shown = squeezed("".join(re.findall(r"<text[^>]*>([^<]*)</text>", picture)))
        for name in short if key != "pair" else (short[0], short[-1]):
            assert squeezed(escape(name, quote=False)) in shown, (key, name)
        assert "$t$ <b>" in said
        assert picture.count("<text") == picture.count("</text>")
        assert not [one for one in drawn.findobj(matplotlib.text.Text) if one.get_parse_math()]


def test_long_names_fit_beside_a_drawing():
    """They are wrapped, only what nobody writes is cut; nothing lies outside of the picture."""
    with drawing.style():
        for key, drawn in drawings(LONG).items():
            drawing.png(drawn, 50)
            whole = drawn.bbox
            for one in drawn.findobj(matplotlib.text.Text):
                if one.get_text().strip() and one.get_visible():
                    box = one.get_window_extent()
                    assert whole.x0 - 2 <= box.x0 <= box.x1 <= whole.x1 + 2, (key, one.get_text())
    assert drawing.label(LONG[0]).count("\n") == 2
    for name in LONG[1:]:
        assert drawing.label(name).endswith("…")
        assert drawing.label(name).count("\n") == drawing.LINES - 1
        assert max(map(drawing.width_of, drawing.label(name).split("\n"))) <= drawing.LABEL + 0.15
    assert drawing.label("short") == "short"


def test_signs_of_other_scripts_are_drawn(recwarn):
    """Chinese beside English and the other way round; what the Chinese font lacks, another has that comes along."""
    with drawing.style():
        drawn = drawing.figure(1.0)
        drawn.text(0.1, 0.5, "镇政府 township الطوارئ Ёлка Ŵ ☎ ≥ ✓")
        drawing.png(drawn, 50)
        families = drawn.texts[0].get_fontfamily()
    have = set()
    for family in families:
        font = TTFont(matplotlib.font_manager.findfont(family, fallback_to_default=False), lazy=True)
        have |= set(font.getBestCmap())
    assert not [sign for sign in drawn.texts[0].get_text() if ord(sign) not in have]
    assert not [one for one in recwarn if "Glyph" in str(one.message)]


@pytest.mark.parametrize("width", [40, 79, 200])
def test_long_names_on_a_terminal(tmp_path, width):
    """No line of a table is wider than the terminal, and verdicts stay whole."""
    made = Played(tmp_path, LONG[0], "en")
    common = (made.path, "--runs", 4, "--engine", "simpy", "--no-report")
    for form in ("table", "brief"):
        said = made.type("run", *common, "--format", form, "--out", tmp_path / form, width=width, codes=(0, 1, 3))
        rows = [line for line in said.splitlines() if re.match("[√×○ ](?! met:)|.*[│┼]", line)]  # the rule is no row
        assert max(map(cell_len, rows)) <= width
        assert len(re.findall("^[√×○]", said, re.MULTILINE)) >= 2
    for more in ((), ("--run", 2), ("--run", 2, "--incident", 1)):
        said = made.type("explain", tmp_path / "table", *more, width=width)
        assert max((cell_len(line) for line in said.splitlines() if "│" in line), default=0) <= width


def test_nothing_but_the_border_prints():
    """A command that printed by itself would have to think of markup and escapes; none does."""
    for path in Path(cli.__file__).parent.glob("*.py"):
        if path.name in ("lines.py", "screen.py"):
            continue
        source = path.read_text("utf-8")
        assert not re.search(r"rich\.(?:console|text|markup)|click\.(?:echo|secho)\(|(?<![.\w])print\(", source), path.name


def test_workbooks_hold_what_looks_like_escapes(tmp_path):
    book = openpyxl.Workbook()
    hard = ["=1+1", "_x0041_", "_x000D_", "a\r\nb", " +1", "\t=1", "_x005F_x0041_", "-5"]
    for row, text in enumerate(hard, 1):
        put_text(book.worksheets[0].cell(row, 1), text)
    put_text(book.worksheets[0].cell(20, 1), "a\x1bb")
    book.save(tmp_path / "book.xlsx")
    read = openpyxl.load_workbook(tmp_path / "book.xlsx").worksheets[0]
    assert [taken_text(read.cell(row, 1).value) for row in range(1, len(hard) + 1)] == [
        one.replace("\r", "") for one in hard
    ]
    assert read.cell(20, 1).value == "a[U+001B]b"
    assert {cell.data_type for cell in read["A"] if cell.value} == {"s"}


def test_names_of_folders_are_never_too_long():
    assert in_reports("week", 7) == Path("reports/week-7")
    long = in_reports("关于进一步做好突发事件应急处置工作的通知" * 5, "size", 7)
    assert len(long.name.encode()) <= 200
    assert long != in_reports("关于进一步做好突发事件应急处置工作的通知" * 5, "size", 8)


@pytest.mark.parametrize("spoken", ["en", "zh"])
def test_every_stage_finds_room_beside_its_bar(spoken):
    language.speak(spoken)
    try:
        names = [*map(str, STAGES.values()), "a stage to which somebody gave a very long name indeed " * 3]
        assert drawing.stacked(figures.waterfall("t", [(name, 60.0) for name in names], 600, 600, [False] * len(names)))
    finally:
        language.speak("en")
