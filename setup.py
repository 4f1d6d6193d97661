"""The one step of the build that pyproject.toml cannot say: catalogues of sentences are compiled into the package."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from setuptools import setup
from setuptools.command.build_py import build_py


class BuildWithCatalogues(build_py):
    """The package with its catalogues compiled, beside the sentences they are made of."""

    def run(self) -> None:
        """Compile, then build as usual."""
        for written in Path("drillsim/locale").glob("*/LC_MESSAGES/*.po"):
            with written.open("rb") as sentences, written.with_suffix(".mo").open("wb") as compiled:
                write_mo(compiled, read_po(sentences))
        super().run()


setup(cmdclass={"build_py": BuildWithCatalogues})
