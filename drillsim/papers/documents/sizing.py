"""The papers of a sizing: the smallest plan, what is claimed of it, what more or fewer would bring, what it rests on."""

from __future__ import annotations

from typing import Any

from drillsim.base.language import _, say, speaking
from drillsim.draw.size_figures import SIGNS
from drillsim.papers.documents.hypertext import PagePen
from drillsim.papers.documents.outline import Outline, written
from drillsim.papers.documents.pen import Marked, Pen, figures
from drillsim.papers.documents.work import used_table
from drillsim.papers.page import two_languages
from drillsim.papers.resources import load_row
from drillsim.papers.sizing import STATES, command, frontier, pairs, tornado
from drillsim.quantities.wording import percent, signed_percent
from drillsim.say import assumptions, certainty
from drillsim.say import sizing as sizings
from drillsim.say.caveats import LONGEST_DUTY, SIMULATED
from drillsim.say.resting import whatever_the_size
from drillsim.sizing.answer import Answer
from drillsim.sizing.sensitivity import Swing
from drillsim.store.folder import Inputs, versions
from drillsim.store.sizing import MOST_ROWS

MOST_PAIRS = 3  # maps of two pools on paper; the page has all
LOOKS = {"certified": "PASS", "found": "UNDECIDED", "undecided": "UNDECIDED", "none": "FAIL"}  # as which verdict


def size_html(answer: Answer, inputs: Inputs) -> bytes:
    """The page for a sizing, as the bytes of an HTML file. It follows from the files, the seed and the settings alone."""
    return two_languages(answer.case.plan.name, lambda: _Paper(answer, inputs, PagePen).content().decode())


def sizing_documents(answer: Answer, inputs: Inputs, language: str, pen: type[Pen]) -> dict[str, bytes]:
    """The document of a sizing in a language, by file name."""
    with speaking(language):
        name = "力量测算报告" if language == "zh" else "sizing-report"
        return {f"{name}{pen.suffix}": _Paper(answer, inputs, pen).content()}


