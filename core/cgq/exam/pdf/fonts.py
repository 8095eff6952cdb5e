"""Whether a font is whole: each of its characters has a width, and a part of a font comes with that part."""

from __future__ import annotations

import re

from pypdf.generic import ArrayObject, DictionaryObject

from cgq.exam.pdf.walk import entries, value

_WIDEST = 20_000
"""Thousandths of the font's size. Wider than that, and what stands behind a character leaves the page."""

_PART = re.compile(r"/[A-Z]{6}\+")
_PROGRAMS = ("/FontFile", "/FontFile2", "/FontFile3")


def is_whole(item: DictionaryObject) -> bool:
    """Whether a dictionary is no font, or one of which nothing is missing."""
    if entries(item).get("/Type") != "/Font":
        return True
    return _widths_fit(item) and _is_embedded(item)


def _widths_fit(font: DictionaryObject) -> bool:
    widths = value(font, "/Widths")
    if widths is None and "/FirstChar" not in font:
        return True
    if not isinstance(widths, ArrayObject):
        return False
    try:
        numbers = [float(width.get_object()) for width in widths]
        first, last = int(value(font, "/FirstChar")), int(value(font, "/LastChar"))
    except (TypeError, ValueError, AttributeError):
        return False
    return len(numbers) >= last - first + 1 and all(0 <= number <= _WIDEST for number in numbers)


def _is_embedded(font: DictionaryObject) -> bool:
    """A name such as ABCDEF+Gothic says that the file holds the part of the font that it needs."""
    if value(font, "/Subtype") == "/Type0" or not _PART.match(str(value(font, "/BaseFont"))):
        return True
    descriptor = value(font, "/FontDescriptor")
    return isinstance(descriptor, DictionaryObject) and any(
        isinstance(value(descriptor, key), DictionaryObject) for key in _PROGRAMS
    )
