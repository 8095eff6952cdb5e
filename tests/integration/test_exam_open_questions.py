"""Open questions among those with options: their tasks are no options, and a key need not answer them."""

from __future__ import annotations

from tests.support.paper import paper

from cgq.exam.extract import read_document
from cgq.exam.key.pairing import merge_key

WORDS = ("amber", "basil", "cedar", "delta")
RIGHT = (3, 1, 2, 4, 4, 1, 3, 2)
TASKS = ("(1) Explain why the reed grows there.", "(2) Name one bird of the marsh.", "(3) Draw its nest.")


def asked(number: int) -> list[str]:
    options = (f"   {letter}. {word} {number}" for letter, word in zip("ABCD", WORDS, strict=True))
    return [f"{number}. Which word stands at place {number} of the list?", *options, ""]


def behind(*lines: str) -> bytes:
    """Eight questions with four options, and three with these lines below their stems."""
    pages = [[line for n in range(at, at + 4) for line in asked(n)] for at in (1, 5)]
    last = [
        [f"{n}. Read report {n} on the marsh and answer.", *(f"   {line}" for line in lines), ""] for n in (9, 10, 11)
    ]
    return paper(*pages, [line for each in last for line in each])


def test_tasks_of_an_open_question_are_its_text_and_no_options() -> None:
    for question in read_document(behind(*TASKS)).questions[8:]:
        assert question.options == ()
        assert question.stem.endswith("Draw its nest.")
        assert question.flags == ("no_options",)


def test_one_question_alone_without_options_lacks_them() -> None:
    rows = [line for n in range(1, 9) for line in (asked(n) if n != 4 else [asked(n)[0], ""])]
    read = read_document(paper(rows[:22], rows[22:]))
    assert {"no_options", "option_count"} <= set(read.questions[3].flags)


def test_options_of_another_style_stay_options() -> None:
    for question in read_document(behind("(1) reed", "(2) nest", "(3) marsh")).questions[8:]:
        assert [option.text for option in question.options] == ["reed", "nest", "marsh"]


def test_a_key_for_the_others_answers_them_and_misses_nothing() -> None:
    key = read_document(paper(["Answers"] + [f"{n}. {'ABCD'[right - 1]}" for n, right in enumerate(RIGHT, 1)]))
    answered = merge_key(read_document(behind(*TASKS)), key)
    assert [q.answer.accepted[0] if q.answer else None for q in answered.questions] == [*RIGHT, None, None, None]
    assert "key_mismatch" not in {finding.code for finding in answered.findings}
