"""Answers in circles whose rims are too thin or too faint to be ink are told as the options of scans are."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PIL import Image

from cgq.exam.key.circled.ground import ground_at
from cgq.exam.key.circled.rings import rings_of
from cgq.exam.key.circled.signs import DIGITS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cgq.exam.key.circled.rings import Ring
    from cgq.exam.key.pictured.blobs import Blob
    from cgq.exam.key.pictured.ink import Grey

_OPTIONS = DIGITS[:5]
"""The signs that can be answers."""

_LEAST_INK = 4
"""Dots: what has fewer is a speck of a rim or of the paper."""

_NEXT = 0.8
"""How far a circle may be from another one of the same cell, in widths of a circle; columns are farther apart."""

_FEWEST, _SHARE = 2, 0.2
"""From how many cells on, and from which share of them, answers are circled ones: a page has few other circles."""


class Signs:
    """The circled signs of a page of grey dots, looked for when they are first asked for."""

    def __init__(self, grey: Grey, dots_a_point: float) -> None:
        self._grey, self._scale = grey, dots_a_point

    @cached_property
    def _rings(self) -> list[Ring]:
        ground = ground_at(Image.fromarray(self._grey), self._scale)
        return rings_of(ground) if ground is not None else []

    def options_in(self, pieces: Sequence[Blob]) -> tuple[int, ...]:
        """The options that the pieces of one cell show, all of them in circles; nothing when one cannot be told.

        A piece outside of every circle was not read, be it a comma whose circle is lost; nor was a circle that stands
        right next to those and holds no piece.
        """
        found = [_ring_around(piece, self._rings) for piece in pieces if piece.area >= _LEAST_INK]
        rings = {ring.box: ring for ring in found if ring is not None}
        if not rings or None in found or any(_is_next(ring, rings.values()) for ring in self._rings):
            return ()
        signs = [rings[box].sign for box in sorted(rings)]
        if not all(sign in _OPTIONS for sign in signs) or len(set(signs)) < len(signs):
            return ()
        return tuple(_OPTIONS.index(sign) + 1 for sign in signs)

    def are_circles(self, cells: Sequence[Sequence[Blob]]) -> bool:
        """Whether the cells of a table show circled signs: none does so by chance, and in most a circle may be lost."""
        inked = [pieces for pieces in cells if pieces]
        circled = sum(any(_ring_around(piece, self._rings) for piece in pieces) for pieces in inked)
        return circled >= max(_FEWEST, _SHARE * len(inked))


def _ring_around(piece: Blob, rings: Sequence[Ring]) -> Ring | None:
    """The circle in which the middle of a piece lies."""
    x, y = piece.middle
    return next((r for r in rings if r.box[0] <= x <= r.box[2] and r.box[1] <= y <= r.box[3]), None)


def _is_next(ring: Ring, others: Iterable[Ring]) -> bool:
    """Whether a circle is none of the others and stands right next to one of them in its row."""
    left, top, right, bottom = ring.box
    high = bottom - top
    boxes = [other.box for other in others]
    beside = [box for box in boxes if abs(box[1] - top) <= high / 2]
    return ring.box not in boxes and any(max(box[0] - right, left - box[2]) <= _NEXT * (right - left) for box in beside)
