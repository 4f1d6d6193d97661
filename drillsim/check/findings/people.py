"""Who is there at all: squads, vehicles, posts and rooms against what the procedures ask of them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from drillsim.base.language import say
from drillsim.check.findings.finding import Finding, listed
from drillsim.check.findings.paper import Ask, Keeping, Paper, capacity, size_key
from drillsim.check.lookup import gone_to
from drillsim.compiled.answering import asked_as, names_of
from drillsim.plan.distributions import quantile
from drillsim.plan.pools import Post, Room, Vehicle
from drillsim.plan.procedures import Need, Step
from drillsim.quantities import measures


def _asked_by(paper: Paper, pool: str) -> tuple[str, ...]:
    """Clauses of a pool and of the steps that ask for it."""
    steps = {(a.kind, a.step) for a in paper.asks if pool in names_of(paper.plan, a.of)[0]}
    return paper.clauses(f"pools.{pool}", *(f"procedures.{kind}.{step}" for kind, step in sorted(steps)))


def _kept_while_away(paper: Paper) -> set[str]:
    """Names asked for that leave with the squad: under way in some travel step."""
    return {
        ask.of for ask in paper.asks
        if any(step.takes == "travel" and ask.need in step.who for step in paper.plan.procedures[ask.kind].steps.values())
    }  # fmt: skip


def shared_posts(paper: Paper) -> Iterator[Finding]:
    """One person under several names, or wanted by several groups: nobody is in two places."""
    away = _kept_while_away(paper)
    for name, pool in paper.plan.pools.items():
        if not isinstance(pool, Post) or pool.outside:
            continue
        roles = list(dict.fromkeys([name, *pool.also]))
        groups = _groups_led(paper, name)
        places, mend = capacity(pool), say("name another head or a stand-in for each group")
        ours = paper.ours(f"pools.{name}.count")
        if len(groups) > places and away & asked_as(paper.plan, name):
            yield Finding(
                "confirm" if ours else "contradiction", "one-head-many-groups", ("pools", name), _asked_by(paper, name),
                say("'{post}' leads {n} groups ({groups}) and can be with only {m} at a time",
                    post=paper.pool(name), n=len(groups), groups=listed(paper.pool(g) for g in groups), m=places),
                mend,
            )  # fmt: skip
        elif len(roles) > places and pool.also:
            kind = "contradiction" if sum(role in away for role in roles) > places and not ours else "unclear"
            yield Finding(
                kind, "several-posts-one-person", ("pools", name), _asked_by(paper, name),
                say("'{post}' holds several posts: {roles}; when two of them are needed at once, one waits",
                    post=paper.pool(name), roles=listed(paper.pool(r) for r in roles)),
                say("name a stand-in for each post"),
            )  # fmt: skip


def _groups_led(paper: Paper, post: str) -> list[str]:
    """Squads of different areas that a post leads: it goes out as well, and stays as long as they do.

    Where the plan names a leading group, only its members lead: others beside a squad (drivers, for instance) do not.
    """
    group = {pool for name in paper.plan.leading_group for pool in names_of(paper.plan, name)[0]}
    if group and post not in group:
        return []
    led, groups = set(paper.plan.pools[post].serves), dict[str, None]()
    for own in _out(paper):
        if post not in names_of(paper.plan, own.of)[0]:
            continue
        for other in _out(paper):
            if other.kind != own.kind or other.of == own.of or not (group or _stays_as_long(paper, own, other)):
                continue
            for squad in names_of(paper.plan, other.of)[0]:
                serves = paper.plan.pools[squad].serves
                if paper.plan.pools[squad].kind == "squad" and serves and (not led or set(serves) & led):
                    groups[squad] = None
    return list(groups) if len({tuple(paper.plan.pools[g].serves) for g in groups}) > 1 else []


def _out(paper: Paper) -> list[Keeping]:
    """Who goes out: the needs that some travel step names."""
    return [
        hold for hold in paper.holds
        if any(s.takes == "travel" and hold.need in s.who for s in paper.plan.procedures[hold.kind].steps.values())
    ]  # fmt: skip


def _stays_as_long(paper: Paper, one: Keeping, other: Keeping) -> bool:
    """Whether one need is let go in the step in which the other is, or in a later one."""
    return other.released in {one.released, *paper.ancestors[one.kind][one.released]}


def single_holders(paper: Paper) -> Iterator[Finding]:
    """A post of the plan's own (not one that we put in) that one person holds, with nobody behind it."""
    alone: dict[str, None] = {}
    for ask in paper.asks:
        own, backups = names_of(paper.plan, ask.of)
        pools = [paper.plan.pools[n] for n in [*own, *backups]]
        one_person = all(isinstance(p, Post) for p in pools) and sum(capacity(p) for p in pools) == 1
        if one_person and not pools[0].outside and not paper.ours(f"pools.{own[0]}.count"):
            alone[own[0]] = None
    for name in alone:
        yield Finding(
            "gap", "no-stand-in", ("pools", name), _asked_by(paper, name),
            say("'{post}' is held by one person, and the plan names no stand-in", post=paper.pool(name)),
            say("name a stand-in for absence, leave and the night"),
        )  # fmt: skip


