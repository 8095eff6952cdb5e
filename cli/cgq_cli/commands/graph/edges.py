"""`cgq graph edges`: the edges in a list."""

import typer

from cgq_cli import edge_options
from cgq_cli.invocation import Invocation, command
from cgq_cli.nothing import no_edges, show_nothing, whole
from cgq_cli.opening import open_workspace
from cgq_cli.paging import Limit, Page, beyond, cut, note_more
from cgq_cli.render import edges as render


def register(app: typer.Typer) -> None:
    """Add the command to those of `cgq graph`."""
    command(app)(edges)


def edges(
    asked: Invocation,
    kind: edge_options.OfKind = None,
    status: edge_options.Standing = None,
    concept: edge_options.Concept = None,
    limit: Limit = None,
    page: Page = 1,
) -> None:
    """List the edges between concepts.

    What waits for a decision comes first, then the edges between the concepts that most questions test.
    """
    from cgq.actions.graph_edges import Which, list_edges
    from cgq.documents.edges import Edges

    screen = asked.screen
    with open_workspace(asked, create=False) as workspace:
        which = Which(kind=kind, status=status, concept=concept)
        found = list_edges(workspace, which, limit=cut(screen, limit, page), page=page)
        held = None if found.edges else whole(workspace)
    document = Edges.of(found)
    if held is not None:
        filters = {"--kind": kind, "--status": status, "--concept": concept, **beyond(page)}
        show_nothing(asked, document, render.COLUMNS, no_edges(held, filters), held)
        return
    screen.table(document, render.COLUMNS, [render.row(edge) for edge in found.edges])
    note_more(screen, found.more, page)
