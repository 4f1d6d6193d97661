"""A response plan as data: who responds, with what, to what, and by when.

The classes mirror the plan file key by key. What a single value can say of itself (a
negative count, a duration without unit) is checked here; what needs the rest of the plan
(names, cycles, ancestors) in `drillsim.check.plan`.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from drillsim.plan.clauses import Assumption, Clause
from drillsim.plan.keys import OUTCOMES_ZH, WORDS_ZH
from drillsim.plan.players import Player
from drillsim.plan.pools import Pool, Travel, Varies, Zone
from drillsim.plan.procedures import Duty, Procedure, Trigger, in_english
from drillsim.plan.schema import Model, Name, Names, Text, Texts, Word
from drillsim.plan.target_keys import AnyTarget


def _zone(zone: Zone | None) -> Zone:
    return Zone() if zone is None else zone  # nothing is said of it, however that is written


class Plan(Model):
    """A whole response plan (应急预案).

    `leading_group` names the pools whose holders sit in it; `players` are the roles at the table when
    the plan is drilled, the highest first; `names` says what to call whatever has no name of its own:
    bases, weather, types and roles, outcomes, attributes and their values.
    """

    plan: Name
    name: Text
    about: Text | None = None
    basis: Texts = []
    zones: Annotated[dict[Name, Annotated[Zone | None, AfterValidator(_zone)]], Field(min_length=1)]
    travel: Travel | None = None
    varies: Varies = Varies()
    pools: dict[Name, Pool]
    leading_group: Names = []
    players: dict[Name, Player] = {}
    attributes: dict[Name, Annotated[list[Word], Field(min_length=1)]] = {}
    procedures: Annotated[dict[Name, Procedure], Field(min_length=1)]
    duties: dict[Name, Duty] = {}
    triggers: dict[Name, Trigger] = {}
    targets: dict[Name, AnyTarget]
    clauses: dict[Word, Clause] = {}
    assumptions: dict[Name, Assumption] = {}
    names: Annotated[dict[Word, Text], in_english(OUTCOMES_ZH)] = {}

    def called(self, word: str) -> str | dict[str, str]:
        """What to call a word that has no name of its own."""
        return self.names.get(word, {"en": word, "zh": WORDS_ZH.get(word, word)})
