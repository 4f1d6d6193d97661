"""Limits of a written plan: within what something must be reached, by when, how often, and 'at once' without a number.

A length of time is a limit unless `not_limits` knows what else it is. Dates, articles and telephone numbers are blanked
before anything is looked for, and what one rule has found is blanked for the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from drillsim.base.language import say_n
from drillsim.check.findings.lexicon import NOT_DONE, SOON
from drillsim.facts.fact import Fact
from drillsim.facts.not_limits import bounds_nothing, exceeds
from drillsim.facts.rhythms import Rhythm, rhythms
from drillsim.quantities.in_text import CLOCK, HOURS, LengthInText, LengthUnit, lengths, without_names
from drillsim.quantities.measures import half_up, share_said
from drillsim.quantities.phrases import Said, widened
from drillsim.quantities.shown import show_duration
from drillsim.quantities.timetable import deadline
from drillsim.quantities.written import DAY, Unreadable, fold_in_place
from drillsim.texts.passage import WrittenPlan, WrittenSentence

LimitSort = Literal["duration", "clock", "rhythm", "soon"]
LimitBound = Literal["at most", "below", "at least", "above", "about", "exactly", "between"]
Stretch = tuple[int, int]  # where words begin and end in a sentence


@dataclass(frozen=True, kw_only=True)
class WrittenLimit(Fact):
    """A limit: a `duration` (`said`, in `unit`s), a time of the `clock`, a `rhythm`, or `soon`, a promise without a number.

    It runs from what stands at `runs_from`, and what must be reached stands at `reaches`, as far as the sentence says so.
    A duration may be a time `ahead` of something ('提前3天'); `or_clock` is the other reading of '9时内', nine o'clock.
    Of a clock, `clocks` are seconds of the day (of the next one if `next_day`), and `by` says that it is the last moment.
    """

    sort: LimitSort
    said: Said | None = None
    unit: LengthUnit = "second"
    ahead: bool = False
    or_clock: int | None = None
    rhythm: Rhythm | None = None
    clocks: tuple[int, ...] = ()
    next_day: bool = False
    by: bool = False
    share: Said | None = None
    runs_from: Stretch | None = None
    reaches: Stretch | None = None

    @property
    def length(self) -> float | None:
        """How long at most (or at least, where only that is said), in the limit's unit."""
        return None if self.said is None else self.said.low if self.said.high is None else self.said.high

    @property
    def seconds(self) -> int | None:
        """Whole seconds of a duration; None for one of working days or months, and for all else."""
        return half_up(self.length) if self.length is not None and self.unit == "second" else None

    @property
    def working_days(self) -> int | None:
        """The working days of a duration."""
        return half_up(self.length) if self.length is not None and self.unit == "working day" else None

    @property
    def shown(self) -> str | None:
        """How long, in the language spoken: '30 min', '3 working days'; None of what has another unit, or no length."""
        if self.working_days is not None:
            return str(say_n("{n} working day", "{n} working days", self.working_days))
        return show_duration(self.seconds) if self.seconds is not None else None

    @property
    def bound(self) -> LimitBound:
        """What is said of the figure."""
        if self.said is None:
            return "at most" if self.by else "exactly"
        if self.said.one is not None:
            return "about" if self.said.about else "exactly"
        if self.said.low is None:
            return "at most" if self.said.high_in else "below"
        if self.said.high is None:
            return "at least" if self.said.low_in else "above"
        return "between"

    def told(self, stretch: Stretch | None) -> str:
        """The words of a stretch of its sentence."""
        return "" if stretch is None else self.sentence.text[slice(*stretch)]


def find_limits(written: WrittenPlan) -> list[WrittenLimit]:
    """All limits of a written plan, in order."""
    return [limit for sentence in written.sentences for limit in _limits_in(sentence)]


def _limits_in(sentence: WrittenSentence) -> list[WrittenLimit]:
    text = without_names(sentence.text)
    found: list[WrittenLimit] = []
    for rule in (_in_cell, _hours, _rhythms, _clocks, _same_day, _durations, _soon):
        fresh = list(rule(sentence, text))
        found += fresh
        text = _blanked(text, fresh)
    return _shared(_joined(sorted((limit for limit in found if limit.rule != "hours"), key=lambda limit: limit.start)))


