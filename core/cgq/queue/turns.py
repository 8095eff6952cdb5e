"""Documents take turns of sixteen jobs, ranked when they are enqueued (C3).

A one-question file so never waits for a 500-question file, and a claim stays an index walk. A
document that joins, or comes back after its turns have passed, starts at the queue's current turn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.queue.books import SQL

if TYPE_CHECKING:
    from cgq.queue.books import Books

TURN = 16
NO_DOCUMENT = 0


def rank(books: Books, queue: str, document: int | None, count: int) -> list[int]:
    """The turns of the document's next `count` jobs in this queue."""
    names = {"queue": queue, "document": NO_DOCUMENT if document is None else document}
    current = books.tx.value(SQL["turn_current"], names) or 0
    first, ranked = books.tx.one(SQL["turn_of_document"], names) or (current, 0)
    if first + ranked // TURN < current:
        first, ranked = current, 0
    books.tx.run(SQL["turn_rank_document"], {**names, "first": first, "ranked": ranked + count})
    return [first + place // TURN for place in range(ranked, ranked + count)]


def advance(books: Books, queue: str, turn: int) -> None:
    """Jobs of this turn were claimed: who joins now joins here."""
    books.tx.run(SQL["turn_advance"], {"queue": queue, "turn": turn})
