"""A process that somebody else ended, or that the system did not start, says nothing of the document."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

from cgq.errors import StageFailed

if TYPE_CHECKING:
    from cgq.sandbox.apart import End

FROM_OUTSIDE = frozenset({signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP})
"""Signals that no work sends to itself, however broken it is: a person, a service manager or the kernel did."""


def check_end(end: End, work: str) -> None:
    """Raise StageFailed where a process ended for no fault of the document; `work` is what it does, as in "draws the
    document"."""
    if end.cause == "killed":
        raise ended_from_outside(work, end.told)
    if end.cause == "unstarted":
        message = f"The system started no process that {work} ({end.told})."
        hint = "Raise the limits on processes and open files (ulimit -u, -n), or use fewer workers: --jobs 1."
        raise StageFailed(message, code="reader_unstarted", hint=hint)


def ended_from_outside(work: str, how: str) -> StageFailed:
    """The error of a process that was killed."""
    message = f"The process that {work} was ended from outside ({how})."
    hint = "Look whether the machine runs out of memory, and try again."
    return StageFailed(message, code="reader_killed", hint=hint)
