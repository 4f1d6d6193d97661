"""An ambulance service, second by second: written from the rules alone, to hold the engines against.

Nothing of drillsim is used here, and nothing is drawn while it plays: every call brings all its numbers along, so that
the same ones can be given to both. `calls` draws such numbers by Python's own generator.

At each second all that is due happens first; then the waiting calls are walked, the most urgent first, then those that
came first. Each gets the crew that would be there soonest: from its station after a turnout, or at once from where it is
on its way home; where the service says so, also one that is on its way to a lesser call, which then waits again. Times are
whole seconds, factors thousandths, rounding is half up.
"""

from __future__ import annotations

import heapq
import itertools
import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

HOUR, DAY = 3600, 86_400


class Shift(NamedTuple):
    """So many hours of every day, in which each station has crews of its own, and how long they take to set out."""

    begins: int  # second of the day
    lasts: int
    turnout: int

    def on(self, second: int) -> bool:
        return (second - self.begins) % DAY < self.lasts


class Service(NamedTuple):
    """Stations with their crews by shift, hospitals, and the usual times between all places.

    Without hospitals crews go home from the scene. To calls of priority 1 crews may be turned that are on their way to one
    of the priorities `turned`, once from each call.
    """

    times: dict[str, dict[str, int]]
    stations: dict[str, tuple[int, ...]]
    hospitals: list[str]
    shifts: list[Shift]
    turned: tuple[int, ...] = ()

    def way(self, origin: str, destination: str) -> int:
        """Usual seconds from one place to another; the way back stands in for one that is not given."""
        if origin == destination:
            return 0
        there = self.times.get(origin, {}).get(destination)
        return self.times[destination][origin] if there is None else there

    def turnout(self, second: int) -> int:
        """What a crew at its station takes to set out: that of the shift in which it is told."""
        return next(shift.turnout for shift in self.shifts if shift.on(second))


class Call(NamedTuple):
    """A call with all that is drawn for it: work in seconds, the factors of its three journeys in thousandths."""

    time: int
    priority: int
    place: str
    out: int = 1000
    treating: int = 0
    carrying: int = 1000
    handing_over: int = 0
    home: int = 1000


Ways = Callable[[str], int]  # usual seconds from somewhere to each place


@dataclass
class Crew:
    """A crew with the call that it has, if any, and the last journey to a scene or home; it starts at home."""

    station: str
    shift: Shift
    call: int | None = None
    last: int = -1  # the call that it had last
    origin: Ways | None = None
    destination: str = ""
    left: int = 0
    due: int = 0

    def __post_init__(self) -> None:
        self.destination = self.station

    def under_way(self, second: int) -> bool:
        return self.left <= second < self.due


@dataclass
class Answer:
    """What became of a call."""

    station: str = ""
    told: int = -1  # when a crew was told to go
    arrived: int = -1  # at the scene
    hospital: str = ""
    over: int = -1  # when the crew set out for home
    on_the_road: bool = False  # whether it was sent while it was on the road
    left_alone: bool = False  # whether a crew that was on its way was turned away


def stretched(seconds: int, factor: int) -> int:
    """Seconds times a factor in thousandths."""
    return (seconds * factor + 500) // 1000


