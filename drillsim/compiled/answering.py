"""Who may answer what a step asks for, and what it asks for by head-count."""

from __future__ import annotations

from drillsim.plan.plan import Plan
from drillsim.plan.pools import Moving, Pool, Vehicle
from drillsim.plan.procedures import Need, Procedure, Step
from drillsim.quantities import measures

PEOPLE = ("squad", "post")  # kinds of pool that are people
ON_THE_MOVE = ("squad", "vehicle", "post")  # kinds of pool that can turn out and travel


def names_of(plan: Plan, ask: str) -> tuple[list[str], list[str]]:
    """Pools asked for by a name (itself, by type or by role), and pools that only back it up.

    A pool answers to its own name, to each type it `counts_as` and each role it is `also`;
    it backs up whatever answers to a name in its `backs_up`.
    """
    own = [name for name, pool in plan.pools.items() if ask == name or ask in pool.counts_as or ask in pool.also]
    names = {ask, *own}
    backups = [name for name, pool in plan.pools.items() if name not in own and names & set(pool.backs_up)]
    return own, backups


def asked_as(plan: Plan, name: str) -> set[str]:
    """The names by which a pool is asked for: its own, its types and its roles."""
    pool = plan.pools[name]
    return {name, *pool.counts_as, *pool.also}


def of_people(plan: Plan, ask: str) -> bool:
    """Whether people answer to a name: not a room, a vehicle or a fund."""
    return any(plan.pools[name].kind in PEOPLE for name in names_of(plan, ask)[0])


def serves(pool: Pool, ask: str, zone: str) -> bool:
    """Whether a pool that answers to `ask` does so in `zone`.

    An area limits what a pool does as itself or as one of a type. A role that it is `also` is a
    role of the person, who brings it along everywhere.
    """
    return not pool.serves or zone in pool.serves or ask in pool.also


def candidates(plan: Plan, ask: str, zone: str | None) -> list[tuple[str, bool]]:
    """Pools that may answer `ask` for an incident in `zone`, with whether they only back up.

    Those that serve the zone come first. A pool that answers to the name but serves other
    zones helps only where it backs up one that serves this zone, or the name itself.
    """
    own, backups = names_of(plan, ask)
    serving = [name for name in own if zone is None or serves(plan.pools[name], ask, zone)]
    helped = {ask, *serving}
    helpers = {name for name in [*own, *backups] if name not in serving and helped & set(plan.pools[name].backs_up)}
    return [(name, False) for name in serving] + [(name, True) for name in plan.pools if name in helpers]


def on_the_move(plan: Plan, need: Need) -> bool:
    """Whether a need is for somebody or something that can be under way: not a room, not a fund."""
    return any(plan.pools[name].kind in ON_THE_MOVE for name in names_of(plan, need.of)[0])


def people_ranges(procedure: Procedure) -> list[tuple[int, int]]:
    """Ranges of head-counts that the procedure tells apart, covering 1 and up."""
    cuts = {1}
    for step in procedure.steps.values():
        for low, high in [case.people for case in step.cases] + [measures.people(v) for v in step.when.get("people", [])]:
            cuts |= {max(1, low), high + 1}
        for needs in (step.needs, *(case.needs for case in step.cases)):
            cuts |= {need.up_to for need in needs.values() if need.up_to is not None}
    lows = sorted(cut for cut in cuts if cut <= measures.NO_LIMIT)
    return [(low, high - 1) for low, high in zip(lows, [*lows[1:], measures.NO_LIMIT + 1], strict=True)]


def needs_at(step: Step, people: int) -> tuple[dict[str, Need], bool]:
    """Needs of a step for a head-count, and whether its tiers are silent about it."""
    matching = [case for case in step.cases if case.people[0] <= people <= case.people[1]]
    asked, spends = dict(step.needs), dict(step.spends)
    if matching:  # two tiers match: the later, stronger one is played
        asked |= matching[-1].needs
        spends |= matching[-1].spends
    needs = {name: need.at(people) for name, need in asked.items()}
    for fund, amount in spends.items():
        needs[fund] = Need.model_construct(of=fund, count=amount)
    return needs, bool(step.cases) and not matching


def held_through(procedure: Procedure, ancestors: dict[str, set[str]], asked_at: str, need: str, step: str) -> bool:
    """Whether what a step asked for is held through another one: by that step itself, and on the way to where it is kept."""
    until = procedure.steps[asked_at].keep.get(need, asked_at)
    between = asked_at in ancestors[step] and (step == until or step in ancestors.get(until, ()))
    return step == asked_at or between


def may_be_cut(procedure: Procedure, ancestors: dict[str, set[str]], step: str, need: str) -> bool:
    """Rule 17: whether a unit may be turned away on a journey: on its first one, later only where the step says so, since
    somebody may be on board; never from a shuttle.
    """
    steps = procedure.steps
    earlier = any(steps[s].takes == "travel" and need in steps[s].who for s in ancestors[step])
    return steps[step].trips is None and (not earlier or steps[step].may_be_interrupted is not None)


def may_leave(pool: Pool) -> bool:
    """Rules 17, 21: whether a unit of a pool may leave a step before it ends: turned away, or broken down."""
    return bool(isinstance(pool, Moving) and pool.redirect) or (isinstance(pool, Vehicle) and pool.may_break_down)
