"""Lengths of time that bound nothing: ages, history, what is kept on file, terms of office, weather, supplies, duties.

Each entry says what stands before and behind such a length (either may be empty), with a sentence in which it is to be
found; a test reads every entry. What none of them knows is a limit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from drillsim.quantities.in_text import LengthInText
from drillsim.quantities.measures import DAY

_NEAR = 48  # characters before and behind a length that tell what it is


@dataclass(frozen=True)
class NoLimit:
    """A sort of length that is no limit: what stands before it and behind it, and sentences that have it."""

    name: str
    before: str = ""
    after: str = ""
    said: tuple[str, ...] = ()
    bare: bool = False  # only if nothing is said around the figure: 'takes up to 30 min' is a limit

    @cached_property
    def _patterns(self) -> tuple[re.Pattern[str], re.Pattern[str]]:
        return re.compile(rf"(?:{self.before})\s*$", re.IGNORECASE), re.compile(rf"\s*(?:{self.after})", re.IGNORECASE)

    def fits(self, before: str, after: str) -> bool:
        """Whether a length between these two is of this sort."""
        first, second = self._patterns
        return first.search(before) is not None and second.match(after) is not None


_IN_CLAUSE = r"[^,，。;；:：、()（）\0]"
_BOUND = r"(?:以内|之内|内|以上|左右)?"
_SOME = r"(?:\d+|[一二两三四五六七八九十]+|多|数)"

NO_LIMITS = (
    NoLimit("age", r"(?:年龄|年满|未满|不满|已满|\baged?)(?:在|为| of)?", "", ("A child aged 14 days is fed first.",)),
    NoLimit(
        "history",
        r"(?:近|过去|过去的|最近|此前|上个?|\bthe past|the last|past|previous|preceding|over the last)",
        "",
        ("在过去3年发生过两起。", "近三年无事故。", "Over the past two years it flooded twice."),
    ),
    NoLimit("grace", r"每?逾期|每超(?:过|出)?|每迟到?", "", ("每超1日扣0.5分。",)),
    NoLimit("grace", "预计", rf"{_BOUND}(?:不能|无法|难以)", ("预计8小时内不能恢复的，启动应急气源。",)),
    NoLimit(
        "not before", r"(?:不得?|不能|不应|不可|不宜)(?:早|先)于[^,，。;；]{0,12}", "", ("作业不得早于通风15分钟之后开始。",)
    ),
    NoLimit("not before", "", r"(?:之|以)?后?(?:方可|方能|才[能可])", ("通风15分钟后方可进入。",)),
    NoLimit(
        "not before",
        r"\b(?:no|not) (?:earlier|sooner) than[^.;,]{0,12}|\b(?:not|nobody|no one|never)\b[^.;,]{0,30}"
        r"\b(?:until|before)(?: at least)?",
        "",
        ("Work begins no earlier than 15 minutes after venting.", "Nobody goes in until 30 minutes after the blast."),
    ),
    NoLimit("duty", "", r"(?:an?|per) (?:day|week)\b", ("The desk is open seven days a week.",)),
    NoLimit("period", r"(?<!within )\bthe first", "", ("The first 72 hours are critical.",)),
    NoLimit("history", "", r"以?来(?!访|电|人|信|到|函)|多来", ("三年来没有发生。",)),
    NoLimit("history", "", r"(?:ago|earlier|old)\b", ("The dam was repaired 3 years ago.",)),
    NoLimit(
        "history",
        r"(?:历时|耗时|用时|经过|经|\btook|lasted|has been \w+ for|spent)(?:了|共)?(?: about)?",
        "",
        ("演练历时50分钟。", "经11小时抢险无人员伤亡。", "The drill took 40 minutes."),
    ),
    NoLimit(
        "history",
        rf"曾{_IN_CLAUSE}{{0,20}}|(?:已|已经)(?:连续|运行|开展|有)?",
        "",
        ("2015年曾因大风停办2天。", "已连续18年实行领导接访。"),
    ),
    NoLimit("history", r"\bwas [a-z]+ for|\bwere [a-z]+ for", "", ("The stage was closed for 40 minutes because of wind.",)),
    NoLimit(
        "what a machine can do",
        rf"(?:额定|防护时间|续航|使用时间|持续供电|autonomy|nominal|rated|endurance){_IN_CLAUSE}{{0,12}}",
        "",
        ("自救器额定防护时间45分钟。", "The batteries have an autonomy of 12 minutes."),
    ),
    NoLimit(
        "what a machine can do",
        "",
        r"at full load|of (?:fuel|air|autonomy|running)|(?:的)?(?:续航|待机)",
        ("Fuel for 48 hours at full load.",),
    ),
    NoLimit("measure", "", rf"{_BOUND}(?:的)?(?:呼入|话务|流量|客流|平均|最大|最高)", ("按十五分钟内呼入量分为三级。",)),
    NoLimit(
        "what a machine can do",
        r"\b(?:shelf |battery )?life(?: of| is)?",
        "",
        ("The vaccines have a shelf life of 18 months.",),
    ),
    NoLimit(
        "what a machine can do",
        r"(?:tank|batter\w+|cylinders?|fuel|suppl\w+|generators?|air)\b[^.;,]{0,20}\blasts?(?: for)?",
        "",
        ("The sprinkler tank lasts 60 minutes.",),
    ),
    NoLimit("what nature does", r"\btakes?(?: about)?", "", ("The debris takes 12 minutes to the bridge.",), bare=True),
    NoLimit(
        "what nature does",
        r"\d (?:cm|mm|m|metres?|°C) (?:with)?in",
        "",
        ("Cracks wider than 2 cm in a week are reported.",),
    ),
    NoLimit(
        "kept on file",
        r"\bkept(?: for)?|\bkept [^.;,]{3,20}, [a-z]+(?: for)?",
        "",
        ("Logs are kept six years, recordings 60 days.",),
        bare=True,
    ),
    NoLimit("what nature does", r"\bwould\b[^.;,]{0,40}", "", ("The lake would reach the vault in 50 minutes.",)),
    NoLimit(
        "history",
        r"\b(?:was|were) (?:\w+ ){1,2}(?:(?:with)?in|for)?",
        "",
        ("In 2016 all objects were dried within nine hours.",),
    ),
    NoLimit("term", r"\bin force[^.;,]{0,12}", "", ("The plan remains in force for four years.",)),
    NoLimit("condition", "", r"以上的?(?=的|[,，])|以上的", ("超过规定工时2小时以上的，停工检查。",)),
    NoLimit("future", r"未来|今后|over the next", "", ("未来24小时有暴雨。",)),
    NoLimit(
        "return period",
        "",
        r"一遇|[- ](?:flood|storm|rainfall|"
        r"return)\b",
        ("按50年一遇洪水设防。", "The dyke holds a 50-year flood."),
    ),
    NoLimit(
        "kept on file",
        rf"(?:保存|保管|留存|存档|保留|归档|备份|留样|存储|录像|档案){_IN_CLAUSE}{{0,12}}",
        "",
        ("记录保存3年。", "留样48小时以上。", "录像资料保留不少于30天。"),
    ),
    NoLimit("kept on file", "", rf"{_BOUND}(?:的)?(?:保存|保管|备查|存档|留存)", ("3年内备查。",)),
    NoLimit(
        "kept on file",
        r"(?:retain(?:s|ed)?|archived?|preserved?|stored?|on file|kept|keeps?)\b[^.;,]{0,40}\bfor(?: at least|"
        r" a minimum of)?",
        "",
        ("Records are kept for 3 years.", "Samples are retained for at least 48 hours."),
    ),
    NoLimit(
        "term",
        rf"(?:任期|聘期|有效期|使用期|质保期|保质期|保修期|租期|工龄|合同期|服务期|年限|学制|试用期|潜伏期|工期|"
        rf"寿命|周期|假期)"
        rf"{_IN_CLAUSE}{{0,6}}",
        "",
        ("组长任期3年。", "潜伏期为1至14天。", "本预案有效期5年。"),
    ),
    NoLimit(
        "term",
        "",
        rf"{_BOUND}(?:的)?(?:任期|有效期|(?:工作)?经验|从业经验|经验|经历|工龄|学制|潜伏期|"
        rf"使用寿命)",
        ("具有5年以上工作经验。",),
    ),
    NoLimit(
        "term",
        r"(?:term of office|valid|incubation(?: period)?|warranty|lifetime|serves?|elected)\b[^.;,]{0,20}",
        "",
        ("Members serve for 3 years.", "The certificate is valid for 12 months."),
    ),
    NoLimit(
        "term",
        "",
        r"(?:of|'|’)?\s?(?:work(?:ing)? )?(?:experience|service|validity|"
        r"term)\b",
        ("She has 5 years of experience.",),
    ),
    NoLimit("rating", rf"耐火{_IN_CLAUSE}{{0,10}}", "", ("隔墙耐火极限不低于2小时。",)),
    NoLimit("rating", "", r"(?:的)?(?:耐火|防火|阻燃)", ("采用2小时耐火隔墙。",)),
    NoLimit(
        "weather",
        "",
        rf"{_BOUND}{_IN_CLAUSE}{{0,8}}(?:降雨|降水|降雪|雨量|气温|温度|水位|风力|平均风|能见度|"
        rf"降温|暴雨|台风|寒潮|影响)",
        ("24小时降雨量达100毫米。", "12小时内可能受台风影响。", "3小时内累计雨量超过50毫米。"),
    ),
    NoLimit("weather", rf"(?:降雨|降水|雨量|雨强|水位){_IN_CLAUSE}{{0,6}}", "", ("雨量24小时达到250毫米。",)),
    NoLimit(
        "weather",
        r"(?:rain(?:fall)?|snow(?:fall)?|forecast|mm|wind)\b[^.;,]{0,30}",
        "",
        ("Rain of 100 mm within 24 hours is forecast.",),
    ),
    NoLimit("weather", "", r"(?:of )?(?:rain|snow|forecast)", ("24-hour rainfall is above 100 mm.",)),
    NoLimit(
        "cases in a time",
        "",
        rf"{_BOUND}{_IN_CLAUSE}{{0,16}}(?:出现|发生|发现|新增|检出|累计|"
        rf"有){_IN_CLAUSE}{{0,10}}?{_SOME}\s*"
        r"(?:例|起|人|名|宗|处|条|件|个|家|病例|及以上)",
        ("3日内出现5例以上发热病例。", "1周内同一学校发生10例。"),
    ),
    NoLimit(
        "cases in a time",
        r"(?:\b(?:\d+|two|three|four|five|ten|more|several|multiple)(?: or more)? (?:\w+ ){0,3}"
        r"(?:cases?|patients?|illnesses|complaints|incidents|outbreaks|infections|deaths|people|pupils|students|"
        r"residents|staff)"
        r"(?: (?:or|more|fall|fell|are|become|report\w*|occur\w*|with|in|of|the|same|one|class|room|single|ill|sick|"
        r"symptoms|vomiting|fever|diarrhoea|confirmed|found|affected)){0,6})"
        r" (?:with)?in(?: a period of| any| the same)?",
        r"(?! of (?:receiv|being|the (?:call|alarm|report|notice)|arriv|notif))",
        ("Three or more cases within 48 hours are an outbreak.", "When 5 pupils fall ill in 3 days, the school closes."),
    ),
    NoLimit(
        "outage",
        rf"(?:中断|停水|停电|停气|停运|停产|停供|断电|断水|断气|断网|断路|影响|受阻|延误|滞留|瘫痪|"
        rf"障碍){_IN_CLAUSE}{{0,10}}",
        "(?:及?以上|以下|的)",
        ("停电24小时以上的，启动二级响应。", "交通中断2小时以上。"),
    ),
    NoLimit(
        "outage",
        rf"(?:中断|停水|停电|停气|停运|停产|停供|断电|断水|断气|断网|断路|受阻|延误|滞留|瘫痪){_IN_CLAUSE}{{0,8}}"
        r"(?:超过|达到?|预计)",
        "",
        ("停水超过24小时，启动应急供水。",),
    ),
    NoLimit(
        "outage",
        r"(?:outages?|interrupt(?:ion|ed|s)?|without (?:power|gas|water|supply)|disrupt(?:ion|ed|s)?|closed|"
        r"los[ts]|loss|cut|lasting|lasts?)"
        r"\b[^.;,]{0,30}\b(?:more than|over|longer than|at least|exceeding|"
        r"exceeds)",
        "",
        ("An outage of more than 6 hours is level II.",),
    ),
    NoLimit("way", r"(?:车程|路程|路途|步行|驾车|开车)(?:约|大约|需|为|时间)*", "", ("到县城车程约40分钟。",)),
    NoLimit("way", "", r"(?:的)?(?:车程|路程|路途|步行|航程|生活圈|救援圈|消防圈)", ("距现场30分钟车程。",)),
    NoLimit(
        "way",
        "",
        r"(?:'s?|’s?)?[- ](?:drive|walk|journey|ride|away|by (?:car|road|bus|train)|"
        r"on foot)\b",
        ("The hospital is a 20-minute drive away.",),
    ),
    NoLimit(
        "supplies",
        "",
        rf"{_BOUND}(?:的)?(?:用量|使用量|消耗|储备|食品|饮用水|口粮|物资|用水|生活|需求|"
        rf"需要|所需|药品|用药)",
        ("储备满足3天的食品。",),
    ),
    NoLimit("supplies", rf"(?:可用|可供|够用|储备|备足|储存){_IN_CLAUSE}{{0,8}}", "", ("饮用水可供72小时。",)),
    NoLimit(
        "supplies",
        r"(?:supplies|stocks?|food|fuel|water|enough|last)\b[^.;,]{0,20} for(?: at least)?",
        "",
        ("The store holds food for 3 days.",),
    ),
    NoLimit("shift", r"每班|轮班|班次", "(?!内|以内)", ("每班12小时。",)),
    NoLimit(
        "shift",
        "",
        r"(?:工作制|制(?!定|止|作|度)|一班|轮班|倒班|"
        r"[- ]shifts?\b)",
        ("实行8小时工作制。", "They work 12-hour shifts."),
    ),
    NoLimit("golden hours", "黄金", "", ("抓住黄金72小时。",)),
    NoLimit("golden hours", "", r"(?:的)?黄金", ("72小时黄金救援期内不停止搜救。",)),
    NoLimit("name", "", r"(?:攻坚|行动|会战|专项|整治|三餐|两头|游|安全生产)", ("开展30天专项整治。",)),
    NoLimit("name", "", r"(?:以外|之外)", ("八小时以外保持通信畅通。",)),
)

# 'a two-hour drill', '24-hour duty': with a hyphen a length tells what sort a thing is; of these it is the limit
_LIMITS_OF_A_SORT = re.compile(
    r"\s*(?:\w+ )?(?:limit|deadline|target|standard|rule|requirement|period|notice|response time|time limit|goal|"
    r"mark)\b",
    re.IGNORECASE,
)
# '24小时值班', 'staffed 24 hours a day' are duties
_ON_DUTY_BEHIND = re.compile(
    rf"\s*(?:{_IN_CLAUSE}{{0,10}}?(?:值班|值守|在岗|待命|畅通|开机|热线|服务|接听|监测|监控|巡[查逻视]|不间断|轮流|"
    rf"备勤|受理|接警|接处警|联系|制度|随时|保障|运转|运行|有人|执勤"
    r"|通信|通讯|联络|保持|电话|预警|警戒|守护|看护|响应机制|工作制|应急值)|(?:a|per|each) day|[- ]?(?:on[- ]call|"
    r"duty|service|cover|staff|line|hotline|watch|basis|operation|control|number))",
    re.IGNORECASE,
)
_ON_DUTY_BEFORE = re.compile(
    r"(?:值班|值守|在岗|全天候?|每天|每日|保持|手机|电话|staffed|manned|open|available|operates?|answered|works?|"
    r"on duty|on call|reachable|first)(?: for)?\s*$",
    re.IGNORECASE,
)


# 'more than two hours' is how long something has lasted for a rule to apply; 'nobody works more than two hours' is a limit
_FORBIDDEN = re.compile(
    r"(?:\b(?:not|nobody|never|no one|none|no \w+)\b[^.;,]{0,30}|不(?:得|能|可|应|"
    r"准)[^,，。;；]{0,10})\s*$",
    re.IGNORECASE,
)


def exceeds(found: LengthInText) -> bool:
    """Whether only what a length exceeds is said."""
    return found.said.high is None and not found.said.low_in


def bounds_nothing(text: str, found: LengthInText) -> str:
    """What sort of length without a limit this is; '' for a limit."""
    begin, end = found.bare
    before, after = text[max(0, begin - _NEAR) : begin], text[end : end + _NEAR]
    outer = text[max(0, found.start - _NEAR) : found.start]
    if found.hyphened and not _LIMITS_OF_A_SORT.match(after):
        return "sort"
    around_the_clock = found.said.one == DAY and re.search("小时|h", text[begin:end], re.IGNORECASE)
    if around_the_clock and (_ON_DUTY_BEHIND.match(after) or _ON_DUTY_BEFORE.search(outer)):
        return "duty"
    if exceeds(found) and not _FORBIDDEN.search(outer):
        return "more than"
    bare = found.said.one is not None and not found.said.about
    return next(
        (
            entry.name
            for entry in NO_LIMITS
            if (bare or not entry.bare) and any(entry.fits(left, after) for left in (before, outer))
        ),
        "",
    )
