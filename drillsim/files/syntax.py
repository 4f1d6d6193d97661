"""What is likely behind an error of the YAML reader, at the place where it can be mended.

Judged by where the reader stopped, where what it was reading began, and which signs stand there; its own words
change from version to version.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from ruamel.yaml.parser import ParserError
from ruamel.yaml.scanner import ScannerError

from drillsim.base.language import Message, say
from drillsim.files.tree import Node

FULL_WIDTH_COLON = re.compile(r"\s*(?:- +)?[\w.-]+\s*(：)")
NO_SPACE = re.compile(r"\s*(?:- +)?[^\W\d][\w-]*(:)[^\s:/]")
# Signs that tell what the YAML reader was at.
_QUOTES = ("'", '"')
_QUOTED = re.compile(r"""'(?:[^']|'')*+'|"(?:[^"\\]|\\.)*+\"""", re.DOTALL)  # from the quotation mark to its partner
_MARKED = ("'", '"', "%", "&", "*", "!", "|", ">")  # what begins so has rules of its own
_INDICATORS = (":", "-", "?")  # of an entry; where none can be, that is what is wrong
_MISPLACED = (",", "]", "}", "!")  # what is wrong is the sign itself


class SyntaxCause(NamedTuple):
    """Where it stands, how many characters it takes, what it is, and what would mend it."""

    line: int
    column: int
    width: int
    what: Message
    mend: Message


def likely_cause(error: Exception, text: str, lines: Sequence[str], brackets: Sequence[Node]) -> SyntaxCause:
    """What to say of an error in a text; `brackets` are those that were open when it came."""
    opened: Any = getattr(error, "context_mark", None)
    mark: Any = getattr(error, "problem_mark", None) or opened
    line = min(mark.line + 1, len(lines)) if mark else 0
    column = mark.column + 1 if mark and mark.line < len(lines) else 1
    sign = text[mark.index : mark.index + 1] if mark else ""  # none at the end of the file
    begun = text[opened.index : opened.index + 1] if opened else ""  # with which sign what is not finished begins
    quoted = _QUOTED.match(text, opened.index) if begun in _QUOTES else None
    in_brackets = bool(brackets) and isinstance(error, ParserError) and sign != "!"
    no_token = isinstance(error, ScannerError) and not opened
    unfit = not in_brackets and (
        (isinstance(error, ParserError) and opened and sign not in _MISPLACED)
        or (isinstance(error, ScannerError) and begun and begun not in _MARKED)
        or (quoted is not None and mark.index >= quoted.end())
    )  # with the lines before it
    late = unfit or (no_token and sign in _INDICATORS)  # a key not seen as one shows up a line later
    for number in range(line, max(0, line - 3 if late else line - 1), -1):
        for pattern, message in ((FULL_WIDTH_COLON, full_width_colon), (NO_SPACE, missing_space)):
            if colon := pattern.match(lines[number - 1]):
                return SyntaxCause(number, colon.start(1) + 1, 1, *message())
    written = lines[line - 1] if line else ""
    if begun in _QUOTES and quoted is None:
        what = say("a quotation mark is opened here and never closed")
        return SyntaxCause(opened.line + 1, opened.column + 1, 1, what, say("close it"))
    if "\t" in written[: max(1, column)]:
        column = written.find("\t") + 1
        return SyntaxCause(line, column, 1, say("there is a tab here"), say("indent with spaces"))
    if in_brackets:
        what = say("a bracket is opened here and not closed, or a comma is missing in it")
        mend = say("close it, and put commas between the parts")
        return SyntaxCause(brackets[-1].line, brackets[-1].column, 1, what, mend)
    if no_token and sign and sign not in _INDICATORS:
        what = say("a text cannot begin with {sign}", sign=sign)
        return SyntaxCause(line, column, 1, what, say("put the text in quotes"))
    if no_token and sign == ":":
        mend = say("indent keys of one level alike, and put a text with ': ' in it in quotes")
        return SyntaxCause(line, column, 1, say("a colon is not expected here"), mend)
    if unfit:
        mend = say("indent keys of one level alike, and put a colon and a space after each key")
        return SyntaxCause(line, column, 1, say("this does not fit the lines above"), mend)
    what = say("the file cannot be read from here on")
    return SyntaxCause(line, column, 1, what, say("check quotes, brackets, colons and indents in this line and above"))


def full_width_colon() -> tuple[Message, Message]:
    """What to say of ： after a key."""
    return say("the colon after a key is full-width (：)"), say("write a plain colon and a space")


def missing_space() -> tuple[Message, Message]:
    """What to say of key:value."""
    return say("a space is missing after the colon"), say("write 'key: value'")
