"""`cgq graph`: concepts, what they build on, and how large it all is."""

from typing import Annotated

import typer

from cgq_cli.invocation import Invocation, bare, command, new_app
from cgq_cli.nothing import empty_lines, no_concepts, show_nothing, whole
from cgq_cli.opening import open_workspace
from cgq_cli.paging import Limit, Page, beyond, cut, limit_option, note_more
from cgq_cli.render import graph as render

app = new_app()

AROUND = 10
"""How many questions, and neighbours on each side, a terminal shows of a concept: with all three a screenful."""


@bare(app)
def graph(asked: Invocation) -> None:
    """Look into the concept graph.

    Without a command: how large it is, and what is tested most.
    """
    _show_size(asked)


@command(app, name="list")
def list_concepts(
    asked: Invocation,
    text: Annotated[
        str | None,
        typer.Option("--text", help="Only those of which a name or an alias holds this.", show_default=False),
    ] = None,
    limit: Limit = None,
    page: Page = 1,
) -> None:
    """List the concepts, the heaviest first."""
    from cgq.actions.graph import listing
    from cgq.documents.concept import Concepts

    screen = asked.screen
    with open_workspace(asked, create=False) as workspace:
        found = listing(workspace, text=text, limit=cut(screen, limit, page), page=page)
        held = None if found.concepts else whole(workspace)
    document = Concepts.of(found)
    if held is not None:
        nothing = no_concepts(held, {"--text": text, **beyond(page)})
        show_nothing(asked, document, render.COLUMNS, nothing, held)
        return
    screen.table(document, render.COLUMNS, [render.row(concept) for concept in found.concepts])
    note_more(screen, found.more, page)


@command(app)
def show(
    asked: Invocation,
    concept: Annotated[list[str], typer.Argument(metavar="CONCEPT", help="A name or an alias.", show_default=False)],
    limit: Annotated[int | None, limit_option(" questions and neighbours", AROUND)] = None,
) -> None:
    """Show a concept: its aliases, the questions that test it, what is learned before and after it."""
    from cgq.actions.graph import show
    from cgq.documents.concept import Concept

    screen = asked.screen
    with open_workspace(asked, create=False) as workspace:
        found = show(workspace, " ".join(concept))
    most = limit if limit is not None or screen.json or not screen.terminal else AROUND
    screen.show(Concept.of_shown(found, limit), render.concept_lines(found, screen.layout, most))


@command(app)
def stats(asked: Invocation) -> None:
    """Count concepts and prerequisites, and tell which of these are set aside because they go in a circle."""
    _show_size(asked)


def _show_size(asked: Invocation) -> None:
    """How large the graph is, and the next step."""
    from cgq.actions.graph import stats
    from cgq.documents.concept import GraphStats

    screen = asked.screen
    with open_workspace(asked, create=False) as workspace:
        found = stats(workspace)
        held = None if found.stats.concepts else whole(workspace)
    below = render.next_steps(found) if held is None else empty_lines(asked, held)
    screen.show(GraphStats.of(found), render.size_lines(found, screen.layout), below)
