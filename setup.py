"""The one step of the build that pyproject.toml cannot say: catalogues of sentences are compiled into the package."""

from setuptools import setup
from setuptools.command.build_py import build_py


class BuildWithCatalogues(build_py):
    """The package with its catalogues compiled beside the sentences they are made of."""

    def run(self) -> None:
        """Compile, then build as usual."""
        self.run_command("compile_catalog")
        super().run()


setup(
    cmdclass={"build_py": BuildWithCatalogues},
    command_options={"compile_catalog": {"domain": ("setup.py", "drillsim"), "directory": ("setup.py", "drillsim/locale")}},
)
