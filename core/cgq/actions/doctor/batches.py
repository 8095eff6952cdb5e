"""Is every batch closed whose jobs have ended (B3), and does somebody look after every batch of a provider (M4)?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.actions.doctor.check import Check, warn
from cgq.counting import counted
from cgq.hints import plain
from cgq.queue import provider_batches
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


def stray_provider_batches(books: Books) -> Iterator[Check]:
    """A warning for each batch that a provider has and that no job looks at: it may be paid, and is not collected."""
    for batch, provider, remote, jobs in provider_batches.strays(books.tx):
        waits = f"{counted(jobs, 'job')} waiting" if jobs else "nobody waiting"
        message = f"batch {batch} of {provider} ({remote}) is looked at by no job, with {waits}"
        hint = "Start again what looked at it, and it is collected: `cgq retry --kind poll_batch`"
        yield warn("batch", message, hint)


def _hint(batch: Batch, error: CgqError) -> str:
    if error.code != "unknown_kind":
        return "Put that right in the settings, and the next run closes the batch: `cgq run`"
    return f"Install what offers {plain(batch.then_kind or '')} again, and the next run closes the batch: `cgq run`"
