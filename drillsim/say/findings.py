"""The kinds of findings on paper, and how clauses are covered, as they are said."""

from __future__ import annotations

from drillsim.base.language import say

FINDING_KINDS = {
    "contradiction": say("contradiction"),
    "gap": say("gap"),
    "unclear": say("unclear"),
    "basis": say("basis to verify"),
    "legality": say("legality notice"),
    "confirm": say("to confirm"),
}
CLAUSE_MARKS = {
    "timed": ("●", say("timed")),
    "modelled": ("○", say("modelled")),
    "qualitative": ("–", say("qualitative")),
    "not_modelled": ("×", say("not modelled")),
}
