"""The cells of a file of attempts, row by row and by our names of columns: a text with delimiters, JSON Lines, or a
sheet of a workbook, whichever its content is."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from cgq.errors import InputFailed
from cgq.exam.findings import TOO_LARGE
from cgq.exchange.attempts import columns
from cgq.exchange.attempts.objects import object_cells
from cgq.exchange.attempts.sheets import sheet_cells
from cgq.exchange.attempts.texts import changed, open_text
from cgq.exchange.importing.faults import Fault
from cgq.exchange.importing.read_limits import cannot_read
from cgq.exchange.table.cell import checked
from cgq.exchange.table.delimited import read_records
from cgq.exchange.table.delimiter import named_delimiter
from cgq.exchange.table.encoding import find_encoding
from cgq.exchange.table.header import SAMPLE_ROWS
from cgq.exchange.text.text_mark import unmark
from cgq.hints import argument

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
    from pathlib import Path

    from cgq.exchange.table.delimited import Record
    from cgq.exchange.table.encoding import Encoding

MOST_BYTES = 500_000_000
"""Bytes of a file, of an archive when it is unpacked: some five million attempts."""

_SAMPLE = 1 << 16
"""Characters that are looked at for what a text is and for its delimiter: a header and some hundred rows."""

_ZIP = b"PK\x03\x04"
"""How a workbook begins (APPNOTE.TXT 4.3.7)."""

_PDF = b"%PDF"
"""How a PDF begins (ISO 32000-1, 7.5.2)."""

Cells = dict[str, str]


def read_cells(
    path: Path, note: Callable[[str], None], encoding: str | None = None
) -> Iterator[tuple[int, Cells | Fault]]:
    """Each row with something in it, by its number from 1; a row that cannot be read gives its fault.

    The call looks at the file as a whole and raises InputFailed for one that cannot be read or has no such columns.
    What only comes to light behind some rows is raised where it stands.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(len(_ZIP))
    except OSError as error:
        raise cannot_read(error) from error
    if size > MOST_BYTES:
        raise _too_large(size)
    if start == _ZIP:
        return sheet_cells(path, MOST_BYTES, note)
    if start == _PDF:
        raise _is_a_paper(path)
    found = find_encoding(path, note, encoding)
    with open_text(path, found) as text:
        sample = text.read(_SAMPLE)
    if sample.lstrip()[:1] == "{":
        return object_cells(path, found, note)
    return _delimited(path, found, sample, note)


def _too_large(size: int) -> InputFailed:
    message = f"The file has {size:,} bytes; at most {MOST_BYTES:,} are read"
    return InputFailed(message, code=TOO_LARGE, hint="Split the file.")


def _is_a_paper(path: Path) -> InputFailed:
    hint = f"Papers go in with `cgq run {argument(path)}`"
    return InputFailed("This is a PDF, no list of attempts", code="not_attempts", hint=hint)


def _delimited(
    path: Path, encoding: Encoding, sample: str, note: Callable[[str], None]
) -> Iterator[tuple[int, Cells | Fault]]:
    first = sample.split("\n", 1)[0] + "\n"
    named = named_delimiter(first)
    skipped = len(first) if named else 0
    sign = named or _delimiter(sample.splitlines())
    filled = (one for one in _records(path, encoding, skipped, sign) if any(map(str.strip, one.cells)))
    header, names = columns.find_header([(one.number, one.cells) for one in islice(filled, SAMPLE_ROWS)], note)
    return _below(header, names, _records(path, encoding, skipped, sign))


def _delimiter(lines: Sequence[str]) -> str:
    """Comma, semicolon or tab: what makes most known columns of one of the first lines."""

    def known(sign: str) -> int:
        return max((_known(line.split(sign)) for line in lines[:SAMPLE_ROWS]), default=0)

    return max(",;\t", key=known)


def _known(cells: Iterable[str]) -> int:
    return sum(columns.name_of(cell.strip().strip('"')) is not None for cell in cells)


def _records(path: Path, encoding: Encoding, skipped: int, sign: str) -> Generator[Record]:
    with open_text(path, encoding) as file:
        try:
            file.read(skipped)
            yield from read_records(file, sign, 2 if skipped else 1)
        except UnicodeDecodeError as error:
            raise changed() from error
        except OSError as error:
            raise cannot_read(error) from error


def _below(header: int, names: dict[str, int], records: Iterable[Record]) -> Iterator[tuple[int, Cells | Fault]]:
    for record in records:
        if record.number <= header:
            continue
        if record.fault is not None:
            yield record.number, record.fault
        elif any(cell and not cell.isspace() for cell in record.cells):
            yield record.number, _texts(names, record.cells)


def _texts(names: dict[str, int], cells: Sequence[str]) -> Cells | Fault:
    """What a record holds. Only our own files mark texts that a spreadsheet could run; no other id begins so.

    Cells that a short line does not reach are left out, which is not the same as empty ones.
    """
    found: Cells = {}
    for name, index in names.items():
        if index >= len(cells):
            continue
        try:
            found[name] = checked(unmark(cells[index]).strip())
        except Fault as fault:
            return Fault(fault.code, fault.message, fault.hint, column=name)
    return found
