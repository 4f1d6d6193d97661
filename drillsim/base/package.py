"""The parts of a zipped Office Open XML package: unpacked piece by piece, and never more than may be.

The file is untrusted. What is unpacked, how many elements there are and how deep they lie is counted while it is read,
whatever a part is called, and nothing larger is kept than what is made of it.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Callable
from typing import Any
from xml.parsers import expat

from drillsim.base.language import Message, say
from drillsim.base.opening import Unusable

LARGEST_UNPACKED = 50_000_000  # bytes of all parts that are read
MOST_FILES = 1_000  # packed in it
MOST_ELEMENTS = 2_000_000  # of all parts that are read
DEEPEST = 100  # levels of elements
LARGEST_TAG = 1_000_000  # bytes

Related = dict[str, tuple[str, str]]  # by its name, the sort and the part that each relationship of a part leads to


class Package:
    """The parts of a package, and how much of them has been read.

    `spaces` are the name spaces of the elements that are read. What is too large or unusual mends whoever saves the file
    again; `save_again` and `smaller` say how.
    """

    largest, most_elements = LARGEST_UNPACKED, MOST_ELEMENTS

    def __init__(self, archive: zipfile.ZipFile, spaces: tuple[str, ...], save_again: Message, smaller: Message) -> None:
        self.archive, self.spaces = archive, spaces
        self.save_again, self.smaller = save_again, smaller
        packed = archive.infolist()
        if len(packed) > MOST_FILES:
            raise self.too_large()
        self.parts = {_plain(one.filename): one for one in packed}
        self.unpacked = self.elements = 0

    def too_large(self) -> Unusable:
        """Why it is not read any further."""
        return Unusable(say("the file is too large when unpacked"), self.smaller)

    def parse(
        self,
        part: str,
        begin: Callable[[str, dict[str, str]], None],
        end: Callable[[str], None] = lambda name: None,
        characters: Callable[[str], None] | None = None,
        spaces: tuple[str, ...] | None = None,
    ) -> None:
        """Read one part; elements of other name spaces are passed over."""
        one, read = self.parts[part], self.spaces if spaces is None else spaces
        if one.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Unusable(say("the file is packed in an unusual way"), self.save_again)
        if one.flag_bits & 1:
            raise Unusable(say("the file has a password"), say("save it without a password"))
        depth, heard = 0, self.unpacked  # levels; how much had been read when the parser last knew what it was reading

        def start(name: str, given: dict[str, str]) -> None:
            nonlocal depth, heard
            depth, heard, self.elements = depth + 1, self.unpacked, self.elements + 1
            if depth > DEEPEST:
                raise Unusable(say("the file is nested too deep"), self.save_again)
            if self.elements > self.most_elements:
                raise self.too_large()
            space, _gap, local = name.rpartition(" ")
            if space in read:
                begin(local, given)

        def finish(name: str) -> None:
            nonlocal depth
            depth -= 1
            space, _gap, local = name.rpartition(" ")
            if space in read:
                end(local)

        def take(piece: str) -> None:
            nonlocal heard
            heard = self.unpacked
            if characters is not None:
                characters(piece)

        def refuse(*_declared: Any) -> None:
            raise Unusable(say("the file defines entities of its own"), self.save_again)

        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = start, finish
        parser.StartDoctypeDeclHandler = refuse
        parser.CharacterDataHandler = take
        with self.archive.open(one) as file:
            while piece := file.read(1 << 16):
                self.unpacked += len(piece)
                if self.unpacked > self.largest or self.unpacked - heard > LARGEST_TAG:
                    raise self.too_large()
                parser.Parse(piece, False)
        parser.Parse(b"", True)

    def related(self, part: str) -> Related:
        """By its name, the sort and the part that each relationship of a part leads to."""
        folder, name = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        found: Related = {}

        def begin(element: str, given: dict[str, str]) -> None:
            if element == "Relationship" and given.get("TargetMode") != "External":
                target = given.get("Target", "").replace("\\", "/")
                whole = posixpath.normpath(posixpath.join("/", folder, target))
                found[given.get("Id", "")] = given.get("Type", "").rpartition("/")[2], _plain(whole)

        if rels in self.parts:
            self.parse(rels, begin, spaces=("http://schemas.openxmlformats.org/package/2006/relationships",))
        return found

    def of_kind(self, related: Related, kind: str) -> str | None:
        """The part to which the first relationship of a sort leads."""
        return next((part for one, part in related.values() if one == kind and part in self.parts), None)


def _plain(name: str) -> str:
    """The name of a part as it is compared."""
    return name.replace("\\", "/").lstrip("/").lower()
