"""What a sentence of a plan does: it promises, it orders, it forbids, or it does none of these.

The words decide. What must not be is forbidden; what is bound by 'must' is ordered; what an office says that it does, is
in charge of, or does by a time, is promised. A sentence of several clauses orders if one of them does, else it does what
the first does that does anything. Chinese plans mostly leave out the verb that binds ('现场处置组30分钟内赶到现场'):
there a limit or the verb of a response is enough.
"""

from __future__ import annotations

import re

from drillsim.texts.passage import Deed


def _words(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


_FORBIDS = _words(
    "严禁|禁止|不得(?!不|已|力|超过|[少低高大晚迟多小早]于)|不准|不许|切勿|切忌|请勿|严防|杜绝|不应|不要|谢绝|绝不|决不|勿(?!庸)",
    "不可(?!抗|预|避|控|燃|少|或缺|分割|逆)|不能(?=擅自|随意|离开|进入|使用|盲目|瞒)",
    r"\b(?:must|shall|may|should|will|can|is|are) (?:not|never|under no circumstances)\b|\b(?:mustn't|cannot|never)\b",
    r"\b(?:do not|don't|doesn't|prohibited|forbidden|under no circumstances)\b",
    r"\b(?:nobody|no one|no (?:\w+ ){1,3}?)\s?(?:may|shall|must|is|are|goes|leaves?|enters?)\b",
)
_ORDERS = _words(
    "应当|应该|(?<![响反供适相回对照效感呼策])应(?![急对答诉邀聘变激用]|有尽有)|必须|务必|务求|责令|须(?!知)|需(?!求|要的|要时)",
    "(?<![重主需紧首扼简概不])要(?![求素点件闻害领么是]|员)|不得(?:超过|[少低高大晚迟多小早]于)",
    r"\b(?:shall|must|should|(?:is|are) (?:required |obliged |expected )?to(?! the| be found)|(?:has|have|needs?) to)\b",
)
_UNIT_OF_TIME = r"(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?)"
_PROMISES = _words(
    "负责|承担|确保|保证|立即|马上|第一时间|及时|迅速|尽快|随即|即刻|同步|将(?![近军来])|牵头|做好|落实|坚持|实行",
    "(?:分钟|小时|[日天周月]|工作日)(?:之?内|以内)|每.{0,4}(?:分钟|小时|[日天周月年季]).{0,16}[一两二三四\\d]次|每.{0,3}[日天]",
    "24小时.{0,6}(?:值班|值守|在岗|开机|待命|备勤)",
    r"\b(?:will|ensures?|undertakes?|(?:is|are) (?:responsible for|in charge of)|leads?|at once)\b",
    r"\b(?:immediately|promptly|instantly|without delay|as (?:soon|quickly) as|forthwith|right away)\b",
    r"\b(?:straight ?away|hourly|daily|weekly|monthly)\b",
    rf"\b(?:in|within|inside|later than|every) (?:[\w.()]+[ -]){{0,4}}?{_UNIT_OF_TIME}\b",
)
# What offices do in a response, said without a verb that binds; not the names of those who do it (抢险组, 值班室).
_RESPONDS = re.compile(
    "报告(?!人)|上报|赶到|赶赴|到达|到场|启动|组织(?!部|机构|体系|领导|指挥)|通知|通报|协调(?!组)|救治(?!组)|疏散(?!组|引导组|图)|撤离|派出|"
    "派员|调集|调动|调配|指挥(?![长部官]|中心|机构|体系)|处置(?![组工措])|抢修(?![站车队组电记])|抢险(?!队|组)|救援(?![队组力])|转移(?!安置|组|人口)|"
    "安置(?![组点])|警戒(?!水位|线|区)|封锁|隔离|监测(?![组站])|值班(?![室电表员])|值守|巡查|排查|核实|发布|公布|接报|受理|答复|办结|听取|"
    "接待(?![组室])|劝导(?!组)|疏导(?!组)|护送|转运|消毒(?!组)|登记|记录|汇报|研判|会商|召开|成立(?!于)|设立|配备|储备|提供|开展|维护|保护(?!区)|"
    "拨打|关闭|切断|停止|解除|恢复|清点|评估|总结|培训|动员|增援|支援|请求|联系(?!电话|人|方式|表)|收集|跟踪|安抚|看护|送医|送往|移交|反馈|督促|"
    "督办|整改|修订|备案|领取|搜救|供水|供电|供气|管控|续报|初报|复测|到岗|到位|集结|集合|出动|待命|赶往|抵达|返回|实施|采取|履行|传达|封闭|清理|"
    "救助|帮助|引导(?!组)|劝离|转办|交办|核查|调查(?!化解组|组)|统计|签收|巡逻"
)
_VERB = (
    "activate|alert|announce|answer|arrive|ask|assemble|assign|bring|call|check|clear|close|confirm|contact|convene|coordinate|"
    "cordon|count|decide|deploy|direct|dispatch|ensure|escalate|escort|establish|evacuate|follow|give|go|hand|inform|isolate|issue|"
    "keep|leave|log|maintain|meet|move|notify|open|phone|post|prepare|provide|raise|reach|receive|record|release|remove|report|"
    "request|respond|restore|ring|secure|send|set|shut|sound|stand|start|stop|support|switch|take|tell|test|treat|turn|update|visit|wait"
)
_DONE = (
    "activated|alerted|assembled|called|checked|cleared|closed|deployed|escorted|evacuated|given|handed|informed|isolated|kept|logged|"
    "met|moved|notified|opened|ordered|posted|received|recorded|released|relieved|removed|reported|restored|sent|stopped|taken|tested|"
    "told|treated|triaged|updated|watched"
)
# The reader is told: 'Call 119 and leave the building.'
_IMPERATIVE = _words(rf"(?:(?:immediately|at once|then|always|if [^,]{{3,60}},) )?(?:{_VERB})\b")
# What an office does, in the present: 'The duty officer calls the head', 'Relatives are received in the hall'.
_TELLS = _words(
    rf"\b(?:the|each|every|all|one|two|three|an?) [\w'’()/& -]{{2,60}}? (?:{_VERB})(?:e?s)?\b",
    rf"^[A-Z][\w'’()/& -]{{2,60}}? (?:{_VERB})e?s\b",
    rf"\b(?:is|are) (?:\w+ly )?(?:{_DONE})\b",
)
# What defines, explains, lists or tells of the past binds nobody.
_BINDS_NOBODY = _words(
    "^(?:本预案|本方案|本办法|本规定)(?:所称|中|适用于|自)|是指|指的是|[：:]指|制定本(?:预案|方案|办法|规定|制度|手册)|负责解释|起施行|同时废止",
    "分为.{1,3}(?:级|类|等|档|种|阶段)|^依据|(?:19|20)[0-9]{2}年.{0,20}(?:曾|历时)|[的等].{0,4}(?:事项|情形|事件|情况|水位|行为)[。；]?$",
    r"\b(?:means|refers to|is defined as)\b",
    r"^(?:this|the) (?:plan|document|procedure) (?:sets out|describes|applies|covers|explains)\b",
    r"\b(?:was|were|had)\b.*\b(?:19|20)\d\d\b|\b(?:19|20)\d\d\b.*\b(?:was|were|had)\b",
)
_TITLE = re.compile("《[^》]{1,60}》")  # of a law or another plan: what its name says is not said here
_NAMES = (
    "预案",
    "方案",
    "制度",
    "办法",
    "手册",
    "情况",
    "工作",
    "原则",
    "的",
    "修订）",
    "修订)",
)  # the name of a thing ends like this


def deed_of(sentence: str) -> Deed | None:
    """What a sentence does."""
    sentence = _TITLE.sub("《》", sentence)
    if _BINDS_NOBODY.search(sentence):
        return None
    deeds = [_of_clause(clause) for clause in re.split("[，,]", sentence)]
    if "order" in deeds or _IMPERATIVE.match(sentence):
        return "order"
    first = next((deed for deed in deeds if deed is not None), None)
    if first is not None or _TELLS.search(sentence):
        return first or "promise"
    says_who_does = len(sentence) >= 6 and not sentence.rstrip("。；;").endswith(_NAMES)
    return "promise" if says_who_does and _RESPONDS.search(sentence) else None


def _of_clause(clause: str) -> Deed | None:
    if _FORBIDS.search(clause):
        return "forbid"
    if _ORDERS.search(clause):
        return "order"
    return "promise" if _PROMISES.search(clause) else None
