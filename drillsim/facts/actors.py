"""Who acts in a sentence, by how names of bodies and posts end; and where a clause of a sentence begins and ends."""

from __future__ import annotations

import re

from drillsim.facts.offices import ENGLISH_OFFICE, POST

Stretch = tuple[int, int]  # where words begin and end in a sentence

_FAR = 200  # characters that a clause may have before the words that are asked about
_BORDER = re.compile(r"[,，。;；]|[:：](?!\d)")
_STOP = re.compile(r"[,，。;；]")
_STOP_EN = re.compile(r"[.;:](?=\s|$)")
_COMMA_EN = re.compile(r"[,.;:](?=\s|$)")


def clause_around(text: str, begin: int, end: int) -> Stretch:
    """The clause of a Chinese sentence around a stretch, from comma to comma."""
    first = max(0, begin - _FAR)
    before = [match.end() for match in _BORDER.finditer(text, first, begin)]
    behind = _STOP.search(text, end)
    return before[-1] if before else first, behind.start() if behind else len(text)


def english_clause(text: str, begin: int, end: int) -> Stretch:
    """The clause of an English sentence around a stretch: from the last stop to the next comma."""
    first = max(0, begin - _FAR)
    before = [match.end() for match in _STOP_EN.finditer(text, first, begin)]
    behind = _COMMA_EN.search(text, end)
    return before[-1] if before else first, behind.start() if behind else len(text)


# ---- Chinese ------------------------------------------------------------------------------------

