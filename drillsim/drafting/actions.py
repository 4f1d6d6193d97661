"""What is done in a response, sentence by sentence: who does it, whom it is told, within what time."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from drillsim.base.language import say
from drillsim.drafting.actors import Actor, ActorSort, actors_in
from drillsim.drafting.scopes import Heads, heads_of_sentences, place_of
from drillsim.drafting.vocabulary import ARRIVES, NO_RESPONSE, RESPONSE, SETS_OUT, VERBS, ActionSort
from drillsim.facts.body_names import names_in
from drillsim.facts.chains import ReportHop
from drillsim.facts.gathered import Facts
from drillsim.facts.limits import WrittenLimit
from drillsim.texts.passage import WrittenSentence

LONG = 30  # characters of what is done, beyond which its remarks are left out


@dataclass(frozen=True)
class Act:
    """One thing done: words from `start` to `end` of a sentence. `by` does it; of what is told, `to` hears it."""

    sentence: WrittenSentence
    start: int
    end: int
    sort: ActionSort
    by: Actor | None = None
    to: Actor | None = None
    limits: tuple[WrittenLimit, ...] = ()
    places: tuple[str | None, ...] = ()  # for which each of the limits holds
    heads: Heads | None = None  # of which head-counts it speaks

    @property
    def is_before(self) -> bool:
        """Whether it is done so long before what it is done for: '停气前24小时通知用户' is no part of a response."""
        return bool(self.limits) and all(limit.ahead for limit in self.limits)

    @property
    def sets_out(self) -> bool:
        """Whether somebody goes, and all that is said is that they set out: '5分钟内出动'."""
        text = self.sentence.text[self.start : self.end]
        return self.sort == "go" and SETS_OUT.search(text) is not None and ARRIVES.search(text) is None

    @property
    def words(self) -> str:
        """What is done, in the words of the plan; its limits and the places beside them are left out."""
        if self.sort == "tell" and self.sentence.passage.cell is not None and self.by is not None and self.to is not None:
            return str(say("{one} reports to {other}", one=self.by.name, other=self.to.name))
        text = self.sentence.text
        for limit, place in sorted(zip(self.limits, self.places, strict=True), key=lambda pair: -pair[0].start):
            if limit.sentence is not self.sentence:
                continue  # it stands in another cell of the row
            if self.start <= limit.start and limit.end <= self.end and limit.sort != "soon":
                start = limit.start
                if place and (
                    beside := re.search(rf"[、，,]?\s*(?:在|到)?{re.escape(place)}(?:范围内?|的)?$", text[:start])
                ):
                    start = beside.start()
                text = text[:start] + "\0" * (limit.end - start) + text[limit.end :]
        words = re.sub(r"\0+", " ", text[self.start : self.end])
        for place in filter(None, self.places):
            words = re.sub(rf"\s+(?:and )?(?:in|to|at|within|outside)\s+(?:the\s+)?{re.escape(place)}\b", "", words)
        inherited = self.by.name if self.by is not None and not self.start <= self.by.start < self.end else ""
        return _in_chinese(words, inherited) if _HAN.search(words) else _in_english(words, inherited)


_HAN = re.compile("[\u4e00-\u9fff]")


def _in_chinese(words: str, by: str) -> str:
    words = re.split("[：:（(]", words)[0] if len(words) > LONG else words
    return by + re.sub(r"(?:应当?|必须|须)?(?:在|于)?\s+", "", words).strip("，,；;。.：:、/次")


def _in_english(words: str, by: str) -> str:
    words = re.sub(r"(?:\s+(?:and|or|then))+$", "", re.sub(r"\s+", " ", words).strip(" ,;.:"))
    if not by:
        return words
    return f"{by}: " + re.sub(
        r"^(?:(?:and|then|also|it|they|shall|must|will|should|to)\s+)+", "", words, flags=re.IGNORECASE
    )


_PARTS = re.compile(r"[^，,；;。！？!?]+(?:[，,；;。！？!?]+|$)")
_BRACKETS, _SIGNS = re.compile(r"[（(][^()（）]*[)）]"), re.compile("[，,；;。！？!?]")  # what they hold parts no sentence
_CONDITION = re.compile(
    r"(?:后|时|的|之后|之时|期间|情况下|以来)[，,]?$|^\s*(?:如|若|对|当|凡|遇|在|自|自从|从|根据|按照|经|一旦|\S{0,8}已|"
    r"(?:when|if|once|after|on|upon|where|unless|as soon as|following|during|for)\b)",
    re.IGNORECASE,
)


def is_response(sentence: WrittenSentence) -> bool | None:
    """Whether a sentence stands in what is done when something happens; None where its headings do not tell."""
    for heading in reversed(sentence.passage.place.headings):
        if NO_RESPONSE.search(heading):
            return False
        if RESPONSE.search(heading):
            return True
    return None


def find_actions(facts: Facts) -> list[Act]:
    """What is done, in the order of the text."""
    limits, hops, heads = defaultdict(list), defaultdict(list), heads_of_sentences(facts)
    for limit in facts.limits:
        limits[id(limit.sentence)].append(limit)
    for hop in facts.hops:
        hops[id(hop.sentence)].append(hop)
    language = facts.written.language
    responsible, told_in = _responsible(facts), _told_in_rows(facts)
    found: list[Act] = []
    before: Act | None = None
    for sentence in facts.written.sentences:
        told = hops[id(sentence)]
        if (cell := sentence.passage.cell) is not None:
            titles = told_in[cell.in_row]
            titled = any(one is not sentence and title == sentence.passage.text for one, title in titles)
            doer = responsible.get(cell.in_row, "")
            acts = [] if titled else [act for hop in told for act in _of_row(hop, doer, language)]
        else:
            goes_on = before is not None and before.by is not None and _goes_on(before.sentence, sentence)
            spoken_of = replace(before.by, start=-1, end=-1) if goes_on and before and before.by else None
            acts = list(_of_sentence(sentence, language, limits[id(sentence)], spoken_of))
            acts = [_with_hops(act, told, language) for act in acts]
        before = acts[-1] if acts else before
        found += [replace(act, heads=heads.get(id(sentence))) for act in acts if act.words and not act.is_before]
    return found


_PRONOUN = re.compile(r"\s*(?:it|they|he|she)\b|\s*(?:其|该组|该队|并)", re.IGNORECASE)


def _goes_on(before: WrittenSentence, sentence: WrittenSentence) -> bool:
    """Whether a sentence speaks of whoever the one before it spoke of: 'It shall close the valve.'"""
    return before.passage is sentence.passage and _PRONOUN.match(sentence.text) is not None


_RESPONSIBLE = re.compile(r"责任|负责|承办|牵头|执行人|(?i:\b(?:responsible|owner|lead|who|by whom)\b)")


def _responsible(facts: Facts) -> dict[tuple[int, int], str]:
    """Who does what a row of a table says, by table and row, where a column is for that."""
    cells = [(sentence.passage.cell, sentence.passage.text) for sentence in facts.written.sentences]
    return {
        cell.in_row: re.split(r"[、，,/；;\s]", text)[0] if _HAN.search(text) else text
        for cell, text in cells
        if cell is not None and _RESPONSIBLE.search(cell.column_title)
    }


def _told_in_rows(facts: Facts) -> dict[tuple[int, int], list[tuple[WrittenSentence, str]]]:
    """The sentences of each row of a table that tell of a report, each with what heads its row."""
    found: dict[tuple[int, int], list[tuple[WrittenSentence, str]]] = defaultdict(list)
    for hop in facts.hops:
        if (cell := hop.sentence.passage.cell) is not None:
            found[cell.in_row].append((hop.sentence, cell.row_title))
    return found


def _of_row(hop: ReportHop, responsible: str, language: str) -> list[Act]:
    """A report that a row of a table tells of, and what its cell says is done then: that is what the row's limit is for."""
    by, to = _actor(hop.reporter or responsible, language), _actor(hop.receiver, language)
    text, nowhere = hop.sentence.text, (None,) * len(hop.limits)
    parts = [part.span() for part in _PARTS.finditer(text)]
    done = [(span, verb[0]) for span in parts if (verb := _verb(text, *span)) is not None and verb[0] in ("go", "work")]
    if not done or done[-1][0] == parts[0]:
        return [Act(hop.sentence, 0, len(text), "tell", by, to, hop.limits, nowhere)]
    (start, end), sort = done[-1]
    return [Act(hop.sentence, 0, start, "tell", by, to), Act(hop.sentence, start, end, sort, by, None, hop.limits, nowhere)]


