"""A drill that things happen to: played by a process that can be killed, starved of disk and slowed down, all by a seed.

`python tests/faults.py FOLDER SEED` plays a drill at random in the folder of one, and says on standard output what it
has been promised: `did N` when order N was carried out, `not N` when it was refused, `shown S` when a second was shown,
`filed` when the results were written. Whoever reads that can hold it against what stands on the disk afterwards.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

from drillsim.room.drill import FACILITATOR
from drillsim.room.live import Refused
from drillsim.room.room import DrillRoom

ROOT = Path(__file__).parent.parent
ORDERS = 60
UNLIMITED = resource.getrlimit(resource.RLIMIT_FSIZE)[1]


def say(*words: object) -> None:
    """To whoever watches, at once."""
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


@contextmanager
def no_file_beyond(size: int) -> Any:
    """As on a full disk: a write gets so far and no further."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, UNLIMITED))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (UNLIMITED, UNLIMITED))


def slow_disk(r: Random) -> None:
    """Every write takes its time before it is settled, so that a kill finds many of them half-way."""
    real = os.fsync

    def settle(handle: int) -> None:
        time.sleep(r.random() * 0.02)
        real(handle)

    os.fsync = settle


class Game:
    """Somebody plays a drill at random."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.r, self.folder = Random(seed), folder
        if self.r.random() < 0.5:
            slow_disk(self.r)
        self.room = DrillRoom(folder)
        self.number = 0

    def play(self) -> None:
        """To the end, and to its files."""
        while self.number < ORDERS:
            if self.r.random() < 0.15:
                record = (self.folder / "record.jsonl").stat().st_size
                with no_file_beyond(self.r.choice((0, record, record + self.r.randint(1, 200)))):
                    for _ in range(self.r.randint(1, 4)):
                        self.one()
            self.one()
        self.order({"do": "end"})
        while not self.room.is_filed:
            try:
                with no_file_beyond(self.r.choice((0, 500, 3000, UNLIMITED))):
                    self.room.finish()
            except OSError:
                say("unfiled")
        say("filed")

    def one(self) -> None:
        """One order, and some time."""
        self.order(self.wish())
        for _ in range(self.r.randint(0, 3)):
            self.room.tick(0.1)
            say("shown", self.room.drill.now if self.room.drill.begun else -1)

    def wish(self) -> dict[str, Any]:
        """Something that the facilitator might want."""
        waiting = self.room.drill.live.waits_for_player()
        if waiting and self.r.random() < 0.7:
            incident, step, _part = waiting[0]
            name = self.room.drill.compiled.steps[self.room.drill.live.msel.kind[incident]][step]
            return {"do": "leave", "incident": incident + 1, "step": name}
        part = self.r.choice(self.room.drill.parts).key
        return self.r.choice([
            {"do": "note", "text": f"seen {self.number} 看到"}, {"do": "sit", "player": part},
            {"do": "rise", "player": part},
            {"do": "tell", "to": part, "message": "x" * self.r.randint(1, 300)}, {"clock": "go"}, {"clock": "next"},
            {"clock": "speed", "speed": self.r.choice((60, 600, 3600))}, {"do": "hold", "inject": self.r.randint(1, 9)},
            {"do": "approve", "inject": self.r.randint(1, 9)}, {"clock": "pause"},
        ])  # fmt: skip

    def order(self, wish: dict[str, Any]) -> None:
        """Give it, and pass on the answer."""
        self.number += 1
        try:
            self.room.order(FACILITATOR, str(self.number), wish)
        except Refused:
            say("not", self.number)
        else:
            say("did" if "do" in wish else "set", self.number)


def started(folder: Path, seed: int) -> subprocess.Popen[bytes]:
    """The process of a game."""
    path = os.pathsep.join([str(ROOT), str(ROOT / "tests"), *filter(None, [os.environ.get("PYTHONPATH")])])
    command = [sys.executable, __file__, str(folder), str(seed)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": path})


if __name__ == "__main__":
    Game(Path(sys.argv[1]), int(sys.argv[2])).play()
