"""One drill room: the drill, its clock and its folder, and who is connected. No network in here."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from drillsim.base.errors import reason
from drillsim.base.language import Message, say
from drillsim.base.writing import write_files
from drillsim.files.draft import words_for
from drillsim.msel.rehearsal import Envelope
from drillsim.room import decisions
from drillsim.room.clocks import SPEEDS, Wall
from drillsim.room.drill import APPROVED, BEFORE, FACILITATOR
from drillsim.room.filing import filed
from drillsim.room.folder import DrillFolder, clock_mark, forget_keys, mend, recorded, replayed, unfinished
from drillsim.room.hotwash import HotWash
from drillsim.room.lights import NEAR, Light, Lights
from drillsim.room.live import Refused

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
    to: decisions.Number


class Next(_Clock):
    """To the next inject."""

    clock: Literal["next"]


class Stops(_Clock):
    """Whether the clock stands still when a player is asked something."""

    clock: Literal["stops"]
    stops: bool


class Mark(BaseModel):
    """How far the clock had run: what stands on disk beside the record."""

    model_config = ConfigDict(strict=True, frozen=True)

    at: Annotated[int, Field(ge=BEFORE)] = BEFORE
    exercise: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0.0
    speed: Annotated[int, Field(ge=SPEEDS[0], le=SPEEDS[1])] = Wall.speed
    running: bool = False
    stops: bool = Wall.stops_for_players


_CLOCK: TypeAdapter[Any] = TypeAdapter(Annotated[Go | Pause | Speed | Jump | Next | Stops, Field(discriminator="clock")])


class Overdue(BaseModel):
    """An expected action that has not come: what a contingency inject could be about."""

    incident: int  # from 0
    step: int
    player: str
    since: int


class DrillRoom:
    """A drill that is under way. Whoever asks is known by name here: the facilitator, or a player's key.

    A disk that cannot be written to stops the clock and refuses decisions, and `held_up` says so; nothing that was
    shown is lost, and the room goes on once there is space.
    """

    def __init__(self, path: Path) -> None:
        self.mended = mend(path)  # whether the record's last line had been cut off
        self.path = path
        self.drill = replayed(path)
        lines = list(recorded(path))
        self._seen = {identity for _entry, identity, _exercise in lines}
        self.folder = DrillFolder(path)
        self.wall = Wall(exercise=lines[-1][2] if lines else 0.0)
        self._marked = 0.0  # seconds of the exercise at the last mark
        self.held_up: Message | None = None  # why the clock stands still though nobody has paused it
        self._resume()
        self.lights = Lights(self.drill.compiled)
        self.envelopes: dict[tuple[int, int], Envelope] = {}
        self.connected: Counter[str] = Counter()
        self.changes = 0  # of anything but what the engine has played

    def _resume(self) -> None:
        """Go on where the clock stood. It runs again when somebody says so: whoever was there may not be back yet."""
        if self.drill.ended_at is not None:
            return
        try:
            mark = Mark.model_validate(clock_mark(self.path))
        except ValidationError:
            mark = Mark()  # cut off or made up: from the last decision on
        wall = self.wall
        wall.exercise = max(wall.exercise, mark.exercise)
        wall.speed, wall.stops_for_players = mark.speed, mark.stops
        self.drill.reach(mark.at)
        if mark.running:
            self.held_up = say("The room was started again. The clock goes on where it stood as soon as you let it.")

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
        # At the window's end the clock stands still, so that the facilitator has the last word; beyond it the drill ends.
        beyond = self.drill.now > self.drill.compiled.window_end
        if was and beyond and self.drill.live.over and self.drill.ended_at is None:
            with contextlib.suppress(Refused):  # what hinders it is said by `held_up`
                self.order(FACILITATOR, f"end-{self.drill.now}", {"do": "end"})

    def hold(self, why: Message) -> None:
        """Let the clock stand still, though nobody has asked for it."""
        self.wall.pause()
        self.held_up = why
        self.changes += 1

    @property
    def _at(self) -> int:
        return self.drill.now if self.drill.begun else BEFORE

    def _mark(self) -> bool:
        """Note how far the clock has run. Returns whether the disk has taken it: if not, the clock stands still."""
        wall = self.wall
        self._marked = wall.exercise
        mark = Mark(at=self._at, exercise=round(wall.exercise, 1), speed=wall.speed, running=wall.running,
                    stops=wall.stops_for_players)  # fmt: skip
        try:
            self.folder.mark(mark.model_dump())
        except OSError as error:
            self.hold(self._not_written(error))
            return False
        return True

    def _not_written(self, error: OSError) -> Message:
        return say("Nothing can be written to {folder}: {reason}. The clock stands still; mend that, then go on.",
                   folder=str(self.path), reason=reason(error))  # fmt: skip

    @property
    def is_filed(self) -> bool:
        """Whether what came out stands on the disk, once the drill has ended."""
        return not unfinished(self.path)

    @cached_property
    def _filed(self) -> dict[str, bytes]:
        return filed(self.path, self.drill)

    def finish(self) -> None:
        """File what came out, once the drill has ended: everything that a report is made from, whole or not at all.

        Raises OSError, and can be done again.
        """
        write_files(self.path, self._filed)
        forget_keys(self.path)

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
            made = decisions.decision(content)
        except ValidationError as error:
            raise Refused(_not_understood(error)) from None
        at = self._at
        self.drill.do(by, made)
        try:
            self.folder.append(self.drill.record[-1], self.wall.exercise, identity)
        except OSError as error:  # nobody was shown it: back to what the disk holds
            self.drill = self.drill.without_last()
            self.drill.reach(at)
            self.changes += 1
            if self.drill.ended_at is None:
                self.hold(self._not_written(error))
            raise Refused(say("This is not recorded and does not count: {folder} cannot be written to ({reason}).",
                              folder=str(self.path), reason=reason(error))) from None  # fmt: skip
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
        if not self._mark():
            assert self.held_up is not None
            raise Refused(self.held_up)
        if self.wall.running:
            self.held_up = None

    def _jump(self, to: int) -> None:
        # Where it stands already is no fault: a screen may be a breath behind the clock.
        if to < self.drill.now and self.drill.begun:
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
        told = [entry.decision for entry in drill.record if isinstance(entry.decision, decisions.Tell)]
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


_SET: dict[type, Callable[[DrillRoom, Any], None]] = {
    Go: lambda room, _asked: room.wall.go(),
    Pause: lambda room, _asked: room.wall.pause(),
    Speed: lambda room, asked: setattr(room.wall, "speed", asked.speed),
    Jump: lambda room, asked: room._jump(asked.to),
    Next: DrillRoom._next,
    Stops: lambda room, asked: setattr(room.wall, "stops_for_players", asked.stops),
}
