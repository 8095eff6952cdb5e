"""Questions set in the manners of Korean exam papers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from tests.support.hangul.looks import NARROW, WIDE
from tests.support.hangul.parts import (
    Cell,
    Columns,
    Document,
    Endnote,
    PageNumber,
    Paragraph,
    Section,
    Table,
    Words,
    cell,
    line,
)
from tests.support.hangul.setting import width_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import Protocol

    from tests.support.hangul.parts import Part, Place

    class Passage(Protocol):
        """A shared text: what sample_data/material.py reads."""

        head: str
        first: int
        last: int
        paragraphs: list[str]

    class Question(Protocol):
        """A question: what sample_data/material.py reads."""

        number: int
        stem: str
        section: str | None
        passage: Passage | None
        boxes: list[str]
        code: list[str]
        options: list[str]
        right: list[int]
        explanation: str | None

    Setting = Callable[[Question, "Manner"], Iterator[Paragraph]]
    Special = Mapping[int, Setting]

CIRCLED = "①②③④⑤"

Foot = Literal["", "- 3 -", "3 / 12", "( 12 - 3 )", "3|12"]
"""How a page's number stands at its foot: drawn by Hangul, as fields, or as fields in a small table of two cells."""


@dataclass(frozen=True)
class Manner:
    """How a paper is set.

    `rows` is what puts options side by side: tabs, blanks, a table without rules; `numbers` whether numbers and
    markers are typed or made by Hangul; `answers` where they stand. With two columns the title is either set in one
    column of its own above them, or in a table that lies over both. The `mark` of an endnote stands before the number
    or after the stem. Where they are `flowing`, boxes of passages may break over pages. `marks` are those of the
    options, with the `blank` between mark and text.
    """

    columns: int = 1
    rule: bool = True
    rows: Literal["tabs", "blanks", "table"] = "tabs"
    numbers: Literal["typed", "automatic", "automatic again"] = "typed"
    answers: Literal["none", "table", "endnotes"] = "none"
    stem: str = "bold"
    head: str = ""
    foot: Foot = ""
    point: str = "{}. "
    title: Literal["above", "over"] = "above"
    mark: Literal["before", "after"] = "before"
    flowing: bool = False
    marks: Sequence[str] = CIRCLED
    blank: str = " "

    @property
    def width(self) -> int:
        """What a line of text has."""
        return WIDE if self.columns == 1 else NARROW

    @property
    def room(self) -> str:
        """How looks.PARAGRAPHS names that width."""
        return "wide" if self.columns == 1 else "narrow"


def paper(
    questions: Sequence[Question], manner: Manner, title: str, subtitle: str = "", special: Special | None = None
) -> Document:
    """A whole paper of one section; `special` sets some questions in another manner."""
    return Document((section(questions, manner, title, subtitle, special),), title)


def section(
    questions: Sequence[Question], manner: Manner, title: str, subtitle: str = "", special: Special | None = None
) -> Section:
    """Title, questions with their passages, and the table of answers where the manner has one."""
    paragraphs = [*heading(title, subtitle, manner), *body(questions, manner, special or {})]
    if manner.answers == "table":
        paragraphs += answer_table(questions, manner)
    return Section(
        tuple(paragraphs),
        Columns(1) if manner.title == "above" else Columns(manner.columns, manner.rule),
        (line(manner.head, "centre", "small"),) if manner.head else (),
        foot(manner.foot),
        numbered=manner.foot == "- 3 -",
    )


def heading(title: str, subtitle: str, manner: Manner) -> Iterator[Paragraph]:
    """The title and what stands below it, and the beginning of the columns."""
    lines = (line(title, "centre", "title"), *([line(subtitle, "centre")] if subtitle else []))
    if manner.title == "over":
        yield Paragraph((Table(((Cell(lines),),), (WIDE,), place="over"),))
        return
    yield from lines
    yield line("")
    if manner.columns > 1:
        yield Paragraph((Columns(manner.columns, manner.rule),))


def body(questions: Sequence[Question], manner: Manner, special: Special) -> Iterator[Paragraph]:
    """Headings of parts, passages and questions in their order."""
    part: str | None = None
    passage: Passage | None = None
    for question in questions:
        if question.section and question.section != part:
            part = question.section
            yield boxed([line(part, "body", "bold")], manner.width)
        if question.passage and question.passage is not passage:
            passage = question.passage
            yield line(f"[{passage.first}~{passage.last}] {passage.head}", "body", "bold")
            place: Place = "flowing" if manner.flowing else "line"
            yield boxed([line(text, "passage") for text in passage.paragraphs], manner.width, place)
        yield from special.get(question.number, set_question)(question, manner)


