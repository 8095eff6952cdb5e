"""Documents whose layout makes readers stumble, each with the questions that stand in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from io import BytesIO
from typing import TYPE_CHECKING

from tests.support.hangul.asked import QUESTIONS, Asked, Shared
from tests.support.hangul.looks import PAPER, WIDE
from tests.support.hangul.papers import CIRCLED, Manner, boxed, options, paper, section, set_question, set_stem
from tests.support.hangul.parts import (
    Cell,
    Document,
    Equation,
    PageNumber,
    Paragraph,
    Picture,
    Table,
    TextBox,
    Words,
    cell,
    line,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.support.hangul.papers import Question

TITLE, SUBTITLE = "제3회 기초 상식 모의시험", "문제마다 알맞은 답을 하나만 고르시오."
NARROW_MANNER, WIDE_MANNER = Manner(columns=2), Manner()


@dataclass(frozen=True)
class Layout:
    """A document and the questions in it, in order; `answered` where it prints the answers."""

    document: Document
    questions: tuple[Question, ...]
    answered: bool = False


LAYOUTS: dict[str, Callable[[], Layout]] = {}
"""Every layout by its name."""


def layout(make: Callable[[], Layout]) -> Callable[[], Layout]:
    """Put a layout into the list."""
    LAYOUTS[make.__name__] = make
    return make


def long(times: int) -> tuple[Asked, ...]:
    """The questions several times over, numbered on, so that a paper has several pages."""
    count = len(QUESTIONS)
    return tuple(replace(q, number=q.number + count * at) for at in range(times) for q in QUESTIONS)


def papers(manner: Manner, answered: bool = False, times: int = 2) -> Layout:
    """A plain paper in one manner."""
    questions = long(times)
    return Layout(paper(questions, manner, TITLE, SUBTITLE), questions, answered)


# Page numbers.


@layout
def drawn_page_numbers() -> Layout:
    return papers(Manner(columns=2, foot="- 3 -"))


@layout
def page_of_pages() -> Layout:
    return papers(Manner(foot="3 / 12"))


@layout
def pages_then_page() -> Layout:
    return papers(Manner(columns=2, foot="( 12 - 3 )", head="기초 상식 1교시 A형"))


@layout
def stub_of_two_cells() -> Layout:
    return papers(Manner(columns=2, foot="3|12"))


@layout
def stub_of_two_cells_in_one_column() -> Layout:
    return papers(Manner(foot="3|12"))


@layout
def page_in_the_running_head() -> Layout:
    """ "1교시 A형 3쪽" above a rule, the number as a field in a table of three cells."""
    made = papers(Manner(columns=2))
    cells = (cell("기초 상식"), cell("1교시 A형"), Cell((Paragraph((PageNumber(), Words("쪽")), "centre"),)))
    head = (Paragraph((Table((cells,), (16000, 16000, 16000)),)),)
    return _with(made, head=head)


@layout
def stub_in_a_text_box() -> Layout:
    made = papers(Manner(columns=2))
    box = TextBox((Paragraph((PageNumber(),), "centre"), line("32", "centre")), 2400, 3800)
    return _with(made, foot=(Paragraph((box,), "right"),))


@layout
def stub_on_the_master_page() -> Layout:
    """The page over a typed total in a table of two cells that stands on each page in front of the text."""
    made = papers(Manner(columns=2))
    cells = (Cell((Paragraph((PageNumber(),), "centre"),)), cell("32"))
    stub = Table((cells,), (2400, 2400), place=(PAPER[0] // 2 - 2400, PAPER[1] - 4200))
    return _with(made, master=(Paragraph((stub,)),))


@layout
def stub_that_is_typed() -> Layout:
    """The page's number as a field over a typed total, one above the other."""
    made = papers(Manner(), times=3)
    cells = ((Cell((Paragraph((PageNumber(),), "centre"),)),), (cell("32"),))
    return _with(made, foot=(Paragraph((Table(cells, (2400,)),), "right"),))


def _with(made: Layout, **running: tuple[Paragraph, ...]) -> Layout:
    sections = tuple(replace(each, **running) for each in made.document.sections)
    return replace(made, document=replace(made.document, sections=sections))


# Numbers.


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


# Answers.


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


# Options and boxes.


def special(number: int, manner: Manner, change: Callable[[Question, Manner], Iterator[Paragraph]]) -> Layout:
    """One page of questions, one of them set otherwise."""
    questions = long(1)
    return Layout(paper(questions, manner, TITLE, SUBTITLE, {number: change}), questions)


