"""A small plan in which units are sent from the road, turned away, interrupted and divided, and carry people in rounds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from plans import START, Drill, drill, inject

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
POOLS: dict[str, dict[str, Any]] = {
    "ambulance": {
        "kind": "vehicle", "count": 1, "base": "station", "can_be_sent": True,
        "redirect": {"from": [3], "to": 1},
    },
    "spare": {"kind": "vehicle", "count": 1, "base": "post"},
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


for _name in ("crew", "helpers"):
    POOLS[_name]["counts_as"] = ["searchers", "team"]
for _name in ("ambulance", "spare"):
    POOLS[_name]["counts_as"] = ["rescue", "appliance"]


def journeys(*injects: dict[str, Any], players: dict[str, Any] | None = None, hours: int = 12) -> Drill:
    """A drill of the plan. Injects as `inject(second, kind=…, zone=…)`."""
    return drill(
        POOLS, zones=ZONES, travel=TRAVEL, procedures=PROCEDURES, injects=list(injects), players=players or {},
        seconds=hours * 3600,
    )  # fmt: skip


def written(folder: Path, *injects: dict[str, Any], players: dict[str, Any]) -> Path:
    """The same as files. Returns the scenario's."""
    limits = {"there": {"to": "go.ended", "within": "12 min", "where": {"kind": ["urgent", "minor"]}}}
    plan = {"plan": "journeys", "name": "Journeys", "zones": ZONES, "travel": TRAVEL, "pools": POOLS}
    plan |= {"procedures": PROCEDURES, "targets": limits, "players": players}
    scenario = {"plan": "plan.yaml", "name": "A morning", "window": {"from": str(START), "days": 1}, "injects": injects}
    for name, content in (("plan.yaml", plan), ("scenario.yaml", scenario)):
        (folder / name).write_text(json.dumps(content).replace("true", "yes"), "utf-8")  # JSON is YAML
    return folder / "scenario.yaml"


__all__ = ["inject", "journeys", "written"]
