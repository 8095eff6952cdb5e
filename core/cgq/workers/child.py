"""A worker: computes what it is given, over one socket, and never opens the database.

Forked by its guard (`guard.py`). It lives in its guard's session, so Ctrl-C reaches the supervisor alone (R6).
"""

from __future__ import annotations

import mmap
import os
import queue
import signal
import socket
import threading
import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import msgspec

from cgq.bank.files import real_path
from cgq.contract import GivenBack
from cgq.errors import Failure, NotNow
from cgq.sandbox import confine
from cgq.secrets.values import learn
from cgq.stages import registry
from cgq.workers import wire
from cgq.workers.asking import Asking, Ended, outcome_reply
from cgq.workers.channel import read_frame, write_frame
from cgq.workers.encoding import bad_result

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cgq.stages.stage import Computation

FLUSH_SECONDS = 0.02
"""Seconds for which replies to short calls are gathered: chosen so that thousands of them a second go in few messages.
"""


class Worker:
    """The stages that this process serves, and its way back to the supervisor."""

    def __init__(self, send_frame: Callable[[bytes], None], slate: wire.Slate, parent: int) -> None:
        self._send_frame = send_frame
        self._parent = parent
        self._slate = slate
        self._sending = threading.Lock()
        self._computations: dict[str, Computation[Any, Any]] = {}
        self._decoders: dict[str, msgspec.json.Decoder[Any]] = {}
        self._item_decoders: dict[str, msgspec.json.Decoder[Any]] = {}
        self._databases: dict[str, Path | None] = {}
        self._files: Path | None = None
        self._spool: Path | None = None
        self._unprepared: dict[str, Failure] = {}
        self._running: dict[tuple[int, int], Asking] = {}

    def prepare(self, setup: wire.Setup) -> None:
        """Load the stages, then give up what they must not have."""
        self._files = Path(real_path(setup.files)) if setup.files else None
        self._spool = Path(real_path(setup.spool)) if setup.spool else None
        os.environ.update(setup.secrets)
        learn(os.environ)
        for place, one in enumerate(setup.kinds):
            if one.kind in registry.own_kinds():
                self._slate.write(0, wire.GETTING_READY, place)
            try:
                self._prepare(one)
            except BaseException as error:  # one of a user's own must not take those beside it with it
                if one.kind not in registry.own_kinds():
                    raise
                failure = Failure.of(error)
                self._unprepared[one.kind] = replace(failure, hint=failure.hint or f"{registry.offerer(one.kind)}.")
            self._slate.write(0, 0, 0)
        confined = setup.memory is not None and confine.confine(setup.memory, self._parent)
        self.send(wire.Ready(wire.PROTOCOL, confined))

    def _prepare(self, one: wire.KindSetup) -> None:
        computation = registry.make_computation(one.kind, bytes(one.settings))
        computation.prepare()
        self._computations[one.kind] = computation
        types = computation.types()
        self._decoders[one.kind] = msgspec.json.Decoder(types.given)
        self._item_decoders[one.kind] = msgspec.json.Decoder(types.item)
        self._databases[one.kind] = Path(real_path(one.database)) if one.database else None

    def send(self, message: msgspec.Struct) -> None:
        """Send one message whole, whichever thread has it."""
        frame = wire.encode(message)
        with self._sending:
            self._send_frame(frame)

    def run(self, task: wire.Task) -> None:
        """Make the calls of a task one after the other; send outcomes as they come, but not too often."""
        replies: list[wire.CallReply] = []
        first, flushed = 0, time.monotonic()
        whole = False
        for number, call in enumerate(task.calls):
            if whole and call.unless_whole:
                replies.append(_not_made(call))
                whole = False
            else:
                self._slate.write(task.slot, task.id, number)
                reply, whole = self._call(task, number, call)
                replies.append(reply)
            now = time.monotonic()
            if task.prompt or now - flushed >= FLUSH_SECONDS:
                self.send(wire.Replies(task.id, first, replies))
                replies, first, flushed = [], number + 1, now
        if replies:
            self.send(wire.Replies(task.id, first, replies))

    def _call(self, task: wire.Task, number: int, call: wire.CallTask) -> tuple[wire.CallReply, bool]:
        """Make a call; True with its reply when it came back whole, which clears its jobs of suspicion."""
        if (unprepared := self._unprepared.get(task.kind)) is not None:
            return wire.CallReply(0.0, False, [outcome_reply(unprepared)] * len(call.given)), False
        began = time.monotonic()
        halve = whole = False
        outcomes: list[Ended]
        asking = self._running[task.id, number] = self._asking(task, number, call)
        try:
            given = [self._decoders[task.kind].decode(raw) for raw in call.given]
            outcomes = list(self._computations[task.kind].compute(given, asking))
            if len(outcomes) != len(given):
                raise bad_result(f"{len(outcomes)} outcomes for {len(given)} jobs")
            encoded = [outcome_reply(outcome) for outcome in outcomes]
            asking.end(outcomes)
            whole = _says_something(outcomes)
        except NotNow as error:
            encoded = [outcome_reply(GivenBack(error.code, error.message))] * len(call.given)
        except BaseException as error:  # noqa: BLE001 - whatever a stage raises is its jobs' failure (R5)
            failure = Failure.of(error)
            halve = len(call.given) > 1 and not failure.blames_no_job
            encoded = [outcome_reply(failure)] * len(call.given)
        finally:
            del self._running[task.id, number]
            asking.close()
        return wire.CallReply(time.monotonic() - began, halve, encoded), whole

    def abandon(self, which: wire.Abandon) -> None:
        """Nobody waits for a call any more. One that is over or not begun is left alone: whoever cares asks again."""
        asking = self._running.get((which.task, which.call))
        if asking is not None:
            asking.abandon()

    def answer(self, answer: wire.AskAnswer) -> None:
        """What the supervisor answers to a request of a call; nothing where that is over."""
        asking = self._running.get((answer.task, answer.call))
        if asking is not None:
            asking.answer(answer)

    def _asking(self, task: wire.Task, number: int, call: wire.CallTask) -> Asking:
        database = self._databases[task.kind]
        decode_item = self._item_decoders[task.kind].decode
        return Asking(
            self.send,
            task.id,
            number,
            call,
            decode_item=decode_item,
            database=database,
            files=self._files,
            spool_folder=self._spool,
        )