class _Paper:
    """One paper being written."""

    def __init__(self, answer: Answer, inputs: Inputs, pen: type[Pen]) -> None:
        self.answer, self.inputs = answer, inputs
        self.pen = pen(_("The smallest team"), answer.case.plan.name, SIMULATED)
        self.is_found = answer.outcome in ("certified", "found")

    def content(self) -> bytes:
        outline: Outline = [
            (1, _("Verdict"), [self.verdict]),
            (1, _("How hard they work"), [self.work]),
            (1, _("What more or fewer would bring"), [self.more]),
            (1, _("What the answer rests on"), [self.rests]),
            (1, _("How to make this again"), [self.again, self.pen.signature]),
        ]
        return written(self.pen, outline, 0)

    def verdict(self) -> None:
        pen, answer = self.pen, self.answer
        pen.lead(answer.case.scenario.name)
        anomalies = [Marked(one, tag="b") for one in certainty.anomalies(answer)]
        points = [
            *filter(None, [certainty.flips(answer)]),
            *certainty.certainty(answer),
            *anomalies,
            *filter(None, [sizings.tightest(answer)]),
            *certainty.ceilings(answer),
        ]
        pen.answer(LOOKS[answer.outcome], sizings.SIGNS[answer.outcome], sizings.headline(answer), points)
        head = (_("who or what"), *figures(_("smallest") if self.is_found else _("largest tried"), _("now"), _("range"),
                                           _("cost of one")))  # fmt: skip
        rows = [
            (sizings.part_name(answer.case.plan, one.part), Marked(f"{size:,}", tag="b"), f"{answer.now[one.part]:,}",
             f"{one.low:,}–{one.high:,}", sizings.number(one.cost))
            for one, size in zip(answer.sizing.grid.dimensions, answer.shown, strict=True)
        ]  # fmt: skip
        rows.append(
            (_("cost in all"), Marked(sizings.number(answer.cost), tag="b"), sizings.number(answer.cost_now), "", "")
        )
        pen.table(head, rows, (44, 14, 14, 14, 14))
        pen.write(sizings.licence(), bold=True)
        if (left_out := sizings.left_out(answer)) is not None:
            pen.write(left_out, bold=pen.on_page)
        if (given := whatever_the_size(answer.compiled, answer.case.scenario)) is not None:
            pen.write(given, "Small" if pen.on_page else None)
        if (outside := sizings.outside(answer)) is not None:
            pen.write(outside, "Small" if pen.on_page else None)
        pen.caveats()

    def work(self) -> None:
        """How hard the pools of the plan shown work: those that were sized first, then all others that were used."""
        pen, answer = self.pen, self.answer
        pen.write(LONGEST_DUTY)
        sized = {pool: {"size": f"{size:,}", "sized": True} for pool, size in answer.pools_shown.items()}
        ordered = sorted(answer.loads, key=lambda load: load.pool not in sized)
        used = [load for load in ordered if load.peak or load.pool in sized]
        used_table(pen, [load_row(answer.compiled, load) | sized.get(load.pool, {}) for load in used])
        if fewer := sizings.one_fewer(answer):
            head = (_("with one fewer of"), *figures(_("that is")), _("what then breaks"), *figures(_("runs")))
            rows = [(name, f"{size:,}", told, f"{runs:,}" if runs else "–") for name, size, runs, told in fewer]
            pen.table(head, rows, (28, 10, 50, 12), say("With one fewer of each"))

    def more(self) -> None:
        pen, answer, sizing = self.pen, self.answer, self.answer.sizing
        pen.write(
            _("A plan that clearly misses a target is dropped after few runs, so its estimate is rough; near the goal, "
              "plans are played longer.")
        )  # fmt: skip
        pen.picture(frontier(answer))
        names = [sizings.part_name(answer.case.plan, one.part) for one in sizing.grid.dimensions]
        rows = []
        for plan in sizing.frontier:
            trial, sign = answer.closest(plan), SIGNS[STATES[answer.cells[plan].state]]
            sizes, cost = (f"{size:,}" for size in trial.counts), sizings.number(trial.cost)
            rows.append((*sizes, cost, f"{sign} {sizings.worst_words(answer, trial)}", f"{trial.runs:,}"))
        head = (*figures(*names, _("cost")), _("worst target"), *figures(_("runs")))
        pen.table(head, rows, (*[36 / len(names)] * len(names), 10, 42, 12))
        shown = list(pairs(answer))
        if shown and pen.on_page:
            pen.heading(_("Two pools at a time"), 2)
            told = _("Signed fields were played. Hatched ones follow: a plan with no fewer of anything misses a target, or "
                     "one that keeps all is no dearer.")  # fmt: skip
            pen.write(f"{told} {_('The frame marks the plan found.')}" if self.is_found else told)
        pen.pictures(shown if pen.on_page else shown[:MOST_PAIRS])
        if pen.on_page and len(sizing.grid) > MOST_ROWS:
            pen.write(_("The range is large: table.csv lists the plans that were tried only."), "Small")

    def rests(self) -> None:
        pen, answer, told = self.pen, self.answer, self.answer.sensitivity
        if not told.swings:
            pen.write(_("No assumption of the plan or the scenario speaks of a time, a rate or a travel factor."))
            return
        pen.write(assumptions.about_sensitivity(answer))
        pen.points(assumptions.strongest(answer))
        if (shown := tornado(answer)) is not None:
            pen.picture(shown)
        moved = figures(_("moved by"), _("worst target, smaller"), _("larger"))
        pen.table(
            (_("assumption"), *moved, _("verdicts that flip")), list(map(self._swing, told.swings)), (40, 10, 14, 10, 26)
        )
        if told.unmoved and pen.on_page:
            named = _("; ").join(assumptions.assumption_words(answer, *name) for name in told.unmoved)
            pen.write(f"{_('Not moved, since no time, rate or travel factor rests on them:')} {named}", "Small")

    def _swing(self, swing: Swing) -> tuple[Any, ...]:
        file = self.answer.case.scenario if swing.in_scenario else self.answer.case.plan
        flips = dict.fromkeys((*swing.flips_low, *swing.flips_high))
        return (
            file.assumptions[swing.name].text,
            Marked(f"±{percent(swing.uncertainty)}", remark=_("(assumed)") if swing.usual else ""),
            *(signed_percent(trial.margin) for trial in (swing.low, swing.high)),
            sizings.named(self.answer, flips) if flips else "–",
        )

    def again(self) -> None:
        pen, sizing = self.pen, self.answer.sizing
        pen.write(_("In the folder of this report:"))
        pen.write(command(self.answer, self.inputs), "Code")
        played = _("Plans in the range: {plans}, tried: {tried}; runs: {runs}; draw number {seed}.").format(
            plans=f"{len(sizing.grid):,}", tried=f"{len(sizing.tried):,}", runs=f"{sizing.runs:,}", seed=sizing.settings.seed
        )
        pen.made_with([played], versions(), self.inputs.checksums)
