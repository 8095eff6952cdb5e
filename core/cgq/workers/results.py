"""Results on their way into the database, and what a stage gives back when it stores them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from msgspec.json import decode

from cgq.contract import Again
from cgq.errors import StageFailed
from cgq.queue.enqueue import enqueue
from cgq.queue.job import Job, NewJob
from cgq.secrets.masking import mask_json, mask_values
from cgq.workers import wire
from cgq.workers.encoding import encode_summary

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import msgspec

    from cgq.contract import Artifact
    from cgq.queue.books import Books

    Loaded = tuple[Job[Any], msgspec.Raw]
    """A job with what `load` gave for it."""


class Result:
    """The result of a job on its way into the database."""

    __slots__ = ("files", "job", "result", "seconds")

    def __init__(self, job: Job[Any], result: Any, seconds: float, files: Sequence[Artifact]) -> None:
        self.job = job
        self.result = result
        self.seconds = seconds
        self.files = files


def following(books: Books, made: Iterable[Any], *, chained: bool = True) -> int:
    """Enqueue what `store` or `store_items` gave, and return how many. Raises StageFailed for anything else.

    With `chained` False they belong to nobody's chain.
    """
    jobs = list(made)
    stranger = next((one for one in jobs if not isinstance(one, NewJob)), None)
    if stranger is not None:
        what = "Again, and its stage says nothing of steps (in_steps)" if isinstance(stranger, Again) else "no job"
        raise StageFailed(f"store gave {what}", code="bad_store")
    if not chained:
        jobs = [replace(job, root=None, parent=None) for job in jobs]
    if jobs:
        enqueue(books, jobs)
    return len(jobs)


def split_step(made: Iterable[Any]) -> tuple[Again[Any] | None, list[Any]]:
    """What `store` gave in a step: whether and with what it is called again, and the rest. Raises StageFailed."""
    given = list(made)
    again: list[Again[Any]] = [one for one in given if isinstance(one, Again)]
    if len(again) > 1:
        raise StageFailed("store asked to be called again more than once", code="bad_store")
    return (again[0] if again else None), [one for one in given if not isinstance(one, Again)]


def without(files: Sequence[Artifact], kept: Iterable[Artifact]) -> list[Artifact]:
    """The files of a result but for those that a step keeps. Raises StageFailed for one that is none of them."""
    left = list(files)
    for file in kept:
        if file not in left:
            raise StageFailed("store keeps a file that its result does not name", code="bad_artifact")
        left.remove(file)
    return left


def small(summary: Any) -> str | None:
    """A summary as the text that a job's row keeps, without secrets. Raises StageFailed for what that cannot be."""
    if summary is None:
        return None
    text = encode_summary(summary)
    if "\\" not in text and mask_values(text) == text:  # without an escape, JSON text shows every secret in it
        return text
    return wire.encode(mask_json(decode(text))).decode()
