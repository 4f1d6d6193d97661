"""Texts of people in every medium: shown as they were written, whatever another language would make of them.

One plan, scenario and drill in which every text is a string of horrors goes through every command.
"""

from __future__ import annotations

import html.parser
import io
import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin

import docx
import openpyxl
import pytest
from files import PLAN, SCENARIO, write
from pydantic import BaseModel, BeforeValidator
from ruamel.yaml import YAML

from drillsim import language, schema
from drillsim.command import cli
from drillsim.files.reading import read_scenario
from drillsim.legible import legible

MORE_PLAN = """\
names: {office: x, chair: x, danger: x, none: x, some: x, settled: x, failed: x, snow: x}
about: x
basis: [x, x]
players:
  boss: {plays: head, decides: [crew, car]}
triggers:
  alarm: {kind: visit, count: 2, within: 2 h, procedure: report}
"""
MORE_SCENARIO = """\
about: x
"""
# What each medium reads as its own: formulas of pictures, markup of terminals, typesetters and pages, fields to fill in,
# escapes of workbooks, marks that turn letters round, what looks like the inside of a drawing, other scripts.
HORRORS = {
    "mathtext": r"fee $5 % or $6 % x_{1}^2 \frac{a}{b} \$ a__b",
    "markup": "[/urgent] [bold red]x[/] :fire: [link=file:///]y",
    "page": """<b>&amp;"'</title></script><script>alert(1)</script><!-- ]]> --> {{ plan }} {% raw %}""",
    "typesetter": r"#strong[*x*] _y_ @ref <label> // `code` \ = ~ $x$ --- ...",
    "fields": "{n} {0} {} %s %(x)s {{ }} ${x} «Name» { MERGEFIELD a }",
    "drawing": '''z " id="x" -3.14159 > < fill: #222222 style="" @font@ url(#x) _x0041_ &''',
    "order": "\u202eabc\u202c \u2066d\u2069 \u2028 \x85 \ufeff\u200bend",
    "scripts": "镇政府 العربية ไทย 😀👨‍👩‍👧 e\u0301 ｆｕｌｌ Ａ",
}
BEGINNINGS = ("=1+1 ", "+1 ", "-1 ", "@x ", "'", "[x] ", "$", "#", "\t", "")

BREAKS = re.compile(r"[\s\u200b\ufeff]+")  # where a medium may break a line, or has broken one


class Texts:
    """Every text of a plan and its scenario made horrible: each ends in a number of its own."""

    def __init__(self, horror: str) -> None:
        self.horror, self.all = horror, {}

    def next(self) -> str:
        """Another text."""
        n = len(self.all) + 1
        self.all[n] = f"{BEGINNINGS[n % len(BEGINNINGS)]}{self.horror} Q{n}Q"
        return self.all[n]

    def fill(self, part: BaseModel, raw: dict[str, Any]) -> None:
        """Fill in every text that a part of a file has room for; `raw` is the part as the file writes it."""
        for name, field in type(part).model_fields.items():
            key, value = name.rstrip("_"), getattr(part, name)
            if name in ("qualitative", "not_modelled") and value is None:
                continue  # a clause has one mark
            one, several = _texts_in(field.annotation, field.metadata)
            if one:
                raw[key] = self.next()
            elif several is list:
                raw[key] = [self.next(), self.next()]
            elif several is dict:
                raw[key] = {one: self.next() for one in raw.get(key, {})}
            else:
                self._below(value, raw.get(key))

    def _below(self, value: Any, raw: Any) -> None:
        if isinstance(value, BaseModel) and isinstance(raw, dict):
            self.fill(value, raw)
        elif isinstance(value, dict) and isinstance(raw, dict):
            for name, one in zip(raw, value.values(), strict=True):
                self._below(one, raw[name])
        elif isinstance(value, list) and isinstance(raw, list):
            for one, its in zip(value, raw, strict=True):
                self._below(one, its)


def _texts_in(annotation: Any, metadata: Any) -> tuple[bool, type | None]:
    """Whether a field is a text, and whether it is a list or a mapping of texts."""
    if any(isinstance(one, BeforeValidator) and one.func is schema._as_texts for one in metadata):
        return True, None
    if get_origin(annotation) in (list, dict):
        return False, get_origin(annotation) if _texts_in(get_args(annotation)[-1], ())[0] else None
    if get_origin(annotation) is Annotated:
        return _texts_in(get_args(annotation)[0], get_args(annotation)[1:])
    if type(None) in get_args(annotation):
        return _texts_in(get_args(annotation)[0], ())
    return False, None


def horrible(folder: Path, horror: str) -> tuple[Path, Texts]:
    """A plan and a scenario with this horror in all their texts; returns the scenario's path."""
    yaml, texts = YAML(typ="safe", pure=True), Texts(horror)
    (folder / "plain").mkdir()
    path = write(folder / "plain", PLAN.replace("county: }", "county: {}}") + MORE_PLAN, SCENARIO + MORE_SCENARIO)
    scenario, plan = read_scenario(path)
    for name, part in (("plan.yaml", plan), ("week.yaml", scenario)):
        raw = yaml.load((folder / "plain" / name).read_text("utf-8"))
        texts.fill(part, raw)
        content = json.dumps(raw, ensure_ascii=False, default=str)
        (folder / name).write_text(re.sub("[\x85\u2000-\u206f\ufeff]", lambda m: f"\\u{ord(m[0]):04x}", content), "utf-8")
    return folder / "week.yaml", texts
