"""Written plans made by hand for the tests of facts, with a sentence at every full stop, and what is found in short."""

from __future__ import annotations

import re

from drillsim.facts.chains import ReportHop
from drillsim.facts.duties import StandingDuty
from drillsim.facts.limits import WrittenLimit
from drillsim.facts.rhythms import Rhythm
from drillsim.facts.tiers import WrittenTier
from drillsim.quantities.phrases import Said
from drillsim.quantities.shown import show_clock, written_spans
from drillsim.quantities.timetable import WEEKDAYS
from drillsim.texts.passage import Passage, TableCell, TextPlace, WrittenPlan, WrittenSentence

_SENTENCE = re.compile(r"[^。；;]*?(?:[。；;]|\.(?=\s|$)|$)\s*")
SIGNS = {"at most": "<=", "below": "<", "at least": ">=", "above": ">", "about": "~", "exactly": "="}


def written(*paragraphs: str, language: str = "zh") -> WrittenPlan:
    """A plan of these paragraphs."""
    passages = [Passage(text, TextPlace((), "", number)) for number, text in enumerate(paragraphs, 1)]
    return _plan(passages, language)


def table(*rows: tuple[str, ...], language: str = "zh") -> WrittenPlan:
    """A plan of one table, whose first row heads the columns and whose first column heads the rows."""
    head, passages = rows[0], []
    for row, cells in enumerate(rows, 1):
        for column, text in enumerate(cells, 1):
            cell = TableCell(1, row, column, head[column - 1] if row > 1 else "", cells[0] if column > 1 else "")
            passages.append(Passage(text, TextPlace((), "", len(passages) + 1, home="table"), cell=cell))
    return _plan(passages, language)


def _plan(passages: list[Passage], language: str) -> WrittenPlan:
    sentences = [
        WrittenSentence(match[0].rstrip(), passage, match.start(), lead=_lead(passage.text[: match.start()]))
        for passage in passages
        for match in _SENTENCE.finditer(passage.text)
        if match[0].strip()
    ]
    return WrittenPlan("plan.txt", "", language, tuple(passages), tuple(sentences))


def _lead(before: str) -> str:
    """What introduces a part of a sentence that stands behind a semicolon."""
    match = re.match(r"[^：:；;。]{1,80}[：:]", before) if before.rstrip().endswith(("；", ";")) else None
    return match[0] if match else ""


def shown(limit: WrittenLimit) -> str:
    """A limit in short: '<=30min', '>=3d ahead', '1/d by 17:00', '2/y', 'soon: 立即'."""
    if limit.sort == "soon":
        return f"soon: {limit.words}"
    rhythm = "" if limit.rhythm is None else _rhythm(limit.rhythm)
    if limit.sort == "rhythm":
        return rhythm
    share = ""
    if limit.share is not None:
        end = limit.share.low if limit.share.low is not None else limit.share.high
        share = f" for {end:.0%}"
    if limit.sort == "clock":
        clocks = " ".join(map(show_clock, limit.clocks))
        return " ".join(filter(None, [rhythm, "next day" * limit.next_day, "by" if limit.by else "at", clocks])) + share
    assert limit.said is not None
    if limit.bound == "between":
        value = f"{_length(limit.said.low, limit.unit)}..{_length(limit.said.high, limit.unit)}"
    else:
        value = SIGNS[limit.bound] + _length(limit.length, limit.unit)
    either = "" if limit.or_clock is None else f" or {show_clock(limit.or_clock)}"
    return value + either + " ahead" * limit.ahead + share


def shown_range(said: Said) -> str:
    """'[5,15)': both ends, a square bracket where the end itself is included."""
    low = "" if said.low is None else f"{said.low:.12g}"
    high = "" if said.high is None else f"{said.high:.12g}"
    return ("(" if low and not said.low_in else "[") + f"{low},{high}" + (")" if high and not said.high_in else "]")


def shown_tier(tier: WrittenTier) -> str:
    """'死亡[10,30]人 重大': what is counted, the range, the unit, and the level."""
    return f"{tier.of}{shown_range(tier.said)}{tier.unit}" + (f" {tier.level.name}" if tier.level else "")


def shown_hop(hop: ReportHop) -> str:
    """'值班长 > 主任: <=10min': who reports to whom, and within what."""
    return f"{hop.reporter or '?'} > {hop.receiver}" + (": " + ", ".join(map(shown, hop.limits)) if hop.limits else "")


def shown_duty(duty: StandingDuty) -> str:
    """'duty of 中控室', 'hotline of 热线 08:00-18:00': 24 h is not said."""
    hours = "" if duty.around_the_clock else " " + (written_spans(duty.hours) or "-")
    return f"{duty.sort} of {duty.who or '-'}{hours}"


def _length(length: float | None, unit: str) -> str:
    assert length is not None
    if unit != "second":
        return f"{length:g}" + {"working day": "wd", "working hour": "wh", "month": "mo"}.get(unit, unit)
    for size, name in ((86400, "d"), (3600, "h"), (60, "min")):
        if length % size == 0:
            return f"{length / size:g}{name}"
    return f"{length:g}s"


def _rhythm(rhythm: Rhythm) -> str:
    every = _length(rhythm.every, rhythm.unit)
    days = " " + ",".join(WEEKDAYS[day] for day in rhythm.days if day < 7) if rhythm.days else ""
    return f"{rhythm.times}/{every.removeprefix('1') if every[1:2].isalpha() else every}{days}"
