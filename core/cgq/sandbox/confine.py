"""What a worker may not do: outlive its supervisor, grow without bound, reach the network.

Everything here is done by a process to itself, before it opens anything that it was given.
"""

from __future__ import annotations

import ctypes
import math
import os
import resource
import signal
import sys
from contextlib import suppress

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_PR_SET_NO_NEW_PRIVS = 38
_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
_MAX_FILE = 64 * 1024 * 1024


def end_with(parent: int, number: signal.Signals = signal.SIGKILL) -> None:
    """Send this process a signal when its parent ends, however that ends (R4); end it when the parent is gone already.

    The kernel forgets it at a fork and at a change of credentials.
    """
    if sys.platform == "linux":
        _libc().prctl(_PR_SET_PDEATHSIG, number, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(0)


def adopt_orphans() -> None:
    """Become the parent of every process that is started below this one and whose own parent has ended."""
    if sys.platform == "linux":
        _libc().prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def keep_no_core() -> None:
    """Leave no core file of somebody's papers behind."""
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def confine(memory: int, parent: int) -> bool:
    """Limit memory to `memory` bytes beyond what is mapped now, files to 64 MB, and cut the network.

    True when the network is really cut; where an ordinary user may not do that, the limits still hold.
    """
    most = _mapped() + memory
    for name, limit in ((resource.RLIMIT_AS, most), (resource.RLIMIT_FSIZE, _MAX_FILE)):
        with suppress(ValueError, OSError):
            resource.setrlimit(name, (limit, limit))
    if sys.platform != "linux":
        return False
    _libc().prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    cut = _leave_network()
    end_with(parent)  # a change of credentials makes the kernel forget it
    return cut


def narrow(memory: int, seconds: float, parent: int) -> None:
    """Limits for one piece of work in a process of its own, within those that it was born with.

    At most `memory` bytes beyond what is mapped now and `seconds` of processor time; it writes no file,
    starts no process, and ends with `parent`.
    """
    _lower(resource.RLIMIT_AS, _mapped() + memory)
    _lower(resource.RLIMIT_CPU, max(1, math.ceil(seconds)), 1)  # a second to be told of it, before the end
    _lower(resource.RLIMIT_FSIZE, 0)
    _lower(resource.RLIMIT_NPROC, 0)
    keep_no_core()
    if sys.platform == "linux":
        _libc().prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        _leave_network()
    end_with(parent)


def _lower(name: int, limit: int, grace: int = 0) -> None:
    """Lower the soft limit, and the hard one to `grace` above; one that is lower already stays."""
    wanted = zip((limit, limit + grace), resource.getrlimit(name), strict=True)
    held = [most if now == resource.RLIM_INFINITY else min(most, now) for most, now in wanted]
    with suppress(ValueError, OSError):
        resource.setrlimit(name, (held[0], held[1]))


def _leave_network() -> bool:
    unshare = _libc().unshare
    return any(unshare(flags) == 0 for flags in (_CLONE_NEWNET, _CLONE_NEWUSER | _CLONE_NEWNET))


def _mapped() -> int:
    try:
        with open("/proc/self/statm", encoding="ascii") as statm:
            return int(statm.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 1 << 30


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
