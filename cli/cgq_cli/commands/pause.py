"""`cgq pause QUEUE`: start nothing more of it."""

from typing import Annotated

import typer

from cgq.hints import Hint, argument, plain
from cgq_cli import completing, options, queue_options
from cgq_cli.invocation import Invocation, command, new_app
from cgq_cli.opening import me, open_workspace
from cgq_cli.render.text import one_line
from cgq_cli.render.times import relative

app = new_app()


@command(app)
def pause(
    asked: Invocation,
    queue: Annotated[
        str,
        typer.Argument(help="The queue.", metavar="QUEUE", autocompletion=completing.queues, parser=options.queue_name),
    ],
    reason: Annotated[
        str, typer.Option("--reason", parser=queue_options.clean, metavar="TEXT", help="Why, for who asks later.")
    ] = "",
) -> None:
    """Start nothing more of a queue; what is running ends. It is remembered who did it and why."""
    from cgq.actions import pause as pausing
    from cgq.documents.pause import PauseChange

    with open_workspace(asked, must_exist=True) as workspace:
        new, held = pausing.pause(workspace, queue, me(), reason)
        now = workspace.ledger.clock.now()
    why = f": {one_line(held.reason)}" if held.reason else ""
    if new:
        line: str = Hint(f"Paused {plain(queue)}. Let it go on: `cgq resume {argument(queue)}`")
    else:
        line = f"{queue} is paused already, {relative(held.at, now)} by {one_line(held.by)}{why}."
    asked.screen.account(PauseChange.paused_by(queue, held, new=new), [line])
