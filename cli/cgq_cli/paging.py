"""Long answers in pages: a screenful for a person, everything for a program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from cgq_cli.output import Screen

SCREENFUL = 50
MOST = 1_000_000_000


def limit_option(what: str, screenful: int) -> Any:
    """The option that bounds an answer: at most so many of `what`, by default `screenful` at a terminal."""
    help_text = f"At most so many{what}; by default {screenful} at a terminal, else all."
    return typer.Option("--limit", min=1, max=MOST, metavar="N", help=help_text, show_default=False)


Limit = Annotated[int | None, limit_option("", SCREENFUL)]
Page = Annotated[int, typer.Option("--page", min=1, max=MOST, metavar="N", help="Which page of them.")]


def cut(screen: Screen, limit: int | None, page: int) -> int | None:
    """How many to show; None for all."""
    if limit is not None:
        return limit
    return SCREENFUL if page > 1 or (screen.terminal and not screen.json) else None


def beyond(page: int) -> dict[str, object]:
    """The page as a filter, where it may be one beyond the last."""
    return {"--page": page if page > 1 else None}


def note_more(screen: Screen, more: bool, page: int) -> None:
    """Report that there is another page; a document has a field for it."""
    if more:
        screen.note(f"There are more: --page {page + 1}", "dim")
