"""What a person's order did to jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from msgspec import Struct

from cgq.documents import Document
from cgq.queue.states import State

if TYPE_CHECKING:
    from cgq.actions import operate

Action: TypeAlias = Literal["retry", "cancel", "discard"]


class Unchanged(Struct, frozen=True, kw_only=True):
    """A job that stays as it is."""

    id: int
    """The job's number."""
    state: State
    """The state that it is in, to which the order does not apply."""


class Changed(Document, frozen=True, kw_only=True, tag="changed"):
    """What an order did to jobs: `cgq retry`, `cgq cancel`, `cgq failed --retry` and `cgq failed --discard`."""

    action: Action
    """What was ordered."""
    dry_run: bool
    """Whether it was only asked for: then `jobs` are those that would change."""
    jobs: list[int]
    """The jobs that changed."""
    unchanged: list[Unchanged]
    """The jobs that stay as they are, by number."""
    gone: list[int]
    """Jobs that were meant, and that somebody else pruned before their turn came; empty when there are none."""
    items: int | None
    """How many failed items of these jobs are done again, with `--items`; null without it."""

    @staticmethod
    def of(action: Action, changed: operate.Changed, *, dry_run: bool = False) -> Changed:
        """What became of the jobs."""
        unchanged = [Unchanged(id=id_, state=state) for id_, state in sorted(changed.unchanged.items())]
        return Changed(
            action=action,
            dry_run=dry_run,
            jobs=changed.ids,
            unchanged=unchanged,
            gone=changed.gone,
            items=changed.items,
        )
