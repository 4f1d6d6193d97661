"""The shipped plans: back tests, and the rules that every one of them keeps."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from often import often
from remake import ROOT, SAMPLE, SAMPLE_COMMAND, SHOWN_OUTPUT, output_of, result_of, sample, scenario_paths, shown_pages
from ruamel.yaml import YAML

from drillsim.compiled.compilation import compile_plan
from drillsim.compiled.log import same
from drillsim.deck.deck import Deck
from drillsim.files.reading import read_plan, read_scenario
from drillsim.play.conduct import conduct
from drillsim.play.kernel import play
from drillsim.store.standing import shipped_result

PLANS = sorted((ROOT / "scenarios").glob("*/plan.yaml"))
FOLDERS = sorted({path.parent for path in scenario_paths()})  # one of them has several plans and none of its own


def name(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def to_nine_digits(document: str) -> Any:
    """A JSON document, without the digits in which one version of a library may differ from another."""
    return json.loads(document, parse_float=lambda number: f"{float(number):.9g}")


@pytest.mark.parametrize("path", scenario_paths(), ids=name)
def test_results_are_the_committed_ones(path):
    """Back test: figures of 100 runs with seed 1. `python tests/remake.py` makes them again."""
    assert to_nine_digits(result_of(path)) == to_nine_digits(shipped_result(path).read_text("utf-8"))


def test_the_sample_sizing_is_the_committed_one():
    """All figures; the page is drawn from them, and its pictures may differ with the version of the drawing library."""
    assert SAMPLE_COMMAND in (SAMPLE.parent / "README.md").read_text("utf-8")
    made = sample()
    assert {path.name for path in made} >= {"size.html", "size.json", "table.csv", "plan.yaml"}
    for path, content in made.items():
        if path.suffix == ".json" and path.name != "manifest.json":
            assert to_nine_digits(path.read_text("utf-8")) == to_nine_digits(content.decode()), path.name
        elif path.suffix in (".csv", ".yaml"):
            assert path.read_bytes() == content, path.name


@pytest.mark.parametrize("path", scenario_paths(), ids=name)
def test_both_engines_play_it_alike(path):
    scenario, plan = read_scenario(path)
    compiled = compile_plan(plan, scenario.window)
    deck = Deck(compiled, scenario, seed=2)
    for run in range(1, 1 + often(3)):
        msel = deck.msel(run)
        assert same(conduct(compiled, msel), play(compiled, msel))


@pytest.mark.parametrize("path", scenario_paths(), ids=name)
def test_every_target_judges_something(path):
    document = json.loads(shipped_result(path).read_text("utf-8"))
    assert [target["id"] for target in document["targets"] if not target["judged"]] == []


@pytest.mark.parametrize("path", PLANS, ids=name)
def test_every_clause_has_a_mark_and_both_languages(path):
    plan = read_plan(path)
    assert plan.clauses
    for clause in plan.clauses.values():
        for words in (clause.says, clause.read_as):
            assert isinstance(words, dict)
            assert set(words) == {"en", "zh"}
    timed = {name for clause in plan.clauses.values() for name in clause.timed}
    for name, target in plan.targets.items():
        assert bool(target.clause) != target.ours, "a promise of the plan names its clause, one of ours none"
        assert not (target.ours and name in timed), "no clause says that it is timed by a promise of ours"
    for assumption in plan.assumptions.values():
        assert assumption.source, "an assumption without a source"


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_folder_has_an_ordinary_and_a_hard_scenario_and_a_page(folder):
    assert len([path for path in scenario_paths() if path.parent == folder]) >= 2
    assert (folder / "README.md").exists()


def chinese_in(part: Any) -> Iterator[str]:
    """Every Chinese text of a file."""
    if isinstance(part, dict):
        for key, value in part.items():
            if key == "zh" and isinstance(value, str):
                yield value
            else:
                yield from chinese_in(value)
    elif isinstance(part, list):
        for value in part:
            yield from chinese_in(value)


HALF_WIDTH = re.compile(r"[\u4e00-\u9fff”》][,;:?!()]|[,;:?!()][\u4e00-\u9fff“《]")


@pytest.mark.parametrize("path", sorted((ROOT / "scenarios").glob("*/*.yaml")), ids=name)
def test_chinese_texts_have_chinese_punctuation(path):
    texts = list(chinese_in(YAML(typ="safe", pure=True).load(path)))
    assert texts
    assert [text for text in texts if HALF_WIDTH.search(text)] == []


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_page_of_a_plan_is_a_page_in_each_language(folder):
    page = (folder / "README.md").read_text("utf-8")
    assert "pending" not in page
    english, chinese = re.split(r"^(?=# .*[\u4e00-\u9fff])", page, flags=re.MULTILINE)
    for half, lang in ((english, []), (chinese, ["--lang", "zh"])):
        written = SHOWN_OUTPUT.sub("", half)
        assert len(written.splitlines()) <= 55
        (command,) = (found[2].split() for found in SHOWN_OUTPUT.finditer(half))
        assert command[0] == "run"
        assert command[2:] == ["--format", "brief", *lang]
        assert {p.name for p in folder.glob("*.yaml")} - {"plan.yaml"} <= set(re.findall(r"`(\S+\.yaml)`", written))
        prose = re.sub(r"`[^`\n]*`|\]\([^)]*\)", "", written)
        assert not HALF_WIDTH.search(prose)
    anchor = re.search(r"\[中文\]\(#(.*?)\)", english)
    heading = re.sub(r"[^\w\- ]", "", chinese.splitlines()[0].removeprefix("# ")).replace(" ", "-")
    assert anchor is not None
    assert anchor[1] == heading.lower()


BUSY = (  # what they show takes longest to make again; the figures are compared above each time
    "city-casework", "construction-bureau", "district-environment", "fire-brigade", "one-town", "school-epidemic",
    "town-casework", "town-veterans", "township-epidemic",
)  # fmt: skip


def pages_with_outputs() -> list[Any]:
    pages = [page for page in shown_pages() if SHOWN_OUTPUT.search(page.read_text("utf-8"))]
    return [
        pytest.param(str(page.relative_to(ROOT)), marks=[pytest.mark.slow] * (page.parent.name in BUSY)) for page in pages
    ]


@pytest.mark.parametrize("page", pages_with_outputs())
def test_outputs_in_the_pages_are_what_the_commands_print(page):
    for _begin, command, output, _end in SHOWN_OUTPUT.findall((ROOT / page).read_text("utf-8")):
        assert output_of(command) == re.sub(r"\s+$", "", output), command
