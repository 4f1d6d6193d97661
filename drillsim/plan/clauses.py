"""What the written plan says, how each sentence is covered, and the numbers that it does not give."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, BeforeValidator, model_validator

from drillsim.base.language import N_, say
from drillsim.plan.keys import key
from drillsim.plan.paths import PlanPath, in_english
from drillsim.plan.schema import Model, reject, written
from drillsim.plan.values import (
    AttributeNames,
    ClauseNumbers,
    Flag,
    NumbersOfClauses,
    RefersTo,
    Share,
    TargetName,
    TargetNames,
    Text,
    Texts,
    Words,
    spoken,
)


def _parts(paths: list[str]) -> list[str]:
    return [in_english(path) for path in paths]


def _written(paths: list[str]) -> list[str]:
    return [str(PlanPath(path)) for path in paths]


Parts = Annotated[
    Words, AfterValidator(_parts), written(_written), RefersTo("parts")
]  # dotted paths, keys in either language


# Why a sentence is left out, in few words, so that reports can count.
LeftOut = Literal["done_to_people", "accountability", "target_on_numbers", "outside", "background"]
REASONS: tuple[str, ...] = get_args(LeftOut)


class Clause(Model, title=N_("A clause")):
    """A sentence of the written plan that promises something: as it stands there, as we read it, and how it is covered.

    `quote` is the plan's own sentence and `place` where it stands; `text` is what we read in it. One of the two will do.
    What the check looks for in words it looks for in the quote.

    What no rule can compute from the plan, a reader of the text may add: clauses that it
    `contradicts`; terms it leaves `undefined`; its `readings` where it can be read in several
    ways (the target that tests each reading, with the reading in words); questions `to_confirm`;
    attributes that it `defines`; and why the sentence should be struck (`strike`).
    """

    # fmt: off
    quote: Annotated[Text | None, key(
        "原文 预案原文", N_("the sentence as it stands in the written plan"),
        "All visits shall be reported within 30 minutes.", "凡来访事项，须在30分钟内上报。")] = None
    place: Annotated[Text | None, key(
        "出处 原文位置", N_("where it stands: heading, item, paragraph"),
        "Part 3, 2, paragraph 12", "三、（二），第12段")] = None
    text: Annotated[Text | None, key(
        "内容 条款内容", N_("what it promises, in your words"),
        "Every visit is reported within 30 minutes.", "每起来访30分钟内上报。")] = None
    timed: Annotated[TargetNames, key("计时", N_("it is tested by these targets"), "[reported]", "[上报]")] = []
    modelled: Annotated[Parts, key(
        "纳入推演", N_("it is in these parts of the file, without a clock"),
        "procedures.visit.help", "处置流程.来访.帮扶")] = []
    qualitative: Annotated[Text | None, key(
        "定性", N_("no number can judge it; the reason"), "no number can judge it", "没有数字可以检验")] = None
    not_modelled: Annotated[Text | None, key(
        "不纳入推演", N_("left out; the reason"), "a number of visits is no target", "来访数量不作为指标")] = None
    reason: Annotated[LeftOut | None, BeforeValidator(spoken), key(
        "不推演原因", N_("left out; the reason as one of `done_to_people`, `accountability`, `target_on_numbers`, `outside` "
                        "(of this plan), `background`"), "accountability", "责任追究")] = None
    guessed: Annotated[Flag, key(
        "推测 待核对", N_("how it is covered was guessed from its words, and nobody has looked at it"), "yes", "是")] = False
    note: Annotated[Text | None, key("备注", N_("a remark for readers"), "asked of the office", "已询问办公室")] = None
    contradicts: Annotated[NumbersOfClauses, key("矛盾 与之矛盾", N_("clauses that it contradicts"), '"3.4"')] = []
    undefined: Annotated[Texts, key(
        "未定义", N_("terms that the plan does not define"), "[special reasons]", "[特殊原因]")] = []
    readings: Annotated[dict[TargetName, Text], key(
        "理解 几种理解", N_("the ways in which it can be read, by the target that tests each"),
        "{in_time: nine hours, by_clock: nine o'clock}", "{按时长: 九小时, 按钟点: 九点}")] = {}
    to_confirm: Annotated[Texts, key(
        "待确认 待人工确认", N_("questions to those who wrote it"),
        "[Does the limit include turnout?]", "[时限是否包括集结？]")] = []
    defines: Annotated[AttributeNames, key("定义", N_("attributes that it defines"), "[road]", "[道路]")] = []
    strike: Annotated[Text | None, key(
        "建议删除", N_("why it should be struck"), "Lawful petitioning may not be blocked.", "不得阻拦依法信访。")] = None
    # fmt: on

    @model_validator(mode="after")
    def _one_mark(self) -> Clause:
        left_out = self.not_modelled is not None or self.reason is not None
        marks = [bool(self.timed or self.modelled), self.qualitative is not None, left_out]
        if sum(marks) != 1:
            raise reject(
                say("a clause has one mark"),
                say("give timed and/or modelled, or qualitative, or not_modelled with the reason"),
            )
        if self.quote is None and self.text is None:
            raise reject(say("a clause without words"), say("give quote, the sentence of the plan, or text, what it says"))
        return self

    @property
    def says(self) -> Text:
        """The plan's own sentence; where it is not given, what we read in it."""
        return self.quote if self.quote is not None else self.read_as

    @property
    def read_as(self) -> Text:
        """What we read in it; where nobody said, the sentence itself."""
        words = self.text if self.text is not None else self.quote
        assert words is not None  # a clause has words
        return words

    @property
    def left_out(self) -> bool:
        """Whether it is not modelled."""
        return self.mark == "not_modelled"

    @property
    def mark(self) -> str:
        """'timed', 'modelled', 'qualitative' or 'not_modelled'."""
        if self.timed:
            return "timed"
        if self.modelled:
            return "modelled"
        return "qualitative" if self.qualitative is not None else "not_modelled"


