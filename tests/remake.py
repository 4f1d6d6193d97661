"""Make the committed results again: those beside the scenarios, the samples, and the outputs shown in the documents.

    python tests/remake.py          write them
    python tests/remake.py --check  say which would change

A shown output is a fenced block after a comment that names its command (`tutorial.py` says how the tutorial is marked):
<!-- output of: drillsim run scenarios/… -->
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import tutorial

from drillsim.base import language
from drillsim.command import cli, playing
from drillsim.compiled.compilation import compile_plan
from drillsim.files.reading import read_scenario
from drillsim.files.reference import reference
from drillsim.judge.replicate import replicate
from drillsim.judge.settings import Settings
from drillsim.store.folder import Inputs
from drillsim.store.record import result_json
from drillsim.store.standing import shipped_result

ROOT = Path(__file__).parent.parent
BACK_TEST_RUNS = 100
REFERENCES = {
    "en": (
        ROOT / "docs" / "reference.md",
        """# Every key of plan and scenario files

[中文](reference.zh.md)

Made from the program itself (`python tests/remake.py`), so it is never out of date. [plan-language.md](plan-language.md)
explains the language in order, with one example; this page is for looking things up. Keys may be written in English or
in Chinese; where there is more than one Chinese spelling, the one that drillsim writes is shown. `drillsim schema plan
--format markdown` and `drillsim schema scenario --format markdown` print the same without a network.
""",
    ),
    "zh": (
        ROOT / "docs" / "reference.zh.md",
        """# 预案文件和情景文件的全部键

[English](reference.md)

