"""One connection to the database: its pragmas, its transactions, and its errors in our words.

Every transaction that may write begins with BEGIN IMMEDIATE and waits up to ten seconds for its
turn (semantics C1); what SQLite says when it fails becomes one of our errors, with what to do.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import quote

from cgq.db.driver import driver
from cgq.db.queries import load
from cgq.db.writable import is_writable, read_only
from cgq.errors import DISK_FULL, Busy, CgqError, Missing, StorageFailed, is_full, storable

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Generator, Iterable, Sequence
    from pathlib import Path

    Parameters = Sequence[Any] | Mapping[str, Any]

STORAGE = load("storage")
BUSY_MS = 10_000
"""Milliseconds that a transaction waits for its turn (C1)."""

LOG_BYTES = 4 * 1024 * 1024
"""Bytes to which the write-ahead log is cut when it starts anew after a checkpoint: as many as SQLite lets pile up
before one (1,000 pages). Else it stays as long as the largest pruning, or the longest reader, has made it."""

AFTER_COMMIT = 0.001
"""Seconds that a loop which writes sleeps after each commit, so that others get their turn (C1)."""

LOOK_SECONDS = 0.001
"""Seconds between two looks for a lock that another process holds, on a machine with time to spare."""

LOOK_SECONDS_MOST = 0.1
"""The same on one that is overloaded: a wait of ten seconds is still a hundred looks."""

LOOK_KEPT = 0.8
"""How much of a pause between looks remains when the machine was on time. Of 0.5, 0.8, 0.9 and 0.95 it served 200 and
400 waiters beside a busy one fastest (1.6 and 4.8 s on 2 cores), and 5 as fast as a fixed millisecond does."""

Durability = Literal["FULL", "NORMAL"]
Access = Literal["write", "memory", "read", "frozen"]
"""How a file is opened: to write; not at all, for an empty database in memory; where nothing may be written, beside a
log that is there (`read`); and the same without one, so that nothing but the file itself is looked at (`frozen`)."""


class Turn:
    """Waits for a lock by looking again and again, every millisecond as long as the machine has time for that.

    Where many wait, their looks take all the time there is and whoever holds the lock gets none of it (measured on 2
    cores: of 200 that waited at once 155 did not come to it in 10 s). Then a millisecond's sleep lasts longer than
    that, for all of them alike, and each looks that much less often.
    """

    def __init__(self) -> None:
        self._deadline = time.monotonic() + BUSY_MS / 1000
        self._pause = LOOK_SECONDS

    def is_over(self) -> bool:
        """Has it waited for as long as anybody waits?"""
        return time.monotonic() >= self._deadline

    def wait(self) -> None:
        """Sleep until the next look."""
        began = time.monotonic()
        time.sleep(self._pause)
        late = time.monotonic() - began - self._pause
        self._pause = min(max(LOOK_SECONDS, self._pause * LOOK_KEPT + late), LOOK_SECONDS_MOST)


class Transaction:
    """Statements inside one transaction. Rows are plain tuples."""

    __slots__ = ("connection",)

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def all(self, sql: str, parameters: Parameters = ()) -> list[tuple[Any, ...]]:
        """Every row."""
        return self._execute(sql, parameters).fetchall()

    def one(self, sql: str, parameters: Parameters = ()) -> tuple[Any, ...] | None:
        """The first row, or None."""
        row: tuple[Any, ...] | None = self._execute(sql, parameters).fetchone()
        return row

    def value(self, sql: str, parameters: Parameters = ()) -> Any:
        """The first column of the first row, or None."""
        row = self.one(sql, parameters)
        return None if row is None else row[0]

    def run(self, sql: str, parameters: Parameters = ()) -> int:
        """Execute; how many rows changed."""
        return self._execute(sql, parameters).rowcount

    def many(self, sql: str, rows: Iterable[Parameters]) -> int:
        """Execute once per row of parameters; how many rows changed in all."""
        return self.connection.executemany(sql, rows).rowcount

    def insert(self, sql: str, parameters: Parameters = ()) -> int:
        """Execute an INSERT; the new row's id."""
        return self._execute(sql, parameters).lastrowid or 0

    def dicts(self, sql: str, parameters: Parameters = ()) -> list[dict[str, Any]]:
        """Every row as column -> value."""
        cursor = self._execute(sql, parameters)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]

    def file(self) -> str:
        """Where the database lies, as the system names it: also by bytes that are no UTF-8. Empty for one in memory."""
        decode_text, self.connection.text_factory = self.connection.text_factory, os.fsdecode
        try:
            row = self.one("PRAGMA database_list")
        finally:
            self.connection.text_factory = decode_text
        return str(row[2]) if row else ""

    def _execute(self, sql: str, parameters: Parameters) -> sqlite3.Cursor:
        """Execute. Bytes of the command line that are no UTF-8 come as half surrogates, which SQLite cannot hold: they
        are spelled out."""
        try:
            return self.connection.execute(sql, parameters)
        except UnicodeEncodeError:
            return self.connection.execute(sql, _storable(parameters))


