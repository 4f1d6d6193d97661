"""What everyday writing in a file was taken for, so that its writer can see it: '10-20分钟' as shortest, usual, longest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from drillsim.base.errors import Located
from drillsim.files.draft import Draft
from drillsim.files.sources import open_source
from drillsim.files.tree import Node, Path_
from drillsim.plan.plan import Plan
from drillsim.plan.scenario import Scenario
from drillsim.quantities.written import WrittenText


@dataclass(frozen=True)
class Taken(Located):
    """A text of a file, and what it was taken for (put into words when printed)."""

    text: str
    meant: Any


def taken(path: Path, scenario: Scenario | None = None) -> list[Taken]:
    """Every everyday writing in a plan file (or a scenario file and the plan it names) that has no faults."""
    if scenario is None:
        return list(_taken(Draft(Plan, open_source(path, Plan))))
    own = list(_taken(Draft(Scenario, open_source(path, Scenario))))
    if scenario.plan is None:  # of several plans, each by itself says what was taken for what
        return own
    (plan,) = scenario.files(path)
    return [*_taken(Draft(Plan, open_source(plan, Plan))), *own]


def _taken(draft: Draft[Any]) -> Iterator[Taken]:
    source = draft.source
    if draft.model is None or source.root is None:
        return
    texts = [(path, text) for path, text in _texts(draft.data) if text.meant is not None]
    found: list[tuple[Node, str, Any]] = [(source.locate(path), str(text), text.meant) for path, text in texts]
    found += [(node, node.text, node.meant) for node in _nodes(source.root) if node.meant]
    seen = set()
    for node, text, meant in sorted(
        found, key=lambda one: (one[0].spot.order if one[0].spot else 0, one[0].line, one[0].column)
    ):
        one = Taken(text, meant, file=source.name, line=node.line, column=node.column, spot=node.spot)
        if (one.text, one.place) not in seen:  # merged cells say the same for each row
            seen.add((one.text, one.place))
            yield one


def _texts(data: Any, here: Path_ = ()) -> Iterator[tuple[Path_, WrittenText]]:
    if isinstance(data, WrittenText):
        yield here, data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from _texts(value, (*here, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _texts(value, (*here, index))


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from _nodes(child)
