"""Office files without the moment of their making, so that the same content gives the same bytes."""

from __future__ import annotations

import errno
import os
import re
import tempfile
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openpyxl import Workbook

CORE = "docProps/core.xml"
_MADE = re.compile(rb"<dcterms:(created|modified)\b[^>]*>[^<]*</dcterms:\1>")


def repacked(content: bytes) -> bytes:
    """A .docx or .xlsx file, its parts as they are, without any date."""
    packed = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as parts, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name in parts.namelist():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, 0o600 << 16, 3
            part = parts.read(name)
            zipped.writestr(entry, _MADE.sub(b"", part) if name == CORE else part)
    return packed.getvalue()


def workbook_bytes(book: Workbook) -> bytes:
    """A workbook as the bytes of its file. Raises OSError where there is no space for temporary files: sheets go there."""
    out = BytesIO()
    try:
        book.save(out)
    except Exception as error:  # of the XML library, if it is that: it names the cause, as in 'IO_ENOSPC'
        number = getattr(errno, str(error).removeprefix("IO_"), None)
        if not isinstance(number, int):
            raise
        raise OSError(number, os.strerror(number), tempfile.gettempdir()) from None
    return repacked(out.getvalue())
