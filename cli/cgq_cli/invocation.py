"""One call of a verb: what was asked for besides the verb's own options, and where to answer."""

from __future__ import annotations

import contextlib
import inspect
import os
import sys
from dataclasses import dataclass, field, replace
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

import typer

from cgq.clock import SystemClock
from cgq.errors import Missing, Refused
from cgq_cli import options
from cgq_cli.helping import Command, Group
from cgq_cli.output import Screen, screen
from cgq_cli.render.hints import name_database
from cgq_cli.render.text import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cgq.config import Resolution

P = ParamSpec("P")


@dataclass(frozen=True, slots=True, kw_only=True)
class Invocation:
    """What every verb is given. `flags` are settings typed on the command line, by dotted name.

    `context` is what the parser knows of the call: the verb, and the whole command line as one command object.
    """

    context: typer.Context
    screen: Screen
    environ: Mapping[str, str]
    cwd: Path
    flags: Mapping[str, object] = field(default_factory=dict[str, object])

    def resolve(self, **flags: object) -> Resolution:
        """The settings with their sources; `flags` adds the verb's own, such as jobs=4."""
        from cgq.actions.opening import resolve

        return resolve({**self.flags, **flags}, environ=self.environ, cwd=self.cwd)

    def wanting_json(self, wanted: bool) -> Invocation:
        """The same, answering in JSON when `wanted`: for `--format json`, which is another way to say it."""
        if not wanted or self.screen.json:
            return self
        return replace(self, screen=self.screen.as_json())

    def confirm(self, question: str, *, yes: bool) -> None:
        """Go on only when a person agrees; off a terminal only with --yes. Raises Refused otherwise."""
        if yes:
            return
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            raise Refused(f"{question} Nobody is here to answer", code="needs_yes", hint="Add --yes to do it.")
        sys.stderr.write(f"{one_line(question)} [y/N] ")
        sys.stderr.flush()
        if sys.stdin.readline().strip().lower() not in ("y", "yes"):
            raise Refused("Nothing was changed", code="declined", hint="Answer y, or add --yes.")


def new_app() -> typer.Typer:
    """The Typer object that a command module calls `app`. A group has its help from what it does when it is bare."""
    return typer.Typer(
        cls=Group,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )


def command(
    app: typer.Typer, name: str | None = None, *, database: bool = True, **settings: Any
) -> Callable[[Callable[Concatenate[Invocation, P], int | None]], Callable[Concatenate[Invocation, P], int | None]]:
    """Register a function as a command that also takes the shared options, here or before the verb.

    The function's first parameter is the Invocation; the others are its own arguments and options.
    It returns its exit code, None for 0. `database` adds --db.
    """
    shared = {**options.SHARED, **(options.DATABASE if database else {})}

    def register(
        function: Callable[Concatenate[Invocation, P], int | None],
    ) -> Callable[Concatenate[Invocation, P], int | None]:
        @wraps(function)
        def call(context: typer.Context, **given: Any) -> None:
            taken = {key: given.pop(key) for key in shared}
            _end(function(_invocation(context, taken), **given))  # type: ignore[call-arg]

        app.command(name, cls=Command, **settings)(_signed(call, _own(function), shared))
        return function

    return register


def bare(
    app: typer.Typer, **settings: Any
) -> Callable[[Callable[Concatenate[Invocation, P], int | None]], Callable[Concatenate[Invocation, P], int | None]]:
    """Register what a group of commands does when none of them is named. The shared options may stand before one, too.

    The function is as one of `command`.
    """
    shared = {**options.SHARED, **options.DATABASE}

    def register(
        function: Callable[Concatenate[Invocation, P], int | None],
    ) -> Callable[Concatenate[Invocation, P], int | None]:
        @wraps(function)
        def call(context: typer.Context, **given: Any) -> None:
            taken = {key: given.pop(key) for key in shared}
            context.obj = _typed(context, taken)
            if context.invoked_subcommand is None:
                _end(function(_invocation(context, taken), **given))  # type: ignore[call-arg]

        app.callback(invoke_without_command=True, **settings)(_signed(call, _own(function), shared))
        return function

    return register


def _end(code: int | None) -> None:
    if code:
        raise typer.Exit(code)


def _own(function: Callable[..., Any]) -> list[inspect.Parameter]:
    """The parameters of a command that are its own: all but the Invocation."""
    return list(inspect.signature(function, eval_str=True).parameters.values())[1:]


def _signed(call: Callable[..., None], own: list[inspect.Parameter], shared: dict[str, Any]) -> Callable[..., None]:
    """The function with the signature that Typer reads: the context, its own parameters, the shared options."""
    context = inspect.Parameter("context", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)
    everything = [context, *own, *options.parameters(shared)]
    call.__signature__ = inspect.Signature(everything)  # type: ignore[attr-defined]
    call.__annotations__ = {parameter.name: parameter.annotation for parameter in everything}
    return call


def _typed(context: typer.Context, taken: Mapping[str, Any]) -> dict[str, Any]:
    """The shared options that were typed here or before the verb, by name. What is typed later counts."""
    before: Mapping[str, Any] = getattr(context.parent, "obj", None) or {}
    here = {key: value for key, value in taken.items() if _is_typed(context, key)}
    return {**before, **here}


def _is_typed(context: typer.Context, name: str) -> bool:
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"


def _invocation(context: typer.Context, taken: Mapping[str, Any]) -> Invocation:
    meant = {**taken, **_typed(context, taken)}
    name_database(meant["db"] if "db" in taken else None)
    return Invocation(
        context=context,
        screen=screen(
            os.environ,
            json=meant["json"],
            quiet=meant["quiet"],
            color=meant["color"],
            progress=meant["progress"],
            ascii_only=meant["ascii"],
            verbose=meant["verbose"],
            now=SystemClock().now(),
        ),
        environ=os.environ,
        cwd=current_folder(),
        flags={"db": meant["db"]} if meant.get("db") else {},
    )


def current_folder() -> Path:
    """The current folder; Missing when it was removed under us."""
    with contextlib.suppress(FileNotFoundError):
        return Path.cwd()
    raise Missing("The current folder does not exist any more", hint="Change into another one.")
