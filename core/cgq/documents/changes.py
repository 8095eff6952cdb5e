"""What changed in the queue, whoever did it, as `cgq watch` prints it beside the events of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from cgq.clock import rfc3339
from cgq.documents import Document
from cgq.documents.events import Event, event_document
from cgq.documents.status import Supervisor
from cgq.queue import changes

if TYPE_CHECKING:
    from cgq.queue.changes import Change


class Added(Document, Event, frozen=True, kw_only=True, tag="added"):
    """Jobs of one kind were enqueued: `cgq watch`."""

    queue: str
    """Their queue."""
    kind: str
    """What they do: the name of their stage."""
    jobs: tuple[int, ...]
    """The jobs."""


class Retried(Document, Event, frozen=True, kw_only=True, tag="retried"):
    """Jobs of one kind that had failed were retried by hand: `cgq watch`. One that had been cancelled or discarded is
    reported when it starts."""

    queue: str
    """Their queue."""
    kind: str
    """What they do: the name of their stage."""
    jobs: tuple[int, ...]
    """The jobs."""


class QueueResumed(Document, Event, frozen=True, kw_only=True, tag="queue_resumed"):
    """A queue that was paused goes on: `cgq watch`."""

    queue: str
    """The queue; `*` for every queue."""


class SupervisorChanged(Document, Event, frozen=True, kw_only=True, tag="supervisor"):
    """A `cgq run` or `cgq work` started, drains, or is no longer there: `cgq watch`."""

    change: Literal["started", "draining", "left"]
    """What it did; `left` also when it was killed."""
    supervisor: Supervisor
    """The supervisor; one that left as it was seen last."""


def change_document(change: Change, now: int) -> Document:
    """A change as it is printed; `now` in milliseconds."""
    at = rfc3339(now)
    match change:
        case changes.Added(queue=queue, kind=kind, jobs=jobs):
            return Added(at=at, queue=queue, kind=kind, jobs=jobs)
        case changes.Retried(queue=queue, kind=kind, jobs=jobs):
            return Retried(at=at, queue=queue, kind=kind, jobs=jobs)
        case changes.QueueResumed(queue=queue):
            return QueueResumed(at=at, queue=queue)
        case changes.SupervisorChanged(supervisor=one, change=what):
            return SupervisorChanged(at=at, change=what, supervisor=Supervisor.of(one))
        case _:
            return event_document(change, now)
