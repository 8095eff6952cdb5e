"""The log: one line for what happens to a job, whatever is in it, and never in the way of a job."""

from __future__ import annotations

import json
import os
import shutil
import stat
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from tests.support.clock import FakeClock
from tests.support.ledger import ANY, new_database

from cgq import events
from cgq.config import LogSettings, Settings
from cgq.db.connection import Database
from cgq.errors import Missing
from cgq.events import Attempt
from cgq.logbook.entries import entries
from cgq.logbook.file import LogFile
from cgq.logbook.logbook import TRY_AGAIN_AFTER, Logbook, log_path
from cgq.queue.books import Ledger
from cgq.queue.enqueue import enqueue
from cgq.queue.job import NewJob
from cgq.queue.policy import Policies

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

JOB: dict[str, Any] = {"queue": "default", "kind": "probe", "jobs": (7,)}
FAILED = events.Ended(**JOB, state="failed", code="damaged", message="no PDF", attempts=(Attempt(2, 5, 1.5),))


def settings(folder: Path, **log: Any) -> Settings:
    return Settings(db=folder / "cgq.db", jobs=1, log=LogSettings(**log))


def written(folder: Path, *happened: Any, **log: Any) -> list[str]:
    """The lines of some events."""
    chosen = settings(folder, **log)
    Logbook(chosen, chosen.db, FakeClock()).write(happened)
    path = log_path(chosen, chosen.db)
    assert path is not None
    return path.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(
    ("event", "level", "name"),
    [
        (events.Enqueued(**JOB), "info", "enqueue"),
        (events.Started(**JOB), "info", "start"),
        (events.Ended(**JOB, state="done"), "info", "finish"),
        (events.Ended(**JOB, state="scheduled"), "warning", "retry"),
        (events.Ended(**JOB, state="discarded"), "warning", "discard"),
        (FAILED, "error", "failure"),
        (events.Returned(jobs=(7,), reason="stopped"), "info", "return"),
        (events.Late(jobs=(7,), fences=(9,)), "warning", "late"),
        (events.Changed(action="retry", queue="default", kind="probe", job=7), "info", "retry_by_hand"),
        (events.PauseChanged(queue="default", is_paused=True, by="me"), "warning", "pause"),
        (events.PauseChanged(queue=None, is_paused=False, by="me"), "info", "resume"),
        (events.QueuePaused(queue="default", reason="no key"), "warning", "pause"),
        (events.SlotPassed(entry="nightly", slot=0, missed=0, outcome="fired", job=7), "info", "slot"),
        (events.SlotPassed(entry="nightly", slot=0, missed=0, outcome="refused"), "warning", "slot"),
        (events.HookFailed(hook="mail", run=1, message="exit 1"), "warning", "hook_failed"),
        (events.HooksAwaited(hooks=("mail",), seconds=30.0), "info", "hooks_awaited"),
        (events.CircuitOpened(kind="probe", reason="503"), "warning", "circuit_open"),
        (events.WorkerLost(kind="probe", cause="crash", message="signal 9"), "warning", "worker_lost"),
        (events.Rescued(supervisor=3, jobs=2), "warning", "rescue"),
        (events.Draining(reason="SIGTERM", running=1, seconds=30.0), "info", "drain"),
        (events.Serving(version="1", host="here"), "info", "serve"),
        (events.Stopped(reason="finished"), "info", "stop"),
        (events.Stopped(reason=""), "error", "stop"),
    ],
)
def test_each_event_is_an_entry_of_its_level(event: Any, level: str, name: str) -> None:
    (entry,) = entries(event)
    assert (entry.level, entry.event) == (level, name)


@pytest.mark.parametrize("event", [events.Progress(job=7, kind="probe", done=1, total=2), events.Counts(tally={})])
def test_what_only_draws_a_bar_is_not_kept(event: Any) -> None:
    assert not list(entries(event))


