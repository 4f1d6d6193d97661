"""The modules of a tabletop exercise: the stages in which a scenario is talked through, and what each group is asked then.

Nothing here tells what is still to come, so that it may be handed to players: it follows from the plan alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from drillsim.base.language import Message, say
from drillsim.compiled.answering import PEOPLE, names_of
from drillsim.compiled.names import pool_name
from drillsim.compiled.tables import CompiledPlan
from drillsim.plan.plan import Plan
from drillsim.say.tasks import Task

MOST = 4  # questions for a group in a module


@dataclass(frozen=True)
class Module:
    """A stage of the exercise, with what stands at its beginning and what helps a facilitator when nobody speaks."""

    key: str
    title: Message
    situation: Message
    prompts: tuple[Message, ...]


MODULES = (
    Module(
        "report", say("Report and activation"),
        say("The day has begun as usual. Then the first report comes in. It is not complete, and whoever takes it has other "
            "work, too. Who is on duty is where the plan has them at this time of day."),
        (
            say("Who ought to know by now, and does not?"),
            say("What do you know, what do you only suppose, and what do you ask first?"),
            say("Whoever should decide cannot be reached. How long do you try, and who decides then?"),
        ),
    ),
    Module(
        "arrival", say("Setting out and arriving"),
        say("The report has been taken and passed on. Those whom the plan names have been told and make ready to set out. "
            "The work that they were at is left, and another report may come at any time."),
        (
            say("Who is left behind, and is that enough for the next call?"),
            say("Somebody is late. How do you notice, and what do those do who are there already?"),
            say("Who tells those who wait that help is coming, and when?"),
        ),
    ),
    Module(
        "handling", say("At the scene, and more at once"),
        say("The first have arrived and are at work. They see more than the report had said, and tell it. Meanwhile other "
            "matters come in, and not everybody and everything that the plan counts on need be free."),
        (
            say("Two matters need the same people. Which goes first, and what is told to the other?"),
            say("What has changed since the first report, and who has not been told of it?"),
            say("From when on is this more than the plan has prepared for, and who calls for help?"),
        ),
    ),
    Module(
        "closing", say("Answers, reports and stand-down"),
        say("The matters are being brought to their end. Those concerned wait for an answer or for help to go home, reports "
            "are due, and people and vehicles are wanted back."),
        (
            say("How do you know that it is over, and who says so?"),
            say("What was promised to somebody today, by when, and who keeps it in mind?"),
            say("Who writes down what was done, and from what?"),
        ),
    ),
)  # fmt: skip


def module_of(task: Task) -> str:
    """In which module a task is talked about: by its stage; before anybody sets out all is report and activation, and what
    the calendar brings is for the end of the day."""
    stage = task.step.counted_as
    if task.is_duty:
        return "closing"
    if stage in ("turnout", "travel", "on_scene"):
        return "arrival"
    if stage in ("call", "report", "activation") or task.is_before or (task.called and stage == "handling"):
        return "report"
    return "closing" if stage in ("answer", "return", "stand_down") or (task.step.way_back and task.is_mark) else "handling"


def modules(tasks: Iterable[Task]) -> list[Module]:
    """The modules in which anything is done."""
    found = {module_of(task) for task in tasks}
    return [module for module in MODULES if module.key in found]


# ---- groups --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TableGroup:
    """Those who sit together: a player of the plan, or a squad or post that nobody plays.

    `plays` are the pools for which they speak, `sends` those that they send without being one of them.
    """

    name: Any
    plays: frozenset[str]
    sends: frozenset[str]

    def does(self, plan: Plan, task: Task) -> bool:
        """Whether they are among those who do a task."""
        return any(self.plays & set(names_of(plan, of)[0]) for of in task.asked)

    def orders(self, plan: Plan, task: Task) -> bool:
        """Whether they send somebody or something to a task."""
        return any(self.sends & set(names_of(plan, need.of)[0]) for needs in task.step.asked.values() for need in needs)


def groups(compiled: CompiledPlan) -> list[TableGroup]:
    """The players, then squads and posts of our own without one, then all outside units together."""
    plan = compiled.written
    found = [
        TableGroup(player.name or name, _pools(plan, player.plays), _pools(plan, player.decides))
        for name, player in plan.players.items()
    ]
    taken = frozenset[str]().union(*(group.plays | group.sends for group in found))
    left = [name for name, pool in plan.pools.items() if pool.kind in PEOPLE and name not in taken]
    nobody: frozenset[str] = frozenset()
    found += [
        TableGroup(pool_name(compiled, name), frozenset({name}), nobody) for name in left if not plan.pools[name].outside
    ]
    outside = frozenset(name for name in left if plan.pools[name].outside)
    return [*found, TableGroup(say("Outside units"), outside, nobody)] if outside else found


def _pools(plan: Plan, asks: Sequence[str]) -> frozenset[str]:
    return frozenset(pool for ask in asks for pool in names_of(plan, ask)[0])


# ---- questions -----------------------------------------------------------------------------------


def asked(compiled: CompiledPlan, group: TableGroup, module: Module, tasks: Iterable[Task]) -> list[Message]:
    """What a group is asked in a module; nothing where it has no part in it."""
    plan = compiled.written
    tasks = list(tasks)
    mine = [task for task in tasks if module_of(task) == module.key]
    does = [task for task in mine if group.does(plan, task) and not task.is_mark]
    called = [task for task in mine if task.called in group.plays]
    sends = [task for task in mine if group.orders(plan, task)]
    found = {
        "report": lambda: _report(does, called), "arrival": lambda: _arrival(does, sends),
        "handling": lambda: _handling(does, sends),
        "closing": lambda: _closing(does, any(group.does(plan, task) for task in tasks)),
    }[module.key]()  # fmt: skip
    timed = next((task for task in mine if task.times and (task in called or group.does(plan, task))), None)
    if timed is not None:
        found.insert(1, say("'{step}' has a limit: {time}. When does the clock start for you, and who watches it?",
                            step=timed.name, time=timed.times[0]))  # fmt: skip
    return found[:MOST]


def _first(tasks: Iterable[Task], *stages: str) -> Task | None:
    """The first task of these stages, one with a limit before one without."""
    fitting = [task for task in tasks if not stages or task.step.counted_as in stages]
    return next((task for task in fitting if task.times), fitting[0] if fitting else None)


def _report(does: list[Task], called: list[Task]) -> list[Message]:
    found = []
    if one := _first(called):
        found.append(say("'{step}' reaches you by telephone. Who takes it, what is written down, and who is told next?",
                         step=one.name))  # fmt: skip
    if one := _first(task for task in does if task.called):
        found.append(say("'{step}': what do you say, how do you know that it was understood, and what if nobody answers?",
                         step=one.name))  # fmt: skip
    if one := _first(does, "activation"):
        found.append(say("'{step}': on what signs is it decided, and who decides when that person is away?", step=one.name))
    if one := _first(task for task in does if not task.called and task.step.counted_as != "activation"):
        found.append(say("'{step}': who of you does it, and what must you know for it?", step=one.name))
    return found


def _arrival(does: list[Task], sends: list[Task]) -> list[Message]:
    found = []
    if one := _first(sends):
        found.append(say("'{step}': whom and what do you send, and what do you keep back for the next call?", step=one.name))
    if one := _first(does, "turnout"):
        found.append(say("'{step}': who goes, with what, and how long is it until you are on the way?", step=one.name))
    if one := _first(does, "travel"):
        found.append(say("'{step}': how do you get there, what if the way is blocked, and whom do you tell?", step=one.name))
    if one := _first(does, "on_scene"):
        found.append(say("'{step}': what do you look at first, and to whom do you report it?", step=one.name))
    return found


def _handling(does: list[Task], sends: list[Task]) -> list[Message]:
    found = []
    if one := _first(does):
        found.append(say("'{step}': what do you do first, and what could keep you from beginning?", step=one.name))
    if one := next((task for task in does if len(task.step.outcome) > 1), None):
        found.append(say("'{step}' may end in more than one way. Who decides what comes next, and who is told?",
                         step=one.name))  # fmt: skip
    if one := next((task for task in does if task.step.gives_up is not None or task.step.unless), None):
        found.append(say("'{step}': how long do you wait, and what do you do then?", step=one.name))
    if does:
        found.append(say("A second matter needs you at the same time. Which one goes first, and who decides it?"))
    elif one := _first(sends):
        found.append(say("'{step}': what do you do when nobody and nothing is free for it?", step=one.name))
    return found


def _closing(does: list[Task], had_a_part: bool) -> list[Message]:
    found = []
    if one := _first(does, "answer"):
        found.append(say("'{step}': who gives it, in what form, and who sees to it that it is kept?", step=one.name))
    if one := _first(does, "return", "stand_down"):
        found.append(say("'{step}': who says that it may begin, and what must be handed over before?", step=one.name))
    if one := _first(task for task in does if task.is_duty):
        found.append(say("'{step}' is done whatever else goes on. Who does it today, and by when?", step=one.name))
    if had_a_part:
        found.append(say("When are you free again, who says so, and who is told of it?"))
        found.append(say("What was left undone or promised, and to whom do you hand it over?"))
    return found
