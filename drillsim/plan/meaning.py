"""What a key of the input files means: one line and an example, beside the models that read it."""

from __future__ import annotations

from dataclasses import dataclass

from drillsim.base.language import _, current


@dataclass(frozen=True)
class Meaning:
    """What a key means (a sentence of the catalogue), and a value that it may have as it stands in a file."""

    sentence: str
    example_en: str
    example_zh: str = ""  # where it is spelled otherwise

    def __str__(self) -> str:
        return _(self.sentence)

    @property
    def example(self) -> str:
        """The example in the language spoken."""
        return self.example_zh if self.example_zh and current() == "zh" else self.example_en
