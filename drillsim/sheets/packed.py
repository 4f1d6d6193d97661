"""The package of a workbook: how many cells it may have, and what it is if it is none."""

from __future__ import annotations

import zipfile

from drillsim.base.language import say
from drillsim.base.opening import Unusable
from drillsim.base.package import LARGEST_UNPACKED, Package

MOST_CELLS = 200_000  # that hold something
MOST_PLACES = 1_000_000  # cells, with those that are blank or merged with others

_MAIN = ("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main")


class PackedWorkbook(Package):
    """The parts of a workbook, and how many cells have been read."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        save_again = say("open it in Excel or WPS and save it again as .xlsx")
        smaller = say("keep only the sheets that are read, or save a list as CSV (UTF-8)")
        super().__init__(archive, _MAIN, save_again, smaller)
        if sum(one.file_size for one in self.parts.values()) > LARGEST_UNPACKED:
            raise self.too_large()
        self.places = self.cells = self.characters = 0

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

    def count(self, places: int = 0, cells: int = 0, characters: int = 0) -> None:
        """Take account of cells, of those that hold something, and of the characters in them."""
        self.places += places
        self.cells += cells
        self.characters += characters
        if self.places > MOST_PLACES or self.cells > MOST_CELLS or self.characters > LARGEST_UNPACKED:
            raise self.too_large()
