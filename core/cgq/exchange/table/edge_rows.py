"""A file of edges between concepts: CSV as spreadsheets write it, or JSON Lines; and how one is written.

The columns are `kind`, `from`, `to`, `status`, and as they are wished `strength` and `note`; others are passed over,
such as those that a list for people has besides.
"""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast, get_args

from cgq.counting import counted
from cgq.errors import InputFailed
from cgq.exam.findings import TOO_LARGE
from cgq.exam.printable import printable
from cgq.exchange.importing.faults import LONGEST_QUOTE, Fault
from cgq.exchange.importing.read_limits import cannot_read
from cgq.exchange.table.delimited import read_records
from cgq.exchange.table.delimiter import named_delimiter
from cgq.exchange.table.encoding import find_encoding
from cgq.exchange.text.text_mark import mark, unmark
from cgq.graph.edges import Kind, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

COLUMNS = ("kind", "from", "to", "status", "strength", "note", "evidence", "decided_by")
"""What a file of ours has; the last two are for people, and an import passes them over."""

NEEDED = ("kind", "from", "to", "status")
MOST_BYTES = 50_000_000
"""Bytes of a file: some 500,000 edges, more than any bank has concepts to join."""

MOST_NAME = 1_000
"""Characters of a concept's name, the same as of a search."""

MOST_NOTE = 10_000
"""Characters of a note: some pages."""

