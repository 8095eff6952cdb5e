"""`cgq jobs`: a list of jobs, the newest first."""

from typing import Annotated, Literal

import typer

from cgq.queue.states import STATES
from cgq_cli import completing, options, queue_options
from cgq_cli.invocation import Invocation, command, new_app
from cgq_cli.nothing import job_filters, no_jobs, show_nothing, whole
from cgq_cli.opening import open_workspace
from cgq_cli.paging import beyond, note_more

app = new_app()


def _view(named: set[str], *, every: bool, tree: bool) -> Literal["first", "tree", "all"]:
    """Which jobs are listed. Raises Refused where --tree is asked for together with a part of a tree."""
    from cgq.errors import Refused

    if tree and (every or named):
        other = "--all" if every else f"--{min(named)}"
        hint = "Leave one of them out; --file and --since go with both."
        raise Refused(f"--tree shows whole chains, and {other} parts of them.", code="usage", hint=hint)
    return "tree" if tree else "all" if every or named else "first"


@command(app)
def jobs(
    asked: Invocation,
    state: Annotated[
        str | None,
        typer.Option(
            "--state",
            "-s",
            parser=queue_options.state_name,
            autocompletion=completing.states,
            metavar="STATE",
            help=f"{', '.join(STATES)}.",
        ),
    ] = None,
    queue: options.Queue = None,
    kind: queue_options.Kind = None,
    file: queue_options.OfFile = None,
    since: queue_options.Since = None,
    match: queue_options.MatchJob = None,
    batch: queue_options.OfBatch = None,
    all_: Annotated[bool, typer.Option("--all", help="Every job by itself, also what follows from another.")] = False,
    tree: Annotated[bool, typer.Option("--tree", help="Each with what follows from it below.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000, metavar="N", help="So many a page.")] = 50,
    page: Annotated[int, typer.Option("--page", min=1, max=1_000_000, metavar="N", help="Which page.")] = 1,
) -> None:
    """List jobs, the newest first: a paper a line, with how far what follows from it is.

    With --state, --queue, --kind or --match, every job that is so, by itself.
    """
    from cgq.actions.jobs import listing
    from cgq.documents.jobs import Jobs
    from cgq.queue.listing import Filter
    from cgq_cli.render import jobs as drawn
    from cgq_cli.render.table import knowing

    screen = asked.screen
    filters = (("state", state), ("queue", queue), ("kind", kind), ("match", match))
    named = {name for name, value in filters if value}
    view = _view(named, every=all_, tree=tree)
    wanted = Filter(
        state=state, queue=queue, kind=kind, file=file, since=since, text=match, batch=batch, top=view != "all"
    )
    with open_workspace(asked, create=False) as workspace:
        found = listing(workspace, wanted, limit=limit, page=page, chains=tree)
        policies = workspace.policies
        held = None if found.jobs else whole(workspace)
    document = Jobs.of(found, policies, page=page, limit=limit)
    columns = knowing(drawn.columns(view, state), named)
    if held is not None:
        given = {**job_filters(wanted), **beyond(page)}
        show_nothing(asked, document, columns, no_jobs(held, given, first=wanted.top), held)
        return
    if screen.terminal:
        rows = drawn.shown_rows(found, policies, screen.now, view)
    else:
        rows = drawn.rows(found, policies, screen.now)
    screen.table(document, columns, rows)
    screen.note(drawn.totals_line(found.totals), "dim")
    note_more(screen, found.more, page)
