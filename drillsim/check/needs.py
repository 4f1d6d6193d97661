"""What a need that says more than a number must keep: in which order, where from, how many together, with whom."""

from __future__ import annotations

from drillsim.base.language import say
from drillsim.check.lookup import Findings, Flaw, Loc
from drillsim.compiled.answering import names_of
from drillsim.plan.near import near
from drillsim.plan.plan import Plan
from drillsim.plan.pools import Room, Vehicle
from drillsim.plan.procedures import Need


def check_need(plan: Plan, loc: Loc, need: Need, beside: dict[str, Need]) -> Findings:
    """Everything that keeps a need from being met as it says; `beside` are all needs of its step and tier."""
    pools = [name for names in names_of(plan, need.of) for name in names]
    if not pools:
        return
    for index, name in enumerate(need.first):
        place = (*loc, "first", index)
        if name not in pools:
            yield Flaw(
                place, say("no pool that may meet this need is called '{name}'", name=name), near(name, pools), ("pools",)
            )
        elif name in need.first[:index]:
            yield Flaw(place, say("the pool '{name}' is given twice", name=name), say("keep one of them"))
    if need.freest and not all(isinstance(plan.pools[name], Room) for name in pools):
        what = say("only of rooms can the one with the most places free be taken")
        yield Flaw((*loc, "freest"), what, say("leave it out, or ask for rooms"), ("pools",))
    if need.split and not need.else_next:
        what = say("a need that waits for the best pool cannot be met by several together")
        yield Flaw((*loc, "split"), what, say("leave one of else_next and split out"))
    if need.count == "seats":
        seatless = [name for name in pools if not isinstance(pool := plan.pools[name], Vehicle) or pool.seats is None]
        if seatless:
            what = say("'{name}' has no seats, so it is not known how many of them people fill", name=seatless[0])
            yield Flaw(loc, what, say("add seats to each vehicle that may come, or ask for a number"), ("pools",))
    if need.crew_of is not None:
        yield from _crew(plan, (*loc, "crew_of"), need, pools, beside)


def _crew(plan: Plan, loc: Loc, need: Need, pools: list[str], beside: dict[str, Need]) -> Findings:
    """A crew of nothing, of itself, or of what stands somewhere else."""
    other = beside.get(str(need.crew_of))
    if other is None or other is need:
        what = say("no other need of this step is called '{name}'", name=need.crew_of)
        yield Flaw(loc, what, near(str(need.crew_of), [name for name, one in beside.items() if one is not need]))
        return
    others = [name for names in names_of(plan, other.of) for name in names]
    bases, theirs = ({getattr(plan.pools[name], "base", None) for name in names} for names in (pools, others))
    if others and not (bases & theirs) - {None}:
        what = say("nobody who may meet this need stands where '{name}' does", name=need.crew_of)
        yield Flaw(loc, what, say("give the two pools the same base"), ("pools",))
