"""A cut in words: what was chosen and why, and what was left out."""

from __future__ import annotations

from collections import Counter

from drillsim.base.language import Message, say, say_n, text
from drillsim.compiled.names import kind_name
from drillsim.compiled.tables import CompiledPlan
from drillsim.msel.cut import NEAR, SCRIPTED, TOGETHER, WEAK, Cut
from drillsim.quantities.shown import show_duration
from drillsim.quantities.wording import Series, percent

_HOW_MANY = {
    SCRIPTED: (say_n("{n} is written in the scenario", "{n} are written in the scenario", 0)),
    WEAK: say_n("{n} is there for a weak promise", "{n} are there for weak promises", 0),
    TOGETHER: say_n("{n} comes while another is under way", "{n} come while another is under way", 0),
    NEAR: say_n("{n} is near them in time, of each kind in turn", "{n} are near them in time, of each kind in turn", 0),
}


def choice(compiled: CompiledPlan, cut: Cut) -> list[Message]:
    """What was chosen for a table, and by what rule."""
    if not cut.chosen:
        return [say("Nothing happens in this run: there is nothing to give.")]
    reasons = Counter(one.why for one in cut.chosen)
    parts = tuple(
        Message(words.msgid, {"n": reasons[why]}, words.plural, reasons[why])
        for why, words in _HOW_MANY.items()
        if reasons[why]
    )
    found = [
        say_n("{n} inject for an exercise of {length}: {parts}.", "{n} injects for an exercise of {length}: {parts}.",
              len(cut.chosen), length=show_duration(cut.length), parts=Series(parts))
    ]  # fmt: skip
    if not cut.weak:
        found.append(say("No promise is weak in the plays: the injects follow the rule alone."))
    return found


def weak_promises(compiled: CompiledPlan, cut: Cut, numbers: list[int]) -> list[Message]:
    """Each weak promise, how often the plays missed it, and the events that put it to the test, by their `numbers`."""
    found = []
    for promise in cut.weak:
        at = [numbers[place] for place, one in enumerate(cut.chosen) if promise.target in one.tests]
        values = {
            "promise": text(compiled.plan.targets[promise.target].name) or promise.target,
            "missed": f"{promise.missed:,}", "judged": f"{promise.judged:,}", "share": percent(promise.share),
        }  # fmt: skip
        if at:
            tested = say_n("event {events}", "events {events}", len(at), events=Series(tuple(at)))
            found.append(say("{promise}: missed {missed} of {judged} times in quick plays ({share}); tested by {tested}",
                             tested=tested, **values))  # fmt: skip
        else:
            found.append(say("{promise}: missed {missed} of {judged} times in quick plays ({share}); no inject of this run "
                             "tests it", **values))  # fmt: skip
    return found


def left_out(compiled: CompiledPlan, cut: Cut) -> list[Message]:
    """What of the run is not in the cut."""
    found = []
    if cut.left_out:
        kinds = tuple(
            say("{n} × {kind}", n=f"{n:,}", kind=text(kind_name(compiled, kind))) for kind, n in cut.left_out.items()
        )
        n = sum(cut.left_out.values())
        found.append(
            say_n("Left out: {n} incident of the run ({kinds}).", "Left out: {n} incidents of the run ({kinds}).", n,
                  kinds=Series(kinds))
        )  # fmt: skip
    if cut.disruptions_left_out:
        found.append(
            say_n(
                "Left out: {n} disruption that is not felt in any of these injects.",
                "Left out: {n} disruptions that are not felt in any of these injects.",
                cut.disruptions_left_out,
            )
        )
    return found or [say("Nothing of the run is left out.")]
