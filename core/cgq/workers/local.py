"""The local engine: spawned processes of this machine, grown on demand and replaced when they fall."""

from __future__ import annotations

import selectors
import time
from collections import Counter
from typing import TYPE_CHECKING

from msgspec import DecodeError, Raw

from cgq.bank.files import path_text
from cgq.workers import incoming, startup, wire
from cgq.workers.channel import FrameTooLarge
from cgq.workers.engine import (
    STARTING,
    Assignment,
    Begun,
    EngineEvent,
    Lane,
    Lost,
    WorkCall,
    WorkerBroken,
    lost_to_its_kind,
)
from cgq.workers.process import TERM_SECONDS, Slot, WorkerProcess

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from cgq.contract import Host
    from cgq.workers.engine import Seat

THREADS = 16
"""Calls at once in the process of network-bound kinds: chosen above the default limit of every queue (semantics C2)."""

START_SECONDS = 60.0
"""Seconds in which a worker must be ready: chosen so that loading large libraries on a busy machine fits."""

IDLE_SECONDS = 60.0
"""Seconds after which a worker without work ends: chosen so that a short pause costs no new start."""

ASSIGNMENT_SECONDS = 0.05
"""Seconds of work that one assignment should hold; only kinds with shorter calls get several at once, or top-ups.
Chosen long beside a turn of the supervisor, and short beside a drain (semantics R6)."""

MAX_CALLS = 256
"""Calls in one assignment, however short they are: chosen so that few go back when their worker falls."""

LOOK_SECONDS = 0.2
"""Seconds between looks for calls that outlast their time and workers that idle: a timeout is late by about so much."""

STALL_SECONDS = 2.0
"""Seconds between two looks beyond which this process itself stood still (SIGSTOP, sleep of the host; semantics R2): no
call is charged for them. Chosen far above LOOK_SECONDS."""