def _below_one(share: float) -> float:
    if share >= 1:
        raise reject(say("an uncertainty lies below 100%"), say("write it as {example}", example="30%"))
    return share


Uncertainty = Annotated[Share, AfterValidator(_below_one)]


class Assumption(Model, title=N_("An assumption")):
    """Numbers that the written plan does not give: what was put in, and from where.

    `about` lists the parts of the plan or scenario that rest on it, as dotted paths. `uncertainty`
    is the share by which its times, rates and travel factors may be off, either way.
    """

    # fmt: off
    text: Annotated[Text, key(
        "内容 条款内容", N_("what was assumed"), "Travel times and how they vary.", "路程用时及其波动。")]
    source: Annotated[Text | None, key(
        "来源 依据", N_("who said so, or from which record; one that begins with `assumed` is no source"),
        "the duty roster of March", "三月值班表")] = None
    about: Annotated[Parts, key(
        "涉及", N_("the parts that rest on it, keys joined by dots"),
        "[travel.times, pools.reception.staff]", "[路程.用时, 力量.接待组.人员]")] = []
    uncertainty: Annotated[Uncertainty | None, key(
        "不确定度", N_("by how much its times, rates and travel factors may be off, either way; 25% unless given"),
        "30%", "30%")] = None
    # fmt: on


class OpenQuestion(Model, title=N_("An open question")):
    """What nobody has answered yet. The parts that it is `about` hold stand-ins until then, and nothing is played.

    The name of a question is its number on the sheet that goes to the office. What is asked of a whole procedure is how
    often its incidents come; of a whole step, within what time it is to be done; of a whole pool, who stands in for it.
    """

    # fmt: off
    asks: Annotated[Text, key(
        "提问 问", N_("what is asked, in the words of the office"),
        "How long does the car take to the village?", "车到村里要多久？")]
    about: Annotated[Parts, key(
        "涉及", N_("the parts that hold stand-ins until it is answered, keys joined by dots"),
        "[travel.times]", "[路程.用时]")] = []
    may_wait: Annotated[Flag, key(
        "可缓答 可不答", N_("play need not wait for the answer: without it something is left untested"),
        "yes", "是")] = False
    clause: ClauseNumbers = []
    # fmt: on
