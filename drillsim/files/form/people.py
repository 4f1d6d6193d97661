"""How an office lists its people and things, and how a plan does: the one place where they differ.

An office names each group's head and deputy beside the group; a plan says of a post which further
posts the same person holds (`also`). An office writes how many there are into one column; a plan
has `staff` for a team and `count` for a post. On a plan's list one pool comes before another; an
office has two lists, and says the order only where it matters.
"""

from __future__ import annotations

from typing import Any

from drillsim.files.form.shapes import Leaf, Part
from drillsim.plan.values import Count, Names

PEOPLE = (
    "name", "kind", "head", "deputy", "staff", "serves", "also", "base", "turnout", "can_be_sent", "redirect", "hours",
    "days", "shifts", "at_closing", "backs_up", "counts_as", "outside", "note", "order",
)  # fmt: skip
THINGS = (
    "name",
    "kind",
    "count",
    "seats",
    "places",
    "amount",
    "base",
    "can_be_sent",
    "redirect",
    "hours",
    "days",
    "shifts",
    "at_closing",
    "serves",
    "backs_up",
    "counts_as",
    "also",
    "outside",
    "note",
    "order",
)
HEADS: dict[str, Part] = {"head": Leaf(Names, listed=True), "deputy": Leaf(Names, listed=True)}
ORDER: dict[str, Part] = {"order": Leaf(Count, numeric=True)}
KINDS = {"pools": ("squad", "post"), "things": ("vehicle", "room", "fund")}

File = dict[str, Any]  # a part of a plan, as its file would hold it


def role(duty: str, group: str) -> str:
    """The name under which a plan asks for the head or deputy of a group: 接访组组长, head_of_reception."""
    if group.isascii():
        return f"{duty}_of_{group}"
    return group + {"head": "组长", "deputy": "副组长"}[duty]


def kind_of(pool: File) -> str:
    """The kind of a pool as written, else the one that its other cells speak of."""
    if "kind" in pool:
        return str(pool["kind"])
    return "squad"


def as_listed(pools: File) -> dict[str, File]:
    """Pools as the two lists of an office, by table."""
    people = {name: dict(pool) for name, pool in pools.items() if kind_of(pool) in KINDS["pools"]}
    things = {name: dict(pool) for name, pool in pools.items() if name not in people}
    squads = [name for name in people if kind_of(people[name]) == "squad"]
    for name, pool in people.items():
        pool["kind"] = kind_of(pool)
        if pool["kind"] == "post":
            _name_heads(name, pool, people, squads)
            if "count" in pool:
                pool["staff"] = pool.pop("count")
    if [*people, *things] != list(pools):
        for number, name in enumerate(pools, 1):
            (people if name in people else things)[name]["order"] = number
    return {"pools": people, "things": things}


def _name_heads(post: str, pool: File, people: dict[str, File], squads: list[str]) -> None:
    """Name a post as head where a plan lists the headships of its holder, if reading gives the same list again."""
    duties = [(squad, duty) for squad in squads for duty in HEADS if role(duty, squad) in pool.get("also", ())]
    names = [role(duty, squad) for squad, duty in duties]
    rest = [name for name in pool.get("also", ()) if name not in names]
    if not duties or [*rest, *names] != pool["also"]:
        return
    pool["also"] = rest
    for squad, duty in duties:
        people[squad].setdefault(duty, []).append(post)
