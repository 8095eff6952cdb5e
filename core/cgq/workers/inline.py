"""An engine without walls: for whoever tests a stage that no package offers, and that no other process could load."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from msgspec import Raw

from cgq.workers import wire
from cgq.workers.child import Worker
from cgq.workers.engine import Answered, ItemDone, Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from cgq.workers.engine import Assignment, EngineEvent, Seat


class InlineEngine:
    """Makes each call in this process, with what a worker makes it with: a debugger and a test's own objects reach it.

    Nothing bounds its time and memory, and what ends the process ends the test.
    """

    def __init__(self, seats: Mapping[str, Seat], *, database: Path, files: Path) -> None:
        self._seats = seats
        self._database = str(database)
        self._files = str(files)
        self._assignment: Assignment | None = None

    def submit(self, assignment: Assignment, *, top_up: bool) -> None:  # noqa: ARG002
        """The call to make in the next `wait`."""
        self._assignment = assignment

    def wait(self, seconds: float) -> list[EngineEvent]:  # noqa: ARG002
        """Make the call; what a worker would have sent."""
        assignment, self._assignment = self._assignment, None
        if assignment is None:
            return []
        sent: list[bytes] = []
        worker = Worker(sent.append, wire.Slate(bytearray(wire.Slate.size(1))), os.getpid())
        worker.prepare(self._setup(assignment.lane[1]))
        calls = [
            wire.CallTask(assignment.timeout, assignment.per_item, assignment.most, list(call.given))
            for call in assignment.calls
        ]
        worker.run(wire.Task(assignment.id, 0, assignment.lane[1], calls))
        return [event for frame in sent for event in _events(assignment, wire.decode_incoming.decode(frame))]

    def _setup(self, kind: str) -> wire.Setup:
        seat = self._seats[kind]
        one = wire.KindSetup(kind, Raw(seat.settings), self._database if seat.snapshot else None)
        return wire.Setup(kinds=[one], threads=1, memory=None, files=self._files, secrets={})

    def may_start_again(self) -> bool:
        """There is no worker that could not start."""
        return False

    def close(self) -> None:
        """There is no worker to end."""


def _events(assignment: Assignment, message: wire.Incoming) -> list[EngineEvent]:
    if isinstance(message, wire.ItemReply):
        return [ItemDone(assignment.calls[message.call].jobs[0], message)]
    if not isinstance(message, wire.Replies):
        return []
    found: list[EngineEvent] = []
    for number, reply in enumerate(message.calls, message.first):
        outcomes = [Outcome(outcome.way, outcome.value, outcome.files) for outcome in reply.outcomes]
        found.append(Answered(assignment, assignment.calls[number], reply.seconds, reply.halve, outcomes))
    return found
