"""What a zip is: a document, or papers, even where a document lies in it as it is."""

from __future__ import annotations

import io
import zipfile

import pytest

from cgq.convert.form import content_of


def zipped(entries: dict[str, bytes], *, extra: bytes = b"") -> bytes:
    """A zip whose entries are not packed, each with an extra field."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in entries.items():
            entry = zipfile.ZipInfo(name)
            entry.extra = extra
            archive.writestr(entry, data)
    return made.getvalue()


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
    ],
)
def test_a_zip_is_known_by_its_first_entry(data: bytes, content: str) -> None:
    assert content_of(data) == content
