"""`cgq wait ID…`: wait until jobs are over."""

from typing import Annotated

import typer

from cgq.errors import Refused
from cgq_cli import completing, options, queue_options
from cgq_cli.invocation import Invocation, command, new_app
from cgq_cli.opening import open_workspace

app = new_app()


@command(app)
def wait(
    asked: Invocation,
    ids: queue_options.SomeJobIds = None,
    batch: Annotated[
        str | None,
        typer.Option(
            "--batch",
            parser=queue_options.clean,
            autocompletion=completing.batches,
            metavar="NAME",
            help="All jobs of this batch, and what its end starts.",
        ),
    ] = None,
    timeout: Annotated[
        float | None,
        typer.Option("--timeout", parser=options.seconds, metavar="TIME", help="Give up after: 30s, 5m. Exits 5."),
    ] = None,
) -> int:
    """Wait until jobs, with all that follows from them, are over. Exits 3 when one was not done."""
    from cgq_cli.waiting import wait_for, wait_for_batch

    if (ids is None) == (batch is None):
        raise Refused("What to wait for is not clear", code="usage", hint="Name jobs, or --batch NAME.")
    with open_workspace(asked, create=False) as workspace:
        if batch is not None:
            return wait_for_batch(asked.screen, workspace, batch, timeout)
        return wait_for(asked.screen, workspace, ids or (), timeout)
