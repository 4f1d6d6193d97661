"""What the written plan says, how each sentence is covered, and the numbers that it does not give."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, model_validator

from drillsim.base.language import say
from drillsim.plan.schema import Model, Name, Names, Share, Text, Texts, Words, reject, written


def _parts(paths: list[str]) -> list[str]:
    from drillsim.plan.paths import in_english  # which knows the models below

    return [in_english(path) for path in paths]


def _written(paths: list[str]) -> list[str]:
    from drillsim.plan.paths import Part  # likewise

    return [str(Part(path)) for path in paths]


Parts = Annotated[Words, AfterValidator(_parts), written(_written)]  # dotted paths, keys in either language


class Clause(Model):
    """A sentence of the written plan that promises something, in our words, and how it is covered.

    What no rule can compute from the plan, a reader of the text may add: clauses that it
    `contradicts`; terms it leaves `undefined`; its `readings` where it can be read in several
    ways (the target that tests each reading, with the reading in words); questions `to_confirm`;
    attributes that it `defines`; and why the sentence should be struck (`strike`).
    """

    text: Text
    timed: Names = []
    modelled: Parts = []
    qualitative: Text | None = None
    not_modelled: Text | None = None
    note: Text | None = None
    contradicts: Words = []
    undefined: Texts = []
    readings: dict[Name, Text] = {}
    to_confirm: Texts = []
    defines: Names = []
    strike: Text | None = None

    @model_validator(mode="after")
    def _one_mark(self) -> Clause:
        marks = [bool(self.timed or self.modelled), self.qualitative is not None, self.not_modelled is not None]
        if sum(marks) != 1:
            raise reject(
                say("a clause has one mark"),
                say("give timed and/or modelled, or qualitative, or not_modelled with the reason"),
            )
        return self

    @property
    def mark(self) -> str:
        """'timed', 'modelled', 'qualitative' or 'not_modelled'."""
        if self.timed:
            return "timed"
        if self.modelled:
            return "modelled"
        return "qualitative" if self.qualitative is not None else "not_modelled"


def _below_one(share: float) -> float:
    if share >= 1:
        raise reject(say("an uncertainty lies below 100 %"), say("write it as {example}", example="30 %"))
    return share


Uncertainty = Annotated[Share, AfterValidator(_below_one)]


class Assumption(Model):
    """Numbers that the written plan does not give: what was put in, and from where.

    `about` lists the parts of the plan or scenario that rest on it, as dotted paths. `uncertainty`
    is the share by which its times, rates and travel factors may be off, either way.
    """

    text: Text
    source: Text | None = None
    about: Parts = []
    uncertainty: Uncertainty | None = None
