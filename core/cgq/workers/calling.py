"""One call outside the queue, made by an engine and waited for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.workers.engine import STARTING, Answered, ItemDone, Lost, WorkerBroken

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
    is_lost = False
    while True:
        if is_lost and engine.may_start_again():
            engine.submit(assignment, top_up=False)
            is_lost = False
        for event in engine.wait(LOOK):
            if isinstance(event, ItemDone):
                take_item(event)
            elif isinstance(event, WorkerBroken) and event.hopeless:
                raise event.as_error()
            elif isinstance(event, Lost) and event.cause == STARTING:
                is_lost = True
            elif isinstance(event, Answered | Lost):
                return event
