"""Everything that a report is made from, and small things that its sections share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from drillsim.base.language import Message, current
from drillsim.comparing.alone import AloneTogether
from drillsim.compiled.event_list import Msel
from drillsim.compiled.log import Log
from drillsim.compiled.tables import CompiledPlan
from drillsim.deck.deck import Deck
from drillsim.draw import drawing
from drillsim.files.critic import Placed
from drillsim.judge.result import Result, TargetResult
from drillsim.judge.settings import Settings
from drillsim.plan.plan import Plan
from drillsim.plan.scenario import Scenario
from drillsim.quantities.wording import percent
from drillsim.sizing.answer import Answer
from drillsim.store.folder import Inputs
from drillsim.why.evidence import Evidence
from drillsim.why.explanation import Explanation, TargetExplanation
from drillsim.why.remedies import Remedies

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class RoomNote(NamedTuple):
    """A remark that was made in the room."""

    second: int
    text: str
    target: str | None


class Order(NamedTuple):
    """A request that was decided in the room: whom a role sent, beside whom the plan's rule would have sent then."""

    second: int
    by: Any  # the role, in the plan's words
    incident: int  # from 0
    step: int
    pools: tuple[int, ...] | None  # None where it was left to the plan's rule
    rule: tuple[int, ...] | None  # None where the rule would have waited


class Call(NamedTuple):
    """A telephone that rang for a role in the room."""

    second: int
    by: Any
    incident: int
    step: int
    picked_up: bool


class GivenInject(NamedTuple):
    """An inject that was given in the room, with what its list says of it."""

    second: int
    incident: int
    message: Any  # None where nobody has written what is said
    mode: Any
    sender: Any
    receiver: Any
    expects: Any


@dataclass(frozen=True)
class HeldDrill:
    """A drill as it was held in a room. Seconds are the scenario's."""

    ended: int
    played_on: int  # incidents that were open then: the plan's rule played them to their end
    players: tuple[Any, ...]  # texts: the roles that sat at the table
    timeline: tuple[tuple[int, Message], ...]
    notes: tuple[RoomNote, ...]
    absent: tuple[Any, ...] = ()  # texts: the roles that the plan's rule played
    in_room: float = 0  # seconds that the room's clock ran
    orders: tuple[Order, ...] = ()
    calls: tuple[Call, ...] = ()
    given: tuple[GivenInject, ...] = ()
    not_given: int = 0  # injects of the list that were not


@dataclass(frozen=True)
class Dossier:
    """A result with what it takes to explain it. `shown` is the run drawn whole: number, event list, log.

    With `held` that run is a drill as it was recorded, and its times are observations. `sizing` is what
    `drillsim size` found for the same files.
    """

    scenario: Scenario
    compiled: CompiledPlan
    settings: Settings
    result: Result
    inputs: Inputs
    manifest: Mapping[str, Any]
    placed: list[Placed]
    evidence: Evidence
    shown: tuple[int, Msel, Log]
    held: HeldDrill | None = None
    sizing: Answer | None = None
    together: AloneTogether | None = None  # of several plans that were played together: each of them alone, too

    @property
    def plan(self) -> Plan:
        """The plan as its file has it."""
        return self.compiled.written

    @property
    def explanation(self) -> Explanation:
        """Why targets are missed."""
        return self.evidence.explanation

    @property
    def one_list(self) -> bool:
        """Whether one event list was played, so that nothing can be said of chance."""
        return self.result.stopped == "event_list"

    @cached_property
    def deck(self) -> Deck:
        """All runs of the scenario under the number that was played."""
        return Deck(self.compiled, self.scenario, self.settings.seed)

    def target_name(self, name: str) -> Any:
        """What the plan calls a target."""
        return self.plan.targets[name].name or name

    @cached_property
    def missed(self) -> list[tuple[TargetResult, TargetExplanation]]:
        """Targets that are missed, or not settled and missed now and then, with why; not those that restate an input."""
        pairs = zip(self.result.targets, self.explanation.targets, strict=True)
        return [(found, why) for found, why in pairs if found.verdict != "PASS" and why.found.missed and not found.restates]

    @cached_property
    def remedies(self) -> Remedies:
        """What would mend the targets that are missed, or not settled if none is; played when it is first asked for."""
        missed = [found.id for found in self.result.targets if found.verdict == "FAIL"]
        return self.evidence.remedies(missed or [found.id for found, _why in self.missed])


@dataclass(frozen=True)
class Picture:
    """A drawing with its title and the sentence that says what it shows; `key` is one of its own within a report."""

    drawn: Figure
    title: str
    sentence: Any
    key: str

    @cached_property
    def svg(self) -> str:
        """The drawing for a page."""
        return drawing.svg(self.drawn, self.title, str(self.sentence), self.key)

    @cached_property
    def svg_file(self) -> bytes:
        """The drawing as a file of its own, for a PDF."""
        return drawing.svg_file(self.drawn, self.key)

    @cached_property
    def png(self) -> bytes:
        """The drawing for a word processor."""
        return drawing.png(self.drawn)


def picture(drawn: Figure, title: str, sentence: Message, key: str) -> Picture:
    """A drawing with its words; `key` is one of its own within a language."""
    return Picture(drawn, title, sentence, f"{current()}-{key}-")


def share(value: float | None) -> str:
    """A share in per cent; a dash where there is nothing to say."""
    return "–" if value is None else percent(value)
