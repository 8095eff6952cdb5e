"""The processes between a supervisor and a worker: whatever the worker has started ends with it (R4, R5).

A worker starts processes, and those start others, in sessions of their own or orphaned at once. A guard forks the
worker and adopts what is orphaned below it (the kernel calls that a child subreaper), so that each of them stays its
descendant. It kills them all when the worker ends, when the supervisor ends, however it does, and when it is asked to;
then it ends as the worker did. It loads nothing, so that it costs little and no library can hold it up.

The worker has a folder of its own for temporary files (TMPDIR), below the one that is asked for: what it and its
processes leave there when they are killed goes with them.

There are two, for one may be killed itself: the outer guard forks the inner one, which forks the worker. What an inner
guard leaves behind the outer one adopts and kills; when the outer one is gone, the inner one does as when its
supervisor is. They are in different process groups, so that no kill of a group takes both. The supervisor adopts
nothing: it may be any program that uses the library, with children of its own.

Started as `python -m cgq.workers.guard SOCKET SLATE PARENT` with two inherited descriptors and the supervisor's pid.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from contextlib import suppress
from typing import NoReturn

from cgq.sandbox import confine
from cgq.sandbox.inherited import reset_signals
from cgq.workers.channel import HEADER

END = signal.SIGUSR1
"""Asks a guard to end its worker and all that the worker has started."""

SUPERVISOR_GONE = signal.SIGCONT
"""What the kernel sends a guard when its supervisor ends: it reaches one that somebody has stopped as well."""

_FOR_THE_WORKER = frozenset({signal.SIGTERM, signal.SIGINT, signal.SIGHUP})
"""Signals that a guard passes on to the group that its child leads: the outer one to that of inner guard and worker.
The worker leads none; what the inner guard hears has gone to their whole group."""

HEARD = frozenset({signal.SIGCHLD, END, SUPERVISOR_GONE, *_FOR_THE_WORKER})
"""Signals that a guard waits for."""

_LOOK_SECONDS = 1.0
"""Between looks at whether the supervisor still lives, where its end was not reported: half of R4's 2 s."""

_PATIENCE_SECONDS = 2.0
"""How long killed processes may take to go; one that the kernel holds up (a disk, a dead network drive) is left."""


def main() -> NoReturn:
    """Entry of the process."""
    descriptors, supervisor = (int(sys.argv[1]), int(sys.argv[2])), int(sys.argv[3])
    reset_signals()
    signal.pthread_sigmask(signal.SIG_BLOCK, HEARD)
    outer = os.getpid()
    folder = make_folder()
    _fork_and_guard(supervisor, descriptors, END, folder)
    os.setpgid(0, 0)
    inner = os.getpid()
    _fork_and_guard(outer, descriptors, signal.SIGKILL, folder)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    _work(*descriptors, inner)


def make_folder() -> str | None:
    """Make a folder that only this user may enter, and the one for temporary files of this process's children; None
    where there is no room for one."""
    folder = os.path.join(os.environ.get("TMPDIR") or "/tmp", f"cgq-{os.getpid()}-{os.urandom(4).hex()}")  # noqa: S108
    try:
        os.mkdir(folder, 0o700)
    except OSError:
        return None
    os.environ["TMPDIR"] = folder
    return folder


def remove_folder(folder: str | None) -> None:
    """Remove it with what was left in it. Both guards do; the second finds nothing."""
    if folder is None:
        return
    try:
        os.rmdir(folder)
    except FileNotFoundError:
        return
    except OSError:
        import shutil

        shutil.rmtree(folder, ignore_errors=True)


def _fork_and_guard(parent: int, descriptors: tuple[int, int], ending: signal.Signals, folder: str | None) -> None:
    """Fork: return in the child; in this process be its guard, and end. `ending` is the signal that ends the child,
    `folder` what is removed after it."""
    confine.end_with(parent, SUPERVISOR_GONE)
    confine.adopt_orphans()
    confine.keep_no_core()
    try:
        child = os.fork()
    except OSError as error:
        _tell_broken(descriptors[0], error)
        os._exit(1)
    if child == 0:
        return
    for descriptor in descriptors:
        os.close(descriptor)
    status = watch(child, parent, ending)
    end_descendants()
    remove_folder(folder)
    end_as(status)


def _work(channel: int, slate: int, guard: int) -> NoReturn:
    """Become the worker. What it needs is loaded here, and not in the guard."""
    try:
        from cgq.workers import child
    except BaseException as error:
        _tell_broken(channel, error)
        raise
    child.main(channel, slate, guard)


def _tell_broken(channel: int, error: BaseException) -> None:
    """Report what kept the worker from starting, as wire.Broken and without the libraries that may be the trouble."""
    import json

    failure = {"code": "worker_broken", "message": f"{type(error).__name__}: {error}"}
    frame = json.dumps(["broken", failure]).encode()
    os.write(channel, HEADER.pack(len(frame)) + frame)


def watch(child: int, parent: int, ending: signal.Signals) -> int:
    """Wait until the child, worker or inner guard, has ended, and end it when that is asked for; its status."""
    while True:
        heard = signal.sigtimedwait(HEARD, _LOOK_SECONDS)
        number = 0 if heard is None else heard.si_signo
        if os.getppid() != parent or number == END:
            os.kill(child, ending)
            os.kill(child, signal.SIGCONT)  # somebody may have stopped it
            return os.waitpid(child, 0)[1]
        if number in _FOR_THE_WORKER:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(child, number)
        for ended, status in _reap():
            if ended == child:
                return status


def _reap() -> list[tuple[int, int]]:
    """Take the children that have ended: pid and status."""
    ended: list[tuple[int, int]] = []
    with suppress(ChildProcessError):
        while (found := os.waitpid(-1, os.WNOHANG))[0]:
            ended.append(found)
    return ended


def end_descendants() -> None:
    """Kill the children, then those that they leave behind, until there is none."""
    until = time.monotonic() + _PATIENCE_SECONDS
    while _has_children() and time.monotonic() < until:
        for child in _children():
            with suppress(ProcessLookupError, PermissionError):
                os.kill(child, signal.SIGKILL)
        signal.sigtimedwait({signal.SIGCHLD}, 0.05)
        _reap()


def _has_children() -> bool:
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return False
    return True


def _children() -> list[int]:
    """The processes whose parent this one is."""
    own, found = str(os.getpid()), list[int]()
    for name in filter(str.isdigit, os.listdir("/proc")):
        with suppress(OSError), open(f"/proc/{name}/stat", encoding="utf-8", errors="replace") as stat:
            if stat.read().rpartition(")")[2].split()[1] == own:
                found.append(int(name))
    return found


def end_as(status: int) -> NoReturn:
    """End with the status, or by the signal, with which the worker ended."""
    code = os.waitstatus_to_exitcode(status)
    if code < 0:
        with suppress(OSError, ValueError):  # SIGKILL takes no handler
            signal.signal(-code, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {-code})  # alone: a request to end may be pending
        os.kill(os.getpid(), -code)
    os._exit(code)


if __name__ == "__main__":
    main()
