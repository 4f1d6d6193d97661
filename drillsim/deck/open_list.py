"""An event list in which some draws were left blank, and the deck that draws them anew in each run.

All else is in every run as the list says. A blank has an address as every other random number (the kind of incident, its
step and what is drawn for it; the n-th incident of that kind in the list takes the n-th number), so that filling in one
cell changes no other draw.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from drillsim.compiled.event_list import Msel, Msels
from drillsim.compiled.tables import CompiledPlan
from drillsim.deck.deck import (
    Deck,
    back_values,
    outcome_values,
    patience_values,
    procedure_address,
    purpose,
    takes_values,
    uniforms,
)
from drillsim.deck.sources import Floats, IncidentSource, Mixture
from drillsim.deck.whole_numbers import Shares
from drillsim.plan.scenario import Scenario

Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class OpenList:
    """A list whose blanks have their usual values in `msel`; by draw row, which of them were blank."""

    msel: Msel
    takes: Bools
    back: Bools
    outcome: Bools
    patience: Bools

    @property
    def blanks(self) -> int:
        """How many draws were left blank."""
        return int(self.takes.sum() + self.back.sum() + self.outcome.sum() + self.patience.sum())


class ListDeck(Deck):
    """The runs of an event list: its blanks drawn, all else as it is written."""

    def __init__(self, compiled: CompiledPlan, scenario: Scenario, seed: int, listed: OpenList) -> None:
        super().__init__(compiled, scenario, seed)
        self.listed, msel = listed, listed.msel
        self.sources = [
            IncidentSource("", None, kind, 1, [Mixture(Shares.of(np.ones(1)), np.array([value])) for value in values])
            for kind, values in zip(msel.kind.tolist(), msel.attribute.tolist(), strict=True)
        ]

    def deal(self, first: int, count: int) -> Msels:
        """As in `Deck`."""
        return Msels.of([self._drawn_again(run) for run in range(first, first + count)])

    def _drawn_again(self, run: int) -> Msel:
        msel, listed = self.listed.msel, self.listed
        takes, back, outcome, patience = (c.copy() for c in (msel.takes, msel.back, msel.outcome, msel.patience))
        for kind in np.unique(msel.kind).tolist():
            mine = msel.kind == kind
            first, people, attribute = msel.row_first[:-1][mine], msel.people[mine], msel.attribute[mine]
            name = self.compiled.kinds[kind]
            for index, (key, step) in enumerate(self.compiled.plan.procedures[name].steps.items()):
                address, rows = f"list/{procedure_address(name, key)}", first + index
                if (blank := listed.takes[rows]).any():
                    u = self._numbers(run, f"{address}/takes", blank)
                    takes[rows[blank]] = takes_values(step, self.compiled, u, people[blank], attribute[blank])
                if (blank := listed.outcome[rows]).any():
                    outcome[rows[blank]] = outcome_values(step, self._numbers(run, f"{address}/outcome", blank))
                if (blank := listed.patience[rows]).any():
                    patience[rows[blank]] = patience_values(step, self._numbers(run, f"{address}/gives_up", blank))
                if (blank := listed.back[rows]).any():
                    back[rows[blank]] = back_values(self.compiled, self._numbers(run, f"{address}/back", blank))
        return msel._replace(takes=takes, back=back, outcome=outcome, patience=patience)

    def _numbers(self, run: int, address: str, blank: Bools) -> Floats:
        """Uniform numbers for the blanks among the incidents of a kind."""
        return uniforms(self.seed, run, purpose(address), len(blank))[blank]


def deck_of(compiled: CompiledPlan, scenario: Scenario, seed: int, listed: OpenList | None = None) -> Deck:
    """The deck of a scenario, or of an event list that is played in its place."""
    return Deck(compiled, scenario, seed) if listed is None else ListDeck(compiled, scenario, seed, listed)
