"""`cgq jobs`: a list of jobs, the newest first."""

from typing import Annotated

import typer

from cgq.queue.states import STATES
from cgq_cli import options, queue_options
from cgq_cli.invocation import Invocation, command, new_app
from cgq_cli.nothing import no_jobs, show_nothing, whole
from cgq_cli.opening import open_workspace
from cgq_cli.paging import beyond, tell_more

app = new_app()


def state_name(text: str) -> str:
    """The parser of an option that names a state."""
    from cgq.config import refuse_unknown

    return text if text in STATES else refuse_unknown(f"there is no state {text!r}", text, STATES, code="unknown_state")


@command(app)
def jobs(
    asked: Invocation,
    state: Annotated[
        str | None, typer.Option("--state", "-s", parser=state_name, metavar="STATE", help=f"{', '.join(STATES)}.")
    ] = None,
    queue: options.Queue = None,
    kind: queue_options.Kind = None,
    file: Annotated[
        str | None,
        typer.Option(
            "--file", parser=queue_options.clean, metavar="TEXT", help="Only of papers whose title or path holds this."
        ),
    ] = None,
    since: queue_options.Since = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=10_000, metavar="N", help="So many a page.")] = 50,
    page: Annotated[int, typer.Option("--page", min=1, max=1_000_000, metavar="N", help="Which page.")] = 1,
) -> None:
    """List jobs, the newest first."""
    from cgq.actions.jobs import listing
    from cgq.documents.jobs import Jobs
    from cgq.queue.listing import Filter
    from cgq_cli.render import jobs as drawn

    screen = asked.screen
    wanted = Filter(state=state, queue=queue, kind=kind, file=file, since=since)
    with open_workspace(asked, create=False) as workspace:
        found = listing(workspace, wanted, limit=limit, page=page)
        policies = workspace.policies
        held = None if found.jobs else whole(workspace)
    document = Jobs.of(found.jobs, found.papers, policies, page=page, limit=limit, more=found.more)
    if held is not None:
        filters = {"--state": state, "--queue": queue, "--kind": kind, "--file": file, "--since": since}
        show_nothing(asked, document, drawn.COLUMNS, no_jobs(held, {**filters, **beyond(page)}), held)
        return
    rows = [drawn.row(job, found.papers.get(job.id), policies, screen.now) for job in found.jobs]
    screen.table(document, drawn.COLUMNS, rows)
    tell_more(screen, found.more, page)
