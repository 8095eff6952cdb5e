"""A backup holds everything as it was at one moment, and takes the place of a database (R2, R8)."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import threading
import time
from typing import TYPE_CHECKING

import pytest
from tests.support.command import Home
from tests.support.ledger import check, put, register, start

from cgq.actions import restore as restoring
from cgq.actions.backup import back_up
from cgq.actions.restore import look_at_database, restore
from cgq.config import Settings
from cgq.db.connection import AFTER_COMMIT
from cgq.db.exchanging import exchange_names
from cgq.db.kept_files import path_of
from cgq.db.replacing import hold_name
from cgq.errors import Busy, CgqError, Missing, Refused, StorageFailed
from cgq.queue.ownership import take_new
from cgq.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cgq.clock import Clock

SHA = "ab" * 32


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(db=tmp_path / "home" / "cgq.db", jobs=1, durability="NORMAL")


@pytest.fixture
def workspace(settings: Settings, empty_database: Path) -> Iterator[Workspace]:
    """A database with two jobs, of which a supervisor runs one, and a file that a job made."""
    settings.db.parent.mkdir()
    shutil.copy(empty_database, settings.db)
    with Workspace(settings) as opened:
        register(opened.ledger, "cgq.db-supervisor-0.lock")
        for _ in range(2):
            put(opened.ledger, "process_pdf", args={"material": 1})
        start(opened.ledger, 1, kind="process_pdf", queue="pdf_processing")
        with opened.database.write() as tx:
            tx.run("INSERT INTO artifact VALUES (?, 4, 1, 0)", (SHA,))
        file = path_of(settings.db, SHA)
        file.parent.mkdir(parents=True)
        file.write_bytes(b"data")
        yield opened


def states(path: Path) -> list[str]:
    connection = sqlite3.connect(path)
    try:
        return [state for (state,) in connection.execute("SELECT state FROM job ORDER BY id")]
    finally:
        connection.close()


def test_a_backup_is_a_database_that_nobody_works_on(workspace: Workspace, tmp_path: Path) -> None:
    target = tmp_path / "backup.db"
    made = back_up(workspace, target)
    assert (made.path, made.returned, made.files, made.whole.jobs) == (target, 1, 1, {"ready": 2})
    assert target.stat().st_mode & 0o777 == 0o600
    assert path_of(target, SHA).read_bytes() == b"data"
    assert sorted(os.listdir(tmp_path)) == ["backup.db", "backup.db-files", "home"], "nothing else is left"
    with Workspace(Settings(db=target, jobs=1)) as opened, opened.database.read() as tx:
        check(tx, opened.ledger.now())
        assert tx.value("SELECT count(*) FROM supervisor") == 0
        assert tx.value("PRAGMA journal_mode") == "wal"
        assert tx.value("PRAGMA auto_vacuum") == 2, "it can shrink as the first one can"
    assert states(workspace.database.path) == ["running", "ready"], "the database itself is as it was"


def test_a_backup_is_of_one_moment_while_others_write(workspace: Workspace, settings: Settings, tmp_path: Path) -> None:
    stop = threading.Event()

    def write() -> None:
        with Workspace(settings) as other:
            while not stop.is_set():
                put(other.ledger, "process_pdf", args={"material": 1})
                time.sleep(AFTER_COMMIT)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = [back_up(workspace, tmp_path / f"backup{n}.db") for n in range(3)]
    finally:
        stop.set()
        writer.join()
    for backup in made:
        with Workspace(Settings(db=backup.path, jobs=1)) as opened, opened.database.read() as tx:
            check(tx, opened.ledger.now())
    counts = [backup.whole.jobs["ready"] for backup in made]
    assert counts == sorted(set(counts)), "the writer went on meanwhile"


def test_a_backup_replaces_a_file_only_when_that_is_asked_for(workspace: Workspace, tmp_path: Path) -> None:
    target = tmp_path / "backup.db"
    target.write_bytes(b"something else")
    with pytest.raises(Refused, match="there already"):
        back_up(workspace, target)
    assert target.read_bytes() == b"something else"
    back_up(workspace, target, force=True)
    with workspace.database.write() as tx:
        tx.run("DELETE FROM artifact")
    assert back_up(workspace, target, force=True).files == 0
    assert not path_of(target, SHA).exists(), "what the older backup named alone is gone"


@pytest.mark.parametrize("name", ["cgq.db", "cgq.db-wal"])
def test_a_backup_is_never_put_over_the_database(workspace: Workspace, name: str) -> None:
    with pytest.raises(Refused, match="the database itself"):
        back_up(workspace, workspace.database.path.with_name(name), force=True)


def test_a_backup_needs_a_folder_and_leaves_nothing_where_it_fails(workspace: Workspace, tmp_path: Path) -> None:
    with pytest.raises(Missing):
        back_up(workspace, tmp_path / "nowhere" / "backup.db")
    path_of(workspace.database.path, SHA).unlink()
    with pytest.raises(Busy, match="is gone"):
        back_up(workspace, tmp_path / "backup.db")
    assert [name for name in os.listdir(tmp_path) if name.startswith((".", "backup.db")) and "files" not in name] == []


def test_restore_keeps_the_database_with_its_log_under_another_name(
    workspace: Workspace, settings: Settings, tmp_path: Path
) -> None:
    back_up(workspace, tmp_path / "backup.db")
    put(workspace.ledger, "process_pdf", args={"material": 1})
    assert (tmp_path / "home" / "cgq.db-wal").stat().st_size > 0, "what was written last lies in the log"
    done = restore(settings, tmp_path / "backup.db")
    assert states(settings.db) == ["ready", "ready"]
    assert path_of(settings.db, SHA).read_bytes() == b"data"
    assert settings.db.stat().st_mode & 0o777 == 0o600
    assert done.kept is not None
    assert len(states(done.kept)) == 3, "with the job that was in its log"
    with Workspace(settings) as opened, opened.database.read() as tx:
        assert tx.value("PRAGMA integrity_check") == "ok"


def test_restore_takes_the_place_of_a_database_that_is_spoilt(
    settings: Settings, workspace: Workspace, tmp_path: Path
) -> None:
    back_up(workspace, tmp_path / "backup.db")
    put(workspace.ledger, "process_pdf", args={"material": 1})
    log = (tmp_path / "home" / "cgq.db-wal").read_bytes()
    workspace.close()
    settings.db.write_bytes(b"no database any more" * 1000)
    (tmp_path / "home" / "cgq.db-wal").write_bytes(log)
    found = look_at_database(settings)
    assert found is not None
    assert found.whole is None
    restore(settings, tmp_path / "backup.db")
    assert states(settings.db) == ["ready", "ready"], "the old log is not taken for the log of the new database"


def test_R8_whoever_opens_the_database_while_it_is_replaced_works_on_the_new_one(
    settings: Settings, workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    back_up(workspace, tmp_path / "copy.db")
    workspace.close()
    stored: list[int] = []

    def store() -> None:
        with Workspace(settings) as other:
            stored.append(put(other.ledger, "process_pdf", args={"material": 2}))

    enqueuing = threading.Thread(target=store)
    move = restoring._move

    def start_meanwhile(part: Path, path: Path, clock: Clock) -> Path | None:
        enqueuing.start()
        enqueuing.join(0.2)  # it would be done long before, if it did not wait
        return move(part, path, clock)

    monkeypatch.setattr(restoring, "_move", start_meanwhile)
    restore(settings, tmp_path / "copy.db")
    enqueuing.join()
    assert stored == [3], "what was stored meanwhile is lost"
    assert states(settings.db) == ["ready", "ready", "ready"]


def test_R4_there_is_a_database_at_every_moment_of_a_restore(
    settings: Settings, workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    back_up(workspace, tmp_path / "copy.db")
    put(workspace.ledger, "process_pdf", args={"material": 2})
    workspace.close()
    found: list[int] = []

    def exchange(one: Path, other: Path) -> None:
        found.append(len(states(settings.db)))
        exchange_names(one, other)
        found.append(len(states(settings.db)))

    monkeypatch.setattr(restoring, "exchange_names", exchange)
    kept = restore(settings, tmp_path / "copy.db").kept
    assert kept is not None
    assert found == [3, 3, 3, 2], "the files of jobs, then the database"
    assert len(states(kept)) == 3


@pytest.mark.parametrize("can_exchange", [True, False])
def test_two_files_exchange_their_names_where_the_system_can_and_where_it_cannot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, can_exchange: bool
) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.write_text("first")
    other.write_text("second")
    if not can_exchange:
        monkeypatch.setattr("cgq.db.exchanging._exchange", lambda *_: False)
    exchange_names(one, other)
    assert [path.read_text() for path in (one, other)] == ["second", "first"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one", "other"]


def test_restores_at_once_wait_for_each_other_and_each_keeps_what_it_replaces(
    settings: Settings, workspace: Workspace, tmp_path: Path
) -> None:
    back_up(workspace, tmp_path / "copy.db")
    workspace.close()
    with hold_name(settings.db):
        both = [threading.Thread(target=restore, args=(settings, tmp_path / "copy.db")) for _ in range(2)]
        for each in both:
            each.start()
    for each in both:
        each.join()
    kept = settings.db.parent.glob("cgq.db.replaced-*")
    databases = [path for path in kept if not path.name.endswith(("-wal", "-shm", "-files"))]
    assert len(databases) == 2
    assert states(settings.db) == ["ready", "ready"]
    assert not list(settings.db.parent.glob("*.lock")), "a lock is left behind"


def test_R2_restore_waits_for_nobody_who_works(settings: Settings, workspace: Workspace, tmp_path: Path) -> None:
    back_up(workspace, tmp_path / "backup.db")
    lock = take_new(settings.db)
    try:
        with pytest.raises(Busy, match="Somebody works"):
            restore(settings, tmp_path / "backup.db")
    finally:
        lock.release()
    assert states(settings.db) == ["running", "ready"]


def _not_ours(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE other (x)")
    connection.close()


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20_000])


def _newer(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.commit()
    connection.close()


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (lambda path: path.unlink(), Missing),
        (lambda path: path.write_bytes(b""), Refused),
        (lambda path: path.write_bytes(b"x" * 5000), StorageFailed),
        (lambda path: (path.unlink(), _not_ours(path)), Refused),
        (_cut, StorageFailed),
        (_newer, CgqError),
    ],
    ids=["missing", "empty", "no database", "another program's", "cut off", "newer"],
)
def test_what_cannot_be_restored_changes_nothing(
    settings: Settings, workspace: Workspace, tmp_path: Path, spoil: object, error: type[CgqError]
) -> None:
    backup = tmp_path / "backup.db"
    back_up(workspace, backup)
    spoil(backup)  # type: ignore[operator]
    with pytest.raises(error):
        restore(settings, backup)
    assert states(settings.db) == ["running", "ready"]
    assert [name for name in os.listdir(settings.db.parent) if "replaced" in name or name.startswith(".")] == []


def test_the_commands_say_what_they_did(tmp_path: Path, empty_database: Path) -> None:
    home = Home(tmp_path / "home", empty=empty_database)
    home.file("paper.pdf")
    _, made, again, unasked, done = home.each(
        "enqueue paper.pdf", "backup copy.db", "backup copy.db", "restore copy.db", "restore copy.db --yes --json"
    )
    assert "1 paper, 0 questions, 1 job." in made.stdout
    assert "cgq restore copy.db" in made.stderr
    assert again.returncode == 2
    assert (unasked.returncode, "(1 paper, 0 questions, 1 job) by the backup" in unasked.stderr) == (2, True)
    document = json.loads(done.stdout)
    assert document["holds"] == {"materials": 1, "questions": 0, "concepts": 0, "jobs": 1}
    assert document["kept"].startswith(str(home.db))
