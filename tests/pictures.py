"""Make the pictures of the drill room's screens again that the pages show (a developers' tool).

python tests/pictures.py

Always the same moment of the same drill: the second morning of the inspection week, half an hour after
fifteen people came to the county seat. The town head and the village directors are at the table.
"""

from __future__ import annotations

import io
import json
import sys
import tempfile
from pathlib import Path

from PIL import Image
from screens import CHROMIUM, FLAGS, ROOT, RoomProcess, Screen

PICTURES = ROOT / "docs" / "pictures"
SIZES = {"facilitator": (1440, 900), "observer": (1920, 1080), "town_head": (390, 844)}
NAMES = {"town_head": "player"}
LARGEST = 150_000  # bytes of a picture
GROUP = 33 * 3600 + 20 * 60  # second at which the fifteen come
DECIDED = {6: "activate", 12: "form_team"}  # minutes after which the town head leaves a step to the rule; the next one waits
SHOWN = 28  # minutes after they came


def prepare(room: RoomProcess) -> None:
    """Bring the drill to the moment that is shown."""
    with room.line("facilitator") as line:

        def to(second: int) -> None:
            line.order(clock="jump", to=second)
            line.hear(lambda said: "clock" in said and not said["clock"]["running"] and said["clock"]["second"] >= second)

        line.order(clock="stops", stops=False)
        to(GROUP - 1000)
        for player in ("town_head", "village"):
            line.order(do="sit", player=player)
        for minute in range(2, SHOWN + 1, 2):
            to(GROUP + 60 * minute)
            for task in line.view["tasks"]:
                if DECIDED.get(minute) == task["step"]:
                    line.order(do="send", incident=task["incident"], step=task["step"], pools=task["rule"])
        if '"usual"' not in json.dumps(line.view):  # it comes when other runs of the scenario have been played
            line.hear(lambda said: '"usual"' in json.dumps(said))
        line.order(do="note", text="Reception room open before the team set out.")


def picture(content: bytes) -> bytes:
    """A picture of the browser, small enough for a page."""
    for quality in (88, 80, 70, 60):
        file = io.BytesIO()
        Image.open(io.BytesIO(content)).convert("RGB").save(file, "WEBP", quality=quality, method=6)
        if file.tell() <= LARGEST:
            break
    return file.getvalue()


def main(folder: Path = PICTURES) -> None:
    """Write all of them."""
    from playwright.sync_api import sync_playwright

    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as desk, sync_playwright() as play:
        room = RoomProcess(Path(desk) / "drill")
        browser = play.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        prepare(room)
        for name, size in SIZES.items():
            for language in ("en", "zh"):
                screen = Screen(browser, room, name, language, size)
                screen.page.wait_for_timeout(500)
                (folder / f"{NAMES.get(name, name)}.{language}.webp").write_bytes(picture(screen.page.screenshot()))
                screen.close()
        browser.close()
        room.stop()


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
