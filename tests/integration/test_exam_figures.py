"""Figures and drawn options: found where they stand, named by what is drawn, missed when they are missing."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from tests.support.canvas import Page, paper, question

from cgq.exam.extract import read_document
from cgq.exam.identity import option_order, question_hash

if TYPE_CHECKING:
    from collections.abc import Callable

    from cgq.exam.model import Document, Place, Question


def codes(document: Document) -> list[tuple[str, int | None]]:
    return [(f.code, f.number) for f in document.findings]


def assets(found: Question) -> list[Place]:
    return [p for p in found.places if p.asset]


def test_a_picture_belongs_to_the_question_above_it() -> None:
    def draw(page: Page) -> None:
        question(page, 1, 50)
        page.write(50, 150, "2. What does the figure below show?")
        page.picture(80, 160, 120, 60, seed=3)
        for n, text in enumerate(("one", "two", "three", "four")):
            page.write(60, 240 + 15 * n, f"({'ABCD'[n]}) {text}")
        question(page, 3, 330)

    document = read_document(paper(draw))
    first, second, third = document.questions
    assert [len(q.figures) for q in (first, second, third)] == [0, 1, 0]
    (place,) = assets(second)
    assert (place.part, place.n, place.page, place.asset) == ("figure", 1, 1, second.figures[0])
    assert [round(v) for v in place.bbox] == [80, 160, 200, 220]
    assert document.findings == ()


def test_a_figure_named_and_not_there_is_reported() -> None:
    def draw(page: Page) -> None:
        question(page, 1, 50, stem="What does the figure below show?")
        question(page, 2, 150, stem="Figure out which is right?")
        question(page, 3, 250)

    document = read_document(paper(draw))
    assert codes(document) == [("figure_missing", 1)]
    assert document.questions[0].flags == ("figure_missing",)
    assert document.questions[0].confidence < document.questions[1].confidence


def drawn_options(seeds: tuple[int, ...], x: float = 50, y: float = 150, step: int = 0) -> bytes:
    """Question 2 has pictures for options, in two columns."""

    def draw(page: Page) -> None:
        question(page, 1, 50)
        page.write(x, y, "2. Which of these is right?")
        for n, seed in enumerate(seeds):
            left, top = x + 150 * (n % 2), y + 20 + 45 * (n // 2)
            page.write(left, top + 20, f"({'ABCD'[n]})")
            page.picture(left + 20, top + step, 60, 35, seed)
        question(page, 3, 330)

    return paper(draw)


def test_options_that_are_pictures_have_assets_and_places() -> None:
    document = read_document(drawn_options((3, 5, 9, 11)))
    second = document.questions[1]
    assert [o.text for o in second.options] == [""] * 4
    assert len({o.asset for o in second.options} - {None}) == 4
    places = {p.n: p for p in assets(second)}
    assert {n: (p.part, p.asset) for n, p in places.items()} == {o.n: ("option", o.asset) for o in second.options}
    assert [round(v) for v in places[4].bbox] == [220, 215, 280, 250]
    assert document.findings == ()


def test_form_b_turns_drawn_options_round_and_is_the_same_question() -> None:
    ours = read_document(drawn_options((3, 5, 9, 11))).questions[1]
    theirs = read_document(drawn_options((9, 3, 11, 5), x=57.3, y=161.9)).questions[1]
    assert question_hash(ours) == question_hash(theirs)
    assert option_order(theirs, ours) == (3, 1, 4, 2)
    other = read_document(drawn_options((9, 3, 11, 6))).questions[1]
    assert question_hash(ours) != question_hash(other)


def test_an_option_with_neither_text_nor_drawing_is_reported() -> None:
    def draw(page: Page) -> None:
        question(page, 1, 50)
        question(page, 2, 150, "one", "", "three", "four")
        question(page, 3, 250)

    document = read_document(paper(draw))
    assert codes(document) == [("empty_option", 2)]
    assert "option 2" in document.findings[0].message


def charted(bend: float, x: float, y: float) -> Question:
    def draw(page: Page) -> None:
        page.write(50, y, "1. Which line is drawn here?")
        page.curve(x, y + 10, 60, bend)
        for n, text in enumerate(("one", "two", "three", "four")):
            page.write(60, y + 90 + 15 * n, f"({'ABCD'[n]}) {text}")
        question(page, 2, y + 180)
        question(page, 3, y + 280)

    return read_document(paper(draw)).questions[0]


def test_the_same_drawing_has_the_same_hash_wherever_it_stands() -> None:
    here, there, other = charted(1.0, 80, 50), charted(1.0, 133.4, 77.7), charted(0.5, 80, 50)
    assert len(here.figures) == 1
    assert here.figures == there.figures
    assert question_hash(here) == question_hash(there)
    assert here.figures != other.figures
    assert question_hash(here) != question_hash(other)
    (place,) = assets(here)
    assert [round(v) for v in place.bbox] == [80, 60, 140, 120]


def test_frames_rules_underlines_and_backgrounds_are_no_figures() -> None:
    def draw(page: Page) -> None:
        page.picture(0, 0, 600, 800, seed=3)
        page.canvas.rect(45, 800 - 170, 400, 80)
        page.canvas.roundRect(45, 800 - 290, 400, 40, 6)
        page.area(45, 300, 200, 18, "#dddddd")
        page.canvas.line(60, 800 - 52, 140, 800 - 52)
        question(page, 1, 50)
        page.write(60, 130, "framed words")
        page.write(60, 270, "words in a round frame")
        question(page, 2, 312)
        question(page, 3, 412)

    document = read_document(paper(draw))
    assert [q.figures for q in document.questions] == [()] * 3


def test_a_logo_on_every_page_belongs_to_nobody() -> None:
    def page_of(first: int) -> Callable[[Page], None]:
        def draw(page: Page) -> None:
            page.picture(400, 300, 60, 60, seed=3)
            for n in range(3):
                question(page, first + n, 50 + 100 * n)

        return draw

    document = read_document(paper(page_of(1), page_of(4), page_of(7)))
    assert [q.number for q in document.questions] == list(range(1, 10))
    assert [q.figures for q in document.questions] == [()] * 9
    assert [len(page.furniture) for page in document.layout] == [1, 1, 1]


@pytest.mark.parametrize("told", [False, True])
def test_a_paper_that_a_file_holds_twice_keeps_its_figures_and_its_last_lines(told: bool) -> None:
    lasts = {1: "and so on, as the miller says", 7: "but nobody asked her"}

    def page(first: int, answers: bool) -> Callable[[Page], None]:
        def draw(page: Page) -> None:
            page.write(200, 30, "Practice examination")
            page.picture(500, 20, 30, 30, seed=5)
            for n in range(first, first + 6):
                y = 80 + 118 * (n - first)
                question(page, n, y, *(f"{word} of {n} rivers" for word in ("one", "two", "three", "all")))
                if answers:
                    page.write(400, y, f"Answer: {'ABCD'[n % 4]}")
            page.picture(300, 600, 120, 60, seed=first)
            page.write(50, 760, lasts[first])

        return draw

    document = read_document(paper(*(page(first, told and again) for again in (False, True) for first in (1, 7))))
    assert [q.number for q in document.questions] == [*range(1, 13)] * 2
    assert [q.number for q in document.questions if q.figures] == [5, 11] * 2
    loose = [f.message for f in document.findings if f.code == "loose_text"]
    assert len(loose) == 4
    assert all(any(last in message for message in loose) for last in lasts.values())
    assert [len(p.furniture) for p in document.layout] == [2] * 4


def test_a_figure_of_a_passage_belongs_to_each_question_that_it_covers() -> None:
    def draw(page: Page) -> None:
        page.write(50, 40, "[1~2] Look at this and answer.")
        page.picture(80, 50, 120, 60, seed=3)
        question(page, 1, 140)
        question(page, 2, 240)
        question(page, 3, 340)

    first, second, third = read_document(paper(draw)).questions
    assert first.figures == second.figures != ()
    assert third.figures == ()


def without_meaning(data: bytes, code: str, meaning: str) -> bytes:
    """The PDF with fonts that give `code` the meaning of these hexadecimal digits."""
    import pypdf
    from pypdf.generic import NameObject, StreamObject

    writer: Any = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    stream = StreamObject()
    stream.set_data(
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
        b"1 begincodespacerange <00> <FF> endcodespacerange\n"
        b"1 beginbfchar <%02X> <%s> endbfchar endcmap end end\n" % (ord(code), meaning.encode())
    )
    for font in writer.pages[0]["/Resources"]["/Font"].values():
        font.get_object()[NameObject("/ToUnicode")] = writer._add_object(stream)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


@pytest.mark.parametrize("meaning", ["E0A1", "0000", "FFFD"])
def test_characters_without_meaning_are_reported_with_their_part(meaning: str) -> None:
    def draw(page: Page) -> None:
        question(page, 1, 50)
        question(page, 2, 150, "one", "two", "a ~ b ~ c", "four")
        question(page, 3, 250)

    document = read_document(without_meaning(paper(draw), "~", meaning))
    assert codes(document) == [("text_lost", 2)]
    assert "in option 3 (2)" in document.findings[0].message
    assert document.questions[1].flags == ("text_lost",)