class Play:
    """One play of a service. Create it and read `answers`, one for each call."""

    def __init__(self, service: Service, calls: list[Call]) -> None:
        self.service, self.calls = service, calls
        self.answers = [Answer() for _ in calls]
        self.crews = [
            Crew(station, shift)
            for station, numbers in service.stations.items()
            for shift, number in zip(service.shifts, numbers, strict=True)
            for _ in range(number)
        ]
        self.now = 0
        self.events: list[tuple[int, int, Iterator[int]]] = []  # second, a number, what goes on then
        self.number = itertools.count()
        self.waiting: list[tuple[int, int, int]] = []  # priority, when it came, number
        for number, call in enumerate(calls):
            self.at(call.time, self.come(number))
        for shift in service.shifts:
            self.at(shift.begins, self.change())
        while self.events:
            self.second()

    def at(self, second: int, turn: Iterator[int]) -> None:
        """Something goes on at a second; it yields for how many seconds it then pauses."""
        heapq.heappush(self.events, (second, next(self.number), turn))

    def second(self) -> None:
        """All that is due at the next second, then the calls that wait."""
        self.now = self.events[0][0]
        while self.events and self.events[0][0] == self.now:
            _, _, turn = heapq.heappop(self.events)
            after = next(turn, None)
            if after is not None:
                self.at(self.now + after, turn)
        for waiting in sorted(self.waiting):
            number = waiting[2]
            free = [crew for crew in self.crews if crew.call is None and crew.shift.on(self.now)]
            free += [crew for crew in self.crews if self.may_be_turned(crew, self.calls[number])]
            if free:
                self.waiting.remove(waiting)
                self.send(number, min(free, key=lambda crew: self.rank(crew, self.calls[number].place)))

    def change(self) -> Iterator[int]:
        """A shift begins, day after day, as long as there is anything to do."""
        while self.waiting or len(self.events) >= len(self.service.shifts):
            yield DAY

    def come(self, number: int) -> Iterator[int]:
        """A call comes, or comes again."""
        self.waiting.append((self.calls[number].priority, self.calls[number].time, number))
        yield from ()

    def may_be_turned(self, crew: Crew, call: Call) -> bool:
        """Whether a crew that has a call may leave it for another one."""
        if call.priority > 1 or crew.call is None or not crew.under_way(self.now):
            return False
        return self.calls[crew.call].priority in self.service.turned and not self.answers[crew.call].left_alone

    def ways(self, crew: Crew) -> Ways:
        """The usual ways from where a crew is: on the road, the mean of those from both ends by the part that is done."""
        origin, end = crew.origin, partial(self.service.way, crew.destination)
        if origin is None or not crew.under_way(self.now):
            return end
        whole = crew.due - crew.left
        done = (2000 * (self.now - crew.left) + whole) // (2 * whole)
        return lambda place: (origin(place) * (1000 - done) + end(place) * done + 500) // 1000

    def seconds(self, crew: Crew, place: str) -> int:
        """How soon a crew would usually be at a place, if it were told now."""
        return (0 if crew.under_way(self.now) else self.service.turnout(self.now)) + self.ways(crew)(place)

    def rank(self, crew: Crew, place: str) -> tuple[int, int, bool, int]:
        """The order of free crews: the soonest; of those, by station, who is at it, and whose call came first."""
        return (
            self.seconds(crew, place),
            list(self.service.stations).index(crew.station),
            crew.under_way(self.now),
            crew.last,
        )

    def send(self, number: int, crew: Crew) -> None:
        """A crew is told to go: at once from where it is on the road, or after its turnout from its station."""
        call, answer, origin = self.calls[number], self.answers[number], self.ways(crew)
        answer.station, answer.told, answer.on_the_road = crew.station, self.now, crew.under_way(self.now)
        if crew.call is not None:
            self.answers[crew.call].left_alone = True
            self.at(self.now, self.come(crew.call))
        crew.call, crew.last, crew.origin, crew.destination = number, number, origin, call.place
        crew.left = self.now if answer.on_the_road else self.now + self.service.turnout(self.now)
        crew.due = crew.left + stretched(origin(call.place), call.out)
        self.at(crew.left, self.answered(number, crew))

    def answered(self, number: int, crew: Crew) -> Iterator[int]:
        """From the second at which a crew is on the move until it is on its way home."""
        call, answer, way, place = self.calls[number], self.answers[number], self.service.way, self.calls[number].place
        yield crew.due - self.now
        if crew.call != number or self.now != crew.due:
            return  # it was turned away
        answer.arrived = self.now
        yield call.treating
        if self.service.hospitals:
            answer.hospital = min(self.service.hospitals, key=lambda hospital: way(place, hospital))
            yield stretched(way(place, answer.hospital), call.carrying)
            yield call.handing_over
            place = answer.hospital
        answer.over = self.now
        crew.call, crew.origin, crew.destination, crew.left = None, partial(way, place), crew.station, self.now
        crew.due = self.now + stretched(way(place, crew.station), call.home)


def calls(
    draw: random.Random,
    days: int,
    hourly: Callable[[int], float],
    places: dict[str, float],
    urgency: dict[int, float],
    cv: float,
    treating: float,
    handing_over: float,
) -> list[Call]:
    """Calls of so many days, `hourly` so many on average in each hour of the day, with all their numbers.

    Places and priorities have weights. Factors are lognormal around 1, work is exponential with these means in seconds.
    """
    spread = math.sqrt(math.log(1 + cv**2))

    def whole(value: float) -> int:
        return math.floor(value + 0.5)

    def factor() -> int:
        return whole(1000 * draw.lognormvariate(-(spread**2) / 2, spread))

    found = []
    for hour in range(24 * days):
        moment = draw.expovariate(hourly(hour % 24))
        while moment < 1:
            [priority], [place] = (draw.choices(list(of), list(of.values())) for of in (urgency, places))
            work = [whole(draw.expovariate(1 / mean)) for mean in (treating, handing_over)]
            second = math.floor((hour + moment) * HOUR)
            found.append(Call(second, priority, place, factor(), work[0], factor(), work[1], factor()))
            moment += draw.expovariate(hourly(hour % 24))
    return found
