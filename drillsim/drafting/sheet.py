"""The sheet of questions that goes to the office: as a text, and read back with the answers.

    ### 3. How many are in the squad?
    > 'The squad goes to the scene.' (Part 3, paragraph 12)
    Write it as: 6
    Answer: ______

What is read back is the number and what stands behind 'Answer:'; all the rest may be changed. In a Word file the same
stands in a table, the number in the first column and the answer in the last.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from drillsim.base.errors import Fault, InputError
from drillsim.base.language import _, say, text
from drillsim.base.opening import Unusable, contents
from drillsim.drafting.answers import OfficeAnswer
from drillsim.plan.plan import Plan
from drillsim.texts.plain import decoded
from drillsim.texts.word import paragraphs_of_word

_NUMBER = re.compile(r"\s*(?:#+\s*)?(?:问题|Question)?\s*\**(\d{1,4})\**\s*[.．、:：)]\s*\S", re.IGNORECASE)
_ANSWER = re.compile(r"\s*\**(?:答复|答|回答|answer)\s*\**\s*[:：]\s*\**(.*)$", re.IGNORECASE)
_HEADING = re.compile(r"\s*#{1,6}\s")
BLANK = "______"
LARGEST = 20_000_000  # bytes of a sheet


@dataclass(frozen=True)
class SheetRow:
    """A question on the sheet: its number, what it asks, the sentences that it rests on, how an answer is written."""

    number: str
    asks: str
    quotes: tuple[str, ...]
    write: str
    may_wait: bool


def sheet_rows(plan: Plan) -> list[SheetRow]:
    """The open questions of a plan in order, those that keep it from being played first."""
    rows = []
    for number, question in plan.open_questions.items():
        clauses = [plan.clauses[name] for name in question.clause if name in plan.clauses]
        quotes = tuple(
            f"“{text(clause.says)}”" + (f" ({text(clause.place)})" if clause.place is not None else "") for clause in clauses
        )
        rows.append(SheetRow(number, text(question.asks), quotes, how_written(question.about), question.may_wait))
    return sorted(rows, key=lambda row: row.may_wait)


def how_written(about: list[str]) -> str:
    """An example of an answer to a question about these parts."""
    words = about[0].split(".") if about else [""]
    if words[0] == "pools" and len(words) == 2:
        return _("the deputy head")
    if words[0] == "procedures" and len(words) == 2:
        return _("2 a week")
    if words[0] == "procedures" and len(words) == 4:
        return _("30 min")
    return {
        "staff": "6", "count": "2", "needs": "2", "places": "20", "amount": _("5000 yuan"),
        "takes": _("10 min; or: shortest 5 min, usual 10 min, longest 30 min"), "turnout": _("3 min"),
        "times": _("12 min"), "at": "08:00",
    }.get(next((word for word in reversed(words) if word in _KNOWN), ""), _("10 min"))  # fmt: skip


_KNOWN = {"staff", "count", "needs", "places", "amount", "takes", "turnout", "times", "at"}


def sheet_text(plan: Plan) -> str:
    """The sheet as a text (Markdown)."""
    rows = sheet_rows(plan)
    lines = [f"# {text(plan.name)}: " + _("what the plan leaves open"), ""]
    lines += [_("Please write behind 'Answer:'. What nobody knows stays blank, and is asked again."), ""]
    waiting = False
    lines += ["## " + _("To be answered before the plan can be played"), ""] if rows and not rows[0].may_wait else []
    for row in rows:
        if row.may_wait and not waiting:
            waiting = True
            lines += ["## " + _("What may stay blank: it is then not tested"), ""]
        lines += [f"### {row.number}. {row.asks}", ""]
        lines += [f"> {quote}" for quote in row.quotes]
        lines += [""] if row.quotes else []
        lines += [_("Write it as: {example}").format(example=row.write), "", _("Answer: ") + BLANK, ""]
    return "\n".join(lines)


def read_sheet(path: Path) -> list[OfficeAnswer]:
    """The answers on a sheet, text or Word. Raises InputError."""
    try:
        content = contents(path, LARGEST)
        is_word = content.startswith(b"PK\x03\x04")
        found = _of_table(str(path), content) if is_word else list(_of_text(str(path), decoded(content)))
    except Unusable as error:
        raise InputError([Fault(str(path), 0, 0, error.what, error.mend)]) from None
    if not found:
        what = say("no question with a number stands in it")
        raise InputError([Fault(str(path), 0, 0, what, say("name the sheet of questions that a draft wrote"))])
    return found


def _of_text(file: str, content: str) -> Iterator[OfficeAnswer]:
    number, line_of, said, in_answer = "", 0, list[str](), False

    def answer() -> list[OfficeAnswer]:
        return [OfficeAnswer(number, " ".join(said).replace(BLANK, "").strip(), file, line_of)] if number else []

    for place, line in enumerate(content.splitlines(), 1):
        begins = _NUMBER.match(line) if _HEADING.match(line) else None
        words = _ANSWER.match(line)
        if begins or _HEADING.match(line):
            yield from answer()
            number, line_of, said, in_answer = (begins[1] if begins else ""), place, [], False
        elif words:
            in_answer, line_of = True, place
            said.append(words[1].strip())
        elif in_answer:
            said.append(line.strip())
    yield from answer()


def _of_table(file: str, content: bytes) -> list[OfficeAnswer]:
    rows: dict[tuple[int, int], dict[int, str]] = {}
    for passage in paragraphs_of_word(content):
        if passage.cell is not None:
            row = rows.setdefault(passage.cell.in_row, {})
            row[passage.cell.column] = " ".join([*filter(None, [row.get(passage.cell.column)]), passage.text])
    last = max((column for row in rows.values() for column in row), default=0)
    return [
        OfficeAnswer(number[1], row.get(last, "").replace(BLANK, "").strip(), file, place)
        for (_table, place), row in rows.items()
        if last > 1 and (number := re.fullmatch(r"\s*(\d{1,4})\s*[.．、]?\s*", row.get(1, "")))
    ]
