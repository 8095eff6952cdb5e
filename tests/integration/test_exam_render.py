"""Pages become pictures in the coordinates in which they were read, whatever their turn, and within bounds."""

from __future__ import annotations

import io
from pathlib import Path

import pypdf
import pytest
from PIL import Image, ImageChops

from cgq.errors import InputFailed
from cgq.exam.extract import read_document
from cgq.exam.limits import Limits
from cgq.exam.pdf.reader import read_paper
from cgq.exam.pdf.render import MAX_PIXELS, draw
from cgq.exam.pdf.view import Picture, View

SAMPLES = Path(__file__).parents[2] / "sample_data"
PAPER = (SAMPLES / "ipe-2col-ko.pdf").read_bytes()


def turned(quarters: int) -> bytes:
    """The first two pages with a /Rotate of their own."""
    writer = pypdf.PdfWriter()
    for page in pypdf.PdfReader(io.BytesIO(PAPER)).pages[:2]:
        writer.add_page(page).rotate(90 * quarters)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def image(picture: Picture) -> Image.Image:
    assert picture.problem is None
    return Image.open(io.BytesIO(picture.data))


def ink_box(drawn: Image.Image) -> tuple[int, int, int, int] | None:
    """Where a picture is not white."""
    return ImageChops.invert(drawn.convert("L")).point(lambda dot: 255 if dot > 100 else 0).getbbox()


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_every_glyph_lies_where_it_was_read_on_a_turned_page(quarters: int) -> None:
    data = turned(quarters)
    sheet = read_paper(data, None, Limits(), lambda done, total: None).sheets[0]
    (picture,) = draw(data, [View(page=1, dpi=144)])
    assert (picture.width, picture.height) == (round(sheet.width * 2), round(sheet.height * 2))
    drawn = image(picture)
    assert drawn.mode == "L"
    for glyph in sheet.glyphs[::7]:
        box = tuple(round(edge * 2) for edge in (glyph.x0 - 0.5, glyph.y0, glyph.x1 + 0.5, glyph.y1))
        assert ink_box(drawn.crop(box)) is not None, glyph  # type: ignore[arg-type]


@pytest.mark.parametrize("quarters", [0, 1])
def test_a_box_is_cut_out_of_its_page(quarters: int) -> None:
    data = turned(quarters)
    question = read_document(data).questions[0]
    whole, part, roomy = draw(
        data,
        [
            View(page=1, dpi=72),
            View(page=1, bbox=question.bbox, dpi=72),
            View(page=1, bbox=question.bbox, dpi=72, padding=10),
        ],
    )
    assert part.bbox == question.bbox
    assert (roomy.width, roomy.height) == (part.width + 20, part.height + 20)
    cut = tuple(round(edge) for edge in question.bbox)
    same = ImageChops.difference(image(part), image(whole).crop(cut).resize((part.width, part.height)))  # type: ignore[arg-type]
    dots = same.histogram()
    assert sum(dots[120:]) < 0.02 * sum(dots)


def test_padding_ends_at_the_edge_of_the_page() -> None:
    whole, padded = draw(PAPER, [View(page=1), View(page=1, bbox=(1, 1, 5, 5), padding=10_000)])
    assert padded.bbox == whole.bbox


def test_a_view_that_would_be_too_large_gets_fewer_dots_an_inch() -> None:
    (picture,) = draw(PAPER, [View(page=1, dpi=1e9)])
    assert 0.95 * MAX_PIXELS <= picture.width * picture.height <= 1.01 * MAX_PIXELS


def test_colours_and_encodings() -> None:
    png, webp = draw(PAPER, [View(page=1, ink="colour"), View(page=1, ink="colour", encoding="webp")])
    assert image(png).mode == image(webp).mode == "RGB"
    assert (image(png).format, image(webp).format) == ("PNG", "WEBP")
    assert len(webp.data) < len(png.data)


def test_what_cannot_be_drawn_is_told_and_the_rest_is_drawn() -> None:
    views = [View(page=99), View(page=1, bbox=(9000, 9000, 9100, 9100)), View(page=0), View(page=2)]
    no_page, no_box, zero, second = draw(PAPER, views)
    assert "page 99" in (no_page.problem or "")
    assert "box" in (no_box.problem or "")
    assert zero.problem
    assert second.problem is None
    assert ink_box(image(second))


def test_a_password_opens_and_its_lack_is_told() -> None:
    data = (SAMPLES / "encrypted.pdf").read_bytes()
    assert image(draw(data, [View(page=1)], password="cgq-sample")[0])
    with pytest.raises(InputFailed) as caught:
        draw(data, [View(page=1)])
    assert caught.value.code == "encrypted"
