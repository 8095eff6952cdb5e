"""Long answers in pages: a screenful for a person, everything for a program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from cgq_cli.output import Screen

SCREENFUL = 50
MOST = 1_000_000_000

Limit = Annotated[
    int | None,
    typer.Option(
        "--limit",
        min=1,
        max=MOST,
        metavar="N",
        help=f"At most so many; by default {SCREENFUL} at a terminal, else all.",
        show_default=False,
    ),
]
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
