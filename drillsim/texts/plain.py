"""Plain text: what it is encoded in, and which lines are one paragraph."""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterator

from drillsim.base.language import say
from drillsim.base.opening import Unusable
from drillsim.texts.marks import begins_item, has_ended
from drillsim.texts.paragraph import Paragraph, joined, plain
from drillsim.texts.table import PlacedCell, in_table

_SIGNED = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
# What no office writes: controls, and letters of distant scripts, which appear where bytes are taken for the wrong ones.
_NO_LETTERS = re.compile(r"[^\s\x20-\x7e\xa0-\u04ff\u2000-\u33ff\u4e00-\u9fff\ue000-\uf8ff\ufeff-\uffef]")


def decoded(content: bytes) -> str:
    """The text of a file as an office saves it: UTF-8, UTF-16 or GB18030. Raises Unusable."""
    signed = next((name for sign, name in _SIGNED.items() if content.startswith(sign)), None)
    tried = [signed] if signed else ["utf-16-le", "utf-16-be"] if b"\0" in content else ["utf-8", "gb18030", "cp1252"]
    for name in tried:
        try:
            text = content.decode(name)
        except UnicodeError:
            continue
        if len(_NO_LETTERS.findall(text)) * 50 <= len(text):
            return text
    raise Unusable(say("this is no text that can be read"), say("open it in Word or WPS and save it as .docx"))


def paragraphs_of(text: str) -> Iterator[Paragraph]:
    """The paragraphs of a plain text, and the tables in it, whose cells tabs or bars part."""
    lines = [line.rstrip() for line in re.split("\r\n?|[\n\f\v\x85\u2028\u2029]", text.removeprefix("\ufeff"))]
    width = _width_of(lines)
    n = tables = 0
    while n < len(lines):
        if rows := _rows(lines, n):
            tables += 1
            yield from in_table(tables, {
                (row, column): PlacedCell(row, column, [Paragraph(words, home="table")])
                for row, cells in enumerate(rows, 1) for column, words in enumerate(cells, 1) if words
            })  # fmt: skip
            n += len(rows)
            continue
        first, whole = n, plain(lines[n])
        n += 1
        while n < len(lines) and _goes_on(lines[n - 1], lines[n], whole, width) and not _rows(lines, n):
            whole = joined(whole, plain(lines[n]))
            n += 1
        if whole:
            alone = (first == 0 or not lines[first - 1].strip()) and (n == len(lines) or not lines[n].strip())
            yield Paragraph(whole, stands_out=alone or (whole.isupper() and len(whole) < 60))


def _rows(lines: list[str], n: int) -> list[list[str]]:
    """The rows of a table that begins here: lines with as many tabs or bars as the first, two at least."""
    framed = lines[n].lstrip(" \u3000").startswith(("|", "｜"))
    for sign, least in (("\t", 1), ("|", 2 - framed), ("｜", 2 - framed)):
        found: list[list[str]] = []
        while n + len(found) < len(lines):
            line = lines[n + len(found)].strip(" \u3000")
            cells = [plain(cell) for cell in line.strip(sign if sign != "\t" else " ").split(sign)]
            if line.startswith("\t") or len(cells) <= least or (found and len(cells) != len(found[0])):
                break
            found.append(cells)
        if len(found) > 1:
            return [cells for cells in found if not all(re.fullmatch(":?-*:?", cell) for cell in cells)] or found
    return []


def _goes_on(above: str, below: str, whole: str, width: int) -> bool:
    """Whether a line goes on with the one above it, which the width of the page broke."""
    return bool(width and whole and below.strip()) and _room(above) >= width and not _begins_anew(below, whole)


def _room(line: str) -> int:
    return sum(2 if sign > "\u2e7f" else 1 for sign in line.rstrip())


def _width_of(lines: list[str]) -> int:
    """From which width on a line is broken by the width of the page, not by its writer; 0 where none is."""
    rooms = sorted(_room(line) for line in lines if line.strip() and "\t" not in line and "|" not in line)
    if len(rooms) < 8:
        return 0
    widest = rooms[-1 - len(rooms) // 50]  # a line or two may be longer
    broken = [n for n, line in enumerate(lines[:-1])
              if _room(line) >= widest * 0.75 and not has_ended(line) and lines[n + 1].strip()]  # fmt: skip
    # Lines broken at a width are near it and stop in the middle of a sentence; long paragraphs differ in length.
    long = [room for room in rooms if room >= widest * 0.5]
    if widest > 160 or len(broken) < 3 or statistics.median(long) < widest * 0.8:
        return 0
    return int(widest * 0.72)


def _begins_anew(line: str, above: str) -> bool:
    """Whether a line begins a paragraph, though the one above it is full."""
    if re.match(r"[ \u3000]{2,}\S", line) and not re.match(r"[ ]{2,}", above):
        return has_ended(above) or line.startswith("\u3000")
    if len(above) < 200 and above.isupper() and not line.isupper():  # a title in capitals
        return True
    return begins_item(plain(line), above)
