"""Draws the sheet of samples that circled signs are told by: a row a sign, a tile a font (core/cgq/exam/key/circled).

    python bench/ring_signs.py FONT...

The sheet was drawn with the fonts of the Debian packages fonts-nanum and fonts-nanum-extra (Gothic, GothicBold,
Myeongjo, BarunGothic, SquareR), fonts-noto-cjk (Sans and Serif, Regular and Bold), fonts-baekmuk (batang, dotum, gulim)
and fonts-dejavu (Sans, Sans-Bold). Of samples that look alike one is kept.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from cgq.exam.key.circled.circles import circles_in
from cgq.exam.key.circled.ground import ground_of
from cgq.exam.key.circled.signs import SAMPLES, SIGNS, shape_of
from cgq.exam.key.pictured.shapes import SIZE, distances

if TYPE_CHECKING:
    from cgq.exam.key.circled.ground import Floats

SET = 10.0
FINE = 1200
SCANS = ((300, 0.6), (150, 0.5))
ALIKE = 0.05


def drawn(font: str, sign: str, dpi: int, blur: float) -> Floats | None:
    """A sign as a scanner of `dpi` sees it at 10 pt; None where the font has none or it is no circle."""
    face = ImageFont.truetype(font, round(SET / 72 * FINE))
    if face.getmask(sign).getbbox() == face.getmask("\U0010fffe").getbbox():
        return None
    page = Image.new("L", (FINE * 2, FINE * 2), 255)
    ImageDraw.Draw(page).text((FINE, FINE), sign, font=face, fill=0, anchor="mm")
    scan = page.resize((dpi * 2, dpi * 2), Image.Resampling.BOX).filter(ImageFilter.GaussianBlur(blur))
    paper = Image.new("L", (dpi * 2, dpi * 11), 255)
    paper.paste(scan, (0, dpi * 4))
    ground = ground_of(paper, dpi)
    assert ground is not None
    shapes = [shape for circle in circles_in(ground) if (shape := shape_of(circle)) is not None]
    return shapes[0] if len(shapes) == 1 else None


def unlike(shapes: list[Floats]) -> list[Floats]:
    """The shapes without those that look like one before."""
    kept: list[Floats] = []
    for shape in shapes:
        if not kept or float(distances([shape], kept).min()) > ALIKE:
            kept.append(shape)
    return kept


def main() -> None:
    rows = []
    for sign in SIGNS:
        shapes = [s for font in sys.argv[1:] for scan in SCANS if (s := drawn(font, sign, *scan)) is not None]
        rows.append(unlike(shapes))
        print(sign, len(shapes), len(rows[-1]))
    sheet = np.zeros((len(rows) * SIZE, max(map(len, rows)) * SIZE), np.uint8)
    for y, row in enumerate(rows):
        for x, shape in enumerate(row):
            sheet[y * SIZE : (y + 1) * SIZE, x * SIZE : (x + 1) * SIZE] = np.clip(shape * 255, 0, 255)
    Image.fromarray(sheet // 16 * 17).save(SAMPLES, optimize=True)


if __name__ == "__main__":
    main()
