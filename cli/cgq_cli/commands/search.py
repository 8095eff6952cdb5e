"""`cgq search TEXT`: questions by meaning and by words."""

from typing import Annotated

import typer

from cgq.hints import Hint
from cgq_cli.invocation import Invocation, command, new_app
from cgq_cli.nothing import no_questions, show_nothing, whole
from cgq_cli.opening import open_workspace
from cgq_cli.render.questions import HITS, hit_row
from cgq_cli.render.text import counted

app = new_app()


@command(app)
def search(
    asked: Invocation,
    text: Annotated[list[str], typer.Argument(metavar="TEXT", help="What to look for.", show_default=False)],
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000, metavar="N", help="At most so many.")] = 10,
    words: Annotated[bool, typer.Option("--words", help="By words alone; it answers at once.")] = False,
) -> None:
    """Find questions by meaning and by words, the best first."""
    from cgq.actions.search import find
    from cgq.documents.search import Search

    query, screen = " ".join(text), asked.screen
    with open_workspace(asked, create=False) as workspace:
        found = find(workspace, query, k=limit, words=words)
        held = None if found.hits else whole(workspace)
    if found.why_words:
        screen.note(Hint(f"By words alone: {found.why_words}"), "yellow")
    document = Search.of(query, found)
    if held is not None:
        none = f"Nothing was found in {counted(held.questions, 'question')}."
        show_nothing(asked, document, HITS, no_questions(held, {}, none), held)
        return
    screen.table(document, HITS, [hit_row(hit) for hit in found.hits])
