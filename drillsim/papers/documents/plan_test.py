"""The paper of a computed run: whether the plan keeps its promises, why not, and what to do. No exercise was held.

A core that is read and decided on: the conclusion on one page, what was tested, what breaks and why, the improvement
plan. What it rests on stands in the annexes, each thing once.
"""

from __future__ import annotations

from collections import Counter
from functools import reduce
from typing import Any

from drillsim.base.language import Message, _, say, say_n
from drillsim.judge.result import COUNTED, Group, TargetResult
from drillsim.papers import targets
from drillsim.papers.amendments import amendments
from drillsim.papers.documents import facts
from drillsim.papers.documents.improvement import first_steps, improvement
from drillsim.papers.documents.outline import Outline, written
from drillsim.papers.documents.papers import Papers
from drillsim.papers.documents.pen import Pen
from drillsim.papers.documents.results import Results
from drillsim.papers.dossier import Dossier
from drillsim.papers.paper import silent
from drillsim.quantities.wording import Series, few
from drillsim.say.brief import opening, ranked
from drillsim.say.caveats import OUR_PROMISE, SIMULATED
from drillsim.say.clauses import target_lines
from drillsim.say.promise import clause_words, limit_words
from drillsim.say.resting import TITLES, input_words
from drillsim.say.verdicts import SIGNS, estimate_words, pass_rule, sureness, verdict_word

MOST_NAMES = 8
WHOSE: dict[Group, Message] = {
    "written": say("written in the plan"),
    "assumed": say("limit of ours"),
    "ours": say("promise of ours, not counted"),
    "restates": say("decided by an input, not counted"),
}
MOST_REASONS = 3  # of one missed promise in the core


def plan_test_report(case: Dossier, kind: type[Pen]) -> bytes:
    """The plan test report in the language spoken."""
    pen = kind(_("Plan test report"), case.plan.name, SIMULATED)
    own, found, paper = _PlanTest(case, pen), Results(case, pen), Papers(case, pen)
    together = [(1, _("Alone and together"), [found.together])] if case.together is not None else []
    outline: Outline = [
        (1, _("Conclusion"), [own.conclusion]),
        (1, _("What was tested, and how"), [own.tested]),
        *together,
        (1, _("How far each promise is from its goal"), [own.attained]),
        (1, _("Why promises are missed"), [own.why, lambda: pen.turn(landscape=True)]),
        (1, _("Improvement plan"), [lambda: improvement(case, pen), pen.signature]),
        (0, _("Annex A: Amendments to the text of the plan"), [own.amendments, lambda: pen.turn(landscape=False)]),
        (0, _("Annex B: Each promise in figures"), [own.evidence, found.misses]),
        (0, _("Annex C: People, vehicles and places"), [lambda: found.used("squad", "post"), found.notes,
                                                        lambda: found.used("vehicle", "room", "fund"), found.map,
                                                        found.ladders]),
        (0, _("Annex D: Assumptions and sources"), [paper.assumptions]),
        (0, _("Annex E: Clauses and what was not tested"), [paper.clauses]),
        (0, _("Annex F: One run, event by event"), [paper.events]),
        (0, _("Annex G: Record of the simulation (STRESS-DES)"), [paper.stress]),
        (0, _("Annex H: How to make this again"), [paper.reproduce]),
    ]  # fmt: skip
    return written(pen, outline)


