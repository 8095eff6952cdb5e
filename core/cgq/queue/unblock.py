"""What a job's end sets free: its chain, the next job of its key, the jobs that waited for it (B3, C2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from cgq.errors import Failure
from cgq.events import Changed
from cgq.queue import expiry, hooks
from cgq.queue.books import SQL
from cgq.queue.fingerprint import fingerprint
from cgq.queue.states import GIVEN_UP

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.queue.books import Books
    from cgq.queue.job import Job


CURES = {"expired": expiry.CURE}
"""What to do about a job that ended without having been started, by its code."""


class Brief(NamedTuple):
    """A job that is moved without having been claimed."""

    id: int
    queue: str
    kind: str
    state: str
    root: int | None
    mutex: str | None
    due_at: int


def release(books: Books, jobs: Sequence[Job[Any] | Brief], after: str) -> None:
    """These jobs went from running or waiting to `after`; move on whoever waited for that.

    `after` may be `scheduled`: then only the key is free, for the job itself is not over.
    """
    over = after != "scheduled"
    if over:
        for job in jobs:
            _count_in_chain(books, job, after)
    keyed = [job for job in jobs if job.mutex is not None]
    if not keyed and not books.has_blocked():
        return
    for job in keyed:
        _pass_key_on(books, str(job.mutex))
    if over:
        for job in jobs:
            free_children(books, job.id, after)


def _count_in_chain(books: Books, job: Job[Any] | Brief, after: str) -> None:
    if job.root is not None:
        books.chain(job.root, -1, 1 if after == "failed" else 0)


def _pass_key_on(books: Books, mutex: str) -> None:
    if books.tx.value(SQL["mutex_holder"], (mutex,)) is not None:
        return
    row = books.tx.one(SQL["blocked_for_mutex"], (mutex,))
    if row is not None:
        _unblock(books, Brief(*row), "ready")


def free_children(books: Books, parent: int, after: str) -> None:
    """Move on the jobs that waited for this one, which is `after` now, and who waited for those."""
    over = [(parent, after)]
    while over:
        id_, how = over.pop()
        for row in books.tx.all(SQL["blocked_after"], {"parent": id_, "now": books.now}):
            child = Brief(*row)
            if how == "done":
                _unblock(books, child, _state_once_free(books, child))
            elif how in GIVEN_UP:
                message = f"Job {id_}, which it waited for, was {how}."
                if _end(books, child, "cancelled", "parent_ended", message):
                    books.events.append(_cancelled_with(child, id_))
                    over.append((child.id, "cancelled"))


def _cancelled_with(child: Brief, parent: int) -> Changed:
    return Changed(action="cancel", queue=child.queue, kind=child.kind, job=child.id, by=f"the end of job {parent}")


def _state_once_free(books: Books, child: Brief) -> str:
    if child.due_at > books.now:
        return "scheduled"
    holder = child.mutex and books.tx.value(SQL["mutex_holder"], (child.mutex,))
    return "blocked" if holder else "ready"


def _unblock(books: Books, job: Brief, after: str) -> None:
    row = {"id": job.id, "after": after, "now": books.now, "due": job.due_at}
    books.tx.run(SQL["unblock"], row)
    if after != "blocked":
        books.moved(job.queue, job.kind, "blocked", after)


def end_waiting(books: Books, job: Brief, after: str, code: str, message: str) -> bool:
    """End a job that was never started; False when it is not in that state any more."""
    if not _end(books, job, after, code, message):
        return False
    free_children(books, job.id, after)
    return True


def _end(books: Books, job: Brief, after: str, code: str, message: str) -> bool:
    row: dict[str, Any] = {
        "id": job.id,
        "before": job.state,
        "after": after,
        "now": books.now,
        "code": code,
        "message": message,
        "fingerprint": fingerprint(code, message),
    }
    if not books.tx.run(SQL["end_waiting"], row):
        return False
    books.moved(job.queue, job.kind, job.state, after)
    books.ended(job.queue, job.kind, after)
    _count_in_chain(books, job, after)
    if job.mutex is not None:
        _pass_key_on(books, job.mutex)
    if after == "failed":
        hooks.ended_unstarted(books, job, Failure(code=code, message=message, hint=CURES.get(code, "")))
    return True
