"""What a person names becomes files: papers in every form, with what else lies there."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from cgq.bank.find_files import Empty, Found, FoundPages, Loose, Others, Refusal, Unsettled, find
from cgq.bank.refused_files import changes
from cgq.errors import Refused

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def put(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x")


def test_every_ending_of_a_paper_is_found_in_any_case(inbox: Path) -> None:
    names = ["a.PDF", "b.hwp", "c.HwpX", "d.JPG", "e.jpeg", "f.TIF", "g.webp", "h.heic", "i.Zip", "sub/j.png"]
    put(inbox, *names)
    found = [entry.path for entry in find([str(inbox)]) if isinstance(entry, Found)]
    assert found == [str(inbox / name) for name in names]


def test_the_rest_is_counted_over_all_folders_below_and_what_systems_leave_is_not(inbox: Path) -> None:
    put(inbox, "a.docx", "sub/b.DOCX", "c", "d.tar.gz", "e.왜", "Thumbs.db", "sub/.x", "~$a.hwp", "__MACOSX/y.pdf")
    assert list(find([str(inbox)])) == [Empty(str(inbox)), Others(str(inbox), {".docx": 2, "": 2, ".gz": 1})]


def test_pictures_are_put_together_in_one_folder_alone(inbox: Path) -> None:
    put(inbox, "p1.jpg", "p2.jpg", "sub/p3.jpg", "a.png", "b.png")
    found = list(find([str(inbox), str(inbox / "p1.jpg")]))
    (pages,) = [entry for entry in found if isinstance(entry, FoundPages)]
    assert pages.paths == (str(inbox / "p1.jpg"), str(inbox / "p2.jpg"))
    loose = [entry for entry in found if isinstance(entry, Loose)]
    assert loose == [Loose(str(inbox), 2, (f"{inbox}/a.png", f"{inbox}/b.png"))]
    (alone,) = [entry for entry in find([str(inbox / "p1.jpg")]) if isinstance(entry, Found)]
    assert alone == Found(str(inbox / "p1.jpg"), named=True)


def test_loose_pictures_are_named_by_their_folder_where_there_are_no_others(inbox: Path) -> None:
    put(inbox, "box/a.png", "box/b.png", "c.png", "d.png")
    loose = [entry for entry in find([str(inbox)]) if isinstance(entry, Loose)]
    assert {entry.path: entry.names for entry in loose} == {
        f"{inbox}/box": (f"{inbox}/box",),
        str(inbox): (f"{inbox}/c.png", f"{inbox}/d.png"),
    }


def test_all_pictures_are_one_paper_where_a_person_says_so(inbox: Path) -> None:
    put(inbox, "b.png", "sub/a10.png", "sub/a9.png", "x.pdf")
    found = list(find([str(inbox)], one_paper=True))
    assert [type(entry) for entry in found] == [FoundPages, Found]
    assert isinstance(found[0], FoundPages)
    assert found[0].paths == (str(inbox / "b.png"), str(inbox / "sub/a9.png"), str(inbox / "sub/a10.png"))


def test_what_was_refused_in_a_zip_is_remembered_as_long_as_the_zip_is_there(inbox: Path) -> None:
    put(inbox, "a.zip", "b.pdf")
    inside, gone = str(inbox / "a.zip/sub/1.pdf"), str(inbox / "c.zip/1.pdf")
    known = {inside: "x", gone: "x", str(inbox / "b.pdf"): "x", str(inbox): "x", str(inbox / "sub/d.pdf"): "x"}
    refusal = Refusal(inside, Refused("it is", code="x"), named=False)
    assert changes(known, [refusal], []) == ([], [gone, str(inbox / "sub/d.pdf")])


def test_what_is_still_written_is_left_alone_where_that_is_asked_for(inbox: Path) -> None:
    put(inbox, "a.pdf", "a.zip", "old.zip", "scans/p1.png", "scans/p2.png", "done/q1.png", "done/q2.png")
    for name in ("old.zip", "scans/p1.png", "done/q1.png", "done/q2.png", "scans", "done"):
        os.utime(inbox / name, (0, 0))
    found = [*find([str(inbox), str(inbox / "a.zip")], settled=10.0)]
    paths = [entry.paths if isinstance(entry, FoundPages) else entry.path for entry in found]
    assert paths == [
        str(inbox / "a.pdf"),
        (str(inbox / "done/q1.png"), str(inbox / "done/q2.png")),
        str(inbox / "old.zip"),
        str(inbox),
        str(inbox / "scans"),
    ]
    assert found[-2:] == [Unsettled(str(inbox), 1), Unsettled(str(inbox / "scans"), 2)]
    assert not any(isinstance(entry, Unsettled) for entry in find([str(inbox)]))
    assert [*find([str(inbox / "a.zip")], settled=10.0)] == [Found(str(inbox / "a.zip"), named=True)]
    os.utime(inbox / "a.zip", (4e9, 4e9))
    os.utime(inbox / "scans/p2.png", (0, 0))
    assert not any(isinstance(entry, Unsettled) for entry in find([str(inbox)], settled=10.0)), "dates that lie ahead"
    put(inbox, "scans/other.pdf")
    assert Unsettled(str(inbox / "scans"), 2) in [*find([str(inbox)], settled=10.0)], "the folder got a file"
