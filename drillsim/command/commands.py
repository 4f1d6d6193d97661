"""Every command: what it is for, and the words that it takes.

What a command does stands in a module of its own, which is imported when the command is run: `--help` needs none of it
and answers at once. Nowhere else in the package is an import put off.
"""

from __future__ import annotations

from pathlib import Path

import click

from drillsim.base.language import _
from drillsim.command.options import (
    PATH,
    alpha_option,
    force_option,
    format_option,
    formats_option,
    jobs_option,
    lang_option,
    max_runs_option,
    number_option,
    output_option,
    seed_option,
)
from drillsim.command.usage import Command, Group, argument, command, group, option, version_option
from drillsim.papers.formats import DOCUMENTS, FORMATS
from drillsim.starter import TRADES

ANY_RUN = 2**63 - 1
SEVERAL = {"--vary": "=", "--cost": "=", "--without": ""}  # of `size`: take several words, all that have this in them


def commands() -> Group:
    """The command `drillsim` with all that stands under it, its help in the language spoken."""
    return group(
        "drillsim",
        _("Tests an emergency-response plan before reality does."),
        version_option(),
        lang_option(),
        commands=[*_of_files(), *_of_plays(), *_of_results(), *_of_drills()],
    )


def _of_files() -> list[Command]:
    return [
        command(
            "new", "starting.new", _("Make a folder with a small plan and two scenarios, to be changed into your own."),
            argument("name"),
            option("--form", "form_path", type=PATH, metavar=_("FILE.xlsx"),
                   help=_("Write it all as one spreadsheet to fill in.")),
            option("--trade", type=click.Choice(TRADES), help=_("What the example is of; a village if left out.")),
            force_option(_("Write over a form that exists.")),
            lang_option(),
        ),
        command(
            "draft", "drafting.draft",
            _("Make a first plan file of a written plan (Word, PDF, text), with the questions that it leaves open."),
            argument("file", type=PATH),
            option("-o", "--output", type=PATH, metavar=_("FOLDER"),
                   help=_("The folder to make; named after the file if left out.")),
            option("--form", "form_path", type=PATH, metavar=_("FILE.xlsx"),
                   help=_("Write it as one spreadsheet as well.")),
            force_option(_("Draft anew into a folder that exists; what differs there is kept as NAME.before-1.")),
            lang_option(),
        ),
        command(
            "answer", "drafting.answer", _("Put the answers on a sheet of questions into the plan beside it."),
            argument("sheet", type=PATH),
            lang_option(),
        ),
        command(
            "form", "forms.form",
            _("Turn a plan or a scenario into a form to fill in (.xlsx), or a form into files (.yaml)."),
            argument("file", type=PATH),
            output_option(),
            force_option(_("Write over a file that exists.")),
            lang_option(),
        ),
        command(
            "check", "checking.check",
            _("Read a plan or a scenario and say whether it can be played; all faults at once."),
            argument("file", type=PATH),
            format_option("table", "json", "docx", "xlsx"),
            option("-o", "--output", type=PATH,
                   help=_("File for the table of amendments (docx or xlsx); default <FILE>-amendments.")),
            force_option(_("Write over a file that exists.")),
            lang_option(),
        ),
        command(
            "list", "listing.list_",
            _("Say which scenarios there are in a folder, and how the promises of their plans stand."),
            argument("folder", type=PATH, default=Path("scenarios")),
            format_option("table", "json"),
            lang_option(),
        ),
        command(
            "review", "reviewing.review",
            _("Read all plans of a folder together: contradictions between them, limits side by side, drills for the year."),
            argument("folder", type=PATH),
            format_option("table", "json", "docx", "xlsx"),
            option("-o", "--output", type=PATH, help=_("The paper to write.")),
            option("--reports", type=PATH, metavar=_("FOLDER"),
                   help=_("Where the folders of runs and drills lie; `reports` if left out.")),
            force_option(_("Write over a file that exists.")),
            lang_option(),
        ),
        command(
            "schema", "describing.schema",
            _("Print the JSON Schema of a plan file, a scenario file, a result or a sizing; as Markdown, the page that "
              "explains its keys."),
            argument("what", default="plan",
                     type=click.Choice(["plan", "scenario", "result", "comparison", "size", "together"])),
            format_option("json", "markdown"),
            lang_option(),
        ),
    ]  # fmt: skip


