"""A question as a form, whatever its texts are: what was written comes back as it was."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from cgq.bank.change import Change, over
from cgq.exam.model import NO_PAGE, Answer, Option, Question
from cgq.exchange.decisions import form

TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")) | st.sampled_from("\n #[]\\1)①ㄱ"), max_size=40
)
PICTURE = "a" * 64


@st.composite
def questions(draw: st.DrawFn) -> Question:
    texts = draw(st.lists(TEXT, max_size=5))
    labels = draw(st.sampled_from(("", "12345", "ABCDE", "FGHJK", "가나다라마", "12335", "01234", "aAbBc")))
    options = tuple(
        Option(n=n, label=labels[n - 1 : n], text=text, asset=draw(st.none() | st.just(PICTURE)))
        for n, text in enumerate(texts, 1)
    )
    accepted = draw(st.none() | st.sets(st.integers(1, 5), min_size=1))
    mode = draw(st.sampled_from(("any", "all", "void")))
    return Question(
        number=draw(st.integers(1, 999)),
        page=draw(st.integers(1, 99)),
        section=draw(st.none() | TEXT),
        stem=draw(TEXT),
        passage=draw(st.none() | TEXT),
        boxes=tuple(draw(st.lists(TEXT, max_size=3))),
        options=options,
        answer=None if accepted is None else Answer(accepted=tuple(sorted(accepted)), mode=mode),
        explanation=draw(st.none() | TEXT),
        year=draw(st.none() | st.integers(1, 9999)),
        session=draw(st.none() | TEXT),
        tags=tuple(draw(st.lists(TEXT, max_size=3))),
        concepts=tuple(draw(st.lists(TEXT, max_size=3))),
    )


def by_number(question: Question) -> Question:
    """A question without its labels: a number in a form stands for whatever the option is called."""
    return replace(question, options=tuple(replace(option, label="") for option in question.options))


@given(question=questions(), remark=TEXT, row=st.none() | st.integers(1, 99))
def test_a_form_that_nobody_touched_changes_nothing(question: Question, remark: str, row: int | None) -> None:
    if row is not None:
        question = replace(question, page=NO_PAGE, row=row)
    if question.answer and question.answer.mode == "all" and len(question.answer.accepted) == 1:
        question = replace(question, answer=replace(question.answer, mode="any"))
    assert form.read(form.write(question, [remark]), question) == Change()


@given(question=questions(), other=questions())
def test_a_form_says_of_another_question_everything_that_differs(question: Question, other: Question) -> None:
    if other.answer and other.answer.mode == "all" and len(other.answer.accepted) == 1:
        other = replace(other, answer=replace(other.answer, mode="any"))
    known = tuple(replace(option, asset=PICTURE) for option in question.options)
    if any(option.asset for option in other.options) and not known:
        return
    question = replace(question, options=known)
    told = over(question, form.read(form.write(other), question))
    assert form.write(by_number(told)) == form.write(by_number(other))