def _storable(parameters: Parameters) -> Parameters:
    if isinstance(parameters, Mapping):
        return {name: storable(value) if isinstance(value, str) else value for name, value in parameters.items()}
    return [storable(value) if isinstance(value, str) else value for value in parameters]


class Database:
    """An open database file. Use it from one thread."""

    def __init__(self, path: Path, *, durability: Durability = "FULL", access: Access = "write") -> None:
        self.path = path
        self._access: Access = access
        self._frozen = file_content(path) if access == "frozen" else None
        with translated(path):
            self.connection = driver.connect(
                _uri(path, access), uri=True, timeout=BUSY_MS / 1000, isolation_level=None, cached_statements=256
            )
            self._prepare(durability)
            self._identity = file_identity(path)
        self._stands_in = False

    def _prepare(self, durability: Durability) -> None:
        execute = self.connection.execute
        execute(f"PRAGMA busy_timeout = {BUSY_MS}")
        execute("PRAGMA foreign_keys = ON")
        execute(f"PRAGMA synchronous = {durability}")
        execute("PRAGMA cache_size = -32000")
        execute("PRAGMA temp_store = MEMORY")
        execute(f"PRAGMA journal_size_limit = {LOG_BYTES}")

    def stand_in(self) -> None:
        """From now on, stand for a file that is not there: it reads as empty, and nothing can be written."""
        self._stands_in = True

    @property
    def is_absent(self) -> bool:
        """Does it stand for a file that is not there?"""
        return self._stands_in

    def refuse_absent(self) -> None:
        """Raise Missing when there is no database file."""
        if self._stands_in:
            raise no_database(self.path)

    def use_write_ahead_log(self) -> None:
        """Switch the file to WAL; it stays so for every later connection (R8). A new file can shrink from then on."""
        with translated(self.path):
            self.connection.execute(STORAGE["shrink_on_demand"])
            (mode,) = self._in_turn("PRAGMA journal_mode = WAL")
        if mode != "wal":
            raise StorageFailed(
                f"SQLite cannot keep a write-ahead log beside {self.path} (journal mode {mode}).",
                code="no_wal",
                hint="Put the database on a local disk: --db PATH.",
            )

    @contextmanager
    def write(self) -> Generator[Transaction]:
        """A transaction that may write: all of it is stored, or nothing.

        Raises Missing for a stand-in, and NotReady for a file that can only be read.
        """
        self.refuse_absent()
        if self._access in ("read", "frozen"):
            raise read_only(self.path)
        with translated(self.path):
            self._in_turn("BEGIN IMMEDIATE")
            try:
                yield Transaction(self.connection)
            except BaseException:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise
            try:
                self.connection.execute("COMMIT")
            except BaseException:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise

    def _in_turn(self, statement: str) -> Any:
        """Execute what needs the database for itself, waiting for it; the first row that it gives, or None."""
        # SQLite's own waiting backs off to 100 ms and starves the patient, and a change of the journal it does not
        # wait for at all. So this looks by itself, as often whoever has waited longest as the newest.
        turn = Turn()
        self.connection.execute("PRAGMA busy_timeout = 0")
        try:
            while True:
                try:
                    return self.connection.execute(statement).fetchone()
                except driver.OperationalError as error:
                    if "locked" not in str(error) or turn.is_over():
                        raise
                turn.wait()
        finally:
            self.connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")

    @contextmanager
    def read(self) -> Generator[Transaction]:
        """A consistent look at one moment; writers go on beside it."""
        with translated(self.path):
            self.connection.execute("BEGIN")
            try:
                yield Transaction(self.connection)
            finally:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
        if self._frozen is not None and file_content(self.path) != self._frozen:
            raise Busy(f"{self.path} was written while it was read.", code="database_changed", hint="Try again.")

    def empty_log(self) -> None:
        """Bring what is in the log into the file and empty the log, as far as nobody reads or writes just now."""
        with translated(self.path):
            self.connection.execute(STORAGE["checkpoint"]).fetchone()
            self.connection.execute("PRAGMA busy_timeout = 0")  # it would keep writers out for as long as it waits
            try:
                self.connection.execute(STORAGE["checkpoint_and_empty"]).fetchone()
            finally:
                self.connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")

    def data_version(self) -> int:
        """A number that changes when another connection has committed (C4); about 2 µs."""
        with translated(self.path):
            version: int = self.connection.execute("PRAGMA data_version").fetchone()[0]
        return version

    def was_replaced(self) -> bool:
        """Does the path lead to another file than the one that is open here?"""
        return file_identity(self.path) != self._identity

    def refuse_replaced(self) -> None:
        """Raise StorageFailed when the path leads to another file than the one that is open here, or to none."""
        if self.was_replaced():
            raise StorageFailed(
                f"{self.path} was replaced or removed while it was in use.",
                code="database_replaced",
                hint="Start again, with the database that is there now; what was running goes back to the old one.",
            )

    def close(self) -> None:
        """Close the connection; safe to call twice."""
        self.connection.close()


