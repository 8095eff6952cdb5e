"""Questions as rows, and one in full as it would be printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cgq.exam.findings import NO_ANSWER
from cgq.exam.naming import answer_name, labels_of, option_mark, place_name
from cgq.exchange.paper.wording import agreement_told
from cgq.hints import Hint, argument
from cgq_cli.render.edits import edit_text
from cgq_cli.render.hints import hint_lines
from cgq_cli.render.prose import wrapped
from cgq_cli.render.repeats import again_lines
from cgq_cli.render.table import Column, Layout
from cgq_cli.render.text import counted, one_line, width

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from cgq.actions.questions import OneQuestion
    from cgq.bank.browse import QuestionRow
    from cgq.bank.record import AppearanceRecord, QuestionRecord
    from cgq.bank.search import Hit
    from cgq.exam.model import Option, RightOptions, SourcedAnswer

COLUMNS = (
    Column("question", "number"),
    Column("material", "number", title="paper", varies=True, spare=1),
    Column("title", "name", gives=True, varies=True, spare=2),
    Column("section", gives=True, varies=True, spare=3),
    Column("number", "number", title="no."),
    Column("page", "number", varies=True, spare=4),
    Column("row", "number", varies=True, spare=4),
    Column("answer", gives=True, varies=True),
    Column("appearances", "number", title="seen", varies=True, spare=5),
    Column("figures", "number", varies=True, spare=6),
    Column("flags", gives=True, varies=True, spare=2),
    Column("stem", main=True),
)
OF_PAPER = ("material", "title")
"""The columns that say which paper a question is of."""

_SOURCES = {"human": "by a person", "key": "from the key", "paper": "from the paper", "import": "from the file"}
"""Who says what is right."""

HITS = (
    Column("question", "number"),
    Column("why", varies=True, spare=2),
    Column("similarity", "number", varies=True, spare=1),
    Column("snippet", main=True),
)


def row(question: QuestionRow) -> dict[str, Any]:
    """A question as a row of the table."""
    return {
        "question": question.question,
        "material": question.material,
        "title": question.title,
        "section": question.section,
        "number": question.number,
        "page": question.page,
        "row": question.row,
        "answer": answer_text(question.answer, question.labels),
        "appearances": question.appearances,
        "figures": question.figures or None,
        "flags": ",".join(question.flags),
        "stem": one_line(question.stem),
    }


def hit_row(hit: Hit) -> dict[str, Any]:
    """A question that was found, as a row."""
    near = None if hit.similarity is None else f"{hit.similarity:.2f}"
    return {
        "question": hit.question,
        "score": f"{hit.score:.2f}",
        "why": hit.why,
        "similarity": near,
        "snippet": one_line(hit.snippet),
    }


def lines(found: OneQuestion, layout: Layout, *, to_look: bool = True) -> Iterator[str]:
    """A question as it would be printed, then what is known of it. `to_look`: and how to see what is drawn of it."""
    record, columns = found.record, layout.columns
    first = record.appearances[0]
    yield from wrapped(_place(first), columns, first=f"Question {found.question}: ", indent="  ")
    yield ""
    if record.passage:
        yield from wrapped(record.passage, columns, first="  | ", indent="  | ")
        yield ""
    number = f"{first.number}. "
    yield from wrapped(record.stem, columns, first=number, indent=" " * len(number))
    for box in record.boxes:
        yield from wrapped(box, columns, first="  [ ", indent="    ")
    right = record.answer.accepted if record.answer else ()
    yield from option_lines(record.options, right, columns)
    if record.assets and to_look:
        it = "it" if len(record.assets) == 1 else "them"
        look = f"`cgq questions {argument(found.question)} --image`"
        yield from hint_lines(
            Hint(f"{counted(len(record.assets), 'figure')} not shown here. See {it}: {look}"), columns
        )
    yield ""
    yield from _known(record, found.near, columns)
    if found.repeats is not None:
        yield from again_lines(found.repeats, columns)
    for kept in found.edits:
        yield from wrapped(
            f"in paper {kept.material}, {edit_text(kept.edit)}", columns, first="A person: ", indent="  "
        )


def _known(record: QuestionRecord, near: tuple[Hit, ...], columns: int | None) -> Iterator[str]:
    yield from wrapped(_answer(record), columns, first="Answer: ", indent="  ")
    if record.explanation:
        yield from wrapped(record.explanation, columns, first="Why: ", indent="     ")
    codes = ("no answer is known" if code == NO_ANSWER else code for code in record.quality.flags)
    flags = "".join(f"; {code}" for code in codes)
    review = "; wants review" if record.quality.needs_review else ""
    yield from wrapped(f"Read with confidence {record.quality.score:g}{flags}{review}", columns, indent="  ")
    for name, text in _named(record):
        yield from wrapped(text, columns, first=f"{name}: ", indent="  ")
    if len(record.appearances) > 1:
        yield "Appears in:"
        for place in record.appearances:
            yield from wrapped(_place(place, answer=True), columns, first="  ", indent="    ")
    if record.concepts:
        concepts = ", ".join(f"{concept.name} {concept.importance:.2f}" for concept in record.concepts)
        yield from wrapped(concepts, columns, first="Concepts: ", indent="  ")
    if near:
        yield "Near it:"
        for hit in near:
            text = f"{hit.question} ({hit.similarity or 0:.2f}): {one_line(hit.snippet)}"
            yield from wrapped(text, columns, first="  ", indent="    ")


def _named(record: QuestionRecord) -> Iterator[tuple[str, str]]:
    """What rows and people say of it beside its text, each once."""
    places = record.appearances
    parts = {
        "Year": [str(place.year) for place in places if place.year is not None],
        "Session": [place.session for place in places if place.session],
        "Tags": [tag for place in places for tag in place.tags],
        "Named concepts": [name for place in places for name in place.concepts],
    }
    for name, texts in parts.items():
        if texts:
            yield name, ", ".join(map(one_line, dict.fromkeys(texts)))


def option_lines(options: Sequence[Option], right: Collection[int], columns: int | None) -> Iterator[str]:
    """The options as they are printed, a star before each right one."""
    labels = labels_of(options)
    for option in options:
        mark = f" {'*' if option.n in right else ' '} {one_line(option_mark(option.n, labels))} "
        yield from wrapped(option_text(option) or "(empty)", columns, first=mark, indent=" " * width(mark))


def option_text(option: Option) -> str:
    """An option's text, or a word for the drawing that it is."""
    return option.text if option.text or not option.asset else f"(picture {option.asset[:12]})"


def _place(place: AppearanceRecord, *, answer: bool = False) -> str:
    parts = [
        one_line(place.title or place.file),
        f"form {place.form}" if place.form else "",
        one_line(place.section or ""),
        f"number {place.number}",
        place_name(place.page, place.row),
        f"answer {answer_text(place.answer, place.option_labels) or 'unknown'}" if answer else "",
    ]
    return ", ".join(filter(None, parts))


def _answer(record: QuestionRecord) -> str:
    answer = record.answer
    if answer is None:
        return "unknown"
    return sourced_text(answer, labels_of(record.options))


def sourced_text(answer: SourcedAnswer, labels: Sequence[str]) -> str:
    """The right options in words, who says so, and what agrees."""
    return f"{answer_text(answer, labels)} ({_SOURCES[answer.source]}{agreement_told(answer)})"


def answer_text(answer: RightOptions | None, labels: Sequence[str]) -> str | None:
    """The right options in words, as the place prints them whose labels these are; None when nobody could read them."""
    return None if answer is None else one_line(answer_name(answer, labels))