_BODIES = (
    "政府|党委|党工委|人大|局|办|办公室|室|部|组|小组|专班|中心|站|所|厅|队|院|校|学校|公司|集团|会|委|处|科|单位|机关|部门|领导|人员|成员|员工|职工|员|门卫|保安|教师|老师|"
    "监测点|值守点|卡点|站点|瞭望塔|家长|家属|监护人|村|社区|街道|乡镇|镇|乡|县|市|区|省|企业|居民|群众|用户|同志|上级|班组|车间|医院|医疗机构|机构|平台|热线|总台|大厅|岗|矿|厂|指挥|医生|护士|指挥长"
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
ACTOR = rf"(?:{_SIGN}{{0,18}}(?:{_ENDS}){_BRACKET})"
_BEFORE_VERB = (
    r"(?=\s*(?:在|于|应|须|必须|要|需|负责|接|收|得|立即|立刻|即刻|及时|第一时间|尽快|迅速|即|向|报|上报|通知|"
    r"通报|告知|电话|书面|先|逐级|发现|统一|组织|每|可|将|"
    r"会同|并|同时|经|视|后|次[日晨]|当[日天场]|第|外出|一旦|随时|定期|原则上|不得|\d|[一二三四五六七八九十半两])|"
    r"[^,，。;；:：]{1,8}?后)"
)
_SUBJECT = re.compile(
    rf"(?:^|(?<=[,，。;；:：由\s]))\s*(?:由|凡|"
    rf"\d+[.、)]\s*)?(?P<actor>(?:[^,，。;；:：、()\s“”\"\d]{{0,12}}的)?{ACTOR}(?:(?:、|和|及|与|或){ACTOR})?)"
    rf"{_BEFORE_VERB}"
)


def subject_of(text: str, place: int) -> tuple[str, int]:
    """The last actor named before a place, at the beginning of a clause, and where; '' for none."""
    first = max(0, place - 120)
    found = [
        match for pattern in (_ANY_SUBJECT, _SUBJECT) for match in pattern.finditer(text, first) if match.end() <= place
    ]
    if not found:
        return "", place
    last = max(found, key=lambda match: match.start("actor"))
    return tidy(last["actor"]), last.start("actor")


_ANY_SUBJECT = re.compile(
    rf"(?:^|(?<=[,，。;；:：]))\s*由?(?!涉及|发生|造成|遇|如|对|当)(?P<actor>{_SIGN}{{0,12}}(?:{POST}|"
    rf"[组队办局科室站所]|中心|指挥部))"
)


_LEADING = re.compile(
    r"^(?:由|向|并|同时|及时|立即|再|给|对|各自|逐级|直接|应当|应(?!急)|须|必须|在|当(?![班地日值])|如|若|凡|一旦|\d[.)])+"
)


def tidy(words: str) -> str:
    """The name of an actor without the words that only lead to it."""
    words = re.sub(r"^[^,，]{1,10}期间", "", words)
    return _LEADING.sub("", words.strip(' 、和及与“”"'))


# ---- English ------------------------------------------------------------------------------------

_NO_ACTOR = re.compile(
    r"(?:it|they|he|she|this|that|who|which|nobody|no one|there|"
    r"(?:an? |the )?(?:written|verbal|oral|initial|interim|final|full|first))$",
    re.IGNORECASE,
)
_BODY_EN = (
    rf"(?:{ENGLISH_OFFICE}|\b(?:office|board|council|department|cent(?:re|er)|service|brigade|police|ambulance|team|group|"
    r"committee|cell|desk|room|control|authority|agency|regulator|insurer|press|parent|guardian|famil(?:y|ies)|relative|"
    r"resident|neighbour|customer|hospital|school|county|district|city|town|village|governors|trust|utilit(?:y|ies)|company|"
    r"forum|headquarters|staff|switchboard|reception|helpdesk|hotline|999|911|112|government|ministr(?:y|ies)|"
    r"bureau|station|"
    r"unit|section|duty|on call|colleague|master|pilot|coastguard|observer|warden|chemist|sister|crew|ward)(?:e?s)?\b)"
)
_IS_BODY = re.compile(_BODY_EN, re.IGNORECASE)
# 'Head of Communications', 'Shift Control Engineer': what follows such a name without a capital says what they do
_TITLE = re.compile(rf"(?:[A-Z][\w’'-]*|(?i:{_BODY_EN}))(?: (?:(?:of|for|and|the|on) )*(?:[A-Z][\w’'-]*|(?i:{_BODY_EN})))*")
_LED_BY = re.compile(
    r"^(?:it is (?:the )?\w+ of|when|once|after|if|where|for|in|on|at|during|"
    r"upon|within)\b.*?\b(?=the )",
    re.IGNORECASE,
)
_BEFORE_NAME = re.compile(
    r"^(?:(?:and|then|or|where|also|the|an?|its|their|all|every|each|any|both|in an emergency)\s+)+", re.IGNORECASE
)
_DOES_FIRST = re.compile(  # 'reception rings 999 and informs the head'
    r"\s(?:rings?|dials?|presses|records?|logs?|checks?|assess(?:es)?|confirms?|acknowledges?|activates?|stops?|takes?|"
    r"makes?|receives?|decides?|declares?|collects?|verif(?:y|ies)|go|goes|completes?|closes?|shuts?|switch(?:es)?|"
    r"evacuates?|sounds?|leaves?|opens?|sets?)\s",
    re.IGNORECASE,
)


def english_actor(words: str) -> str:
    """A body or post without its article, and without what else stands before or behind it in its clause."""
    words = _BEFORE_NAME.sub("", _LED_BY.sub("", words.strip())).strip()
    title = _TITLE.match(words)
    if title is not None and words[0].isupper() and re.match(r" [a-z]", words[title.end() :]):
        return title[0]
    return _DOES_FIRST.split(words, maxsplit=1)[0].strip()


def is_english_actor(words: str) -> bool:
    """Whether words name a body or a post: by a word for one, or as a name of several capitals."""
    return (
        _NO_ACTOR.match(words) is None
        and len(words.split()) <= 9
        and (_IS_BODY.search(words) is not None or re.match(r"[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)+$", words) is not None)
    )


_THING = re.compile(
    r"\b(?:alarm|bell|siren|number|plan|site|scene|point|list|incident|fire|matter|situation|result|time|status|"
    r"damage|meeting|"
    r"attention|shots|cause|case|need|way|level|call|letter|report|phone|telephone|radio|message|work|door|gate|"
    r"valve|area)s?$",
    re.IGNORECASE,
)


def may_act(words: str) -> bool:
    """Whether words may name somebody who tells or is told: a body, a post, or a short name that is none of a thing."""
    return is_english_actor(words) or (
        0 < len(words.split()) <= 3
        and _NO_ACTOR.match(words) is None
        and _THING.search(words) is None
        and re.fullmatch(r"[A-Za-z][A-Za-z’' -]+", words) is not None
    )
