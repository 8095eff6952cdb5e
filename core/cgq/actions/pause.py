"""Hold a queue, and let it go on; the ledger remembers who and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.actions.queues import named_queue
from cgq.events import PauseChanged
from cgq.queue import operate
from cgq.queue.stats import pauses

if TYPE_CHECKING:
    from cgq.queue.stats import Pause
    from cgq.workspace import Workspace


def pause(workspace: Workspace, queue: str, by: str, reason: str) -> tuple[bool, Pause]:
    """Start nothing more of a queue; whether that is new, and the pause that holds (the first one stays)."""
    name = named_queue(workspace, queue)
    with workspace.ledger.write() as books:
        new = operate.pause(books, name, by, reason)
        if new:
            books.events.append(PauseChanged(queue=name, is_paused=True, by=by, reason=reason))
        return new, pauses(books.tx, books.moment)[name]


def resume(workspace: Workspace, queue: str, by: str) -> bool:
    """Let a queue go on; False when it was not paused."""
    name = named_queue(workspace, queue)
    with workspace.ledger.write() as books:
        was_paused = operate.resume(books, name)
        if was_paused:
            books.events.append(PauseChanged(queue=name, is_paused=False, by=by))
        return was_paused
