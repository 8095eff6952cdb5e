"""A sheet is cut from its photograph and laid flat."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw

if TYPE_CHECKING:
    from cgq.convert.pictures.outline import Outline, Point

MOST_LONG = 3508
"""Dots of the longer side of what is made: A4 at 300 dpi."""

_INSET = 0.004
"""Share of the sheet's sides that is left out at its edges: outlines are found to within this, and nothing is printed
within a millimetre of an edge."""


def straightened(grey: Image.Image, outline: Outline) -> Image.Image:
    """What the outline holds: laid flat where it is the paper's own, else only cut out, with white around it."""
    corners = [(x * grey.width, y * grey.height) for x, y in outline.corners]
    return _flattened(grey, corners) if outline.whole else _cut_out(grey, corners)


def _flattened(grey: Image.Image, corners: list[Point]) -> Image.Image:
    tl, tr, br, bl = corners
    wide, high = max(math.dist(tl, tr), math.dist(bl, br)), max(math.dist(tl, bl), math.dist(tr, br))
    scale = min(1.0, MOST_LONG / max(wide, high))
    size = (max(1, round(wide * scale)), max(1, round(high * scale)))
    inset_x, inset_y = _INSET * size[0], _INSET * size[1]
    # The target's corners lie outside of it by the inset.
    target = [
        (-inset_x, -inset_y),
        (size[0] + inset_x, -inset_y),
        (size[0] + inset_x, size[1] + inset_y),
        (-inset_x, size[1] + inset_y),
    ]
    matrix = _homography(target, corners)
    return grey.transform(size, Image.Transform.PERSPECTIVE, matrix, Image.Resampling.BICUBIC)


def _homography(source: list[Point], target: list[Point]) -> list[float]:
    """The eight numbers by which Pillow finds a dot of the target for each of the source."""
    rows: list[list[float]] = []
    wanted: list[float] = []
    for (x, y), (u, v) in zip(source, target, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        wanted += [u, v]
    numbers: list[float] = np.linalg.solve(np.array(rows), np.array(wanted)).tolist()
    return numbers


def _cut_out(grey: Image.Image, corners: list[Point]) -> Image.Image:
    """The part around the corners, white outside of them: where an edge is missing, nothing tells how it tilts."""
    mask = Image.new("1", grey.size, 0)
    ImageDraw.Draw(mask).polygon(corners, fill=1)
    sheet = Image.composite(grey, Image.new("L", grey.size, 255), mask)
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    part = sheet.crop((math.floor(min(xs)), math.floor(min(ys)), math.ceil(max(xs)), math.ceil(max(ys))))
    return shrunk(part)


def shrunk(picture: Image.Image, longest: int = MOST_LONG) -> Image.Image:
    """The picture with no side longer than that."""
    scale = longest / max(picture.size)
    if scale >= 1:
        return picture
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    return picture.resize(size, Image.Resampling.BOX if scale < 0.5 else Image.Resampling.BICUBIC)
