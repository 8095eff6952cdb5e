"""A queue that is held."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from cgq.clock import rfc3339
from cgq.documents import Document

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.actions.pause import Paused, Resumed
    from cgq.queue import pauses


class Pause(Struct, frozen=True, kw_only=True):
    """Since when, by whom and why nothing more of a queue starts."""

    at: str
    """When it was paused."""
    by: str
    """Who paused it."""
    reason: str
    """Why; empty when nobody said."""
    of_all: bool
    """Whether it holds every queue: `cgq pause --all`."""

    @staticmethod
    def of(pause: pauses.Pause) -> Pause:
        """A pause that holds."""
        return Pause(at=rfc3339(pause.at), by=pause.by, reason=pause.reason, of_all=pause.of_all)


class PauseChange(Document, frozen=True, kw_only=True, tag="pause"):
    """What `cgq pause` or `cgq resume` did to a queue, or to every queue."""

    queue: str | None
    """The queue; null for every queue (`--all`)."""
    paused: bool
    """Whether it is paused now; of every queue whether one pause holds all of them."""
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
    still: list[str]
    """After `cgq resume --all` the queues that stay paused, each by a pause of its own; else empty."""

    @staticmethod
    def paused_by(one: Paused) -> PauseChange:
        """The pause that holds now, whether it is new or an earlier one."""
        return _change(one.queue, one.pause, changed=one.is_new)

    @staticmethod
    def resumed(one: Resumed, failed: int) -> PauseChange:
        """The queue goes on, or is held by the pause of every queue."""
        return _change(one.queue, one.pause, changed=one.was_paused, failed=failed, still=sorted(one.others))


def _change(
    queue: str | None, held: pauses.Pause | None, *, changed: bool, failed: int | None = None, still: Sequence[str] = ()
) -> PauseChange:
    return PauseChange(
        queue=queue,
        paused=held is not None,
        changed=changed,
        at=rfc3339(held.at) if held else None,
        by=held.by if held else None,
        reason=held.reason if held else None,
        failed=failed,
        still=list(still),
    )


class PauseChanges(Document, frozen=True, kw_only=True, tag="pauses"):
    """What `cgq pause` or `cgq resume` did to several queues."""

    changes: list[PauseChange]
    """What became of each, in the order in which they were named."""


def pause_document(changes: Sequence[PauseChange]) -> PauseChange | PauseChanges:
    """What was done: one queue by itself, several in a list."""
    return changes[0] if len(changes) == 1 else PauseChanges(changes=list(changes))
