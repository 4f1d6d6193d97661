"""What the sentences of the written plan say and leave unsaid.

Words are looked for in both languages; they are listed in `lexicon`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from drillsim.base.language import Message, say
from drillsim.check.findings import lexicon
from drillsim.check.findings.finding import Finding, listed
from drillsim.check.findings.paper import Paper
from drillsim.plan.clauses import Clause
from drillsim.plan.targets import Target
from drillsim.say.promise import limit_words


def promises_without_number(paper: Paper) -> Iterator[Finding]:
    """'At once', 'in time', 'as soon as possible', and targets whose limit is ours, alone or beside a written one."""
    told: set[str] = set()
    for name, clause in paper.plan.clauses.items():
        if clause.not_modelled is not None:
            continue
        targets = {t: paper.plan.targets[t] for t in clause.timed if t in paper.plan.targets}
        assumed = [t for t, target in targets.items() if target.assumed]
        word = lexicon.SOON.quoted(clause.text)
        if not (word or assumed) or (word and targets and not assumed):
            continue
        told.update(assumed)
        if word and assumed:
            what = say("'{word}' is a promise without a number; it is tested with limits of ours: {limits}",
                       word=word, limits=_limits(paper, assumed))  # fmt: skip
        elif word:
            what = say("'{word}' is a promise without a number", word=word)
        elif any(target.limited and not target.assumed for target in targets.values()):
            yield Finding(
                "confirm", "limit-beside-written", ("clauses", name), (name,),
                say("beside the written limit it is tested with limits of ours: {limits}", limits=_limits(paper, assumed)),
                say("ask the authors whether the plan means this, too"),
            )  # fmt: skip
            continue
        else:
            what = say("nothing is written by which it could be measured; it is tested with what we assumed: {limits}",
                       limits=_limits(paper, assumed))  # fmt: skip
        mend = _how_much([targets[t] for t in assumed])
        yield Finding("gap", "no-limit-written", ("clauses", name), (name,), what, mend)
    for name, target in paper.plan.targets.items():
        if target.assumed and name not in told:
            yield Finding(
                "gap", "no-limit-written", ("targets", name), tuple(target.clause),
                say("{target}: nothing is written by which it could be measured; it is tested with what we assumed: {limit}",
                    target=paper.target(name), limit=limit_words(paper.plan, target)),
                _how_much([target]),
            )  # fmt: skip


def _how_much(assumed: list[Target]) -> Message:
    timed = [target for target in assumed if target.dated]
    if not assumed or len(timed) == len(assumed):
        return say("write how many minutes or hours")
    if timed:
        return say("write how many minutes or hours, and what else is promised, so that it can be told whether it was kept")
    if all(target.outcomes for target in assumed):
        return say("write which ends are promised, and in how many of the cases")
    return say("write what is promised, so that it can be told whether it was kept")


def _limits(paper: Paper, targets: list[str]) -> Any:
    limits = {name: limit_words(paper.plan, paper.plan.targets[name]) for name in targets}
    return listed(say("{target} ({limit})", target=paper.target(name), limit=limit) for name, limit in limits.items())


def stated_elsewhere(paper: Paper) -> Iterator[Finding]:
    """'The stated place', 'the stated time': stated where?"""
    for name, clause in paper.plan.clauses.items():
        word = lexicon.STATED_ELSEWHERE.quoted(clause.text)
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
        elif hours := lexicon.HOUR.search(lexicon.spoken(clause.text)):
            what = say("'{word}' may be a time of day or a number of hours", word=hours[0].strip())
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
        word = lexicon.TO_PEOPLE.quoted(clause.text)
        if word or clause.strike is not None:
            what = (
                say("this sentence belongs struck: {reason}", reason=clause.strike)
                if clause.strike is not None
                else say("'{word}' is something done to people, and lawful petitioning may not be blocked", word=word)
            )
            yield Finding("legality", "done-to-people", loc, (name,), what, advice)
        elif lexicon.EXPRESSION.found(clause.text) and lexicon.POLICE.found(clause.text):
            yield Finding(
                "legality", "police-for-expression", loc, (name,),
                say("the police come because of '{word}'", word=lexicon.EXPRESSION.quoted(clause.text)),
                say("strike the sentence: police only for violence or danger to life"),
            )  # fmt: skip
    for section in ("pools", "procedures", "targets"):
        for name, part in getattr(paper.plan, section).items():
            if word := lexicon.TO_PEOPLE.quoted(part.name):
                yield Finding(
                    "legality", "done-to-people", (section, name), (),
                    say("the name '{name}' speaks of something done to people ('{word}')", name=part.name, word=word),
                    say("name it after what it does for people"),
                )  # fmt: skip


def visits_as_target(paper: Paper) -> Iterator[Finding]:
    """Numbers of visits as a goal: they reward suppression and no model can test them."""
    for name, clause in paper.plan.clauses.items():
        if word := lexicon.NO_VISITS.quoted(clause.text):
            yield Finding(
                "legality", "visits-as-target", ("clauses", name), (name,),
                say("'{word}' makes the number of visits a goal", word=word),
                say("promise instead that no visit goes unreceived or unregistered and no answer is overdue"),
            )  # fmt: skip
        elif word := lexicon.VETO.quoted(clause.text):
            yield Finding(
                "legality", "visits-as-target", ("clauses", name), (name,),
                say("'{word}' lets a single case outweigh all other work, which rewards keeping it quiet", word=word),
                say("promise instead that no visit goes unreceived or unregistered and no answer is overdue"),
            )  # fmt: skip


def life_waits(paper: Paper) -> Iterator[Finding]:
    """Help for somebody in danger of life that the text lets wait."""
    for name, clause in paper.plan.clauses.items():
        if lexicon.LIFE.found(clause.text) and lexicon.TRIED_FIRST.found(clause.text):
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
        for law in lexicon.SUPERSEDED:
            if law.cited(lexicon.spoken(text)):
                yield Finding(
                    "basis", "superseded-basis", loc, clauses,
                    say("the basis cited has been replaced by {law}", law=law.now),
                    say("verify the basis and cite the text in force"),
                )  # fmt: skip


RULES = (
    promises_without_number, stated_elsewhere, undefined_terms, ambiguous_limits, contradicting_clauses, questions,
    done_to_people, visits_as_target, life_waits, superseded_basis,
)  # fmt: skip
