"""What a file is that is named for a written plan and is none, and what would do."""

from __future__ import annotations

from drillsim.base.language import say
from drillsim.base.opening import Unusable

MOST_PAGES = 300
MOST_CHARACTERS = MOST_PAGES * 3_500


def too_long() -> Unusable:
    """More pages than a plan has."""
    what = say("the text is longer than a plan (more than {most} pages)", most=MOST_PAGES)
    return Unusable(what, say("name the file of one plan, without its annexes"))


def presentation() -> Unusable:
    """Slides."""
    what = say("this is a presentation, not a written plan")
    return Unusable(what, say("name the Word file of the plan, or copy its text into one"))


def workbook() -> Unusable:
    """A spreadsheet."""
    what = say("this is a workbook, not a written plan")
    return Unusable(what, say("check a form that was filled in with 'drillsim check'; a written plan is a Word file"))


def locked() -> Unusable:
    """A file that opens with a password only."""
    return Unusable(say("the file has a password"), say("save it without a password"))


def pictures_only() -> Unusable:
    """A scan."""
    what = say("the pages are pictures without text, as of a scan")
    return Unusable(what, say("name the Word file, or have the text recognised (OCR) and check it"))


def no_document() -> Unusable:
    """Whatever else."""
    return Unusable(say("this is no document, whatever its name says"), say("open it in Word or WPS and save it as .docx"))
