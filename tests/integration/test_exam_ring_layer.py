"""Where circled signs go among the words of a recognised page, and which of them are reported."""

from __future__ import annotations

import pytest

pytest.importorskip("ocrmypdf", reason="the text layer is OCRmyPDF's (extra `ocr`)")

from ocrmypdf.models.ocr_element import Baseline, BoundingBox, OcrClass, OcrElement

from cgq.exam.key.circled.rings import UNREAD, Ring
from cgq.exam.model import Option, Question
from cgq.exam.ocr.layer import layer_of
from cgq.exam.ocr.strips import Strip
from cgq.exam.question.shortfalls import with_stray_rings

PAGE = (1000, 1400)
LEFT, RIGHT = Strip(0, 0, 500, 1400, 0), Strip(500, 0, 1000, 1400, 1450)


def line(top: float, *words: tuple[str, float, float]) -> OcrElement:
    """A line of words, each with its left and right edge."""
    told = [OcrElement(OcrClass.WORD, bbox=BoundingBox(x0, top, x1, top + 30), text=text) for text, x0, x1 in words]
    box = BoundingBox(words[0][1], top, words[-1][2], top + 30)
    return OcrElement(OcrClass.LINE, bbox=box, baseline=Baseline(0.01, -6), children=told)


def page_of(*lines: OcrElement) -> OcrElement:
    paragraph = OcrElement(OcrClass.PARAGRAPH, children=list(lines))
    return OcrElement(OcrClass.PAGE, bbox=BoundingBox(0, 0, 500, 2850), children=[paragraph])


def texts(page: OcrElement) -> list[str]:
    return [" ".join(word.text for word in told.children) for told in page.lines]


def ring(sign: str, x: float, y: float) -> Ring:
    return Ring(sign, (x, y, x + 28, y + 28))


def test_rings_stand_in_their_line_where_they_are_printed() -> None:
    read = page_of(line(100, ("사과", 60, 120), ("배", 300, 330)), line(160, ("감", 60, 90)))
    told = layer_of(read, PAGE, [LEFT], [ring("②", 260, 101), ring("①", 20, 100), ring("③", 20, 161)])
    assert texts(told) == ["① 사과 ② 배", "③ 감"]
    (first, second) = told.lines
    assert first.bbox is not None
    assert (first.bbox.left, first.bbox.top, first.bbox.bottom) == (20, 100, 130)
    assert first.baseline is not None
    assert first.baseline.intercept == pytest.approx(-6.4)
    assert second.bbox is not None


def test_a_ring_without_words_beside_it_is_a_line_of_its_own() -> None:
    read = page_of(line(100, ("사과", 60, 120)))
    told = layer_of(read, PAGE, [LEFT], [ring("①", 20, 300), ring("②", 400, 100)])
    assert texts(told) == ["사과", "①", "②"]


def test_words_of_the_right_column_go_back_to_where_they_stand() -> None:
    read = page_of(line(100, ("왼쪽", 60, 120)), line(1560, ("오른쪽", 60, 150)))
    told = layer_of(read, PAGE, [LEFT, RIGHT], [ring("①", 520, 110)])
    assert texts(told) == ["왼쪽", "① 오른쪽"]
    word = told.lines[1].children[1]
    assert word.bbox is not None
    assert (word.bbox.left, word.bbox.top) == (560, 110)


@pytest.mark.parametrize("sign", ["③", "❹", UNREAD])
def test_a_ring_in_the_text_of_an_option_of_a_scan_is_reported(sign: str) -> None:
    options = (Option(n=1, text="사과"), Option(n=2, text=f"배 {sign} 감"))
    question = Question(number=4, stem="과일은?", options=options, page=2, bbox=(0, 0, 1, 1))
    (judged,), (finding,) = with_stray_rings([question], {2})
    assert judged.flags == ("misprinted_marker",)
    assert (finding.code, finding.page, finding.number) == ("misprinted_marker", 2, 4)
    assert "option 2" in finding.message
    assert with_stray_rings([question], {1}) == ([question], [])
