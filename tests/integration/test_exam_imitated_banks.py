"""More kinds of papers, set by hand: what stands around and between the questions of banks and long tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.support.canvas import Page, paper
from tests.support.rows import Row, options, read, some, texts, written

from cgq.exam.extract import read_document

if TYPE_CHECKING:
    from collections.abc import Sequence

ABCD = [f"({letter})" for letter in "ABCD"]


def asked(numbers: range, y: float, *, step: float = 85, mark: str = "{}.", marks: Sequence[str] = ABCD) -> list[Row]:
    """Questions below each other, the stem of each "What is … ?" and four options."""
    rows: list[Row] = []
    for place, n in enumerate(numbers):
        rows.append((50, y + step * place, f"{mark.format(n)} What is {some(4, n)}?"))
        rows += options(65, y + step * place + 15, marks, n)
    return rows


def test_columns_of_single_words_on_one_page_of_many_are_columns() -> None:
    words: list[Row] = []
    for n in range(1, 11):
        x, y = (60, 150 * n - 90) if n < 6 else (320, 150 * (n - 5) - 90)
        words += [(x, y, f"{n}."), (x + 25, y, some(1, n))]
        words += [
            (x + 25 + 18 * c, y + 18 * k, text)
            for k, (a, b) in enumerate(zip("ABCDE", texts(n, 5, 1), strict=True), 1)
            for c, text in enumerate((a, b))
        ]
    pages = [asked(range(first, first + 8), 60, marks="ABCDE", step=92) for first in (11, 19, 27)]
    questions = read(words, *pages).questions
    assert [q.number for q in questions] == list(range(1, 35))
    assert all([o.text for o in q.options] == texts(q.number, 5, 1) for q in questions[:10])


def test_statements_to_compare_ask_by_the_options_that_all_share() -> None:
    shared = ["I is greater.", "II is greater.", "They are equal.", "Nothing can be said."]
    rows: list[Row] = []
    for n in range(1, 8):
        rows += [(50, 100 * n - 40, f"{n}. I: {some(2, n)}. II: {some(3, n)}.")]
        rows += [
            (70, 100 * n - 25 + 15 * k, f"{mark} {text}")
            for k, (mark, text) in enumerate(zip(ABCD, shared, strict=True))
        ]
    questions = read(rows).questions
    assert [[o.text for o in q.options] for q in questions] == [shared] * 7


@pytest.mark.parametrize(
    ("directions", "found"), [("Choose the best word for each gap.", 7), ("The committee met in June.", 0)]
)
def test_directions_ask_for_questions_that_do_not(directions: str, found: int) -> None:
    rows: list[Row] = [(50, 40, directions)]
    for n in range(1, 8):
        rows += [(50, 100 * n - 30, f"{n}. {some(9, n)}."), *options(70, 100 * n - 15, ABCD, n, 2)]
    assert len(read(rows).questions) == found


def test_stems_that_start_pages_alike_are_no_running_heads() -> None:
    pages: list[list[Row]] = []
    for first in (1, 7, 13, 19):
        rows = asked(range(first, first + 6), 40, step=110)
        pages.append(
            [(x, y + 15 if y > 41 else y, text) for x, y, text in rows] + [(62, 54, "according to the table above?")]
        )
    questions = read(*pages).questions
    assert [q.stem.endswith("table above?") for q in questions] == [q.number % 6 == 1 for q in questions]


def test_samples_and_sheets_to_fill_in_hold_no_question() -> None:
    cover: list[Row] = [(50, 60, "Example"), (50, 80, "1. What is a sample?"), *options(65, 95, ABCD, 40)]
    sheet: list[Row] = [(80, 60 + 20 * n, f"{n}") for n in range(1, 9)]
    sheet += [(110 + 40 * k, 60 + 20 * n, mark) for n in range(1, 9) for k, mark in enumerate(ABCD)]
    questions = read(cover, asked(range(1, 9), 60), sheet).questions
    assert [(q.number, q.page) for q in questions] == [(n, 2) for n in range(1, 9)]


def test_the_numbered_lines_of_a_listing_are_no_options() -> None:
    def draw(page: Page) -> None:
        for n in range(1, 5):
            y = 180 * n - 130
            page.write(50, y, f"{n}. What does the program print?")
            for k, code in enumerate(("total = 0", "for i in range(3):", f"    total += {n}", "print(total)"), 1):
                page.write(70, y + 10 + 14 * k, f"{k}")
                page.write(90, y + 10 + 14 * k, code)
            page.canvas.rect(60, 800 - y - 75, 300, 68)
            for k, mark in enumerate(ABCD):
                page.write(70 + 90 * k, y + 95, f"{mark} {n + k}")

    questions = read_document(paper(draw)).questions
    assert [[o.text for o in q.options] for q in questions] == [[str(n + k) for k in range(4)] for n in range(1, 5)]


@pytest.mark.parametrize("mark", ["____ {}.", "(   ) {}.", "Question {} of 8", "Q{})", "{}"])
def test_a_number_may_follow_the_blank_for_its_answer_or_say_how_many_there_are(mark: str) -> None:
    questions = read(asked(range(1, 9), 60, mark=mark)).questions
    assert [(q.number, q.stem) for q in questions] == [(n, f"What is {some(4, n)}?") for n in range(1, 9)]


def test_bare_numbers_and_options_with_points_are_told_apart() -> None:
    rows: list[Row] = []
    for n in range(1, 8):
        rows += [(50, 100 * n - 40, f"{n}"), (75, 100 * n - 40, f"What is {some(4, n)}?")]
        rows += options(75, 100 * n - 25, ["1.", "2.", "3.", "4."], n)
    questions = read(rows).questions
    assert [q.stem for q in questions] == [f"What is {some(4, n)}?" for n in range(1, 8)]
    assert all([o.text for o in q.options] == texts(q.number, 4) for q in questions)


def test_statements_counted_like_the_questions_stand_further_in() -> None:
    rows: list[Row] = []
    for n in range(1, 5):
        y = 180.0 * n - 140
        rows.append((50, y, f"{n}. Consider the following statements:"))
        rows += [(75, y + 15 * k, f"{k}. {some(5, n + k)}.") for k in (1, 2, 3)]
        rows += [(65, y + 60, "Which of them are right?"), *options(65, y + 75, ABCD, n, 2)]
    questions = read(rows).questions
    assert [q.number for q in questions] == [1, 2, 3, 4]
    assert all(q.stem.startswith("Consider") and q.stem.endswith("right?") for q in questions)


def test_lists_to_match_are_no_options() -> None:
    rows: list[Row] = []
    for n in range(1, 5):
        y = 180.0 * n - 140
        rows.append((50, y, f"{n}. Match the list on the left with the list on the right: which code is right?"))
        for k, letter in enumerate("ABCD"):
            rows += [
                (70, y + 16 + 15 * k, f"{letter}. {some(1, n + k)}"),
                (260, y + 16 + 15 * k, f"{k + 1}. {some(2, n + k)}"),
            ]
        rows += options(60, y + 85, [f"({letter})" for letter in "abcd"], n, 4)
    questions = read(rows).questions
    assert [[o.text for o in q.options] for q in questions] == [texts(n, 4, 4) for n in range(1, 5)]


def test_a_bare_letter_behind_a_long_option_stands_where_its_row_expects_it() -> None:
    rows: list[Row] = []
    for n in range(1, 8):
        rows += [(50, 60.0 * n, str(n)), (70, 60.0 * n, f"What is {some(4, n)}?")]
        for k, text in enumerate(("one", "two", "network cultures", "four")):
            rows += [(70 + 105 * k, 60.0 * n + 20, "ABCD"[k]), (88 + 105 * k, 60.0 * n + 20, text)]
    questions = read(rows).questions
    assert all([o.text for o in q.options] == ["one", "two", "network cultures", "four"] for q in questions)


def test_explanations_that_go_through_the_options_once_more_are_none() -> None:
    rows: list[Row] = []
    for n in range(1, 6):
        rows += asked(range(n, n + 1), 150.0 * n - 100)
        y = 150.0 * n - 25
        rows += [(50, y, "Correct Answer: (B)"), (50, y + 14, f"Explanation: (A) {some(3, n)}. (B) {some(3, n + 1)}.")]
        rows.append((50, y + 28, f"(C) {some(3, n + 2)}. (D) {some(3, n + 3)}."))
    questions = read(rows).questions
    assert all([o.text for o in q.options] == texts(q.number, 4) for q in questions)
    assert all(q.answer is not None and q.answer.accepted == (2,) for q in questions)


def test_rules_between_parts_that_name_the_options_have_none() -> None:
    rows = asked(range(1, 4), 60)
    rows += [(200, 330, "SECTION - B"), (50, 350, "1. Each question has four options (A), (B), (C) and (D).")]
    rows += [(50, 365, "2. Only one of them is right."), *asked(range(1, 4), 400)]
    questions = read(rows).questions
    assert [q.number for q in questions] == [1, 2, 3, 1, 2, 3]
    assert all([o.text for o in q.options] == texts(q.number, 4) for q in questions)


def test_a_page_that_is_left_blank_says_nothing_to_a_question() -> None:
    first, last = asked(range(1, 4), 60), asked(range(5, 8), 100)
    split = [(50.0, 320.0, "4. What is last?"), (65.0, 335.0, "(A) this"), (65.0, 350.0, "(B) that")]
    blank: list[Row] = [(220, 300, "[This page is intentionally left blank]")]
    rest: list[Row] = [(65, 50, "(C) those"), (65, 65, "(D) these")]
    questions = read([*first, *split], blank, [*rest, *last]).questions
    assert [o.text for o in questions[3].options] == ["this", "that", "those", "these"]


def test_the_heads_of_passages_that_start_pages_are_no_running_heads() -> None:
    pages: list[list[Row]] = []
    for first in (1, 4, 7):
        rows: list[Row] = [(50, 50, f"Use the following case for Questions {first}-{first + 2}:")]
        rows += [(50, 70 + 14 * k, f"{some(9, first + k)}.") for k in range(5)]
        pages.append([*rows, *asked(range(first, first + 3), 170)])
    questions = read_document(paper(*map(written, pages))).questions
    assert [q.passage for q in questions] == [
        " ".join(f"{some(9, first + k)}." for k in range(5)) for first in (1, 4, 7) for _ in range(3)
    ]


def test_two_pages_on_one_sheet_are_four_columns() -> None:
    rows: list[Row] = []
    for n in range(1, 33):
        x, y = 30 + 140 * ((n - 1) // 8), 60 + 90 * ((n - 1) % 8)
        rows.append((x, y, f"{n}. What is {some(1, n)}?"))
        rows += options(x + 10, y + 15, ABCD, n, 2)
    questions = read(rows).questions
    assert [q.number for q in questions] == list(range(1, 33))
    assert all([o.text for o in q.options] == texts(q.number, 4, 2) for q in questions)


def test_the_name_of_a_part_above_the_head_of_its_passage_is_no_option() -> None:
    rows = [*asked(range(1, 4), 60), (50.0, 360.0, "Questions 4 and 5 refer to this case.")]
    rows += [*((50, 380 + 14 * k, f"{some(9, k)}.") for k in range(4)), *asked(range(4, 6), 460)]

    def draw(page: Page) -> None:
        written(rows)(page)
        page.write(50, 340, "Common Cases", size=12)

    questions = read_document(paper(draw)).questions
    assert [o.text for o in questions[2].options] == texts(3, 4)
    assert {q.number for q in questions if q.passage} == {4, 5}


def test_parts_may_mark_their_options_in_styles_of_their_own() -> None:
    rows = [*asked(range(1, 5), 40), *asked(range(5, 9), 400, marks=["a.", "b.", "c.", "d."])]
    questions = read(rows).questions
    assert [q.number for q in questions] == list(range(1, 9))
    assert all([o.text for o in q.options] == texts(q.number, 4) for q in questions)


def test_a_part_that_asks_for_words_leaves_the_others_an_exam() -> None:
    words: list[Row] = [(50, 40 + 40 * n, f"{n}. {some(6, n)}.") for n in range(9, 20)]
    questions = read(asked(range(1, 9), 60), [(x, y - 340, text) for x, y, text in words]).questions
    assert [q.number for q in questions if q.options] == list(range(1, 9))


@pytest.mark.parametrize("marks", [["1.", "2.", "3.", "4."], ["1.", "2.", "3.", "4.", "5."]])
def test_numbers_and_options_counted_alike_at_one_edge_take_turns(marks: list[str]) -> None:
    rows: list[Row] = []
    for n in range(1, 8):
        rows += [(50, 105 * n - 65, f"{n}. What is {some(4, n)}?"), *options(50, 105 * n - 50, marks, n)]
    questions = read(rows).questions
    assert [(q.number, q.stem) for q in questions] == [(n, f"What is {some(4, n)}?") for n in range(1, 8)]
    assert all([o.text for o in q.options] == texts(q.number, len(marks)) for q in questions)
