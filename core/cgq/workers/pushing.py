"""The chore that has changes of the bank sent to Neo4j, whoever made them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.graph.neo4j import outbox
from cgq.queue.books import SQL
from cgq.queue.enqueue import enqueue
from cgq.stages.pushing import KIND, push

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cgq.events import Event
    from cgq.queue.books import Books

AGAIN_MS = 15 * 60_000
"""Milliseconds after a push that failed for good until the next one is asked for: the longest wait between two tries
(semantics T2)."""

AWAITED = (KIND, "refresh_concepts")
"""What a new push waits for: one that runs asks for the next one itself, and a refresh changes much of what is sent."""


class PushChanges:
    """Asks for a push where something is to be sent. Where no server is configured nothing is recorded any more.

    Every turn looks, for a change may come from any command: two look-ups in small tables.
    """

    def __init__(self, *, is_configured: bool) -> None:
        self._is_configured = is_configured

    def run(self, books: Books) -> Iterable[Event]:
        """Ask for a push; the same waits once at most."""
        stands = outbox.projection(books.tx)
        if not self._is_configured:
            if stands is not None and stands.is_recorded:
                outbox.record_no_more(books.tx)
        elif self._is_due(books, stands) and not any(_is_on_its_way(books, kind) for kind in AWAITED):
            enqueue(books, [push()])
        return ()

    def next_moment(self, books: Books) -> int | None:
        """When a push that failed is asked for again."""
        stands = outbox.projection(books.tx) if self._is_configured else None
        if stands is None or stands.failed_at is None:
            return None
        return books.moment.on_the_line(stands.failed_at + AGAIN_MS)

    def _is_due(self, books: Books, stands: outbox.Projection | None) -> bool:
        if stands is None or not stands.is_recorded:
            return True
        # One of this turn is some milliseconds ahead of its moment; one of next year came before the clock was set.
        if stands.failed_at is not None and abs(books.moment.wall - stands.failed_at) < AGAIN_MS:
            return False
        return stands.revision is None or not outbox.is_empty(books.tx)


def _is_on_its_way(books: Books, kind: str) -> bool:
    """Does a job of a kind of which there is one at a time wait or run?"""
    waiting = books.tx.one(SQL["coalesced_job"], (books.policies.names.own_key(kind),))
    return waiting is not None or books.tx.value(SQL["mutex_holder"], (kind,)) is not None
