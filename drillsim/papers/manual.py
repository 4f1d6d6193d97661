"""What a tabletop exercise is prepared with, in three editions: the situation manual of the players, that of the
facilitators, and the evaluators' guide with blank forms.

The players' edition follows from the plan and from when the exercise is: nothing in it tells what will come. The injects,
what goes wrong, and what plays of the scenario make of it stand in the facilitators' edition, next to the module in which
they come. Evaluators judge blind: what was simulated is an annex of their edition, on a page of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from drillsim.base.language import Message, _, say
from drillsim.compiled.log import Log
from drillsim.compiled.tables import CompiledPlan
from drillsim.deck.deck import Deck
from drillsim.judge.evaluate import LATE, NEVER, ON_TIME
from drillsim.msel.columns import Layout
from drillsim.msel.cut import Cut
from drillsim.msel.events import Event, events_of
from drillsim.msel.rehearsal import Envelope, envelopes, roughly
from drillsim.papers.documents.guide import Guide
from drillsim.papers.documents.hypertext import SheetPen
from drillsim.papers.documents.pen import Pen
from drillsim.papers.page import two_languages
from drillsim.papers.places import places
from drillsim.plan.plan import Plan
from drillsim.plan.scenario import Scenario
from drillsim.plan.targets import Target
from drillsim.quantities import measures
from drillsim.quantities.shown import say_moment, show_duration
from drillsim.quantities.wording import Series, Span
from drillsim.say.modules import Module, asked, groups, module_of, modules
from drillsim.say.objectives import objectives
from drillsim.say.promise import form_words, kept_words, share_words
from drillsim.say.questions import questions
from drillsim.say.tasks import Task, actors, tasks
from drillsim.why.evidence import Evidence, Times

PLAYERS, FACILITATORS, EVALUATORS = EDITIONS = ("players", "facilitators", "evaluators")
TALL = 1.5  # cm: the least height of a row in which somebody writes
MOST_BEHIND = 8  # steps of a procedure that are told as done at the beginning of a module
MOST_BREAKS = 4  # promises that give way, told in a module, the weakest first
MOST_KINDS = 3  # procedures of which that is told
ROUND = 5 * 60  # seconds to which a schedule is rounded


@dataclass(frozen=True)
class Briefing:
    """What the editions are made from: a scenario, the event list of the exercise as it plays out, plays of first runs."""

    scenario: Scenario
    deck: Deck
    evidence: Evidence
    cut: Cut
    log: Log  # of the cut list

    @property
    def compiled(self) -> CompiledPlan:
        """The plan as it was played."""
        return self.evidence.compiled

    @property
    def plan(self) -> Plan:
        """The plan as its file has it."""
        return self.compiled.written

    @property
    def runs(self) -> str:
        """How many runs were played."""
        return f"{len(self.evidence.msels):,}"

    @cached_property
    def tasks(self) -> list[list[Task]]:
        """The steps of each procedure as tasks."""
        by_calendar, otherwise = ({one.kind for one in self.deck.sources if one.is_duty is duty} for duty in (True, False))
        duties, kinds = by_calendar - otherwise, range(len(self.compiled.kinds))
        return [tasks(self.compiled, kind, self.evidence.gauges, kind in duties) for kind in kinds]

    @cached_property
    def modules(self) -> list[Module]:
        """The modules of the exercise."""
        return modules(task for kind in self.tasks for task in kind)

    @cached_property
    def usual(self) -> dict[tuple[int, int], Envelope]:
        """By procedure and step, when it is usually done after the start of an incident."""
        return envelopes(list(zip(self.evidence.msels, self.evidence.logs, strict=True)))


def manual(room: Briefing, edition: str, kind: type[Pen]) -> bytes:
    """An edition as a document, in the language spoken."""
    if edition == EVALUATORS:
        return _Evaluators(room, kind(_("Exercise evaluation guide"), room.plan.name)).content()
    return _Situation(room, kind(_("Situation manual"), room.plan.name), edition == FACILITATORS).content()


def manual_page(room: Briefing, edition: str) -> bytes:
    """An edition as a page with all languages in it."""
    return two_languages(room.plan.name, lambda: manual(room, edition, SheetPen).decode())


class _Paper:
    """An edition being written."""

    edition: Message
    is_secret = False  # whether its readers must not know what the scenario is called: names tell what will come

    def __init__(self, room: Briefing, pen: Pen) -> None:
        self.room, self.pen = room, pen

    def cover(self) -> None:
        """What the exercise is; what only people can fill in is left open."""
        rows = [
            (_("edition"), self.edition),
            (_("exercise name"), "" if self.is_secret else self.room.scenario.name),
            (_("plan tested"), self.room.plan.name),
            (_("type and length"), say("tabletop exercise, {length}", length=show_duration(self.room.cut.length))),
            *((words, "") for words in (_("exercise date"), _("venue"), _("organised by"), _("handling (who may see it)"),
                                        _("prepared by (role)"))),
        ]  # fmt: skip
        self.pen.table((), rows, (26, 74), None, 0.8)


class _Situation(_Paper):
    """The situation manual; with `told` the edition of the facilitators."""

    def __init__(self, room: Briefing, pen: Pen, told: bool) -> None:
        super().__init__(room, pen)
        self.told, self.is_secret = told, not told
        self.edition = say("facilitators; not to be shown to players") if told else say("players")
        self.groups = groups(room.compiled)

    def content(self) -> bytes:
        """The whole edition."""
        pen = self.pen
        self.cover()
        pen.heading(_("Schedule"))
        self.schedule()
        pen.heading(_("Roles in the exercise"))
        self.roles()
        pen.heading(_("What is tested"))
        self.objectives()
        pen.heading(_("Rules and assumptions"))
        self.rules()
        for number, module in enumerate(self.room.modules, 1):
            pen.new_page()
            pen.heading(say("Module {n}: {title}", n=number, title=module.title))
            self.module(module, number)
        pen.new_page()
        pen.heading(_("Hot wash"))
        self.hot_wash()
        pen.new_page()
        pen.heading(_("Annex A: Places and travel times"), 0)
        self.places()
        pen.heading(_("Annex B: Who does what according to the plan"), 0)
        self.procedures()
        pen.caveats()
        return pen.finish()

    # ---- before the modules --------------------------------------------------------------------

    def schedule(self) -> None:
        """When what is done, counted from the beginning."""
        rows, at = [], 0
        for seconds, what, who in self._parts():
            rows.append((_clock(at), show_duration(seconds), what, who))
            at += seconds
        self.pen.table((_("from"), _("length"), _("part"), _("led by")), rows, (12, 16, 46, 26))
        self.pen.write(_("The times count from the beginning; the facilitator may shift them."), "Small")

    def _parts(self) -> list[tuple[int, Any, Any]]:
        length, leader = self.room.cut.length, say("facilitator")
        welcome, wash, closing = (max(ROUND, _rounded(length * share)) for share in (1 / 12, 1 / 6, 1 / 24))
        each = _rounded((length - welcome - wash - closing) / len(self.room.modules))
        titles = [say("Module {n}: {title}", n=n, title=one.title) for n, one in enumerate(self.room.modules, 1)]
        talk = [each] * len(titles)
        talk[-1] = length - welcome - wash - closing - sum(talk[:-1])
        return [
            (welcome, say("Welcome, roles, rules"), leader),
            *((seconds, title, leader) for seconds, title in zip(talk, titles, strict=True)),
            (wash, say("Hot wash: what went well, what did not, what is changed first"), say("facilitator and evaluators")),
            (closing, say("Forms are handed in, next steps"), say("whoever ordered the exercise")),
        ]

    def objectives(self) -> None:
        """Each objective with the promises that are tested by it."""
        plan = self.room.plan
        rows = [
            (
                str(number), one.words,
                [say("{target}: {form}", target=plan.targets[name].name or name, form=form_words(plan, plan.targets[name]))
                 for name in one.targets],
            )
            for number, one in enumerate(objectives(self.room.compiled, self.room.evidence.gauges), 1)
        ]  # fmt: skip
        self.pen.table((_("no."), _("objective"), _("what the plan promises")), rows, (6, 34, 60))

    def roles(self) -> None:
        """Who is in the room, and what for."""
        rows = [
            (
                _("players"),
                [group.name for group in self.groups],
                _("They act as they would in earnest, in their own role and with what they really have."),
            ),
            (_("facilitators"), "", _("They give the injects, keep the time, ask, and play whoever is not in the room.")),
            (_("evaluators"), "", _("They watch and write. They do not speak before the hot wash.")),
            (_("observers"), "", _("They watch; they may say what they saw in the hot wash.")),
        ]
        self.pen.table((_("role"), _("who"), _("what they do")), rows, (16, 34, 50))

    def rules(self) -> None:
        """How it is played, and what is taken for given."""
        self.pen.points([
            _("Everybody may speak; there is no wrong answer, and nobody is graded. The plan is tested, not persons."),
            _("Say what you would do, who does it, with what, and how long it takes. 'We would see to it' is no answer."),
            _("Nobody knows more than has been told in the module. Do not read ahead to later modules."),
            _("Messages of the exercise begin and end with the word 'exercise'. No real telephone is called unless the "
              "facilitator says so."),
            _("In a real emergency the facilitator ends the exercise at once."),
        ])  # fmt: skip
        self.pen.subheading(_("Assumptions of play"))
        self.pen.points([
            _("The situation is possible, though not certain. It is taken as it is told."),
            _("Who is on duty, where vehicles stand and how long ways take is as the plan and Annex A say, unless an inject "
              "says otherwise."),
            _("Whoever is not in the room acts by the plan."),
            _("Time passes faster than the clock on the wall; the facilitator says how late it is."),
        ])  # fmt: skip

    # ---- a module ------------------------------------------------------------------------------

    def module(self, module: Module, number: int) -> None:
        """The situation, then what each group is asked; for facilitators what they give and look out for, too."""
        pen = self.pen
        pen.heading(_("Situation"), 2)
        if number == 1:
            self._period()
        pen.write(module.situation)
        pen.points(self._behind(number))
        pen.heading(_("Questions for the groups"), 2)
        rows = [
            (group.name, told, "")
            for group in self.groups
            if (told := asked(self.room.compiled, group, module, self._all_tasks()))
        ]
        pen.table((_("group"), _("questions"), _("notes")), rows, (18, 52, 30), None, TALL)
        if self.told:
            self._for_facilitators(module, number)

    def _all_tasks(self) -> list[Task]:
        return [task for kind in self.room.tasks for task in kind]

    def _period(self) -> None:
        room, window = self.room, self.room.scenario.window
        self.pen.write(say("The exercise plays between {begin} and {end}.", begin=say_moment(window.start, 0),
                           end=say_moment(window.start, window.seconds)))  # fmt: skip
        usual = dict.fromkeys(
            source.kind
            for source in room.deck.sources
            if source.inject is None and source.count is None and not room.tasks[source.kind][0].is_duty
        )
        names = [room.plan.procedures[room.compiled.kinds[kind]].name or room.compiled.kinds[kind] for kind in usual]
        if names:
            self.pen.write(_("What may come in these days:"))
            self.pen.points(names)

    def _behind(self, number: int) -> list[Message]:
        """What has been done by the beginning of a module, if all went by the plan."""
        earlier = {one.key for one in self.room.modules[: number - 1]}
        found = []
        for kind, (key, procedure) in zip(self.room.tasks, self.room.plan.procedures.items(), strict=True):
            done = [task.name for task in kind
                    if module_of(task) in earlier and not task.is_mark and not task.in_some_cases]  # fmt: skip
            if done and not kind[0].is_duty:
                found.append(say("{kind}: by the plan these are done: {steps}.", kind=procedure.name or key,
                                 steps=Series(tuple(done[-MOST_BEHIND:]))))  # fmt: skip
        return found[:MOST_KINDS]

    # ---- for facilitators only -----------------------------------------------------------------

    def _for_facilitators(self, module: Module, number: int) -> None:
        pen = self.pen
        if events := self._shares[number - 1]:
            pen.heading(_("What the facilitator gives"), 2)
            head = (_("no. and time"), _("from, to, by"), _("what is said"), _("what is to be expected"))
            pen.table(head, [self._event(one) for one in events], (15, 16, 34, 35))
        else:
            pen.write(_("No inject is given in this module: what is open is brought to its end."))
        pen.heading(_("When talk dries up"), 2)
        pen.points(module.prompts)
        self._usual(module)
        self._breaks(module)

    @cached_property
    def _shares(self) -> list[list[Event]]:
        """The events of the list that come in each module: the first inject or two in the first, none in the closing one,
        the rest between."""
        room, modules = self.room, self.room.modules
        layout = Layout(room.compiled, room.scenario, room.deck)
        events = events_of(room.cut.msel, layout, room.scenario, room.deck, room.log, room.cut)
        injects = [at for at, event in enumerate(events) if "incident" in event]
        open_ = max(1, len(modules) - (modules[-1].key == "closing"))
        first = len(injects) if open_ == 1 else max(1, len(injects) // (2 * open_))
        rest = np.array_split(np.array(injects[first:], np.int64), max(1, open_ - 1))
        begins = [0, *(int(part[0]) if len(part) else len(events) for part in rest)][:open_]
        return [events[begin:end] for begin, end in zip(begins, [*begins[1:], len(events)], strict=True)] + [
            [] for _module in modules[open_:]
        ]

    def _event(self, event: Event) -> tuple[Any, ...]:
        """What is given: when, by whom to whom, in which words, and what is to be expected of it."""
        when = [
            str(event["number"]), say("exercise {clock}", clock=_clock(event["exercise"])),
            say_moment(self.room.compiled.start, event["time"]),
        ]  # fmt: skip
        ways = [say("from: {who}", who=event["from"]), say("sent to: {who}", who=event["to"]), event["mode"]]
        return when, ways, event["message"], event.get("expects", "–").split("\n")

    def _usual(self, module: Module) -> None:
        """What plays of the scenario make of the promises that are at stake in a module."""
        rows = [self._played(name) for name in self._at_stake(module)]
        if rows:
            told = say("What usually comes of it in simulated plays of the scenario ({runs})", runs=self.room.runs)
            self.pen.table((_("promise"), _("limit"), _("usually"), _("in the plays")), rows, (36, 20, 22, 22), told)

    def _at_stake(self, module: Module) -> list[str]:
        """The targets whose clock stops in a module; those without a step belong to where work is done."""
        where = {task.key: module_of(task) for task in self._all_tasks()}
        found = []
        for name, target in self.room.plan.targets.items():
            ends = [where[step] for step in target.steps if step in where]
            if (ends[-1] if ends else "handling") == module.key:
                found.append(name)
        return found

    def _played(self, name: str) -> tuple[Any, ...]:
        return _played(self.room, name)

    def _breaks(self, module: Module) -> None:
        """Where the plan gives way in the plays, and what to ask about it."""
        stake = self._at_stake(module)
        found = [one for one in questions(self.room.evidence) if one["id"] in stake]
        if not found:
            return
        self.pen.heading(_("Where the plan most often gives way"), 2)
        for one in found[:MOST_BREAKS]:
            self.pen.write(say("{target}: {form}", target=one["name"], form=one["form"]), bold=True)
            self.pen.write(" ".join(map(str, one["seen"])))
            self.pen.points(one["asked"])

    # ---- after the modules ---------------------------------------------------------------------

    def hot_wash(self) -> None:
        """What is asked when all is over, with room to write."""
        rows = [
            (words, "")
            for words in (
                _("What went well, and is kept?"),
                _("What went otherwise than the plan says, and why?"),
                _("What was missing: a decision, a person, a vehicle, a number, a sentence of the plan?"),
                _("What is changed first, who does it, and by when?"),
            )
        ]
        self.pen.table((_("question"), _("notes")), rows, (40, 60), None, 2.5)

    def places(self) -> None:
        """Where everybody starts from, and how long the ways take."""
        found = places(self.room.compiled)
        if not found["bases"]:
            self.pen.write(_("The plan has no ways between places."))
            return
        self.pen.write(_("A sketch, not a map: the farther out, the longer the way."))
        self.pen.pictures(found["pictures"])
        head = (_("place"), *(_("from {base}").format(base=base) for base in found["bases"]))
        rows = [(row["name"], *row["times"]) for row in found["rows"]]
        self.pen.table(head, rows, (30, *[70 / len(found["bases"])] * len(found["bases"])), say("Travel times"))
        stationed = [(squad["base"], squad["pools"]) for squad in found["squads"]]
        self.pen.table((_("stationed at"), _("who and what")), stationed, (30, 70), say("Where everybody starts from"))

    def procedures(self) -> None:
        """Each procedure step by step, with the plan's own limits."""
        for kind, (key, procedure) in zip(self.room.tasks, self.room.plan.procedures.items(), strict=True):
            rows = [
                (
                    [task.name, say("(only in some cases)")] if task.in_some_cases else task.name,
                    actors(self.room.compiled, task), task.times or "–", task.clauses,
                )
                for task in kind if task.times or not task.is_mark
            ]  # fmt: skip
            head = (_("step"), _("who"), _("target time"), _("clause"))
            self.pen.table(head, rows, (34, 26, 30, 10), procedure.name or key)