本页由程序自己生成（`python tests/remake.py`），不会过时。[plan-language.zh.md](plan-language.zh.md) 用一个例子从头讲起，
本页供查阅。键可以写中文或英文；有几种中文写法的，列出 drillsim 自己采用的一种。没有网络时，
`drillsim schema plan --format markdown --lang zh` 和 `drillsim schema scenario --format markdown --lang zh`
输出同样的内容。
""",
    ),
}
SAMPLE = ROOT / "reports" / "sample-size"
SAMPLE_COMMAND = (
    "size scenarios/town-inspection/inspection-week.yaml --vary work_team.staff=7..12 car.count=3..5 clerk.count=1..3"
)
SAMPLE_RUNS = {  # by language: the folder, the scenario; beside the run its documents
    "zh": (ROOT / "reports" / "sample-run-zh", "scenarios/town-inspection/inspection-week.yaml"),
    "en": (ROOT / "reports" / "sample-run-en", "scenarios/fire-brigade/dry-summer.yaml"),
}
SHOWN_OUTPUT = re.compile(r"(<!-- output of: drillsim ([^>]*?) -->\n```\w*\n)(.*?)(\n?```)", re.DOTALL)


def scenario_paths() -> list[Path]:
    """Every shipped scenario."""
    return sorted(path for path in (ROOT / "scenarios").glob("*/*.yaml") if path.name != "plan.yaml")


def result_of(path: Path) -> str:
    """The result of exactly `BACK_TEST_RUNS` runs of a scenario, as text."""
    scenario, plan = read_scenario(path)
    result = replicate(compile_plan(plan, scenario.window), scenario, Settings(runs=BACK_TEST_RUNS))
    inputs = Inputs.of(path, scenario.files(path))
    return result_json(result, inputs).decode()


_PLAYED: dict[tuple[str, str], Any] = {}


@contextlib.contextmanager
def _played_once(command: str) -> Iterator[None]:
    """What `run` plays and finds is played and found once for a scenario, whatever the language that tells of it."""
    asked = re.sub(" --lang ..", "", command)
    for old in [key for key in _PLAYED if key[1] != asked]:  # the last scenario is enough
        del _PLAYED[old]

    def once(name: str) -> Any:
        real = getattr(playing, name)

        def remembered(*arguments: Any) -> Any:
            if (name, asked) not in _PLAYED:
                _PLAYED[name, asked] = real(*arguments)
            return _PLAYED[name, asked]

        return remembered

    names = ("play", "play_list")  # what they give keeps what is worked out of it
    with mock.patch.multiple(playing, **{name: once(name) for name in names}):
        yield


def output_of(command: str) -> str:
    """What a command prints, at 100 columns, run from the root of the checkout in a folder of its own for results."""
    printed = io.StringIO()
    before = {name: os.environ.get(name) for name in ("COLUMNS", "DRILLSIM_LANG")}
    os.environ |= {"COLUMNS": "100", "DRILLSIM_LANG": "en"}
    try:
        with tempfile.TemporaryDirectory() as folder, contextlib.chdir(ROOT), contextlib.redirect_stdout(printed):
            words = command.split()
            out = ["--out", f"{folder}/run"] if words[0] in ("run", "compare") else []
            out += ["--no-report"] if words[0] == "run" else []
            with _played_once(command):
                cli.run([*words, *out])
    finally:
        for name, value in before.items():
            os.environ.pop(name, None) if value is None else os.environ.update({name: value})
        language.speak("en")
    return "\n".join(line.rstrip() for line in printed.getvalue().rstrip().splitlines())


def reference_page(lang: str) -> str:
    """The page that lists every key of the input files."""
    with language.speaking(lang):
        return f"{REFERENCES[lang][1]}\n{reference('plan')}\n{reference('scenario')}"


def sample() -> dict[Path, bytes]:
    """The files of the committed example of a sizing, made again."""
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(ROOT), contextlib.redirect_stdout(io.StringIO()):
        made = Path(folder) / "sample"
        try:
            cli.run([*SAMPLE_COMMAND.split(), "--out", str(made)])
        finally:
            language.speak("en")
        return {SAMPLE / file.relative_to(made): file.read_bytes() for file in sorted(made.rglob("*")) if file.is_file()}


def sample_run(language_: str) -> dict[Path, bytes]:
    """The files of the committed example of a run and its reports, made again; without the tables of single steps."""
    kept, scenario = SAMPLE_RUNS[language_]
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(ROOT), contextlib.redirect_stdout(io.StringIO()):
        made = Path(folder) / kept.name
        try:
            cli.run(["run", scenario, "--out", str(made / "run"), "--lang", language_])
            cli.run(["report", str(made / "run"), "--format", "docx,xlsx", "--out", str(made), "--lang", language_])
        finally:
            language.speak("en")
        files = [file for file in sorted(made.rglob("*")) if file.is_file() and file.suffix != ".csv"]
        return {kept / file.relative_to(made): file.read_bytes() for file in files}


def shown_pages() -> list[Path]:
    """Pages that may show outputs."""
    return sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("scenarios/*/*.md")])


def remade(page: str) -> str:
    """A page with every shown output made again."""
    return SHOWN_OUTPUT.sub(lambda found: f"{found[1]}{output_of(found[2])}\n```", page)


def main() -> None:
    """Write all, or say what would change."""
    check = "--check" in sys.argv
    wanted = {shipped_result(path): result_of(path) for path in scenario_paths()}
    wanted |= {
        page: remade(page.read_text("utf-8")) for page in shown_pages() if SHOWN_OUTPUT.search(page.read_text("utf-8"))
    }
    for (_name, lang), path in tutorial.PAGES.items():
        with tempfile.TemporaryDirectory() as folder:
            wanted[path] = tutorial.remade(path.read_text("utf-8"), lang, Path(folder))
    wanted |= {path: reference_page(lang) for lang, (path, _head) in REFERENCES.items()}
    written = {path: content.encode() for path, content in wanted.items()} | sample()
    for lang in SAMPLE_RUNS:
        written |= sample_run(lang)
    for path, content in written.items():
        if not path.exists() or path.read_bytes() != content:
            print(("would change: " if check else "written: ") + str(path.relative_to(ROOT)))
            if not check:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)


if __name__ == "__main__":
    main()
