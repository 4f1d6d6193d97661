"""The report page: what it says, what it is made of, and how it behaves in a real browser."""

from __future__ import annotations

import base64
import itertools
import re
import warnings
from dataclasses import replace
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from files import PLAN, write
from fontTools.ttLib import TTFont

import drillsim
from drillsim.base.language import LANGUAGES, speaking
from drillsim.command.brief import print_brief
from drillsim.command.console_why import print_explanation
from drillsim.compiled.compilation import compile_plan
from drillsim.compiled.log import OPEN
from drillsim.deck.deck import Deck
from drillsim.draw import drawing, figures, fonts, gantt
from drillsim.draw.axes import unit_for
from drillsim.files.reading import read_scenario
from drillsim.judge.evaluate import EXCUSED, LATE, NEVER, ON_TIME
from drillsim.judge.replicate import replicate
from drillsim.judge.settings import Settings
from drillsim.papers import targets
from drillsim.papers.dossier import Dossier
from drillsim.papers.page import LARGEST, render
from drillsim.papers.places import places
from drillsim.play.kernel import play
from drillsim.quantities.wording import percent
from drillsim.say.charges import strongest
from drillsim.say.reasons import reasons
from drillsim.tasks.playing import play_list
from drillsim.why.evidence import Evidence, Times
from drillsim.why.explanation import explain_plays

ROOT = Path(__file__).parent.parent
RUNS = 6


def made(path: Path, runs: int = RUNS) -> bytes:
    """The page of a few runs; a warning of matplotlib, such as a missing glyph, is an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return drillsim.run(path, runs=runs).page()


def case_of(path: Path, runs: int = RUNS) -> Dossier:
    """A result of a few runs with all that a report is made from."""
    return drillsim.run(path, runs=runs).dossier


LARGE = (  # the largest pages of all
    "district-environment/odour-week", pytest.param("district-environment/ordinary-month", marks=pytest.mark.slow)
)  # fmt: skip
PLANS = ("town-inspection/inspection-week", "town-assessment/assessment-week", "town-veterans/two-sessions")


@pytest.fixture(scope="module", params=PLANS)
def page(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_bytes(made(ROOT / "scenarios" / f"{request.param}.yaml"))
    return path


@pytest.fixture(scope="module")
def little(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("plan"))


class Article(HTMLParser):
    """The visible text of the page, by language, and the elements in it."""

    VOID = ("meta", "link", "input", "br", "col")

    def __init__(self, content: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.language = ""
        self.words: dict[str, list[str]] = {}
        self.starts: list[tuple[str, dict[str, Any]]] = []
        self.unmatched: list[str] = []
        self.feed(content)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.starts.append((tag, dict(attrs)))
        if tag == "main":
            self.language = dict(attrs)["id"] or ""
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.starts.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.unmatched.append(tag)

    def handle_data(self, data: str) -> None:
        if self.language and not {"style", "script"} & set(self.open):
            self.words.setdefault(self.language, []).append(data)

    def text(self, language: str) -> str:
        return " ".join(" ".join(self.words[language]).split())


# ---- what the page is made of --------------------------------------------------------------


def test_the_page_is_one_whole_file_below_a_megabyte(page):
    content = page.read_bytes()
    assert len(content) < LARGEST
    text = content.decode()
    assert not re.search(r"""(?:src|href)=["'](?!data:|\#)""", text)
    assert not re.search(r"url\((?!\"?data:|#)", text)
    article = Article(text)
    assert article.open == []
    assert article.unmatched == []
    ids = [attributes["id"] for _tag, attributes in article.starts if attributes.get("id")]
    assert len(ids) == len(set(ids))
    referred = set(re.findall(r'(?:url\(#|href="#)([\w-]+)', text))
    assert referred <= set(ids)


@pytest.mark.parametrize("plan", LARGE)
def test_the_largest_pages_stay_below_a_megabyte(plan):
    """A week with much to do in it, and a month."""
    assert len(made(ROOT / "scenarios" / f"{plan}.yaml")) < LARGEST


def test_bases_bear_the_names_of_the_plan(tmp_path):
    names = "names: {office: {en: Town Hall, zh: 镇政府}}\n"
    article = Article(made(write(tmp_path, plan=PLAN + names), 3).decode())
    for language, name in (("en", "Town Hall"), ("zh", "镇政府")):
        said = article.text(language)
        assert said.count(name) >= 3  # the table's column, who is stationed there, the map and its sentence
        assert "office" not in said


