"""The events of a supervisor with the queues as people of its environment call them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cgq.events import Counts, Ended, QueuePaused, Started

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cgq.events import Event
    from cgq.queue.names import QueueNames


def with_shown_names(names: QueueNames, emit: Callable[[Event], None]) -> Callable[[Event], None]:
    """The same, given the events of a supervisor with their queues as people call them here."""

    def emit_shown(event: Event) -> None:
        if isinstance(event, Started | Ended | QueuePaused):
            event = replace(event, queue=names.shown(event.queue))
        elif isinstance(event, Counts):
            event = Counts(tally=shown_tally(names, event.tally))
        emit(event)

    return emit_shown


def shown_tally(names: QueueNames, tally: Mapping[tuple[str, str, str], int]) -> dict[tuple[str, str, str], int]:
    """The counters of this environment's queues, these as people call them: (queue, kind, state) -> jobs."""
    own = ((key, jobs) for key, jobs in tally.items() if names.is_own(key[0]))
    return {(names.shown(queue), kind, state): jobs for (queue, kind, state), jobs in own}
