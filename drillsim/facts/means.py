"""What a written plan has at hand: vehicles, boats, pumps, funds, rooms and places, supplies, with their numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from drillsim.facts.fact import Fact
from drillsim.quantities.numerals import figure
from drillsim.texts.passage import WrittenPlan, WrittenSentence

MeansSort = Literal["vehicle", "boat", "pump", "radio", "room", "place", "fund", "equipment", "supply"]


@dataclass(frozen=True, kw_only=True)
class WrittenMeans(Fact):
    """Something at hand: what it is called, of which sort, how many or how much of it, in which unit, and where it is."""

    name: str
    sort: MeansSort
    number: float | None = None
    unit: str = ""
    where: str = ""


_HAN = r"\u4e00-\u9fff"
_N = r"(?P<n>\d[\d,，]*(?:\.\d+)?|[一二三四五六七八九十百千两]+)(?P<thousands>[万亿]?)"
_UNIT = (
    "余?(?P<unit>辆|台|艘|条|架|部|只|套|间|处|顶|盏|支|瓶|具|双|把|块|张|床|副|根|袋|箱|盒|件|包|卷|吨|公斤|千克|升"
    "|立方米|平方米|米|个|组|桶|门|面|份)"
)
# What means are called, by how their names end, and of which sort they are.
_ENDINGS: tuple[tuple[MeansSort, str], ...] = (
    ("boat", "冲锋舟|橡皮艇|皮划艇|救生艇|快艇|船只|船|艇|舟|筏"),
    ("pump", "水泵|泵车|泵|排涝机|抽水机"),
    (
        "vehicle",
        "车辆|大巴|中巴|轿车|客车|货车|皮卡|救护车|消防车|指挥车|发电车|叉车|铲车|挖掘机|推土机|装载机|吊车|摩托|无人机|直升机|车",
    ),
    ("radio", "对讲机|电台|卫星电话|手持台|步话机|扩音器|喇叭|广播|电话机|手机|话机"),
    (
        "room",
        "接待室|会议室|候访室|谈话室|隔离室|留观室|观察室|医务室|休息室|值班室|询问室|心理咨询室|调度大厅|大厅|教室|病房|床位|座席|坐席|机位",
    ),
    (
        "place",
        "集合点|集结点|疏散点|安置点|避难场所|避险场所|避难所|避险点|集结地|集合地点|停机坪|停车场|检查点|卡口|取水点|仓库|储备点|物资库|安全区",
    ),
    ("fund", "经费|资金|基金|预备费|备用金|专款|预算|慰问金|救助金"),
    (
        "supply",
        "沙袋|编织袋|麻袋|口罩|手套|防护服|隔离衣|护目镜|雨衣|雨靴|胶鞋|救生衣|救生圈|药品|药|消毒液|消毒剂|酒精|洗手液|饮用水|饮水|矿泉水|方便面|食品|粮食|帐篷|棉被|被褥|毛毯|毯子|棉衣|衣物"
        "|木桩|砂石|块石|土工布|彩条布|融雪剂|工业盐|柴油|汽油|燃油|石灰|吸油毡|围油栏|绳索|绳|蜡烛|电池|急救包|急救箱|药箱|担架|背心|袖标|反光衣|警戒带|警戒线|锥桶|号牌|横幅",
    ),
    (
        "equipment",
        "发电机|呼吸器|灭火器|消火栓|水带|水枪|探测仪|检测仪|检测器|体温枪|体温计|测温仪|照明灯|应急灯|手电筒|手电|探照灯|气垫|液压剪|切割机|破拆工具|油锯|铁锹|铁镐|锹|镐|铲|安全帽|安全绳|梯|钢叉|盾牌|防爆毯"
        "|除颤仪|呼吸机|监护仪|摄像机|照相机|执法记录仪|打印机|电脑|投影仪|显示屏|电梯|消毒机|喷雾器|洗消器|堵漏工具|堵漏器材|法兰|阀门|空气充填泵|风机|防毒面具|面具|重型防化服|防化服|水位计|雨量计|设备|器材|装置|器|仪|灯|电话",
    ),
)
_SORT_OF = {word: sort for sort, words in _ENDINGS for word in words.split("|")}
_ENDING = "|".join(sorted(_SORT_OF, key=len, reverse=True))
_BEHIND = re.compile(
    rf"(?P<name>[{_HAN}]{{0,8}}?(?:{_ENDING}))(?:[（(][^（）()]{{0,12}}[）)])?(?:各|共|共计|约|"
    rf"不少于|至少|：|:|\s){{0,2}}{_N}\s*{_UNIT}"
)
_BEFORE = re.compile(rf"{_N}\s*{_UNIT}(?:的)?(?P<name>[{_HAN}]{{0,8}}?(?:{_ENDING}))")
_WHERE = re.compile(
    rf"(?P<name>[{_HAN}]{{0,6}}?(?:集合点|集结点|疏散点|安置点|避难场所|避难所|集结地|集合地点|集合地|接待室|"
    rf"隔离室|留观室|会议室|避险点|停机坪|应急仓库|物资仓库|候访室))(?:[（(][^（）()]{{0,12}}[）)])?"
    r"(?:统一|均|分别)?(?:设置?在|设于|位于|安排在|定在|为|在|[:：])(?P<where>[^，,。；;、（）()]{2,24})"
)
_MONEY = re.compile(
    rf"(?:(?P<name>[{_HAN}]{{0,8}}?(?:经费|资金|基金|预备费|备用金|专款|现金|救助金|"
    rf"慰问金))(?:[^。；;，,\d]{{0,12}}?)(?P<n>\d[\d,，]*(?:\.\d+)?|[一二三四五六七八九十百千两]+)(?P<thousands>[万亿]?)元"
    rf"|(?P<n2>\d[\d,，]*(?:\.\d+)?|"
    rf"[一二三四五六七八九十百千两]+)(?P<thousands2>[万亿]?)元(?:的)?(?P<name2>[{_HAN}]{{0,8}}?(?:经费|资金|基金|"
    rf"预备费|备用金|专款|现金|救助金|慰问金)))"
)
_FUND = re.compile(rf"(?P<name>[{_HAN}]{{0,6}}(?:专项|应急|工作|保障|救助|储备|演练)(?:专项)?(?:经费|资金|基金|预备费))")
_SIZES = {"": 1, "万": 10_000, "亿": 100_000_000}

# English
_ENGLISH: tuple[tuple[MeansSort, str], ...] = (
    (
        "boat",
        "boats?|dinghy|dinghies|rafts?|launches|lifeboats?",
    ),
    (
        "pump",
        "pumps?|pumping appliances?",
    ),
    (
        "vehicle",
        "vehicles?|vans?|cars?|bus|buses|coaches|minibus(?:es)?|trucks?|lorr(?:y|ies)|ambulances?|appliances?"
        "|fire engines?|tankers?|trailers?|loaders?|low-loaders?|drones?|helicopters?|excavators?|tractors?"
        "|motorcycles?|bicycles|forklifts?|aerial ladder platforms?|ladder platforms?|command support units?",
    ),
    (
        "radio",
        "radios?|handsets?|walkie-talkies|megaphones?|loudhailers?|satellite phones?|mobile phones?|phones"
        "|telephones?|lines|loudspeakers?|pagers?",
    ),
    (
        "room",
        "(?:reception|meeting|waiting|quiet"
        "|isolation|incident|interview|first[- ]aid|conference|treatment|family"
        "|sick|briefing|control|triage|observation|seminar|class) ?rooms?"
        "|rooms|beds|desks|workstations|seats|halls?|bays",
    ),
    (
        "place",
        "assembly (?:points?|areas?)|muster points?|shelters?|rest centres?|rest centers?|reception centres?"
        "|evacuation cent(?:re|er)s?|rendezvous points?|landing (?:site|pad)s?|holding areas?"
        "|first[- ]aid posts?|collection points?|staging areas?|safe areas?|refuges?|distribution points?",
    ),
    (
        "supply",
        "sandbags?|masks?|gloves|gowns?|blankets?|meals|bottles of water|litres of (?:water|fuel|diesel)"
        "|life ?jackets?|vests|first[- ]aid (?:kits?|boxes)|kits?|tents?|stretchers?|flares?|batteries|cones"
        "|barriers|torches|tabards|whistles|food parcels|cots|doses|tarpaulins?|ration packs|booms?",
    ),
    (
        "equipment",
        "generators?|extinguishers?|defibrillators?|(?:self-contained )?breathing apparatus(?: sets?)?"
        "|(?:breathing )?apparatus sets|hoses?|hose reels|ladders?|gas detectors?|detectors?|meters|lamps"
        "|lights|floodlights|ropes?|cutters|chainsaws?|cameras?|screens|thermometers?|ventilators?|monitors"
        "|foam (?:trailers?|units?)|evacuation chairs?|wheelchairs|cranes?|winches|chillers|transformers?"
        "|sirens?|keys|laptops|printers",
    ),
)
_WORD = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
    "|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
)
_EN = rf"(?P<n>\d[\d,]*|(?:{_WORD})(?:-(?:one|two|three|four|five|six|seven|eight|nine))?|an?)"
_OBJECTS = "|".join(words for _sort, words in _ENGLISH)
_COUNTED = re.compile(
    rf"(?<![\w£$€.-]){_EN} (?P<name>(?:(?!(?:of|the|and|or|in|at|by|to|from|with|for|hours?|"
    rf"minutes?|people|who|which)\b)[\w/-]+ ){{0,3}}?(?:{_OBJECTS}))(?![\w-])",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    rf"(?P<name>\b(?:[\w-]+ ){{0,2}}?(?:{_OBJECTS}))\s*(?::|\(|–|x|"
    rf"×)\s*(?P<n>\d[\d,]*)(?![\d:.]|\s*(?:minutes|hours|km|am|pm))",
    re.IGNORECASE,
)
_PLACED = re.compile(
    r"(?P<name>\b(?:(?:main|first|second|alternative|reserve|primary|nearest|the)\s+)?(?:assembly (?:point|area)|"
    r"muster point|rest centre|rest center|reception room|reception centre|evacuation centre|shelter|"
    r"rendezvous point|incident room|control room|meeting point|landing site|holding area|safe area|"
    r"first-aid post|isolation room)s?)"
    r"(?: (?:is|are|will be|lies|stands))?(?: (?:in|at|on|inside|beside|behind) |"
    r"\s*:\s*)(?P<where>(?:the |an? |our |(?-i:[A-Z]))[\w’' -]{3,50}?)(?=[.,;()]|$| and | or | when | if | until )",
    re.IGNORECASE,
)
_MONEY_ENGLISH = re.compile(
    r"(?:(?P<name>\b(?:[\w-]+ ){0,3}?(?:fund|budget|reserve|float|cash|grant|allowance|"
    r"purse))\b[^.;]{0,40}?(?P<money>(?:£|\$|€|¥|RMB |CNY )\s?[\d,.]*\d(?: ?(?:million|thousand|m|k))?|"
    r"[\d,]+ (?:yuan|pounds|euros|dollars))"
    r"|(?P<money2>(?:£|\$|€|¥|RMB |CNY )\s?[\d,.]*\d(?: ?(?:million|thousand|m|k))?|[\d,]+ (?:yuan|pounds|euros|"
    r"dollars))[^.;]{0,30}?(?P<name2>\b(?:[a-z-]+ ){0,2}?(?:fund|budget|reserve|float|in cash|grant|allowance)))\b",
    re.IGNORECASE,
)


def find_means(written: WrittenPlan) -> list[WrittenMeans]:
    """What is at hand, in the order of the text; places and funds also where no number is written with them."""
    found: list[WrittenMeans] = []
    cells = [passage.cell for passage in written.passages if passage.cell]
    lists = {cell.table for cell in cells if cell.column == 1 and _THINGS.search(cell.column_title)}
    for sentence in written.sentences:
        facts = _chinese(sentence) if written.language == "zh" else _english(sentence)
        found += _apart([*facts, *_in_row(sentence, written.language, lists)])
    return found


def _apart(facts: list[WrittenMeans]) -> list[WrittenMeans]:
    """In the order of the text; of two that overlap the one with a number."""
    chosen: list[WrittenMeans] = []
    for fact in sorted(facts, key=lambda fact: (fact.number is None and not fact.where, fact.start)):
        if all(fact.end <= other.start or fact.start >= other.end for other in chosen):
            chosen.append(fact)
    return sorted(chosen, key=lambda fact: fact.start)


def _chinese(sentence: WrittenSentence) -> Iterator[WrittenMeans]:
    text = sentence.text
    for match in _MONEY.finditer(text):
        name, number = match["name"] or match["name2"], match["n"] or match["n2"]
        size = _SIZES[match["thousands"] or match["thousands2"] or ""]
        yield _fact(sentence, match, "money", _plain(name), "fund", _amount(number, size), "元")
    for rule, pattern in (("counted", _BEHIND), ("counted", _BEFORE)):
        for match in pattern.finditer(text):
            name = _plain(match["name"])
            ending = re.search(rf"(?:{_ENDING})$", name)
            if ending and not (pattern is _BEFORE and re.match(rf"\s*{_N}\s*{_UNIT}", text[match.end() :])):
                number = _amount(match["n"], _SIZES[match["thousands"]])
                yield _fact(sentence, match, rule, name, _SORT_OF[ending[0]], number, match["unit"])
    for match in _WHERE.finditer(text):
        name = _plain(match["name"])
        sort: MeansSort = "room" if name.endswith("室") else "place"
        yield _fact(sentence, match, "place", name, sort, where=match["where"].strip())
    for match in _FUND.finditer(text):
        yield _fact(sentence, match, "fund", _plain(match["name"]), "fund")


def _english(sentence: WrittenSentence) -> Iterator[WrittenMeans]:
    text = sentence.text
    for match in _MONEY_ENGLISH.finditer(text):
        money = match["money"] or match["money2"]
        digits = re.search(r"[\d,.]*\d", money)
        factor = (
            1_000_000
            if re.search(r"m(?:illion)?$", money, re.I)
            else 1000
            if re.search(r"(?:k|thousand)$", money, re.I)
            else 1
        )
        unit = re.sub(r"[\d,.\s]|million|thousand", "", money)
        number = float(digits[0].replace(",", "")) * factor if digits else None
        yield _fact(
            sentence, match, "money", _ARTICLE.sub("", (match["name"] or match["name2"]).strip()), "fund", number, unit
        )
    for match in _COUNTED.finditer(text):
        sort = _english_sort(match["name"])
        one = match["n"].lower() in ("a", "an") and sort not in ("room", "place")  # 'a car' is no car at hand, unless …
        if not one or _HAS_ONE.search(text, 0, match.start()):
            yield _fact(sentence, match, "counted", match["name"], sort, _amount(match["n"]))
    for match in _LABELLED.finditer(text):
        yield _fact(sentence, match, "labelled", match["name"], _english_sort(match["name"]), _amount(match["n"]))
    for match in _PLACED.finditer(text):
        name = _ARTICLE.sub("", match["name"])
        yield _fact(sentence, match, "place", name, _english_sort(name), where=match["where"].strip())


_ARTICLE = re.compile(r"^(?:the|an?|our|its) ", re.IGNORECASE)
_HAS_ONE = re.compile(
    r"(?:\b(?:has|have|with|keeps?|kept|holds|there (?:is|are))\b[^.;]*,|\band|\bhas|\bhave|\bwith|\bkeeps?|\bkept"
    r"|there is)\s+$"
)
_THINGS = re.compile(
    r"物资|装备|器材|设备|车辆|名称|品名|资源|^(?:items?|equipment|vehicles?|resources?|supplies|"
    r"means|stock)$",
    re.IGNORECASE,
)
_HOW_MANY = re.compile(r"数量|台数|^(?:number|quantity|qty|how many|count)$", re.IGNORECASE)


def _in_row(sentence: WrittenSentence, language: str, lists: set[int]) -> Iterator[WrittenMeans]:
    """The number in a row of a list of equipment, whose first cell says of what."""
    cell, text = sentence.passage.cell, sentence.text.strip()
    if cell is None or not cell.row_title or not _HOW_MANY.search(cell.column_title):
        return
    match = re.match(r"(?P<n>\d[\d,]*|[一二三四五六七八九十百两]+)\s*(?P<unit>[\u4e00-\u9fff]{0,2})", text)
    ending = re.search(rf"(?:{_ENDING})(?:[（(].*)?$", cell.row_title)
    known = ending or re.search(rf"\b(?:{_OBJECTS})\b", cell.row_title, re.IGNORECASE)
    if match and (known or cell.table in lists):
        sort = _SORT_OF[re.sub(r"[（(].*$", "", ending[0])] if ending and language == "zh" else _english_sort(cell.row_title)
        yield _fact(sentence, match, "row", cell.row_title, sort, _amount(match["n"]), match["unit"])


def _fact(
    sentence: WrittenSentence, match: re.Match[str], rule: str, name: str, sort: MeansSort,
    number: float | None = None, unit: str = "", where: str = "",
) -> WrittenMeans:  # fmt: skip
    return WrittenMeans(
        sentence=sentence, start=match.start(), end=match.end(), rule=rule, name=name, sort=sort, number=number, unit=unit,
        where=where,
    )  # fmt: skip


_LEADING_VERB = re.compile(
    rf"^[{_HAN}]*?(?:常备|备有|配备|配有|储备|携带|购置|提取|设立|安排|增装|增派|调用|出动|准备|拥有|租用|落实|"
    rf"列支|使用|设有"
    r"|现有|另有|另设|设(?!备|施|置)|每班|每年|座(?=商务|客|中巴)|[的和及与为由从向有按约各需])+(?=.{2})"
)


def _plain(name: str) -> str:
    """A Chinese name without the verbs before it."""
    return _LEADING_VERB.sub("", name) or name


def _english_sort(name: str) -> MeansSort:
    return next(
        (sort for sort, words in _ENGLISH if re.search(rf"(?:^|[ -])(?:{words})$", name, re.IGNORECASE)), "equipment"
    )


def _amount(words: str, size: int = 1) -> float | None:
    found = 1.0 if words.lower() in ("a", "an") else figure(words.replace(",", "").replace("，", ""))
    return found * size if found is not None else None
