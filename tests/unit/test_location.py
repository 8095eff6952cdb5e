"""Where the file of a database really lies, and which paths are refused in one line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cgq.config import Settings
from cgq.db.location import BESIDE_BYTES, NAME_BYTES, locate
from cgq.errors import Missing, Refused
from cgq.queue.ownership import take_new
from cgq.workspace import Workspace

ODD = ["한 글.db", "new\nline.db", "a?mode=ro.db", "a#b.db", "100%41.db", "-rf", "file:x.db", "a'b\";--.db", "[x]*.db"]


def test_R2_a_symlink_leads_to_the_real_file_whether_it_is_there_or_not(tmp_path: Path) -> None:
    real = tmp_path / "real" / "x.db"
    real.parent.mkdir()
    (tmp_path / "link.db").symlink_to("real/x.db")
    (tmp_path / "second.db").symlink_to(tmp_path / "link.db")
    (tmp_path / "folder").symlink_to("real")
    names = [real, tmp_path / "link.db", tmp_path / "second.db", tmp_path / "folder" / "x.db"]
    assert {locate(name) for name in names} == {real}
    with Workspace(Settings(db=tmp_path / "second.db", jobs=1)) as workspace:
        assert workspace.database.path == real
    assert real.is_file()
    assert (tmp_path / "second.db").is_symlink()
    assert {locate(name) for name in names} == {real}


def test_R2_a_second_hard_link_is_refused_and_the_file_left_alone(tmp_path: Path) -> None:
    settings = Settings(db=tmp_path / "x.db", jobs=1)
    Workspace(settings).close()
    os.link(tmp_path / "x.db", tmp_path / "y.db")
    for name in ("x.db", "y.db"):
        with pytest.raises(Refused) as caught:
            Workspace(Settings(db=tmp_path / name, jobs=1))
        assert (caught.value.code, caught.value.exit_code) == ("hard_linked", 2)
    (tmp_path / "y.db").unlink()
    Workspace(settings).close()
    assert [path.name for path in tmp_path.iterdir()] == ["x.db"]


def test_a_link_that_leads_nowhere_is_told_apart_from_one_that_may_be_filled(tmp_path: Path) -> None:
    (tmp_path / "disk.db").symlink_to("not/mounted/x.db")
    with pytest.raises(Missing) as caught:
        locate(tmp_path / "disk.db")
    assert (caught.value.code, caught.value.exit_code) == ("dangling_link", 4)
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(Refused) as loop:
        locate(tmp_path / "a")
    assert loop.value.code == "link_loop"
    assert not (tmp_path / "not").exists()


def test_what_is_no_regular_file_is_no_database(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.db")
    for path in (tmp_path / "pipe.db", Path("/dev/null"), tmp_path):
        with pytest.raises(Refused) as caught:
            locate(path)
        assert caught.value.code == "not_a_file"


@pytest.mark.parametrize("name", [*map(os.fsencode, ODD), b"\xff\xfe.db", b"x" * (NAME_BYTES - BESIDE_BYTES)])
def test_an_odd_name_of_a_database_works_with_all_that_lies_beside_it(tmp_path: Path, name: bytes) -> None:
    path = tmp_path / os.fsdecode(name)
    with Workspace(Settings(db=path, jobs=1)) as workspace:
        lock = take_new(workspace.database.path)
        beside = {os.fsencode(entry.name) for entry in tmp_path.iterdir()}
        assert {name, name + b"-wal", os.fsencode(lock.path.name)} <= beside
        lock.release()
    assert [os.fsencode(entry.name) for entry in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("length", [NAME_BYTES - BESIDE_BYTES + 1, NAME_BYTES, NAME_BYTES + 1])
def test_a_name_that_leaves_no_room_beside_it_is_refused_before_anything_is_made(tmp_path: Path, length: int) -> None:
    with pytest.raises(Refused) as caught:
        Workspace(Settings(db=tmp_path / ("x" * length), jobs=1))
    assert caught.value.code == "name_too_long"
    assert list(tmp_path.iterdir()) == []
