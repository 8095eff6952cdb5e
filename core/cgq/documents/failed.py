"""What failed for good, grouped by what went wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.clock import rfc3339
from cgq.documents import Document
from cgq.documents.error import Problem
from cgq.hints import commands, unmarked

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cgq.queue.failures import Group


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
            examples=group.examples,
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

    @staticmethod
    def of(groups: Iterable[Group], waiting: int) -> Failed:
        """The groups that were asked for; `waiting` are tried again."""
        found = [FailureGroup.of(group) for group in groups]
        return Failed(jobs=sum(group.jobs for group in found), groups=found, waiting_for_another_try=waiting)
