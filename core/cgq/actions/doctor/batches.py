"""Is every batch closed whose jobs have ended (B3)?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.actions.doctor.check import Check, warn
from cgq.hints import plain
from cgq.queue.batches import held_open

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cgq.errors import CgqError
    from cgq.queue.batches import Batch
    from cgq.queue.books import Books


def unclosed_batches(books: Books) -> Iterator[Check]:
    """A warning for each batch that stays open because the job of its end cannot be enqueued."""
    for batch, error in held_open(books):
        message = f"{batch.name} stays open though its jobs have ended, for {batch.then_kind} cannot follow: "
        yield warn("batch", message + error.message, _hint(batch, error))


def _hint(batch: Batch, error: CgqError) -> str:
    if error.code != "unknown_kind":
        return "Put that right in the settings, and the next run closes the batch: `cgq run`"
    return f"Install what offers {plain(batch.then_kind or '')} again, and the next run closes the batch: `cgq run`"
