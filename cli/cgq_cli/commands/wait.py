"""`cgq wait ID…`: wait until jobs are over."""

from typing import Annotated

import typer

from cgq_cli import options, queue_options
from cgq_cli.invocation import Invocation, command, new_app
from cgq_cli.opening import open_workspace

app = new_app()


@command(app)
def wait(
    asked: Invocation,
    ids: queue_options.JobIds,
    timeout: Annotated[
        float | None,
        typer.Option("--timeout", parser=options.seconds, metavar="TIME", help="Give up after: 30s, 5m. Exits 5."),
    ] = None,
) -> int:
    """Wait until jobs, with all that follows from them, are over. Exits 3 when one was not done."""
    from cgq_cli.waiting import wait_for

    with open_workspace(asked, create=False) as workspace:
        return wait_for(asked.screen, workspace, ids, timeout)
