"""The command line in the reader's language: help pages, and what is wrong with a command that was typed.

click reads the words and says by the class of its error what is wrong; every sentence is ours, so it is there in each
language and does not change with the library.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from importlib import import_module
from importlib.metadata import version
from typing import Any

import click

from drillsim.base.language import _
from drillsim.command.exits import BAD_INPUT
from drillsim.command.lines import echo

# Options that take all the words that follow them, and the sign that each such word holds ("": any word does).
Several = Mapping[str, str]
NONE: Several = {}


class Formatter(click.HelpFormatter):
    """Help pages whose first line begins in the reader's language."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The line that shows how a command is typed."""
        super().write_usage(prog, args, f"{_('Usage:')} " if prefix is None else prefix)


class Context(click.Context):
    """The context of every command."""

    formatter_class = Formatter


class Command(click.Command):
    """A command. It does not take arguments that it has no name for."""

    context_class = Context
    allow_extra_args = True  # so that it is we who refuse them

    def __init__(self, *args: Any, does: str = "", several: Several = NONE, **settings: Any) -> None:
        settings.setdefault("options_metavar", _("[OPTIONS]"))
        super().__init__(*args, **settings)
        self.does, self.several = does, several

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """The words as values of the parameters; `--vary a=1..2 b=1..3` stands for `--vary a=1..2 --vary b=1..3`."""
        try:
            rest = super().parse_args(ctx, spread_out(args, self.several))
        except click.UsageError as error:
            error.ctx = error.ctx or ctx  # the parser forgets it now and then
            raise
        if rest and not ctx.resilient_parsing and not isinstance(self, click.Group):
            raise click.UsageError(_("there are too many arguments: {words}").format(words=" ".join(rest)), ctx)
        return rest

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The option --help."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = _("Show this message and exit.")
        return option

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options with their meanings."""
        options = [one for one in self.get_params(ctx) if isinstance(one, click.Option)]
        rows = [row for option in options if (row := option.get_help_record(ctx)) is not None]
        with formatter.section(_("Options")):
            formatter.write_dl(rows)


class Group(Command, click.Group):
    """A command that others stand under; alone it shows its help."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        settings.setdefault("subcommand_metavar", _("COMMAND [ARGS]..."))
        super().__init__(*args, invoke_without_command=True, **settings)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was named."""
        shown = super().invoke(ctx)
        if ctx.invoked_subcommand is None:
            echo(ctx.get_help(), to_err=True)
            return BAD_INPUT
        return shown

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the first word names."""
        name = args[0]
        if not name.startswith("-") and self.get_command(ctx, name) is None:
            what = _("'{got}' is no command of drillsim").format(got=name)
            raise click.UsageError(_with_near(what, name, self.list_commands(ctx)), ctx)
        return super().resolve_command(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options, then the commands."""
        super().format_options(ctx, formatter)
        names = self.list_commands(ctx)
        width = formatter.width - 6 - max(map(len, names))
        found = [(name, self.get_command(ctx, name)) for name in names]
        with formatter.section(_("Commands")):
            formatter.write_dl([(name, one.get_short_help_str(width)) for name, one in found if one is not None])


class _Parameter(click.Parameter):
    """A parameter that says itself why a value will not do."""

    def type_cast_value(self, ctx: click.Context, value: Any) -> Any:
        """The value that the words stand for."""
        try:
            return super().type_cast_value(ctx, value)
        except click.BadParameter:
            if (why := _refusal(self.type, value)) is None:
                raise
            raise click.BadParameter(why, ctx=ctx, param=self) from None


class Argument(_Parameter, click.Argument):
    """A value that is known by its place."""


class Option(_Parameter, click.Option):
    """A value that is known by its name."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """How it is typed, and what it means, its usual value and its range."""
        record = super().get_help_record(ctx)
        extras = []
        if self.show_default:
            extras.append(_("default: {default}").format(default=self.default))
        if isinstance(self.type, (click.IntRange, click.FloatRange)):
            extras.append(_range(self.type))
        if self.required:
            extras.append(_("required"))
        meaning = f"{self.help or ''}  [{'; '.join(extras)}]" if extras else self.help or ""
        return record and (record[0], meaning)


def group(name: str, about: str, *params: click.Parameter, commands: Iterable[Command]) -> Group:
    """A command that `commands` stand under."""
    names = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
    return Group(name, help=about, params=list(params), commands=list(commands), context_settings=names)


def command(name: str, does: str, about: str, *params: click.Parameter, several: Several = NONE) -> Command:
    """A command that calls `does`, 'module.function' in this room: the module is imported when the command is run."""
    module, _dot, function = does.rpartition(".")

    def run(**values: Any) -> Any:
        return getattr(import_module(f"drillsim.command.{module}"), function)(**values)

    return Command(name, callback=run, help=about, params=list(params), does=does, several=several)


def argument(*names: str, **settings: Any) -> Argument:
    """A value that is known by its place."""
    return Argument(names, **settings)


def option(*names: str, **settings: Any) -> Option:
    """A value that is known by its name."""
    return Option(names, **settings)


def version_option() -> Option:
    """--version."""

    def show_version(context: click.Context, _parameter: click.Parameter, asked: bool) -> None:
        if asked and not context.resilient_parsing:
            echo(f"drillsim {version('drillsim')}")
            context.exit()

    return option("--version", is_flag=True, expose_value=False, is_eager=True, callback=show_version,
                  help=_("Show the version and exit."))  # fmt: skip


def spread_out(words: list[str], several: Several) -> list[str]:
    """The words with an option of `several` repeated before each further word that belongs to it."""
    found: list[str] = []
    option = ""
    for word in words:
        if word.startswith("-"):
            option = next((name for name in several if word == name or word.startswith(f"{name}=")), "")
        elif option and several[option] in word:
            if found[-1] != option:
                found.append(option)
        else:
            option = ""
        found.append(word)
    return found


# ---- what is wrong -----------------------------------------------------------------------------


def show(error: click.ClickException) -> None:
    """Say on stderr what is wrong with the command that was typed, and where help is."""
    context = getattr(error, "ctx", None)
    if context is not None:
        echo(context.get_usage(), to_err=True)
        hint = _("Try '{command} {option}' for help.").format(command=context.command_path, option="--help")
        echo(f"{hint}\n", to_err=True)
    echo(_("Error: {message}").format(message=_message(error)), to_err=True)


def _message(error: click.ClickException) -> str:
    """What is wrong, by the class of the error; an error of no class known here speaks for itself."""
    match error:
        case click.MissingParameter(param=click.Option()):
            return _("the option {name} is missing").format(name=_hint(error))
        case click.MissingParameter():
            return _("the argument {name} is missing").format(name=_hint(error))
        case click.BadParameter():
            return _("{name} cannot have this value: {message}").format(name=_hint(error), message=error.message)
        case click.NoSuchOption(option_name=name, ctx=context):
            known = context.command.get_params(context) if context else []
            names = [one for each in known for one in each.opts]
            return _with_near(_("there is no option '{got}' here").format(got=name), name, names)
        case click.BadOptionUsage(option_name=name, ctx=context):
            known = context.command.get_params(context) if context else []
            if any(getattr(each, "is_flag", False) and name in each.opts for each in known):
                return _("the option '{name}' takes no value").format(name=name)
            return _("the option '{name}' needs a value").format(name=name)
    return error.format_message()


def _hint(error: click.BadParameter) -> str:
    """The parameter as it is typed: '-o' / '--output'."""
    if error.param is None:
        return str(error.param_hint or "")
    names = error.param.opts if isinstance(error.param, click.Option) else [error.param.human_readable_name]
    return " / ".join(f"'{name}'" for name in names)


def _refusal(kind: Any, value: Any) -> str | None:
    """Why `value` is none of its kind; None for a kind that says so itself."""
    if isinstance(kind, click.Choice):
        return _("'{got}' is none of {choices}").format(got=value, choices=_(", ").join(map(str, kind.choices)))
    if isinstance(kind, click.IntRange):
        return _("'{got}' is no whole number with {range}").format(got=value, range=_range(kind))
    if isinstance(kind, click.FloatRange):
        return _("'{got}' is no number with {range}").format(got=value, range=_range(kind))
    return None


def _range(kind: click.IntRange | click.FloatRange) -> str:
    """The numbers that will do, x being the number: 1<=x<=256."""
    least = "" if kind.min is None else f"{kind.min}{'<' if kind.min_open else '<='}"
    most = "" if kind.max is None else f"{'<' if kind.max_open else '<='}{kind.max}"
    return f"{least}x{most}" if least or not most else f"x{most}"


def _with_near(what: str, got: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(got, list(known), 1)
    return _("; ").join((what, *(_("did you mean '{key}'?").format(key=key) for key in near)))