_JOINT = re.compile(r"\s*(?:的|于|在|,|at|by|before|no later than|not later than|晚|早)?\s*", re.IGNORECASE)


def _joined(limits: list[WrittenLimit]) -> list[WrittenLimit]:
    """'每日17时前', 'daily at 07:00', 'by 5 pm every day': a rhythm and its time of the day are one limit."""
    found: list[WrittenLimit] = []
    for limit in limits:
        last = found[-1] if found else None
        if (
            last
            and {last.sort, limit.sort} == {"rhythm", "clock"}
            and _JOINT.fullmatch(limit.sentence.text, last.end, limit.start)
        ):
            clock, rhythm = (last, limit) if last.sort == "clock" else (limit, last)
            reaches = last.reaches if last.reaches and last.reaches[1] <= last.start else limit.reaches
            found[-1] = replace(clock, start=last.start, end=max(last.end, limit.end), rhythm=rhythm.rhythm, reaches=reaches)
        else:
            found.append(limit)
    return found


def _blanked(text: str, found: list[WrittenLimit]) -> str:
    """`text` without what was found in it."""
    signs = list(text)
    for limit in found:
        signs[limit.start : limit.end] = "\1" * (limit.end - limit.start)
    return "".join(signs)


def _shared(limits: list[WrittenLimit]) -> list[WrittenLimit]:
    """'城区30分钟、乡镇60分钟内到场', '10分钟内集结、30分钟内出动': what several limits in a row have in common."""
    found: list[WrittenLimit] = []
    for limit in reversed(limits):
        behind = found[-1] if found and _IN_A_ROW.fullmatch(limit.sentence.text, limit.end, found[-1].start) else None
        reaches = limit.reaches
        if (
            behind
            and (reaches is None or reaches[1] <= limit.start)
            and re.fullmatch("、.{0,8}", limit.sentence.text[limit.end : behind.start])
        ):
            reaches = behind.reaches
        found.append(replace(limit, reaches=reaches))
    found.reverse()
    for place, (before, limit) in enumerate(pairwise(found), 1):
        if limit.reaches and limit.reaches[0] < before.end < limit.reaches[1]:
            joint = _JOINT_EN.match(limit.sentence.text, before.end, limit.reaches[1])
            begin = joint.end() if joint else before.end
            found[place] = limit = replace(
                limit, reaches=(begin, limit.reaches[1]) if begin < limit.reaches[1] else before.reaches
            )
        if limit.runs_from is None and _IN_A_ROW.fullmatch(limit.sentence.text, before.end, limit.start):
            found[place] = replace(limit, runs_from=found[place - 1].runs_from)
    return found


_IN_A_ROW = re.compile(r"[^,，。;；:：]{0,24}、[^,，。;；:：]{0,12}")


# ---- durations -------------------------------------------------------------------------------------

_AHEAD_BEFORE = re.compile(
    r"(?:提前|提早|事先|(?<![目此当之以])前|advance by|ahead by)(?:的)?(?:了|约|至少|"
    r"不少于)?\s*$",
    re.IGNORECASE,
)
_AHEAD_AFTER = re.compile(
    r"\s*(?:之前|以前|前)|(?=\s*(?:before|prior to|ahead of|in advance|beforehand|notice|(?:'|’)s? notice))", re.IGNORECASE
)
_AGO = re.compile(r"^前(?=[,，、]|已|曾|还|就)")
_HOURS_OR_CLOCK = re.compile(r"(?<!\d)(\d{1,2})\s*时(?=(?:之|以)?内)")
_TIMED_CELL = re.compile(r"时限|时间|限时|期限|time|limit|deadline|within|duration", re.IGNORECASE)
_UNIT_OF_TITLE = re.compile(
    r"[(\[/]\s*(?:单位[::]?\s*)?(分钟|分|小时|秒|天|日|个?工作日|minutes?|mins?|hours?|hrs?|h|seconds?|s|days?|"
    r"working days?)\s*[)\]]?\s*$",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"\s*(?:[≤<≥>~～约]|不超过|within|at most)?\s*\d+(?:\.\d+)?(?:\s*(?:-|–|—|~|至|到|"
    r"to)\s*\d+(?:\.\d+)?)?\s*",
    re.IGNORECASE,
)


