"""Attempts as JSON Lines: one object a line, with the names of columns as keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO, cast

from cgq.exam.printable import printable
from cgq.exchange.attempts import columns
from cgq.exchange.attempts.texts import changed, open_text
from cgq.exchange.importing.faults import LONGEST_QUOTE, Fault
from cgq.exchange.importing.read_limits import cannot_read
from cgq.exchange.jsonl.json_line import MOST_LINE, decode_line
from cgq.exchange.table.cell import checked, too_large

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from cgq.exchange.table.encoding import Encoding

MOST_UNKNOWN = 12  # keys; chosen
"""Keys that are not known and are named."""


def object_cells(
    path: Path, encoding: Encoding, note: Callable[[str], None]
) -> Iterator[tuple[int, dict[str, str] | Fault]]:
    """Each line with something on it, by its number, by our names of columns; or what is wrong with it."""
    unknown: dict[str, None] = {}
    number = 0
    with open_text(path, encoding, newline="\n") as file:
        try:
            while line := file.readline(MOST_LINE):
                number += 1
                if not line.endswith("\n") and len(line) >= MOST_LINE:
                    yield number, too_large(MOST_LINE)
                    _skip_line(file)
                elif line.strip():
                    yield number, _object(line, unknown)
        except UnicodeDecodeError as error:
            raise changed() from error
        except OSError as error:
            raise cannot_read(error) from error
    columns.note_unknown(list(unknown), note)


def _skip_line(file: TextIO) -> None:
    while piece := file.readline(MOST_LINE):
        if piece.endswith("\n"):
            return


def _object(line: str, unknown: dict[str, None]) -> dict[str, str] | Fault:
    try:
        value = decode_line(line)
        found: dict[str, str] = {}
        for key in columns.passed_over(value):
            if len(unknown) < MOST_UNKNOWN:
                unknown.setdefault(key)
        for key, given in value.items():
            name = columns.name_of(key)
            if name in found:
                return Fault("two_columns", f"Two keys are {name}", "Delete one.", column=name)
            if name is not None:
                found[name] = checked(_json_text(key, given).strip())
    except Fault as fault:
        return fault
    return found


def _json_text(key: str, given: object) -> str:
    """A value as the cell of a table has it; a list gives its items, as `chosen` may be one."""
    if given is None:
        return ""
    if isinstance(given, list):
        return ",".join(_json_text(key, item) for item in cast("list[object]", given))
    if isinstance(given, bool) or not isinstance(given, str | int | float):
        shown = printable(key, LONGEST_QUOTE)
        raise Fault("bad_value", f"{shown} is no text, number or list", "Write one of these.", column=shown)
    return str(int(given)) if isinstance(given, float) and given.is_integer() else str(given)
