"""`cgq resume QUEUE`: let a paused queue go on."""

from typing import Annotated

import typer

from cgq_cli import options
from cgq_cli.invocation import Invocation, command, new_app
from cgq_cli.opening import open_workspace

app = new_app()


@command(app)
def resume(
    asked: Invocation,
    queue: Annotated[str, typer.Argument(help="The queue.", metavar="QUEUE", parser=options.queue_name)],
) -> None:
    """Let a paused queue go on."""
    from cgq.actions import pause

    with open_workspace(asked) as workspace:
        changed = pause.resume(workspace, queue)
    document = {"type": "pause", "queue": queue, "paused": False, "changed": changed}
    asked.screen.show(document, [f"Resumed {queue}." if changed else f"{queue} is not paused."])
