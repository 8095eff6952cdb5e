"""Photographs and scans become a PDF of clean pages: nothing is cut off, and what was done is reported."""

from __future__ import annotations

import io
import math
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pypdfium2
import pytest
from PIL import Image
from tests.support.command import SAMPLES
from tests.support.photographs import GROUNDS, Shot, bad_shot, drawn_pages, photograph, spread, stored, taken

from cgq.convert.archive.bundle import write_bundle
from cgq.convert.converted import Effort, convert
from cgq.convert.form import content_of, is_form
from cgq.convert.pictures.outline import outline_of
from cgq.exam.findings import PICTURE_PREPARED, PICTURE_SMALL

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cgq.convert.converted import Converted
    from cgq.convert.form import Form

DPI = 150.0
DOTS = 2.5
"""Millions of a photograph here: what is measured goes by shares of its sides."""

LIKE = 0.85
"""The same page is this like; one that is moved by a hundredth of its height or is another one is 0.5 and less."""


@cache
def page(name: str, number: int = 1, dpi: float = DPI) -> Image.Image:
    """A page of a sample; it is drawn once, and nobody may draw on it."""
    (drawn,) = drawn_pages((SAMPLES / f"{name}.pdf").read_bytes(), dpi, number, number)
    return drawn


def made(data: bytes) -> Converted:
    form = content_of(data)
    assert is_form(form)
    return convert(data, form, Effort(remaining=lambda: 100.0, progress=lambda _done, _pages: None))


def deeds(converted: Converted) -> list[str]:
    """The messages of notes; nothing else is reported but that these small pictures are small."""
    assert {finding.code for finding in converted.findings} <= {PICTURE_PREPARED, PICTURE_SMALL}
    return [finding.message for finding in converted.findings if finding.code == PICTURE_PREPARED]


def looks(converted: Converted, width: int = 300) -> list[NDArray[np.float64]]:
    """The pages of the PDF as a viewer shows them, small and in grey."""
    document = pypdfium2.PdfDocument(converted.pdf)
    try:
        pages = [document[n].render(scale=1.0, grayscale=True).to_pil().convert("L") for n in range(len(document))]
    finally:
        document.close()
    return [small(picture, width) for picture in pages]


def small(picture: Image.Image, width: int = 300) -> NDArray[np.float64]:
    high = round(width * picture.height / picture.width)
    return np.asarray(picture.resize((width, high), Image.Resampling.BOX), np.float64)


