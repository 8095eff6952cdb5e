"""Words that a line's end breaks are whole again, compounds keep their hyphen, and other strokes stay."""

from __future__ import annotations

from tests.support.rows import Row, options, read

MARKS = ("A.", "B.", "C.", "D.")


def _stem(*rows: str) -> str:
    """The stem of the first of three questions whose lines these are."""
    page: list[Row] = []
    for n in range(1, 4):
        y = 220 * n - 160
        page += [(50, y + 14 * k, text) for k, text in enumerate((f"{n}. {rows[0]}", *rows[1:]))]
        page += options(60, y + 14 * len(rows) + 4, MARKS, n)
    return read(page).questions[0].stem


def test_a_word_that_is_broken_at_a_hyphen_is_whole_again() -> None:
    assert _stem("Which of the follow-", "ing net-", "works is meant?") == "Which of the following networks is meant?"


def test_a_compound_keeps_its_hyphen_at_the_end_of_a_line() -> None:
    told = _stem("What is a self-", "adjusting and a red-", "green one, a market", "that is red or is green today?")
    assert told == "What is a self-adjusting and a red-green one, a market that is red or is green today?"


def test_one_letter_and_the_last_part_of_a_longer_compound_keep_their_hyphen() -> None:
    told = _stem("Which of the state-of-the-", "art methods needs an x-", "ray of high-tech-", "nology at all?")
    assert told == "Which of the state-of-the-art methods needs an x-ray of high-technology at all?"


def test_strokes_that_break_no_word_stay() -> None:
    assert _stem("What is -5 in 2019-", "2020 -", "and where - if at all - is it?").startswith("What is -5 in 2019-")
    assert "where - if at all - is it?" in _stem("What is -5 and", "where - if at all - is it?")