class LocalEngine:
    """Runs calls in worker processes.

    A process of the `pool` serves one kind; the one `analyser` process and the one process of
    `threads` serve every kind of theirs. `database` is what workers with a snapshot read, `files` the folder for
    their new files, `spool` that for the paid answers of those that wait for the network.
    """

    def __init__(
        self,
        seats: Mapping[str, Seat],
        jobs: int,
        *,
        database: Path | None = None,
        files: Path | None = None,
        spool: Path | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._seats = seats
        self._jobs = jobs
        self._database = database
        self._files = files
        self._spool = spool
        self._monotonic = monotonic
        self._selector = selectors.DefaultSelector()
        self._workers: list[WorkerProcess] = []
        self._seconds: dict[Lane, float] = {}
        self._looked = monotonic()
        self._bell: int | None = None
        self._startup = startup.Startup()
        self._pending: list[EngineEvent] = []

    # What could be taken

    def free(self, host: Host) -> int:
        if host == "pool":
            return self._room() - sum(1 for worker in self._of("pool") if not worker.idle or worker.ending_since)
        if not self._of(host) and self._startup.rests(self._monotonic()):
            return 0
        busy = sum(1 for worker in self._of(host) for slot in worker.slots if slot.queue)
        if any(worker.ending_since is not None for worker in self._of(host)):
            return 0
        return (1 if host == "analyser" else THREADS) - busy

    def _room(self) -> int:
        """Processes that the pool may have now."""
        return min(self._jobs, len(self._of("pool"))) if self._startup.rests(self._monotonic()) else self._jobs

    def may_start_again(self) -> bool:
        return self._startup.has_rested(self._monotonic())

    def busy(self) -> dict[Lane, int]:
        return Counter(slot.queue[0].lane for worker in self._workers for slot in worker.slots if slot.queue)

    def top_ups(self, lane: Lane) -> int:
        if self._seconds.get(lane, 1.0) > ASSIGNMENT_SECONDS:
            return 0
        return sum(1 for _, slot in self._slots_of(lane) if len(slot.queue) == 1)

    def quota(self, lane: Lane) -> int:
        seconds = self._seconds.get(lane)
        if seconds is None:
            return 1
        return max(1, min(MAX_CALLS, int(ASSIGNMENT_SECONDS / max(seconds, 1e-6))))

    def outstanding(self) -> list[Assignment]:
        return [assignment for worker in self._workers for slot in worker.slots for assignment in slot.queue]

    # Handing out

    def submit(self, assignment: Assignment, *, top_up: bool) -> None:
        now = self._monotonic()
        if top_up:
            for worker, slot in self._slots_of(assignment.lane):
                if len(slot.queue) == 1:
                    worker.give(slot, assignment, now)
                    return
        try:
            worker = self._worker_for(assignment, now)
        except OSError as error:
            self._not_started(assignment, startup.not_started(error))
            return
        slot = next(slot for slot in worker.slots if not slot.queue)
        worker.give(slot, assignment, now)

    def _slots_of(self, lane: Lane) -> list[tuple[WorkerProcess, Slot]]:
        return [
            (worker, slot)
            for worker in self._workers
            if worker.ending_since is None
            for slot in worker.slots
            if slot.queue and slot.queue[0].lane == lane
        ]

    def _of(self, host: Host) -> list[WorkerProcess]:
        return [worker for worker in self._workers if worker.host == host]

    def _worker_for(self, assignment: Assignment, now: float) -> WorkerProcess:
        host, kind = assignment.host, assignment.lane[1]
        for worker in self._of(host):
            if kind not in worker.kinds or worker.alone != assignment.alone or worker.ending_since is not None:
                continue
            if any(not slot.queue for slot in worker.slots):
                return worker
        if host == "pool":
            self._retire_one_for_room()
        kinds = (kind,) if host == "pool" else tuple(k for k, seat in self._seats.items() if seat.host == host)
        setup = self._setup(host, kinds, threads=THREADS if host == "threads" and not assignment.alone else 1)
        worker = WorkerProcess(host, kinds, setup, now, alone=assignment.alone)
        self._workers.append(worker)
        self._selector.register(worker.channel.socket, selectors.EVENT_READ, worker)
        return worker

    def _setup(self, host: Host, kinds: tuple[str, ...], *, threads: int) -> wire.Setup:
        return wire.Setup(
            kinds=[self._kind_setup(kind) for kind in kinds],
            threads=threads,
            memory=self._seats[kinds[0]].memory if host == "pool" else None,
            files=None if self._files is None else path_text(self._files),
            secrets={name: value for kind in kinds for name, value in self._seats[kind].secrets.items()},
            spool=path_text(self._spool) if self._spool is not None and host == "threads" else None,
        )

    def _kind_setup(self, kind: str) -> wire.KindSetup:
        seat = self._seats[kind]
        database = path_text(self._database) if seat.snapshot and self._database else None
        return wire.KindSetup(kind, Raw(seat.settings), database)

    def _retire_one_for_room(self) -> None:
        pool = self._of("pool")
        idle = [worker for worker in pool if worker.idle and worker.ending_since is None]
        if len(pool) >= self._room() and idle:
            self._remove(min(idle, key=lambda worker: worker.idle_since))

    def _remove(self, worker: WorkerProcess) -> str:
        self._selector.unregister(worker.channel.socket)
        self._workers.remove(worker)
        return worker.reap()

    # What comes back

    def wait(self, seconds: float, bell: int | None = None) -> list[EngineEvent]:
        events, self._pending = self._pending, []
        self._listen(bell)
        if self._flush():
            seconds = min(seconds, 0.002)
        if events:
            seconds = 0.0
        for key, _ in self._selector.select(seconds):
            if key.fd == bell:
                continue
            self._hear(key.data, events)
            if key.data.channel.closed:
                self._fallen(key.data, events)
        now = self._monotonic()
        self._tell_begun(now, events)
        if now - self._looked >= LOOK_SECONDS:
            self._forgive(now - self._looked)
            self._looked = now
            self._look(now, events)
        return events

    def _tell_begun(self, now: float, events: list[EngineEvent]) -> None:
        for worker in self._workers:
            for slot in worker.slots:
                calls = worker.begun(slot, now) if slot.queue and slot.queue[0].watched else []
                if calls:
                    events.append(Begun(calls))

    def _listen(self, bell: int | None) -> None:
        if bell != self._bell:
            if self._bell is not None:
                self._selector.unregister(self._bell)
            if bell is not None:
                self._selector.register(bell, selectors.EVENT_READ)
            self._bell = bell

    def _hear(self, worker: WorkerProcess, events: list[EngineEvent]) -> None:
        try:
            while frames := worker.channel.receive():
                for frame in frames:
                    self._take(worker, wire.decode_incoming.decode(frame), events)
        except (FrameTooLarge, DecodeError, RecursionError) as error:
            worker.end_message = f"it sent what no worker sends: {error}"
            worker.channel.closed = True

    def _flush(self) -> bool:
        """Send what waits to be sent; True when some of it still waits."""
        for worker in self._workers:
            worker.channel.flush()
        return any(worker.channel.backlog for worker in self._workers)

    def _take(self, worker: WorkerProcess, message: wire.Incoming, events: list[EngineEvent]) -> None:
        if isinstance(message, wire.Ready):
            if message.protocol != wire.PROTOCOL:
                raise DecodeError("it belongs to another version of cgq, which was installed meanwhile")
            worker.ready = True
            self._startup.succeeded()
        elif isinstance(message, wire.Broken):
            worker.end_message = message.failure.message
        elif isinstance(message, wire.Replies):
            self._answered(worker, message, events)
        elif isinstance(message, wire.ItemReply):
            events.append(incoming.item_done(worker, message))
        elif isinstance(message, wire.Ask):
            events.append(incoming.asked(worker, message, self._monotonic))
        elif isinstance(message, wire.Paid | wire.Unpaid):
            events.append(incoming.payment(worker, message))
        else:
            events += incoming.progressed(worker, message)

    def _answered(self, worker: WorkerProcess, message: wire.Replies, events: list[EngineEvent]) -> None:
        for answer in incoming.answered(worker, message, self._monotonic()):
            if not answer.halve:
                self._learn(answer.lane, answer.seconds)
            events.append(answer)

    def _learn(self, lane: Lane, seconds: float) -> None:
        before = self._seconds.get(lane)
        seconds = max(0.0, seconds)
        self._seconds[lane] = seconds if before is None else 0.8 * before + 0.2 * seconds

    # Falling and ending

    def _fallen(self, worker: WorkerProcess, events: list[EngineEvent]) -> None:
        slate = [worker.slate.read(slot.number) for slot in worker.slots]
        ending = self._remove(worker)
        if not worker.ready and startup.is_own_fault(worker.kinds, slate[0], worker.end_message or ending):
            events += lost_to_its_kind(worker.slots[0].queue, worker.end_message or ending)
            return
        if not worker.ready:
            message = worker.end_message or startup.ended_early(ending)
            events.append(self._broken(worker.kinds[0], message, killed=worker.killed and not worker.end_message))
        for slot, at in zip(worker.slots, slate, strict=True):
            if slot.queue:
                events += self._lost(worker, slot, at, worker.end_message or ending)

    def _not_started(self, assignment: Assignment, message: str) -> None:
        """The system started no worker for this; it is reported with what happens next."""
        lost = Lost(assignment.lane, STARTING, message, None, list(assignment.calls))
        self._pending += [self._broken(assignment.lane[1], message, killed=False), lost]

    def _broken(self, kind: str, message: str, *, killed: bool) -> WorkerBroken:
        others_work = any(worker.ready and (kind in worker.kinds or not worker.idle) for worker in self._workers)
        hopeless = self._startup.failed(self._monotonic(), killed=killed, others_work=others_work)
        is_reported = others_work and self._startup.are_first
        return WorkerBroken(kind, message, startup.remedy(message), hopeless=hopeless, is_reported=is_reported)

    def _lost(self, worker: WorkerProcess, slot: Slot, at: tuple[int, int], message: str) -> list[EngineEvent]:
        first = slot.queue[0]
        waiting = first.calls[first.answered :] + [call for later in list(slot.queue)[1:] for call in later.calls]
        at_work = _call_at(first, at) if worker.ready else None
        innocent_host = worker.timed_out is not None and worker.timed_out is not slot
        shared = len(worker.slots) > 1 and worker.timed_out is None
        guilty = None if innocent_host or shared else at_work
        cause = "timeout" if worker.timed_out is slot else "crash" if worker.ready else STARTING
        innocent = [call for call in waiting if call is not guilty]
        suspect = [at_work] if shared and at_work is not None else []
        return [Lost(first.lane, cause, message, guilty, innocent, suspect)]

    def _forgive(self, gap: float) -> None:
        """Do not charge calls for the time in which this process itself stood still (R2: SIGSTOP)."""
        if gap > STALL_SECONDS:
            for worker in self._workers:
                for slot in worker.slots:
                    slot.since += gap

    def _look(self, now: float, events: list[EngineEvent]) -> None:
        for worker in list(self._workers):
            if worker.has_ended():
                # Its channel would have closed, had not a process that it left behind kept it open.
                self._hear(worker, events)
                self._fallen(worker, events)
            elif worker.ending_since is not None:
                if now - worker.ending_since >= TERM_SECONDS:
                    worker.kill()
            elif not worker.ready and now - worker.started > START_SECONDS:
                worker.end(f"it was not ready within {START_SECONDS:.0f} s", now)
            elif worker.idle:
                if now - worker.idle_since > IDLE_SECONDS:
                    self._remove(worker)
            else:
                self._check_time(worker, now)

    def _check_time(self, worker: WorkerProcess, now: float) -> None:
        for slot in worker.slots:
            if not slot.queue:
                continue
            assignment = slot.queue[0]
            allowed = wire.allowed(assignment, slot.announced)
            if worker.look(slot, now) > allowed:
                worker.timed_out = slot
                worker.end(f"it took longer than {allowed:g} s", now)
                return

    def abandon(self, leases: set[tuple[int, int]]) -> None:
        for worker in self._workers:
            for slot in worker.slots:
                at = worker.slate.read(slot.number)
                call = _call_at(slot.queue[0], at) if slot.queue else None
                if call is None or any(job.lease not in leases for job in call.jobs):
                    continue
                if len(worker.slots) > 1:
                    worker.channel.send(wire.encode(wire.Abandon(*at)))
                elif len(call.jobs) == 1:
                    worker.end("its job was cancelled", self._monotonic())

    def close(self) -> None:
        for worker in list(self._workers):
            worker.kill()
        for worker in list(self._workers):
            self._remove(worker)
        self._selector.close()


def _call_at(assignment: Assignment, at: tuple[int, int]) -> WorkCall | None:
    """The unanswered call of an assignment that a slate shows."""
    task, number = at
    if task != assignment.id or not assignment.answered <= number < len(assignment.calls):
        return None
    return assignment.calls[number]
