"""Rows as text: aligned columns or records for a person, tab-separated values for a program."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from cgq_cli.render.names import fit_names, short_names
from cgq_cli.render.prose import pairs
from cgq_cli.render.text import escape, fit, pad, width
from cgq_cli.render.times import moment, relative, span
from cgq_cli.render.widths import GAP, Wish, allocate

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    Rows = Sequence[Mapping[str, object]]

NARROW = 60
"""Columns of a terminal below which a table that has to be cut becomes records: less than two texts of eight Hangul
with four short columns, which is what the narrowest list needs."""

MOST_LINES = 3
"""Lines that a value of a record takes at most: what is cut off stands in the answer about that one thing."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the key of its value in a row, how that value is read, and what it does where there is little room.

    `number`: aligned on the right. `time`: milliseconds since the epoch, shown as an age and in TSV as RFC 3339.
    `span`: seconds, shown as `1h 30m` and in TSV as a number. `name`: cut in its middle, for names of one
    family begin alike. `path`: a name that is shown without the folders that nobody needs to tell it from others.

    `main` is what the list is for: it gets the room that is left. `gives` marks a column that is cut before it;
    `least` is how much of it is worth more than a spare column, in columns of the terminal.
    `varies`: left out at a terminal where all rows have the same value. `spare`: left out where there is no room for
    it, the highest first, 1 only after the others have been cut; 0 is never left out. `known`: the person who asked
    named it, so it is not repeated. `asks`: a count of what asks for a person; it is left out at a terminal where all
    are zero, and never otherwise.
    """

    key: str
    kind: Literal["text", "number", "time", "span", "name", "path"] = "text"
    title: str | None = None
    gives: bool = False
    main: bool = False
    varies: bool = False
    spare: int = 0
    least: int = 0
    known: bool = False
    asks: bool = False

    @property
    def head(self) -> str:
        """The column's heading at a terminal; in TSV it is the key."""
        return self.title or self.key


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """For whom a table is drawn. `columns` is the terminal's width, None off a terminal."""

    columns: int | None
    now: int = 0
    ascii_only: bool = False


def knowing(columns: Sequence[Column], keys: Collection[str]) -> tuple[Column, ...]:
    """The columns, of which those with these keys are known to the person who asked."""
    return tuple(replace(column, known=True) if column.key in keys else column for column in columns)


def table(columns: Sequence[Column], rows: Rows, layout: Layout) -> Iterator[str]:
    """The lines of a table: never wider than the terminal, or TSV with a header, all columns and nothing cut.

    Below NARROW columns, a table that does not fit whole is a record for each row.
    """
    if layout.columns is None:
        return tsv(columns, rows)
    shown, cells = _cells(columns, rows, layout)
    wishes = _wishes(shown, cells)
    widths = allocate(wishes, layout.columns)
    is_narrow = layout.columns < NARROW
    if rows and (widths is None or (is_narrow and _cuts(wishes, widths))):
        return _records(shown, cells, layout)
    return _aligned(shown, cells, widths or _natural(wishes), layout)


def aligned(columns: Sequence[Column], rows: Rows, layout: Layout) -> Iterator[str]:
    """The same, a header and one line for each row, however narrow the terminal is: for who writes between them."""
    if layout.columns is None:
        return tsv(columns, rows)
    shown, cells = _cells(columns, rows, layout)
    wishes = _wishes(shown, cells)
    return _aligned(shown, cells, allocate(wishes, layout.columns) or _natural(wishes), layout)


def tsv(columns: Sequence[Column], rows: Rows) -> Iterator[str]:
    """Tab-separated values with the keys as header; a tab or a line break in a value is `\\t`, `\\n`."""
    yield "\t".join(column.key for column in columns)
    for row in rows:
        yield "\t".join(escape(_plain(column, row.get(column.key))) for column in columns)


