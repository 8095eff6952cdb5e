"""Draws the sheet of samples that names of tables are read by (core/cgq/exam/key/pictured/signs.png).

    python bench/name_signs.py FONT...

A row a sign, a tile a font and a scan. The sheet was drawn with the fonts of the Debian packages fonts-nanum (Gothic,
GothicBold, BarunGothic, Myeongjo, MyeongjoBold, SquareR), fonts-unfonts-core (UnDotum, UnBatang, UnGraphic) and
fonts-noto-cjk (Sans, Serif, Regular). Of samples that look alike one is kept.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from cgq.exam.key.pictured.ink import ink_of
from cgq.exam.key.pictured.shapes import SIZE, distances
from cgq.exam.key.pictured.signs import DOUBLE, OTHER_DOUBLE, OTHER_SINGLE, SAMPLES, SINGLE
from cgq.exam.key.pictured.strip import double_shape, single_shape

if TYPE_CHECKING:
    from cgq.exam.key.pictured.shapes import Floats

SET = 10.0
FINE = 1200
DOTS = 216
"""Dots an inch at which the reader draws a page (3 a point)."""
SCANS = ((300, 0.5), (96, 0.4))
"""Dots an inch, and the radius of a blur in dots, of the pictures that keys are made of."""
ALIKE = (0.08, 0.18)
"""How far two samples of a sign must be from each other to be kept both: of those that are read, and of the others."""


def drawn(font: str, sign: str, dpi: int, blur: float) -> Floats | None:
    """A sign as a picture of `dpi` shows it at 10 pt; None where the font has none."""
    face = ImageFont.truetype(font, round(SET / 72 * FINE))
    if any(face.getmask(c).getbbox() == face.getmask("\U0010fffe").getbbox() for c in sign):
        return None
    page = Image.new("L", (FINE, FINE), 255)
    ImageDraw.Draw(page).text((FINE // 2, FINE // 2), sign, font=face, fill=0, anchor="mm")
    scan = page.resize((dpi, dpi), Image.Resampling.BOX).filter(ImageFilter.GaussianBlur(blur))
    shown = scan.resize((DOTS, DOTS), Image.Resampling.BICUBIC)
    ink = ink_of(np.asarray(shown, np.uint8), DOTS / 72)
    rows, columns = (np.flatnonzero(ink.mask.any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        return None
    box = (int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
    return single_shape(ink, box) if len(sign) == 1 else double_shape(ink, box)


def unlike(shapes: list[Floats], alike: float) -> list[Floats]:
    """The shapes without those that look like one before."""
    kept: list[Floats] = []
    for shape in shapes:
        if not kept or float(distances([shape], kept).min()) > alike:
            kept.append(shape)
    return kept


def main() -> None:
    rows = []
    for sign in (*SINGLE, *OTHER_SINGLE, *DOUBLE, *OTHER_DOUBLE):
        shapes = [s for font in sys.argv[1:] for scan in SCANS if (s := drawn(font, sign, *scan)) is not None]
        rows.append(unlike(shapes, ALIKE[sign not in (*SINGLE, *DOUBLE)]))
        print(sign, len(shapes), len(rows[-1]))
    sheet = np.zeros((len(rows) * SIZE, max(map(len, rows)) * 2 * SIZE), np.uint8)
    for y, row in enumerate(rows):
        for x, shape in enumerate(row):
            wide = shape.shape[1]
            sheet[y * SIZE : (y + 1) * SIZE, 2 * x * SIZE : 2 * x * SIZE + wide] = np.clip(shape * 255, 0, 255)
    Image.fromarray(sheet // 16 * 17).save(SAMPLES, optimize=True)


if __name__ == "__main__":
    main()
