"""Files that were mutated at random: every command says something and ends, with an exit code from 0 to 3, in bounded time.

Each mutant has a number, from which it can be made again: `DRILLSIM_MUTANT=list-417 pytest tests/test_fuzz.py -k again`.
A few of each sort are tried every time, thousands with `-m slow`.
"""

from __future__ import annotations

import os
import signal
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import pytest
from files import PLAN, SCENARIO, write
from often import often

from drillsim.base.errors import InputError
from drillsim.base.language import speaking
from drillsim.command import cli
from drillsim.compiled.compilation import compile_plan
from drillsim.deck.deck import Deck
from drillsim.files.form.writing import form_bytes
from drillsim.files.reading import read_plan, read_scenario
from drillsim.msel.file import msel_csv, msel_xlsx
from drillsim.play.conduct import conduct

LONGEST = 60  # seconds for one command, on a machine that has other things to do
FEW = often(12)  # of each sort, every time
MANY = 2_500  # of each sort, when there is time
PLAYED = 400  # incidents that a mutated scenario may have to be played as well

WORDS = [
    "", " ", "-1", "0", "1e308", "nan", "inf", "99999999999999999999", "１２", "24:00", "25:61", "2026-02-30",
    "2026-03-02T08:00Z", "#1", "※", "=1+1", "@x", "'", '"', '""', ";", "\t", "，", "：", "\u200b", "\ufeff", "\0", "\x07",
    "{", "}", "[", "]", "{}", "&a", "*a", "!!python/object", "null", "~", "true", "- ", ": ", "？", "day 0", "day 99999",
    "第零天", "半夜", "1 per second", "9999999 per day", "0 min", "-5 min", "30 years", "1 %", "101 %", "P90", "every",
    "share 0 %", "sep=;\n", "../../etc/passwd", "/dev/zero", "con", "😀", "\u202e", "a" * 3000, "(" * 300, "$x^2$", "[bold]",
    "<b>", "{kind}", "%s", "\\",
]  # fmt: skip


# ---- mutating ----------------------------------------------------------------------------------------


def mutated(r: Random, content: bytes) -> bytes:
    """Some bytes, changed here and there."""
    found = bytearray(content)
    for _ in range(r.choice((1, 1, 2, 3, 8))):
        a, b = sorted((r.randrange(len(found) + 1), r.randrange(len(found) + 1)))
        b = min(b, a + r.choice((1, 4, 40, 400)))
        change = r.randrange(7)
        if change == 0 and found:
            found[min(a, len(found) - 1)] = r.randrange(256)
        elif change == 1:
            del found[a:b]
        elif change == 2:
            found[a:a] = found[a:b] * r.choice((1, 2, 20))
        elif change == 3:
            found[a:b] = r.choice(WORDS).encode("utf-8", "surrogatepass")
        elif change == 4:
            found[a:a] = r.choice(WORDS).encode("utf-8", "surrogatepass")
        elif change == 5 and r.random() < 0.2:
            del found[a:]
        else:
            found[a:b] = bytes(reversed(found[a:b]))
    return bytes(found)


def with_words(r: Random, content: bytes) -> bytes:
    """A text of which some words were exchanged: most of it stays readable, so that what comes after reading is reached."""
    lines = content.decode("utf-8-sig").splitlines()
    for _ in range(r.choice((1, 2, 4))):
        number = r.randrange(len(lines))
        marks = [i for i, sign in enumerate(lines[number]) if sign in ",: []{}"] or [0]
        at = r.choice(marks)
        end = next((i for i in marks if i > at), len(lines[number]))
        word = r.choice([*WORDS, *r.choice(lines).split(",")])
        change = r.randrange(5)
        if change == 0:
            lines[number:number] = [r.choice(lines)]
        elif change == 1 and len(lines) > 1:
            del lines[number]
        else:
            lines[number] = f"{lines[number][: at + 1]}{word}{lines[number][end:]}"
    return "\n".join(lines).encode("utf-8", "surrogatepass")


def repacked(r: Random, content: bytes) -> bytes:
    """A workbook of which one part was mutated, or lost, or is now somewhere else."""
    if r.random() < 0.2:
        return mutated(r, content)
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as parts, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as changed:
        names = parts.namelist()
        chosen, other = r.choice(names), r.choice(names)
        change = r.randrange(8)
        for name in names:
            part = parts.read(name)
            if name == chosen:
                if change == 0:
                    continue
                if change == 1:
                    part = parts.read(other)
                elif change < 5:
                    part = mutated(r, part)
                else:
                    part = tagged(r, part)
            changed.writestr(name, part)
    return out.getvalue()


