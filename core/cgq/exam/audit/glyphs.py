"""Characters that the file draws and does not name, outside of questions: whole fonts without a map.

Inside a question they are among its shortfalls.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from cgq.exam.model import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cgq.exam.geometry import Sheet

NAMELESS = "\ufffd"
"""Stands for a glyph that the file gives no character for."""


def lost_elsewhere(sheets: Sequence[Sheet], told: Sequence[Finding]) -> Iterator[Finding]:
    """A finding for each page with nameless glyphs that no finding in `told` is about."""
    counts = Counter({sheet.number: sum(g.char == NAMELESS for g in sheet.glyphs) for sheet in sheets})
    known = {f.page for f in told if f.code == "text_lost"}
    for page, count in counts.items():
        if count and page not in known:
            message = f"{count} characters on this page have no meaning in the file: run OCR on it, or get another copy"
            yield Finding(code="text_lost", message=message, page=page)
