"""The tree of values of a plan while the rows of a form are read into it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from drillsim.base.language import Message
from drillsim.files.tree import Node

Report = Callable[[Node, Message, Message | None], None]  # what is wrong with a cell, and what would do


@dataclass
class Growing(Node):
    """A mapping or a list that grows row by row. `current` is the thing that rows without a name go on with."""

    current: str = ""
    index: dict[str, int] = field(default_factory=dict)

    def get(self, key: str) -> Node | None:
        """The value of a key, if it is there."""
        return self.children[self.index[key]] if key in self.index else None

    def put(self, key: Node, value: Node) -> None:
        """Add a key with its value, or give a key another value."""
        if key.text in self.index:
            self.children[self.index[key.text]] = value
        else:
            self.index[key.text] = len(self.children) + 1
            self.children += [key, value]

    def key(self, key: str) -> Node:
        """The node of a key that is there."""
        return self.children[self.index[key] - 1]

    def take(self, key: str) -> Node | None:
        """The value of a key, which is no longer there."""
        at = self.index.pop(key, None)
        if at is None:
            return None
        value = self.children[at]
        del self.children[at - 1 : at + 1]
        self.index = {name: place - 2 * (place > at) for name, place in self.index.items()}
        return value


def growing(kind: Any, at: Node, text: str = "") -> Growing:
    """An empty mapping or list at a cell."""
    return Growing(kind, at.line, at.column, spot=at.spot, text=text)


def named(key: str, at: Node) -> Node:
    """A key at a cell."""
    return Node("scalar", at.line, at.column, text=key, plain=False, spot=at.spot)
