"""`cgq work` as a service of systemd: what it reports over its socket, as the unit in docs/ asks for it."""

from __future__ import annotations

import signal
import socket
from typing import TYPE_CHECKING

from tests.support.command import Home

if TYPE_CHECKING:
    from pathlib import Path


def test_R14_work_tells_systemd_that_it_serves_that_it_lives_and_that_it_stops(
    tmp_path: Path, empty_database: Path
) -> None:
    home = Home(tmp_path / "home", empty=empty_database)
    address = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(address)
        manager.settimeout(60)
        home.environment |= {"NOTIFY_SOCKET": address, "WATCHDOG_USEC": "200000"}
        with home.start("work", "--progress", "none") as process:
            assert manager.recv(4096) == b"READY=1\nSTATUS=Serving"
            beats = 0
            while beats < 3:  # an idle one lives, too; how things stand may come in between
                beats += manager.recv(4096) == b"WATCHDOG=1"
            process.send_signal(signal.SIGTERM)
            while (heard := manager.recv(4096)) != b"STOPPING=1":
                assert heard == b"WATCHDOG=1"
            assert process.wait(timeout=30) == 0
