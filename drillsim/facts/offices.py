"""What posts and offices are called in written plans, in both languages."""

from __future__ import annotations

import re

from drillsim.facts.chinese_bodies import begins_in

_HAN = r"\u4e00-\u9fff"

# Posts in a body: who leads it, who stands in, who belongs to it.
HEAD = (
    r"(?:总指挥长|总\s*指\s*挥|指\s*挥\s*长|政委|召集人|组\s*长|队\s*长|支队长|大队长|中队长|分队长|主任委员|会长|总负责人|"
    r"第一责任人|牵头单位|牵头部门|主责单位|组长单位|责任领导|带队领导|牵头领导|负责人"
    r"|牵头人)"
)
_RANK = r"(?:第[一二三]|常务|执行|总)"
DEPUTY = (
    rf"(?:{_RANK}?副\s*(?:总指挥长|总\s*指\s*挥|指\s*挥\s*长|组\s*长|队\s*长|大队长|中队长|主任委员|主任|召集人|"
    rf"政委|会长|指挥)|副职)"
)
MEMBER = r"(?:成\s*员|组\s*员|队\s*员|委员|参加人员|组成人员)"

# Posts that people hold by themselves, and offices that they come from.
_STANDING = (
    "值班领导|带班领导|带班人员|值班员|值班长|值班人员|值班主任|值班干部|调度员|调度长|网格员|网格长|安全员|信息员"
    "|联络员|联络人|联系人|报告员|报告人"
    "|疏散引导员|引导员|记录员|登记员|接待员|接线员|话务员|驾驶员|司机|新闻发言人|发言人|协调员|观察员|预警员|巡查员"
    "|巡逻员|巡堤员|护林员|监测员|检测员"
    "|消毒员|保洁员|炊事员|消防员|救生员|保安员|门卫|宿管员?|水电工|电工|厨师长?|校工|管理员|保安|宣传员|统计员|保管员|仓库管理员|物资管理员|责任人|经办人|承办人"
    "|督办员|专管员|资料员|警戒员|灭火员"
    "|通信员|操作员|操作工|技术员|急救员|救护员|疫情报告人|首问责任人|填报人"
)
_OFFICES = (
    "主任科员|主任医师|主任|书记|支书|镇长|乡长|县长|市长|区长|省长|州长|村长|校长|园长|院长|所长|局长|科长|处长|部长"
    "|厅长|站长|厂长|矿长|场长|段长|班长"
    "|车间主任|班主任|年级主任|总经理|经理|董事长|监事长|主席|秘书长|理事长|馆长|行长|社长|台长|司令员|政治委员"
    "|教导员|指导员|警长|护士长|工段长|店长"
    "|总工程师|总工(?!程)|工程师|主管|干事|文书|会计|出纳|校医|医生|医师|护士|民警|辅警|教师|老师|辅导员|调解员|秘书|助理"
    "|董事|常委|党组成员|班子成员"
    "|人大主席|武装部长|组织委员|宣传委员|政法委员|纪检委员|统战委员|组织员|第一书记|驻村干部|包村干部|包村领导"
    "|包片领导|分管领导|主要领导|分管负责人"
    "|主要负责人|值班经理|大堂经理|物业经理"
)
POST = rf"(?:{_RANK}?副?(?:{HEAD}|{MEMBER}|{_STANDING}|{_OFFICES})|{DEPUTY})"
STANDING = rf"(?:{_STANDING})"

