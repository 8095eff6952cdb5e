"""What becomes of the jobs of workers that fell (R1, R5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cgq.errors import Failure
from cgq.events import WorkerLost
from cgq.stages.registry import offerer
from cgq.workers.engine import PREPARING, STARTING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.queue.books import Books
    from cgq.queue.job import Job
    from cgq.workers.engine import Lost
    from cgq.workers.storing import Storing


def settle_losses(books: Books, storing: Storing, losses: Sequence[Lost]) -> None:
    """Charge who was at fault; give back who never had a chance."""
    for loss in losses:
        if loss.cause == STARTING:
            for call in loss.innocent:
                storing.give_back(books, call.jobs, "worker_broken", f"Its worker did not start: {loss.message}.")
            continue
        storing.report(WorkerLost(kind=loss.lane[1], cause=loss.cause, message=loss.message))
        for call in loss.innocent:
            storing.give_back(books, call.jobs, "worker_lost", "Its worker fell while it was at another job.")
        for call in loss.suspect:
            storing.suspects.isolate([job.id for job in call.jobs])
        if loss.guilty is None:
            continue
        if len(loss.guilty.jobs) > 1:
            storing.halve(books, loss.guilty, "batch_lost", "Its batch took the worker down.")
        else:
            _charge(books, storing, loss, loss.guilty.jobs[0])


def _charge(books: Books, storing: Storing, loss: Lost, job: Job[Any]) -> None:
    storing.charge(books, job, failure_of(loss), crashed=loss.cause == "crash")


def failure_of(loss: Lost) -> Failure:
    """What the loss of its worker means for the job that it was at."""
    if loss.cause == "timeout":
        hint = "Where it needs longer, raise timeout under [kinds.NAME] in cgq.toml."
        return Failure(code="timeout", message=loss.message[0].upper() + loss.message[1:] + ".", hint=hint)
    if loss.cause == PREPARING:
        message = f"Its worker ended before it was ready: {loss.message}."
        return Failure(code="worker_broken", message=message, hint=f"{offerer(loss.lane[1])}.")
    return Failure(code="crash", message=f"The worker died under it: {loss.message}.")
