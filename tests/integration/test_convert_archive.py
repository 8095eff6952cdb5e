"""Zips are opened in a process of their own: names as people wrote them, and a clear word for all that is amiss."""

from __future__ import annotations

import io
import os
import signal
import stat
import struct
import time
import zipfile
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

import pytest
from tests.support.zips import overlapping, raw_zip, unicode_path, zip_of

from cgq.convert.archive import limits, listing, problems, unpack
from cgq.convert.archive.directory import UnreadableArchive
from cgq.convert.archive.problems import Problem
from cgq.convert.archive.unpack import Unpacking

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PDF = b"%PDF-1.7 a paper"
MOST = 50 * 1024 * 1024


def what_is_in(tmp_path: Path, data: bytes, most: int = MOST) -> dict[str, bytes | str]:
    """The bytes of each paper in a zip, by folder and name, or the code of why it has none."""
    path = tmp_path / "papers.zip"
    path.write_bytes(data)
    unpacking = Unpacking(str(path), most)
    papers = unpacking.listing()
    found: dict[str, bytes | str] = {}
    wanted = [member for member in papers.members if member.problem is None]
    for member in papers.members:
        if member.problem is not None:
            found[f"{member.folder}/{member.name}".strip("/")] = member.problem.what
    for member, got in unpacking.read(wanted):
        found[f"{member.folder}/{member.name}".strip("/")] = got.what if isinstance(got, Problem) else got
    return found


def problem_with(tmp_path: Path, data: bytes) -> Problem:
    path = tmp_path / "papers.zip"
    path.write_bytes(data)
    with pytest.raises(UnreadableArchive) as raised:
        Unpacking(str(path), MOST).listing()
    return raised.value.problem


def test_papers_are_found_with_their_folders_and_the_rest_is_counted(tmp_path: Path) -> None:
    data = zip_of(
        {"1.pdf": PDF, "2023/나.HWP": b"hwp", "2023/": b"", "read.docx": b"d", "a.DOCX": b"d", "x": b"", "t.tmp": b""}
    )
    assert what_is_in(tmp_path, data) == {"1.pdf": PDF, "2023/나.HWP": b"hwp"}
    assert Unpacking(str(tmp_path / "papers.zip"), MOST).listing().others == {".docx": 2, "": 1}


def test_what_systems_leave_is_not_there(tmp_path: Path) -> None:
    names = ["__MACOSX/._1.pdf", ".hidden.pdf", "Thumbs.db", "a/desktop.ini", "~$시험.hwp", ".git/1.pdf", "1.pdf.tmp"]
    assert what_is_in(tmp_path, zip_of(dict.fromkeys(names, PDF))) == {}
    assert Unpacking(str(tmp_path / "papers.zip"), MOST).listing().others == {}


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_large_entry_comes_as_a_whole(tmp_path: Path, method: int) -> None:
    data = os.urandom(3_000_001)
    assert what_is_in(tmp_path, zip_of({"1.pdf": data}, method=method)) == {"1.pdf": data}


@pytest.mark.parametrize(
    ("raw", "flags", "name"),
    [
        ("시험지 1교시.pdf".encode("cp949"), 0, "시험지 1교시.pdf"),
        ("시험지 1교시.pdf".encode(), 0, "시험지 1교시.pdf"),
        ("시험지 1교시.pdf".encode(), 0x800, "시험지 1교시.pdf"),
        (normalize("NFD", "시험지.pdf").encode(), 0x800, "시험지.pdf"),
        ("똠방각하 펲시콜라.pdf".encode("cp949"), 0, "똠방각하 펲시콜라.pdf"),
        ("prüfung.pdf".encode("cp437"), 0, "prüfung.pdf"),
        (b"\xff\xfe.pdf", 0x800, "\ufffd\ufffd.pdf"),
        (b"2023\\1.pdf", 0, "2023/1.pdf"),
        (b"a\x1b[31m.pdf", 0, "a\ufffd[31m.pdf"),
        (b"./a//b.pdf", 0, "a/b.pdf"),
        ("1\u200b2\u061c3\ufeff4.pdf".encode(), 0x800, "1\ufffd2\ufffd3\ufffd4.pdf"),
        ("1\u20282\u202e3\xad4.pdf".encode(), 0x800, "1\ufffd2\ufffd3\ufffd4.pdf"),
    ],
)
def test_names_are_read_as_people_wrote_them(tmp_path: Path, raw: bytes, flags: int, name: str) -> None:
    assert what_is_in(tmp_path, raw_zip([(raw, PDF)], flags=flags)) == {name: PDF}


