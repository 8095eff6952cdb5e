"""The processes that tests start: they hear signals as usual, and none outlives its file of tests."""

from __future__ import annotations

import os
import signal
import subprocess
from typing import TYPE_CHECKING, AnyStr

import psutil
import pytest
from tests.support import forking

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType, TracebackType

IGNORED_IN_BACKGROUND = (signal.SIGINT, signal.SIGQUIT, signal.SIGHUP)
"""What nohup and a shell's `&` make a process ignore."""


class Child(subprocess.Popen[AnyStr]):
    """A process that ends with its `with`: what a test raises in there, its time being over as well, kills it.

    Popen itself would wait for it, for ever where the test failed before it could tell the process to end.
    """

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            self.kill()
        super().__exit__(kind, error, trace)


def hear_signals() -> None:
    """Let the children of this process start with default signals, and end it orderly when it is terminated.

    A signal that is ignored stays ignored in every child, and in theirs; one with a handler becomes the default
    again in a program that is started. So what this process was told to ignore gets a handler that does nothing.
    SIGTERM (`timeout 600 make test`) ends pytest as Ctrl-C does, so that fixtures still end what was started.
    """
    for number in IGNORED_IN_BACKGROUND:
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, _do_nothing)
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def _do_nothing(_number: int, _frame: FrameType | None) -> None:
    pass


@pytest.fixture(scope="module", autouse=True)
def no_process_is_left() -> Iterator[None]:
    """Kill what the tests of a file leave running, however they ended, and report it as an error.

    Not test by test: what a fixture shares, a reader with its worker, may start its process within any of them.
    """
    before = _children()
    yield
    forking.stop()
    left = [child for child in _children() if child not in before and child.is_running()]
    if left:
        told = [" ".join(_command(child)) for child in left]
        _kill(left)
        pytest.fail(f"processes were left running, and killed now: {'; '.join(told)}", pytrace=False)


def _children() -> list[psutil.Process]:
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)  # far cheaper than a look at all processes
    except ChildProcessError:
        return []
    return [child for child in psutil.Process().children() if child.status() != psutil.STATUS_ZOMBIE]


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.NoSuchProcess:
        return [f"pid {process.pid}"]


def _kill(left: list[psutil.Process]) -> None:
    every = [*left, *(grandchild for child in left for grandchild in child.children(recursive=True))]
    for process in every:
        process.kill()
    psutil.wait_procs(every, timeout=10)
