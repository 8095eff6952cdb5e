"""The schemas that migrations are tested from: what a database of each version holds, as SQL in tests/schemas/.

`make schema` writes the dump of the newest version. Dumps of older versions are never written again: they are what
users have.
"""

from __future__ import annotations

import hashlib
import re
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from tests.support.ledger import new_database

from cgq.db import migrations
from cgq.db.driver import driver

if TYPE_CHECKING:
    import sqlite3

FOLDER = Path(__file__).parents[1] / "schemas"
APPLIED_AT = "2000-01-01 00:00:00.000000+00:00"
"""Stands for the moment at which a step was applied, so that a dump is the same whenever it is made."""


def dump(path: Path) -> str:
    """A database as a script that makes it again: its tables in the order in which they were made, rows, version."""
    with closing(driver.connect(path)) as database:
        shadows = {row[1] for row in database.execute("PRAGMA table_list") if row[2] == "shadow"}
        made = database.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid")
        lines: list[str] = []
        tables: list[str] = []
        for kind, name, sql in made:
            if name in shadows or name == "sqlite_sequence":
                continue
            lines.append(f"{sql};")
            if kind == "table":
                tables.append(name)
        for table in tables:
            lines += _rows(database, table)
        for pragma in ("application_id", "user_version"):
            (value,) = database.execute(f"PRAGMA {pragma}").fetchone()
            lines.append(f"PRAGMA {pragma} = {value};")
    return "\n".join(lines) + "\n"


def _rows(database: sqlite3.Connection, table: str) -> list[str]:
    columns = [row[1] for row in database.execute(f'PRAGMA table_info("{table}")')]
    written = [f"'{APPLIED_AT}'" if column == "applied_at" else column for column in columns]
    quoted = " || ', ' || ".join(f"quote({value})" for value in written)
    rows = database.execute(f'SELECT {quoted} FROM "{table}" ORDER BY 1')
    return [f"INSERT INTO {table} VALUES ({values});" for (values,) in rows]


def restore(script: str, path: Path) -> None:
    """A database file as the program of that version left it."""
    with closing(driver.connect(path)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.executescript(script)


def fresh(path: Path) -> str:
    """The dump of a database that this program makes at `path`."""
    new_database(path)
    return dump(path)


def checksum(version: int) -> str:
    """sha256 of the step that made this version."""
    name, sql = migrations.steps()[version - 1]
    assert name.startswith(f"{version:04d}_"), f"step {version} is called {name}"
    return hashlib.sha256(sql.encode()).hexdigest()


def stored_checksum(script: str) -> str:
    """The checksum that a dump was made with."""
    (found,) = re.findall(r"^-- sha256 of the step: ([0-9a-f]{64})$", script, re.MULTILINE)
    return str(found)


def main() -> None:
    """Write the newest version's dump."""
    version = migrations.version()
    name, _ = migrations.steps()[version - 1]
    with TemporaryDirectory() as folder:
        script = fresh(Path(folder) / "cgq.db")
    head = f"-- What {name}.sql leads to; written by `make schema`.\n-- sha256 of the step: {checksum(version)}\n\n"
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{version:04d}.sql").write_text(head + script, encoding="utf-8")


if __name__ == "__main__":
    main()