@pytest.mark.parametrize("name", ["①", "漢字", "第1回", "햏", "똠", "샾", "펲", "갂", "漢字A", "2023 ②회"])
def test_korean_names_are_known_where_they_are_short_or_rare(tmp_path: Path, name: str) -> None:
    entries = [(f"{name}.pdf".encode("cp949"), PDF), (b"key.pdf", PDF)]
    assert what_is_in(tmp_path, raw_zip(entries)) == {f"{name}.pdf": PDF, "key.pdf": PDF}


@pytest.mark.parametrize(
    ("names", "encoding"),
    [
        (["prüfung.pdf", "1.pdf"], "cp437"),
        (["été.pdf", "âge.pdf", "île.pdf"], "cp437"),
        (["él.pdf", "año.pdf"], "cp437"),
        (["pâte créée.pdf"], "cp437"),
        (["テスト.pdf", "試験.pdf"], "cp932"),
        (["똠.pdf", "시험.pdf", "prüf.pdf".encode("cp437").decode("cp949")], "cp949"),
    ],
)
def test_the_names_of_a_zip_are_in_one_encoding(tmp_path: Path, names: list[str], encoding: str) -> None:
    entries = [(name.encode(encoding), PDF) for name in names]
    assert what_is_in(tmp_path, raw_zip(entries)) == dict.fromkeys(names, PDF)


def test_a_name_in_no_encoding_costs_the_others_nothing(tmp_path: Path) -> None:
    entries = [("시험.pdf".encode("cp949"), PDF), (b"\xb0.pdf", PDF)]
    assert list(what_is_in(tmp_path, raw_zip(entries))) == ["시험.pdf", "░.pdf"]


def test_a_name_in_the_extra_field_counts_where_it_is_of_this_very_name(tmp_path: Path) -> None:
    raw = b"??.pdf"
    assert what_is_in(tmp_path, raw_zip([(raw, PDF)], extra=unicode_path(raw, "시험.pdf"))) == {"시험.pdf": PDF}
    assert what_is_in(tmp_path, raw_zip([(raw, PDF)], extra=unicode_path(b"old", "시험.pdf"))) == {"??.pdf": PDF}


@pytest.mark.parametrize(
    "name", [b"../1.pdf", b"a/../../1.pdf", b"/etc/1.pdf", b"C:\\1.pdf", b"..\\1.pdf", b"\\\\h\\1.pdf"]
)
def test_a_name_that_leads_out_is_refused_and_the_others_go_on(tmp_path: Path, name: bytes) -> None:
    found = what_is_in(tmp_path, raw_zip([(name, PDF), (b"2.pdf", PDF)]))
    assert sorted(map(str, found.values())) == sorted([str(PDF), problems.LEAVES.what])
    assert found["2.pdf"] == PDF


def test_encrypted_entries_links_and_other_methods_each_have_a_word(tmp_path: Path) -> None:
    assert what_is_in(tmp_path, raw_zip([(b"1.pdf", PDF)], flags=1)) == {"1.pdf": problems.ENCRYPTED.what}
    assert what_is_in(tmp_path, raw_zip([(b"1.pdf", PDF)], method=12)) == {"1.pdf": problems.METHOD.what}
    link = raw_zip([(b"1.pdf", b"/etc/passwd")], made=(3 << 8) | 20, attributes=(stat.S_IFLNK | 0o777) << 16)
    assert what_is_in(tmp_path, link) == {"1.pdf": problems.LINK.what}


def test_of_two_entries_with_one_name_the_first_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "papers.zip"
    path.write_bytes(raw_zip([(b"1.pdf", PDF), (b"1.pdf", b"%PDF other")]))
    first, second = Unpacking(str(path), MOST).listing().members
    assert (first.problem, second.problem) == (None, problems.TWICE)


def test_a_name_that_is_spelt_in_two_ways_is_one_name(tmp_path: Path) -> None:
    path = tmp_path / "papers.zip"
    path.write_bytes(raw_zip([(b"a/1.pdf", PDF), (b"./a//1.pdf", b"%PDF other")]))
    assert [member.problem for member in Unpacking(str(path), MOST).listing().members] == [None, problems.TWICE]