def _says_something(outcomes: Sequence[Ended]) -> bool:
    """Is one of them about its job, not about the provider or the queue alone?"""
    return any(
        not (isinstance(outcome, GivenBack) or (isinstance(outcome, Failure) and outcome.blames_no_job))
        for outcome in outcomes
    )


def _not_made(call: wire.CallTask) -> wire.CallReply:
    """The answer to a call that is known to hold a guilty job: to be halved, at once."""
    why = outcome_reply(Failure(code="batch_refused", message="It was not made: one of its jobs is at fault."))
    return wire.CallReply(0.0, True, [why] * len(call.given))


def serve(end: socket.socket, slate: wire.Slate, parent: int) -> None:
    """Take tasks until the supervisor is gone."""
    worker = Worker(partial(write_frame, end), slate, parent)
    frame = read_frame(end)
    if frame is None:
        return
    setup = wire.decode_setup.decode(frame)
    try:
        worker.prepare(setup)
    except BaseException as error:  # noqa: BLE001 - the supervisor must hear why
        worker.send(wire.Broken(Failure.of(error)))
        return
    lanes: dict[int, queue.SimpleQueue[wire.Task]] = {}
    while (frame := read_frame(end)) is not None:
        message = wire.decode_outgoing.decode(frame)
        if isinstance(message, wire.Abandon):
            worker.abandon(message)
        elif not isinstance(message, wire.Task):
            worker.answer(message)
        elif setup.threads == 1 and setup.spool is None:
            worker.run(message)
        else:  # what waits for an answer of the supervisor must not keep it from being read
            _to_thread(worker, lanes, message)


def _to_thread(worker: Worker, lanes: dict[int, queue.SimpleQueue[wire.Task]], task: wire.Task) -> None:
    if task.slot not in lanes:
        tasks: queue.SimpleQueue[wire.Task] = queue.SimpleQueue()
        lanes[task.slot] = tasks

        def run_all() -> None:
            while True:
                worker.run(tasks.get())

        threading.Thread(target=run_all, name=f"slot-{task.slot}", daemon=True).start()
    lanes[task.slot].put(task)


def main(channel: int, slate: int, guard: int) -> NoReturn:
    """Be a worker: of the descriptors `channel` and `slate`, and of the guard with this pid."""
    confine.end_with(guard)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end = socket.socket(fileno=channel)
    memory = mmap.mmap(slate, 0)
    os.close(slate)
    try:
        serve(end, wire.Slate(memory), guard)
    except (BrokenPipeError, ConnectionResetError):
        os._exit(0)
    os._exit(0)
