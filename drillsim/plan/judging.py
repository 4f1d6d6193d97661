"""How a target is judged: every incident, a share of them, a percentile, or the mean."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, WithJsonSchema, model_serializer

from drillsim.base.language import current, say
from drillsim.plan.schema import Model, reject
from drillsim.quantities import measures
from drillsim.quantities.numerals import in_digits
from drillsim.quantities.written import note


class Form(Model):
    """How a target is judged: every incident, a share of them, a percentile, or the mean; or the mean of each period."""

    kind: Literal["every", "share", "mean"]
    goal: float = 0.95
    percentile: bool = False
    per: Literal["day", "week", "month"] | None = None  # the mean of every one of these is judged, in place of incidents

    @property
    def shown(self) -> str:
        return f"{self.goal * 100:.15g}"

    @model_serializer(when_used="json")
    def _written(self) -> str:
        """As a file would hold it, in the language spoken."""
        goal, zh = self.shown, current() == "zh"
        if self.per:
            return f"{_PERIODS_ZH[self.per]}平均" if zh else f"mean per {self.per}"
        if self.kind == "every":
            every = "每起" if zh else "every"
            return every if self.goal == 0.95 else f"{every} {goal}%"
        if self.kind == "mean":
            return "平均" if zh else "mean"
        return f"P{goal}" if self.percentile else f"{'达标率' if zh else 'share '}{goal}%"

    def __str__(self) -> str:
        return self._written()


_PERCENTILE = re.compile(
    r"(?:p\s*(\d+(?:\.\d+)?)|第?\s*(\d+(?:\.\d+)?)\s*(?:百分位|分位)数?|(\d+(?:\.\d+)?)(?:th|st|nd|rd) percentile)$",
    re.IGNORECASE,
)
_EVERY = re.compile(
    r"(?:every|each|all|每一?[起次件例宗个]|全部|所有|逐[起件]|100\s*%|百分之百)\s*"
    r"(?:incidents?|calls?|cases?|one|of them|事件|案件|都)?"
    r"\s*[(,，]?\s*(.*?)\)?$",
    re.IGNORECASE,
)
_SHARE = re.compile(
    r"(?:share|(?:达标|及时|按时|到场|合格|完成|办结)?率?(?:比例)?|比例)\s*(?:为|of)?\s*(.+?)\s*的?(?:of (?:the )?)?"
    r"(?:incidents|calls|cases|them|事件|案件|起数|次数|情况)?(?:达标|按时)?$",
    re.IGNORECASE,
)
_OVERDUE = re.compile(
    r"(?:(?:超期|逾期|超时|延误|迟到|不达标|未达标)(?:率|比例|起数)?\s*(?P<after>.+)|"
    r"(?P<before>.+?)\s*(?:of (?:them|the incidents|incidents|cases) )?(?:overdue|late|missed|over the limit|delayed|"
    r"(?:的)?(?:可以?|允许)?(?:超期|逾期|超时|延误)))$",
    re.IGNORECASE,
)
_PERIODS_ZH = {"day": "每日", "week": "每周", "month": "每月"}
_MEAN_PER = re.compile(
    r"(?:the )?(?:mean|average) (?:per|of (?:each|every)|each|every|in (?:each|every)|a) (?P<en>day|week|month)|"
    r"(?P<adjective>daily|weekly|monthly) (?:mean|average)|(?:按|每个?)?(?P<zh>日|天|周|月)(?:均|平均|的平均值?|平均值)",
    re.IGNORECASE,
)
_PERIODS = {"daily": "day", "weekly": "week", "monthly": "month", "日": "day", "天": "day", "周": "week", "月": "month"}
_MEAN = ("平均", "均值", "平均值", "mean", "average", "the mean", "on average")
_PLAIN_FORM = re.compile(
    r"mean per (?:day|week|month)|每[日周月]平均|"
    r"every(?: [\d.]+ ?%)?|每[起次](?: [\d.]+ ?%)?|(?:(?:share|达标率|比例) ?)?(?!100 ?%)[\d.]+ ?%|P[\d.]+|mean|平均",
    re.IGNORECASE,
)


def _form(value: Any) -> Any:
    if isinstance(value, (Form, dict)):
        return value
    if isinstance(value, float) and 0 < value < 1:  # 0.95, as a spreadsheet program keeps 95 %
        return {"kind": "share", "goal": float(value)}
    word = measures.fold(value) if isinstance(value, str) else ""
    form = _form_said(in_digits(word)) or _form_said(word)
    if form is None:
        raise reject(say("'{got}' is no form of target", got=value), say("write every, share 90%, P90 or mean"))
    if not 0 < form.get("goal", 0.5) < 1:
        raise reject(
            say("'{got}' is no share that can be tested", got=value),
            say("write a share above 0% and below 100%, or every"),
        )
    note(
        value,
        None
        if _PLAIN_FORM.fullmatch(word)
        else Form.model_construct(**{"goal": 0.95, "percentile": False, "per": None, **form}),
    )
    return form


def _form_said(word: str) -> dict[str, Any] | None:
    if word.lower() in _MEAN:
        return {"kind": "mean"}
    if match := _MEAN_PER.fullmatch(word):
        period = next(filter(None, match.groups())).lower()
        return {"kind": "every", "per": _PERIODS.get(period, period)}
    if match := _PERCENTILE.match(word):
        return {"kind": "share", "goal": float(next(filter(None, match.groups()))) / 100, "percentile": True}
    if match := _EVERY.match(word):
        goal = _goal(match[1]) if match[1] else 0.95
        return {"kind": "every", "goal": goal} if goal is not None else None
    if (match := _OVERDUE.match(word)) and (overdue := _most(match["after"] or match["before"])) is not None:
        return {"kind": "every" if overdue == 0 else "share", "goal": 0.95 if overdue == 0 else round(1 - overdue, 12)}
    match = _SHARE.match(word)
    goal = _goal(match[1]) if match else None
    return None if goal is None else {"kind": "every" if goal == 1 else "share", "goal": 0.95 if goal == 1 else goal}


def _goal(text: str) -> float | None:
    """The share that is to be reached: given, or as the least that will do."""
    found = measures.share_said(text)
    return None if found is None else found.one if found.one is not None else found.low if found.high is None else None


def _most(text: str) -> float | None:
    """The share that may be missed: given as the most, or as it is."""
    found = measures.share_said(text)
    return None if found is None or found.low not in (None, found.one) else found.high if found.one is None else found.one


Judged = Annotated[
    Form,
    BeforeValidator(_form),
    WithJsonSchema(
        {
            "type": "string",
            "examples": ["every", "share 90%", "P90", "mean", "mean per month", "每起", "达标率90%", "每月平均"],
        }
    ),
]
