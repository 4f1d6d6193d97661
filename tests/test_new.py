"""`drillsim new`: the plan to start from is the shipped one, in the reader's language, and runs at once."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from drillsim.base import language
from drillsim.base.language import speaking, text
from drillsim.command import cli
from drillsim.compiled.compilation import compile_plan
from drillsim.files.reading import read_scenario
from drillsim.plan.schema import Model
from drillsim.starter import TRADES

ROOT = Path(__file__).parent.parent
SHIPPED = ROOT / "scenarios" / "village-committee"
SCENARIOS = {"scenario.yaml": "storm-week.yaml", "ordinary-month.yaml": "ordinary-month.yaml"}
TEXTS = {"name", "about", "text", "source", "message", "mode", "sender", "receiver", "expects", "qualitative"}

FIGURES = {"streams": ("rate", "hours", "days", "people", "at_most"), "disruptions": ("from_", "until", "chance")}


@pytest.fixture
def made(tmp_path, monkeypatch, capsys):
    """Make a plan; returns exit code, standard output and standard error."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DRILLSIM_LANG", "en")

    def make(*words: str) -> tuple[int, str, str]:
        code = cli.run(["new", *words])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    yield make
    language.speak("en")


@pytest.mark.parametrize(("lang", "name"), [("en", "brookside"), ("zh", "清溪村"), ("en", "null")])
def test_what_is_made_runs_at_once(made, tmp_path, lang, name):
    code, out, _ = made(name, "--lang", lang)
    assert code == 0
    assert name in out
    for file in SCENARIOS:
        scenario, plan = read_scenario(tmp_path / name / file)
        assert plan.plan == name
        assert scenario.streams
    assert cli.run(["check", f"{name}/scenario.yaml"]) == 0
    run = ["run", f"{name}/scenario.yaml", "--runs", "5", "--engine", "simpy", "--no-report"]
    assert cli.run(run) in (0, 1, 3)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_remarks_are_in_one_language(made, tmp_path, lang):
    made("mine", "--lang", lang)
    for file in ("plan.yaml", *SCENARIOS):
        content = (tmp_path / "mine" / file).read_text("utf-8")
        assert any("\u4e00" <= letter <= "\u9fff" for letter in content) == (lang == "zh")
        assert content.startswith("# ")


@pytest.mark.parametrize("name", ["a/b", "a\\b", "../up", "/tmp/x", "", ".", "·days", "a b", "a:b", "x" * 70, "a\n"])
def test_a_strange_name_is_refused(made, tmp_path, name):
    code, _, err = made(name)
    assert code == 2
    assert "is no name for a plan" in err
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_written_over(made, tmp_path):
    (tmp_path / "mine").mkdir()
    assert made("mine")[0] == 2
    assert "exists already" in made("mine")[2]
    assert list((tmp_path / "mine").iterdir()) == []


def texts(part: Any) -> Iterator[str]:
    """Every text of a file in its order; of a part without a name the key that stands for it."""
    if isinstance(part, Model):
        part = {key: getattr(part, key) for key in type(part).model_fields}
    if isinstance(part, dict):
        for key, value in part.items():
            if key in TEXTS and isinstance(value, (str, dict)):
                yield text(value)
            elif isinstance(value, Model) and "name" in type(value).model_fields and getattr(value, "name", None) is None:
                yield key
                yield from texts(value)
            else:
                yield from texts(value)
    elif isinstance(part, list):
        for value in part:
            yield from texts(value)


def listed(parts: Any) -> list[Any]:
    return list(parts.values()) if isinstance(parts, dict) else parts


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("file", SCENARIOS)
def test_it_is_the_shipped_plan(made, tmp_path, file, lang):
    made("mine", "--lang", lang)
    mine, shipped = read_scenario(tmp_path / "mine" / file), read_scenario(SHIPPED / SCENARIOS[file])
    compiled = [compile_plan(plan, scenario.window) for scenario, plan in (mine, shipped)]
    for name, one, other in zip(compiled[0].tables._fields, *(c.tables for c in compiled), strict=True):
        assert np.array_equal(one, other), name
    promises = [
        [(t.promise, t.form, t.limit, getattr(t, "by", None), t.clause) for t in c.plan.targets.values()] for c in compiled
    ]
    assert promises[0] == promises[1]
    scenarios = (mine[0], shipped[0])
    for part, keys in FIGURES.items():
        figures = [[getattr(one, key) for one in listed(getattr(of, part)) for key in keys] for of in scenarios]
        assert figures[0] == figures[1]
    with speaking(lang):
        for one, other in zip(mine, shipped, strict=True):
            told = list(texts(other))
            assert [said for said in texts(one) if said in told] == told


def test_the_wheel_holds_what_is_copied():
    patterns = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["package-data"]["drillsim"]
    package = ROOT / "drillsim"
    packed = {path for pattern in patterns for path in package.glob(pattern)}
    assert set((package / "starter").rglob("*.yaml")) <= packed
    assert len([path for path in packed if path.parent.parent.name == "starter"]) == 6 + len(TRADES) - 1
