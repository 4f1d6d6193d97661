"""Those who act in a response as pools of a plan file: squads, outside units, posts; their numbers are seldom written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from drillsim.drafting.actors import Actor
from drillsim.drafting.naming import named
from drillsim.facts.bodies import WrittenBody
from drillsim.facts.means import WrittenMeans

# Organisations that are not ours to size: those of the state, and those that come from elsewhere.
_OUTSIDE = re.compile(
    "[省市县区镇乡]|局|委|政府|部门|公安|派出所|交警|消防|医院|急救|疾控|[0-9]{3}|武警|民兵|供电公司|红十字|"
    r"(?i:police|fire|ambulance|hospital|council|county|city|government|authorit|agency|ministry|department of|coast ?guard|"
    r"red cross|utilit|contractor)"
)
# Those for whom a plan is made do not stand at its disposal.
_RESIDENTS = re.compile(
    "群众|居民|村民|市民|来访人|来电人|家长|学生|游客|乘客|旅客|患者|职工|报警人|报告人|发现人|知情人|目击|"
    r"(?i:\b(?:residents?|public|people|persons?|callers?|pupils?|students?|parents?|visitors?|patients?|passengers?|customers?|"
    r"anyone|everyone|witness\w*|relatives?)\b)"
)
_SHORTEST = 3  # characters that two names must have in common at their end to be one


@dataclass
class DraftPool:
    """A pool: its name in the file, what it is called, of which sort, how many it has if that is written."""

    name: str
    called: str
    sort: str
    number: int | None = None
    acts: bool = False

    @property
    def is_post(self) -> bool:
        """Whether it is held by somebody, one at a time unless more are written."""
        return self.sort == "post"

    def data(self, base: str | None) -> dict[str, Any]:
        """As it stands in the file; one stands in where no number is written."""
        data: dict[str, Any] = {"name": self.called}
        if self.is_post:
            data |= {"kind": "post"} | ({"count": self.number} if self.number else {})
        else:
            data |= {"staff": self.number or 1}
        if self.sort == "organisation" and _OUTSIDE.search(self.called):
            data["outside"] = True
        return data | ({"base": base} if base else {})


@dataclass
class Pools:
    """The pools of a draft by name; one body may be named with more or fewer words."""

    language: str
    numbers: dict[str, int]
    found: dict[str, DraftPool] = field(default_factory=dict)
    travelling: set[str] = field(default_factory=set)

    def __call__(self, actor: Actor, heard: bool = False) -> str | None:
        """The pool of an actor; None of a collective, which is nobody in particular, and of residents."""
        if actor.sort == "collective" or _RESIDENTS.search(actor.name):
            return None
        pool = self._known(actor) or self._new(actor)
        pool.acts = pool.acts or not heard
        return pool.name

    def travels(self, pool: str) -> None:
        """Note that a pool goes to the scene."""
        self.travelling.add(pool)

    def called(self, pool: str) -> str:
        """What people call a pool."""
        return self.found[pool].called

    def acting(self) -> list[DraftPool]:
        """Those who do something; whoever is only told something needs no place in the file."""
        return [pool for pool in self.found.values() if pool.acts]

    def named_so(self, called: str) -> DraftPool | None:
        """The pool of somebody who acts, by what they are called."""
        return next((pool for pool in self.acting() if called and _one(pool.called, called)), None)

    def _known(self, actor: Actor) -> DraftPool | None:
        same = [pool for pool in self.found.values() if pool.is_post == (actor.sort == "post")]
        return next((pool for pool in same if _one(pool.called, actor.name)), None)

    def _new(self, actor: Actor) -> DraftPool:
        name = named(actor.name, self.found, self.language)
        number = next((n for called, n in self.numbers.items() if _one(called, actor.name)), None)
        pool = self.found[name] = DraftPool(name, actor.name, actor.sort, number)
        return pool


def _one(one: str, other: str) -> bool:
    """Whether two names are one, with more or fewer words before it."""
    one, other = one.lower(), other.lower()
    return one == other or (min(len(one), len(other)) >= _SHORTEST and (one.endswith(other) or other.endswith(one)))


def strengths(bodies: Iterable[WrittenBody]) -> dict[str, int]:
    """How many each body has by each of its names, where that is written once."""
    return {name: body.numbers[0] for body in bodies if len(body.numbers) == 1 for name in body.names}


def at_hand(
    means: Iterable[WrittenMeans], taken: Iterable[str], language: str
) -> dict[str, tuple[dict[str, Any], WrittenMeans]]:
    """Vehicles and funds whose number is written, each as it stands in the file and where it is written; each once."""
    found: dict[str, tuple[dict[str, Any], WrittenMeans]] = {}
    for one in means:
        if one.number is None or one.number < 1 or any(one.name == data["name"] for data, _where in found.values()):
            continue
        kind = {"vehicle": "vehicle", "boat": "vehicle", "fund": "fund"}.get(one.sort)
        if kind is not None:
            size = {"amount": f"{one.number:.0f} yuan"} if kind == "fund" else {"count": int(one.number)}
            name = named(one.name, (*taken, *found), language)
            found[name] = ({"name": one.name, "kind": kind, **size}, one)
    return found
