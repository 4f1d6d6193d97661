"""The tutorial as something that can be done: its commands are typed, its edits made, its outputs compared.

A page marks its blocks with comments:
<!-- session -->      commands after `$`, each followed by what it prints; `<!-- session 12 -->` shows so many lines of each
<!-- find FILE -->    a part of a file that stands there once …
<!-- replace -->      … and what takes its place
<!-- file FILE -->    a file that is written so
<!-- answers FILE --> what is written behind 'Answer:' on a sheet of questions, each line '3. 12 min'
"""

from __future__ import annotations

import contextlib
import io
import os
import re
from collections.abc import Iterator
from pathlib import Path

from drillsim.base import language
from drillsim.command import cli

ROOT = Path(__file__).parent.parent
PAGES = {
    (name, lang): ROOT / "docs" / f"{name}{'.zh' if lang == 'zh' else ''}.md"
    for name in ("tutorial", "drafting")
    for lang in ("en", "zh")
}
_BLOCK = re.compile(r"(<!-- (session|find|replace|file|answers) ?(\S*) -->\n```\w*\n)(.*?)(\n```)", re.DOTALL)
CUT = "…"


def typed(command: str) -> tuple[int, str]:
    """Exit code and all that a command prints, as a terminal of 100 columns shows it."""
    printed = io.StringIO()
    words = command.split()
    assert words[0] == "drillsim"
    more = ["--no-report"] if words[1] == "run" else []  # a picture book for each run would only take time here
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        code = cli.run([*words[1:], *more])
    lines = [line.rstrip() for line in printed.getvalue().rstrip().splitlines()]
    return code, "\n".join(line for line in lines if not line.endswith(CUT))  # 'compiling …', said to those who wait


def done(page: str, lang: str, folder: Path) -> Iterator[tuple[re.Match[str], str, list[int]]]:
    """Each block of a page, done in a folder: as it is written, as it ought to be, and the exit codes of its commands."""
    before = {name: os.environ.get(name) for name in ("COLUMNS", "DRILLSIM_LANG")}
    os.environ |= {"COLUMNS": "100", "DRILLSIM_LANG": lang}
    try:
        with contextlib.chdir(folder):
            yield from _done(page)
    finally:
        for name, value in before.items():
            os.environ.pop(name, None) if value is None else os.environ.update({name: value})
        language.speak("en")


def _done(page: str) -> Iterator[tuple[re.Match[str], str, list[int]]]:
    file, found = Path(), ""
    for block in _BLOCK.finditer(page):
        _head, what, which, content, _end = block.groups()
        codes: list[int] = []
        if what == "find":
            file, found = Path(which), content
            assert file.read_text("utf-8").count(found) == 1, f"{file} should hold this once:\n{found}"
        elif what == "file":
            Path(which).write_text(content + "\n", "utf-8")
        elif what == "answers":
            answer(Path(which), dict(re.findall(r"^(\d+)\. (.+)$", content, re.MULTILINE)))
        elif what == "replace":
            file.write_text(file.read_text("utf-8").replace(found, content), "utf-8")
        else:
            shown = []
            for command in re.findall(r"^\$ (.*)$", content, re.MULTILINE):
                code, output = typed(command)
                codes.append(code)
                lines = output.splitlines()
                most = int(which or len(lines))
                shown += [f"$ {command}", *lines[:most], *([CUT] if len(lines) > most else [])]
            content = "\n".join(shown)
        yield block, content, codes


def answer(sheet: Path, answers: dict[str, str]) -> None:
    """Write answers on a sheet of questions, each behind its own 'Answer:'."""
    number, lines = "", []
    for line in sheet.read_text("utf-8").splitlines():
        number = match[1] if (match := re.match(r"### (\d+)\.", line)) else number
        lines.append(re.sub("_+$", answers.get(number, ""), line) if re.match("Answer:|答：", line) else line)
    sheet.write_text("\n".join(lines) + "\n", "utf-8")


def remade(page: str, lang: str, folder: Path) -> str:
    """A page with every output made again."""
    parts, end = [], 0
    for block, content, _codes in done(page, lang, folder):
        parts += [page[end : block.start(4)], content]
        end = block.end(4)
    return "".join([*parts, page[end:]])
