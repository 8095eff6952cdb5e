"""Looks into the concept graph: its concepts, one of them, a way between two, and how large it all is."""

from typing import Annotated, Literal

import typer

from cgq_cli import edge_options
from cgq_cli.invocation import Invocation, bare, command, new_app
from cgq_cli.nothing import empty_lines, no_concepts, no_edges, show_nothing, whole
from cgq_cli.opening import open_workspace
from cgq_cli.paging import MOST, Limit, Page, beyond, cut, limit_option, note_more
from cgq_cli.render import edges as edge_lines
from cgq_cli.render import graph as render

app = new_app()

AROUND = 10
"""How many questions, and neighbours on each side, a terminal shows of a concept: with all three a screenful."""


@bare(app)
def graph(asked: Invocation) -> None:
    """Look into the concept graph, and decide about its edges.

    A prerequisite is learned before what builds on it; a broader concept is what others are kinds of. What is only
    suggested waits for a person: `cgq graph review`. What a person decides stays, whatever is read later.
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
    section: Annotated[
        str | None,
        typer.Option(
            "--section",
            metavar="TEXT",
            help="Only those asked in a section whose name holds this, such as a subject.",
            show_default=False,
        ),
    ] = None,
    min_questions: Annotated[
        int | None,
        typer.Option("--min-questions", min=0, max=MOST, metavar="N", help="Only those of so many questions."),
    ] = None,
    status: Annotated[
        Literal["suggested", "accepted", "rejected"] | None,
        typer.Option("--status", help="Only those with an edge that stands so.", show_default=False),
    ] = None,
    sort: Annotated[
        Literal["weight", "questions", "name"], typer.Option("--sort", help="The order; the largest come first.")
    ] = "weight",
    limit: Limit = None,
    page: Page = 1,
) -> None:
    """List the concepts, the heaviest first."""
    from cgq.actions.graph import WhichConcepts, listing
    from cgq.documents.concept import Concepts

    screen = asked.screen
    which = WhichConcepts(text=text, section=section, min_questions=min_questions, status=status, sort=sort)
    with open_workspace(asked, create=False) as workspace:
        found = listing(workspace, which, limit=cut(screen, limit, page), page=page)
        held = None if found.concepts else whole(workspace)
    document = Concepts.of(found)
    if held is not None:
        filters = {"--text": text, "--section": section, "--min-questions": min_questions, "--status": status}
        nothing = no_concepts(held, {**filters, **beyond(page)})
        show_nothing(asked, document, render.COLUMNS, nothing, held)
        return
    screen.table(document, render.COLUMNS, [render.row(concept) for concept in found.concepts])
    note_more(screen, found.more, page)


@command(app)
def show(
    asked: Invocation,
    concept: Annotated[
        list[str], typer.Argument(metavar="CONCEPT", help="A name, an alias, or its id.", show_default=False)
    ],
    limit: Annotated[int | None, limit_option(" questions and neighbours", AROUND)] = None,
) -> None:
    """Show a concept: its aliases, what tests it, what is learned before and after it, and its kinds."""
    from cgq.actions.graph import show
    from cgq.documents.concept import Concept

    screen = asked.screen
    with open_workspace(asked, create=False) as workspace:
        found = show(workspace, " ".join(concept))
    most = limit if limit is not None or screen.json or not screen.terminal else AROUND
    screen.show(Concept.of_shown(found, limit), render.concept_lines(found, screen.layout, most))


@command(app)
def path(
    asked: Invocation,
    start: Annotated[str, typer.Argument(metavar="FROM", help="What is known, by name or id.", show_default=False)],
    end: Annotated[str, typer.Argument(metavar="TO", help="What is to be learned.", show_default=False)],
) -> None:
    """Show what to learn on the way from one concept to another, along prerequisites that nobody rejected."""
    from cgq.actions.graph import path
    from cgq.documents.edges import LearningPath

    with open_workspace(asked, create=False) as workspace:
        way = path(workspace, start, end)
    asked.screen.show(LearningPath.of(way), edge_lines.way_lines(way, asked.screen.layout), edge_lines.way_steps(way))


@command(app)
def cycles(asked: Invocation, kind: edge_options.OfKind = None, limit: Limit = None, page: Page = 1) -> None:
    """List the edges that are set aside because they go in a circle, each with the way round.

    Of a circle the weakest edge is set aside that nobody accepted: it counts in no order, and waits for a person like
    every other suggestion. Where all of a circle was accepted, a person must reject one.
    """
    from cgq.actions.graph import cycles
    from cgq.documents.concept import GraphCycles

    screen = asked.screen
    with open_workspace(asked, create=False) as workspace:
        found = cycles(workspace, kind, limit=cut(screen, limit, page), page=page)
        held = None if found.circles else whole(workspace)
    document = GraphCycles.of(found)
    if held is not None:
        none = no_edges(held, {"--kind": kind, **beyond(page)}, "No edges go in a circle.", what="circle")
        show_nothing(asked, document, render.CIRCLES, none, held)
        return
    screen.show(document, render.circle_lines(found.circles, screen.layout), render.circle_steps(found.circles))
    note_more(screen, found.more, page)


@command(app)
def stats(asked: Invocation) -> None:
    """Count concepts and the edges between them, and those that are set aside because they go in a circle."""
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
