"""`cgq search TEXT`: questions by meaning and by words."""

from dataclasses import asdict
from typing import Annotated

import typer

from cgq_cli.invocation import Invocation, command, new_app
from cgq_cli.render.questions import HITS, hit_row

app = new_app()


@command(app)
def search(
    asked: Invocation,
    text: Annotated[list[str], typer.Argument(metavar="TEXT", help="What to look for.", show_default=False)],
    k: Annotated[int, typer.Option("--k", "-k", min=1, max=1000, metavar="N", help="At most so many.")] = 10,
    words: Annotated[bool, typer.Option("--words", help="By words alone; it answers at once.")] = False,
) -> None:
    """Find questions by meaning and by words, the best first."""
    from cgq.actions.search import find

    query, screen = " ".join(text), asked.screen
    found = find(asked.resolve().settings, query, k=k, words=words)
    document = {
        "type": "search",
        "query": query,
        "by": found.by,
        "why_words": found.why_words,
        "hits": [asdict(hit) for hit in found.hits],
    }
    if found.why_words and not screen.json:
        screen.note(f"By words alone: {found.why_words}", "yellow")
    if not found.hits and not screen.json:
        screen.note("Nothing was found.")
        return
    screen.table(document, HITS, [hit_row(hit) for hit in found.hits])
