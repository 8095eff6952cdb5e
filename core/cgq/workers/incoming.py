"""What a worker sends while it works, held against what it was given: nothing of it is believed unchecked (R9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import DecodeError

from cgq.workers import wire
from cgq.workers.engine import Answered, Asked, Assignment, ItemDone, Outcome, Payment, Progressed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cgq.workers.engine import WorkCall
    from cgq.workers.process import Slot, WorkerProcess

MOST_SECONDS = 1e9
"""Seconds that a call may be reported to have taken: thirty years, more than any timeout."""

MOST_ITEMS = 1 << 53
"""Items of one call: up to here every whole number is exact in JSON, whoever reads it."""


def progressed(worker: WorkerProcess, message: wire.ProgressReply) -> Iterator[Progressed]:
    """How far a call of one job is; nothing where that is not credible or no news."""
    slot = _slot_at(worker, message.task)
    credible = 0 <= message.done <= message.total < MOST_ITEMS and 0 <= message.besides < MOST_ITEMS
    if slot is None or not credible or not 0 <= message.call < len(slot.queue[0].calls):
        return
    slot.announced = message.total + message.besides
    jobs = slot.queue[0].calls[message.call].jobs
    if slot.advances((message.task, message.call), message.done) and len(jobs) == 1:
        yield Progressed(jobs[0], message.done, message.total)


def item_done(worker: WorkerProcess, message: wire.ItemReply) -> ItemDone:
    """An item of a call that goes on. Raises DecodeError where the worker has no such call."""
    _, call = _call_of(worker, message.task, message.call)
    if len(call.jobs) != 1:
        raise DecodeError("an item of a call that has several jobs")
    return ItemDone(call.jobs[0], message)


def asked(worker: WorkerProcess, message: wire.Ask, monotonic: Callable[[], float]) -> Asked:
    """A call that waits for a permission: its time stands still until it is answered. Raises DecodeError as above."""
    slot, call = _call_of(worker, message.task, message.call)
    worker.look(slot, monotonic())  # a call that is only seen now would be taken for one that goes on
    slot.stands_since = monotonic()

    def answer(answer: wire.AskAnswer) -> None:
        slot.goes_on(monotonic())
        worker.channel.send(wire.encode(answer))

    return Asked(call, slot.queue[0].lane[1], message, answer)


def payment(worker: WorkerProcess, message: wire.Paid | wire.Unpaid) -> Payment:
    """What became of a request of a call. Raises DecodeError as above."""
    _, call = _call_of(worker, message.task, message.call)
    return Payment(call, message)


def _call_of(worker: WorkerProcess, task: int, number: int) -> tuple[Slot, WorkCall]:
    slot = _slot_at(worker, task)
    if slot is None or not slot.queue[0].answered <= number < len(slot.queue[0].calls):
        raise DecodeError("a message of no call")
    return slot, slot.queue[0].calls[number]


def answered(worker: WorkerProcess, message: wire.Replies, now: float) -> Iterator[Answered]:
    """The calls that came back, and the slot free again behind the last; `now` in monotonic seconds.

    Raises DecodeError for answers that do not fit the calls; those before it hold.
    """
    slot = _slot_at(worker, message.task)
    if slot is None:
        return
    assignment = slot.queue[0]
    for offset, reply in enumerate(message.calls):
        yield _answer(assignment, message.first + offset, reply)
    if assignment.answered == len(assignment.calls):
        slot.queue.popleft()
        slot.since, slot.announced = now, 0
        worker.idle_since = now


def _answer(assignment: Assignment, number: int, reply: wire.CallReply) -> Answered:
    if number != assignment.answered or number >= len(assignment.calls):
        raise DecodeError("answers out of order")
    if not 0 <= reply.seconds < MOST_SECONDS:
        raise DecodeError("a call of impossible length")
    call = assignment.calls[number]
    if len(reply.outcomes) != len(call.jobs):
        raise DecodeError("another number of outcomes than jobs")
    assignment.answered += 1
    outcomes = [Outcome(outcome.way, outcome.value, outcome.files) for outcome in reply.outcomes]
    return Answered(assignment, call, reply.seconds, reply.halve, outcomes)


def _slot_at(worker: WorkerProcess, task: int) -> Slot | None:
    return next((slot for slot in worker.slots if slot.queue and slot.queue[0].id == task), None)
