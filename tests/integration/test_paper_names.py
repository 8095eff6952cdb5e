"""What papers are called is found by indexes alone, however many there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cgq.db import migrations
from cgq.db.connection import Database

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    "query",
    [
        "SELECT file FROM papers WHERE id = 1",
        "SELECT file FROM jobs_now WHERE id = 1",
        "SELECT file FROM failures WHERE id = 1",
        "SELECT names FROM material_names WHERE material_id = 1",
    ],
)
def test_no_table_of_names_is_read_as_a_whole(tmp_path: Path, query: str) -> None:
    database = Database(tmp_path / "cgq.db")
    migrations.migrate(database)
    with database.read() as tx:
        steps = [step for *_, step in tx.all(f"EXPLAIN QUERY PLAN {query}")]
    # p, u, l and f are the tables of paths, of what was unpacked and of what was fetched; m is that of papers.
    assert not [step for step in steps if step.split()[:2] in (["SCAN", name] for name in "pulfm")], steps
    assert any("unpacked_content" in step for step in steps)
