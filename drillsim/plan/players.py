"""Who sits at the table when the plan is drilled: roles of responders, never persons."""

from __future__ import annotations

from typing import Annotated

from pydantic import model_validator

from drillsim.base.language import N_, say
from drillsim.plan.keys import key
from drillsim.plan.schema import Model, reject
from drillsim.plan.values import Label, PoolNames


class Player(Model, title=N_("A player")):
    """A role at the table (参演人员).

    `plays` names the pools, types or roles for which the player speaks: their tasks and telephones
    are the player's. `decides` names those that the player sends without being one of them: a head
    sends squads and vehicles. Of several players whom a request concerns, the first in the file decides.
    """

    # fmt: off
    name: Label = None
    plays: Annotated[PoolNames, key(
        "扮演", N_("the squads and posts for which the player speaks: their tasks and telephones"),
        "[secretary, office_phone]", "[书记, 值班电话]")] = []
    decides: Annotated[PoolNames, key(
        "调派", N_("what the player sends without being one of them, such as squads and vehicles"),
        "[reception, car]", "[接待组, 公务车]")] = []
    # fmt: on

    @model_validator(mode="after")
    def _has_a_part(self) -> Player:
        if not self.plays and not self.decides:
            raise reject(say("a player has neither 'plays' nor 'decides'"), say("say for whom the player speaks"))
        return self
