"""`cgq cancel`: end jobs that are not over: named, by filter, or all."""

from typing import Annotated, Literal

import typer

from cgq.errors import Refused
from cgq.queue.states import LIVING
from cgq_cli import options, queue_options
from cgq_cli.invocation import Invocation, command, new_app
from cgq_cli.nothing import account_for_nothing, job_filters, no_jobs_in, whole
from cgq_cli.opening import me, open_workspace
from cgq_cli.render import changes

app = new_app()


@command(app)
def cancel(
    asked: Invocation,
    ids: queue_options.SomeJobIds = None,
    state: Annotated[
        Literal["scheduled", "ready", "blocked", "running"] | None,
        typer.Option("--state", help="Only jobs that are so.", show_default=False),
    ] = None,
    queue: options.Queue = None,
    kind: queue_options.Kind = None,
    file: queue_options.OfFile = None,
    since: queue_options.Since = None,
    match: queue_options.MatchJob = None,
    batch: queue_options.OfBatch = None,
    every: Annotated[bool, typer.Option("--all", help="Every job that is not over.")] = False,
    dry_run: options.DryRun = False,
    yes: options.Yes = False,
) -> None:
    """Cancel jobs that are not over: those named, those that the filters leave, or all. What is running is ended."""
    from cgq.actions import operate
    from cgq.documents.changed import Changed
    from cgq.queue.listing import Filter

    wanted = Filter(state=state, queue=queue, kind=kind, file=file, since=since, text=match, batch=batch)
    filters = job_filters(wanted)
    if bool(ids) + any(value is not None for value in filters.values()) + every != 1:
        hint = "Name ids, or give filters such as --state, --queue or --file, or --all."
        raise Refused("Which jobs are to be cancelled is not clear", code="usage", hint=hint)
    with open_workspace(asked, create=False) as workspace:
        found = {} if ids else operate.living(workspace, wanted)
        chosen = ids or list(found)
        if dry_run:
            changed = operate.would_cancel(workspace, chosen)
        else:
            if found:
                asked.confirm(f"Cancel {changes.jobs_by_state(found.values())}?", yes=yes)
            changed = operate.cancel(workspace, chosen, me(), listed=not ids, state=state)
        held = None if chosen else whole(workspace)
        elsewhere = operate.elsewhere(workspace, ids or ())
    document = Changed.of("cancel", changed, dry_run=dry_run)
    if held is not None:
        nothing = no_jobs_in(held, LIVING, filters, what="unfinished job", none="Nothing to cancel.")
        account_for_nothing(asked, document, nothing, held)
        return
    asked.screen.account(document, changes.lines("cancel", changed, dry_run=dry_run))
    for line in changes.elsewhere_lines(elsewhere):
        asked.screen.note(line)
