"""The help of commands, derived from what they take: one page for `--help`, `cgq help VERB` and docs/cli.md."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer
import typer.core

from cgq.errors import Refused
from cgq.hints import Hint, plain
from cgq_cli import options
from cgq_cli.examples import EXAMPLES
from cgq_cli.render.help import Page, page_lines, page_width, paragraphs

if TYPE_CHECKING:
    from collections.abc import Sequence

SHARED = {*options.SHARED, *options.DATABASE}
WORDS = {"int": "N", "int range": "N", "float": "NUMBER", "path": "FILE", "str": "TEXT"}
"""What stands for a value in the help, by the type of its option, where the option says nothing closer."""


class Command(typer.core.TyperCommand):
    """A command whose help is a page of ours."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """As any command; what is refused names the command, whatever refused it."""
        try:
            return super().parse_args(ctx, args)
        except typer.TyperException as error:
            if getattr(error, "ctx", None) is None:
                vars(error)["ctx"] = ctx
            raise

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the page."""
        _write(page_of(self, ctx), formatter)


_MEANT = {"clean": "cgq prune", "cleanup": "cgq prune", "gc": "cgq prune", "fetch": "cgq collect"}
"""Verbs that other programs have for what ours do under another name."""


class Group(typer.core.TyperGroup):
    """A group of commands whose help is a page of ours, and which knows the nearest name."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the page."""
        _write(page_of(self, ctx), formatter)

    def command_sections(self, ctx: Any) -> Sequence[tuple[str, Sequence[tuple[str, str]]]]:
        """The commands below heads, each with what it does."""
        found = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        return [("Commands", [(name, paragraphs(one.help or "")[0]) for name, one in found if one is not None])]

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that is named; Refused, with the nearest name, when there is none."""
        name, known = args[0], self.list_commands(ctx)
        if name not in known and not name.startswith("-") and not ctx.resilient_parsing:
            from cgq.config.names import refuse_unknown

            if ctx.parent is None and name in _MEANT:
                hint = Hint(f"It is called so: `{_MEANT[name]}`")
                raise Refused(f"there is no verb {name!r}", code="unknown_command", hint=hint)
            what = f"there is no verb {name!r}" if ctx.parent is None else f"{path_of(ctx)} has no {name!r}"
            refuse_unknown(what, name, known, code="unknown_command")
        return super().resolve_command(ctx, args)


def _write(page: Page, formatter: Any) -> None:
    for line in page_lines(page, page_width()):
        formatter.write(f"{line}\n")


def page_of(command: Any, ctx: Any) -> Page:
    """The page of a command."""
    parameters = command.get_params(ctx)
    own = [one for one in parameters if one.name not in SHARED and one.name != "help" and not one.hidden]
    arguments = [one for one in own if one.param_type_name == "argument"]
    own_options = [one for one in own if one.param_type_name == "option"]
    sections = [
        ("Arguments", [(_value(one), _meaning(one)) for one in arguments]),
        ("Options", [(_names(one), _meaning(one)) for one in own_options]),
        *(command.command_sections(ctx) if isinstance(command, Group) else ()),
    ]
    path = path_of(ctx)
    return Page(
        usage=" ".join([path, *_usage(command, arguments, own_options)]),
        text=command.help or "",
        sections=[(head, terms) for head, terms in sections if terms],
        common=_common(parameters),
        examples=EXAMPLES.get(path.partition(" ")[2], ()),
    )


def path_of(ctx: Any) -> str:
    """The words that call a command: `cgq graph show`."""
    names = [ctx.info_name]
    while ctx.parent is not None:
        ctx = ctx.parent
        names.append(ctx.info_name)
    return " ".join(reversed(names))


def option_terms(command: Any, ctx: Any) -> list[tuple[str, str]]:
    """The options that all verbs share, with what each does."""
    return [(_names(one), _meaning(one)) for one in command.get_params(ctx) if one.name in SHARED]


def value_of(parameter: Any) -> str:
    """What stands for the value of a parameter, in words; empty for a flag."""
    if parameter.param_type_name == "option" and (parameter.is_flag or parameter.count):
        return ""
    choices = getattr(parameter.type, "choices", None)
    if choices and parameter.metavar is None:
        return "|".join(choices)
    named = WORDS.get(getattr(parameter.type, "name", ""), "VALUE")
    return str(parameter.metavar or named)


def name_of(parameter: Any) -> str:
    """What a person calls a parameter: its long option, or the word for its value."""
    return parameter.opts[0] if parameter.param_type_name == "option" else value_of(parameter)


def _usage(command: Any, arguments: Sequence[Any], own_options: Sequence[Any]) -> list[str]:
    pieces = [_value(one) if one.required else f"[{_value(one)}]" for one in arguments]
    if own_options:
        pieces.append("[OPTIONS]")
    if isinstance(command, Group):
        pieces.append("[COMMAND]")
    return pieces


def _value(parameter: Any) -> str:
    word = value_of(parameter)
    return f"{word}…" if parameter.nargs == -1 and not word.endswith("…") else word


def _names(option: Any) -> str:
    names = sorted((*option.opts, *option.secondary_opts), key=lambda name: name.startswith("--"))
    return " ".join(filter(None, (", ".join(names), value_of(option))))


def _meaning(parameter: Any) -> str:
    """What a parameter does, its default, and the variable that sets it too."""
    default = parameter.default
    shown = parameter.show_default is not False and isinstance(default, str | int | float) and not callable(default)
    notes = [f"default: {default}"] if shown and not isinstance(default, bool) and default != "" else []
    if parameter.envvar:
        notes.append(f"env var: {parameter.envvar}")
    return " ".join(filter(None, (parameter.help, f"[{'; '.join(notes)}]" if notes else "")))


def _common(parameters: Sequence[Any]) -> str:
    """The shared options in a sentence, the database first."""
    shared = sorted((one for one in parameters if one.name in SHARED), key=lambda one: one.name not in options.DATABASE)
    if not shared:
        return ""
    named = ", ".join(" ".join(filter(None, (one.opts[0], value_of(one)))) for one in shared)
    return f"Common options: {plain(named)}, --help. What they do: `cgq help options`"
