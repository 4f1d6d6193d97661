"""Numbers of persons, masked before anything else sees them: telephones, identity cards, accounts, e-mail addresses.

Hotlines (119, 12345), years, article numbers and quantities stay: a number of up to five digits reaches an office, not
a person, and what is counted has a unit.
"""

from __future__ import annotations

import re

MASKS = {"zh": "[号码]", "en": "[number]"}

_D = "[0-9０-９]"
_GAP = r"[ \u3000\-－‐-―]?"
_PHONE_WORDS = (
    r"(?:电\s*话|手\s*机|联系方式|联系人|传\s*真|热线|短号|值班室|座机|分机|[Qq]{2}|微\s*信|"
    r"(?i:\b(?:tel|telephone|phone|mobile|cell|fax|pager|bleep|whatsapp|hotline|dial|call|ring|ext)\b\.?))"
)
_UNIT = r"(?!\s*(?:元|万|亿|人|名|户|吨|米|公里|平方|立方|亩|毫|千|件|册|份|分钟|小时|天|日|年|月|%|％))"
_SURELY = (
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+",  # an e-mail address
    rf"(?<![0-9０-９.A-Za-z])[1-9１-９]{_D}{{16}}[0-9０-９XxＸｘ](?![0-9０-９])",  # an identity card
    rf"(?<![0-9０-９.]){_D}{{15,19}}(?![0-9０-９])",  # an old one, an account
    rf"(?<![0-9０-９.])(?:[+＋]?86{_GAP})?[1１][3-9３-９]{_D}{_GAP}{_D}{{4}}{_GAP}{_D}{{4}}(?![0-9０-９]){_UNIT}",  # mobile
    rf"(?<![0-9０-９.])(?:[0０]{_D}{{2,3}}|[(（][0０]{_D}{{2,3}}[)）]){_GAP}[2-9２-９]{_D}{{2,3}}{_GAP}{_D}{{4}}"
    rf"(?:(?:转|{_GAP}){_D}{{1,5}})?(?![0-9０-９])",  # a telephone with its area
    rf"(?<![0-9０-９.])[48４８][0０]{{2}}{_GAP}{_D}{{3,4}}{_GAP}{_D}{{3,4}}(?![0-9０-９])",  # a number of a firm
    r"(?<![\w+])\+[0-9][0-9 ()./-]{6,17}[0-9]",  # one with its country
    r"(?<![\w.])(?:0[0-9]{2,4}|\(0[0-9]{2,4}\))[ -][0-9]{3,4}[ -]?[0-9]{3,4}(?![\w])",  # British, Australian
    r"(?<![\w.])(?:[2-9][0-9]{2}[ .-]|\([2-9][0-9]{2}\) ?)[1-9][0-9]{2}[ .-][0-9]{4}(?![\w])",  # American
    # The same without its area; 300-1000 people are a range.
    r"(?<![\w.-])[2-9][0-9]{2}-(?:0[0-9]{3}|[0-9]{3}[1-9])(?![\w-]|\s*(?:people|persons|customers|households|人|名|户))",
)
_AFTER_PHONE_WORDS = re.compile(
    rf"(?P<word>{_PHONE_WORDS}[^0-9０-９\n。；;]{{0,12}})(?!(?:19|20){_D}{{2}}(?!{_D}))"
    rf"(?P<number>{_D}(?:{_GAP}{_D}){{5,14}}(?:\s*(?:转|ext\.?)\s*{_D}{{1,5}})?)"
    rf"(?![0-9０-９]){_UNIT}"
)
# A pager has as few digits as a hotline has, and reaches one person.
_PAGER = re.compile(r"(?P<word>\b(?:bleep|pager|ext(?:ension)?\.?|分机|短号)[ 　:：]*)[0-9]{3,5}(?![0-9])", re.IGNORECASE)
_FURTHER = rf"(?P<before>\[(?:号码|number)\]\s*(?:[、,，/／;；或和]|or|and)\s*){_D}(?:[ -]?{_D}){{5,14}}"
# Seven or eight digits that count nothing and are no date: in a Chinese plan, a telephone of the same town.
_LOCAL = re.compile(
    rf"(?<![0-9０-９.,A-Za-z/〔第号-])(?!(?:19|20){_D}{{2}}[01]{_D}[0-3]{_D})[2-8２-８]{_D}{{6,7}}(?![0-9０-９.,/-]){_UNIT}"
)
_SURE = re.compile("|".join(f"(?:{one})" for one in _SURELY))
_HOTLINES = re.compile(r"(?:(?:1[0-2][0-9]|999|911|1[02]\d{3}|9[5-6]\d{3})\s*)+")  # several, with nothing but blanks between
_TITLES = re.compile(rf"{_PHONE_WORDS}|号码|身份证|(?i:e-?mail|contact)")
_LONG = re.compile(rf"(?<![0-9０-９.]){_D}(?:{_GAP}{_D}){{5,18}}(?![0-9０-９])")
_ANY_DIGITS = re.compile(rf"{_D}(?:[^0-9０-９]{{0,3}}{_D}){{5}}|@|{_PAGER.pattern}", re.IGNORECASE)


def masked(text: str, language: str, title: str = "") -> str:
    """`text` without the numbers of persons; `title` heads its column in a table, if it stands in one."""
    if not _ANY_DIGITS.search(text):
        return text
    mask = MASKS["zh" if language == "zh" else "en"]
    text = _SURE.sub(mask, text)
    text = _AFTER_PHONE_WORDS.sub(
        lambda found: found[0] if _HOTLINES.fullmatch(found["number"]) else found["word"] + mask, text
    )
    text = _PAGER.sub(rf"\g<word>{mask}", text)
    if language == "zh":
        text = _LOCAL.sub(mask, text)
    while (further := re.sub(_FURTHER, rf"\g<before>{mask}", text)) != text:
        text = further
    return _LONG.sub(mask, text) if title and _TITLES.search(title) else text
