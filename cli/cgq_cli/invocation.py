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
from cgq_cli.output import Screen, screen
from cgq_cli.render.text import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cgq.config import Resolution

P = ParamSpec("P")


@dataclass(frozen=True, slots=True, kw_only=True)
class Invocation:
    """What every verb is given. `flags` are settings typed on the command line, by dotted name."""

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


def new_app(help: str | None = None) -> typer.Typer:  # noqa: A002
    """The Typer object that a command module calls `app`."""
    return typer.Typer(
        help=help,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )


def command(
    app: typer.Typer, name: str | None = None, *, database: bool = True, **settings: Any
) -> Callable[[Callable[Concatenate[Invocation, P], int | None]], Callable[Concatenate[Invocation, P], int | None]]:
    """Register a function as a command that also takes the shared options.

    The function's first parameter is the Invocation; the others are its own arguments and options.
    It returns its exit code, None for 0. `database` adds --db.
    """
    shared = {**options.SHARED, **(options.DATABASE if database else {})}

    def register(
        function: Callable[Concatenate[Invocation, P], int | None],
    ) -> Callable[Concatenate[Invocation, P], int | None]:
        @wraps(function)
        def call(**given: Any) -> None:
            taken = {key: given.pop(key) for key in shared}
            code = function(_invocation(taken), **given)  # type: ignore[call-arg]
            if code:
                raise typer.Exit(code)

        own = list(inspect.signature(function, eval_str=True).parameters.values())[1:]
        everything = [*own, *options.parameters(shared)]
        call.__signature__ = inspect.Signature(everything)  # type: ignore[attr-defined]
        call.__annotations__ = {parameter.name: parameter.annotation for parameter in everything}
        app.command(name, **settings)(call)
        return function

    return register


def _invocation(taken: dict[str, Any]) -> Invocation:
    return Invocation(
        screen=screen(
            os.environ,
            json=taken["json"],
            color=taken["color"],
            progress=taken["progress"],
            ascii_only=taken["ascii"],
            verbose=taken["verbose"],
            now=SystemClock().now(),
        ),
        environ=os.environ,
        cwd=current_folder(),
        flags={"db": taken["db"]} if taken.get("db") else {},
    )


def current_folder() -> Path:
    """The current folder; Missing when it was removed under us."""
    with contextlib.suppress(FileNotFoundError):
        return Path.cwd()
    raise Missing("The current folder does not exist any more", hint="Change into another one.")