def never_met(paper: Paper) -> Iterator[Finding]:
    """A request for more than there can ever be: the largest one of each step for each name."""
    largest: dict[tuple[str, str, str], tuple[int, int, str]] = {}
    for ask in paper.asks:
        if _vehicle_each(paper, ask):
            continue  # said below
        count = _largest_request(paper, ask)
        for zone in paper.zones(ask.kind):
            pools = {name: paper.plan.pools[name] for name, _ in paper.candidates(ask.of, zone)}
            key, together = (ask.kind, ask.step, ask.of), sum if ask.split else max
            most = together(map(capacity, pools.values())) if pools else count
            if most < count and (count, most) > largest.get(key, (0, 0))[:2]:
                sizes = [f"pools.{name}.{size_key(pool)}" for name, pool in pools.items()]
                ours = paper.ours(f"procedures.{ask.kind}.{ask.step}.needs", *sizes)
                brought = ask.number == "people" and paper.scenario is not None  # how many come is no word of the plan
                largest[key] = (count, most, "confirm" if ours or brought else "contradiction")
    for (kind, step, of), (count, most, sort) in largest.items():
        yield Finding(
            sort, "never-met", ("procedures", kind, "steps", step), paper.clauses(f"procedures.{kind}.{step}"),
            say("{procedure}: '{step}' asks for {pool} ({count}), and there are never more than {most}",
                procedure=paper.procedure(kind), step=paper.step(kind, step), count=count, pool=paper.pool(of), most=most),
            say("ask for fewer, or say where the others come from"),
        )  # fmt: skip


def granted_whole(paper: Paper) -> Iterator[Finding]:
    """One per head: a group gets all of them together or none, however many are free; and nobody means a vehicle each."""
    told: dict[tuple[str, str, str], bool] = {}
    for ask in paper.asks:
        if ask.number == "people" and not ask.split and (paper.scenario is None or _largest_request(paper, ask) > 1):
            told[ask.kind, ask.step, ask.of] = _vehicle_each(paper, ask)
    for (kind, step, of), vehicle_each in told.items():
        at, clauses = ("procedures", kind, "steps", step), paper.clauses(f"procedures.{kind}.{step}")
        values = {"procedure": paper.procedure(kind), "step": paper.step(kind, step), "pool": paper.pool(of)}
        if vehicle_each:
            by_seats = Need.model_construct(of=of, count="seats").model_dump(mode="json")
            yield Finding(
                "confirm", "vehicle-per-head", at, clauses,
                say("{procedure}: '{step}' asks for {pool} once for each person", **values),
                say("write '{need}' for as many as the people fill, with seats for each vehicle; with trips they drive "
                    "there and back until everybody has been carried", need=by_seats),
            )  # fmt: skip
            continue
        yield Finding(
            "confirm", "granted-whole", at, clauses,
            say("{procedure}: '{step}' takes {pool} once per head, for a group as a whole: where fewer are free than "
                "people come, all of them wait", **values),
            say("confirm that a group is not divided; write split: yes if several places may take it together, and let it "
                "come as several smaller ones if some may wait"),
        )  # fmt: skip


def _vehicle_each(paper: Paper, ask: Ask) -> bool:
    """Whether a vehicle is asked for per head."""
    pools = [paper.plan.pools[name] for name in names_of(paper.plan, ask.of)[0]]
    return ask.number == "people" and all(isinstance(pool, Vehicle) for pool in pools)