def _with_hops(act: Act, hops: Sequence[ReportHop], language: str) -> Act:
    """What is told, with who tells it whom where the chain of reports knows."""
    hop = next((hop for hop in hops if hop.start < act.end and act.start < hop.end), None)
    if act.sort != "tell" or hop is None:
        return act
    return replace(act, by=act.by or _actor(hop.reporter, language), to=act.to or _actor(hop.receiver, language))


def _actor(name: str, language: str) -> Actor | None:
    """Somebody by the name alone."""
    if not name:
        return None
    sort: ActorSort = next((one.sort for one in names_in(name, language)), "post")
    return Actor(name, sort, 0, 0)


def _of_sentence(
    sentence: WrittenSentence, language: str, limits: Sequence[WrittenLimit], subject: Actor | None
) -> Iterator[Act]:
    """The actions of one sentence: one for each part of it that has a verb of its own and a limit, a hearer or a doer."""
    actors = actors_in(sentence, language)
    limits = [limit for limit in limits if not _is_condition(limit)]
    text = _BRACKETS.sub(lambda inside: _SIGNS.sub(" ", inside[0]), _without_occasions(sentence.text, limits))
    for actor in actors:  # a rescue team rescues nobody by its name
        text = text[: actor.start] + "\0" * (actor.end - actor.start) + text[actor.end :]
    action: Act | None = None
    begins = 0  # of what no action has taken yet: a limit may stand in a part of its own before the verb
    for part in _PARTS.finditer(text):
        inside = [one for one in actors if part.start() <= one.start < part.end()]
        if _HOLDS_IF.search(part[0].strip()):  # what lasts so long, or is not over by then, is no promise
            limits = [one for one in limits if not part.start() <= one.start < part.end()]
        here = tuple(one for one in limits if begins <= one.start < part.end())
        places = tuple(place_of(one, sentence.text[begins : one.start]) for one in here)
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
        if goes_on and sort in ("work", "go", "tell") and (action is not None or subject is None):
            if action is not None:
                action, begins = replace(action, end=part.end()), part.end()  # it goes on in other words
            continue
        if action is not None:
            yield action
        action, begins = Act(sentence, part.start(), part.end(), sort, subject, hearer, here, places), part.end()
    if action is not None:
        yield action


