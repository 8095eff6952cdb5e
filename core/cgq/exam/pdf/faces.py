"""The fonts that the characters of a page are set in."""

from __future__ import annotations

import re
from collections import Counter
from ctypes import addressof, c_float, create_string_buffer
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from pypdfium2 import raw

from cgq.exam.pdf.calls import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_FONT, _NAME = plain(raw.FPDFTextObj_GetFont), plain(raw.FPDFFont_GetBaseFontName)
_ASCENT, _DESCENT = plain(raw.FPDFFont_GetAscent), plain(raw.FPDFFont_GetDescent)
_LONGEST_NAME = 128
_PART = re.compile(r"^[A-Z]{6}\+")


class Face(NamedTuple):
    """A font: its name without the tag of a subset, and the ascent and descent of its descriptor as shares of its
    size."""

    name: str
    ascent: float
    descent: float


class Faces(NamedTuple):
    """The fonts of a page, and for each character which one it is set in; -1 for none."""

    faces: Sequence[Face]
    used: NDArray[np.int64]


def read_faces(objects: NDArray[np.int64]) -> Faces:
    """The fonts of text objects; an object is asked once, however many characters it has."""
    different, rows = np.unique(objects, return_inverse=True)
    fonts = [_FONT(item) or 0 if item else 0 for item in different.tolist()]
    order = {font: n for n, font in enumerate(dict.fromkeys(font for font in fonts if font))}
    used = np.array([order.get(font, -1) for font in fonts], np.int64)
    return Faces([_face(font) for font in order], used[rows])


def name_faces(faces: Sequence[Face]) -> list[str]:
    """A name for each font of a page: its own, with a number where several share it."""
    seen: Counter[str] = Counter()
    names: list[str] = []
    for face in faces:
        seen[face.name] += 1
        names.append(face.name if seen[face.name] == 1 else f"{face.name} ({seen[face.name]})")
    return names


def _face(font: int) -> Face:
    name = create_string_buffer(_LONGEST_NAME)
    _NAME(font, addressof(name), _LONGEST_NAME)
    ascent, descent = c_float(), c_float()
    _ASCENT(font, 1.0, addressof(ascent))
    _DESCENT(font, 1.0, addressof(descent))
    return Face(_PART.sub("", name.value.decode("latin-1")), ascent.value, descent.value)