class _PlanTest:
    """Writes the core of one case with one pen."""

    def __init__(self, case: Dossier, pen: Pen) -> None:
        self.case, self.pen = case, pen
        self.missed = ranked([found for found, _why in case.missed if found in case.result.counted])

    # ---- the first page -----------------------------------------------------------------------

    def conclusion(self) -> None:
        """What is wrong and what to do, on one page."""
        case, pen = self.case, self.pen
        sentences = opening(case.compiled, case.scenario, case.result)
        pen.write(reduce(lambda told, more: say("{told} {more}", told=told, more=more), sentences), bold=True)
        if (cause := targets.cause(case)) is not None:
            pen.write(cause)
        first_steps(case, pen)
        self._promises()
        pen.write(pass_rule(case.result), "Small")
        if sized := facts.sized(case):
            pen.subheading(_("What sizing found"))
            pen.points(sized)
        for told in self._papers():
            pen.write(told, "Small")
        pen.caveats()

    def _promises(self) -> None:
        """The promises that are missed or not settled, the plan's own limits first, the worst first; then those kept."""
        groups = self.case.result.by_group()
        shown = [(group, found) for group, tested in groups.items() for found in ranked(tested) if found.verdict != "PASS"]
        if shown:
            head = (_("verdict"), _("promise"), _("limit"), _("what decides"))
            rows = [self._row(group, found) for group, found in shown]
            self.pen.table(head, rows, (13, 37, 20, 30), say("Promises that are missed or not settled"))
        kept = [self.case.target_name(found.id) for group in COUNTED for found in groups.get(group, ())
                if found.verdict == "PASS"]  # fmt: skip
        if kept:
            self.pen.write(say("Kept: {names}.", names=few(kept, MOST_NAMES)), "Small")

    def _row(self, group: Group, found: TargetResult) -> tuple[Any, ...]:
        definition = self.case.plan.targets[found.id]
        name = [self.case.target_name(found.id), *filter(None, [clause_words(definition)])]
        verdict = say("{mark} {word}", mark=SIGNS[found.verdict], word=verdict_word(found))
        limit = [limit_words(self.case.plan, definition), WHOSE[group]]
        return verdict, name, limit, estimate_words(definition, found)

    def _apart(self) -> None:
        """The promises that do not count: what is ours, and what only restates an input."""
        case, groups = self.case, self.case.result.by_group()
        for group in ("ours", "restates"):
            told: list[Any] = []
            for found in ranked(groups.get(group, []))[:MOST_NAMES]:
                name = say("{mark} {name}", mark=SIGNS[found.verdict], name=case.target_name(found.id))
                rests = found.rests_on if found.restates else None
                told.append(name if rests is None else say(
                    "{name} ({what})", name=name, what=input_words(case.compiled, case.scenario, rests)
                ))  # fmt: skip
            if (more := len(groups.get(group, ())) - len(told)) > 0:
                told.append(say_n("{n} more promise", "{n} more promises", more))
            if told:
                self.pen.write(say("{title}: {names}.", title=TITLES[group], names=Series(tuple(told))), "Small")
        if groups.get("ours"):
            self.pen.write(OUR_PROMISE, "Small")

    def _papers(self) -> list[Message]:
        """What is wrong with the text itself, in one sentence."""
        kinds = Counter(placed.finding.kind for placed in self.case.placed)
        found = {"contradictions": kinds["contradiction"], "gaps": kinds["gap"], "unclear": kinds["unclear"]}
        if not any(found.values()):
            return []
        return [say("In the text of the plan: contradictions {contradictions}, gaps {gaps}, unclear {unclear}; the wording "
                    "that would mend them is in annex A.", **found)]  # fmt: skip

    # ---- what was tested, and how far it is kept ------------------------------------------------

    def tested(self) -> None:
        """What was played, and what went wrong on purpose, on half a page."""
        case, paper = self.case, Papers(self.case, self.pen)
        brought = say("what is brought (mean of the first {runs} runs)", runs=len(case.evidence.msels))
        rows: list[tuple[Any, Any]] = [
            (_("period played"), [paper.period, paper.scope]),
            (brought, _per_run(facts.kinds_played(case))),
            (_("routine duties"), _per_run(facts.duties_played(case))),
            (_("what goes wrong"), paper.disruptions() or _("nothing")),
        ]
        if about := case.scenario.about:
            self.pen.write(about)
        if n := len(case.plan.assumptions) + len(case.scenario.assumptions):
            told = say_n("{n} assumption stands in for what the plan does not give (annex D).",
                         "{n} assumptions stand in for what the plan does not give (annex D).", n)  # fmt: skip
            rows.append((_("assumed"), told))
        self.pen.table((), [row for row in rows if row[1]], (20, 80))

    def attained(self) -> None:
        """All promises against their goals, with how sure that is, and what is left of people and vehicles."""
        self._apart()
        if (shown := targets.attainment(self.case)) is not None:
            self.pen.picture(shown)
        if (certain := sureness(self.case.result)) is not None:
            self.pen.write(certain, "Small")
        if spare := facts.spare(self.case):
            self.pen.subheading(_("What has room"))
            self.pen.points(spare)

    # ---- why ------------------------------------------------------------------------------------

    def why(self) -> None:
        """For each missed promise that counts what it comes from, where the time goes, how far any means would go."""
        if not self.missed:
            self.pen.write(_("No limit was missed."))
            return
        told = {one["id"]: one for one in targets.why(self.case)}
        for found in self.missed:
            one = told[found.id]
            self.pen.heading(one["name"], 2)
            rows: list[tuple[Any, Any]] = [
                (_("observation"), one["missed"]),
                (_("reference"), facts.reference(self.case, found.id)),
                (_("analysis"), one["reasons"][:MOST_REASONS]),
            ]
            self.pen.table((), rows, (16, 84))
            for shown in one["pictures"]:
                self.pen.picture(shown)

    # ---- annex ----------------------------------------------------------------------------------

    def amendments(self) -> None:
        """The wording that would mend the text, and what came up about which the plan says nothing."""
        amendments(self.pen, self.case.plan, self.case.placed, self.pen.subheading)
        self.pen.points(silent(self.case))

    def evidence(self) -> None:
        """Every promise with all that was counted of it, and the pictures of those that are missed."""
        cards = {card["id"]: card for group in targets.distributions(self.case) for card in group["cards"]}
        rows = []
        for found in ranked(self.case.result.targets):
            card, definition = cards[found.id], self.case.plan.targets[found.id]
            counted = [card["estimate"], *card["facts"], *filter(None, (card["zones"], card["rests"]))]
            name = [self.case.target_name(found.id), *target_lines(self.case.plan, found.id)]
            rows.append((name, limit_words(self.case.plan, definition), verdict_word(found), counted))
        head = (_("promise"), _("limit"), _("verdict"), _("evidence"))
        self.pen.table(head, rows, (26, 18, 14, 42), say("Each promise with what was counted"))
        for found in self.case.result.targets:
            if found.verdict != "PASS":
                for shown in filter(None, (cards[found.id]["picture"], cards[found.id]["places"])):
                    self.pen.picture(shown)


def _per_run(played: list[tuple[Any, str, str]]) -> list[Message]:
    return [say("{kind}: {n} per run", kind=kind, n=mean) for kind, _n, mean in played]
