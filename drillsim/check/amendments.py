"""A wording that would mend what a finding is about, made from the sentence of the plan where that can be done by rule.

What only the office can know is left open (____). What we tested with is named beside it as ours: nobody has agreed to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from drillsim.base.language import Message, _, say, speaking, text, told_in
from drillsim.check.findings.finding import QUOTED, Finding, ends
from drillsim.check.findings.paper import Paper
from drillsim.check.findings.tiers import families
from drillsim.plan.clauses import Clause
from drillsim.plan.plan import Plan
from drillsim.quantities import measures
from drillsim.say.clauses import with_marks

BLANK = "____"


@dataclass(frozen=True)
class Amendment:
    """A row of the table of amendments: the clauses with their places, what they say, what is wrong, what would mend it."""

    clauses: tuple[str, ...]
    places: list[Any]
    sentences: list[Any]
    what: Message
    wording: list[Any]


def amendment(plan: Plan, finding: Finding) -> Amendment:
    """What to write instead of what a finding is about; sentences are in the language spoken."""
    marked = dict.fromkeys(mark.clause for mark in finding.marks)
    shown = [name for name in marked or finding.clauses[:QUOTED] if name in plan.clauses]
    several = len(shown) > 1
    sentences: list[Any] = [_as_it_is(name if several else None, plan.clauses[name], finding) for name in shown]
    if finding.loc[0] == "basis":
        sentences = [plan.basis[int(finding.loc[1])]]
    places = [plan.clauses[name].place for name in shown if plan.clauses[name].place]
    return Amendment(finding.clauses, places, sentences, finding.what, wording(plan, finding))


def of_the_test(finding: Finding) -> bool:
    """Whether it is to be confirmed for the test, and nothing is said against the wording of the plan."""
    return (finding.kind == "confirm" and finding.rule != "to-confirm") or finding.rule in _OF_OUR_FILES


def wording(plan: Plan, finding: Finding) -> list[Any]:
    """The wording that would mend a finding, line by line; where there is none to write, what is to be done."""
    if of_the_test(finding):
        return [finding.mend]
    if finding.rule in FROM_THE_PLAN and (lines := FROM_THE_PLAN[finding.rule](plan, finding)):
        return lines
    if finding.rule in SENTENCES:
        return [_filled(SENTENCES[finding.rule], finding)]
    return [finding.mend]


def _filled(sentence: Message, finding: Finding) -> Message:
    """A sentence with the names and numbers of a finding."""
    return Message(sentence.msgid, finding.what.values)


def _as_it_is(name: str | None, clause: Clause, finding: Finding) -> Any:
    words: Any = with_marks(clause.says, finding.marked(name or finding.clauses[0]))
    if clause.quote is None:
        words = say("{text} (in our words)", text=words)
    return say("{clause}: {sentence}", clause=name, sentence=words) if name else words


# ---- from the sentence of the plan ------------------------------------------------------------

Change = Callable[[str, str, str], tuple[int, str, int]]  # before, word, behind → cut off before, new, cut off behind


def _rewritten(clause: Clause, marks: Iterable[tuple[str, int, int]], change: Change) -> str:
    """The sentence of a clause with its marked words changed, in the language that it is written in."""
    language, words = (told_in(clause.says) if isinstance(clause.says, dict) else ""), text(clause.says)
    shown, last = "", 0
    with speaking("zh" if re.search(r"[\u4e00-\u9fff]", words) else "en"):
        for _language, start, end in sorted({mark for mark in marks if mark[0] == language}):
            if start >= last:
                before, new, behind = change(shown + words[last:start], words[start:end], words[end:])
                kept = shown + words[last:start]
                shown, last = kept[: len(kept) - before] + new, end + behind
    return shown + words[last:]


def _sentences(plan: Plan, finding: Finding, change: Change) -> list[Any]:
    """Each sentence in which a finding marks words, with these changed."""
    marked = dict.fromkeys(mark.clause for mark in finding.marks)
    lines = [_rewritten(plan.clauses[name], finding.marked(name), change) for name in marked]
    return [say("“{sentence}”", sentence=line) for line in lines]


_LONG = re.compile(r"答复|回复|办结|化解|整改|\b(?:answer|settle|resolve)", re.I)  # what takes days
_ON_ARRIVAL = {"访": "接访", "接": "接待", "办": "办理", "处": "处", "查": "核查"}  # 随到随访, 随到随处(置)
_PART = re.compile(r"[，。；,.;]|\band\b|并")  # ends a part of a sentence
_AFTER_NOUN = re.compile(r"[的性]|反应|高效|[，。；：,.;:）)]|$")  # then the word is no adverb, and a bracket must do
_ENDS = re.compile(r"\s*(?:[.,;:)]|$|(?:and|or|to|by|when|after|if|in|at|of|from)\b)")


def _in_a_span(before: str, word: str, behind: str) -> tuple[int, str, int]:
    """'Report at once' → 'report within ____ minutes'; '及时上报' → '在____分钟内上报'."""
    unit = _("days") if _LONG.search(_PART.split(before)[-1] + word + _PART.split(behind)[0]) else _("minutes")
    if not re.search(r"[\u4e00-\u9fff]", word):
        span = f"within {BLANK} {unit}"
        return (0, span, 0) if _ENDS.match(behind) else (0, f"{word} ({span})", 0)
    span = f"{BLANK}{unit}内"
    if re.match("规定|指定", word):
        return (0, BLANK + unit, 0) if re.match("[之以]?内", behind) else (0, f"{BLANK}时{BLANK}分", 0)
    if told := re.match("随到随(.)", word):
        return 0, f"到后{span}" + _ON_ARRIVAL[told[1]], 0
    if joined := re.search(rf"{BLANK}\w内[、，,]?$|{BLANK}\w\w内[、，,]?$", before):  # '立即、及时上报': once will do
        return len(joined[0]) - len(joined[0].rstrip("、，,")), "", 0
    if _AFTER_NOUN.match(behind):
        return 0, f"{word}（{span}）", 0
    eaten, by = re.match("内?地?、?", behind), before.endswith(("以", "用"))  # 以最快速度
    return int(by), ("" if re.search("[后时在即于]$", before) else "在") + span, eaten.end() if eaten else 0


def _number_written(plan: Plan, finding: Finding) -> list[Any]:
    lines = _sentences(plan, finding, _in_a_span)
    values = finding.what.values
    if not lines and "target" in values:
        return [_filled(say("Add: “{target}: within ____.” (tested with what we assumed: {limit})"), finding)]
    if not lines and "limits" in values:
        return [_filled(say("Add to the sentence what is promised, with its number: ____ (tested with what we assumed: "
                            "{limits})"), finding)]  # fmt: skip
    ours = [_filled(say("(ours, not agreed by anybody: tested with {limits})"), finding)] if "limits" in values else []
    return [*lines, *ours]


def _named_place(_before: str, word: str, behind: str) -> tuple[int, str, int]:
    """'The designated place' → '____ (name the place)'."""
    if re.search("时|time|schedule", word, re.I):
        return _in_a_span(_before, word, behind) if "时" in word else (0, _("at ____ o'clock"), 0)
    return 0, _("____ (name the place)"), 0


def _place_named(plan: Plan, finding: Finding) -> list[Any]:
    return _sentences(plan, finding, _named_place)


def _terms_defined(plan: Plan, finding: Finding) -> list[Any]:
    terms = plan.clauses[finding.clauses[0]].undefined
    return [say("Add: “'{term}' means ____; ____ decides what counts as it.”", term=term) for term in terms]


def _one_reading(plan: Plan, finding: Finding) -> list[Any]:
    clause = plan.clauses[finding.clauses[0]]
    if finding.marks:
        return [
            say("“{sentence}”", sentence=_rewritten(clause, finding.marked(finding.clauses[0]), _hours_long)),
            say("or: “{sentence}”", sentence=_rewritten(clause, finding.marked(finding.clauses[0]), _by_the_clock)),
        ]
    return [say("Write the one that is meant: {reading}", reading=reading) for reading in clause.readings.values()]


def _hours_long(before: str, word: str, _behind: str) -> tuple[int, str, int]:
    return _without_quotes(before, word), f"{re.sub(r'[^0-9]', '', word)}小时内", 0


def _by_the_clock(before: str, word: str, _behind: str) -> tuple[int, str, int]:
    return _without_quotes(before, word), f"{re.sub(r'[^0-9]', '', word)}时（钟点）前", 0


def _without_quotes(before: str, word: str) -> int:
    """1 where a quotation mark stands before what closes it within the word."""
    return int(before.endswith(("“", "「", "『", '"')) and bool(re.search('[”」』"]', word)))


def _basis_in_force(plan: Plan, finding: Finding) -> list[Any]:
    law = finding.what.values["law"]

    def cite(before: str, word: str, behind: str) -> tuple[int, str, int]:
        new = text(law)
        cut, year = (
            re.search(r"(?:[《〈]|\b[Tt]he )$", before),
            re.match(r"[》〉]?(?: of \d{4}| ?[(（]\d{4}年?[)）])?", behind),
        )
        return len(cut[0]) if cut else 0, new, len(year[0]) if year else 0

    if finding.marks:
        return _sentences(plan, finding, cite)
    return [say("Cite instead: {law}", law=law)]


def _struck(plan: Plan, finding: Finding) -> list[Any]:
    if not finding.clauses:
        return [say("Name it after what it does for people: ____")]
    return [
        say("To be struck."),
        say("Instead: “Staff come, listen, register what is said and answer within ____ days.”"),
    ]


def _police_only_for_violence(plan: Plan, finding: Finding) -> list[Any]:
    return [say("To be struck."), say("Instead: “The police are called only for violence or danger to life.”")]


def _no_number_of_visits(plan: Plan, finding: Finding) -> list[Any]:
    return [
        say("To be struck."),
        say("Instead: “No visit goes unreceived or unregistered, and no answer is overdue.”"),
    ]


# ---- from what the plan file says -------------------------------------------------------------


def _tiers(plan: Plan, finding: Finding) -> list[Any]:
    """The tiers once more, so that each head-count stands in exactly one."""
    kind, step = str(finding.loc[1]), str(finding.loc[-1])
    ranges = next(found for of, at, found, _clauses in families(Paper(plan)) if (of, at) == (kind, step))
    lines: list[Any] = []
    for low, high in _mended(ranges):
        written = any(low == first for first, _last in ranges)
        sentence = say("Head-count {people}: as written") if written else say("Head-count {people}: ____ come")
        lines.append(Message(sentence.msgid, {"people": ends(low, high)}))
    return lines


def _mended(ranges: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Tiers without overlaps (what stands in two goes with the higher one) and without gaps."""
    found, reached = [], 0
    for at, (low, high) in enumerate(ranges):
        if low > reached + 1:
            found.append((reached + 1, low - 1))
        above = ranges[at + 1][0] - 1 if at + 1 < len(ranges) else high
        found.append((low, max(low, min(high, above))))
        reached = found[-1][1]
    return [*found, (reached + 1, measures.NO_LIMIT)] if reached < measures.NO_LIMIT else found


