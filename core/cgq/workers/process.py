"""One worker process as the supervisor sees it: its slots, what each is at, and its end."""

from __future__ import annotations

import mmap
import os
import signal
import socket
import subprocess
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING

from cgq.sandbox.interpreter import command_of, executable
from cgq.secrets.names import split_environment
from cgq.workers import complaints, guard, wire
from cgq.workers.channel import Channel

if TYPE_CHECKING:
    from cgq.contract import Host
    from cgq.workers.engine import Assignment, WorkCall

TERM_SECONDS = 5.0
"""Seconds between the request to end and the end (R5)."""

GUARD_SECONDS = 3.0
"""How long a guard may take to end all that its worker has started: longer than it waits for them itself."""

_FROM_OUTSIDE = frozenset({signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP})
"""Signals that no worker sends to itself, however broken it is: a person, a service manager or the kernel did."""

BEGINS_WITHIN = 0.1
"""Seconds in which a thread that wrote down its next call has begun it, also on a machine that is busy: decoding what
it was given takes a few milliseconds, its turn among sixteen threads up to 80."""

# As many workers run as are wanted: threads of numpy's own would only spin beside them, and a worker forks.
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}


@dataclass(slots=True)
class Slot:
    """One thread of a worker: its assignments in order, and since when it is at its present call."""

    number: int
    queue: deque[Assignment] = field(default_factory=deque["Assignment"])
    at: tuple[int, int] = (0, 0)
    since: float = 0.0
    announced: int = 0
    progress: tuple[tuple[int, int], int] = ((0, 0), 0)
    seen: tuple[int, int] = (0, 0)
    seen_at: float = 0.0
    stands_since: float | None = None
    """Since when its call waits for the permission to pay, which is not its own time (R5)."""

    def goes_on(self, now: float) -> None:
        """Its call waits no more."""
        if self.stands_since is not None:
            self.since += now - self.stands_since
            self.stands_since = None

    def advances(self, call: tuple[int, int], done: int) -> bool:
        """Is a call (its task and number) not behind what it reported before? Then that is what it has reached (B2)."""
        before, reached = self.progress
        if before == call and done < reached:
            return False
        self.progress = call, done
        return True


class WorkerProcess:
    """A spawned worker and its two guards in their own session, with a channel and a slate. Raises OSError."""

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
        self.channel = Channel(mine)
        try:
            with theirs, _shared_memory(wire.Slate.size(setup.threads)) as shared:
                self._memory = mmap.mmap(shared.fileno(), 0)
                self._process = _spawn(theirs.fileno(), shared.fileno())
        except OSError:
            self.channel.close()
            raise
        self.slate = wire.Slate(self._memory)
        self.channel.send(wire.encode(setup))

    @property
    def pid(self) -> int:
        """The process id of the outer guard, which is also its group's and the session's."""
        return self._process.pid

    @property
    def idle(self) -> bool:
        """Has it nothing to do?"""
        return all(not slot.queue for slot in self.slots)

    def give(self, slot: Slot, assignment: Assignment, now: float) -> None:
        """Send an assignment to one of the slots."""
        if not slot.queue:
            slot.at, slot.since, slot.announced, slot.stands_since = (assignment.id, 0), now, 0, None
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
            slot.at, slot.since, slot.announced, slot.stands_since = at, now, 0, None
        return (now if slot.stands_since is None else slot.stands_since) - slot.since

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
        with suppress(ChildProcessError):
            return os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
        return True

    def kill(self) -> None:
        """End it with every process that it has started."""
        if self._process.returncode is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, guard.END)
                os.kill(self.pid, signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        if self._process.returncode is None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, number)

    def reap(self) -> str:
        """Kill what is left, wait for it, and return how it ended."""
        self.kill()
        until = time.monotonic() + GUARD_SECONDS
        while not self.has_ended() and time.monotonic() < until:
            time.sleep(0.001)
        self._signal(signal.SIGKILL)
        code = self._process.wait()
        self.channel.close()
        self._memory.close()
        if code >= 0:
            return f"exit status {code}"
        self.killed = -code in _FROM_OUTSIDE
        with suppress(ValueError):
            return f"signal {signal.Signals(-code).name}"
        return f"signal {-code}"


def _shared_memory(size: int) -> IO[bytes]:
    """A file of memory, of so many zero bytes."""
    memory = open(os.memfd_create("cgq-slate"), "r+b", buffering=0)  # noqa: SIM115 - the caller closes it
    memory.truncate(size)
    return memory


def _spawn(channel: int, slate: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command_of("cgq.workers.guard", str(channel), str(slate), str(os.getpid())),
        executable=executable(),
        env=split_environment(os.environ)[0] | _ONE_THREAD,  # secrets go over the channel (see wire.Setup)
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=complaints.descriptor() if os.environ.get("CGQ_DEBUG") else subprocess.DEVNULL,
        pass_fds=(channel, slate),
        start_new_session=True,
    )
