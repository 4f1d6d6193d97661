"""Pages can be read by everybody: no finding of axe on any kept page, in both languages, on a telephone and on a desk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from drillsim.base.language import LANGUAGES
from drillsim.command.cli import run as drillsim

ROOT = Path(__file__).parent.parent
KEPT = sorted((ROOT / "reports").glob("sample-*/**/*.html"))  # others are somebody's own results
MANUALS = ("players", "facilitators", "evaluators")


def findings(browser: Any, file: Path) -> list[tuple[str, int, str, list[str]]]:
    """What axe finds, by language and width."""
    found = []
    for language in LANGUAGES:
        for width in (390, 1280):
            page = browser.new_page(viewport={"width": width, "height": 844})
            page.goto(f"{file.as_uri()}?lang={language}")
            for rule in Axe().run(page).response["violations"]:
                found.append((language, width, rule["id"], [node["html"][:80] for node in rule["nodes"][:3]]))
            page.close()
    return found


def test_pages_are_kept() -> None:
    assert len(KEPT) >= 3


@pytest.mark.parametrize("file", KEPT, ids=lambda file: file.relative_to(ROOT / "reports").parts[0])
def test_axe_finds_nothing_on_a_kept_page(browser, file):
    assert findings(browser, file) == []


@pytest.mark.parametrize("edition", MANUALS)
def test_axe_finds_nothing_in_a_manual(browser, edition, tmp_path):
    scenario, manual = ROOT / "scenarios" / "flood-evacuation" / "noon-order.yaml", tmp_path / "manual.html"
    assert drillsim(["manual", str(scenario), "--edition", edition, "--runs", "5", "-o", str(manual), "--lang", "en"]) == 0
    assert findings(browser, manual) == []


def test_a_page_that_hides_its_words_is_found(browser, tmp_path):
    bad = tmp_path / "bad.html"
    bad.write_text("<html><body><img src='data:,'><input></body></html>", "utf-8")
    assert {rule for _language, _width, rule, _nodes in findings(browser, bad)} >= {"image-alt", "label"}
