"""Decides about the concept graph: edges, one after the other or by name, and concepts that are one."""

from typing import TYPE_CHECKING, Annotated

import typer

from cgq.hints import Hint
from cgq_cli import edge_options, queue_options
from cgq_cli.invocation import Invocation, command
from cgq_cli.nothing import no_edges, show_nothing, whole
from cgq_cli.opening import me, open_workspace
from cgq_cli.paging import MOST
from cgq_cli.render import edges as render
from cgq_cli.render.text import counted

if TYPE_CHECKING:
    from cgq.actions.graph_edges import Verdict

WALKED = 500
"""Edges that one walk takes up: more than anybody decides about at one sitting; the next walk begins behind them."""

Limit = Annotated[
    int | None, typer.Option("--limit", min=1, max=MOST, metavar="N", help="At most so many.", show_default=False)
]
Alias = Annotated[str, typer.Argument(metavar="ALIAS", help="What is another name, or was.", show_default=False)]


def register(app: typer.Typer) -> None:
    """Add the commands to those of `cgq graph`."""
    command(app)(review)
    command(app)(accept)
    command(app)(reject)
    command(app)(undo)
    command(app)(merge)
    command(app)(unmerge)


def review(
    asked: Invocation,
    kind: edge_options.OfKind = None,
    concept: edge_options.Concept = None,
    limit: Limit = None,
    as_: queue_options.As = None,
) -> None:
    """Walk through the edges that are only suggested, each with its evidence; every decision is saved at once.

    Off a terminal, or with --limit or --json, list them. Those between the concepts that most questions test come
    first. What is accepted or rejected is no longer shown, so that the next walk goes on behind it.
    """
    from cgq.actions.graph_edges import Which, list_edges
    from cgq.documents.edges import Edges
    from cgq_cli import terminal

    which = Which(kind=kind, status="suggested", concept=concept)
    screen = asked.screen
    with open_workspace(asked, create=False) as workspace:
        is_walk = not screen.json and limit is None and terminal.present()
        found = list_edges(workspace, which, limit=WALKED if is_walk else limit)
        if not found.edges:
            held = whole(workspace)
            filters = {"--kind": kind, "--concept": concept}
            none = no_edges(held, filters, "No edge waits for a decision.", what="suggested edge")
            show_nothing(asked, Edges.of(found), render.COLUMNS, none, held)
        elif is_walk:
            from cgq_cli.reviewing_edges import EdgeWalk

            EdgeWalk(asked, workspace, as_ or me()).through(found.edges, more=found.more)
        else:
            rows = [render.row(edge) for edge in found.edges]
            screen.table(Edges.of(found), render.COLUMNS, rows, render.how_to_decide(found.edges[0]))


def accept(
    asked: Invocation,
    source: edge_options.Source,
    target: edge_options.Target,
    kind: edge_options.Kind = None,
    strength: edge_options.Strength = None,
    note: edge_options.Note = None,
    as_: queue_options.As = None,
) -> None:
    """Accept an edge between two concepts, or add one that nothing suggests; it stays until it is taken back."""
    _decide(asked, source, target, kind, "accepted", as_, strength=strength, note=note)


def reject(
    asked: Invocation,
    source: edge_options.Source,
    target: edge_options.Target,
    kind: edge_options.Kind = None,
    note: edge_options.Note = None,
    as_: queue_options.As = None,
) -> None:
    """Reject an edge between two concepts; it is suggested no more until that is taken back."""
    _decide(asked, source, target, kind, "rejected", as_, note=note)


def undo(
    asked: Invocation,
    source: edge_options.Source,
    target: edge_options.Target,
    kind: edge_options.Kind = None,
) -> None:
    """Take a decision about an edge back: it is suggested again, or gone where nothing suggests it."""
    _decide(asked, source, target, kind, "taken back")


def _decide(
    asked: Invocation,
    source: str,
    target: str,
    kind: edge_options.Kind,
    verdict: "Verdict",
    as_: str | None = None,
    *,
    strength: float | None = None,
    note: str | None = None,
) -> None:
    from cgq.actions.graph_edges import decide
    from cgq.documents.edges import EdgeDecision

    with open_workspace(asked, create=False) as workspace:
        workspace.database.refuse_absent()
        done = decide(workspace, kind, source, target, verdict, as_ or me(), strength=strength, note=note)
    asked.screen.account(EdgeDecision.of(done), [render.decided(done)])
    _note_jobs(asked, done.jobs)


def merge(
    asked: Invocation,
    alias: Alias,
    into: Annotated[str, typer.Argument(metavar="INTO", help="The concept that it is.", show_default=False)],
    as_: queue_options.As = None,
) -> None:
    """Make one concept of two: the questions and edges of ALIAS count for INTO, until it is unmerged."""
    from cgq.actions.graph_edges import merge
    from cgq.documents.edges import ConceptMerge

    with open_workspace(asked, create=False) as workspace:
        workspace.database.refuse_absent()
        done = merge(workspace, alias, into, as_ or me())
    asked.screen.account(ConceptMerge.of("merged", done), [render.merged(done)])
    _note_jobs(asked, done.jobs)


def unmerge(asked: Invocation, alias: Alias) -> None:
    """Make two concepts of a merged one again, each with its own questions and edges."""
    from cgq.actions.graph_edges import unmerge
    from cgq.documents.edges import ConceptMerge

    with open_workspace(asked, create=False) as workspace:
        workspace.database.refuse_absent()
        done = unmerge(workspace, alias)
    asked.screen.account(ConceptMerge.of("unmerged", done), [render.unmerged(done)])
    _note_jobs(asked, done.jobs)


def _note_jobs(asked: Invocation, jobs: int) -> None:
    if jobs:
        asked.screen.note(Hint(f"{counted(jobs, 'job')} to bring the graph up to date: `cgq run`"))
