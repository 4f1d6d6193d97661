"""Parts of the documents that say what was found: the verdict, objectives, why limits are missed, what to do."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import Any

from drillsim.base.language import Message, _, say, say_n, text
from drillsim.compiled.names import asked_name, pool_name
from drillsim.papers import resources, targets
from drillsim.papers.documents import facts
from drillsim.papers.documents.improvement import improvement
from drillsim.papers.documents.pen import Pen
from drillsim.papers.documents.work import used_table
from drillsim.papers.dossier import Dossier, share
from drillsim.papers.places import places
from drillsim.quantities.wording import Series, percent
from drillsim.say import together
from drillsim.say.caveats import ASSUMED_LIMIT, OUR_PROMISE
from drillsim.say.promise import clause_words, form_words
from drillsim.say.resting import TITLES, input_words
from drillsim.say.stages import STAGES
from drillsim.say.verdicts import SIGNS, headline, how_judged, verdict_word

MOST_ROWS = 5  # missed promises on the first page; the rest is counted there
MOST_NAMES = 8  # promises that hold, named on the first page


class Results:
    """Writes the parts on results of one case with one pen."""

    def __init__(self, case: Dossier, pen: Pen) -> None:
        self.case, self.pen = case, pen

    @cached_property
    def cards(self) -> dict[str, dict[str, Any]]:
        """What the page says of each target."""
        return {card["id"]: card for group in targets.distributions(self.case) for card in group["cards"]}

    @cached_property
    def loads(self) -> dict[str, Any]:
        """What the page says of people and vehicles."""
        return resources.loads(self.case)

    @cached_property
    def places(self) -> dict[str, Any]:
        """What the page says of places."""
        return places(self.case.compiled, self.case.evidence)

    # ---- the first page -----------------------------------------------------------------------

    def verdict(self) -> None:
        """Which promises hold, which break, why, and what would mend them: one page."""
        case, pen, first = self.case, self.pen, targets.leader(self.case)
        answer = str(say("{verdict}. {headline}", verdict=first["verdict_word"], headline=headline(case.result)))
        pen.write(answer[:1].upper() + answer[1:], bold=True)
        pen.points(first["reasons"])
        missed = [(found, why) for found, why in case.missed if found.verdict == "FAIL" and found in case.result.counted]
        missed.sort(key=lambda pair: pair[0].share_on_time or 0.0)  # the worst first
        if missed:
            rows = []
            for found, why in missed[:MOST_ROWS]:
                reason, mend = facts.why_and_mend(case, why)
                rows.append((case.target_name(found.id), self._limit(found.id), facts.share_of(case, found), reason, mend))
            pen.table(
                (_("promise"), _("limit"), _("on time"), _("why"), _("what would mend it")), rows, (26, 17, 10, 24, 33),
                say("Promises that break"),
            )  # fmt: skip
            if len(missed) > MOST_ROWS:
                pen.write(
                    say_n(
                        "{n} more promise is missed; see below.",
                        "{n} more promises are missed; see below.",
                        len(missed) - MOST_ROWS,
                    )
                )
        if sized := facts.sized(case):
            pen.subheading(say("What sizing found"))
            pen.points(sized)
        for verdict, words in (("PASS", say("Hold: {names}.")), ("UNDECIDED", say("Not settled: {names}."))):
            names = [case.target_name(found.id) for found in case.result.counted if found.verdict == verdict]
            if names:
                listed: Any = Series(tuple(names[:MOST_NAMES]))
                if len(names) > MOST_NAMES:
                    listed = say("{list} and {n} more", list=listed, n=len(names) - MOST_NAMES)
                pen.write(Message(words.msgid, {"names": listed}))
        self._apart()
        paper = first["findings"]
        if any(paper.values()):
            pen.write(
                say("Found on paper: contradictions {contradictions}, gaps {gaps}, unclear {unclear}.",
                    contradictions=paper["contradiction"], gaps=paper["gap"], unclear=paper["unclear"])
            )  # fmt: skip
        if first["assumed"]:
            pen.write(ASSUMED_LIMIT, "Small")
        if first["ours"]:
            pen.write(OUR_PROMISE, "Small")
        pen.caveats()

    def _apart(self) -> None:
        """The promises that are not counted: what is ours, and what only restates an input."""
        case, groups = self.case, self.case.result.by_group()
        for group in ("ours", "restates"):
            told: list[Any] = []
            for found in groups.get(group, ())[:MOST_NAMES]:
                name = say("{mark} {name}", mark=SIGNS[found.verdict], name=case.target_name(found.id))
                rests = found.rests_on if found.restates else None
                told.append(name if rests is None else say(
                    "{name} ({what})", name=name, what=input_words(case.compiled, case.scenario, rests)
                ))  # fmt: skip
            if (more := len(groups.get(group, ())) - len(told)) > 0:
                told.append(say_n("{n} more promise", "{n} more promises", more))
            if told:
                self.pen.write(say("{title}: {names}.", title=TITLES[group], names=Series(tuple(told))), "Small")

    def _limit(self, target: str) -> Any:
        definition = self.case.plan.targets[target]
        words = form_words(self.case.plan, definition)
        return [words, *filter(None, [clause_words(definition)])]

    # ---- objectives, targets, evidence -------------------------------------------------------

    def together(self) -> None:
        """Of several plans that were played together: each promise alone and together, and who held whom."""
        case, found = self.case, self.case.together
        if found is None:
            return
        self.pen.write(together.headline(case.compiled, found), bold=True)
        self.pen.points(together.introduction(case.compiled, case.scenario, found))
        rows = [
            ([row.name, row.promise], row.alone, row.together, [*row.difference, *row.why])
            for row in together.rows(case.compiled, case.scenario, found)
        ]
        if rows:
            head = (_("promise"), _("alone"), _("together"), _("what differs"))
            self.pen.table(head, rows, (30, 18, 18, 34), say("Each promise alone and together"))
        self.pen.points(together.notes(case.compiled, found))

    def objectives(self) -> None:
        """Each objective with its targets and what was found of them."""
        found_of = facts.objectives(self.case)
        verdicts = ("PASS", "FAIL", "UNDECIDED")
        counted = self.case.result.counted
        rows = [
            (one.capability,
             *(str(sum(found.verdict == verdict and found in counted for found in one.found)) for verdict in verdicts),
             str(sum(found not in counted for found in one.found)), "")
            for one in found_of
        ]  # fmt: skip
        head = (_("objective"), _("met"), _("missed"), _("not settled"), _("not counted"), _("rating (by the evaluator)"))
        self.pen.table(head, rows, (42, 10, 10, 12, 10, 16), say("Objectives and ratings"))
        if (attained := targets.attainment(self.case)) is not None:
            self.pen.picture(attained)
        for line in how_judged(self.case.result):
            self.pen.write(line, "Small")
        for one in found_of:
            self.pen.heading(one.capability, 2)
            self.pen.write(one.words)
            self.pen.table(
                (_("target"), _("limit"), _("verdict"), _("evidence")), [self._target(found) for found in one.found],
                (26, 20, 14, 40),
            )  # fmt: skip
            for found in one.found:
                card = self.cards[found.id]
                if found.verdict != "PASS":
                    for shown in filter(None, (card["picture"], card["places"])):
                        self.pen.picture(shown)

    def _target(self, found: Any) -> tuple[Any, ...]:
        return self.case.target_name(found.id), self._limit(found.id), verdict_word(found), self._evidence(found)

    def _evidence(self, found: Any) -> list[Any]:
        card = self.cards[found.id]
        return [card["estimate"], *card["facts"], *filter(None, (card["zones"], card["rests"]))]

    def strengths(self) -> None:
        """What holds, and where there is something left."""
        found: list[Any] = [*facts.strengths(self.case)]
        self.pen.points(found or [say("No promise is shown to hold.")])

    def areas(self) -> None:
        """What is missed: observation, reference, analysis."""
        for area in facts.areas(self.case):
            self.pen.subheading(self.case.target_name(area.found.id))
            rows: list[tuple[Any, Any]] = [
                (_("observation"), area.observation),
                (_("reference"), area.reference),
                (_("analysis"), [*area.analysis] or "–"),
            ]
            self.pen.table((), rows, (16, 84))
        if not self.case.missed:
            self.pen.write(_("No limit was missed."))

    def improvement(self) -> None:
        """The improvement plan."""
        improvement(self.case, self.pen)

    # ---- why ------------------------------------------------------------------------------------

    def why(self) -> None:
        """For each missed promise where the time goes and what would help."""
        if not self.case.missed:
            self.pen.write(_("No limit was missed."))
        for one, (_found, why) in zip(targets.why(self.case), self.case.missed, strict=True):
            self.pen.heading(one["name"], 2)
            self.pen.write(one["missed"])
            self.pen.points(one["reasons"])
            helped = why.ceiling_posts.outcome.recovered
            for shown in one["pictures"] if helped else one["pictures"][:-1]:  # the last one shows what would help
                self.pen.picture(shown)

    def misses(self) -> None:
        """Every miss by squad and stage: the worst listed, the rest counted."""
        listed, n = facts.misses(self.case)
        runs = len(self.case.evidence.msels)
        if not n:
            self.pen.write(_("No limit was missed."))
            return
        rows: list[tuple[Any, ...]] = []
        for _found, why in self.case.missed:
            whole = float(sum(why.lost.stages.values()))
            top = max(why.lost.stages, key=lambda s: why.lost.stages[s]) if whole else ""
            stage = say("{stage} {share}", stage=STAGES[top], share=percent(why.lost.share(top))) if top else "–"
            asked = max(why.lost.asked, key=lambda a: why.lost.asked[a]) if why.lost.asked else ""
            who = asked_name(self.case.compiled, asked) if asked else "–"
            rows.append((self.case.target_name(why.id), f"{why.found.missed:,}", stage, who))
        self.pen.table(
            (_("promise"), _("misses"), _("stage that takes most of the time"), _("most waited for")),
            rows, (38, 12, 28, 22),
            say("Misses by stage and squad"),
        )  # fmt: skip
        tally: Counter[tuple[str, str]] = Counter()
        for _found, why in self.case.missed:
            tally.update(why.worst)
        counted = [
            (STAGES[stage] if stage else "–", asked_name(self.case.compiled, asked) if asked else "–", f"{count:,}")
            for (stage, asked), count in tally.most_common()
        ]
        if counted:
            head = (_("longest stage"), _("most waited for"), _("misses"))
            self.pen.table(head, counted, (40, 42, 18), say("Every miss by its longest stage and whom it waited for"))
        self.pen.write(
            say("Misses in the runs looked at ({runs}): {n}; listed are the worst of each promise ({listed}).",
                n=f"{n:,}", runs=runs, listed=len(listed))
        )  # fmt: skip
        one_list = self.case.one_list
        rows = [
            (
                say("{incident}", incident=one.incident or "–") if one_list else f"{one.run} · {one.incident or '–'}",
                [one.what, *([one.when] if one.when else [])],
                say("{target}: {judged}", target=self.case.target_name(one.target), judged=one.judged),
                one.stage,
                one.squad,
            )
            for one in listed
        ]
        number = _("incident") if one_list else _("run · incident")
        self.pen.table(
            (number, _("what and where"), _("missed"), _("longest stage"), _("squad")), rows, (11, 26, 31, 17, 17),
            say("The worst misses"),
        )  # fmt: skip

    # ---- people, vehicles, places ---------------------------------------------------------------

    def used(self, *kinds: str) -> None:
        """How squads, posts, vehicles, rooms or funds were used."""
        pools = [load for load in self.case.explanation.loads if load.peak]
        rows = [row for load, row in zip(pools, self.loads["rows"], strict=True) if load.kind in kinds]
        if not rows:
            self.pen.write(_("Nothing of this kind was used in the runs looked at."))
            return
        used_table(self.pen, rows)
        names = {text(pool_name(self.case.compiled, load.pool)) for load in pools if load.kind in kinds}
        for heat in self.loads["pictures"]:
            if text(heat["name"]) in names:
                self.pen.picture(heat["picture"])

    def notes(self) -> None:
        """Requests that were overtaken or never met, and who was never asked for."""
        self.pen.points(self.loads["notes"])
        if self.loads["unused"]:
            self.pen.write(say("Never asked for in these runs: {names}.", names=Series(tuple(self.loads["unused"]))))

    def map(self) -> None:
        """Where squads start from, and how far places are."""
        for shown in self.places["pictures"]:
            self.pen.picture(shown)
        if self.places["bases"]:
            head = [_("place"), *(_("from {base}").format(base=base) for base in self.places["bases"][:4]),
                    _("incidents per run"), _("without a miss")]  # fmt: skip
            rows = [
                (row["name"], *row["times"][:4], row["incidents"], f"{row['mark']} {row['share']}")
                for row in self.places["rows"]
            ]
            self.pen.table(head, rows, (24, *[14] * (len(head) - 3), 12, 12))

    def ladders(self) -> None:
        """How far matters went up before they were settled."""
        rows = [
            (
                self.case.plan.procedures[ladder.procedure].name or ladder.procedure,
                self.case.plan.procedures[ladder.procedure].steps[rung.step].name or rung.step,
                f"{rung.settled:,}", share(rung.share),
            )
            for ladder in self.case.result.ladders
            for rung in ladder.rungs
        ]  # fmt: skip
        if rows:
            self.pen.table((_("procedure"), _("step"), _("settled"), _("share")), rows, (35, 35, 15, 15),
                           say("Who settles a matter"))  # fmt: skip

    def heads(self) -> None:
        """What waiting for heads and telling others costs of the time of missed incidents."""
        for _found, why in self.case.missed:
            parts = tuple(
                say("{stage} {share}", stage=STAGES[stage], share=percent(why.lost.share(stage)))
                for stage in ("call", "report", "activation", "waiting_head")
                if why.lost.share(stage) > 0
            )
            if parts:
                self.pen.write(
                    say("Of the time of the missed incidents of '{target}': {parts}.", target=self.case.target_name(why.id),
                        parts=Series(parts))
                )  # fmt: skip
