"""The forms that are ready by trade: whole in both languages, without a fault, every figure marked as assumed, playable."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from ruamel.yaml import YAML

from drillsim.base import language
from drillsim.base.language import speaking
from drillsim.command import cli
from drillsim.files.critic import criticise
from drillsim.files.reading import read_scenario
from drillsim.plan.keys import _KNOWN
from drillsim.plan.words import MOMENTS_ZH, OUTCOMES_ZH, SUBJECTS_ZH, VALUES_ZH
from drillsim.starter import TRADES, VILLAGE

OWN = {"every", "share", "P", "mean", "people", "of", "zone", "kind", "mon", "fri"}


@pytest.fixture
def made(tmp_path, monkeypatch, capsys):
    """Make the form of a trade in a language; returns its path."""
    monkeypatch.chdir(tmp_path)

    def make(trade: str, spoken: str) -> Path:
        assert cli.run(["new", "mine", "--form", "form.xlsx", "--trade", trade, "--lang", spoken]) == 0
        capsys.readouterr()
        return tmp_path / "form.xlsx"

    yield make
    language.speak("en")


@pytest.mark.parametrize("spoken", ["en", "zh"])
@pytest.mark.parametrize("trade", TRADES)
def test_a_form_of_a_trade_is_whole_and_plays(made, trade, spoken):
    path = made(trade, spoken)
    scenario, plan = read_scenario(path)
    assert plan.plan == "mine"
    with speaking(spoken):
        found = criticise(path, plan, scenario)
    assert {one.finding.kind for one in found if one.finding.kind not in ("gap", "confirm", "unclear")} == set()
    assert cli.run(["run", str(path), "--runs", "3", "--engine", "simpy", "--no-report", "--out", "run"]) in (0, 1, 3)


@pytest.mark.parametrize("spoken", ["en", "zh"])
@pytest.mark.parametrize("trade", TRADES)
def test_every_figure_of_a_trade_is_marked_as_assumed(made, trade, spoken):
    path = made(trade, spoken)
    scenario, plan = read_scenario(path)
    with speaking(spoken):
        unmarked = [one for one in criticise(path, plan, scenario) if one.finding.rule == "number-without-source"]
    assert unmarked == []
    sources = [one.source for one in (*plan.assumptions.values(), *scenario.assumptions.values())]
    assert all(re.match("assumed|假定", str(source)) for source in sources), sources


@pytest.mark.parametrize("trade", [trade for trade in TRADES if trade != VILLAGE])
def test_a_chinese_form_of_a_trade_holds_no_english(made, trade):
    book = load_workbook(made(trade, "zh"))
    cells = [str(cell.value) for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value]
    assert {word for cell in cells for word in re.findall("[A-Za-z]{2,}", cell)} == {"mine"}, "but the plan is called so"


@pytest.mark.parametrize("trade", [trade for trade in TRADES if trade != VILLAGE])
def test_names_of_a_trade_are_no_words_of_the_language(trade):
    """They are put into Chinese wherever they stand, so that a key or a fixed word among them would be lost."""
    told: dict[str, Any] = YAML(typ="safe").load(
        files("drillsim.starter").joinpath("trades", f"{trade}.yaml").read_text("utf-8")
    )
    words: dict[str, str] = told["words"]
    fixed = {*VALUES_ZH.values(), *MOMENTS_ZH.values(), *OUTCOMES_ZH.values(), *SUBJECTS_ZH.values(), *_KNOWN, *OWN}
    assert set(words) & fixed == set()
    assert len(set(words.values())) == len(words), "two names are one in Chinese"
