"""The evaluation guide (EEG, 演练评估表): a form for each objective, on which an evaluator writes what was seen.

The evaluator judges blind: what the plan writes stands in a form, with room to write, and nothing that was simulated. Of
a drill that was held the recorded times stand in place of the blanks; how the targets came out is an annex of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from drillsim.base.language import Message, _, current, say
from drillsim.compiled.names import kind_name
from drillsim.compiled.tables import CompiledPlan
from drillsim.judge.gauge import Gauge
from drillsim.papers.documents import facts, observed
from drillsim.papers.documents.pen import Pen
from drillsim.papers.dossier import Dossier
from drillsim.plan.scenario import Scenario
from drillsim.quantities.wording import Series
from drillsim.say.clauses import clauses_of, quote_lines
from drillsim.say.objectives import Capability, objectives
from drillsim.say.promise import form_words
from drillsim.say.tasks import Task, actors, tasks
from drillsim.say.verdicts import verdict_word

TALL = 1.8  # cm: the least height of a row in which somebody writes by hand


class Rating(NamedTuple):
    """A mark that an evaluator may give, and when."""

    mark: Message
    meaning: Message


RATINGS = (
    Rating(
        say("P: performed without challenges"),
        say("The tasks were done and the targets kept; the objective was reached, and nothing else suffered for it."),
    ),
    Rating(
        say("S: performed with some challenges"),
        say("The tasks were done and the objective was reached; how it could go faster or more smoothly was seen."),
    ),
    Rating(
        say("M: performed with major challenges"),
        say("The objective was reached, but late, otherwise than the plan says, at the cost of other work, or with a risk "
            "to somebody."),
    ),
    Rating(
        say("U: unable to be performed"),
        say("The tasks were not done, or the objective was not reached."),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Guide:
    """What the forms are made for: the scenario of a drill to come, or with `drill` one that was held."""

    scenario: Scenario
    compiled: CompiledPlan
    gauges: Sequence[Gauge]
    drill: Dossier | None = None

    def forms(self, pen: Pen) -> None:
        """How to rate, then a form for each objective; what is written next begins a new page."""
        pen.heading(_("How to rate"))
        for words in _HOW:
            pen.write(words)
        found = objectives(self.compiled, self.gauges)
        own = {one.kinds[0] for one in found if len(one.kinds) == 1}  # procedures whose steps have a form of their own
        is_wide = current() != "zh"  # the form of the Chinese rules has four columns
        for number, one in enumerate(found):
            if number == 0 and is_wide:
                pen.turn(landscape=True)
            else:
                pen.new_page()
            _Form(self, pen, one, own).write()
        if is_wide:
            pen.turn(landscape=False)
        else:
            pen.new_page()


def guide(case: Dossier, kind: type[Pen]) -> bytes:
    """The evaluation guide of a drill that was held, in the language spoken."""
    pen = kind(_("Exercise evaluation guide"), case.plan.name)
    pen.lead(case.scenario.name)
    pen.write(_("The times are those recorded in the drill; the evaluator adds what was seen, and gives the rating."))
    Guide(case.scenario, case.compiled, case.evidence.gauges, case).forms(pen)
    pen.heading(_("Annex: How the targets came out in the drill"), 0)
    pen.write(
        _("Rate first, then read on: met or missed follows from the record alone, and says nothing of how it was done.")
    )
    rows = [
        (
            case.target_name(found.id), form_words(case.plan, case.plan.targets[found.id]), verdict_word(found),
            [facts.by_how_much(case, found), *observed.outcomes(case, found.id)],
        )
        for found in case.result.targets
    ]  # fmt: skip
    pen.table((_("promise"), _("limit"), _("verdict"), _("by how much")), rows, (30, 20, 12, 38),
              say("The targets in the drill"))  # fmt: skip
    pen.caveats()
    return pen.finish()


_HOW = (
    say("Write down what you see and hear, with the time: who did what, what was said to whom, what was missing. Do not "
        "help, and do not ask while people are at work."),
    say("A task counts as done when its time is noted. One that does not come up is marked as not observed; that is no "
        "fault of anybody."),
    say("Rate each task, then each target, and the capability last, as its form defines the ratings. They are of "
        "the plan and of what was prepared, not of persons."),
)  # fmt: skip


class _Form:
    """One form being written."""

    def __init__(self, of: Guide, pen: Pen, one: Capability, own: set[int]) -> None:
        self.of, self.pen, self.one, self.own = of, pen, one, own
        self.plan = of.compiled.written

    def write(self) -> None:
        self.pen.heading(self.one.name)
        blank = ""
        head = [
            (_("exercise name"), self.of.scenario.name, _("exercise date"), blank),
            (_("organised by"), blank, _("venue"), blank),
            (_("evaluator (role or number)"), blank, _("contact"), blank),
        ]
        self.pen.table((), head, (16, 40, 16, 28), None, 0.7)
        self.pen.table((), [(_("plan tested"), self.plan.name), (_("objective"), self.one.words), *self._procedures()],
                       (16, 84))  # fmt: skip
        if current() == "zh":
            self._chinese()
        else:
            self._targets()
            self._tasks()
        final = [(say("□ {rating}", rating=one.mark), one.meaning, "") for one in RATINGS]
        titles = (_("final rating of the capability"), _("it is given when"), _("reasons, and what would make it better"))
        self.pen.table(titles, final, (22, 38, 40), None, 1.0)
        self.pen.write(say("Evaluator (role or number): {blank}   Date: {blank}", blank="____________"), "Small")

    def _procedures(self) -> list[tuple[Any, ...]]:
        if len(self.one.kinds) < 2:
            return []
        return [(_("procedures"), [kind_name(self.of.compiled, kind) for kind in self.one.kinds])]

    # ---- targets and tasks -----------------------------------------------------------------------

    def _targets(self) -> None:
        rows = [
            (f"T{number}", self._promise(name), self._limit(name), self._source(name), self._measured(name), _BOXES)
            for number, name in enumerate(self.one.targets, 1)
        ]
        head = (_("no."), _("capability target"), _("target time"), _("source"), _("time or result observed"), _("rating"))
        self.pen.table(head, rows, (4, 30, 16, 8, 34, 8), say("Capability targets"), tall=TALL)

    def _tasks(self) -> None:
        rows = [
            (str(number), self._named(task), actors(self.of.compiled, task), self._by_when(task), task.clauses,
             self._when(task), _BOXES)
            for number, task in enumerate(self.tasks, 1)
        ]  # fmt: skip
        if rows:
            head = (_("no."), _("critical task"), _("who"), _("target time"), _("source"),
                    _("what was done, and when"), _("rating"))  # fmt: skip
            self.pen.table(head, rows, (4, 18, 15, 16, 8, 31, 8), say("Critical tasks"), tall=TALL)

    def _chinese(self) -> None:
        """The form of the Chinese rules: item, content, yes or no, reason."""
        rows: list[tuple[Any, ...]] = [
            (
                self.of.compiled.plan.targets[name].name or name,
                [say("limit: {form}", form=self._limit(name)), *self._sentences(name)],
                _YES_NO, self._measured(name),
            )
            for name in self.one.targets
        ]  # fmt: skip
        rows += [
            (
                self._named(task),
                [say("who: {who}", who=Series(tuple(actors(self.of.compiled, task)))),
                 *(say("target time: {time}", time=one) for one in task.times),
                 *([say("source: {source}", source=task.clauses)] if task.step.clause else [])],
                _YES_NO, self._when(task),
            )
            for task in self.tasks
        ]  # fmt: skip
        head = (_("evaluation item"), _("evaluation content"), _("result (yes or no)"), _("reason"))
        self.pen.table(head, rows, (22, 36, 12, 30), say("Targets and tasks"), tall=TALL)

    @cached_property
    def tasks(self) -> list[Task]:
        """The steps on which it hangs: those for which the plan has a limit or a sentence; where it has none, whatever
        somebody is asked for.

        Those of several procedures stand in the forms of these, where they have one.
        """
        found = []
        for kind in self.one.kinds:
            if len(self.one.kinds) > 1 and kind in self.own:
                continue
            all_ = tasks(self.of.compiled, kind, self.of.gauges)
            written = [one for one in all_ if one.times or one.step.clause]
            found += written if any(one.step.clause for one in written) else [
                one for one in all_ if one.times or (not one.is_mark and (one.asked or one.called))
            ]  # fmt: skip
        return found

    def _named(self, task: Task) -> list[Any]:
        name = task.name
        if len(self.one.kinds) > 1:
            name = say("{kind}: {step}", kind=kind_name(self.of.compiled, task.kind), step=name)
        return [name, say("(only in some cases)")] if task.in_some_cases else [name]

    # ---- what stands in a cell -------------------------------------------------------------------

    def _by_when(self, task: Task) -> Any:
        """Its limits, each with the number of the target that says so, where that stands in this form."""
        mine = self.one.targets
        return [say("T{n}: {time}", n=mine.index(one.target) + 1, time=one.words) if one.target in mine else one
                for one in task.times] or "–"  # fmt: skip

    def _promise(self, name: str) -> list[Any]:
        return [self.plan.targets[name].name or name, *self._sentences(name)]

    def _sentences(self, name: str) -> list[Message]:
        """The sentences of the plan that a target rests on, each with its number."""
        return [
            say("clause {ids}: {quote}", ids=number, quote=line)
            for number in clauses_of(self.plan, name) if number in self.plan.clauses
            for line in (*quote_lines(self.plan.clauses[number]),) or (self.plan.clauses[number].says,)
        ]  # fmt: skip

    def _limit(self, name: str) -> Message:
        return form_words(self.plan, self.plan.targets[name])

    def _source(self, name: str) -> str:
        return str(Series(tuple(clauses_of(self.plan, name)))) or "–"

    def _measured(self, name: str) -> Any:
        return observed.measured(self.of.drill, name) if self.of.drill is not None else ""

    def _when(self, task: Task) -> Any:
        if self.of.drill is None:
            return ""
        return observed.times(self.of.drill, task.kind, self.of.compiled.steps[task.kind].index(task.key))


_YES_NO = (say("□ yes"), say("□ no"))
_BOXES = ("□ P  □ S", "□ M  □ U")
