"""One call outside the queue, made by an engine and waited for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.errors import NotReady
from cgq.workers.engine import Answered, ItemDone, Lost, WorkerBroken

if TYPE_CHECKING:
    from collections.abc import Callable

    from cgq.workers.engine import Assignment, Calls

LOOK = 0.1
"""Seconds of one wait: how long a worker that outlasts its time may be overlooked."""


def make_call(engine: Calls, assignment: Assignment, take_item: Callable[[ItemDone], None]) -> Answered | Lost:
    """Have an assignment of one call made: its answer, or how its worker was lost. `take_item` is given its items.

    Raises NotReady when no worker can be started.
    """
    engine.submit(assignment, top_up=False)
    while True:
        for event in engine.wait(LOOK):
            if isinstance(event, ItemDone):
                take_item(event)
            elif isinstance(event, Answered | Lost):
                return event
            elif isinstance(event, WorkerBroken):
                raise _broken(event)


def _broken(event: WorkerBroken) -> NotReady:
    return NotReady(
        f"The worker for {event.kind} does not start: {event.message}",
        code="worker_broken",
        hint="`cgq doctor` checks the installation; CGQ_DEBUG=1 shows what the worker says.",
    )