_OTHERS = {
    "종류": "kind",
    "relation": "kind",
    "source": "from",
    "before": "from",
    "앞": "from",
    "target": "to",
    "after": "to",
    "뒤": "to",
    "상태": "status",
    "세기": "strength",
    "메모": "note",
}
"""What else a column may be called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgeRow:
    """A row: the names of both concepts as they are written. `line` counts rows from 1, the header among them.

    Where the file has such a column, an empty note is "", and an empty strength clears what was given; None leaves it.
    """

    line: int
    kind: Kind
    source: str
    target: str
    status: Status
    strength: float | None = None
    note: str | None = None
    clears_strength: bool = False

    @property
    def ends(self) -> tuple[str, str]:
        """The names of both."""
        return self.source, self.target


@dataclass(frozen=True, slots=True)
class EdgeFault:
    """A row that says no edge: why, and what to do."""

    line: int
    code: str
    message: str
    hint: str


def read_edges(
    path: Path, note: Callable[[str], None], unsaid: Mapping[str, str] | None = None
) -> Iterator[EdgeRow | EdgeFault]:
    """The rows of a file, in its order; `unsaid` is the kind and the status of rows that have none.

    Raises InputFailed for a file that cannot be read or has no such columns.
    """
    unsaid = unsaid or {}
    refuse_large_edges(path)
    encoding = find_encoding(path, note)
    try:
        with path.open(encoding=encoding.codec, newline="") as file:
            text = file.read()
    except OSError as error:
        raise cannot_read(error) from error
    rows = _lines(text) if text.lstrip()[:1] == "{" else _records(text, unsaid)
    for line, given in rows:
        yield given if isinstance(given, EdgeFault) else edge_row_of(line, given, unsaid)


def refuse_large_edges(path: Path) -> None:
    """Raise InputFailed for a file of more than MOST_BYTES, or one that cannot be looked at."""
    try:
        size = path.stat().st_size
    except OSError as error:
        raise cannot_read(error) from error
    if size > MOST_BYTES:
        message = f"The file has {size:,} bytes; at most {MOST_BYTES:,} are read"
        raise InputFailed(message, code=TOO_LARGE, hint="Split the file.")


def edge_row_of(line: int, given: Mapping[str, Any], unsaid: Mapping[str, str]) -> EdgeRow | EdgeFault:
    """An edge by the names of the columns, or what is wrong with it; `unsaid` is what it has where it has nothing."""
    filled = {**given, **{name: value for name, value in unsaid.items() if not given.get(name)}}
    try:
        return _row(line, filled)
    except Fault as fault:
        return EdgeFault(line, fault.code, fault.message, fault.hint)


def _lines(text: str) -> Iterator[tuple[int, Mapping[str, Any] | EdgeFault]]:
    """The objects of JSON Lines, by line."""
    for line, written in enumerate(text.split("\n"), 1):
        if not written.strip():
            continue
        try:
            value = json.loads(written)
        except (ValueError, RecursionError):
            value = None
        if isinstance(value, dict):
            pairs = [(column_named(key), one) for key, one in cast("dict[str, Any]", value).items()]
            twice = _twice(name for name, _ in pairs)
            fault = EdgeFault(line, "two_columns", f"The line gives {twice} twice", "Give it once.")
            yield line, fault if twice else dict(pairs)
        else:
            yield line, EdgeFault(line, "bad_json", "The line is no JSON object", "Write one object a line.")


def _records(text: str, unsaid: Mapping[str, str]) -> Iterator[tuple[int, Mapping[str, Any] | EdgeFault]]:
    """The rows of a table, by their number, each by the names of its columns."""
    first = text.split("\n", 1)[0] + "\n"
    sign = named_delimiter(first)
    skipped = 0 if sign is None else 1
    text = text if sign is None else text[len(first) :]
    records = read_records(io.StringIO(text, newline=""), sign or _delimiter(text), 1 + skipped)
    names: list[str] | None = None
    for record in records:
        if record.fault is not None:
            fault = record.fault
            yield record.number, EdgeFault(record.number, fault.code, fault.message, fault.hint)
        elif not any(cell.strip() for cell in record.cells):
            continue
        elif names is None:
            names = _header(record.cells, unsaid)
        else:
            yield record.number, dict(zip(names, map(unmark, record.cells), strict=False))
    if names is None:
        raise _no_header(())


def _delimiter(text: str) -> str:
    """Comma, semicolon or tab: what makes most known columns of the header."""
    header = next((line for line in text.splitlines() if line.strip()), "")
    return max(",;\t", key=lambda sign: sum(column_named(cell) in COLUMNS for cell in _cells(header, sign)))


def _cells(line: str, sign: str) -> list[str]:
    return [cell.strip().strip('"') for cell in line.split(sign)]


def _header(cells: Iterable[str], unsaid: Mapping[str, str]) -> list[str]:
    names = [column_named(cell) for cell in cells]
    if not set(NEEDED) <= {*names, *unsaid}:
        raise _no_header([*names, *unsaid])
    if twice := _twice(names):
        hint = f"Leave one of them: {twice} may also be called {_others(twice)}."
        raise InputFailed(f"The file has two columns for {twice}", code="two_columns", hint=hint)
    return names


def _twice(names: Iterable[str]) -> str:
    """The first of our columns that comes twice, "" where none does."""
    counts = Counter(names)
    return next((name for name in COLUMNS if counts[name] > 1), "")


def _others(name: str) -> str:
    return ", ".join(other for other, meant in _OTHERS.items() if meant == name)


def _no_header(names: Iterable[str]) -> InputFailed:
    missing = [name for name in NEEDED if name not in names]
    hint = "Say it with --kind and --status, or begin with such a file: `cgq graph export --output edges.csv`"
    return InputFailed(f"The file has no column {', '.join(missing)}", code="no_columns", hint=hint)


def column_named(heading: str) -> str:
    """Which of our columns a heading means; any other as it is, in small letters without spaces."""
    folded = "".join(unicodedata.normalize("NFKC", heading).casefold().split())
    return _OTHERS.get(folded, folded)


def _row(line: int, given: Mapping[str, Any]) -> EdgeRow:
    """Raises Fault."""
    strength = _text(given, "strength", 50)
    note = _text(given, "note", MOST_NOTE)
    return EdgeRow(
        line=line,
        kind=_one_of(_text(given, "kind", MOST_NAME), "kind", get_args(Kind)),
        source=_name(given, "from"),
        target=_name(given, "to"),
        status=_one_of(_text(given, "status", MOST_NAME), "status", get_args(Status)),
        strength=_share(strength) if strength else None,
        note=note if "note" in given else None,
        clears_strength="strength" in given and not strength,
    )


def _text(given: Mapping[str, Any], name: str, most: int) -> str:
    value = given.get(name)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise Fault("bad_value", f"The {name} is no text", "Write one text or number.", column=name)
    text = str(value).strip()
    if len(text) > most:
        hint = f"It may have {most:,}."
        raise Fault("too_long", f"The {name} has {counted(len(text), 'character')}", hint, column=name)
    return text


def _name(given: Mapping[str, Any], name: str) -> str:
    text = _text(given, name, MOST_NAME)
    if not text:
        raise Fault("no_concept", f"The column {name} names no concept", "Write its name, or leave the row out.")
    return text


def _one_of(text: str, name: str, known: tuple[Any, ...]) -> Any:
    folded = text.casefold()
    if folded in known:
        return folded
    shown = printable(text, LONGEST_QUOTE) if text else "nothing"
    raise Fault(f"bad_{name}", f"The {name} is {shown}", f"Write one of {', '.join(known)}.", column=name)


def _share(text: str) -> float:
    try:
        value = float(text.replace(",", ".") if "." not in text else text)  # half of Europe writes 0,5
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:  # also where it is not a number
        raise Fault("bad_strength", f"The strength is {printable(text, LONGEST_QUOTE)}", "Write a number from 0 to 1.")
    return value


def csv_lines(rows: Iterable[Mapping[str, object]]) -> Iterator[str]:
    """The rows as CSV for spreadsheets: with a byte order mark, every cell quoted, and none that could be run."""
    yield "\ufeff" + _line(COLUMNS)
    for row in rows:
        yield _line([mark("" if row[name] is None else str(row[name])) for name in COLUMNS])


def json_lines(rows: Iterable[Mapping[str, object]]) -> Iterator[str]:
    """The rows as JSON Lines."""
    for row in rows:
        yield json.dumps({name: row[name] for name in COLUMNS}, ensure_ascii=False) + "\n"


def _line(cells: Iterable[str]) -> str:
    written = io.StringIO(newline="")
    csv.writer(written, quoting=csv.QUOTE_ALL).writerow(list(cells))
    return written.getvalue()
