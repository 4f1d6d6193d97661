"""The numbers that a word processor counts: read from its definitions of lists, and counted once more.

A paragraph names a list and a level in it, itself or through its style. Every list is an instance of a definition, which
says for each level how its number is written ('第%1条', '（%2）', '%1.%2'), where it starts, and after which level it
starts anew; instances of one definition count on from each other unless they say where they start.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from drillsim.quantities.numerals import chinese_numeral
from drillsim.texts.element import Element

LEVELS = 9
_MOST = 30_000  # a count beyond it is shown in digits, whatever the format
_CLASSIC = str.maketrans("零一二三四五六七八九十百千万", "零壹贰叁肆伍陆柒捌玖拾佰仟萬")
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_ORDINALS = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth")
_CARDINALS = ("One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")


@dataclass(frozen=True)
class _Level:
    """How the numbers of one level of a list are written and counted."""

    format: str = "decimal"
    text: str = ""
    start: int = 1
    restart: int | None = None  # anew after this level, counted from 1; 0: never; None: after any level above
    in_digits: bool = False  # the numbers of the levels above as digits, however they write themselves
    style: str = ""


@dataclass
class Numbering:
    """The lists of a document, and how far each has been counted."""

    definitions: dict[str, dict[int, _Level]] = field(default_factory=dict)
    lists: dict[str, tuple[str, dict[int, _Level], dict[int, int]]] = field(default_factory=dict)
    _counts: dict[str, list[int | None]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    def level_of_style(self, number: str, style: str) -> int:
        """The level that a style has in a list."""
        definition = self.lists.get(number, ("", {}, {}))[0]
        return next((n for n, one in self.definitions.get(definition, {}).items() if style and one.style == style), 0)

    def counted(self, number: str, depth: int) -> str:
        """Count a paragraph of a list, and give its number as it is printed; '' where the list shows none."""
        if number not in self.lists or not 0 <= depth < LEVELS:
            return ""
        definition, own, starts = self.lists[number]
        levels = {**self.definitions.get(definition, {}), **own}
        if depth not in levels:
            return ""
        counts = self._counts.setdefault(definition, [None] * LEVELS)
        if depth in starts and (number, depth) not in self._begun:
            counts[depth] = starts[depth]
        else:
            before = counts[depth]
            counts[depth] = levels[depth].start if before is None else before + 1
        self._begun.add((number, depth))
        for deeper in range(depth + 1, LEVELS):
            restart = levels.get(deeper, _Level()).restart
            if restart is None or 0 < depth + 1 <= restart:
                counts[deeper] = None
        return self._printed(levels, depth, counts)

    @staticmethod
    def _printed(levels: dict[int, _Level], depth: int, counts: list[int | None]) -> str:
        level = levels[depth]
        if level.format == "bullet":
            return "•"
        if level.format == "none":
            return ""

        def number(found: re.Match[str]) -> str:
            at = int(found[1]) - 1
            one = levels.get(at, _Level())
            count = counts[at]
            value = one.start if count is None else count
            return in_format(value, "decimal" if level.in_digits and at != depth else one.format)

        return re.sub("%([1-9])", number, level.text).strip()


def read_numbering(root: Element, style_lists: dict[str, str]) -> Numbering:
    """The lists that a document defines; `style_lists` are the numbers of the lists to which its list styles lead."""
    found = Numbering()
    linked: dict[str, str] = {}
    for one in root.named("abstractNum"):
        name = one.get("abstractNumId")
        found.definitions[name] = {_number(level.get("ilvl"), 0): _level(level) for level in one.named("lvl")}
        if (link := one.first("numStyleLink")) is not None:
            linked[name] = link.get("val")
    for one in root.named("num"):
        definition = one.value("abstractNumId")
        own: dict[int, _Level] = {}
        starts: dict[int, int] = {}
        for override in one.named("lvlOverride"):
            depth = _number(override.get("ilvl"), 0)
            if (level := override.first("lvl")) is not None:
                own[depth] = _level(level)
            if (start := override.first("startOverride")) is not None:
                starts[depth] = _number(start.get("val"), 1)
        found.lists[one.get("numId")] = definition, own, starts
    for name, style in linked.items():  # a definition that says no more than which style defines it
        real = found.lists.get(style_lists.get(style, ""))
        if real is not None and not found.definitions.get(name):
            found.definitions[name] = found.definitions.get(real[0], {})
    return found


def _level(element: Element) -> _Level:
    restart = element.first("lvlRestart")
    level = _Level(
        element.value("numFmt") or "decimal",
        element.value("lvlText"),
        _number(element.value("start"), 0),
        None if restart is None else _number(restart.get("val"), 0),
        element.is_on("isLgl"),
        element.value("pStyle"),
    )
    choice = next(iter(element.named("AlternateContent")), None)  # formats that came later are wrapped in a choice
    fallback = choice.first("Fallback") if choice is not None else None
    if choice is not None and element.first("numFmt") is None and fallback is not None:
        level = replace(level, format=fallback.value("numFmt") or "decimal")
    return level


def _number(text: str, otherwise: int) -> int:
    return int(text) if re.fullmatch(r"-?[0-9]{1,6}", text) else otherwise


def in_format(value: int, format: str) -> str:
    """A number as a word processor writes it."""
    if not 0 < value <= _MOST or format not in _FORMATS:
        return str(value)
    return _FORMATS[format](value)


def _roman(value: int) -> str:
    found = ""
    for size, letters in _ROMAN:
        found += letters * (value // size)
        value %= size
    return found


def _letters(value: int) -> str:
    """a, b, …, z, aa, bb: the letter is repeated, as in Word."""
    return chr(97 + (value - 1) % 26) * min((value - 1) // 26 + 1, 20)


def _short_chinese(value: int) -> str:
    """十一, not 一十一."""
    return re.sub("^一十", "十", chinese_numeral(value))


def _digits_in_chinese(value: int) -> str:
    return str(value).translate(str.maketrans("0123456789", "〇一二三四五六七八九"))


def _from(first: str, most: int) -> Callable[[int], str]:
    """Signs that follow each other; digits beyond the last."""
    return lambda value: chr(ord(first) + value - 1) if value <= most else str(value)


def _of(signs: str) -> Callable[[int], str]:
    return lambda value: signs[(value - 1) % len(signs)]


def _ordinal(value: int) -> str:
    ending = "th" if value % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    return f"{value}{ending}"


def _circled(value: int) -> str:
    return chr(0x2460 + value - 1) if value <= 20 else chr(0x3251 + value - 21) if value <= 35 else str(value)


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimalZero": lambda value: f"{value:02d}",
    "decimalFullWidth": lambda value: str(value).translate(str.maketrans("0123456789", "０１２３４５６７８９")),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedParen": _from("⑴", 20),
    "decimalEnclosedFullstop": _from("⒈", 20),
    "numberInDash": lambda value: f"- {value} -",
    "upperRoman": lambda value: _roman(value).upper(),
    "lowerRoman": _roman,
    "upperLetter": lambda value: _letters(value).upper(),
    "lowerLetter": _letters,
    "ordinal": _ordinal,
    "cardinalText": lambda value: _CARDINALS[value - 1] if value <= len(_CARDINALS) else str(value),
    "ordinalText": lambda value: _ORDINALS[value - 1] if value <= len(_ORDINALS) else _ordinal(value),
    "chineseCounting": lambda value: _short_chinese(value) if value < 100 else _digits_in_chinese(value),
    "chineseCountingThousand": _short_chinese,
    "japaneseCounting": _short_chinese,
    "taiwaneseCounting": lambda value: _short_chinese(value) if value < 100 else _digits_in_chinese(value),
    "taiwaneseCountingThousand": _short_chinese,
    "chineseLegalSimplified": lambda value: chinese_numeral(value).translate(_CLASSIC),
    "ideographLegalTraditional": lambda value: chinese_numeral(value).translate(_CLASSIC),
    "japaneseLegal": lambda value: chinese_numeral(value).translate(_CLASSIC),
    "ideographDigital": _digits_in_chinese,
    "japaneseDigitalTenThousand": _digits_in_chinese,
    "taiwaneseDigital": _digits_in_chinese,
    "ideographEnclosedCircle": _from("㊀", 10),
    "ideographTraditional": _of("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _of("子丑寅卯辰巳午未申酉戌亥"),
}
