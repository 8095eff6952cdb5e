"""PDF files written byte by byte, so that they can say what no library would write."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

FONT = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
PAGE = "/Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Resources << /Font << /F1 3 0 R >> >>"
CATALOG = "<< /Type /Catalog /Pages 2 0 R >>"


def stream(data: bytes, entries: str = "") -> bytes:
    """A stream object's body."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), entries.encode(), data)


def flate(data: bytes, times: int = 1, entries: str = "") -> bytes:
    """A stream deflated so many times over."""
    for _ in range(times):
        data = zlib.compress(data, 9)
    return stream(data, f"/Filter [{' '.join(['/FlateDecode'] * times)}] {entries}")


def pdf(objects: Sequence[bytes | str], trailer: str = "") -> bytes:
    """A file of numbered objects, the first one its catalogue, with a table that is right."""
    body = bytearray(b"%PDF-1.7\n")
    offsets: list[int] = []
    for number, data in enumerate(objects, 1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, data.encode("latin-1") if isinstance(data, str) else data)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    entries = f"<< /Size {len(objects) + 1} /Root 1 0 R {trailer} >>".encode()
    return bytes(body) + head + table + b"trailer\n%s\nstartxref\n%d\n%%%%EOF\n" % (entries, len(body))


def paper(
    contents: Iterable[bytes], more: Sequence[bytes | str] = (), page: str = "", catalog: str = "", trailer: str = ""
) -> bytes:
    """A file with one page a content stream; `more` are objects from 4 on, which `page` may name."""
    streams = list(contents)
    first = 4 + len(more)
    kids = " ".join(f"{first + 2 * n} 0 R" for n in range(len(streams)))
    objects: list[bytes | str] = [
        CATALOG[:-2] + catalog + ">>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(streams)} >>",
        FONT,
        *more,
    ]
    for n, content in enumerate(streams):
        objects += [f"<< {PAGE} {page} /Contents {first + 2 * n + 1} 0 R >>", content]
    return pdf(objects, trailer)


def asked(number: int, first: int = 1) -> bytes:
    """The content of a page with two questions, from the number `first + 2 * (number - 1)` on."""
    rows: list[str] = []
    for n in (first + 2 * (number - 1), first + 2 * (number - 1) + 1):
        rows += [f"QUESTION {n}", f"Which of the things of part {n} is right?", "A. one", "B. two", "C. three", ""]
    shown = (f"BT /F1 10 Tf 1 0 0 1 50 {760 - 15 * y} Tm ({row}) Tj ET" for y, row in enumerate(rows))
    return stream("\n".join(shown).encode())
