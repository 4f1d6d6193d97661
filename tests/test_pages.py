"""What the pages tell people to type, works."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from labelled import labelled_plans
from remake import ROOT, shown_pages
from test_docs import the_example
from tutorial import PAGES, done
from written_formats import write

from drillsim.base import language
from drillsim.command import cli

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_COMMENTED = re.compile(r"<!-- (\S+?)(?: [^>]*)? -->\n```yaml\n")
_TYPED = re.compile(r"^(drillsim [^#\n]*)", re.MULTILINE)
_NAMED = re.compile(r"`(drillsim \w+ [^`]+)`")
RUNS = ["--runs", "5", "--no-report"]  # enough to see that it works
ELSEWHERE = [*PAGES.values(), ROOT / "CHANGELOG.md"]  # the tutorial is done step by step; nobody types a list of changes
TRIED = [page for page in shown_pages() if page not in ELSEWHERE and ".zh." not in page.name]

WAITS = {"en": "for village car (1)", "zh": "村里的汽车（1）"}  # of the incident that the tutorial follows


def commands(page: str) -> list[str]:
    """Every whole command of a page once, in its order; shown outputs are tested in test_scenarios.py."""
    fences = ((block.start(2), block[2]) for block in _FENCE.finditer(page))
    typed = [(start + found.start(), found[1]) for start, block in fences for found in _TYPED.finditer(block)]
    named = [(found.start(), found[1]) for found in _NAMED.finditer(_FENCE.sub(lambda block: " " * len(block[0]), page))]
    return list(dict.fromkeys(" ".join(command.split()) for _place, command in sorted(typed + named)))


def commands_of(page: Path) -> list[str]:
    """The commands of a page and of its Chinese twin: one that both have is typed once.

    What the page of a plan shows in two languages is typed in one here, and in both in test_scenarios.py.
    """
    twin = page.with_suffix(".zh.md")
    typed = [command for one in (page, twin) if one.exists() for command in commands(one.read_text("utf-8"))]
    if page.parent.parent.name == "scenarios":
        return [command for command in typed if command.removesuffix(" --lang zh") not in typed or "--lang" not in command]
    return list(dict.fromkeys(typed))


@pytest.mark.parametrize("page", [page for page in TRIED if commands_of(page)], ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_of_a_page_works(page, tmp_path, monkeypatch, capsys):
    if page.name.startswith("plan-language"):
        the_example(page.name, tmp_path / "desk")
    shutil.copytree(ROOT / "scenarios", tmp_path / "desk" / "scenarios")
    monkeypatch.chdir(tmp_path / "desk")
    if page.name == "README.md":
        shutil.copy(write(labelled_plans()[0], "docx", tmp_path), "our-plan.docx")
    for command in commands_of(page):
        words, _redirected, file = command.partition(" > ")
        arguments = shlex.split(words)[1:]
        for option in {"-o", "--form"}.intersection(arguments):  # pages show several ways to write one file
            Path(arguments[arguments.index(option) + 1]).unlink(missing_ok=True)
        if "--cluster" in arguments or arguments[0] == "drill" or arguments[-1].endswith("-drill"):
            continue  # test_size.py starts one; test_screens.py does, and ends a drill
        few = {"run": RUNS, "compare": RUNS[:2], "size": ["--max-runs", "100", "--no-report"]}.get(arguments[0], [])
        code = cli.run([*arguments, *([] if "--msel" in arguments else few)])
        printed = capsys.readouterr()
        assert code in ((0, 1, 3) if arguments[0] in ("run", "size") else (0,)), f"{command}\n{printed.err}"
        if file:
            Path(file).write_text(printed.out, "utf-8")
    language.speak("en")


@pytest.mark.parametrize(("name", "lang"), PAGES)
def test_the_tutorials_can_be_done(name, lang, tmp_path):
    for block, content, codes in done(PAGES[name, lang].read_text("utf-8"), lang, tmp_path):
        assert set(codes) <= {0, 1}, block[0]
        assert block[4] == content, "run: python tests/remake.py"
        if "--incident" in content:  # its number moves when the draws do
            assert WAITS[lang] in content, "the page speaks of another incident: the one at 21:30 of day 3"


@pytest.mark.parametrize("name", ["tutorial", "drafting"])
def test_both_languages_take_the_same_steps(name):
    steps = []
    for lang in ("en", "zh"):
        path = PAGES[name, lang]
        text = path.read_text("utf-8")
        steps.append([(kind, len(block.splitlines()) > 1) for kind, block in re.findall(r"<!-- (\w+).*? -->\n(```)", text)])
        commands_typed = re.findall(r"^\$ drillsim (\w+)", text, re.MULTILINE)
        steps[-1] += [(command, True) for command in commands_typed]
    assert steps[0] == steps[1]
    assert len(steps[0]) > 8


@pytest.mark.parametrize("page", shown_pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_every_example_of_a_file_is_one_that_a_test_reads(page):
    text = page.read_text("utf-8")
    marked = _COMMENTED.findall(text)
    assert len(marked) == text.count("```yaml\n")
    assert set(marked) <= {
        "plan", "scenario", "find", "replace", "stations", "moving", "clocks", "promises", "days", "together", "sentence:",
    }  # fmt: skip
