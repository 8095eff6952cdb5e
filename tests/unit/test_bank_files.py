"""Source files: paths that SQLite can hold, and reading that cannot be held up."""

from __future__ import annotations

import hashlib
import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cgq.bank.files import MAX_BYTES, digest, path_text, read, read_known, real_path, title_of, where_they_lie_now
from cgq.errors import InputFailed


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@given(st.binary().filter(lambda name: b"\0" not in name))
def test_every_path_can_be_told_back_exactly(name: bytes) -> None:
    path = os.fsdecode(name)
    text = path_text(path)
    text.encode()
    assert real_path(text) == path


def test_an_ordinary_path_is_its_own_text() -> None:
    assert path_text("/시험/기출 2025.pdf") == "/시험/기출 2025.pdf"


@given(st.binary(), st.binary())
def test_two_paths_never_have_one_text(one: bytes, other: bytes) -> None:
    assert (path_text(os.fsdecode(one)) == path_text(os.fsdecode(other))) == (one == other)


def test_a_decomposed_name_is_found_as_it_is_and_titled_composed(tmp_path: Path) -> None:
    name = unicodedata.normalize("NFD", "교육학 기출.pdf")
    (tmp_path / name).write_bytes(b"x")
    found = digest(tmp_path / name, limit=MAX_BYTES)
    assert read_known([found.path], found.sha256) == b"x"
    assert title_of(found.path) == "교육학 기출"


def test_a_name_that_is_no_text_still_opens(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/\xff\\x41.pdf"
    with open(path, "wb") as file:
        file.write(b"x")
    found = digest(os.fsdecode(path), limit=MAX_BYTES)
    assert r"\xff\\x41" in found.path
    assert read(real_path(found.path)) == b"x"


def test_a_named_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    for path in (tmp_path / "pipe.pdf", tmp_path, Path("/dev/zero")):
        with pytest.raises(InputFailed) as caught:
            read(path)
        assert caught.value.code == "not_a_file"


def test_a_file_over_the_limit_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"12345")
    assert read(tmp_path / "a.pdf", limit=5) == b"12345"
    with pytest.raises(InputFailed, match="larger") as caught:
        read(tmp_path / "a.pdf", limit=4)
    assert caught.value.code == "too_large"


def test_S4_the_first_path_with_the_right_content_serves(tmp_path: Path) -> None:
    paths = [path_text(tmp_path / name) for name in ("gone.pdf", "other.pdf", "right.pdf")]
    (tmp_path / "other.pdf").write_bytes(b"other")
    (tmp_path / "right.pdf").write_bytes(b"right")
    assert read_known(paths, sha(b"right")) == b"right"


@pytest.mark.parametrize(
    ("there", "code"),
    [([], "input_missing"), (["gone.pdf"], "input_missing"), (["gone.pdf", "other.pdf"], "input_changed")],
)
def test_S4_a_file_that_changed_or_vanished_is_told_apart(tmp_path: Path, there: list[str], code: str) -> None:
    (tmp_path / "other.pdf").write_bytes(b"other")
    with pytest.raises(InputFailed) as caught:
        read_known([path_text(tmp_path / name) for name in there], sha(b"right"))
    assert caught.value.code == code
    assert not caught.value.retryable
    assert caught.value.hint


def test_a_path_with_a_nul_is_not_there() -> None:
    with pytest.raises(InputFailed) as caught:
        read("/tmp/a\0b")
    assert caught.value.code == "input_missing"


def test_a_file_that_the_database_keeps_is_found_where_the_database_lies_now() -> None:
    sha256 = "ab" + "0" * 62
    kept = f"/old/cgq.db-files/ab/{sha256}"
    other = f"/old/cgq.db-files/ab/{'ab' + '1' * 62}"
    paths = ["/in/paper.pdf", kept, other, f"/papers/ab/{sha256}"]
    now = where_they_lie_now(paths, sha256, Path("/new/bank.db"))
    assert now == ("/in/paper.pdf", f"/new/bank.db-files/ab/{sha256}", other, f"/papers/ab/{sha256}")
    twice = where_they_lie_now([kept, f"/older/x.db-files/ab/{sha256}"], sha256, Path("/new/bank.db"))
    assert twice == (f"/new/bank.db-files/ab/{sha256}",)
    assert real_path(where_they_lie_now([kept], sha256, Path("/n\\w/b.db"))[0]) == f"/n\\w/b.db-files/ab/{sha256}"