def _in_cell(sentence: WrittenSentence, text: str) -> Iterator[WrittenLimit]:
    """The bare figure of a cell whose column or row says the unit: '30' below '时限（分钟）'."""
    cell = sentence.passage.cell
    if cell is None or not _BARE.fullmatch(text):
        return
    for title in (cell.column_title, cell.row_title):
        named = _UNIT_OF_TITLE.search(fold_in_place(title))
        if named and _TIMED_CELL.search(title):
            unit = {"分": "分钟"}.get(named[1], named[1])
            for length in lengths(f"{text.rstrip()} {unit}" if unit.isascii() else text.rstrip() + unit):
                yield WrittenLimit(
                    sentence=sentence, start=0, end=len(sentence.text), rule="limit-cell", sort="duration",
                    said=length.said, unit=length.unit,
                )  # fmt: skip
                return


def _durations(sentence: WrittenSentence, text: str) -> Iterator[WrittenLimit]:
    """'30分钟内', 'within two working days', '不超过半小时', 'no later than 24 h'."""
    for length in lengths(text):
        if bounds_nothing(text, length):
            continue
        ahead = _ahead(text, length)
        either = _HOURS_OR_CLOCK.search(text[length.bare[0] : length.end])
        hour = int(either[1]) if either and 1 <= int(either[1]) <= 23 else None
        begin, end = length.start, length.end
        if ahead and (behind := _AHEAD_AFTER.match(text, end)):
            end = behind.end()
        yield WrittenLimit(
            sentence=sentence, start=begin, end=end, rule="limit-ahead" if ahead else "limit-duration", sort="duration",
            said=Said(None, length.said.low) if exceeds(length) else length.said, unit=length.unit, ahead=ahead,
            or_clock=None if hour is None else hour * 3600,
            share=_share(text, begin, end), runs_from=runs_from(text, begin, end),
            reaches=reached(text, begin, end, text[end - 1] in "内前"),
        )  # fmt: skip


def _ahead(text: str, length: LengthInText) -> bool:
    before, after = text[max(0, length.start - 10) : length.start], text[length.end : length.end + 12]
    return _AHEAD_BEFORE.search(before) is not None or (_AHEAD_AFTER.match(after) is not None and _AGO.match(after) is None)


_SHARE = re.compile(
    r"\d+(?:\.\d+)?\s*(?:%|percent\b|per cent\b)|百分之[\d一二三四五六七八九十百点]+|[一二三四五六七八九两\d]成半?"
    r"|\b(?:nine|eight|seven|\d{1,2}) (?:in|out of) (?:ten|\d{1,3})\b",
    re.IGNORECASE,
)
_SHARE_AFTER = re.compile(r"[^。;；\n]{0,16}率[^,，。;；]{0,8}$")


def _share(text: str, begin: int, end: int) -> Said | None:
    """The share of cases that a limit holds for: '95%的…在10分钟内', '10分钟到场率不低于90%'."""
    first, last = _clause(text, begin, end)
    for match in _SHARE.finditer(text, first, last):
        between = text[match.end() : begin] if match.end() <= begin else text[end : match.start()]
        if match.end() > begin and not (
            _SHARE_AFTER.match(between) or re.search(r"\b(?:in|for|of) (?:at least )?$", between)
        ):
            continue
        for start, stop in widened(text, *match.span()):
            if (said := share_said(text[start:stop])) is not None:
                return said
    return None


# ---- what a limit runs from and what must be reached ---------------------------------------------

_BORDER = re.compile(r"[,，。;；、()（）\n]|[:：](?!\d)|(?<=[a-z])\.(?=\s|$)")
_SENTENCE_END = re.compile(r"[。;；\n]|(?<=[a-z)])\.(?=\s|$)")


def _clause(text: str, begin: int, end: int) -> Stretch:
    """The clause around a stretch: from the last to the next comma or stop."""
    before = [match.end() for match in _BORDER.finditer(text, max(0, begin - 120), begin)]
    after = _BORDER.search(text, end)
    return before[-1] if before else max(0, begin - 120), after.start() if after else len(text)


