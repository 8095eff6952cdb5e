"""What a person does to jobs and queues: cancel, retry, give up, pause, resume (T5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.errors import Missing
from cgq.events import Changed
from cgq.queue import items
from cgq.queue.books import SQL
from cgq.queue.failures import EVERY
from cgq.queue.states import UNSUCCESSFUL, WAITING, WITH_ITEMS_TO_RETRY
from cgq.queue.unblock import Brief, end_waiting, free_children, release
from cgq.secrets.masking import mask

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cgq.queue.books import Books
    from cgq.queue.failures import Which


def brief(books: Books, job: int) -> Brief:
    """A job as far as moving it needs; raises Missing."""
    row = books.tx.one(SQL["job_brief"], (job,))
    if row is None:
        raise Missing(f"There is no job {job}.", hint="List them: `cgq jobs`")
    return Brief(*row)


def cancel(books: Books, jobs: Iterable[int], by: str) -> list[int]:
    """Cancel what is not over; the ids that were. A running job's late result will change nothing."""
    cancelled: list[int] = []
    for id_ in jobs:
        job = brief(books, id_)
        if _cancel(books, job, by):
            books.events.append(Changed(action="cancel", queue=job.queue, kind=job.kind, job=id_, by=by))
            cancelled.append(id_)
    return cancelled


def _cancel(books: Books, job: Brief, by: str) -> bool:
    if job.state in WAITING:
        return end_waiting(books, job, "cancelled", "cancelled", f"Cancelled by {by}.")
    return job.state == "running" and _cancel_running(books, job, by)


def _cancel_running(books: Books, job: Brief, by: str) -> bool:
    row = {"id": job.id, "now": books.now, "code": "cancelled", "message": f"Cancelled by {by}."}
    if not books.tx.run(SQL["cancel_running"], row):
        return False
    books.moved(job.queue, job.kind, "running", "cancelled")
    books.ended(job.queue, job.kind, "cancelled")
    release(books, [job], "cancelled")
    return True


def retry(books: Books, jobs: Iterable[int]) -> list[int]:
    """Give ended, unsuccessful jobs a fresh budget, with their failed items; the ids that start again. Their history
    stays.

    Two terminals that retry at once retry each job once, for the second finds it waiting.
    """
    revived: list[int] = []
    for id_ in jobs:
        job = brief(books, id_)
        if job.state in UNSUCCESSFUL and _revive(books, job):
            items.ask_again(books, id_, EVERY.names())
            revived.append(id_)
    return revived


def retry_items(books: Books, jobs: Iterable[int], which: Which) -> dict[int, int]:
    """Start ended jobs again for those of their failed items that are meant: by job, how many they are (B1).

    A job without such items, or that is neither done nor failed, stays as it is.
    """
    revived: dict[int, int] = {}
    for id_ in jobs:
        job = brief(books, id_)
        asked = items.ask_again(books, id_, which.names()) if job.state in WITH_ITEMS_TO_RETRY else 0
        if asked and _revive(books, job):
            revived[id_] = asked
    return revived


def _revive(books: Books, job: Brief) -> bool:
    """An ended job starts again; False when it was not in its state any more."""
    awaited = books.tx.value(SQL["awaited_parent"], (job.id,))
    taken = job.mutex is not None and books.tx.value(SQL["mutex_holder"], (job.mutex,)) is not None
    after = "blocked" if taken or awaited is not None else "ready"
    row = {"id": job.id, "before": job.state, "after": after, "now": books.now, "awaited": awaited, "fence": None}
    books.tx.run(SQL["coalesce_let_go"], row)
    if not books.tx.run(SQL["revive"], row):
        return False
    books.moved(job.queue, job.kind, job.state, after)
    if job.root is not None:
        books.chain(job.root, 1, -1 if job.state == "failed" else 0)
    books.events.append(Changed(action="retry", queue=job.queue, kind=job.kind, job=job.id))
    return True


def give_up(books: Books, jobs: Iterable[int], by: str) -> list[int]:
    """Discard failed jobs: nobody wants them any more; the ids that were. Their error names who gave them up."""
    discarded: list[int] = []
    for id_ in jobs:
        job = brief(books, id_)
        row = {"id": id_, "now": books.now, "given_up": f"Given up by {mask(by)}. It had failed:"}
        if job.state == "failed" and books.tx.run(SQL["discard_failed"], row):
            books.moved(job.queue, job.kind, "failed", "discarded")
            if job.root is not None:
                books.chain(job.root, 0, -1)
            free_children(books, id_, "discarded")
            books.events.append(Changed(action="discard", queue=job.queue, kind=job.kind, job=id_, by=by))
            discarded.append(id_)
    return discarded


def pause(books: Books, queue: str, by: str, reason: str) -> bool:
    """Start nothing more of a queue; False when it was paused already (the first reason stays)."""
    row = {"queue": queue, "now": books.now, "by": by, "reason": mask(reason)}
    return books.tx.run(SQL["pause_set"], row) > 0


def resume(books: Books, queue: str) -> bool:
    """Let a queue go on; False when it was not paused."""
    return books.tx.run(SQL["pause_clear"], (queue,)) > 0
