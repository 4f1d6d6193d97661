"""What the documents say is so."""

from __future__ import annotations

import re
from pathlib import Path

import jsonschema
import numpy as np
import pytest

from drillsim.compiled.compilation import compile_plan
from drillsim.deck.deck import Deck
from drillsim.files.reading import json_schema, read_plan, read_scenario
from drillsim.files.source import Source
from drillsim.plan.scenario import Window
from drillsim.play.conduct import conduct
from drillsim.play.kernel import play

ROOT = Path(__file__).parent.parent


def test_both_readmes_give_the_same_commands():
    blocks = [
        re.findall(r"```\w*\n(.*?)```", (ROOT / name).read_text("utf-8"), re.DOTALL)
        for name in ("README.md", "README.zh.md")
    ]
    commands = [[b for b in found if "pip install" in b] for found in blocks]
    assert commands[0] == commands[1]
    assert len(commands[0]) >= 3


@pytest.mark.parametrize(
    "page", sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("scenarios/*/*.md")]),
    ids=lambda page: str(page.relative_to(ROOT)),
)  # fmt: skip
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), f"{page} links to {target}"


def the_example(page, folder):
    """The scenario, plan and compiled plan that a page builds up section by section."""
    folder.mkdir()
    text = (ROOT / "docs" / page).read_text("utf-8")
    for file in ("plan", "scenario"):
        parts = re.findall(rf"<!-- {file} -->\n```yaml\n(.*?)```", text, re.DOTALL)
        assert len(parts) == text.count(f"<!-- {file} -->") >= 3
        (folder / f"{file}.yaml").write_text("".join(parts), "utf-8")
    scenario, plan = read_scenario(folder / "scenario.yaml")
    return scenario, plan, compile_plan(plan, scenario.window)


@pytest.mark.parametrize("page", ["plan-language.md", "plan-language.zh.md"])
def test_the_example_of_the_language_can_be_played(page, tmp_path):
    scenario, plan, compiled = the_example(page, tmp_path / "example")
    for file in ("plan", "scenario"):  # as an editor would check them
        schema = json_schema(file, "zh" if ".zh." in page else "en")
        jsonschema.validate(Source(tmp_path / "example" / f"{file}.yaml").data, schema)
    assert plan.targets
    assert scenario.streams
    assert scenario.disruptions
    deck = Deck(compiled, scenario, 1)
    for run in range(1, 6):
        msel = deck.msel(run)
        assert len(msel.time)
        for one, other in zip(conduct(compiled, msel), play(compiled, msel), strict=True):
            assert np.array_equal(one, other)


@pytest.mark.parametrize("named", ["stations", "moving", "clocks", "promises"])
def test_examples_that_stand_alone_are_the_same_in_both_languages(named, tmp_path):
    tables = []
    for page in ("plan-language.md", "plan-language.zh.md"):
        text = (ROOT / "docs" / page).read_text("utf-8")
        (example,) = re.findall(rf"<!-- {named} -->\n```yaml\n(.*?)```", text, re.DOTALL)
        (tmp_path / page).with_suffix(".yaml").write_text(example, "utf-8")
        plan = read_plan((tmp_path / page).with_suffix(".yaml"))
        tables.append(compile_plan(plan, Window.model_validate({"from": "2026-03-02", "days": 7})).tables)
    for name, one, other in zip(tables[0]._fields, *tables, strict=True):
        assert np.array_equal(one, other), name


def test_the_examples_of_working_days_are_the_same_in_both_languages(tmp_path):
    found = []
    for page in ("plan-language.md", "plan-language.zh.md"):
        text = (ROOT / "docs" / page).read_text("utf-8")
        (folder := tmp_path / page).mkdir()
        for file in ("plan", "scenario"):
            (example,) = re.findall(rf"<!-- days {file} -->\n```yaml\n(.*?)```", text, re.DOTALL)
            (folder / f"{file}.yaml").write_text(example, "utf-8")
        scenario, plan = read_scenario(folder / "scenario.yaml")
        compiled = compile_plan(plan, scenario.window, scenario.calendar)
        found.append((compiled.tables, [source.clock or source.fixed for source in Deck(compiled, scenario, 1).sources]))
    for one, other in zip(
        *[[*tables, *(part for clock in clocks for part in clock)] for tables, clocks in found], strict=True
    ):
        assert np.array_equal(one, other)


VISITS_AND_ROADS = {  # the two plans of the example of several plans
    "visits": ("visit", "head", "town_hall", "6 min"),
    "roads": ("closure", "secretary", "town_office", "8 min"),
}
OF_ONE_TOWN = """\
plan: {plan}
name: {plan}
zones: {{town: , village: }}
travel: {{times: {{{base}: {{town: {way}, village: 20 min}}}}}}
pools: {{{head}: {{kind: post, base: {base}}}, car: {{kind: vehicle, count: 2, base: {base}}}}}
procedures: {{{kind}: {{steps: {{go: {{takes: travel, who: [who, ride], needs: {{who: {head} 1, ride: car 1}}}}}}}}}}
targets: {{open: {{to: go.ended, within: 30 min}}}}
"""


def test_the_examples_of_several_plans_are_the_same_in_both_languages(tmp_path):
    for plan, (kind, head, base, way) in VISITS_AND_ROADS.items():
        text = OF_ONE_TOWN.format(plan=plan, kind=kind, head=head, base=base, way=way)
        (tmp_path / f"{plan}.yaml").write_text(text, "utf-8")
    plays = []
    for page in ("plan-language.md", "plan-language.zh.md"):
        text = (ROOT / "docs" / page).read_text("utf-8")
        (example,) = re.findall(r"<!-- together -->\n```yaml\n(.*?)```", text, re.DOTALL)
        (tmp_path / "both.yaml").write_text(example, "utf-8")
        jsonschema.validate(Source(tmp_path / "both.yaml").data, json_schema("scenario", "zh" if ".zh." in page else "en"))
        scenario, plan = read_scenario(tmp_path / "both.yaml")
        compiled = compile_plan(plan, scenario.window)
        assert [len(pool.counts_as) for pool in plan.pools.values()] == [2, 2]
        plays.append(conduct(compiled, Deck(compiled, scenario, 1).msel(1)))
    assert all(np.array_equal(one, other) for one, other in zip(*plays, strict=True))


def test_the_examples_of_both_languages_are_the_same(tmp_path):
    (ours, _plan, english), (theirs, _other, chinese) = (
        the_example(page, tmp_path / page) for page in ("plan-language.md", "plan-language.zh.md")
    )
    for name, one, other in zip(english.tables._fields, english.tables, chinese.tables, strict=True):
        assert np.array_equal(one, other), name
    assert [s.model_dump(exclude={"name", "kind", "zone", "attributes"}) for s in ours.streams.values()] == [
        s.model_dump(exclude={"name", "kind", "zone", "attributes"}) for s in theirs.streams.values()
    ]
    assert [(t.form, t.limit) for t in english.plan.targets.values()] == [
        (t.form, t.limit) for t in chinese.plan.targets.values()
    ]
