"""A collection from a loopback server: addresses a second, and the memory of the workers.

python bench/collect.py [--papers N] [--megabytes N] [--hosts N] [--json FILE]

The papers lie on several hosts of this machine (127.0.0.1, 127.0.0.2 …), so that they are fetched side by side; two
seconds between two requests to one host are left out. The goal is an average of at most 64 MB above the idle workers,
which have fetched nothing yet.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

REPOSITORY = Path(__file__).resolve().parents[1]
# Not this folder itself: the names of its files are those of modules.
sys.path[:1] = [str(REPOSITORY / "core"), str(REPOSITORY / "cli"), str(REPOSITORY)]

import psutil  # noqa: E402
from bench.support.figure import Board, at_least, at_most  # noqa: E402
from tests.support.sick_server import Answer, SickServer, paper  # noqa: E402

from cgq.config import CollectSettings, Settings  # noqa: E402
from cgq.queue.enqueue import enqueue  # noqa: E402
from cgq.queue.item_counts import item_counts  # noqa: E402
from cgq.queue.job import NewJob  # noqa: E402
from cgq.workspace import Workspace  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Sequence

MB = 1024 * 1024
MOST_ABOVE_IDLE = 64.0
"""Megabytes that the workers may take on average above what they take idle."""

LOOK = 0.02
"""Seconds between two looks at its memory."""


def main(args: Sequence[str]) -> int:
    """Collect and measure; 0 when every goal is met."""
    asked = _parser().parse_args(args)
    board = Board()
    with tempfile.TemporaryDirectory(prefix="cgq-bench-") as folder, ExitStack() as stack:
        servers = [stack.enter_context(SickServer(f"127.0.0.{n}")) for n in range(1, asked.hosts + 1)]
        addresses = [_serve(servers[n % len(servers)], n, asked.megabytes) for n in range(asked.papers)]
        _measure(board, Path(folder), [server.host for server in servers], addresses, asked.megabytes)
    if asked.json:
        board.keep(asked.json)
    return 0 if all(figure.verdict != "MISSED" for figure in board.figures) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--papers", type=int, default=100, help="Addresses.")
    parser.add_argument("--megabytes", type=float, default=5.0, help="Size of each paper.")
    parser.add_argument("--hosts", type=int, default=8, help="Hosts that have them.")
    parser.add_argument("--json", type=Path, help="Where to keep the figures.")
    return parser


def _serve(server: SickServer, number: int, megabytes: float) -> str:
    filler = os.urandom(1024) * int(megabytes * 1024)
    server.answers[f"/{number}.pdf"] = Answer(paper(str(number)) + filler)
    return server.url(f"/{number}.pdf")


def _measure(board: Board, folder: Path, hosts: list[str], addresses: list[str], megabytes: float) -> None:
    settings = Settings(db=folder / "cgq.db", jobs=1, collect=CollectSettings(allowed_hosts=tuple(hosts), delay=0.0))
    local = folder / "local.pdf"
    local.write_bytes(paper("local"))
    environment = {
        **os.environ,
        "CGQ_DB": str(settings.db),
        "CGQ_COLLECT_ALLOWED_HOSTS": ",".join(hosts),
        "CGQ_COLLECT_DELAY": "0",
        "PYTHONPATH": os.pathsep.join([str(REPOSITORY / "core"), str(REPOSITORY / "cli")]),
    }
    with Workspace(settings) as workspace:
        command = [sys.executable, "-m", "cgq_cli", "work", "--quiet"]
        with subprocess.Popen(command, env=environment, cwd=folder) as serving:
            try:
                _done(workspace, _put(workspace, [str(local)]))
                workers = psutil.Process(serving.pid).children(recursive=True)
                idle = _memory(workers)
                watch = _Watch(workers)
                began = time.monotonic()
                job = _put(workspace, addresses)
                _done(workspace, job)
                seconds = time.monotonic() - began
                seen = watch.stop()
                with workspace.database.read() as tx:
                    counts = item_counts(tx, [job])[job]
            finally:
                serving.terminate()
    board.note(f"{len(addresses)} papers of {megabytes:g} MB on {len(hosts)} hosts")
    board.add("collect", "memory of the idle workers, guards included", idle, "MB")
    board.add("collect", "success rate", counts.success_rate, "%", at_least(95.0))
    board.add("collect", "addresses a second", len(addresses) / seconds, "/s")
    board.add("collect", "megabytes a second", len(addresses) * megabytes / seconds, "MB/s")
    average = sum(seen) / len(seen) - idle
    board.add("collect", "memory above idle, average", average, "MB", at_most(MOST_ABOVE_IDLE))
    board.add("collect", "memory above idle, most", max(seen) - idle, "MB")


def _put(workspace: Workspace, addresses: list[str]) -> int:
    with workspace.ledger.write() as books:
        (made,) = enqueue(books, [NewJob(kind="collect", args={"addresses": addresses, "process": False})])
    return made.id


def _done(workspace: Workspace, job: int) -> None:
    while True:
        with workspace.database.read() as tx:
            state = tx.value("SELECT state FROM job WHERE id = ?", (job,))
        if state == "done":
            return
        if state not in ("ready", "running"):
            raise SystemExit(f"The collection is {state}.")
        time.sleep(LOOK)


def _memory(processes: Sequence[psutil.Process]) -> float:
    """Megabytes that some processes have in memory together."""
    return sum(process.memory_info().rss for process in processes) / MB


class _Watch:
    """Looks at the memory of some processes until it is told to stop."""

    def __init__(self, processes: Sequence[psutil.Process]) -> None:
        self._processes = processes
        self._seen: list[float] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look_on, daemon=True)
        self._thread.start()

    def stop(self) -> list[float]:
        """End looking; the megabytes of each look."""
        self._over.set()
        self._thread.join()
        return self._seen

    def _look_on(self) -> None:
        while not self._over.wait(LOOK):
            self._seen.append(_memory(self._processes))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
