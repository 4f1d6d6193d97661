"""The words by which a draft knows what is done, and where: in headings and in sentences, in both languages."""

from __future__ import annotations

import re
from typing import Literal

ActionSort = Literal["tell", "go", "start", "end", "work"]

# Headings of what is done before and after a response, not in it.
NO_RESPONSE = re.compile(
    "总则|编制|目的|依据|适用范围|工作原则|组织(?:机构|体系|领导|指挥)|机构(?:设置|及|与)|职责|分工|保障|物资|"
    "装备|经费|演练|培训|宣传|教育|附则|附件|附录|修订|奖惩|责任追究|奖励|名词|术语|定义|备案|风险|预防|日常|"
    "责任人|事件分级|分级标准|善后|恢复重建|后期|调查评估|通讯录|联系|"
    r"(?i:\b(?:"
    r"purpose|scope|legal|basis|references?|principles?|organi[sz]ation|roles?|responsibilit\w+|composition|"
    r"membership|resources?|equipment|training|exercis\w+|review\w*|revision|maintenance|definitions?|glossary|"
    "records?|contacts?|risks?|prevention|preparedness|budget|funding|introduction|background|objectives?|aims?|"
    "classification|recovery|in charge|involved|command structure|members"
    r")\b)"
)

# Headings of why there is a plan, and of what it is about.
PURPOSE = re.compile(
    "总则|目的|依据|适用范围|工作原则|指导思想|形势|背景|"
    r"(?i:\b(?:purpose|scope|legal basis|introduction|background|objectives?|aims?|principles?)\b)"
)

# Headings of what is done in a response.
RESPONSE = re.compile(
    "响应|处置|程序|流程|报告|接报|启动|救援|疏散|接访|应对|步骤|措施|行动|指挥协调|"
    r"(?i:\b(?:"
    r"response|respond\w*|procedures?|actions?|activation|alert\w*|notif\w+|report\w*|evacuat\w+|steps?|handling|"
    r"escalat\w+|call\w*|incident"
    r")\b)"
)

# What can happen, as headings name it: under these each kind of incident has steps of its own.
KINDS_OF_INCIDENT = re.compile(
    "火|震|中毒|泄漏|泄露|踩踏|拥挤|走失|溺|爆炸|停电|停水|停气|断电|洪|暴雨|暴雪|台风|雷电|疫|传染|发热|伤亡|"
    "受伤|伤害|死亡|自杀|轻生|欺凌|滑坡|坍塌|垮塌|塌方|透水|瓦斯|治安|暴力|恐怖|爆管|上访|来访|来信|来电|集访|"
    "个访|群体|聚集|舆情|网络|数据|故障|失踪|决口|漫堤|险情|污染|电梯|触电|烫伤|噎|跌倒|"
    r"(?i:\b(?:"
    r"fires?|flood\w*|earthquakes?|poison\w*|leaks?|spills?|crush\w*|crowd \w+|lost|missing|drown\w*|explosions?|"
    r"outages?|loss of|power|storms?|outbreaks?|illness|infect\w*|injur\w*|deaths?|suicid\w*|collapse\w*|bombs?|"
    r"threats?|violen\w*|intruders?|attacks?|contaminat\w*|falls?|chok\w*|gas|bursts?|failures?|breach\w*|hazmat|"
    "collisions?|visits?|complaints?"
    r")\b)"
)

# Of those who go: that they set out, and that they are there.
SETS_OUT = re.compile(r"出动|出发|出警|(?i:\b(?:sets? out|turns? out|under way)\b)")
ARRIVES = re.compile(
    r"赶赴|赶到|赶往|到达|到场|抵达|前往|到位|奔赴|集结到|现场|(?i:\b(?:arriv\w*|attend\w*|reach\w*|on[- ]s(?:cen|it)e)\b)"
)

# What is done, in this order: of a sentence that says several things, the first of them counts.
_VERBS: tuple[tuple[ActionSort, str], ...] = (
        (
            "end",
            "响应(?:终止|结束)|终止(?:应急)?响应|解除(?:应急|警戒|响应|预警)|宣布(?:应急)?(?:结束|终止)|"
            r"\bstand(?:s|ing)? down\b|\ball[- ]clear\b|\b(?:end|close|closes|ends|"
            r"terminat\w+) (?:of )?the (?:response|incident|emergency)\b",
        ),
        (
            "start",
            r"启动(?!资金|器)|\bactivat\w+|\bdeclar\w+ (?:an?|the) (?:emergency|incident|level)",
        ),
        (
            "tell",
            "报告(?!人|员|制度|内容|表|书|电话|材料|单)|上报|汇报|续报|初报|报送|通知(?!书|单|要求|精神)|通报|告知|转告|"
            r"转报|拨打|呼叫|报警(?!后|器|装置|信号)|请求|联系(?!人|方式|电话)|电话告|传达|发布|\b(?:report|"
            r"inform|notif|tell|alert|call|ring|phone|brief|escalate|advise|contact)(?:s|ed|ies|y|ing)?\b",
        ),
        (
            "go",
            "赶赴|赶到|赶往|到达|到场|抵达|前往|到岗|到位|奔赴|出动|出发(?!点|地)|出警|"
            r"集结到|进入现场|到(?=.{0,10}现场)|到指定|"
            r"\b(?:sets? out|turns? out|under way|"
            r"arriv\w*|attend\w*|proceed\w*|deploy\w*|travel\w*)\b|\bon[- ](?:scene|site)\b|\b(?:go|goes|reach|reaches|"
            r"be|is|are) (?:to|at|on)?\s*(?:the )?(?:scene|site|spot|incident|assembly point)\b",
        ),
        (
            "work",
            "救治|疏散|撤离|撤至|组织|协调|调集|调配|指挥|处置|抢修|抢险|救援|转移|安置|警戒|封锁|隔离|监测|核实|"
            "公布|受理|答复|办结|听取|接待|疏导|护送|转运|消毒|登记|记录|研判|会商|召开|成立|提供|开展|关闭|切断|"
            "停止|恢复|清点|增援|支援|收集|安抚|看护|送医|送往|移交|反馈|督办|开放|搜救|供水|供电|供气|管控|堵漏|"
            "冲洗|确认|派出|派员|分派|派单|交办|签收|回访|维持|保护|引导|封闭|排查|巡查|巡检|检查|搜索|灭火|接管|"
            "接听|分流|预检|分诊|抢救|输送|加固|堵口|回复|处理|解释|说明|做好|完成|停课|停电|停气|停水|倒闸|隔断|"
            r"\b(?:answer|assess|check|clos|confirm|conven|coordinat|cordon|count|decid|evacuat|escort|establish|"
            "follow|isolat|issu|log|meet|mov|open|prepar|provid|rais|receiv|record|remov|restor|secur|send|"
            "set up|shut|start|stop|support|switch|take|treat|triage|turn|updat|visit|dispatch|direct|ensur|"
            "assembl|search|rescu|shelter|register|inspect|sampl|test|deliver|transfer|repair|clear|extinguish|"
            r"administer|hand over|publish|monitor|sweep|lead|hold|assign|resolv|acknowledg)\w*\b",
        ),
)  # fmt: skip
VERBS = tuple((sort, re.compile(pattern, re.IGNORECASE)) for sort, pattern in _VERBS)
