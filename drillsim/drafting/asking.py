"""What a draft has to ask: one question for whatever people would answer in one breath, in the words of the office."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from drillsim.base.language import N_, _
from drillsim.drafting.pools import Pools
from drillsim.drafting.response import DraftProcedure

# Each sort of question in the order in which they are asked, and whether play need not wait for its answer.
_ASKS: dict[str, str] = {
    "strength": N_("How many people does '{what}' have?"),
    "sent": N_("How many people of '{what}' go to one incident?"),
    "turnout": N_("How long does '{what}' take from the order to setting out?"),
    "way": N_("How long is the way from where they are to the scene, usually?"),
    "way-to": N_("How long is the way from where they are to '{what}', usually?"),
    "call": N_("How long does one call or report take, usually?"),
    "decide": N_("How long does it take to decide that the plan is started?"),
    "work": N_("How long does this take: '{what}'?"),
    "start": N_("At what time of the day is it begun: '{what}'?"),
    "stand-in": N_("Who stands in for '{what}' (absence, leave, night)?"),
    "how-often": N_("How often does this happen: '{what}'?"),
    "how-soon": N_("'{word}' has no number. Within what time: '{what}'?"),
}
MAY_WAIT = ("stand-in", "how-often", "how-soon")


@dataclass
class DraftQuestion:
    """A question: its sort, what it is about, the parts that it is to fill, the clauses that it rests on."""

    sort: str
    what: Any
    about: list[str] = field(default_factory=list)
    clause: list[str] = field(default_factory=list)


class Questions:
    """The questions of a draft; what is asked of the same thing is asked once."""

    def __init__(self) -> None:
        self._asked: dict[tuple[str, Any], DraftQuestion] = {}

    def ask(self, sort: str, about: str, what: Any, clause: Sequence[str]) -> None:
        """Ask what stands at a dotted path."""
        one = self._asked.setdefault((sort, what), DraftQuestion(sort, what))
        one.about += [about] if about not in one.about else []
        one.clause += [name for name in clause if name not in one.clause]

    def of_pools(self, pools: Pools, procedures: Sequence[DraftProcedure]) -> None:
        """How many there are, how many of them go, how soon, and who stands in for one alone."""
        for pool in pools.acting():
            if pool.is_post and (pool.number or 1) == 1:
                self.ask("stand-in", f"pools.{pool.name}", pool.called, [])
            if not pool.is_post:
                if pool.number is None:
                    self.ask("strength", f"pools.{pool.name}.staff", pool.called, [])
                for procedure in procedures:
                    for step in procedure.steps.values():
                        if step.data.get("needs", {}).get("by", {}).get("of") == pool.name:
                            path = f"procedures.{procedure.name}.steps.{step.name}.needs"
                            self.ask("sent", path, pool.called, [])
            if pool.name in pools.travelling:
                self.ask("turnout", f"pools.{pool.name}.turnout", pool.called, [])

    def of_steps(self, procedures: Sequence[DraftProcedure]) -> None:
        """How long each step takes; calls take as long as any other."""
        sorts = {"tell": "call", "start": "decide", "work": "work", "go": "work"}
        for procedure in procedures:
            for step in procedure.steps.values():
                if step.sort in sorts and "takes" not in step.data:
                    sort = sorts[step.sort]
                    path = f"procedures.{procedure.name}.steps.{step.name}.takes"
                    clause = [step.clause] if sort == "work" and step.clause else []
                    self.ask(sort, path, step.data["name"] if sort == "work" else "", clause)

    def of_procedures(self, procedures: Sequence[DraftProcedure]) -> None:
        """How often each kind of incident comes."""
        for procedure in procedures:
            self.ask("how-often", f"procedures.{procedure.name}", procedure.called, [])

    def numbered(self) -> dict[str, dict[str, Any]]:
        """The questions as they stand in the plan file, by number."""
        order = list(_ASKS)
        asked = sorted(self._asked.values(), key=lambda one: order.index(one.sort))
        return {str(number): _as_data(one) for number, one in enumerate(asked, 1)}


def _as_data(one: DraftQuestion) -> dict[str, Any]:
    word, what = one.what if isinstance(one.what, tuple) else ("", one.what)
    data: dict[str, Any] = {"asks": _(_ASKS[one.sort]).format(what=what, word=word), "about": one.about}
    if one.sort in MAY_WAIT:
        data["may_wait"] = True
    return data | ({"clause": one.clause} if one.clause else {})
