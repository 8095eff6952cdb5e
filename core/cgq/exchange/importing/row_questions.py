"""What a row says, as the question or the change that it is: checked, and held against the rows before it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from cgq.bank.change import Change, faults, labelled
from cgq.bank.columns import to_json
from cgq.bank.resemblance import alike, pairs_of
from cgq.exam.confidence import flagged
from cgq.exam.findings import OPTION_COUNT
from cgq.exam.identity import normalise, question_hash
from cgq.exam.model import NO_PAGE, Answer, Question, RightOptions
from cgq.exam.printable import printable
from cgq.exchange.rows import RowFault

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cgq.exchange.rows import Row

IMPORTER = "rows-1"
"""Name and version of what makes questions of rows; part of a job's key, so that a better one imports a file again."""

STEM_COMPARED = 500
"""So many characters of two stems are compared: enough to tell the questions of a paper from each other."""

STEM_SHOWN = 60
"""The most characters of a stem in a message."""

BAD_QUESTION, NUMBER_TWICE, NO_SUCH_NUMBER, AMBIGUOUS, SAYS_NOTHING, OTHER_STEM = (
    "bad_question",
    "number_twice",
    "no_such_number",
    "ambiguous_number",
    "says_nothing",
    "other_stem",
)
"""Codes of rows that can be read and still not be taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperSpot:
    """A question of the paper that rows are for: its section, its number, how many options it has, and how its stem
    begins (STEM_COMPARED), "" where it has none."""

    section: str | None
    number: int
    options: int
    stem: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """What a question is and what is known of it, without its place: two of these are compared, never read.

    `text` is its content hash; `rest` the hash of answer, explanation, and what else a row says of it.
    """

    text: str
    rest: str


def question_of(row: Row) -> Question | RowFault:
    """A row as the question that it is; without a number its own is the row's."""
    options = labelled(tuple(replace(option, text=_lines(option.text)) for option in row.options))
    question = Question(
        number=row.row if row.number is None else row.number,
        section=row.section or None,
        stem=_lines(row.stem or ""),
        passage=_lines(row.passage) if row.passage else None,
        boxes=tuple(map(_lines, row.boxes)),
        options=options,
        answer=_answer(row.answer, len(options)),
        explanation=_lines(row.explanation) if row.explanation else None,
        page=NO_PAGE,
        row=row.row,
        year=row.year,
        session=row.session or None,
        tags=row.tags,
        concepts=row.concepts,
        language=row.language,
    )
    wrong = next(faults(question), None)
    if wrong is None:
        return flagged(question, [OPTION_COUNT]) if _has_option_twice(question) else question
    return RowFault(row=row.row, column="", code=BAD_QUESTION, message=f"{wrong}.", hint="Correct the row.")


def _has_option_twice(question: Question) -> bool:
    """Do two options read alike? Here white space is what the file says, so that it tells two apart."""
    texts = [tuple(option.text.split()) for option in question.options]
    return len(set(texts)) < len(texts)


def content_of(question: Question) -> Content:
    """What two rows, or a row and what the bank has of it, are compared by."""
    answer = question.answer
    rest = (
        [option.text for option in question.options],
        None if answer is None else [answer.mode, answer.accepted],
        question.explanation,
        question.year,
        question.session,
        question.tags,
        question.concepts,
        question.language,
    )
    return Content(question_hash(question), hashlib.sha256(to_json(rest).encode()).hexdigest()[:16])


