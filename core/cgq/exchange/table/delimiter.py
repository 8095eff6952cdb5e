"""Which sign separates the cells of a text file: decided by a score over a sample, with the runner-up known."""

from __future__ import annotations

import io
import re
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from cgq.errors import InputFailed
from cgq.exchange.table.delimited import read_records
from cgq.exchange.table.header import SAMPLE_ROWS, count_known, is_header

if TYPE_CHECKING:
    from collections.abc import Callable

    from cgq.exchange.rows import ReadWishes

NAMES = {",": "commas", ";": "semicolons", "\t": "tabs"}
"""What separates cells in files of this kind; each is called so for people."""

SAMPLE_CHARACTERS = 1 << 18
"""So much of the file is looked at: some hundred questions with all their texts."""

_SAMPLE_RECORDS = 200
"""Records of that sample that are compared; more only repeat what these show."""
_NAMED_BY_EXCEL = re.compile(r'"?sep=(.)"?\r?\n?', re.IGNORECASE)


@dataclass(frozen=True, slots=True, order=True)
class _Score:
    """What speaks for a delimiter, the strongest first: there is a header with what an import needs, how many columns
    it names, and what share of the records is as wide as most of them, which decides where a header has one column."""

    fits: bool
    known: int
    regular: float


def named_delimiter(line: str) -> str | None:
    """The delimiter that the first line names, as Excel writes and reads it: `sep=;`."""
    found = _NAMED_BY_EXCEL.fullmatch(line)
    return found[1] if found and found[1] not in '"\r\n' else None


def find_delimiter(sample: str, wishes: ReadWishes, note: Callable[[str], None]) -> str:
    """The delimiter of a text; anything but commas is noted.

    Raises InputFailed: which_delimiter, where two fit equally and read the file otherwise.
    """
    scores = {sign: _score(sample, sign, wishes) for sign in NAMES}
    sign, other, *_ = sorted(NAMES, key=lambda sign: scores[sign], reverse=True)
    best, second = scores[sign], scores[other]
    if (best.fits, best.known) == (second.fits, second.known) and best.known > 1:
        message = f"Cells can be separated by {NAMES[sign]} or by {NAMES[other]}: both give a header that fits"
        raise InputFailed(message, code="which_delimiter", hint="Write sep=; (or sep=,) as the first line of the file.")
    if sign != "," and best.known > 1:
        note(f"Cells are separated by {NAMES[sign]}.")
    return sign


def _score(sample: str, sign: str, wishes: ReadWishes) -> _Score:
    records = list(islice(read_records(io.StringIO(sample, newline=""), sign), _SAMPLE_RECORDS))
    rows = [record.cells for record in records if any(cell.strip() for cell in record.cells)]
    if not rows:
        return _Score(fits=False, known=0, regular=0.0)
    known = max(count_known(row, wishes) for row in rows[:SAMPLE_ROWS])
    fits = any(is_header(row, wishes) for row in rows[:SAMPLE_ROWS])
    commonest = Counter(map(len, rows)).most_common(1)[0][1]
    return _Score(fits=fits, known=known, regular=commonest / len(records))
