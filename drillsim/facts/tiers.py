"""Tiers and levels of a written plan: how many people, dead, hectares or millimetres, and which grade that is.

A range is a tier where it stands beside a level, has two ends, or says of an incident how large it is; '代表不超过5人' and
'不少于6人' say what is asked of somebody and are none. 以上 and 以下 include their figure unless the plan says otherwise
in a sentence of its own.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations, pairwise
from typing import Literal

from drillsim.facts.fact import Fact
from drillsim.quantities.in_text import said_around, without_names
from drillsim.quantities.numerals import IN_TEXT, in_digits
from drillsim.quantities.phrases import Figure, Said, said
from drillsim.quantities.written import fold_in_place
from drillsim.texts.passage import WrittenPlan, WrittenSentence

LevelScheme = Literal["roman", "number", "letter", "word", "colour"]


@dataclass(frozen=True, kw_only=True)
class WrittenLevel(Fact):
    """A level of response or of an incident: its bare `name` ('Ⅱ', '较大', 'amber'), and its `rank` as it is numbered.

    Of words and colours rank 1 is the gravest; of numbers an office may count up or down.
    """

    scheme: LevelScheme
    name: str
    rank: int


@dataclass(frozen=True, kw_only=True)
class WrittenTier(Fact):
    """A range of a quantity: what is counted (`of`: '死亡', 'customers', '' for people alone), in which unit, how many.

    `level` is the level that it belongs to, if one stands beside it.
    """

    of: str
    unit: str
    said: Said
    level: WrittenLevel | None = None

    @property
    def whole(self) -> bool:
        """Whether it counts what comes in whole numbers: people, households, incidents."""
        return self.unit in _WHOLE


@dataclass(frozen=True)
class TierGroup:
    """Tiers of one quantity that belong together: which numbers lie in two of them, and which between them in none."""

    tiers: tuple[WrittenTier, ...]
    overlaps: tuple[Said, ...]
    gaps: tuple[Said, ...]

    @property
    def below(self) -> Said | None:
        """What lies below the lowest tier, if anything does."""
        low = min(self.tiers, key=lambda tier: -1 if tier.said.low is None else tier.said.low)
        if low.said.low is None or low.said.low <= low.whole:
            return None
        return _tidy(Said(None, low.said.low, high_in=not low.said.low_in), low.whole)


@dataclass(frozen=True)
class LevelUse:
    """The levels of one scheme: those that are named and never defined, and those that are defined and never used."""

    scheme: LevelScheme
    undefined: tuple[WrittenLevel, ...]
    unused: tuple[WrittenLevel, ...]


# ---- levels ----------------------------------------------------------------------------------------

_ROMAN = {"Ⅰ": 1, "Ⅱ": 2, "Ⅲ": 3, "Ⅳ": 4, "Ⅴ": 5, "I": 1, "II": 2, "III": 3, "IV": 4, "V": 5}
_NUMBERS = {**{sign: n for n, sign in enumerate("一二三四五", 1)}, **{str(n): n for n in range(1, 6)},
            **{word: n for n, word in enumerate(("one", "two", "three", "four", "five"), 1)}}  # fmt: skip
_LETTERS = {**{sign: n for n, sign in enumerate("ABCDE", 1)}}
_GRAVITY = {"特别重大": 1, "特大": 1, "重大": 2, "较大": 3, "一般": 4, "catastrophic": 1, "critical": 1, "major": 2,
            "serious": 3, "significant": 3, "moderate": 3, "minor": 4}  # fmt: skip
_COLOURS = {
    "红色": 1,
    "橙色": 2,
    "黄色": 3,
    "蓝色": 4,
    "绿色": 5,
    "red": 1,
    "orange": 2,
    "amber": 2,
    "yellow": 3,
    "blue": 4,
    "green": 5,
    # these have no place that everybody knows
    "white": 5,
    "purple": 1,
    "black": 1,
    "grey": 5,
}
_AN_EVENT = (
    r"(?:响应|应急|预警|事件|突发|险情|灾害|事故|警报|警情|火灾|疫情|勤务|防控|故障|停电|信访|群体|集体|舆情|风险|"
    r"级别|等级|标准|状态|措施|戒备|处置|启动)"
)
_NO_RANK = (
    "上下各逐同本高低每万几县市省乡镇村科处厅股局国年班大中小初第十〇"  # 县级, 上一级 and 高一级 are no levels of response
)
_LEVEL = re.compile(
    "|".join(
        (
            r"(?P<roman>[ⅠⅡⅢⅣⅤ]|(?<![A-Za-z])(?:I{1,3}|IV)(?![A-Za-z]))\s*[级类]",
            rf"(?<![{_NO_RANK}\d])(?<!分为)(?<!分成)(?<!划为)(?P<number>[一二三四]|[1-4])\s*级"
            rf"(?={_AN_EVENT}|\s*[(),、，。;；:：\"”’]|以上|$|为|是指|的)"
            r"(?!(?:以上)?(?:大风|风|地震|医院|保护|工作人员|政府|党委|单位|管理))",
            r"(?<![A-Za-z])(?P<letter>[ABCD])\s*[级类](?![A-Za-z])",
            rf"(?<![最不])(?P<word>特别重大|特大|较大|(?<!特别)重大|一般)(?:级|(?={_AN_EVENT}(?!隐患))|"
            r"(?=[^,，。;；、()的]{0,8}?(?:事件|事故|险情|灾害|疫情|火灾)(?!隐患|发生|处|应))|"
            r"(?=\s*\([ⅠⅡⅢⅣI一二三四红橙黄蓝])|(?=[、和](?:重大|较大|一般))|(?=\s*[:：]))",
            r"(?<=[为是属])(?P<just_word>特别重大|重大|较大|一般)(?=[,，。;；、]|$)",
            rf"(?P<colour>红色|橙色|黄色|蓝色|绿色)(?=\s*(?:{_AN_EVENT}|信号|[(),、，。;；:：\"”’]|$|等))",
            r"\b(?:level|category|grade|tier(?! I)|stage|class|phase|alert|priority|severity|scale|band)\s+(?:level\s+)?"
            r"(?P<en>I{1,3}|IV|V|[1-5]|[A-E]|one|two|three|four|five)\b",
            r"\bSEV-?(?P<sev>[1-5])\b",
            r"\b(?:state|code|condition|status|level)\s+(?P<en_state>red|orange|amber|yellow|blue|green|white|"
            r"purple|black|grey)\b",
            r"\b(?P<en_colour>red|orange|amber|yellow|blue|green|white|purple|black|grey)\b(?=\s+(?:alert|level|"
            r"warning|status|response|alarm|"
            r"stage|phase|condition)\b|\s*(?::|$)|\s+(?:means|is declared|if|when))",
            r"\b(?P<en_word>catastrophic|critical|major|serious|significant|moderate|minor)(?=\s+(?:incident|emergency|"
            r"event|accident|outage|disaster|spill|fire)s?\b|\s+(?:if|when|from|above|below)\b|\s*:)",
        )
    ),
    re.IGNORECASE,
)


def find_levels(written: WrittenPlan) -> list[WrittenLevel]:
    """All levels that a written plan names, in order.

    'A major incident' alone, or one colour, makes no scheme of levels: of words and colours there must be two.
    """
    found = [level for sentence in written.sentences for level in _levels_in(sentence)]
    names: dict[LevelScheme, set[str]] = defaultdict(set)
    for level in found:
        names[level.scheme].add(level.name)
    return [level for level in found if level.scheme not in ("word", "colour") or len(names[level.scheme]) > 1]


def _levels_in(sentence: WrittenSentence) -> list[WrittenLevel]:
    text = without_names(sentence.text)
    return [level for match in _LEVEL.finditer(text) if (level := _level(sentence, match)) is not None]


def _level(sentence: WrittenSentence, match: re.Match[str]) -> WrittenLevel | None:
    kind = str(match.lastgroup)
    name = match[kind]
    if kind in ("colour", "en_colour", "en_state"):
        if kind == "en_colour" and not name[0].isupper() and match.string[match.end() : match.end() + 1] in ("", ":"):
            return None  # 'the door is green.'
        scheme: LevelScheme = "colour"
        rank = _COLOURS[name.lower()]
    elif kind in ("word", "just_word", "en_word"):
        scheme, rank = "word", _GRAVITY[name.lower()]
    elif name.upper() in _ROMAN:
        scheme, rank = "roman", _ROMAN[name.upper()]
        name = ("I", "II", "III", "IV", "V")[rank - 1]  # 'Ⅱ' and 'II' are one level
    elif name.lower() in _NUMBERS:
        scheme, rank = "number", _NUMBERS[name.lower()]
    else:
        scheme, rank = "letter", _LETTERS[name.upper()]
    name = name if scheme in ("roman", "letter") else name.lower()
    return WrittenLevel(
        sentence=sentence, start=match.start(), end=match.end(), rule=f"level-{scheme}", scheme=scheme, name=name, rank=rank
    )


# ---- tiers -----------------------------------------------------------------------------------------

_TIMES = {"百": 100, "千": 1000, "万": 10_000, "百万": 10**6, "千万": 10**7, "亿": 10**8, "": 1,
          "thousand": 1000, "million": 10**6, "billion": 10**9}  # fmt: skip
_UNITS = {
    "人": "人|名(?:以上|以下)?(?=[^,，。;；]{0,4}(?:群众|人员|学生|师生|旅客|职工|患者))|人次|people|persons?"
    "|casualt(?:y|ies)|deaths?|fatalit(?:y|ies)|injur(?:y|ies)"
    "|injured|dead|patients?|pupils?|students?|residents?|visitors?|attendees?|passengers?|petitioners?|victims?|villagers?|citizens?|spectators?|children|participants?|workers?|employees?"
    "|guests?|staff|evacuees?|inhabitants?",
    "例": "例|cases?",
    "户": "户|households?|homes?|properties|dwellings?|customers?|consumers?|users?|connections?",
    "起": "起|件|宗|incidents?|calls?|complaints?",
    "元": "元|yuan|pounds|euros?|dollars?",
    "公里": "公里|千米|km|kilometres?",
    "平方公里": "平方公里|平方千米|km²|square kilometres?",
    "公顷": "公顷|hectares?|ha",
    "亩": "亩",
    "平方米": "平方米|㎡|m²|m2|square metres?",
    "毫米": "毫米|mm|millimetres?",
    "厘米": "厘米|cm|centimetres?",
    "立方米": "立方米|m³|m3|cubic metres?",
    "米": "米|m|metres?",
    "吨": "吨|tonnes?|tons?|t",
    "升": "升|litres?",
    "千克": "千克|公斤|kg",
    "兆瓦": "兆瓦|MW",
    "ppm": "ppm",
    "%": "%|percent|per cent",
    "小时": "个?小时|hours?|h",
    "分钟": "分钟|minutes?|min",
    "天": "天|日|days?",
    "级": "级(?=(?:以上)?(?:大风|风|地震))",
}
_WHOLE = frozenset({"人", "例", "户", "起"})
_OF_TIME = frozenset({"小时", "分钟", "天"})
_UNIT_OF = {form: unit for unit, forms in _UNITS.items() for form in [re.compile(rf"(?:{forms})$", re.IGNORECASE)]}
_ANY_UNIT = "|".join(f"(?:{forms})(?![a-z])" for forms in _UNITS.values())
_ONE_UNIT = re.compile(rf"个?(?:[a-z-]+ )?(?:{_ANY_UNIT})", re.IGNORECASE)
_AMOUNT = re.compile(
    r"\s*(?P<number>\d[\d,]*(?:\.\d+)?)\s*(?P<times>[百千]?万|亿|[千百](?!米|克|瓦)|thousand|million|"
    r"billion)?\s*(?P<unit>.*)",
    re.I,
)
_NUMBER = rf"(?:{IN_TEXT})\s*(?:[百千]?万|亿|[千百](?!米|克|瓦)|thousand\b|million\b)?"
_TO = r"\s*(?:-+|–|—+|~|〜|至|到|\bto\b)\s*"
_FIGURE = (
    rf"(?<![第\dⅠ-Ⅻ])(?:\bbetween\s+{_NUMBER}\s+and\s+)?{_NUMBER}(?:{_TO}{_NUMBER}|\s+(?:but|"
    rf"and)\s+(?:[a-z]+ ){{1,3}}{_NUMBER})?\s*(?:(?:\+|个|"
    rf"or more|and (?:over|above|more)|or (?:fewer|less|over)) ?)?"
    rf"(?:[a-z-]+ )?(?:{_ANY_UNIT})"
)
_RANGE = re.compile(_FIGURE, re.IGNORECASE)
_EACH_END = re.compile(  # '20（不含）至50人（含）'
    rf"(?P<low>{IN_TEXT})\s*(?:人|户|例|起)?\s*\((?:(?P<no_low>不含)|含)\){_TO}(?P<high>{IN_TEXT})\s*(?P<unit>人|"
    rf"户|例|起)\s*\((?:(?P<no_high>不含)|含)\)"
)
_BEHIND_LEVEL = re.compile(
    r"\s*(?:\([^()]*\))?\s*[:：,]\s*(?:from |从)?(?P<range>[^;；。:：]{1,30}?)(?=[;；。]|[.,](?:\s|$)|$)"
)
_BEYOND_ZH = re.compile(r"以上|以下|不足|不到|不满|未满|超过|多于|少于|小于|大于|高于|低于|及以|以内|达到|≥|≤|<|>")
_ASKED = re.compile(
    r"不少于|不得少于|至少|最少|不超过|不得超过|最多|不低于|不得低于|不高于|at least|no fewer|not fewer|at most|"
    r"no more than|up to|minimum|maximum",
    re.I,
)
_ASKED_OF = re.compile(
    r"(?:成员|编制|定员|每组|每班|组员|队员|抽调|配备|配齐|代表|安排|派出|选派|组织|召集|增派|保持|同行|到岗|到场|"
    r"上线|出动|集结|必须|"
    r"应当?|由|须|需|储备|不少于|representatives?|crew|team|must|shall|should)[^,，。;；:：]{0,8}$",
    re.IGNORECASE,
)
_LOWERED = re.compile(r"(?:[降减]至|[降减]到|控制在|保持在|(?:below|down|brought|reduced) (?:to )?)\s*$", re.IGNORECASE)
_ASKED_FOR = re.compile(
    r"\s*(?:以上|以下)?(?:同行|在场|共同|组成|一组|值班|值守|到岗|的?(?:小组|队伍|工作组|工作专班)|签字|陪同|负责|轮流)"
)
_OF_WHAT = re.compile(
    r"死亡|失踪|重伤|轻伤|受伤|伤亡|中毒|感染|发病|病例|被困|涉险|遇险|受灾|受困|滞留|转移|疏散|撤离|经济损失|"
    r"损失|面积|水位|降雨量|雨量|降雨|降水|积水|"
    r"用户|停电|停水|停气|断水|中断|持续|排队|参加|参与|泄漏|过火|浓度|流量|风力|震级|延误|来访|上访|走访|聚集|"
    r"集体|集访|客流|旅客|"
    r"deaths?|fatalit\w+|dead|killed|injur\w+|hospitali\w+|missing|trapped|evacuat\w+|casualt\w+|customers?|"
    r"households?|homes|properties|patients?|cases?|"
    r"passengers?|pupils?|students?|residents?|visitors?|complaints?|calls?|damage|loss(?:es)?|area|rain\w*|"
    r"(?:water|river) levels?|groups?|crowds?|gatherings?|flow|leak\w*|spill\w*",
    re.IGNORECASE,
)
_ADDS_NOTHING = {  # what says no more than the unit does
    "人": re.compile("来访|上访|走访|聚集|集体|集访|参加|参与|排队|客流|旅客|groups?|crowds?|gatherings?"),
    "户": re.compile("用户|customers?|households?|homes|properties"),
}
_LOOK_BACK = 30


def find_tiers(written: WrittenPlan) -> list[WrittenTier]:
    """All tiers of a written plan, in order, each with its level."""
    includes = _included(written)
    found: list[WrittenTier] = []
    for sentence in written.sentences:
        levels = _levels_in(sentence)
        above = None if levels else _level_above(sentence)
        for tier in _tiers_in(sentence, levels or ([above] if above else []), bool(levels), found[-1].unit if found else ""):
            last = found[-1] if found else None
            if not tier.of and last and last.unit == tier.unit and last.sentence.passage is sentence.passage:
                tier = replace(tier, of=last.of)
            found.append(replace(tier, said=_by_rule(tier, includes)))
    return found


_CRITERIA = re.compile(r"条件|标准|情形|情况之一|分级|划分|criteria|conditions?|classif|grad(?:e|ing)", re.IGNORECASE)


def _level_above(sentence: WrittenSentence) -> WrittenLevel | None:
    """The level that the title of a row, the words that introduce a list, or a heading on what makes a level is about."""
    cell, headings = sentence.passage.cell, sentence.passage.place.headings[-1:]
    titles = [cell.row_title] if cell else []
    titles += [sentence.lead, *(title for title in headings if _CRITERIA.search(title))]
    for title in titles:
        match = _LEVEL.search(fold_in_place(title))
        if match is not None and (level := _level(replace(sentence, text=title), match)) is not None:
            return level
    return None


def _tiers_in(sentence: WrittenSentence, levels: list[WrittenLevel], beside: bool, last: str) -> Iterator[WrittenTier]:
    cell = sentence.passage.cell
    if cell is not None and _MEASURES.search(cell.column_title):
        return
    text = without_names(sentence.text)
    done = 0
    earlier: dict[str, str] = {}  # what was counted in a unit before: '水位28米以上发布蓝色预警，30米以上发布黄色预警'
    for begin, end, unit, found in sorted(_ranges(sentence, text, last if beside else ""), key=lambda range: range[:2]):
        if begin < done or found.one is not None:
            continue
        level = _nearest(levels, begin, end, beside)
        word = _of_what(sentence, text, begin, end)
        of = "" if unit in _ADDS_NOTHING and _ADDS_NOTHING[unit].fullmatch(word) else word
        if not _is_tier(text, begin, end, unit, found, level is not None, word):
            continue
        done = end
        of = of or earlier.get(unit, "")
        earlier[unit] = of
        yield WrittenTier(
            sentence=sentence, start=begin, end=end, rule="tier-range", of=of, unit=unit, said=found, level=level
        )  # fmt: skip


_MEASURES = re.compile(r"措施|要求|力量|行动|出动|处置|到场|action|measures?|response|crew|sent", re.IGNORECASE)


def _ranges(sentence: WrittenSentence, text: str, last: str) -> Iterator[tuple[int, int, str, Said]]:
    """Where the ranges of a sentence stand, their unit and what they say.

    A cell may leave its unit to its title, and 'Amber: 4,001 to 5,000' to the `last` tier or another one of its sentence.
    """
    matches = list(_RANGE.finditer(text))
    place = 0
    while place < len(matches):
        match = matches[place]
        unit = _unit(match[0])
        read = _figure_in(unit)
        if place + 1 < len(matches) and (both := _both_ends(text, match, matches[place + 1], read)) is not None:
            yield both[0], both[1], unit, both[2]
            place += 2
            continue
        around = said_around(text, match.span(), _reader(read))
        if around is not None:
            yield around[0], around[1], unit, around[2]
        place += 1
    named = _unit(matches[0][0]) if matches else last or _unit_of_title(fold_in_place(sentence.lead or sentence.text))
    for level in _levels_in(sentence) if named else []:
        bare = _BEHIND_LEVEL.match(text, level.end)
        if bare is not None and (found := said(bare["range"].strip(), _figure_in(""))) is not None:
            yield bare.start("range"), bare.end("range"), named, found
    for match in _EACH_END.finditer(text):
        low, high = (float(in_digits(match[end]).replace(",", "")) for end in ("low", "high"))
        yield (
            match.start(),
            match.end(),
            _unit(match["unit"]),
            Said(low, high, match["no_low"] is None, match["no_high"] is None),
        )
    cell = sentence.passage.cell
    if not matches and cell is not None and len(text) <= 40:
        unit = _unit_of_title(cell.column_title)
        if unit and (found := said(text.strip(), _figure_in(""))) is not None and found.one is None:
            yield 0, len(text), unit, found


def _both_ends(text: str, first: re.Match[str], second: re.Match[str], read: Figure) -> tuple[int, int, Said] | None:
    """'5人以上15人以下', 'at least 500 but fewer than 5,000 customers': a range written as its two ends."""
    if second.start() - first.end() > 24 or re.search("[,，。;；]", text[first.end() : second.start()]) is not None:
        return None
    around = said_around(text, (first.start(), second.end()), _reader(read))
    return around if around is not None and around[2].one is None else None


def _reader(figure: Figure) -> Callable[[str], Said | None]:
    return lambda words: said(words, figure)


def _figure_in(unit: str) -> Figure:
    """Reads '1000万元', '30人', '5,000 customers' as numbers of one unit, and bare numbers, whose unit a title may say."""

    def read(words: str) -> float | None:
        match = _AMOUNT.fullmatch(in_digits(words))
        if match is None or (match["unit"] and (_ONE_UNIT.fullmatch(match["unit"]) is None or _unit(match["unit"]) != unit)):
            return None
        return float(match["number"].replace(",", "")) * _TIMES[(match["times"] or "").lower()]

    return read


def _unit(words: str) -> str:
    """The unit that words end with."""
    return next((unit for form, unit in _UNIT_OF.items() if form.search(words.strip())), "")


def _unit_of_title(title: str) -> str:
    title = fold_in_place(title)
    named = re.search(rf"[(\[/]\s*(?:单位[::]?)?({_ANY_UNIT})\s*[)\]]?\s*$", title, re.IGNORECASE)
    if named is not None:
        return _unit(named[1])
    if re.search(
        "人数|伤亡|死亡|受伤|people|persons|residents|casualties|head-?count|patients|attendance", title, re.IGNORECASE
    ):
        return "人"
    return "户" if re.search("户数|用户|customers|households|homes|properties", title, re.IGNORECASE) else ""


def _nearest(levels: list[WrittenLevel], begin: int, end: int, beside: bool) -> WrittenLevel | None:
    """The level that a range belongs to: one in its clause, else the last before it in its sentence, else the next one."""
    if not beside:
        return levels[0] if levels else None
    before = [level for level in levels if level.end <= begin]
    behind = [level for level in levels if level.start >= end]
    text = fold_in_place(levels[0].sentence.text) if levels else ""
    apart = not before or re.search("[,，;；。]", text[before[-1].end : begin]) is not None
    if behind and apart and re.search("[,，;；。]", re.sub("^[的者][,，]", "", text[end : behind[0].start])) is None:
        return behind[0]
    return before[-1] if before else behind[0] if behind else None


def _of_what(sentence: WrittenSentence, text: str, begin: int, end: int) -> str:
    """What is counted: the word for it right behind the figure, else before it, else near behind, else in the title."""
    clause = max(text.rfind(sign, max(0, begin - _LOOK_BACK), begin) for sign in ",，。;；:：")
    before = [match[0] for match in _OF_WHAT.finditer(text, max(clause + 1, begin - _LOOK_BACK, 0), begin)]
    cut = re.search("[,，。;；]|或", text[end : end + 14])
    behind = _OF_WHAT.search(text, begin, end + (cut.start() if cut else 14))
    cell = sentence.passage.cell
    title = _OF_WHAT.search(cell.column_title) if cell else None
    beside = behind is not None and not text[end : behind.start()].strip()  # '死亡3人以上或10人以上受伤'
    word = behind[0] if behind and (beside or not before) else before[-1] if before else title[0] if title else ""
    return word.lower()


def _is_tier(text: str, begin: int, end: int, unit: str, found: Said, level: bool, of: str) -> bool:
    """Whether a range is a tier, and not what somebody must be or have."""
    words, before, after = text[begin:end], text[max(0, begin - 20) : begin], text[end : end + 12]
    if _LOWERED.search(before) or _ASKED_FOR.match(after) or _ASKED_FOR.match(words[-2:] + after):
        return False
    if unit in _OF_TIME and not (_OF_OUTAGE.search(of) and found.low is not None):
        return False
    if level:
        return not (_ASKED.search(words) and _ASKED_OF.search(before))
    if (unit not in _WHOLE and unit != "元") or _ASKED.search(words) or _ASKED_OF.search(before):
        return False
    if found.low is not None and found.high is not None:
        return unit != "元" or bool(of)
    beyond = _BEYOND_ZH.search(words) or _BEYOND_EN.search(words)
    return beyond is not None and (
        bool(of) or words.endswith("的") or re.match(r"\s*(?:的|集体|群体|$|[,，。;；、)(])", after) is not None
    )


_OF_OUTAGE = re.compile(
    r"停电|停水|停气|断水|中断|持续|延误|滞留|outage|interrupt|loss|customers?|households?|homes", re.IGNORECASE
)
_BEYOND_EN = re.compile(r"\b(?:more than|over|or more|and (?:above|over|more))\b", re.IGNORECASE)


# ---- whether 以上 and 以下 include their figure --------------------------------------------------

_RULE = re.compile(
    r"(?P<word>以上|以下|以内|超过|不足|不满)|(?P<verdict>不含|不包括|不包含|不包|含|包括|包含)(?=\s*(?:本数|本级|该数))"
)


def _included(written: WrittenPlan) -> dict[str, bool]:
    """What a sentence of the plan says of these words: '本预案所称以上含本数，以下不含本数'."""
    rule: dict[str, bool] = {}
    for sentence in written.sentences:
        if re.search("本数|本级|该数", sentence.text) is None:
            continue
        waiting: list[str] = []
        for match in _RULE.finditer(sentence.text):
            if match["word"]:
                waiting.append(match["word"])
            else:
                rule.update(dict.fromkeys(waiting, not match["verdict"].startswith("不")))
                waiting = []
    return rule


def _by_rule(tier: WrittenTier, includes: dict[str, bool]) -> Said:
    """What a tier says where the plan has a rule of its own for 以上 and 以下."""
    words, meant = fold_in_place(tier.words), tier.said
    if "含" in words or "包括" in words:
        return meant
    if (
        "及以上" in words and "及以下" not in words
    ):  # '3人及以上、10人以下': who writes 及 for one end does not mean it for the other
        includes = {"以下": False}
    if meant.low is not None and "以上" in words and "以上" in includes:
        meant = replace(meant, low_in=includes["以上"])
    if meant.high is not None and "以下" in words and "以下" in includes:
        meant = replace(meant, high_in=includes["以下"])
    return meant


# ---- tiers that belong together ----------------------------------------------------------------

_FAR = 12  # sentences between tiers of one group


def tier_groups(written: WrittenPlan, tiers: list[WrittenTier]) -> list[TierGroup]:
    """The tiers of a plan that belong together: of one quantity, in one column of a table or in sentences close by."""
    order = {id(sentence): place for place, sentence in enumerate(written.sentences)}
    groups: dict[tuple[str, str, object], list[list[WrittenTier]]] = defaultdict(list)
    for tier in tiers:
        cell = tier.sentence.passage.cell
        runs = groups[tier.of, tier.unit, None if cell is None else (cell.table, cell.column)]
        last = runs[-1][-1] if runs else None
        near = last is not None and (cell is not None or order[id(tier.sentence)] - order[id(last.sentence)] <= _FAR)
        if near and (tier.level is None or not _has_level(runs[-1], tier) or runs[-1][-1].level == tier.level):
            runs[-1].append(tier)
        else:
            runs.append([tier])
    return [_group(run) for runs in groups.values() for run in runs if len(run) > 1]


def _has_level(run: list[WrittenTier], tier: WrittenTier) -> bool:
    return any(other.level and tier.level and other.level.name == tier.level.name for other in run)


def _group(run: list[WrittenTier]) -> TierGroup:
    overlaps = [
        both
        for one, other in combinations(run, 2)
        if not (one.level and other.level and one.level.name == other.level.name)
        if (both := _shared(one.said, other.said, one.whole)) is not None
    ]
    ranges = sorted({tier.said for tier in run}, key=lambda range: (_low(range), not range.low_in))
    gaps, top = [], ranges[0]
    for _before, here in pairwise(ranges):
        if top.high is not None and here.low is not None:
            gap = _tidy(Said(top.high, here.low, not top.high_in, not here.low_in), run[0].whole)
            if gap is not None:
                gaps.append(gap)
        if top.high is not None and (here.high is None or (here.high, here.high_in) > (top.high, top.high_in)):
            top = here
    return TierGroup(tuple(run), tuple(dict.fromkeys(overlaps)), tuple(gaps))


def _low(range: Said) -> float:
    return float("-inf") if range.low is None else range.low


def _shared(one: Said, other: Said, whole: bool) -> Said | None:
    """What lies in both of two ranges."""
    if (one.high is None and other.high is None) or (one.low is None and other.low is None):
        return None  # '5人以上' and '20人以上': the higher one takes over
    low = max((range for range in (one, other)), key=lambda range: (_low(range), not range.low_in))
    high = min((range for range in (one, other)),
               key=lambda range: (float("inf") if range.high is None else range.high, range.high_in))  # fmt: skip
    return _tidy(Said(low.low, high.high, low.low_in, high.high_in), whole)


def _tidy(range: Said, whole: bool) -> Said | None:
    """A range, of whole numbers with both ends included; None for an empty one."""
    low, high = range.low, range.high
    if whole:
        low = None if low is None else low + (not range.low_in)
        high = None if high is None else high - (not range.high_in)
        range = Said(low, high)
    if low is not None and high is not None and (low > high or (low == high and not (range.low_in and range.high_in))):
        return None
    return range


# ---- levels that are named, defined and used -----------------------------------------------------

_DEFINES = re.compile(
    r"\s*[)\]]?\s*(?:[^,，。;；:：]{0,10})?(?:是指|指的是|标准为?|条件|:|：|means|is when|applies (?:if|when|to))",
    re.IGNORECASE,
)
_DEFINED_BEFORE = re.compile(
    r"(?:的|者)[,，]?\s*(?:为|属于?|定为|列为|即|确定为)\s*[^,，。;；:：]{0,8}$|\bis (?:a |an )?(?:graded |"
    r"classed |declared )?$",
    re.IGNORECASE,
)


def level_use(written: WrittenPlan, tiers: list[WrittenTier]) -> list[LevelUse]:
    """Of each scheme of levels: which are named and never defined, which are defined and never used."""
    named: dict[tuple[LevelScheme, str], list[WrittenLevel]] = defaultdict(list)
    for level in find_levels(written):
        named[level.scheme, level.name.upper()].append(level)
    of_a_tier = {(tier.level.scheme, tier.level.name.upper()) for tier in tiers if tier.level}
    tier_sentences = {id(tier.sentence) for tier in tiers}
    found = []
    for scheme in ("roman", "number", "letter", "word", "colour"):
        levels = {name: mentions for (of, name), mentions in named.items() if of == scheme}
        defined = {name for name, mentions in levels.items() if (scheme, name) in of_a_tier or any(map(_defines, mentions))}
        used = {
            name
            for name, mentions in levels.items()
            if any(id(one.sentence) not in tier_sentences and not _defines(one) and not _enumerates(one) for one in mentions)
        }
        if len(defined) > 1:
            undefined = tuple(mentions[0] for name, mentions in levels.items() if name not in defined)
            unused = tuple(mentions[0] for name, mentions in levels.items() if name in defined and name not in used and used)
            found.append(LevelUse(scheme, undefined, unused))
    return found


def _defines(level: WrittenLevel) -> bool:
    """Whether a level is explained where it stands; a row of a table explains the level that heads it."""
    text, cell = fold_in_place(level.sentence.text), level.sentence.passage.cell
    if cell is not None and cell.column == 1 and cell.row > 1:
        return True
    behind = _DEFINES.match(text, level.end)
    return (behind is not None and "响应" not in text[level.end : behind.end()]) or (
        _DEFINED_BEFORE.search(text, 0, level.start) is not None
    )


def _enumerates(level: WrittenLevel) -> bool:
    """Whether a sentence only lists the levels: '分为Ⅰ级、Ⅱ级、Ⅲ级'."""
    return len({one.name for one in _levels_in(level.sentence) if one.scheme == level.scheme}) > 2
