"""Office files without the moment of their making, so that the same content gives the same bytes."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

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
