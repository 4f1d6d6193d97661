"""Extract the sentences of the package and update the catalogues (a developers' tool).

python tests/catalogue.py          update
python tests/catalogue.py --list   print what is not yet translated
"""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

from drillsim.base.catalogues import LOCALE

PACKAGE = Path(__file__).parent.parent / "drillsim"
KEYWORDS = {"_": 1, "N_": 1, "say": 1, "ngettext": 2, "say_n": 2}  # how many sentences each takes


def sentences(path: Path) -> list[tuple[int, str | tuple[str, ...]]]:
    """Line and text of every sentence of a module. (Babel's own reader misses a sentence within a sentence's values.)"""
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS:
            words = [a.value for a in node.args[: KEYWORDS[node.func.id]] if isinstance(a, ast.Constant)]
            if words:
                found.append((node.lineno, words[0] if len(words) == 1 else tuple(words)))
    return sorted(found, key=lambda one: one[0])


def extracted() -> Catalog:
    """Every sentence of the package, in order of the files."""
    catalogue = Catalog(project="drillsim", charset="utf-8")
    for path in sorted(PACKAGE.rglob("*.py")):
        for line, sentence in sentences(path):
            catalogue.add(sentence, None, [(path.relative_to(PACKAGE).as_posix(), line)])
    for path in sorted(PACKAGE.rglob("*.j2")):
        with path.open("rb") as file:
            for line, _function, sentence, _comments in babel_extract(file, ("_",), (), {}):
                catalogue.add(sentence, None, [(path.relative_to(PACKAGE).as_posix(), line)])
    return catalogue


def path_of(language: str) -> Path:
    """The catalogue of a language."""
    return LOCALE / language / "LC_MESSAGES" / "drillsim.po"


def read(language: str) -> Catalog:
    """The catalogue of a language as it is on disk."""
    with path_of(language).open("rb") as file:
        return read_po(file, locale=language)


def untranslated(catalogue: Catalog) -> list[Message]:
    """Sentences without a translation, plural forms included, or with one that has not been looked at since they changed."""
    return [
        m for m in catalogue
        if m.id and (m.fuzzy or not (all(m.string) if isinstance(m.string, (list, tuple)) else m.string))
    ]  # fmt: skip


# What stands in these places is a number, or words that are Chinese in a Chinese sentence: no blank sets it off.
_IN_LINE = (
    "n|all|runs|run|incident|incidents|share|low|high|kept|missed|judged|never|open|most|begin|end|limit|took|time|mean|goal"
)
_CHINESE = r"[\u3001-\u303f\u4e00-\u9fff\uff01-\uff5e“”]"
_BLANKS = (
    (re.compile(r"\s+%"), "%"),
    (re.compile(rf"(?<={_CHINESE}) (?=\{{(?:{_IN_LINE})\}})"), ""),
    (re.compile(rf"(?<=\{{)((?:{_IN_LINE})\}}) (?={_CHINESE})"), r"\1"),
    (re.compile(rf"(?<={_CHINESE}) ?(\d+) ?(?={_CHINESE})"), r"\1"),
)


def tidied(chinese: str) -> str:
    """A Chinese sentence with no blank around its numbers, as it is printed by offices."""
    for blank, instead in _BLANKS:
        chinese = blank.sub(instead, chinese)
    return chinese


def tidy(catalogue: Catalog) -> None:
    """Every sentence of a Chinese catalogue as it is printed by offices."""
    for message in catalogue:
        if message.id and message.string:
            many = isinstance(message.string, (list, tuple))
            message.string = tuple(map(tidied, message.string)) if many else tidied(message.string)


def write(catalogue: Catalog, path: Path) -> None:
    """Write a catalogue, in the order of the files that say its sentences."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, include_lineno=False, omit_header=False, width=120, sort_by_file=True)


def main() -> None:
    """Bring every catalogue up to date."""
    for language in sorted(p.name for p in LOCALE.iterdir() if p.is_dir()):
        catalogue = read(language) if path_of(language).exists() else Catalog(locale=language, project="drillsim")
        catalogue.update(extracted(), no_fuzzy_matching=True, update_creation_date=False)
        catalogue.obsolete.clear()
        missing = untranslated(catalogue)
        if "--list" in sys.argv:
            for message in missing:
                print(message.id)
            continue
        if language == "zh":
            tidy(catalogue)
        write(catalogue, path_of(language))
        print(f"{language}: {len(catalogue)} sentences, {len(missing)} not translated")


if __name__ == "__main__":
    main()
