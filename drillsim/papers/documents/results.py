"""Parts of the documents that say what was found: several plans together, misses, how hard all work."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import Any

from drillsim.base.language import _, say, text
from drillsim.compiled.names import asked_name, pool_name
from drillsim.papers import resources
from drillsim.papers.documents import facts
from drillsim.papers.documents.pen import Pen
from drillsim.papers.documents.work import used_table
from drillsim.papers.dossier import Dossier, share
from drillsim.papers.places import places
from drillsim.quantities.wording import Series, percent
from drillsim.say import together
from drillsim.say.stages import STAGES


class Results:
    """Writes the parts on results of one case with one pen."""

    def __init__(self, case: Dossier, pen: Pen) -> None:
        self.case, self.pen = case, pen

    @cached_property
    def loads(self) -> dict[str, Any]:
        """What the page says of people and vehicles."""
        return resources.loads(self.case)

    @cached_property
    def places(self) -> dict[str, Any]:
        """What the page says of places."""
        return places(self.case.compiled, self.case.evidence)

    # ---- promises ---------------------------------------------------------------------------

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
            rows = [(row["name"], *row["times"][:4], row["incidents"], row["share"]) for row in self.places["rows"]]
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
