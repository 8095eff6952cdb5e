"""Where an export may be written, and two that write to one place at once."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from tests.support.large_bank import fill

from cgq.actions.enqueue import Wishes
from cgq.actions.export import Wanted, export_file, plan_export
from cgq.actions.import_files import import_files
from cgq.actions.run_stage import run_stage
from cgq.bank.files import path_text
from cgq.config import Settings
from cgq.errors import Refused
from cgq.exchange.export import write as writing
from cgq.exchange.export.staging import staged
from cgq.queue.job import NewJob
from cgq.stages.import_intake import ImportWishes
from cgq.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cgq.exchange.drawings.assets import Figures

EXPORTS = 40
"""How often each of two writers exports: enough that they meet, in some seconds."""


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bank") / "cgq.db"
    fill(path, 20)
    return path


@pytest.fixture
def workspace(bank: Path) -> Iterator[Workspace]:
    with Workspace(Settings(db=bank, jobs=1, durability="NORMAL")) as opened:
        yield opened


def refused(workspace: Workspace, target: Path, form: str = "csv") -> str:
    """The code with which a plan and an export alike refuse a place."""
    codes: set[str] = set()
    for export in (plan_export, export_file):
        with pytest.raises(Refused) as error:
            export(workspace, Wanted(format=form), target)
        codes.add(error.value.code)
    (code,) = codes
    return code


def contents(folder: Path) -> dict[str, bytes]:
    """The regular files below a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_pipe_is_not_replaced_by_a_file(workspace: Workspace, tmp_path: Path) -> None:
    pipe, of_manifest = tmp_path / "pipe", tmp_path / "b.csv.manifest.json"
    os.mkfifo(pipe)
    os.mkfifo(of_manifest)
    assert refused(workspace, pipe) == "is_special"
    assert refused(workspace, tmp_path / "b.csv") == "is_special"
    args = {"format": "csv", "path": path_text(pipe)}
    (made,), _ = run_stage(workspace, "export_questions", [NewJob(kind="export_questions", args=args)])
    assert made.failure is not None
    assert made.failure.code == "is_special"
    assert pipe.is_fifo()
    assert of_manifest.is_fifo()


def test_the_name_of_the_manifest_is_guarded_as_that_of_the_file(
    workspace: Workspace, bank: Path, tmp_path: Path
) -> None:
    shutil.copy(bank, tmp_path / "a.manifest.json")
    (tmp_path / "b.manifest.json").mkdir()
    (tmp_path / "c.manifest.json").write_text('{"files": [{"name": "c"}], "mine": true}')
    (tmp_path / "d.manifest.json").write_bytes(b"\xff\xfe no text")
    before = contents(tmp_path)
    for name, code in (("a", "is_database"), ("b", "is_folder"), ("c", "not_a_manifest"), ("d", "not_a_manifest")):
        assert refused(workspace, tmp_path / name) == code
    assert contents(tmp_path) == before


def test_a_database_whose_name_is_that_of_the_manifest_is_not_written_over(tmp_path: Path) -> None:
    fill(tmp_path / "z.manifest.json", 2)
    with Workspace(Settings(db=tmp_path / "z.manifest.json", jobs=1, durability="NORMAL")) as workspace:
        assert refused(workspace, tmp_path / "z") == "is_database"


def test_the_files_of_materials_and_of_the_settings_are_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "set" / "data").mkdir(parents=True)
    table, settings = tmp_path / "set" / "data" / "q.csv", tmp_path / "cgq.toml"
    table.write_text("number,stem,option1,option2,answer\n1,Which is it?,this,that,1\n")
    settings.write_text("")
    os.link(table, tmp_path / "linked.csv")
    (tmp_path / "by-link.csv").symlink_to(table)
    os.link(settings, tmp_path / "same.csv")
    with Workspace(Settings(db=tmp_path / "cgq.db", jobs=1, durability="NORMAL")) as workspace:
        assert len(import_files(workspace, [str(table)], ImportWishes(), Wishes()).files) == 1
        before = contents(tmp_path / "set")
        for name in ("set/data/q.csv", "linked.csv", "by-link.csv"):
            assert refused(workspace, tmp_path / name) == "is_material"
        for name in ("cgq.toml", "same.csv"):
            assert refused(workspace, tmp_path / name) == "is_settings"
        assert refused(workspace, tmp_path / "set", "huggingface") == "is_material"
        assert contents(tmp_path / "set") == before
        assert settings.read_bytes() == b""
        export_file(workspace, Wanted(format="csv"), tmp_path / "new.csv")


