"""Lines and small PDFs made by hand, for tests of the exam reader."""

from __future__ import annotations

from cgq.exam.lines import Line

EM = 10.0


def line(text: str, *, y: float, x: float = 50.0, page: int = 1, column: int = 0) -> Line:
    """A line of ten-point text; every character is half an em wide, a tab three ems."""
    xs: list[float] = []
    at = x
    for char in text:
        xs.append(at)
        at += 3 * EM if char == "\t" else EM / 2
    return Line(page, column, text, tuple(xs), (x, y - EM, at, y), y, EM, 50.0)


def page_of(*texts: str, page: int = 1, indent: str = "  ") -> list[Line]:
    """Lines below each other; each leading pair of spaces moves a line to the right."""
    lines: list[Line] = []
    for n, text in enumerate(texts):
        stripped = text.lstrip(" ")
        depth = (len(text) - len(stripped)) // len(indent)
        lines.append(line(stripped, y=100.0 + 15 * n, x=50.0 + 15 * depth, page=page))
    return lines


def pdf(*pages: str, rotate: int = 0, before: bytes = b"") -> bytes:
    """A PDF with one page for each content stream, Helvetica as /F1, 600 x 800 points."""
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode())
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    for n, content in enumerate(pages):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Rotate {rotate}"
            f" /Resources << /Font << /F1 3 0 R >> >> /Contents {5 + 2 * n} 0 R >>".encode()
        )
        stream = content.encode("latin-1")
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    body = before + b"%PDF-1.4\n"
    offsets: list[int] = []
    for number, data in enumerate(objects, 1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, data)
    start = len(body)
    body += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    body += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return body + trailer % (len(objects) + 1, start)


def text(*rows: tuple[float, float, str], size: int = 10) -> str:
    """A content stream that shows each (x, y from the bottom, text)."""
    shown = (f"BT /F1 {size} Tf {x} {y} Td ({t}) Tj ET" for x, y, t in rows)
    return "\n".join(shown)
