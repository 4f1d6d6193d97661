"""One input file as it was written: its text, its values, and where each of them stands.

YAML 1.2 is read event by event into a small tree of our own, which workbooks share. (The reader's own tree forgets
where aliases stand and which tags were written, and takes half as long again.) No tag is ever obeyed, so a
file cannot run code; aliases are counted before they are followed and depth is bounded, so
no file can exhaust memory or the stack. Faults are collected, never raised.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from drillsim.base.errors import Fault, Spot
from drillsim.base.language import Message, say
from drillsim.base.opening import Unusable, contents
from drillsim.files.syntax import likely_cause
from drillsim.files.tree import Node, Path_, plain, resolve
from drillsim.plan.keys import keys_of
from drillsim.plan.plan import Plan
from drillsim.plan.scenario import Scenario
from drillsim.plan.schema import Model

LARGEST = 1_000_000  # bytes
DEEPEST = 40  # levels of nesting
MOST_VALUES = 200_000  # values after every alias is followed


_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


class Source:
    """An input file. `data` is None where nothing can be read; `faults` says what is wrong.

    `name` is the path as the user gave it.
    """

    def __init__(self, path: Path | str) -> None:
        self.name = str(path)
        self.lines: list[str] = []
        self.faults: list[Fault] = []
        self.root: Node | None = None
        self._brackets: list[Node] = []  # opened and not closed yet
        self._read(Path(path))
        self.data: Any = None if self.root is None else plain(self.root)

    def _read(self, path: Path) -> None:
        text = self._text(path)
        if text is not None:
            self.lines = text.splitlines()
            self._compose(text)

    def holds(self, kind: type[Model]) -> bool:
        """Whether it is a plan, or a scenario: it has keys of that sort and none of the other."""
        if not isinstance(self.data, dict):
            return False
        return {one for one in (Plan, Scenario) if _keys_of_its_own(one) & set(self.data)} == {kind}

    # ---- where things stand ----------------------------------------------------------------

    def resolve(self, loc: Sequence[str | int] | str) -> Path_:
        """The longest part of `loc` that the file has; see `resolve`."""
        return resolve(self.data, loc)

    def node(self, path: Path_) -> tuple[Node | None, Node | None]:
        """The key (if it has one) and the value that a resolved path leads to."""
        key, node = None, self.root
        for step in path:
            assert node is not None
            if node.kind == "list":
                key, node = None, node.children[int(step)]
            else:
                key, node = next((k, v) for k, v in node.entries() if k.text == step)
        return key, node

    def locate(self, loc: Sequence[str | int] | str, at_key: bool = False) -> Node:
        """The node that marks the place of a value: its key if asked, or if the value is no scalar."""
        key, node = self.node(self.resolve(loc))
        if node is None:
            return Node("scalar", 0, 0)
        if key is not None and (at_key or node.kind != "scalar" or node.width == 0):
            node = key
        return node

    def spelled(self, path: Path_) -> str:
        """The key at the end of a resolved path, as the writer of the file sees it."""
        return str(path[-1])

    def fault(
        self, loc: Sequence[str | int] | str, what: Message, mend: Message | None = None, at_key: bool = False
    ) -> Fault:
        """A fault at a value (or key) of this file."""
        node = self.locate(loc, at_key)
        return self._fault(node.line, node.column, max(1, node.width), what, mend, node.spot, node.item)

    def _fault(
        self,
        line: int,
        column: int,
        width: int,
        what: Message,
        mend: Message | None = None,
        spot: Spot | None = None,
        item: int = 0,
    ) -> Fault:
        place = self.lines[line - 1] if 0 < line <= len(self.lines) else ""
        return Fault(self.name, line, column, what, mend, place, width, spot, item)

    # ---- bytes to text ---------------------------------------------------------------------

    def _refuse(self, what: Message, mend: Message | None = None, line: int = 0, column: int = 0) -> None:
        self.faults.append(self._fault(line, column, 1, what, mend))

    def _text(self, path: Path) -> str | None:
        try:
            raw = contents(path, LARGEST)
        except Unusable as error:
            self._refuse(error.what, error.mend)
            return None
        if raw[:2] in (b"\xff\xfe", b"\xfe\xff") or (raw[:200].count(0) > 20 and b"\0" in raw[:2]):
            self._refuse(say("the file is written in UTF-16"), say("save it as UTF-8"))
            return None
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            self._not_utf8(raw, error.start)
            return None
        if control := _CONTROL.search(text):
            before = text[: control.start()].splitlines(keepends=True) or [""]
            here = before if not before[-1].endswith("\n") else [*before, ""]
            self.lines = [_CONTROL.sub("�", line) for line in text.splitlines()]
            self._refuse(
                say("there is a control character here (U+{code})", code=f"{ord(control[0]):04X}"),
                say("delete it"),
                len(here),
                len(here[-1]) + 1,
            )
            return None
        return text

    def _not_utf8(self, raw: bytes, position: int) -> None:
        if b"\0" in raw:
            self._refuse(say("the file holds no text"), say("name a .yaml file"))
            return
        what = say("the file is not written in UTF-8")
        try:
            self.lines = raw.decode("gb18030").splitlines()
            position = next(i for i, byte in enumerate(raw) if byte >= 0x80)  # two bytes can pass for UTF-8 by chance
            what = say("the file is written in GBK (GB18030), not in UTF-8")
        except UnicodeDecodeError:
            pass
        line = raw.count(b"\n", 0, position) + 1
        column = len(raw[raw.rfind(b"\n", 0, position) + 1 : position].decode("utf-8", "replace")) + 1
        self._refuse(what, say("save it as UTF-8"), line, column)

    # ---- text to nodes ---------------------------------------------------------------------

    def _compose(self, text: str) -> None:
        try:
            self._nodes(YAML(typ="safe", pure=True).parse(text))
        except _GiveUp:
            self.root = None
        except (YAMLError, ValueError, LookupError) as error:  # ruamel stumbles over some broken escapes and tags
            self.root = None
            self.faults.append(self._fault(*likely_cause(error, text, self.lines, self._brackets[-1:])))
        else:
            if self.root is None and not self.faults:
                self._refuse(say("the file is empty"), say("start from an example, or from 'plan: …'"))

    def _nodes(self, events: Iterable[Any]) -> None:
        stack: list[Node] = []
        anchors: dict[str, Node] = {}
        for event in events:
            kind = type(event).__name__
            start, end = event.start_mark, event.end_mark
            line, column = start.line + 1, start.column + 1
            if kind == "DocumentStartEvent" and self.root is not None:
                self._refuse(say("a second document begins here"), say("keep one document in the file"), line, column)
                raise _GiveUp
            if kind in ("MappingEndEvent", "SequenceEndEvent"):
                node = stack.pop()
                if self._brackets and self._brackets[-1] is node:
                    self._brackets.pop()
                if node.kind == "mapping":
                    self._keys(node)
            elif kind == "AliasEvent":
                node = self._alias(event.anchor, anchors, stack, line, column)
            elif kind == "ScalarEvent":
                width = end.column - start.column if end.line == start.line else 1
                node = Node("scalar", line, column, width, event.value, event.style is None)
                if _CONTROL.search(event.value):
                    what = say("there is a control character in this text")
                    self._refuse(what, say("delete it"), line, column)
                    node.text, node.sound = _CONTROL.sub("�", event.value), False
            elif kind in ("MappingStartEvent", "SequenceStartEvent"):
                node = Node("mapping" if kind[0] == "M" else "list", line, column)
                if len(stack) >= DEEPEST:
                    self._refuse(say("the nesting is too deep"), say("a plan needs no more than ten levels"), line, column)
                    raise _GiveUp
            else:
                continue
            if kind != "AliasEvent" and kind[-8:] != "EndEvent":
                if event.anchor:
                    anchors[event.anchor] = node
                if event.tag and event.tag != "!":
                    tag = event.tag.replace("tag:yaml.org,2002:", "!!")
                    self._refuse(say("the tag {tag} is not read", tag=tag), say("delete it"), line, column)
                    node.sound = False
                if kind != "ScalarEvent":
                    stack.append(node)
                    if event.flow_style:
                        self._brackets.append(node)
                    continue
            if not stack:
                self.root = node
                continue
            stack[-1].children.append(node)
            stack[-1].size += node.size
            if stack[-1].size > MOST_VALUES:
                what = say("the aliases in this file explode") if anchors else say("the file holds too many values")
                self._refuse(what, say("a plan has a few hundred lines"), line, column)
                raise _GiveUp

    def _alias(self, anchor: str, anchors: dict[str, Node], stack: list[Node], line: int, column: int) -> Node:
        node = anchors.get(anchor)
        if node is None:
            mend = say("put a text that begins with * in quotes")
            self._refuse(say("nothing is called &{anchor} here", anchor=anchor), mend, line, column)
        elif any(node is outer for outer in stack):
            self._refuse(say("the alias *{anchor} contains itself", anchor=anchor), say("write it out"), line, column)
        else:
            return node
        return Node("scalar", line, column, len(anchor) + 1, sound=False)

    def _keys(self, mapping: Node) -> None:
        first: dict[str, int] = {}
        for key, _value in mapping.entries():
            if key.kind != "scalar":
                self._refuse(say("a key is a name, not a list"), say("put it in quotes"), key.line, key.column)
            elif key.width == 0:
                self._refuse(say("a name is missing before the colon"), say("write the key"), key.line, key.column)
            elif key.text in first:
                what = say("'{key}' is given twice (first in line {line})", key=key.text, line=first[key.text])
                self.faults.append(self._fault(key.line, key.column, key.width, what, say("keep one of them")))
            else:
                first[key.text] = key.line


@cache
def _keys_of_its_own(kind: type[Model]) -> frozenset[str]:
    """The keys that a plan has and a scenario has not, or the other way round, in every spelling."""
    own, other = keys_of(kind), keys_of(Scenario if kind is Plan else Plan)
    return frozenset(word for key in own.keys() - other.keys() for word in own[key].spellings)


class _GiveUp(Exception):
    """Nothing after this place can be read; the fault is already noted."""
