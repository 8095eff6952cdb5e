"""The header of a table: which row it is, and which column is which."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from cgq.errors import InputFailed
from cgq.exam.findings import EMPTY_FILE
from cgq.exam.printable import printable
from cgq.exchange.table import columns
from cgq.hints import Hint, argument, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from cgq.exchange.rows import ReadWishes

SAMPLE_ROWS = 10
"""Among so many rows with content the header is looked for: a title and a remark may stand above it."""

_SETTABLE = frozenset({"answer", "explanation", "year", "session", "concepts", "tags"})
"""What a row can set of a paper's question: bank/change.py Change."""
_SHOWN = 12
"""So many headers are named in a message."""
_UNREAD = "|^~"
"""Signs that separate cells in some exports of databases, and that are not looked for."""
_FEWEST_SIGNS = 2
"""Three cells: what a header of questions with answers has at least; one sign may be part of a name."""
_LONGEST = 40
"""The longest name in a message, in characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """Where each column stands: our name -> its index in a row, and what the file calls it.

    `row` counts as the rows do. `width` is the number of cells up to the last one with a name. `ours`: `cgq export`
    wrote the table, so nothing of its habits is to be found out.
    """

    row: int
    indices: Mapping[str, int]
    headings: Mapping[str, str]
    width: int
    passed_over: tuple[str, ...] = ()
    ours: bool = False


def find_header(rows: Sequence[tuple[int, Sequence[str]]], wishes: ReadWishes, note: Callable[[str], None]) -> Header:
    """The header among the first rows with content, each with its number.

    Raises InputFailed: empty_file, no_header, column_missing, unknown_column, two_columns, ambiguous_column,
    option_gap.
    """
    if not rows:
        raise InputFailed("The file has no rows", code=EMPTY_FILE, hint="Give a file with a header and questions.")
    mapped = resolve_map(wishes.columns)
    found = next((one for one in rows if _fits(one[1], mapped, wishes)), None)
    if found is None:
        raise _no_header(rows, mapped, wishes)
    row, cells = found
    header = _header(row, cells, mapped)
    if found is not rows[0]:
        note(f"The header is row {row}; what stands above it is passed over.")
    if header.passed_over:
        names = _list(header.passed_over)
        note(f"Passed over, for their names are not known: {names}.")
    return header


def count_known(cells: Sequence[str], wishes: ReadWishes) -> int:
    """How many cells of a row are names of columns, by our spellings or by the wishes."""
    wanted = {columns.fold(heading) for heading in wishes.columns.values()}
    return sum(1 for cell in cells if cell.strip() and (columns.name_of(cell) or columns.fold(cell) in wanted))


def is_header(cells: Sequence[str], wishes: ReadWishes) -> bool:
    """Does a row name the columns that an import needs?"""
    return _fits(cells, resolve_map(wishes.columns), wishes)


def _fits(cells: Sequence[str], mapped: Mapping[str, str], wishes: ReadWishes) -> bool:
    """Does a row name the column of the stem, or for a paper's numbers those of the number and of what is set?"""
    names = _names(cells, mapped).values()
    if wishes.answers_only:
        return "number" in names and not _SETTABLE.isdisjoint(names)
    return "stem" in names


def _names(cells: Sequence[str], mapped: Mapping[str, str]) -> dict[int, str]:
    """Our name of each cell that has one; what is mapped goes before what a cell is called."""
    names: dict[int, str] = {}
    for index, cell in enumerate(cells):
        if not cell.strip():
            continue
        name = mapped.get(columns.fold(cell)) or columns.name_of(cell)
        by_wish = columns.fold(cell) in mapped
        if name and (by_wish or name not in mapped.values()):
            names[index] = name
    return names


def _header(row: int, cells: Sequence[str], mapped: Mapping[str, str]) -> Header:
    names = _names(cells, mapped)
    _refuse_missing(cells, mapped)
    _refuse_twice(cells, names)
    _refuse_ambiguous(cells, names)
    _refuse_gap(names)
    return Header(
        row=row,
        indices={name: index for index, name in names.items()},
        headings={name: _short(cells[index]) for index, name in names.items()},
        width=max((index + 1 for index, cell in enumerate(cells) if cell.strip()), default=0),
        ours={columns.fold(cell) for cell in cells}.issuperset(columns.OUR_OWN),
        passed_over=tuple(_short(cell) for index, cell in enumerate(cells) if _is_unknown(index, cell, names)),
    )


def _is_unknown(index: int, cell: str, names: Mapping[int, str]) -> bool:
    return bool(cell.strip()) and index not in names and columns.fold(cell) not in columns.OUR_OWN


def resolve_map(wishes: Mapping[str, str]) -> dict[str, str]:
    """What the file calls a column, folded -> our name.

    Raises InputFailed for a name that is none of ours, and for two names that contradict each other.
    """
    mapped: dict[str, str] = {}
    for ours, theirs in wishes.items():
        name = columns.name_of(ours)
        if name is None:
            near = get_close_matches(ours, columns.names(), n=1)
            hint = f"Did you mean {near[0]}?" if near else f"Names: {', '.join(columns.shown_names())}."
            raise InputFailed(f"{_short(ours)} is no column of an import", code="unknown_column", hint=hint)
        other = mapped.setdefault(columns.fold(theirs), name)
        if other != name:
            message = f"The column {_short(theirs)} was named for {other} and for {name}"
            raise InputFailed(message, code="two_columns", hint="Name it for one of them.")
        if list(mapped.values()).count(name) > 1:
            raise InputFailed(f"Two columns were named for {name}", code="two_columns", hint="Name one of them.")
    return mapped