def test_what_a_person_changed_or_put_into_an_exported_folder_stays(workspace: Workspace, tmp_path: Path) -> None:
    target = tmp_path / "set"
    wanted = Wanted(format="huggingface")
    export_file(workspace, wanted, target)
    export_file(workspace, wanted, target)
    card = (target / "README.md").read_bytes()
    (target / "README.md").write_bytes(card + b"\nMy own line.\n")
    assert refused(workspace, target, "huggingface") == "file_changed"
    assert (target / "README.md").read_bytes().endswith(b"My own line.\n")
    (target / "README.md").write_bytes(card.replace(b"a", b"b"))
    assert refused(workspace, target, "huggingface") == "file_changed"
    (target / "README.md").unlink()
    export_file(workspace, wanted, target)
    assert (target / "README.md").read_bytes() == card


def test_a_folder_with_nothing_but_a_manifest_of_somebody_else_stays(workspace: Workspace, tmp_path: Path) -> None:
    target = tmp_path / "extension"
    target.mkdir()
    (target / "manifest.json").write_text('{"manifest_version": 3, "name": "mine", "files": []}')
    assert refused(workspace, target, "huggingface") == "folder_not_empty"
    assert [path.name for path in target.iterdir()] == ["manifest.json"]


def test_what_comes_into_the_folder_while_it_is_written_anew_stays(
    workspace: Workspace, bank: Path, tmp_path: Path
) -> None:
    target = tmp_path / "set"
    export_file(workspace, Wanted(format="huggingface"), target)

    def arrives(done: int, total: int) -> None:
        if done == total:
            (target / "late.txt").write_text("mine")

    with workspace.database.read() as tx, pytest.raises(Refused) as error:
        writing.export_to(
            tx, Wanted(format="huggingface"), target, database=bank, draw=_draws_nothing, progress=arrives
        )
    assert error.value.code == "folder_not_empty"
    assert (target / "late.txt").read_text() == "mine"


def test_of_two_exports_to_one_file_a_reader_never_finds_the_manifest_of_the_other(bank: Path, tmp_path: Path) -> None:
    target, manifest = tmp_path / "bank.csv", tmp_path / "bank.csv.manifest.json"

    def write(first_seed: int) -> None:
        with Workspace(Settings(db=bank, jobs=1, durability="NORMAL")) as workspace:
            for n in range(EXPORTS):
                export_file(workspace, Wanted(format="csv", seed=first_seed + n), target)

    seen = 0
    with ThreadPoolExecutor(2) as pool:
        writers = [pool.submit(write, seed) for seed in (1_000, 2_000)]
        while not all(writer.done() for writer in writers):
            try:
                before, data, after = manifest.read_bytes(), target.read_bytes(), manifest.read_bytes()
            except FileNotFoundError:
                continue  # between the two there may be no manifest
            if before == after:  # every seed gives another one: the file is of the same moment
                seen += 1
                assert json.loads(before)["files"][0]["sha256"] == hashlib.sha256(data).hexdigest()
        for writer in writers:
            writer.result()
    assert seen
    assert json.loads(manifest.read_bytes())["files"][0]["sha256"] == hashlib.sha256(target.read_bytes()).hexdigest()
    assert sorted(path.name for path in tmp_path.iterdir()) == [target.name, manifest.name]


def test_two_exports_that_begin_at_once_do_not_take_each_other_s_folder_for_abandoned(tmp_path: Path) -> None:
    def begin(_: int) -> None:
        for _turn in range(500):
            with staged(tmp_path / "bank.csv") as folder:
                assert folder.is_dir()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(begin, range(2)))
    assert list(tmp_path.iterdir()) == []


def _draws_nothing(*_: object) -> Figures:
    raise AssertionError("the format holds no pictures")
