"""Options that a table writes with their markers: `① 서울`, `② 부산`. A question has them without (exam/identity.py).

Whether a file does so is decided for the file: one row alone may have options that are texts such as `A. x` and `B. y`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.exam.signs.alphabets import STYLES, value_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_UNSURE = frozenset({"A", "1", "a", "A:", "A-", "ア"})
"""The styles that have no sign of their own: `A 형` and `B 형` are texts."""

_OPENERS = tuple("([<{\"'“‘「『《〈-+−$₩")
"""With what a text may begin besides letters and digits."""

_SHARE = 0.9
"""The least share of rows with options whose options all begin with their markers, from which they are the file's
habit. Without the habit hardly a row has all of them, by the chance of its texts."""


def have_markers(rows: Iterable[Sequence[str]]) -> bool:
    """Do the options of a file begin with their markers? `rows` are the texts of the options of some rows."""
    several = [texts for texts in rows if len(texts) > 1]
    marked = sum(without_markers(texts) is not None for texts in several)
    return bool(several) and marked >= _SHARE * len(several)


def without_markers(texts: Sequence[str]) -> tuple[str, ...] | None:
    """The texts without the markers 1, 2, 3 … of one style that they begin with; None where they do not."""
    for style, pattern in STYLES.items():
        if style in _UNSURE or len(texts) < 2:
            continue
        found = [pattern.match(text) for text in texts]
        if not all(match and value_of(match[1], style) == n for n, match in enumerate(found, 1)):
            continue
        rest = tuple(text[match.end() :].strip() for text, match in zip(texts, found, strict=True) if match)
        # "① ②" and "①, ③" are texts that name other options.
        if all(_stands_alone(text) and not pattern.search(text) for text in rest):
            return rest
    return None


def _stands_alone(text: str) -> bool:
    """Is that a text of its own, and not the end of a list?"""
    return text[:1].isalnum() or text[:1] in _OPENERS
