"""The pen for paper: a PDF, set by Typst from the same words, with its contents and page numbers filled in.

What is written is kept as data; `document.typ` says how it looks. The fonts are those that come
with drillsim, so the same words give the same file on every machine.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib.resources import files
from importlib.util import find_spec
from typing import Any

from drillsim.base.language import _, current
from drillsim.draw.fonts import font_folders
from drillsim.papers.documents.pen import LONG, Caption, Cell, Pen, clean, signed, wide
from drillsim.papers.dossier import Picture

TEMPLATE = "document.typ"
REGIONS = {"zh": "CN"}  # others are tagged as British
EXTRA = "drillsim[pdf]"  # what has to be installed for it


def is_installed() -> bool:
    """Whether Typst is there."""
    return find_spec("typst") is not None


class PdfPen(Pen):
    """Writes a document as a PDF."""

    suffix = ".pdf"

    def __init__(self, title: Any, subject: Any, notice: Any = "") -> None:
        super().__init__(title, subject, notice)
        self._parts: list[dict[str, Any]] = [{"setup": self.setup._asdict(), "blocks": []}]
        self._deepest = 0  # level of the last heading
        self._pictures: dict[str, bytes] = {}

    def write(self, words: Any, style: str | None = None, bold: bool = False) -> None:
        self._add("text", words=clean(words), style=style or "", bold=bold)

    def points(self, sentences: Sequence[Any]) -> None:
        self._add("points", words=list(map(clean, sentences)))

    def new_page(self) -> None:
        self._add("page")

    def turn(self, landscape: bool) -> None:
        super().turn(landscape)
        self._parts.append({"setup": self.setup._asdict(), "blocks": []})

    def signature(self) -> None:
        self._add("signature", words=signed())

    def contents(self) -> None:
        self._add("contents", words=_("Contents"))

    def _heading(self, words: str, level: int, number: str) -> None:
        self._add_heading(max(level, 1), number + words, listed=True)

    def _subheading(self, words: str, level: int) -> None:
        self._add_heading(level, words, listed=False)

    def _add_heading(self, level: int, words: str, listed: bool) -> None:
        """Levels are never left out: what reads a document out counts on that."""
        self._deepest = min(level, self._deepest + 1)
        self._add("heading", level=self._deepest, words=words, listed=listed)

    def _table(
        self, head: list[Cell], rows: list[list[Cell]], widths: list[float], caption: Caption | None, tall: float
    ) -> None:
        self._add("table", head=head, rows=rows, widths=widths, caption=str(caption or ""), tall=tall)

    def _picture(self, shown: Picture, caption: Caption) -> None:
        name = f"picture-{len(self._pictures) + 1}.svg"
        self._pictures[name] = shown.svg_file
        self._add(
            "picture", file=name, width=wide(shown, self.setup.measure), told=clean(shown.sentence), caption=str(caption)
        )

    def _add(self, kind: str, **content: Any) -> None:
        self._parts[-1]["blocks"].append({"kind": kind, **content})

    def finish(self) -> bytes:
        import typst

        told = {
            "language": current(),
            "region": REGIONS.get(current(), "GB"),
            "full_title": self.full_title,
            "title": self.title,
            "subject": self.subject,
            "notice": self.notice,
            "head": self.running_head,
            "long": LONG,
            "parts": self._parts,
        }
        source: Any = {  # a mapping of file names is taken, though its types do not say so
            "main": files("drillsim.papers.documents").joinpath(TEMPLATE).read_bytes(),
            "document.json": json.dumps(told, ensure_ascii=False).encode(),
            **self._pictures,
        }
        # With a date of making, the same words would not give the same file.
        folders = list(map(str, font_folders()))
        # PDF/UA-1 is tagged, so that it can be read out; Typst refuses what would break its rules.
        standards: Any = ["ua-1"]
        return bytes(
            typst.compile(source, font_paths=folders, ignore_system_fonts=True, timestamp=0, pdf_standards=standards)
        )
