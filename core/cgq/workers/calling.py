"""One call outside the queue, made by an engine and waited for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.workers.engine import STARTING, Answered, Asked, ItemDone, Lost, Payment, WorkerBroken

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cgq.queue.books import Ledger
    from cgq.workers.engine import Assignment, Calls, WorkCall
    from cgq.workers.payments import Payments

LOOK = 0.1
"""Seconds of one wait: how long a worker that outlasts its time may be overlooked."""


@dataclass(frozen=True, slots=True)
class Till:
    """Where the call pays: the requests that it may make, and the ledger that they are written in."""

    payments: Payments
    ledger: Ledger

    def turn(self, calls: Sequence[WorkCall] = ()) -> None:
        """Write down what came, let begin what waits and is due; `calls` are over."""
        self.payments.over(calls)
        moment = self.payments.next_moment()
        if not self.payments and (moment is None or moment > self.ledger.now()):
            return
        with self.ledger.write() as books:
            self.payments.write(books)
        self.payments.committed()

    def close(self) -> None:
        """The workers are ended, by an error or a person before their time: settle what they had under way."""
        if self.payments.are_under_way:
            with self.ledger.write() as books:
                self.payments.close(books)
            self.payments.committed()


def make_call(
    engine: Calls, assignment: Assignment, take_item: Callable[[ItemDone], None], till: Till | None = None
) -> Answered | Lost:
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
            elif isinstance(event, Asked | Payment) and till is not None:
                till.payments.take(event)
            elif isinstance(event, WorkerBroken) and event.hopeless:
                raise event.as_error()
            elif isinstance(event, Lost) and event.cause == STARTING:
                is_lost = True
            elif isinstance(event, Answered | Lost):
                if till is not None:
                    till.turn(assignment.calls)
                return event
        if till is not None:
            till.turn()
