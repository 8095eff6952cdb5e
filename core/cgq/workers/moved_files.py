"""Where kept papers lie, in a database that was moved with its files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cgq.bank.materials import move_kept

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cgq.events import Event
    from cgq.queue.books import Books


class FindMovedFiles:
    """Once, when a supervisor begins: the paths of kept papers are those beside the database.

    Whoever opens a paper looks there anyway; lists and the view `papers` show what is stored.
    """

    def __init__(self) -> None:
        self._is_done = False

    def run(self, books: Books) -> Iterable[Event]:
        """Correct what is out of date, in the first turn."""
        if not self._is_done:
            move_kept(books.tx, Path(books.tx.file()))
            self._is_done = True
        return ()

    def next_moment(self, books: Books) -> int | None:  # noqa: ARG002
        """Never again: a database is not moved while somebody works on it."""
        return None
