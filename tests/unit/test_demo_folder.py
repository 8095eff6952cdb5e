"""Where a demo works: what it makes it may remove, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cgq.actions.demo import MARKER, ON_PURPOSE, belongs_to_somebody, fresh, samples
from cgq.errors import Busy, Refused
from cgq.queue.ownership import take_new

if TYPE_CHECKING:
    from pathlib import Path


def test_a_second_demo_starts_fresh_and_leaves_other_files_alone(tmp_path: Path) -> None:
    database = fresh(tmp_path / "demo")
    database.write_text("old")
    (tmp_path / "demo" / "cgq.db-wal").write_text("old")
    (tmp_path / "demo" / "mine.txt").write_text("kept")
    assert not belongs_to_somebody(tmp_path / "demo")
    assert fresh(tmp_path / "demo") == database
    assert sorted(path.name for path in (tmp_path / "demo").iterdir()) == [MARKER, "mine.txt"]


def test_a_database_that_no_demo_made_belongs_to_somebody(tmp_path: Path) -> None:
    (tmp_path / "cgq.db").touch()
    assert belongs_to_somebody(tmp_path)


def test_a_folder_in_which_somebody_works_is_left_alone(tmp_path: Path) -> None:
    database = fresh(tmp_path)
    database.touch()
    lock = take_new(database)
    with pytest.raises(Busy):
        fresh(tmp_path)
    lock.release()
    assert fresh(tmp_path) == database


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "demo").touch()
    with pytest.raises(Refused):
        fresh(tmp_path / "demo")


def test_what_is_broken_on_purpose_is_among_the_samples() -> None:
    assert {name for name, _ in ON_PURPOSE} <= {path.name for path in samples().glob("*.pdf")}
