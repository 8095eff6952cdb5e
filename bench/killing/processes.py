"""What the system tells about the campaign's processes, and how they end with it. Linux only."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

CHILD = b"cgq.workers.guard"
_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None)


@dataclass(frozen=True, slots=True)
class WorkerSeen:
    """A living worker, the supervisor that started it, and the seconds since then."""

    pid: int
    supervisor: int
    age: float


def workers() -> list[WorkerSeen]:
    """Every living worker on this machine; one that is dead and not yet reaped is not living."""
    seen = (_worker(Path("/proc", name)) for name in os.listdir("/proc") if name.isdigit())
    return [one for one in seen if one is not None]


def _worker(folder: Path) -> WorkerSeen | None:
    with suppress(OSError, ValueError, IndexError):
        arguments = (folder / "cmdline").read_bytes().rstrip(b"\0").split(b"\0")
        if CHILD in arguments and state(int(folder.name)) not in "ZX":
            return WorkerSeen(int(folder.name), int(arguments[-1]), _age(folder))
    return None


def _age(folder: Path) -> float:
    ticks = int((folder / "stat").read_text(errors="replace").rpartition(")")[2].split()[19])
    return float(Path("/proc/uptime").read_text().split()[0]) - ticks / os.sysconf("SC_CLK_TCK")


def state(pid: int) -> str:
    """One letter as in proc(5); X for a process that is not there."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return "X"
    return text.rpartition(")")[2].split()[0]


def send(pid: int, number: signal.Signals) -> bool:
    """Send a signal; False when nobody was there to take it."""
    with suppress(ProcessLookupError):
        os.kill(pid, number)
        return True
    return False


def start(
    command: Sequence[str], environment: Mapping[str, str], folder: Path, output: IO[bytes]
) -> subprocess.Popen[bytes]:
    """A process in its own session that ends with the campaign, however that ends."""
    return subprocess.Popen(
        command,
        env=environment,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        start_new_session=True,
        preexec_fn=_end_with_parent,  # noqa: PLW1509 - the campaign has one thread
    )


def _end_with_parent() -> None:
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def end(process: subprocess.Popen[bytes]) -> None:
    """Kill it if it lives, and wait for it."""
    if process.poll() is None:
        process.kill()
    process.wait()
