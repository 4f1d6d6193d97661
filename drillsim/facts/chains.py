"""Who reports to whom within what and how, and who is on duty around the clock or in which hours.

A report is found by its verb. Who makes it is the last actor named before the verb in its sentence, as the text goes on
from clause to clause ('信访应急办接报后立即报告值班领导，值班领导…'), or who heads the row of a table. An actor is whoever's
name ends like that of a body or a post.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from drillsim.facts.fact import Fact
from drillsim.facts.limits import Stretch, WrittenLimit, find_limits
from drillsim.facts.offices import ENGLISH_OFFICE, POST
from drillsim.quantities.in_text import HOURS
from drillsim.quantities.timetable import Span, spans
from drillsim.quantities.written import DAY, Unreadable, fold_in_place
from drillsim.texts.passage import Passage, WrittenPlan, WrittenSentence

ReportStage = Literal["first", "follow-up", "final", ""]
DutySort = Literal["duty", "hotline", "telephone on", "leader on duty", "on call"]


@dataclass(frozen=True, kw_only=True)
class ReportHop(Fact):
    """A report from one to another: their words, the limits that bind it, the means, and whether it goes level by level."""

    reporter: str
    receiver: str
    limits: tuple[WrittenLimit, ...] = ()
    means: tuple[str, ...] = ()
    stage: ReportStage = ""
    level_by_level: bool = False


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

# ---- who acts -----------------------------------------------------------------------------------

_BODIES = (
    "政府|党委|党工委|人大|局|办|办公室|室|部|组|小组|专班|中心|站|所|厅|队|院|校|学校|公司|集团|会|委|处|科|单位|机关|部门|领导|人员|成员|员工|职工|员|门卫|保安|教师|老师|"
    "家长|家属|监护人|村|社区|街道|乡镇|镇|乡|县|市|区|省|企业|居民|群众|用户|同志|上级|班组|车间|医院|医疗机构|机构|平台|热线|总台|大厅|岗|矿|厂|指挥|医生|护士|指挥长"
)
_ENDS = "|".join([POST, *sorted(_BODIES.split("|"), key=len, reverse=True)])
_BRACKET = r"(?:\((?!含|自|从)[^()]{1,10}\))?"
_NO_NAME = (
    r"并|同时|请求|请示|申请|做好|发现|得知|接到|接报|收到|及时|立即|立刻|迅速|第一时间|启动|赶[赴到]|"
    r"到[场达位岗]|进行|开展|情况|信息|采取|以便|说明|协调|派[出员人]|实施|封锁|增援|支援|支持|"
    r"报告|汇报|上报|通知|通报|告知|决定|提出|提供|按照|根据|由|向|将|把|后|的(?!人员|领导|单位|部门)|等(?!级)|每|"
    r"第一次|视|再"
)
_SIGN = rf"(?:(?!{_NO_NAME})[^,，。;；:：、()\s“”\"\d])"
_ACTOR = rf"(?:{_SIGN}{{0,18}}(?:{_ENDS}){_BRACKET})"
_BEFORE_VERB = (
    r"(?=\s*(?:在|于|应|须|必须|要|需|负责|接|收|得|立即|立刻|即刻|及时|第一时间|尽快|迅速|即|向|报|上报|通知|"
    r"通报|告知|电话|书面|先|逐级|发现|统一|组织|每|可|将|"
    r"会同|并|同时|经|视|后|次[日晨]|当[日天场]|第|外出|一旦|随时|定期|原则上|不得|\d|[一二三四五六七八九十半两])|"
    r"[^,，。;；:：]{1,8}?后)"
)
_SUBJECT = re.compile(
    rf"(?:^|(?<=[,，。;；:：由\s]))\s*(?:由|凡|"
    rf"\d+[.、)]\s*)?(?P<actor>(?:[^,，。;；:：、()\s“”\"\d]{{0,12}}的)?{_ACTOR}(?:(?:、|和|及|与|或){_ACTOR})?)"
    rf"{_BEFORE_VERB}"
)
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
    rf"(?:{_ACTOR}|{_SHORT_NUMBER})(?:(?:、|和|及|与|以及|或|并报|并)(?:同时)?(?:报|通知)?(?:{_ACTOR}|{_SHORT_NUMBER}))*"
)
_TO_ZH = re.compile(
    rf"向(?P<receiver>{_RECEIVERS})[^,，。;；:：]{{0,4}}?(?:{_HOW}|进行|作出|作|做出|做|提交|报出|提出|"
    rf"发出)*[^,，。;；:：]{{0,8}}?(?P<what>{_VERBS})"
)
_VERB_ZH = re.compile(
    r"(?P<what>(?:(?<![向情预警举汇信申日周月零电快速初续])(?:报告给|报告|汇报给|上报至|上报到|上报给|上报|报送至|"
    r"报送|报备|呈报|电告|通知到|通知|告知|通报给?|转告|转报|抄报|抄送|报请|请示|报至|报到|报给|呼叫|联系"
    r"|报(?![告送备请表名道批废酬销给至到经案应修]|警(?!戒)))|(?:续报|补报|初报|终报|拨打)))"
    r"(?!制度|内容|要求|程序|时限|单位|书|材料|后|和|与|或|及|、|一次|进展|处置(?!组)|工作(?!专班|组|小组|"
    r"领导))(?:\s*(?:给|至|到))?"
    rf"(?P<receiver>{_RECEIVERS})"
)
_CHAIN_ZH = re.compile(
    r"(?P<from>[^\s,，。;；:：、→()报]{1,8})报(?P<receiver>[^\s,，。;；:：、→()报]{1,8})(?=[,，、。;；]|$)"
)
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
    found: list[ReportHop] = []
    for sentence in written.sentences:
        if sentence.passage.cell is None:
            found += _continued(_hops_in(sentence, limits.get(id(sentence), [])), found)
    return found + list(_hops_of_tables(written, limits))


def _continued(hops: list[ReportHop], before: list[ReportHop]) -> list[ReportHop]:
    """Reports whose sentence names nobody are made by whoever made those before them in the passage."""
    last = next((hop.reporter for hop in reversed(before) if hops and hop.sentence.passage is hops[0].sentence.passage), "")
    return [replace(hop, reporter=hop.reporter or last) for hop in hops]


def _hops_in(sentence: WrittenSentence, limits: list[WrittenLimit]) -> list[ReportHop]:
    text = fold_in_place(sentence.text)
    if _ARROW.search(text):
        return list(_arrows(sentence, text, limits))
    steps = list(_CHAIN_ZH.finditer(text))
    if len(steps) > 1 and all(one["receiver"] == other["from"] for one, other in pairwise(steps)):
        return [
            _hop(sentence, text, limits, step, _tidy(step["from"]), _tidy(step["receiver"]), "hop-step") for step in steps
        ]
    return list((_chinese if _HAN.search(text) else _english)(sentence, text, limits))


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
        subject = _subject(text, match.start()) or _subject(lead, len(lead))
        yield _hop(sentence, text, limits, match, subject, _tidy(match["receiver"]), "hop-verb")


def _hop(
    sentence: WrittenSentence,
    text: str,
    limits: list[WrittenLimit],
    match: re.Match[str],
    reporter: str,
    receiver: str,
    rule: str,
) -> ReportHop:
    first, last = _clause(text, match.start(), match.end())
    clause = text[first:last]
    return ReportHop(
        sentence=sentence, start=match.start(), end=match.end(), rule=rule, reporter=reporter, receiver=receiver,
        limits=tuple(limit for limit in limits if first <= limit.start < last), means=_means(clause), stage=_stage(clause),
        level_by_level=rule == "hop-step" or _LEVEL_BY_LEVEL.search(clause) is not None,
    )  # fmt: skip


def _clause(text: str, begin: int, end: int) -> Stretch:
    before = [match.end() for match in _BORDER.finditer(text, 0, begin)]
    behind = _STOP.search(text, end)
    return before[-1] if before else 0, behind.start() if behind else len(text)


_BORDER = re.compile(r"[,，。;；]|[:：](?!\d)")
_STOP = re.compile(r"[,，。;；]")


def _subject(text: str, place: int) -> str:
    """The last actor named before a place, at the beginning of a clause."""
    found = [match for match in _SUBJECT.finditer(text, max(0, place - 120)) if match.end() <= place]
    return _tidy(found[-1]["actor"]) if found else ""


_LEADING = re.compile(
    r"^(?:由|向|并|同时|及时|立即|再|给|对|各自|逐级|直接|应当|应(?!急)|须|必须|在|当(?![班地日值])|如|若|凡|一旦|\d[.)])+"
)


def _tidy(words: str) -> str:
    words = re.sub(r"^[^,，]{1,10}期间", "", words)
    return _LEADING.sub("", words.strip(' 、和及与“”"'))


def _means(clause: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(match[0] for match in _MEANS_ZH.finditer(clause)))


def _stage(clause: str) -> ReportStage:
    return next((stage for stage, pattern in _STAGES.items() if pattern.search(clause)), "")


def _arrows(sentence: WrittenSentence, text: str, limits: list[WrittenLimit]) -> Iterator[ReportHop]:
    """'现场人员 → 调度室：立即', '村→镇→县，每级30分钟内': each arrow is a report, what follows them holds for all."""
    for clause in re.finditer("[^;；。]+", text):
        arrows = list(_ARROW.finditer(clause[0]))
        if not arrows:
            continue
        tail = re.search("[,，:：]", clause[0][arrows[-1].end() :])
        last = arrows[-1].end() + tail.start() if tail else len(clause[0])
        begins, ends = [0, *(arrow.end() for arrow in arrows)], [*(arrow.start() for arrow in arrows), last]
        names = [_NOT_NAMED.sub("", clause[0][begin:end]).strip(" ,，、") for begin, end in zip(begins, ends, strict=True)]
        behind = clause[0][last:]
        for step, (reporter, receiver) in enumerate(pairwise(names)):
            begin, end = clause.start() + begins[step], clause.start() + ends[step + 1]
            if reporter and receiver:
                yield ReportHop(
                    sentence=sentence, start=begin, end=end, rule="hop-arrow", reporter=reporter, receiver=receiver,
                    limits=tuple(
                        limit for limit in limits
                        if begin <= limit.start < end or clause.start() + last <= limit.start < clause.end()
                    ),
                    means=_means(text[begin:end] + behind), stage=_stage(text[begin:end] + behind),
                    level_by_level=len(names) > 2,
                )  # fmt: skip


_NOT_NAMED = re.compile(r"\([^()]*\)|^[^:：]*[:：]|^\s*\d+\s*[).、]")


# ---- English ------------------------------------------------------------------------------------

_NOUN = r"(?:[A-Za-z][\w’'-]*)"
_REPORTS = (
    r"(?P<to>reports?(?: (?:it|this|the \w+(?: \w+)?|back|immediately|at once|directly|in writing|by (?:phone|"
    r"telephone|radio)))*? to|reports? (?:(?!to\b|by\b)[\w’'-]+ ){1,5}to|gives? notice to|sends? (?:a |"
    r"the )?(?:\w+ ){0,3}report to|refers? (?:it |the matter )?to|escalates? (?:it )?to|passes? (?:it|"
    r"the \w+) (?:on )?to|hands? over to)"
    r"|(?P<tells>informs?|notif(?:y|ies)|tells?|alerts?|warns?|calls?(?! (?:a|an|off|in)\b)|"
    r"(?<!by )(?<!the )phones?|(?<!by )telephones?|rings?|advises?|briefs?|contacts?|radios?)"
)
_OBJECT = r"(?:the |its |their |all |every |each |both |a |an )?(?P<receiver>[A-Za-z][^,.;:()]{1,70}?)"
_END_OF_OBJECT = (
    r"(?=\s*(?:[,.;:()]|$)|\s+(?:within|no later|not later|immediately|at once|promptly|without|by (?:phone|"
    r"telephone|radio|e-?mail|fax|text|letter|\d)|in (?:writing|under|less|person)|as soon|forthwith|straight|who|"
    r"which|that|of (?:any|the|a)|if|when|once|after|before|every|and (?:then|\w+s the|the .{3,30} (?:informs|"
    r"reports|tells))|daily|about|on )\b)"
)
_ACTIVE = re.compile(
    rf"(?P<reporter>(?:\b(?:the|a|an|each|every|any|all)\s+)?[A-Za-z][^,.;:()]{{1,60}}?)\s+(?:(?:shall|must|will|"
    rf"should|then|also|immediately|promptly|at once|is to|are to|has to|have to|may|can|first|who|which|always|"
    rf"and|in turn)\s+)*(?:{_REPORTS})\s+{_OBJECT}{_END_OF_OBJECT}",
    re.IGNORECASE,
)
_PASSIVE = re.compile(
    r"(?P<receiver>(?:\b(?:the|all|each|every|both)\s+)?[A-Za-z][^,.;:()]{1,60}?)\s+(?:(?:shall|must|will|"
    r"should)\s+be|is|are)\s+(?:then |also |immediately |promptly |at once )*"
    r"(?:informed|notified|told|alerted|warned|called|phoned|briefed|advised|contacted)\b(?P<rest>[^.;:]*)",
    re.IGNORECASE,
)
_BY_WHOM = re.compile(
    r"\bby (?P<reporter>(?:the |a |an )[A-Za-z][\w '’-]{2,50}?)(?=[,.;:()]|$|\s+(?:within|no later|by|at|in|as)\b)",
    re.IGNORECASE,
)
_MEANS_EN = re.compile(
    r"\b(?:by |over the |on the )?(?:tele)?phone\b|\bradio\b|\bin writing\b|\be-?mail\b|\btext(?: message)?\b|"
    r"\bfax\b|\bin person\b|\bpublic address\b|\bhotline\b|\bring(?:s|ing)? (?:999|911|112|101)\b",
    re.IGNORECASE,
)
_NO_ACTOR = {"it", "they", "he", "she", "this", "that", "who", "which", "nobody", "no one", "there"}
_NOT_TOLD = re.compile(r"^(?:calls? (?:are|is)|be|been)\b", re.IGNORECASE)


def _english(sentence: WrittenSentence, text: str, limits: list[WrittenLimit]) -> Iterator[ReportHop]:
    done, last = 0, ""
    for match in _ACTIVE.finditer(text):
        if match.start() < done:
            continue
        reporter, receiver = _actor(match["reporter"]), _actor(match["receiver"])
        if reporter.lower() in ("who", "which", "and", "") or match["reporter"].lower().endswith((" who", " which")):
            reporter = last
        if _is_actor(reporter) and _is_actor(receiver):
            done, last = match.end(), receiver
            yield from _told(sentence, text, limits, match.span(), reporter, receiver, "hop-verb")
    for match in _PASSIVE.finditer(text):
        receiver = _actor(match["receiver"])
        if match.start() >= done and _is_actor(receiver):
            by = _BY_WHOM.search(match["rest"])
            span = match.start(), match.start("rest")
            yield from _told(sentence, text, limits, span, _actor(by["reporter"]) if by else "", receiver, "hop-passive")


def _told(
    sentence: WrittenSentence, text: str, limits: list[WrittenLimit], span: Stretch, reporter: str, receiver: str, rule: str
) -> Iterator[ReportHop]:
    """A report and those that share its verb: 'informs the head within 5 minutes and the county within an hour'."""
    first, end = _clause_en(text, *span)
    own = [limit for limit in limits if first <= limit.start < span[0] and limit.end <= span[0]]
    behind = [limit for limit in limits if span[1] <= limit.start < _sentence_end(text, span[1])]
    hops, place = [(receiver, own)], span[1]
    verbs = (match for match in _ACTIVE.finditer(text, span[1]) if _is_actor(_actor(match["receiver"])))
    next_verb = next(verbs, None)
    for limit in behind:
        if next_verb is not None and limit.start > next_verb.start("receiver"):
            break
        another = _ANOTHER.search(text, place, limit.start)
        if another is not None and _is_actor(_actor(another["receiver"])):
            hops.append((_actor(another["receiver"]), [limit]))
        elif limit.start < end or len(hops) > 1:
            hops[-1] = hops[-1][0], [*hops[-1][1], limit]
        place = limit.end
    for to, bounds in hops:
        clause = text[first:end]
        yield ReportHop(
            sentence=sentence, start=span[0], end=span[1], rule=rule, reporter=reporter, receiver=to, limits=tuple(bounds),
            means=_means_en(clause), stage=_stage(clause), level_by_level=_LEVEL_BY_LEVEL.search(clause) is not None,
        )  # fmt: skip


_ANOTHER = re.compile(
    r"(?:,\s*(?:and\s+)?|\sand\s+)(?P<receiver>(?:the |its |their )[A-Za-z][^,.;:]{1,50}?)\s*$", re.IGNORECASE
)


def _sentence_end(text: str, place: int) -> int:
    stop = re.search(r"[.;](?=\s|$)", text[place:])
    return place + stop.start() if stop else len(text)


def _clause_en(text: str, begin: int, end: int) -> Stretch:
    stops = [match.start() for match in re.finditer(r"[.;:](?=\s|$)", text)]
    first = max([stop + 1 for stop in stops if stop < begin], default=0)
    comma = re.search(r"[,.;:](?=\s|$)", text[end:])
    return first, end + comma.start() if comma else len(text)


_DOES_FIRST = re.compile(  # 'reception rings 999 and informs the head'
    r"\s(?:rings?|dials?|presses|records?|logs?|checks?|assess(?:es)?|confirms?|acknowledges?|activates?|stops?|"
    r"takes?|makes?|receives?|decides?|"
    r"declares?|collects?|verif(?:y|ies)|goes|go|completes?|closes?|shuts?|switch(?:es)?|evacuates?|sounds?|"
    r"leaves?|opens?)\s",
    re.IGNORECASE,
)


def _actor(words: str) -> str:
    """A body or post without its article, and without what else stands before it in its clause."""
    words = re.sub(r"^(?:for|in|on|at|during|upon) .*\b(?=the )", "", words, flags=re.IGNORECASE)
    words = (
        re.split(r"\b(?:that|when|once|after|if|and|then|where)\b", words)[-1]
        if re.search(r"^(?:when|once|after|if|where)\b", words, re.I)
        else words
    )
    words = _DOES_FIRST.split(words, maxsplit=1)[0]
    words = re.sub(r"^(?:and|then|or|where|in an emergency)\s+", "", words.strip(), flags=re.IGNORECASE)
    return re.sub(r"^(?:the|a|an|its|their|all|every|each|any|both)\s+", "", words, flags=re.IGNORECASE).strip()


_BODY_EN = re.compile(
    rf"{ENGLISH_OFFICE}|\b(?:office|board|council|department|centre|center|service|brigade|police|ambulance|team|"
    rf"group|committee|desk|room|control|authority|agency|"
    r"regulator|insurer|press|parents?|guardians?|families|relatives|residents|neighbours|customers|hospitals?|"
    r"school|county|district|city|town|village|governors|trust|utility|"
    r"company|forum|headquarters|staff|switchboard|reception|helpdesk|hotline|999|911|112|government|ministry|"
    r"brigade|bureau|station|unit|section|duty|on call|colleague)s?\b",
    re.IGNORECASE,
)


def _is_actor(words: str) -> bool:
    return bool(words) and words.lower() not in _NO_ACTOR and _BODY_EN.search(words) is not None and len(words.split()) <= 9


def _means_en(clause: str) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(
            match[0].lower().removeprefix("by ").removeprefix("over the ").removeprefix("on the ")
            for match in _MEANS_EN.finditer(clause)
        )
    )


# ---- tables of reports ----------------------------------------------------------------------------

_FROM_COLUMN = re.compile(
    r"报告(?:人|单位|主体|责任)|报送(?:人|单位|主体)|发出|来源|责任(?:人|单位)|上报(?:人|单位)|通知人|^from$|"
    r"report(?:s|ed)? by|reporter|sender|who reports|responsible",
    re.I,
)
_TO_COLUMN = re.compile(
    r"接收|接报|报告?对象|报送(?:对象|至)|受理|报至|向谁|上报(?:对象|至|部门)|通知对象|^to$|recipient|receiver|"
    r"reports? to|to whom|informed",
    re.I,
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
            rows.setdefault((passage.cell.table, passage.cell.row), []).append(passage)
    for cells in rows.values():
        found = {}
        for column, pattern in (("from", _FROM_COLUMN), ("to", _TO_COLUMN), ("when", _WHEN_COLUMN), ("how", _HOW_COLUMN)):
            found[column] = next((one for one in cells if one.cell and pattern.search(one.cell.column_title.strip())), None)
        reporter, receiver = found["from"], found["to"]
        if reporter is None or receiver is None or reporter is receiver or id(receiver) not in sentences:
            continue
        sentence, when, how = sentences[id(receiver)], found["when"], found["how"]
        own = limits.get(id(sentences[id(when)]), []) if when is not None and id(when) in sentences else []
        if reporter.text.strip() and receiver.text.strip():
            yield ReportHop(
                sentence=sentence, start=0, end=len(sentence.text), rule="hop-table", reporter=reporter.text.strip(),
                receiver=receiver.text.strip(), limits=tuple(own), means=(how.text.strip(),) if how else (),
                stage=_stage(" ".join(cell.text for cell in cells)),
            )  # fmt: skip


# ---- duties -------------------------------------------------------------------------------------

_AROUND_ZH = (
    r"(?:(?:全天候?|每天|每日|实行)?(?:24|二十四|７×24|7\s*[×xX*]\s*24)\s*个?小时(?:不间断)?|全天候|昼夜|日夜|"
    r"全时段|不分昼夜)"
)
_DUTIES: tuple[tuple[DutySort, re.Pattern[str]], ...] = (
    (
        "hotline",
        re.compile(
            rf"{_AROUND_ZH}[^,，。;；:：]{{0,8}}?(?:热线|服务电话|值班电话|值守电话|报警电话|应急电话|举报电话|"
            rf"咨询电话|人工服务|接听|受理|有人接听)|(?:热线|电话)[^,，。;；:：]{{0,6}}?{_AROUND_ZH}"
        ),
    ),
    (
        "telephone on",
        re.compile(
            rf"{_AROUND_ZH}[^,，。;；:：]{{0,8}}?(?:开机|畅通|通信|通讯|联络|保持联系)|(?:手机|通信|通讯|联络|"
            rf"电话)[^,，。;；:：]{{0,8}}?{_AROUND_ZH}[^,，。;；:：]{{0,4}}"
        ),
    ),
    (
        "leader on duty",
        re.compile(r"领导(?:干部)?(?:轮流)?带班|带班领导(?=[,，。;；、]|在岗|全天|24|必须|须|应|不得)|干部带班|领导值班"),
    ),
    (
        "duty",
        re.compile(
            rf"{_AROUND_ZH}[^,，。;；:：]{{0,8}}?(?:值班|值守|在岗|待命|备勤|执勤|监测|监控|巡查|巡逻|接处警|备战|"
            rf"驻守|坚守|有人|响应|守护|在班|制度)|(?:轮流值班|轮班值守|三班(?:倒|制|两运转|三运转)|四班三运转|"
            rf"昼夜值班|节假日(?:轮流)?值班|夜间值班|值班备勤|(?:值班|值守|在岗|备勤)(?:待命)?{_AROUND_ZH})"
        ),
    ),
)
_DUTY_EN = re.compile(
    r"\b(?:24[- ]?(?:hours?|hrs?|h)(?: (?:a|per) day)?|24/7|24 ?x ?7|(?:a)?round[- ]the[- ]clock|day and night|"
    r"at all (?:hours|times))\b",
    re.IGNORECASE,
)
_NOT_A_DUTY_EN = re.compile(
    r"\s*(?:limit|deadline|period|notice|rainfall|after|of|before|later|supply|supplies)\b", re.IGNORECASE
)
_HOTLINE_EN = re.compile(r"hotline|helpline|telephone line|phone line|call centre|answered|number", re.IGNORECASE)
_ON_CALL_EN = re.compile(r"on[- ]call", re.IGNORECASE)
_PHONE_ON_EN = re.compile(
    r"(?:mobile|phone|telephone|pager|radio)s?\b.{0,30}\b(?:on|switched on|reachable|charged)", re.IGNORECASE
)
_WORKS_EN = re.compile(
    r"staffed|manned|open|on duty|on call|on-call|duty|works?|operates?|answered|monitored|patrol|guard|shift|"
    r"rota|available|reachable|hotline|watch|kept",
    re.IGNORECASE,
)
_WORKS_ZH = re.compile(r"值班|值守|在岗|带班|备勤|执勤|开放|服务|受理|接访|轮班|白班|夜班|上班|当班|接听|巡逻")
_HOURS = re.compile(HOURS, re.IGNORECASE)
_WHO = re.compile(
    rf"(?P<actor>{_ACTOR})(?=\s*(?:实行|执行|安排|应|须|必须|要|保持|落实|建立|坚持|24|二十四|7|全|昼|轮|由|在|的|"
    rf"夜间|白天|负责|设|每|手机|电话|通信|,|$))"
)


def find_duties(written: WrittenPlan) -> list[StandingDuty]:
    """Duties around the clock, rotas and hours of duty, in order."""
    found: list[StandingDuty] = []
    for sentence in written.sentences:
        text = fold_in_place(sentence.text)
        own = [*_duties_zh(sentence, text), *_duties_en(sentence, text)]
        found += sorted([*own, *_hours_of_duty(sentence, text)], key=lambda duty: duty.start)
    return found


def _duties_zh(sentence: WrittenSentence, text: str) -> Iterator[StandingDuty]:
    taken: list[Stretch] = []
    for sort, pattern in _DUTIES:
        for match in pattern.finditer(text):
            if any(match.start() < end and begin < match.end() for begin, end in taken):
                continue
            taken.append(match.span())
            whole = re.search(_AROUND_ZH, match[0]) is not None
            who = _who(text, match.start()) + ("领导" if match[0].startswith("领导") else "")
            yield StandingDuty(
                sentence=sentence, start=match.start(), end=match.end(), rule=f"duty-{sort.replace(' ', '-')}", sort=sort,
                who=who, hours=((0, DAY),) if whole else (),
            )  # fmt: skip


def _who(text: str, place: int) -> str:
    first = max(text.rfind(sign, 0, place) for sign in "。;；") + 1
    found = list(_WHO.finditer(text, first, place))
    return _tidy(found[-1]["actor"]) if found else ""


def _duties_en(sentence: WrittenSentence, text: str) -> Iterator[StandingDuty]:
    for match in _DUTY_EN.finditer(text):
        first, end = _clause_en(text, match.start(), match.end())
        clause = text[first:end]
        if (
            _NOT_A_DUTY_EN.match(text, match.end()) and re.match(r"\s*(?:of|after)\b", text[match.end() :]) is not None
        ) or not _WORKS_EN.search(clause):
            continue
        sort: DutySort = (
            "hotline"
            if _HOTLINE_EN.search(clause)
            else "on call"
            if _ON_CALL_EN.search(clause)
            else "telephone on"
            if _PHONE_ON_EN.search(clause)
            else "duty"
        )
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
        first, end = _clause(text, match.start(), match.end())
        if not (_WORKS_ZH.search(text[first:end]) or _WORKS_EN.search(text[first:end])):
            continue
        try:
            hours = spans(match[0])
        except Unreadable:
            continue
        yield StandingDuty(
            sentence=sentence, start=match.start(), end=match.end(), rule="duty-hours", sort="duty",
            hours=hours,
            who=_who(text, match.start()) if _HAN.search(text) else _who_en(text[_clause_en(text, *match.span())[0] :]),
        )  # fmt: skip