def _of_plays() -> list[Command]:
    return [
        command(
            "run", "playing.run", _("Play a scenario many times and say which promises of its plan hold."),
            argument("scenario", type=PATH),
            seed_option(),
            number_option("--runs", least=1, most=10**7, meaning=_("Play exactly this many runs; no early stop.")),
            max_runs_option(_("Stop here even if a target is not settled.")),
            alpha_option(_("Error rate of the verdicts.")),
            jobs_option(),
            option("--engine", type=click.Choice(["simpy", "compiled"]),
                   help=_("Which engine plays; the result does not depend on it.")),
            option("--msel", "msel_path", type=PATH, help=_("Play this event list instead of drawing.")),
            option("--out", type=PATH, help=_("Run folder; default reports/<scenario>-<seed>.")),
            format_option("table", "brief", "json"),
            option("--no-report", is_flag=True, help=_("Leave out the page report.html.")),
            lang_option(),
        ),
        command(
            "compare", "comparing.compare",
            _("Play two scenarios on the same event lists, or one with other sizes (--change car.count=2), and say what "
              "differs and why."),
            argument("files", nargs=-1, required=True, metavar="A [B]"),
            option("--change", "changes", multiple=True, metavar=_("POOL.KEY=NUMBER"),
                   help=_("Let B be A with another number: staff, count, places or amount of a pool, or one of its "
                          "shifts by its name. Several may follow.")),
            seed_option(),
            number_option("--runs", least=2, most=10**5, usual=400, meaning=_("Play so many runs of each.")),
            alpha_option(_("Error rate of all verdicts together.")),
            jobs_option(),
            option("--out", type=PATH, help=_("Folder for the result; default reports/compare-<A>-<B>-<seed>.")),
            format_option("table", "json"),
            lang_option(),
        ),
        command(
            "size", "sizing.size", _("Find the smallest staff and vehicles that keep every target, and certify it."),
            argument("scenario", type=PATH),
            option("--vary", multiple=True, metavar=_("POOL=LOW..HIGH …"),
                   help=_("Pools, or shifts by their names, that may change, and their sizes: car=1..4 crew.night=1..3.")),
            option("--cost", multiple=True, metavar=_("POOL=NUMBER …"),
                   help=_("What one of a pool costs, in any unit; 1 unless given.")),
            option("--without", multiple=True, metavar=_("TARGET …"),
                   help=_("Targets not asked of the plan: those that no team size keeps.")),
            alpha_option(_("Error rate of the certificate: of all its claims together.")),
            max_runs_option(_("Runs of one plan after which it counts as not settled.")),
            seed_option(),
            jobs_option(),
            option("--cluster", metavar=_("ADDRESS"), help=_("Address of a Dask scheduler whose workers play.")),
            option("--resume", is_flag=True, help=_("Go on with a search that was cut off.")),
            option("--out", type=PATH, help=_("Folder of the result; default reports/<scenario>-size-<seed>.")),
            format_option("table", "brief", "json"),
            option("--no-report", is_flag=True, help=_("Leave out the page size.html.")),
            lang_option(),
            several=SEVERAL,
        ),
    ]  # fmt: skip


