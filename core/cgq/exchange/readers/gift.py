"""GIFT, Moodle's format for people who type, one question in memory at a time."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TextIO

from cgq.errors import InputFailed
from cgq.exchange.importing.read_limits import refuse_large_file, refuse_many, refuse_none
from cgq.exchange.quiz.gift_text import BLANK, GiftFault, chunks, parse, read_comments
from cgq.exchange.quiz.given import GivenOption, GivenQuestion, GivenText, Notes, row_of
from cgq.exchange.rows import Reader, ReadWishes, Row, RowFault
from cgq.exchange.table.cell import MOST_CHARACTERS
from cgq.exchange.table.encoding import named_encoding
from cgq.exchange.table.header import SAMPLE_ROWS, is_header

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from cgq.exchange.quiz.gift_text import Chunk, GiftQuestion, GiftText
from cgq.exchange.quiz.given import TextFormat

MOST_LINES = 10_000
"""Lines of one question with its comments; a longer stretch without a blank line is no GIFT."""

MOST_QUESTION = 20 * MOST_CHARACTERS
"""Characters of one question with its comments: its text may hold a picture of 1.5 MB. It bounds the memory of one."""

_NOT_GIFT = "not_gift"

_MARKS = ("::", "//", "$CATEGORY:")
"""What the first line of an export of Moodle begins with; no table does."""

_ANSWERS = re.compile(r"(?<!\\)\{\s*[=~#]|(?:^|\s)\{\s*(?:T|F|TRUE|FALSE)\s*[#}]", re.MULTILINE)
"""How answers begin, and answers of true or false as a whole; `A^{T}` is mathematics."""

_CELLS = re.compile(r"[,;\t]")


class GiftReader(Reader):
    """Choices, true or false, and essays; questions of other types are faults that name the type."""

    name = "gift"
    suffixes = (".gift", ".txt")
    summary = "GIFT, as a Moodle site exports its question bank"
    is_text = True

    def read(self, path: Path, wishes: ReadWishes, note: Callable[[str], None]) -> Iterator[Row | RowFault]:
        """The questions in the order of the file. The whole file is decoded once before the first is given."""
        refuse_large_file(path, wishes)
        codec = "utf-8-sig" if wishes.encoding is None else named_encoding(wishes.encoding).codec
        count = sum(1 for _ in _chunks(path, codec))
        refuse_many(count, wishes)
        refuse_none(count, "Export a category that has some.")
        notes = Notes(note)
        return (_row(chunk, row, notes) for row, chunk in enumerate(_chunks(path, codec), 1))

    def recognises(self, text: str) -> bool:
        """Does it begin as an export of Moodle, or have answers in braces and no header of a table?"""
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        if lines and lines[0].startswith(_MARKS):
            return True
        return bool(_ANSWERS.search(text)) and not any(map(_is_header, lines[:SAMPLE_ROWS]))


def _is_header(line: str) -> bool:
    """Does a line name the columns of a table, of questions or of answers to those of a paper?"""
    cells = [cell.strip(' "') for cell in _CELLS.split(line)]
    return any(is_header(cells, ReadWishes(answers_only=answers_only)) for answers_only in (False, True))


def _chunks(path: Path, codec: str) -> Iterator[Chunk]:
    with path.open(encoding=codec) as file:
        try:
            yield from chunks(_bounded(file))
        except UnicodeDecodeError as error:
            raise InputFailed(
                f"The file cannot be read as GIFT: it is no {codec.removesuffix('-sig').upper()} ({error.reason})",
                code=_NOT_GIFT,
                hint="Save it as UTF-8, or name the encoding that you know it has, such as --encoding cp1252.",
            ) from error


def _bounded(file: TextIO) -> Iterator[str]:
    """The lines of the file. Raises InputFailed where no blank line ends a question in time."""
    number = first = lines = length = 0
    while line := file.readline(MOST_QUESTION + 1):
        number += 1
        if not line.strip(BLANK):
            lines = length = 0
        else:
            first = first if lines else number
            lines, length = lines + 1, length + len(line)
            _refuse_long(first, lines, length)
        yield line


def _refuse_long(first: int, lines: int, length: int) -> None:
    if lines <= MOST_LINES and length <= MOST_QUESTION:
        return
    what = f"{MOST_LINES:,} lines" if lines > MOST_LINES else f"{MOST_QUESTION:,} characters"
    message = f"The file cannot be read as GIFT: from line {first} on, more than {what} are one question"
    raise InputFailed(message, code=_NOT_GIFT, hint="A blank line stands between two questions.")


def _row(chunk: Chunk, row: int, notes: Notes) -> Row | RowFault:
    try:
        question = parse(chunk)
    except GiftFault as fault:
        message = f"Line {fault.line}: {fault.message}"
        return RowFault(row=row, column="", code="gift_syntax", message=message, hint="Correct that line.")
    return row_of(_given(question, chunk, row), notes, f" (line {chunk.line})")


def _given(question: GiftQuestion, chunk: Chunk, row: int) -> GivenQuestion:
    content_hash, tags = read_comments(chunk.comments)
    common = question.text.format or "moodle"
    return GivenQuestion(
        row=row,
        kind=question.kind,
        name=question.title,
        id=content_hash,
        text=GivenText(question.text.text, common),
        options=tuple(
            GivenOption(
                text=_text(option.text, common),
                fraction=option.fraction,
                feedback=_text(option.feedback, common) if option.feedback else None,
            )
            for option in question.options
        ),
        single=question.single,
        feedback=_text(question.feedback, common) if question.feedback else None,
        tags=tags,
        category=chunk.category,
    )


def _text(given: GiftText, common: TextFormat) -> GivenText:
    return GivenText(given.text, given.format or common)
