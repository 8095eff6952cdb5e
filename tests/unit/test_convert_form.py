"""What a file is, by its bytes."""

import pytest
from tests.support.zips import zip_of

from cgq.convert.form import content_of
from cgq.convert.form_refusals import what_it_is


@pytest.mark.parametrize(
    ("data", "content"),
    [
        (b"%PDF-1.7", "pdf"),
        (b"\xef\xbb\xbf  junk \n%PDF-1.4", "pdf"),
        (zip_of({"1.pdf": b"%PDF-1.7 a paper that is not packed"}, method=0), "zip"),
        (zip_of({"[Content_Types].xml": b"<x/>"}), "word"),
        (zip_of({"mimetype": b"application/hwp+zip"}, method=0), "hwpx"),
        (zip_of({}), "zip"),
        (b"HWP Document File V3.00 \x1a\x01", "hwp3"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + b"HWP Document File", "hwp"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "office"),
        (b"\xff\xd8\xff\xe0 with %PDF in a comment", "picture"),
        (b"RIFF\x00\x00\x00\x00WEBP", "picture"),
        (b"II+\x00\x08\x00\x00\x00", "picture"),
        (b"GIF89a", "image"),
        (b"GIF89a %PDF-1.4", "pdf"),
        (b"BM\x36\x00\x01\x00\x00\x00\x00\x00\x36", "image"),
        (b"BMW is a car", "unknown"),
        (b"\x00\x00\x00\x0cjP  \r\n\x87\n", "image"),
        (b"8BPS\x00\x01", "image"),
        (b"hello", "unknown"),
        (b"", "unknown"),
    ],
)
def test_a_file_is_known_by_its_bytes(data: bytes, content: str) -> None:
    assert content_of(data) == content


@pytest.mark.parametrize("name", ["scan.png", "scan.bmp"])
def test_a_picture_that_is_not_read_is_called_one_whatever_its_name(name: str) -> None:
    what, hint = what_it_is("image", name)
    assert what == "is a picture of a kind that is not read"
    assert "PNG or JPEG" in hint
