"""One drill room: the drill, its clock and its folder, and who is connected. No network in here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from drillsim.files.draft import words_for
from drillsim.language import Message, say
from drillsim.msel.rehearsal import Envelope
from drillsim.room import decisions as d
from drillsim.room.drill import APPROVED, BEFORE, FACILITATOR
from drillsim.room.filing import filed
from drillsim.room.folder import DrillFolder, mend, recorded, replayed
from drillsim.room.hotwash import HotWash
from drillsim.room.lights import NEAR, Light, Lights
from drillsim.room.live import Refused
from drillsim.room.wall import SPEEDS, Wall

OBSERVER = "observer"
MARK = 5.0  # seconds after which the clock is marked though it stands still
PATIENCE = 600  # seconds after which an action of a player is overdue
PRESSED = 120  # the same where a limit of the incident is near


class _Clock(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Go(_Clock):
    """The clock runs."""

    clock: Literal["go"]


class Pause(_Clock):
    """The clock stands still."""

    clock: Literal["pause"]


class Speed(_Clock):
    """Scenario seconds a second."""

    clock: Literal["speed"]
    speed: Annotated[int, Field(ge=SPEEDS[0], le=SPEEDS[1])]


class Jump(_Clock):
    """To a second of the scenario, as fast as the machine can."""

    clock: Literal["jump"]
    to: d.Number


class Next(_Clock):
    """To the next inject."""

    clock: Literal["next"]


class Stops(_Clock):
    """Whether the clock stands still when a player is asked something."""

    clock: Literal["stops"]
    stops: bool


_CLOCK: TypeAdapter[Any] = TypeAdapter(Annotated[Go | Pause | Speed | Jump | Next | Stops, Field(discriminator="clock")])


class Overdue(BaseModel):
    """An expected action that has not come: what a contingency inject could be about."""

    incident: int  # from 0
    step: int
    player: str
    since: int


class Room:
    """A drill that is under way. Whoever asks is known by name here: the facilitator, or a player's key."""

    def __init__(self, path: Path) -> None:
        mend(path)
        self.path = path
        self.drill = replayed(path)
        lines = list(recorded(path))
        self._seen = {identity for _entry, identity, _exercise in lines}
        self.folder = DrillFolder(path)
        self.wall = Wall(exercise=lines[-1][2] if lines else 0.0)
        self._marked = 0.0  # seconds of the exercise at the last mark
        self._resume(self.folder.marked())
        self.lights = Lights(self.drill.compiled)
        self.envelopes: dict[tuple[int, int], Envelope] = {}
        self.connected: Counter[str] = Counter()
        self.changes = 0  # of anything but what the engine has played

    def _resume(self, mark: dict[str, Any]) -> None:
        if self.drill.ended_at is not None:
            return
        wall = self.wall
        wall.exercise = max(wall.exercise, float(mark.get("exercise", 0)))
        wall.speed = int(mark.get("speed", wall.speed))
        wall.stops_for_players = bool(mark.get("stops", wall.stops_for_players))
        wall.running = bool(mark.get("running", False))
        wall.target = mark.get("target")
        self.drill.reach(int(mark.get("at", BEFORE)))

    @property
    def version(self) -> tuple[int, int]:
        """Changes with everything that a screen shows, but for the clocks."""
        return self.changes, self.drill.live.moved

    def tick(self, passed: float) -> None:
        """`passed` wall seconds went by."""
        was = self.wall.running
        self.wall.tick(self.drill, passed)
        if self.wall.running or was or self.wall.exercise - self._marked >= MARK:
            self._mark()
        if was and self.drill.live.over and self.drill.ended_at is None:
            self.order(FACILITATOR, f"end-{self.drill.now}", {"do": "end"})

    def _mark(self) -> None:
        wall = self.wall
        self._marked = wall.exercise
        self.folder.mark(
            {
                "at": self.drill.now if self.drill.begun else BEFORE, "exercise": round(wall.exercise, 1),
                "speed": wall.speed, "running": wall.running, "stops": wall.stops_for_players, "target": wall.target,
            }
        )  # fmt: skip

    def finish(self) -> None:
        """File what came out, once the drill has ended: everything that a report is made from."""
        for name, content in filed(self.path, self.drill).items():
            (self.path / name).write_bytes(content)
        self.folder.forget_keys()

    # ---- what screens send -------------------------------------------------------------------

    def order(self, by: str, identity: str, content: Any) -> None:
        """Carry out what a screen has sent; the same identity again does nothing. Raises Refused."""
        if identity in self._seen:
            return
        if isinstance(content, dict) and "clock" in content:
            self._set_clock(by, content)
        else:
            self._decide(by, identity, content)
        self._seen.add(identity)
        self.changes += 1

    def _decide(self, by: str, identity: str, content: Any) -> None:
        try:
            made = d.decision(content)
        except ValidationError as error:
            raise Refused(_not_understood(error)) from None
        self.drill.do(by, made)
        try:
            self.folder.append(self.drill.record[-1], self.wall.exercise, identity)
        except OSError as error:  # nobody was shown it: back to what the disk holds
            self.drill = replayed(self.path)
            self._resume(self.folder.marked())
            raise Refused(
                say("nothing can be written to {folder}: {reason}", folder=self.path, reason=error.strerror)
            ) from None
        if self.drill.ended_at is not None:
            self.wall.pause()
            self.__dict__.pop("hotwash", None)  # a note has come after the end
        self._mark()

    def _set_clock(self, by: str, content: Any) -> None:
        if by != FACILITATOR:
            raise Refused(say("only the facilitator may do this"))
        try:
            asked = _CLOCK.validate_python(content)
        except ValidationError as error:
            raise Refused(_not_understood(error)) from None
        if self.drill.ended_at is not None:
            raise Refused(say("the drill is over"))
        _SET[type(asked)](self, asked)
        self._mark()

    def _jump(self, to: int) -> None:
        if to <= self.drill.now and self.drill.begun:
            raise Refused(say("the clock does not run backwards"))
        self.wall.jump(min(to, self.drill.live.horizon))

    def _next(self, _asked: Next) -> None:
        coming = [one.time for one in self.drill.injects if one.status == APPROVED and one.incident is None]
        drill = self.drill
        end = drill.compiled.window_end  # then to the end of what is open
        self._jump(min(coming, default=end if drill.now < end else drill.live.horizon))

    # ---- what screens show ---------------------------------------------------------------------

    def read_lights(self) -> list[Light]:
        """How the targets stand."""
        live = self.drill.live
        return self.lights.read(live.arrived(), live.log(), self.drill.now)

    @cached_property
    def hotwash(self) -> HotWash:
        """The look back, once the drill has ended."""
        return HotWash(self.drill)

    def overdue(self, lights: list[Light]) -> list[Overdue]:
        """Actions of players that should have come by now as the lights stand, and of which nothing has been said yet."""
        drill, live = self.drill, self.drill.live
        told = [entry.decision for entry in drill.record if isinstance(entry.decision, d.Tell)]
        said = {(one.incident - 1, one.step) for one in told if one.incident is not None}
        pressed = self._pressed(lights)
        found = []
        for incident, step, part in [*live.waits_for_player(), *live.ringing()]:
            row, name = live.row_first[incident] + step, drill.compiled.steps[live.msel.kind[incident]][step]
            waited = drill.now - live.ready[row]
            if waited >= (PRESSED if incident in pressed else PATIENCE) and (incident, name) not in said:
                found.append(Overdue(incident=incident, step=step, player=part.key, since=live.ready[row]))
        return sorted(found, key=lambda one: one.since)

    def _pressed(self, lights: list[Light]) -> set[int]:
        """Incidents of which a limit is near, or missed while it still runs."""
        found: set[int] = set()
        for light in lights:
            found.update(one.incident for one in light.running if self.drill.now - one.since >= NEAR * one.limit)
            if light.of_incidents:
                found.update(light.missed)
        return found


def _not_understood(error: ValidationError) -> Message:
    first = error.errors(include_url=False)[0]
    ours = first.get("ctx", {}).get("what")
    if isinstance(ours, Message):  # of one of our own checks
        return ours
    place = ".".join(str(part) for part in first["loc"]) or "?"
    what, _mend = words_for(first["type"], first.get("ctx", {}))
    return say("'{place}' is not as it should be: {what}", place=place, what=what)


_SET: dict[type, Callable[[Room, Any], None]] = {
    Go: lambda room, _asked: room.wall.go(),
    Pause: lambda room, _asked: room.wall.pause(),
    Speed: lambda room, asked: setattr(room.wall, "speed", asked.speed),
    Jump: lambda room, asked: room._jump(asked.to),
    Next: Room._next,
    Stops: lambda room, asked: setattr(room.wall, "stops_for_players", asked.stops),
}
