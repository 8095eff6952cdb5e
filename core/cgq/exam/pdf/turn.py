"""How raw page coordinates (origin bottom left, unrotated) become displayed ones (top left, y down).

A point is displayed as a point, but for pages whose text is too small to be read: those are displayed so large that it
has a usual size, for all measures of a page relate to its text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from cgq.exam.model import BBox

LARGEST_PAGE = 20_000.0
"""Points of a side: a page may have 14,400 (ISO 32000-1, Annex C.2), and what is larger has no usable size."""


class Turn(NamedTuple):
    """x' = a*x + b*y + c and y' = d*x + e*y + f, with the size of the displayed page."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float
    width: float
    height: float

    @classmethod
    def of(cls, crop: BBox, quarters: int, scale: float = 1.0) -> Turn:
        """For a page whose visible part is `crop` (raw points), shown turned clockwise by `quarters` and `scale` times
        as large."""
        left, bottom, right, top = (scale * side for side in crop)
        width, height = right - left, top - bottom
        match quarters % 4:
            case 0:
                return cls(scale, 0, -left, 0, -scale, top, width, height)
            case 1:
                return cls(0, scale, -bottom, scale, 0, -left, height, width)
            case 2:
                return cls(-scale, 0, right, 0, scale, -bottom, width, height)
            case _:
                return cls(0, -scale, top, -scale, 0, right, height, width)

    @property
    def scale(self) -> float:
        """Displayed points to a raw one."""
        return abs(self.a) + abs(self.b)

    def box(self, left: float, bottom: float, right: float, top: float) -> BBox:
        """A raw rectangle, displayed."""
        xa, xb = self.a * left + self.b * bottom + self.c, self.a * right + self.b * top + self.c
        ya, yb = self.d * left + self.e * bottom + self.f, self.d * right + self.e * top + self.f
        return (min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb))
