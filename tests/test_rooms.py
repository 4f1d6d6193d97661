"""The house as `docs/design.md` draws it: imports go one way, in no circle, and are put off in one place only."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import pytest

from drillsim.command.commands import commands

HERE = Path(__file__).parent.parent
PACKAGE = HERE / "drillsim"
MODULES = {".".join(path.relative_to(HERE).with_suffix("").parts).removesuffix(".__init__"): path
           for path in sorted(PACKAGE.rglob("*.py"))}  # fmt: skip
DRAWN = re.search(r"<!-- rooms -->\n```\n(.*?)```", (HERE / "docs/design.md").read_text("utf-8"), re.DOTALL)
ROOMS = [line.split()[0] for line in DRAWN[1].splitlines()] if DRAWN else []
HALL = (
    "drillsim",
    "drillsim.__main__",
    "drillsim.starter",
    "drillsim.starter.trades",
)  # the door and what lies in it belong to no room

# What is imported when it is needed: it takes a second to load, or it need not be installed.
PUT_OFF = {
    "drillsim.play.kernel": "compiled, and a single event list is played as fast by the engine that is read",
    "drillsim.deck.philox": "compiled, and a single run is drawn as fast without it",
}


class Import(NamedTuple):
    """One module imports another one; `late` if inside a function."""

    module: str
    imported: str
    late: bool


def imports(module: str) -> Iterator[Import]:
    def found(node: ast.AST, late: bool) -> Iterator[Import]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.ImportFrom) and (child.module or "").partition(".")[0] == "drillsim":
                for name in child.names:
                    whole = f"{child.module}.{name.name}"
                    yield Import(module, whole if whole in MODULES else str(child.module), late)
            elif isinstance(child, ast.Import):
                yield from (Import(module, one.name, late) for one in child.names if one.name in MODULES)
            else:
                yield from found(child, late or isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)))

    yield from found(ast.parse(MODULES[module].read_text("utf-8")), late=False)


IMPORTS = [one for module in MODULES for one in imports(module)]


def room_of(module: str) -> str:
    return module.split(".")[1]


def test_every_module_is_in_a_room_that_is_drawn() -> None:
    assert {room_of(module) for module in MODULES if module not in HALL} == set(ROOMS)


def test_a_room_imports_only_from_those_above_it() -> None:
    upward = [f"{module} imports {imported}" for module, imported, _late in IMPORTS
              if module not in HALL and imported not in HALL
              and ROOMS.index(room_of(imported)) > ROOMS.index(room_of(module))]  # fmt: skip
    assert upward == []


def test_no_modules_import_each_other() -> None:
    above: dict[str, set[str]] = {module: set() for module in MODULES}
    for module, imported, _late in IMPORTS:
        if imported != module and imported != "drillsim":
            above[module].add(imported)
    try:
        TopologicalSorter(above).prepare()
    except CycleError as error:
        pytest.fail(" <- ".join(error.args[1]))


def test_imports_are_put_off_only_where_loading_takes_long() -> None:
    late = {f"{module} imports {imported}" for module, imported, late in IMPORTS if late and imported not in PUT_OFF}
    assert late == set()


def test_every_command_does_what_is_listed() -> None:
    """What a command is given by its words is what the function takes that does it."""
    for name, command in commands().commands.items():
        given = {parameter.name for parameter in command.params if parameter.expose_value}
        module, _dot, function = command.does.rpartition(".")
        takes = inspect.signature(getattr(import_module(f"drillsim.command.{module}"), function)).parameters
        assert given == set(takes), name


def test_every_test_is_said_to_watch_a_room_and_every_room_is_watched():
    page = (HERE / "CONTRIBUTING.md").read_text("utf-8")
    rows = re.findall(r"^\| ([a-z, ]+) \| ((?:`test_\w+`(?:, )?)+) \|$", page.partition("### Which tests")[2], re.MULTILINE)
    assert sorted(name for _rooms, tests in rows for name in re.findall(r"\w+", tests)) == sorted(
        path.stem for path in (HERE / "tests").glob("test_*.py")
    )
    assert [room for rooms, _tests in rows[:-1] for room in rooms.split(", ")] == ROOMS


def test_no_two_things_have_one_name() -> None:
    homes: dict[str, list[str]] = {}
    for module, path in MODULES.items():
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes.setdefault(node.name, []).append(module)
    assert {name: modules for name, modules in homes.items() if len(modules) > 1} == {}


def test_a_module_is_called_by_its_name() -> None:
    """One letter says nothing of what stands behind it."""
    short = [f"{module}: {name.name} as {name.asname}" for module, path in MODULES.items()
             for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.ImportFrom)
             for name in node.names if len(name.asname or "") == 1 and str(node.module).startswith("drillsim")]  # fmt: skip
    assert short == []
