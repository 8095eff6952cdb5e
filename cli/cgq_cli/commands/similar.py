"""`cgq similar ID`: the questions that are near one of the bank."""

from typing import Annotated

import typer

from cgq_cli import filters
from cgq_cli.hits import note_found, show_hits
from cgq_cli.invocation import Invocation, command, new_app
from cgq_cli.naming import note_moved
from cgq_cli.nothing import no_questions, show_nothing, whole
from cgq_cli.opening import open_workspace
from cgq_cli.render.questions import HITS

app = new_app()


@command(app)
def similar(
    asked: Invocation,
    question: Annotated[str, typer.Argument(metavar="ID", help="A question: its number or hash.", show_default=False)],
    material: filters.Materials = None,
    year: filters.Years = None,
    section: filters.Sections = None,
    concept: filters.Concepts = None,
    status: filters.Statuses = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000, metavar="N", help="At most so many.")] = 10,
) -> None:
    """Show the questions that are near one in meaning, the nearest first, and nothing that is not near."""
    from cgq.actions.search import similar as find_similar
    from cgq.documents.search import Similar

    screen = asked.screen
    left = filters.Asked(material, year, section, concept, status)
    with open_workspace(asked, create=False) as workspace:
        near = find_similar(workspace, question, k=limit, filters=left.filters)
        held = None if near.hits else whole(workspace)
        note_moved(screen, workspace, [question])
    document = Similar.of(near)
    if held is not None:
        none = f"Nothing is near question {near.question}."
        show_nothing(asked, document, HITS, no_questions(held, left.typed, none), held)
        return
    show_hits(screen, document, near.hits)
    note_found(screen, len(near.hits), near.count, "near")
