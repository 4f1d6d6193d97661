"""A small plan in which units are sent from the road, turned away, interrupted and divided, and carry people in rounds."""

from __future__ import annotations

from typing import Any

from plans import Drill, drill, inject

ZONES = {"town": None, "hills": None}
TRAVEL = {
    "times": {
        "station": {"town": "5 min", "hills": "20 min", "hospital": "8 min", "shelter": "4 min"},
        "post": {"town": "10 min", "hills": "30 min", "hospital": "12 min", "shelter": "14 min"},
        "town": {"hospital": "6 min", "shelter": "10 min", "hills": "15 min"},
        "hills": {"hospital": "25 min", "shelter": "30 min"},
        "hospital": {"shelter": "5 min"},
        "barn": {"town": "9 min", "hills": "25 min"},
    }
}  # fmt: skip
POOLS = {
    "ambulance": {
        "kind": "vehicle", "count": 1, "base": "station", "counts_as": "rescue", "can_be_sent": True,
        "redirect": {"from": [3], "to": 1},
    },
    "spare": {"kind": "vehicle", "count": 1, "base": "post", "counts_as": "rescue"},
    "truck": {"kind": "vehicle", "count": 1, "base": "barn"},
    "crew": {"staff": 2, "base": "station"},
    "helpers": {"staff": 3, "base": "post"},
    "bus": {"kind": "vehicle", "count": 1, "seats": 10, "base": "station"},
    "van": {"kind": "vehicle", "count": 2, "seats": 4, "base": "post", "counts_as": "carriers"},
    "cab": {"kind": "vehicle", "count": 3, "seats": 3, "base": "station", "counts_as": "carriers"},
    "ward": {"kind": "room", "places": 2, "base": "hospital"},
}  # fmt: skip
RESCUE = {
    "go": {"takes": "travel", "needs": {"ride": "rescue 1"}, "who": "ride", "keep": {"ride": "hand_over"}},
    "treat": {"after": "go", "takes": "10 min", "needs": {"bed": "ward 1"}, "keep": {"bed": "hand_over"}},
    "carry": {"after": "treat", "takes": "travel", "who": "ride", "to": "bed"},
    "hand_over": {"after": "carry", "takes": "5 min", "way_back": "ride"},
}
PROCEDURES = {
    "urgent": {"priority": 1, "steps": RESCUE},
    "minor": {"priority": 3, "steps": RESCUE},
    "move": {"steps": {
        "shuttle": {"takes": "travel", "needs": {"coach": "bus 1"}, "who": "coach", "to": "shelter",
                    "trips": {"loading": "5 min"}, "keep": {"coach": "home"}},
        "home": {"after": "shuttle", "way_back": "coach"},
    }},
    "lift": {"steps": {
        "ride": {"takes": "travel", "needs": {"cars": {"of": "carriers", "count": "seats", "split": True}}, "who": "cars",
                 "to": "shelter"},
    }},
    "search": {"steps": {
        "comb": {"takes": "1 h", "needs": {"people": {"of": "searchers", "count": 4, "split": True}}},
    }},
    "fight": {"steps": {
        "order": {"needs": {"car": "appliance 1", "team": {"of": "team", "count": 1, "crew_of": "car"}}, "takes": "1 h"},
    }},
}  # fmt: skip


def journeys(*injects: dict[str, Any], players: dict[str, Any] | None = None, hours: int = 12) -> Drill:
    """A drill of the plan. Injects as `inject(second, kind=…, zone=…)`."""
    pools: dict[str, Any] = {name: dict(pool) for name, pool in POOLS.items()}
    for name, kind in (("crew", "searchers"), ("helpers", "searchers")):
        pools[name]["counts_as"] = [kind, "team"]
    for name in ("ambulance", "spare"):
        pools[name]["counts_as"] = ["rescue", "appliance"]
    return drill(
        pools, zones=ZONES, travel=TRAVEL, procedures=PROCEDURES, injects=list(injects), players=players or {},
        seconds=hours * 3600,
    )  # fmt: skip


__all__ = ["inject", "journeys"]
