"""Text that is in no part of a question, or in two, is found whatever lost it."""

from __future__ import annotations

import pytest
from tests.support.paper import paper
from tests.support.paper import question as question_rows

from cgq.exam.audit.conservation import unplaced_glyphs, with_text_accounted
from cgq.exam.extract import read_document
from cgq.exam.geometry import Glyph, Line, Sheet, Span
from cgq.exam.model import Question
from cgq.exam.page.pages import Pages
from cgq.exam.question.below import Below
from cgq.exam.question.reading import Reading
from cgq.exam.question.regions import Region
from cgq.exam.signs.markers import NumberMarker

TEXTS = ("1. Which is right?", "A. one", "B. two", "2. Which is left?", "A. three", "B. four")


def line(n: int, text: str) -> Line:
    xs = tuple(50.0 + 6 * i for i in range(len(text) + 1))
    top = 20.0 * n
    return Line(1, 0, text, xs[:-1], (50.0, top, xs[-1], top + 10), top + 8, 10.0, 50.0, xs[1:])


LINES = [line(n, text) for n, text in enumerate(TEXTS)]


def glyphs(lines: list[Line]) -> tuple[Glyph, ...]:
    return tuple(
        Glyph(char, x, made.box[1], x + 5, made.box[3], made.base, spaced=False)
        for made in lines
        for char, x in zip(made.text, made.xs, strict=True)
        if not char.isspace()
    )


def question(number: int, first: int) -> Question:
    return Question(stem="", number=number, page=1, bbox=(50.0, 20.0 * first, 200.0, 20.0 * first + 50))


def region(number: int, first: int) -> Region:
    marker = NumberMarker(first, number, "stop", 1.0, 3, 50.0, 62.0)
    return Region(marker, tuple(range(first, first + 3)), None, None, Below(), None)


def whole(*but: int) -> list[tuple[int, Span]]:
    return [(n // 3, Span(n, 0, len(text))) for n, text in enumerate(TEXTS) if n not in but]


def flags(
    claims: list[tuple[int, Span]], shown: tuple[Glyph, ...] | None = None, announced: frozenset[int] = frozenset()
) -> list[tuple[str, ...]]:
    sheet = Sheet(number=1, width=600, height=800, glyphs=glyphs(LINES) if shown is None else shown)
    pages = Pages([sheet], LINES, [], [], [], [], [])
    reading = Reading(regions=[region(1, 0), region(2, 3)], spans=[span for _, span in claims], claims=claims)
    questions, findings = with_text_accounted(pages, [question(1, 0), question(2, 3)], reading, announced)
    assert {f.number for f in findings} == {q.number for q in questions if q.flags}
    assert all(f.page == 1 for f in findings)
    return [q.flags for q in questions]


LOST = ("unaccounted_text",)


def test_a_page_whose_text_is_in_one_part_each_has_no_flag() -> None:
    assert flags(whole()) == [(), ()]


def test_a_line_between_two_parts_that_is_in_none_flags_its_question() -> None:
    assert flags(whole(1)) == [LOST, ()]
    assert flags(whole(4)) == [(), LOST]


def test_a_stretch_of_a_line_is_enough() -> None:
    assert flags([*whole(1), (0, Span(1, 0, 2))]) == [LOST, ()]


def test_a_heading_between_two_parts_is_no_loss() -> None:
    assert flags(whole(1), announced=frozenset({1})) == [(), ()]


def test_what_follows_the_last_part_is_judged_elsewhere() -> None:
    assert flags(whole(2, 5)) == [(), ()]


def between(*rows: str) -> list[tuple[str, int | None]]:
    """The findings of a paper with some lines between its second question and its third."""
    names = ("cork", "iron", "lead", "gold")
    first, second = question_rows(1, "Which of these floats?", *names), question_rows(2, "Which sinks?", *names)
    third, fourth = question_rows(3, "Which of these shines?", *names), question_rows(4, "Which melts?", *names)
    document = read_document(paper([*first, *second, *rows, "", *third, *fourth]))
    assert [question.number for question in document.questions] == [1, 2, 3, 4]
    return [(finding.code, finding.number) for finding in document.findings]


def test_lines_between_two_questions_that_are_in_none_are_found() -> None:
    assert between("PASSAGE II", "The wheel turns.") == [("unaccounted_text", 2)]


@pytest.mark.parametrize("remark", ["Questions 3 to 4 carry two marks each.", "Go on to the next page."])
def test_what_is_about_the_paper_is_no_loss(remark: str) -> None:
    assert between(remark) == []


def test_a_stretch_that_two_questions_took_flags_both() -> None:
    assert flags([*whole(), (0, Span(3, 0, 5))]) == [LOST, LOST]


def test_a_glyph_that_became_part_of_no_line_flags_the_question_that_it_stands_in() -> None:
    lost = Glyph("x", 100, 45, 105, 55, 53, spaced=False)
    assert flags(whole(), (*glyphs(LINES), lost)) == [LOST, ()]


@pytest.mark.parametrize(("printed", "written"), [("2", "²"), ("ﬁ", "fi"), ("각", "각")])
def test_a_sign_that_a_line_writes_otherwise_is_in_it(printed: str, written: str) -> None:
    sheet = Sheet(number=1, width=600, height=800, glyphs=glyphs([line(0, printed)]))
    assert unplaced_glyphs(sheet, [line(0, written)], []) == []
    assert unplaced_glyphs(sheet, [line(0, "z")], []) == list(sheet.glyphs)


def test_of_two_prints_of_a_bold_letter_one_may_be_left_out() -> None:
    first = glyphs([line(0, "bold")])
    second = tuple(glyph._replace(x0=glyph.x0 + 0.4) for glyph in first)
    sheet = Sheet(number=1, width=600, height=800, glyphs=first + second)
    assert unplaced_glyphs(sheet, [line(0, "bold")], []) == []


def test_a_sign_that_was_taken_off_the_text_is_accounted_for() -> None:
    sheet = Sheet(number=1, width=600, height=800, glyphs=glyphs([line(0, "✓A")]))
    assert unplaced_glyphs(sheet, [line(0, "A")], ["✓"]) == []


def test_a_passage_below_the_questions_that_its_head_names_flags_each_of_them() -> None:
    rows = [question_rows(n, f"Which of these is number {n}?", "one", "two", "three", "four") for n in range(1, 7)]
    head = "Questions 2-3 are based on the passage below."
    rows[3] += [head, "The mill by the river was closed for ten years, and is open again.", ""]
    found = read_document(paper([row for each in rows for row in each])).questions
    assert [q.number for q in found if "unaccounted_text" in q.flags] == [2, 3]
