"""What a running call may ask for, in the worker: progress, items, payments, a look into the database, new files."""

from __future__ import annotations

import time
from contextlib import contextmanager
from operator import index
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, cast

import msgspec

from cgq.contract import Discard, Done, GivenBack, PaidReply, Postponed, Unfinished
from cgq.errors import Failure, NotNow, ProviderFailed, StageFailed
from cgq.queue import spool
from cgq.workers import wire
from cgq.workers.encoding import bad_result, encode_result

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Sequence
    from pathlib import Path

    from cgq.contract import Artifact, PaidRequest
    from cgq.db.connection import Transaction
    from cgq.queue.artifacts import Written

Ended = Done[Any] | Failure | Discard | Unfinished | GivenBack | Postponed
"""What a call comes to for one of its jobs."""

PROGRESS_SECONDS = 0.1
"""Progress is sent at most so often, so that a fast loop does not flood the supervisor."""


class Asking:
    """The `Call` of one call (see contract.Call)."""

    def __init__(
        self,
        send: Callable[[msgspec.Struct], None],
        task: int,
        number: int,
        call: wire.CallTask,
        *,
        decode_item: Callable[[msgspec.Raw], Any],
        database: Path | None,
        files: Path | None,
        spool_folder: Path | None = None,
    ) -> None:
        self._send = send
        self._task = task
        self._number = number
        self._call = call
        self._decode_item = decode_item
        self._database = database
        self._files = files
        self._written: Written | None = None
        self._began = time.monotonic()
        self._deadline = self._began + call.timeout
        self._reported = 0.0
        self._besides = 0
        self._item_began = self._began
        self._is_abandoned = False
        self._spool = spool_folder
        self._asked = 0
        self._has_paid = False
        self._answers: SimpleQueue[wire.AskAnswer] = SimpleQueue()

    def progress(self, done: int, total: int, *, besides: int = 0) -> None:
        try:
            done, total, besides = index(done), index(total), index(besides)
        except TypeError as error:
            raise bad_result(f"progress is counted in whole numbers: {error}") from error
        now = time.monotonic()
        self._besides = max(self._besides, besides)
        self._deadline = self._began + wire.allowed(self._call, total + self._besides)
        if done in (0, total) or now - self._reported >= PROGRESS_SECONDS:
            self._reported = now
            self._send(wire.ProgressReply(self._task, self._number, done, total, self._besides))

    def remaining(self) -> float:
        return 0.0 if self._is_abandoned else self._deadline - time.monotonic()

    def abandon(self) -> None:
        """Nobody waits for the call any more: it has no time left. Any thread may call this."""
        self._is_abandoned = True
        why = Failure(code="cancelled", message="Nobody waits for the call any more.")
        self.answer(wire.NotGranted(self._task, self._number, self._asked, why))

    def answer(self, answer: wire.AskAnswer) -> None:
        """The supervisor's answer to a request; any thread may call this."""
        self._answers.put(answer)

    def paid(self, request: PaidRequest, ask: Callable[[float], PaidReply]) -> PaidReply:
        if self._spool is None:
            raise StageFailed("only calls that wait for the network may pay (host = 'threads')", code="no_payments")
        if self._has_paid and self.remaining() < (self._deadline - self._began) / 2:
            # Cut off by its timeout it would be paid for nothing; what came so far is kept, and the next call goes on.
            raise NotNow("Half of the call's time is over, and what it has paid for is kept.", code="unfinished")
        answer = self._permission(request)
        if isinstance(answer, wire.NotGranted):
            raise NotNow(answer.failure.message, code=answer.failure.code, hint=answer.failure.hint)
        if isinstance(answer, wire.KnownAnswer):
            return PaidReply(parts=tuple(answer.parts))
        try:
            reply = ask(max(self.remaining(), 0.0))
            if len(reply.parts) != len(request.parts):
                raise bad_result(f"{len(reply.parts)} pieces of an answer for {len(request.parts)}")
        except BaseException as error:
            spent = error.spent if isinstance(error, ProviderFailed) else None
            self._send(wire.Unpaid(self._task, self._number, answer.payment, spent, Failure.of(error)))
            raise
        spool.write(self._spool, spool.Entry(answer.payment, request.key, request.model, request.parts, reply))
        self._send(wire.Paid(self._task, self._number, answer.payment))
        self._has_paid = True
        return reply

    def _permission(self, request: PaidRequest) -> wire.AskAnswer:
        """Ask the supervisor, and wait for what it answers. The time of that is not the call's own (R5)."""
        self._asked += 1
        self._send(
            wire.Ask(
                self._task,
                self._number,
                self._asked,
                request.key,
                request.provider,
                request.model,
                request.purpose,
                request.tokens_in,
                request.tokens_out,
                request.cost,
            )
        )
        began = time.monotonic()
        answer = self._answers.get()
        while answer.ask != self._asked and not self._is_abandoned:
            answer = self._answers.get()
        waited = time.monotonic() - began
        self._began += waited
        self._item_began += waited
        self._deadline += waited
        return answer

    def item(self, key: str, name: str, outcome: Done[Any] | Failure) -> None:
        if len(self._call.given) != 1:
            raise bad_result("items belong to a call of one job")
        if not 0 < len(key) <= wire.MAX_ITEM_TEXT:
            raise bad_result(f"the key of an item has 1 to {wire.MAX_ITEM_TEXT} characters, not {len(key)}")
        reply = item_reply(outcome, self._decode_item)
        self._hand_over([outcome])
        began, self._item_began = self._item_began, time.monotonic()
        seconds = self._item_began - began
        self._send(wire.ItemReply(self._task, self._number, key, name[: wire.MAX_ITEM_TEXT], reply, seconds))

    @contextmanager
    def snapshot(self) -> Generator[Transaction]:
        from cgq.db.connection import open_to_read

        if self._database is None:
            raise StageFailed("this stage asks for no snapshot of the database", code="no_snapshot")
        with open_to_read(self._database) as tx:
            yield tx

    def artifact(self, pieces: Iterable[bytes]) -> Artifact:
        return self._own_files().write(pieces)

    def end(self, outcomes: Sequence[Ended]) -> None:
        """The call came to these outcomes. Raises StageFailed when one names a file that is not the call's own."""
        self._hand_over(outcomes)

    def close(self) -> None:
        """Remove the files that nothing names."""
        if self._written is not None:
            self._written.remove_rest()

    def _hand_over(self, outcomes: Sequence[Ended]) -> None:
        named = files_of(outcomes)
        if named:
            self._own_files().hand_over(named)

    def _own_files(self) -> Written:
        from cgq.queue.artifacts import Written

        if self._written is None:
            self._written = Written(self._files)
        return self._written