def test_the_same_inputs_give_the_same_bytes(little):
    assert made(little, 3) == made(little, 3)


def test_every_picture_has_a_name_and_a_description(page):
    text = page.read_text("utf-8")
    charts = re.findall(r'<svg role="img".*?</svg>', text, re.DOTALL)
    assert len(charts) >= 8
    for chart in charts:
        assert re.search(r"<title>[^<]{3,}</title><desc>[^<]{10,}</desc>", chart), chart[:300]
        assert 'aria-label="' in chart
    assert text.count("<figcaption>") == len(charts)


def test_the_font_in_the_page_has_every_character_of_the_page(page):
    text = page.read_text("utf-8")
    (encoded,) = re.findall(r"data:font/woff2;base64,([^\")]+)", text)
    font = TTFont(BytesIO(base64.b64decode(encoded)))
    has = set(map(chr, font.getBestCmap()))
    assert {c for c in text if c.isprintable()} <= has
    assert "SIL Open Font License" in str(font["name"].getDebugName(13))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_lines_say_what_holds_and_why_not(page, language):
    text = Article(page.read_text("utf-8")).text(language)
    begin = text[: text.index("2. ")]
    count = {
        "zh": re.search(r"预案写明时限\d+项|预案未写明时限", begin),
        "en": re.search(r"The plan writes \d+ limits?\.|promises? (have|has) no number in the plan", begin),
    }[language]
    assert count is not None
    assert count.start() < 300
    for word in ("seed", "replication", "MSEL", "anytime", "conduct", "种子"):
        assert word not in begin


def test_chinese_speaks_no_english_of_ours(page):
    """Sentences that wait for a translation would stand in English on the Chinese page."""
    text = Article(page.read_text("utf-8")).text("zh")
    text = re.sub(r"drillsim (run|explain) \S+( --\S+ \S+)*|sha256:\w+|\b\w+[._]\w+(\.\w+)*\b", "", text)
    left = re.findall(r"[A-Za-z]{3,}(?: [a-z]{2,}){2,}", text)
    assert left == []


def test_clauses_findings_and_assumptions_are_all_there(little):
    article = Article(made(little).decode())
    for language in LANGUAGES:
        text = article.text(language)
        for words in ("In town within twenty minutes.", "Six people.", "Three a day.", "plan.yaml:", "sha256:"):
            assert words in text


def test_one_event_list_says_nothing_of_chance(little):
    scenario, plan = read_scenario(little)
    compiled = compile_plan(plan, scenario.window)
    msel = Deck(compiled, scenario, 1).msel(1)
    settings = Settings(runs=1, engine="compiled")
    content = play_list(little, scenario, compiled, settings, msel).page()
    text = Article(content.decode()).text("en")
    assert "this page speaks of that list only" in text
    assert "runs without a miss" not in text
    assert "Reproduction number" not in text


def test_names_of_a_plan_cannot_break_out_of_the_page(tmp_path):
    path = write(tmp_path)
    plan = (tmp_path / "plan.yaml").read_text("utf-8")
    evil = "</title><script>alert(1)</script>"
    plan = plan.replace("name: {en: A little town, zh: 小镇}", f'name: "{evil}"')
    plan = plan.replace("  crew: {staff", f'  crew: {{name: "{evil}", staff')
    plan = plan.replace("  arrival: {from", f'  arrival: {{name: "{evil}", from')
    (tmp_path / "plan.yaml").write_text(plan, "utf-8")
    text = made(path, 3).decode()
    assert text.count("<script>") == 1
    assert "alert(1)" in text
    assert Article(text).unmatched == []


# ---- what it says is so --------------------------------------------------------------------


@pytest.fixture(scope="module")
def evidence(little: Path) -> Evidence:
    scenario, plan = read_scenario(little)
    compiled = compile_plan(plan, scenario.window)
    deck = Deck(compiled, scenario, 1)
    return Evidence(compiled, [deck.msel(run) for run in range(1, 9)], play)


