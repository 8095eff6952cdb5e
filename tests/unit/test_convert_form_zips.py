"""What a zip is: a document, or papers, even where a document lies in it as it is."""

from __future__ import annotations

import io
import zipfile

import pytest
from tests.support.zips import zip_of

from cgq.convert.form import content_of, holds_papers


def zipped(entries: dict[str, bytes], *, extra: bytes = b"") -> bytes:
    """A zip whose entries are not packed, each with an extra field."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in entries.items():
            entry = zipfile.ZipInfo(name)
            entry.extra = extra
            archive.writestr(entry, data)
    return made.getvalue()


def packed(entries: dict[str, bytes]) -> bytes:
    """A zip as a person packs a folder: in any order, nothing stored as it is."""
    return zip_of(entries)


HWPX = zipped({"mimetype": b"application/hwp+zip", "version.xml": b"<version/>"})
WORKBOOK = zipped({"docProps/app.xml": b"<app/>", "[Content_Types].xml": b"<Types/>"})
FIELD = b"\x75\x70\x04\x00name"


@pytest.mark.parametrize(
    ("data", "content"),
    [
        (HWPX, "hwpx"),
        (zipped({"mimetype": b"application/hwp+zip"}, extra=FIELD), "hwpx"),
        (zipped({"mimetype": b"application/x-cgq-pages", "0001": b"x"}), "pictures"),
        (zipped({"mimetype": b"application/vnd.oasis.opendocument.text"}), "word"),
        (WORKBOOK, "word"),
        (zipped({"exam.hwpx": HWPX}), "zip"),
        (zipped({"table.xlsx": WORKBOOK, "exam.hwpx": HWPX}), "zip"),
        (zipped({"exam.pdf": b"%PDF-1.4"}, extra=FIELD), "zip"),
        (b"PK\x03\x04", "zip"),
        (packed({"Contents/content.hpf": b"<x/>", "mimetype": b"application/hwp+zip"}), "hwpx"),
        (packed({"mimetype": b"application/hwp+zip", "Contents/section0.xml": b"<x/>"}), "hwpx"),
        (packed({"Contents/section0.xml": b"", "BinData/1.png": b"", "META-INF/container.xml": b""}), "hwpx"),
        (packed({"word/media/1.png": b"", "[Content_Types].xml": b"<x/>"}), "word"),
        (packed({"Pictures/1.png": b"", "content.xml": b"", "META-INF/manifest.xml": b"", "mimetype": b""}), "word"),
        (packed({"META-INF/container.xml": b"", "1.png": b""}), "word"),
        (zipped({"mimetype": b"application/epub+zip"}), "word"),
        (packed({"papers/Contents/section0.xml": b"", "content.xml": b"", "1.pdf": b""}), "zip"),
    ],
)
def test_a_zip_is_known_by_its_first_entry_or_by_what_it_lists(data: bytes, content: str) -> None:
    assert content_of(data) == content
    assert holds_papers(io.BytesIO(data)) == (content == "zip")


def test_of_the_beginning_of_a_zip_its_first_entry_is_enough() -> None:
    assert content_of(zipped({"[Content_Types].xml": b"<x/>", "word/document.xml": bytes(5000)})[:1024]) == "word"
    assert not holds_papers(io.BytesIO(b"%PDF"))
