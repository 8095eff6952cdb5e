"""Rows as questions and as changes of a paper's questions, twins among them, and two files held against each other."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cgq.exam.model import NO_PAGE, Option, Question, RightOptions
from cgq.exchange.importing.row_questions import PaperSpot, Rows, change_of, content_of, question_of
from cgq.exchange.rows import Row, RowFault


def options(*texts: str) -> tuple[Option, ...]:
    return tuple(Option(n=n, text=text) for n, text in enumerate(texts, start=1))


ROW = Row(row=7, number=12, section="Data", stem="Which?", options=options("a", "b", "c"))
SPOTS = {
    1: [PaperSpot(section="A", number=1, options=4), PaperSpot(section="B", number=1, options=4)],
    2: [PaperSpot(section=None, number=2, options=3)],
}


def made(row: Row) -> Question:
    found = question_of(row)
    assert isinstance(found, Question)
    return found


def fault(found: object) -> str:
    assert isinstance(found, RowFault)
    return found.code


def test_a_row_is_a_question_on_no_page_whose_options_have_labels() -> None:
    found = made(replace(ROW, answer=RightOptions(accepted=(3, 1)), tags=("x",), year=2024))
    assert (found.page, found.row, found.number, found.section) == (NO_PAGE, 7, 12, "Data")
    assert [option.label for option in found.options] == ["1", "2", "3"]
    assert found.answer is not None
    assert (found.answer.accepted, found.answer.source) == ((1, 3), "import")
    assert (found.tags, found.year, found.confidence, found.flags) == (("x",), 2024, 1.0, ())


def test_a_row_without_a_number_is_called_by_the_row_and_a_void_answer_accepts_all() -> None:
    found = made(replace(ROW, number=None, section="", answer=RightOptions(mode="void")))
    assert (found.number, found.section) == (7, None)
    assert found.answer is not None
    assert found.answer.accepted == (1, 2, 3)


def test_an_option_that_is_there_twice_is_a_doubt_as_it_is_of_a_paper() -> None:
    twice = made(replace(ROW, options=options("x", "x ", "z"), answer=RightOptions(accepted=(1,))))
    assert (twice.flags, twice.confidence) == (("option_count",), 0.7)
    assert made(replace(ROW, options=options("NOT NULL", "NOTNULL", "z"))).flags == ()


def test_line_breaks_are_those_of_the_bank() -> None:
    assert made(replace(ROW, stem="one\r\ntwo\rthree")).stem == "one\ntwo\nthree"


@pytest.mark.parametrize(
    "row",
    [
        replace(ROW, stem="  "),
        replace(ROW, stem="a\x07"),
        replace(ROW, options=options("a", "")),
        replace(ROW, number=0),
        replace(ROW, answer=RightOptions(accepted=(4,))),
    ],
)
def test_what_no_question_is_is_a_fault_of_its_row(row: Row) -> None:
    assert fault(question_of(row)) == "bad_question"


def test_only_a_row_that_says_nothing_else_is_a_twin() -> None:
    seen = Rows()
    assert seen.twin_of(made(ROW), numbered=True) is None
    assert seen.twin_of(made(replace(ROW, row=8, stem="Which ?")), numbered=True) == 7
    for other in (
        replace(ROW, row=9, number=13),
        replace(ROW, row=10, year=2024),
        replace(ROW, row=11, answer=RightOptions(accepted=(1,))),
        replace(ROW, row=12, section="Nets"),
        replace(ROW, row=13, stem="What?"),
    ):
        assert seen.twin_of(made(other), numbered=True) is None


def test_rows_without_numbers_are_twins_wherever_they_stand() -> None:
    seen = Rows()
    bare = replace(ROW, number=None)
    assert [seen.twin_of(made(replace(bare, row=row)), numbered=False) for row in (7, 8, 20)] == [None, 7, 7]


def test_a_change_has_what_the_row_gives_and_takes_nothing_away() -> None:
    found = change_of(Row(row=3, number=2, answer=RightOptions(accepted=(2,)), tags=("hard",)), SPOTS)
    assert not isinstance(found, RowFault)
    spot, change = found
    assert (spot.number, change.fields) == (2, ("answer", "tags"))


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (Row(row=3, answer=RightOptions(accepted=(1,))), "no_such_number"),
        (Row(row=3, number=9, answer=RightOptions(accepted=(1,))), "no_such_number"),
        (Row(row=3, number=1, answer=RightOptions(accepted=(1,))), "ambiguous_number"),
        (Row(row=3, number=1, section="C", answer=RightOptions(accepted=(1,))), "no_such_number"),
        (Row(row=3, number=2), "says_nothing"),
        (Row(row=3, number=2, answer=RightOptions(accepted=(4,))), "bad_question"),
    ],
)
def test_a_row_for_no_single_question_of_the_paper_is_a_fault(row: Row, code: str) -> None:
    assert fault(change_of(row, SPOTS)) == code


def test_a_section_tells_two_of_one_number_apart() -> None:
    found = change_of(Row(row=3, number=1, section="B", explanation="So."), SPOTS)
    assert not isinstance(found, RowFault)
    assert found[0].section == "B"


def test_contents_tell_text_and_the_rest_apart() -> None:
    one, other = content_of(made(ROW)), content_of(made(replace(ROW, row=9, explanation="So.")))
    assert (one.text == other.text, one.rest == other.rest) == (True, False)
    assert content_of(made(replace(ROW, row=30, number=40))) == one


@pytest.mark.parametrize(
    ("said", "printed", "is_taken"),
    [
        ("Which structure hands out last what came first?", "Which strncture hands out last what carne first ?", True),
        ("Which structure hands out last what came first?", "How many bits has an address?", False),
        ("Which structure hands out last what came first?", "", True),
        (None, "How many bits has an address?", True),
        ("√", "√", True),
        ("Read how the old exchange was built, then say: which one is right?", "Which one is right?".lower(), True),
    ],
)
def test_a_row_for_a_paper_is_for_the_question_that_its_stem_names(
    said: str | None, printed: str, is_taken: bool
) -> None:
    spots = {3: [PaperSpot(section=None, number=3, options=4, stem=printed)]}
    made = change_of(Row(row=2, number=3, stem=said, answer=RightOptions(accepted=(1,))), spots)
    assert isinstance(made, tuple) == is_taken
    if isinstance(made, RowFault):
        assert (made.code, made.column) == ("other_stem", "stem")