FROM_THE_PLAN: Mapping[str, Callable[[Plan, Finding], list[Any]]] = {
    "no-limit-written": _number_written,
    "stated-nowhere": _place_named,
    "undefined-term": _terms_defined,
    "two-readings": _one_reading,
    "superseded-basis": _basis_in_force,
    "done-to-people": _struck,
    "police-for-expression": _police_only_for_violence,
    "visits-as-target": _no_number_of_visits,
    "overlapping-tiers": _tiers,
    "missing-tier": _tiers,
}

# What is no matter of the plan's wording: it is wrong in our files only.
_OF_OUR_FILES = ("calendar-without-year", "no-way-home", "turned-by-nothing")

# Sentences to write into the plan, with the names and numbers of the finding.
SENTENCES: Mapping[str, Message] = {
    "asked-by-several-plans": say("“When '{pool}' is asked for by several plans, ____ goes first; for the others ____ "
                                  "stands in.”"),
    "below-shortest": say("“{target}: within ____.” (now {limit})"),
    "clause-not-covered": say("“This is done by ____, within ____ of ____.”"),
    "contradicting-clauses": say("“Where clauses {one} and {other} differ, clause ____ holds.”"),
    "count-out-of-reach": say("“When the head-count is {heads}, ____.”"),
    "hops-exceed-the-whole": say("“{first}: within ____; {second}: within ____; together no more than {limit}.”"),
    "hours-left-out": say("“In the hours {hours}: within ____.”"),
    "hours-not-written": say("“{pools}: ____ on duty by day, ____ by night, ____ on call.”"),
    "hours-twice": say("“In the hours {hours}: within ____.” (one limit)"),
    "level-never-reached": say("“The response is at level {levels} when ____; ____ declares it.”"),
    "life-waits": say("“When a life is in danger, the ambulance and trained help are called at once, within ____ minutes, "
                      "and somebody stays until they have come. To talk to the person is no condition for help.”"),
    "limit-inside-limit": say("“Where several of these limits apply, ____ holds.” (usually the shortest)"),
    "met-without-answer": say("“A call counts when it was answered; when nobody answers within ____ minutes, ____ is "
                              "called.”"),
    "more-than-staff": say("“{pool}: shift one from ____ to ____, ____ people; shift two from ____ to ____, ____ people.”"),
    "nested-zones": say("“Where places lie inside one another, the limit of the smaller place holds.”"),
    "never-judged": say("“{target}: the time counts from ____ to ____.”"),
    "never-met": say("“{pool} ({count}): ____ of them come from ____.”"),
    "never-too-late": say("“'{step}' is left out only if '{other}' has come more than ____ before.”"),
    "no-stand-in": say("“When '{post}' is absent, on leave or off duty, ____ stands in.”"),
    "one-head-many-groups": say("“Each of these groups has a head of its own: {groups}: ____.”"),
    "outside-leading-group": say("“{posts} belong to the leading group.” (or: they are called by ____ and take orders from "
                                 "____)"),
    "place-without-limit": say("“{zones}: within ____.”"),
    "rides-apart": say("“{crew} and {vehicle} set out together from ____.”"),
    "rung-skipped": say("“'{rung}' begins only when '{below}' has not settled the matter.”"),
    "several-posts-one-person": say("“When two of these posts are needed at once ({roles}), ____ stands in.”"),
    "silent-hours": say("“{duty}: also at ____ o'clock (between {begin} and {end}).”"),
    "strength-not-written": say("“{pools}: ____ in number.”"),
    "target-without-clause": say("“{target}: within ____.”"),
    "tier-drops": say("“When the head-count is {higher}, {dropped} come as well.”"),
    "to-confirm": say("Write the answer into the sentence: {question} ____"),
    "two-limits": say("“One limit: ____.” (now {limit} and {other_limit})"),
    "two-plans-at-one-time": say("“At {clock} '{pool}' is at ____; for the rest ____ stands in.”"),
    "unanswered-call": say("“When nobody answers '{step}' within ____ minutes, ____ is called, then ____.”"),
    "undefined-excuse": say("“'{attribute}' means ____; ____ decides what counts as it.”"),
    "unserved-zone": say("“{zones}: {pool} from ____.”"),
    "unused-pool": say("“{pool}: called by ____ when ____.” (or left out)"),
}  # fmt: skip
