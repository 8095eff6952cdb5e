"""`cgq watch`: the queue live, or its changes as a stream."""

import os
from typing import Annotated

import typer

from cgq_cli import options
from cgq_cli.invocation import Invocation, command, new_app
from cgq_cli.opening import open_workspace

app = new_app()

DEFAULT_INTERVAL = 0.5
"""Seconds between two looks: two a second are live to a person, and cost next to nothing."""


def look_every(text: str) -> float:
    """The parser of --interval: a duration from a tenth of a second to an hour."""
    wanted = options.seconds(text)
    if not 0.1 <= wanted <= 3600:
        raise typer.BadParameter(f"{text!r} is not between 100ms and 1h")
    return wanted


@command(app)
def watch(
    asked: Invocation,
    interval: Annotated[
        float | None,
        typer.Option("--interval", parser=look_every, metavar="TIME", help="Look every: 2s; by default 500ms."),
    ] = None,
) -> None:
    """Watch the queue live; press q to end. Piped or with --json, print each change as a line of JSON.

    It only looks: other processes work. Nothing that ends is missed between two looks.
    """
    from cgq.actions.watch import Watch
    from cgq_cli.watching import show_live, stream

    every = DEFAULT_INTERVAL if interval is None else interval
    with open_workspace(asked, create=False) as workspace:
        watching = Watch(workspace)
        if asked.screen.terminal and not asked.screen.json and os.environ.get("TERM") != "dumb":
            show_live(asked.screen, watching, every)
        else:
            stream(asked.screen.as_json(), watching, every)
