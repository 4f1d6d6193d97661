"""Names for the parts of a drafted file, made of the words of the plan."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# Words that tell one step from another in no way.
_SMALL = re.compile(r"the|an?|shall|must|will|should|may|and|or|of|to|is|are|be|in|on|at|it")


def named(words: str, taken: Iterable[str], language: str, most: int = 16) -> str:
    """A name that is not taken yet, of at most so many signs of Chinese or twice as many letters."""
    words = unicodedata.normalize("NFKC", words)
    if language == "zh":
        short = re.sub(r"[\W_]+", "", words)[:most] or "步骤"
    else:
        telling = [word for word in re.findall(r"[^\W_]+", words.lower()) if not _SMALL.fullmatch(word)]
        short = "_".join(telling[:5])[: 2 * most].strip("_") or "step"
    number, name = 1, short
    while name in taken or name.isdigit():
        number += 1
        name = f"{short}_{number}"
    return name
