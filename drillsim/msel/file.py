"""An MSEL as a spreadsheet: what a trainer holds in the hand, edits, and gives back to be played.

What is written and read back unchanged is the same MSEL, number for number. Blanks in rows that
a trainer added or edited become the usual value, and each is reported; rows that are not for
playing are set aside, and reported too. `columns` defines the columns.
"""

from __future__ import annotations

from pathlib import Path

from drillsim.base.errors import Fault, InputError
from drillsim.base.language import say, text
from drillsim.base.writing import write_file
from drillsim.compiled.event_list import Msel
from drillsim.compiled.tables import CompiledPlan
from drillsim.deck.deck import Deck
from drillsim.msel.book import book_bytes, too_many
from drillsim.msel.columns import DRAFT, SCRIPT, Layout
from drillsim.msel.cut import Cut
from drillsim.msel.events import draw_columns, events_of
from drillsim.msel.reading import Filled, SetAside, read_msel
from drillsim.msel.rehearsal import RUNS, Play, Plays, Rehearsal, first_plays
from drillsim.plan.scenario import Scenario
from drillsim.sheets.spreadsheet import table_bytes

__all__ = ["Filled", "SetAside", "fits_a_workbook", "msel_csv", "msel_xlsx", "read_msel", "write_msel"]


def write_msel(
    path: Path, msel: Msel, compiled: CompiledPlan, scenario: Scenario, deck: Deck, cut: Cut | None = None,
    plays: Plays | None = None,
) -> None:  # fmt: skip
    """Write `msel` to `path` in the language spoken now, as a workbook if it ends in .xlsx, else as CSV.

    `deck` may be of any seed: it names the sources (and brings the other runs of which a workbook tells, unless these are
    given as `plays`). Of a `cut`, whose list `msel` is, the rows say why they are there.
    Raises InputError where there are too many events for a workbook, OSError.
    """
    if path.suffix.lower() == ".xlsx":
        from drillsim.play.kernel import play

        write_file(path, msel_xlsx(msel, compiled, scenario, deck, play, cut=cut, plays=plays))
    else:
        write_file(path, msel_csv(msel, compiled, scenario, deck, cut=cut))


def msel_csv(
    msel: Msel, compiled: CompiledPlan, scenario: Scenario, deck: Deck, status: str = DRAFT, cut: Cut | None = None
) -> bytes:
    """The bytes of the CSV that `write_msel` writes; `status` is that of its events."""
    layout = Layout(compiled, scenario, deck)
    events = events_of(msel, layout, scenario, deck, cut=cut)
    for event in events:
        event["status"] = layout.states.keys.index(status)
    keys = [key for key in layout.columns if ": " not in key and key not in SCRIPT and (key != "why" or cut is not None)]
    columns = [layout.columns[key] for key in [*keys, *draw_columns(events, layout)]]
    rows = [[layout.title(column.key) for column in columns]]
    for event in events:
        values = [(column, event.get(column.key)) for column in columns]
        rows.append(["" if value is None else column.codec.show(value) for column, value in values])
    return table_bytes(rows)


def msel_xlsx(
    msel: Msel, compiled: CompiledPlan, scenario: Scenario, deck: Deck, play: Play, runs: int = RUNS,
    cut: Cut | None = None, plays: Plays | None = None,
) -> bytes:  # fmt: skip
    """The bytes of a workbook: the list, its cards and its draws; `play` plays it, and `runs` others of the scenario.

    Raises InputError if it has too many events for one.
    """
    layout = Layout(compiled, scenario, deck)
    if too_many(msel, layout):
        what = say("{n} events are too many for a workbook", n=_events(msel))
        raise InputError([Fault(text(scenario.name), 0, 0, what, say("write a .csv file, or fewer days"))])
    log = play(compiled, msel)
    rehearsal = Rehearsal(compiled, msel, log, plays or first_plays(compiled, deck, play, runs))
    events = events_of(msel, layout, scenario, deck, log, cut)
    return book_bytes(events, layout, scenario, deck, rehearsal, cut)


def fits_a_workbook(msel: Msel, compiled: CompiledPlan, scenario: Scenario, deck: Deck) -> bool:
    """Whether a workbook can hold all events of a list."""
    return not too_many(msel, Layout(compiled, scenario, deck))


def _events(msel: Msel) -> int:
    return len(msel.time) + len(msel.disruption)
