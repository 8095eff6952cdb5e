"""The options that many verbs share, each naming the variable that sets it too.

Settings of the workspace (`--db`, `--jobs`) are read from the environment by `cgq.config`, so that
`cgq config show` can tell a flag from a variable; the others are read by Typer.
"""

import inspect
from pathlib import Path
from typing import Annotated, Any

import typer

from cgq.config import PRIORITY_NAMES, QUEUES, duration, is_full_name, refuse_unknown, variables
from cgq_cli import completing
from cgq_cli.output import Color, Progress


def variable(setting: str) -> str:
    """The note in an option's help that names the setting's variable."""
    return f"[env var: {variables()[setting][0]}]"


def seconds(text: str) -> float:
    """The parser of an option that takes a duration."""
    try:
        return duration(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


def queue_name(text: str) -> str:
    """The parser of an option that names a queue. Whether there is one is known when the workspace is open."""
    return (
        text
        if is_full_name(text)
        else refuse_unknown(f"There is no queue {text!r}", text, QUEUES, code="unknown_queue")
    )


def priority_name(text: str) -> str:
    """The parser of an option that names a priority."""
    if text in PRIORITY_NAMES:
        return text
    return refuse_unknown(f"There is no priority {text!r}", text, PRIORITY_NAMES, code="unknown_priority")


Db = Annotated[
    Path | None,
    typer.Option("--db", metavar="FILE", help=f"The database. {variable('db')}", show_default=False),
]
Jobs = Annotated[
    int | None,
    typer.Option("--jobs", "-j", min=1, metavar="N", help=f"Workers at once. {variable('jobs')}", show_default=False),
]
Drain = Annotated[
    str | None,
    typer.Option(
        "--drain",
        metavar="TIME",
        help=f"How long to wait for running jobs when stopped: 30s, 5m, forever. {variable('drain')}",
        show_default=False,
    ),
]
LogFormat = Annotated[
    str | None,
    typer.Option(
        "--log-format",
        metavar="text|json",
        help=f"How the lines of the log file are written; it changes nothing on the screen. {variable('log.format')}",
        show_default=False,
    ),
]
Json = Annotated[bool, typer.Option("--json", envvar="CGQ_JSON", help="Print everything there is, as JSON.")]
Quiet = Annotated[bool, typer.Option("--quiet", envvar="CGQ_QUIET", help="Print errors alone, and what was asked for.")]
ColorOption = Annotated[Color, typer.Option("--color", envvar="CGQ_COLOR", help="When to use colours.")]
ProgressOption = Annotated[
    Progress | None,
    typer.Option("--progress", envvar="CGQ_PROGRESS", help="How to tell progress.", show_default=False),
]
Ascii = Annotated[bool, typer.Option("--ascii", envvar="CGQ_ASCII", help="Draw with ASCII only.")]
Verbose = Annotated[
    int,
    typer.Option(
        "--verbose",
        "-v",
        count=True,
        envvar="CGQ_VERBOSE",
        help="Tell more; twice for tracebacks.",
        show_default=False,
    ),
]
Yes = Annotated[bool, typer.Option("--yes", "-y", envvar="CGQ_YES", help="Do it without asking.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")]
Queue = Annotated[
    str | None,
    typer.Option(
        "--queue",
        "-q",
        parser=queue_name,
        autocompletion=completing.queues,
        metavar="QUEUE",
        help="Only this queue.",
        show_default=False,
    ),
]

SHARED: dict[str, tuple[Any, Any]] = {
    "json": (Json, False),
    "quiet": (Quiet, False),
    "color": (ColorOption, "auto"),
    "progress": (ProgressOption, None),
    "ascii": (Ascii, False),
    "verbose": (Verbose, 0),
}
DATABASE: dict[str, tuple[Any, Any]] = {"db": (Db, None)}


def parameters(options: dict[str, tuple[Any, Any]]) -> list[inspect.Parameter]:
    """The options as keyword-only parameters of a command's signature."""
    return [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
        for name, (annotation, default) in options.items()
    ]
