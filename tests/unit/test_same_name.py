"""Files whose names look the same: a Mac writes them decomposed (NFD), people type them composed (NFC)."""

from __future__ import annotations

import os
from glob import glob
from pathlib import Path
from unicodedata import normalize

import pytest

from cgq.bank.find_files import Empty, Found, Refusal, find
from cgq.bank.same_name import find_matching, find_named
from cgq.errors import Refused

NAME = "제23회 기출문제"


def made(folder: Path, *names: str) -> list[Path]:
    """Files below a folder, under exactly these names."""
    paths = [folder / name for name in names]
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"%PDF-1.4\n")
    return paths


def found(*names: object) -> list[str]:
    return [entry.path for entry in find(map(str, names)) if isinstance(entry, Found)]


@pytest.mark.parametrize(("typed", "kept"), [("NFC", "NFD"), ("NFD", "NFC")])
def test_a_path_is_found_under_the_other_form_in_every_component(tmp_path: Path, typed: str, kept: str) -> None:
    (there,) = made(tmp_path, normalize(kept, f"{NAME}/{NAME}/{NAME}.pdf"))
    asked = tmp_path / normalize(typed, f"{NAME}/{NAME}/{NAME}.pdf")
    assert find_named(str(asked)) == str(there)
    assert found(asked) == [str(there)]
    assert found(asked.parent) == [str(there)]
    assert find_named(str(asked.with_name("other.pdf"))) is None


def test_a_file_in_one_of_two_folders_that_look_the_same_is_found(tmp_path: Path) -> None:
    first, _ = made(tmp_path, normalize("NFC", f"{NAME}/a.pdf"), normalize("NFD", f"{NAME}/b.pdf"))
    asked = first.with_name("b.pdf")
    assert not asked.exists()
    assert Path(find_named(str(asked)) or "").name == "b.pdf"


def test_the_exact_name_goes_before_one_that_looks_the_same(tmp_path: Path) -> None:
    both = made(tmp_path, normalize("NFC", f"{NAME}.pdf"), normalize("NFD", f"{NAME}.pdf"))
    assert [find_named(str(path)) for path in both] == [str(path) for path in both]


def test_several_that_look_the_same_are_refused_with_their_names(tmp_path: Path) -> None:
    names = [normalize("NFD", "각각.pdf"), normalize("NFC", "각") + normalize("NFD", "각.pdf")]
    made(tmp_path, *names)
    asked = str(tmp_path / normalize("NFC", "각각.pdf"))
    with pytest.raises(Refused) as caught:
        find_named(asked)
    assert caught.value.code == "ambiguous_name"
    assert all(name in caught.value.message for name in names)
    (refusal,) = find([asked])
    assert isinstance(refusal, Refusal)
    assert refusal.error.code == "ambiguous_name"


@pytest.mark.parametrize("pattern", ["제*기출*.pdf", "제??회 기출문제.pdf", "*[가-힣].pdf", "**/제23회*.pdf"])
def test_a_pattern_matches_both_forms(tmp_path: Path, pattern: str) -> None:
    both = made(tmp_path, normalize("NFC", f"{NAME}.pdf"), f"sub/{normalize('NFD', NAME)}.pdf")
    made(tmp_path, "sub/other.pdf", ".hidden/제23회.pdf")
    here = [str(path) for path in both if "**" in pattern or path.parent == tmp_path]
    assert sorted(found(tmp_path / pattern)) == sorted(here)
    assert found(tmp_path / normalize("NFD", "sub") / normalize("NFC", "제23회*.pdf")) == [str(both[1])]


@pytest.mark.parametrize(
    "pattern",
    ["*", "*.pdf", "**", "**/*", "**/*.pdf", "sub/**", "su?/[ab]*", "*/", "[.]*", ".*", "none*", "../*/*.pdf"],
)
def test_a_pattern_means_what_it_means_to_glob(tmp_path: Path, pattern: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made(tmp_path, "x/a.pdf", "x/b.txt", "x/sub/a.pdf", "x/sub/deep/b.pdf", "x/.hidden/c.pdf", "x/.d.pdf")
    monkeypatch.chdir(tmp_path / "x")
    for asked in (pattern, str(tmp_path / "x" / pattern)):
        wanted = {os.path.normpath(path) for path in glob(asked, recursive=True) if path}
        assert {os.path.normpath(path) for path in find_matching(asked)} - {"."} == wanted - {"."}


def test_an_empty_folder_is_no_error(tmp_path: Path) -> None:
    assert list(find([str(tmp_path)])) == [Empty(str(tmp_path))]
