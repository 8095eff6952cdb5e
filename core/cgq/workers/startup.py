"""Workers that do not start: when to try again, with how many to go on, when to give up, and what to do about it."""

from __future__ import annotations

import re
import resource

from cgq.errors import describe_error
from cgq.workers.wire import GETTING_READY

FIRST_REST = 0.25
"""Seconds after the first worker that did not start; they double each time. A shortage that passes often does so at
once: a fork that met the limit on processes while others ended."""

LONGEST_REST = 10.0
"""Seconds between tries while other workers work."""

MOST_TRIES = 4
"""Workers in a row that may not start while none works: with the rests between them, two seconds and their starts."""

MOST_KILLED = 10
"""The same of workers that somebody kills as they start, who may leave off (R4), as the kernel does when memory is
short: about ten seconds of rests of a second and more."""

LONGEST_REST_ALONE = 1.5
"""Seconds between tries while no worker works: nobody is served meanwhile, and the end is not to take long."""

_REMEDIES = (
    (r"can't start new thread|Resource temporarily unavailable", "Raise the limit on processes (ulimit -u)"),
    (r"MemoryError|Cannot allocate memory|failed to map|memory is limited", "Raise the limit on memory (ulimit -v)"),
    (r"Too many open files", "Raise the limit on open files (ulimit -n)"),
    (r"No space left|Disk quota", "Free some space"),
)
_ENDED_BY_OTHERS = frozenset(f"signal {name}" for name in ("SIGKILL", "SIGTERM", "SIGINT", "SIGHUP"))
"""How a process ends that somebody ended: a person, a service manager, the kernel when memory is short."""

_FEWER = ", or use fewer workers: --jobs 1. No job was charged."
_UNKNOWN = "No job was charged. CGQ_DEBUG=1 shows what the worker says; check the installation: `cgq doctor`"


class Startup:
    """Remembers the workers in a row that did not start."""

    def __init__(self) -> None:
        self._tries = 0
        self._killed = 0
        self._until = 0.0
        self._rested = True

    def failed(self, now: float, *, killed: bool, others_work: bool) -> bool:
        """One more did not start: when others work, fewer must do. True when it is hopeless."""
        self._killed += killed
        self._tries += not killed
        longest = LONGEST_REST if others_work else LONGEST_REST_ALONE
        self._until = now + min(longest, FIRST_REST * 2 ** (self._tries + self._killed - 1))
        self._rested = False
        return not others_work and (self._tries >= MOST_TRIES or self._killed >= MOST_KILLED)

    def succeeded(self) -> None:
        """One has started."""
        self._tries = self._killed = 0
        self._until = 0.0

    @property
    def are_first(self) -> bool:
        """Is the last failure the first in a row?"""
        return self._tries + self._killed == 1

    def rests(self, now: float) -> bool:
        """Should none be started now, beyond those that are there?"""
        return now < self._until

    def has_rested(self, now: float) -> bool:
        """Is the time to try again come? True once."""
        if self._rested or self.rests(now):
            return False
        self._rested = True
        return True


def ended_early(ending: str) -> str:
    """What is known of a worker that ended before it was ready, which limit it had included."""
    soft = _memory_limit()
    limited = f"; its memory is limited to {soft // 2**20} MB" if soft != resource.RLIM_INFINITY else ""
    return f"the worker ended with {ending} before it was ready{limited}"


def is_own_fault(kinds: tuple[str, ...], at: tuple[int, int], ending: str) -> bool:
    """Did a user's own kind end its own worker while it got ready, by what its slate shows?

    Not when somebody else ended it, nor by a signal where memory is limited: libraries abort when they get none.
    """
    if at[0] != GETTING_READY or len(kinds) > 1 or ending in _ENDED_BY_OTHERS:
        return False
    return not (ending.startswith("signal") and _memory_limit() != resource.RLIM_INFINITY)


def not_started(error: OSError) -> str:
    """Why the system started no process."""
    return f"the system starts none: {error.strerror or describe_error(error)}"


def remedy(message: str) -> str:
    """What to do about workers that do not start, by what is known of it."""
    for pattern, hint in _REMEDIES:
        if re.search(pattern, message):
            return hint + _FEWER
    return _UNKNOWN


def _memory_limit() -> int:
    """Bytes that a process of ours may take, or RLIM_INFINITY."""
    return min(resource.getrlimit(resource.RLIMIT_AS)[0], resource.getrlimit(resource.RLIMIT_DATA)[0], key=_size)


def _size(limit: int) -> float:
    return float("inf") if limit == resource.RLIM_INFINITY else limit
