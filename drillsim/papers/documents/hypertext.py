"""The pen for pages: the same words as HTML, in the look of `style.css`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, ClassVar

from drillsim.base.language import _, current
from drillsim.papers.documents.pen import Caption, Cell, Marked, Pen, clean
from drillsim.papers.dossier import Picture
from drillsim.say.caveats import NO_BLAME, PURPOSE

LOWER = 1  # a heading of the document is so many levels lower on the page, below the page's title


class HtmlPen(Pen):
    """Writes a piece of a page, or with a title an article of one. Contents and new pages are the page's own affair."""

    suffix = ".html"
    first: ClassVar[str] = ""  # attributes of its first section

    def __init__(self, title: Any = "", subject: Any = "", notice: Any = "") -> None:
        super().__init__(title, subject, notice)
        self._parts: list[str] = []
        if title:
            warned = f'<p class="notice">{escape(self.notice)}</p>\n' if self.notice else ""
            self._add(
                f'<section>\n<header>\n{warned}<p class="kind">{escape(self.title)}</p>\n<h1>{escape(self.subject)}</h1>\n'
                "</header>"
            )

    def _add(self, html: str) -> None:
        self._parts.append(html)

    def write(self, words: Any, style: str | None = None, bold: bool = False) -> None:
        if style == "Code":
            self._add(f"<pre>{escape(clean(words))}</pre>")
            return
        shown = f"<b>{escape(clean(words))}</b>" if bold else _shown(words)
        self._add(f'<p class="small">{shown}</p>' if style else f"<p>{shown}</p>")

    def points(self, sentences: Sequence[Any]) -> None:
        if sentences:
            self._add("<ul>" + "".join(f"<li>{_shown(one)}</li>" for one in sentences) + "</ul>")

    def new_page(self) -> None:
        """A page has no pages."""

    def signature(self) -> None:
        """A page is signed by nobody."""

    def contents(self) -> None:
        """The page has its own."""

    def finish(self) -> bytes:
        return f"{self.html}\n</section>".encode()

    @property
    def html(self) -> str:
        """What was written."""
        return "\n".join(self._parts)

    def _heading(self, words: str, level: int, number: str) -> None:
        tag = f"h{max(level, 1) + LOWER}"
        self._add(f"<{tag}>{escape(number + words)}</{tag}>")

    def _subheading(self, words: str, level: int) -> None:
        self._add(f"<h{level + LOWER}>{escape(words)}</h{level + LOWER}>")

    def _table(
        self, head: list[Cell], rows: list[list[Cell]], widths: list[float], caption: Caption | None, tall: float
    ) -> None:
        whole = sum(widths)
        columns = "".join(f'<col style="width:{100 * share / whole:.3g}%">' for share in widths)
        told = f"<caption>{escape(caption.words)}</caption>" if caption else ""
        columns_named = "".join(f'<th scope="col">{_lines(cell)}</th>' for cell in head)
        heads = f"<thead><tr>{columns_named}</tr></thead>" if head else ""
        body = "".join(f"<tr{_height(tall)}>{_first(row[0], not head)}{''.join(map(_cell, row[1:]))}</tr>" for row in rows)
        self._add(f"<table>{told}<colgroup>{columns}</colgroup>{heads}<tbody>{body}</tbody></table>")

    def _picture(self, shown: Picture, caption: Caption) -> None:
        message = f'<p class="message">{escape(clean(shown.title))}</p>'
        self._add(f"<figure>{message}{shown.svg}<figcaption>{escape(clean(shown.sentence))}</figcaption></figure>")


class PagePen(HtmlPen):
    """Writes an article of a page: its parts are sections with numbers and links to them, the first without a heading."""

    on_page, first = True, ' class="leader"'

    def lead(self, words: Any) -> None:
        self._add(f'<p class="scenario">{_shown(words)}</p>')

    def answer(self, verdict: str, sign: str, words: Any, points: Sequence[Any]) -> None:
        self._add(f'<div class="answer {verdict}">\n<p class="verdict"><b>{sign}</b> {_shown(words)}</p>')
        self.points(points)
        self._add("</div>")

    def pictures(self, shown: Sequence[Picture]) -> None:
        if shown:
            self._add('<div class="cards">')
            super().pictures(shown)
            self._add("</div>")

    def caveats(self) -> None:
        self._add(f'<p class="purpose">{_shown(PURPOSE)}</p>')
        self._blame()

    def made_with(self, played: Sequence[Any], versions: Mapping[str, str], inputs: Mapping[str, str]) -> None:
        used = ", ".join(f"{name} {version}" for name, version in versions.items())
        self.write(" ".join(map(clean, (*played, used))))
        sums = {name: Marked(checksum, tag="code", look="sum") for name, checksum in inputs.items()}
        self.table((_("file"), _("checksum")), list(sums.items()), ())

    def finish(self) -> bytes:
        self._blame()
        return super().finish()

    def _blame(self) -> None:
        self._add(f'<p class="blame">{_shown(NO_BLAME)}</p>')

    def _heading(self, words: str, level: int, number: str) -> None:
        at = self._numbers[0]
        if level != 1:
            self._add(f"<h{level + LOWER}>{escape(words)}</h{level + LOWER}>")
        elif at > 1:
            self._add(f'</section>\n\n<section>\n<h2 id="{current()}-{at}">{at}. {escape(words)}</h2>')

    def _table(
        self, head: list[Cell], rows: list[list[Cell]], widths: list[float], caption: Caption | None, tall: float
    ) -> None:
        looks = [_class(cell) for cell in head]

        def line(cells: list[Cell], tag: str) -> str:
            scope = ' scope="col"' if tag == "th" else ""
            return "".join(f"<{tag}{look}{scope}>{_lines(cell)}</{tag}>" for look, cell in zip(looks, cells, strict=True))

        told = f"<caption><h3>{escape(caption.words)}</h3></caption>\n" if caption is not None else ""
        body = "\n".join(f"<tr{_class(row[0])}{_height(tall)}>{line(row, 'td')}</tr>" for row in rows)
        self._add(f"<table>\n{told}<thead><tr>{line(head, 'th')}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>")


class SheetPen(HtmlPen):
    """Writes an article that is printed and written on: a new page is one of the printer's."""

    def new_page(self) -> None:
        self._add('<div class="sheet"></div>')

    def turn(self, landscape: bool) -> None:
        self.new_page()


def _shown(words: Any) -> str:
    """Words as HTML, with their marks."""
    shown = escape(clean(words))
    if not isinstance(words, Marked):
        return shown
    if words.tag:
        look = f' class="{words.look}"' if words.look else ""
        shown = f"<{words.tag}{look}>{shown}</{words.tag}>"
    return f"{shown} <small>{escape(words.remark)}</small>" if words.remark else shown


def _first(cell: Cell, is_head: bool) -> str:
    """The first cell of a row, which names the row where no head names the columns."""
    return f'<th scope="row">{_lines(cell)}</th>' if is_head else _cell(cell)


def _cell(cell: Cell) -> str:
    return f"<td>{_lines(cell)}</td>"


def _lines(cell: Cell) -> str:
    return "<br>".join(map(_shown, cell))


def _height(tall: float) -> str:
    return f' style="height:{tall:g}cm"' if tall else ""


def _class(cell: Cell) -> str:
    """The look of a row or a column, which its first words say."""
    look = cell[0].look if cell and isinstance(cell[0], Marked) and not cell[0].tag else ""
    return f' class="{look}"' if look else ""
