"""`cgq explain ID`: why a job waits, and about when it starts."""

from typing import Annotated

import typer

from cgq.db import LARGEST_INTEGER
from cgq_cli.invocation import Invocation, command, new_app
from cgq_cli.opening import open_workspace

app = new_app()


@command(app)
def explain(
    asked: Invocation,
    id_: Annotated[int, typer.Argument(help="The job.", metavar="ID", min=1, max=LARGEST_INTEGER, show_default=False)],
) -> None:
    """Say why a job waits, who or what holds it, and about when it starts; how it runs, or how it ended."""
    from cgq.actions.explain import explain as why
    from cgq.documents.explained import Explained
    from cgq_cli.render import explain as drawn

    with open_workspace(asked, create=False) as workspace:
        found, at = why(workspace, id_)
    asked.screen.show(Explained.of(found, at), drawn.lines(found, at, asked.screen.layout))
