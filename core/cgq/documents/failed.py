"""What failed for good, grouped by what went wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from cgq.clock import rfc3339
from cgq.documents import Document
from cgq.documents.error import Problem
from cgq.hints import commands, unmarked

if TYPE_CHECKING:
    from cgq.actions.jobs import Failures
    from cgq.queue.failures import FailedJob, Group


class FailedFile(Struct, frozen=True, kw_only=True):
    """What a failed job is about."""

    job: int
    """The job."""
    material: int | None
    """The paper; null when the job is about none."""
    file: str | None
    """Where the paper lies; null when it is about none, or lies nowhere any more."""
    title: str | None
    """The paper's title; null when the job is about none."""
    page: int | None
    """The page of the paper, from 1; null when the job is about none alone."""
    question: int | None
    """The number of the question; null when the job is about none."""

    @staticmethod
    def of(failed: FailedJob) -> FailedFile:
        """One of a group's examples."""
        return FailedFile(
            job=failed.job,
            material=failed.material,
            file=failed.path,
            title=failed.title,
            page=failed.page,
            question=failed.question,
        )


class FailureGroup(Problem, frozen=True, kw_only=True):
    """Failed jobs with one cause; message and hint are those of the newest."""

    jobs: int
    """How many there are."""
    queue: str
    """Their queue."""
    kind: str
    """What they do: the name of their stage."""
    first: str
    """When the first of them failed."""
    last: str
    """When the newest failed."""
    examples: list[int]
    """The oldest of them, five at most."""
    files: list[FailedFile]
    """What these are about, in the same order."""
    fingerprint: str | None
    """What names the cause: equal for equal errors; null when it has no name."""

    @staticmethod
    def of(group: Group) -> FailureGroup:
        """One group."""
        return FailureGroup(
            code=group.code,
            message=group.message,
            hint=unmarked(group.hint),
            commands=commands(group.hint),
            jobs=group.count,
            queue=group.queue,
            kind=group.kind,
            first=rfc3339(group.first),
            last=rfc3339(group.last),
            examples=[one.job for one in group.examples],
            files=[FailedFile.of(one) for one in group.examples],
            fingerprint=group.fingerprint,
        )


class Failed(Document, frozen=True, kw_only=True, tag="failed"):
    """What failed for good, by its cause: `cgq failed`. What still waits for another try is only counted."""

    jobs: int
    """How many jobs failed, in all groups."""
    groups: list[FailureGroup]
    """The groups, the largest first."""
    waiting_for_another_try: int
    """How many jobs failed and are not over, for they are tried again."""
    discarded: int
    """How many jobs of that queue and kind were discarded, by a rule or by a person; they are in no group."""
    failed_items: int
    """How many items failed in jobs of that queue and kind that are done: `cgq failed --items` shows them."""

    @staticmethod
    def of(found: Failures) -> Failed:
        """The groups that were asked for."""
        return Failed(
            jobs=found.count,
            groups=[FailureGroup.of(group) for group in found.groups],
            waiting_for_another_try=found.waiting,
            discarded=found.discarded,
            failed_items=found.items,
        )
