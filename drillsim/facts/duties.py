"""Duties that stand: around the clock, in hours, of leaders in turn; hotlines, and telephones that are kept on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from drillsim.facts.actors import ACTOR, Stretch, clause_around, english_clause, tidy
from drillsim.facts.fact import Fact
from drillsim.quantities.in_text import HOURS
from drillsim.quantities.timetable import Span, spans
from drillsim.quantities.written import DAY, Unreadable, fold_in_place
from drillsim.texts.passage import WrittenPlan, WrittenSentence

DutySort = Literal["duty", "hotline", "telephone on", "leader on duty", "on call"]


@dataclass(frozen=True, kw_only=True)
class StandingDuty(Fact):
    """A duty that stands: around the clock, or in `hours` of the day (seconds; the end may lie past midnight), and whose."""

    sort: DutySort
    who: str
    hours: tuple[Span, ...] = ()

    @property
    def around_the_clock(self) -> bool:
        """Whether it is kept at every hour."""
        return self.hours == ((0, DAY),)


_HAN = re.compile("[\u4e00-\u9fff]")
_ALWAYS_ZH = r"(?:(?:每周7天|每周七天|一周七天|全年365天|全年无休|常年)[,，、]?\s*)?"
_AROUND_ZH = (  # surely around the clock, whatever is done
    rf"(?:{_ALWAYS_ZH}(?:全天候?|每天|每日|一天|全年|7天)(?:24|二十四)\s*个?(?:小时|h)|"
    rf"7\s*[×xX*]\s*24\s*个?(?:小时|h)?|24\s*[×xX*]\s*7|"
    r"全天候|昼夜|日夜|全时段|不分昼夜|白天黑夜|(?:24|二十四)\s*个?小时(?:不间断|轮流|全天候|专人|有人|轮班|全时|"
    r"连续(?=值|监|在)))"
)
_AROUND_OR_24 = rf"(?:{_AROUND_ZH}|(?:实行)?(?:24|二十四)\s*个?(?:小时|h(?![a-z])))"
_DUTIES: tuple[tuple[DutySort, re.Pattern[str]], ...] = (
    (
        "hotline",
        re.compile(
            rf"{_AROUND_OR_24}[^,，。;；:：]{{0,8}}?(?:热线|服务电话|值班电话|值守电话|报警电话|应急电话|举报电话|"
            rf"咨询电话|人工服务|接听|受理|有人接听)|(?:热线|电话)[^,，。;；:：]{{0,6}}?{_AROUND_OR_24}"
        ),
    ),
    (
        "telephone on",
        re.compile(
            rf"{_AROUND_OR_24}[^,，。;；:：]{{0,8}}?(?:开机|畅通|通信|通讯|联络|保持联系)|(?:手机|通信|通讯|联络|"
            rf"电话)[^,，。;；:：]{{0,8}}?{_AROUND_OR_24}[^,，。;；:：]{{0,4}}"
        ),
    ),
    (
        "leader on duty",
        re.compile(r"领导(?:干部)?(?:轮流)?带班|带班领导(?=[,，。;；、]|在岗|全天|24|必须|须|应|不得)|干部带班|领导值班"),
    ),
    (
        "duty",
        re.compile(
            rf"{_AROUND_OR_24}[^,，。;；:：]{{0,8}}?(?:值班|值守|在岗|待命|备勤|执勤|监测|监控|巡查|巡逻|接处警|备战|"
            rf"驻守|坚守|在线|待岗|轮值|轮班|专班|坐班|运行|运转|服务|保障|留守|开通|监护|值勤|蹲守|有人|响应|守护|"
            rf"在班|制度)|(?:轮流值班|轮班值守|三班(?:倒|制|"
            rf"两运转|三运转)|四班三运转|"
            rf"昼夜值班|节假日(?:轮流)?值班|夜间值班|值班备勤|(?:值班|值守|在岗|备勤)(?:待命)?{_AROUND_OR_24})"
            rf"|{_AROUND_ZH}(?!温差|之?内|以内|降|后|前)"
        ),
    ),
)
_DUTY_EN = re.compile(
    r"\b(?:(?P<sure>24/7|24 ?[x×] ?7|(?:a)?round[- ]the[- ]clock|day and night|night and day|at all hours|"
    r"at any (?:hour|time of day)|"
    r"(?:24|twenty-four) hours (?:a|per|each|every) day|(?:permanently|continuously) (?:staffed|manned|monitored)|"
    r"(?:365 days|every day) (?:a|of the) year)|(?:24|twenty-four)[- ]?(?:hours?|hrs?|h)|at all times)\b",
    re.IGNORECASE,
)
_NOT_A_DUTY_EN = re.compile(
    r"\s*(?:limit|deadline|period|notice|rainfall|after|of|before|later|supply|supplies)\b", re.IGNORECASE
)
_SORTS_EN: dict[DutySort, re.Pattern[str]] = {
    "hotline": re.compile("hotline|helpline|telephone line|phone line|call centre|answered|number", re.IGNORECASE),
    "on call": re.compile("on[- ]call", re.IGNORECASE),
    "telephone on": re.compile(
        r"(?:mobile|phone|telephone|pager|radio)s?\b.{0,30}\b(?:on|switched on|reachable|charged)", re.IGNORECASE
    ),
}
_WORKS_EN = re.compile(
    r"staffed|manned|open|on duty|on call|on-call|duty|works?|operates?|answered|monitored|patrol|guard|shift|"
    r"rota|available|reachable|on site|present|hotline|watch|kept|cover|desk|control room|service",
    re.IGNORECASE,
)
_WORKS_ZH = re.compile(r"值班|值守|在岗|带班|备勤|执勤|开放|服务|受理|接访|轮班|白班|夜班|上班|当班|接听|巡逻")
_HOURS = re.compile(HOURS, re.IGNORECASE)
_WHO = re.compile(
    rf"(?P<actor>{ACTOR})(?=\s*(?:实行|执行|安排|应|须|必须|要|保持|落实|建立|坚持|24|二十四|7|全|昼|轮|由|在|的|"
    rf"夜间|白天|负责|设|每|手机|电话|通信|,|$))"
)


def find_duties(written: WrittenPlan) -> list[StandingDuty]:
    """Duties around the clock, rotas and hours of duty, in order."""
    found: list[StandingDuty] = []
    for sentence in written.sentences:
        text = fold_in_place(sentence.text)
        own = (_duties_zh if _HAN.search(text) else _duties_en)(sentence, text)
        found += sorted([*own, *_hours_of_duty(sentence, text)], key=lambda duty: duty.start)
    return found


def _duties_zh(sentence: WrittenSentence, text: str) -> Iterator[StandingDuty]:
    taken: list[Stretch] = []
    for sort, pattern in _DUTIES:
        for match in pattern.finditer(text):
            if any(match.start() < end and begin < match.end() for begin, end in taken):
                continue
            taken.append(match.span())
            whole = re.search(_AROUND_OR_24, match[0]) is not None
            who = _who(text, match.start()) + ("领导" if match[0].startswith("领导") else "")
            yield StandingDuty(
                sentence=sentence, start=match.start(), end=match.end(), rule=f"duty-{sort.replace(' ', '-')}", sort=sort,
                who=who, hours=((0, DAY),) if whole else (),
            )  # fmt: skip


def _who(text: str, place: int) -> str:
    first = max(0, place - 60, *(text.rfind(sign, 0, place) + 1 for sign in "。;；"))
    found = list(_WHO.finditer(text, first, place))
    return tidy(found[-1]["actor"]) if found else ""


def _duties_en(sentence: WrittenSentence, text: str) -> Iterator[StandingDuty]:
    for match in _DUTY_EN.finditer(text):
        first, end = english_clause(text, match.start(), match.end())
        clause = text[first:end]
        if not match["sure"] and (_NOT_A_DUTY_EN.match(text, match.end()) or not _WORKS_EN.search(clause)):
            continue
        sort: DutySort = next((sort for sort, pattern in _SORTS_EN.items() if pattern.search(clause)), "duty")
        yield StandingDuty(
            sentence=sentence, start=match.start(), end=match.end(), rule=f"duty-{sort.replace(' ', '-')}", sort=sort,
            who=_who_en(clause), hours=((0, DAY),),
        )  # fmt: skip


_WHO_EN = re.compile(
    r"\s*(?:the |all |each |every |an? )?(?P<who>[^,.;:]{2,50}?)\s+(?:is|are|must|shall|works?|operates?|remains?|"
    r"stays?|keeps?|can|answers?)\b",
    re.I,
)


def _who_en(clause: str) -> str:
    match = _WHO_EN.match(clause)
    return match["who"] if match else ""


def _hours_of_duty(sentence: WrittenSentence, text: str) -> Iterator[StandingDuty]:
    """'白班8:00-20:00', 'on duty from 08:00 to 18:00'."""
    for match in _HOURS.finditer(text):
        first, end = clause_around(text, match.start(), match.end())
        if not (_WORKS_ZH.search(text[first:end]) or _WORKS_EN.search(text[first:end])):
            continue
        try:
            hours = spans(match[0])
        except Unreadable:
            continue
        yield StandingDuty(
            sentence=sentence, start=match.start(), end=match.end(), rule="duty-hours", sort="duty",
            hours=hours,
            who=_who(text, match.start()) if _HAN.search(text) else _who_en(text[english_clause(text, *match.span())[0] :]),
        )  # fmt: skip