def _of_results() -> list[Command]:
    return [
        command(
            "report", "reporting.report",
            _("Write the reports of a folder that run, size, compare or drill wrote: the page, documents, and the event "
              "list."),
            argument("folder", metavar="RUN", type=PATH),
            formats_option(FORMATS, _("What to write; all but pdf unless given.")),
            option("--sizing", type=PATH,
                   help=_("Folder of a sizing of the same files; the report then says what it found.")),
            option("--out", type=PATH, help=_("Folder to write into; default <RUN>-report.")),
            force_option(_("Draft anew into a folder that exists; what differs there is kept as NAME.before-1.")),
            lang_option(),
        ),
        command(
            "explain", "explaining.explain",
            _("Say why promises break: from a run folder, for all targets, one target, or one incident."),
            argument("folder", metavar="RUN", type=PATH),
            option("--target", metavar=_("TARGET"), help=_("Only this target.")),
            number_option("--run", "number", least=1, most=ANY_RUN,
                          meaning=_("Replay this run, such as the one of a first miss.")),
            option("--incident", type=click.IntRange(1), metavar=_("NUMBER"),
                   help=_("Follow this incident of the run step by step.")),
            lang_option(),
        ),
    ]  # fmt: skip


def _of_drills() -> list[Command]:
    return [
        command(
            "msel", "dealing.msel",
            _("Write the event list of one run as a spreadsheet (.csv, or .xlsx with cards) to edit and play."),
            argument("scenario", type=PATH),
            seed_option(),
            number_option("--run", "number", least=1, most=ANY_RUN, usual=1, meaning=_("Which run of the scenario.")),
            option("--for-drill", metavar=_("DURATION"),
                   help=_("Cut it to 8 to 15 injects for a table that has so long (90min): each weak promise comes up.")),
            output_option(),
            force_option(_("Write over a file that exists.")),
            lang_option(),
        ),
        command(
            "manual", "manuals.manual",
            _("Write what a tabletop exercise is prepared with: the situation manual of the players or of the facilitators, "
              "or the evaluators' guide."),
            argument("scenario", type=PATH),
            option("--edition", type=click.Choice(["players", "facilitators", "evaluators"]), default="players",
                   show_default=True, help=_("For whom it is; only the players' tells nothing of what will come.")),
            formats_option(DOCUMENTS, _("What to write, each with its own ending; unless given, what the ending of the "
                                        "output says, else html.")),
            option("--for-drill", metavar=_("DURATION"), default="2h", show_default=True,
                   help=_("How long the exercise takes: so many injects as it has time for.")),
            seed_option(),
            number_option("--run", "number", least=1, most=ANY_RUN, usual=1,
                          meaning=_("Which run of the scenario the injects are taken from.")),
            number_option("--runs", least=1, most=10_000, usual=200,
                          meaning=_("Runs that are looked at for the questions.")),
            output_option(),
            force_option(_("Write over a file that exists.")),
            lang_option(),
        ),
        command(
            "drill", "drilling.drill",
            _("Run a tabletop drill in a room: screens for the facilitator, the players and a projector."),
            argument("scenario", type=PATH),
            seed_option(),
            number_option("--run", least=1, most=10**9, usual=1,
                          meaning=_("Which of the scenario's runs is the event list.")),
            option("--msel", "msel_path", type=PATH, help=_("Use this event list instead of drawing.")),
            option("--host", metavar=_("ADDRESS"), default="127.0.0.1", show_default=True,
                   help=_("Address to listen on. With 127.0.0.1 only this computer can join; with 0.0.0.0 everybody in the "
                          "same network who has a link.")),
            number_option("--port", least=1, most=65535, usual=8765, meaning=_("Port to listen on.")),
            option("--new", "fresh", is_flag=True, help=_("Begin anew, though a drill of this scenario is not finished.")),
            option("--out", type=PATH, help=_("Folder of the drill; default reports/<scenario>-drill.")),
            option("--no-browser", is_flag=True, help=_("For one facilitator, in this terminal, without a browser.")),
            lang_option(),
        ),
        command(
            "replay", "drilling.replay", _("Play a drill once more from its record, and say whether it comes to the same."),
            argument("folder", metavar="DRILL", type=PATH),
            lang_option(),
        ),
    ]  # fmt: skip
