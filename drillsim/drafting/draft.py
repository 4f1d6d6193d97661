"""A first plan file from a written plan: its sentences as clauses, and what can be played of them.

Everything in it comes from the text. Which sentences are steps, in which order and by whom, and where a limit begins are
guessed from words, and marked: every clause is `guessed`. What the text does not say holds a stand-in that a question is
about, and until the questions are answered nothing is played.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from drillsim.base.language import _, say, speaking
from drillsim.drafting.actions import Act, find_actions, is_response
from drillsim.drafting.asking import Questions
from drillsim.drafting.naming import named
from drillsim.drafting.pools import Pools, at_hand, strengths
from drillsim.drafting.response import MOST_STEPS, DraftProcedure, DraftStep, heads_condition, procedure_of, round_of
from drillsim.drafting.vocabulary import KINDS_OF_INCIDENT, PURPOSE
from drillsim.facts.bodies import DoubtfulBody
from drillsim.facts.gathered import Facts, facts_of
from drillsim.facts.limits import WrittenLimit
from drillsim.facts.posts import DoubtfulPost
from drillsim.plan.plan import Plan
from drillsim.plan.scenario import Scenario
from drillsim.quantities.phrases import Said
from drillsim.quantities.shown import show_duration
from drillsim.quantities.written import DAY
from drillsim.say.written_place import place_in_words
from drillsim.texts.passage import WrittenPlan, WrittenSentence

BASE = {"en": "base", "zh": "驻地"}
AREA = {"en": "area", "zh": "辖区"}
FIRST_DAY = "2027-01-04"  # a Monday on which the first scenario begins; any would do
MOST_DUTIES = 12
# What titles begin and end with beside what can happen.
_TITLE_ZH = re.compile(
    "(?:专项|现场|突发)?(?:应急)?(?:处置|响应)?(?:预案|方案|规程|办法|制度)$"
    "|^.{2,20}?(?:公司|学校|镇|县|市|区|局|大学|医院)(?=.{3})"
)
_TITLE_EN = re.compile(r"\s*\b(?:emergency|response|contingency|plan|procedure|arrangements?|protocol)s?\b", re.IGNORECASE)


@dataclass(frozen=True)
class DraftedPlan:
    """A drafted plan with its first scenario, and what was found in the text."""

    plan: Plan
    scenario: Scenario
    facts: Facts


def draft(written: WrittenPlan) -> DraftedPlan:
    """The first plan file of a written plan, in its language."""
    with speaking(written.language):
        return _Draft(facts_of(written)).drafted()


class _Draft:
    def __init__(self, facts: Facts) -> None:
        self.facts, self.written = facts, facts.written
        self.language = facts.written.language
        self.bound = {id(fact.sentence) for fact in (*facts.limits, *facts.hops)}  # by a limit or a report
        self.acts: dict[int, list[Act]] = defaultdict(list)
        for act in find_actions(facts):
            self.acts[id(act.sentence)].append(act)
        self.zones = self._zones()
        self.pools = Pools(self.language, strengths(facts.bodies))
        self.ids = _ids(self.written)
        self.clauses: dict[str, dict[str, Any]] = {}
        self.targets: dict[str, dict[str, Any]] = {}
        self.duties: dict[str, dict[str, Any]] = {}
        self.questions = Questions()

    def drafted(self) -> DraftedPlan:
        procedures = [*self._responses()]
        daily = list(self._duties(procedures))
        for procedure in procedures:
            self._promises(procedure)
            for act in procedure.left_out:
                there = say("left out: the procedure has {n} steps already", n=MOST_STEPS)
                self._confirm(self.ids[id(act.sentence)], str(there))
        self._doubts()
        self.at_hand = at_hand(self.facts.means, self.pools.found, self.language)
        self._clauses([*procedures, *daily])
        plan = self._plan([*procedures, *daily])
        return DraftedPlan(Plan.model_validate(plan), Scenario.model_validate(self._scenario(procedures)), self.facts)

    def _zones(self) -> dict[str, str]:
        """The places for which limits hold, each with its name in the file; none where there are not several."""
        places = list(dict.fromkeys(place for acts in self.acts.values() for act in acts for place in act.places if place))
        taken: list[str] = []
        for place in places if len(places) > 1 else []:
            taken.append(named(place, taken, self.language))
        return dict(zip(places, taken, strict=False))

    # ---- what is done ------------------------------------------------------------------------------------

    def _responses(self) -> Iterator[DraftProcedure]:
        """A procedure for each kind of incident that has headings of its own, or one for all."""
        every = self._sentences()
        sentences = [s for s in every if is_response(s)]
        if len(self._actions(sentences)) < 2:
            sentences = [s for s in every if is_response(s) is None]
        if len(self._actions(sentences)) < 2:
            sentences = every
        kinds = _kinds(sentences)
        common = [s for s in sentences if not any(kind in s.passage.place.headings for kind in kinds)]
        if not kinds:
            yield self._procedure(_event(self.written.title, self.language), common)
        taken: list[str] = []
        for kind in kinds:
            own = [s for s in sentences if kind in s.passage.place.headings]
            called = re.sub(r"^[\W\d_一二三四五六七八九十]+[、.．)）\s]+|^\S*第\S+[条章节]\s*", "", kind).strip() or kind
            before = [s for s in common if s.passage.place.paragraph < own[0].passage.place.paragraph]
            after = [s for s in common if s.passage.place.paragraph > own[0].passage.place.paragraph]
            found = self._procedure(called, [*before, *own, *after], taken)
            taken.append(found.name)
            yield found

    def _procedure(self, called: str, sentences: Sequence[WrittenSentence], taken: Sequence[str] = ()) -> DraftProcedure:
        name = named(called, taken, self.language)
        return self._numbered(procedure_of(name, called, self._actions(sentences), self.language, self.pools, self.zones))

    def _numbered(self, procedure: DraftProcedure) -> DraftProcedure:
        for step in procedure.steps.values():
            step.clause = self.ids[id(step.action.sentence)] if step.action else ""
        return procedure

    def _sentences(self) -> list[WrittenSentence]:
        """All sentences that say what is done, and not to people, nor only what will be asked of them."""
        to_people = {id(fact.sentence) for fact in self.facts.on_people}
        by_calendar = {id(limit.sentence) for limit in self.facts.limits if _by_the_calendar(limit)}
        return [
            sentence
            for sentence in self.written.sentences
            if id(sentence) not in to_people
            and id(sentence) not in by_calendar
            and sentence.passage.text != self.written.title
            and (sentence.deed in ("promise", "order") or id(sentence) in self.bound)
            and (sentence.deed != "forbid" and is_response(sentence) is not False)
        ]

    def _actions(self, sentences: Sequence[WrittenSentence]) -> list[Act]:
        return [act for sentence in sentences for act in self.acts[id(sentence)]]

    def _duties(self, responses: Sequence[DraftProcedure]) -> Iterator[DraftProcedure]:
        """What is done by the calendar, outside of any response: every day, every week, every month."""
        used = {id(step.action.sentence) for one in responses for step in one.steps.values() if step.action}
        for limit in self.facts.limits:
            period = _period(limit)
            if (
                period is None
                or id(limit.sentence) in used
                or len(self.duties) >= MOST_DUTIES
                or is_response(limit.sentence)
            ):
                continue
            actions = [a for a in self._actions([limit.sentence]) if limit in a.limits and a.by is not None]
            if not actions:
                continue
            used.add(id(limit.sentence))
            called = actions[0].words
            name = named(called, [*self.duties, *(one.name for one in responses)], self.language)
            procedure = self._numbered(procedure_of(name, called, actions[:1], self.language, self.pools, {}))
            step = next(iter(procedure.steps.values()))
            duty: dict[str, Any] = {
                "procedure": procedure.name,
                "at": ["08:00"],
                "zone": next(iter(self._areas().values())),
                "clause": [self.ids[id(limit.sentence)]],
            }
            if period == "week":
                duty["days"] = "mon"
            elif period == "month":
                duty["dates"] = [1]
            self.duties[procedure.name] = duty
            self.questions.ask("start", f"duties.{procedure.name}.at", called, duty["clause"])
            name = named(called, self.targets, self.language)
            self.targets[name] = {"name": called, "to": f"{step.name}.ended", "once": period, "clause": duty["clause"],
                                  "where": {"kind": [procedure.name]}}  # fmt: skip
            yield procedure

    # ---- what is promised --------------------------------------------------------------------------------

    def _promises(self, procedure: DraftProcedure) -> None:
        last = list(procedure.steps)[-1]
        for step in list(procedure.steps.values()):
            places = (step.action.places if step.action else ()) or (None,) * len(step.limits)
            together = [limit for place, limit in zip(places, step.limits, strict=True) if place is None and _bounds(limit)]
            if len({_within(limit) for limit in together}) > 1:  # by day and at night, one call and the next: unknown which
                asked = say("what does each of these limits hold for: {limits}?", limits=_words_of(together))
                self._confirm(step.clause, str(asked))
            else:
                together = []
            for place, limit in zip(places, step.limits, strict=True):
                if limit not in together:
                    self._promise(procedure, step, limit, place, last)

    def _promise(
        self, procedure: DraftProcedure, step: DraftStep, limit: WrittenLimit, place: str | None, last: str
    ) -> None:
        clause = [self.ids[id(limit.sentence)]]
        within = _within(limit)
        target: dict[str, Any] = {"name": step.data["name"], "to": f"{step.name}.ended", "clause": clause}
        if limit.sort == "soon":
            path = f"procedures.{procedure.name}.steps.{step.name}"
            self.questions.ask("how-soon", path, (limit.words, step.data["name"]), clause)
            return
        if every := round_of(limit):
            target |= {"every": show_duration(every), "until": f"{last}.ended"}
        elif within is not None and _bounds(limit):
            if step.since is not None:
                target["from"] = f"{step.since}.ended"
            if not _begins_as_written(procedure, step, limit):
                self._confirm(clause[0], str(say("from when do '{words}' run?", words=limit.words)))
            target["within"] = within
        else:
            return
        if limit.or_clock is not None:
            self._confirm(clause[0], str(say("is '{words}' a time of the day or a length of time?", words=limit.words)))
        if limit.share is not None and limit.share.low is not None:
            target["form"] = f"share {limit.share.low:g}%"
        target["where"] = {"kind": [procedure.name], **heads_condition(step.action.heads if step.action else None)}
        if place in self.zones:
            target["where"]["zone"] = [self.zones[str(place)]]
            target["name"] = f"{step.data['name']} ({place})"
        self.targets[named(str(target["name"]), self.targets, self.language)] = target

    def _doubts(self) -> None:
        """What the authors should settle: who is who, and numbers that lie in two tiers or in none."""
        in_doubt = (one for one in self.facts.doubtful_bodies if one.rule != "short-form")  # which the text says itself
        doubts: list[DoubtfulBody | DoubtfulPost] = [*in_doubt, *self.facts.doubtful_posts]
        for doubt in doubts:
            self._confirm(self.ids[id(doubt.sentence)], str(doubt.reason))
        for group in self.facts.groups:
            clause = self.ids[id(group.tiers[-1].sentence)]
            for both in group.overlaps:
                self._confirm(clause, str(say("{range}: stands in two tiers; which one holds?", range=_range(both))))
            for gap in group.gaps:
                self._confirm(clause, str(say("{range}: stands in no tier; what is done then?", range=_range(gap))))
        for use in self.facts.uses:
            for level in use.undefined:
                said = self.clauses.setdefault(self.ids[id(level.sentence)], {})
                said["undefined"] = list(dict.fromkeys([*said.get("undefined", []), level.words]))

    def _confirm(self, clause: str, question: str) -> None:
        asked = self.clauses.setdefault(clause, {}).setdefault("to_confirm", [])
        if question not in asked:
            asked.append(question)

    # ---- clauses -----------------------------------------------------------------------------------------

    def _clauses(self, procedures: Sequence[DraftProcedure]) -> None:
        steps: dict[int, list[str]] = defaultdict(list)
        for procedure in procedures:
            for step in procedure.steps.values():
                if step.action is not None:
                    steps[id(step.action.sentence)].append(f"procedures.{procedure.name}.steps.{step.name}")
        for name, (_data, means) in self.at_hand.items():
            steps[id(means.sentence)].append(f"pools.{name}")
        for duty in self.facts.duties:  # a pool without hours is there at every hour
            if (pool := self.pools.named_so(duty.who)) is not None and duty.around_the_clock:
                steps[id(duty.sentence)].append(f"pools.{pool.name}")
        timed: dict[str, list[str]] = defaultdict(list)
        for name, target in self.targets.items():
            timed[target["clause"][0]].append(name)
        reasons = {self.ids[id(fact.sentence)]: fact.reason for fact in reversed(self.facts.on_people)}
        limited = {id(limit.sentence) for limit in self.facts.limits if limit.sort != "soon"}
        for clause, sentences in self._sentences_of_clauses().items():
            said = self.clauses.pop(clause, {})
            if not any(id(one) in self.facts.telling or one.deed is not None for one in sentences):
                continue
            passage = sentences[0].passage
            parts = list(dict.fromkeys(part for one in sentences for part in steps[id(one)]))
            found: dict[str, Any] = {
                "quote": _quoted(sentences), "place": str(place_in_words(passage.place, passage.cell)),
            }  # fmt: skip
            if clause in reasons:
                found["reason"] = reasons[clause]
            elif timed[clause] or parts:
                found |= {key: value for key, value in (("timed", timed[clause]), ("modelled", parts)) if value}
            elif any(PURPOSE.search(heading) for heading in passage.place.headings):
                found["reason"] = "background"
            else:
                found["qualitative"] = (
                    _("a limit stands in it, but no step that could be played: it is not tested")
                    if any(id(one) in limited for one in sentences)
                    else _("no step and no number was read in it")
                )
            self.clauses[clause] = found | said | {"guessed": True}

    def _sentences_of_clauses(self) -> dict[str, list[WrittenSentence]]:
        """The sentences of each clause: one, or those of a row of a table."""
        found: dict[str, list[WrittenSentence]] = defaultdict(list)
        for sentence in self.written.sentences:
            found[self.ids[id(sentence)]].append(sentence)
        return found

    # ---- the files ---------------------------------------------------------------------------------------

    def _plan(self, procedures: Sequence[DraftProcedure]) -> dict[str, Any]:
        travelling = [pool for pool in self.pools.acting() if pool.name in self.pools.travelling]
        base = BASE[self.language]
        pools = {pool.name: pool.data(base if pool in travelling else None) for pool in self.pools.acting()}
        pools |= {name: data for name, (data, _means) in self.at_hand.items()}
        self.questions.of_pools(self.pools, procedures)
        self.questions.of_steps(procedures)
        self.questions.of_procedures([one for one in procedures if one.name not in self.duties])
        if travelling:
            for place, zone in self._areas().items():
                self.questions.ask("way-to" if self.zones else "way", f"travel.times.{base}.{zone}", place, [])
        if not pools:
            pools = {named(_("duty officer"), (), self.language): {"name": _("duty officer"), "kind": "post"}}
        if not self.targets:  # a plan without a number: what it promises is asked
            first = procedures[0]
            self.targets[named(first.called, (), self.language)] = {
                "name": first.called, "to": f"{list(first.steps)[-1]}.ended", "none_lost": True, "ours": True,
                "where": {"kind": [first.name]}}  # fmt: skip
        return {
            "plan": named(self.written.title, (), self.language),
            "name": self.written.title,
            "about": _("Read by rules from {file}. What is marked as guessed wants to be looked at.").format(
                file=self.written.file.replace("\\", "/").rpartition("/")[2]),
            "basis": [basis.words for basis in self.facts.bases][:40],
            "zones": {zone: {"name": place} for place, zone in self._areas().items()},
            **({"travel": {"times": {base: dict.fromkeys(self._areas().values(), "10 min")}}} if travelling else {}),
            "pools": pools,
            "procedures": {
                one.name: {"name": one.called, "steps": {step.name: step.data for step in one.steps.values()}}
                for one in procedures
            },
            **({"duties": self.duties} if self.duties else {}),
            "targets": self.targets,
            "clauses": self.clauses,
            "open_questions": self.questions.numbered(),
        }  # fmt: skip

    def _areas(self) -> dict[str, str]:
        """Where incidents can be, each with its name in the file."""
        return self.zones or {AREA[self.language]: AREA[self.language]}

    def _scenario(self, procedures: Sequence[DraftProcedure]) -> dict[str, Any]:
        """Each kind of incident once, of each size and in each place, a day apart."""
        incidents = [(one, heads, zone) for one in procedures for heads in _sizes(one) for zone in self._areas().values()]
        return {
            "plan": "plan.yaml",
            "name": _("Each kind of incident once"),
            "about": _("One after the other, a day apart: whether the promises can be kept at all."),
            "window": {"from": f"{FIRST_DAY} 00:00", "days": len(incidents) + 1},
            "injects": [
                {"at": f"day {number} 09:00", "kind": one.name, "zone": zone, "people": heads}
                for number, (one, heads, zone) in enumerate(incidents, 1)
            ],
        }


def _sizes(procedure: DraftProcedure) -> list[int]:
    """The smallest head-count of each tier of a procedure; one where it has none."""
    return sorted({step.action.heads[0] for step in procedure.steps.values() if step.action and step.action.heads}) or [1]


def _ids(written: WrittenPlan) -> dict[int, str]:
    """The number of each sentence: that of its paragraph, and which one it is in there if there are several.

    A row of a table says one thing: its cells have one number.
    """
    several: dict[int, int] = defaultdict(int)
    for sentence in written.sentences:
        several[sentence.passage.place.paragraph] += 1
    counted: dict[int, int] = defaultdict(int)
    rows: dict[tuple[int, int], str] = {}
    found = {}
    for sentence in written.sentences:
        paragraph, cell = sentence.passage.place.paragraph, sentence.passage.cell
        counted[paragraph] += 1
        name = f"{paragraph}" if several[paragraph] == 1 else f"{paragraph}.{counted[paragraph]}"
        found[id(sentence)] = name if cell is None else rows.setdefault(cell.in_row, f"{paragraph}")
    return found


def _quoted(sentences: Sequence[WrittenSentence]) -> str:
    """A sentence as it stands, or the cells of a row beside each other."""
    if sentences[0].passage.cell is None:
        return sentences[0].text
    return " | ".join(dict.fromkeys(sentence.passage.text for sentence in sentences))


def _kinds(sentences: Sequence[WrittenSentence]) -> list[str]:
    """The headings that tell kinds of incidents apart: beside each other, with sentences of their own, and no stages."""
    below: dict[tuple[str, ...], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for sentence in sentences:
        headings = sentence.passage.place.headings
        for depth, heading in enumerate(headings):
            below[headings[:depth]][heading] += 1
    groups = [
        [heading for heading, n in found.items() if n >= 2 and KINDS_OF_INCIDENT.search(heading)] for found in below.values()
    ]
    return max(groups, key=len) if any(len(group) >= 2 for group in groups) else []


def _event(title: str, language: str) -> str:
    """What a plan is about, from its title."""
    if language == "zh":
        return _TITLE_ZH.sub("", title) or title
    words = _TITLE_EN.sub("", title.rpartition(":")[2]).strip(" -–—,")
    return re.sub(r"^(?:for|of|on|in case of)\s+", "", words, flags=re.IGNORECASE) or title


def _range(said: Said) -> str:
    low = "" if said.low is None else f"{said.low:g}"
    high = "" if said.high is None else f"{said.high:g}"
    return low if low == high else f"{low}–{high}"


def _within(limit: WrittenLimit) -> str | None:
    """How long at most something may take, as a file holds it; None where a limit does not say that."""
    says_how_long = limit.sort == "duration" and not limit.ahead and (limit.seconds or limit.working_days)
    return limit.shown if says_how_long else None


def _begins_as_written(procedure: DraftProcedure, step: DraftStep, limit: WrittenLimit) -> bool:
    """Whether the step before is what the limit runs from: said in one sentence, or done by or told to the same people."""
    since = procedure.steps[step.since] if step.since is not None else None
    if since is None:
        return limit.runs_from is not None
    if since.action is not None and step.action is not None and since.action.sentence is step.action.sentence:
        return True
    return limit.runs_from is not None and step.by is not None and step.by in (since.by, since.to)


def _bounds(limit: WrittenLimit) -> bool:
    """Whether a limit says how long something may take."""
    return _within(limit) is not None and limit.bound in ("at most", "below", "exactly", "about", "between")


def _words_of(limits: Sequence[WrittenLimit]) -> str:
    return " / ".join(f"'{limit.words}'" for limit in limits)


def _period(limit: WrittenLimit) -> str | None:
    if limit.rhythm is None:
        return None
    periods = {("second", DAY): "day", ("working day", 1): "day", ("second", 7 * DAY): "week", ("month", 1): "month"}
    return periods.get((str(limit.rhythm.unit), int(limit.rhythm.every)))


def _by_the_calendar(limit: WrittenLimit) -> bool:
    """Whether something is done so seldom that it is no part of a response: every week, every quarter."""
    rhythm = limit.rhythm
    return rhythm is not None and (rhythm.unit == "month" or (rhythm.unit == "second" and rhythm.every >= 7 * DAY))