def _cells(columns: Sequence[Column], rows: Rows, layout: Layout) -> tuple[list[Column], list[list[str]]]:
    """The columns that say something in these rows, and the text of each of their cells, row by row."""
    shown = [column for column in columns if _says_something(column, rows)]
    texts = [_texts(column, [row.get(column.key) for row in rows], layout) for column in shown]
    return shown, [list(line) for line in zip(*texts, strict=True)]


def _says_something(column: Column, rows: Rows) -> bool:
    if column.known or not rows:
        return not column.known
    if column.asks:
        return any(row.get(column.key) for row in rows)
    if not column.varies:
        return True
    values = {_plain(column, row.get(column.key)) for row in rows}
    is_constant = len(values) == 1 and len(rows) > 1
    return not is_constant and values != {""}


def _texts(column: Column, values: Sequence[object], layout: Layout) -> list[str]:
    if column.kind == "path":
        named = short_names({str(value) for value in values if value})
        return [escape(named[str(value)]) if value else "-" for value in values]
    return [escape(_humane(column, value, layout.now)) for value in values]


def _wishes(columns: Sequence[Column], cells: Sequence[Sequence[str]]) -> list[Wish]:
    """How much room each column could use."""
    natural = [max([width(column.head), *(width(line[n]) for line in cells)]) for n, column in enumerate(columns)]
    return [
        Wish(natural=most, main=column.main, gives=column.gives, spare=column.spare, least=column.least)
        for most, column in zip(natural, columns, strict=True)
    ]


def _natural(wishes: Sequence[Wish]) -> dict[int, int]:
    return {n: wish.natural for n, wish in enumerate(wishes)}


def _cuts(wishes: Sequence[Wish], widths: Mapping[int, int]) -> bool:
    """Is anything left out or cut under these widths?"""
    return any(widths.get(n, 0) < wish.natural for n, wish in enumerate(wishes))


def _aligned(
    columns: Sequence[Column], cells: Sequence[Sequence[str]], widths: Mapping[int, int], layout: Layout
) -> Iterator[str]:
    heads = [column.head for column in columns]
    for line in (heads, *zip(*_fitted_columns(columns, cells, widths, layout), strict=True)):
        parts = [_cell(columns[n], line[n], most, layout) for n, most in widths.items()]
        yield fit(GAP.join(parts).rstrip(), layout.columns or 0, ascii_only=layout.ascii_only)


def _fitted_columns(
    columns: Sequence[Column], cells: Sequence[Sequence[str]], widths: Mapping[int, int], layout: Layout
) -> Iterator[list[str]]:
    """The texts of each column, names cut so that they still differ."""
    for n, column in enumerate(columns):
        texts = [line[n] for line in cells]
        if column.kind in ("name", "path") and n in widths:
            fitted = fit_names(set(texts), widths[n], ascii_only=layout.ascii_only)
            texts = [fitted[text] for text in texts]
        yield texts


def _cell(column: Column, text: str, most: int, layout: Layout) -> str:
    return pad(fit(text, most, ascii_only=layout.ascii_only), most, right=column.kind in ("number", "span"))


def _records(columns: Sequence[Column], cells: Sequence[Sequence[str]], layout: Layout) -> Iterator[str]:
    """A block for each row: its values under each other, and an empty line between two."""
    room = layout.columns or 0
    inset = max(width(column.head) for column in columns) + len(GAP)
    most = max(1, MOST_LINES * (room - inset - 1))
    for number, line in enumerate(cells):
        if number:
            yield ""
        values = (fit(text, most, ascii_only=layout.ascii_only) if text != "-" else "" for text in line)
        heads = (pad(column.head, inset - len(GAP)) for column in columns)
        yield from pairs(zip(heads, values, strict=True), room)


def _humane(column: Column, value: object, now: int) -> str:
    if value is None or value == "":
        return "-"
    if column.kind == "time" and isinstance(value, int):
        return relative(value, now)
    if column.kind == "span" and isinstance(value, int | float):
        return span(value)
    return _text(value)


def _plain(column: Column, value: object) -> str:
    if value is None:
        return ""
    if column.kind == "time" and isinstance(value, int):
        return moment(value, humane=False)
    return _text(value)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
