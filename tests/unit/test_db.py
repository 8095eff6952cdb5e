"""The database file: transactions, what SQLite says in our words, migrations, named queries."""

from __future__ import annotations

import os
import pwd
import re
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cgq.config import Settings
from cgq.db import connection as connections
from cgq.db import migrations, queries
from cgq.db.connection import LOG_BYTES, Database, log_size
from cgq.db.driver import driver
from cgq.db.queries import load, parse
from cgq.errors import Busy, NotReady, Refused, StorageFailed
from cgq.queue.ownership import file_system, is_held, take_new, try_take
from cgq.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cgq.db.connection import Transaction


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with closing(Database(tmp_path / "cgq.db", durability="NORMAL")) as opened:
        opened.use_write_ahead_log()
        yield opened


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace(Settings(db=tmp_path / "cgq.db", jobs=1)) as opened:
        yield opened


def _fill(tx: Transaction, then: type[Exception] | None = None) -> None:
    for _ in range(100):
        tx.run("INSERT INTO t (n) VALUES (zeroblob(4000))")
    if then is not None:
        raise then


def test_B6_the_log_of_a_large_change_is_cut_when_it_starts_anew(database: Database) -> None:
    with database.write() as tx:
        tx.run("CREATE TABLE t (n BLOB)")
        tx.run("INSERT INTO t VALUES (zeroblob(?))", (2 * LOG_BYTES,))
    assert log_size(database.path) > 2 * LOG_BYTES
    with database.write() as tx:
        tx.run("INSERT INTO t VALUES (1)")
    assert log_size(database.path) == LOG_BYTES


def test_S3_a_transaction_is_stored_whole_or_not_at_all(database: Database) -> None:
    with database.write() as tx:
        tx.run("CREATE TABLE t (n INTEGER)")
        tx.run("INSERT INTO t VALUES (1)")
    with pytest.raises(KeyError), database.write() as tx:
        _fill(tx, then=KeyError)
    with database.read() as tx:
        assert tx.all("SELECT n FROM t") == [(1,)]
        assert (tx.one("SELECT n FROM t"), tx.value("SELECT n FROM t WHERE n = 9")) == ((1,), None)
        assert tx.dicts("SELECT n FROM t") == [{"n": 1}]


def test_C1_a_writer_waits_its_turn_and_then_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "BUSY_MS", 50)
    path = tmp_path / "cgq.db"
    with closing(Database(path)) as one, closing(Database(path)) as two:
        one.use_write_ahead_log()
        with one.write(), pytest.raises(Busy) as caught, two.write():
            pass
        assert (caught.value.code, caught.value.exit_code, caught.value.retryable) == ("database_locked", 5, True)
        with two.read() as tx:
            assert tx.value("SELECT 1") == 1


def test_C1_a_read_sees_one_moment(tmp_path: Path, database: Database) -> None:
    with database.write() as tx:
        tx.run("CREATE TABLE t (n INTEGER)")
    with closing(Database(database.path)) as other, database.read() as look:
        assert look.all("SELECT n FROM t") == []
        with other.write() as tx:
            tx.run("INSERT INTO t VALUES (1)")
        assert look.all("SELECT n FROM t") == []


def test_C4_another_connections_commit_is_seen_without_reading(database: Database) -> None:
    with closing(Database(database.path)) as other:
        before = database.data_version()
        with other.write():
            pass
        assert database.data_version() == before, "a transaction without a change woke others"
        with other.write() as tx:
            tx.run("CREATE TABLE t (n INTEGER)")
        assert database.data_version() != before


