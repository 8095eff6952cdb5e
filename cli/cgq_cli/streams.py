"""The three standard streams, made safe before anything is written to them."""

from __future__ import annotations

import contextlib
import io
import os
import select
import sys
from typing import TextIO


def repair() -> None:
    """Make writing safe whatever this process was started with.

    A closed standard descriptor is filled with /dev/null: else the next file that is opened, the
    database say, would become "standard output". What an encoding cannot hold is written as an
    escape instead of raising.
    """
    for descriptor in (0, 1, 2):
        try:
            os.fstat(descriptor)
        except OSError:
            null = os.open(os.devnull, os.O_RDWR)
            if null != descriptor:
                os.dup2(null, descriptor)
                os.close(null)
    sys.stdin = sys.stdin or open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stdout = _safe(sys.stdout, 1)
    sys.stderr = _masked(_safe(sys.stderr, 2))


def _safe(stream: TextIO | None, descriptor: int) -> TextIO:
    if stream is None:
        stream = open(descriptor, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    reconfigure(stream, errors="backslashreplace")
    return stream


class MaskedText(io.TextIOWrapper):
    """Text to a descriptor, without secrets, whoever writes it: a warning or a log of somebody's stage as well."""

    def write(self, text: str) -> int:
        """Write the text masked."""
        from cgq.secrets.masking import mask_values

        super().write(mask_values(text))
        return len(text)


def _masked(stream: TextIO) -> TextIO:
    """The stream, masked, where it is the process's own."""
    if stream is not sys.__stderr__:
        return stream
    file = open(2, "wb", closefd=False)  # noqa: SIM115
    return MaskedText(file, encoding=stream.encoding, errors="backslashreplace", line_buffering=True)


def reconfigure(stream: TextIO, **how: str) -> None:
    """Change a stream's encoding or its way with errors, if it is of the kind that can."""
    change = getattr(stream, "reconfigure", None)
    if change is not None:
        change(**how)


def reader_gone() -> bool:
    """Whether whoever read our standard output has closed it, as `head` does."""
    poll = select.poll()
    poll.register(1, 0)
    return any(events & (select.POLLERR | select.POLLHUP) for _, events in poll.poll(0))


def silence() -> None:
    """Point standard output at /dev/null, so that nothing complains when the interpreter ends."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.close(null)
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.flush()
