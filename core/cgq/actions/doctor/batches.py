"""Is every batch closed whose jobs have ended (B3)?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.actions.doctor.check import Check, warn
from cgq.hints import plain
from cgq.queue.batches import held_open

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cgq.queue.books import Books


def unclosed_batches(books: Books) -> Iterator[Check]:
    """A warning for each batch that stays open because the job of its end cannot be enqueued."""
    for batch, error in held_open(books):
        kind = batch.then_kind or ""
        message = f"{batch.name} stays open though its jobs have ended, for {kind} cannot follow: "
        hint = f"Install what offers {plain(kind)} again, and the next run closes the batch: `cgq run`"
        yield warn("batch", message + error.message, hint)
