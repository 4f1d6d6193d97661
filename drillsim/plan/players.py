"""Who sits at the table when the plan is drilled: roles of responders, never persons."""

from __future__ import annotations

from pydantic import model_validator

from drillsim.base.language import say
from drillsim.plan.schema import Model, Names, Text, reject


class Player(Model):
    """A role at the table (参演人员).

    `plays` names the pools, types or roles for which the player speaks: their tasks and telephones
    are the player's. `decides` names those that the player sends without being one of them: a head
    sends squads and vehicles. Of several players whom a request concerns, the first in the file decides.
    """

    name: Text | None = None
    plays: Names = []
    decides: Names = []

    @model_validator(mode="after")
    def _has_a_part(self) -> Player:
        if not self.plays and not self.decides:
            raise reject(say("a player has neither 'plays' nor 'decides'"), say("say for whom the player speaks"))
        return self
