"""Hold a queue, or every queue, and let it go on; the ledger remembers who and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cgq.actions.queues import named_queue
from cgq.events import PauseChanged
from cgq.queue import operate, pauses
from cgq.queue.pauses import EVERY, Pauses

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.db.connection import Transaction
    from cgq.queue.books import Books
    from cgq.queue.pauses import Pause
    from cgq.workspace import Workspace


class Paused(NamedTuple):
    """A queue that is held: `queue` None stands for every queue. `is_new`: it was not held before; the first pause
    stays."""

    queue: str | None
    pause: Pause
    is_new: bool


class Resumed(NamedTuple):
    """A queue that was to go on: `was_paused` by itself. `pause` is what holds it still: that of every queue.

    With `queue` None it is about every queue, and `others` are the pauses that stay, each of one queue.
    """

    queue: str | None
    was_paused: bool
    pause: Pause | None
    others: Pauses


def pause(workspace: Workspace, queues: Sequence[str] | None, by: str, reason: str) -> list[Paused]:
    """Start nothing more of some queues; None for every queue, those to come included."""
    with workspace.ledger.write() as books:
        names = _stored(workspace, books.tx, queues)
        new = {name: operate.pause(books, name, by, reason) for name in names}
        for name, is_new in new.items():
            if is_new:
                books.events.append(PauseChanged(queue=_of_one(name), is_paused=True, by=by, reason=reason))
        held = pauses.dated(books.tx, books.moment)
        return [Paused(_shown(workspace, name), held[name], is_new) for name, is_new in new.items()]


def resume(workspace: Workspace, queues: Sequence[str] | None, by: str) -> list[Resumed]:
    """Let some queues go on; None ends the pause of every queue, and leaves those of single queues."""
    with workspace.ledger.write() as books:
        return [_resume(workspace, books, name, by) for name in _stored(workspace, books.tx, queues)]


def _resume(workspace: Workspace, books: Books, name: str, by: str) -> Resumed:
    was_paused = operate.resume(books, name)
    if was_paused:
        books.events.append(PauseChanged(queue=_of_one(name), is_paused=False, by=by))
    left = pauses.dated(books.tx, books.moment)
    return Resumed(_shown(workspace, name), was_paused, left.over(name), Pauses() if name != EVERY else left)


def _stored(workspace: Workspace, tx: Transaction, queues: Sequence[str] | None) -> list[str]:
    """The names in the ledger, each once. Raises Refused for a queue that nobody knows."""
    return [EVERY] if queues is None else list(dict.fromkeys(named_queue(workspace, tx, name) for name in queues))


def _of_one(name: str) -> str | None:
    return None if name == EVERY else name


def _shown(workspace: Workspace, name: str) -> str | None:
    """The queue as people call it here; None for every queue."""
    return None if name == EVERY else workspace.policies.names.shown(name)
