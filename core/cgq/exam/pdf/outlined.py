"""Text that is not painted itself, for its letters are drawn as paths in the same places: it is what is seen there.

Programs that turn letters into outlines may leave the text behind, unpainted, so that it can be searched.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cgq.exam.geometry import Drawing, Glyph, Painted

_FEWEST_POINTS = 3
"""Points of a path in the box of a letter that is drawn there; a bar has four."""

_RECTANGLE = 5
"""Points of an area, which may lie behind text."""

_MOSTLY = 0.8
"""The share of a stretch's letters. A curve that passes behind hidden text touches few of them."""

_MANY = 0.3
"""The same for a page of which not all paths are kept."""


def without_outlined(
    painted: tuple[Painted, ...], glyphs: Sequence[Glyph], drawings: Sequence[Drawing], *, whole: bool
) -> tuple[Painted, ...]:
    """The stretches that are painted unusually, without unpainted ones whose letters are drawn as paths.

    `whole` tells that `drawings` are all that the page has; outlined text has more points than are kept of a page.
    """
    if all(stretch.unseen != "unpainted" for stretch in painted):
        return painted
    points = [point for drawing in drawings if len(drawing.points) > _RECTANGLE for point in drawing.points]
    if not points:
        return painted
    ordered = np.array(sorted(points, key=lambda point: point[1]), np.float64)
    share = _MOSTLY if whole else _MANY
    kept: list[Painted] = []
    for stretch in painted:
        letters = glyphs[stretch.start : stretch.stop]
        if stretch.unseen != "unpainted" or _share_drawn(letters, ordered) < share:
            kept.append(stretch)
    return tuple(kept)


def _share_drawn(glyphs: Sequence[Glyph], points: NDArray[np.float64]) -> float:
    """The share of glyphs in whose boxes points lie; the points are ordered by y."""
    tops = np.searchsorted(points[:, 1], [glyph.y0 for glyph in glyphs])
    bottoms = np.searchsorted(points[:, 1], [glyph.y1 for glyph in glyphs])
    drawn = 0
    for glyph, top, bottom in zip(glyphs, tops.tolist(), bottoms.tolist(), strict=True):
        across = points[top:bottom, 0]
        drawn += int(((across >= glyph.x0) & (across <= glyph.x1)).sum() >= _FEWEST_POINTS)
    return drawn / len(glyphs)
