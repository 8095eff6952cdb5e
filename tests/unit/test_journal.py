"""Entries of the log as journald takes them, over a socket that stands for its own."""

from __future__ import annotations

import os
import socket
from typing import TYPE_CHECKING

from tests.support.clock import FakeClock

from cgq import events
from cgq.config import LogSettings, Settings
from cgq.logbook.journal import SOCKET, address_of_journal, datagram
from cgq.logbook.logbook import Logbook

if TYPE_CHECKING:
    from pathlib import Path


def test_R13_each_field_of_an_entry_is_one_of_the_journal() -> None:
    fields = {"at": "now", "level": "error", "event": "failure", "job": 12, "message": "a\nb"}
    assert datagram(fields, "failure job=12") == (
        b"MESSAGE=failure job=12\nPRIORITY=3\nSYSLOG_IDENTIFIER=cgq\nCGQ_EVENT=failure\nCGQ_JOB=12\n"
        b"CGQ_MESSAGE\n\x03\0\0\0\0\0\0\0a\nb\n"
    )


def test_standard_error_is_the_journal_where_systemd_says_so(tmp_path: Path) -> None:
    with (tmp_path / "stderr").open("w") as stream:
        found = os.fstat(stream.fileno())
        named = {"JOURNAL_STREAM": f"{found.st_dev}:{found.st_ino}"}
        assert address_of_journal(named, stream.fileno()) == SOCKET
        assert address_of_journal({"JOURNAL_STREAM": "8:1"}, stream.fileno()) is None
        assert address_of_journal({}, stream.fileno()) is None


def test_R13_a_service_without_a_file_has_its_log_in_the_journal(tmp_path: Path) -> None:
    address = str(tmp_path / "journal")
    chosen = Settings(db=tmp_path / "cgq.db", jobs=1, log=LogSettings(file="none"))
    log = Logbook(chosen, chosen.db, FakeClock(), address)
    started = [events.Started(queue="default", kind="own", jobs=(7,))]
    log.write(started)  # nobody listens
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as heard:
        heard.bind(address)
        heard.settimeout(10)
        log.write(started)
        assert b"MESSAGE=start job=7 kind=own queue=default pid=" in heard.recv(4096)
