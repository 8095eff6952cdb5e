"""How raw page coordinates (origin bottom left, unrotated) become displayed ones (top left, y down)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from cgq.exam.model import BBox


class Turn(NamedTuple):
    """x' = a*x + b*y + c and y' = d*x + e*y + f, with the size of the displayed page."""

    a: int
    b: int
    c: float
    d: int
    e: int
    f: float
    width: float
    height: float

    @classmethod
    def of(cls, crop: BBox, quarters: int) -> Turn:
        """For a page whose visible part is `crop` (raw points), shown turned clockwise by `quarters`."""
        left, bottom, right, top = crop
        width, height = right - left, top - bottom
        match quarters % 4:
            case 0:
                return cls(1, 0, -left, 0, -1, top, width, height)
            case 1:
                return cls(0, 1, -bottom, 1, 0, -left, height, width)
            case 2:
                return cls(-1, 0, right, 0, 1, -bottom, width, height)
            case _:
                return cls(0, -1, top, -1, 0, right, height, width)

    def box(self, left: float, bottom: float, right: float, top: float) -> BBox:
        """A raw rectangle, displayed."""
        xa, xb = self.a * left + self.b * bottom + self.c, self.a * right + self.b * top + self.c
        ya, yb = self.d * left + self.e * bottom + self.f, self.d * right + self.e * top + self.f
        return (min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb))
