"""An export: whole or not at all, with a manifest that never lies, at once and as a job."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from tests.support.canvas import Page, paper, question
from tests.support.large_bank import fill

from cgq.actions.enqueue import Wishes, enqueue_papers
from cgq.actions.export import Wanted, export_file, export_stream, plan_export
from cgq.actions.run_stage import Made, run_stage
from cgq.bank.files import path_text
from cgq.config import Settings
from cgq.errors import Missing, Refused, StorageFailed
from cgq.exchange import formats
from cgq.exchange.drawings.assets import NOT_DRAWN
from cgq.exchange.export.staging import staged
from cgq.queue.job import NewJob
from cgq.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COUNT = 450


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bank") / "cgq.db"
    fill(path, COUNT)
    return path


@pytest.fixture
def workspace(bank: Path) -> Iterator[Workspace]:
    with Workspace(Settings(db=bank, jobs=1, durability="NORMAL")) as opened:
        yield opened


def run(workspace: Workspace, target: Path, **args: Any) -> Made:
    given = {"format": "csv", "path": path_text(target), **args}
    (made,), _ = run_stage(workspace, "export_questions", [NewJob(kind="export_questions", args=given)])
    return made


def manifest_of(target: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(target.with_name(f"{target.name}.manifest.json").read_bytes())
    return found


@pytest.mark.parametrize("name", formats.names())
def test_every_format_has_a_manifest_that_names_its_bytes_and_is_the_same_again(
    workspace: Workspace, tmp_path: Path, name: str
) -> None:
    form = formats.make(name)
    manifests: list[bytes] = []
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        target = tmp_path / folder / f"bank{form.suffix}"
        written, _ = export_file(workspace, Wanted(format=name, year=(2001,)), target)
        assert written.manifest is not None
        manifests.append(written.manifest.read_bytes())
        told = json.loads(manifests[-1])
        inside = target if not form.suffix else target.parent
        for file in told["files"]:
            data = (inside / file["name"]).read_bytes()
            assert (file["sha256"], file["bytes"]) == (hashlib.sha256(data).hexdigest(), len(data))
        assert (told["format"], told["format_version"], told["count"]) == (name, form.version, COUNT)
        assert told["filters"] == {"material": [], "concept": [], "year": [2001], "status": [], "repeats": False}
        assert [path.name for path in target.parent.iterdir() if path.name.startswith(".")] == []
    if form.same_bytes:
        assert manifests[0] == manifests[1]


def test_a_job_writes_the_same_as_the_command_and_again_the_same(workspace: Workspace, tmp_path: Path) -> None:
    export_file(workspace, Wanted(format="csv", seed=7), tmp_path / "at-once.csv")
    for _ in range(2):
        made = run(workspace, tmp_path / "job.csv", seed=7)
        assert made.state == "done"
        assert (tmp_path / "job.csv").read_bytes() == (tmp_path / "at-once.csv").read_bytes()
    digest = hashlib.sha256((tmp_path / "job.csv").read_bytes()).hexdigest()
    assert (made.result["questions"], made.result["sha256"], made.result["undrawn"]) == (COUNT, digest, 0)
    assert manifest_of(tmp_path / "job.csv")["seed"] == 7


@pytest.mark.parametrize("make", ["database", "other database", "folder", "nowhere"])
def test_a_job_does_not_write_over_what_it_should_not(
    workspace: Workspace, bank: Path, tmp_path: Path, make: str
) -> None:
    other = tmp_path / "other.db"
    shutil.copy(bank, other)
    target = {"database": bank, "other database": other, "folder": tmp_path, "nowhere": tmp_path / "no" / "x.csv"}[make]
    made = run(workspace, target)
    assert made.failure is not None
    codes = {"database": "is_database", "other database": "is_database", "folder": "is_folder"}
    assert made.failure.code == codes.get(make, "cannot_write")
    with pytest.raises((Refused, StorageFailed)) as error:
        plan_export(workspace, Wanted(format="csv"), target)
    assert error.value.code == made.failure.code


def test_arguments_of_a_job_are_checked_when_it_is_enqueued(workspace: Workspace) -> None:
    for wrong in ({"path": "relative.csv"}, {"format": "docx"}, {"status": ["wonderful"]}, {"year": [0]}, {"seed": -1}):
        args = {"path": "/x.csv", "format": "csv", **wrong}
        with pytest.raises(Refused) as error:
            run_stage(workspace, "export_questions", [NewJob(kind="export_questions", args=args)])
        assert error.value.code == "bad_arguments"


def test_filters_are_one_of_each_kind_and_all_of_the_states(workspace: Workspace) -> None:
    def count(**wanted: Any) -> int:
        return export_stream(workspace, Wanted(format="jsonl", **wanted), lambda _: None)[0].count

    assert count() == COUNT
    assert count(material=(1,)) == COUNT
    assert count(year=(2001,)) == COUNT
    assert count(year=(1999,)) == 0
    assert count(year=(1999, 2001), status=("answered", "trusted")) == COUNT
    assert count(status=("answered", "unanswered")) == 0
    assert count(status=("needs_review",)) == 0
    with pytest.raises(Missing):
        count(material=(99,))
    with pytest.raises(Missing):
        count(concept=("nothing of the kind",))


def test_a_folder_is_exchanged_as_a_whole_and_nothing_foreign_in_it_is_lost(
    workspace: Workspace, tmp_path: Path
) -> None:
    target = tmp_path / "set"
    export_file(workspace, Wanted(format="huggingface"), target)
    assert (target / "data" / "2001.jsonl").exists()
    export_file(workspace, Wanted(format="huggingface", year=(1999,)), target)
    assert sorted(path.name for path in target.rglob("*")) == ["README.md", "data", "manifest.json"]
    (target / "mine.txt").write_text("mine")
    with pytest.raises(Refused) as error:
        export_file(workspace, Wanted(format="huggingface"), target)
    assert error.value.code == "folder_not_empty"
    assert (target / "mine.txt").read_text() == "mine"


def test_what_a_killed_export_left_behind_goes_and_what_another_writes_stays(
    workspace: Workspace, tmp_path: Path
) -> None:
    abandoned = tmp_path / ".cgq-export.bank.csv.killed"
    abandoned.mkdir()
    (abandoned / "made").write_text("half")
    other = tmp_path / ".cgq-export.other.csv.killed"
    other.mkdir()
    with staged(tmp_path / "bank.csv") as writing:
        assert not abandoned.exists()
        export_file(workspace, Wanted(format="csv"), tmp_path / "bank.csv")
        assert writing.is_dir()
    assert not writing.exists()
    assert other.is_dir()


def test_a_failing_format_leaves_file_and_manifest_as_they_were(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "bank.csv"
    export_file(workspace, Wanted(format="csv"), target)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def no_space(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(type(formats.make("csv")), "write", no_space)
    with pytest.raises(StorageFailed) as error:
        export_file(workspace, Wanted(format="csv", seed=1), target)
    assert error.value.code == "disk_full"
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_link_is_followed_and_a_file_keeps_its_permissions(workspace: Workspace, tmp_path: Path) -> None:
    real, link = tmp_path / "real.csv", tmp_path / "link.csv"
    real.write_text("old")
    real.chmod(0o640)
    link.symlink_to(real)
    export_file(workspace, Wanted(format="csv"), link)
    assert link.is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640
    assert real.read_bytes().startswith(b"\xef\xbb\xbf")


def test_pictures_stand_in_a_printed_page_at_once_and_by_a_job_and_a_gone_paper_costs_its_own(tmp_path: Path) -> None:
    printed = tmp_path / "paper.pdf"
    printed.write_bytes(paper(_with_a_figure))
    with Workspace(Settings(db=tmp_path / "cgq.db", jobs=1, durability="NORMAL")) as workspace:
        _take(workspace, printed)
        assert plan_export(workspace, Wanted(format="html")).drawings == 1
        written, _ = export_file(workspace, Wanted(format="html"), tmp_path / "a.html")
        made = run(workspace, tmp_path / "b.html", format="html")
        assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()
        assert (tmp_path / "a.html").read_text("utf-8").count("data:image/png;base64,iVBOR") == 1
        assert (written.lost, len(written.undrawn), made.result["undrawn"]) == (1, 0, 0), "the same question twice"
        printed.unlink()
        written, _ = export_file(workspace, Wanted(format="html"), tmp_path / "a.html")
        made = run(workspace, tmp_path / "b.html", format="html")
        assert (written.lost, len(written.undrawn), made.result["undrawn"], made.result["lost"]) == (2, 1, 1, 2)
        (loss,) = (one for one in manifest_of(tmp_path / "a.html")["losses"] if one["part"] == "assets")
        assert loss["what"] == "changed"
        assert loss["reason"] == NOT_DRAWN
        assert str(tmp_path) in next(iter(written.undrawn.values())), "the person at the machine sees which file it was"
        assert str(tmp_path) not in (tmp_path / "a.html.manifest.json").read_text("utf-8")
        for name, dropped in (("anki", 0), ("qti", 0), ("moodle", 2), ("gift", 2)):
            export_file(workspace, Wanted(format=name), tmp_path / name)
            losses = manifest_of(tmp_path / name)["losses"]
            assert [one["what"] for one in losses].count("dropped") == dropped, name
            undrawn = [one["reason"] for one in losses if one["part"] == "assets" and one["what"] == "changed"]
            assert undrawn == ([] if dropped else [NOT_DRAWN]), "once, and of no question that is left out"


def test_a_drawing_without_a_picture_is_one_loss_of_a_question_that_is_written(tmp_path: Path) -> None:
    printed = tmp_path / "paper.pdf"
    printed.write_bytes(paper(_with_a_figure))
    key = tmp_path / "answers.csv"
    key.write_text("number,answer\n1,1\n2,2\n3,3\n", encoding="utf-8")
    with Workspace(Settings(db=tmp_path / "cgq.db", jobs=1, durability="NORMAL")) as workspace:
        _take(workspace, printed)
        given = {
            "path": str(key),
            "material": 1,
            "reader": "csv",
            "sha256": hashlib.sha256(key.read_bytes()).hexdigest(),
        }
        run_stage(workspace, "import_questions", [NewJob(kind="import_questions", args=given)])
        printed.unlink()
        export_file(workspace, Wanted(format="moodle"), tmp_path / "a.xml")
    losses = [
        (one["what"], one["reason"]) for one in manifest_of(tmp_path / "a.xml")["losses"] if one["part"] == "assets"
    ]
    assert losses == [("changed", NOT_DRAWN)]


def _with_a_figure(page: Page) -> None:
    """Three questions; the second has a figure."""
    question(page, 1, 50)
    page.write(50, 150, "2. What does the figure below show?")
    page.picture(80, 160, 120, 60, seed=3)
    for n, text in enumerate(("one", "two", "three", "four")):
        page.write(60, 240 + 15 * n, f"({'ABCD'[n]}) {text}")
    question(page, 3, 330)


def _take(workspace: Workspace, file: Path) -> None:
    intake = enqueue_papers(workspace, [str(file)], Wishes())
    (taken,) = intake.taken
    asked = NewJob(kind="process_pdf", args={"material": taken.material}, document=taken.material)
    (made,), _ = run_stage(workspace, "process_pdf", [asked])
    assert made.state == "done"
