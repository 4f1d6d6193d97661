"""From what is done to procedures: steps in the order of the text, each with who does it and what it waits for.

What is guessed here is the order. A step waits for what the same people did before it, for the call that told them, or
for the plan to be started; what one sentence says is done in its order. Groups that were told go to work side by side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from drillsim.drafting.actions import Act
from drillsim.drafting.naming import named
from drillsim.drafting.pools import Pools
from drillsim.drafting.scopes import Heads
from drillsim.facts.limits import WrittenLimit
from drillsim.quantities.measures import NO_LIMIT, half_up
from drillsim.quantities.shown import show_duration
from drillsim.quantities.written import DAY

MOST_STEPS = 60  # of one procedure
MOST_ROUNDS = 120  # of all its steps that are done again and again
OVER = {"en": "the response is over", "zh": "响应终止"}
TURNOUT = {"en": "sets out", "zh": "出动"}


@dataclass
class DraftStep:
    """A step as data of a plan file, with what it was made of."""

    name: str
    data: dict[str, Any]
    action: Act | None = None
    by: str | None = None  # the pool that does it
    to: str | None = None  # the pool that hears it
    sort: str = "work"
    clause: str = ""  # the number of its sentence
    since: str | None = None  # the step with whose end the clock of its limits begins

    @property
    def limits(self) -> tuple[WrittenLimit, ...]:
        """The limits that it is to keep."""
        return self.action.limits if self.action else ()


@dataclass
class DraftProcedure:
    """A procedure: its name, what people call it, its steps in order."""

    name: str
    called: str
    steps: dict[str, DraftStep] = field(default_factory=dict)
    left_out: list[Act] = field(default_factory=list)  # what there was no room for


class _Builder:
    """The steps of one procedure, as they come."""

    def __init__(self, procedure: DraftProcedure, language: str, pools: Pools, zones: dict[str, str]) -> None:
        self.procedure, self.language, self.pools, self.zones = procedure, language, pools, zones
        self.spine: str | None = None  # the last step that everybody waits for
        self.last: DraftStep | None = None
        self.own: dict[tuple[str, Heads | None], str] = {}  # pool, of which head-counts → its last step
        self.told: dict[str, str] = {}  # pool → the call that reached it
        self.out: dict[tuple[str, Heads | None], str] = {}  # pool, of which head-counts → the step with which it set out
        self.gone: set[tuple[str, Heads | None]] = set()  # pool, of which head-counts: who is on the way or there

    def add(self, action: Act) -> None:
        """The steps of one action."""
        if len(self.procedure.steps) >= MOST_STEPS:
            self.procedure.left_out.append(action)
            return
        by = self.pools(action.by) if action.by else None
        to = self.pools(action.to, heard=True) if action.to else None
        before, last = self._before(action, by), self.last
        goes_on = last is not None and last.action is not None and last.action.sentence is action.sentence and last.by == by
        after = [before] if before else []
        when = {"when": when_of(action, self.zones)}
        if action.sort == "go" and by is not None and (by, action.heads) not in self.gone:
            step = self._goes(action, by, after, when)
        else:
            step = self._step(action.words, {"after": after, **when}, action, by, action.sort)
            if by is not None and (by, action.heads) not in self.out:
                step.data["needs"] = {"by": {"of": by, "count": 1}}
        # What one of them does in so long and so long runs from when they were told, else from what was before.
        step.since, step.to = last.since if goes_on and last is not None else before, to
        self._done(step, by, to)

    def _goes(self, action: Act, by: str, after: list[str], when: dict[str, Any]) -> DraftStep:
        """Those who go set out, then they are on their way; what only says that they set out ends with that."""
        key = (by, action.heads)
        out = self.procedure.steps[self.out[key]] if key in self.out else None
        if out is None:
            called = self.pools.called(by)
            words = f"{called}{TURNOUT[self.language]}" if self.language == "zh" else f"{called} {TURNOUT[self.language]}"
            own = action if action.sets_out else None
            out = self._step(words, {"after": after, "takes": "turnout", **when}, own, by, "turnout")
            out.data["needs"] = {"by": {"of": by, "count": 1}}
            self.out[key] = out.name
            self.pools.travels(by)
            if own is not None:
                return out
        self.gone.add(key)
        return self._step(action.words, {"after": [out.name], "takes": "travel", "who": [f"{out.name}.by"], **when},
                          action, by, "travel")  # fmt: skip

    def _before(self, action: Act, by: str | None) -> str | None:
        same_sentence = (
            self.last is not None and self.last.action is not None and self.last.action.sentence is action.sentence
        )
        if self.last is None:
            return None
        if same_sentence and (by is None or by == self.last.by or by == self.last.to):
            return self.last.name
        if by is not None and (own := self.own.get((by, action.heads), self.own.get((by, None)))):
            return own
        if by is not None and by in self.told:
            return self.told[by]
        if by is None and same_sentence:
            return self.last.name
        return self.spine or self.last.name

    def _step(self, words: str, data: dict[str, Any], action: Act | None, by: str | None, sort: str) -> DraftStep:
        name = named(words, self.procedure.steps, self.language)
        data = {"name": words, **{key: value for key, value in data.items() if value}}
        step = self.procedure.steps[name] = DraftStep(name, data, action, by, None, sort)
        return step

    def _done(self, step: DraftStep, by: str | None, to: str | None) -> None:
        if any(map(round_of, step.limits)):
            return  # it is done while the others go on, and nobody waits for it
        self.last = step
        if by is not None:
            self.own[by, step.action.heads if step.action else None] = step.name
        if to is not None:
            self.told[to] = step.name
        if step.sort in ("tell", "start"):
            self.spine = step.name

    def close(self) -> None:
        """Who went out goes home after their last step; the response is over when everything is done."""
        steps = self.procedure.steps
        for (pool, heads), out in self.out.items():
            last = self.own.get((pool, heads), out)
            if last != out:
                steps[out].data["keep"] = {"by": last}
                if (pool, heads) in self.gone:
                    steps[last].data["way_back"] = [f"{out}.by"]
        rounds = {name: every for name, step in steps.items() for every in map(round_of, step.limits) if every}
        followed = {before for step in steps.values() for before in step.data.get("after", [])}
        leaves = [name for name in steps if name not in followed and name not in rounds]
        end = next((name for name in reversed(leaves) if steps[name].sort == "end"), None)
        if end is None:
            end = self._step(OVER[self.language], {}, None, None, "end").name
        others = [name for name in leaves if name != end]
        steps[end].data["after"] = list(dict.fromkeys([*steps[end].data.get("after", []), *others]))
        for name, every in rounds.items():
            followed_up = min(24, MOST_ROUNDS // len(rounds))
            steps[name].data["rounds"] = {"every": show_duration(every), "until": f"{end}.ended", "at_most": followed_up}
        steps[end] = steps.pop(end)  # it comes last


def round_of(limit: WrittenLimit) -> int | None:
    """The seconds after which something is done again in the course of a response; None of all else."""
    rhythm = limit.rhythm
    if limit.sort != "rhythm" or rhythm is None or rhythm.unit != "second" or rhythm.every >= DAY:
        return None
    return max(60, half_up(rhythm.every / rhythm.times))


def procedure_of(
    name: str, called: str, actions: Sequence[Act], language: str, pools: Pools, zones: dict[str, str]
) -> DraftProcedure:
    """A procedure of these actions; `zones` are the places that plans speak of, each with its name in the file."""
    procedure = DraftProcedure(name, called)
    builder = _Builder(procedure, language, pools, zones)
    for action in actions:
        builder.add(action)
    builder.close()
    return procedure


def when_of(act: Act, zones: dict[str, str]) -> dict[str, Any]:
    """Of which incidents an act speaks, as conditions."""
    places = [zones[place] for place in act.places if place in zones]
    return heads_condition(act.heads) | ({"zone": places} if len(places) == len(act.places) == 1 else {})


def heads_condition(heads: Heads | None) -> dict[str, Any]:
    """A range of head-counts as a condition."""
    if heads is None:
        return {}
    low, high = heads
    return {"people": [f"{low}.." if high >= NO_LIMIT else f"{low}..{high}"]}
