"""What every pen can do: headings, sentences, tables, pictures, contents. Pens differ in the file that comes of it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, NamedTuple

from drillsim.base.language import _, current, say, text
from drillsim.base.legible import legible
from drillsim.draw import drawing
from drillsim.papers.documents.page_setup import page_setup
from drillsim.papers.dossier import Picture
from drillsim.quantities.wording import Series
from drillsim.say.caveats import NO_BLAME

PICTURE, HIGH = 12.5, 11.0  # cm, as wide and as high a picture is at the most
NARROWEST = 1.2  # cm of a column
LONG = 600  # bytes
LINE = 7.5  # inches, as a drawing counts them, in the line at the head of a page
BETWEEN = "  ·  "  # what stands there

Cell = list[str]  # its lines


class Marked(str):
    """Words that a page marks: by a `tag` ('b', 'code'), with a `remark` beside them, as of a certain `look`. In the first
    cell of a row the look is the row's, in the head of a table it is the column's. On paper only the words stand."""

    tag: str
    remark: str
    look: str

    def __new__(cls, words: Any, *, tag: str = "", remark: str = "", look: str = "") -> Marked:
        made = super().__new__(cls, clean(words))
        made.tag, made.remark, made.look = tag, clean(remark), look
        return made


def figures(*titles: Any) -> list[Marked]:
    """Titles of columns of figures, which a page sets to the right."""
    return [Marked(title, look="n") for title in titles]


def clean(value: Any) -> str:
    """Words as a document may hold them: in the language spoken, legible, so without characters that XML forbids."""
    if isinstance(value, Marked):
        return value
    return legible(text(value) if value is None or isinstance(value, Mapping) else str(value))


class Caption(NamedTuple):
    """What stands at a table or picture; pictures and tables are counted apart."""

    kind: str  # 'Table' or 'Figure'
    number: int
    words: str

    @property
    def label(self) -> str:
        """'Table' or 'Figure' in the language spoken."""
        return _("Table") if self.kind == "Table" else _("Figure")

    def __str__(self) -> str:
        return f"{self.label} {self.number}  {self.words}"


class Pen(ABC):
    """Writes one document in the language spoken; the same words give the same bytes."""

    suffix: ClassVar[str]  # of its files
    on_page: ClassVar[bool] = False  # whether it is read on a screen, where there is room for all

    def __init__(self, title: Any, subject: Any, notice: Any = "") -> None:
        """`notice` is what nobody may overlook: it stands at the title and at the head of every page."""
        self.title, self.subject, self.notice = clean(title), clean(subject), clean(notice)
        self.setup = page_setup(current())  # on which is written now
        self._level = 1  # of the heading that was last
        self._count = {"Figure": 0, "Table": 0}
        self._numbers = [0, 0, 0]  # of the headings so far

    @property
    def full_title(self) -> str:
        """Title and subject, as the properties of a file have them."""
        return clean(say("{title}: {subject}", title=self.title, subject=self.subject)) if self.subject else self.title

    @property
    def running_head(self) -> str:
        """What stands at the head of every page: the notice, and what the paper is as far as one line holds it."""
        parts = [part for part in (self.notice, self.title, self.subject) if part]
        while len(parts) > 1 and drawing.width_of(BETWEEN.join(parts)) > LINE:
            parts.pop()
        return BETWEEN.join(parts)

    def heading(self, words: Any, level: int = 1) -> None:
        """A heading that the contents list; level 0 is an appendix, without a number."""
        self._level = max(level, 1)
        number = ""
        if level:
            self._numbers = [*self._numbers[: level - 1], self._numbers[level - 1] + 1, *[0] * (len(self._numbers) - level)]
            number = shown_number(current(), self._numbers[:level])
        self._heading(clean(words), level, number)

    def subheading(self, words: Any) -> None:
        """What stands over a few paragraphs below a heading: without a number, and not in the contents."""
        self._subheading(clean(words), self._level + 1)

    def table(
        self,
        head: Sequence[Any],
        rows: Sequence[Sequence[Any]],
        widths: Sequence[float],
        caption: Any = None,
        tall: float = 0,
    ) -> None:
        """A table whose first row repeats on every page; rows stay whole unless they are long.

        Widths are shares. A list is a cell of lines. Rows below the first are at least so `tall`, in cm: somebody writes
        in them by hand.
        """
        told = self._caption("Table", caption) if caption is not None else None
        cells = [list(map(_lines, row)) for row in rows]
        self._table(list(map(_lines, head)), cells, columns(widths, self.setup.measure), told, tall)

    def picture(self, shown: Picture) -> None:
        """A picture with its sentence below; the sentence is read out in its place, too."""
        self._picture(shown, self._caption("Figure", f"{clean(shown.title)}{_('. ')}{clean(shown.sentence)}"))

    def pictures(self, shown: Sequence[Picture]) -> None:
        """Several pictures; side by side where there is room."""
        for one in shown:
            self.picture(one)

    def lead(self, words: Any) -> None:
        """What stands below the title: the scenario and its time."""
        self.write(words)

    def answer(self, verdict: str, sign: str, words: Any, points: Sequence[Any]) -> None:
        """The answer with the sign of its verdict, and what there is to say of it."""
        self.write(say("{sign} {mark}", sign=sign, mark=words), bold=True)
        self.points(points)

    def caveats(self) -> None:
        """What the paper is for, and what not."""
        self.write(NO_BLAME, "Small")

    def made_with(self, played: Sequence[Any], versions: Mapping[str, str], inputs: Mapping[str, str]) -> None:
        """What a result rests on: sentences on what was played, versions of the software, checksums of the files."""
        for words in played:
            self.write(words)
        self.write(Series(tuple(f"{name} {version}" for name, version in versions.items())))
        self.table((_("file"), _("checksum")), list(inputs.items()), (30, 70))

    def _caption(self, kind: str, words: Any) -> Caption:
        self._count[kind] += 1
        return Caption(kind, self._count[kind], clean(words))

    @abstractmethod
    def write(self, words: Any, style: str | None = None, bold: bool = False) -> None:
        """A paragraph; `style` is None, 'Small' or 'Code'."""

    @abstractmethod
    def points(self, sentences: Sequence[Any]) -> None:
        """Sentences, each a point of a list."""

    @abstractmethod
    def new_page(self) -> None:
        """Begin a new page with what is written next."""

    def turn(self, landscape: bool) -> None:
        """Turn the pages that follow on their side, or upright again; what is written next stands on a new one."""
        self.setup = page_setup(current()).turned if landscape else page_setup(current())

    @abstractmethod
    def contents(self) -> None:
        """Where the contents stand; they are filled in when all is written."""

    @abstractmethod
    def signature(self) -> None:
        """Where the office signs, with the date; both are left open."""

    @abstractmethod
    def finish(self) -> bytes:
        """The document as a file."""

    @abstractmethod
    def _heading(self, words: str, level: int, number: str) -> None: ...

    @abstractmethod
    def _subheading(self, words: str, level: int) -> None: ...

    @abstractmethod
    def _table(
        self, head: list[Cell], rows: list[list[Cell]], widths: list[float], caption: Caption | None, tall: float
    ) -> None: ...

    @abstractmethod
    def _picture(self, shown: Picture, caption: Caption) -> None: ...


def signed() -> tuple[str, str]:
    """The lines that an office fills in when it signs."""
    return _("Issued by ____________________"), _("Date ____________________")


def columns(shares: Sequence[float], measure: float) -> list[float]:
    """How wide the columns of a table are, in cm: by their shares, but none so narrow that it would cut a number."""
    whole, least = sum(shares), min(NARROWEST, measure / (2 * max(1, len(shares))))
    beyond = [max(0.0, measure * share / whole - least) for share in shares]
    room = measure - least * len(shares)
    return [least + room * one / sum(beyond) for one in beyond]


def _lines(words: Any) -> Cell:
    return [clean(line) for line in words] if isinstance(words, (list, tuple)) else [clean(words)]


def is_long(words: str) -> bool:
    """Whether words could fill more than a page, so that what holds them must not be kept on one."""
    return len(words.encode()) > LONG


def wide(shown: Picture, measure: float) -> float:
    """How wide a picture is shown, in cm: as its words need, so one that was drawn wider than others is shown wider; a high
    one narrower, so that its words stand on the page with it."""
    inches, high = map(float, shown.drawn.get_size_inches())
    return min(measure, PICTURE * inches / drawing.WIDTH, HIGH * inches / high)


def shown_number(language: str, numbers: Sequence[int]) -> str:
    """The number of a heading: 1.2 in most languages, 一、（一）1. in Chinese."""
    if language != "zh":
        return ".".join(map(str, numbers)) + " "
    at, n = len(numbers), numbers[-1]
    return (f"{in_chinese(n)}、", f"（{in_chinese(n)}）", f"{n}.")[at - 1]


def in_chinese(n: int) -> str:
    """A number from 1 to 99 in Chinese."""
    digits = "〇一二三四五六七八九"
    tens, ones = divmod(n, 10)
    return ("" if not tens else ("" if tens == 1 else digits[tens]) + "十") + (digits[ones] if ones or not tens else "")
