"""R9: a database of every released version is brought up to date; one that no release made is refused and kept.

The stored schemas are in tests/schemas/ (`make schema`).
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from tests.support.command import Home
from tests.support.stored_schemas import FOLDER, checksum, dump, fresh, restore, stored_checksum

from cgq.config import Settings
from cgq.db import migrations
from cgq.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

STORED = sorted(FOLDER.glob("[0-9]*.sql"))
UNRELEASED = FOLDER / "unreleased.sql"


def test_every_version_has_its_stored_schema() -> None:
    expected = [f"{number:04d}.sql" for number in range(1, migrations.version() + 1)]
    assert [path.name for path in STORED] == expected, "write the newest one: make schema"


@pytest.mark.parametrize("stored", STORED, ids=lambda path: path.stem)
def test_a_released_step_is_never_edited(stored: Path) -> None:
    made_with = stored_checksum(stored.read_text(encoding="utf-8"))
    assert made_with == checksum(int(stored.stem)), (
        "a step differs from the one that its stored schema was made with: if it was released, "
        "undo that and write a new step; if it never was, `make schema`"
    )


@pytest.mark.parametrize("stored", STORED, ids=lambda path: path.stem)
def test_R9_a_stored_schema_is_migrated_to_the_same_as_a_new_database_has(tmp_path: Path, stored: Path) -> None:
    path = tmp_path / "stored.db"
    restore(stored.read_text(encoding="utf-8"), path)
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (int(stored.stem),)
    Workspace(Settings(db=path, jobs=1)).close()
    assert dump(path) == fresh(tmp_path / "new.db")


def _only_the_first_step(path: Path) -> None:
    """As a development version left it whose user_version is one that a release has as well."""
    with closing(sqlite3.connect(path)) as database:
        database.execute("DELETE FROM _sqlite_migrations WHERE id > 1")
        database.execute("PRAGMA user_version = 1")
        database.commit()


@pytest.mark.parametrize("steps", [1, 4])
def test_R9_what_a_development_version_made_is_refused_and_left_as_it_was(tmp_path: Path, steps: int) -> None:
    home = Home(tmp_path)
    restore(UNRELEASED.read_text(encoding="utf-8"), home.db)
    if steps == 1:
        _only_the_first_step(home.db)
    assert_refused_and_kept(home)


def test_R9_what_a_step_made_that_was_changed_in_place_since_is_refused_and_left_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its name and its number are those of a step that this program has; its tables are not."""
    home = Home(tmp_path)
    (name, sql), *_ = migrations.steps()
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "steps", lambda: ((name, f"{sql}\nDROP TABLE moment;\n"),))
        Workspace(Settings(db=home.db, jobs=1)).close()
    assert_refused_and_kept(home)


def assert_refused_and_kept(home: Home) -> None:
    before = home.db.read_bytes()
    for command in ("status", "run", "doctor"):
        done = home.cgq(command)
        assert done.returncode == 6, done.stderr
        told = " ".join((done.stdout + done.stderr).split())
        assert "made by a development version of cgq" in told
        assert "Name another database with --db" in told
        assert "export it with the program that made it" in told
    assert home.db.read_bytes() == before
    assert list(home.folder.iterdir()) == [home.db]
