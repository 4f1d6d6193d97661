"""The evaluation guide: a form per objective. We say met or missed and by how much; the letter is the evaluator's."""

from __future__ import annotations

from typing import Any, NamedTuple

from drillsim.base.language import Message, _, current, say
from drillsim.compiled.names import kind_name, step_name
from drillsim.judge.result import TargetResult
from drillsim.papers.documents import facts, observed
from drillsim.papers.documents.papers import BY_HAND, Papers
from drillsim.papers.documents.pen import Pen
from drillsim.papers.dossier import Dossier
from drillsim.quantities.wording import Series
from drillsim.say.clauses import target_lines
from drillsim.say.promise import form_words
from drillsim.say.stages import STAGES
from drillsim.say.verdicts import verdict_word

RATINGS = (
    say("P: performed without challenges"),
    say("S: performed with some challenges"),
    say("M: performed with major challenges"),
    say("U: unable to be performed"),
)


IN_THE_RUNS = say("In the runs played: {verdict}; {estimate}")
IN_THE_DRILL = say("In the drill: {verdict}; {estimate}")


def guide(case: Dossier, kind: type[Pen]) -> bytes:
    """The evaluation guide in the language spoken."""
    pen = kind(_("Exercise evaluation guide"), case.plan.name)
    if case.held:
        pen.write(_("Verdicts, times and outcomes are those recorded in the drill; the evaluator gives the rating."))
    else:
        pen.write(_("The verdicts are those of the runs played; the evaluator observes the exercise and gives the rating."))
    if current() != "zh":
        pen.points(RATINGS)
    forms = facts.objectives(case)
    own = {one.kinds[0] for one in forms if len(one.kinds) == 1}  # procedures whose steps have a form of their own
    for number, one in enumerate(forms):
        if number:
            pen.new_page()
        pen.heading(one.capability)
        _head(case, pen, one)
        if current() == "zh":
            _chinese(case, pen, one, own)
        else:
            _targets(case, pen, one)
            _tasks(case, pen, one, own)
        pen.write(say("Evaluator: {blank}", blank="____________"), "Small")
    pen.caveats()
    return pen.finish()


def _head(case: Dossier, pen: Pen, one: facts.Objective) -> None:
    rows: list[tuple[Any, Any]] = [
        (_("exercise name"), case.scenario.name),
        (_("exercise date"), BY_HAND),
        (_("period played"), Papers(case, pen).period),
        (_("organisation"), case.plan.name),
        (_("venue"), BY_HAND),
        (_("objective"), one.words),
        (_("capability"), one.capability),
    ]
    pen.table((), rows, (22, 78))


def _limit(case: Dossier, found: TargetResult) -> Any:
    return form_words(case.plan, case.plan.targets[found.id])


def _clause(clauses: list[str]) -> str:
    return str(Series(tuple(clauses))) or "–"


def _targets(case: Dossier, pen: Pen, one: facts.Objective) -> None:
    rows = [
        (
            [*target_lines(case.plan, found.id), case.target_name(found.id), _limit(case, found)],
            _clause(case.plan.targets[found.id].clause),
            [verdict_word(found), facts.by_how_much(case, found)], observed.outcomes(case, found.id), "",
        )
        for found in one.found
    ]  # fmt: skip
    head = (_("capability target"), _("source"), _("met or missed, and by how much"), _("observation notes"), _("rating"))
    pen.table(head, rows, (28, 9, 30, 25, 8), say("Capability targets"))


def _tasks(case: Dossier, pen: Pen, one: facts.Objective, own: set[int]) -> None:
    rows = [([task.name, task.stage], task.clause, "", task.times) for task in _steps(case, one, own)]
    if rows:
        head = (_("critical task"), _("source"), _("observation notes"), _("time observed"))
        pen.table(head, rows, (35, 12, 38, 15), say("Critical tasks"))


class _Task(NamedTuple):
    """A step as a critical task; `times` when it was done in a recorded drill."""

    name: Any
    stage: Message
    clause: str
    times: list[Message]


def _steps(case: Dossier, one: facts.Objective, own: set[int]) -> list[_Task]:
    """The steps of the procedures of an objective, unless they stand in another form."""
    found = []
    for kind in one.kinds:
        if len(one.kinds) > 1 and kind in own:
            continue
        for key, step in case.plan.procedures[case.compiled.kinds[kind]].steps.items():
            at = case.compiled.steps[kind].index(key)
            name = step_name(case.compiled, kind, at)
            if len(one.kinds) > 1:
                name = say("{kind}, {step}", kind=kind_name(case.compiled, kind), step=name)
            found.append(_Task(name, STAGES[step.counted_as], _clause(step.clause), observed.times(case, kind, at)))
    return found


def _chinese(case: Dossier, pen: Pen, one: facts.Objective, own: set[int]) -> None:
    """The form of the Chinese rules: item, content, yes or no, reason."""
    rows: list[tuple[Any, ...]] = [
        (
            case.target_name(found.id),
            [
                *target_lines(case.plan, found.id),
                say("{form} (clause {ids})", form=_limit(case, found), ids=_clause(case.plan.targets[found.id].clause)),
                Message((IN_THE_DRILL if case.held else IN_THE_RUNS).msgid,
                        {"verdict": verdict_word(found), "estimate": facts.by_how_much(case, found)}),
            ],
            _("□ yes  □ no"), observed.outcomes(case, found.id),
        )
        for found in one.found
    ]  # fmt: skip
    rows += [(task.name, say("carried out as planned ({stage})", stage=task.stage), _("□ yes  □ no"), task.times)
             for task in _steps(case, one, own)]  # fmt: skip
    head = (_("evaluation item"), _("evaluation content"), _("result (yes or no)"), _("reason"))
    pen.table(head, rows, (24, 28, 12, 36) if case.held else (26, 42, 14, 18))  # recorded times need room
