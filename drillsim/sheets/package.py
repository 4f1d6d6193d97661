"""The parts of a zipped Office Open XML package: unpacked piece by piece, and never more than may be.

The file is untrusted. What is unpacked, how many cells there are and how deep elements lie is counted while it is read,
whatever a part is called, and nothing larger is kept than what is made of it.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Callable
from typing import Any
from xml.parsers import expat

from drillsim.base.language import say
from drillsim.sheets.opening import Unusable

LARGEST_UNPACKED = 50_000_000  # bytes of all parts that are read, and characters of all cells
MOST_FILES = 1_000  # packed in it
MOST_CELLS = 200_000  # that hold something
MOST_PLACES = 1_000_000  # cells, with those that are blank or merged with others
MOST_ELEMENTS = 2_000_000  # of all parts that are read
DEEPEST = 100  # levels of elements
LARGEST_TAG = 1_000_000  # bytes

_MAIN = ("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main")
Related = dict[str, tuple[str, str]]  # by its name, the sort and the part that each relationship of a part leads to


class Package:
    """The parts of a workbook, and how much of them has been read."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        packed = archive.infolist()
        if len(packed) > MOST_FILES or sum(one.file_size for one in packed) > LARGEST_UNPACKED:
            raise _too_large()
        self.parts = {_plain(one.filename): one for one in packed}
        self.unpacked = self.elements = self.places = self.cells = self.characters = 0

    def what_else(self) -> Unusable:
        """What a zipped file is that is no workbook of this sort."""
        as_xlsx = say("open it and save it as an Excel workbook (.xlsx)")
        if "content.xml" in self.parts and "mimetype" in self.parts:
            return Unusable(say("this is an OpenDocument file (.ods)"), as_xlsx)
        if any(name.startswith("index/") and name.endswith(".iwa") for name in self.parts) or "index.zip" in self.parts:
            return Unusable(say("this is a Numbers file"), say("export it from Numbers as an Excel workbook (.xlsx)"))
        if "xl/workbook.bin" in self.parts:
            return Unusable(say("this is a binary workbook (.xlsb)"), as_xlsx)
        save = say("save the sheet as an Excel workbook (.xlsx)")
        return Unusable(say("this is no workbook, whatever its name says"), save)

    def parse(
        self,
        part: str,
        begin: Callable[[str, dict[str, str]], None],
        end: Callable[[str], None] = lambda name: None,
        characters: Callable[[str], None] | None = None,
        spaces: tuple[str, ...] = _MAIN,
    ) -> None:
        """Read one part; elements of other name spaces are passed over."""
        one, save_again = self.parts[part], say("open it in Excel or WPS and save it again as .xlsx")
        if one.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Unusable(say("the workbook is packed in an unusual way"), save_again)
        if one.flag_bits & 1:
            raise Unusable(say("the workbook has a password"), say("save it without a password"))
        depth, heard = 0, self.unpacked  # levels; how much had been read when the parser last knew what it was reading

        def start(name: str, given: dict[str, str]) -> None:
            nonlocal depth, heard
            depth, heard, self.elements = depth + 1, self.unpacked, self.elements + 1
            if depth > DEEPEST:
                raise Unusable(say("the workbook is nested too deep"), save_again)
            if self.elements > MOST_ELEMENTS:
                raise _too_large()
            space, _gap, local = name.rpartition(" ")
            if space in spaces:
                begin(local, given)

        def finish(name: str) -> None:
            nonlocal depth
            depth -= 1
            space, _gap, local = name.rpartition(" ")
            if space in spaces:
                end(local)

        def take(piece: str) -> None:
            nonlocal heard
            heard = self.unpacked
            if characters is not None:
                characters(piece)

        def refuse(*_declared: Any) -> None:
            raise Unusable(say("the workbook defines entities of its own"), save_again)

        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = start, finish
        parser.StartDoctypeDeclHandler = refuse
        parser.CharacterDataHandler = take
        with self.archive.open(one) as file:
            while piece := file.read(1 << 16):
                self.unpacked += len(piece)
                if self.unpacked > LARGEST_UNPACKED or self.unpacked - heard > LARGEST_TAG:
                    raise _too_large()
                parser.Parse(piece, False)
        parser.Parse(b"", True)

    def count(self, places: int = 0, cells: int = 0, characters: int = 0) -> None:
        """Take account of cells, of those that hold something, and of the characters in them."""
        self.places += places
        self.cells += cells
        self.characters += characters
        if self.places > MOST_PLACES or self.cells > MOST_CELLS or self.characters > LARGEST_UNPACKED:
            raise _too_large()

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


def _too_large() -> Unusable:
    mend = say("keep only the sheets that are read, or save a list as CSV (UTF-8)")
    return Unusable(say("the workbook is too large when unpacked"), mend)
