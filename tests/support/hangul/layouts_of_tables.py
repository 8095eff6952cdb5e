"""Questions in the cells of tables, and options in cells that are set otherwise."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sample_data.material import load
from tests.support.hangul.laid import NARROW_MANNER, SUBTITLE, TITLE, Layout, changed, layout, special
from tests.support.hangul.looks import WIDE
from tests.support.hangul.papers import CIRCLED, Manner, heading, options, paper, set_question, set_stem
from tests.support.hangul.parts import Cell, Document, Paragraph, Section, Table, cell, line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.hangul.papers import Question

TOTAL = 75
"""Questions of the longest usual paper."""


@layout
def seventy_five_questions() -> Layout:
    """A whole session of an exam, with a stub at each foot and the answers at the end."""
    pool = [q for name in ("sw1-ko", "safety-2023", "safety-2025", "civil") for q in load(name)]
    questions = [replace(q, number=at, section=None) for at, q in enumerate(pool[:TOTAL], 1)]
    manner = Manner(columns=2, head="2025년도 제7회 모의 국가시험", foot="3|12", rows="table", answers="table")
    return Layout(paper(questions, manner, TITLE, SUBTITLE), tuple(questions), answered=True)


@layout
def questions_in_cells() -> Layout:
    """Each question in a cell of its own, five to a table."""
    unboxed = [q for q in load("sw1-ko") if not q.boxes]
    questions = [replace(q, number=at) for at, q in enumerate(unboxed, 1)]
    tables: list[Paragraph] = []
    for at in range(0, len(questions), 5):
        rows = [(Cell(tuple(set_question(q, Manner()))[:-1]),) for q in questions[at : at + 5]]
        tables += [Paragraph((Table(tuple(rows), (WIDE - 200,)),)), line("")]
    title = heading(TITLE, SUBTITLE, Manner())
    return Layout(Document((Section((*title, *tables), numbered=True),), TITLE), tuple(questions))


@layout
def options_in_merged_cells() -> Layout:
    """Two options a row, the last one over both columns."""

    def change(question: Question, _: Manner) -> Iterator[Paragraph]:
        yield set_stem(question, NARROW_MANNER)
        first, second, third, fourth, last = _marked(question.options)
        rows = ((first, second), (third, fourth), (replace(last, columns=2),))
        yield Paragraph((Table(rows, (10500, 10500), ruled=False),))
        yield line("")

    return special(5, NARROW_MANNER, change)


@layout
def options_with_marks_in_columns_of_their_own() -> Layout:
    """Mark, text, mark, text in each row."""

    def change(question: Question, _: Manner) -> Iterator[Paragraph]:
        yield set_stem(question, NARROW_MANNER)
        pairs = [(cell(mark), cell(text, "body")) for mark, text in zip(CIRCLED, question.options, strict=True)]
        pairs.append((cell(""), cell("")))
        rows = tuple(pairs[at] + pairs[at + 1] for at in range(0, 6, 2))
        yield Paragraph((Table(rows, (1800, 8500, 1800, 8500)),))
        yield line("")

    return special(6, NARROW_MANNER, change)


@layout
def statements_in_a_row_below_their_heading() -> Layout:
    """The box of statements is a table: its heading in one row, the statements in the next."""

    def change(question: Question, manner: Manner) -> Iterator[Paragraph]:
        yield set_stem(question, manner)
        rows = ((cell("< 보 기 >"),), (Cell(tuple(line(text) for text in question.boxes)),))
        yield Paragraph((Table(rows, (manner.width - 200,)),))
        yield from options(question.options, manner)
        yield line("")

    made = special(3, NARROW_MANNER, change)
    return changed(made, 3, boxes=["< 보 기 >", *made.questions[2].boxes])


@layout
def a_table_within_the_box() -> Layout:
    """Statements, then a table of data, all in one frame."""

    def change(question: Question, manner: Manner) -> Iterator[Paragraph]:
        yield set_stem(question, manner)
        data = Table((tuple(map(cell, ("구분", "갑", "을"))), tuple(map(cell, ("값", "10", "20")))), (4000,) * 3)
        inside = (*(line(text) for text in question.boxes), Paragraph((data,), "centre"))
        yield Paragraph((Table(((Cell(inside),),), (manner.width - 200,)),))
        yield from options(question.options, manner)
        yield line("")

    made = special(3, NARROW_MANNER, change)
    return changed(made, 3, boxes=[*made.questions[2].boxes, "구분 갑 을 값 10 20"])


def _marked(texts: list[str]) -> list[Cell]:
    return [cell(f"{mark} {text}", "body") for mark, text in zip(CIRCLED, texts, strict=True)]
