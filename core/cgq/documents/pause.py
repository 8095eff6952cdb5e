"""A queue that is held."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from cgq.clock import rfc3339
from cgq.documents import Document

if TYPE_CHECKING:
    from cgq.queue import stats


class Pause(Struct, frozen=True, kw_only=True):
    """Since when, by whom and why nothing more of a queue starts."""

    at: str
    """When it was paused."""
    by: str
    """Who paused it."""
    reason: str
    """Why; empty when nobody said."""

    @staticmethod
    def of(pause: stats.Pause) -> Pause:
        """A pause that holds."""
        return Pause(at=rfc3339(pause.at), by=pause.by, reason=pause.reason)


class PauseChange(Document, frozen=True, kw_only=True, tag="pause"):
    """What `cgq pause` or `cgq resume` did to a queue."""

    queue: str
    """The queue."""
    paused: bool
    """Whether it is paused now."""
    changed: bool
    """Whether that is new: false when it was so before."""
    at: str | None
    """When it was paused; null when it is not."""
    by: str | None
    """Who paused it; null when it is not paused."""
    reason: str | None
    """Why, empty when nobody said; null when it is not paused."""
    failed: int | None
    """How many of its jobs have failed, after `cgq resume`; null after `cgq pause`."""

    @staticmethod
    def paused_by(queue: str, held: stats.Pause, *, new: bool) -> PauseChange:
        """The pause that holds now, whether it is new or an earlier one."""
        return PauseChange(
            queue=queue,
            paused=True,
            changed=new,
            at=rfc3339(held.at),
            by=held.by,
            reason=held.reason,
            failed=None,
        )

    @staticmethod
    def resumed(queue: str, *, changed: bool, failed: int) -> PauseChange:
        """The queue goes on."""
        return PauseChange(queue=queue, paused=False, changed=changed, at=None, by=None, reason=None, failed=failed)