def tagged(r: Random, part: bytes) -> bytes:
    """XML that stays well-formed, with other values in its attributes and texts."""
    pieces = part.split(b'"')
    for _ in range(r.choice((1, 5))):
        place = r.randrange(len(pieces))
        if place % 2:
            values = [
                "",
                "0",
                "-1",
                "1048577",
                "A1:XFD1048576",
                "s",
                "n",
                "d",
                "e",
                "b",
                "inlineStr",
                "999999999",
                "rId1",
                "1",
            ]
            pieces[place] = r.choice(values).encode()
    return b'"'.join(pieces)


# ---- what is mutated, and what is asked of it ----------------------------------------------------------


@cache
def originals() -> dict[str, bytes]:
    """A file of each sort, sound."""
    import tempfile

    with tempfile.TemporaryDirectory() as name, speaking("en"):
        week = write(Path(name))
        scenario, plan = read_scenario(week)
        compiled = compile_plan(plan, scenario.window)
        deck = Deck(compiled, scenario, 1)
        listed = msel_csv(deck.msel(1), compiled, scenario, deck)
        book = msel_xlsx(deck.msel(1), compiled, scenario, deck, conduct, 2)
        form = form_bytes(read_plan(week.parent / "plan.yaml"))
    return {"list": listed, "book": book, "form": form, "plan": PLAN.encode(), "scenario": SCENARIO.encode()}


def commands(sort: str, folder: Path, content: bytes) -> Iterator[list[str]]:
    """Write the file into a folder with what belongs to it; the commands that read it."""
    week = write(folder)
    if sort in ("list", "book"):
        path = folder / ("list.csv" if sort == "list" else "list.xlsx")
        path.write_bytes(content)
        yield ["run", str(week), "--msel", str(path), "--no-report", "--out", str(folder / "played"), "--format", "json"]
    elif sort == "form":
        path = folder / "plan.xlsx"
        path.write_bytes(content)
        yield ["check", str(path)]
        yield ["form", str(path), "-o", str(folder / "out.yaml")]
    else:
        (folder / ("plan.yaml" if sort == "plan" else "week.yaml")).write_bytes(content)
        yield ["check", str(week)]
        if few_incidents(week):
            yield ["run", str(week), "--runs", "2", "--engine", "simpy", "--no-report", "--out", str(folder / "played")]


def few_incidents(week: Path) -> bool:
    try:
        scenario, plan = read_scenario(week)
    except InputError:
        return False
    deck = Deck(compile_plan(plan, scenario.window), scenario, 1)
    return sum(source.at_most for source in deck.sources) < PLAYED


@contextmanager
def bounded(seconds: int, told: str) -> Iterator[None]:
    """Fail when something goes on for longer than so many seconds."""

    def stop(*_: object) -> None:
        raise AssertionError(f"{told} goes on for more than {seconds} s")

    if not hasattr(signal, "SIGALRM"):
        yield
        return
    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


MUTATIONS: dict[str, tuple[Callable[[Random, bytes], bytes], ...]] = {
    "list": (mutated, with_words, with_words),
    "book": (repacked,),
    "form": (repacked,),
    "plan": (mutated, with_words, with_words, with_words),
    "scenario": (mutated, with_words, with_words, with_words),
}


def attempt(sort: str, number: int, folder: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DRILLSIM_LANG", ("en", "zh")[number % 2])
    monkeypatch.chdir(folder)
    r = Random(f"{sort}-{number}")
    content = r.choice(MUTATIONS[sort])(r, originals()[sort])
    for words in commands(sort, folder, content):
        told = f"{sort}-{number}: {' '.join(words)}"
        with bounded(LONGEST, told), speaking("en"):  # a command sets the language of its process
            code = cli.run(words)
        printed = capsys.readouterr()
        assert code in (0, 1, 2, 3), f"{told}: exit code {code}\n{printed.err}"
        assert "Traceback" not in printed.err, told
        assert printed.err.strip() or code != 2, told


@pytest.mark.parametrize("number", range(FEW))
@pytest.mark.parametrize("sort", MUTATIONS)
def test_a_mutated_file_is_refused_in_words_or_played(
    sort: str, number: int, tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempt(sort, number, tmp_path, capsys, monkeypatch)


@pytest.mark.skipif("DRILLSIM_MUTANT" not in os.environ, reason="no mutant is named")
def test_one_mutated_file_again(tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    sort, _, number = os.environ["DRILLSIM_MUTANT"].partition("-")
    attempt(sort, int(number), tmp_path, capsys, monkeypatch)


@pytest.mark.slow
@pytest.mark.parametrize("hundred", range(FEW // 100, MANY // 100))
@pytest.mark.parametrize("sort", MUTATIONS)
def test_thousands_of_mutated_files(
    sort: str, hundred: int, tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(100 * hundred, 100 * hundred + 100):
        folder = tmp_path / str(number)
        folder.mkdir()
        attempt(sort, number, folder, capsys, monkeypatch)