def test_the_times_are_those_of_the_result(little, evidence):
    scenario, plan = read_scenario(little)
    result = replicate(compile_plan(plan, scenario.window), scenario, Settings(runs=8, engine="compiled"))
    for target in result.targets:
        times = evidence.times[target.id]
        counts = [int((times.state == state).sum()) for state in (ON_TIME, LATE, NEVER, EXCUSED)]
        assert counts == [target.on_time, target.late, target.never, target.excused]
        assert times.judged == target.judged
        assert sum(mine.judged for mine in times.by_zone().values()) == target.judged
        if target.witness is not None:
            missed = np.flatnonzero(np.isin(times.state, (LATE, NEVER)))[0]
            assert (times.run[missed], times.incident[missed]) == (target.witness.run, target.witness.number)


def test_the_strongest_reasons_are_said_once_for_all_targets():
    path = ROOT / "scenarios" / "town-veterans" / "two-sessions.yaml"
    scenario, plan = read_scenario(path)
    compiled = compile_plan(plan, scenario.window)
    deck = Deck(compiled, scenario, 1)
    explanation = explain_plays(compiled, [deck.msel(run) for run in range(1, 7)], play)
    found = strongest(compiled, explanation.targets)
    assert 1 <= len(found) <= 3
    road = [str(sentence) for sentence in found if "no team size" in str(sentence)]
    assert len(road) == 1
    assert "provincial capital" in road[0]
    for why in explanation.targets:
        if plan.targets[why.id].name["en"] == "provincial capital, 2 hours":
            (cause,) = (cause for cause in why.causes if cause.about == "road")
            assert f"{percent(why.share(cause))} of 'provincial capital, 2 hours'" in road[0]


@pytest.mark.parametrize(
    "path",
    ["town-inspection/inspection-week", pytest.param("school-epidemic/cluster-fortnight", marks=pytest.mark.slow)],
)
def test_console_page_and_documents_say_the_same(path, capsys):
    """The cause named first, and every figure beside it, is one and the same wherever it is said."""
    case = case_of(ROOT / "scenarios" / f"{path}.yaml")
    print_explanation(case.compiled, case.explanation, None)
    explained = " ".join(capsys.readouterr().out.split())
    print_brief(case.compiled, case.scenario, case.result, case.evidence)
    brief = "".join(capsys.readouterr().out.split())
    texts = Article(render(case).decode()).text("en")
    assert case.missed
    for found, why in case.missed:
        assert (why.found.judged, why.found.on_time, why.found.never) == (found.judged, found.on_time, found.never)
        first, *others = (str(reason.text) for reason in reasons(case.compiled, why))
        assert first in explained
        assert first in texts
        if found.verdict == "FAIL":
            assert "".join(f"→ {first}".split()) in brief
        bars = targets.bars_of(case, why)  # of the picture
        assert bars[0].value == min(bar.value for bar in bars)
        assert max(bar.value for bar in bars) >= why.ceiling_posts.outcome.figure(case.plan.targets[why.id])
        if found.kind == "every":
            assert bars[0].value == why.by_rule.runs_kept / why.by_rule.runs_judged
            assert f" → {bars[1].words} of runs without a miss (now {bars[0].words})" in texts
        now = bars[0].words
        assert all(now in line for line in others if "unlimited" in line)


def test_the_chart_of_a_run_has_every_step_and_every_unit(evidence):
    compiled, msel, log = evidence.compiled, evidence.msels[0], evidence.logs[0]
    rows = gantt.incident_rows(compiled, msel, log, set())
    for incident, row in rows.items():
        mine = slice(msel.row_first[incident], msel.row_first[incident + 1])
        worked = [
            (b, e) for b, e in zip(log.started[mine], log.ended[mine], strict=True) if b != OPEN and e != OPEN and e > b
        ]
        waited = [(b, e) for b, e in zip(log.ready[mine], log.started[mine], strict=True) if b != OPEN and e > b]
        drawn = sorted((bar.begin, bar.end) for bar, _lane in row.bars)
        assert drawn == sorted(worked + waited)
        assert sum(bar.group == "wait" for bar, _lane in row.bars) == len(waited)
        for bar, lane in row.bars:  # nothing is drawn over another bar
            others = [other for other, where in row.bars if where == lane and other is not bar]
            assert all(other.end <= bar.begin or other.begin >= bar.end for other in others)
    units = {str(row.label): row for row in gantt.unit_rows(compiled, msel, log, (0, compiled.horizon))}
    crew = compiled.pools.index("crew")
    used = (log.hold_pool == crew) & (log.hold_home > log.hold_taken)
    drawn = [(bar.begin, bar.end) for bar, _lane in units["crew"].bars]
    assert sum(end - begin for begin, end in drawn) == int((log.hold_home - log.hold_taken)[used].sum())
    assert {begin for begin, _end in drawn} >= set(log.hold_taken[used].tolist())
    assert {bar.group for bar, _lane in units["crew"].bars} == {"turnout", "travel", "unit", "home"}