_EVENT = (
    r"(?:接到|接报|接警|接诉|接令|接获|收到|得到|得知|获悉|获知|知悉|知道|发现|发生|事发|案发|险发|受理|立案|登记|"
    r"启动|确认|确诊|核实|到达|到场|抵达|赶到"
    r"|报告|报警|出警|下达|发布|印发|结束|完成|解除|终止|召开|举行|开始|出现|接|发出|派单|转办|交办|签收|批准|"
    r"响应|停水|停电|停气|泄漏|起火|疏散)"
)
_MODAL_ZH = (
    r"(?:\s*(?:的|应该?|应当|须|必须|要|需|在|于|可|能够?|确保|力争|务必|保证|原则上|一般|最迟|最多|至少|立即|"
    r"及时|尽快|迅速|第一时间|[\0\1]|内))*"
)
_END_OF_EVENT = r"(?:之日起|之时起|时起|之日|之时|起|后|之后|以后|时)"
_SINCE = tuple(  # the surest first
    re.compile(rf"(?P<from>{pattern}){_MODAL_ZH}\s*$")
    for pattern in (
        rf"(?:自|从)[^,，。;；:：\0\1]{{1,24}}?{_END_OF_EVENT}[,，]?",
        rf"(?:在|于)?{_EVENT}[^,，。;；:：\0\1]{{0,24}}?{_END_OF_EVENT}(?!续|果|勤|期|备|方)[,，]?",
        r"(?:在|于)[^,，。;；:：、\0\1]{1,20}?(?:之后|以后|后)(?!续|果|勤|期|备|方)[,，]?",
        r"[^,，。;；:：、\0\1]{1,20}?(?:之日起|之后|以后|后)(?!续|果|勤|期|备|方)[,，]?",
        rf"{_EVENT}(?:[^,，。;；:：、\0\1]{{0,10}}(?:通知|报告|指令|命令|信息|警报|电话|险情|事件|事故|诉求|工单|情况))?",
    )
)
_EARLIER = re.compile(r"(?:^|[,，。;；:：])(?P<from>[^,，。;；:：\0\1]{2,40}?(?:之日起|起|后|时|的))[,，]")
_SINCE_BEHIND = re.compile(r"\s*[(]\s*(?P<from>(?:自|从|以)[^()]{1,24}?(?:起算?|算起|计算|为准))[)]")
_OF_EN = re.compile(
    r"\s+(?P<from>(?:of|after|from|following|since|upon|before|prior to|"
    r"ahead of)\s[^,.;:()\0\1]*?)(?=\s*(?:[,.;:()\0\1]|$)|\s+(?:and|or) (?:then |must |shall |is |are )?"
    r"(?:the |reports?|informs?|sends?|tells?|begins?|starts?)|\s+(?:must|shall|should|will)\b)",
    re.IGNORECASE,
)
_ONCE_EN = re.compile(
    r"(?:^|[,.;:]\s*)(?P<from>(?:after|once|when|whenever|upon|on (?:receipt|receiving|being|hearing|learning|"
    r"notification|arrival)|following|as soon as|if|where|in the event of)\s[^,.;:\0\1]*)(?=,)",
    re.IGNORECASE,
)


def runs_from(text: str, begin: int, end: int) -> Stretch | None:
    """Where it stands from when a limit at `begin` to `end` runs."""
    for match in (_SINCE_BEHIND.match(text, end), _OF_EN.match(text, end)):
        if match is not None:
            return match.span("from")
    first = max(0, begin - 80)
    stops = [match.end() for match in _SENTENCE_END.finditer(text, first, begin)]
    first = stops[-1] if stops else first
    before = text[first:begin]
    match = next((match for pattern in _SINCE if (match := pattern.search(before)) is not None), None)
    earlier = [] if match else [one for pattern in (_EARLIER, _ONCE_EN) for one in pattern.finditer(before)]
    match = earlier[-1] if earlier else match
    return None if match is None else (first + match.start("from"), first + len(before[: match.end("from")].rstrip(",，")))


_REACHED_ZH = re.compile(
    r"\s*(?P<comma>[,，]?)\s*(?:的?(?:时间|时限)?内)?(?:应该?|应当|须|必须|要|需|务必|予以|即|就|均|都|可|能够?|将|[\0\1])*"
    r"\s*(?P<what>[^,，。;；:：()（）\0\1]{1,40}?)(?=$|[,，。;；:：()（）\0\1]|"
    r"、[^,，、。]{0,6}?[\d一二两三四五六七八九十半])"
)
_HEADER = re.compile(r"(?:^|[,，。;；\n])(?P<what>[^,，。;；:：\0\1]{2,30})[:：][^。;；:：]*$")
_WORD_EN = re.compile(r"[A-Za-z]{2}")
_PREPOSITION = re.compile(r"[\s\0\1]+(?:in|for|after|at|on|to|by|and)\s*$", re.IGNORECASE)
_JOINT_EN = re.compile(r"[\s,]*(?:and|or|then|but)?\s+", re.IGNORECASE)
_REACHED_AFTER_EN = re.compile(r"\s*,?\s*(?P<what>[^,.;:()\0\1]{3,80})")


