"""The three standard streams, made safe before anything is written to them."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import select
import signal
import stat
import sys
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


MAX_PROSE = 100
"""Columns. Longer lines of prose are hard to read: the eye loses the next one."""
UNKNOWN_WIDTH = 80
"""Columns of a terminal that does not know its own width, as ever."""

_ANSWERS = 1
"""The descriptor of standard output."""


def columns_of(stream: TextIO) -> int | None:
    """How wide prose may be there: the width of the terminal behind it; None when no person reads it."""
    try:
        if not stream.isatty():
            return None
        asked = os.environ.get("COLUMNS", "")
        found = int(asked) if asked.isdigit() else os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError):
        return None
    return min(found or UNKNOWN_WIDTH, MAX_PROSE)


def repair() -> None:
    """Make writing safe whatever this process was started with.

    A closed standard descriptor is filled with /dev/null: else the next file that is opened, the
    database say, would become "standard output". It is open for reading alone where answers go, so that
    one which is written is not lost in silence. What an encoding cannot hold is written as an
    escape instead of raising. A terminal that goes away hangs up.
    """
    for descriptor in (0, 1, 2):
        try:
            os.fstat(descriptor)
        except OSError:
            null = os.open(os.devnull, os.O_RDONLY if descriptor == _ANSWERS else os.O_RDWR)
            if null != descriptor:
                os.dup2(null, descriptor)
                os.close(null)
    sys.stdin = sys.stdin or open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stdout = _safe(sys.stdout, 1, io.TextIOWrapper)
    sys.stderr = _safe(sys.stderr, 2, MaskedText)


def _safe(stream: TextIO | None, descriptor: int, made: type[io.TextIOWrapper]) -> TextIO:
    if stream is None or stream in (sys.__stdout__, sys.__stderr__):
        encoding = stream.encoding if stream else "utf-8"
        raw = io.BufferedWriter(_Descriptor(descriptor, "w", closefd=False))
        stream = made(raw, encoding=encoding, line_buffering=descriptor == 2 or raw.isatty())
    reconfigure(stream, errors="backslashreplace")
    return stream


class _Descriptor(io.FileIO):
    """A standard stream. When it is a terminal and that is gone, it counts as SIGHUP, and what is written goes nowhere.

    The kernel sends the signal itself only where the terminal is that of this process's own session.
    """

    def write(self, data: ReadableBuffer, /) -> int:
        """As a file does; the error by which the kernel reports that nobody is there hangs up."""
        try:
            return super().write(data)
        except OSError as error:
            if error.errno == errno.EBADF and self.fileno() == _ANSWERS:
                raise OSError(errno.EBADF, "Standard output is closed, so the answer cannot be written") from error
            if error.errno != errno.EIO or not _is_device(self.fileno()):
                raise
            _point_nowhere(self.fileno())
            signal.raise_signal(signal.SIGHUP)
            return memoryview(data).nbytes


class MaskedText(io.TextIOWrapper):
    """Text to a descriptor, without secrets, whoever writes it: a warning or a log of somebody's stage as well."""

    def write(self, text: str) -> int:
        """Write the text masked. One that cannot be written is lost: it must fail no stage whose `load` writes it."""
        from cgq.secrets.masking import mask_values

        with contextlib.suppress(OSError):
            super().write(mask_values(text))
        return len(text)


def reconfigure(stream: TextIO, **how: str) -> None:
    """Change a stream's encoding or its way with errors, if it is of the kind that can."""
    change = getattr(stream, "reconfigure", None)
    if change is not None:
        change(**how)


def is_reader_gone() -> bool:
    """Whether whoever read our standard output has closed it, as `head` does, or a terminal that is gone."""
    poll = select.poll()
    poll.register(1, 0)
    return any(events & (select.POLLERR | select.POLLHUP) for _, events in poll.poll(0))


def terminal_gone() -> bool:
    """Whether one of the standard streams led to a terminal that is gone."""
    poll = select.poll()
    for descriptor in (0, 1, 2):
        if _is_device(descriptor):
            poll.register(descriptor, 0)
    return any(events & select.POLLHUP for _, events in poll.poll(0))


def _is_device(descriptor: int) -> bool:
    return stat.S_ISCHR(os.fstat(descriptor).st_mode)


def means_reader_gone(error: BaseException) -> bool:
    """Does an error mean that? A pipe to a worker or a server can break as well."""
    return isinstance(error, OSError) and error.errno in (errno.EPIPE, errno.EIO) and is_reader_gone()


def means_closed(error: BaseException) -> bool:
    """Does an error mean that standard output was closed when the process began?"""
    return isinstance(error, OSError) and error.errno == errno.EBADF


def silence(stream: TextIO, descriptor: int) -> None:
    """Point a standard stream at /dev/null, so that nothing complains when the interpreter ends."""
    _point_nowhere(descriptor)
    with contextlib.suppress(OSError, ValueError):
        stream.flush()


def _point_nowhere(descriptor: int) -> None:
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, descriptor)
    os.close(null)


def settle() -> None:
    """Write out what is left; a stream that cannot take it leads to /dev/null from here on.

    Else the interpreter would try once more when it ends, and end with 120 instead of the command's own code.
    """
    for stream, descriptor in ((sys.stdout, 1), (sys.stderr, 2)):
        try:
            stream.flush()
        except (OSError, ValueError):
            silence(stream, descriptor)