def test_R13_a_line_of_text_has_the_job_its_attempt_and_what_went_wrong(tmp_path: Path) -> None:
    (line,) = written(tmp_path, FAILED)
    assert line == (
        "2027-01-15T08:00:00.000Z error failure job=7 kind=probe queue=default attempt=2 of=5 seconds=1.5 "
        f'code=damaged message="no PDF" pid={os.getpid()} db=cgq.db'
    )


def test_a_line_of_json_has_the_same_fields(tmp_path: Path) -> None:
    (line,) = written(tmp_path, FAILED, format="json")
    assert json.loads(line) == {
        "at": "2027-01-15T08:00:00.000Z",
        "level": "error",
        "event": "failure",
        "job": 7,
        "kind": "probe",
        "queue": "default",
        "attempt": 2,
        "of": 5,
        "seconds": 1.5,
        "code": "damaged",
        "message": "no PDF",
        "pid": os.getpid(),
        "db": "cgq.db",
    }


@pytest.mark.parametrize("style", ["text", "json"])
def test_a_line_is_one_line_whatever_is_in_it(tmp_path: Path, style: str) -> None:
    message = "a\nb\r\x1b[2J\x7f\x85\u2028\u202e\udc80한글😀.pdf"
    lines = written(tmp_path, replace(FAILED, message=message), format=style)
    assert len(lines) == 1
    assert lines[0].isprintable()
    assert "한글😀.pdf" in lines[0]


def test_a_batch_of_jobs_is_a_line_each(tmp_path: Path) -> None:
    started = events.Started(queue="default", kind="probe", jobs=(7, 8), attempts=(Attempt(1, 5), Attempt(2, 5)))
    assert [line.split()[3:7:3] for line in written(tmp_path, started)] == [
        ["job=7", "attempt=1"],
        ["job=8", "attempt=2"],
    ]


def test_a_secret_is_masked(tmp_path: Path) -> None:
    key = "sk-" + "a1B2c3D4" * 6
    (line,) = written(tmp_path, replace(FAILED, message=f"the key {key} was refused"))
    assert key not in line
    assert "was refused" in line


@pytest.mark.parametrize(("level", "kept"), [("debug", 2), ("info", 1), ("warning", 1), ("error", 1)])
def test_only_what_is_important_enough_is_kept(tmp_path: Path, level: str, kept: int) -> None:
    assert len(written(tmp_path, FAILED, events.ChainClosed(root=1), level=level)) == kept


def test_the_log_is_private_and_lies_next_to_the_database(tmp_path: Path) -> None:
    written(tmp_path, FAILED)
    path = tmp_path / "log" / "development.log"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_no_log_is_kept_where_none_is_wanted(tmp_path: Path) -> None:
    chosen = settings(tmp_path, file="none")
    Logbook(chosen, chosen.db, FakeClock()).write([FAILED])
    assert log_path(chosen, chosen.db) is None
    assert not list(tmp_path.iterdir())


def test_a_log_that_cannot_be_written_is_reported_once_and_tried_again_later(tmp_path: Path) -> None:
    clock, chosen = FakeClock(), settings(tmp_path)
    (tmp_path / "log").write_text("no folder")
    log = Logbook(chosen, chosen.db, clock)
    log.write([FAILED])
    log.write([FAILED])
    failure = log.take_failure()
    assert failure is not None
    assert failure.file == str(tmp_path / "log" / "development.log")
    assert log.take_failure() is None
    (tmp_path / "log").unlink()
    clock.pass_(TRY_AGAIN_AFTER)
    log.write([FAILED])
    assert len((tmp_path / "log" / "development.log").read_text().splitlines()) == 1
    shutil.rmtree(tmp_path / "log")
    (tmp_path / "log").write_text("no folder again")
    log.write([FAILED])
    assert log.take_failure() is not None, "it had been written meanwhile"


