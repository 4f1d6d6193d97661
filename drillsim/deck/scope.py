"""Which incidents a mapping of subjects to what they may be is about."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from drillsim.compiled.tables import CompiledPlan, Ints
from drillsim.quantities import measures


class Where:
    """Conditions on attributes, zone and head-count, made ready to be asked of many incidents at once."""

    def __init__(self, compiled: CompiledPlan, where: dict[str, list[str]]) -> None:
        self.people = [measures.people(text) for text in where.get("people", [f"0..{measures.NO_LIMIT}"])]
        self.values = {  # by column: allowed values
            column: [compiled.attribute_values[column].index(value) for value in where[name]]
            for column, name in enumerate(compiled.attributes)
            if name in where
        }

    def holds(self, people: Ints, attribute: Ints) -> NDArray[np.bool_]:
        """Whether the conditions hold, by incident."""
        found = np.zeros(len(people), np.bool_)
        for low, high in self.people:
            found |= (people >= low) & (people <= high)
        for column, values in self.values.items():
            found &= np.isin(attribute[:, column], values)
        return found
