"""One stage here and at once, without the queue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from cgq.documents import Document, Json
from cgq.documents.error import Failure

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cgq.actions.run_stage import Made


class Result(Struct, frozen=True, kw_only=True):
    """What a stage made of one request."""

    args: Json
    """What it was asked to do."""
    state: Literal["done", "failed", "discarded"]
    """How its job would have ended."""
    result: Json
    """The summary of its stage, as a job keeps it; null unless it is done, or when its stage keeps none."""
    failure: Failure | None
    """Why it failed or was discarded; null when it is done."""


class Computed(Document, frozen=True, kw_only=True, tag="computed"):
    """What a stage made of requests here and at once: `cgq enqueue --kind KIND --now`."""

    kind: str
    """The stage."""
    results: list[Result]
    """What came of each request, in order."""
    following: int
    """How many jobs were enqueued that follow from them."""

    @staticmethod
    def of(kind: str, made: Iterable[Made], following: int) -> Computed:
        """What was done."""
        results = [
            Result(
                args=one.args,
                state=one.state,
                result=one.result,
                failure=Failure.of(one.failure) if one.failure else None,
            )
            for one in made
        ]
        return Computed(kind=kind, results=results, following=following)
