"""`cgq search TEXT`: questions by meaning and by words."""

from typing import TYPE_CHECKING, Annotated

import typer

from cgq.hints import Hint
from cgq_cli import filters
from cgq_cli.hits import in_none, note_found, show_hits
from cgq_cli.invocation import Invocation, command, new_app
from cgq_cli.nothing import no_questions, show_nothing, typed, whole
from cgq_cli.opening import open_workspace
from cgq_cli.render.questions import HITS
from cgq_cli.render.text import counted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cgq.actions.search import Found
    from cgq.actions.whole import Whole

app = new_app()


@command(app)
def search(
    asked: Invocation,
    text: Annotated[list[str], typer.Argument(metavar="TEXT", help="What to look for.", show_default=False)],
    material: filters.Materials = None,
    year: filters.Years = None,
    section: filters.Sections = None,
    concept: filters.Concepts = None,
    status: filters.Statuses = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000, metavar="N", help="At most so many.")] = 10,
    words: Annotated[bool, typer.Option("--words", help="By words alone, not by meaning.")] = False,
) -> None:
    """Find questions by meaning and by words, the best first.

    Rare words say more than common ones. Only what holds enough of them, or is near in meaning, is shown. Signs are
    no operators: a minus excludes nothing, and `*` stands for nothing.
    """
    from cgq.actions.search import find
    from cgq.documents.search import Search

    query, screen = " ".join(text), asked.screen
    left = filters.Asked(material, year, section, concept, status)
    with open_workspace(asked, create=False) as workspace:
        found = find(workspace, query, k=limit, words=words, filters=left.filters)
        held = None if found.hits else whole(workspace)
    if found.why_words:
        screen.note(Hint(f"By words alone: {found.why_words}"), "yellow")
    document = Search.of(query, found)
    if held is not None:
        none = _none(found, held, left.typed, several=len(query.split()) > 1)
        show_nothing(asked, document, HITS, no_questions(held, {}, none), held)
        return
    show_hits(screen, document, found.hits)
    note_found(screen, len(found.hits), found.count, "found", found.nowhere, found.respelled)


def _none(found: "Found", held: "Whole", filters: "Mapping[str, object]", *, several: bool) -> str:
    """`Nothing was found among the 20 questions of --year 2025. Without that: 3 are found.`

    `several` words that all stand somewhere, in different questions, are worth a try one by one.
    """
    if found.beyond is None:
        scattered = "; none holds enough of these words together. Try one of them" if several else ""
        return f"Nothing was found in {counted(held.questions, 'question')}{in_none(found.nowhere) or scattered}."
    among, without = counted(found.beyond.among, "question"), found.beyond.found
    given = " ".join(typed(option, value) for option, value in filters.items() if value not in (None, False))
    return (
        f"Nothing was found among the {among} of {given}{in_none(found.nowhere)}. "
        f"Without that: {without or 'nothing'} {'are' if without > 1 else 'is'} found."
    )
