"""Pages: numbers at foot and head, columns that break, two papers in one document, what stands before question 1."""

from __future__ import annotations

from dataclasses import replace

from tests.support.hangul.asked import QUESTIONS, Asked
from tests.support.hangul.laid import (
    NARROW_MANNER,
    SUBTITLE,
    TITLE,
    Layout,
    different,
    layout,
    long,
    papers,
    with_running,
)
from tests.support.hangul.looks import PAPER, WIDE
from tests.support.hangul.papers import Manner, boxed, paper, section
from tests.support.hangul.parts import Cell, Document, PageNumber, Paragraph, Table, TextBox, Words, cell, line


@layout
def drawn_page_numbers() -> Layout:
    return papers(Manner(columns=2, foot="- 3 -"))


@layout
def page_of_pages() -> Layout:
    return papers(Manner(foot="3 / 12"))


@layout
def pages_then_page() -> Layout:
    return different(Manner(columns=2, foot="( 12 - 3 )", head="기초 상식 1교시 A형"))


@layout
def stub_of_two_cells() -> Layout:
    return papers(Manner(columns=2, foot="3|12"))


@layout
def stub_of_two_cells_in_one_column() -> Layout:
    return papers(Manner(foot="3|12"))


@layout
def page_in_the_running_head() -> Layout:
    """ "1교시 A형 3쪽" above a rule, the number as a field in a table of three cells."""
    made = different(Manner(columns=2))
    cells = (cell("기초 상식"), cell("1교시 A형"), Cell((Paragraph((PageNumber(), Words("쪽")), "centre"),)))
    head = (Paragraph((Table((cells,), (16000, 16000, 16000)),)),)
    return with_running(made, head=head)


@layout
def stub_in_a_text_box() -> Layout:
    made = papers(Manner(columns=2))
    box = TextBox((Paragraph((PageNumber(),), "centre"), line("32", "centre")), 2400, 3800)
    return with_running(made, foot=(Paragraph((box,), "right"),))


@layout
def stub_on_the_master_page() -> Layout:
    """The page over a typed total in a table of two cells that stands on each page in front of the text."""
    made = papers(Manner(columns=2))
    cells = (Cell((Paragraph((PageNumber(),), "centre"),)), cell("32"))
    stub = Table((cells,), (2400, 2400), place=(PAPER[0] // 2 - 2400, PAPER[1] - 4200))
    return with_running(made, master=(Paragraph((stub,)),))


@layout
def stub_that_is_typed() -> Layout:
    """The page's number as a field over a typed total, one above the other."""
    made = papers(Manner(), times=3)
    cells = ((Cell((Paragraph((PageNumber(),), "centre"),)),), (cell("32"),))
    return with_running(made, foot=(Paragraph((Table(cells, (2400,)),), "right"),))


@layout
def automatic_numbers() -> Layout:
    return papers(Manner(columns=2, numbers="automatic"))


@layout
def no_blank_after_the_number() -> Layout:
    return papers(Manner(columns=2, point="{}."))


def halves() -> list[tuple[Asked, ...]]:
    """Two papers of six questions, each numbered from 1."""
    return [tuple(replace(q, number=at) for at, q in enumerate(half, 1)) for half in (QUESTIONS[:6], QUESTIONS[6:])]


def two_papers(*manners: Manner) -> Layout:
    """Two papers in one document, each a section in a manner of its own."""
    parts = [
        section(half, manner, f"{TITLE} {at}")
        for at, (half, manner) in enumerate(zip(halves(), manners, strict=True), 1)
    ]
    return Layout(Document(tuple(parts), TITLE), tuple(q for half in halves() for q in half))


@layout
def two_sections_that_restart() -> Layout:
    return two_papers(Manner(foot="- 3 -"), Manner(foot="- 3 -"))


@layout
def two_lists_that_restart() -> Layout:
    """The same with automatic numbers."""
    return two_papers(Manner(numbers="automatic"), Manner(numbers="automatic again"))


@layout
def stem_over_a_break() -> Layout:
    """A stem begins in one column and goes on in the next: only the lines' places in the file say where it breaks."""
    return papers(Manner(columns=2, foot="- 3 -"), times=3)


@layout
def title_over_both_columns() -> Layout:
    return papers(Manner(columns=2, title="over"), times=3)


@layout
def points_after_the_stem() -> Layout:
    questions = tuple(replace(q, stem=f"{q.stem} [{q.number % 3 + 2}점]") for q in long(2))
    return Layout(paper(questions, NARROW_MANNER, TITLE, SUBTITLE), questions)


@layout
def numbered_instructions() -> Layout:
    """Instructions in a box before the first question, numbered like questions."""
    made = papers(NARROW_MANNER, times=2)
    texts = ("1. 문제지의 쪽수를 확인하시오.", "2. 답안지에 이름을 적으시오.", "3. 답은 하나만 고르시오.")
    only = made.document.sections[0]
    box = boxed([line("유의 사항", "centre", "bold"), *(line(text) for text in texts)], WIDE)
    title, *rest = only.paragraphs
    return replace(made, document=replace(made.document, sections=(replace(only, paragraphs=(title, box, *rest)),)))


@layout
def heading_in_a_table() -> Layout:
    """The paper's head is a table: subject, session, form, name and number of who sits it."""
    made = papers(Manner(columns=2), times=1)
    rows = (("과목", "기초 상식", "교시", "1교시"), ("성명", "", "수험번호", ""), ("문항 수", "12", "시간", "20분"))
    table = Table(tuple(tuple(cell(text) for text in row) for row in rows), (8000, 16000, 8000, 16000))
    only = made.document.sections[0]
    paragraphs = (Paragraph((table,)), *only.paragraphs)
    return replace(made, document=replace(made.document, sections=(replace(only, paragraphs=paragraphs),)))
