"""A page is read at the size of its text: what is set in fractions of a point on a page of a few points is no blank."""

from __future__ import annotations

import pytest
from tests.support.by_codes import HEIGHT, OPTIONS, STEMS, Page, korean, paper, questions

from cgq.exam.extract import read_document
from cgq.exam.pdf.render import draw
from cgq.exam.pdf.view import View

FONTS = {"K": korean()}


def shrunk(scale: float, on_large_page: bool = False, turned: bool = False) -> bytes:
    def content(page: Page) -> None:
        page.draw(f"{scale} 0 0 {scale} 0 0 cm")
        page.draw(f"0 1 -1 0 {HEIGHT} 0 cm" if turned else "")
        questions(page, "K")

    size = (HEIGHT, 600) if turned else (600, HEIGHT)
    box = (0, 0, 600, HEIGHT) if on_large_page else (0, 0, *(round(side * scale, 2) for side in size))
    return paper(FONTS, content, box=box, page="/Rotate 90" if turned else "")


@pytest.mark.parametrize("scale", [1.0, 0.2, 0.08, 0.01])
@pytest.mark.parametrize("turned", [False, True])
def test_a_page_of_a_few_points_is_read_as_a_large_one(scale: float, turned: bool) -> None:
    document = read_document(shrunk(scale, turned=turned))
    assert [q.stem for q in document.questions] == list(STEMS)
    assert [tuple(o.text for o in q.options) for q in document.questions] == list(OPTIONS)
    assert document.findings == ()


def test_tiny_text_on_a_page_of_usual_size_is_read() -> None:
    assert [q.stem for q in read_document(shrunk(0.08, on_large_page=True)).questions] == list(STEMS)


def test_a_small_page_is_drawn_at_the_size_that_it_was_read_at() -> None:
    pytest.importorskip("PIL")
    small, large = shrunk(0.08), shrunk(1.0)
    pictures = []
    for data in (small, large):
        question = read_document(data).questions[1]
        (picture,) = draw(data, [View(page=1, bbox=question.bbox, dpi=36, encoding="dots")])
        assert picture.problem is None
        pictures.append(picture)
    assert pictures[0].width == pytest.approx(pictures[1].width, rel=0.02)
    assert sum(map(abs, (a - b for a, b in zip(pictures[0].bbox, pictures[1].bbox, strict=True)))) < 2
