"""`cgq graph`: concepts, what they build on, and how large it all is."""

from itertools import chain
from typing import Annotated

import typer

from cgq_cli.invocation import Invocation, command, new_app
from cgq_cli.nothing import empty_lines, whole
from cgq_cli.opening import open_workspace
from cgq_cli.render import graph as render

app = new_app("Look into the concept graph.")


@command(app)
def show(
    asked: Invocation,
    concept: Annotated[list[str], typer.Argument(metavar="CONCEPT", help="A name or an alias.", show_default=False)],
) -> None:
    """Show a concept: its aliases, the questions that test it, what is learned before and after it."""
    from cgq.actions.graph import show
    from cgq.documents.concept import Concept

    with open_workspace(asked, create=False) as workspace:
        found = show(workspace, " ".join(concept))
    asked.screen.show(Concept.of_shown(found), render.concept_lines(found, asked.screen.layout))


@command(app)
def stats(asked: Invocation) -> None:
    """Count concepts and prerequisites, and tell which of these are set aside because they go in a circle."""
    from cgq.actions.graph import stats
    from cgq.documents.concept import GraphStats

    with open_workspace(asked, create=False) as workspace:
        found = stats(workspace)
        held = None if found.stats.concepts else whole(workspace)
    screen = asked.screen
    gap = () if screen.terminal else ("",)
    below = () if held is None else chain(gap, empty_lines(asked, held))
    screen.show(GraphStats.of(found), chain(render.size_lines(found, screen.layout), below))