def reached(text: str, begin: int, end: int, bounded: bool = True) -> Stretch | None:
    """Where it stands what must be reached within a limit; that of a `bounded` one may follow behind a comma."""
    since = _OF_EN.match(text, end) or _SINCE_BEHIND.match(text, end)
    behind = since.end() if since else end
    first, _last = _clause(text, begin, end)
    before = text[first:begin]
    if _WORD_EN.search(text):
        if _WORD_EN.search(before):
            return _trimmed(text, first, first + len(_PREPOSITION.sub("", before)))
        match = _REACHED_AFTER_EN.match(text, behind)
        return None if match is None else _trimmed(text, *match.span("what"))
    match = _REACHED_ZH.match(text, behind)
    if match is not None and (bounded or not match["comma"]) and not match["what"].startswith(("的", "后", "为", "、")):
        return match.span("what")
    if (header := _HEADER.search(text[:begin])) is not None:
        return header.span("what")
    return _trimmed(text, first, begin)


def _trimmed(text: str, begin: int, end: int) -> Stretch | None:
    """A stretch without the blanks at its ends; None for nothing but blanks."""
    words = text[begin:end].strip(" \0\1")
    return None if not words else (begin + text[begin:end].index(words), begin + text[begin:end].index(words) + len(words))


# ---- times of the day ------------------------------------------------------------------------------

_CLOCK = re.compile(CLOCK, re.IGNORECASE)
_HOURS = re.compile(HOURS, re.IGNORECASE)
_THAT_DAY = (
    r"(?:每日|每天|每晚|每早|当日|当天|当晚|次日|次晨|第二天|翌日|隔日|(?:on )?the (?:next|following|"
    r"same) (?:working )?day(?: at| by| before)?)"
)
_BY_BEFORE = re.compile(
    r"(?:不晚于|不迟于|不得晚于|不得迟于|最迟|最晚|截至|截止到?|截止时间[为::]?|至迟|\b(?:by|before|no later than|"
    r"not later than|at the latest by|latest(?: by| at)?))\s*(?:于|在)?\s*$",
    re.IGNORECASE,
)
_AT_BEFORE = re.compile(r"(?:准时于?|(?:应当?|须|必须|要)于|\bat)\s*$", re.IGNORECASE)
_BY_AFTER = re.compile(r"\s*(?:前(?!往|来|去|台|期|后|提|线|方|沿)|之前|以前|截止|为止|at the latest)", re.IGNORECASE)
_AND_CLOCK = re.compile(rf"\s*(?:[、,，/]|以及|和|及|与|\band\b|&)\s*(?:and )?(?:at )?(?={CLOCK})", re.IGNORECASE)
_NEXT_DAY = re.compile(r"次日|次晨|第二天|翌日|隔日|next|following", re.IGNORECASE)
_THAT_DAY_BEFORE = re.compile(rf"{_THAT_DAY}\s*(?:的)?\s*$", re.IGNORECASE)
_DONE_THAT_DAY = (
    "办结|上报|报告|报送|反馈|完成|答复|处理|处置|受理|录入|转办|告知|回复|清|送达|通报|派|见面|归档|汇总|追踪|查明|到位|转|整改|销号|联系|记录|公示|补|开展|登记|"
    "解决|将|把|赶|到场|到达"
)
_SAME_DAY = re.compile(
    rf"(?:当日|当天|当晚)(?:之?内)?(?=[^,，。;；]{{0,6}}(?:{_DONE_THAT_DAY}))|(?:当日|当天)之?内|(?P<next>次日|"
    rf"翌日|隔日)(?:之?内|之?前)?(?=[^,，。;；]{{0,6}}(?:{_DONE_THAT_DAY}))"
    r"|(?:\bon )?\b(?:the|that) same (?:working )?day\b|\bon the day of\b|(?P<next_en>(?:\b(?:by|before|"
    r"on) )?(?:the )?(?:end of )?the (?:next|following) (?:working |business )?day\b)"
    r"|\b(?:by|before) (?:the )?(?:end|close) of (?:the |that |each )?(?:same )?(?:working )?(?:day|business)\b",
    re.IGNORECASE,
)


