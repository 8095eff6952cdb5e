"""What stands below the last option and does not go on with it never ends up in it: it is a name, a notice, or told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.support.rows import Row, options, read, some, texts

if TYPE_CHECKING:
    from cgq.exam.model import Document

MARKS = ("A.", "B.", "C.", "D.")
NAMES = [(50, 10, "Commercial law"), (50, 0, "Commercial law"), (250, 0, "- Commercial law -")]
PARTS = ["y += i", "the copyright ends", "ping www.example.com"]
NOTICES = ["Copyright 2024 by the board", "This is the end of the section", "Choose the best answer."]


def _document(*below: Row, again: int = 4) -> Document:
    """Six questions, those from `again` on lower on the page; `below` are rows between, at heights from 0."""
    rows: list[Row] = []
    y = 60.0
    for n in range(1, 8):
        if n == again:
            rows += [(x, y + dy, text) for x, dy, text in below]
            y += 60
        if n == 7:
            break
        rows += [(50, y, f"{n}. {some(5, n)} is which?"), *options(62, y + 15, MARKS, n)]
        y += 90
    return read(rows)


def _check_options(document: Document) -> None:
    assert [[o.text for o in q.options] for q in document.questions] == [texts(n, 4) for n in range(1, 7)]


@pytest.mark.parametrize("row", NAMES)
def test_a_short_line_right_before_the_next_number_names_a_part(row: Row) -> None:
    document = _document(row)
    _check_options(document)
    assert [q.section for q in document.questions] == [None] * 3 + [row[2]] * 3
    assert document.findings == ()
    assert not any(page.unclaimed for page in document.layout)


def test_a_name_that_is_set_as_closely_as_options_are_is_told_and_in_no_option() -> None:
    document = _document((50, -15, "Commercial law"))
    _check_options(document)
    assert [(f.code, f.number) for f in document.findings] == [("loose_text", 3)]


@pytest.mark.parametrize("text", NOTICES)
def test_a_notice_is_no_name_and_no_finding(text: str) -> None:
    document = _document((50, 10, text))
    _check_options(document)
    assert [q.section for q in document.questions] == [None] * 6
    assert document.findings == ()


def test_a_text_that_nothing_announces_is_told() -> None:
    document = _document((50, 0, f"{some(9, 2)}."), (50, 13, f"{some(7, 3)}."))
    _check_options(document)
    (finding,) = document.findings
    assert (finding.code, finding.number) == ("loose_text", 3)
    assert [q.flags for q in document.questions] == [(), (), ("loose_text",), (), (), ()]
    assert some(9, 2)[:30] in finding.message


@pytest.mark.parametrize("again", [4, 7])
@pytest.mark.parametrize("text", PARTS)
def test_what_is_set_in_like_an_option_is_told_whatever_it_says(text: str, again: int) -> None:
    document = _document((85, -15, text), again=again)
    _check_options(document)
    assert [q.section for q in document.questions] == [None] * 6
    (finding,) = (f for f in document.findings if f.code == "loose_text")
    assert finding.number == again - 1
    assert text in finding.message


@pytest.mark.parametrize("text", ["and so on", "Z: No, never", "X = Y"])
def test_what_cannot_be_a_name_is_told(text: str) -> None:
    document = _document((50, -15, text))
    _check_options(document)
    assert [q.section for q in document.questions] == [None] * 6
    assert {f.code for f in document.findings if f.number == 3} == {"loose_text"}


def test_an_option_that_is_wrapped_goes_on_below() -> None:
    long = " ".join(some(12, k) for k in range(1, 3))
    rows: list[Row] = []
    for n in range(1, 5):
        y = 150.0 * n - 90
        rows += [(50, y, f"{n}. {some(5, n)} is which?")]
        for k, mark in enumerate(MARKS):
            rows += [(62, y + 15 + 30 * k, f"{mark} {long[:90]}-")]
            rows += [(62 + 12 * (n % 2), y + 28 + 30 * k, f"{some(2, k)}.")]
    document = read(rows)
    assert all(o.text.endswith(f"{some(2, k)}.") for q in document.questions for k, o in enumerate(q.options))
    assert "loose_text" not in {f.code for f in document.findings}


def test_an_answer_below_a_gap_is_an_answer() -> None:
    rows: list[Row] = []
    for n in range(1, 5):
        y = 150.0 * n - 90
        rows += [(50, y, f"{n}. {some(5, n)} is which?"), *options(62, y + 15, MARKS, n)]
        rows += [(50, y + 100, f"Answer: {'ABCD'[n % 4]}"), (50, y + 113, f"Explanation: {some(6, n)}.")]
    document = read(rows)
    assert [q.answer and q.answer.accepted for q in document.questions] == [(n % 4 + 1,) for n in range(1, 5)]
    assert document.findings == ()
