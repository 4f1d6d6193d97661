"""An ambulance service, second by second: written from the rules alone, to hold the engines against.

Nothing of drillsim is used here, and nothing is drawn while it plays: every call brings all its numbers along, so that
the same ones can be given to both. `calls` draws such numbers by Python's own generator.

At each second all that is due happens first; then the waiting calls are walked, the most urgent first, then those that
came first. Each gets the crew that would be there soonest: from its station after a turnout, or at once from where it is
on its way home. Times are whole seconds, factors thousandths, rounding is half up.
"""

from __future__ import annotations

import heapq
import itertools
import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
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
    """Stations with their crews by shift, hospitals, and the usual times between all places."""

    times: dict[str, dict[str, int]]
    stations: dict[str, tuple[int, ...]]
    hospitals: list[str]
    shifts: list[Shift]

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


@dataclass
class Crew:
    """A crew, which is at its station unless it has a call or is still on its way home."""

    station: str
    shift: Shift
    busy: bool = False
    origin: str = ""  # of the way home
    left: int = 0
    due: int = 0


@dataclass
class Answer:
    """What became of a call."""

    station: str = ""
    told: int = -1  # when a crew was told to go
    arrived: int = -1  # at the scene
    hospital: str = ""
    over: int = -1  # when the crew set out for home
    on_the_road: bool = False  # whether it was sent while it was on its way home


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
            if free := [crew for crew in self.crews if not crew.busy and crew.shift.on(self.now)]:
                number = waiting[2]
                soonest = min(free, key=lambda crew: self.seconds(crew, self.calls[number].place))
                self.waiting.remove(waiting)
                self.send(number, soonest)

    def change(self) -> Iterator[int]:
        """A shift begins, day after day, as long as there is anything to do."""
        while self.waiting or len(self.events) >= len(self.service.shifts):
            yield DAY

    def come(self, number: int) -> Iterator[int]:
        """A call comes."""
        self.waiting.append((self.calls[number].priority, self.now, number))
        yield from ()

    def under_way(self, crew: Crew) -> bool:
        return self.now < crew.due

    def seconds(self, crew: Crew, place: str) -> int:
        """How soon a crew that is free would usually be at a place."""
        turnout = 0 if self.under_way(crew) else self.service.turnout(self.now)
        return turnout + self.way(crew, place)

    def way(self, crew: Crew, place: str) -> int:
        """Its usual way to a place: on the road, the mean of those from both ends by the thousandths of the way done."""
        from_station = self.service.way(crew.station, place)
        if not self.under_way(crew):
            return from_station
        whole = crew.due - crew.left
        done = (2000 * (self.now - crew.left) + whole) // (2 * whole)
        return (self.service.way(crew.origin, place) * (1000 - done) + from_station * done + 500) // 1000

    def send(self, number: int, crew: Crew) -> None:
        """A crew is told to go: at once from where it is, or after its turnout from its station."""
        crew.busy = True
        answer = self.answers[number]
        answer.station, answer.told, answer.on_the_road = crew.station, self.now, self.under_way(crew)
        turnout = 0 if answer.on_the_road else self.service.turnout(self.now)
        way = stretched(self.way(crew, self.calls[number].place), self.calls[number].out)
        self.at(self.now + turnout + way, self.answered(number, crew))

    def answered(self, number: int, crew: Crew) -> Iterator[int]:
        """From the arrival at the scene until the crew is on its way home from the hospital."""
        call, answer, way = self.calls[number], self.answers[number], self.service.way
        answer.arrived = self.now
        yield call.treating
        answer.hospital = min(self.service.hospitals, key=lambda hospital: way(call.place, hospital))
        yield stretched(way(call.place, answer.hospital), call.carrying)
        yield call.handing_over
        answer.over = self.now
        crew.busy, crew.origin, crew.left = False, answer.hospital, self.now
        crew.due = self.now + stretched(way(answer.hospital, crew.station), call.home)


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
