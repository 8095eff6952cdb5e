"""Layouts of well-known kinds of papers, set by hand: each test holds what sets the kind apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.support.canvas import Page, paper
from tests.support.rows import Row, options, read, some, texts

from cgq.exam.extract import read_document

if TYPE_CHECKING:
    from cgq.exam.model import Document


def test_bare_numbers_in_boxes_and_bare_options_in_a_row_are_told_apart_by_where_they_stand() -> None:
    def draw(page: Page) -> None:
        page.write(50, 60, "Part 1 Choose the word that is nearest in meaning.")
        for n in range(1, 10):
            y = 60 + 45 * n
            page.canvas.rect(50, 800 - y - 3, 16, 14)
            page.write(54, y, str(n))
            page.write(80, y, some(4, n))
            for k in range(4):
                page.write(80 + 110 * k, y + 17, f"{k + 1}  {some(1, n + k)}")

    questions = read_document(paper(draw)).questions
    assert [q.number for q in questions] == list(range(1, 10))
    assert [q.stem for q in questions] == [some(4, n) for n in range(1, 10)]
    assert all([o.text for o in q.options] == [some(1, q.number + k) for k in range(4)] for q in questions)


def test_options_counted_like_the_questions_and_numbered_explanations() -> None:
    rows: list[tuple[float, float, str]] = []
    for n in range(1, 6):
        y = 140 * n - 80
        rows.append((50, y, f"{n}. {some(5, n)} is which?"))
        rows += [(62, y + 15 * k, f"{k}. {some(3, n + k)}") for k in range(1, 5)]
        rows += [(50, y + 75, f"Answer: {n % 4 + 1}"), (50, y + 90, "Explanation")]
        rows += [(50, y + 90 + 13 * k, f"{k}. {some(6, 2 * n + k)}.") for k in (1, 2)]
    questions = read(rows).questions
    assert [q.number for q in questions] == [1, 2, 3, 4, 5]
    assert all(q.stem == f"{some(5, q.number)} is which?" for q in questions)
    assert all([o.text for o in q.options] == [some(3, q.number + k) for k in range(1, 5)] for q in questions)
    assert [q.answer and q.answer.accepted for q in questions] == [(n % 4 + 1,) for n in range(1, 6)]


def test_the_topic_beside_a_number_is_no_stem_and_votes_are_no_explanation() -> None:
    rows: list[tuple[float, float, str]] = []
    for n in range(1, 5):
        y = 160 * n - 100
        rows += [(50, y, f"Question #{n}"), (480, y, "Topic 1"), (50, y + 20, f"What is {some(4, n)}?")]
        rows += [(60, y + 25 + 15 * k, f"{'ABCD'[k - 1]}. {some(3, n + k)}.") for k in range(1, 5)]
        rows += [(50, y + 100, "Correct Answer: B"), (50, y + 114, "Community vote distribution")]
        rows.append((60, y + 127, "B (87%)  A (13%)"))
    questions = read(rows).questions
    assert [q.stem for q in questions] == [f"What is {some(4, n)}?" for n in range(1, 5)]
    assert [q.explanation for q in questions] == [None] * 4
    assert all(q.answer is not None and q.answer.accepted == (2,) for q in questions)


def vocabulary(marks: str, count: int, texts: str = "{}") -> Document:
    rows: list[tuple[float, float, str]] = []
    for n in range(1, count + 1):
        x, y = 60.0 + 260 * ((n - 1) // 5), 60.0 + 110 * ((n - 1) % 5)
        rows.append((x, y, f"{n}. {some(1, n)}"))
        rows += [(x + 20, y + 16 * k, f"{m} {texts.format(some(1, n + k))}") for k, m in enumerate(marks, 1)]
    return read(rows)


def test_a_test_of_vocabulary_asks_nothing_and_is_an_exam() -> None:
    questions = vocabulary("ABCDE", 10).questions
    assert [q.number for q in questions] == list(range(1, 11))
    assert all([o.text for o in q.options] == [some(1, q.number + k) for k in range(1, 6)] for q in questions)


@pytest.mark.parametrize("texts", ["It was decided to adopt the {}.", "{} 12,000"])
def test_what_a_list_of_points_or_prices_counts_is_no_question(texts: str) -> None:
    assert vocabulary("ABCDE", 10, texts).questions == ()


def test_statements_that_are_true_or_false_have_two_options() -> None:
    rows = [(50.0, 40.0 + 40 * n, f"{n}. {some(6, n)}.") for n in range(1, 13)]
    rows += [(70.0, 56.0 + 40 * n, "(A) True") for n in range(1, 13)]
    rows += [(150.0, 56.0 + 40 * n, "(B) False") for n in range(1, 13)]
    questions = read(rows).questions
    assert [q.number for q in questions] == list(range(1, 13))
    assert {tuple(o.text for o in q.options) for q in questions} == {("True", "False")}


def test_the_second_column_of_a_table_of_options_is_no_column_of_the_page() -> None:
    rows: list[tuple[float, float, str]] = []
    for n in range(1, 7):
        y = 115.0 * n - 60
        rows += [(50, y, f"{n}. Which pair fits ( x ) and ( y ) here?"), (140, y + 18, "x"), (290, y + 18, "y")]
        for k in range(1, 5):
            rows += [(65, y + 20 + 15 * k, f"({'ABCD'[k - 1]})"), (130, y + 20 + 15 * k, some(1, n + k))]
            rows.append((280, y + 20 + 15 * k, some(2, n + 2 * k)))
    questions = read(rows).questions
    assert [q.number for q in questions] == [1, 2, 3, 4, 5, 6]
    told = [[f"{some(1, n + k)} {some(2, n + 2 * k)}" for k in range(1, 5)] for n in range(1, 7)]
    assert [[o.text for o in q.options] for q in questions] == told


def test_what_stands_below_a_row_of_bare_markers_belongs_to_the_marker_above_it() -> None:
    rows: list[tuple[float, float, str]] = []
    for n in range(1, 5):
        y = 120.0 * n - 60
        rows.append((50, y, f"{n}. What does the program print?"))
        for k in range(4):
            rows.append((70 + 110 * k, y + 20, f"({'ABCD'[k]})"))
            rows += [(74 + 110 * k, y + 30 + 13 * m, f"{n + k + m}") for m in (1, 2, 3)]
            rows += [(94 + 110 * k, y + 30 + 13 * m, f"{n + k * m}") for m in (1, 2, 3)]
    questions = read(rows).questions
    told = [[" ".join(f"{n + k + m} {n + k * m}" for m in (1, 2, 3)) for k in range(4)] for n in range(1, 5)]
    assert [[o.text for o in q.options] for q in questions] == told


def test_what_the_next_questions_are_worth_is_no_option() -> None:
    rows: list[tuple[float, float, str]] = []
    for n in range(1, 7):
        y = 110.0 * n - 60
        if n == 4:
            rows.append((50, y - 18, "Q. 4 to Q. 6 carry two marks each."))
        rows.append((50, y, f"Q.{n} What is {some(4, n)}?"))
        rows += [(70, y + 15 * k, f"({'ABCD'[k - 1]}) {some(3, n + k)}") for k in range(1, 5)]
    questions = read(rows).questions
    assert [q.options[3].text for q in questions] == [some(3, n + 4) for n in range(1, 7)]


def test_a_text_far_down_another_page_does_not_go_on_with_the_last_option() -> None:
    def first(page: Page) -> None:
        for n in range(1, 6):
            page.write(50, 130 * n - 80, f"{n}. What is {some(4, n)}?")
            for k in range(1, 5):
                page.write(60, 130 * n - 80 + 16 * k, f"({'ABCD'[k - 1]}) {some(3, n + k)}")

    def last(page: Page) -> None:
        page.write(50, 400, "These questions come from a collection that anybody may copy.")

    questions = read_document(paper(first, last)).questions
    assert questions[-1].options[3].text == some(3, 9)


def test_what_a_rule_across_a_single_page_sets_off_is_its_head() -> None:
    def draw(page: Page) -> None:
        for x, text in ((60, "National Examination"), (470, "Form A")):
            page.write(x, 50, text)
        page.canvas.line(50, 735, 545, 735)
        page.canvas.line(297, 60, 297, 730)
        for n in range(1, 13):
            x, y = (55, 120 * n - 35) if n < 7 else (305, 120 * (n - 6) - 35)
            page.write(x, y, f"{n}. What is {some(4, n)}?")
            for k in range(1, 5):
                page.write(x + 10, y + 16 * k, f"({'ABCD'[k - 1]}) {some(3, n + k)}")

    document = read_document(paper(draw))
    assert [[o.text for o in q.options] for q in document.questions] == [
        [some(3, n + k) for k in range(1, 5)] for n in range(1, 13)
    ]
    assert document.heads == ("National Examination Form A",)


def test_options_lettered_by_turns_and_their_key() -> None:
    rows: list[tuple[float, float, str]] = []
    for n in range(1, 9):
        y = 80 * n - 20
        rows.append((50, y, f"{n}. {some(9, n)} is which?"))
        letters = "ABCD" if n % 2 else "FGHJ"
        rows += [(62 + 220 * (k // 2), y + 16 + 15 * (k % 2), f"{letters[k]}. {some(3, n + k)}") for k in range(4)]
    rows.append((50, 700, "Answer Key"))
    rows += [(50 + 60 * (n - 1), 720, f"{n}. {('ABCD' if n % 2 else 'FGHJ')[n % 4]}") for n in range(1, 9)]
    questions = read(rows).questions
    assert [q.number for q in questions] == list(range(1, 9))
    assert all([o.text for o in q.options] == [some(3, q.number + k) for k in range(4)] for q in questions)
    assert [q.answer and q.answer.accepted for q in questions] == [(n % 4 + 1,) for n in range(1, 9)]


def test_letters_up_to_j_are_ten_options_where_few_answers_could_be_read_by_turns() -> None:
    rows: list[tuple[float, float, str]] = []
    for n in range(1, 7):
        y = 80 * n - 20
        rows.append((50, y, f"{n}. {some(9, n)} is which?"))
        rows += [
            (60 + 100 * (k % 5), y + 16 + 15 * (k // 5), f"{'ABCDEFGHIJ'[k]}. {some(1, n + k)}") for k in range(10)
        ]
    rows.append((50, 700, "Answer Key"))
    rows += [(60 * n, 720, f"{n}. {'AFBGCJ'[n - 1]}") for n in range(1, 7)]
    answers = [q.answer and q.answer.accepted for q in read(rows).questions]
    assert answers == [(1,), (6,), (2,), (7,), (3,), (10,)]


def test_a_passage_with_a_name_of_its_own_ends_the_question_above_and_is_shared_up_to_the_next() -> None:
    rows: list[tuple[float, float, str]] = []
    y = 40.0
    for n in range(1, 7):
        if n % 3 == 1:
            rows += [
                (200, y, f"PASSAGE {'I' * (n // 3 + 1)}"),
                (50, y + 16, f"{some(12, n)}."),
                (50, y + 29, f"{some(9, n)}."),
            ]
            y += 46
        rows.append((50, y, f"{n}. {some(5, n)} is which?"))
        rows += [(62, y + 15 * k, f"{'ABCD'[k - 1]}. {some(3, n + k)}.") for k in range(1, 5)]
        y += 84
    questions = read(rows).questions
    assert [o.text for q in questions for o in q.options] == [
        f"{some(3, n + k)}." for n in range(1, 7) for k in range(1, 5)
    ]
    assert [q.passage for q in questions] == [f"{some(12, n)}. {some(9, n)}." for n in (1, 1, 1, 4, 4, 4)]


def test_a_foot_that_names_a_booklet_before_the_page_is_furniture() -> None:
    pages: list[list[Row]] = []
    for first in (1, 5, 9):
        rows: list[Row] = [(50, 690, f"Booklet 7 - blue - {first // 4 + 1}")]
        for n in range(first, first + 4):
            y = 60 + 170 * (n - first)
            rows += [(50, y, f"{n}. {some(5, n)} is which?"), *options(62, y + 15, ["A.", "B.", "C.", "D."], n)]
        pages.append(rows)
    assert [q.options[3].text for q in read(*pages).questions] == [some(3, n + 4) for n in range(1, 13)]


def _ruled(page: Page, xs: list[float], ys: list[float]) -> None:
    """The rules of a table with columns and rows at these edges."""
    for y in ys:
        page.canvas.line(xs[0], 800 - y, xs[-1], 800 - y)
    for x in xs:
        page.canvas.line(x, 800 - ys[0], x, 800 - ys[-1])


def test_cells_of_tables_of_options_are_no_column_of_the_page() -> None:
    def draw(page: Page) -> None:
        for n in range(1, 8):
            y = 100 * n - 60
            page.write(50, y, f"{n}. Which pair is right?")
            _ruled(page, [45, 215, 385, 555], [y + 8 + 15 * k for k in range(6)])
            for column, text in enumerate(("", "first", "second")):
                page.write(50 + 170 * column, y + 19, text)
            for k in range(4):
                for column, text in enumerate((f"({'ABCD'[k]})", some(2, n + k), some(2, n * k + 1))):
                    page.write(50 + 170 * column, y + 34 + 15 * k, text)

    questions = read_document(paper(draw)).questions
    assert [[o.text for o in q.options] for q in questions] == [
        [f"{some(2, n + k)} {some(2, n * k + 1)}" for k in range(4)] for n in range(1, 8)
    ]


def test_a_table_over_both_columns_is_the_passage_of_the_questions_below_it() -> None:
    def draw(page: Page) -> None:
        for part in range(2):
            top = 60 + 360 * part
            page.write(50, top, f"[{4 * part + 1}~{4 * part + 4}] Read the table and answer.")
            _ruled(page, [50, 180, 310, 430, 560], [top + 8 + 15 * k for k in range(4)])
            for k in range(3):
                for column in range(4):
                    page.write(55 + 128 * column, top + 19 + 15 * k, f"{some(1, k)} {part}{k}{column}")
            for n in range(4):
                x, y = (50, top + 80 + 130 * n) if n < 2 else (320, top + 80 + 130 * (n - 2))
                page.write(x, y, f"{4 * part + n + 1}. {some(3, n)} is which?")
                for mark, text in zip("ABCD", texts(n, 4), strict=True):
                    page.write(x + 10, y + 15 * ("ABCD".index(mark) + 1), f"{mark}. {text}")

    questions = read_document(paper(draw)).questions
    assert [q.number for q in questions] == list(range(1, 9))
    assert [q.stem for q in questions] == 2 * [f"{some(3, n)} is which?" for n in range(4)]
    assert [q.passage for q in questions] == [
        "\n".join("\t".join(f"{some(1, k)} {part}{k}{column}" for column in range(4)) for k in range(3))
        for part in (0, 0, 0, 0, 1, 1, 1, 1)
    ]


@pytest.mark.parametrize("angle", [25, 45, 65, 135, 225, 315])
def test_a_word_across_a_page_is_no_part_of_its_lines(angle: int) -> None:
    def draw(page: Page) -> None:
        for n in range(1, 8):
            page.write(50, 90 * n - 30, f"{n}. {some(5, n)} is which?")
            for x, y, text in options(62, 90 * n - 15, ["A.", "B.", "C.", "D."], n):
                page.write(x, y, text)
        page.canvas.translate(300, 400)
        page.canvas.rotate(angle)
        page.canvas.setFont("Helvetica-Bold", 60)
        page.canvas.drawCentredString(0, 0, "SAMPLE COPY")

    questions = read_document(paper(draw)).questions
    assert [q.stem for q in questions] == [f"{some(5, n)} is which?" for n in range(1, 8)]
    assert [[o.text for o in q.options] for q in questions] == [texts(n, 4) for n in range(1, 8)]


def test_a_paper_that_may_be_a_list_is_kept_and_asks_once_for_all_its_questions() -> None:
    document = vocabulary("ABCDE", 7)
    assert [q.number for q in document.questions] == list(range(1, 8))
    assert [(f.code, f.page) for f in document.findings] == [("uncertain_exam", 1)]
    assert all(q.flags == ("uncertain_exam",) and q.confidence < 0.8 for q in document.questions)


def test_points_of_which_each_has_as_many_are_refused_with_a_finding_that_is_no_note() -> None:
    (finding,) = vocabulary("ABCDE", 10, "It was decided to adopt the {}.").findings
    assert (finding.code, finding.is_note) == ("refused_questions", False)
