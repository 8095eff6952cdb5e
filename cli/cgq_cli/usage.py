"""What was typed wrongly, in our own words: the one place where the parser's errors become messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cgq.config.names import nearest
from cgq.errors import Refused
from cgq.hints import plain
from cgq_cli.examples import EXAMPLES
from cgq_cli.helping import name_of, path_of, value_of

if TYPE_CHECKING:
    from typer import TyperException

NAMELESS_BOUND = 1_000_000
"""A limit from here on is no limit that anybody meets, and is not named."""
EXTRA = "Got unexpected extra argument"
"""How the parser begins its message about words that are left over."""


def refusal_of(error: TyperException) -> Refused:
    """The parser's error as one of ours."""
    context = getattr(error, "ctx", None)
    path = "cgq" if context is None else path_of(context)
    message, hint = _told(error, context, path)
    return Refused(message, code="usage", hint=f"{hint} How it is called: `{path} --help`".lstrip())


def _told(error: Any, context: Any, path: str) -> tuple[str, str]:
    """What happened, and the beginning of the hint."""
    match type(error).__name__:
        case "NoSuchOption":
            return _unknown_option(error.option_name, context, path)
        case "MissingParameter" if error.param is not None:
            return _missing(error.param, path)
        case "BadParameter" if error.param is not None:
            return _bad_value(error, context)
        case "BadOptionUsage":
            return _without_value(error, context)
        case _:
            pass
    message = error.format_message()
    if message.startswith(EXTRA):
        return f"{path} does not take {message.rpartition('(')[2].rstrip(').')!r}", ""
    return message, ""


def _unknown_option(option: str, context: Any, path: str) -> tuple[str, str]:
    known = [name for one in context.command.get_params(context) for name in (*one.opts, *one.secondary_opts)]
    near = nearest(option, known)
    return f"{path} has no option {option}", f"Did you mean {plain(near)}?" if near else ""


def _missing(parameter: Any, path: str) -> tuple[str, str]:
    examples = EXAMPLES.get(path.partition(" ")[2])
    hint = f"For example: `{examples[0][1]}`" if examples else ""
    return f"{path} needs {name_of(parameter)}: {(parameter.help or '').rstrip('.').lower()}".rstrip(": "), hint


def _without_value(error: Any, context: Any) -> tuple[str, str]:
    """An option that lacks its value, or was given one that it does not take."""
    found = [one for one in context.command.get_params(context) if error.option_name in one.opts] if context else []
    value = value_of(found[0]) if found else "a value"
    return (f"{error.option_name} needs {value}" if value else f"{error.option_name} takes no value"), ""


def _bad_value(error: Any, context: Any) -> tuple[str, str]:
    """A value that an option or argument does not take."""
    parameter, kind = error.param, error.param.type
    name = _source(parameter, context)
    typed = error.message.partition(" is not ")[0].strip("'\"")
    if choices := getattr(kind, "choices", None):
        near = nearest(typed, list(choices))
        return f"{name} takes {_either(choices)}, not {typed!r}", f"Did you mean {plain(near)}?" if near else ""
    if getattr(kind, "name", "").startswith("int"):
        if typed.isdecimal() and int(typed) > NAMELESS_BOUND:
            return f"{name} is too large: {typed}", ""
        return f"{name} takes {_whole_number(kind)}, not {typed!r}", ""
    return f"{name}: {error.message.rstrip('.')}", ""


def _source(parameter: Any, context: Any) -> str:
    """What set the value: the option or argument, or its variable."""
    source = context.get_parameter_source(parameter.name) if context is not None else None
    if source is not None and source.name == "ENVIRONMENT" and isinstance(parameter.envvar, str):
        return parameter.envvar
    return name_of(parameter)


def _whole_number(kind: Any) -> str:
    least, most = getattr(kind, "min", None), getattr(kind, "max", None)
    if least is not None and most is not None and most < NAMELESS_BOUND:
        return f"a whole number from {least} to {most}"
    return "a whole number" if least is None else f"a whole number, {least} or more"


def _either(choices: Any) -> str:
    *others, last = map(str, choices)
    return f"{', '.join(others)} or {last}" if others else last