def item_reply(outcome: Done[Any] | Failure, decode: Callable[[msgspec.Raw], Any]) -> wire.OutcomeReply:
    """An item's outcome as it crosses the channel. Raises StageFailed for a result that is not of the stage's type."""
    reply = outcome_reply(outcome)
    if reply.way == "done":
        try:
            decode(reply.value)
        except ValueError as error:
            message = f"the result of an item is not of the type that the stage names for items: {error}"
            raise bad_result(message) from error
    return reply


def files_of(outcomes: Iterable[Any]) -> list[Artifact]:
    """The files that outcomes name."""
    return [file for outcome in outcomes if isinstance(outcome, Done) for file in outcome.files]


def outcome_reply(outcome: Any) -> wire.OutcomeReply:
    """A stage's outcome as it crosses the channel. Raises StageFailed for what is none."""
    if isinstance(outcome, Failure):
        return wire.OutcomeReply("failed", wire.raw(outcome))
    if isinstance(outcome, Discard):
        return wire.OutcomeReply("discarded", wire.raw(outcome))
    if isinstance(outcome, Unfinished):
        return wire.OutcomeReply("unfinished", wire.raw(outcome))
    if isinstance(outcome, GivenBack):
        return wire.OutcomeReply("given back", wire.raw(outcome))
    if isinstance(outcome, Postponed):
        return wire.OutcomeReply("postponed", wire.raw(outcome))
    if not isinstance(outcome, Done):
        raise bad_result("compute gave something that is no outcome")
    done = cast("Any", outcome)
    return wire.OutcomeReply("done", msgspec.Raw(encode_result(done.result)), list(done.files))
