"""What a supervisor or a look at the database reports, with the queues as people of its environment call them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cgq.actions.queues import shown_supervisor
from cgq.events import Counts, Ended, QueuePaused, Started
from cgq.queue.changes import Added, QueueResumed, Retried, SupervisorChanged
from cgq.queue.pauses import EVERY

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cgq.events import Event
    from cgq.queue.changes import Change
    from cgq.queue.names import QueueNames


def with_shown_names(names: QueueNames, emit: Callable[[Event], None]) -> Callable[[Event], None]:
    """The same, given the events of a supervisor with their queues as people call them here."""

    def emit_shown(event: Event) -> None:
        emit(shown_event(names, event))

    return emit_shown


def shown_event(names: QueueNames, event: Event) -> Event:
    """An event of a supervisor, its queues as people call them here."""
    if isinstance(event, Started | Ended):
        return replace(event, queue=names.shown(event.queue))
    if isinstance(event, QueuePaused) and event.queue != EVERY:
        return replace(event, queue=names.shown(event.queue))
    if isinstance(event, Counts):
        return Counts(tally=shown_tally(names, event.tally))
    return event


def shown_change(names: QueueNames, change: Change) -> Change:
    """What a look at the database found, its queues as people call them here."""
    if isinstance(change, SupervisorChanged):
        return replace(change, supervisor=shown_supervisor(names, change.supervisor))
    if isinstance(change, Added | Retried):
        return replace(change, queue=names.shown(change.queue))
    if isinstance(change, QueueResumed):
        return change if change.queue == EVERY else replace(change, queue=names.shown(change.queue))
    return shown_event(names, change)


def shown_tally(names: QueueNames, tally: Mapping[tuple[str, str, str], int]) -> dict[tuple[str, str, str], int]:
    """The counters of this environment's queues, these as people call them: (queue, kind, state) -> jobs."""
    own = ((key, jobs) for key, jobs in tally.items() if names.is_own(key[0]))
    return {(names.shown(queue), kind, state): jobs for (queue, kind, state), jobs in own}