def changed(made: Layout, number: int, **fields: object) -> Layout:
    """The layout, where one question's truth is another."""
    truth = tuple(replace(q, **fields) if q.number == number else q for q in made.questions)
    return replace(made, questions=truth)


def _optioned(table: Callable[[list[str]], Table]) -> Callable[[Question, Manner], Iterator[Paragraph]]:
    def change(question: Question, manner: Manner) -> Iterator[Paragraph]:
        yield set_stem(question, manner)
        yield Paragraph((table(question.options),))
        yield line("")

    return change


def _marked(texts: list[str]) -> list[str]:
    return [f"{mark} {text}" for mark, text in zip(CIRCLED, texts, strict=True)]


@layout
def options_in_a_row_of_cells() -> Layout:
    return special(5, WIDE_MANNER, _optioned(lambda texts: Table((tuple(map(cell, _marked(texts))),), (9000,) * 5)))


@layout
def options_in_a_column_of_cells() -> Layout:
    def table(texts: list[str]) -> Table:
        return Table(tuple((cell(text, "body"),) for text in _marked(texts)), (20000,))

    return special(5, NARROW_MANNER, _optioned(table))


@layout
def options_in_two_rows_of_cells() -> Layout:
    def table(texts: list[str]) -> Table:
        first, second = _marked(texts)[:3], [*_marked(texts)[3:], ""]
        return Table((tuple(map(cell, first)), tuple(map(cell, second))), (12000,) * 3)

    return special(5, WIDE_MANNER, _optioned(table))


@layout
def markers_in_cells_of_their_own() -> Layout:
    def table(texts: list[str]) -> Table:
        pairs = zip(CIRCLED, texts, strict=True)
        return Table(tuple((cell(mark), cell(text, "body")) for mark, text in pairs), (2400, 17000))

    return special(6, NARROW_MANNER, _optioned(table))


@layout
def markers_in_a_row_over_the_options() -> Layout:
    def table(texts: list[str]) -> Table:
        return Table((tuple(cell(mark, shaded=True) for mark in CIRCLED), tuple(map(cell, texts))), (9000,) * 5)

    return special(5, WIDE_MANNER, _optioned(table))


@layout
def options_in_columns_under_heads() -> Layout:
    """Each option is a row of two values, ㉠ and ㉡ above them."""
    pairs = [("석탄", "석유"), ("바람", "햇빛"), ("석유", "바람"), ("햇빛", "석탄"), ("가스", "석유")]

    def change(question: Question, manner: Manner) -> Iterator[Paragraph]:
        yield set_stem(question, manner)
        rows = [(cell(""), cell("㉠"), cell("㉡"))]
        rows += [(cell(mark), cell(a), cell(b)) for mark, (a, b) in zip(CIRCLED, pairs, strict=True)]
        yield Paragraph((Table(tuple(rows), (2400, 8000, 8000), ruled=False),))
        yield line("")

    made = special(6, NARROW_MANNER, change)
    return changed(made, 6, stem=f"{made.questions[5].stem} ㉠ ㉡", options=[f"{a} {b}" for a, b in pairs])


@layout
def table_in_a_question() -> Layout:
    """A table of data between stem and options: whole numbers in cells are no questions."""

    def change(question: Question, manner: Manner) -> Iterator[Paragraph]:
        first, *rest = set_question(question, manner)
        yield first
        rows = (("구분", "1월", "2월", "3월"), ("갑", "1", "2", "3"), ("을", "4", "5", "6"))
        cells = tuple(tuple(cell(text, shaded=not at) for text in row) for at, row in enumerate(rows))
        yield Paragraph((Table(cells, (5000,) * 4),), "centre")
        yield from rest

    made = special(8, NARROW_MANNER, change)
    return changed(made, 8, boxes=["구분 1월 2월 3월 갑 1 2 3 을 4 5 6"])


@layout
def picture_in_a_question() -> Layout:
    def change(question: Question, manner: Manner) -> Iterator[Paragraph]:
        first, *rest = set_question(question, manner)
        yield first
        yield Paragraph((Picture(triangle(), 9000, 6000),), "centre")
        yield from rest

    return special(5, NARROW_MANNER, change)


