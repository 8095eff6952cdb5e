"""The lanes of the queue: one kind in one queue is a lane, and its ready jobs start in one order (C3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.queue.books import SQL

if TYPE_CHECKING:
    from cgq.queue.books import Books


@dataclass(frozen=True, slots=True)
class Lane:
    """A queue's ready jobs of one kind: how many, and the best class among them."""

    queue: str
    kind: str
    ready: int
    head: int


def lanes(books: Books) -> list[Lane]:
    """The lanes that have ready jobs."""
    found: list[Lane] = []
    for queue, kind, ready in books.tx.all(SQL["lanes"]):
        head = books.tx.value(SQL["lane_head"], (queue, kind))
        if head is not None:
            found.append(Lane(queue, kind, ready, head))
    return found
