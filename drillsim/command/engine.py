"""The compiled engine is compiled once for each machine, which takes a while: said when that happens, and only then."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from numba.core import event

from drillsim.base.language import _
from drillsim.command.screen import err
from drillsim.compiled.tables import CompiledPlan
from drillsim.judge.replicate import play_runs
from drillsim.plan.scenario import Scenario


@contextmanager
def compiling() -> Iterator[None]:
    """Say so as soon as the engine has to be compiled inside the block; one kept from an earlier time is only loaded."""

    class Teller(event.Listener):
        """Told of each function when its compilation begins, the outermost first."""

        said = False

        def on_start(self, event: Any) -> None:
            if not self.said and event.data["dispatcher"].py_func.__module__ == "drillsim.play.kernel":
                self.said = True
                told = _("compiling the engine for this machine; this happens once and takes 20 seconds to a minute …")
                err().print(told, style="dim")

        def on_end(self, event: Any) -> None:
            pass

    with event.install_listener("numba:compile", Teller()):
        yield


def get_ready(compiled: CompiledPlan, scenario: Scenario, seed: int) -> None:
    """Have the engine compiled before it is asked for, and before workers would each begin to compile it."""

    with compiling():
        play_runs(compiled, scenario, seed, 1, 1, "compiled")
