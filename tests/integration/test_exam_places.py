"""Every part of a question tells where it stands, and every glyph of a paper is accounted for."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.support.canvas import Page
from tests.support.canvas import paper as paper_of
from tests.support.canvas import question as write_question
from tests.support.inked import accounted, astray, sheets_of, text_in
from tests.support.readings import reading_of

from cgq.exam.extract import read_document

if TYPE_CHECKING:
    from cgq.exam.geometry import Sheet
    from cgq.exam.model import Document, Part, Question

SAMPLES = Path(__file__).parents[2] / "sample_data"
EXAMS = Path(__file__).parents[3] / "shared" / "exams"
PAPERS = [
    "civil-a",
    "civil-b",
    "ipe-2col-ko",
    "network-en",
    "passage-ko",
    "safety-2023",
    "safety-2024",
    "safety-2025",
    "sw1-ko",
]
FILES = [SAMPLES / f"{name}.pdf" for name in (*PAPERS, "sw1-key", "syllabus-ko")] + sorted(EXAMS.glob("*.pdf"))


@cache
def paper(path: Path) -> tuple[Document, tuple[Sheet, ...]]:
    return reading_of(path), sheets_of(path.read_bytes())


def told(question: Question, part: Part, sheets: tuple[Sheet, ...], n: int | None = None) -> str:
    """What stands in the places of a part."""
    places = [p for p in question.places if (p.part, p.n) == (part, n)]
    return "".join(text_in(sheets[place.page - 1], place.bbox) for place in places)


def bare(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_glyph_is_in_a_part_a_heading_a_key_a_head_or_unclaimed(path: Path) -> None:
    document, sheets = paper(path)
    if document.refusal is not None:
        pytest.skip("a scan has no glyphs")
    assert astray(sheets, accounted(document)) == []


@pytest.mark.parametrize("name", PAPERS)
def test_a_number_an_option_and_a_stem_stand_where_they_are_said_to(name: str) -> None:
    document, sheets = paper(SAMPLES / f"{name}.pdf")
    for question in document.questions:
        assert str(question.number) in told(question, "number", sheets)
        assert bare(question.stem) in told(question, "stem", sheets)
        for option in question.options:
            said = told(question, "option", sheets, option.n)
            assert said.endswith(bare(option.text))
            assert len(said) - len(bare(option.text)) in (1, 2), said  # a marker has one sign (①) or two (1., A)


@pytest.mark.parametrize("name", PAPERS)
def test_a_box_and_a_passage_stand_where_they_are_said_to(name: str) -> None:
    document, sheets = paper(SAMPLES / f"{name}.pdf")
    for question in document.questions:
        for n, box in enumerate(question.boxes, 1):
            assert told(question, "box", sheets, n) == bare(box)
        assert told(question, "passage", sheets) == bare(question.passage or "")


@pytest.mark.parametrize("name", PAPERS)
def test_an_answer_printed_in_the_paper_has_a_place_and_an_explanation_too(name: str) -> None:
    document, _ = paper(SAMPLES / f"{name}.pdf")
    for question in document.questions:
        parts = [place.part for place in question.places]
        assert ("answer" in parts) == (question.answer is not None)
        assert ("explanation" in parts) == (question.explanation is not None)


def test_no_text_of_the_sample_papers_is_left_over() -> None:
    left = {
        name: [b for page in paper(SAMPLES / f"{name}.pdf")[0].layout for b in page.unclaimed]
        for name in (*PAPERS, "civil-key", "sw1-key")
    }
    assert not any(left.values())


def test_words_that_stand_sideways_are_listed_as_unclaimed() -> None:
    def draw(page: Page) -> None:
        for number in (1, 2, 3):
            write_question(page, number, 50 + 100 * number)
        page.canvas.saveState()
        page.canvas.translate(560, 200)
        page.canvas.rotate(90)
        page.write(0, 800, "4. turned and lost")
        page.canvas.restoreState()

    document = read_document(paper_of(draw))
    (box,) = [box for page in document.layout for box in page.unclaimed]
    assert box[0] > 540
    assert box[3] - box[1] > 3 * (box[2] - box[0])
