"""The papers of a comparison: what differs between two plans on the same event lists, how sure that is, and why."""

from __future__ import annotations

from typing import Any

from drillsim.base.language import _, say, speaking, text
from drillsim.base.shell import command_line
from drillsim.comparing.comparison import TargetComparison
from drillsim.draw.whiskers import DifferenceRow, differences
from drillsim.judge.evaluate import gauges
from drillsim.papers.documents.hypertext import HtmlPen
from drillsim.papers.documents.outline import Outline, written
from drillsim.papers.documents.pen import Pen
from drillsim.papers.dossier import Picture, picture
from drillsim.papers.page import two_languages
from drillsim.say import comparison
from drillsim.say.caveats import SIMULATED
from drillsim.store.comparison_replay import Compared
from drillsim.store.folder import versions


def comparison_html(compared: Compared) -> bytes:
    """The page of a comparison, in both languages."""
    return two_languages(compared.a.plan.name, lambda: _written(compared, HtmlPen).decode())


def comparison_documents(compared: Compared, language: str, pen: type[Pen]) -> dict[str, bytes]:
    """The document of a comparison in a language, by file name."""
    with speaking(language):
        name = "方案比较报告" if language == "zh" else "comparison-report"
        return {f"{name}{pen.suffix}": _written(compared, pen)}


def _written(compared: Compared, pen: type[Pen]) -> bytes:
    used = pen(_("Comparison of two plans"), compared.a.plan.name, SIMULATED)
    return written(used, _Paper(compared, used).outline(), 0)


def difference_picture(compared: Compared) -> Picture | None:
    """The differences in points with their intervals; none where no difference is shown. Means have another unit and stand
    in the table alone."""
    measures = []
    for forms, measure in ((("every",), _("runs without a miss")), (("share", "percentile"), _("incidents as promised"))):
        rows = []
        for target in compared.found.targets:
            estimate, low, high = target.difference.estimate, target.difference.low, target.difference.high
            if target.form in forms and estimate is not None and low is not None and high is not None:
                name = text(compared.a.plan.targets[target.id].name or target.id)
                rows.append(DifferenceRow(name, 100 * estimate, 100 * low, 100 * high, target.verdict))
        if rows:
            measures.append((_("{measure}: percentage points, B less A").format(measure=measure), rows))
    verdicts = [row.verdict for _title, rows in measures for row in rows]
    better, worse = verdicts.count("better"), verdicts.count("worse")
    if not better + worse:
        return None
    title = say("Of {all} promises B is better on {better} and worse on {worse}", all=len(verdicts), better=better,
                worse=worse)  # fmt: skip
    sentence = say(
        "Each mark is the difference of B from A in percentage points with its interval; right of the dashed line B is "
        "better. Where the interval crosses that line, no difference is shown."
    )
    return picture(differences(measures), str(title), sentence, "differences")


class _Paper:
    """One document being written."""

    def __init__(self, compared: Compared, pen: Pen) -> None:
        self.compared, self.pen = compared, pen
        self.targets = compared.found.targets
        self.different = [target for target in self.targets if not comparison.alike(target)]

    def outline(self) -> Outline:
        """The parts in their order."""
        return [
            (1, _("Verdict"), [self.verdict]),
            (1, _("Promise by promise"), [self.table]),
            (1, _("Which changed, and why"), [self.changes]),
            (1, _("What to know beside"), [lambda: self.pen.points(comparison.notes(*self._sides, self.compared.found))]),
            (1, _("How to make this again"), [self.again, self.pen.signature]),
        ]

    @property
    def _sides(self) -> tuple[Any, Any]:
        return self.compared.a, self.compared.b

    def _name(self, target: TargetComparison) -> Any:
        return self.compared.a.plan.targets[target.id].name or target.id

    def verdict(self) -> None:
        a, b = self._sides
        one, two = self.compared.sources
        files = [one.inputs.scenario] if two.sizes else [one.inputs.scenario, two.inputs.scenario]
        self.pen.points(comparison.heading(a, b, files, two.sizes))
        self.pen.write(comparison.headline(self.compared.found), bold=True)
        self.pen.points(comparison.goals_changed(a, b, self.compared.found))
        for verdict in ("better", "worse"):
            some = [target for target in self.targets if target.verdict == verdict]
            if some:
                self.pen.write(say("{verdict}:", verdict=comparison.VERDICTS[verdict]))
                self.pen.points([say("'{target}': {figures}", target=self._name(target),
                                     figures=comparison.figures(a.plan.targets[target.id], target))
                                 for target in some])  # fmt: skip
        self.pen.caveats()

    def table(self) -> None:
        a, b = self._sides
        if not self.different:
            self.pen.write(_("No promise fares differently in any run."))
            return
        if (shown := difference_picture(self.compared)) is not None:
            self.pen.picture(shown)
        rows = []
        for target in self.different:
            promise = [self._name(target), *comparison.promised(a, b, target)]
            rows.append(
                (comparison.VERDICTS[target.verdict], promise, comparison.differs(a.plan.targets[target.id], target))
            )
        self.pen.table((_("B against A"), _("promise"), _("what differs")), rows, (16, 40, 44))

    def changes(self) -> None:
        readers = [{gauge.name: gauge for gauge in gauges(side.compiled)} for side in self._sides]
        changed = [target for target in self.targets if target.kept.count or target.missed.count]
        for target in changed:
            self.pen.subheading(self._name(target))
            self.pen.points(comparison.changed(target, readers[0][target.id], readers[1][target.id]))
        if not changed:
            self.pen.write(_("Not one incident fares differently."))

    def again(self) -> None:
        one, two = self.compared.sources
        words = ["compare", f"a/inputs/{one.inputs.scenario}"]
        if two.sizes:
            words += ["--change", *(f"{pool}={size}" for pool, size in two.sizes.items())]
        else:
            words.append(f"b/inputs/{two.inputs.scenario}")
        found = self.compared.found
        words += ["--seed", str(found.seed), "--runs", str(found.runs)]
        words += ["--alpha", f"{found.alpha:g}"] if found.alpha != 0.05 else []
        self.pen.write(_("In the folder of this report:"))
        self.pen.write(command_line(*words), "Code")
        inputs = {
            f"{side}/inputs/{name}": checksum
            for side, source in zip("ab", (one, two), strict=True)
            for name, checksum in source.inputs.checksums.items()
        }
        self.pen.made_with([], versions(), inputs)
