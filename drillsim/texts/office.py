"""Files of other word processors (.doc, .wps, .rtf, .odt): LibreOffice makes them into .docx, where it is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from drillsim.base.language import Message, say
from drillsim.base.opening import Unusable

_SECONDS = 120
_USUAL_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.exe",
    "/usr/lib/libreoffice/program/soffice",
)


def as_docx(content: bytes, suffix: str, sort: Message) -> bytes:
    """A file as a .docx. `suffix` is what its content is called, `sort` what it is in words. Raises Unusable."""
    program = _program()
    by_hand = say("open it in Word or WPS and save it as .docx")
    if program is None:
        raise Unusable(say("{sort}, and LibreOffice, which would read it, is not installed", sort=sort), by_hand)
    with tempfile.TemporaryDirectory(prefix="drillsim-") as folder:
        written = Path(folder, f"plan{suffix}")
        written.write_bytes(content)
        profile = Path(folder, "profile").as_uri()  # its own: an office that is open keeps the usual one to itself
        command = [program, "--headless", "--norestore", "--nolockcheck", f"-env:UserInstallation={profile}",
                   "--convert-to", "docx:MS Word 2007 XML", "--outdir", folder, str(written)]  # fmt: skip
        try:
            subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False, stdin=subprocess.DEVNULL)
        except (OSError, subprocess.TimeoutExpired):
            raise Unusable(say("{sort}, and LibreOffice cannot read it", sort=sort), by_hand) from None
        made = Path(folder, "plan.docx")
        if not made.exists():
            raise Unusable(say("{sort}, and LibreOffice cannot read it", sort=sort), by_hand)
        return made.read_bytes()


def _program() -> str | None:
    """LibreOffice, where it is installed."""
    return shutil.which("soffice") or shutil.which("libreoffice") or next(filter(os.path.exists, _USUAL_PLACES), None)
