"""The interface for Python: documented name by name, and its examples come to what is printed beside them."""

from __future__ import annotations

import ast
import doctest
import inspect
import re
from pathlib import Path

import pytest

import drillsim
from drillsim.base import language

ROOT = Path(__file__).parent.parent
PAGES = ("python.md", "python.zh.md")


def written(page: str) -> str:
    return (ROOT / "docs" / page).read_text("utf-8")


@pytest.mark.parametrize("page", PAGES)
def test_the_examples_come_to_what_is_printed(page, tmp_path, monkeypatch):
    (tmp_path / "scenarios").symlink_to(ROOT / "scenarios")
    monkeypatch.chdir(tmp_path)
    source = "\n".join(re.findall(r"```python\n(.*?)```", written(page), re.DOTALL))
    examples = doctest.DocTestParser().get_doctest(source, {}, page, page, 0)
    assert len(examples.examples) >= 15
    with language.speaking("en"):  # whatever the page speaks ends with it
        found = doctest.DocTestRunner(verbose=False).run(examples)
    assert found.failed == 0


@pytest.mark.parametrize("page", PAGES)
def test_every_name_is_on_the_page_and_no_other(page):
    rows = [line.split("|")[1] for line in written(page).splitlines() if line.startswith("| `")]
    named = {name for row in rows for name in re.findall(r"`(\w+)", row)}
    assert named == set(drillsim.__all__) == set(dir(drillsim))


def test_every_name_has_its_words():
    for name in drillsim.__all__:
        assert inspect.getdoc(getattr(drillsim, name)), name


def test_what_is_raised_is_on_the_page():
    """The errors of a row are those that the words of its function name."""
    for line in written("python.md").splitlines():
        if match := re.match(r"\| `(\w+)\(", line):
            told = set(re.findall(r"\w+Error|NotInstalled", line.split("|")[-2]))
            said = inspect.getdoc(getattr(drillsim, match[1])) or ""
            raised = set(re.findall(r"\w+Error|NotInstalled", said.partition("Raises ")[2]))
            assert told == raised, match[1]


def test_types_know_every_name():
    """What a type checker reads is what is loaded."""
    tree = ast.parse((ROOT / "drillsim/__init__.py").read_text("utf-8"))
    (typed,) = [node for node in tree.body if isinstance(node, ast.If)]
    homes = {name.name: node.module for node in typed.body if isinstance(node, ast.ImportFrom) for name in node.names}
    assert list(drillsim.__all__) == sorted(homes)
    assert homes == drillsim._HOME
    assert (ROOT / "drillsim/py.typed").exists()


def test_what_cannot_be_is_refused(tmp_path):
    week = ROOT / "scenarios/town-inspection/inspection-week.yaml"
    with pytest.raises(AttributeError, match="nothing_of_the_sort"):
        _ = drillsim.nothing_of_the_sort
    with pytest.raises(ValueError, match="two scenarios, or one"):
        drillsim.compare(week)
    with pytest.raises(drillsim.InputError, match="no pool is called 'cars'; did you mean 'car'"):
        drillsim.compare(week, change={"cars": 2})
    with pytest.raises(drillsim.InputError, match="no pool is called 'cars'"):
        drillsim.size(week, {"cars": range(1, 3)})
    with pytest.raises(drillsim.InputError, match="has no size called 'day'"):
        drillsim.compare(week, change={"car.day": 2})
    with pytest.raises(ValueError, match="every size between"):
        drillsim.size(week, {"car": range(1, 9, 2)})
    with pytest.raises(ValueError, match="'odt' is no format"):
        drillsim.report(tmp_path, tmp_path, formats=["odt"])
    with pytest.raises(drillsim.InputError):
        drillsim.report(tmp_path, tmp_path / "papers")
    with pytest.raises(drillsim.InputError, match="no such file"):
        drillsim.run(tmp_path / "none.yaml")


def test_what_is_saved_is_what_the_command_writes(tmp_path, monkeypatch):
    from drillsim.command.cli import run as typed

    monkeypatch.chdir(tmp_path)
    week = ROOT / "scenarios/town-inspection/inspection-week.yaml"
    folder = drillsim.run(week, runs=5).save("by-python", page=False)
    assert typed(["run", str(week), "--runs", "5", "--no-report", "--out", "by-command"]) in (0, 1, 3)
    files = {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}
    assert files
    for name in files:
        assert (folder / name).read_bytes() == (tmp_path / "by-command" / name).read_bytes(), name
