"""What is done in a response, sentence by sentence: who does it, whom it is told, within what time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from drillsim.drafting.actors import Actor, actors_in
from drillsim.facts.limits import WrittenLimit
from drillsim.texts.passage import WrittenPlan, WrittenSentence

ActionSort = Literal["tell", "go", "start", "end", "work"]
LONG = 30  # characters of what is done, beyond which its remarks are left out


@dataclass(frozen=True)
class Action:
    """One thing done: words from `start` to `end` of a sentence. `by` does it; of what is told, `to` hears it."""

    sentence: WrittenSentence
    start: int
    end: int
    sort: ActionSort
    by: Actor | None = None
    to: Actor | None = None
    limits: tuple[WrittenLimit, ...] = ()

    @property
    def words(self) -> str:
        """What is done, in the words of the plan; its limits stand beside it and are left out."""
        text = self.sentence.text
        for limit in sorted(self.limits, key=lambda limit: -limit.start):
            if self.start <= limit.start and limit.end <= self.end and limit.sort != "soon":
                text = text[: limit.start] + "\0" * (limit.end - limit.start) + text[limit.end :]
        words = re.sub(r"\0+", " ", text[self.start : self.end])
        words = (
            re.sub(r"(?:应当?|须|必须|要|需)?在?\s+(?=[\u4e00-\u9fff])", "", words)
            if re.search("[\u4e00-\u9fff]", words)
            else words
        )
        words = re.sub(r"\s+", " ", words).strip(" ，,；;。.：:、")
        by = self.by.name if self.by is not None and not self.by.start >= self.start else ""
        return f"{by}{words}" if by and re.search("[\u4e00-\u9fff]", by) else words


# What is done before and after a response, by the headings that it stands under.
_NO_RESPONSE = re.compile(
    "总则|编制|目的|依据|适用范围|工作原则|组织(?:机构|体系|领导|指挥)|机构(?:设置|及|与)|职责|分工|保障|物资|装备|经费|演练|培训|宣传|教育|"
    "附则|附件|附录|修订|奖惩|责任追究|奖励|名词|术语|定义|备案|风险|预防|日常|责任人|事件分级|分级标准|善后|恢复重建|后期|调查评估|通讯录|联系|"
    r"(?i:\b(?:purpose|scope|legal|basis|references?|principles?|organi[sz]ation|roles?|responsibilit\w+|composition|membership|"
    r"resources?|equipment|training|exercis\w+|review\w*|revision|maintenance|definitions?|glossary|records?|contacts?|"
    r"risks?|prevention|preparedness|budget|funding|introduction|background|objectives?|aims?|classification|recovery|in charge|command structure|members)\b)"
)
_RESPONSE = re.compile(
    "响应|处置|程序|流程|报告|接报|启动|救援|疏散|接访|应对|步骤|措施|行动|指挥协调|"
    r"(?i:\b(?:response|respond\w*|procedures?|actions?|activation|alert\w*|notif\w+|report\w*|evacuat\w+|steps?|handling|"
    r"escalat\w+|call\w*|incident)\b)"
)

_VERBS: tuple[tuple[ActionSort, str], ...] = (
    ("end", r"响应(?:终止|结束)|终止(?:应急)?响应|解除(?:应急|警戒|响应|预警)|宣布(?:应急)?(?:结束|终止)|"
            r"\bstand(?:s|ing)? down\b|\b(?:end|close|closes|ends|terminat\w+) (?:of )?the (?:response|incident|emergency)\b"
            r"|\ball[- ]clear\b"),
    ("start", r"启动(?!资金|器)|\bactivat\w+|\bdeclar\w+ (?:an?|the) (?:emergency|incident|level)"),
    ("tell", r"报告(?!人|员|制度|内容|表|书|电话)|上报|汇报|续报|初报|报送|通知(?!书|单|要求|精神)|通报|告知|转告|转报|拨打|呼叫|报警(?!后|器|装置|信号)|"
             r"请求|联系(?!人|方式|电话)|电话告|传达|发布|"
             r"\b(?:re)?(?:report|inform|notif|tell|alert|call|ring|phone|brief|escalate|advise|contact)(?:s|ed|ies|y|ing)?\b"),
    ("go", r"赶赴|赶到|赶往|到达|到场|抵达|前往|到岗|到位|奔赴|出动|集结到|进入现场|到(?=.{0,10}现场)|到指定|"
           r"\b(?:arriv|attend|proceed|deploy|travel)\w*\b|\b(?:go|goes|reach|reaches|be|is|are) (?:to|at|on)?\s*(?:the )?"
           r"(?:scene|site|spot|incident|assembly point)\b|\bon[- ](?:scene|site)\b"),
    ("work", "救治|疏散|撤离|撤至|组织|协调|调集|调配|指挥|处置|抢修|抢险|救援|转移|安置|警戒|封锁|隔离|监测|核实|公布|受理|答复|办结|听取|接待|疏导|"
             "护送|转运|消毒|登记|记录|研判|会商|召开|成立|提供|开展|关闭|切断|停止|恢复|清点|增援|支援|收集|安抚|看护|送医|送往|移交|反馈|督办|"
             "开放|搜救|供水|供电|供气|管控|堵漏|冲洗|确认|派出|派员|分派|派单|交办|签收|回访|维持|保护|引导|封闭|排查|巡查|巡检|检查|搜索|灭火|接管|"
             "接听|分流|预检|分诊|抢救|输送|加固|堵口|回复|处理|解释|说明|做好|完成|停课|停电|停气|停水|倒闸|隔断|"
             r"\b(?:answer|assess|check|clos|confirm|conven|coordinat|cordon|count|decid|evacuat|escort|establish|follow|"
             r"isolat|issu|log|meet|mov|open|prepar|provid|rais|receiv|record|remov|restor|secur|send|set up|shut|start|"
             r"stop|support|switch|take|treat|triage|turn|updat|visit|dispatch|direct|ensur|assembl|search|rescu|shelter|"
             r"register|inspect|sampl|test|deliver|transfer|repair|clear|extinguish|administer|hand over|publish|monitor|"
             r"sweep|lead|hold|assign|resolv|acknowledg)\w*\b"),
)  # fmt: skip
_SORTS = tuple((sort, re.compile(pattern, re.IGNORECASE)) for sort, pattern in _VERBS)
_PARTS = re.compile(r"[^，,；;。！？!?]+(?:[，,；;。！？!?]+|$)")
_CONDITION = re.compile(
    r"(?:后|时|的|之后|之时|期间|情况下|以来)[，,]?$|^\s*(?:如|若|对|当|凡|遇|在|自|自从|从|根据|按照|经|一旦|\S{0,8}已|"
    r"(?:when|if|once|after|on|upon|where|unless|as soon as|following|during|for)\b)",
    re.IGNORECASE,
)


def is_response(sentence: WrittenSentence) -> bool | None:
    """Whether a sentence stands in what is done when something happens; None where its headings do not tell."""
    for heading in reversed(sentence.passage.place.headings):
        if _NO_RESPONSE.search(heading):
            return False
        if _RESPONSE.search(heading):
            return True
    return None


def find_actions(
    written: WrittenPlan, sentences: Sequence[WrittenSentence], limits: dict[int, list[WrittenLimit]]
) -> list[Action]:
    """What is done, in the order of the text; `limits` are those of each sentence, by its id."""
    found: list[Action] = []
    for sentence in sentences:
        found += _of_sentence(sentence, written.language, limits.get(id(sentence), []))
    return found


def _of_sentence(sentence: WrittenSentence, language: str, limits: Sequence[WrittenLimit]) -> Iterator[Action]:
    """The actions of one sentence: one for each part of it that has a verb of its own and a limit, a hearer or a doer."""
    actors = actors_in(sentence, language)
    text = _without_occasions(sentence.text, limits)
    for actor in actors:  # a rescue team rescues nobody by its name
        text = text[: actor.start] + "\0" * (actor.end - actor.start) + text[actor.end :]
    action: Action | None = None
    subject: Actor | None = None
    begins = 0  # of what no action has taken yet: a limit may stand in a part of its own before the verb
    for part in _PARTS.finditer(text):
        inside = [one for one in actors if part.start() <= one.start < part.end()]
        here = tuple(one for one in limits if begins <= one.start < part.end())
        verb = _verb(text, part.start(), part.end())
        if verb is None or (not here and _CONDITION.search(part[0].strip())):
            subject = inside[0] if inside and not _heard(sentence.text, inside[0]) else subject
            continue  # when something has happened: nobody does anything in these words
        sort, at = verb
        doer = next((one for one in inside if one.end <= at and not _heard(sentence.text, one)), None)
        hearer = None
        if sort == "tell":
            hearer = next(
                (one for one in inside if one is not doer and (one.start >= at or _heard(sentence.text, one))), None
            )
        subject = doer or subject
        goes_on = not here and doer is None and hearer is None
        if goes_on and sort in ("work", "go") and (action is not None or subject is None):
            if action is not None:
                action, begins = replace(action, end=part.end()), part.end()  # it goes on in other words
            continue
        if action is not None:
            yield action
        action, begins = Action(sentence, part.start(), part.end(), sort, subject, hearer, here), part.end()
    if action is not None:
        yield action


_TO = re.compile(
    r"(?:[向给][^，,；;。]{0,14}|对|报请?|请求?|通知|告知|抄送|报送|报告|\b(?:to|with|of|for)(?: the)?)\s*$", re.IGNORECASE
)


def _heard(text: str, actor: Actor) -> bool:
    """Whether somebody is spoken to: '向指挥部', 'to the county'."""
    return _TO.search(text, 0, actor.start) is not None


_OCCASION = re.compile(
    r"(?:自|从|在)?(?:接到|收到|接报|接警|得知|获悉|发现)[^，,；;。]{0,24}?(?:之?后|时|起)"
    r"|\b(?:after|of|on|upon) (?:receiving|receipt of|being (?:told|informed|notified) of|hearing of)\b[^,;.]{0,40}",
    re.IGNORECASE,
)


def _without_occasions(text: str, limits: Sequence[WrittenLimit]) -> str:
    """`text` with what limits run from and what has happened before blanked: nobody does that now."""
    for start, end in [limit.runs_from for limit in limits if limit.runs_from] + [
        m.span() for m in _OCCASION.finditer(text)
    ]:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _verb(text: str, start: int, end: int) -> tuple[ActionSort, int] | None:
    """What the words of a part do, and where they say so: what comes first counts, in the order of the sorts."""
    for sort, pattern in _SORTS:
        if match := pattern.search(text, start, end):
            return sort, match.start()
    return None
