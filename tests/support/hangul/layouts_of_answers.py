"""Answers in the paper itself: in notes at its end, in tables."""

from __future__ import annotations

from dataclasses import replace

from tests.support.hangul.laid import Layout, layout, papers
from tests.support.hangul.papers import CIRCLED, Manner
from tests.support.hangul.parts import Paragraph, Table, Words, cell


@layout
def endnotes_before_the_number() -> Layout:
    return papers(Manner(answers="endnotes"), answered=True, times=1)


@layout
def endnotes_after_the_stem() -> Layout:
    return papers(Manner(answers="endnotes", mark="after"), answered=True, times=1)


@layout
def endnotes_in_two_columns() -> Layout:
    return papers(Manner(columns=2, answers="endnotes"), answered=True)


@layout
def endnotes_that_number_the_questions() -> Layout:
    """The mark of the note is the question's number: none is typed."""
    return papers(Manner(answers="endnotes", point=""), answered=True, times=1)


@layout
def answer_table() -> Layout:
    return papers(Manner(columns=2, answers="table", foot="- 3 -"), answered=True)


@layout
def answer_pairs() -> Layout:
    """Columns of number and answer on a page of their own."""
    made = papers(Manner(foot="- 3 -"))
    questions = made.questions
    titles = tuple(cell(text, shaded=True) for _ in range(2) for text in ("번호", "정답"))
    rows = [titles]
    for at in range(12):
        pair = questions[at::12]
        rows.append(tuple(cell(text) for q in pair for text in (str(q.number), CIRCLED[q.right[0] - 1])))
    table = Table(tuple(rows), (4000,) * 4)
    end = (Paragraph((Words("정답", "bold"),), "centre", "page"), Paragraph((table,), "centre"))
    only = made.document.sections[0]
    document = replace(made.document, sections=(replace(only, paragraphs=(*only.paragraphs, *end)),))
    return Layout(document, questions, answered=True)
