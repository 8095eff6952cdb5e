"""Papers of zips and of several pictures: each read once, in order, and nothing remembered that may end otherwise."""

from __future__ import annotations

import hashlib
import io
import os
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from tests.support.zips import raw_zip, zip_of

from cgq.bank.find_files import FoundPages, Refusal
from cgq.bank.unpacked import Contents
from cgq.contract import Artifact
from cgq.convert.archive import problems, unpack
from cgq.convert.series import one_paper
from cgq.stages import packed, packing
from cgq.stages.packed import pack_pictures
from cgq.stages.packing import Keeping, Unpacked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from cgq.convert.archive.listing import Member
    from cgq.convert.archive.problems import Problem


def picture(shade: int) -> bytes:
    out = io.BytesIO()
    Image.new("L", (20, 30), shade).save(out, "PNG")
    return out.getvalue()


def tiny(number: int) -> bytes:
    return b"%%PDF-1.4 number %d" % number


class Shelf:
    """Keeps files in memory, and counts how often one is written."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.written = 0
        self.keeping = Keeping(self._write, self.files.__contains__)

    def _write(self, pieces: Iterable[bytes]) -> Artifact:
        data = b"".join(pieces)
        self.written += 1
        sha256 = hashlib.sha256(data).hexdigest()
        self.files[sha256] = data
        return Artifact(sha256, len(data), sha256)


def opened(path: Path, keeping: Keeping, sha256: str | None = None) -> list[object]:
    return list(packed.unpack(str(path), sha256 or hashlib.sha256(path.read_bytes()).hexdigest(), keeping, "a.zip"))


def names(entries: Iterable[object]) -> list[str]:
    return [os.path.basename(entry.paper.shown) for entry in entries if isinstance(entry, Unpacked)]


def refusals(entries: Iterable[object]) -> list[tuple[str, str]]:
    return [(entry.path, entry.error.code) for entry in entries if isinstance(entry, Refusal)]


def is_remembered(entries: Iterable[object]) -> bool:
    return any(isinstance(entry, Contents) for entry in entries)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.zip"


def test_papers_come_in_the_order_of_the_zip_those_of_several_pictures_too(path: Path) -> None:
    entries = {"1.pdf": tiny(1), "p1.png": picture(1), "2.pdf": tiny(2), "p2.png": picture(2), "3.pdf": tiny(3)}
    path.write_bytes(zip_of(entries))
    assert names(opened(path, Shelf().keeping)) == ["1.pdf", "p1.png … p2.png", "2.pdf", "3.pdf"]


def test_many_series_take_one_process_and_each_picture_is_read_once(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[str] = []
    sent = 0
    real = unpack.apart

    def counted(work: object, **limits: object) -> Iterator[bytes]:
        nonlocal sent
        started.append(work.func.__name__)  # type: ignore[attr-defined]
        running = real(work, **limits)  # type: ignore[arg-type]
        while True:
            try:
                piece = next(running)
            except StopIteration as stop:
                return stop.value
            sent += len(piece)
            yield piece

    monkeypatch.setattr(unpack, "apart", counted)
    pictures = {f"{folder}/p{n}.png": picture(10 * folder + n) for folder in range(20) for n in (1, 2)}
    path.write_bytes(zip_of({"in.zip": zip_of(pictures)}))
    shelf = Shelf()
    found = opened(path, shelf.keeping)
    assert (len(names(found)), started, shelf.written) == (20, ["_list", "_read"], 20)
    assert sent < 1.5 * sum(map(len, pictures.values())) + 10_000


def test_what_is_no_picture_and_a_picture_that_is_left_alone_are_papers_of_their_own(path: Path) -> None:
    path.write_bytes(zip_of({"p1.png": picture(1), "p2.png": tiny(2), "q1.png": picture(3), "q2.png": b""}))
    found = opened(path, Shelf().keeping)
    assert (names(found), refusals(found)) == (["p1.png", "p2.png", "q1.png"], [("a.zip/q2.png", "empty_file")])
    assert is_remembered(found)


def test_pictures_beyond_what_a_paper_may_have_are_refused_and_the_others_go_on(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packing, "MAX_BUNDLE", 3 * len(picture(1)))
    path.write_bytes(zip_of({**{f"p{n}.png": picture(n) for n in range(1, 6)}, "z.pdf": tiny(1)}))
    shelf = Shelf()
    found = opened(path, shelf.keeping)
    assert (names(found), refusals(found)) == (["z.pdf"], [("a.zip/p1.png", "too_large")])
    assert "5 pictures" in next(entry.error.message for entry in found if isinstance(entry, Refusal))
    assert list(shelf.files.values()) == [tiny(1)]


@pytest.mark.parametrize("in_a_zip", [True, False])
def test_more_pictures_than_a_paper_may_have_are_refused_before_they_are_read(
    path: Path, in_a_zip: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packing, "MAX_PICTURES", 3)
    shelf = Shelf()
    pictures = {f"{letter}.png": picture(n) for n, letter in enumerate("abcd")}
    if in_a_zip:
        path.write_bytes(zip_of(pictures))
        found = opened(path, replace(shelf.keeping, one_paper=True))
    else:
        for name, data in pictures.items():
            (path.parent / name).write_bytes(data)
        paths = [str(path.parent / name) for name in pictures]
        found = list(pack_pictures(FoundPages(tuple(paths), one_paper(paths), named=True), shelf.keeping))
    (refusal,) = [entry for entry in found if isinstance(entry, Refusal)]
    assert (refusal.error.code, names(found), shelf.written) == ("too_large", [], 0)
    assert "4 pictures, and one paper has 3 at most" in refusal.error.message


def test_pictures_of_a_folder_are_written_where_they_are_new(tmp_path: Path) -> None:
    for n in (1, 2):
        (tmp_path / f"p{n}.png").write_bytes(picture(n))
    paths = [str(tmp_path / f"p{n}.png") for n in (1, 2)]
    shelf = Shelf()
    for _ in range(2):
        found = list(pack_pictures(FoundPages(tuple(paths), one_paper(paths)), shelf.keeping))
        assert (names(found), shelf.written) == (["p1.png … p2.png"], 1)


@pytest.mark.parametrize(
    ("problem", "lasts"),
    [(problems.SLOW, False), (problems.BROKE, False), (problems.ENDED, False), (problems.DAMAGED, True)],
)
def test_a_zip_is_remembered_where_what_is_wrong_with_it_lasts(
    path: Path, problem: Problem, lasts: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.write_bytes(zip_of({"1.pdf": tiny(1)}))

    def read(_: object, members: Iterable[Member]) -> Iterator[tuple[Member, Problem]]:
        return ((member, problem) for member in members)

    monkeypatch.setattr(unpack.Unpacking, "read", read)
    found = opened(path, Shelf().keeping)
    (refusal,) = [entry for entry in found if isinstance(entry, Refusal)]
    assert (refusal.error.code, refusal.error.retryable) == (problem.code, not lasts)
    assert is_remembered(found) == lasts


def test_a_zip_that_changes_meanwhile_is_not_remembered_under_its_old_content(path: Path) -> None:
    path.write_bytes(zip_of({"1.pdf": tiny(1)}))
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    path.write_bytes(zip_of({"2.pdf": tiny(2)}))
    found = opened(path, Shelf().keeping, before)
    assert (names(found), refusals(found), is_remembered(found)) == (["2.pdf"], [("a.zip", "input_changed")], False)


def test_pictures_that_a_person_calls_one_paper_are_one_though_the_zip_is_known(path: Path) -> None:
    path.write_bytes(zip_of({"앞.png": picture(1), "뒤.png": picture(2)}))
    shelf = Shelf()
    (contents,) = [entry for entry in opened(path, shelf.keeping) if isinstance(entry, Contents)]

    def remembered(_sha256: str) -> Contents:
        return contents

    known = replace(shelf.keeping, known=remembered)
    assert len(names(opened(path, known))) == 2
    assert names(opened(path, replace(known, one_paper=True))) == ["뒤.png … 앞.png"]


def test_a_zip_without_a_paper_is_known_by_its_refusals(path: Path) -> None:
    path.write_bytes(raw_zip([(b"1.pdf", b"no paper")]))
    found = opened(path, Shelf().keeping)
    assert (refusals(found), is_remembered(found)) == ([("a.zip/1.pdf", "not_a_pdf")], True)
