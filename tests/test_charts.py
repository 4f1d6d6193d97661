"""Pictures that can be read: nothing on anything else, nothing cut, nothing small, in grey as in colour, and each with a
message."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from charts import TELEPHONE, faults, pictures
from matplotlib.colors import to_rgb

import drillsim
from drillsim.base.language import LANGUAGES, speaking
from drillsim.draw import drawing, figures, size_figures, timelines, whiskers
from drillsim.papers import targets
from drillsim.papers.dossier import Dossier, Picture

SCENARIOS = Path(__file__).parent.parent / "scenarios"
QUICK = ("town-inspection/inspection-week", "fire-brigade/dry-summer", "township-epidemic/feast-fortnight")
OTHERS = sorted(
    name
    for path in SCENARIOS.glob("*/*.yaml")
    if path.stem != "plan" and (name := f"{path.parent.name}/{path.stem}") not in QUICK
)
NAMES = [
    "from the township to the prefecture within 1 hour in all, acknowledged by whoever is on duty there",
    "grid: township liaison, village cadres, clinic staff, grid workers, volunteers",
    "接到报告后三十分钟内赶到现场（含夜间、节假日），并向县级有关部门电话报告",
    "head",
]


@pytest.fixture(scope="module", params=[*QUICK, *(pytest.param(name, marks=pytest.mark.slow) for name in OTHERS)])
def case(request: pytest.FixtureRequest) -> Dossier:
    return drillsim.run(SCENARIOS / f"{request.param}.yaml", runs=8).dossier


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_in_a_picture_covers_anything_or_is_cut(case, language):
    with speaking(language):
        shown = list(pictures(case))
        assert shown
        assert [(one.title, fault) for one in shown for fault in faults(one)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_picture_has_a_message_of_its_own(case, language):
    with speaking(language):
        titles = [one.title for one in pictures(case)]
    assert len(titles) == len(set(titles))
    assert not [title for title in titles if title.endswith((".", "。"))]


def test_what_holds_or_only_restates_an_input_has_no_picture(case):
    missed = {found.id for found, _why in case.missed if not found.restates}
    for group in targets.distributions(case):
        for card in group["cards"]:
            assert card["id"] in missed or (card["picture"], card["places"]) == (None, None)
    for one in targets.why(case):
        assert len(one["pictures"]) <= (one["id"] in missed)


def test_what_helps_nothing_is_not_drawn(case):
    for found, why in case.missed:
        now, *others = (bar.value for bar in targets.bars_of(case, why))
        better = -1 if found.kind == "mean" else 1
        assert all(better * (value - now) > 0 for value in others)


def drawn() -> dict[str, object]:
    """Pictures with long names of both languages and figures in every place."""
    attained = [
        whiskers.Attained(name, share, share - 0.04, min(1.0, share + 0.04), 0.95, verdict, sign)
        for name, share, (verdict, sign) in zip(
            NAMES, (0.02, 0.95, 0.99, 1.0), (("FAIL", "×"), ("UNDECIDED", "○"), ("PASS", "√"), ("PASS", "√")), strict=True
        )
    ]
    places = [whiskers.PlaceRow(name, (60, 120, 600, 900, 4000), 12, 0.9, "90%") for name in NAMES]
    shares = zip(NAMES, (0.5, 0.9, 0.95, 1), strict=True)
    gains = [figures.Gain(name, share, f"{share:.0%}", share < 1) for name, share in shares]
    different = [whiskers.DifferenceRow(name, -2.0, -3.0, 1.0, "worse") for name in NAMES]
    parts = [(name, 600.0 * (place + 1)) for place, name in enumerate(NAMES)]
    waterfall = figures.waterfall("where the time went", parts, 6000, 5900, [True, False] * 2)
    return {
        "attained": whiskers.attainment([("runs", attained), ("incidents", attained[1:])]),
        "places": whiskers.by_place("time", places, 600),
        "differences": whiskers.differences([("points", different), ("others", different[:1])]),
        "why": drawing.stacked(waterfall, figures.gains("what would help", gains, (0.95, "goal 95%"))),
        "mean": drawing.stacked(figures.gains("mean", gains, (0.4, "limit 0.4 s"), is_mean=True)),
        "ways": figures.ways("time", [figures.Place(name, 3600, 0.9, "90%") for name in NAMES]),
        "tornado": size_figures.tornado([size_figures.Sway(name, -0.9, 0.2, 12) for name in NAMES], 0.05),
        "pair": size_figures.pair(
            (NAMES[0], range(2, 30)), (NAMES[2], range(1, 9)), {(2, 1): size_figures.Tile("missed", "93.5%", -0.1)}, (2, 1)
        ),
        "frontier": size_figures.frontier(
            [size_figures.Dot(n, n - 5, state) for n, state in enumerate(("missed", "undecided", "kept"), 4)], [], None
        ),
        "late": figures.lateness(np.array([10, 60, 5000]), 12, 60.0),
    }  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_long_names_have_room(language):
    with speaking(language):
        shown = {key: Picture(one, key, "", key) for key, one in drawn().items()}
        assert {key: found for key, one in shown.items() if (found := faults(one))} == {}


def test_a_telephone_shows_no_letter_below_nine_pixels():
    for key, one in drawn().items():
        assert drawing.SMALL * TELEPHONE / (72 * one.get_size_inches()[0]) >= 9, key


def test_a_fault_of_a_picture_is_noticed():
    one = drawing.figure(1.0)
    axes = drawing.board(one, 0.5, 0.5, 0.3, 0.3)
    axes.set_xlim(0, 1)
    drawing.dashed_line(axes, 0.5, "goal")
    one.text(0.4, 0.5, "through the goal", fontsize=7)
    one.text(0.42, 0.5, "on it")
    one.text(0.98, 0.2, "beyond the edge …")
    found = " ".join(faults(Picture(one, "", "", "x")))
    for fault in ("lies on", "a limit goes through", "lies outside", "is cut", "letters of 7"):
        assert fault in found


def grey(colour: str) -> float:
    red, green, blue = to_rgb(colour)
    return 0.299 * red + 0.587 * green + 0.114 * blue


def test_in_grey_shapes_and_hatches_tell_apart():
    assert len({look["marker"] for look in drawing.MARKS.values()}) == len(drawing.MARKS)
    assert drawing.MARKS["UNDECIDED"]["markerfacecolor"] == "white"  # nothing like a miss
    for (one, a), (other, b) in combinations(timelines.LOOKS.items(), 2):
        apart = abs(grey(a["facecolor"]) - grey(b["facecolor"]))
        assert a.get("hatch") != b.get("hatch") or apart > 0.25, (one, other)


def test_labels_are_wrapped_where_a_reader_would():
    assert drawing.label("without 'a car in the workshop'", 1.2).split("\n") == ["without 'a car in", "the workshop'"]
    for line in drawing.label("接到报告后三十分钟内到场（含夜间、节假日）。", 1.0).split("\n"):
        assert line[0] not in drawing.CLOSING
        assert line[-1] not in drawing.OPENING
    assert "…" not in "".join(map(drawing.label, NAMES))
