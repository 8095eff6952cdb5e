"""What the names of tables are written with, as a dozen fonts show it: the samples that shapes are compared with."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PIL import Image

from cgq.exam.key.pictured.shapes import SIZE, distances

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.key.pictured.shapes import Floats

SINGLE = ("형", *"ABCD", *"가나다라", *"123456789")
"""The signs of one character that are read."""
DOUBLE = ("교시", "책형", "홀수", "짝수")
"""The signs of two."""
OTHER_SINGLE = (*"EFGHIJKLMNOPQRSTUVWXYZ0", *"제회차급과목문항책번호정답안표반행령명평홍학교시사지마바년도월일부")
OTHER_DOUBLE = (
    *("과목", "과정", "교과", "고시", "고사", "시험", "차시", "회차", "영역", "문제", "정답", "문항", "단계", "학년"),
    *("교사", "교육", "급수", "부문", "유형", "답형", "년도", "분야", "번호", "점수", "답안", "가형", "필기", "공통"),
)
"""What may stand in the same positions and is no name: only there so that it is not taken for one."""
SAMPLES = Path(__file__).with_name("signs.png")
"""A row a sign, SINGLE, OTHER_SINGLE, DOUBLE, OTHER_DOUBLE; tiles of SIZE × 2 SIZE (bench/name_signs.py)."""

_FARTHEST = 0.3
"""How far a shape may be from a sample of its sign (0: the same, 1: nothing in common). In fonts that are not among the
samples, at 90 to 300 dots an inch, nearly all signs were within 0.25."""
_NEARER = 0.8
"""How far it may be at most, as a share of the distance to the likest other sign."""
_NOTHING = 2.0
"""A distance that no shape has: of a sign without samples."""


class Sign(NamedTuple):
    """The sign that a shape is likest, and how far it is from it and from the likest other one (0: the same)."""

    text: str
    far: float
    other: float

    @property
    def is_sure(self) -> bool:
        return self.far <= _FARTHEST and self.far <= _NEARER * self.other


def nearest_single(shapes: Sequence[Floats], leaving_out: str = "") -> list[Sign]:
    """The sign of one character that each shape of SIZE × SIZE is likest; some signs may be left out."""
    return _nearest(shapes, (*SINGLE, *OTHER_SINGLE), samples()[0], leaving_out)


def nearest_double(shapes: Sequence[Floats]) -> list[Sign]:
    """The sign of two characters that each shape of SIZE × 2 SIZE is likest."""
    return _nearest(shapes, (*DOUBLE, *OTHER_DOUBLE), samples()[1])


def _nearest(
    shapes: Sequence[Floats], texts: Sequence[str], known: tuple[list[int], list[Floats]], leaving_out: str = ""
) -> list[Sign]:
    kept = [n for n, row in enumerate(known[0]) if texts[row] not in leaving_out]
    rows = np.array([known[0][n] for n in kept])
    signs: list[Sign] = []
    for away in distances(shapes, [known[1][n] for n in kept]):
        least = np.full(len(texts), _NOTHING, np.float32)
        np.minimum.at(least, rows, away)
        ordered: list[int] = np.argsort(least).tolist()
        first, second = ordered[:2]
        signs.append(Sign(texts[first], float(least[first]), float(least[second])))
    return signs


@cache
def samples() -> tuple[tuple[list[int], list[Floats]], tuple[list[int], list[Floats]]]:
    """The samples of one character and of two: which sign each shows, and its shape."""
    with Image.open(SAMPLES) as picture:
        dots = np.asarray(picture.convert("L"), np.float32) / 255
    tiles = dots.reshape(-1, SIZE, dots.shape[1] // (2 * SIZE), 2 * SIZE).swapaxes(1, 2)
    many = len(SINGLE) + len(OTHER_SINGLE)
    single = [(row, tile[:, :SIZE]) for row, line in enumerate(tiles[:many]) for tile in line if tile.any()]
    double = [(row, tile) for row, line in enumerate(tiles[many:]) for tile in line if tile.any()]
    return ([r for r, _ in single], [t for _, t in single]), ([r for r, _ in double], [t for _, t in double])
