"""The improvement plan: what to do about every promise that is missed, what that is expected to bring, and what it costs.

Who does it and by when is for the office to say; where the plan says who speaks for a pool, that role is put in. What is
to be changed in the wording of the plan is no action: it stands in the table of amendments.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from drillsim.base.language import Message, _, say, say_n
from drillsim.compiled.answering import asked_as
from drillsim.judge.result import TargetResult
from drillsim.papers.documents import facts
from drillsim.papers.documents.pen import Pen
from drillsim.papers.dossier import Dossier
from drillsim.say.brief import ranked
from drillsim.say.charges import charges
from drillsim.say.remedies import MOST_WAYS, cost_words, effect_words, more_missed, to_do
from drillsim.say.resting import input_words
from drillsim.say.sizing import headline, sizes_words
from drillsim.why.changes import Agree, Change, LetGo, Limit, More, OnCall, OnDuty, Open, SendOn, StandIn
from drillsim.why.explanation import TargetExplanation
from drillsim.why.remedies import WORTH, Remedy

MOST_STEPS = 3  # on the first page


@dataclass(frozen=True)
class Action:
    """A row of the improvement plan. What is left open is for the office to write."""

    what: Message
    expected: tuple[Any, ...]  # promise by promise, the worst first
    broken: tuple[Message, ...]  # what it makes worse
    cost: Any
    element: Message
    who: Any


def missed(case: Dossier) -> list[tuple[TargetResult, TargetExplanation]]:
    """The promises that are missed, in the order in which they are told: those that count first, the worst of them first."""
    why = {one.id: one for one in case.explanation.targets if one.found.missed}
    groups = case.result.by_group().values()
    told = [found for targets in groups for found in ranked(targets) if found.verdict == "FAIL"]
    return [(found, why[found.id]) for found in told if found.id in why]


def steps(case: Dossier) -> list[Action]:
    """What to do first about the promises that count, the cheapest first; to promise less is no first step while anything
    else mends a third of the misses."""
    counted = {found.id for found in case.result.counted}
    left = [found.id for found, _why in missed(case) if found.id in counted]
    chosen: list[Remedy] = []
    while left:
        ways = case.remedies.of(left.pop(0))
        if ways:
            chosen.append(ways[0])
            left = [other for other in left if not ways[0].effect(other).reaches]
    chosen = [one for one in dict.fromkeys(chosen) if not any(set(one.changes) < set(other.changes) for other in chosen)]
    first_ones = sorted(chosen, key=lambda one: (-len(one.newly_kept), one.rank))[:MOST_STEPS]
    return [_action(case, one) for one in sorted(first_ones, key=lambda one: one.rank)]


def actions(case: Dossier) -> list[Action]:
    """What to do about the promises that are missed, each way once; then the sizes that sizing found."""
    chosen: list[Remedy] = []
    without: list[Action] = []
    for result, why in missed(case):
        ways = case.remedies.of(result.id)[:MOST_WAYS]
        chosen += [one for one in ways if one not in chosen]
        if result.restates and all(one.promises_less for one in ways):  # before another limit is written
            without.append(_of_input(case, result))
        elif not ways:
            without.append(_settled(case, result, why))
    found = [*(_action(case, one) for one in chosen), *without]
    if case.sizing is not None and case.sizing.sizing.winner is not None:
        sizes = sizes_words(case.sizing, case.sizing.shown)
        found.append(Action(say("Decide on these sizes: {sizes}", sizes=sizes), (headline(case.sizing),), (),
                            "", facts.ELEMENTS["organisation"], ""))  # fmt: skip
    return found


def _action(case: Dossier, remedy: Remedy) -> Action:
    """A remedy with what it does to each promise that is missed, and to those of which more is missed then."""
    runs = case.remedies.runs
    helped = [
        say("'{target}': {effect}", target=case.target_name(found.id),
            effect=effect_words(case.plan, runs, remedy.effect(found.id)))
        for found, _why in missed(case) if remedy.effect(found.id).share >= WORTH
    ]  # fmt: skip
    broken = tuple(more_missed(case.plan, remedy))
    return Action(to_do(case.compiled, remedy.changes), tuple(helped), broken, cost_words(remedy), _element(case, remedy),
                  _who(case, remedy))  # fmt: skip


def _settled(case: Dossier, result: TargetResult, why: TargetExplanation) -> Action:
    """A promise for which nothing that was played helps."""
    what, element = facts.settle(case, charges(case.compiled, [why])[0])
    return Action(what, (case.target_name(result.id),), (), "", facts.ELEMENTS[element], "")


def _of_input(case: Dossier, result: TargetResult) -> Action:
    """A promise that is missed by what was put in alone."""
    assert result.rests_on is not None
    what = say("Check the figure that was put in ({input}); if it is right, write another limit, or change the way or the "
               "base", input=input_words(case.compiled, case.scenario, result.rests_on))  # fmt: skip
    return Action(
        what, (case.target_name(result.id),), (), say("no people: less is promised"), facts.ELEMENTS["planning"], ""
    )


def _element(case: Dossier, remedy: Remedy) -> Message:
    """Which part of a capability it is about: that which costs most."""
    change, _cost = max(zip(remedy.changes, remedy.costs, strict=True), key=lambda pair: pair[1].rank)
    kind = case.plan.pools[pool].kind if (pool := _pool(case, change)) else ""
    match change:
        case LetGo() | SendOn() | Limit():
            return facts.ELEMENTS["planning"]
        case _ if kind in ("vehicle", "room"):
            return facts.ELEMENTS["equipment"]
    return facts.ELEMENTS["organisation"]


def _pool(case: Dossier, change: Change) -> str:
    match change:
        case StandIn(one, _):
            return case.compiled.pools[one.row[1]]
        case More(pool) | OnDuty(pool) | OnCall(pool) | Open(pool) | LetGo(pool) | SendOn(pool) | Agree(pool):
            return pool
    return ""


def _who(case: Dossier, remedy: Remedy) -> Any:
    """The role that sends or speaks for the pools of a remedy, where the plan says so."""
    for change in remedy.changes:
        if pool := _pool(case, change):
            asks = asked_as(case.plan, pool)
            for says in ("decides", "plays"):
                for key, player in case.plan.players.items():
                    if asks & set(getattr(player, says)):
                        return player.name or key
    return ""


def improvement(case: Dossier, pen: Pen) -> None:
    """The table, with room to write."""
    found = actions(case)
    if not found:
        pen.write(_("No limit was missed."))
        return
    pen.write(
        say("What is expected is from playing the first {runs} runs again with only that changed. Of several ways to keep a "
            "promise one will do; they stand in the order of what they cost.", runs=case.remedies.runs), "Small",
    )  # fmt: skip
    head = (_("no."), _("what to do"), _("what it is expected to bring"), _("costs"), _("element"), _("responsible"),
            _("begin"), _("end"))  # fmt: skip
    rows = [
        (str(n), one.what, [*one.expected, *one.broken], one.cost, one.element, one.who, "", "")
        for n, one in enumerate(found, 1)
    ]
    pen.table(head, rows, (4, 26, 30, 11, 9, 12, 9, 9), say("Improvement plan"))


def _in_short(one: Action) -> list[Any]:
    """What it brings for the worst promise, how many more it helps, and what it breaks."""
    more = len(one.expected) - 1
    also = [say_n("helps {n} more missed promise, too", "helps {n} more missed promises, too", more)] if more > 0 else []
    return [*one.expected[:1], *also, *one.broken]


def first_steps(case: Dossier, pen: Pen) -> None:
    """The first steps as a table; nothing where there are none."""
    if not (found := steps(case)):
        return
    head = (_("what to do"), _("what it is expected to bring"), _("costs"))
    pen.table(head, [(one.what, _in_short(one), one.cost) for one in found], (38, 44, 18),
              say("What to do first, and what that brings when the first {runs} runs are played again",
                  runs=case.remedies.runs))  # fmt: skip
