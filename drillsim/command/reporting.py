"""The command `report`: the page and the documents of a run folder.

Heavy modules are imported inside, so that `--help` answers at once.
"""

from __future__ import annotations

from pathlib import Path

import click

from drillsim.command.options import PATH, lang_option
from drillsim.language import _, current

FORMATS = ("html", "docx")


def _formats(_context: click.Context, _parameter: click.Parameter, value: str) -> tuple[str, ...]:
    asked = tuple(dict.fromkeys(word.strip() for word in value.split(",")))
    for word in asked:
        if word not in FORMATS:
            raise click.BadParameter(
                _("'{got}' is no format; there are: {names}").format(got=word, names=", ".join(FORMATS))
            )
    return asked


@click.command(help=_("Write the reports of a run folder: the page, and documents for a word processor."))
@click.argument("folder", metavar="RUN", type=PATH)
@click.option(
    "--format",
    "formats",
    metavar="html,docx",
    default="html,docx",
    show_default=True,
    callback=_formats,
    help=_("What to write."),
)
@click.option("--out", type=PATH, help=_("Folder to write into; default <RUN>-report."))
@click.option("--force", is_flag=True, help=_("Write over files that exist."))
@lang_option
def report(folder: Path, formats: tuple[str, ...], out: Path | None, force: bool) -> int:
    from drillsim.command.console import announcing
    from drillsim.report.again import case_of

    files: dict[str, bytes] = {}
    with announcing(_("writing the report …")):
        case = case_of(folder)
        if "html" in formats:
            from drillsim.report.page import render

            files["report.html"] = render(case)
        if "docx" in formats:
            from drillsim.report.word.documents import documents

            files |= documents(case, current())
    whole = folder.resolve()
    target = out or whole.with_name(f"{whole.name}-report")
    changed = [name for name, content in files.items() if _is_other(target / name, content)]
    if changed and not force:
        raise click.UsageError(
            _("{file} exists already and says something else; choose another --out or add --force").format(
                file=target / changed[0]
            )
        )
    target.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (target / name).write_bytes(content)
        click.echo(target / name)
    return 0


def _is_other(path: Path, content: bytes) -> bool:
    """Whether a file is there that is not this one: somebody may have filled it in."""
    return path.exists() and path.read_bytes() != content