def _largest_request(paper: Paper, ask: Ask) -> int:
    """The number asked for; for one per head, of the largest visit in a hundred that the scenario brings."""
    if isinstance(ask.number, int):
        return ask.number
    together = [t.count * _largest_visit(paper, t.kind) for t in paper.plan.triggers.values() if t.procedure == ask.kind]
    heads = max([_largest_visit(paper, ask.kind), *together])
    if ask.number == "seats":  # in the roomiest vehicles
        return -(-heads // max(getattr(paper.plan.pools[name], "seats", 1) for name in names_of(paper.plan, ask.of)[0]))
    return min(heads, ask.up_to or measures.NO_LIMIT)


def _largest_visit(paper: Paper, kind: str) -> int:
    streams = paper.scenario.streams.values() if paper.scenario else []
    injects = paper.scenario.injects if paper.scenario else []
    largest = [int(quantile(s.people, np.array([0.99]))[0]) for s in streams if s.kind == kind]
    return max([*largest, *(i.people for i in injects if i.kind == kind), 1])


def unserved_zones(paper: Paper) -> Iterator[Finding]:
    """Places for which nobody answers a request."""
    seen: set[tuple[str, str]] = set()
    for ask in paper.asks:
        where = paper.plan.procedures[ask.kind].steps[ask.step].when.get("zone", [*paper.plan.zones, None])
        zones = [z for z in paper.zones(ask.kind) if z in where and not paper.candidates(ask.of, z)]
        if zones and (ask.kind, ask.of) not in seen:
            seen.add((ask.kind, ask.of))
            yield Finding(
                "gap", "unserved-zone", ("procedures", ask.kind, "steps", ask.step), _asked_by(paper, ask.of),
                say("{procedure}: no {pool} serves {zones}", procedure=paper.procedure(ask.kind),
                    pool=paper.pool(ask.of), zones=listed(paper.zone(z) for z in zones)),
                say("say whose area it is, or who backs up"),
            )  # fmt: skip


def unused_pools(paper: Paper) -> Iterator[Finding]:
    """People and things that the plan names and no procedure uses."""
    for name in paper.unused:
        yield Finding(
            "gap", "unused-pool", ("pools", name), paper.clauses(f"pools.{name}"),
            say("'{pool}' is named in the plan, and no procedure asks for it", pool=paper.pool(name)),
            say("say what it is for, or leave it out"),
        )  # fmt: skip


def empty_bases(paper: Paper) -> Iterator[Finding]:
    """A place with travel times at which nobody and nothing stands, and where nobody goes."""
    if paper.plan.travel is not None:
        known = {*paper.plan.zones, *gone_to(paper.plan)}
        for base in paper.plan.travel.times:
            if base not in known:
                yield Finding(
                    "confirm", "empty-base", ("travel", "times", base), (),
                    say("travel times start at '{base}', where nobody is based", base=paper.plan.called(base)),
                    say("say who is based there, or leave it out"),
                )  # fmt: skip


def outside_the_group(paper: Paper) -> Iterator[Finding]:
    """Leaders who go to the scene without being in the leading group."""
    group = {pool for name in paper.plan.leading_group for pool in names_of(paper.plan, name)[0]}
    if not group:
        return
    leaders = {
        name: None for asked in sorted(_kept_while_away(paper)) for name in names_of(paper.plan, asked)[0]
        if isinstance(paper.plan.pools[name], Post) and not paper.plan.pools[name].outside and name not in group
    }  # fmt: skip
    if leaders:
        yield Finding(
            "unclear", "outside-leading-group", ("leading_group",),
            tuple(dict.fromkeys(c for name in leaders for c in _asked_by(paper, name))),
            say("sent to the scene without being in the leading group: {posts}", posts=listed(map(paper.pool, leaders))),
            say("say who calls them and whose orders count, or take them into the group"),
        )  # fmt: skip


def early_releases(paper: Paper) -> Iterator[Finding]:
    """Somebody let go while a branch beside still works with them.

    A branch works with them if it names them, or if it follows their arrival and names nobody;
    in the second case sending them on the way back shows that letting go is meant.
    """
    found: dict[tuple[str, str, str, tuple[str, ...]], dict[str, None]] = {}
    for hold in paper.holds:
        steps, before = paper.plan.procedures[hold.kind].steps, paper.ancestors[hold.kind]
        users = [s for s, step in steps.items() if hold.need in step.who]
        after_use = {s for s in steps if any(user in before[s] for user in users)}
        sent_back = hold.need in steps[hold.released].way_back
        left = tuple(
            s for s in steps
            if s != hold.released and s not in before[hold.released]
            and (s in users or (s in after_use and not sent_back and hold.released not in before[s] and _alone(steps[s])))
        )  # fmt: skip
        if left and not isinstance(paper.plan.pools.get(hold.of), Room):
            found.setdefault((hold.kind, hold.taken, hold.released, left), {})[hold.of] = None
    for (kind, taken, released, left), asked in found.items():
        yield Finding(
            "confirm", "released-early", ("procedures", kind, "steps", taken), paper.clauses(f"procedures.{kind}.{taken}"),
            say("{procedure}: {pools} are free again after '{step}', while {others} may still go on",
                procedure=paper.procedure(kind), pools=listed(map(paper.pool, asked)), step=paper.step(kind, released),
                others=listed(say("'{step}'", step=paper.step(kind, s)) for s in left)),
            say("keep them until the last of these steps, or say that this is meant"),
        )  # fmt: skip


def _alone(step: Step) -> bool:
    """Whether a step takes time and names nobody of its own, so that whoever came does it."""
    return not (isinstance(step.takes, str) or step.takes == 0 or step.needs or step.cases or step.calls)


RULES = (
    shared_posts, single_holders, outside_the_group, never_met, granted_whole, unserved_zones, unused_pools, empty_bases,
    early_releases,
)  # fmt: skip
