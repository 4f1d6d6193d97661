"""The pen for pages: the same words as HTML, in the look of `style.css`."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from drillsim.papers.case import Picture
from drillsim.papers.documents.pen import Caption, Cell, Pen, clean

LOWER = 1  # a heading of the document is so many levels lower on the page, below the page's title


class HtmlPen(Pen):
    """Writes a piece of a page. Contents and new pages are the page's own affair."""

    suffix = ".html"

    def __init__(self, title: Any = "", subject: Any = "") -> None:
        super().__init__(title, subject)
        self._parts: list[str] = []

    def write(self, words: Any, style: str | None = None, bold: bool = False) -> None:
        if style == "Code":
            self._parts.append(f"<pre>{escape(clean(words))}</pre>")
            return
        shown = f"<b>{escape(clean(words))}</b>" if bold else escape(clean(words))
        self._parts.append(f'<p class="small">{shown}</p>' if style else f"<p>{shown}</p>")

    def points(self, sentences: Sequence[Any]) -> None:
        if sentences:
            self._parts.append("<ul>" + "".join(f"<li>{escape(clean(one))}</li>" for one in sentences) + "</ul>")

    def new_page(self) -> None:
        """A page has no pages."""

    def contents(self) -> None:
        """The page has its own."""

    def finish(self) -> bytes:
        return self.html.encode()

    @property
    def html(self) -> str:
        """What was written."""
        return "\n".join(self._parts)

    def _heading(self, words: str, level: int, number: str) -> None:
        tag = f"h{max(level, 1) + LOWER}"
        self._parts.append(f"<{tag}>{escape(number + words)}</{tag}>")

    def _table(self, head: list[Cell], rows: list[list[Cell]], widths: list[float], caption: Caption | None) -> None:
        whole = sum(widths)
        columns = "".join(f'<col style="width:{100 * share / whole:.3g}%">' for share in widths)
        told = f"<caption>{escape(caption.words)}</caption>" if caption else ""
        heads = f"<thead><tr>{''.join(f'<th>{_shown(cell)}</th>' for cell in head)}</tr></thead>" if head else ""
        body = "".join(f"<tr>{''.join(f'<td>{_shown(cell)}</td>' for cell in row)}</tr>" for row in rows)
        self._parts.append(f"<table>{told}<colgroup>{columns}</colgroup>{heads}<tbody>{body}</tbody></table>")

    def _picture(self, shown: Picture, caption: Caption) -> None:
        self._parts.append(f"<figure>{shown.svg}<figcaption>{escape(clean(shown.sentence))}</figcaption></figure>")


def _shown(cell: Cell) -> str:
    return "<br>".join(map(escape, cell))
