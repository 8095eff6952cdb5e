"""Which database is used, what chose it, and which other one holds papers."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from tests.support.folders import Folders

from cgq.actions.which_bank import bank_in_use, find_other_bank, refuse_misnamed
from cgq.bank import materials
from cgq.bank.files import SourceFile
from cgq.config import Resolution, load
from cgq.errors import Missing
from cgq.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (folder := tmp_path / "project" / "papers").mkdir(parents=True)
    return folder


def settle(
    project: Path, environ: Mapping[str, str] | None = None, flags: Mapping[str, object] | None = None
) -> Resolution:
    return load(environ=environ or {}, cwd=project, flags=flags, places=Folders(project.parents[1]), cpus=lambda: 1)


def fill(path: Path, project: Path, papers: int) -> None:
    """A database with so many papers."""
    with Workspace(settle(project, {"CGQ_DB": str(path)}).settings) as workspace, workspace.database.write() as tx:
        for number in range(papers):
            materials.adopt(tx, SourceFile(f"/p/{number}.pdf", f"{number:064x}", 1), 1)


def test_what_chose_a_database_is_said_in_words(project: Path) -> None:
    root, file = project.parents[1], project.parent / "cgq.toml"
    chosen = bank_in_use(settle(project))
    assert (chosen.source, chosen.path, chosen.is_named) == ("default", root / "data" / "cgq.db", False)
    file.write_text("", "utf-8")
    chosen = bank_in_use(settle(project))
    assert (chosen.source, chosen.path, chosen.file) == ("beside_file", project.parent / ".cgq" / "cgq.db", file)
    assert (chosen.reason, chosen.is_named) == (f"next to {file}", False)
    (root / "config").mkdir()
    (user_file := root / "config" / "cgq.toml").write_text('db = "mine.db"', "utf-8")
    chosen = bank_in_use(settle(project))
    assert (chosen.source, chosen.reason, chosen.is_named) == ("user_file", f"db in {user_file}", True)
    file.write_text('[environments.test]\ndb = "test.db"', "utf-8")
    chosen = bank_in_use(settle(project, {"CGQ_ENV": "test"}))
    assert (chosen.source, chosen.reason) == ("project_file", f"db in {file} [environments.test]")
    chosen = bank_in_use(settle(project, {"CGQ_DB": "x.db"}))
    assert (chosen.source, chosen.reason) == ("variable", "named by CGQ_DB")
    chosen = bank_in_use(settle(project, {"CGQ_DB": "x.db"}, {"db": "y.db"}))
    assert (chosen.source, chosen.reason, chosen.path) == ("flag", "named by --db", project / "y.db")
    with pytest.raises(Missing) as caught:
        refuse_misnamed(chosen)
    assert (caught.value.code, caught.value.exit_code) == ("no_database", 4)


def test_the_other_database_is_the_first_that_holds_papers(project: Path) -> None:
    root, file = project.parents[1], project.parent / "cgq.toml"
    fill(root / "data" / "cgq.db", project, 3)
    assert find_other_bank(settle(project), project) is None, "it is the one in use"
    file.write_text("", "utf-8")
    other = find_other_bank(settle(project), project)
    assert other is not None
    assert (other.path, other.papers) == (root / "data" / "cgq.db", 3)
    fill(project.parent / ".cgq" / "cgq.db", project, 1)
    other = find_other_bank(settle(project, flags={"db": "y.db"}), project)
    assert other is not None
    assert (other.path, other.papers) == (project.parent / ".cgq" / "cgq.db", 1)
    file.unlink()
    other = find_other_bank(settle(project), project)
    assert other is not None
    assert other.path == project.parent / ".cgq" / "cgq.db", "that nothing names any more"


def test_a_look_at_another_database_makes_nothing_and_raises_nothing(project: Path) -> None:
    data = project.parents[1] / "data"
    data.mkdir()
    named = {"db": "y.db"}
    (data / "cgq.db").write_bytes(b"no database" * 1000)
    assert find_other_bank(settle(project, flags=named), project) is None
    (data / "cgq.db").unlink()
    os.mkfifo(data / "cgq.db")
    assert find_other_bank(settle(project, flags=named), project) is None
    (data / "cgq.db").unlink()
    (data / "cgq.db").symlink_to("cgq.db")
    assert find_other_bank(settle(project, flags=named), project) is None
    (data / "cgq.db").unlink()
    fill(data / "cgq.db", project, 2)
    before = {path.name: path.stat().st_mtime_ns for path in data.iterdir()}
    other = find_other_bank(settle(project, flags=named), project)
    assert other is not None
    assert other.papers == 2
    assert {path.name: path.stat().st_mtime_ns for path in data.iterdir()} == before
