"""What `cgq doctor --fix` mends: each is named before, reported when it is mended, and well after it (R2, B3, C4)."""

from __future__ import annotations

import os
import sqlite3
import time
from typing import TYPE_CHECKING

import pytest
from tests.support.ledger import check, open_ledger, put, register, start, state

from cgq.actions.doctor.database import database
from cgq.bank import questions
from cgq.clock import SystemClock
from cgq.config import Settings
from cgq.db.connection import Database
from cgq.db.kept_files import path_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cgq.actions.doctor import Check

SHA = "ab" * 32


@pytest.fixture
def path(tmp_path: Path, empty_database: Path) -> Path:
    """A database with a chain of two jobs, of which a supervisor that is gone runs the second."""
    made = tmp_path / "cgq.db"
    made.write_bytes(empty_database.read_bytes())
    made.chmod(0o600)
    ledger = open_ledger(made, SystemClock())
    supervisor = register(ledger, "cgq.db-supervisor-000000000000.lock")
    root = put(ledger)
    put(ledger, root=root, parent=root)
    start(ledger, supervisor, 2)
    ledger.database.close()
    return made


def found(path: Path, *, fix: bool = False) -> dict[str, Check]:
    return {check.name: check for check in database(Settings(db=path, jobs=1), fix=fix)}


def change(path: Path, *statements: str) -> None:
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def _wrong_chain(path: Path) -> None:
    change(path, "UPDATE chain SET open = 7")


def _lost_chain(path: Path) -> None:
    change(path, "DELETE FROM chain", "INSERT INTO chain (root_id, open) VALUES (99, 3)")


def _supervisor_gone(_: Path) -> None:
    """It is so already."""


def _no_supervisor(path: Path) -> None:
    change(path, "DELETE FROM supervisor")


def _orphaned_slot(path: Path) -> None:
    change(path, "INSERT INTO slot (supervisor_id, scope, ceiling) VALUES (77, 'queue:default', 1)")


def _question_not_found(path: Path) -> None:
    change(
        path,
        "INSERT INTO question (hash, stem, boxes, options, text_hash, created_at) "
        f"VALUES ('{SHA}', 'Which stack?', '[]', '[]', '{SHA}', 0)",
    )


def _question_gone(path: Path) -> None:
    change(path, "INSERT INTO question_fts (rowid, body) VALUES (5, 'nothing')")


def _broken_words(path: Path) -> None:
    change(
        path,
        "INSERT INTO question_fts (rowid, body) VALUES (1, 'some words here')",
        "INSERT INTO question (id, hash, stem, boxes, options, text_hash, created_at) "
        f"VALUES (1, '{SHA}', 'Which stack?', '[]', '[]', '{SHA}', 0)",
        "UPDATE question_fts_content SET c0 = 'other words there'",
    )


def _near_table_gone(path: Path) -> None:
    change(path, "INSERT INTO vector_index (id, model, dimension, stale) VALUES (1, 'some', 8, 0)")


def _half_copy(path: Path) -> None:
    left = path.with_name(".cgq.db.0123abcd")
    left.touch()
    os.utime(left, (time.time() - 7200,) * 2)
    path.with_name(".cgq.db.0123abce").touch()


def _unnamed_file(path: Path) -> None:
    _no_supervisor(path)
    file = path_of(path, SHA)
    file.parent.mkdir(parents=True)
    file.parent.parent.chmod(0o700)
    file.touch()


def _others_may_read(path: Path) -> None:
    path.chmod(0o640)


@pytest.mark.parametrize(
    ("spoil", "name"),
    [
        (_wrong_chain, "chains"),
        (_lost_chain, "chains"),
        (_supervisor_gone, "supervisors"),
        (_no_supervisor, "running jobs"),
        (_orphaned_slot, "slots"),
        (_question_not_found, "search by words"),
        (_question_gone, "search by words"),
        (_broken_words, "search by words"),
        (_near_table_gone, "near vectors"),
        (_half_copy, "half copies"),
        (_unnamed_file, "files of jobs"),
        (_others_may_read, "database"),
    ],
    ids=lambda case: case.__name__.strip("_") if callable(case) else "",
)
def test_what_can_be_mended_is_named_mended_and_well(path: Path, spoil: Callable[[Path], None], name: str) -> None:
    spoil(path)
    before = found(path)[name]
    assert before.state in ("warn", "fail")
    assert "cgq doctor --fix" in before.hint
    assert found(path, fix=True)[name].fixed
    assert found(path)[name].state == "ok"


def test_R2_what_a_supervisor_left_is_ready_again_and_all_is_counted(path: Path) -> None:
    change(path, "DELETE FROM supervisor", "UPDATE chain SET open = 0, closed_at = 1")
    found(path, fix=True)
    ledger = open_ledger(path, SystemClock())
    try:
        assert [state(ledger, job) for job in (1, 2)] == ["ready", "ready"]
        with ledger.database.read() as tx:
            check(tx, ledger.now())
    finally:
        ledger.database.close()


def test_a_question_is_found_by_its_words_again(path: Path) -> None:
    _question_not_found(path)
    found(path, fix=True)
    opened = Database(path)
    try:
        with opened.read() as tx:
            assert tx.value("SELECT rowid FROM question_fts WHERE question_fts MATCH 'stack'") == 1
            assert questions.texts(tx, [1])[1].text.stem == "Which stack?"
    finally:
        opened.close()


def test_a_copy_that_is_still_being_made_is_left_alone(path: Path) -> None:
    _half_copy(path)
    found(path, fix=True)
    assert path.with_name(".cgq.db.0123abce").exists()


def test_a_file_of_a_job_that_is_gone_cannot_be_mended(path: Path) -> None:
    change(path, f"INSERT INTO artifact VALUES ('{SHA}', 4, 1, 0)")
    lost = found(path, fix=True)["files of jobs"]
    assert (lost.state, lost.exit_code, lost.fixed) == ("fail", 1, False)
    assert SHA in lost.message
