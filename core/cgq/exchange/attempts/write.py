"""Attempts as a file: CSV for spreadsheets, or JSON Lines. `cgq attempts import` takes both back."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from cgq.bank.attempts.read import numbers_of
from cgq.bank.columns import to_json
from cgq.exchange.attempts.moments import shown
from cgq.exchange.text.text_mark import mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cgq.bank.attempts.read import Attempt

HEADER = ("ts", "learner", "question", "material", "section", "number", "chosen", "shown", "ms", "verdict", "source")
"""The last two are for people: they are derived, and an import passes them over."""


def csv_lines(attempts: Iterable[Attempt]) -> Iterator[str]:
    """A table with a byte order mark, every cell quoted, and none that a spreadsheet could run."""
    yield "\ufeff" + _line(HEADER)
    for one in attempts:
        yield _line(map(_cell, _row(one).values()))


def json_lines(attempts: Iterable[Attempt]) -> Iterator[str]:
    """One object a line."""
    for one in attempts:
        yield to_json(_row(one)) + "\n"


def _row(one: Attempt) -> dict[str, object]:
    values = (
        shown(one.at),
        one.learner,
        one.hash,
        one.sha256,
        one.section,
        one.number,
        numbers_of(one.chosen),
        numbers_of(one.shown),
        one.ms,
        one.verdict,
        one.source,
    )
    return dict(zip(HEADER, values, strict=True))


def _cell(value: object) -> str:
    """A value as a cell; a list of numbers is no formula, whatever sign is first."""
    if isinstance(value, str):
        return mark(value)
    return "" if value is None else to_json(value).strip("[]")


def _line(cells: Iterable[str]) -> str:
    written = io.StringIO(newline="")
    csv.writer(written, quoting=csv.QUOTE_ALL).writerow(list(cells))
    return written.getvalue()