def triangle() -> bytes:
    """A drawn triangle, as PNG."""
    from PIL import Image, ImageDraw

    image = Image.new("L", (360, 240), 255)
    ImageDraw.Draw(image).polygon([(20, 220), (340, 220), (120, 20)], outline=0, width=4)
    target = BytesIO()
    image.save(target, "PNG")
    return target.getvalue()


@layout
def formulas_in_stem_and_options() -> Layout:
    """Formula objects in the line; their text along the line is what the truth holds."""
    scripts = ["1 over 2", "2 over 3", "3 over 4", "sqrt {2}", "x^2"]

    def change(question: Question, manner: Manner) -> Iterator[Paragraph]:
        yield set_stem(question, manner, Words(" "), Equation("x ^{2} -2x+1=0", 6000))
        for mark, script in zip(CIRCLED, scripts, strict=True):
            yield Paragraph((Words(f"{mark} "), Equation(script, 2000, 2200)), "option")
        yield line("")

    made = special(2, WIDE_MANNER, change)
    return changed(made, 2, stem=f"{made.questions[1].stem} x²-2x+1=0", options=["1/2", "2/3", "3/4", "√2", "x²"])


@layout
def statements_in_a_text_box() -> Layout:
    def change(question: Question, manner: Manner) -> Iterator[Paragraph]:
        yield set_stem(question, manner)
        lines = tuple(line(text) for text in question.boxes)
        yield Paragraph((TextBox(lines, manner.width - 400, 1600 * len(lines) + 600),))
        yield from options(question.options, manner)
        yield line("")

    return special(3, NARROW_MANNER, change)


@layout
def statements_under_a_heading() -> Layout:
    """The box of statements begins with "<보기>" in a row of its own."""

    def change(question: Question, manner: Manner) -> Iterator[Paragraph]:
        yield set_stem(question, manner)
        yield boxed([line("<보 기>", "centre"), *(line(text) for text in question.boxes)], manner.width)
        yield from options(question.options, manner)
        yield line("")

    made = special(3, NARROW_MANNER, change)
    return changed(made, 3, boxes=["<보 기>", *made.questions[2].boxes])


@layout
def statements_in_a_framed_paragraph() -> Layout:
    """The box is the border of paragraphs, not a table."""

    def change(question: Question, manner: Manner) -> Iterator[Paragraph]:
        yield set_stem(question, manner)
        yield from (line(text, "framed") for text in question.boxes)
        yield from options(question.options, manner)
        yield line("")

    return special(3, WIDE_MANNER, change)


@layout
def passage_over_a_page() -> Layout:
    """A passage in a frame that begins on one page and ends on the next."""
    text = "물은 높은 곳에서 낮은 곳으로 흐르고, 흐르면서 땅을 깎고 흙을 나르며 넓은 들을 만든다. "
    passage = Shared("다음 글을 읽고 물음에 답하시오.", 9, 11, [text.strip(), (text * 12).strip(), (text * 14).strip()])
    questions = [replace(q, passage=passage) if 9 <= q.number <= 11 else q for q in long(1)]
    return Layout(paper(questions, Manner(flowing=True), TITLE, SUBTITLE), tuple(questions))


@layout
def underlined_words() -> Layout:
    """What is asked against is underlined: a stem in several runs, a rule below some of its words."""

    def change(question: Question, manner: Manner) -> Iterator[Paragraph]:
        _, *rest = set_question(question, manner)
        head, tail = question.stem.split("옳지 않은")
        parts = (Words(f"{question.number}. {head}", "bold"), Words("옳지 않은", "underlined"), Words(tail, "bold"))
        yield Paragraph(parts, "stem")
        yield from rest

    return special(4, WIDE_MANNER, change)


@layout
def tight_letters() -> Layout:
    """Stems, options and their numbers in letters that stand closer, so that spaces are small too."""
    questions = long(2)
    made = paper(questions, Manner(stem="tight"), TITLE, SUBTITLE)
    only = made.sections[0]
    paragraphs = tuple(
        replace(each, parts=tuple(replace(part, look="tight") if part == Words(part.text) else part for part in texts))
        if len(texts := [part for part in each.parts if isinstance(part, Words)]) == len(each.parts)
        else each
        for each in only.paragraphs
    )
    return Layout(replace(made, sections=(replace(only, paragraphs=paragraphs),)), questions)


@layout
def wide_letters() -> Layout:
    """Stems and their numbers in letters that stand apart, the digits of a number too."""
    return papers(Manner(stem="wide"))


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
