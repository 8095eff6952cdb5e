"""`cgq stats`: what was done in a span of time, how fast, and what went wrong."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from cgq.errors import Refused
from cgq_cli import options, queue_options
from cgq_cli.invocation import Invocation, command, new_app
from cgq_cli.opening import open_workspace

app = new_app()


@command(app)
def stats(
    asked: Invocation,
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="With --plot: write a picture, .svg or .png.")
    ] = None,
    since: Annotated[
        int | None,
        typer.Option("--since", parser=queue_options.ago, metavar="TIME", help="Since: 2h, 2026-01-31; default 7d."),
    ] = None,
    queue: options.Queue = None,
    kind: queue_options.Kind = None,
    by: Annotated[
        Literal["hour", "day"] | None,
        typer.Option("--by", help="What to count by; by default hours for up to two days.", show_default=False),
    ] = None,
    plot: Annotated[bool, typer.Option("--plot", help="Draw bars: here, or into FILE.")] = False,
) -> None:
    """Show what was done, how fast, what was retried most, and why jobs failed."""
    from cgq.actions import stats as action
    from cgq_cli.statistics import show_stats

    if file and not plot:
        raise Refused("A file is for --plot", code="usage", hint="Add --plot to write the picture.")
    with open_workspace(asked, create=False) as workspace:
        found = action.stats(workspace, since=since, queue=queue, kind=kind, period=by)
        filters = {"--since": since, "--queue": queue, "--kind": kind}
        show_stats(asked, workspace, found, filters, plot=plot, file=file)
