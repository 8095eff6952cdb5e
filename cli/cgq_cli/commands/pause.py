"""`cgq pause QUEUE…`: start nothing more of them."""

from typing import Annotated

import typer

from cgq_cli import queue_options
from cgq_cli.invocation import Invocation, command, new_app
from cgq_cli.opening import me, open_workspace
from cgq_cli.pausing import Every, SomeQueues, chosen
from cgq_cli.render import pauses

app = new_app()


@command(app)
def pause(
    asked: Invocation,
    queues: SomeQueues = None,
    every: Every = False,
    reason: Annotated[
        str, typer.Option("--reason", parser=queue_options.clean, metavar="TEXT", help="Why, for who asks later.")
    ] = "",
) -> None:
    """Start nothing more of some queues, or of all; what is running ends. It is remembered who did it and why."""
    from cgq.actions import pause as pausing
    from cgq.documents.pause import PauseChange, pause_document

    wanted = chosen(queues, every=every)
    with open_workspace(asked, must_exist=True) as workspace:
        held = pausing.pause(workspace, wanted, me(), reason)
        now = workspace.ledger.clock.now()
    document = pause_document([PauseChange.paused_by(one) for one in held])
    asked.screen.account(document, [pauses.paused_line(one, now) for one in held])
