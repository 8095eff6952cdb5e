"""The fonts that the characters of a page are set in."""

from __future__ import annotations

import re
from collections import Counter
from ctypes import addressof, create_string_buffer
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from pypdfium2 import raw

from cgq.exam.pdf.calls import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_FONT, _NAME = plain(raw.FPDFTextObj_GetFont), plain(raw.FPDFFont_GetBaseFontName)
_LONGEST_NAME = 128
"""Bytes of a font's name; ISO 32000-1 (Annex C) allows 127 for any name."""
_PART = re.compile(r"^[A-Z]{6}\+")


class Faces(NamedTuple):
    """The names of a page's fonts, without the tags of subsets, and for each character which one it is set in; -1 for
    none."""

    names: Sequence[str]
    used: NDArray[np.int64]


def read_faces(objects: NDArray[np.int64]) -> Faces:
    """The fonts of text objects; an object is asked once, however many characters it has."""
    different, rows = np.unique(objects, return_inverse=True)
    fonts = [_FONT(item) if item else 0 for item in different.tolist()]
    order = {font: n for n, font in enumerate(dict.fromkeys(font for font in fonts if font))}
    used = np.array([order.get(font, -1) for font in fonts], np.int64)
    return Faces([_name(font) for font in order], used[rows])


def tell_apart(names: Sequence[str]) -> list[str]:
    """The names of a page's fonts, with a number where several share one."""
    seen: Counter[str] = Counter()
    different: list[str] = []
    for name in names:
        seen[name] += 1
        different.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return different


def _name(font: int) -> str:
    name = create_string_buffer(_LONGEST_NAME)
    _NAME(font, addressof(name), _LONGEST_NAME)
    return _PART.sub("", name.value.decode("latin-1"))