def test_R8_enqueue_and_finish_are_durable_by_default(tmp_path: Path) -> None:
    with closing(Database(tmp_path / "cgq.db")) as database:
        assert database.connection.execute("PRAGMA synchronous").fetchone() == (2,)
        database.use_write_ahead_log()
        assert database.connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_full_disk_is_told_and_nothing_is_half_written(database: Database) -> None:
    """R8."""
    with database.write() as tx:
        tx.run("CREATE TABLE t (n BLOB)")
    database.connection.execute("PRAGMA max_page_count = 20")
    with pytest.raises(StorageFailed) as caught, database.write() as tx:
        _fill(tx)
    assert (caught.value.code, caught.value.exit_code) == ("disk_full", 1)
    assert "the disk is full" in caught.value.message
    with database.read() as tx:
        assert tx.value("SELECT count(*) FROM t") == 0


def test_a_file_that_may_only_be_read_says_so(database: Database) -> None:
    """R8; the pragma makes SQLite answer as it does for a file without write permission, also to root."""
    database.connection.execute("PRAGMA query_only = ON")
    with pytest.raises(StorageFailed) as caught, database.write() as tx:
        tx.run("CREATE TABLE t (n INTEGER)")
    assert caught.value.code == "read_only"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_says_so(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(NotReady) as caught:
        Workspace(Settings(db=tmp_path / "cgq.db", jobs=1))
    tmp_path.chmod(0o700)
    assert (caught.value.code, caught.value.exit_code) == ("read_only", 6)


def test_a_file_of_somebody_else_says_whose_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rights are made up: root may read everything."""
    path = tmp_path / "cgq.db"
    path.touch(mode=0o600)

    def may_nothing(_path: Path, _mode: int) -> bool:
        return False

    monkeypatch.setattr("cgq.db.writable._may", may_nothing)
    with pytest.raises(NotReady) as caught:
        Workspace(Settings(db=path, jobs=1))
    assert (caught.value.code, caught.value.exit_code) == ("unreadable", 6)
    assert caught.value.message.endswith(f"it belongs to {pwd.getpwuid(os.geteuid()).pw_name}, with mode 0600.")


def test_a_folder_that_is_a_file_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    with pytest.raises(StorageFailed) as caught:
        Workspace(Settings(db=tmp_path / "file" / "cgq.db", jobs=1))
    assert caught.value.code == "cannot_open"


@pytest.mark.parametrize("content", [b"This is no database. " * 400, b"SQLite format 3\x00" + b"\xff" * 8000])
def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "cgq.db"
    path.write_bytes(content)
    with pytest.raises(StorageFailed) as caught:
        Workspace(Settings(db=path, jobs=1))
    assert caught.value.code == "database_corrupt"
    assert path.read_bytes() == content


def test_a_replaced_and_a_removed_file_are_noticed(database: Database) -> None:
    assert not database.was_replaced()
    database.path.rename(database.path.with_name("aside"))
    assert database.was_replaced()
    database.path.touch()
    assert database.was_replaced()


def test_R9_a_schema_from_the_future_is_refused(tmp_path: Path) -> None:
    settings = Settings(db=tmp_path / "cgq.db", jobs=1)
    with Workspace(settings) as workspace, workspace.database.write() as tx:
        assert migrations.stored_version(tx) == migrations.version() == len(migrations.steps())
        tx.run(f"PRAGMA user_version = {migrations.version() + 1}")
    with pytest.raises(NotReady) as caught:
        Workspace(settings)
    assert (caught.value.code, caught.value.exit_code) == ("schema_newer", 6)


def test_R9_a_schema_is_not_migrated_while_another_supervisor_lives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(db=tmp_path / "cgq.db", jobs=1)
    with Workspace(settings) as workspace:
        lock = take_new(settings.db)
        with workspace.database.write() as tx:
            tx.run(
                "INSERT INTO supervisor (lock_file, pid, host, version, started_at, moved_at) "
                "VALUES (?, 1, 'here', '0', 0, 0)",
                (lock.path.name,),
            )
    later = (*migrations.steps(), ("9999_later", "CREATE TABLE later (n INTEGER);\n"))
    monkeypatch.setattr(migrations, "steps", lambda: later)
    with pytest.raises(Busy) as caught:
        Workspace(settings)
    assert caught.value.code == "migration_waits"
    lock.release()
    with Workspace(settings) as workspace, workspace.database.read() as tx:
        assert migrations.stored_version(tx) == migrations.version() == len(later)


def test_S3_migrations_are_applied_all_or_none(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    good = migrations.steps()
    broken = (*good, ("9999_broken", "CREATE TABLE half (n INTEGER);\nCREATE TABLE half (n INTEGER);\n"))
    monkeypatch.setattr(migrations, "steps", lambda: broken)
    with pytest.raises(StorageFailed):
        migrations.migrate(database)
    with database.read() as tx:
        assert tx.all("SELECT name FROM sqlite_master WHERE type = 'table'") == []
        assert migrations.stored_version(tx) == 0
    monkeypatch.setattr(migrations, "steps", lambda: good)
    migrations.migrate(database)
    migrations.migrate(database)
    with database.read() as tx:
        assert migrations.stored_version(tx) == len(good)
        assert tx.value("SELECT id FROM last_job") == 0, "a step was applied twice"


def test_a_script_is_split_at_the_ends_of_its_statements() -> None:
    text = "CREATE TABLE a (x TEXT DEFAULT ';');\n-- one; comment\nCREATE TRIGGER t AFTER INSERT ON a\nBEGIN\n" \
        "  SELECT 1;\n  SELECT 2;\nEND;\n"  # fmt: skip
    assert len(migrations.statements(text)) == 2


def test_named_queries_are_parsed_and_a_name_stands_once() -> None:
    found = parse("-- A file.\n-- name: one\n-- What for.\nSELECT 1\n\n-- name: two\nSELECT 2;\n")
    assert found == {"one": "-- What for.\nSELECT 1", "two": "SELECT 2;"}
    with pytest.raises(ValueError, match="twice"):
        parse("-- name: one\nSELECT 1\n-- name: one\nSELECT 2\n")


OF_OTHERS = {"anki"}
"""Statements for tables that are not ours; tests/integration/test_anki_itself.py runs them."""

SUBJECTS = {path.stem for path in Path(queries.__file__).parent.glob("*.sql")}


@pytest.mark.parametrize("subject", sorted(SUBJECTS - OF_OTHERS))
def test_every_named_query_is_one_that_sqlite_takes(workspace: Workspace, subject: str) -> None:
    for name, sql in load(subject).items():
        assert sql.startswith("-- "), f"{name} does not say what it is for"
        if "{table}" in sql:
            continue  # for a table of its own: tests/integration/test_bank_search.py runs them
        if "CREATE VIRTUAL TABLE" in sql:
            continue  # it is there; the tests of `doctor --fix` make it anew
        statement = re.sub(r"^--.*$", "", sql, flags=re.MULTILINE)
        marks = statement.count("?")
        values = [None] * marks if marks else dict.fromkeys(re.findall(r":(\w+)", statement))
        workspace.database.connection.execute(f"EXPLAIN {statement}", values)


def test_R2_a_lock_is_held_until_it_is_let_go(tmp_path: Path) -> None:
    database = tmp_path / "cgq.db"
    lock = take_new(database)
    name = lock.path.name
    assert is_held(database, name)
    assert try_take(database, name) is None
    assert os.get_inheritable(lock.descriptor) is False
    lock.release()
    assert not is_held(database, name)
    again = try_take(database, name)
    assert again is not None
    assert is_held(database, name)
    again.release()
    assert list(tmp_path.iterdir()) == []


def test_R2_the_kind_of_file_system_is_known(tmp_path: Path) -> None:
    assert file_system(tmp_path)
    assert file_system(tmp_path) not in ("nfs", "nfs4", "cifs")


def test_a_file_of_another_program_is_refused_and_left_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with closing(driver.connect(path)) as other:
        other.execute("CREATE TABLE theirs (a)")
        other.commit()
    before = path.read_bytes()
    with pytest.raises(Refused) as caught:
        Workspace(Settings(db=path, jobs=1))
    assert caught.value.code == "foreign_database"
    assert path.read_bytes() == before