_IF_NOT = re.compile(r"\b(?:if|unless|where|when|should)\b(?:(?!\b(?:shall|must|will|to)\b)[^.;,])*$", re.IGNORECASE)
_THEN = re.compile(r"\b(?:not|cannot|no|nobody|unable|fails?)\b[^.;,]*$", re.IGNORECASE)
_NOT_BY_THEN = re.compile(r"[^,，。;；]{0,8}(?:未|不能|无法|没有|无人)[^,，。;；]{1,16}(?:的|时)[,，]")


def _is_condition(limit: WrittenLimit) -> bool:
    """Whether a limit tells what is done when it was missed: 'if it has not been found within 4 hours, ...'."""
    before = limit.sentence.text[: limit.start]
    since = _IF_NOT.search(before)
    failed = since is not None and _THEN.search(since[0]) is not None
    return failed or _NOT_BY_THEN.match(limit.sentence.text, limit.end) is not None


_TO = re.compile(
    r"(?:[向给][^，,；;。]{0,14}|对|报请?|请求?|通知|告知|抄送|报送|报告|\b(?:to|with|of|for)(?: the)?)\s*$", re.IGNORECASE
)


def _heard(text: str, actor: Actor) -> bool:
    """Whether somebody is spoken to: '向指挥部', 'to the county'."""
    return _TO.search(text, 0, actor.start) is not None


_HOLDS_IF = re.compile(
    r"的[，,;；]?$|(?:分钟|小时|日|天)(?:之?内|以内|后)?仍?(?:不能|未能|未|无法|没有)|^\s*(?:if|when|unless|where|once|should)\b",
    re.IGNORECASE,
)
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
    for sort, pattern in VERBS:
        if match := pattern.search(text, start, end):
            return sort, match.start()
    return None
