"""What a file is, by its content: what it is called says nothing."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from io import BytesIO

from drillsim.base.language import Message, say
from drillsim.base.opening import Unusable
from drillsim.texts.markdown import paragraphs_of_markdown
from drillsim.texts.office import as_docx
from drillsim.texts.paragraph import Paragraph
from drillsim.texts.pdf import paragraphs_of_pdf
from drillsim.texts.plain import decoded, paragraphs_of
from drillsim.texts.unfit import locked, no_document, presentation, workbook
from drillsim.texts.word import paragraphs_of_word

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument."  # in the first part of such a file, which is not packed
_SECTOR, _FIB, _ENCRYPTED = 512, b"\xec\xa5", 0x01  # of an old Word file: how it begins, and the bit of a password
_MARKDOWN = (".md", ".markdown", ".mdown")
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")


def paragraphs_in(content: bytes, suffix: str) -> Iterable[Paragraph]:
    """The paragraphs of a file; `suffix` ends its name, by which plain texts are told from Markdown. Raises Unusable."""
    if content.startswith(_ZIP):
        if _OPEN_DOCUMENT in content[:200]:
            return paragraphs_of_word(_open_document(content))
        return paragraphs_of_word(content)
    if content.startswith(_OLE):
        return paragraphs_of_word(_old_office(content))
    if b"%PDF-" in content[:1024]:
        return paragraphs_of_pdf(content)
    if content.startswith(b"{\\rtf"):
        return paragraphs_of_word(as_docx(content, ".rtf", say("this is a rich text file (.rtf)")))
    if content.startswith(_PICTURES):
        what = say("this is a picture, not a text")
        raise Unusable(what, say("name the Word file, or have the text recognised (OCR) and check it"))
    text = decoded(content)
    if text.lstrip()[:1] == "<" and (sort := _written_for_browsers(text[:2000].lower())) is not None:
        raise Unusable(sort, say("open it in Word or WPS and save it as .docx"))
    return paragraphs_of_markdown(text) if suffix.lower() in _MARKDOWN else paragraphs_of(text)


def _open_document(content: bytes) -> bytes:
    sort = content[30 + len("mimetype") :][len(_OPEN_DOCUMENT) :][:20]
    if sort.startswith(b"presentation"):
        raise presentation()
    if sort.startswith(b"spreadsheet"):
        raise workbook()
    with zipfile.ZipFile(BytesIO(content)) as archive:
        if b"encryption-data" in archive.read("META-INF/manifest.xml")[:100_000]:
            raise locked()
    return as_docx(content, ".odt", say("this is an OpenDocument text (.odt)"))


def _old_office(content: bytes) -> bytes:
    """A file of the office programs before 2007, or one of today that a password turned into such."""

    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in content

    if holds("EncryptedPackage"):
        raise locked()
    if holds("PowerPoint Document"):
        raise presentation()
    if not holds("WordDocument"):
        if holds("Workbook") or holds("Book"):
            raise workbook()
        raise no_document()
    head = next((content[at : at + 12] for at in range(_SECTOR, len(content), _SECTOR) if content[at : at + 2] == _FIB), b"")
    if len(head) > 11 and head[11] & _ENCRYPTED:
        raise locked()
    return as_docx(content, ".doc", say("this is a file of an older Word or WPS (.doc, .wps)"))


def _written_for_browsers(begin: str) -> Message | None:
    if "<html" in begin or "<!doctype html" in begin:
        return say("this is a web page, whatever its name says")
    if begin.lstrip().startswith("<?xml"):
        return say("this is an XML file, whatever its name says")
    return None
