"""Results on their way into the database, and what a stage gives back when it stores them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cgq.contract import Again
from cgq.errors import StageFailed
from cgq.queue.enqueue import enqueue
from cgq.queue.job import MAX_RESULT, Job, NewJob
from cgq.workers import wire

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import msgspec

    from cgq.contract import Artifact
    from cgq.queue.books import Books

    Loaded = tuple[Job[Any], msgspec.Raw]
    """A job with what `load` gave for it."""


class Result:
    """The result of a job on its way into the database; `late` once its lease turns out to be over."""

    __slots__ = ("files", "job", "late", "result", "seconds")

    def __init__(self, job: Job[Any], result: Any, seconds: float, files: Sequence[Artifact]) -> None:
        self.job = job
        self.result = result
        self.seconds = seconds
        self.files = files
        self.late = False


def following(books: Books, made: Iterable[Any]) -> None:
    """Enqueue what `store` or `store_items` gave. Raises StageFailed for anything else."""
    jobs = list(made)
    stranger = next((one for one in jobs if not isinstance(one, NewJob)), None)
    if stranger is not None:
        what = "Again, and its stage says nothing of steps (in_steps)" if isinstance(stranger, Again) else "no job"
        raise StageFailed(f"store gave {what}", code="bad_store")
    if jobs:
        enqueue(books, jobs)


def small(summary: Any) -> str | None:
    """A summary as the text that a job's row keeps; one that is too large is left out, and says so."""
    if summary is None:
        return None
    text = wire.encode(summary)
    if len(text) > MAX_RESULT:
        text = wire.encode({"truncated": True, "bytes": len(text)})
    return text.decode()
