"""How a started job ends, waits for another try, or goes back (R1, R3, T1-T4).

Every move carries the fence of the lease. One that matches no row came too late: it changes
nothing and is handed back to be reported.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import msgspec

from cgq.errors import Failure
from cgq.hints import argument
from cgq.queue import hooks
from cgq.queue.books import SQL
from cgq.queue.fingerprint import fingerprint
from cgq.queue.retry import MAX_CRASHES, seconds_until_next
from cgq.queue.unblock import release

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.queue.books import Books
    from cgq.queue.job import Job


def finish(books: Books, done: Sequence[tuple[Job[Any], str | None, float]]) -> list[Job[Any]]:
    """Jobs with their small result (JSON text) and the seconds that they took; the late ones come back."""
    late = _update_done(books, done)
    gone = {job.lease for job in late}  # whole leases: the same job may come twice, once late
    kept = [(job, 1000 * seconds) for job, _, seconds in done if not gone or job.lease not in gone]
    lanes: dict[tuple[str, str], list[tuple[int, float]]] = defaultdict(list)
    for job, ms in kept:
        lanes[job.queue, job.kind].append((job.started_at, ms))
    for (queue, kind), runs in lanes.items():
        starts, durations = zip(*runs, strict=True)
        books.moved(queue, kind, "running", "done", len(runs))
        books.ran(queue, kind, "done", min(starts), durations)
    release(books, [job for job, _ in kept], "done")
    return late


def _update_done(books: Books, done: Sequence[tuple[Job[Any], str | None, float]]) -> list[Job[Any]]:
    rows = [(job.id, job.fence, result) for job, result, _ in done]
    with books.savepoint() as undo:
        together = {"now": books.now, "rows": msgspec.json.encode(rows).decode()}
        if books.tx.run(SQL["finish_together"], together) == len(rows):
            return []
        undo()
    one_by_one = ((books.now, result, id_, fence) for id_, fence, result in rows)
    return [entry[0] for entry, row in zip(done, one_by_one, strict=True) if not books.tx.run(SQL["finish"], row)]


def lease_holds(books: Books, job: Job[Any]) -> bool:
    """Is a job still this supervisor's to end?"""
    leases = msgspec.json.encode([job.lease]).decode()
    return bool(books.tx.all(SQL["still_held"], {"leases": leases}))


def fail(books: Books, lost: Sequence[tuple[Job[Any], Failure]], *, crashed: bool = False) -> Settled:
    """End an attempt that failed: another try when its class allows one, else the job has failed.

    With `crashed`, the worker died under these jobs; the third crash poisons a job (R1).
    """
    settled = Settled()
    for job, failure in lost:
        crashes = job.crashes + crashed
        verdict = _poisoned(job, failure, crashes) if crashes >= MAX_CRASHES else failure
        policy = books.policies.kind(job.kind)
        wait = seconds_until_next(policy, verdict, job.attempt, job.max_attempts, books.random)
        if not _move_failed(books, job, verdict, crashes, wait):
            settled.late.append(job)
            continue
        _keep_attempt(books, job, "crashed" if crashed else "failed", verdict)
        hooks.attempt_failed(books, job, verdict, None if wait is None else books.now + int(1000 * wait))
        (settled.failed if wait is None else settled.waiting).append((job, verdict))
    return settled


class Settled:
    """What became of failed attempts: failed for good, waiting for another try, or too late to count."""

    __slots__ = ("failed", "late", "waiting")

    def __init__(self) -> None:
        self.failed: list[tuple[Job[Any], Failure]] = []
        self.waiting: list[tuple[Job[Any], Failure]] = []
        self.late: list[Job[Any]] = []


def _poisoned(job: Job[Any], failure: Failure, crashes: int) -> Failure:
    return Failure(
        code="poisoned",
        message=f"It took its worker down {crashes} times; last: {failure.message}",
        hint=f"Look at the input, then give it three more: `cgq retry {argument(job.id)}`",
        retryable=False,
        traceback=failure.traceback,
    )


def _move_failed(books: Books, job: Job[Any], failure: Failure, crashes: int, wait: float | None) -> bool:
    row = {
        "id": job.id,
        "fence": job.fence,
        "now": books.now,
        "due": books.now + int(1000 * (wait or 0)),
        "crashes": crashes,
        "code": failure.code,
        "message": failure.message,
        "fingerprint": fingerprint(failure.code, failure.message),
    }
    if wait is not None:
        books.tx.run(SQL["coalesce_let_go"], row)
    if not books.tx.run(SQL["fail" if wait is None else "try_again"], row):
        return False
    after = "failed" if wait is None else "scheduled"
    books.moved(job.queue, job.kind, "running", after)
    if wait is None:
        books.ran(job.queue, job.kind, "failed", job.started_at, [books.now - job.started_at])
    release(books, [job], after)
    return True


def discard(books: Books, gone: Sequence[tuple[Job[Any], Failure]]) -> list[Job[Any]]:
    """End jobs that a rule ends (S4: their record is gone, their arguments can't be decoded)."""
    late: list[Job[Any]] = []
    for job, failure in gone:
        row = {
            "id": job.id,
            "fence": job.fence,
            "now": books.now,
            "code": failure.code,
            "message": failure.message,
            "fingerprint": fingerprint(failure.code, failure.message),
        }
        if not books.tx.run(SQL["discard_running"], row):
            late.append(job)
            continue
        _keep_attempt(books, job, "failed", failure)
        books.moved(job.queue, job.kind, "running", "discarded")
        books.ran(job.queue, job.kind, "discarded", job.started_at, [books.now - job.started_at])
        release(books, [job], "discarded")
    return late


def give_back(books: Books, jobs: Sequence[Job[Any]], code: str, message: str) -> list[Job[Any]]:
    """Jobs that did not get their chance are ready again, the attempt refunded; the late ones come back."""
    late: list[Job[Any]] = []
    why = Failure(code=code, message=message)
    for job in jobs:
        row = {"id": job.id, "fence": job.fence}
        books.tx.run(SQL["coalesce_let_go"], row)
        if books.tx.run(SQL["give_back"], row):
            books.moved(job.queue, job.kind, "running", "ready")
            _keep_attempt(books, job, "returned", why)
        else:
            late.append(job)
    return late


def postpone(books: Books, job: Job[Any], seconds: float, code: str, message: str) -> bool:
    """A started job waits so many seconds for something else: as if it had not been started before. False: too late."""
    row = {"id": job.id, "fence": job.fence, "due": books.now + int(1000 * seconds), "code": code, "message": message}
    books.tx.run(SQL["coalesce_let_go"], {"id": job.id, "fence": job.fence})
    if not books.tx.run(SQL["postpone"], row):
        return False
    books.moved(job.queue, job.kind, "running", "scheduled")
    release(books, [job], "scheduled")
    return True


def _keep_attempt(books: Books, job: Job[Any], outcome: str, failure: Failure) -> None:
    row = (
        job.id,
        job.attempt,
        outcome,
        failure.code,
        failure.message,
        failure.hint,
        failure.traceback,
        job.started_at,
        books.now,
    )
    books.tx.run(SQL["attempt_add"], row)
