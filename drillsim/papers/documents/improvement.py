"""The improvement plan: what to do about every promise that is missed, what that is expected to bring, and what it costs.

Who does it and by when is for the office to say; where the plan says who speaks for a pool, that role is put in. What is
to be changed in the wording of the plan is no action: it stands in the table of amendments.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from drillsim.base.language import Message, _, say
from drillsim.judge.result import TargetResult
from drillsim.papers.documents import facts
from drillsim.papers.documents.pen import Pen
from drillsim.papers.dossier import Dossier
from drillsim.say.brief import ranked
from drillsim.say.charges import charges
from drillsim.say.remedies import also_kept, cost_words, effect_words, more_missed, step_words, to_do
from drillsim.say.resting import input_words
from drillsim.say.sizing import headline, sizes_words
from drillsim.why.changes import Agree, Change, LetGo, Limit, More, OnCall, OnDuty, Open, SendOn, StandIn
from drillsim.why.explanation import TargetExplanation
from drillsim.why.remedies import Remedy

MOST_STEPS = 3  # on the first page
MOST_WAYS = 3  # to keep one promise, in the plan


@dataclass(frozen=True)
class Action:
    """A row of the improvement plan. What is left open is for the office to write."""

    promise: Any
    what: Message
    expected: tuple[Message, ...]
    cost: Any
    element: Message
    who: Any


def missed(case: Dossier) -> list[tuple[TargetResult, TargetExplanation]]:
    """The promises that are missed, in the order in which they are told: those that count first, the worst of them first."""
    why = {found.id: pair for pair in case.missed for found in pair[:1]}
    groups = [targets for group, targets in case.result.by_group().items() if group != "restates"]
    return [why[found.id] for targets in groups for found in ranked(targets) if found.verdict == "FAIL" and found.id in why]


def first_steps(case: Dossier) -> list[Message]:
    """What to do first about the promises that count, one sentence each, the cheapest first."""
    counted = {found.id for found in case.result.counted}
    left = [found.id for found, _why in missed(case) if found.id in counted]
    chosen: list[tuple[Remedy, str]] = []
    while left:
        ways, target = case.remedies.of(left[0]), left.pop(0)
        if ways:
            chosen.append((ways[0], target))
            left = [other for other in left if not ways[0].effect(other).reaches]
    chosen = [pair for at, pair in enumerate(chosen) if pair[0] not in [one for one, _target in chosen[:at]]]
    first = sorted(chosen, key=lambda pair: (-len(pair[0].newly_kept), pair[0].rank))[:MOST_STEPS]
    return [step_words(case.compiled, case.remedies.runs, one, target)
            for one, target in sorted(first, key=lambda pair: pair[0].rank)]  # fmt: skip


def actions(case: Dossier) -> list[Action]:
    """What to do about each promise that is missed, then the sizes that sizing found."""
    found = [action for result, why in missed(case) for action in _of_promise(case, result, why)]
    found += [_of_input(case, result) for result in case.result.by_group().get("restates", ()) if result.verdict == "FAIL"]
    if case.sizing is not None and case.sizing.sizing.winner is not None:
        sizes = sizes_words(case.sizing, case.sizing.shown)
        found.append(Action(say("all of them"), say("Decide on these sizes: {sizes}", sizes=sizes), (headline(case.sizing),),
                            "", facts.ELEMENTS["organisation"], ""))  # fmt: skip
    return found


def _of_promise(case: Dossier, result: TargetResult, why: TargetExplanation) -> Iterator[Action]:
    name = [case.target_name(result.id), *facts.reference(case, result.id)]
    ways = case.remedies.of(result.id)[:MOST_WAYS]
    for one in ways:
        effect = one.effect(result.id)
        expected = (effect_words(case.plan, case.remedies.runs, effect), *also_kept(case.plan, one, result.id),
                    *more_missed(case.plan, one, result.id))  # fmt: skip
        yield Action(
            name, to_do(case.compiled, one.changes), expected, cost_words(one), _element(case, one), _who(case, one)
        )
    if not ways:
        charge = charges(case.compiled, [why])[0]
        what, element = facts.settle(case, charge)
        yield Action(name, what, (), "", facts.ELEMENTS[element], "")


def _of_input(case: Dossier, result: TargetResult) -> Action:
    """A promise that is missed by what was put in alone."""
    assert result.rests_on is not None
    name = [case.target_name(result.id), *facts.reference(case, result.id)]
    what = say("Check the figure that was put in ({input}); if it is right, write another limit, or change the way or the "
               "base", input=input_words(case.compiled, case.scenario, result.rests_on))  # fmt: skip
    return Action(name, what, (), say("no people: less is promised"), facts.ELEMENTS["planning"], "")


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
            asks = {pool, *case.plan.pools[pool].counts_as, *case.plan.pools[pool].also}
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
    head = (_("no."), _("promise missed"), _("what to do"), _("expected to bring"), _("costs"), _("element"),
            _("responsible"), _("begin"), _("end"))  # fmt: skip
    rows = [
        (str(n), one.promise, one.what, list(one.expected) or "", one.cost, one.element, one.who, "", "")
        for n, one in enumerate(found, 1)
    ]
    pen.table(head, rows, (4, 18, 22, 20, 11, 9, 11, 8, 8), say("Improvement plan"))
