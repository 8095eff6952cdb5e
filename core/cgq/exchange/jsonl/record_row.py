"""A question record, as `cgq export` writes it, becomes a row of an import."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, cast

import msgspec

from cgq.exam.model import MOST_OPTIONS, Mode, Option, RightOptions
from cgq.exam.naming import may_be_label
from cgq.exchange.importing.faults import Fault
from cgq.exchange.records.language import language_code
from cgq.exchange.rows import Row
from cgq.exchange.table.cell import checked
from cgq.exchange.table.given_answer import chosen
from cgq.exchange.table.table_row import MOST_NUMBER

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    accepted: tuple[int, ...] = ()
    mode: Mode = "any"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Concept:
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Appearance:
    number: int | None = None
    section: str | None = None
    year: int | None = None
    session: str | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What an import takes of a question record (bank/record.py); its other fields are of the bank that wrote it."""

    stem: str = ""
    passage: str | None = None
    boxes: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    answer: _Answer | None = None
    explanation: str | None = None
    language: str | None = None
    appearances: tuple[_Appearance, ...] = ()
    concepts: tuple[_Concept, ...] = ()
    assets: tuple[str, ...] = ()
    undrawn: tuple[object, ...] = ()


def is_record(value: dict[str, object]) -> bool:
    """Is an object a question record, and no row with the names of columns?"""
    options = value.get("options")
    listed = cast("list[object]", options) if isinstance(options, list) else []
    return "appearances" in value or any(isinstance(option, dict) for option in listed)


def convert_record(value: dict[str, object]) -> Record:
    """An object as a record. Raises Fault: bad_record."""
    try:
        return msgspec.convert(value, Record)
    except msgspec.ValidationError as error:
        raise Fault("bad_record", f"It is no question record: {error}", "Write it as `cgq export` does.") from error


def read_record(row: int, record: Record, *, answers_only: bool) -> Row:
    """What a record says, with the number, year, session and tags of its first appearance.

    Raises Fault: needs_figure, missing_stem, missing_number, bad_number, bad_options, no_such_option,
    cell_too_large, control_character.
    """
    if not answers_only:
        _refuse_figures(record)
    place = next(iter(record.appearances), _Appearance())
    options = _options(record.options)
    answer = record.answer
    row_of = Row(
        row=row,
        number=_number(place.number, wanted=answers_only),
        section=_text("section", place.section),
        stem=_text("stem", record.stem),
        passage=_text("passage", record.passage),
        # An empty box counts in the hash of a question, so it stays.
        boxes=tuple(_checked("boxes", box) for box in record.boxes),
        options=options,
        answer=None if answer is None else _answer(answer, options),
        explanation=_text("explanation", record.explanation),
        year=place.year,
        session=_text("session", place.session),
        concepts=_texts("concepts", (concept.name for concept in record.concepts)),
        tags=_texts("tags", place.tags),
        language=language_code(record.language or ""),
    )
    if not answers_only and row_of.stem is None and not row_of.boxes:
        raise Fault("missing_stem", "The question asks nothing: its stem is empty", "Write it there.", column="stem")
    return _with_given(row_of)


def _with_given(row: Row) -> Row:
    """The row with the names of what it has a value for."""
    names = (one.name for one in fields(row) if one.name not in ("row", "given"))
    return replace(row, given=frozenset(name for name in names if getattr(row, name) not in (None, ())))


def _refuse_figures(record: Record) -> None:
    """Refuse a question that is drawn in part: its picture is part of what it is, and a record has only its hash."""
    drawn = [option.n for option in record.options if option.asset]
    if drawn or record.assets or record.undrawn:
        message = "The question has a figure, which no text holds; without it, it would be another question"
        hint = "Put the paper itself into the bank: `cgq enqueue PAPER`"
        raise Fault("needs_figure", message, hint)


def _answer(answer: _Answer, options: tuple[Option, ...]) -> RightOptions:
    try:
        return chosen(answer.accepted, answer.mode, options, 1)
    except Fault as fault:
        raise Fault(fault.code, fault.message, fault.hint, column="answer") from fault


def _number(number: int | None, *, wanted: bool) -> int | None:
    if number is None:
        if wanted:
            raise Fault("missing_number", "It names no question: it has no number", "Give it one.", column="number")
        return None
    if not 0 < number <= MOST_NUMBER:
        hint = f"Write a number from 1 to {MOST_NUMBER:,}."
        raise Fault("bad_number", f"{number} is no number of a question", hint, column="number")
    return number


def _options(options: tuple[Option, ...]) -> tuple[Option, ...]:
    labels = [option.label for option in options if option.label]
    wrong = ""
    if [option.n for option in options] != list(range(1, len(options) + 1)):
        wrong = "The options' numbers must be 1, 2, 3 …"
    elif len(options) > MOST_OPTIONS:
        wrong = f"{len(options)} options are more than a question has"
    elif len(set(labels)) < len(labels) or not all(map(may_be_label, labels)):
        wrong = "The options' labels must be short words, each another one"
    elif not all(option.text.strip() or option.asset for option in options):
        wrong = "An option is empty"
    if wrong:
        raise Fault("bad_options", wrong, "Write them as `cgq export` does.", column="options")
    return tuple(
        Option(n=option.n, label=option.label, text=_checked("options", option.text), asset=option.asset)
        for option in options
    )


def _text(field: str, text: str | None) -> str | None:
    return _checked(field, text) if text and text.strip() else None


def _texts(field: str, texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(_checked(field, text) for text in texts if text.strip())


def _checked(field: str, text: str) -> str:
    try:
        return checked(text)
    except Fault as fault:
        raise Fault(fault.code, fault.message, fault.hint, column=field) from fault