@contextmanager
def open_to_read(path: Path, *, access: Access = "read", wait: float = BUSY_MS / 1000) -> Generator[Transaction]:
    """One moment of a database by a connection of its own, which cannot write; `wait` is seconds for a lock."""
    with translated(path):
        connection = driver.connect(_uri(path, access), uri=True, timeout=wait, isolation_level=None)
        try:
            connection.execute("PRAGMA query_only = ON")
            connection.execute("BEGIN")
            yield Transaction(connection)
        finally:
            connection.close()


def no_database(path: Path, reason: str = "") -> Missing:
    """The error for a database that is not there; `reason` says what named it."""
    named = f" ({reason})" if reason else ""
    hint = "Name another one with --db, or make it: `cgq run FILE`"
    return Missing(f"There is no database {path}{named}.", code="no_database", hint=hint)


def _uri(path: Path, access: Access) -> str:
    if access == "memory":
        return "file::memory:"
    asked = {"write": "mode=rwc", "read": "mode=ro", "frozen": "immutable=1"}[access]
    return f"file:{quote(os.fsencode(path))}?{asked}"


def file_content(path: Path) -> tuple[int, int, int]:
    """What changes when a database is written: time and size of the file, and the size of its log."""
    found = os.stat(path)
    return (found.st_mtime_ns, found.st_size, log_size(path))


def log_size(path: Path) -> int:
    """Bytes of the write-ahead log of a database; 0 where there is none."""
    try:
        return os.stat(path.with_name(f"{path.name}-wal")).st_size
    except FileNotFoundError:
        return 0


def file_identity(path: Path) -> tuple[int, int] | None:
    """Device and inode of a file, or None where there is none."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return (found.st_dev, found.st_ino)


@contextmanager
def translated(path: Path) -> Generator[None]:
    """SQLite's errors in our words.

    An IntegrityError stays, for it is a bug or a rule at work; so does a ProgrammingError, such as the use of a
    closed connection or of one that belongs to another thread.
    """
    try:
        yield
    except (driver.IntegrityError, driver.ProgrammingError):
        raise
    except driver.OperationalError as error:
        raise _operational(path, error) from error
    except driver.DatabaseError as error:
        raise StorageFailed(
            f"{path} is not a database that cgq can read: {error}",
            code="database_corrupt",
            hint="Keep the file, and restore it from a backup or name another one with --db.",
        ) from error


_MAKE_ROOM = "Free some space; everything committed so far is kept."

_FAULTS: tuple[tuple[str, str, str], ...] = (
    ("disk is full", DISK_FULL, _MAKE_ROOM),
    ("readonly database", "read_only", "Make the file and its folder writable, or name another with --db."),
    ("unable to open database", "cannot_open", "Check that the folder exists and that you may write there."),
    ("disk I/O error", "io_error", "Check the disk; everything committed so far is kept."),
)

_MAY_BE_READ_ONLY = ("readonly database", "unable to open database")
"""What SQLite answers where it may not write the database, or a file next to it."""

_MAY_BE_FULL = ("cannot_open", "io_error")
"""What SQLite makes of a file beside the database that finds no room: its log, or the memory that processes share."""

_ROOM = 64 * 1024
"""Bytes that must fit: twice what the shared memory of a log takes at first."""


def _is_full(folder: Path) -> bool:
    """Is the disk full there? A file without a name is tried: what the system says of free blocks knows no quota."""
    try:
        with tempfile.TemporaryFile(dir=folder, buffering=0) as file:
            file.write(bytes(_ROOM))
    except OSError as error:
        return is_full(error)
    return False


def _operational(path: Path, error: sqlite3.OperationalError) -> CgqError:
    text = str(error)
    refused_to_write = any(words in text for words in _MAY_BE_READ_ONLY)
    if refused_to_write and os.path.exists(path) and not is_writable(path):
        return read_only(path)
    if "locked" in text or "busy" in text:
        return Busy(
            f"{path} was in use for more than {BUSY_MS // 1000} s.",
            code="database_locked",
            hint="Try again; see who works on it: `cgq status`",
        )
    for words, code, hint in _FAULTS:
        if words in text and (code == DISK_FULL or (code in _MAY_BE_FULL and _is_full(path.parent))):
            return StorageFailed(f"{path}: the disk is full", code=DISK_FULL, hint=_MAKE_ROOM)
        if words in text:
            return StorageFailed(f"{path}: {text}", code=code, hint=hint)
    return StorageFailed(f"{path}: {text}", code="database_error")