def test_R13_a_full_disk_is_no_error_of_the_job(tmp_path: Path) -> None:
    chosen = settings(tmp_path, file="/dev/full")
    log = Logbook(chosen, chosen.db, FakeClock())
    log.write([FAILED])
    failure = log.take_failure()
    assert failure is not None
    assert failure.reason == "No space left on device"


@pytest.mark.parametrize("same_process", [True, False])
def test_R13_what_a_full_disk_cut_off_ends_before_the_next_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, same_process: bool
) -> None:
    path, write = tmp_path / "cgq.log", os.write
    file = LogFile(path)
    file.append(b'{"event":"start"}\n')
    with monkeypatch.context() as disk:
        disk.setattr(os, "write", lambda descriptor, data: write(descriptor, data[:9]))
        with pytest.raises(OSError, match="No space left"):
            file.append(b'{"event":"finish"}\n')
    later = file if same_process else LogFile(path)
    later.append(b'{"event":"failure"}\n')
    later.append(b'{"event":"retry"}\n')
    lines = ['{"event":"start"}', '{"event":', '{"event":"failure"}', '{"event":"retry"}']
    assert path.read_text() == "".join(f"{line}\n" for line in lines)


def _append_all(path: Path, texts: Sequence[str]) -> None:
    """In a fork, which must not go on with the tests of its parent."""
    try:
        file = LogFile(path, most_bytes=2000, most_files=200)
        for text in texts:
            file.append(f"{text}\n".encode())
        os._exit(0)
    finally:
        os._exit(1)


def test_R13_several_processes_lose_no_line_while_they_rotate(tmp_path: Path) -> None:
    path = tmp_path / "cgq.log"
    texts = [[f"{writer} {number:04d} {'x' * 40}" for number in range(300)] for writer in range(4)]
    children: list[int] = []
    for own in texts:
        child = os.fork()
        if not child:
            _append_all(path, own)
        children.append(child)
    for child in children:
        assert os.waitpid(child, 0)[1] == 0
    files = sorted(tmp_path.glob("cgq.log*"))
    found = [line for file in files for line in file.read_text().splitlines()]
    assert sorted(found) == sorted(text for own in texts for text in own)
    assert len(files) > 3, "it was never rotated"  # how often depends on who was at it: nobody waits for the lock


def test_old_files_are_dropped(tmp_path: Path) -> None:
    file = LogFile(tmp_path / "cgq.log", most_bytes=100, most_files=3)
    for number in range(20):
        file.append(f"{number:02d} {'x' * 40}\n".encode())
    assert sorted(path.name for path in tmp_path.glob("cgq.log*")) == [
        "cgq.log",
        "cgq.log.1",
        "cgq.log.2",
        "cgq.log.lock",
    ]
    assert [line[:2] for line in (tmp_path / "cgq.log").read_text().splitlines()] == ["18", "19"]


def test_a_log_that_somebody_moved_away_is_made_again(tmp_path: Path) -> None:
    file = LogFile(tmp_path / "cgq.log")
    file.append(b"1\n")
    (tmp_path / "cgq.log").rename(tmp_path / "kept.log")
    file.append(b"2\n")
    assert (tmp_path / "cgq.log").read_bytes() == b"2\n"


def test_S1_a_job_is_logged_once_its_row_is_committed(tmp_path: Path) -> None:
    new_database(tmp_path / "cgq.db")
    heard: list[Any] = []
    database = Database(tmp_path / "cgq.db", durability="NORMAL")
    ledger = Ledger(database, Policies(ANY), FakeClock(), Random(7), heard.extend)
    with pytest.raises(Missing), ledger.write() as books:
        enqueue(books, [NewJob(kind="own"), NewJob(kind="own", after=99)])
    with ledger.write() as books:
        with books.savepoint() as undo:
            enqueue(books, [NewJob(kind="own")])
            undo()
        (made,) = enqueue(books, [NewJob(kind="probe", requested_by="me")])
        assert not heard
    database.close()
    assert heard == [events.Enqueued(queue="default", kind="probe", jobs=(made.id,), requested_by="me")]
