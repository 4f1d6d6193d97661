"""What the styles of a Word document say of a paragraph: which heading it is, which list it is in, how it looks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from drillsim.texts.element import Element

_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])$", re.IGNORECASE)
_CONTENTS = re.compile(
    r"(?:toc|table of figures|index|目录)(?:\s*(?:\d|heading|标题))?$|table of authorities$", re.IGNORECASE
)
_TITLE = re.compile(r"title$|文件标题$|公文标题$|标题$", re.IGNORECASE)
_DEEPEST = 20  # styles based on each other


@dataclass(frozen=True)
class Style:
    """A style with all that it takes from those that it is based on."""

    name: str = ""
    level: int = 0
    is_title: bool = False
    is_contents: bool = False
    list: str = ""
    depth: int | None = None
    is_bold: bool = False
    is_hidden: bool = False
    is_centred: bool = False


@dataclass
class Styles:
    """The styles of a document, by what paragraphs call them."""

    elements: dict[str, Element] = field(default_factory=dict)
    usual: str = ""  # the style of paragraphs that name none
    _known: dict[str, Style] = field(default_factory=dict)

    def style(self, name: str) -> Style:
        """A style; of one that is not there, nothing."""
        name = name or self.usual
        if name not in self._known:
            self._known[name] = self._resolved(name)
        return self._known[name]

    def lists(self) -> dict[str, str]:
        """The list that each list style leads to."""
        numbered = ((name, one.value("pPr", "numPr", "numId")) for name, one in self.elements.items())
        return {name: number for name, number in numbered if number}

    def _resolved(self, name: str) -> Style:
        chain: list[Element] = []
        while name in self.elements and len(chain) < _DEEPEST:
            chain.append(self.elements[name])
            name = self.elements[name].value("basedOn")
        if not chain:
            return Style()
        names = [one.value("name") for one in chain]
        outline = next((one.value("pPr", "outlineLvl") for one in chain if one.value("pPr", "outlineLvl")), "")
        heading = next((int(found[1]) for one in names if (found := _HEADING.match(one))), 0)
        if outline.isdigit():
            heading = int(outline) + 1 if int(outline) < 9 else 0
        return Style(
            names[0],
            heading,
            bool(_TITLE.match(names[0])) and not heading,
            any(_CONTENTS.match(one) for one in names),
            next((one.value("pPr", "numPr", "numId") for one in chain if one.value("pPr", "numPr", "numId")), ""),
            next((int(d) for one in chain if (d := one.value("pPr", "numPr", "ilvl")).isdigit()), None),
            _switched(chain, "b"),
            _switched(chain, "vanish"),
            next((one.value("pPr", "jc") for one in chain if one.value("pPr", "jc")), "") == "center",
        )


def _switched(chain: list[Element], name: str) -> bool:
    """Whether the nearest style that says something of a property of its letters switches it on."""
    said = (looks.switch(name) for one in chain if (looks := one.first("rPr")) is not None)
    return next((one for one in said if one is not None), False)


def read_styles(root: Element) -> Styles:
    """The styles of a document."""
    found = Styles()
    for one in root.named("style"):
        name = one.get("styleId")
        found.elements[name] = one
        if one.get("type") == "paragraph" and one.given.get("default", "0") not in ("0", "false"):
            found.usual = name
    return found