class Rows:
    """The rows of a file so far: one that says what an earlier one said is its twin."""

    def __init__(self) -> None:
        self._seen: dict[int, int] = {}

    def twin_of(self, question: Question, *, numbered: bool) -> int | None:
        """The earlier row that is the same but for its place in the file; `numbered`: it has a number of its own."""
        content = content_of(question)
        place = (question.section, question.number if numbered else None)
        return self._earlier((content.text, content.rest, *place), question.row or 0)

    def same_number(self, spot: PaperSpot, row: int) -> int | None:
        """The earlier row that is for the same question of a paper."""
        return self._earlier((spot.section, spot.number), row)

    def _earlier(self, named: tuple[Any, ...], row: int) -> int | None:
        # Eight bytes tell the rows of one file apart: of a million the chance that two are confused is 1 in 10^7.
        key = int.from_bytes(hashlib.sha256(repr(named).encode()).digest()[:8])
        earlier = self._seen.setdefault(key, row)
        return None if earlier == row else earlier


def change_of(row: Row, spots: Mapping[int, list[PaperSpot]]) -> tuple[PaperSpot, Change] | RowFault:
    """What a row sets of a question of a paper; `spots` has the paper's questions by number."""
    if row.number is None:
        return _fault(row, "number", NO_SUCH_NUMBER, "The row names no number.", "Give the number of its question.")
    found = [one for one in spots.get(row.number, ()) if not row.section or one.section == row.section]
    if not found:
        where = f" in {row.section}" if row.section else ""
        return _fault(row, "number", NO_SUCH_NUMBER, f"The paper has no number {row.number}{where}.", "Correct it.")
    if len(found) > 1:
        hint = "Name its section, if that tells them apart; else set it with `cgq review`."
        message = f"The paper has {len(found)} questions with the number {row.number}."
        return _fault(row, "number", AMBIGUOUS, message, hint)
    (spot,) = found
    if not _is_same_stem(row.stem, spot.stem):
        message = f"The stem is not that of number {spot.number} in the paper: {printable(spot.stem, STEM_SHOWN)}"
        return _fault(row, "stem", OTHER_STEM, message, "Correct the number, or leave the stem out.")
    change = Change(**_given(row, spot))
    if not change.fields:
        return _fault(
            row, "", SAYS_NOTHING, "The row sets nothing.", "Give an answer, an explanation, concepts or tags."
        )
    beyond = [n for n in row.answer.accepted if spot.options and n > spot.options] if row.answer else []
    if beyond:
        message = f"The answer is {beyond[0]}, and the question has {spot.options} options."
        return _fault(row, "answer", BAD_QUESTION, message, "Correct the answer.")
    return spot, change


def says_more(row: Row) -> bool:
    """Does a row for a paper's number also say what is asked there? That stays as the paper has it."""
    return bool(row.stem or row.passage or row.boxes or row.options)


def _is_same_stem(said: str | None, printed: str) -> bool:
    """May the stem of a row be that of a paper, which may be misread, or have less or more of its passage in it?"""
    one, other = (normalise(text[:STEM_COMPARED]) for text in (said or "", printed))
    return one in other or other in one or alike(pairs_of(one), pairs_of(other))


def _given(row: Row, spot: PaperSpot) -> dict[str, Any]:
    """The fields that a row has a value for: an empty cell says nothing, and takes nothing away."""
    given: dict[str, Any] = {
        "answer": _right(row.answer, spot.options),
        "explanation": _lines(row.explanation) if row.explanation else None,
        "year": row.year,
        "session": row.session or None,
        "tags": row.tags or None,
        "concepts": row.concepts or None,
    }
    return {name: value for name, value in given.items() if value is not None}


def _right(answer: RightOptions | None, options: int) -> RightOptions | None:
    if answer is None:
        return None
    accepted = tuple(range(1, options + 1)) if answer.mode == "void" else tuple(sorted({*answer.accepted}))
    return RightOptions(accepted=accepted, mode=answer.mode)


def _answer(said: RightOptions | None, options: int) -> Answer | None:
    right = _right(said, options)
    return None if right is None else Answer(accepted=right.accepted, mode=right.mode, source="import")


def _fault(row: Row, column: str, code: str, message: str, hint: str) -> RowFault:
    return RowFault(row=row.row, column=column, code=code, message=message, hint=hint)


def _lines(text: str) -> str:
    """A text with the line breaks of the bank."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
