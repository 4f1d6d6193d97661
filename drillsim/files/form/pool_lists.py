"""The lists of people and things that were read from a form, as the pools of a plan (see `people`)."""

from __future__ import annotations

import math

from drillsim.base.language import say
from drillsim.files.form.people import HEADS, role
from drillsim.files.form.value_tree import Growing, Report, growing, named
from drillsim.files.tree import Node, scalar
from drillsim.plan.values import spoken


def name_kinds(pools: Growing, before: set[str]) -> None:
    """Give each thing that does not say what it is the kind that its cells speak of."""
    for key, pool in list(pools.entries()):
        if key.text not in before and isinstance(pool, Growing) and pool.get("kind") is None:
            kind = "fund" if pool.get("amount") else "room" if pool.get("places") else "vehicle"
            pool.put(named("kind", key), named(kind, key))


def as_planned(pools: Growing, report: Report) -> None:
    """Count posts, list the headships of their holders, and put all pools into their order."""
    for key, pool in list(pools.entries()):
        if not isinstance(pool, Growing):
            continue
        kind = pool.get("kind")
        if kind is not None and spoken(kind.text.strip()) == "post" and (count := pool.take("staff")) is not None:
            pool.put(named("count", count), count)
        for duty in HEADS:
            found = pool.take(duty)
            for post in found.children if found is not None and found.kind == "list" else [found] if found else []:
                _add_headship(pools, post, role(duty, key.text), report)
    _sort(pools, report)


def _add_headship(pools: Growing, post: Node, headship: str, report: Report) -> None:
    holder = pools.get(post.text)
    if not isinstance(holder, Growing):
        if post.sound:
            mend = say("write one that has a row of its own, by the name in its first cell")
            report(post, say("there is no post '{name}'", name=post.text), mend)
        return
    also = holder.get("also")
    if not isinstance(also, Growing):
        several = growing("list", also or post)
        several.children = [also] if also is not None else []
        holder.put(named("also", several), several)
        also = several
    also.children.append(named(headship, post))


def _sort(pools: Growing, report: Report) -> None:
    """Those with a number first, in its order; the others as they stand."""
    places: dict[str, float] = {}
    for key, pool in pools.entries():
        number = pool.take("order") if isinstance(pool, Growing) else None
        place = scalar(number) if number is not None and number.kind == "scalar" and number.sound else None
        if isinstance(place, (int, float)) and not isinstance(place, bool) and math.isfinite(place):
            places[key.text] = place
        elif number is not None and number.sound:
            what = say("{what} (got {got})", what=say("a whole number is expected here"), got=number.text)
            report(number, what, say("write it as {example}", example="3"))
    pairs = sorted(pools.entries(), key=lambda pair: places.get(pair[0].text, math.inf))
    pools.children = [node for pair in pairs for node in pair]
    pools.index = {key.text: 2 * place + 1 for place, (key, _pool) in enumerate(pairs)}
