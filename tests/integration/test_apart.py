"""Work in a process apart: what it handed over is kept however it falls, and it can do little else."""

from __future__ import annotations

import os
import resource
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.support.poll import until

from cgq.sandbox.apart import End, apart

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MB = 1024 * 1024
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="what an ordinary user may take away is Linux's")


def run(
    work: Callable[[], Iterator[bytes]], *, patience: float = 60.0, seconds: float = 60.0
) -> tuple[list[bytes], End]:
    """What it handed over, and how it ended."""
    running = apart(work, memory=64 * MB, seconds=seconds, patience=lambda: patience)
    pieces: list[bytes] = []
    while True:
        try:
            pieces.append(next(running))
        except StopIteration as stop:
            return pieces, stop.value


def told(work: Callable[[], str]) -> str:
    """What a piece of work says of itself, from where it runs."""

    def once() -> Iterator[bytes]:
        try:
            yield work().encode()
        except OSError as error:
            yield type(error).__name__.encode()

    pieces, end = run(once)
    assert end == End("done")
    return pieces[0].decode()


def falling(fall: Callable[[], object]) -> Callable[[], Iterator[bytes]]:
    def work() -> Iterator[bytes]:
        yield b"before"
        fall()
        yield b"behind"

    return work


def children() -> set[int]:
    tasks = Path(f"/proc/{os.getpid()}/task")
    return {int(pid) for task in tasks.glob("*/children") for pid in task.read_text().split()}


def test_pieces_of_any_size_arrive_in_order() -> None:
    sent = [b"", b"x", bytes(3 * MB), b"last"]
    assert run(lambda: iter(sent)) == (sent, End("done"))


@pytest.mark.parametrize(
    ("fall", "end"),
    [
        (os.abort, End("crash", "signal SIGABRT")),
        (lambda: os.kill(os.getpid(), signal.SIGKILL), End("killed", "signal SIGKILL")),
        (lambda: os._exit(9), End("crash", "exit status 9")),
        (lambda: 1 // 0, End("crash", "exit status 70")),
        (lambda: sys.exit(0), End("crash", "exit status 70")),
        (lambda: os.kill(os.getpid(), signal.SIGXCPU), End("timeout", "60 s of a processor")),
    ],
)
def test_what_came_before_a_fall_is_kept(fall: Callable[[], object], end: End) -> None:
    assert run(falling(fall)) == ([b"before"], end)


def test_work_that_hands_over_nothing_more_is_ended() -> None:
    assert run(falling(signal.pause), patience=0.5) == ([b"before"], End("timeout", "0 s"))


def test_work_that_only_spins_is_ended_by_its_processor_time() -> None:
    def spin() -> None:
        while True:
            pass

    pieces, end = run(falling(spin), seconds=0.5)
    assert (pieces, end.cause) == ([b"before"], "timeout")


def test_memory_is_bounded_beyond_what_there_was() -> None:
    kept: list[bytearray] = []

    def grow() -> None:
        while True:
            kept.append(bytearray(os.urandom(MB)))

    pieces, end = run(falling(grow))
    assert (pieces, end.cause) == ([b"before"], "memory")
    assert "MB" in end.told


def test_a_frame_that_nobody_sends_in_good_faith_is_a_crash() -> None:
    def lie() -> None:
        for descriptor in range(3, 64):
            try:
                os.write(descriptor, b"\xf0\0\0\0")
            except OSError:
                continue

    assert run(falling(lie)) == ([b"before"], End("crash", "it sent what no reader sends"))


@LINUX
def test_it_holds_one_descriptor_and_nothing_of_its_parents(tmp_path: Path) -> None:
    with (tmp_path / "open").open("w"), socket.socket():
        listed = told(lambda: " ".join(sorted(os.readlink(f"/proc/self/fd/{n}") for n in (0, 1, 2))))
        assert listed == "/dev/null /dev/null /dev/null"
        assert int(told(lambda: str(len(os.listdir("/proc/self/fd"))))) == 5  # these, its pipe, and the listing itself


@LINUX
def test_it_reaches_no_network() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        if told(lambda: "cut" if os.readlink("/proc/self/ns/net") != home else "home") == "home":
            pytest.skip("this system lets no ordinary user take the network away")
        reached = told(lambda: str(socket.create_connection(server.getsockname(), 5)))
        # Without a network the loopback is down (unreachable), or up as an empty one (refused): systems differ.
        assert reached in ("OSError", "ConnectionRefusedError")


home = os.readlink("/proc/self/ns/net") if sys.platform == "linux" else ""


def test_it_writes_no_file(tmp_path: Path) -> None:
    target = tmp_path / "written"

    def write() -> str:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        return str(target.write_text("x" * 10))

    assert told(write) == "OSError"
    assert target.read_text() == ""


@pytest.mark.skipif(os.getuid() == 0, reason="root may always start processes")
def test_it_starts_no_process() -> None:
    assert told(lambda: str(os.fork())) == "BlockingIOError"


def test_it_ends_when_nobody_wants_more() -> None:
    before = children()
    running = apart(falling(signal.pause), memory=64 * MB, seconds=60, patience=lambda: 60)
    assert next(running) == b"before"
    assert len(children() - before) == 1
    running.close()
    assert children() == before


@LINUX
def test_R4_it_ends_with_its_parent() -> None:
    code = (
        "import os, signal; from cgq.sandbox.apart import apart\n"
        "def work():\n    yield str(os.getpid()).encode()\n    signal.pause()\n"
        "pid = next(apart(work, memory=1 << 28, seconds=60, patience=lambda: 60)).decode()\n"
        "print(pid, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == -signal.SIGKILL
    until(lambda: not Path("/proc", done.stdout.strip()).exists() or "zombie" in _status(done.stdout.strip()))


def _status(pid: str) -> str:
    try:
        return Path("/proc", pid, "status").read_text()
    except OSError:
        return "zombie"


def test_R5_a_system_that_starts_no_process_says_nothing_of_the_work() -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    free = os.open(os.devnull, os.O_RDONLY)
    os.close(free)
    resource.setrlimit(resource.RLIMIT_NOFILE, (free, before[1]))
    try:
        assert run(lambda: iter([b"never"])) == ([], End("unstarted", "Too many open files"))
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
