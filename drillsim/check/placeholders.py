"""Words that stand where a source should, and name none: 'assumed', '待核实', '?'."""

from __future__ import annotations

import re
from typing import Any

from drillsim.quantities.measures import fold

# What may stand before such a word without making a source of it.
_BEFORE = (
    r"(?:(?:this|these|that|it|they|all|numbers?|values?|figures?|is|are|was|were|an?|our|my|own|the|only|just|still|mere|"
    r"merely|simply|pure|rough|educated|best|working|team'?s?|authors?'?s?|planners?'?s?|by|us|we)\s+)*"
)
_BEFORE_ZH = (
    r"(?:以上|本|此|该|均|皆|都|全部|数值?|数字|数据|为|系|属于?|是|由|由于|我们?|我方|编者|编制人?|作者|自行|自己|个人|"
    r"内部|初步|暂时?|仅|只是|纯属|的|作)*"
)
# A source that begins so is none, whatever follows: 'assumed; ask the station'.
_BEGINS = re.compile(
    _BEFORE
    + r"(?:assum(?:ed?|es|ing|ptions?)|presum(?:ed?|ptions?)|suppos(?:ed?|itions?)|hypothetical|guess(?:ed|es|work)?|"
    r"made up|invented|fictitious|placeholder|tb[acds]|todo|fixme|xxx+|to be|not (?:yet )?(?:known|measured|checked|"
    r"confirmed)|unknown|unsourced|no (?:source|record|data)s?|without (?:a )?source|pending|source (?:needed|missing|"
    r"unknown))(?![-\w])",
    re.IGNORECASE,
)
_BEGINS_ZH = re.compile(
    _BEFORE_ZH + r"(?:假定|假设|假想|设想|推测|猜测|猜想|臆测|杜撰|虚构|拍脑袋|暂定|暂估|暂拟|暂缺|自拟|未知|不详|不明|"
    r"不清楚|待(?:定|查|核|确|补|测|问|填|落实|明确|调查|统计|收集|完善|提供)|尚(?:未|待|无)|未(?:核|查|经核|确认|注明|"
    r"提供)|暂?没有|暂?无(?:$|来源|出处|依据|数据|记录))"
)
# The same where nothing follows: 'estimate' is none, 'estimate of the fire service' is one.
_ONLY = re.compile(
    _BEFORE + r"(?:estimat(?:ed?|es|ions?)|n\.?/?a\.?|nil|none|nothing|missing|default|examples?|sample|dummy|test|ibid)$",
    re.IGNORECASE,
)
_ONLY_ZH = re.compile(
    _BEFORE_ZH + r"(?:估计|估算|预估|预计|估计值|估算值|经验|无|空|缺|默认|默认值|缺省|示例|举例|样例|演示|测试|略)$"
)


def names_a_source(text: str) -> bool:
    """Whether a sentence in the place of a source names one, as far as its words can tell."""
    words = re.sub(r"^[\W_]+|[\W_]+$", "", fold(text))
    return bool(words) and not any(rule.match(words) for rule in (_BEGINS, _BEGINS_ZH, _ONLY, _ONLY_ZH))


def sourced(source: Any) -> bool:
    """The same of a text as files hold it: a sentence, one for each language, or nothing."""
    return any(names_a_source(text) for text in told(source))


def told(source: Any) -> list[str]:
    """What stands where the source should, in all its languages."""
    texts = list(source.values()) if isinstance(source, dict) else [] if source is None else [source]
    return [text.strip() for text in map(str, texts) if text.strip()]
