"""The document of a sizing: the smallest plan, what is claimed of it, what more or fewer would bring, what it rests on."""

from __future__ import annotations

from typing import Any

from drillsim.base.language import _, say, speaking
from drillsim.papers.documents.outlines import Outline, written
from drillsim.papers.documents.pen import Pen
from drillsim.papers.sizing import sections
from drillsim.quantities.wording import Series
from drillsim.say.caveats import NO_BLAME
from drillsim.sizing.answer import Answer
from drillsim.store.folder import Inputs

MOST_PAIRS = 3  # maps of two pools on paper; the page has all


def sizing_documents(answer: Answer, inputs: Inputs, language: str, pen: type[Pen]) -> dict[str, bytes]:
    """The document of a sizing in a language, by file name."""
    with speaking(language):
        name = "力量测算报告" if language == "zh" else "sizing-report"
        return {f"{name}{pen.suffix}": _Paper(answer, inputs, pen(_("The smallest team"), answer.case.plan.name)).content()}


class _Paper:
    """One document being written."""

    def __init__(self, answer: Answer, inputs: Inputs, pen: Pen) -> None:
        self.answer, self.pen, self.told = answer, pen, sections(answer, inputs)

    def content(self) -> bytes:
        outline: Outline = [
            (1, _("Verdict"), [self.verdict]),
            (1, _("How hard they work"), [self.work]),
            (1, _("What more or fewer would bring"), [self.more]),
            (1, _("What the answer rests on"), [self.rests]),
            (1, _("How to make this again"), [self.again]),
        ]
        return written(self.pen, outline, 0)

    def verdict(self) -> None:
        pen, told = self.pen, self.told
        pen.write(self.answer.case.scenario.name)
        pen.write(say("{sign} {mark}", sign=told["mark"], mark=told["headline"]), bold=True)
        pen.points([*told["certainty"], *told["anomalies"], *filter(None, [told["tightest"]]), *told["ceilings"]])
        head = (_("who or what"), _("smallest") if told["found"] else _("largest tried"), _("now"), _("range"),
                _("cost of one"))  # fmt: skip
        rows: list[tuple[Any, ...]] = [(r["name"], r["size"], r["now"], r["range"], r["cost"]) for r in told["sizes"]]
        rows.append((_("cost in all"), told["cost"], told["cost_now"], "", ""))
        pen.table(head, rows, (44, 14, 14, 14, 14))
        pen.write(told["licence"], bold=True)
        for sentence in filter(None, (told["left_out"], told["outside"])):
            pen.write(sentence)
        pen.write(NO_BLAME, "Small")

    def work(self) -> None:
        pen, told = self.pen, self.told
        pen.write(
            _("The longest duty is the least that somebody serves without a rest: the model knows no persons, and lets "
              "those who rested longest go first.")
        )  # fmt: skip
        head = (_("who or what"), _("how many"), _("most at once"), _("in use"), _("overtime per run"), _("longest duty"),
                _("called in per week"))  # fmt: skip
        rows: list[tuple[Any, ...]] = [
            (
                say("{pool} (outside)", pool=row["name"]) if row["outside"] else row["name"],
                row["size"], row["peak"], row["used"], row["overtime"], row["longest"], row["called"],
            )
            for row in told["loads"]
        ]  # fmt: skip
        pen.table(head, rows, (30, 12, 12, 10, 13, 13, 13))
        if told["fewer"]:
            rows = [(row["name"], row["size"], row["told"], row["runs"]) for row in told["fewer"]]
            titles = (_("with one fewer of"), _("that is"), _("what then breaks"), _("runs"))
            pen.table(titles, rows, (28, 10, 50, 12), say("With one fewer of each"))

    def more(self) -> None:
        pen, told = self.pen, self.told
        pen.write(
            _("A plan that clearly misses a target is dropped after few runs, so its estimate is rough; near the goal, "
              "plans are played longer.")
        )  # fmt: skip
        pen.picture(told["frontier"])
        names = [row["name"] for row in told["sizes"]]
        rows = [(*row["sizes"], row["cost"], f"{row['sign']} {row['worst']}", row["runs"]) for row in told["best"]]
        widths = (*[36 / len(names)] * len(names), 10, 42, 12)
        pen.table((*names, _("cost"), _("worst target"), _("runs")), rows, widths)
        for shown in told["pairs"][:MOST_PAIRS]:
            pen.picture(shown)

    def rests(self) -> None:
        pen, told = self.pen, self.told
        if not told["swings"]:
            pen.write(_("No assumption of the plan or the scenario speaks of a time, a rate or a travel factor."))
            return
        pen.write(told["about_sensitivity"])
        pen.points(told["strongest"])
        if told["tornado"]:
            pen.picture(told["tornado"])
        head = (_("assumption"), _("moved by"), _("worst target, smaller"), _("larger"), _("verdicts that flip"))
        rows = [(row["text"], row["moved"], row["low"], row["high"], row["flips"]) for row in told["swings"]]
        pen.table(head, rows, (40, 10, 14, 10, 26))

    def again(self) -> None:
        pen, found = self.pen, self.told["reproduce"]
        pen.write(_("In the folder of this report:"))
        pen.write(found["command"], "Code")
        pen.write(_("{plans} plans in the range, {tried} tried, {runs} runs; reproduction number {seed}.").format(
            plans=found["plans"], tried=found["tried"], runs=found["runs"], seed=found["seed"]))  # fmt: skip
        pen.write(Series(tuple(f"{name} {version}" for name, version in found["versions"])))
        pen.table((_("file"), _("checksum")), found["inputs"], (30, 70))