def test_entries_that_share_bytes_are_refused(tmp_path: Path) -> None:
    found = what_is_in(tmp_path, overlapping(50, b"\0" * 1_000_000))
    assert len(found) == 50
    assert set(found.values()) == {problems.OVERLAPS.what}


def test_what_unpacks_to_more_than_its_header_says_is_cut_where_a_paper_ends(tmp_path: Path) -> None:
    data = raw_zip([(b"1.pdf", os.urandom(200_000)), (b"2.pdf", PDF)], size=16, method=0)
    assert what_is_in(tmp_path, data, most=100_000) == {"1.pdf": problems.LARGE_ENTRY.what, "2.pdf": PDF}


def test_a_bomb_is_known_by_its_ratio(tmp_path: Path) -> None:
    data = raw_zip([(b"1.pdf", b"\0" * 40_000_000), (b"2.pdf", PDF)], size=100)
    assert what_is_in(tmp_path, data) == {"1.pdf": problems.BOMB.what, "2.pdf": PDF}


def test_a_damaged_entry_costs_itself_alone(tmp_path: Path) -> None:
    data = bytearray(raw_zip([(b"1.pdf", os.urandom(5000)), (b"2.pdf", PDF)]))
    data[1000] ^= 0xFF
    assert what_is_in(tmp_path, bytes(data)) == {"1.pdf": problems.DAMAGED.what, "2.pdf": PDF}


def test_all_that_is_unpacked_has_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpack, "MAX_UNPACKED", 250_000)
    data = zip_of({f"{number}.pdf": os.urandom(100_000) for number in range(5)})
    found = what_is_in(tmp_path, data)
    assert [isinstance(one, bytes) for one in found.values()] == [True, True, False, False, False]
    assert set(list(found.values())[2:]) == {problems.LARGE_TOTAL.what}


def test_a_zip_in_a_zip_is_opened_once_and_no_deeper(tmp_path: Path) -> None:
    deepest = zip_of({"4.pdf": PDF})
    inner = zip_of({"2.pdf": PDF, "sub/3.pdf": PDF + b"3", "deep.zip": deepest, "n.txt": b""})
    assert what_is_in(tmp_path, zip_of({"1.pdf": PDF, "y/in.zip": inner, "broken.zip": b"PK\x03\x04 no"})) == {
        "1.pdf": PDF,
        "y/in.zip/2.pdf": PDF,
        "y/in.zip/sub/3.pdf": PDF + b"3",
        "y/in.zip/deep.zip": problems.DEEPER.what,
        "broken.zip": problems.CUT_OFF.what,
    }


def test_a_zip_in_a_zip_that_is_a_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "MAX_NESTED", 100_000)
    inner = zip_of({"2.pdf": os.urandom(200_000)})
    assert what_is_in(tmp_path, zip_of({"in.zip": inner})) == {"in.zip": problems.LARGE_NESTED.what}


def test_a_document_that_is_called_a_zip_is_no_zip_in_a_zip(tmp_path: Path) -> None:
    document = zip_of({"BinData/1.png": b"", "Contents/section0.xml": b"<x/>"})
    assert what_is_in(tmp_path, zip_of({"a.zip": document})) == {"a.zip": document}


def test_files_of_zips_in_a_zip_count_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpack, "MAX_ENTRIES", 5)
    inner = zip_of({"1.pdf": PDF, "2.txt": b"", "3.txt": b""})
    assert len(what_is_in(tmp_path, zip_of({"a.zip": inner, "4.pdf": PDF}))) == 2
    assert problem_with(tmp_path, zip_of({"a.zip": inner, "b.zip": inner})) == problems.MANY_ENTRIES


