"""The Chinese font: its file for pictures, and the part of it that a page needs, to be put into the page.

Noto Sans SC (SIL Open Font License 1.1) has the Latin letters as well, so both languages
look the same on every machine, with or without fonts.
"""

from __future__ import annotations

import base64
import io
import logging
from collections.abc import Iterable
from functools import cache
from pathlib import Path

FAMILY = "Noto Sans SC"
OTHERS = ("DejaVu Sans",)  # for scripts and signs that it lacks; comes with matplotlib
ALWAYS = "".join(map(chr, range(0x20, 0x7F))) + "√×○●–—…·≥≤（），。：；、“”《》%−"


def font_path() -> Path:
    """The font file."""
    from pylopdf_fonts_zh_cn import sans_path

    return Path(sans_path())


def font_folders() -> list[Path]:
    """The folders with the font and its sister with serifs, and with those for signs that they lack."""
    import matplotlib

    return [font_path().parent, Path(matplotlib.get_data_path(), "fonts", "ttf")]


def covered() -> frozenset[str]:
    """The characters that the font has."""
    from fontTools.ttLib import TTFont

    with TTFont(font_path(), lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap()))


@cache
def advances() -> dict[int, float]:
    """How wide the characters of the font are, as parts of its size."""
    from fontTools.ttLib import TTFont

    with TTFont(font_path(), lazy=True) as font:
        widths, size = font["hmtx"].metrics, font["head"].unitsPerEm
        return {sign: widths[name][0] / size for sign, name in font.getBestCmap().items()}


def subset_woff2(characters: Iterable[str]) -> bytes:
    """The font with these characters only, as WOFF2; the same characters give the same bytes."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    logging.getLogger("fontTools").setLevel(logging.ERROR)
    options = subset.Options()
    options.layout_features = []
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 7, 13, 14]  # copyright, family, trade mark and licence stay with the font
    options.drop_tables += ["BASE", "GDEF", "GPOS", "GSUB", "VORG", "vhea", "vmtx", "DSIG"]
    with TTFont(font_path(), lazy=True, recalcTimestamp=False) as font:
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=sorted({ord(c) for c in characters} | {ord(c) for c in ALWAYS}))
        subsetter.subset(font)
        font.flavor = "woff2"
        buffer = io.BytesIO()
        font.save(buffer)
    return buffer.getvalue()


def data_url(characters: Iterable[str]) -> str:
    """That part of the font as a data: URL for a style sheet."""
    return "data:font/woff2;base64," + base64.b64encode(subset_woff2(characters)).decode("ascii")
