"""Pages that show answer tables without text become keys, cell by cell, or findings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from cgq.exam.key.names import names_above
from cgq.exam.key.pictured.page import page_of
from cgq.exam.key.pictured.tables import read_page
from cgq.exam.model import Key, KeyAnswer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cgq.exam.geometry import Line, Sheet
    from cgq.exam.key.pictured.page import Page
    from cgq.exam.key.pictured.tables import ReadCell, ReadTable
    from cgq.exam.model import BBox

_HEADING_LINES = 3
_FEWEST_OF_ALL = 4


@dataclass(frozen=True, slots=True)
class Pictured:
    """The keys of a document's pictures and outlines, the pages that they are on, and the lines above them that
    tell what they are for (by index)."""

    keys: tuple[Key, ...] = ()
    pages: frozenset[int] = frozenset()
    headings: frozenset[int] = frozenset()


def read_pictures(sheets: Sequence[Sheet], lines: Sequence[Line]) -> Pictured:
    """The keys on the sheets that come with dots. `lines` are what text there is: it tells what a table is for.

    Words in a picture are not read. Tables without a heading of text are told apart by their order alone.
    """
    keys: list[Key] = []
    pages: set[int] = set()
    headings: set[int] = set()
    for sheet in sheets:
        page = page_of(sheet.dots) if sheet.dots is not None else None
        if page is None:
            continue
        for table, heading in _under_headings(page, read_page(page.ink, page.scale), _of(lines, sheet.number)):
            keys.append(_key(page, sheet, table, [lines[index].text for index in heading]))
            pages.add(sheet.number)
            headings.update(heading)
    return Pictured(tuple(keys), frozenset(pages), frozenset(headings))


def _of(lines: Sequence[Line], page: int) -> dict[int, Line]:
    return {index: line for index, line in enumerate(lines) if line.page == page}


def _under_headings(
    page: Page, tables: Sequence[ReadTable], lines: Mapping[int, Line]
) -> list[tuple[ReadTable, list[int]]]:
    """Each table with the lines of text (by index) between the table before it and itself."""
    above = 0.0
    under: list[tuple[ReadTable, list[int]]] = []
    heading: list[int] = []
    for table in tables:
        box = page.printed(table.box)
        if box[1] >= above:
            heading = [n for n, line in lines.items() if above <= line.box[1] and line.box[3] <= box[1] + 2]
            above = box[3]
        under.append((table, heading[-_HEADING_LINES:]))
    return under


def _key(page: Page, sheet: Sheet, table: ReadTable, heading: Sequence[str]) -> Key:
    most = max((n for cell in table.cells for n in cell.options), default=0)
    source: Literal["picture", "outline"] = "picture" if _in_picture(sheet, page.printed(table.box)) else "outline"
    names = names_above(list(heading))
    return Key(
        answers=tuple(_answer(cell, sheet.number, page.printed(cell.box), most) for cell in table.cells),
        form=names.form if table.forms == 1 else None,
        session=names.session,
        subject=names.subject,
        read_from=source,
    )


def _answer(cell: ReadCell, page: int, bbox: BBox, most: int) -> KeyAnswer:
    accepted = tuple(sorted(cell.options))
    every = len(accepted) >= max(_FEWEST_OF_ALL, most)
    return KeyAnswer(number=cell.number, accepted=accepted, mode="void" if every else "any", page=page, bbox=bbox)


def _in_picture(sheet: Sheet, box: BBox) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return any(b[0] <= x <= b[2] and b[1] <= y <= b[3] for b in sheet.pictures)
