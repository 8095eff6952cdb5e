"""`cgq show ID`: one job with everything that is kept of it."""

from typing import Annotated

import typer

from cgq.db import LARGEST_INTEGER
from cgq_cli import completing
from cgq_cli.invocation import Invocation, command, new_app
from cgq_cli.opening import open_workspace

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
) -> None:
    """Show one job: its state, tries, times, arguments, result, attempts, and what follows from it.

    -v adds the tracebacks of its attempts.
    """
    from cgq.actions.jobs import one
    from cgq.documents.jobs import Job
    from cgq_cli.render import jobs as drawn
    from cgq_cli.render.items import failed_items_hint

    screen = asked.screen
    with open_workspace(asked, create=False) as workspace:
        job, policies = one(workspace, id_), workspace.policies
    lines = drawn.lines(job, policies, screen.layout, verbose=screen.verbose > 0)
    screen.show(Job.of(job, policies), lines)
    if hint := failed_items_hint(job):
        screen.note(hint)