class _Evaluators(_Paper):
    """The evaluation guide of an exercise that is to be held."""

    edition = say("evaluators; not to be shown to players")

    def content(self) -> bytes:
        """The whole edition."""
        pen, room = self.pen, self.room
        self.cover()
        Guide(room.scenario, room.compiled, room.evidence.gauges).forms(pen)
        pen.heading(_("Annex: What the simulation makes of it"), 0)
        told = say("Computed, not observed: the scenario was played by the plan's own rule (plays: {runs}). Rate first, "
                   "then read on.", runs=room.runs)  # fmt: skip
        pen.write(told, bold=True)
        rows = [_played(room, gauge.name) for gauge in room.evidence.gauges]
        pen.table((_("promise"), _("limit"), _("usually"), _("in the plays")), rows, (36, 20, 22, 22),
                  say("The targets in simulated plays"))  # fmt: skip
        for kind, (key, procedure) in zip(room.tasks, room.plan.procedures.items(), strict=True):
            done = [row for task in kind if (row := self._usual(task)) is not None]
            if done:
                pen.table((_("step"), _("usually done after"), _("nine in ten between")), done, (50, 22, 28),
                          procedure.name or key)  # fmt: skip
        pen.caveats()
        return pen.finish()

    def _usual(self, task: Task) -> tuple[Any, ...] | None:
        place = self.room.compiled.steps[task.kind].index(task.key)
        if task.is_mark or (task.kind, place) not in self.room.usual:
            return None
        found = self.room.usual[task.kind, place]
        return task.name, roughly(found.middle), say("{low} and {high}", low=roughly(found.early), high=roughly(found.late))


