"""Characters that the file draws and does not name, outside of questions: whole fonts without a map, digits of a key.

Inside a question they are among its shortfalls. The range that symbol fonts keep for their bullets and arrows
(U+F000-U+F0FF, as Windows maps them) decorates outside of questions, and is not counted.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cgq.exam.findings import TEXT_LOST
from cgq.exam.model import Finding
from cgq.exam.nameless import CURE, nameless_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cgq.exam.geometry import Sheet

_SYMBOLS = re.compile("[\uf000-\uf0ff]")


def lost_elsewhere(sheets: Sequence[Sheet], told: Sequence[Finding]) -> Iterator[Finding]:
    """A finding for each page with nameless glyphs that no finding in `told` is about."""
    known = {f.page for f in told if f.code == TEXT_LOST}
    for sheet in sheets:
        count = nameless_in(_SYMBOLS.sub("", sheet.text))
        if count and sheet.number not in known:
            found = f"{count} characters on this page have no meaning in the file"
            message = f"{found}: {CURE}"
            yield Finding(code=TEXT_LOST, message=message, page=sheet.number)