def test_the_stretch_shown_first_holds_the_misses(evidence):
    compiled, msel = evidence.compiled, evidence.msels[0]
    last = len(msel.time) - 1
    begin, end = gantt.busy_stretch(compiled, msel, [last])
    assert begin <= msel.time[last] < end
    empty = msel._replace(time=msel.time[:0])
    assert gantt.busy_stretch(compiled, empty, []) == (0, 43200)


def times(seconds: list[int], state: list[int], within: int = 600) -> Times:
    column = np.array(seconds), np.array(state)
    other = np.zeros(len(seconds), np.int64)
    return Times("t", within, *column, other, other + 1, other + 1, other + within)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("over", "never"), [([1, 1, 2, 4400], 0), ([60] * 9, 3), ([], 2)], ids=["usual", "never", "never only"]
)
def test_how_late_the_late_ones_are_can_be_drawn(language, over, never):
    with speaking(language), warnings.catch_warnings():
        warnings.simplefilter("error")
        drawn = figures.lateness(np.array(over), never, 60.0)
        assert drawing.svg(drawn, "a & b", "<what>", "x").count("<svg") == 1
        assert drawing.png(drawn, 50).startswith(b"\x89PNG")


def test_an_axis_has_the_unit_in_which_its_numbers_are_plain():
    spans = (20, 119, 120, 3 * 3600 - 1, 3 * 3600, 3 * 86400)
    assert [unit_for(span).seconds for span in spans] == [1, 1, 60, 60, 3600, 86400]


def test_where_one_may_take_longer_than_another_each_is_held_against_its_own_limit():
    some = replace(times([600, 601, 900], [ON_TIME, LATE, ON_TIME]), within=None, allowed=np.array([600, 600, 1800]))
    assert some.in_percent().seconds.tolist() == [100, 101, 50]  # a second too late is late
    assert some.over.tolist() == [0, 1, -900]


def test_the_waterfall_ends_where_the_whole_ends():
    parts = [("call", 60), ("waiting", 600), ("travel", 900)]
    drawn = drawing.stacked(figures.waterfall("time", parts, 1563, 1200, [False, True, False]))
    bars = [patch.get_bbox() for patch in drawn.axes[0].patches]
    assert [(round(b.x0, 6), round(b.x1, 6)) for b in bars] == [(0, 1), (1, 11), (11, 26), (0, 26.05)]
    assert [bool(patch.get_hatch()) for patch in drawn.axes[0].patches] == [False, True, False, False]
    assert [text.get_text() for text in drawn.axes[0].texts][1::2][:3] == ["1 min", "10 min", "15 min"]


def test_the_subset_keeps_only_what_is_asked_for():
    small, large = fonts.subset_woff2("镇"), fonts.subset_woff2(map(chr, range(0x4E00, 0x4E80)))
    assert len(small) < len(large) < 100_000
    cmap = TTFont(BytesIO(small)).getBestCmap()
    assert ord("镇") in cmap
    assert ord("城") not in cmap


# ---- in a real browser ---------------------------------------------------------------------


