"""What a running call may ask for, in the worker: progress, items, a look into the database, new files."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from cgq.contract import Discard, Done
from cgq.errors import Failure, StageFailed
from cgq.workers import wire

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable
    from pathlib import Path

    import msgspec

    from cgq.contract import Artifact
    from cgq.db.connection import Transaction

PROGRESS_SECONDS = 0.1
"""Progress is sent at most so often, so that a fast loop does not flood the supervisor."""

ITEMS_AT_ONCE = 100
"""Items are sent when so many are finished, or when `PROGRESS_SECONDS` have passed since the last were."""


class Asking:
    """The `Call` of one call (see contract.Call)."""

    def __init__(
        self,
        send: Callable[[msgspec.Struct], None],
        task: int,
        number: int,
        call: wire.CallTask,
        *,
        database: Path | None,
        files: Path | None,
    ) -> None:
        self._send = send
        self._task = task
        self._number = number
        self._call = call
        self._database = database
        self._files = files
        self._began = time.monotonic()
        self._deadline = self._began + call.timeout
        self._reported = 0.0
        self._items: list[wire.ItemReply] = []
        self._items_sent = self._began

    def progress(self, done: int, total: int) -> None:
        now = time.monotonic()
        self._deadline = self._began + wire.allowed(self._call, total)
        if done in (0, total) or now - self._reported >= PROGRESS_SECONDS:
            self._reported = now
            self._send(wire.ProgressReply(self._task, self._number, done, total))

    def remaining(self) -> float:
        return self._deadline - time.monotonic()

    def item(self, key: str, name: str, outcome: Done[Any] | Failure) -> None:
        if len(self._call.given) != 1:
            raise StageFailed("items belong to a call of one job", code="bad_result")
        self._items.append(wire.ItemReply(key, name, outcome_reply(outcome)))
        if len(self._items) >= ITEMS_AT_ONCE or time.monotonic() - self._items_sent >= PROGRESS_SECONDS:
            self.flush()

    def flush(self) -> None:
        """Send the items that were not sent yet."""
        if self._items:
            items, self._items = self._items, []
            self._items_sent = time.monotonic()
            self._send(wire.ItemsReply(self._task, self._number, items))

    @contextmanager
    def snapshot(self) -> Generator[Transaction]:
        from cgq.db.connection import open_to_read

        if self._database is None:
            raise StageFailed("this stage asks for no snapshot of the database", code="no_snapshot")
        with open_to_read(self._database) as tx:
            yield tx

    def artifact(self, pieces: Iterable[bytes]) -> Artifact:
        from cgq.queue.artifacts import write_new

        if self._files is None:
            raise StageFailed("there is no place for new files outside of a workspace", code="no_files")
        return write_new(self._files, pieces)


def outcome_reply(outcome: Done[Any] | Failure | Discard) -> wire.OutcomeReply:
    """An outcome as it crosses the channel."""
    if isinstance(outcome, Failure):
        return wire.OutcomeReply("failed", wire.raw(outcome))
    if isinstance(outcome, Discard):
        return wire.OutcomeReply("discarded", wire.raw(outcome))
    return wire.OutcomeReply("done", wire.raw(outcome.result), list(outcome.files))
