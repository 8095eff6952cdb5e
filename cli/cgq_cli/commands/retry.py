"""`cgq retry`: start jobs again that ended without being done: named, all of a queue, a kind or a state, or all."""

from typing import Annotated, Literal

import typer

from cgq.errors import Refused
from cgq.queue.states import UNSUCCESSFUL
from cgq_cli import options, queue_options
from cgq_cli.invocation import Invocation, command, new_app
from cgq_cli.nothing import account_for_nothing, no_jobs_in, whole
from cgq_cli.opening import open_workspace
from cgq_cli.render import changes

app = new_app()


@command(app)
def retry(
    asked: Invocation,
    ids: queue_options.SomeJobIds = None,
    queue: options.Queue = None,
    kind: queue_options.Kind = None,
    state: Annotated[
        Literal["failed", "cancelled", "discarded"] | None,
        typer.Option("--state", help="Only jobs that ended so.", show_default=False),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Every failed, cancelled or discarded job.")] = False,
    dry_run: options.DryRun = False,
    yes: options.Yes = False,
) -> None:
    """Start failed, cancelled or discarded jobs again, with a fresh budget; their history stays.

    Those named, all of a queue, a kind or a state, or all.
    """
    from cgq.actions import operate
    from cgq.documents.changed import Changed

    filtered = bool(queue or kind or state)
    if bool(ids) + filtered + every != 1:
        hint = "Name ids, or give --queue, --kind, --state or --all."
        raise Refused("Which jobs are to start again is not clear", code="usage", hint=hint)
    with open_workspace(asked, create=False) as workspace:
        wanted = ids or operate.unsuccessful(workspace, queue=queue, kind=kind, state=state)
        if dry_run:
            changed = operate.would_retry(workspace, wanted)
        else:
            if wanted and not ids:
                asked.confirm(f"Retry {changes.jobs(len(wanted))}?", yes=yes)
            changed = operate.retry(workspace, wanted)
        held = None if wanted else whole(workspace)
    document = Changed.of("retry", changed, dry_run=dry_run)
    if held is not None:
        filters = {"--queue": queue, "--kind": kind, "--state": state}
        nothing = no_jobs_in(held, UNSUCCESSFUL, filters, what="unsuccessful job", none="Nothing to retry.")
        account_for_nothing(asked, document, nothing, held)
        return
    asked.screen.account(document, changes.lines("retry", changed, dry_run=dry_run))
