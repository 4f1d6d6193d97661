"""Teams that move: who rides with whom, who is sent again on the way home, and who is turned away."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from drillsim.base.language import say
from drillsim.check.findings.finding import Finding, listed
from drillsim.check.findings.paper import Paper
from drillsim.check.lookup import ranks_of
from drillsim.plan.pools import Moving, Vehicle


def rides_apart(paper: Paper) -> Iterator[Finding]:
    """A crew and a vehicle that one step takes, perhaps from different bases: nothing says that they ride together."""
    found: dict[tuple[str, str, str], dict[str, set[str]]] = {}  # who, in what, by step: the bases
    for kind, name, step in paper.steps():
        journeys = paper.journeys[kind]
        asked = {label: needs[0] for label, needs in step.asked.items() if journeys.of(label)}
        bases = {label: {base for zone in paper.zones(kind) for base in journeys.bases(label, zone)} for label in asked}
        riding = {label for label, need in asked.items() if need.crew_of} | {need.crew_of for need in asked.values()}
        vehicles = [label for label in asked if _is_for_vehicles(paper, asked[label].of)]
        for crew, vehicle in product([label for label in asked if label not in (*vehicles, *riding)], vehicles):
            if bases[crew] & bases[vehicle] and len(bases[crew] | bases[vehicle]) > 1:
                steps = found.setdefault((kind, asked[crew].of, asked[vehicle].of), {})
                steps.setdefault(name, set()).update(bases[crew] | bases[vehicle])
    for (kind, crew, vehicle), steps in found.items():
        yield Finding(
            "unclear", "rides-apart", ("procedures", kind, "steps", next(iter(steps))),
            paper.clauses(*(f"procedures.{kind}.{name}" for name in steps)),
            say("{procedure}: {crew} and {vehicle} may come from different bases ({bases}) in {steps}",
                procedure=paper.procedure(kind), crew=paper.pool(crew), vehicle=paper.pool(vehicle),
                bases=listed(map(paper.plan.called, sorted(set.union(*steps.values())))),
                steps=listed(say("'{step}'", step=paper.step(kind, name)) for name in steps)),
            say("say whether they ride together (crew_of in the need for the crew)"),
        )  # fmt: skip


def _is_for_vehicles(paper: Paper, ask: str) -> bool:
    return all(isinstance(paper.plan.pools[name], Vehicle) for name, _backs_up in paper.candidates(ask, None))


def no_way_home(paper: Paper) -> Iterator[Finding]:
    """Units that can be sent on their way home, and a procedure that gives them none."""
    for name, pool in paper.plan.pools.items():
        if not isinstance(pool, Moving) or not pool.can_be_sent:
            continue
        for kind, journeys in paper.journeys.items():
            back = {label for step in journeys.steps.values() for label in step.way_back}
            if any(journeys.of(label) and label not in back for label in _met_by(paper, kind, name)):
                yield Finding(
                    "unclear", "no-way-home", ("pools", name), paper.clauses(f"pools.{name}"),
                    say("'{pool}' can be sent on its way home, and {procedure} has no way home for it: it is back at once",
                        pool=paper.pool(name), procedure=paper.procedure(kind)),
                    say("name the need in way_back of the step after which it drives home"),
                )  # fmt: skip


def _met_by(paper: Paper, kind: str, pool: str) -> list[str]:
    """The needs of a procedure that a pool may meet."""
    journeys = paper.journeys[kind]
    return [label for label in journeys.taken if any(pool in journeys.pools(label, zone) for zone in paper.zones(kind))]


def turned_by_nothing(paper: Paper) -> Iterator[Finding]:
    """Units that may be turned away, and nothing from which or to which they could be."""
    for name, pool in paper.plan.pools.items():
        if not isinstance(pool, Moving) or pool.redirect is None:
            continue
        left: set[int] = set()
        asked: set[int] = set()
        for kind, journeys in paper.journeys.items():
            for label in _met_by(paper, kind, name):
                ranks = ranks_of(paper.plan.procedures[kind], journeys.taken[label])
                asked |= ranks
                left |= ranks if journeys.turned_from(label) else set()
        if not left & set(pool.redirect.from_):
            what = say("'{pool}' is turned away from no incident: nothing to which it goes has the priority {ranks}",
                       pool=paper.pool(name), ranks=listed(pool.redirect.from_))  # fmt: skip
        elif not any(rank <= pool.redirect.to for rank in asked):
            what = say("'{pool}' is turned to no incident: nothing that asks for it has the priority {rank} or a higher one",
                       pool=paper.pool(name), rank=pool.redirect.to)  # fmt: skip
        else:
            continue
        yield Finding(
            "unclear", "turned-by-nothing", ("pools", name, "redirect"), paper.clauses(f"pools.{name}"),
            what, say("give the procedures their priorities, or leave redirect out"),
        )  # fmt: skip


RULES = (rides_apart, no_way_home, turned_by_nothing)
