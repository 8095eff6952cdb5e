"""Until when a job may be started: its deadline, or its time to live from when it is due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.clock import rfc3339
from cgq.errors import Refused

if TYPE_CHECKING:
    from cgq.queue.books import Books
    from cgq.queue.job import NewJob

CURE = "Give it more time (--deadline, or ttl of its kind), or see to it that somebody serves its queue in time."
"""What to do about a job that expired: it was due too late, its queue was paused or busy, or nobody served it."""


def expiry(books: Books, request: NewJob, due: int, ttl: float | None) -> int | None:
    """After which moment of the time line a job is not started any more; None for never. `ttl`: seconds of its kind.

    Raises Refused for a deadline that is not after the moment at which it may start.
    """
    if request.deadline is None:
        lives = request.ttl if request.ttl is not None else ttl
        return None if lives is None else due + int(lives * 1000)
    deadline = books.now + int(request.deadline * 1000)
    if books.now < due and deadline <= due:
        raise _never_started(rfc3339(books.moment.on_the_wall(due)), rfc3339(books.moment.on_the_wall(deadline)))
    return deadline


def _never_started(due: str, deadline: str) -> Refused:
    message = f"It may start from {due}, after its deadline of {deadline}, so that nobody could ever start it"
    return Refused(message, code="deadline_before_start", hint="Give a later --deadline, or let it start earlier.")
