"""Between two requests to one host lies a time over all processes and threads, by the log of the server."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from tests.support.poll import until
from tests.support.sick_server import SickServer
from tests.support.web_rules import web_rules

from cgq.config import CollectSettings
from cgq.stages.collecting.collection import rules_of
from cgq.web.client import Client

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DELAY = 0.2
"""Seconds, in these tests; the default is ten times as much."""

_FETCH = """
import sys, time
from pathlib import Path
from cgq.web.client import Client
from cgq.web.rules import WebRules
host, folder, delay, count = sys.argv[1], Path(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])
settings = WebRules(allowed_hosts=(host,), delay=delay, seconds=60.0, most_bytes=10**6, contact="")
with Client(settings, folder) as client:
    for _ in range(count):
        with client.open(f"http://{host}/ok.pdf", deadline=time.monotonic() + 60) as response:
            b"".join(response.pieces())
"""


@pytest.fixture
def server() -> Iterator[SickServer]:
    with SickServer() as server:
        yield server


def start(server: SickServer, folder: Path, count: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", _FETCH, server.host, str(folder), str(DELAY), str(count)]
    return subprocess.Popen(command)


def distances(server: SickServer) -> list[float]:
    moments = [asked.at for asked in server.log]
    return [later - earlier for earlier, later in pairwise(moments)]


def test_processes_keep_their_distance_together(server: SickServer, tmp_path: Path) -> None:
    processes = [start(server, tmp_path, 4) for _ in range(2)]
    assert [process.wait(60) for process in processes] == [0, 0]
    assert len(server.log) == 10, "four papers and a robots.txt each"
    assert min(distances(server)) >= DELAY


def test_threads_keep_their_distance_together(server: SickServer, tmp_path: Path) -> None:
    settings = web_rules(server.host, delay=DELAY)
    with Client(settings, tmp_path) as client:

        def fetch() -> None:
            with client.open(server.url("/ok.pdf"), deadline=time.monotonic() + 60) as response:
                list(response.pieces())

        threads = [threading.Thread(target=fetch) for _ in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(server.log) == 6, "five papers and a robots.txt"
    assert min(distances(server)) >= DELAY


def test_a_process_that_is_killed_loses_no_turn_and_holds_none(server: SickServer, tmp_path: Path) -> None:
    process = start(server, tmp_path, 1000)
    until(lambda: len(server.log) >= 2)
    process.send_signal(signal.SIGKILL)
    process.wait(10)
    asked = len(server.log)
    began = time.monotonic()
    assert start(server, tmp_path, 1).wait(60) == 0
    assert len(server.log) == asked + 2, "a robots.txt and a paper"
    assert server.log[-1].at - began < 30
    assert min(distances(server)) >= DELAY


def test_redirects_and_robots_txt_take_turns_as_well(server: SickServer, tmp_path: Path) -> None:
    settings = web_rules(server.host, delay=DELAY)
    with (
        Client(settings, tmp_path) as client,
        client.open(server.url("/moved-2.pdf"), deadline=time.monotonic() + 60) as response,
    ):
        list(response.pieces())
    assert [asked.path for asked in server.log] == ["/robots.txt", "/moved-2.pdf", "/moved.pdf", "/ok.pdf"]
    assert min(distances(server)) >= DELAY


def test_the_distance_is_two_seconds_where_nobody_says_otherwise(server: SickServer, tmp_path: Path) -> None:
    settings = rules_of(CollectSettings(allowed_hosts=(server.host,)))
    with Client(settings, tmp_path) as client:
        for _ in range(2):
            with client.open(server.url("/ok.pdf"), deadline=time.monotonic() + 60) as response:
                list(response.pieces())
    assert min(distances(server)) >= 2.0
