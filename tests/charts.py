"""Every picture of a paper, measured and laid side by side to be looked at (a developers' tool).

python tests/charts.py FOLDER… OUT

FOLDERs are those of runs, sizings and comparisons; OUT is where sheets of all their pictures come, in both languages, as a
telephone of 390 pixels shows them, in colour and in grey.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from html import escape
from itertools import combinations
from pathlib import Path

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from drillsim.base.language import LANGUAGES, speaking
from drillsim.draw import drawing, fonts
from drillsim.papers import resources, sizing, targets
from drillsim.papers.documents.comparing import difference_picture
from drillsim.papers.dossier import Dossier, Picture
from drillsim.papers.places import places
from drillsim.sizing.answer import Answer
from drillsim.store.comparison_replay import Compared, comparison_of
from drillsim.store.folder import COMPARISON, SIZING, manifest_of
from drillsim.store.sizing_replay import answer_of
from drillsim.tasks.from_folder import case_of

TELEPHONE = 364  # pixels for a picture where a screen has 390
SLACK = 1.0  # points by which boxes may touch
SHEET = 4  # pictures beside each other


def read(folder: Path) -> Dossier | Answer | Compared:
    """What lies in a folder."""
    match manifest_of(folder)["format"]:
        case format if format == SIZING:
            return answer_of(folder)[0]
        case format if format == COMPARISON:
            return comparison_of(folder)
    return case_of(folder)


def pictures(case: Dossier | Answer | Compared) -> Iterator[Picture]:
    """All pictures of a run, a sizing or a comparison, in the language spoken."""
    if isinstance(case, Answer):
        yield from filter(None, (sizing.frontier(case), *sizing.pairs(case), sizing.tornado(case)))
    elif isinstance(case, Compared):
        yield from filter(None, (difference_picture(case),))
    else:
        yield from _of_run(case)


def _of_run(case: Dossier) -> Iterator[Picture]:
    found = [targets.attainment(case), resources.gantt_picture(case), resources.queue(case)]
    for group in targets.distributions(case):
        for card in group["cards"]:
            found += [card["picture"], card["places"]]
    for one in targets.why(case):
        found += one["pictures"]
    found += [heat["picture"] for heat in resources.loads(case)["pictures"]]
    found += places(case.compiled, case.evidence)["pictures"]
    found += places(case.compiled)["pictures"]
    yield from filter(None, found)


@drawing.style()
def faults(shown: Picture) -> list[str]:
    """What a reader could not read in a picture: texts on one another, across a limit or outside, cut or too small."""
    drawn = shown.drawn
    renderer = FigureCanvasAgg(drawn).get_renderer()
    drawn.draw(renderer)
    texts = [one for one in drawn.findobj(Text) if one.get_visible() and one.get_text().strip()]
    points = 72 / drawn.dpi
    boxes = [(one.get_text(), one.get_window_extent(renderer)) for one in texts]
    lines = [line.get_window_extent(renderer) for line in drawn.findobj(lambda part: part.get_gid() == drawing.LIMIT)]
    slack = SLACK / points

    def meet(a, b) -> bool:
        wide, high = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
        return wide > slack and high > slack

    found = [f"'{one}' lies on '{other}'" for (one, a), (other, b) in combinations(boxes, 2) if meet(a, b)]
    for line in lines:
        thick = line.expanded(1, 1).padded(slack)
        found += [f"a limit goes through '{text}'" for text, box in boxes if meet(thick, box)]
    for text, box in boxes:
        if box.x0 < -slack or box.y0 < -slack or box.x1 > drawn.bbox.x1 + slack or box.y1 > drawn.bbox.y1 + slack:
            found.append(f"'{text}' lies outside")
        if "…" in text:
            found.append(f"'{text}' is cut")
    smallest = min(one.get_fontsize() for one in texts)
    if smallest < drawing.SMALL:
        found.append(f"letters of {smallest} points")
    return found


def page(title: str, shown: list[Picture]) -> str:
    """Pictures as a telephone shows them, several beside each other."""
    cells = "".join(
        f'<figure><p class="message">{escape(one.title)}</p>{one.svg}'
        f"<figcaption>{escape(str(one.sentence))}</figcaption></figure>"
        for one in shown
    )
    style = (Path(drawing.__file__).parent.parent / "papers" / "style.css").read_text("utf-8")
    font = fonts.data_url(set(cells + title))
    return (
        f'<meta charset="utf-8"><style>@font-face {{ font-family: "Noto Sans SC"; src: url({font}); }} {style}'
        f".sheet {{ columns: {SHEET} {TELEPHONE}px; column-gap: 24px; width: {SHEET * (TELEPHONE + 24) - 24}px; }} figure {{"
        f" break-inside: avoid; margin: 0 0 14px; }} .grey {{ filter: grayscale(1); }}</style>"
        f"<h4>{escape(title)}</h4><div class=sheet>{cells}</div>"
    )


def main(folders: list[Path], out: Path) -> None:
    """Make the sheets and say what is at fault."""
    from playwright.sync_api import sync_playwright
    from screens import CHROMIUM, FLAGS

    out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        for folder in folders:
            case = read(folder)
            for language in LANGUAGES:
                with speaking(language):
                    shown = list(pictures(case))
                    for one in shown:
                        for fault in faults(one):
                            print(f"{folder.name} {language} {one.key}: {fault}")
                    view = browser.new_page(viewport={"width": SHEET * (TELEPHONE + 24) + 16, "height": 800})
                    view.set_content(page(f"{folder.name} {language}", shown))
                    for look in ("colour", "grey"):
                        view.evaluate(f"document.body.className = '{look}'")
                        view.screenshot(path=str(out / f"{folder.name}-{language}-{look}.png"), full_page=True)
                    view.close()
        browser.close()


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:-1]], Path(sys.argv[-1]))