def likeness(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """How far two pages have their ink in the same places, within less than a line: 1 is everywhere."""
    size = (60, 85)
    pair = [np.asarray(Image.fromarray(page).resize(size, Image.Resampling.BOX), np.float64) for page in (one, other)]
    return float(np.corrcoef(pair[0].ravel(), pair[1].ravel())[0, 1])


def lightness(picture: Image.Image) -> NDArray[np.uint8]:
    reduced = picture.copy()
    reduced.thumbnail((500, 500), Image.Resampling.BOX)
    dots = np.asarray(reduced)
    return dots if dots.ndim == 2 else dots.min(axis=2)


@pytest.mark.parametrize("seed", range(8))
def test_the_corners_of_the_paper_are_found_within_a_hundredth_of_its_side(seed: int) -> None:
    picture, corners = taken(page("sw1-ko"), bad_shot(seed, megapixels=2))
    found = outline_of(lightness(picture))
    assert found is not None
    assert found.whole
    side = min(math.dist(one, other) for one, other in pairwise((*corners, corners[0])))
    for (x, y), true in zip(found.corners, corners, strict=True):
        assert math.dist((x * picture.width, y * picture.height), true) <= 0.01 * side


@pytest.mark.parametrize("ground", GROUNDS)
def test_a_photographed_page_lies_flat_and_nothing_of_it_is_cut_off(ground: str) -> None:
    drawn = page("ipe-2col-ko")
    shot = Shot(megapixels=DOTS, ground=ground, tilt=10, towards=40, turn=4, shade=0.4, shadow=0.3, noise=5)  # type: ignore[arg-type]
    converted = made(photograph(drawn, shot).data)
    assert deeds(converted) == ["page 1: cut out of the background"]
    (seen,) = looks(converted)
    assert likeness(seen, small(drawn)) > LIKE
    # The paper is white again, up to its edges.
    assert np.quantile(seen, 0.5) == 255
    for edge in (seen[:4], seen[-4:], seen[:, :4], seen[:, -4:]):
        assert edge.mean() > 250


@pytest.mark.parametrize("name", ["sw1-ko", "ipe-2col-ko"])
def test_an_open_booklet_becomes_two_pages_left_before_right(name: str) -> None:
    left, right = page(name, 1), page(name, 2)
    converted = made(photograph(spread(left, right), bad_shot(3, megapixels=4)).data)
    assert "pages 1-2: half of a picture of two pages, which was split at the fold" in deeds(converted)
    one, other = looks(converted)
    assert likeness(one, small(left)) > LIKE
    assert likeness(other, small(right)) > LIKE


def beside(left: Image.Image, right: Image.Image) -> Image.Image:
    """Two pages next to each other on one sheet, without a fold."""
    both = Image.new("L", (left.width + right.width, left.height), 255)
    both.paste(left, (0, 0))
    both.paste(right, (left.width, 0))
    return both


def test_a_scan_of_two_pages_with_two_columns_each_is_split_without_a_shade() -> None:
    left, right = page("ipe-2col-ko", 1), page("ipe-2col-ko", 2)
    scan = io.BytesIO()
    beside(left, right).save(scan, "PNG")
    converted = made(scan.getvalue())
    assert deeds(converted) == ["pages 1-2: half of a picture of two pages, which was split at the fold"]
    one, other = looks(converted)
    assert likeness(one, small(left)) > LIKE
    assert likeness(other, small(right)) > LIKE


@pytest.mark.parametrize(("rule", "is_photograph"), [(False, True), (True, True), (False, False)])
def test_a_wide_page_with_two_columns_stays_one_page(rule: bool, is_photograph: bool) -> None:
    sheet = beside(page("sw1-ko", 1), page("sw1-ko", 2))
    if rule:
        sheet.paste(0, (sheet.width // 2 - 1, sheet.height // 10, sheet.width // 2 + 2, sheet.height * 9 // 10))
    shot = bad_shot(6, megapixels=DOTS)
    picture = taken(sheet, shot)[0] if is_photograph else sheet
    converted = made(stored(picture, shot))
    assert len(looks(converted)) == 1
    assert not [message for message in deeds(converted) if "fold" in message]


@pytest.mark.parametrize("orientation", [3, 6, 8])
def test_a_photograph_is_turned_as_its_file_says(orientation: int) -> None:
    drawn = page("sw1-ko")
    converted = made(photograph(drawn, Shot(megapixels=DOTS, orientation=orientation)).data)
    assert deeds(converted) == ["page 1: cut out of the background"]
    (seen,) = looks(converted)
    assert likeness(seen, small(drawn)) > LIKE


@pytest.mark.parametrize(("degrees", "is_photograph"), [(90, True), (180, False), (270, False)])
def test_a_page_that_lies_wrong_is_turned_by_what_is_printed(degrees: int, is_photograph: bool) -> None:
    drawn = page("sw1-ko")
    picture = taken(drawn, Shot(megapixels=4))[0] if is_photograph else drawn
    file = io.BytesIO()
    picture.rotate(degrees, expand=True).save(file, "JPEG", quality=85)
    converted = made(file.getvalue())
    assert "page 1: turned, for the lines did not run level or stood upside down" in deeds(converted)
    (seen,) = looks(converted)
    assert likeness(seen, small(drawn)) > LIKE


def test_a_page_without_circled_digits_is_not_turned_by_a_guess() -> None:
    file = io.BytesIO()
    upside_down = page("network-en", dpi=100).rotate(180)
    upside_down.save(file, "PNG")
    (seen,) = looks(made(file.getvalue()))
    assert likeness(seen, small(upside_down)) > LIKE


@pytest.mark.parametrize("turn", [1, 6])
def test_a_clean_scan_keeps_the_bytes_of_its_jpeg_and_the_size_that_it_names(turn: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = turn
    file = io.BytesIO()
    drawn, dpi = page("sw1-ko", dpi=100), 100.0
    upright = drawn if turn == 1 else drawn.rotate(90, expand=True)
    upright.save(file, "JPEG", quality=80, dpi=(dpi, dpi), exif=exif.tobytes())
    converted = made(file.getvalue())
    assert not deeds(converted)
    assert file.getvalue() in converted.pdf
    document = pypdfium2.PdfDocument(converted.pdf)
    assert document[0].get_size() == pytest.approx((595, 842), abs=1)
    document.close()
    (seen,) = looks(converted)
    assert likeness(seen, small(drawn)) > LIKE


@pytest.mark.parametrize("mode", ["1", "L", "RGB", "P", "RGBA", "LA"])
def test_a_screenshot_keeps_every_dot(mode: str) -> None:
    shot = page("sw1-ko", dpi=100).convert("RGB" if mode in ("P", "RGBA") else "L")
    shot.paste(90, (40, 50, 140, 90))
    file = io.BytesIO()
    shot.convert(mode).save(file, "PNG")
    expected = Image.open(file).convert("RGBA").convert("RGB")
    document = pypdfium2.PdfDocument(made(file.getvalue()).pdf)
    (picture,) = document[0].get_objects([pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])
    assert isinstance(picture, pypdfium2.PdfImage)
    dots = picture.get_bitmap().to_pil().convert("RGB")
    document.close()
    assert np.array_equal(np.asarray(dots), np.asarray(expected))


def test_the_pictures_of_a_set_are_its_pages_in_their_order() -> None:
    pages = [page("sw1-ko", number, 120) for number in (1, 2, 3)]
    files: list[bytes] = []
    for drawn, kind in zip(pages, ("PNG", "WEBP", "TIFF"), strict=True):
        file = io.BytesIO()
        drawn.save(file, kind, **({"lossless": True} if kind == "WEBP" else {}))
        files.append(file.getvalue())
    done: list[tuple[int, int]] = []
    effort = Effort(remaining=lambda: 60.0, progress=lambda *at: done.append(at))
    form: Form = "pictures"
    converted = convert(b"".join(write_bundle(files)), form, effort)
    assert done == [(1, 3), (2, 3), (3, 3)]
    for seen, drawn in zip(looks(converted), pages, strict=True):
        assert likeness(seen, small(drawn)) > LIKE


def test_the_pages_of_a_tiff_are_pages_and_its_smaller_copies_are_none() -> None:
    pages = [page("sw1-ko", number, 120).convert("1") for number in (1, 2)]
    thumbnail = pages[0].resize((80, 110))
    thumbnail.encoderinfo = {"tiffinfo": {254: 1}}
    file = io.BytesIO()
    pages[0].save(file, "TIFF", save_all=True, append_images=[thumbnail, pages[1]], compression="group4")
    seen = looks(made(file.getvalue()))
    assert len(seen) == 2
    assert likeness(seen[1], small(pages[1].convert("L"))) > LIKE
