"""Rows as text: aligned columns for a person, tab-separated values for a program."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from cgq_cli.render.text import escape, fit, pad, width
from cgq_cli.render.times import moment, relative, span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

GAP = "  "
LEAST = 8
"""No column is made narrower than this; a terminal that is narrower still wraps."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the key of its value in a row, and how that value is read.

    `number`: stands right. `time`: milliseconds since the epoch, shown as an age and in TSV as RFC
    3339. `span`: seconds, shown as `1h 30m` and in TSV as a number. `gives` marks the columns that
    are cut when the terminal is too narrow.
    """

    key: str
    kind: Literal["text", "number", "time", "span"] = "text"
    title: str | None = None
    gives: bool = False

    @property
    def head(self) -> str:
        """What stands above the column."""
        return self.title or self.key


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """For whom a table is drawn. `columns` is the terminal's width, None off a terminal."""

    columns: int | None
    now: int = 0
    ascii_only: bool = False


def table(columns: Sequence[Column], rows: Sequence[Mapping[str, object]], layout: Layout) -> Iterator[str]:
    """The lines of a table: aligned and cut to the width, or TSV with a header and nothing cut."""
    if layout.columns is None:
        return tsv(columns, rows)
    return _aligned(columns, rows, layout, layout.columns)


def tsv(columns: Sequence[Column], rows: Sequence[Mapping[str, object]]) -> Iterator[str]:
    """Tab-separated values with the keys as header; a tab or a line break in a value is `\\t`, `\\n`."""
    yield "\t".join(column.key for column in columns)
    for row in rows:
        yield "\t".join(escape(_plain(column, row.get(column.key))) for column in columns)


def _aligned(
    columns: Sequence[Column], rows: Sequence[Mapping[str, object]], layout: Layout, room: int
) -> Iterator[str]:
    cells = [[escape(_humane(column, row.get(column.key), layout.now)) for column in columns] for row in rows]
    widths = [
        max([width(column.head), *(width(line[place]) for line in cells)]) for place, column in enumerate(columns)
    ]
    _shrink(widths, columns, room)
    for line in ([column.head for column in columns], *cells):
        fitted = (
            pad(fit(cell, most, ascii_only=layout.ascii_only), most, right=column.kind in ("number", "span"))
            for cell, most, column in zip(line, widths, columns, strict=True)
        )
        yield GAP.join(fitted).rstrip()


def _shrink(widths: list[int], columns: Sequence[Column], room: int) -> None:
    """Take what is too much from the widest of the columns that give."""
    excess = sum(widths) + len(GAP) * (len(widths) - 1) - room
    givers = [place for place, column in enumerate(columns) if column.gives]
    while excess > 0:
        wide = [place for place in givers if widths[place] > LEAST]
        if not wide:
            return
        widths[max(wide, key=lambda place: widths[place])] -= 1
        excess -= 1


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
