"""Several pictures in one file: the same bytes for the same pictures, and nothing else is read as one."""

import io
import zipfile

import pytest

from cgq.convert.archive.bundle import read_bundle, write_bundle
from cgq.convert.form import content_of

PICTURES = [b"\x89PNG\r\n\x1a\n one", b"\xff\xd8\xff two", b"three"]


def test_a_bundle_gives_its_pictures_back_in_their_order() -> None:
    assert read_bundle(b"".join(write_bundle(PICTURES))) == PICTURES


def test_a_bundle_is_a_zip_that_any_program_opens_and_is_known_for_what_it_is() -> None:
    data = b"".join(write_bundle(PICTURES))
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        assert opened.testzip() is None
        assert opened.namelist() == ["mimetype", "0001", "0002", "0003"]
        assert [opened.read(name) for name in opened.namelist()[1:]] == PICTURES
    assert content_of(data) == "pictures"


def test_the_bytes_of_a_bundle_follow_from_its_pictures_alone() -> None:
    assert b"".join(write_bundle(PICTURES)) == b"".join(write_bundle(iter(PICTURES)))
    assert b"".join(write_bundle(PICTURES)) != b"".join(write_bundle(PICTURES[::-1]))


def test_a_bundle_that_is_cut_off_anywhere_before_its_directory_is_refused() -> None:
    data = b"".join(write_bundle(PICTURES))
    for cut in range(data.index(b"PK\x01\x02")):
        with pytest.raises(ValueError, match=r"cut off|as it was written"):
            read_bundle(data[:cut])


def test_a_zip_that_only_claims_to_be_a_bundle_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("mimetype", "application/x-cgq-pages")
        made.writestr("0001", b"x" * 1000, zipfile.ZIP_DEFLATED)
    assert content_of(out.getvalue()) == "pictures"
    with pytest.raises(ValueError, match="entry 1 is not as it was written"):
        read_bundle(out.getvalue())
