"""Elements of a Word document as they are read: names without name spaces, and nothing of other name spaces."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

OFF = ("0", "false", "off", "none")


@dataclass(slots=True)
class Element:
    """An element with its attributes, its children in order, and the text in it."""

    name: str
    given: dict[str, str] = field(default_factory=dict)
    children: list[Element] = field(default_factory=list)
    text: list[str] = field(default_factory=list)

    def get(self, name: str) -> str:
        """An attribute, '' if it is not given."""
        return self.given.get(name, "")

    def named(self, name: str) -> Iterator[Element]:
        """Its children of a name."""
        return (one for one in self.children if one.name == name)

    def first(self, *names: str) -> Element | None:
        """The first child of a name, and of that the first of the next name."""
        found: Element | None = self
        for name in names:
            found = next(found.named(name), None) if found is not None else None
        return found

    def value(self, *names: str) -> str:
        """What the first child of a name says in its `val`."""
        found = self.first(*names)
        return found.get("val") if found is not None else ""

    def switch(self, name: str) -> bool | None:
        """Whether a property is switched on or off; None where nothing is said of it."""
        found = self.first(name)
        return None if found is None else found.given.get("val", "1") not in OFF

    def is_on(self, name: str) -> bool:
        """Whether a property is switched on."""
        return self.switch(name) is True
