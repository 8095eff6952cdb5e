"""Work that may hang, crash or grow, in a process of its own that hands over piece by piece.

The process is forked; it keeps nothing of its parent's but memory and one end of a pipe. What it handed over
before it fell is kept; its death is told, not raised. It ends with its parent, and with the generator.
"""

from __future__ import annotations

import os
import resource
import select
import signal
import struct
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NoReturn

from cgq.sandbox.confine import narrow
from cgq.sandbox.inherited import reset_signals

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator

_HEADER = struct.Struct(">I")
_OVER = 0xFFFF_FFFF
_LARGEST_PIECE = 64 * 1024 * 1024
_CHUNK = 1 << 16
_STANDARD = range(3)
_NEAR_THE_LIMIT = 0.6
_UNTOLD = 70
# Signals that no work sends to itself, however broken it is: a person, a service manager or the kernel did.
_FROM_OUTSIDE = {signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP}


@dataclass(frozen=True, slots=True)
class End:
    """How the work ended: `done`, or why it did not get that far, in words too.

    `killed`: somebody else ended the process, `unstarted`: the system started none; nothing follows for the work.
    """

    cause: Literal["done", "crash", "memory", "timeout", "killed", "unstarted"]
    told: str = ""


def apart(
    work: Callable[[], Iterable[bytes]], *, memory: int, seconds: float, patience: Callable[[], float]
) -> Generator[bytes, None, End]:
    """The pieces that `work` gives, made in a process of its own; returns how that ended.

    The process may take `memory` bytes beyond what is mapped now and `seconds` of processor time; each next
    piece may take the seconds that `patience` then grants. `work` must tell its errors as pieces: what it
    raises is a crash. What the process sends is bytes that nobody vouches for.
    """
    try:
        process = _Process(work, memory, seconds)
    except OSError as error:
        return End("unstarted", error.strerror or str(error))
    buffer = bytearray()
    try:
        while True:
            for piece in _pieces(buffer):
                if piece is None:
                    return End("done")
                yield piece
            granted = patience()
            until = time.monotonic() + granted
            while not _complete(buffer):
                got = process.read(until - time.monotonic())
                if got is None:
                    return End("timeout", f"{granted:.0f} s")
                if not got:
                    return process.ended()
                buffer += got
    except ValueError:
        return End("crash", "it sent what no reader sends")
    finally:
        process.end()


def _complete(buffer: bytearray) -> bool:
    if len(buffer) < _HEADER.size:
        return False
    size: int = _HEADER.unpack_from(buffer)[0]
    if _LARGEST_PIECE < size < _OVER:
        raise ValueError(size)
    return size == _OVER or len(buffer) >= _HEADER.size + size


def _pieces(buffer: bytearray) -> Iterator[bytes | None]:
    """Take the complete pieces off the buffer; None stands for the end of the work."""
    while _complete(buffer):
        (size,) = _HEADER.unpack_from(buffer)
        if size == _OVER:
            yield None
            return
        piece = bytes(buffer[_HEADER.size : _HEADER.size + size])
        del buffer[: _HEADER.size + size]
        yield piece


class _Process:
    """The forked process, from its parent's side."""

    def __init__(self, work: Callable[[], Iterable[bytes]], memory: int, seconds: float) -> None:
        parent, self._memory, self._seconds = os.getpid(), memory, seconds
        self._mine, theirs = os.pipe()
        try:
            self._pid = os.fork()
        except OSError:
            os.close(self._mine)
            os.close(theirs)
            raise
        if self._pid == 0:
            _be_apart(work, theirs, memory, seconds, parent)
        os.close(theirs)
        self._usage: tuple[int, resource.struct_rusage] | None = None
        self._began = _resident(self._pid) or _resident(os.getpid())

    def read(self, seconds: float) -> bytes | None:
        """What it sends next, empty when it has ended, None when it sends nothing in that time."""
        ready, _, _ = select.select([self._mine], [], [], max(0.0, seconds))
        return os.read(self._mine, _CHUNK) if ready else None

    def end(self) -> tuple[int, resource.struct_rusage]:
        """Kill it, if it still lives, and wait for it; its status and what it used."""
        if self._usage is None:
            with suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)
            os.close(self._mine)
            _, status, usage = os.wait4(self._pid, 0)
            self._usage = status, usage
        return self._usage

    def ended(self) -> End:
        """Why it ended before its work was over."""
        status, usage = self.end()  # a signal now changes nothing: the pipe was closed by the end itself
        code = os.waitstatus_to_exitcode(status)
        if code == -signal.SIGXCPU:
            return End("timeout", f"{self._seconds:.0f} s of a processor")
        how = f"exit status {code}" if code >= 0 else _signal_name(-code)
        taken = max(0, usage.ru_maxrss * 1024 - self._began)
        if taken > _NEAR_THE_LIMIT * self._memory:
            return End("memory", f"{how}, after it had taken {taken / 2**20:.0f} MB")
        return End("killed" if -code in _FROM_OUTSIDE else "crash", how)


def _be_apart(work: Callable[[], Iterable[bytes]], end: int, memory: int, seconds: float, parent: int) -> NoReturn:
    """The forked process: give up everything, do the work, and never return."""
    status = _UNTOLD
    try:
        reset_signals()
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGPIPE):
            signal.signal(number, signal.SIG_DFL)
        _keep_only(end)
        narrow(memory, seconds, parent)
        for piece in work():
            _write(end, _HEADER.pack(len(piece)) + piece)
        _write(end, _HEADER.pack(_OVER))
        status = 0
    finally:
        os._exit(status)


def _keep_only(end: int) -> None:
    """Close every descriptor but one, and leave nothing to read from or write to instead."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in _STANDARD:
        os.dup2(nowhere, number)
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    os.closerange(len(_STANDARD), end)
    os.closerange(end + 1, most if most != resource.RLIM_INFINITY else 1 << 16)


def _write(end: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(end, view) :]


def _resident(pid: int) -> int:
    """Bytes of a process that are in memory now; a forked one starts without its parent's pages of files."""
    try:
        with open(f"/proc/{pid}/statm", encoding="ascii") as statm:
            return int(statm.read().split()[1]) * resource.getpagesize()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _signal_name(number: int) -> str:
    with suppress(ValueError):
        return f"signal {signal.Signals(number).name}"
    return f"signal {number}"
