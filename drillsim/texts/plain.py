"""Plain text: what it is encoded in, and which lines are one paragraph."""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterator

from drillsim.base.language import say
from drillsim.base.opening import Unusable
from drillsim.texts.marks import item_number
from drillsim.texts.paragraph import Paragraph, joined, plain

_ENDED = re.compile(r"[。！？!?；;：:.…]['\"”’）)」』]*$")


def decoded(content: bytes) -> str:
    """The text of a file as an office saves it: UTF-8, UTF-16 or GB18030. Raises Unusable."""
    marks = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe\0\0": "utf-32", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
    tried = next(([name] for sign, name in marks.items() if content.startswith(sign)), None)
    if tried is None:
        half = content[: len(content) // 2 * 2]
        zeros = half[0::2].count(0), half[1::2].count(0)
        if max(zeros) * 5 > len(half):  # every second byte of letters
            tried = ["utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"]
        else:
            tried = ["utf-8", "gb18030", "cp1252"]
    for name in tried:
        try:
            text = content.decode(name)
        except UnicodeError:
            continue
        if sum(sign < " " and sign not in "\t\n\r\f\v" for sign in text) * 100 <= len(text):
            return text
    raise Unusable(say("this is no text that can be read"), say("open it in Word or WPS and save it as .docx"))


def paragraphs_of(text: str) -> Iterator[Paragraph]:
    """The paragraphs of a plain text."""
    lines = [
        line.expandtabs().rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").split("\n")
    ]
    width = _width_of(lines)
    whole, alone = "", True
    for n, line in enumerate([*lines, ""]):
        words = plain(line)
        goes_on = bool(whole) and bool(words) and width and _room(lines[n - 1]) >= width and not _begins_anew(line, whole)
        if not goes_on and whole:
            yield Paragraph(whole, stands_out=alone and not words)
            whole = ""
        if words and not whole:
            alone = n == 0 or not lines[n - 1].strip()
        whole = joined(whole, words)


def _room(line: str) -> int:
    return sum(2 if sign > "\u2e7f" else 1 for sign in line.rstrip())


def _width_of(lines: list[str]) -> int:
    """From which width on a line is broken by the width of the page, not by its writer; 0 where none is."""
    rooms = [_room(line) for line in lines if line.strip()]
    if len(rooms) < 8:
        return 0
    widest = max(rooms)
    broken = [n for n, line in enumerate(lines[:-1])
              if _room(line) >= widest * 0.75 and not _ENDED.search(line) and lines[n + 1].strip()]  # fmt: skip
    # Lines broken at a width are near it and stop in the middle of a sentence; long paragraphs differ in length.
    long = [room for room in rooms if room >= widest * 0.5]
    if widest > 160 or len(broken) < 3 or statistics.median(long) < widest * 0.8:
        return 0
    return int(widest * 0.72)


def _begins_anew(line: str, above: str) -> bool:
    """Whether a line begins a paragraph, though the one above it is full."""
    if re.match(r"[ \u3000]{2,}\S", line) and not re.match(r"[ ]{2,}", above):
        return bool(_ENDED.search(above)) or line.startswith("\u3000")
    mark = item_number(plain(line))
    return mark is not None and mark.sort != "1" and (bool(_ENDED.search(above)) or len(above) < 30)
