"""A drill for one facilitator in a terminal: the clock moves when told to, and whoever sits at the table is asked here.

The screens of the web page say the same; both give their orders to one `Room`.
"""

from __future__ import annotations

import time
from datetime import datetime
from itertools import count

import click

from drillsim.base.errors import reason
from drillsim.base.language import Message, _, say, text
from drillsim.base.shell import command_line
from drillsim.command import exits
from drillsim.command.lines import echo
from drillsim.compiled.names import pool_name
from drillsim.msel.rehearsal import roughly
from drillsim.quantities import measures
from drillsim.quantities.shown import show_moment
from drillsim.room import views
from drillsim.room.drill import APPROVED, FACILITATOR
from drillsim.room.hotwash import Happened, HotWash
from drillsim.room.lights import AMBER, DARK, GREEN, RED
from drillsim.room.live import Refused
from drillsim.room.room import DrillRoom
from drillsim.room.timeline import told

SIGNS = {GREEN: "√", AMBER: "!", RED: "×", DARK: "·"}
COMING = 10  # injects that are listed

# Every command with its spellings and what it does.
HELP: dict[str, tuple[tuple[str, ...], Message]] = {
    "next": (("n", "下一个"), say("to the next inject, or until somebody is asked something (also: just Enter)")),
    "go": (("前进",), say("go 30 min, or go to a time: go 14:30, go day 3 09:00")),
    "list": (("l", "清单"), say("the injects to come")),
    "release": (("r", "发布"), say("release NUMBER: give an inject now")),
    "hold": (("h", "暂缓"), say("hold NUMBER: defer an inject")),
    "approve": (("批准",), say("approve NUMBER: let it come at its time")),
    "sit": (("入席",), say("sit PLAYER: decide for this role yourself")),
    "rise": (("离席",), say("rise PLAYER: the plan's rule decides again")),
    "send": (("派出",), say("send NUMBER [POOL …]: decide a task; without pools as the plan's rule would")),
    "leave": (("按预案",), say("leave NUMBER [always]: let the plan's rule decide")),
    "answer": (("接听",), say("answer NUMBER: pick up the call")),
    "ring": (("不接",), say("ring NUMBER: let it ring")),
    "board": (("b", "态势"), say("who is where")),
    "lights": (("指标",), say("how the targets stand")),
    "tell": (("通知",), say("tell PLAYER TEXT: a message (PLAYER may be all)")),
    "note": (("m", "记录"), say("note TEXT: a remark for the report")),
    "end": (("结束",), say("end the drill; what is open is played to its end by the plan's rule")),
    "quit": (("q", "退出"), say("stop here; the same command goes on where it was")),
    "help": (("?", "帮助"), say("this list")),
}
VERBATIM = ("tell", "note")  # what follows is somebody's own words
_SPELLED = {spelling: name for name, (spellings, _meaning) in HELP.items() for spelling in (name, *spellings)}


def conduct_in_terminal(room: DrillRoom) -> int:
    """Run the drill until it ends or the facilitator leaves. Returns the exit code."""
    desk = _Desk(room)
    try:
        return desk.work()
    finally:
        room.folder.close()