def _hours(sentence: WrittenSentence, text: str) -> Iterator[WrittenLimit]:
    """'8:00-18:00': hours are no limit; they are blanked for the rules that follow."""
    for match in _HOURS.finditer(text):
        yield WrittenLimit(sentence=sentence, start=match.start(), end=match.end(), rule="hours", sort="clock")


def _clocks(sentence: WrittenSentence, text: str) -> Iterator[WrittenLimit]:
    """'17:00前', '于9时前', 'by 5 pm'; a time with a day or a rhythm before it ('每日7时、13时', 'daily at 07:00')."""
    position = 0
    while (match := _CLOCK.search(text, position)) is not None:
        begin, end = match.span()
        several = [match[0]]
        while (joint := _AND_CLOCK.match(text, end)) is not None and (further := _CLOCK.match(text, joint.end())):
            several.append(further[0])
            end = further.end()
        position = max(end, begin + 1)
        before = text[max(0, begin - 40) : begin]
        day = _THAT_DAY_BEFORE.search(before)
        outer = before if day is None else before[: day.start()]
        by = _BY_BEFORE.search(outer) or _BY_BEFORE.search(before)
        after = _BY_AFTER.match(text, end)
        of_a_rhythm = re.search(r"\x01\s*(?:的|at|,)?\s*$", before) is not None
        if not (
            by
            or after
            or day
            or of_a_rhythm
            or _AT_BEFORE.search(before)
            or len(several) > 1
            or end - begin == len(text.strip())
        ) or before.rstrip().endswith(("until", "till", "from", "between", "\0")):
            continue
        seconds = [second for one in several if (second := _second(one)) is not None]
        if seconds:
            start = min([begin, *(begin - len(before) + word.start() for word in (day, by) if word is not None)])
            stop = after.end() if after else end
            yield WrittenLimit(
                sentence=sentence, start=start, end=stop, rule="limit-clock", sort="clock", clocks=tuple(seconds),
                by=bool(by or after), next_day=bool(day and _NEXT_DAY.search(day[0])), share=_share(text, start, stop),
                reaches=reached(text, start, stop),
            )  # fmt: skip


def _same_day(sentence: WrittenSentence, text: str) -> Iterator[WrittenLimit]:
    """'当日办结', 'the same day', 'by the end of the next working day'; not 'before 4 pm on the same day'."""
    for match in _SAME_DAY.finditer(text):
        if not text[: match.start()].rstrip().endswith("\1"):
            yield WrittenLimit(
                sentence=sentence, start=match.start(), end=match.end(), rule="limit-same-day", sort="clock", clocks=(DAY,),
                by=True, next_day=bool(match["next"] or match["next_en"]), share=_share(text, *match.span()),
                runs_from=runs_from(text, *match.span()), reaches=reached(text, *match.span()),
            )  # fmt: skip


def _second(words: str) -> int | None:
    try:
        return deadline(re.sub(r"(?<=\d)\.(?=[0-5]\d\s?[ap]\.?m)", ":", words, flags=re.IGNORECASE))
    except Unreadable:
        return None


# ---- rhythms, and promises without a number ----------------------------------------------------------


def _rhythms(sentence: WrittenSentence, text: str) -> Iterator[WrittenLimit]:
    done = 0
    for found in sorted(rhythms(text), key=lambda found: (found.start, -found.end)):
        if found.start >= done:
            done = found.end
            yield WrittenLimit(
                sentence=sentence, start=found.start, end=found.end, rule="limit-rhythm", sort="rhythm", rhythm=found.rhythm,
                reaches=reached(text, found.start, found.end, bounded=False),
            )  # fmt: skip


def _soon(sentence: WrittenSentence, text: str) -> Iterator[WrittenLimit]:
    for match in SOON.pattern.finditer(text):
        if not NOT_DONE.search(text, max(0, match.start() - 24), match.start()):
            yield WrittenLimit(
                sentence=sentence, start=match.start(), end=match.end(), rule="limit-soon", sort="soon",
                runs_from=runs_from(text, *match.span()), reaches=reached(text, *match.span()),
            )  # fmt: skip
