"""`cgq cancel ID…`: end jobs that are not over."""

from typing import Annotated

import typer

from cgq.errors import Refused
from cgq.queue.states import LIVING
from cgq_cli import options, queue_options
from cgq_cli.invocation import Invocation, command, new_app
from cgq_cli.nothing import account_for_nothing, no_jobs_in, whole
from cgq_cli.opening import me, open_workspace
from cgq_cli.render import changes

app = new_app()


@command(app)
def cancel(
    asked: Invocation,
    ids: queue_options.SomeJobIds = None,
    queue: options.Queue = None,
    kind: queue_options.Kind = None,
    every: Annotated[bool, typer.Option("--all", help="Every job that is not over.")] = False,
    yes: options.Yes = False,
) -> None:
    """Cancel jobs: those named, all of a queue or a kind, or all. What is running is ended."""
    from cgq.actions import operate
    from cgq.documents.changed import Changed

    if bool(ids) + bool(queue or kind) + every != 1:
        hint = "Name ids, or give --queue, --kind or --all."
        raise Refused("Which jobs are to be cancelled is not clear", code="usage", hint=hint)
    with open_workspace(asked, create=False) as workspace:
        wanted = ids or operate.living(workspace, queue=queue, kind=kind)
        if wanted and not ids:
            asked.confirm(f"Cancel {changes.jobs(len(wanted))}?", yes=yes)
        changed = operate.cancel(workspace, wanted, me())
        held = None if wanted else whole(workspace)
    document = Changed.of("cancel", changed)
    if held is not None:
        filters = {"--queue": queue, "--kind": kind}
        nothing = no_jobs_in(held, LIVING, filters, what="unfinished job", none="Nothing to cancel.")
        account_for_nothing(asked, document, nothing, held)
        return
    asked.screen.account(document, changes.lines("cancel", changed))