class _Desk:
    """The facilitator's desk: reads a line, does it, says what came of it."""

    def __init__(self, room: DrillRoom) -> None:
        self.room, self._numbers = room, count(len(room.drill.record))
        self._told: set[Happened] = set()  # lines of the timeline that were printed

    def work(self) -> int:
        """Until the end. Returns the exit code."""
        echo(f"{text(self.room.drill.compiled.plan.name)} · {text(self.room.drill.scenario.name)}")
        echo(_("Players: {names}. 'help' lists what can be typed.").format(
            names=_(", ").join(f"{text(part.name)} ({part.key})" for part in self.room.drill.parts)))  # fmt: skip
        while self.room.drill.ended_at is None:
            self._situation()
            try:
                line = click.prompt(self._moment(), default="", show_default=False, prompt_suffix=" > ")
            except (click.Abort, EOFError):
                line = "quit"
            word, rest = (*line.split(maxsplit=1), "", "")[:2]
            name = _SPELLED.get(measures.fold(word).lower() or "next")
            if name == "quit":
                echo(_("The same command goes on where it was."))
                return 0
            try:
                if name is None:
                    raise Refused(say("'{got}' is not known here; 'help' lists what is", got=word))
                began = time.monotonic()
                getattr(self, f"_{name}")(rest.strip() if name in VERBATIM else measures.fold(rest))
                self.room.wall.exercise += time.monotonic() - began
            except Refused as error:
                echo(f"  {error.why}")
            except measures.Unreadable as error:
                echo(f"  {error.what}")
        try:
            self.room.finish()
        except OSError as error:
            echo(_("The results cannot be written to {folder}: {reason}. Nothing is lost: mend that and give the same "
                         "command again.").format(folder=self.room.path, reason=reason(error)), to_err=True)  # fmt: skip
            return exits.BAD_INPUT
        self._washed()
        return 0

    # ---- what is said ---------------------------------------------------------------------------

    def _moment(self, second: int | None = None) -> str:
        drill = self.room.drill
        return show_moment(drill.compiled.start, drill.now if second is None else second)

    def _situation(self) -> None:
        for one in HotWash(self.room.drill).timeline:
            if one not in self._told:
                self._told.add(one)
                echo(f"  {self._moment(one.second)}  {told(self.room.drill, one)}")
        if self.room.held_up is not None:
            echo(f"  ! {self.room.held_up}")
            self.room.held_up = None
        for number, task in enumerate(self._tasks(), 1):
            zone = next((z["name"] for z in views.scene_view(self.room)["zones"] if z["key"] == task["zone"]), "")
            where = _(", ").join(str(part) for part in (task["kind"], zone, task["people"]) if part)
            echo(f"  [{number}] {task['player']}: {task['name']} ({where})")
            for need in task.get("needs", []):
                choices = _(", ").join(
                    f"{choice['name']} {choice['pool']} {choice['free']}"
                    + (f" {roughly(choice['seconds'])}" if choice["seconds"] is not None else "")
                    for choice in need["choices"]
                    if choice["planned"]
                )
                echo(f"      {need['count']} × {choices}")
                if need["split"]:
                    echo("      " + _("Your choice goes first; whatever is still missing comes as the plan says."))

    def _tasks(self) -> list[views.View]:
        tasks: list[views.View] = views.facilitator_view(self.room)["tasks"]
        return tasks

    def _washed(self) -> None:
        wash, plan = self.room.hotwash, self.room.drill.compiled.plan
        echo(_("The drill is over. Of each target: kept / missed in the room, and by the plan's rule alone."))
        for one in wash.targets:
            name = text(plan.targets[one.target].name) or one.target
            mark = "×" if one.room.missed else "√" if one.room.kept else "·"
            echo(f"  {mark} {name}: {one.room.kept}/{len(one.room.missed)}, {one.rule.kept}/{len(one.rule.missed)}")
        echo(_("The report: {command}").format(command=command_line("report", self.room.path)))

    # ---- what is done ---------------------------------------------------------------------------

    def _order(self, **content: object) -> None:
        by = FACILITATOR
        self.room.order(by, f"terminal-{next(self._numbers)}-{time.time_ns()}", content)

    def _pass(self) -> None:
        """Let the clock run until it stops by itself."""
        while self.room.wall.running:
            self.room.tick(0.0)

    def _next(self, _rest: str) -> None:
        self._order(clock="next")
        self._pass()

    def _go(self, rest: str) -> None:
        self._order(clock="jump", to=self._second(rest))
        self._pass()

    def _second(self, words: str) -> int:
        drill = self.room.drill
        try:
            return drill.now + measures.duration(words)
        except measures.Unreadable:
            pass
        start = drill.compiled.start
        midnight = start.hour * 3600 + start.minute * 60 + start.second
        try:
            clock = measures.clock(words)
        except measures.Unreadable:
            when = measures.scenario_time(words)
            return int((when - start).total_seconds()) if isinstance(when, datetime) else when - midnight
        return drill.now + ((clock - midnight - drill.now) % measures.DAY or measures.DAY)

    def _list(self, _rest: str) -> None:
        coming = [one for one in self.room.drill.injects if one.incident is None]
        view = {one["number"]: one for one in views.facilitator_view(self.room)["injects"]}
        for one in sorted(coming, key=lambda one: one.time)[:COMING]:
            shown = view[one.number]
            mark = " " if one.status == APPROVED else "○"
            echo(f"  {mark} {one.number:>3}  {self._moment(one.time)}  {shown['message'] or shown['name']}")

    def _release(self, rest: str) -> None:
        self._order(do="release", inject=_number(rest))

    def _hold(self, rest: str) -> None:
        self._order(do="hold", inject=_number(rest))

    def _approve(self, rest: str) -> None:
        self._order(do="approve", inject=_number(rest))

    def _sit(self, rest: str) -> None:
        self._order(do="sit", player=self._player(rest))

    def _rise(self, rest: str) -> None:
        self._order(do="rise", player=self._player(rest))

    def _send(self, rest: str) -> None:
        words = rest.split()
        task = self._task(words[0] if words else "")
        pools = [self._pool(word) for word in words[1:]] or task.get("rule") or []
        if not pools:
            raise Refused(say("the plan's rule would wait here; name what to send"))
        self._order(do="send", incident=task["incident"], step=task["step"], pools=pools)

    def _leave(self, rest: str) -> None:
        words = rest.split()
        task = self._task(words[0] if words else "")
        always = words[1:] in (["always"], ["一律"])
        self._order(do="leave", incident=task["incident"], step=task["step"], always=always)

    def _answer(self, rest: str) -> None:
        task = self._task(rest)
        self._order(do="answer", incident=task["incident"], step=task["step"], picked_up=True)

    def _ring(self, rest: str) -> None:
        task = self._task(rest)
        self._order(do="answer", incident=task["incident"], step=task["step"], picked_up=False)

    def _board(self, _rest: str) -> None:
        board, scene = views.facilitator_view(self.room)["board"], views.scene_view(self.room)
        names = {one["key"]: one["name"] for one in (*scene["pools"], *scene["places"])}
        for pool in board["pools"]:
            echo(f"  {names[pool['key']]}: {pool['total'] - pool['out']}/{pool['total']}")
        for unit in board["units"]:
            what = " ".join(dict.fromkeys(one for one in (unit["step"], names.get(unit["to"], "")) if one))
            until = f" → {self._moment(unit['until'])}" if unit["until"] is not None else ""
            free = " · " + _("may be sent") if unit["free"] else ""
            echo(f"    {names[unit['pool']]} {unit['count']}: {what} ({unit['incident']}){until}{free}")

    def _lights(self, _rest: str) -> None:
        plan, now = self.room.drill.compiled.plan, self.room.drill.now
        for light in self.room.read_lights():
            name = text(plan.targets[light.target].name) or light.target
            echo(f"  {SIGNS[light.colour(now)]} {name}: {light.kept}/{len(light.missed)}")

    def _tell(self, rest: str) -> None:
        to, message = (*rest.split(maxsplit=1), "", "")[:2]
        to = "" if measures.fold(to) in ("all", "全体") else self._player(measures.fold(to))
        self._order(do="tell", to=to, message=message)

    def _note(self, rest: str) -> None:
        self._order(do="note", text=rest)

    def _end(self, _rest: str) -> None:
        self._order(do="end")

    def _help(self, _rest: str) -> None:
        for name, (spellings, meaning) in HELP.items():
            echo(f"  {name} ({', '.join(spellings)}): {meaning}")

    # ---- what is meant --------------------------------------------------------------------------

    def _task(self, word: str) -> views.View:
        tasks = self._tasks()
        number = _number(word)
        if not 1 <= number <= len(tasks):
            raise Refused(say("there is no task {number}", number=number))
        return tasks[number - 1]

    def _player(self, word: str) -> str:
        for part in self.room.drill.parts:
            if word in (part.key, measures.fold(text(part.name))):
                return part.key
        raise Refused(say("there is no player '{name}'", name=word))

    def _pool(self, word: str) -> str:
        compiled = self.room.drill.compiled
        return next((key for key in compiled.pools if word in (key, measures.fold(text(pool_name(compiled, key))))), word)


def _number(word: str) -> int:
    if not word.isdigit() or len(word) > 9:
        raise Refused(say("'{got}' is no number", got=word))
    return int(word)
