"""Who reports to whom, within what and by which means.

A report is found by its verb. Who makes it is the last actor named before the verb in its sentence, as the text goes on
from clause to clause ('信访应急办接报后立即报告值班领导，值班领导…'), or who heads the row of a table. An actor is whoever's
name ends like that of a body or a post.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal, NamedTuple

from drillsim.facts.actors import (
    ACTOR,
    Stretch,
    clause_around,
    english_actor,
    english_clause,
    is_english_actor,
    may_act,
    subject_of,
    tidy,
)
from drillsim.facts.fact import Fact
from drillsim.facts.limits import WrittenLimit, find_limits
from drillsim.quantities.written import fold_in_place
from drillsim.texts.passage import Passage, WrittenPlan, WrittenSentence

ReportStage = Literal["first", "follow-up", "final", ""]


@dataclass(frozen=True, kw_only=True)
class ReportHop(Fact):
    """A report from one to another: their words, the limits that bind it, the means, and whether it goes level by level."""

    reporter: str
    receiver: str
    limits: tuple[WrittenLimit, ...] = ()
    means: tuple[str, ...] = ()
    stage: ReportStage = ""
    level_by_level: bool = False


_HAN = re.compile("[\u4e00-\u9fff]")

# ---- Chinese ------------------------------------------------------------------------------------

_HOW = (
    r"(?:立即|立刻|即刻|马上|及时|第一时间|尽快|迅速|逐级|同时|电话|口头|书面|先行?|随时|直接|统一|一并|定时|按时|如实|再|"
    r"(?:通过|用|以)[^,，。;；:：]{1,12}?(?:方式|形式|电话|系统|平台|手机|对讲机|短信))"
)
_VERBS = (
    r"报告|汇报|上报|报送|报备|呈报|电告|请示|通报|通知|告知|转告|转报|抄报|抄送|续报|补报|初报|终报|速报|快报|"
    r"报请|反馈|请求|求援|备案|提出支援请求"
)
_SHORT_NUMBER = r"(?:110|119|120|122|12345|12369|12328|12356)"
_RECEIVERS = (
    rf"(?:{ACTOR}|{_SHORT_NUMBER})(?:(?:、|和|及|与|以及|或|并报|并)(?:同时)?(?:报|通知)?(?:{ACTOR}|{_SHORT_NUMBER}))*"
)
_TO_ZH = re.compile(
    rf"向(?P<receiver>{_RECEIVERS})[^,，。;；:：]{{0,4}}?(?:{_HOW}|进行|作出|作|做出|做|提交|报出|提出|"
    rf"发出)*[^,，。;；:：]{{0,8}}?(?P<what>{_VERBS})"
)
_VERB_ZH = re.compile(
    r"(?P<what>(?:(?<!举)(?:报告给|报告|汇报给|上报至|上报到|上报给|上报|报送至|"
    r"报送|报备|呈报|电告|通知到|通知|告知|通报给?|转告|转报|抄报|抄送|报请|请示|报至|报到|报给|呼叫|联系"
    r"|(?<![向情预警举汇信申日周月零电快速初续])报(?![告送备请表名道批废酬销给至到经案应修]|警(?!戒)))|(?:续报|"
    r"补报|初报|终报|拨打)))"
    r"(?!制度|内容|要求|程序|时限|单位|书|材料|后|和|与|或|及|、|一次|进展|处置(?!组)|工作(?!专班|组|小组|"
    r"领导))(?:\s*(?:给|至|到))?"
    rf"(?P<receiver>{_RECEIVERS})"
)
_CHAIN_ZH = re.compile(
    r"(?P<from>[^\s,，。;；:：、→()报]{1,8})报(?P<receiver>[^\s,，。;；:：、→()报]{1,8})(?=[,，、。;；]|$)"
)
_DASH = re.compile("—+|－+|–+|-+")
_DASHED = re.compile(rf"{ACTOR}(?:\s*(?:—+|－+|–+|-+)\s*{ACTOR}){{2,}}")  # '班组—车间—厂部'
_ARROW = re.compile(r"\s*(?:→|➔|⟶|->|=>|⇒|➜|—>)\s*")
_MEANS_ZH = re.compile(
    r"电话|手机|短信|微信|对讲机|传真|书面|口头|当面|广播|邮件|即时通[讯信]|直通|专线|热线|系统|平台|群呼|大喇叭|"
    r"敲锣|警报器|[Ee]-?mail|拨打\s*(?:1\d{2,4})"
)
_STAGES: dict[ReportStage, re.Pattern[str]] = {
    "first": re.compile(r"初报|首报|快报|速报|第一次报告|initial report|first report|first notice", re.IGNORECASE),
    "follow-up": re.compile(r"续报|补报|进展|动态|follow-up|situation report|interim|update", re.IGNORECASE),
    "final": re.compile(r"终报|总结报告|结案|评估报告|处置结果|final report|closing report|close-out", re.IGNORECASE),
}
_LEVEL_BY_LEVEL = re.compile(r"逐级|层层上报|level by level|step by step|up the (?:line|chain)|in turn", re.IGNORECASE)
_FOR_CONSENT = re.compile(r"\s*[^,，。;；]{0,6}?(?:批准|审批|同意|审定|审核|核准|批示|决定)")  # '报镇长批准' asks
_NOT_REPORTED = re.compile(r"(?:迟报|漏报|瞒报|谎报|不报|缓报)")


def find_chains(written: WrittenPlan, known: list[WrittenLimit] | None = None) -> list[ReportHop]:
    """Every report from one to another, in order; the limits of the plan may be `known` already."""
    limits: dict[int, list[WrittenLimit]] = {}
    for limit in find_limits(written) if known is None else known:
        limits.setdefault(id(limit.sentence), []).append(limit)
    rows: dict[tuple[int, int], list[WrittenLimit]] = {}
    for sentence in written.sentences:
        if (cell := sentence.passage.cell) is not None:
            rows.setdefault(cell.in_row, []).extend(limits.get(id(sentence), []))
    found: list[ReportHop] = []
    for sentence in written.sentences:
        hops = _continued(_hops_in(sentence, limits.get(id(sentence), [])), found)
        if (cell := sentence.passage.cell) is not None:  # '巡查员→监控室' in one column, '3分钟' in another
            row = rows.get(cell.in_row, [])
            hops = [  # '立即报告' beside '5分钟内': both
                hop
                if any(limit.sort != "soon" for limit in hop.limits)
                else replace(hop, limits=(*hop.limits, *(one for one in row if one not in hop.limits)))
                for hop in hops
            ]
        found += hops
    return found + list(_hops_of_tables(written, limits))


def _continued(hops: list[ReportHop], before: list[ReportHop]) -> list[ReportHop]:
    """Reports whose sentence names nobody are made by whoever made the last one in the passage, or heads the row or part."""
    if not hops:
        return []
    passage = hops[0].sentence.passage
    last = next((hop.reporter for hop in reversed(before) if hop.sentence.passage is passage), "")
    titles = [passage.cell.row_title] if passage.cell else []
    titles += passage.place.headings[-1:]
    above = next((name for title in titles if (name := _AN_ACTOR.fullmatch(fold_in_place(title).strip()))), None)
    return [replace(hop, reporter=hop.reporter or last or (above["actor"] if above else "")) for hop in hops]


_AN_ACTOR = re.compile(rf"(?:[(（]?[\d一二三四五六七八九十.]{{1,4}}[)）、.]?\s*)?(?P<actor>{ACTOR})(?:的?(?:工作)?职责)?")


def _hops_in(sentence: WrittenSentence, limits: list[WrittenLimit]) -> list[ReportHop]:
    text = fold_in_place(sentence.text)
    text = _DASHED.sub(lambda chain: _DASH.sub(lambda dash: "→".ljust(len(dash[0])), chain[0]), text)
    if _ARROW.search(text):
        return list(_arrows(sentence, text, limits))
    steps = list(_CHAIN_ZH.finditer(text))
    if len(steps) > 1 and all(one["receiver"] == other["from"] for one, other in pairwise(steps)):
        return [_hop(sentence, text, limits, step, tidy(step["from"]), tidy(step["receiver"]), "hop-step") for step in steps]
    lines = [line for line in _LINE.finditer(text) if is_english_actor(line["from"]) and is_english_actor(line["receiver"])]
    if lines:
        return [
            _hop(sentence, text, limits, line, english_actor(line["from"]), english_actor(line["receiver"]), "hop-line")
            for line in lines
        ]
    return list((_chinese if _HAN.search(text) else _english)(sentence, text, limits))


_LINE = re.compile(
    r"(?P<from>[A-Z][^,.;:]{2,50}) to (?P<receiver>(?:the )?[A-Z][^,.;:]{2,50}):"
)  # 'Ward Sister to Bed Manager: 5 min'


def _chinese(sentence: WrittenSentence, text: str, limits: list[WrittenLimit]) -> Iterator[ReportHop]:
    done = 0
    for match in sorted([*_TO_ZH.finditer(text), *_VERB_ZH.finditer(text)], key=lambda match: (match.start(), -match.end())):
        if (
            match.start() < done
            or _FOR_CONSENT.match(text, match.end())
            or _NOT_REPORTED.search(text, max(0, match.start() - 2), match.end("what"))
        ):
            continue
        done = match.end()
        lead = fold_in_place(sentence.lead)
        subject, begin = subject_of(text, match.start())
        if not subject:
            subject, begin = subject_of(lead, len(lead))[0], 0
        yield _hop(sentence, text, limits, match, subject, tidy(match["receiver"]), "hop-verb", begin)


def _hop(
    sentence: WrittenSentence,
    text: str,
    limits: list[WrittenLimit],
    match: re.Match[str],
    reporter: str,
    receiver: str,
    rule: str,
    since: int | None = None,
) -> ReportHop:
    """A report with the limits of its clause; where there are none, with those of what the reporter does before it."""
    first, last = clause_around(text, match.start(), match.end())
    own = [limit for limit in limits if first <= limit.start < last]
    if not own and since is not None:
        own = [limit for limit in limits if since <= limit.start < first]
    return ReportHop(
        sentence=sentence, start=match.start(), end=match.end(), rule=rule, reporter=reporter, receiver=receiver,
        limits=tuple(own), means=_means(text[first:last]), stage=_stage(text[first:last]),
        level_by_level=rule == "hop-step" or _LEVEL_BY_LEVEL.search(text[first:last]) is not None,
    )  # fmt: skip


def _means(clause: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(match[0] for match in _MEANS_ZH.finditer(clause)))


def _stage(clause: str) -> ReportStage:
    return next((stage for stage, pattern in _STAGES.items() if pattern.search(clause)), "")


def _arrows(sentence: WrittenSentence, text: str, limits: list[WrittenLimit]) -> Iterator[ReportHop]:
    """'现场人员 → 调度室：立即', '村→镇→县，每级30分钟内': each arrow is a report, what follows them holds for all."""
    for clause in re.finditer("[^;；。]+", text):
        parts = [part for part in re.finditer("[^,，]+", clause[0]) if _ARROW.search(part[0])]
        for part in parts if len(parts) > 1 else [re.match("(?s).*", clause[0])]:
            if part is not None:
                yield from _arrows_of(sentence, text, limits, (clause.start() + part.start(), clause.start() + part.end()))


def _arrows_of(sentence: WrittenSentence, text: str, limits: list[WrittenLimit], span: Stretch) -> Iterator[ReportHop]:
    arrows = list(_ARROW.finditer(text, *span))
    if not arrows:
        return
    begins = [span[0], *(arrow.end() for arrow in arrows)]
    tail = re.compile("[,，:：]").search(text, begins[-1], span[1])
    ends = [*(arrow.start() for arrow in arrows), tail.start() if tail else span[1]]
    for place, begin in enumerate(begins):  # '班组→车间 5分钟'
        ends[place] = min([ends[place], *(limit.start for limit in limits if begin < limit.start < ends[place])])
    names = [_NOT_NAMED.sub("", text[begin:end]).strip(" ,，、") for begin, end in zip(begins, ends, strict=True)]
    for step, (reporter, receiver) in enumerate(pairwise(names)):
        begin, end = begins[step], begins[step + 2] if step + 2 < len(begins) else span[1]
        if reporter and receiver:
            yield ReportHop(
                sentence=sentence, start=begin, end=ends[step + 1], rule="hop-arrow", reporter=reporter, receiver=receiver,
                limits=tuple(one for one in limits if begin <= one.start < end or ends[-1] <= one.start < span[1]),
                means=_means(text[begin:end]), stage=_stage(text[begin:end]), level_by_level=len(names) > 2,
            )  # fmt: skip


_NOT_NAMED = re.compile(r"\([^()]*\)|^[^:：]*[:：]|^\s*\d+\s*[).、]")


# ---- English ------------------------------------------------------------------------------------

_REPORTS = (
    r"(?P<to>reports?(?: (?:it|this|the \w+(?: \w+)?|back|immediately|at once|directly|in writing|by (?:phone|"
    r"telephone|radio)))*? to|reports? (?!(?:are|is|shall|must|will|goe?s?|be)\b)(?:(?!to\b|"
    r"by\b)[\w’'-]+ ){1,5}to|gives? notice to|sends? (?:\w+ ){1,4}to|"
    r"refers? (?:it |the matter )?to|escalates? (?:it )?to|passes? (?:it|"
    r"the \w+) (?:on )?to|hands? over to)"
    r"|(?P<tells>informs?|notif(?:y|ies)|tells?|alerts?|warns?|calls?(?! (?:a|an|off|in)\b)|"
    r"(?<!by )(?<!the )phones?|(?<!by )telephones?|rings?|advises?|briefs?|contacts?|radios?)"
)
_REPORTING = re.compile(
    rf"\b(?:{_REPORTS}|(?P<doing>(?:informing|notifying|telling|alerting|warning|calling|"
    rf"briefing|contacting|reporting to)))\s",
    re.I,
)
# What may stand between an actor and what it does.
_DOING = (
    r"(?:\s+(?:shall|must|will|should|then|also|immediately|promptly|at once|is to|are to|has to|have to|to|may|"
    r"can|first|who|"
    r"which|always|and|in turn|(?:is|are) (?:also )?responsible for|(?:has|have) the (?:task|duty) of))*\s+$"
)
_REPORTER = re.compile(rf"(?:^|[,.;:()]\s*)(?P<reporter>[A-Za-z][^,.;:()]{{1,80}}?){_DOING}", re.IGNORECASE)
_RECEIVER = re.compile(
    r"(?P<article>the |its |their |all |every |each |both |an? )?(?P<receiver>[A-Za-z][^,.;:()]{1,70}?)"
    r"(?=\s*(?:[,.;:()]|$)|\s+(?:within|no later|not later|immediately|at once|promptly|without|by (?:phone|telephone|radio|"
    r"e-?mail|fax|text|letter|\d+)|in (?:writing|under|less|person)|as soon|forthwith|right away|urgently|straight|who|"
    r"which|that|of (?:any|the|a)|if|when|once|after|before|every|"
    r"and (?:then|\w+s the|the .{3,30} (?:informs|reports|tells))|"
    r"daily|about|at \d+|on )\b)",
    re.IGNORECASE,
)
_TOLD = re.compile(
    r"\s(?:(?:shall|must|will|should)\s+be|is|are)\s+(?:then |also |immediately |promptly |at once )*"
    r"(?:informed|notified|told|alerted|warned|called|phoned|briefed|advised|contacted)\b",
    re.IGNORECASE,
)
_WHO_IS_TOLD = re.compile(r"(?:^|[,.;:()]\s*)(?P<receiver>[A-Za-z][^,.;:()]{1,60})$", re.IGNORECASE)
_NEAR = 120  # characters before a verb in which its actor stands
_BY_WHOM = re.compile(
    r"\bby (?P<reporter>(?:the |a |an )[A-Za-z][\w '’-]{2,50}?)(?=[,.;:()]|$|\s+(?:within|no later|by|at|in|as)\b)",
    re.IGNORECASE,
)
_MEANS_EN = re.compile(
    r"\b(?:by |over the |on the )?(?:tele)?phone\b|\bradio\b|\bin writing\b|\be-?mail\b|\btext(?: message)?\b|"
    r"\bfax\b|\bin person\b|\bpublic address\b|\bhotline\b|\bring(?:s|ing)? (?:999|911|112|101)\b",
    re.IGNORECASE,
)


class _Told(NamedTuple):
    """A verb of telling: from where to where it stands with both whom it joins, and who they are."""

    start: int
    end: int
    reporter: str
    receiver: str


def _verbs(text: str, lead: str) -> Iterator[_Told]:
    """The verbs of a sentence by which somebody tells somebody else; `lead` may say who, before its list."""
    last: _Told | None = None
    for verb in _REPORTING.finditer(text):
        told = _RECEIVER.match(text, verb.end())
        if told is None or (verb[0][0].isupper() and verb.start()):  # 'Customer Contact Team' tells nobody
            continue
        reporter, begin, shared = _who_tells(text, verb.start(), lead)
        receiver = english_actor(told["receiver"])
        if shared and last:
            reporter = last.receiver if shared == "receiver" else last.reporter
        named = told["article"] is not None or is_english_actor(receiver)
        if named and may_act(receiver) and (may_act(reporter) or (not reporter and begin == verb.start() == 0)):
            last = _Told(begin, told.end(), reporter, receiver)
            yield last
    for verb in _TOLD.finditer(text):
        near = max(0, verb.start() - _NEAR)
        told = _WHO_IS_TOLD.search(text[near : verb.start()])
        if told is not None and is_english_actor(receiver := english_actor(told["receiver"])):
            by = _BY_WHOM.search(text, verb.end(), english_clause(text, verb.end(), verb.end())[1])
            yield _Told(near + told.start("receiver"), verb.end(), english_actor(by["reporter"]) if by else "", receiver)
    for verb in (*_GIVEN.finditer(text), *_GOES_TO.finditer(text), *_KEPT_INFORMED.finditer(text)):
        said = verb.groupdict()
        reporter, receiver = english_actor(said.get("reporter") or ""), english_actor(verb["receiver"])
        if is_english_actor(receiver) and (not reporter or is_english_actor(reporter)):
            yield _Told(verb.start(), verb.end(), reporter, receiver)


def _who_tells(text: str, place: int, lead: str) -> tuple[str, int, str]:
    """Who does what a verb at a place says, where that begins, and whether it is one of those of the verb before it."""
    near = max(0, place - _NEAR)
    tells = _REPORTER.search(text[near:place] + " ")
    if place == 0:
        who = _REPORTER.search(re.sub(r"\s*:\s*$", " ", lead)) if lead.rstrip().endswith(":") else None
        return english_actor(who["reporter"]) if who else "", 0, ""
    if tells is not None:
        shared = "receiver" if re.search(r"\b(?:who|which)$", tells[0].strip()) else ""
        shared = shared or ("reporter" if _REPORTING.search(tells[0]) else "")
        if shared or may_act(english_actor(tells["reporter"])):
            return english_actor(tells["reporter"]), near + tells.start("reporter"), shared
    if re.search(r"(?:^|[\s,])(?:who|which)\s*$", text[near:place]):
        return "", place, "receiver"
    first = english_clause(text, place, place)[0]  # 'The head decides and, at Level 3, calls the county'
    title = _TITLE_AT_START.match(text, first)
    return (title["actor"], title.start("actor"), "") if title else ("", place, "")


_TITLE_AT_START = re.compile(r"\s*(?:The |An? )?(?P<actor>[A-Z][\w’'-]*(?: (?:of |for |and |the )?[A-Z][\w’'-]*)+)")
_GIVEN = re.compile(
    r"(?:^|[.;:]\s*)(?P<receiver>(?:the |all |each )?[A-Za-z][^,.;:()]{1,60}?)\s+(?:receives?|gets?|is sent|"
    r"are sent|is given|has)\s+(?:\w+ ){0,5}?"
    r"(?:reports?|updates?|notice|word|figures|news)\s+(?:from|by)\s+(?P<reporter>(?:the |an? |"
    r"each )?[A-Za-z][\w '’-]{2,50}?)"
    r"(?=[,.;:()]|$|\s+(?:within|no later|by|at|in|as|every|daily|hourly)\b)",
    re.IGNORECASE,
)
_GOES_TO = re.compile(
    r"\breports? (?:(?:shall|must|will|should) )?(?:go(?:es)?|(?:be|is|are) (?:sent|made|submitted|given|passed|"
    r"delivered))(?: \w+)? to\s+"
    r"(?P<receiver>(?:the )?[A-Za-z][^,.;:()]{1,60}?)(?=[,.;:()]|$|\s+(?:within|no later|by|at|in|as|every|daily|"
    r"hourly|and)\b)",
    re.IGNORECASE,
)
_KEPT_INFORMED = re.compile(
    r"(?:^|[,.;:]\s*)(?P<reporter>(?:the |an? |each )?[A-Za-z][^,.;:()]{1,60}?)\s+(?:(?:shall|must|will)\s+)?keeps?\s+"
    r"(?P<receiver>(?:the )?[A-Za-z][^,.;:()]{1,60}?)\s+(?:informed|updated|posted|in the picture)\b",
    re.IGNORECASE,
)


def _english(sentence: WrittenSentence, text: str, limits: list[WrittenLimit]) -> Iterator[ReportHop]:
    """Each verb of telling, and what shares it: 'informs the head within 5 minutes and the county within an hour'."""
    verbs = sorted(_verbs(text, sentence.lead))
    for told, following in zip(verbs, [*verbs[1:], None], strict=False):
        first, end = english_clause(text, told.start, told.end)
        stop = re.search(r"[.;](?=\s|$)", text[told.end :])
        until = min(told.end + stop.start() if stop else len(text), following.end if following else len(text))
        hops = [(told.receiver, [limit for limit in limits if first <= limit.start < told.end])]
        place = told.end
        for limit in limits:
            if not told.end <= limit.start < until:
                continue
            another = _ANOTHER.search(text, place, limit.start)
            further = _AFTER_LIMIT.match(text, limit.end) if place > told.end or hops[0][1] else None
            another = another or further
            if another is not None and may_act(english_actor(another["receiver"])):
                hops.append((english_actor(another["receiver"]), [limit]))
            elif limit.start < end or len(hops) > 1 or _STILL.fullmatch(text, place, limit.start):
                hops[-1][1].append(limit)
            place = limit.end
        for receiver, bounds in hops:
            yield ReportHop(
                sentence=sentence, start=told.start, end=told.end, rule="hop-verb", reporter=told.reporter,
                receiver=receiver, limits=tuple(bounds), means=_means_en(text[first:end]), stage=_stage(text[first:end]),
                level_by_level=_LEVEL_BY_LEVEL.search(text[first:end]) is not None,
            )  # fmt: skip


_AFTER_LIMIT = re.compile(
    r"\s+(?P<receiver>(?:the |its )[A-Za-z][^,.;:]{1,40}?)(?=\s*[,.;:]|$|"
    r"\s+and\b)"
)  # ', within 6 minutes the police'
_STILL = re.compile(r"[\s,]*(?:(?:and|or|but|in any (?:event|case)|at the latest)[\s,]*)*", re.IGNORECASE)
_ANOTHER = re.compile(
    r"(?:,\s*(?:and\s+)?|\sand\s+)(?P<receiver>(?:the |its |their )[A-Za-z][^,.;:]{1,50}?)\s*$", re.IGNORECASE
)


def _means_en(clause: str) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(
            match[0].lower().removeprefix("by ").removeprefix("over the ").removeprefix("on the ")
            for match in _MEANS_EN.finditer(clause)
        )
    )


# ---- tables of reports ----------------------------------------------------------------------------

_FROM_COLUMN = re.compile(
    r"报告(?:人|单位|主体|责任)|报送(?:人|单位|主体)|发出|来源|责任(?:人|单位)|上报(?:人|单位)|通知人|^from$|^by(?: whom)?$|"
    r"report(?:s|ed)? by|reporter|sender|who reports|responsible",
    re.I,
)
_TO_COLUMN = re.compile(
    r"接收|接报|报告?对象|报送(?:对象|至)|受理|报至|向谁|上报(?:对象|至|部门)|通知对象|^to$|^escalated? to$|"
    r"^notify$|^informs?$|^tells?$|recipient|receiver|"
    r"reports? to|to whom|informed",
    re.I,
)
_ESCALATES = re.compile(
    r"^(?:escalated? to|notify|informs?|reports? to|tells?|alert|call)$|报告对象|报送对象|"
    r"通知对象|上报对象",
    re.IGNORECASE,
)
_WHEN_COLUMN = re.compile(r"时限|时间|期限|频次|时效|^when$|limit|within|deadline|time", re.I)
_HOW_COLUMN = re.compile(r"方式|形式|途径|手段|^how$|means|method|channel|by what", re.I)


def _hops_of_tables(written: WrittenPlan, limits: dict[int, list[WrittenLimit]]) -> Iterator[ReportHop]:
    rows: dict[tuple[int, int], list[Passage]] = {}
    sentences: dict[int, WrittenSentence] = {}
    for sentence in written.sentences:
        sentences.setdefault(id(sentence.passage), sentence)
    for passage in written.passages:
        if passage.cell is not None:
            rows.setdefault(passage.cell.in_row, []).append(passage)
    for cells in rows.values():
        found = {}
        for column, pattern in (("from", _FROM_COLUMN), ("to", _TO_COLUMN), ("when", _WHEN_COLUMN), ("how", _HOW_COLUMN)):
            found[column] = next((one for one in cells if one.cell and pattern.search(one.cell.column_title.strip())), None)
        reporter, receiver = found["from"], found["to"]
        if receiver is None or reporter is receiver or id(receiver) not in sentences or not receiver.text.strip():
            continue
        if reporter is None and not (receiver.cell and _ESCALATES.search(receiver.cell.column_title.strip())):
            continue
        sentence, when, how = sentences[id(receiver)], found["when"], found["how"]
        own = limits.get(id(sentences[id(when)]), []) if when is not None and id(when) in sentences else []
        yield ReportHop(
            sentence=sentence, start=0, end=len(sentence.text), rule="hop-table",
            reporter=reporter.text.strip() if reporter else "", receiver=receiver.text.strip(), limits=tuple(own),
            means=(how.text.strip(),) if how else (), stage=_stage(" ".join(cell.text for cell in cells)),
        )  # fmt: skip
