"""What the documents say is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import drillsim

ROOT = Path(__file__).parent.parent


def test_the_public_names_are_the_documented_ones():
    section = (ROOT / "docs" / "design.md").read_text("utf-8").partition("## Public names")[2].partition("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| `")]
    named = {name for row in rows for name in re.findall(r"`(\w+)`", row.split("|")[1])}
    assert named == set(drillsim.__all__)
    for name in named:
        thing = getattr(drillsim, name)
        assert thing.__doc__, f"{name} has no docstring"


def test_both_readmes_give_the_same_commands():
    blocks = [
        re.findall(r"```\w*\n(.*?)```", (ROOT / name).read_text("utf-8"), re.DOTALL)
        for name in ("README.md", "README.zh.md")
    ]
    commands = [[b for b in found if "pip install" in b] for found in blocks]
    assert commands[0] == commands[1]
    assert len(commands[0]) >= 3


@pytest.mark.parametrize(
    "page", sorted(p.name for p in (ROOT / "docs").glob("*.md")) + ["README.md", "README.zh.md", "CONTRIBUTING.md"]
)
def test_links_lead_somewhere(page):
    path = ROOT / page if (ROOT / page).exists() else ROOT / "docs" / page
    for target in re.findall(r"\]\(([^)#]+)\)", path.read_text("utf-8")):
        if "://" not in target:
            assert (path.parent / target).exists(), f"{page} links to {target}"
