"""Single questions: options in cells, tables, pictures, formulas, boxes of several kinds, letters."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING

from tests.support.hangul.asked import Shared
from tests.support.hangul.laid import (
    NARROW_MANNER,
    SUBTITLE,
    TITLE,
    WIDE_MANNER,
    Layout,
    changed,
    layout,
    long,
    papers,
    special,
)
from tests.support.hangul.papers import CIRCLED, Manner, boxed, options, paper, set_question, set_stem
from tests.support.hangul.parts import Equation, Paragraph, Picture, Table, TextBox, Words, cell, line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.support.hangul.papers import Question


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
