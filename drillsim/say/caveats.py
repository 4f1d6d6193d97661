"""What is said beside every result, so that it is not taken for more than it is."""

from __future__ import annotations

from drillsim.base.language import say

PURPOSE = say(
    "This tests what a plan promises to people: who comes, how soon, and by when the work is done. It knows people as "
    "head-counts only; it does not identify, follow or stop anybody."
)
SIMULATED = say("Computer simulation of the plan; no exercise was held")
NO_BLAME = say("Results serve to improve the plan, not to assign blame.")
ASSUMED_LIMIT = say("(assumed): the plan writes no limit; the one tested is an assumption.")
OUR_PROMISE = say("(ours): the plan promises no such thing; it is tested beside what the plan promises, and counted apart.")
LONGEST_DUTY = say(
    "The longest duty is the least that somebody serves without a rest: the model knows no persons, and lets those who "
    "rested longest go first."
)
