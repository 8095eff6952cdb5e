"""`cgq resume QUEUE`: let a paused queue go on."""

from typing import Annotated

import typer

from cgq.hints import Hint, argument
from cgq_cli import completing, options
from cgq_cli.invocation import Invocation, command, new_app
from cgq_cli.opening import me, open_workspace
from cgq_cli.render.text import counted

app = new_app()


@command(app)
def resume(
    asked: Invocation,
    queue: Annotated[
        str,
        typer.Argument(help="The queue.", metavar="QUEUE", autocompletion=completing.queues, parser=options.queue_name),
    ],
) -> None:
    """Let a paused queue go on."""
    from cgq.actions import jobs, pause
    from cgq.documents.pause import PauseChange
    from cgq.queue.failures import Which

    with open_workspace(asked, create=False) as workspace:
        changed = pause.resume(workspace, queue, me())
        failed = jobs.failures(workspace, Which(queue=queue)).count
    document = PauseChange.resumed(queue, changed=changed, failed=failed)
    asked.screen.account(document, [f"Resumed {queue}." if changed else f"{queue} is not paused."])
    if changed and failed:
        asked.screen.note(
            Hint(f"{counted(failed, 'job')} of it failed. Start again: `cgq failed --retry --queue {argument(queue)}`")
        )
