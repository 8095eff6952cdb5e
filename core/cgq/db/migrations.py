"""The numbered steps that made the schema, and the refusal of databases that they did not make.

A step is a file `schema/NNNN_name.sql`; sqlite-utils keeps the list of those applied, each with a hash of its SQL, so
that one that was changed in place before its release is another step. The count of steps is also SQLite's user_version,
so that a supervisor's look costs one pragma.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from cgq.db.queries import load
from cgq.errors import NotReady, Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlite_utils import Database as SqliteUtilsDatabase

    from cgq.db.connection import Database, Transaction

SQL = load("schema")
APPLICATION_ID = int.from_bytes(b"cgq1")
"""Marks a SQLite file as ours."""


@cache
def steps() -> tuple[tuple[str, str], ...]:
    """(name, SQL) of every step, in order."""
    found = sorted(Path(__file__).with_name("schema").glob("*.sql"))
    return tuple((step.stem, step.read_text(encoding="utf-8")) for step in found)


def applied_as(name: str, sql: str) -> str:
    """What a database keeps of a step: its name and the first 8 hex digits of the sha256 of its SQL."""
    return f"{name} {sha256(sql.encode()).hexdigest()[:8]}"


def version() -> int:
    """The schema's version that this program knows."""
    return len(steps())


def stored_version(tx: Transaction) -> int:
    """The schema's version in the file; 0 for a new one."""
    stored: int = tx.value(SQL["user_version"])
    return stored


def check_ours(tx: Transaction) -> None:
    """Refuse a SQLite file that belongs to another program, before anything is written into it."""
    ours = tx.value(SQL["application_id"]) == APPLICATION_ID
    if not ours and tx.value(SQL["objects"]):
        raise Refused(
            "The database belongs to another program.",
            code="foreign_database",
            hint="Name another file with --db or CGQ_DB.",
        )


def check_version(tx: Transaction) -> int:
    """The schema's version in the file, refused where this program's steps did not lead to it (R9)."""
    found = stored_version(tx)
    if found:
        _check_released(tx)
        check_not_newer(found)
    return found


def _check_released(tx: Transaction) -> None:
    """Refuse the schemas of cgq before its first release, which had other steps, or others of one name."""
    known = [applied_as(*step) for step in steps()]
    applied = [str(name) for (name,) in tx.all(SQL["steps_applied"])]
    shared = min(len(known), len(applied))
    if applied[:shared] != known[:shared]:
        raise NotReady(
            f"The database was made by a development version of cgq (schema {applied[-1]}).",
            code="schema_unreleased",
            hint="Name another database with --db or CGQ_DB and read the papers again. "
            "To keep what is in this one, export it with the program that made it.",
        )


def check_not_newer(found: int) -> None:
    """Refuse a database that a newer program has migrated (R9)."""
    if found > version():
        raise NotReady(
            f"The database has schema {found}; this program knows {version()}.",
            code="schema_newer",
            hint="Upgrade cgq, or name another database with --db.",
        )


def migrate(database: Database, check: Callable[[Transaction], object] | None = None) -> None:
    """Apply the steps that are missing, all or none of them.

    Another command may migrate at the same moment: `check` looks once more when nobody else can write, and what it
    raises ends this.
    """
    from sqlite_utils import Database as SqliteUtilsDatabase
    from sqlite_utils.migrations import Migrations

    migrations = Migrations("cgq")
    for name, sql in steps():
        migrations(name=applied_as(name, sql))(_step(name, sql))
    with database.write() as tx:
        if check is not None:
            check(tx)
        migrations.apply(SqliteUtilsDatabase(tx.connection))
        tx.run(f"PRAGMA application_id = {APPLICATION_ID}")
        tx.run(f"PRAGMA user_version = {version()}")


def create(database: Database) -> None:
    """Make the tables of an empty database that nobody keeps: every step, and no memory of them."""
    for _, sql in steps():
        for statement in statements(sql):
            database.connection.execute(statement)


def _step(name: str, sql: str) -> Callable[[SqliteUtilsDatabase], None]:
    def apply(db: SqliteUtilsDatabase) -> None:
        for statement in statements(sql):
            db.conn.execute(statement)

    apply.__name__ = name
    return apply


def statements(sql: str) -> list[str]:
    """Split a script at the semicolons that end its statements.

    `executescript` would commit first; this keeps a step inside its transaction.
    """
    from cgq.db.driver import driver

    found: list[str] = []
    pending = ""
    for line in sql.splitlines(keepends=True):
        pending += line
        if driver.complete_statement(pending):
            found.append(pending)
            pending = ""
    return found
