"""What became of what was to be collected: jobs, and lines that were refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from cgq.documents import Document
from cgq.documents.error import Problem
from cgq.hints import commands, unmarked
from cgq.queue.states import State

if TYPE_CHECKING:
    from cgq.actions.collect import Collection
    from cgq.queue.enqueue import Enqueued
    from cgq.stages.collecting.lines import RefusedLine


class CollectJob(Struct, frozen=True, kw_only=True):
    """A job that collects, or that looks for what is to be collected."""

    id: int | None
    """The job's number; null when it would only be enqueued (`--dry-run`)."""
    kind: Literal["collect", "find_papers"]
    """What it does: fetch addresses, or look for them on pages."""
    outcome: Literal["new", "known"]
    """A `new` job, or one that was `known`: the same waits already."""
    state: State
    """Where the job stands."""
    addresses: int | None
    """How many addresses it fetches, files of a list among them; null for one that looks for them first."""


class UncollectedLine(Problem, frozen=True, kw_only=True):
    """A line of a list that is not collected, and why."""

    line: int
    """Its number in the list, from 1."""
    text: str
    """What stands there, secrets masked."""

    @staticmethod
    def of(refused: RefusedLine) -> UncollectedLine:
        """One line."""
        error = refused.error
        return UncollectedLine(
            line=refused.number,
            text=refused.text,
            code=error.code,
            message=error.message,
            hint=unmarked(error.hint),
            commands=commands(error.hint),
        )


class Collected(Document, frozen=True, kw_only=True, tag="collected"):
    """What became of what was to be collected: `cgq collect list`, `url` and `keyword`."""

    dry_run: bool
    """Whether nothing was changed, and nothing asked for (`--dry-run`)."""
    addresses: int
    """How many different addresses and files the list holds; 0 where pages are looked through first."""
    repeated: int
    """How many lines of the list named what stood there before; each is collected once."""
    jobs: list[CollectJob]
    """The jobs, of at most 100 addresses each."""
    refused: list[UncollectedLine]
    """The lines that are not collected."""
    would_fetch: list[str]
    """With `--dry-run` what would be fetched, in its order; else empty."""
    pages: list[str]
    """The pages that are looked through for links, as far as they are known beforehand."""

    @staticmethod
    def of(collection: Collection, *, dry_run: bool = False) -> Collected:
        """What was asked for, and what became of it."""
        return Collected(
            dry_run=dry_run,
            addresses=len(collection.addresses),
            repeated=collection.repeated,
            jobs=_jobs(collection),
            refused=[UncollectedLine.of(line) for line in collection.refused],
            would_fetch=collection.addresses if dry_run else [],
            pages=collection.pages,
        )


def _jobs(collection: Collection) -> list[CollectJob]:
    put: list[Enqueued | None] = [*collection.put] or [None] * len(collection.jobs)
    return [
        CollectJob(
            id=made.id if made else None,
            kind=job.kind,  # type: ignore[arg-type]
            outcome="known" if made and made.existing else "new",
            state=(made.state if made else None) or "ready",
            addresses=len(job.args["addresses"]) if "addresses" in job.args else None,
        )
        for job, made in zip(collection.jobs, put, strict=True)
    ]