def processes_of(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The processes that are started from now on, by what they do."""
    started: list[str] = []
    real = unpack.apart

    def counted(work: Any, **limits: Any) -> Any:
        started.append(work.func.__name__)
        return real(work, **limits)

    monkeypatch.setattr(unpack, "apart", counted)
    return started


def test_one_process_reads_all_entries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started = processes_of(monkeypatch)
    inner = zip_of({f"{n}.pdf": PDF for n in range(20)})
    assert len(what_is_in(tmp_path, zip_of({"a.zip": inner, "b.zip": inner}))) == 40
    assert started == ["_list", "_read"]


def test_a_zip_has_its_time_once_in_however_many_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpack, "SECONDS", 0.0)
    problem = problem_with(tmp_path, zip_of({"1.pdf": PDF}))
    assert (problem, problem.lasting) == (problems.SLOW, False)


def test_each_zip_inside_may_take_a_while(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpack, "PATIENCE", 1.0)
    real = listing.content_of

    def slowly(data: bytes) -> str:
        time.sleep(0.4)
        return real(data)

    monkeypatch.setattr(listing, "content_of", slowly)
    empty = zip_of({})
    assert what_is_in(tmp_path, zip_of({f"{n}.zip": empty for n in range(5)})) == {}


def test_a_process_that_somebody_ends_says_nothing_of_the_zip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def ended(*_: object) -> Iterator[bytes]:
        os.kill(os.getpid(), signal.SIGKILL)
        yield b""

    data = zip_of({f"{n}.pdf": PDF for n in range(5)})
    monkeypatch.setattr(unpack, "_read", ended)
    assert set(what_is_in(tmp_path, data).values()) == {problems.ENDED.what}
    monkeypatch.setattr(unpack, "_list", ended)
    assert problem_with(tmp_path, data) == problems.ENDED
    assert not problems.ENDED.lasting


def test_a_zip_that_vanishes_or_is_another_one_meanwhile_says_so(tmp_path: Path) -> None:
    path = tmp_path / "papers.zip"
    path.write_bytes(zip_of({"1.pdf": PDF, "2.pdf": PDF}))
    unpacking = Unpacking(str(path), MOST)
    members = unpacking.listing().members
    path.unlink()
    assert [got for _, got in unpacking.read(members)] == [problems.GONE] * 2
    with pytest.raises(UnreadableArchive) as raised:
        Unpacking(str(path), MOST).listing()
    assert raised.value.problem == problems.GONE
    path.write_bytes(zip_of({"other.pdf": PDF, "3.pdf": PDF}))
    assert [got for _, got in unpacking.read(members)] == [problems.CHANGED] * 2


def test_a_zip_that_is_cut_off_or_none_says_so(tmp_path: Path) -> None:
    whole = zip_of({"1.pdf": os.urandom(5000)})
    assert problem_with(tmp_path, whole[:3000]) == problems.CUT_OFF
    assert problem_with(tmp_path, b"") == problems.CUT_OFF
    assert problem_with(tmp_path, whole[100:]) == problems.CUT_OFF
    part = bytearray(whole)
    part[-18:-16] = struct.pack("<H", 2)
    assert problem_with(tmp_path, bytes(part)) == problems.SEVERAL_PARTS


def test_too_many_entries_are_refused_before_they_are_read(tmp_path: Path) -> None:
    assert problem_with(tmp_path, raw_zip([(b"%d.pdf" % n, b"") for n in range(limits.MAX_ENTRIES + 1)])) == (
        problems.MANY_ENTRIES
    )


def test_an_archive_is_measured_before_it_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "papers.zip"
    with path.open("wb") as file:
        file.truncate(limits.MAX_ARCHIVE + 1)
    with pytest.raises(UnreadableArchive) as raised:
        Unpacking(str(path), MOST).listing()
    assert raised.value.problem == problems.LARGE_ARCHIVE


def test_a_zip_behind_another_program_and_one_of_the_large_kind_are_read(tmp_path: Path) -> None:
    assert what_is_in(tmp_path, b"#!/bin/sh\n" * 50 + zip_of({"1.pdf": PDF})) == {"1.pdf": PDF}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made, made.open("1.pdf", "w", force_zip64=True) as entry:
        entry.write(PDF)
    assert what_is_in(tmp_path, out.getvalue()) == {"1.pdf": PDF}


def test_random_damage_ends_in_a_word_and_never_in_an_exception(tmp_path: Path) -> None:
    import random

    whole = zip_of({"1.pdf": b"%PDF" + os.urandom(300), "나/2.pdf": PDF * 20, "in.zip": zip_of({"3.pdf": PDF})})
    choose = random.Random(7)
    for _ in range(40):
        broken = bytearray(whole)
        for _ in range(choose.randrange(1, 6)):
            broken[choose.randrange(len(broken))] = choose.randrange(256)
        with suppress(UnreadableArchive):
            assert all(what_is_in(tmp_path, bytes(broken)).values())
