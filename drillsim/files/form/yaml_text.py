"""A plan or scenario as the text of its file, in the language spoken: keys in order, small things on one line."""

from __future__ import annotations

import re
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from drillsim.base.language import current
from drillsim.files.form import notation
from drillsim.files.form.cells import as_file
from drillsim.files.form.people import PEOPLE, THINGS
from drillsim.files.form.shapes import Leaf, Many, Part, Record, Sentence, VaryingShape, record
from drillsim.plan.keys import in_chinese
from drillsim.plan.pools import Squad
from drillsim.plan.schema import Model

_WIDE = 110  # characters of a line
_CLOCK = re.compile(r"\d{1,2}:\d{2}")


def file_text(model: Model) -> str:
    """The file of a plan or scenario. It says the same, though not in the words in which it may once have been written."""
    whole = record(type(model))
    written = _part(whole, as_file(model))
    for section in written.values():
        if isinstance(section, CommentedMap) and section:
            section.fa.set_block_style()
    yaml = YAML()
    yaml.width = _WIDE + 10
    yaml.indent(mapping=2, sequence=4, offset=2)
    out = StringIO()
    yaml.dump(written, out)
    large = (_key(key, whole) for key, part in whole.fields.items() if isinstance(part, (Many, Record)))
    return re.sub(rf"\n(?=(?:{'|'.join(large)}):\n)", "\n\n", out.getvalue())  # a blank line before each section


def _key(key: str, record: Record) -> str:
    return in_chinese(key, *record.models) if current() == "zh" else key


def _part(part: Part, value: Any) -> Any:
    """A value with its keys and words in the language spoken, on one line wherever it fits."""
    if isinstance(part, Record) and isinstance(value, dict):
        order = (*PEOPLE, *THINGS, *part.fields) if Squad in part.models else part.fields
        ordered = {key: value[key] for key in order if key in value}
        return _line({_key(key, part): _part(part.fields[key], one) for key, one in ordered.items()})
    if isinstance(part, Many) and isinstance(value, dict):
        return _line({key: _part(part.of, one) for key, one in value.items()})
    if isinstance(part, Many) and isinstance(value, list):
        return _line([_part(part.of, one) for one in value])
    if isinstance(part, VaryingShape) and isinstance(value, dict):
        return _line(_plain(notation.in_language(part.free, value)))
    if isinstance(part, Leaf):
        return _line(_plain(_leaf(part, value)))
    if isinstance(part, VaryingShape):
        return _plain(notation.in_language(part.free, value))
    assert isinstance(part, (Sentence, Record, Many))
    return _line(_plain(value))


def _leaf(leaf: Leaf, value: Any) -> Any:
    if isinstance(value, bool) and current() != "zh":
        return value
    short = _unlisted(value)
    if leaf.same(short, value):
        value = short
    return notation.in_language(leaf, value)


def _unlisted(value: Any) -> Any:
    """One thing instead of a list of one."""
    if isinstance(value, dict):
        return {key: _unlisted(one) for key, one in value.items()}
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _plain(value: Any) -> Any:
    """Lists and mappings as the writer of YAML has them; times of the day in quotes, as in our documents."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return DoubleQuotedScalarString(value) if isinstance(value, str) and _CLOCK.match(value) else value


def _line(value: Any) -> Any:
    """A mapping or list on one line if it is short, else with its parts below each other."""
    if isinstance(value, dict):
        found: Any = CommentedMap((key, _line(one)) for key, one in value.items())
        parts = list(found.values())
    elif isinstance(value, list):
        found = CommentedSeq(_line(one) for one in value)
        parts = list(found)
    else:
        return value
    flat = all(one.fa.flow_style() for one in parts if isinstance(one, (CommentedMap, CommentedSeq)))
    words = isinstance(value, list) and not any(isinstance(one, (dict, list)) for one in value)
    if words or (flat and len(repr(value)) <= _WIDE):
        found.fa.set_flow_style()
    return found
