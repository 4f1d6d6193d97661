"""Extract the sentences of the package, update the catalogues and compile them (a developers' tool).

python tests/catalogue.py          update and compile
python tests/catalogue.py --list   print what is not yet translated
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).parent.parent / "drillsim"
LOCALE = PACKAGE / "locale"
KEYWORDS = {"_": None, "N_": None, "say": None, "ngettext": (1, 2)}

# Sentences of the command-line library that users meet (it asks the same catalogue).
CLICK = (
    "Usage:", "Options", "Arguments", "Commands", "Show this message and exit.", "default: {default}", "required",
    "Error: {message}", "Usage: {usage}", "[OPTIONS]", "Try '{command} {option}' for help.",
    "Missing argument", "Missing option", "Missing parameter", "No such option: {name}", "No such command {name!r}.",
    "Invalid value: {message}", "Invalid value for {param_hint}: {message}",
    "Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})",
    "{value!r} is not one of {choices}.", "{value!r} is not a valid {number_type}.", "{value} is not in the range {range}.",
    "Option {name!r} requires an argument.", "Did you mean {possibility}?", "env var: {var}", "COMMAND [ARGS]...",
)  # fmt: skip


def extracted() -> Catalog:
    """Every sentence of the package, in order of the files."""
    catalogue = Catalog(project="drillsim", charset="utf-8")
    for name, line, message, comments, _context in extract_from_dir(PACKAGE, keywords=KEYWORDS, comment_tags=("L10N",)):
        catalogue.add(message, None, [(name.replace("\\", "/"), line)], auto_comments=comments)
    for sentence in CLICK:
        catalogue.add(sentence, None, [("click", 0)])
    return catalogue


def path_of(language: str) -> Path:
    """The catalogue of a language."""
    return LOCALE / language / "LC_MESSAGES" / "drillsim.po"


def read(language: str) -> Catalog:
    """The catalogue of a language as it is on disk."""
    with path_of(language).open("rb") as file:
        return read_po(file, locale=language)


def untranslated(catalogue: Catalog) -> list[Message]:
    """Sentences without a translation, plural forms included."""
    return [m for m in catalogue if m.id and not (all(m.string) if isinstance(m.string, (list, tuple)) else m.string)]


def compiled(catalogue: Catalog) -> bytes:
    """A catalogue as the binary file that is read at run time."""
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def main() -> None:
    """Bring every catalogue up to date."""
    for language in sorted(p.name for p in LOCALE.iterdir() if p.is_dir()):
        catalogue = read(language) if path_of(language).exists() else Catalog(locale=language, project="drillsim")
        catalogue.update(extracted(), no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        missing = untranslated(catalogue)
        if "--list" in sys.argv:
            for message in missing:
                print(message.id)
            continue
        with path_of(language).open("wb") as file:
            write_po(file, catalogue, include_lineno=False, omit_header=False, width=120, sort_by_file=True)
        path_of(language).with_suffix(".mo").write_bytes(compiled(catalogue))
        print(f"{language}: {len(catalogue)} sentences, {len(missing)} not translated")


if __name__ == "__main__":
    main()
