"""What the sentences of the written plan say and leave unsaid.

Words are looked for in both languages. They are written down here once, as short patterns;
a sentence that they miss can be marked in the plan file (`undefined`, `strike` and so on).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from drillsim.language import Message, say
from drillsim.plan.clauses import Clause
from drillsim.plan.findings.finding import Finding, listed
from drillsim.plan.findings.paper import Paper
from drillsim.plan.promise import limit_words
from drillsim.plan.targets import Target

# A promise about time that names no time.
SOON = re.compile(
    r"\b(at once|immediate(?:ly)?|in time(?! of)|timely|as soon as possible|(?:at )?the first moment|prompt(?:ly)?"
    r"|without delay|fast|quick(?:ly)?|swiftly|rapid(?:ly)?|early|in the stated time|on schedule)\b"
    r"|(立即|立刻|马上|第一时间|及时|尽快|迅速|即时|火速|规定时间|指定时间|早(?=发现|报告|介入|处置|解决|化解))",
    re.IGNORECASE,
)
# A place or a time that some other text must state.
STATED_ELSEWHERE = re.compile(
    r"\b((?:the )?(?:stated|designated|specified|prescribed) (?:place|location|time)s?|on schedule)\b"
    r"|((?:规定|指定)(?:的)?(?:时间|地点|位置|场所|时限))",
    re.IGNORECASE,
)
# What is done to people.
TO_PEOPLE = re.compile(
    r"\b(intercept\w*|detain\w*|detention|admonish\w*|admonition|surveil\w*|restrain(?:s|ed|ing|t)?|punish\w*|man-to-man"
    r"|(?:turn|send|bring|take|escort)(?:s|ed|ing)? (?:\w+ ){0,2}back(?! to the (?:office|town hall))"
    r"|keep(?:s|ing)? (?:a )?watch (?:on|over)|watched (?:day and night|around the clock|closely))\b"
    r"|(拦截|截访|堵截|拦访|稳控|劝返|接返|遣返|训诫|拘留|监控|盯防|盯守|盯人|看管|布控|围堵|强制带离|限制人身)",
    re.IGNORECASE,
)
NOT_DONE = re.compile(
    r"(\b(?:not|never|no|nobody is|without)\s+(?:be\s+)?|(?:不得|不准|严禁|禁止|不予?|非)\s*)$",
    re.IGNORECASE,
)
# Speaking one's mind as an occasion for the police.
EXPRESSION = re.compile(
    r"\b(sit-ins?|banners?|leaflets?|slogans?|placards?)\b|(静坐|横幅|条幅|传单|标语|口号)",
    re.IGNORECASE,
)
POLICE = re.compile(r"\b(police|security guards?)\b|(公安|警察|民警|派出所|警力)", re.IGNORECASE)
# Numbers of visits as a goal.
NO_VISITS = re.compile(
    r"\b(?:zero|no)(?: (?!one\b)[\w-]+(?:,| or| and)?){0,4} (?:visits?|petitions?)\b"
    r"(?! (?:is|are|be|goes|go|stays?|remains?|lost|left|un\w+|without)\b)"
    r"|\bthree zeros?\b"
    r"|(零上访|零非访|零进京|零赴省|零集访|三个?零|(?:不发生|杜绝|无)[^。;,,]{0,12}(?:上访|集访|非访|缠访|闹访|信访事件))",
    re.IGNORECASE,
)
# A life in danger, and something that is tried before help comes.
LIFE = re.compile(r"\b(li(?:fe|ves)|suicid\w+|self-harm)\b|(生命|自杀|自残|自伤|轻生|性命)", re.IGNORECASE)
TRIED_FIRST = re.compile(
    r"\b(after [^.;,]{0,60}\bfail\w*|(?:when|if|once) [^.;,]{0,60}\bfails?|dissuasion)\b"
    r"|(劝[导阻说][^。;]{0,8}无效|无效(?:后|时|的|之后)|经劝[阻导说])",
    re.IGNORECASE,
)
# A number of hours that may as well be a time of day.
HOUR = re.compile(r"(?<![\d::每日早晚上下中午第、,])(\d{1,2})\s*时(?![间段分刻点])[”’」』\"]?\s*(?:之?内|以内|前)?内")
# Laws that were replaced: what is cited, what is in force now.
SUPERSEDED: tuple[tuple[re.Pattern[str], dict[str, str]], ...] = (
    (
        re.compile(
            r"信访条例|\bpetition(?:s|ing)? regulations?\b(?!.*2022)"
            r"|\bregulations? on (?:petitions?|letters)(?! work)\b",
            re.I,
        ),
        {"en": "the Regulation on petition work of 2022", "zh": "《信访工作条例》(2022年)"},
    ),
    (
        re.compile(r"突发事件应对法[》〉]?\s*[((]\s*2007|\bemergency response law\b.*2007", re.I),
        {"en": "the Emergency Response Law as revised in 2024", "zh": "《突发事件应对法》(2024年修订)"},
    ),
)


def _spoken(text: Any) -> str:
    """A text in all its languages, to look for words in."""
    return "\n".join(text.values()) if isinstance(text, dict) else text or ""


def _found(pattern: re.Pattern[str], text: Any) -> list[dict[str, str] | str]:
    """The words found, each as its language has it; words said to be not done are left out."""
    hits: dict[str, None] = {}
    for match in pattern.finditer(_spoken(text)):
        if not NOT_DONE.search(match.string[: match.start()]):
            hits.setdefault(match[0].strip().lower())
    return list(hits)


def _quoted(pattern: re.Pattern[str], text: Any) -> Any:
    """The first word found, in each language that has one."""
    if not isinstance(text, dict):
        return next(iter(_found(pattern, text)), "")
    shown = {language: str(hits[0]) for language, sentence in text.items() if (hits := _found(pattern, sentence))}
    return shown or ""


def promises_without_number(paper: Paper) -> Iterator[Finding]:
    """'At once', 'in time', 'as soon as possible', and targets whose limit is ours, alone or beside a written one."""
    told: set[str] = set()
    for name, clause in paper.plan.clauses.items():
        if clause.not_modelled is not None:
            continue
        targets = {t: paper.plan.targets[t] for t in clause.timed if t in paper.plan.targets}
        assumed = [t for t, target in targets.items() if target.assumed]
        word = _quoted(SOON, clause.text)
        if not (word or assumed) or (word and targets and not assumed):
            continue
        told.update(assumed)
        if word and assumed:
            what = say("'{word}' is a promise without a number; it is tested with limits of ours: {limits}",
                       word=word, limits=_limits(paper, assumed))  # fmt: skip
        elif word:
            what = say("'{word}' is a promise without a number", word=word)
        elif any(target.promise in ("limit", "clock") and not target.assumed for target in targets.values()):
            yield Finding(
                "confirm", "limit-beside-written", ("clauses", name), (name,),
                say("beside the written limit it is tested with limits of ours: {limits}", limits=_limits(paper, assumed)),
                say("ask the authors whether the plan means this, too"),
            )  # fmt: skip
            continue
        else:
            what = say("no limit is written; it is tested with limits of ours: {limits}", limits=_limits(paper, assumed))
        mend = _how_much([targets[t] for t in assumed])
        yield Finding("gap", "no-limit-written", ("clauses", name), (name,), what, mend)
    for name, target in paper.plan.targets.items():
        if target.assumed and name not in told:
            yield Finding(
                "gap", "no-limit-written", ("targets", name), tuple(target.clause),
                say("{target}: no limit is written; it is tested with {limit}, a limit of ours",
                    target=paper.target(name), limit=limit_words(paper.plan, target)),
                _how_much([target]),
            )  # fmt: skip


def _how_much(assumed: list[Target]) -> Message:
    if assumed and not any(target.promise in ("limit", "clock") for target in assumed):
        return say("write what is promised, so that it can be told whether it was kept")
    return say("write how many minutes or hours")


def _limits(paper: Paper, targets: list[str]) -> Any:
    limits = {name: limit_words(paper.plan, paper.plan.targets[name]) for name in targets}
    return listed(say("{target} ({limit})", target=paper.target(name), limit=limit) for name, limit in limits.items())


def stated_elsewhere(paper: Paper) -> Iterator[Finding]:
    """'The stated place', 'the stated time': stated where?"""
    for name, clause in paper.plan.clauses.items():
        word = _quoted(STATED_ELSEWHERE, clause.text)
        if word and (clause.not_modelled is None) and not _written(paper, clause):
            yield Finding(
                "gap", "stated-nowhere", ("clauses", name), (name,),
                say("'{word}' is not stated in the plan", word=word),
                say("write the place and the time, or where they stand"),
            )  # fmt: skip


def _written(paper: Paper, clause: Clause) -> bool:
    targets = [paper.plan.targets[t] for t in clause.timed if t in paper.plan.targets]
    return bool(targets) and not any(target.assumed for target in targets)


def undefined_terms(paper: Paper) -> Iterator[Finding]:
    """Terms that the plan uses and does not define, among them the reasons that excuse a miss."""
    for name, clause in paper.plan.clauses.items():
        if clause.undefined:
            yield Finding(
                "unclear", "undefined-term", ("clauses", name), (name,),
                say("not defined: {terms}", terms=listed(clause.undefined)), say("say what counts and who decides it"),
            )  # fmt: skip
    defined = {attribute for clause in paper.plan.clauses.values() for attribute in clause.defines}
    excuses: dict[str, list[str]] = {}
    for name, target in paper.plan.targets.items():
        for attribute in target.excused:
            excuses.setdefault(attribute, []).append(name)
    for attribute, targets in excuses.items():
        told = any(paper.plan.clauses[c].undefined for c in paper.clauses(f"attributes.{attribute}"))
        if attribute not in defined and not told:
            allowed = [v for t in targets for v in paper.plan.targets[t].excused[attribute]]
            clauses = paper.clauses(f"attributes.{attribute}") or tuple(paper.plan.targets[targets[0]].clause)
            yield Finding(
                "unclear", "undefined-excuse", ("targets", targets[0]), clauses,
                say("a late arrival is excused where '{attribute}' is {values}, and no clause says what counts as that",
                    attribute=paper.plan.called(attribute), values=listed(map(paper.plan.called, dict.fromkeys(allowed)))),
                say("list the reasons and who decides; excused misses are counted apart until then"),
            )  # fmt: skip


def ambiguous_limits(paper: Paper) -> Iterator[Finding]:
    """A limit that can be read in two ways."""
    for name, clause in paper.plan.clauses.items():
        tested = [say("{reading} ({target})", reading=reading, target=paper.target(target))
                  for target, reading in clause.readings.items() if target in paper.plan.targets]  # fmt: skip
        untested = [reading for target, reading in clause.readings.items() if target not in paper.plan.targets]
        if untested:
            what = say("can be read in {n} ways; tested: {tested}; not tested: {untested}",
                       n=len(clause.readings), tested=listed(tested), untested=listed(untested))  # fmt: skip
        elif clause.readings:
            what = say("can be read in {n} ways, each tested by a target of its own: {tested}",
                       n=len(clause.readings), tested=listed(tested))  # fmt: skip
        elif hours := _found(HOUR, clause.text):
            what = say("'{word}' may be a time of day or a number of hours", word=hours[0])
        else:
            continue
        yield Finding("unclear", "two-readings", ("clauses", name), (name,), what, say("ask the authors which is meant"))


def contradicting_clauses(paper: Paper) -> Iterator[Finding]:
    """Clauses that a reader of the text found to contradict each other."""
    seen: set[frozenset[str]] = set()
    for name, clause in paper.plan.clauses.items():
        for other in clause.contradicts:
            if frozenset((name, other)) not in seen:
                seen.add(frozenset((name, other)))
                yield Finding(
                    "contradiction", "contradicting-clauses", ("clauses", name), (name, other),
                    say("clauses {one} and {other} contradict each other", one=name, other=other),
                    say("keep one of them, or say which goes first"),
                )  # fmt: skip


def questions(paper: Paper) -> Iterator[Finding]:
    """What a reader of the text wants to ask its authors."""
    for name, clause in paper.plan.clauses.items():
        for question in clause.to_confirm:
            yield Finding(
                "confirm", "to-confirm", ("clauses", name), (name,), say("to be asked: {question}", question=question),
                say("ask the authors and write the answer into the plan"),
            )  # fmt: skip


def done_to_people(paper: Paper) -> Iterator[Finding]:
    """Sentences that belong struck: what is done to people who bring a grievance."""
    advice = say("strike the sentence, and promise instead to come, to listen and to answer")
    for name, clause in paper.plan.clauses.items():
        loc = ("clauses", name)
        word = _quoted(TO_PEOPLE, clause.text)
        if word or clause.strike is not None:
            what = (
                say("this sentence belongs struck: {reason}", reason=clause.strike)
                if clause.strike is not None
                else say("'{word}' is something done to people, and lawful petitioning may not be blocked", word=word)
            )
            yield Finding("legality", "done-to-people", loc, (name,), what, advice)
        elif _found(EXPRESSION, clause.text) and _found(POLICE, clause.text):
            yield Finding(
                "legality", "police-for-expression", loc, (name,),
                say("the police come because of '{word}'", word=_quoted(EXPRESSION, clause.text)),
                say("strike the sentence: police only for violence or danger to life"),
            )  # fmt: skip
    for section in ("pools", "procedures", "targets"):
        for name, part in getattr(paper.plan, section).items():
            if word := _quoted(TO_PEOPLE, part.name):
                yield Finding(
                    "legality", "done-to-people", (section, name), (),
                    say("the name '{name}' speaks of something done to people ('{word}')", name=part.name, word=word),
                    say("name it after what it does for people"),
                )  # fmt: skip


def visits_as_target(paper: Paper) -> Iterator[Finding]:
    """Numbers of visits as a goal: they reward suppression and no model can test them."""
    for name, clause in paper.plan.clauses.items():
        if word := _quoted(NO_VISITS, clause.text):
            yield Finding(
                "legality", "visits-as-target", ("clauses", name), (name,),
                say("'{word}' makes the number of visits a goal", word=word),
                say("promise instead that no visit goes unreceived or unregistered and no answer is overdue"),
            )  # fmt: skip


def life_waits(paper: Paper) -> Iterator[Finding]:
    """Help for somebody in danger of life that the text lets wait."""
    for name, clause in paper.plan.clauses.items():
        if _found(LIFE, clause.text) and _found(TRIED_FIRST, clause.text):
            yield Finding(
                "contradiction", "life-waits", ("clauses", name), (name,),
                say("help for somebody whose life is in danger waits until something else has failed"),
                say("call the ambulance and trained help at once, and let somebody stay"),
            )  # fmt: skip


def superseded_basis(paper: Paper) -> Iterator[Finding]:
    """Laws that the plan cites and that were replaced."""
    cited: list[tuple[tuple[str | int, ...], tuple[str, ...], Any]] = [
        (("basis", index), (), text) for index, text in enumerate(paper.plan.basis)
    ]
    cited += [(("clauses", name), (name,), clause.text) for name, clause in paper.plan.clauses.items()]
    for loc, clauses, text in cited:
        for pattern, now in SUPERSEDED:
            if pattern.search(_spoken(text)):
                yield Finding(
                    "basis", "superseded-basis", loc, clauses,
                    say("the basis cited has been replaced by {law}", law=now),
                    say("verify the basis and cite the text in force"),
                )  # fmt: skip


RULES = (
    promises_without_number, stated_elsewhere, undefined_terms, ambiguous_limits, contradicting_clauses, questions,
    done_to_people, visits_as_target, life_waits, superseded_basis,
)  # fmt: skip
