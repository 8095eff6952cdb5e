"""Where the markers of a style stand in one line.

A bare letter or digit is a marker only behind a wide gap. Where two of a row are, the others are expected at the
same distances, and there a narrow gap will do: a long option leaves no wide one before the next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.exam.signs.alphabets import BARE_SIGNS, STYLES, value_of

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

_OFF = 0.6


def matches_of(text: str, xs: Sequence[float], em: float, style: str) -> list[re.Match[str]]:
    """The matches of a style's pattern in a line's narrowed text, from left to right; `xs` and `em` are the line's."""
    sure = list(STYLES[style].finditer(text))
    if style not in BARE_SIGNS or len(sure) < 2:
        return sure
    first, last = sure[0], sure[-1]
    steps = value_of(last[1], style) - value_of(first[1], style)
    if steps < 1:
        return sure
    start, wide = xs[first.start()], (xs[last.start()] - xs[first.start()]) / steps
    known = {match.start() for match in sure}
    found: list[re.Match[str]] = []
    for match in BARE_SIGNS[style].finditer(text):
        expected = start + wide * (value_of(match[1], style) - value_of(first[1], style))
        if match.start() in known or abs(xs[match.start()] - expected) <= _OFF * em:
            found.append(match)
    return found
