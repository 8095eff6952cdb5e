"""What workers write to standard error, for whoever debugs them (CGQ_DEBUG=1): passed on without secrets."""

from __future__ import annotations

import os
import sys
import threading
from contextlib import suppress
from functools import cache

MAX_LINE = 64 * 1024
"""Bytes after which a line that does not end is passed on all the same."""


@cache
def descriptor() -> int:
    """The end of a pipe for workers to write to; a thread passes on what comes, line by line, as long as we live.

    Not in the worker itself: its last words, when it dies of a signal, are the ones that matter.
    """
    mine, theirs = os.pipe()
    threading.Thread(target=_pass_on, args=(mine,), name="complaints", daemon=True).start()
    return theirs


def _pass_on(end: int) -> None:
    from cgq.secrets.masking import mask

    with open(end, "rb") as file:
        while line := file.readline(MAX_LINE):
            # Whoever reads along may have gone or have no room; without a reader here, workers could not write at all.
            with suppress(OSError, ValueError):
                sys.stderr.write(mask(line.decode("utf-8", "backslashreplace")))
                sys.stderr.flush()
