"""The moments at which the clock of a target starts and stops."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, model_serializer, model_validator

from drillsim.base.language import N_, current, say
from drillsim.plan.keys import key, keys_of
from drillsim.plan.schema import Model, reject
from drillsim.plan.values import OrText, Word, listed, spoken
from drillsim.plan.words import MOMENT_WORDS_ZH, MOMENTS_ZH, WORDS_ZH
from drillsim.quantities import measures
from drillsim.quantities.written import in_a_row


def read_milestone(value: Any) -> Any:
    """A milestone as it may be written, with its moment in English."""
    if not isinstance(value, str):
        return value
    step, dot, moment = measures.fold(value).rpartition(".")
    return f"{step}.{MOMENTS_ZH.get(moment, moment)}" if dot else spoken(value)


def shown_milestone(milestone: str) -> str:
    """A milestone as a file in the language spoken would have it: 'hear.ended', '接谈.结束'."""
    step, dot, moment = milestone.rpartition(".")
    if current() != "zh":
        return milestone
    return f"{step}.{MOMENT_WORDS_ZH.get(moment, moment)}" if dot else WORDS_ZH.get(milestone, milestone)


Milestone = Annotated[Word, BeforeValidator(read_milestone)]


class Milestones(Model, title=N_("The first or the last of several moments")):
    """The moment at which a clock starts or stops: the `last` of several milestones, or the `first`.

    A milestone is `step.ready`, `step.started` or `step.ended`, or `brought`: the moment at
    which a resident brings the matter. Steps that were skipped do not count among several.
    """

    # fmt: off
    last: Annotated[list[Milestone], BeforeValidator(listed), key(
        "全部", N_("all of these moments: the last one counts (a list says the same)"),
        "[told_county.ended, told_police.ended]", "[报县.结束, 报公安.结束]")] = []
    first: Annotated[list[Milestone], BeforeValidator(listed), key(
        "最先", N_("the first of these moments"), "[car_there.ended, walk_there.ended]", "[车到.结束, 步行到.结束]")] = []
    # fmt: on

    @model_validator(mode="after")
    def _one_of_them(self) -> Milestones:
        if bool(self.last) == bool(self.first):
            raise reject(say("a clock starts and stops at the last or at the first of several milestones"),
                         say("write one milestone, a list (all of them), or first: with a list"))  # fmt: skip
        return self

    @property
    def named(self) -> list[str]:
        """The milestones as they are written."""
        return self.last or self.first

    @property
    def steps(self) -> list[str]:
        """The steps that they name."""
        return [step for step in (text.rpartition(".")[0] for text in self.named) if step]

    def __str__(self) -> str:
        shown = in_a_row([shown_milestone(milestone) for milestone in self.named])
        return f"{{{keys_of(Milestones)['first']}: {shown}}}" if self.first else shown

    @model_serializer(when_used="json")
    def _written(self) -> Any:
        """As a file would hold it, in the language spoken."""
        shown = [shown_milestone(milestone) for milestone in self.named]
        return {"first": shown} if self.first else shown[0] if len(shown) == 1 else shown


def _milestones(value: Any) -> Any:
    return value if isinstance(value, (dict, Milestones)) else {"last": value}


When = Annotated[Milestones, BeforeValidator(_milestones), OrText("hear.ended", "接谈.结束", listed=True)]
BROUGHT = Milestones(last=["brought"])