def set_question(question: Question, manner: Manner) -> Iterator[Paragraph]:
    """Stem, box and options of one question."""
    yield set_stem(question, manner)
    if question.boxes:
        yield boxed([line(text) for text in question.boxes], manner.width)
    if question.code:
        yield boxed([line(text, "left") for text in question.code], manner.width)
    if manner.numbers == "typed":
        yield from options(question.options, manner)
    else:
        look = "numbered option again" if manner.numbers == "automatic again" else "numbered option"
        yield from (line(text, look) for text in question.options)
    yield line("")


def set_stem(question: Question, manner: Manner, *others: Part) -> Paragraph:
    """Number and stem, with its endnote, and other parts after the stem."""
    look = {"typed": "stem", "automatic": "numbered stem", "automatic again": "numbered stem again"}[manner.numbers]
    number = manner.point.format(question.number) if manner.numbers == "typed" else ""
    parts: list[Part] = [Words(number + question.stem, manner.stem), *others]
    if manner.answers == "endnotes":
        parts.insert(0 if manner.mark == "before" else len(parts), Endnote(solution(question)))
    return Paragraph(tuple(parts), look)


def boxed(paragraphs: Sequence[Paragraph], width: int, place: Place = "line") -> Paragraph:
    """A frame, as Korean papers make it: a table of one cell."""
    return Paragraph((Table(((Cell(tuple(paragraphs)),),), (width - 200,), place=place),))


def solution(question: Question) -> tuple[Paragraph, ...]:
    """What a note at the end says: the answer, then why."""
    why = (line(f"[해설] {question.explanation}", "body", "note"),) if question.explanation else ()
    return (line(f" [정답] {circled(question.right)}", "body", "note"), *why)


def circled(numbers: Sequence[int]) -> str:
    """Digits in circles, as answers are printed."""
    return ", ".join(CIRCLED[number - 1] for number in numbers)


def options(texts: Sequence[str], manner: Manner) -> Iterator[Paragraph]:
    """Options side by side as far as they fit: all in a row, 3 + 2, 2 + 2 + 1 or one a line."""
    marked = [f"{mark}{manner.blank}{text}" for mark, text in zip(manner.marks, texts, strict=False)]
    across = fitting(marked, manner)
    if across == 1:
        yield from (line(text, "option") for text in marked)
        return
    rows = [marked[at : at + across] for at in range(0, len(marked), across)]
    if manner.rows == "table":
        widths = (manner.width // across,) * across
        cells = tuple(tuple(cell(text, "body") for text in (*row, *[""] * (across - len(row)))) for row in rows)
        yield Paragraph((Table(cells, widths, ruled=False),))
    elif manner.rows == "tabs":
        yield from (line("\t".join(row), f"{across} in {manner.room}") for row in rows)
    else:
        yield from (line("   ".join(row), "option") for row in rows)


def fitting(marked: Sequence[str], manner: Manner) -> int:
    """How many options share a row: all, three of five, two, or one."""
    widest = max(width_of(text) for text in marked) + 1500
    for across in (len(marked), 3 if len(marked) == 5 else 2, 2):
        if widest * across <= manner.width:
            return across
    return 1


def answer_table(questions: Sequence[Question], manner: Manner, across: int = 10) -> Iterator[Paragraph]:
    """A row of numbers over a row of answers, as it stands at the end of a paper."""
    yield line("정답표", "centre", "bold")
    rows: list[tuple[Cell, ...]] = []
    for at in range(0, len(questions), across):
        part = questions[at : at + across]
        rest = across - len(part)
        rows.append(tuple([cell(str(q.number), shaded=True) for q in part] + [cell("")] * rest))
        rows.append(tuple([cell(circled(q.right)) for q in part] + [cell("")] * rest))
    yield Paragraph((Table(tuple(rows), ((manner.width - 200) // across,) * across),))


def foot(kind: Foot) -> tuple[Paragraph, ...]:
    """What stands at the foot of each page by fields; what Hangul draws itself is not among it."""
    page, pages = PageNumber(), PageNumber("TOTAL_PAGE")
    if kind == "3 / 12":
        return (Paragraph((page, Words(" / "), pages), "centre"),)
    if kind == "( 12 - 3 )":
        return (Paragraph((Words("( "), pages, Words(" - "), page, Words(" )")), "centre"),)
    if kind == "3|12":
        stub = Table(((Cell((Paragraph((page,), "centre"),)), Cell((Paragraph((pages,), "centre"),))),), (2400, 2400))
        return (Paragraph((stub,), "centre"),)
    return ()
