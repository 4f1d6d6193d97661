"""What a sentence of a plan does: it promises, it orders, it forbids, or it does none of these.

The words decide, in this order: what must not be is forbidden; what is bound by 'must' is ordered; what an office says
that it does, is in charge of, or does by a time, is promised. Chinese plans mostly leave out the verb that binds
('现场处置组30分钟内赶到现场'): there the verb of a response is enough.
"""

from __future__ import annotations

import re

from drillsim.texts.passage import Deed


def _words(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


_FORBIDS = _words(
    "严禁|禁止|不得(?!不|已|力)|不准|不许|切勿|切忌|请勿|严防|杜绝|不应|不要|谢绝|绝不|决不|勿(?!庸)",
    "不可(?!抗|预|避|控|燃|少|或缺|分割|逆)|不能(?=擅自|随意|离开|进入|使用|盲目|瞒)",
    r"\b(?:must|shall|may|should|will|can|is|are) (?:not|never|under no circumstances)\b|\b(?:mustn't|cannot|never)\b",
    r"\b(?:do not|don't|prohibited|forbidden|under no circumstances)\b",
    r"\bno(?:body| one| person| vehicle)\b[^.;]{0,40}\b(?:may|shall|must|is)\b",
)
_ORDERS = _words(
    "应当|应该|(?<![响反供适相回对照效感呼策])应(?![急对答诉邀聘变激用]|有尽有)|必须|务必|务求|责令|须(?!知)|需(?!求|要的|要时)",
    "(?<![重主需紧首扼简概不])要(?![求素点件闻害领么是]|员)",
    r"\b(?:shall|must|should|(?:is|are) (?:required |obliged |expected )?to(?! the| be found)|(?:has|have|needs?) to)\b",
)
_PROMISES = _words(
    "负责|承担|确保|保证|立即|马上|第一时间|及时|迅速|尽快|随即|即刻|同步|将(?![近军来])|牵头|做好|落实|坚持|实行",
    r"\b(?:will|ensures?|undertakes?|(?:is|are) (?:responsible for|in charge of)|leads?)\b",
    r"\b(?:immediately|at once|promptly|without delay|as soon as|within \S+ (?:minutes?|hours?|days?|working))\b",
)
# What offices do in a response, said without a verb that binds.
_RESPONDS = re.compile(
    "报告|上报|赶到|赶赴|到达|到场|启动|组织|通知|通报|协调|救治|疏散|撤离|派出|派员|调集|调动|调配|指挥|处置|抢修|抢险|救援|转移|"
    "安置|警戒|封锁|隔离|监测|值班|值守|巡查|排查|核实|发布|公布|接报|受理|答复|办结|听取|接待|劝导|疏导|护送|转运|消毒|登记|记录|"
    "汇报|研判|会商|召开|成立|设立|配备|储备|提供|开展|制定|维护|保护|拨打|关闭|切断|停止|解除|恢复|清点|评估|总结|培训|演练|检查|"
    "动员|增援|支援|请求|联系|联络|收集|跟踪|安抚|看护|送医|送往|移交|反馈|督促|督办|整改|修订|备案|领取|开放|搜救|供水|供电|供气|管控|"
    "到岗|到位|集结|集合|出动|待命|赶往|抵达|返回|实施|采取|履行|传达|封闭|清理|救助|帮助|引导|劝离|转办|交办|核查|调查|统计|签收|巡逻"
)
_WITHIN = re.compile(r"(?:分钟|小时|日|天|时|点|周)(?:之?内|以内|前|之前)|每[日天周月年隔]|24小时")
_VERB = (
    "activate|alert|announce|answer|arrive|ask|assemble|assign|bring|call|check|close|confirm|contact|convene|coordinate|cordon|"
    "count|decide|deploy|direct|dispatch|ensure|escalate|escort|establish|evacuate|follow|give|go|inform|isolate|issue|keep|"
    "leave|log|maintain|meet|move|notify|open|prepare|provide|raise|reach|receive|record|remove|report|request|respond|restore|"
    "ring|secure|send|shut|sound|stand|start|stop|support|switch|take|tell|treat|turn|update|visit|wait"
)
# The reader is told: 'Call 119 and leave the building.'
_IMPERATIVE = _words(rf"(?:(?:immediately|at once|then|always|if [^,]{{3,60}},) )?(?:{_VERB})\b")
# What an office does, in the present: 'The duty officer calls the head.'
_TELLS = _words(rf"\b(?:the|each|every|all|one|two|three|an?) [\w' -]{{2,60}}? (?:{_VERB})(?:e?s)?\b")
# What defines, explains or lists binds nobody.
_BINDS_NOBODY = re.compile(
    r"^(?:本预案|本方案|本办法|本规定)(?:所称|中|适用于|自)|(?:是指|指的是)|\b(?:means|refers to|is defined as)\b|"
    r"^(?:this|the) (?:plan|document|procedure) (?:sets out|describes|applies|covers|explains)\b",
    re.IGNORECASE,
)
_NAMES = ("预案", "方案", "制度", "办法", "情况", "工作", "原则", "的", "的。", "的；")  # the name of a thing ends like this


def deed_of(sentence: str) -> Deed | None:
    """What a sentence does."""
    if _BINDS_NOBODY.search(sentence):
        return None
    if _FORBIDS.search(sentence):
        return "forbid"
    if _ORDERS.search(sentence) or _IMPERATIVE.match(sentence):
        return "order"
    if _PROMISES.search(sentence) or _TELLS.search(sentence):
        return "promise"
    says_who_does = len(sentence) >= 8 and not sentence.endswith(_NAMES)
    return "promise" if _RESPONDS.search(sentence) and (_WITHIN.search(sentence) or says_who_does) else None
