"""What systemd hears of a service, over a socket that stands for its own."""

from __future__ import annotations

import os
import socket
from typing import TYPE_CHECKING

import pytest
from tests.support.clock import FakeClock

from cgq.events import Counts, Draining
from cgq.workers.notify import Service

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(params=["path", "abstract"])
def manager(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[socket.socket, str]]:
    """A socket that hears, and how NOTIFY_SOCKET names it."""
    name = str(tmp_path / "notify") if request.param == "path" else f"@cgq-test-{os.getpid()}-{id(request)}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as heard:
        heard.bind(name.replace("@", "\0") if request.param == "abstract" else name)
        heard.setblocking(False)
        yield heard, name


def messages(heard: socket.socket) -> list[str]:
    """What came so far."""
    found: list[str] = []
    while True:
        try:
            found.append(heard.recv(4096).decode())
        except BlockingIOError:
            return found


def test_R14_it_is_ready_with_the_first_beat_and_stops_when_it_drains(manager: tuple[socket.socket, str]) -> None:
    heard, name = manager
    service = Service({"NOTIFY_SOCKET": name}, FakeClock())
    assert not messages(heard)
    service.beat()
    service.beat()
    assert messages(heard) == ["READY=1\nSTATUS=Serving"]
    service.heard(Counts(tally={("default", "own", "running"): 2, ("default", "own", "ready"): 3}))
    service.heard(Counts(tally={("default", "own", "running"): 2, ("default", "own", "ready"): 3}))
    assert messages(heard) == ["STATUS=2 jobs running, 3 waiting"]
    service.heard(Draining(reason="SIGTERM", running=2, seconds=30.0))
    assert messages(heard) == ["STOPPING=1\nSTATUS=Stopping (SIGTERM): 2 jobs may finish"]


def test_R14_the_watchdog_hears_of_it_at_half_of_its_time_as_long_as_the_loop_turns(
    manager: tuple[socket.socket, str],
) -> None:
    heard, name = manager
    clock = FakeClock()
    environ = {"NOTIFY_SOCKET": name, "WATCHDOG_USEC": "4000000", "WATCHDOG_PID": str(os.getpid())}
    service = Service(environ, clock)
    for _ in range(10):
        service.beat()
        clock.pass_(0.5)
    assert messages(heard).count("WATCHDOG=1") == 3


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"NOTIFY_SOCKET": "/nowhere/notify"},
        {"NOTIFY_SOCKET": "vsock:2:1234", "WATCHDOG_USEC": "many"},
        {"NOTIFY_SOCKET": "/nowhere", "WATCHDOG_USEC": "1000", "WATCHDOG_PID": "1"},
    ],
)
def test_nobody_who_hears_is_no_error(environ: dict[str, str]) -> None:
    service = Service(environ, FakeClock())
    service.beat()
    service.heard(Draining(reason="SIGTERM", running=0, seconds=0.0))
    service.ended()
