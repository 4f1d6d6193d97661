"""Print the lowest version that pyproject.toml allows of everything that the package and its tests need, as pins.

python .ci/lowest.py > lowest.txt && pip install -c lowest.txt -e '.[test]'
"""

import re
import tomllib
from pathlib import Path

EXTRAS = ("test", "cluster", "pdf")

project = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text("utf-8"))["project"]
for requirement in (*project["dependencies"], *(one for extra in EXTRAS for one in project["optional-dependencies"][extra])):
    name, _, version = re.sub(r"\[.*?\]", "", requirement).partition(">=")
    if name != project["name"]:
        print(f"{name}=={version}")
