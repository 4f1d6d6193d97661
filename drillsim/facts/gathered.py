"""All that is found in a written plan, at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from drillsim.facts.bases import LegalBasis, find_bases
from drillsim.facts.bodies import BodyReading, DoubtfulBody, WrittenBody, find_bodies, find_doubtful_bodies
from drillsim.facts.chains import ReportHop, find_chains
from drillsim.facts.duties import StandingDuty, find_duties
from drillsim.facts.limits import WrittenLimit, find_limits
from drillsim.facts.means import WrittenMeans, find_means
from drillsim.facts.on_people import DoneToPeople, find_done_to_people
from drillsim.facts.persons import without_names
from drillsim.facts.posts import DoubtfulPost, WrittenPost, find_doubtful_posts, find_posts
from drillsim.facts.tiers import (
    LevelUse,
    TierGroup,
    WrittenLevel,
    WrittenTier,
    find_levels,
    find_tiers,
    level_use,
    tier_groups,
)
from drillsim.texts.passage import WrittenPlan


@dataclass(frozen=True)
class Facts:
    """What a written plan says, sort by sort, in the order of the text. No person's name is in it."""

    written: WrittenPlan
    limits: tuple[WrittenLimit, ...]
    levels: tuple[WrittenLevel, ...]
    tiers: tuple[WrittenTier, ...]
    groups: tuple[TierGroup, ...]
    uses: tuple[LevelUse, ...]
    hops: tuple[ReportHop, ...]
    duties: tuple[StandingDuty, ...]
    bodies: tuple[WrittenBody, ...]
    doubtful_bodies: tuple[DoubtfulBody, ...]
    posts: tuple[WrittenPost, ...]
    doubtful_posts: tuple[DoubtfulPost, ...]
    means: tuple[WrittenMeans, ...]
    bases: tuple[LegalBasis, ...]
    on_people: tuple[DoneToPeople, ...]

    @cached_property
    def telling(self) -> frozenset[int]:
        """The sentences in which something was found that a clause is made of, by id."""
        named = (self.limits, self.tiers, self.hops, self.duties, self.means, self.on_people)
        doubted = (self.doubtful_bodies, self.doubtful_posts)
        return frozenset(id(fact.sentence) for facts in (*named, *doubted) for fact in facts)


def facts_of(written: WrittenPlan) -> Facts:
    """Everything that the finders find in a plan, its names of persons masked first."""
    written = without_names(written)
    limits, tiers, reading = find_limits(written), find_tiers(written), BodyReading(written)
    posts = find_posts(written, reading)
    return Facts(
        written=written,
        limits=tuple(limits),
        levels=tuple(find_levels(written)),
        tiers=tuple(tiers),
        groups=tuple(tier_groups(written, tiers)),
        uses=tuple(level_use(written, tiers)),
        hops=tuple(find_chains(written, limits)),
        duties=tuple(find_duties(written)),
        bodies=tuple(find_bodies(written, reading)),
        doubtful_bodies=tuple(find_doubtful_bodies(written, reading)),
        posts=tuple(posts),
        doubtful_posts=tuple(find_doubtful_posts(written, posts)),
        means=tuple(find_means(written)),
        bases=tuple(find_bases(written)),
        on_people=tuple(find_done_to_people(written)),
    )
