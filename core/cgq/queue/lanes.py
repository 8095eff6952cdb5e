"""The lanes of the queue: one kind in one queue is a lane, and its ready jobs start in one order (C3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.queue.books import SQL
from cgq.queue.requesters import startable

if TYPE_CHECKING:
    from cgq.queue.books import Books


MOST_COUNTED = 1000
"""Jobs of a lane that are counted where each has to be looked at: more than are claimed at once."""


@dataclass(frozen=True, slots=True)
class Lane:
    """A queue's ready jobs of one kind: how many, and the best class among them."""

    queue: str
    kind: str
    ready: int
    head: int


def lanes(books: Books) -> list[Lane]:
    """The lanes that have ready jobs which their askers' limit lets start; beyond 1,000 of these are not counted."""
    found: list[Lane] = []
    per_requester = books.policies.per_requester
    for queue, kind, waiting in books.tx.all(SQL["lanes"]):
        ready = waiting
        if per_requester is not None:
            ready = len(startable(books, queue, kind, MOST_COUNTED, per_requester))
        if not ready:
            continue
        head = books.tx.value(SQL["lane_head"], (queue, kind))
        if head is not None:
            found.append(Lane(queue, kind, ready, head))
    return found
