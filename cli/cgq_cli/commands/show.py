"""`cgq show ID`: one job with everything that is kept of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cgq.db import LARGEST_INTEGER
from cgq.queue.item_rows import MOST
from cgq_cli import completing
from cgq_cli.invocation import Invocation, command, new_app
from cgq_cli.opening import open_workspace
from cgq_cli.paging import note_more

if TYPE_CHECKING:
    from cgq.documents.jobs import Job
    from cgq.queue.listing import FullJob
    from cgq_cli.output import Screen

app = new_app()


@command(app)
def show(
    asked: Invocation,
    id_: Annotated[
        int,
        typer.Argument(
            help="The job.",
            autocompletion=completing.jobs,
            metavar="ID",
            min=1,
            max=LARGEST_INTEGER,
            show_default=False,
        ),
    ],
    items: Annotated[
        bool, typer.Option("--items", help="Its items, one by one, in the order in which they ended.")
    ] = False,
    limit: Annotated[
        int, typer.Option("--limit", min=1, max=1_000_000, metavar="N", help="So many items a page.")
    ] = MOST,
    page: Annotated[int, typer.Option("--page", min=1, max=1_000_000, metavar="N", help="Which page of items.")] = 1,
) -> None:
    """Show one job: its state, tries, times, arguments, result, attempts, items, and what follows from it.

    -v adds the tracebacks of its attempts. With --json a page of its items is part of the answer.
    """
    from cgq.actions.jobs import one
    from cgq.documents.jobs import Job
    from cgq_cli.render import jobs as drawn
    from cgq_cli.render.items import items_hint

    screen = asked.screen
    with open_workspace(asked, create=False) as workspace:
        job, policies = one(workspace, id_, limit=limit, page=page), workspace.policies
    document = Job.of(job, policies)
    if items:
        _show_items(screen, document, job, page)
        return
    screen.show(document, drawn.lines(job, policies, screen.layout, verbose=screen.verbose > 0))
    if hint := items_hint(job):
        screen.note(hint)


def _show_items(screen: Screen, document: Job, job: FullJob, page: int) -> None:
    from cgq_cli.render import items as drawn

    found = job.item_page
    if found.items:
        screen.table(document, drawn.ITEM_COLUMNS, drawn.item_rows(found.items))
        note_more(screen, found.more, page)
        return
    none = f"Job {job.row.id} is not made of items." if job.items is None else f"No items of job {job.row.id} are here."
    screen.nothing(document, drawn.ITEM_COLUMNS, none)
