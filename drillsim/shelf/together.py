"""What only several plans together show: one report with two limits, two meanings of a term, one person in all of them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from drillsim.base.language import Message, say, say_n
from drillsim.facts.chains import ReportHop
from drillsim.facts.fact import Fact
from drillsim.facts.limits import WrittenLimit
from drillsim.quantities.numerals import in_digits
from drillsim.quantities.wording import Series
from drillsim.quantities.written import fold
from drillsim.shelf.collection import ShelvedPlan

ShelfKind = Literal["contradiction", "two_meanings", "one_person", "repeated", "no_number", "replaced"]
SHORTEST = 12  # characters of a sentence that counts as one that stands in several plans


@dataclass(frozen=True)
class Mention:
    """Where something stands: the plan, the place in words, the sentence."""

    plan: str
    place: Any
    quote: str


@dataclass(frozen=True)
class ShelfFinding:
    """Something about several plans: of which kind, what it is, and where it stands."""

    kind: ShelfKind
    what: Message
    mentions: tuple[Mention, ...]


def findings_of(plans: Iterable[ShelvedPlan]) -> list[ShelfFinding]:
    """Everything that is found, contradictions first."""
    plans = list(plans)
    rules = (_two_limits, _other_numbers, _two_meanings, _one_person, _repeated, _no_number, _replaced)
    return [finding for rule in rules for finding in rule(plans)]


def _mention(plan: ShelvedPlan, fact: Fact) -> Mention:
    return Mention(plan.name, plan.place(fact), fact.sentence.text)


def bare(words: str) -> str:
    """Words without what layout and punctuation add."""
    return re.sub(r"[\W_]+", "", fold(words).lower())


def _two_limits(plans: list[ShelvedPlan]) -> Iterator[ShelfFinding]:
    """One report from one to another that two plans give different times."""
    found: dict[tuple[str, str, str], list[tuple[ShelvedPlan, ReportHop, WrittenLimit]]] = defaultdict(list)
    for plan in plans:
        for hop in plan.facts.hops:
            for limit in hop.limits:
                if hop.reporter and hop.receiver and limit.seconds:
                    found[bare(hop.reporter), bare(hop.receiver), hop.stage].append((plan, hop, limit))
    for told in found.values():
        times = {limit.seconds for _plan, _hop, limit in told}
        if len(times) > 1 and len({plan.name for plan, _hop, _limit in told}) > 1:
            _plan, hop, _limit = told[0]
            words = Series(tuple(dict.fromkeys(limit.words for _plan, _hop, limit in told)))
            what = say("one report has several limits: {words} ('{sentence}')", words=words, sentence=hop.words)
            yield ShelfFinding("contradiction", what, tuple(_mention(plan, one) for plan, one, _limit in told))


def _sentences(plans: list[ShelvedPlan]) -> Iterator[tuple[ShelvedPlan, Fact]]:
    for plan in plans:
        for sentence in plan.facts.written.sentences:
            yield plan, Fact(sentence=sentence, start=0, end=len(sentence.text), rule="sentence")


def _other_numbers(plans: list[ShelvedPlan]) -> Iterator[ShelfFinding]:
    """A sentence that stands in two plans with other numbers."""
    found: dict[str, dict[str, list[tuple[ShelvedPlan, Fact]]]] = defaultdict(lambda: defaultdict(list))
    for plan, fact in _sentences(plans):
        whole = bare(in_digits(fact.words))
        if len(whole) >= SHORTEST and re.search(r"\d", whole):
            found[re.sub(r"\d+", "#", whole)][whole].append((plan, fact))
    for variants in found.values():
        told = [one for several in variants.values() for one in several]
        if len(variants) > 1 and len({plan.name for plan, _fact in told}) > 1:
            first = [several[0] for several in variants.values()]
            what = say("one sentence stands in several plans with other numbers")
            yield ShelfFinding("contradiction", what, tuple(_mention(plan, fact) for plan, fact in first))


_MEANS = (
    re.compile(r"(?:本(?:预案|方案|办法))?(?:所称|所指)?的?[“\"']?(?P<term>[\u4e00-\u9fff]{2,14}?)[”\"']?[，,]?\s*(?:是指|系指|指的是)"
               r"(?P<means>[^。;；]{4,})"),
    re.compile(r"[“\"']?(?P<term>[A-Z][\w-]+(?: [\w-]+){0,3}?)[”\"']? (?:means|is defined as|refers to) "
               r"(?P<means>[^.;]{4,})"),
)  # fmt: skip


def _two_meanings(plans: list[ShelvedPlan]) -> Iterator[ShelfFinding]:
    """A term that is defined twice, each time otherwise."""
    found: dict[str, dict[str, tuple[ShelvedPlan, Fact, str]]] = defaultdict(dict)
    for plan, fact in _sentences(plans):
        for pattern in _MEANS:
            if match := pattern.search(fact.words):
                found[bare(match["term"])].setdefault(bare(match["means"]), (plan, fact, match["term"]))
    for meanings in found.values():
        if len(meanings) > 1:
            term = next(iter(meanings.values()))[2]
            yield ShelfFinding("two_meanings", say("'{term}' is defined in several ways", term=term),
                               tuple(_mention(plan, fact) for plan, fact, _term in meanings.values()))  # fmt: skip


def _one_person(plans: list[ShelvedPlan]) -> Iterator[ShelfFinding]:
    """Whoever holds posts in several plans: they cannot be in two places at once."""
    found: dict[tuple[str, str], list[tuple[ShelvedPlan, Fact]]] = defaultdict(list)
    called: dict[tuple[str, str], str] = {}
    for plan in plans:
        for post in plan.facts.posts:
            for holder in post.holders:
                if post.role in ("head", "deputy", "duty") and not holder.startswith("[") and len(bare(holder)) > 1:
                    key = (owner(plan.name), bare(holder))
                    found[key].append((plan, post))
                    called.setdefault(key, holder)
    for key, told in found.items():
        n = len({plan.name for plan, _post in told})
        if n > 1:
            what = say_n("'{who}' has a post in {n} plan", "'{who}' has posts in {n} plans", n, who=called[key])
            yield ShelfFinding("one_person", what, tuple(_mention(plan, post) for plan, post in told))


_OWNER = re.compile(r".{1,14}?(?:公司|集团|学校|小学|中学|大学|学院|医院|幼儿园|街道|社区|[省市县区镇乡局厂矿村站])")


def owner(title: str) -> str:
    """Whose plan it is, by its title: the mayor of one town is not that of another."""
    match = _OWNER.match(title)
    return bare(match[0] if match else " ".join(title.split()[:2]))


def _repeated(plans: list[ShelvedPlan]) -> Iterator[ShelfFinding]:
    """A sentence that stands in several plans word by word: what is changed in one is forgotten in the others."""
    found: dict[str, list[tuple[ShelvedPlan, Fact]]] = defaultdict(list)
    for plan, fact in _sentences(plans):
        if len(bare(fact.words)) >= SHORTEST and fact.sentence.deed is not None:
            found[bare(fact.words)].append((plan, fact))
    for told in found.values():
        n = len({plan.name for plan, _fact in told})
        if n > 1:
            what = say_n("one sentence stands in {n} plan", "one sentence stands in {n} plans", n)
            yield ShelfFinding("repeated", what, tuple(_mention(plan, fact) for plan, fact in told))


def _no_number(plans: list[ShelvedPlan]) -> Iterator[ShelfFinding]:
    """Plans that write no limit."""
    for plan in plans:
        if not any(limit.sort != "soon" for limit in plan.facts.limits):
            yield ShelfFinding("no_number", say("'{plan}' writes no limit with a number", plan=plan.name), ())


def _replaced(plans: list[ShelvedPlan]) -> Iterator[ShelfFinding]:
    """Legal bases that were replaced, each with the plans that cite it."""
    found: dict[str, list[tuple[ShelvedPlan, Fact]]] = defaultdict(list)
    for plan in plans:
        for basis in plan.facts.bases:
            if basis.replaced is not None:
                found[basis.title].append((plan, basis))
    for title, told in found.items():
        what = say("'{title}' has been replaced and is cited still", title=title)
        yield ShelfFinding("replaced", what, tuple(_mention(plan, fact) for plan, fact in told))
