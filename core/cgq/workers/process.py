"""One worker process as the supervisor sees it: its slots, what each is at, and its end."""

from __future__ import annotations

import mmap
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cgq.errors import StorageFailed
from cgq.workers import wire
from cgq.workers.channel import Channel

if TYPE_CHECKING:
    from cgq.contract import Host
    from cgq.workers.engine import Assignment, WorkCall

TERM_SECONDS = 5.0

BEGINS_WITHIN = 0.1
"""Seconds in which a thread that wrote down its next call has begun it, also on a machine that is busy: decoding what
it was given takes a few milliseconds, its turn among sixteen threads up to 80."""

# As many workers run as are wanted: threads of numpy's own would only spin beside them, and a worker forks.
_ALONE = {"OPENBLAS_NUM_THREADS": "1"}


@dataclass(slots=True)
class Slot:
    """One thread of a worker: its assignments in order, and since when it is at its present call."""

    number: int
    queue: deque[Assignment] = field(default_factory=deque["Assignment"])
    at: tuple[int, int] = (0, 0)
    since: float = 0.0
    announced: int = 0
    seen: tuple[int, int] = (0, 0)
    seen_at: float = 0.0


class WorkerProcess:
    """A spawned worker in its own session, with a channel and a slate."""

    def __init__(
        self, host: Host, kinds: tuple[str, ...], setup: wire.Setup, now: float, *, alone: bool = False
    ) -> None:
        self.host = host
        self.alone = alone
        self.kinds = kinds
        self.slots = [Slot(number) for number in range(setup.threads)]
        self.ready = False
        self.killed = False
        self.started = now
        self.idle_since = now
        self.ending_since: float | None = None
        self.end_message = ""
        self.timed_out: Slot | None = None
        mine, theirs = socket.socketpair()
        with tempfile.TemporaryFile() as shared, theirs:
            _fill(shared.fileno(), wire.Slate.size(setup.threads))
            self._memory = mmap.mmap(shared.fileno(), 0)
            self.slate = wire.Slate(self._memory)
            self._process = _spawn(theirs.fileno(), shared.fileno())
        self.channel = Channel(mine)
        self.channel.send(wire.encode(setup))

    @property
    def pid(self) -> int:
        """The process id, which is also its group's and session's."""
        return self._process.pid

    @property
    def idle(self) -> bool:
        """Has it nothing to do?"""
        return all(not slot.queue for slot in self.slots)

    def give(self, slot: Slot, assignment: Assignment, now: float) -> None:
        """Send an assignment to one of the slots."""
        if not slot.queue:
            slot.at, slot.since, slot.announced = (assignment.id, 0), now, 0
        slot.queue.append(assignment)
        seconds = assignment.timeout, assignment.per_item, assignment.most
        calls = [wire.CallTask(*seconds, list(call.given), call.unless_whole) for call in assignment.calls]
        task = wire.Task(assignment.id, slot.number, assignment.lane[1], calls, assignment.prompt)
        self.channel.send(wire.encode(task))

    def look(self, slot: Slot, now: float) -> float:
        """Seconds that the slot has been at its present call."""
        if not slot.queue or not self.ready:
            slot.since = now
            return 0.0
        at = self.slate.read(slot.number)
        if at > slot.at and at[0] == slot.queue[0].id and at[1] < len(slot.queue[0].calls):
            slot.at, slot.since, slot.announced = at, now, 0
        return now - slot.since

    def begun(self, slot: Slot, now: float) -> list[WorkCall]:
        """Calls of the slot's assignment that have begun for certain since the last look."""
        assignment, at = slot.queue[0], self.slate.read(slot.number)
        if at[0] != assignment.id or not assignment.begun <= at[1] < len(assignment.calls):
            return []
        if at != slot.seen:
            slot.seen, slot.seen_at = at, now
        # The thread writes a call down just before it begins it; the calls before that one are over.
        before, certain = assignment.begun, at[1] + (now - slot.seen_at >= BEGINS_WITHIN)
        assignment.begun = certain
        return assignment.calls[before:certain]

    def end(self, message: str, now: float) -> None:
        """Ask it to end; `kill` follows when it does not (R5)."""
        if self.ending_since is None:
            self.ending_since, self.end_message = now, message
            self._signal(signal.SIGTERM)

    def has_ended(self) -> bool:
        """Is the process over? A look that does not reap it, so that its group can still be killed."""
        return os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None

    def kill(self) -> None:
        """End its whole process group."""
        self._signal(signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> None:
        if self._process.returncode is None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, number)

    def reap(self) -> str:
        """Kill what is left, wait for it, and tell how it ended."""
        self.kill()
        code = self._process.wait()
        self.channel.close()
        self._memory.close()
        if code >= 0:
            return f"exit status {code}"
        self.killed = True
        with suppress(ValueError):
            return f"signal {signal.Signals(-code).name}"
        return f"signal {-code}"


def _fill(file: int, size: int) -> None:
    """Make room by writing: a file that is only sized meets a full disk as a deadly signal, at its first use."""
    left = size
    try:
        while left:
            left -= os.write(file, bytes(left))
    except OSError as error:
        message = f"A worker needs {size} bytes in {tempfile.gettempdir()}: {error.strerror}"
        raise StorageFailed(message, code="disk_full", hint="Free some space there, or set TMPDIR.") from error


def _spawn(channel: int, slate: int) -> subprocess.Popen[bytes]:
    # -P: a file called json.py in the current folder must not become part of a worker.
    command = [sys.executable, "-P", "-m", "cgq.workers.child", str(channel), str(slate), str(os.getpid())]
    return subprocess.Popen(
        command,
        env=os.environ | _ALONE,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=None if os.environ.get("CGQ_DEBUG") else subprocess.DEVNULL,
        pass_fds=(channel, slate),
        start_new_session=True,
    )
