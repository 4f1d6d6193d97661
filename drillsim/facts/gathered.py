"""All that is found in a written plan, at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from drillsim.facts.bases import LegalBasis, find_bases
from drillsim.facts.limits import WrittenLimit, find_limits
from drillsim.facts.on_people import DoneToPeople, find_done_to_people
from drillsim.facts.persons import without_names
from drillsim.texts.passage import WrittenPlan


@dataclass(frozen=True)
class Facts:
    """What a written plan says, sort by sort, in the order of the text. No person's name is in it."""

    written: WrittenPlan
    limits: tuple[WrittenLimit, ...]
    bases: tuple[LegalBasis, ...]
    on_people: tuple[DoneToPeople, ...]
    bodies: tuple[Any, ...] = field(default=())
    tiers: tuple[Any, ...] = field(default=())
    hops: tuple[Any, ...] = field(default=())

    @cached_property
    def telling(self) -> frozenset[int]:
        """The sentences in which something was found that a clause is made of, by id."""
        return frozenset(id(fact.sentence) for facts in (self.limits, self.on_people) for fact in facts)


def facts_of(written: WrittenPlan) -> Facts:
    """Everything that the finders find in a plan, its names of persons masked first."""
    written = without_names(written)
    return Facts(written, tuple(find_limits(written)), tuple(find_bases(written)), tuple(find_done_to_people(written)))