def _played(room: Briefing, name: str) -> tuple[Any, ...]:
    """A promise with how long it took in the plays, and the figure by which it is judged."""
    target, times = room.plan.targets[name], room.evidence.times[name]
    took = times.of(ON_TIME, LATE)
    usually: Any = "–"
    if target.measured and len(took):
        early, middle, late = (roughly(float(at)) for at in np.quantile(took, (0.05, 0.5, 0.95)))
        usually = [middle, *([say("nine in ten: {low} to {high}", low=early, high=late)] if early != late else [])]
    return target.name or name, form_words(room.plan, target), usually, _decides(target, times)


def _decides(target: Target, times: Times) -> Any:
    """Of a promise for every incident the plays without a miss, of one for a share that share, of a mean the mean."""
    if not times.judged:
        return "–"
    if target.form.kind == "mean":
        return say("mean {mean}", mean=Span(round(float(times.of(ON_TIME, LATE, NEVER).mean()))))
    if target.form.kind == "share":
        return kept_words(target, share_words(target, times.share_on_time))
    runs = np.unique(times.run[np.isin(times.state, (ON_TIME, LATE, NEVER))])
    missed = np.unique(times.run[np.isin(times.state, (LATE, NEVER))])
    return say("{kept} of {runs} plays without a miss", kept=f"{len(runs) - len(missed):,}", runs=f"{len(runs):,}")


def _rounded(seconds: float) -> int:
    return measures.half_up(seconds / ROUND) * ROUND


def _clock(seconds: int) -> str:
    """A moment of the exercise, counted from its beginning."""
    return f"{seconds // 3600}:{seconds % 3600 // 60:02d}"
