"""A PDF whose pages are one picture each."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.convert.pictures.pieces import Made

BLANK = (595.0, 842.0)
"""Points of a page without a picture: A4."""


def pdf_of_pages(pages: Sequence[Made | None]) -> bytes:
    """The file. A JPEG is held as it is; None becomes a blank page, so that those behind it keep their numbers."""
    written = _Written()
    first = 3
    numbers = [first + 3 * n for n in range(len(pages))]
    written.add(1, b"<< /Type /Catalog /Pages 2 0 R >>")
    kids = b" ".join(b"%d 0 R" % number for number in numbers)
    written.add(2, b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(pages), kids))
    for number, page in zip(numbers, pages, strict=True):
        if page is None:
            written.add(number, b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %g %g] >>" % BLANK)
        else:
            _add_page(written, number, page)
    return written.ended()


def _add_page(written: _Written, number: int, page: Made) -> None:
    wide, high = page.points
    written.add(
        number,
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %.2f %.2f] /Rotate %d /Contents %d 0 R"
        b" /Resources << /XObject << /P %d 0 R >> >> >>" % (wide, high, page.turn, number + 1, number + 2),
    )
    written.add_stream(number + 1, b"", b"q %.2f 0 0 %.2f 0 0 cm /P Do Q" % (wide, high))
    space = b"/DeviceGray" if page.channels == 1 else b"/DeviceRGB"
    header = b"/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace %s /BitsPerComponent %d /Filter /%s" % (
        *page.size,
        space,
        page.bits,
        page.filter.encode(),
    )
    if page.filter == "FlateDecode":
        header += b" /DecodeParms << /Predictor 15 /Colors %d /BitsPerComponent %d /Columns %d >>" % (
            page.channels,
            page.bits,
            page.size[0],
        )
    written.add_stream(number + 2, header, page.data)


class _Written:
    """A PDF that grows; its objects have the numbers that they are given."""

    def __init__(self) -> None:
        self._file = io.BytesIO()
        self._file.write(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n")
        self._starts: dict[int, int] = {}

    def add(self, number: int, body: bytes) -> None:
        self._starts[number] = self._file.tell()
        self._file.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))

    def add_stream(self, number: int, header: bytes, data: bytes) -> None:
        self.add(number, b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), header, data))

    def ended(self) -> bytes:
        """The file with its table of objects; numbers that none has are free."""
        start, last = self._file.tell(), max(self._starts)
        rows = [b"0000000000 65535 f \n"]
        for number in range(1, last + 1):
            at = self._starts.get(number)
            rows.append(b"0000000000 00000 f \n" if at is None else b"%010d 00000 n \n" % at)
        self._file.write(b"xref\n0 %d\n%s" % (last + 1, b"".join(rows)))
        self._file.write(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (last + 1, start))
        return self._file.getvalue()
