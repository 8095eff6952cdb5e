"""A full disk is called a full disk, in one line, whatever was being written; what was there stays whole (R8)."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from tests.support.command import SAMPLES, Home
from tests.support.offered import offer
from tests.support.zips import zip_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SIZE = 2 << 20
"""Bytes of the small disk: room for a database with one paper and for its log."""

CALLED = "the disk is full. Free some space"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = shutil.which("mount") and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", folder], capture_output=True
    )
    if not mounted or mounted.returncode:
        pytest.skip("only root may mount a small disk")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


@pytest.fixture
def home(tmp_path: Path, disk: Path, empty_database: Path) -> Home:
    packages = tmp_path / "packages"
    offer(packages, {"write_file": "contract_stages:WriteFile"})
    home = Home(tmp_path / "home", packages)
    shutil.copy(empty_database, disk / "cgq.db")
    home.environment["CGQ_DB"] = str(disk / "cgq.db")
    home.db = disk / "cgq.db"
    home.file("one.pdf")
    return home


def fill(disk: Path) -> Path:
    """Leave not a block free."""
    path = disk / "filler"
    with path.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            return path


def test_R8_every_command_calls_a_full_disk_by_its_name_and_goes_on_with_room_again(home: Home, disk: Path) -> None:
    taken = home.json("enqueue", "one.pdf")["jobs"][0]["id"]
    home.json("enqueue", "--kind", "write_file", "--args", '{"text": "mine"}')
    before = sorted(path.name for path in disk.iterdir() if path.suffix == ".db")
    filler = fill(disk)
    for args in (
        ("enqueue", "one.pdf", "--again"),
        ("run",),
        ("status",),
        ("enqueue", "--kind", "write_file", "--args", '{"text": "x"}', "--now"),
        ("extract", SAMPLES / "network-en.pdf", "--format", "md", "--output", disk / "one.md"),
        ("export", "--format", "csv", "--output", disk / "bank.csv"),
    ):
        done = home.cgq(*args)
        assert (done.returncode, CALLED in done.stderr, "[disk_full]" in done.stderr) == (1, True, True), done.stderr
        assert done.stderr.count("\n") == 1
    assert not (disk / "one.md").exists()
    assert not list(disk.glob("*bank.csv*"))
    filler.unlink()
    assert sorted(path.name for path in disk.iterdir() if path.suffix == ".db") == before
    assert home.cgq("run").returncode == 3, "the paper is no more than a beginning"
    assert home.json("show", taken)["error"]["code"] == "damaged"
    assert home.json("show", taken)["attempts"] == 1


def test_R8_a_stage_that_finds_no_room_for_its_file_has_failed_for_that(home: Home, disk: Path) -> None:
    home.json("status")
    text = json.dumps({"text": "x" * 100_000})
    filler = fill(disk)
    os.truncate(filler, filler.stat().st_size - (200 << 10))  # the log fits, and no second file
    asked = ("enqueue", "--kind", "write_file", "--args", text, "--now")
    done = [home.cgq(*asked, "--json") for _ in range(2)]
    failed = [one for one in done if one.returncode]
    assert failed
    assert all("disk_full" in one.stdout + one.stderr for one in failed)
    assert list((disk / "cgq.db-files" / "new").rglob("*-*")) == [], "nothing half-written is left"


def test_R8_a_zip_for_whose_papers_there_is_no_room_is_taken_in_when_there_is(home: Home, disk: Path) -> None:
    home.json("status")
    home.file("a.zip", zip_of({f"{n}.pdf": b"%PDF-1.4" + os.urandom(150_000) for n in range(3)}))
    filler = fill(disk)
    os.truncate(filler, filler.stat().st_size - (350 << 10))  # the log fits with one paper or two, and not with three
    done = home.cgq("enqueue", "a.zip")
    assert (done.returncode, CALLED in done.stderr, "[disk_full]" in done.stderr) == (1, True, True), done.stderr
    assert list((disk / "cgq.db-files" / "new").rglob("*-*")) == [], "nothing half-written is left"
    filler.unlink()
    assert [job["outcome"] for job in home.json("enqueue", "a.zip")["jobs"]] == ["new"] * 3
    kept = [path for path in (disk / "cgq.db-files").glob("??/*") if path.is_file()]
    assert len(kept) == 3


@pytest.mark.parametrize("args", [("config",), ("config", "--json"), ("help", "files")])
def test_an_answer_that_finds_no_room_says_so(tmp_path: Path, args: tuple[str, ...]) -> None:
    home = Home(tmp_path / "home")
    with open("/dev/full", "w") as full, home.start(*args, stdout=full) as command:
        said = command.communicate(timeout=60)[1]
    assert command.returncode == 1
    assert "the disk is full" in said
    assert "disk_full" in said
