"""Hold a queue, and let it go on; the ledger remembers who and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.queue import operate
from cgq.queue.books import SQL
from cgq.queue.stats import Pause

if TYPE_CHECKING:
    from cgq.workspace import Workspace


def pause(workspace: Workspace, queue: str, by: str, reason: str) -> tuple[bool, Pause]:
    """Start nothing more of a queue; whether that is new, and the pause that holds (the first one stays)."""
    with workspace.ledger.write() as books:
        new = operate.pause(books, queue, by, reason)
        held = {name: Pause(at, who, why) for name, at, who, why in books.tx.all(SQL["pauses"])}
    return new, held[queue]


def resume(workspace: Workspace, queue: str) -> bool:
    """Let a queue go on; False when it was not paused."""
    with workspace.ledger.write() as books:
        return operate.resume(books, queue)
