"""What a reader must know beside the verdicts of a run."""

from __future__ import annotations

from drillsim.base.language import Message, say, say_n
from drillsim.compiled.names import kind_name, step_name
from drillsim.compiled.tables import CompiledPlan
from drillsim.judge.result import LadderResult, Result
from drillsim.plan.plan import Plan
from drillsim.quantities.wording import About, Series, end_percents, percent
from drillsim.say.caveats import ASSUMED_LIMIT, NO_BLAME, OUR_PROMISE
from drillsim.say.verdicts import all_brought, how_judged


def notes(compiled: CompiledPlan, result: Result) -> list[Message]:
    """What a reader must know beside the table."""
    found = []
    if unconfirmed := read_by_rule(compiled.plan):
        found.append(
            say_n(
                "{n} promise is as a rule read it in the text, and nobody has confirmed it: what is measured may not "
                "be what is meant.",
                "{n} promises are as rules read them in the text, and nobody has confirmed them: what is measured may not "
                "be what is meant.",
                len(unconfirmed),
            )
        )
    if result.stopped != "event_list":
        found.append(
            say_n(
                "{n} run with {brought}, draw number {seed}.",
                "{n} runs with {brought}, draw number {seed}.",
                result.runs,
                brought=all_brought(result),
                seed=result.seed,
            )
        )
    found += how_judged(result)
    found += [_climbed(compiled, ladder) for ladder in result.ladders if ladder.incidents]
    if silent := result.silent_incidents:
        found.append(
            say_n(
                "For {n} incident the plan does not say what to do: no tier covers its head-count.",
                "For {n} incidents the plan does not say what to do: no tier covers their head-count.",
                silent,
            )
        )
    found += cut_short(compiled, result)
    if any(target.assumed and not target.ours for target in compiled.plan.targets.values()):
        found.append(ASSUMED_LIMIT)
    if any(target.ours for target in compiled.plan.targets.values()):
        found.append(OUR_PROMISE)
    found.append(NO_BLAME)
    return found


def read_by_rule(plan: Plan) -> list[str]:
    """The promises of which nobody has looked at the clause that they come from."""
    return [
        name
        for name, target in plan.targets.items()
        if target.clause and all(plan.clauses[one].guessed for one in target.clause if one in plan.clauses)
    ]


def cut_short(compiled: CompiledPlan, result: Result) -> list[Message]:
    """What was not played to its end, and in how many runs."""
    found = []
    if truncated := result.truncated_runs:
        found.append(
            say(
                "Runs in which more incidents came than the scenario allows, so that the rest was left out: {n}.",
                n=f"{truncated:,}",
            )
        )
    if unfollowed := result.unfollowed_runs:
        found.append(say(
            "Runs in which more rounds of a step were due than the plan file lets be played: {n}.", n=f"{unfollowed:,}"
        ))  # fmt: skip
    if cut := result.cut_runs:
        found.append(say(
            "Runs in which something was still going on when play was ended, {span} after the period: {n}.",
            span=About(compiled.horizon - compiled.window_end), n=f"{cut:,}",
        ))  # fmt: skip
    return found


def _climbed(compiled: CompiledPlan, ladder: LadderResult) -> Message:
    """How much each rung of a ladder settled."""
    kind = compiled.kinds.index(ladder.procedure)
    rungs = [
        say("{step} {share} ({low} – {high})", step=step_name(compiled, kind, compiled.steps[kind].index(rung.step)),
            share=percent(rung.share or 0.0),
            **end_percents(rung.share or 0.0, rung.low or 0.0, rung.high or 0.0)._asdict())
        for rung in ladder.rungs
    ]  # fmt: skip
    return say(
        "{procedure}, settled at: {rungs}; not settled: {rest}.",
        procedure=kind_name(compiled, kind), rungs=Series(tuple(rungs)), rest=percent(ladder.unsettled / ladder.incidents),
    )  # fmt: skip
