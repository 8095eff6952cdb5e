"""A row of a file of attempts: what its cells say, checked one by one. Which place is meant, the bank decides."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.bank.attempts.naming import PlaceName
from cgq.bank.attempts.store import LEARNER_HINT, is_learner
from cgq.exam.printable import printable
from cgq.exchange.attempts.moments import parse_moment
from cgq.exchange.importing.faults import LONGEST_QUOTE, Fault

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_MS = 24 * 60 * 60 * 1000
"""Milliseconds that an attempt takes at most, a day: longer ones are counted in another unit."""

_NUMBER = re.compile(r"(?:문제|문항|문|no\.?|q\.?|#|제)?\s*(\d{1,6})\s*(?:번|문|[.)])?", re.IGNORECASE)
_AMOUNT = re.compile(r"\d{1,12}(?:[.,]\d{1,9})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptRow:
    """What a row holds: `line` counts from 1, the header among them; `at` is a moment in milliseconds, `is_local` where
    it named no zone. `chosen` and `shown` are as written, for what they mean depends on the options."""

    line: int
    learner: str
    at: int
    is_local: bool
    name: PlaceName
    chosen: str
    shown: str
    ms: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedRow:
    """A row that holds no attempt: why, what to do, and the column that is at fault ("" for the row as a whole)."""

    line: int
    column: str
    code: str
    message: str
    hint: str


def read_row(line: int, cells: Mapping[str, str], learner: str, now: int) -> AttemptRow:
    """A row by our names of columns; `learner` is for one that names none. An empty `chosen` is a question that was
    passed over; a row without that cell says nothing of it, and is refused. Raises Fault."""
    if "chosen" not in cells:
        message = "The line has no cell for chosen"
        hint = "Write every cell of the line; chosen is empty where the question was passed over."
        raise Fault("no_chosen", message, hint, column="chosen")
    moment = parse_moment(cells.get("ts", ""), now)
    name = PlaceName(
        question=cells.get("question") or None,
        material=cells.get("material") or None,
        number=_number(cells.get("number", "")),
        section=cells.get("section") or None,
    )
    return AttemptRow(
        line=line,
        learner=_learner(cells.get("learner", "") or learner),
        at=moment.at,
        is_local=moment.is_local,
        name=name,
        chosen=cells["chosen"],
        shown=cells.get("shown", ""),
        ms=_milliseconds(cells),
    )


def _learner(text: str) -> str:
    if not is_learner(text):
        message = f"{printable(text, LONGEST_QUOTE)} is no id of a learner"
        raise Fault("bad_learner", message, LEARNER_HINT, column="learner")
    return text


def _number(text: str) -> int | None:
    if not text:
        return None
    match = _NUMBER.fullmatch(text)
    if match is None:
        message = f"{printable(text, LONGEST_QUOTE)} is no number of a question"
        raise Fault("bad_number", message, "Write 12.", column="number")
    return int(match[1])


def _milliseconds(cells: Mapping[str, str]) -> int | None:
    """How long it took, by the column `ms`, or by `seconds` where that is empty."""
    column = "ms" if cells.get("ms") else "seconds"
    text = cells.get(column, "")
    if not text:
        return None
    value = float(text.replace(",", ".")) if _AMOUNT.fullmatch(text) else -1.0
    ms = round(value if column == "ms" else value * 1000)
    if not 0 <= ms <= MOST_MS:
        message = f"{printable(text, LONGEST_QUOTE)} is no duration"
        hint = "Write milliseconds in the column ms, or seconds in the column seconds: at most a day."
        raise Fault("bad_duration", message, hint, column=column)
    return ms