class Opened:
    """A page opened in the browser, with everything that went wrong in it."""

    def __init__(self, browser: Any, path: Path, query: str = "", **context: Any) -> None:
        self.context = browser.new_context(**context)
        self.page = self.context.new_page()
        self.wrong: list[str] = []
        self.page.on("console", lambda message: self.wrong.append(f"console: {message.text}"))
        self.page.on("pageerror", lambda error: self.wrong.append(f"error: {error}"))
        self.page.on(
            "request",
            lambda r: None if r.url.startswith(("file:", "data:")) else self.wrong.append(f"request: {r.url}"),
        )
        self.page.goto(f"{path.as_uri()}{query}")

    def shown(self) -> str:
        visible = [code for code in LANGUAGES if self.page.locator(f"main#{code}").is_visible()]
        assert len(visible) == 1
        return visible[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_opens_without_errors_or_requests_and_no_box_is_drawn(browser, page, language):
    opened = Opened(browser, page, f"?lang={language}", viewport={"width": 1280, "height": 900})
    assert opened.shown() == language
    assert opened.page.evaluate("document.documentElement.lang").startswith(language)
    assert opened.page.evaluate("document.title") in opened.page.inner_text(f"main#{language} h1")
    assert opened.page.evaluate("document.fonts.ready.then(() => document.fonts.check('16px \"Noto Sans SC\"', '镇A√'))")
    # The same font with nothing behind it: a character that it lacks would be as wide as the missing glyph.
    boxes = opened.page.evaluate("""(id) => {
        const pen = document.createElement('canvas').getContext('2d');
        const drawn = (family, c) => {
            pen.canvas.width = pen.canvas.height = 24;
            pen.font = `20px ${family}`; pen.fillText(c, 1, 20);
            return pen.canvas.toDataURL();
        };
        const missing = drawn('"Noto Sans SC"', '\\u{10FFFD}');
        const all = new Set(document.getElementById(id).textContent.replace(/\\s/g, ''));
        return [...all].filter((c) => drawn('"Noto Sans SC"', c) === missing);
    }""", language)  # fmt: skip
    assert boxes == []
    assert opened.wrong == []
    opened.context.close()


def test_nothing_is_wider_than_a_telephone_or_too_small_on_it(browser, page):
    for language in LANGUAGES:
        opened = Opened(browser, page, f"?lang={language}", viewport={"width": 390, "height": 800})
        assert opened.page.evaluate("document.documentElement.scrollWidth") <= 390
        letters = opened.page.evaluate("""() => [...document.querySelectorAll('svg.chart text')]
            .filter((text) => text.getClientRects().length)
            .map((text) => parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a)""")
        assert min(letters) >= 9  # pixels
        marks = opened.page.evaluate("""() => [...document.querySelectorAll('.ticks span')]
            .map((mark) => mark.getBoundingClientRect()).filter((box) => box.width).map((box) => [box.left, box.right])""")
        assert all(a[1] <= b[0] for a, b in itertools.pairwise(marks))
        opened.context.close()


@pytest.fixture(scope="module")
def small(little: Path) -> Path:
    path = little.parent / "report.html"
    path.write_bytes(made(little))
    return path


def test_the_language_is_that_of_the_reader(browser, small):
    for locale, language in (("zh-CN", "zh"), ("en-GB", "en"), ("fr-FR", "en")):
        opened = Opened(browser, small, locale=locale)
        assert opened.shown() == language
        opened.context.close()
    opened = Opened(browser, small, "#zh", locale="en-GB")
    assert opened.shown() == "zh"
    opened.context.close()
    opened = Opened(browser, small, "#en-4", locale="zh-CN")
    assert opened.shown() == "en"
    opened.context.close()


@pytest.mark.parametrize("javascript", [True, False])
def test_the_keyboard_changes_the_language_with_and_without_javascript(browser, small, javascript):
    opened = Opened(browser, small, locale="zh-CN", java_script_enabled=javascript)
    assert opened.shown() == "zh"
    opened.page.keyboard.press("Tab")
    opened.page.keyboard.press("ArrowRight")
    assert opened.shown() == "en"
    opened.page.click("label[for=lang-zh]")
    assert opened.shown() == "zh"
    opened.context.close()


def test_the_chart_zooms_and_moves(browser, small):
    opened = Opened(browser, small, "?lang=en", viewport={"width": 1000, "height": 800})
    chart = opened.page.locator("main#en .gantt")

    def view() -> tuple[int, int]:
        box = chart.locator(".line svg").first.get_attribute("viewBox").split()
        return int(box[0]), int(box[2])

    begin, span = view()
    chart.locator("button[data-do=in]").click()
    assert view()[1] == span // 2
    chart.locator("button[data-do=on]").click()
    assert view()[0] > begin
    chart.locator("button[data-do=all]").click()
    assert view()[0] == 0
    assert view()[1] > span
    chart.locator("button[data-do=first]").click()
    assert view() == (begin, span)
    chart.locator(".field").focus()
    opened.page.keyboard.press("+")
    assert view()[1] == span // 2
    opened.page.keyboard.press("Home")
    assert view() == (begin, span)
    box = chart.locator(".field").bounding_box()
    opened.page.mouse.move(box["x"] + 0.8 * box["width"], box["y"] + 40)
    opened.page.keyboard.down("Control")
    opened.page.mouse.wheel(0, -100)
    opened.page.wait_for_timeout(100)
    opened.page.keyboard.up("Control")
    assert view()[1] < span
    chart.locator("button[data-do=first]").click()
    opened.page.mouse.down()
    opened.page.mouse.move(box["x"] + 0.6 * box["width"], box["y"] + 40, steps=4)
    opened.page.mouse.up()
    assert opened.wrong == []
    opened.context.close()


def test_bars_say_what_they_are_when_pointed_at(browser, small):
    opened = Opened(browser, small, "?lang=en", viewport={"width": 1000, "height": 800})
    bar = opened.page.locator("main#en .gantt .line:visible rect").first
    assert bar.locator("title").count() == 0
    bar.hover(force=True)
    assert re.match(r"\S.* \d\d-\d\d \d\d:\d\d – \d\d-\d\d \d\d:\d\d \(\d+:\d\d\)$", bar.locator("title").text_content())
    told = opened.page.locator("main#en .chart .v title").all_text_contents()
    assert told
    assert all(re.fullmatch(r"\S.*\d.*", words) for words in told)  # what is measured, and its figure
    assert opened.wrong == []
    opened.context.close()


def test_promises_are_filtered_by_verdict_and_word(browser, page):
    opened = Opened(browser, page, "?lang=en", viewport={"width": 1280, "height": 900})
    found = opened.page.locator("main#en")
    rows, cards = found.locator(".promises tbody tr[data-verdict]:visible"), found.locator(".card[data-verdict]:visible")
    everything = rows.count(), cards.count()
    assert everything[0] == everything[1] > 5
    for verdict in ("PASS", "UNDECIDED"):
        box = found.locator(f".filter input[value={verdict}]")
        box.focus()
        opened.page.keyboard.press("Space")
    missed = found.locator(".promises tr[data-verdict=FAIL]").count()
    assert (rows.count(), cards.count()) == (missed, missed)
    assert found.locator(".filter output").text_content() == f"promises shown: {missed} of {everything[0]}"
    for verdict in ("PASS", "UNDECIDED"):
        found.locator(f".filter input[value={verdict}]").check()
    word = rows.first.locator("td").nth(1).inner_text().split()[-2]
    found.locator(".filter input[type=search]").fill(word.upper())
    assert 1 <= rows.count() < everything[0]
    assert rows.count() == cards.count()
    assert opened.wrong == []
    opened.context.close()


def test_rows_out_of_view_are_left_out(browser, small):
    opened = Opened(browser, small, "?lang=en")
    chart = opened.page.locator("main#en .gantt")
    before = chart.locator(".line:visible").count()
    chart.locator("button[data-do=all]").click()
    assert chart.locator(".line:visible").count() > before >= 1
    opened.context.close()


def test_paper_has_no_controls_and_one_language(browser, small):
    opened = Opened(browser, small, "?lang=en")
    assert opened.page.locator(".switch").is_visible()
    opened.page.emulate_media(media="print")
    for control in (".switch", "main#en .tools", "main#en .filter", "main#en nav"):
        assert not opened.page.locator(control).is_visible()
    assert opened.shown() == "en"
    assert opened.page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
    opened.context.close()


def test_the_table_of_places_takes_a_way_in_either_direction_and_leaves_out_what_is_not_known():
    from plans import drill

    pools = {"crew": {"staff": 1, "base": "station"}, "beds": {"kind": "room", "places": 2, "base": "hospital"}}
    times = {"town": {"station": "9 min", "hospital": "3 min"}, "station": {"hospital": "5 min"}}
    zones = {"town": None, "hills": None}
    d = drill(pools, {"go": {"takes": "1 min"}}, zones=zones, travel={"times": times})
    found = places(d.compiled)
    assert found["bases"] == ["station"]  # whoever drives stands there; a hospital has rooms
    assert [(row["name"], row["times"]) for row in found["rows"]] == [("town", ["9 min"]), ("hills", ["–"])]
    assert len(found["pictures"]) == 1
