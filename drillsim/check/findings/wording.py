"""What the sentences of the written plan say and leave unsaid.

Words are looked for in both languages; they are listed in `lexicon`. They are looked for in the plan's own sentence
where a clause has it (`quote`), and each finding marks those that it is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from drillsim.base.language import Message, say
from drillsim.check.findings import lexicon
from drillsim.check.findings.finding import Finding, WordMark, listed, start_of
from drillsim.check.findings.paper import Paper
from drillsim.plan.clauses import Clause
from drillsim.plan.targets import Target
from drillsim.say.promise import limit_words


def _marks(clause: str, hits: Iterable[lexicon.Hit]) -> tuple[WordMark, ...]:
    """The words found in the sentence of a clause."""
    return tuple(WordMark(clause, hit.language, hit.start, hit.end) for hit in hits)


def promises_without_number(paper: Paper) -> Iterator[Finding]:
    """'At once', 'in time', 'as soon as possible', and targets whose limit is ours, alone or beside a written one."""
    told: set[str] = set()
    for name, clause in paper.plan.clauses.items():
        if clause.left_out:
            continue
        targets = _of_the_plan(paper, clause)
        assumed = [t for t, target in targets.items() if target.assumed]
        soon = lexicon.SOON.hits(clause.says)
        word = lexicon.quoted(soon)
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
        yield Finding("gap", "no-limit-written", ("clauses", name), (name,), what, mend, marks=_marks(name, soon))
    for name, target in paper.plan.targets.items():
        if target.assumed and not target.ours and name not in told:
            yield Finding(
                "gap", "no-limit-written", ("targets", name), tuple(target.clause),
                say("{target}: nothing is written by which it could be measured; it is tested with what we assumed: {limit}",
                    target=paper.target(name), limit=limit_words(paper.plan, target)),
                _how_much([target]),
            )  # fmt: skip


def _of_the_plan(paper: Paper, clause: Clause) -> dict[str, Target]:
    """The targets that test what a clause promises; of promises that are ours the plan need not write anything."""
    named = {name: paper.plan.targets[name] for name in clause.timed if name in paper.plan.targets}
    return {name: target for name, target in named.items() if not target.ours}


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
        elsewhere = lexicon.STATED_ELSEWHERE.hits(clause.says)
        if elsewhere and not clause.left_out and not _written(paper, clause):
            yield Finding(
                "gap", "stated-nowhere", ("clauses", name), (name,),
                say("'{word}' is not stated in the plan", word=lexicon.quoted(elsewhere)),
                say("write the place and the time, or where they stand"), marks=_marks(name, elsewhere),
            )  # fmt: skip


def _written(paper: Paper, clause: Clause) -> bool:
    targets = _of_the_plan(paper, clause).values()
    return bool(targets) and not any(target.assumed for target in targets)


def undefined_terms(paper: Paper) -> Iterator[Finding]:
    """Terms that the plan uses and does not define, among them the reasons that excuse a miss."""
    for name, clause in paper.plan.clauses.items():
        if clause.undefined:
            yield Finding(
                "unclear", "undefined-term", ("clauses", name), (name,),
                say("not defined: {terms}", terms=listed(clause.undefined)), say("say what counts and who decides it"),
                marks=_marks(name, _literally(clause.undefined, clause.says)),
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
                say("being late is accepted where '{attribute}' is {values}, and no clause says what counts as that",
                    attribute=paper.plan.called(attribute), values=listed(map(paper.plan.called, dict.fromkeys(allowed)))),
                say("list the reasons and who decides; until then such misses are counted apart"),
            )  # fmt: skip


def _literally(terms: list[Any], text: Any) -> list[lexicon.Hit]:
    """Where some terms stand in a text word for word."""
    written = {word for term in terms for word in lexicon.in_languages(term).values() if word}
    pattern = re.compile("|".join(map(re.escape, sorted(written, key=len, reverse=True))))
    return lexicon.hits(pattern.finditer, text)


def ambiguous_limits(paper: Paper) -> Iterator[Finding]:
    """A limit that can be read in two ways."""
    for name, clause in paper.plan.clauses.items():
        tested = [say("{reading} ({target})", reading=reading, target=paper.target(target))
                  for target, reading in clause.readings.items() if target in paper.plan.targets]  # fmt: skip
        hours = lexicon.hits(lexicon.HOUR.finditer, clause.says)
        untested = [reading for target, reading in clause.readings.items() if target not in paper.plan.targets]
        if untested:
            what = say("can be read in {n} ways; tested: {tested}; not tested: {untested}",
                       n=len(clause.readings), tested=listed(tested), untested=listed(untested))  # fmt: skip
        elif clause.readings:
            what = say("can be read in {n} ways, each tested by a target of its own: {tested}",
                       n=len(clause.readings), tested=listed(tested))  # fmt: skip
        elif hours:
            what = say("'{word}' may be a time of day or a number of hours", word=lexicon.quoted(hours))
        else:
            continue
        mend = say("ask the authors which is meant")
        yield Finding("unclear", "two-readings", ("clauses", name), (name,), what, mend, marks=_marks(name, hours))


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
        of_staff = clause.reason == "accountability" and not clause.guessed  # somebody read it: not who comes is punished
        done = [] if of_staff else lexicon.TO_PEOPLE.hits(clause.says)
        spoken = lexicon.EXPRESSION.hits(clause.says)
        police = lexicon.POLICE.hits(clause.says)
        if done or clause.strike is not None:
            what = (
                say("this sentence belongs struck: {reason}", reason=clause.strike)
                if clause.strike is not None
                else say("'{word}' is something done to people, and lawful petitioning may not be blocked",
                         word=lexicon.quoted(done))
            )  # fmt: skip
            yield Finding("legality", "done-to-people", loc, (name,), what, advice, marks=_marks(name, done))
        elif spoken and police:
            yield Finding(
                "legality", "police-for-expression", loc, (name,),
                say("the police come because of '{word}'", word=lexicon.quoted(spoken)),
                say("strike the sentence: police only for violence or danger to life"),
                marks=_marks(name, [*spoken, *police]),
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
        goal, veto = lexicon.NO_VISITS.hits(clause.says), lexicon.VETO.hits(clause.says)
        if goal:
            what = say("'{word}' makes the number of visits a goal", word=lexicon.quoted(goal))
        elif veto:
            what = say("'{word}' lets a single case outweigh all other work, which rewards keeping it quiet",
                       word=lexicon.quoted(veto))  # fmt: skip
        else:
            continue
        yield Finding(
            "legality", "visits-as-target", ("clauses", name), (name,), what,
            say("promise instead that no visit goes unreceived or unregistered and no answer is overdue"),
            marks=_marks(name, [*goal, *veto]),
        )  # fmt: skip


def life_waits(paper: Paper) -> Iterator[Finding]:
    """Help for somebody in danger of life that the text lets wait."""
    for name, clause in paper.plan.clauses.items():
        life, first = lexicon.LIFE.hits(clause.says), lexicon.TRIED_FIRST.hits(clause.says)
        if life and first:
            yield Finding(
                "contradiction", "life-waits", ("clauses", name), (name,),
                say("help for somebody whose life is in danger waits until something else has failed"),
                say("call the ambulance and trained help at once, and let somebody stay"),
                marks=_marks(name, [*life, *first]),
            )  # fmt: skip


def superseded_basis(paper: Paper) -> Iterator[Finding]:
    """Laws that the plan cites and that were replaced."""
    cited: list[tuple[tuple[str | int, ...], tuple[str, ...], Any]] = [
        (("basis", index), (), text) for index, text in enumerate(paper.plan.basis)
    ]
    cited += [(("clauses", name), (name,), clause.says) for name, clause in paper.plan.clauses.items()]
    for loc, clauses, text in cited:
        for law in lexicon.SUPERSEDED:
            if found := lexicon.hits(law.citations, text):
                yield Finding(
                    "basis", "superseded-basis", loc, clauses,
                    say("the basis cited has been replaced by {law}", law=law.now),
                    say("verify the basis and cite the text in force"),
                    marks=tuple(mark for name in clauses for mark in _marks(name, found)),
                )  # fmt: skip


def guessed_clauses(paper: Paper) -> Iterator[Finding]:
    """Clauses whose mark a rule guessed from their words, all in one finding."""
    guessed = {name: clause for name, clause in paper.plan.clauses.items() if clause.guessed}
    if guessed:
        named = (say("{clause} '{text}'", clause=name, text=start_of(clause.says)) for name, clause in guessed.items())
        yield Finding(
            "confirm", "guessed-clauses", ("clauses", next(iter(guessed))), (),
            say("how these clauses are covered was guessed from their words ({n}): {clauses}", n=len(guessed),
                clauses=listed(named, 5)),
            say("read each of them beside the written plan, correct it, and take `guessed` away"),
        )  # fmt: skip


RULES = (
    promises_without_number, stated_elsewhere, undefined_terms, ambiguous_limits, contradicting_clauses, questions,
    done_to_people, visits_as_target, life_waits, superseded_basis, guessed_clauses,
)  # fmt: skip
