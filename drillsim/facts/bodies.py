"""The bodies of a written plan: who they are, how many, what each answers for, and which the authors should settle."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from drillsim.base.language import Message, say
from drillsim.facts.body_name import BodyName, BodySort
from drillsim.facts.body_names import names_in
from drillsim.facts.fact import Fact
from drillsim.facts.holding import HeldPost, held_in, holders_of, role_of
from drillsim.facts.offices import DEPUTY, ENGLISH_OFFICE, HEAD, MEMBER, STANDING, plain
from drillsim.quantities.numerals import figure
from drillsim.texts.passage import Passage, WrittenPlan, WrittenSentence

Doubt = Literal["two_names", "never_set_up", "no_task"]


@dataclass(frozen=True, kw_only=True)
class WrittenBody(Fact):
    """A body that acts in a plan. Its words are those that set it up, else its first mention.

    `names` are all that it is called, the fullest first; `numbers` how many people it has, as often as the text says so;
    `members` and `heads` the office holders and bodies written as such; `duties` the sentences that say what it does.
    """

    name: str
    sort: BodySort
    names: tuple[str, ...]
    mentions: tuple[Fact, ...]
    set_up: bool
    numbers: tuple[int, ...] = ()
    heads: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    duties: tuple[WrittenSentence, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DoubtfulBody(Fact):
    """Something about bodies that the authors should settle: two names for one, one never set up, one without a task."""

    doubt: Doubt
    bodies: tuple[str, ...]
    reason: Message


@dataclass
class _Body:
    """What is gathered of a body while the text is read."""

    names: list[str]
    sort: BodySort
    mentions: list[Fact] = field(default_factory=list)
    set_up: Fact | None = None
    numbers: list[int] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    members: list[str] = field(default_factory=list)
    duties: list[WrittenSentence] = field(default_factory=list)
    introduced: list[tuple[str, str, Fact]] = field(default_factory=list)  # name, short name, and where it is brought in

    @property
    def name(self) -> str:
        whole = self.introduced[0][0] if self.introduced else ""
        return whole if whole and whole not in _KINDS else max(self.names, key=len)

    def take(self, other: _Body) -> None:
        """What was gathered under another name of it."""
        self.names += other.names
        self.mentions = sorted((*self.mentions, *other.mentions), key=lambda fact: fact.sentence.passage.place.paragraph)
        self.set_up = self.set_up or other.set_up
        for part in ("numbers", "heads", "members", "duties", "introduced"):
            getattr(self, part).extend(getattr(other, part))


def find_bodies(written: WrittenPlan, known: BodyReading | None = None) -> list[WrittenBody]:
    """The bodies of a plan, in the order of their first mention; it may be `known` already how it is read."""
    bodies = (known or BodyReading(written)).bodies
    return [_finished(body) for body in bodies if body.mentions and not _is_owner(body, written.title)]


def _is_owner(body: _Body, title: str) -> bool:
    """Whether a body is whoever the plan is of."""
    return body.sort == "organisation" and not body.set_up and any(name in title for name in body.names)


def find_doubtful_bodies(written: WrittenPlan, known: BodyReading | None = None) -> list[DoubtfulBody]:
    """What the authors should settle about them, in the order of the text."""
    reading = known or BodyReading(written)
    return sorted((*_two_names(reading), *_unsettled(reading)), key=lambda one: _order(written, one))


def _order(written: WrittenPlan, fact: Fact) -> tuple[int, int]:
    return fact.sentence.passage.place.paragraph, fact.start


def _finished(body: _Body) -> WrittenBody:
    first = body.set_up or body.mentions[0]
    return WrittenBody(
        sentence=first.sentence, start=first.start, end=first.end, rule=first.rule, name=body.name, sort=body.sort,
        names=tuple(dict.fromkeys((body.name, *sorted(body.names, key=len, reverse=True)))), mentions=tuple(body.mentions),
        set_up=body.set_up is not None, numbers=tuple(dict.fromkeys(body.numbers)), heads=tuple(dict.fromkeys(body.heads)),
        members=tuple(dict.fromkeys(body.members)), duties=tuple(dict.fromkeys(body.duties)),
    )  # fmt: skip


_HAN = r"\u4e00-\u9fff"
_SETS_UP = re.compile(
    r"(?:成立|设立|组建|下设|分设|内设|建立|组成|分为|分成|增设|(?<![建])设(?!备|施|在|计|"
    r"法))(?:了)?[^。；;]*$"
)
_SETS_UP_ENGLISH = re.compile(
    r"\b(?:set(?:s|ting)? up|establish(?:es|ed|ing)?|form(?:s|ed|ing)?|creat(?:es|ed)|consists? of|compris(?:es|e|"
    r"ing)|made up of|divided into"
    r"|appoints?)\b[^.;]*$",
    re.IGNORECASE,
)
_IS_SET_UP = re.compile(
    r"^[\s)]*(?:\([^()]*\)\s*)?(?:(?:is|are) (?:hereby )?(?:set up|formed|established|created|led|headed|chaired|"
    r"staffed|made up|composed)|consists?|comprises?"
    r"|has (?:\w+ ){1,3}(?:members|people|staff|officers)|, (?:led|headed|chaired) by)",
    re.IGNORECASE,
)
_ABOUT_IT = re.compile(
    r"^(?:[”\"」]|\s)*(?:$|[：:。.（(，,、]|由|组长|队长|的?(?:主要)?(?:工作)?职责|任务|下设|"
    r"设|成员|主要|负责|共|人员|办公)"
)
_ABOUT_IT_ENGLISH = re.compile(r"^\s*(?:$|[:.(,–—-]|is\b|are\b|consists?|comprises?|has\b|shall\b|must\b|will\b|\w+s\b)")
_OPENING_WORDS = re.compile(
    r"^(?:[“\"（(]|[\d.、（）()一二三四五六七八九十]*|[Tt]he |[Aa]n? |[Oo]ur |[Ee]ach |"
    r"[Tt]here (?:is|are) )*$"
)
_ASIDE = re.compile(
    r"(?:职责|分工|组成|设置|任务|人员|成员|机构|构成|及其?|和|与|主要|工作|duties|tasks?|"
    r"responsibilities|members|roles?|of|the|and|[\s:：、,，()（）])*",
    re.IGNORECASE,
)
_SHORT_FORM = re.compile(
    r"[”\"」]?\s*[（(](?:(?:以下|下文|下|又|也|亦|原|对外|后文)?(?:均|统一?)?(?:简称|统称|称作?|叫做?|俗称|又名|"
    r"全称|即)(?:为|：|:)?|原(?=[\u4e00-\u9fff]{2}))"
    r"\s*[“\"「]?(?P<name>[^”\"」（）()，。]{2,24})[”\"」]?[）)]"
)
_SHORT_FORM_ENGLISH = re.compile(
    r"\s*\((?:(?:hereinafter|hereafter|below|henceforth)?,?\s*(?:referred to as|called|"
    r"known as)?\s*)(?:the\s+)?[“\"'‘]?(?P<name>[A-Z][\w&-]*(?: [A-Za-z&-]+){0,4})[”\"'’]?\)",
    re.IGNORECASE,
)
_ALSO_CALLED = re.compile(
    r"\s*(?:(?:\(|, )(?:also|sometimes|formerly) (?:called|known as|referred to as) (?:the )?[“\"'‘]?|\([a-z ]*[“\"])"
    r"(?P<name>[A-Z][\w-]*(?: [\w-]+){0,5}?)[”\"'’]?[),]"
)
_KNOWN_AS = re.compile(
    r"\bis (?:also|sometimes|often) (?:called|known as|"
    r"referred to as) (?:the )?[“\"'‘]?(?P<name>[A-Z][\w-]*(?: [A-Z][\w-]*){0,4})"
)
_DOES = re.compile(
    r"^(?:[”\"」]|\s|[（(][^）)]*[）)])*(?:[:：]|要|应|须|必须|负责|承担|牵头|立即|迅速|及时|马上|尽快|第一时间|"
    r"在|接|赶|到|组织|开展|做好|进行|实施|协助|配合|调|对|将|按|根据|指导|监督|协调|汇总|统一|派|每|实行|会同|"
    r"人员|成员|全体"
    r"|主要负责|具体负责|随时|安排|收集|联系|通知|报告|向|发布|审核|审定|决定|启动|宣布|领导|指挥|保障|维护|设置|"
    r"检查|清点|引导|疏散|抢救|救治|转移|登记|记录|\d+\s*(?:分钟|小时)|[一二三四五六七八九十半]+个?(?:小时|分钟|钟头))"
)
_DOES_ENGLISH = re.compile(
    r"^\s*(?:\([^()]*\)\s*)?(?::|,? (?:shall|must|will|should|may)\b|(?:also |then |immediately |at once |"
    r"always )?(?!(?:is|was|has|members|staff|leaders|its)\b)[a-z]+s\b|(?:is|are) (?:responsible|in charge|"
    r"charged|to)\b|(?:check|meet|report|go|lead|keep|stand|take|make|count|close|open|send|call)\b)"
)
_DUTY = re.compile(r"负责|职责|承担|牵头|任务|[:：]")
_DUTY_COLUMN = re.compile(
    r"职责|任务|分工|工作内容|^(?:duties|tasks?|responsibilit\w+|what it does|role in|"
    r"function)",
    re.IGNORECASE,
)
_BODY_COLUMN = re.compile(
    r"组别|小组|机构|工作组|组名|队伍|单位|部门|名称|组室|类别|^组$|^(?:teams?|groups?|units?|body|bodies|"
    r"organi[sz]ations?|agency|sections?|sectors?|names?|crew|cell|squad|function)\b",
    re.IGNORECASE,
)
_NUMBER_COLUMN = re.compile(
    r"人数|人员数|成员数|编制|定员|人员（人）|力量|^(?:number|members|strength|people|"
    r"staff|size|heads?|head-count|headcount|persons)\b",
    re.IGNORECASE,
)

# How many they are.
_N = r"(?P<n>\d+|[一二三四五六七八九十百两]+)"
_PEOPLE = (
    "成员|组员|队员|人员|民警|辅警|警力|医生|医师|医护|护士|志愿者|民兵|保安|职工|教职工|员工|教师|老师|干部|骨干|专家|座席员?|坐席员?|话务员|接线员|驾驶员|司机|工程师|技术员|网格员|消防员|战斗员|救生员"
    "|抢险员|救护员|引导员|疏导员|安保员|安全员|联络员|信息员|值班员|调度员|巡查员|电工|焊工|维修工|检修工|操作工|工人|战士|官兵|党员|劳力|青壮年|潜水员|委员|采样员|流调员|消毒员|保洁员|厨师|代表队员|同志"
)
_NOT_STAFF = re.compile(
    r"伤员|学员|灾民|遇险|死亡|受伤|重伤|轻伤|被困|失踪|伤亡|来访|上访|走访|群众|居民|旅客|学生|患者|病人|游客|"
    r"观众|考生|住户|家属|受灾|中毒|确诊|病例|疑似|参加活动|聚集|滞留|代表|可容纳|容纳"
)
_COUNTS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:共|共计|合计|总计|总共|计|定员|编制|人数为|人数：|现有|配备|抽调|每班|每组|由|不少于|不低于|至少|约|"
        rf"设有?)[^，。；、:：（）()\d一二三四五六七八九十百两]{{0,6}}{_N}\s*(?:余|多)?(?:名|人|位)(?!次|以|及以|"
        rf"死|伤|受|失|副?组长|副?队长|为组长)",
        rf"(?:{_PEOPLE}|(?<!学)[{_HAN}]{{1,5}}[员师工手警兵护]|小队|分队|班)(?:不少于|不低于|至少|共|约|为|：|:|"
        rf"控制在)?\s*{_N}\s*(?:余|多)?(?:名|人|位)(?!次|以上|以下|及以)",
        rf"{_N}\s*(?:余|多)?(?:名|位|人)(?:以上)?(?:的)?(?:[{_HAN}]{{0,6}}?)(?:{_PEOPLE}|组成)",
        rf"(?<=[组队部办班室心”])[（(](?:共)?{_N}人[）)]",
        rf"{_N}人(?:以上)?的?(?:[{_HAN}]{{0,8}}?)(?:队|组|突击队|分队|专班)(?!长|员)",
    )
)
_ANY_COUNT = re.compile(rf"{_N}\s*(?:余|多)?(?:名|人|位)(?!次|以|及以|死|伤|受|失|带班)")
_ONLY_NUMBER = re.compile(
    r"[^\d一二三四五六七八九十百]{0,4}(?P<n>\d+|[一二三四五六七八九十]+)\s*(?:人|名|people|members|per shift|each|"
    r"on duty|staff)?$"
)
_LEADING_NUMBER = re.compile(r"(?P<n>\d+)(?![\d.:：]|分钟|小时)")
_HEADS_ONLY = re.compile(
    r"(?:组长|队长|指挥|主任|负责人|正|副|留|派|安排|指定|确定|明确|指派)(?:各)?$|(?:到岗|召回|上岗|上线|到场|"
    r"到位|进入|同行|陪同|单次)[^，。；]{0,8}$"
)
_PEOPLE_ENGLISH = (
    "members|people|persons|staff|officers?|teachers?|nurses?|doctors?|physicians?|wardens|volunteers|engineers?"
    "|technicians?|agents?|operators|drivers?|guards?|firefighters|paramedics|employees|workers|stewards|marshals"
    "|responders|rescuers|divers|caretakers|clinicians|advisers|advisors|call-takers|porters|cooks|dispatchers"
    "|soldiers|operatives|electricians|fitters|boatmen|first-aiders|first aiders|counsellors|trustees"
    "|controllers?|handlers|rangers|colleagues|cleaners|interpreters|assistants|scribes?|crew"
)
_WORD_NUMBER = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
    "|eighteen|nineteen|twenty|thirty|forty|fifty|sixty"
)
_EN = rf"(?P<n>\d+|(?:{_WORD_NUMBER})(?:-(?:one|two|three|four|five|six|seven|eight|nine))?)"
_NOT_STAFF_ENGLISH = re.compile(
    r"\b(?:visitors?|patients?|pupils?|students?|residents?|customers?|passengers?|"
    r"guests?|casualt\w+|injured|dead|killed|affected|petitioners?|spectators|evacuees|households?)\b"
)
_THINGS = (
    r"(?:vehicles|vans|cars|boats|pumps|radios|sets|rooms|beds|lines|hours|minutes|days|weeks|months|years|"
    r"generators|floors|doors|exits|stages|levels|gates|sites"
    r"|buses|lorries|trucks|ambulances|tents|parts|sections|entrances|wards|buildings|storeys|phones|cameras|keys|"
    r"copies|meetings|tasks|duties|phases|places|points|seats|teams|groups)"
)
_COUNTS_ENGLISH = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<![\w:.,-]){_EN}(?: [\w-]+){{0,2}}? (?:{_PEOPLE_ENGLISH})\b(?! (?:hours|days|minutes))",
        rf"\b(?:teams?|groups?|crews?|squads?|staffed by|consists of|consisting of|made up of|comprises|each of|of|"
        rf"numbers?|strength:?|members?:) {_EN}\b(?= *(?:[.,;)]|$|people|altogether|in all|is\b|are\b|under\b|"
        rf"led\b|headed\b))",
        rf"\b(?:comprises|comprising|consists of|consisting of|made up of|composed of|has|"
        rf"have) {_EN} (?:[\w-]+ ){{0,2}}?(?!{_THINGS})[a-z-]+(?:s|men)\b",
        rf"\b(?:an?|one) {_EN}[- ](?:person|man|strong|member)\b",
        rf"(?<![\w:.]){_EN} (?:in all|altogether|in total|strong|all told)\b",
        rf"\b(?:by day|by night|at night) and {_EN} (?:at night|by night|by day|on call)\b",
        rf", (?:and )?{_EN} (?:by night|at night|by day|on call)\b",
        rf"\({_EN} (?:people|members|staff|persons)\)",
    )
)


class BodyReading:
    """A plan read once for its bodies: who is named where, and whom each sentence is about."""

    def __init__(self, written: WrittenPlan) -> None:
        self.written = written
        self.chinese = written.language == "zh"
        self.bodies: list[_Body] = []
        self._called: dict[str, _Body] = {}
        self._rows: dict[tuple[int, int], _Body] = {}
        self.held: list[tuple[WrittenSentence, HeldPost, _Body | None]] = []  # who holds a post, and in which body
        cells = [passage.cell for passage in written.passages if passage.cell]
        self._second = {cell.table: cell.column_title for cell in cells if cell.column == 2 and cell.column_title}
        self._second |= {passage.cell.table: passage.text for passage in written.passages
                         if passage.cell and (passage.cell.row, passage.cell.column) == (1, 2)}  # fmt: skip
        self._named = [names_in(sentence.text, written.language) for sentence in written.sentences]
        self._settled()
        self._told()
        self._introduced()
        headings: list[tuple[int, _Body | None]] = []
        last: _Body | None = None
        passage: Passage | None = None
        about: _Body | None = None
        for number, sentence in enumerate(written.sentences):
            mentions = [self._mention(sentence, name) for name in self._named[number]]
            if sentence.passage is not passage:
                passage = sentence.passage
                if passage.level:
                    headings = [(level, body) for level, body in headings if level < passage.level]
                    last = about = self._in_heading(sentence, self._named[number], mentions)
                    headings.append((passage.level, about))
                else:
                    opened = self._opened(sentence, self._named[number], mentions)
                    above = next((body for _level, body in reversed(headings) if body is not None), None)
                    goes_on = last is not None and bool(_labelled(sentence.text))
                    about = opened or self._of_row(passage) or (last if goes_on else above)
                    last = opened or last
            founded = [
                body for name, body in zip(self._named[number], mentions, strict=True) if self._is_set_up(sentence, name)
            ]
            last = founded[0] if founded and not passage.level else last
            self._read(sentence, self._named[number], mentions, about)
        self._merge()

    def _merge(self) -> None:
        """A body that is called by its kind alone is the only one of that kind, if there is one."""
        for body in [one for one in self.bodies if one.names[0] in _KINDS]:
            same = [
                one for one in self.bodies if one is not body and one.sort == "group" and one.name.endswith(body.names[0])
            ]
            if len(same) == 1:
                same[0].take(body)
                self.bodies.remove(body)
                self._called = {key: same[0] if one is body else one for key, one in self._called.items()}

    def posts(self) -> Iterator[tuple[WrittenSentence, HeldPost, str]]:
        """Who holds a post, and the name of the body, empty where none is meant."""
        for sentence, held, body in self.held:
            yield sentence, held, (self._called.get(_key(body.name), body).name if body else held.of)

    # Names

    def _settled(self) -> None:
        """A name that may begin with a verb is the shorter one that the text surely has elsewhere."""
        counted = Counter(name.name for names in self._named for name in names if name.sort != "collective")
        sure = {name.name for names in self._named for name in names if name.sure and name.sort != "collective"}
        for names in self._named if self.chinese else ():
            for at, name in enumerate(names):
                if name.name in sure and not (counted[name.name] == 1 and name.name[0] in _ONE_SIGN_VERBS):
                    continue
                shorter = [one for one in sure - _KINDS if len(one) > 2 and one != name.name and name.name.endswith(one)]
                if shorter and (not name.sure or counted[max(shorter, key=len)] > 1):
                    known = max(shorter, key=len)
                    names[at] = BodyName(name.end - len(known), name.end, known, name.sort)

    def _told(self) -> None:
        """Bodies that nothing but their place shows: the first cell of a row on teams, 'Event Control is run by …'."""
        told: dict[str, BodySort] = {}
        for sentence in self.written.sentences:
            text, cell = sentence.text.strip(), sentence.passage.cell
            by_place = (
                cell is not None and _TEAM_COLUMN.search(cell.column_title) and 1 < len(text) < (13 if self.chinese else 40)
            )
            if by_place and re.fullmatch(
                rf"[{_HAN}A-Z]+" if self.chinese else r"[A-Z][\w-]*(?: (?:[A-Z][\w-]*|of|and|for))*", text
            ):
                told[text] = "group"
            elif (
                not self.chinese
                and (match := _RUN_BY.match(text))
                and not re.search(rf"{ENGLISH_OFFICE}|^(?:It|They|He|She|This|Each)$", match["name"])
            ):
                told[match["name"]] = "group"
        self._again(told)

    def _again(self, known: dict[str, BodySort]) -> None:
        """Finds names that are known now wherever they stand."""
        if not known:
            return
        pattern = re.compile(
            "|".join(rf"(?<![A-Za-z]){re.escape(one)}(?![A-Za-z])" for one in sorted(known, key=len, reverse=True))
        )
        for sentence, names in zip(self.written.sentences, self._named, strict=True):
            for match in pattern.finditer(sentence.text):
                if not any(name.start < match.end() and name.end > match.start() for name in names):
                    names.append(BodyName(match.start(), match.end(), match[0], known[match[0]]))
            names.sort(key=lambda name: name.start)

    def _introduced(self) -> None:
        """Short names that the text brings in, found wherever they stand."""
        short: dict[str, tuple[str, WrittenSentence, int, int, BodySort]] = {}
        pattern = _SHORT_FORM if self.chinese else _SHORT_FORM_ENGLISH
        for sentence, names in zip(self.written.sentences, self._named, strict=True):
            for name in names:
                match = pattern.match(sentence.text, name.end)
                also = None if self.chinese else _ALSO_CALLED.match(sentence.text, name.end)
                if also is None and match and not self.chinese and not _abbreviates(match["name"], name.name):
                    match = None
                match = also or match
                if match and name.sort != "collective":
                    short.setdefault(match["name"], (name.name, sentence, *match.span("name"), name.sort))
        self._known_as(short)
        for called, (whole, sentence, start, end, sort) in short.items():
            body = self._body(whole, sort)
            body.names.append(called)
            place = Fact(sentence=sentence, start=start, end=end, rule="short-form")
            body.introduced.append((whole, called, place))
            self._called[_key(called)] = body
        self._again({called: sort for called, (_whole, _sentence, _start, _end, sort) in short.items()})

    def _known_as(self, short: dict[str, tuple[str, WrittenSentence, int, int, BodySort]]) -> None:
        """'It is also known as the Silver Room': of the body named last in the passage."""
        last: tuple[Passage, BodyName] | None = None
        for sentence, names in zip(self.written.sentences, self._named, strict=True):
            match = None if self.chinese else _KNOWN_AS.search(sentence.text)
            before = [name for name in names if name.sort != "collective" and (not match or name.end <= match.start())]
            if before:
                last = (sentence.passage, before[0])
            if match and last and last[0] is sentence.passage:
                short.setdefault(match["name"], (last[1].name, sentence, *match.span("name"), last[1].sort))

    def _body(self, name: str, sort: BodySort) -> _Body:
        key = _key(name)
        body = self._called.get(key)
        if body is None:
            body = self._meant(name)
            if body is None:
                body = _Body([name], sort)
                self.bodies.append(body)
            self._called[key] = body
        if name not in body.names:
            body.names.append(name)
        return body

    def _meant(self, name: str) -> _Body | None:
        """The body that is meant by the mere kind of it: '领导小组' where there is one leading group."""
        if name not in _KINDS:
            return None
        whole = [body for body in self.bodies if body.name != name and body.name.endswith(name) and body.sort == "group"]
        return whole[0] if len(whole) == 1 or (whole and whole[0].set_up) else None

    def _mention(self, sentence: WrittenSentence, name: BodyName) -> _Body:
        body = self._body(name.name, name.sort)
        mention = Fact(sentence=sentence, start=name.start, end=name.end, rule="named")
        body.mentions.append(mention)
        if body.set_up is None and self._is_set_up(sentence, name):
            body.set_up = Fact(sentence=sentence, start=name.start, end=name.end, rule="set-up")
            if body.sort == "organisation" and self.chinese and _MAY_BE_OWN.search(body.name):
                body.sort = "group"
        return body

    def _is_set_up(self, sentence: WrittenSentence, name: BodyName) -> bool:
        if name.sort == "collective":
            return False
        before, behind = sentence.text[: name.start], sentence.text[name.end :]
        if name.sort != "group":
            return False
        if self.chinese:
            sets = _SETS_UP.search(before)
            return bool(sets and not re.search(r"负责|承担|报告|通知|由(?!.*[：:])|设在|抽调", sets[0]))
        return bool(_SETS_UP_ENGLISH.search(before) or _IS_SET_UP.match(behind))

    # Whom a passage is about

    def _in_heading(self, sentence: WrittenSentence, names: list[BodyName], bodies: list[_Body]) -> _Body | None:
        for name, body in zip(names, bodies, strict=True):
            rest = sentence.text[: name.start] + sentence.text[name.end :]
            if name.sort != "collective" and (
                _ASIDE.fullmatch(re.sub(r"^[\d.、（）()一二三四五六七八九十]+", "", rest)) or len(names) == 1
            ):
                if _ASIDE.fullmatch(re.sub(r"^[\d.、（）()一二三四五六七八九十第章节]+", "", rest)):
                    self._defined(body, sentence, name)
                return body
        return None

    def _opened(self, sentence: WrittenSentence, names: list[BodyName], bodies: list[_Body]) -> _Body | None:
        """The body that a passage opens with: '抢险救援组：…', 'The Control Desk is staffed …'."""
        if not names or names[0].sort == "collective":
            return None
        name, body = names[0], bodies[0]
        behind = sentence.text[name.end :]
        if not _OPENING_WORDS.match(sentence.text[: name.start]):
            return None
        if self.chinese and not _ABOUT_IT.match(behind) and not _DOES.match(behind):
            return None
        if not self.chinese and not _ABOUT_IT_ENGLISH.match(behind):
            return None
        cell = sentence.passage.cell
        if cell is not None and (behind.strip() or not (_BODY_COLUMN.search(cell.column_title) or cell.column == 1)):
            return None
        if (
            self.chinese
            and re.match(
                r"[”\"」]?\s*(?:$|[：:。.（(]|由[^，。]{2,30}(?:组成|任|担任)|组长|队长|"
                r"的?(?:主要)?(?:工作)?职责|下设|成员)",
                behind,
            )
        ) or (
            not self.chinese
            and re.match(
                r"\s*(?:$|[:.(–—-]|(?:is|are) (?:led|headed|chaired|staffed)|consists|"
                r"comprises)",
                behind,
            )
        ):
            self._defined(body, sentence, name)
        return body

    def _defined(self, body: _Body, sentence: WrittenSentence, name: BodyName) -> None:
        if body.set_up is None:
            body.set_up = Fact(sentence=sentence, start=name.start, end=name.end, rule="described")
            if body.sort == "organisation" and self.chinese and _MAY_BE_OWN.search(body.name):
                body.sort = "group"

    def _of_row(self, passage: Passage) -> _Body | None:
        """The body in whose row of a table a passage stands."""
        cell = passage.cell
        if cell is None:
            return None
        if cell.row_title:
            for name in names_in(cell.row_title, self.written.language):
                if name.sort != "collective":
                    self._rows[cell.in_row] = self._body(name.name, name.sort)
        return self._rows.get(cell.in_row)

    # What is said of it

    def _read(self, sentence: WrittenSentence, names: list[BodyName], bodies: list[_Body], about: _Body | None) -> None:
        cell = sentence.passage.cell
        if cell is not None and bodies and len(bodies) == 1 and names[0].name == sentence.text.strip(" 　.。"):
            self._rows[cell.in_row] = bodies[0]
            if _BODY_COLUMN.search(cell.column_title):
                self._defined(bodies[0], sentence, names[0])
        held = [
            *held_in(sentence.text, self.written.language),
            *self._held_in_cell(sentence),
            *self._beside(sentence, names),
        ]
        for one in held:
            body = about if one.rule in ("column", "row") else self._holds(one, names, bodies, about)
            self.held += [(sentence, one, other) for other in self._likewise(one, sentence.text, names, bodies, body)]
            self.held.append((sentence, one, body))
            if body is not None:
                (body.heads if one.role == "head" else body.members if one.role == "member" else []).extend(one.holders)
                if one.role in ("head", "member") and one.holders and body.set_up is None and body.sort == "group":
                    body.set_up = Fact(sentence=sentence, start=one.start, end=one.end, rule="staffed")
        if cell is not None and about is not None:
            title, words = cell.column_title, sentence.text.strip()
            only = _ONLY_NUMBER.match(words) or (_LEADING_NUMBER.match(words) if " " in title else None)
            if only and _NUMBER_COLUMN.search(title):
                about.numbers.append(_number(only["n"]))
            if _DUTY_COLUMN.search(title) and len(words) > 3:
                about.duties.append(sentence)
        in_row = cell is not None and about is not None and not _DUTY_COLUMN.search(cell.column_title)
        acting = [
            (name, body)
            for name, body in zip(names, bodies, strict=True)
            if not _IS_PART_OF_OFFICE.match(sentence.text, name.end)
        ]
        for place, number in self._numbers(sentence.text, all_of_them=in_row):
            body = about if in_row else self._counted(place, sentence.text, acting, about)
            if body is not None:
                body.numbers.append(number)
                if body.set_up is None and body.sort == "group":
                    body.set_up = Fact(sentence=sentence, start=place[0], end=place[1], rule="staffed")
        does = _DOES if self.chinese else _DOES_ENGLISH
        for name, body in zip(names, bodies, strict=True):
            if does.match(sentence.text[self._list_end(name, names, sentence.text) :]) and not sentence.passage.level:
                body.duties.append(sentence)
        if about is not None and not sentence.passage.level and cell is None and sentence not in about.duties:
            free = not held and not any(True for _ in self._numbers(sentence.text))
            says = free and (sentence.deed is not None or (not self.chinese and len(sentence.text) > 40))
            if (says or (self.chinese and _DUTY.search(sentence.text))) and self._beyond_names(sentence, names):
                about.duties.append(sentence)

    def _named_alone(self, words: str) -> int:
        """How long the name of a body is that a cell begins with, if a gap and more follow it (two columns read as one)."""
        match = re.match(r"(\S+)[ 　]+\S", words)
        named = names_in(match[1], self.written.language) if match and self.chinese else []
        return len(match[1]) if match and len(named) == 1 and named[0].name == match[1] else 0

    def _beside(self, sentence: WrittenSentence, names: list[BodyName]) -> Iterator[HeldPost]:
        """Whom brackets name first behind a team: 'the Traffic Team (Transport Officer and 12 marshals)'."""
        for name in names if not self.chinese else ():
            match = _IN_BRACKETS.match(sentence.text, name.end)
            if name.sort == "group" and match and re.search(ENGLISH_OFFICE, match["holder"]):
                yield HeldPost(name.start, match.end(), "head", "head", (match["holder"],), "beside", name.name)

    def _held_in_cell(self, sentence: WrittenSentence) -> Iterator[HeldPost]:
        """The holder of a post that the title of a column or of a row names."""
        cell, words = sentence.passage.cell, sentence.text.strip()
        if cell is None or not words or not cell.column_title or words == cell.column_title:
            return
        named = self._named_alone(words)
        if named and cell.column == 1 and (second := self._second.get(cell.table)):
            rest = words[named:].strip()
            post = plain(second)
            if rest and _POST_TITLE.fullmatch(post):
                yield HeldPost(
                    named,
                    len(sentence.text),
                    post,
                    role_of(post),
                    holders_of(_NUMBER_BEHIND.sub("", rest), self.written.language),
                    "column",
                )
            return
        above = names_in(cell.column_title, self.written.language)
        if len(above) == 1 and above[0].name == cell.column_title.strip() and _POST_TITLE.fullmatch(plain(cell.row_title)):
            post = plain(cell.row_title)  # posts down the side, bodies along the top
            holders = holders_of(words, self.written.language)
            yield HeldPost(0, len(sentence.text), post, role_of(post), holders, "crossed", above[0].name)
            return
        for rule, title in (("column", cell.column_title), ("row", cell.row_title)):
            post = plain(title)
            titled = _POST_TITLE.fullmatch(post) or (rule == "row" and _ENDS_AS_POST.search(post))
            if titled and (rule == "column" or _HOLDER_COLUMN.search(cell.column_title)):
                holders = holders_of(words, self.written.language)
                yield HeldPost(0, len(sentence.text), post, role_of(post), holders, rule)
                return

    def _beyond_names(self, sentence: WrittenSentence, names: list[BodyName]) -> bool:
        """Whether a sentence says more than who somebody is."""
        rest = sentence.text
        for name in reversed(names):
            rest = rest[: name.start] + rest[name.end :]
        return len(re.sub(rf"[^{_HAN}A-Za-z]", "", rest)) > 3

    def _list_end(self, name: BodyName, names: list[BodyName], text: str) -> int:
        """Where the list of bodies ends in which a name stands: 'A、B和C' act together."""
        end = name.end
        for other in names:
            if (
                other.start >= end
                and re.fullmatch(r"[、，,\s]*(?:和|及|与|and|the|\s)*", text[end : other.start])
                and text[end : other.start]
            ):
                end = other.end
        return end

    def _likewise(
        self, held: HeldPost, text: str, names: list[BodyName], bodies: list[_Body], body: _Body | None
    ) -> list[_Body]:
        """The other bodies of a list that somebody leads alike: 'A组、B组组长均由…', 'A and B are led by …'."""
        groups = [
            (name, one)
            for name, one in zip(names, bodies, strict=True)
            if name.sort == "group" and name.end <= held.start + 1
        ]
        if len(groups) < 2 or groups[-1][1] is not body or not _ALIKE.search(text[groups[-1][0].end : held.end]):
            return []
        together: list[_Body] = []
        for (name, one), (later, _) in zip(reversed(groups[:-1]), reversed(groups), strict=False):
            if not re.fullmatch(r"[、，,\s]*(?:和|及|与|and|the|\s)*", text[name.end : later.start]):
                break
            together.append(one)
        return together[::-1]

    def _holds(self, held: HeldPost, names: list[BodyName], bodies: list[_Body], about: _Body | None) -> _Body | None:
        """The body in which somebody holds a post."""
        if held.of:
            for name in names_in(held.of if self.chinese else f"the {held.of}", self.written.language):
                return self._called.get(_key(name.name))
            if not self.chinese and re.fullmatch(r"[A-Z][\w-]*(?: [A-Z][\w-]*){1,4}", held.of):
                return self._body(held.of, "group")
        named = [(name, body) for name, body in zip(names, bodies, strict=True) if name.sort != "collective"]
        inside = [body for name, body in named if held.start <= name.start and held.post.startswith(name.name)]
        before = [body for name, body in named if name.sort == "group" and name.end <= held.start + 1]
        behind = (
            [body for name, body in named if name.sort == "group" and name.start >= held.end] if held.rule == "makes" else []
        )
        return next(iter((*inside[-1:], *behind[:1], *before[-1:])), about)

    def _numbers(self, text: str, *, all_of_them: bool = False) -> Iterator[tuple[tuple[int, int], int]]:
        taken: list[tuple[int, int]] = []
        patterns = _COUNTS if self.chinese else _COUNTS_ENGLISH
        if self.chinese and (all_of_them or re.search(r"(?:成员|组员|队员|人员)[^。；]*?(?:由|包括|为|：)[^。；]*", text)):
            patterns = (*patterns, _ANY_COUNT)
        for pattern in patterns:
            for match in pattern.finditer(text):
                span = match.span("n")
                around = match[0] if self.chinese else text[match.start() : match.end() + 12]
                if any(span[0] < until and span[1] > since for since, until in taken):
                    continue
                if (_NOT_STAFF if self.chinese else _NOT_STAFF_ENGLISH).search(around):
                    continue
                if not self.chinese and match["n"].lower() == "one":
                    continue
                if self.chinese and _HEADS_ONLY.search(text[max(0, span[0] - 14) : span[0]]):
                    continue
                taken.append(span)
                yield span, _number(match["n"])

    def _counted(
        self, place: tuple[int, int], text: str, named: list[tuple[BodyName, _Body]], about: _Body | None
    ) -> _Body | None:
        """The body whose people are counted at a place."""
        groups = [(name, body) for name, body in named if name.sort == "group"]
        close = [
            body for name, body in groups if name.end <= place[0] and text[name.end : place[0]] in ("由", "共", "共有", "有")
        ]
        if close:  # 抢修队由6人组成
            return close[-1]
        if about is not None and (_is_total(text, place) or _is_made_up(text, place)):
            return about
        before = [body for name, body in groups if name.end <= place[0]]
        behind = [(name, body) for name, body in groups if name.start >= place[1]]
        if behind:
            between = text[place[1] : behind[0][0].start]
            near = len(between) < 14 and not _STOP.search(between)
            founds = _MAKES_IT.search(between) and (near or (not self.chinese and len(between) < 30))
            if founds or (near and (not before or _OF_IT.match(between))):
                return behind[0][1]
        organisations = [body for name, body in named if name.sort == "organisation" and name.end <= place[0]]
        return next(iter((*before[-1:], *filter(None, [about]), *organisations[-1:])), None)


_IS_PART_OF_OFFICE = re.compile(
    r"副?(?:主任|书记|负责人|经理|主管|干事|代表|[科处部所局站院校厂]长)|"
    r"(?i: (?:manager|director|leader|officer)s?\b)"
)
_OF_IT = re.compile(r"\s*(?:名|人|位)?(?:以上)?的|[- ]")
_MAKES_IT = re.compile(r"组建|组成|成立|\b(?:form|make up|constitute|man|staff|join)\b")


_KINDS = frozenset(
    ("领导小组", "领导组", "指挥部", "指挥中心", "办公室", "专班", "工作专班", "小组", "委员会", "值班室", "专家组")
)  # by themselves
_STOP = re.compile(r"[，。；,.;]")
_POST_TITLE = re.compile(
    rf"(?:应急)?(?:{DEPUTY}|{HEAD}|{MEMBER}|带班领导|值班领导|牵头领导)(?:姓名)?"
    r"|(?:(?:deputy|vice)[- ])?(?:head|leader|led by|chair\w*|lead|commander|coordinator|deputy|"
    r"members?)(?: of (?:team|group))?",
    re.IGNORECASE,
)
_ALIKE = re.compile(r"均|都|\bare\b|\bboth\b")
_ENDS_AS_POST = re.compile(rf"(?:{HEAD}|{DEPUTY}|{STANDING})$|{ENGLISH_OFFICE}$")
_HOLDER_COLUMN = re.compile(
    r"姓名|职务|担任|人选|单位"
    r"|^(?:names?|holders?|office|office holder|held by|filled by|who|post holder|position|person|responsible|"
    r"normally|usual post)$",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r"\s*\((?:the )?(?P<holder>[A-Z][\w’-]*(?: [A-Z][\w’-]*){0,4}?)(?=,| and\b| with\b|\))")
_NUMBER_BEHIND = re.compile(r"\d+\s*人?$")
_ONE_SIGN_VERBS = "报由派送交经找请在为令任转告叫设"
_TEAM_COLUMN = re.compile(
    r"组别|小组|工作组|组名|应急队伍|^组$|^(?:teams?|groups?|bod(?:y|ies)|units?|sectors?|cells?)$", re.IGNORECASE
)
_RUN_BY = re.compile(
    r"(?:The )?(?P<name>[A-Z][\w-]*(?: [A-Z][\w-]*){0,4})(?: \([^)]*\))?(?:(?: (?:is|are)|,| [–—-]|:) | \()(?:led|headed|"
    r"chaired|run|staffed|commanded) by"
)
_MAY_BE_OWN = re.compile(r"(?:办|办公室|中心|队|站|点|处|部|班|室)$")


def _key(name: str) -> str:
    """What is the same in the spellings of a name."""
    name = re.sub(r"[\s“”\"「」]", "", name) if re.search(rf"[{_HAN}]", name) else name.lower()
    return re.sub(r"(?:group|team|squad|crew|unit)s$", lambda match: match[0][:-1], name)


def _is_made_up(text: str, place: tuple[int, int]) -> bool:
    """Whether a number is that of a part: 由养护队38人、吊装队12人组成."""
    return bool(re.search(r"由[^。；]*$", text[: place[0]]) and re.match(r"[^。；]*?组成", text[place[1] :]))


def _is_total(text: str, place: tuple[int, int]) -> bool:
    behind = r"\W*(?:people |members |staff |人)?(?:in all|altogether|in total|all told)"
    return bool(re.search(r"(?:共|共计|合计|总计|总共)[约有]?$", text[: place[0]]) or re.match(behind, text[place[1] :]))


def _number(words: str) -> int:
    return int(figure(words) or 0)


def _labelled(text: str) -> re.Match[str] | None:
    """Whether a passage goes on about the body before it: 组长：…, 职责：…, 'Members: …', 'Led by …'."""
    return re.match(
        r"\s*(?:第?[一二]?副?\s*(?:组\s*长|队\s*长|总指挥|指挥长|主任|召集人)|成\s*员|组\s*员|队\s*员|(?:主要|"
        r"工作|具体)*(?:职责|任务)|人\s*数|联系|办公"
        r"|(?:deputy |vice-)?(?:head|leader|chair\w*|coordinator|deputy|members?|duties|tasks?|responsibilities|"
        r"number|strength)\b|(?:led|headed|chaired) by\b|it\b|the (?:team|group)\b)",
        text,
        re.IGNORECASE,
    )


def _abbreviates(short: str, whole: str) -> bool:
    """Whether an English short form is one of a name: its initials, or some of its words."""
    initials = "".join(word[0] for word in whole.split() if word[0].isupper())
    words = {word.lower() for word in whole.split()}
    return short.upper() in (initials, initials.replace("O", "")) or all(word.lower() in words for word in short.split())


# What the authors should settle

_LEADING = re.compile(
    r"(?:工作)?(?:领导小组|领导组|指挥部|指挥中心)$|(?i:(?:leading|steering) (?:group|"
    r"committee)|command (?:post|centre|group)|(?:crisis|incident|emergency) (?:management )?team)$"
)
_AT_THE_SCENE = re.compile(r"现场|前线|前方|分指|(?i:on-scene|field|forward|on-site)")
_LEVEL = re.compile(r"^(?:省|市|州|县|区|镇|乡|街道|村|校|院|公司|集团)|[省市州县区镇乡]")


def _two_names(reading: BodyReading) -> Iterator[DoubtfulBody]:
    for body in reading.bodies:
        for name, short, place in body.introduced:
            short_form = say("'{short}' is introduced as the short name of '{name}'", short=short, name=name)
            yield _doubt(place, "short-form", "two_names", (name, short), short_form)
    groups = [body for body in reading.bodies if body.sort == "group" and body.mentions and body.name not in _KINDS]
    for at, one in enumerate(groups):
        for other in groups[at + 1 :]:
            reason = _alike(one, other)
            if reason is not None:
                yield _doubt(other.mentions[0], "alike", "two_names", (one.name, other.name), reason)


def _doubt(place: Fact, rule: str, doubt: Doubt, bodies: tuple[str, ...], reason: Message) -> DoubtfulBody:
    return DoubtfulBody(
        sentence=place.sentence, start=place.start, end=place.end, rule=rule, doubt=doubt, bodies=bodies, reason=reason
    )


def _alike(one: _Body, other: _Body) -> Message | None:
    """Why two bodies may be one."""
    if one.set_up and other.set_up:
        return None
    if any(_AT_THE_SCENE.search(body.name) for body in (one, other)):
        return None
    if not _same_level(one.name, other.name):
        return None
    first, second = (one, other) if one.set_up else (other, one)
    if _LEADING.search(one.name) and _LEADING.search(other.name):
        return say("'{second}' leads, too, and is nowhere set up beside '{first}'", first=first.name, second=second.name)
    if first.set_up and _core(first.name)[1] == _core(second.name)[1]:
        long, short = sorted((_core(first.name)[0], _core(second.name)[0]), key=len, reverse=True)
        if len(short) > 1 and (
            _is_part(short, long) or (len(short) == len(long) > 3 and sum(map(str.__eq__, short, long)) >= len(long) - 1)
        ):
            return say("'{second}' is nowhere set up and called nearly as '{first}'", first=first.name, second=second.name)
    return None


def _same_level(one: str, other: str) -> bool:
    levels = [_LEVEL.findall(re.sub("领导小组|小组|地区", "", name)) for name in (one, other)]
    return not (levels[0] and levels[1]) or levels[0][-1] == levels[1][-1]


def _core(name: str) -> tuple[str, str]:
    """A name without its ending, and the ending."""
    match = re.search(
        r"(?:工作)?(?:领导小组|领导组|小组|工作组|组|分队|突击队|队|指挥部|办公室|办|专班)$|"
        r" (?i:team|group|squad|crew|unit|desk|cell)$",
        name,
    )
    ending = match[0] if match else ""
    return (name[: len(name) - len(ending)].lower(), re.sub("^工作|^小", "", ending.strip().lower()))


def _is_part(short: str, long: str) -> bool:
    signs = iter(long)
    return all(sign in signs for sign in short)


def _unsettled(reading: BodyReading) -> Iterator[DoubtfulBody]:
    groups = [body for body in reading.bodies if body.sort == "group" and body.mentions]
    for body in groups:
        if body.set_up is None and body.duties:
            if not any(_alike(body, other) for other in groups if other is not body):
                unknown = say("'{name}' acts, and nothing says who is in it", name=body.name)
                yield _doubt(body.mentions[0], "never-set-up", "never_set_up", (body.name,), unknown)
        elif body.set_up is not None and not body.duties:
            nothing = say("'{name}' is set up, and nothing says what it does", name=body.name)
            yield _doubt(body.set_up, "no-task", "no_task", (body.name,), nothing)
