"""Numbers in words as digits: 三十 and thirty are 30, 一万五千 is 15000, 二十五 and twenty-five are 25.

What two people could take for different numbers is left as it stands, so that whoever reads it refuses it:
两三 (two or three), 十几 (more than ten), 一百二 (120 or 102).
"""

from __future__ import annotations

import re

_DIGITS = {sign: n for n, sign in enumerate("零一二三四五六七八九")}
_RUN = re.compile(r"[零〇一二两三四五六七八九十百千万]+")
_POWERS = ((1000, "千"), (100, "百"), (10, "十"))

_UNITS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_WORDS = {word: n for n, word in enumerate((*_UNITS, *_TEENS), 1)} | {word: 10 * n for n, word in enumerate(_TENS, 2)}
_WORDS["zero"] = 0
_BELOW_HUNDRED = rf"(?:(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(_UNITS)}))?|{'|'.join((*_TEENS, *_UNITS, 'zero'))})"
_ENGLISH = re.compile(
    rf"\b(?:(?P<hundreds>{'|'.join(_UNITS)}|an?)[ -]hundred(?:(?: and)? (?P<rest>{_BELOW_HUNDRED}))?|"
    rf"(?P<below>{_BELOW_HUNDRED}))\b",
    re.IGNORECASE,
)

# A number in running text, in digits or in words; the text has no digits of full width.
IN_TEXT = (
    r"(?:(?<![\d.])(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+(?:\.\d+)?)|(?<![零〇一二两三四五六七八九十百千万])[零〇一二两三四五六七八九十百千万]+|"
    rf"\b(?:(?:{'|'.join(_UNITS)}|an?)[ -]hundred(?:(?: and)? {_BELOW_HUNDRED})?|{_BELOW_HUNDRED})\b)"
)

# In a JSON Schema: a text with a number in it, in digits or in words.
A_NUMBER = "[0-9０-９零一二两三四五六七八九十百千万半]|" + "|".join((*_UNITS, *_TEENS, *_TENS, "[Hh]alf", "[Hh]undred"))


def in_digits(text: str) -> str:
    """`text` with its numbers in words as digits."""
    return _ENGLISH.sub(_from_english, _RUN.sub(_from_chinese, text))


def figure(words: str) -> float | None:
    """The number that words are, in digits or in words; None of all else."""
    digits = in_digits(words)
    return float(digits) if re.fullmatch(r"\d+(?:\.\d+)?", digits) else None


def _from_chinese(match: re.Match[str]) -> str:
    numeral = match[0].replace("两", "二").replace("〇", "零")
    value = sum(_below_ten_thousand(part) * size for part, size in _by_ten_thousands(numeral))
    return str(value) if _short(chinese_numeral(value)) == _short(numeral) else match[0]


def _by_ten_thousands(numeral: str) -> list[tuple[str, int]]:
    high, sign, low = numeral.partition("万")
    return [(high, 10_000), (low, 1)] if sign else [(high, 1)]


def _below_ten_thousand(numeral: str) -> int:
    total = digit = 0
    for sign in numeral:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        else:
            total += (digit or 1) * next((size for size, name in _POWERS if name == sign), 0)
            digit = 0
    return total + digit


def chinese_numeral(value: int) -> str:
    """A number up to 99,999,999 as it is written in full; what is written otherwise is not surely this number."""
    if value >= 10_000:
        high, low = divmod(value, 10_000)
        return chinese_numeral(high) + "万" + (("零" if low < 1000 else "") + chinese_numeral(low) if low else "")
    if value == 0:
        return "零"
    found, gap = "", False
    for size, name in _POWERS:
        digit, value = divmod(value, size)
        if digit:
            found += ("零" if gap else "") + "零一二三四五六七八九"[digit] + name
            gap = False
        else:
            gap = bool(found)
    return found + (("零" if gap else "") + "零一二三四五六七八九"[value] if value else "")


def _short(numeral: str) -> str:
    """Without the 一 before 十, which may be left out."""
    return numeral.replace("一十", "十")


def _from_english(match: re.Match[str]) -> str:
    if match["below"]:
        return str(_below_hundred(match["below"]))
    hundreds = _WORDS.get(match["hundreds"].lower(), 1)
    return str(100 * hundreds + (_below_hundred(match["rest"]) if match["rest"] else 0))


def _below_hundred(words: str) -> int:
    return sum(_WORDS[word] for word in re.split("[- ]", words.lower()))


def spelled(value: int, language: str) -> str:
    """A whole number below a hundred in words; one that is larger in digits."""
    if language == "zh":
        return chinese_numeral(value).removeprefix("一") if 10 <= value < 20 else chinese_numeral(value)
    if value >= 100:
        return f"{value:,}"
    if value < 20:
        return ("zero", *_UNITS, *_TEENS)[value]
    tens, unit = divmod(value, 10)
    return _TENS[tens - 2] + (f"-{_UNITS[unit - 1]}" if unit else "")
