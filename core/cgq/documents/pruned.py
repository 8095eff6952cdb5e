"""Jobs that were removed once they had been over for long enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from cgq.documents import Document
from cgq.queue.states import State

if TYPE_CHECKING:
    from cgq.actions import prune
    from cgq.actions.prune import Group


class PrunedJobs(Struct, frozen=True, kw_only=True):
    """The jobs of one kind that ended alike."""

    kind: str
    """What they did: the name of their stage."""
    state: State
    """How they had ended."""
    jobs: int
    """How many they are."""
    older_than: float
    """For how many seconds such a job stays once it is over."""

    @staticmethod
    def of(group: Group) -> PrunedJobs:
        """Jobs of one kind and state."""
        return PrunedJobs(kind=group.kind, state=group.state, jobs=group.jobs, older_than=group.keep)


class Pruned(Document, frozen=True, kw_only=True, tag="pruned"):
    """The jobs that were removed, for they had been over for long enough: `cgq prune`."""

    dry_run: bool
    """Whether it was only asked for: then this is what would go."""
    jobs: int
    """How many jobs."""
    groups: list[PrunedJobs]
    """They by kind and state."""
    expired: int
    """How many jobs failed for nobody had started them within their time to live; 0 where only some were chosen."""
    files: int
    """How many files were removed that jobs had made, that are a week old, and that no paper is and no job names."""
    file_bytes: int
    """How many bytes these files had."""
    bytes_freed: int | None
    """By how many bytes the database takes less of the disk now; null for a dry run."""

    @staticmethod
    def of(pruning: prune.Pruned, *, dry_run: bool = False) -> Pruned:
        """What was removed."""
        return Pruned(
            dry_run=dry_run,
            jobs=pruning.jobs,
            groups=[PrunedJobs.of(group) for group in pruning.groups],
            expired=pruning.expired,
            files=pruning.files,
            file_bytes=pruning.file_bytes,
            bytes_freed=pruning.bytes,
        )