def _refuse_missing(cells: Sequence[str], mapped: Mapping[str, str]) -> None:
    there = {columns.fold(cell): cell for cell in cells if cell.strip()}
    for theirs, name in mapped.items():
        if theirs not in there:
            near = get_close_matches(theirs, there, n=1)
            meant = f"Did you mean {plain(_short(there[near[0]]))}? " if near else ""
            hint = f"{meant}Its columns are {plain(_list(list(there.values())))}."
            message = f"The file has no column {_short(theirs)}, which was named for {name}"
            raise InputFailed(message, code="column_missing", hint=hint)


def _refuse_twice(cells: Sequence[str], names: Mapping[int, str]) -> None:
    first: dict[str, int] = {}
    for index, name in names.items():
        if name in first:
            one, other = _short(cells[first[name]]), _short(cells[index])
            message = f"Two columns are {name}: {one} (column {first[name] + 1}) and {other} (column {index + 1})"
            alike = columns.fold(one) == columns.fold(other)
            choice = f"Choose one with --map {plain(argument(f'{name}={one}'))}."
            raise InputFailed(message, code="two_columns", hint="Rename or delete one." if alike else choice)
        first[name] = index


def _refuse_ambiguous(cells: Sequence[str], names: Mapping[int, str]) -> None:
    for index, cell in enumerate(cells):
        if index not in names and columns.fold(cell) in columns.ambiguous():
            name = _short(cell)
            message = f"The column {name} can be the boxed statement or a list of all options"
            boxed = f"If it is the box, add --map {plain(argument(f'box={name}'))}."
            hint = f"{boxed} Options stand in a column each: option1, option2 … Rename what is to be passed over."
            raise InputFailed(message, code="ambiguous_column", hint=hint)


def _refuse_gap(names: Mapping[int, str]) -> None:
    for base in columns.NUMBERED:
        numbers = sorted(columns.ordinal_of(name) for name in names.values() if columns.base_of(name) == base)
        missing = next((n for n in range(1, len(numbers) + 1) if n not in numbers), None)
        if missing is not None:
            message = f"There is a column {base}{numbers[-1]} and no column {base}{missing}"
            hint = f"Name it with --map {base}{missing}=NAME, or rename the columns."
            raise InputFailed(message, code="option_gap", hint=hint)


def _no_header(rows: Sequence[tuple[int, Sequence[str]]], mapped: Mapping[str, str], wishes: ReadWishes) -> InputFailed:
    """No row fits: what the likeliest one has, and how to name what is missing."""
    row, cells = max(rows, key=lambda one: len(_names(one[1], mapped)))
    _refuse_missing(cells, mapped)
    wanted = "number and answer (or explanation, concepts, tags)" if wishes.answers_only else "stem"
    found = [_short(cell) for cell in cells if cell.strip()]
    sign = _unread_delimiter(rows)
    if sign:
        hint = f"Separate them by commas, semicolons or tabs; or write sep={sign} as the first line of the text file."
        return InputFailed(f"Cells are separated by {sign}, which is not read", code="no_header", hint=plain(hint))
    message = f"No row names the column{'s' if wishes.answers_only else ''} {wanted}; row {row} has {_list(found)}"
    name = next(iter(found), "NAME")
    near = [cell for cell in found if _is_near(cell)]
    advice = f"Name it with --map {plain(argument(f'stem={near[0] if near else name}'))}"
    if not near and (len(found) == 1 or _looks_like_data(cells)):
        return InputFailed(message, code="no_header", hint=_first_row(wishes))
    if wishes.answers_only:
        advice = "Name them with --map number=NAME --map answer=NAME"
    spelled = ", ".join(dict.fromkeys(spelling for spelling, its in columns.spellings().items() if its == "stem"))
    understood = "" if wishes.answers_only else f" Understood are {spelled}."
    return InputFailed(message, code="no_header", hint=Hint(f"{advice}, or begin with a header.{understood}"))


def _first_row(wishes: ReadWishes) -> str:
    names = "number,answer" if wishes.answers_only else "number,stem,option1,option2,answer"
    return f"Begin with a row that names the columns: {names}"


def _unread_delimiter(rows: Sequence[tuple[int, Sequence[str]]]) -> str | None:
    """The sign that separates what each row has in its only cell, where that is none of those that are read."""
    found = [[cell for cell in cells if cell.strip()] for _, cells in rows]
    if any(len(cells) != 1 for cells in found):
        return None
    return next((sign for sign in _UNREAD if all(cell.count(sign) >= _FEWEST_SIGNS for (cell,) in found)), None)


def _looks_like_data(cells: Sequence[str]) -> bool:
    """Does a row have a cell that no column is called by: a number, or a text as long as a sentence?"""
    return any(cell.strip().isdecimal() or len(cell.strip()) > _LONGEST for cell in cells)


def _is_near(cell: str) -> bool:
    words = [spelling for spelling, name in columns.spellings().items() if name == "stem"]
    folded = columns.fold(cell)
    return bool(get_close_matches(folded, words, n=1)) or any(word in folded for word in words)


def _list(names: Sequence[str]) -> str:
    shown = ", ".join(map(_short, names[:_SHOWN]))
    return f"{shown} and {len(names) - _SHOWN} more" if len(names) > _SHOWN else shown


def _short(name: str) -> str:
    return printable(name.strip(), _LONGEST)
