"""A small exam paper as a PDF, written by hand: what stands where is known to the point."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

STEP = 16


def paper(*pages: Sequence[str]) -> bytes:
    """A page of A4 for each sequence of lines (ASCII), set in Helvetica; an indented line stands further in."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids: list[str] = []
    for lines in pages:
        content = "\n".join(_line(text, 780 - STEP * n) for n, text in enumerate(lines))
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F 3 0 R >> >> "
            f"/Contents {len(objects)} 0 R >>"
        )
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    return _file(objects)


def _line(text: str, y: int) -> str:
    shown = text.strip().replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    x = 60 + 6 * (len(text) - len(text.lstrip()))
    return f"BT /F 11 Tf {x} {y} Td ({shown}) Tj ET"


def _file(objects: Sequence[str]) -> bytes:
    data, places = b"%PDF-1.4\n", []
    for n, body in enumerate(objects, 1):
        places.append(len(data))
        data += f"{n} 0 obj\n{body}\nendobj\n".encode()
    start = len(data)
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    return (
        data
        + (
            f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
            f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
        ).encode()
    )


def question(number: int, stem: str, *options: str) -> list[str]:
    """A question's lines; its options stand below each other."""
    return [f"{number}. {stem}", *(f"   {n}) {text}" for n, text in enumerate(options, 1)), ""]
