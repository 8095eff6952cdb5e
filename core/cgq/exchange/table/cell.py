"""A cell of a table: text, or what a spreadsheet holds otherwise, with the text that it shows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from cgq.exchange.importing.faults import Fault

MOST_CHARACTERS = 100_000
"""The longest text of a cell, in characters: three times what a cell of a spreadsheet holds (32,767: Excel
specifications and limits)."""

_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")
_LINE_ENDS = re.compile("\r\n?|\x0b|\x0c")
"""What becomes a line break: also the vertical tab and the form feed that word processors leave in a cell."""

Kind = Literal["number", "percent", "date", "flag", "error", "formula", "unknown"]


@dataclass(frozen=True, slots=True)
class Special:
    """A cell that is no text: what it is, the text that it shows, and its number where it is one.

    `formula` is one without a stored value, `unknown` a number whose format is not understood, so that what the cell
    shows is not known.
    """

    kind: Kind
    shown: str
    value: float = 0.0


Cell = str | Special


def is_empty(cell: Cell) -> bool:
    """Does the cell show nothing?"""
    return isinstance(cell, str) and not cell.strip()


def text_of(cell: Cell) -> str:
    """The text of a cell as it shows it, without whitespace around it.

    Raises Fault: cell_error, no_value, unknown_format, cell_too_large, control_character.
    """
    if isinstance(cell, Special):
        _refuse_unshown(cell)
        return cell.shown.strip()
    return checked(cell.strip())


def checked(text: str) -> str:
    """A text with its line breaks as the bank has them. Raises Fault: cell_too_large, control_character."""
    if len(text) > MOST_CHARACTERS:
        raise too_large(len(text))
    text = _LINE_ENDS.sub("\n", text)
    control = _CONTROL.search(text)
    if control:
        message = f"It holds the control character U+{ord(control[0]):04X}, which no paper prints"
        raise Fault("control_character", message, "Take it out.")
    return text


def plain_of(cell: Cell) -> str:
    """The text of a cell that should be a number or a sign: of a number its digits, however it is shown.

    Raises Fault, besides those of `text_of`: not_text for a date, a percentage or a truth value.
    """
    if isinstance(cell, str):
        return text_of(cell)
    if cell.kind in ("number", "unknown"):
        return str(int(cell.value)) if cell.value.is_integer() else repr(cell.value)
    _refuse_unshown(cell)
    name = {"date": "a date", "percent": "a percentage", "flag": "a truth value"}[cell.kind]
    hint = "The spreadsheet made that of what was typed. Format the column as text, then type it again."
    raise Fault("not_text", f"The cell holds {name}, {cell.shown}", hint)


def too_large(length: int) -> Fault:
    """A cell with more characters than any question has."""
    message = f"It has {length:,} characters or more; at most {MOST_CHARACTERS:,} are read"
    return Fault("cell_too_large", message, "Look for a quote that is never closed, or shorten it.")


def _refuse_unshown(cell: Special) -> None:
    if cell.kind == "error":
        raise Fault("cell_error", f"The cell shows the error {cell.shown}", "Mend its formula.")
    if cell.kind == "formula":
        hint = "Open the file in a spreadsheet program and save it, so that values are stored."
        raise Fault("no_value", "The cell holds a formula without a stored value", hint)
    if cell.kind == "unknown":
        hint = "Format the cell as text or as a number."
        raise Fault("unknown_format", f"How the cell shows the number {cell.shown} is not known", hint)