# English: 'deputy head', 'Incident Commander', 'Duty Manager'.
_HEADS = "heads?|leaders?|chair(?:man|woman|person)?|commanders?|coordinators?|co-ordinators?|controllers?|lead|in charge"
_POSTS = (
    "directors?|managers?|officers?|principals?|headteachers?|head teachers?|secretar(?:y|ies)|wardens?|marshals?"
    "|supervisors?|engineers?|superintendents?"
    "|mayors?|captains?|matrons?|sergeants?|inspectors?|stewards?|spokes(?:man|woman|person)s?|reporters?|drivers?"
    "|nurses?|doctors?|physicians?"
    "|administrators?|clerks?|receptionists?|operators?|dispatchers?|foreman|foremen|caretakers?|keyholders?"
    "|librarians?|chiefs?|deput(?:y|ies)"
    "|executives?|chancellor|vice-chancellor|dean|bursar|registrar|president|treasurer|technicians?|advis[eo]rs?"
    "|consultants?|first aiders?|guards?"
    "|liaison|sisters?|keepers?|conservators?|pharmacists?|chemists?|masters?|pilots?|skippers?|surgeons?|geologists?|foremen|trustees?|chefs?|rangers?|vicars?|imams?"
    "|coach(?:es)?|producers?|curators?|sheriffs?|councillors?|constables?|owners?|landlords?|housekeepers?|electricians?|accountants?|analysts?"
    "|scribe|note-taker|loggist|teachers?|counsellors?|planners?|members?|assistants?|porters?"
)
ENGLISH_HEAD = rf"(?i:(?:{_HEADS}))"
ENGLISH_OFFICE = rf"\b(?i:(?:{_HEADS}|{_POSTS}))\b"


_CHINESE = re.compile(
    rf"(?:{POST}|(?:值班|带班|分管|主要|包片|包村|县|市|镇|乡|校|院|厂|矿|局|"
    rf"公司)领导)(?!办公|办(?!理|事)|室|会议|制|岗)"
)
_NO_OFFICE = re.compile(r"[任兼]|报告|联系|协调|[（(](?=[^）)]*$)")
_BEFORE = re.compile(rf"[{_HAN}（）()A-Za-z0-9]*$")
_ENGLISH = re.compile(
    rf"(?<![\w-])(?:(?:[A-Z][\w’'-]*|of|and|for|"
    rf"&) ){{0,5}}?(?:[A-Z][\w-]*(?<=[a-z]) )?(?!(?:Deputy|Chief|Assistant|Vice|Lead|Executive|Head|Duty|"
    rf"Senior) [A-Z]){ENGLISH_OFFICE}"
    r"(?: of (?:the )?[A-Z][\w’-]*(?:(?: and)? [A-Z][\w’-]*){0,3})?"
    rf"|(?:(?<=[Tt]he )|(?<=[Ee]ach )|(?<=[Ee]very )|(?<= an )|"
    rf"(?<= a ))(?:[a-z-]+ ){{0,2}}?{ENGLISH_OFFICE}(?: of the [a-z]+(?: [a-z]+)?)?"
)


def _ends(pattern: re.Pattern[str], text: str) -> list[int]:
    return [match.end() for match in pattern.finditer(text)]


def posts_in(text: str, language: str) -> list[tuple[int, int, str]]:
    """The posts that a text names, in its order: where each begins and ends, and what it is called, with its office."""
    found: list[tuple[int, int, str]] = []
    if language == "zh":
        for match in _CHINESE.finditer(text):
            before = _BEFORE.search(text, max(0, match.start() - 16), match.start())
            words = before[0] if before else ""
            start = match.start() - len(words) + max((begins_in(words), *_ends(_NO_OFFICE, words)))
            start -= text[start - 1 : start] in ("各", "每")
            if found and start < found[-1][1]:
                start = found[-1][1]
            found.append((start, match.end(), plain(text[start : match.end()])))
        return found
    for match in _ENGLISH.finditer(text):
        words = re.sub(r"^(?:(?:The|A|An|Each|Every|Our|If|When|In|At|Of|And|For|of|and|for|&) )+", "", match[0])
        if words.lower() not in ("member", "members"):
            found.append((match.end() - len(words), match.end(), words))
    return found


def plain(words: str) -> str:
    """A post without the spaces that layout puts into it."""
    return re.sub(r"\s+", "" if re.search("[\u4e00-\u9fff]", words) else " ", words).strip()
