"""The photographs that tests make are what they claim to be: otherwise nothing that is measured on them holds."""

from __future__ import annotations

import io
import math

import numpy as np
import pytest
from PIL import Image, ImageChops, ImageOps, ImageStat
from tests.support.command import SAMPLES
from tests.support.photographs import Shot, bad_shot, drawn_pages, photograph, spread, stored, taken


@pytest.fixture(scope="module")
def page() -> Image.Image:
    return drawn_pages((SAMPLES / "civil-a.pdf").read_bytes(), 100.0, 1, 1)[0]


def test_a_shot_of_a_page_is_the_same_file_each_time(page: Image.Image) -> None:
    shot = bad_shot(3, megapixels=0.5)
    assert photograph(page, shot).data == photograph(page, shot).data
    assert photograph(page, bad_shot(4, megapixels=0.5)).data != photograph(page, shot).data


@pytest.mark.parametrize("seed", range(6))
def test_the_corners_are_those_of_the_paper(page: Image.Image, seed: int) -> None:
    shot = Shot(seed=seed, megapixels=1.0, ground="cloth", tilt=2.5 * seed, towards=70.0 * seed, turn=seed - 3.0)
    picture, corners = taken(page, shot)
    grey = np.asarray(picture.convert("L"), np.float32)
    middle = np.array(corners).mean(axis=0)
    for corner in np.array(corners):
        away = (corner - middle) / math.dist(corner, middle)
        inside, outside = corner - 12 * away, corner + 12 * away
        assert grey[int(inside[1]), int(inside[0])] > 180
        assert grey[int(outside[1]), int(outside[0])] < 110


@pytest.mark.parametrize(("towards", "shorter", "longer"), [(0, 1, 3), (180, 3, 1), (90, 0, 2), (270, 2, 0)])
def test_a_side_that_is_farther_away_is_shorter(page: Image.Image, towards: float, shorter: int, longer: int) -> None:
    corners = photograph(page, Shot(megapixels=0.5, tilt=10.0, towards=towards)).corners
    sides = [math.dist(corners[n], corners[(n + 1) % 4]) for n in range(4)]
    assert sides[shorter] < 0.95 * sides[longer]


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_a_stored_photograph_is_upright_again_by_its_exif(page: Image.Image, orientation: int) -> None:
    shot = Shot(megapixels=0.5, orientation=orientation, quality=95)
    upright, _ = taken(page, shot)
    with Image.open(io.BytesIO(stored(upright, shot))) as file:
        assert (file.size == upright.size) == (orientation in (1, 3))
        turned = ImageOps.exif_transpose(file)
    assert turned.size == upright.size
    assert ImageStat.Stat(ImageChops.difference(turned.convert("L"), upright.convert("L"))).mean[0] < 4


def test_a_spread_is_two_pages_wide_and_dark_at_its_fold(page: Image.Image) -> None:
    both = spread(page, page)
    assert both.size == (2 * page.width, page.height)
    fold, margin = (both.getpixel((x, 20)) for x in (page.width, page.width // 3))
    assert isinstance(fold, int)
    assert isinstance(margin, int)
    assert fold < 160 < 240 < margin
