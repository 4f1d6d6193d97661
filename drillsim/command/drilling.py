"""The commands `drill` and `replay`: the live drill room, and a drill once more from its record."""

from __future__ import annotations

import contextlib
import os
import socket
import sys
import threading
import webbrowser
from functools import partial
from pathlib import Path
from typing import Any

import click
import uvicorn

from drillsim.base.language import _, current, text
from drillsim.base.lock import Held, Lock
from drillsim.base.shell import command_line
from drillsim.command import exits
from drillsim.command.console import print_remarks
from drillsim.command.console_drill import print_replay
from drillsim.command.lines import echo
from drillsim.command.options import refuse_idle
from drillsim.command.terminal import conduct_in_terminal
from drillsim.compiled.compilation import compile_plan
from drillsim.deck.deck import Deck
from drillsim.files.reading import read_scenario
from drillsim.msel.file import read_msel
from drillsim.room.door import Door, Entrance, descriptors_left
from drillsim.room.folder import LOCK, DrillFolder, is_free, replayed, same_drill, unfinished
from drillsim.room.room import DrillRoom
from drillsim.room.screen import LARGEST_MESSAGE
from drillsim.room.server import application
from drillsim.store.folder import Inputs, in_reports, is_drill


def drill(
    scenario: Path, seed: int, run: int, msel_path: Path | None, host: str, port: int, fresh: bool, out: Path | None,
    no_browser: bool,
) -> int:  # fmt: skip
    if msel_path is not None:
        refuse_idle(_("the event list says what happens, and nothing is drawn"), "seed", "run")
    if no_browser:
        refuse_idle(_("without a browser nobody else can join"), "host", "port")
    folder, goes_on, lock = _folder(scenario, seed, run, msel_path, fresh, out)
    with lock:
        if not lock.sure:
            told = _("{folder}: this disk knows no locks; make sure that nobody else opens the same drill")
            echo(told.format(folder=folder), to_err=True)
        room = DrillRoom(folder)
        if goes_on:
            _say_where_it_was(room)
        if no_browser:
            return conduct_in_terminal(room)
        return _serve(room, host, port)


def _say_where_it_was(room: DrillRoom) -> None:
    if room.drill.ended_at is not None:
        told = _("{folder}: this drill has ended, but its results were not written; they are written now")
    else:
        told = _("{folder}: this drill is not finished and goes on where it was; --new begins another one")
    echo(told.format(folder=room.path))
    if room.mended:
        echo(_("The last line of its record had been cut off, by a full disk or a power cut, and is left out: "
                     "nobody had been shown what it says."))  # fmt: skip


def _hold(folder: Path) -> Lock:
    """Open the folder of a drill for this command alone."""

    try:
        return Lock(folder / LOCK)
    except Held as held:
        told = _(
            "{folder}: this drill is open already, in {holder}; go on there, or stop it there with Ctrl-C and give the "
            "same command again; --new begins another drill"
        )
        raise click.UsageError(told.format(folder=folder, holder=held.holder)) from None


def _folder(
    scenario: Path, seed: int, run: int, msel: Path | None, fresh: bool, out: Path | None
) -> tuple[Path, bool, Lock]:
    """The folder of the drill, whether it was begun before, and the lock that keeps it for this command."""

    parsed, plan = read_scenario(scenario)
    inputs = Inputs.of(scenario, parsed.files(scenario), msel)
    if msel is not None:
        compiled = compile_plan(plan, parsed.window, parsed.calendar)
        print_remarks(read_msel(msel, compiled, parsed, Deck(compiled, parsed, seed))[1])
    usual = out or in_reports(scenario.stem, "drill")
    candidate, number = usual, 1
    while not is_free(candidate):
        if not fresh and unfinished(candidate) and same_drill(candidate, inputs, seed, run):
            lock = _hold(candidate)
            if unfinished(candidate):
                return candidate, True, lock
            lock.release()  # it has ended just now
        is_ended = is_drill(candidate) and not unfinished(candidate)
        if out is not None and is_ended:
            told = _("{folder}: this drill has ended (its report: {command}); choose another --out")
            raise click.UsageError(told.format(folder=out, command=command_line("report", out)))
        if out is not None:
            raise click.UsageError(_("{folder} exists already; choose another --out").format(folder=out))
        if is_ended and not fresh and same_drill(candidate, inputs, seed, run):
            told = _("{folder}: that drill has ended (its report: {command}); this is another one")
            echo(told.format(folder=candidate, command=command_line("report", candidate)))
        number += 1
        candidate = usual.with_name(f"{usual.name}-{number}")
    candidate.mkdir(parents=True, exist_ok=True)
    lock = _hold(candidate)
    try:
        if not is_free(candidate):  # somebody else has begun one here just now, and left it
            raise click.UsageError(_("{folder} exists already; choose another --out").format(folder=candidate))
        DrillFolder.begin(candidate, inputs, seed, run, current()).close()
    except BaseException:
        lock.release()
        with contextlib.suppress(OSError):
            candidate.rmdir()
        raise
    return candidate, False, lock


def _serve(room: DrillRoom, host: str, port: int) -> int:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.UsageError(
                _("cannot listen on {host}, port {port}: {reason}; choose another --port").format(
                    host=host, port=port, reason=error.strerror
                )
            ) from None
    shown = _reached_at(host)
    door = Door(descriptors_left())
    app = application(room, f"http://{shown}:{port}", [host, shown], door)
    links = app.state.server.link
    echo(_("The facilitator opens:  {link}").format(link=links("facilitator")))
    echo(_("The projector shows:    {link}").format(link=links("observer")))
    for part in room.drill.parts:
        echo(f"  {text(part.name)}: {links(part.key)}")
    if host in ("127.0.0.1", "localhost", "::1"):
        echo(_("Only this computer can join; --host 0.0.0.0 lets everybody in the same network join who has a link."))
    else:
        echo(_("Whoever is in this network and has a link can join; nothing is encrypted. Use one that you trust."))
    echo(_("Folder: {folder}. Ctrl-C stops; the same command goes on where it was.").format(folder=room.path))
    if _has_desktop():
        opening = threading.Timer(1.0, webbrowser.open, [links("facilitator")])  # once the server listens
        opening.daemon = True
        opening.start()
    entrance: Any = partial(Entrance, door)
    uvicorn.run(
        app, host=host, port=port, log_level="error", loop="asyncio", http=entrance, backlog=door.burst,
        ws="websockets-sansio", ws_max_size=LARGEST_MESSAGE, access_log=False, server_header=False, proxy_headers=False,
        timeout_graceful_shutdown=1,
    )  # fmt: skip
    if room.drill.ended_at is None or room.is_filed:
        return 0
    echo(_("The results of this drill are not written yet; the same command writes them."), to_err=True)
    return exits.BAD_INPUT


def _has_desktop() -> bool:
    """Whether a browser can show itself here; without a desktop one might open in the terminal."""
    return sys.platform in ("win32", "darwin") or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


def _reached_at(host: str) -> str:
    """The address under which others reach this machine, if it listens on all."""
    if host not in ("0.0.0.0", "::"):
        return host
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # a documentation address (RFC 5737): nothing is sent
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def replay(folder: Path) -> int:
    return print_replay(folder, replayed(folder))
