"""Pages that show answer tables without text become keys, cell by cell, or findings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from cgq.exam.key.names import names_above
from cgq.exam.key.pictured.named import name_in
from cgq.exam.key.pictured.page import page_of
from cgq.exam.key.pictured.strip import lines_in
from cgq.exam.key.pictured.tables import read_page
from cgq.exam.model import Key, KeyAnswer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cgq.exam.geometry import Line, Sheet
    from cgq.exam.key.pictured.named import DrawnName
    from cgq.exam.key.pictured.page import Page
    from cgq.exam.key.pictured.tables import ReadCell, ReadTable
    from cgq.exam.model import BBox

_HEADING_LINES = 3
_STRIP_LINES = 4
"""How many drawn lines above a table may name it: a title, a name, a subject and the heads of columns."""
_OVERHANG = 40.0
"""How far a name may begin or end beside its table, in points."""
_FEWEST_OF_ALL = 4


@dataclass(frozen=True, slots=True)
class Pictured:
    """The keys of a document's pictures and outlines, the pages that they are on, and the lines (by index) above them
    that tell what they are for, and those that lie over them: what a recogniser made of their cells."""

    keys: tuple[Key, ...] = ()
    pages: frozenset[int] = frozenset()
    headings: frozenset[int] = frozenset()
    covered: frozenset[int] = frozenset()


def read_pictures(sheets: Sequence[Sheet], lines: Sequence[Line]) -> Pictured:
    """The keys on the sheets that come with dots. `lines` are what text there is: it tells what a table is for.

    Of the words in a picture only the session and the form above a table are read, from their shapes.
    """
    keys: list[Key] = []
    pages: set[int] = set()
    headings: set[int] = set()
    covered: set[int] = set()
    for sheet in sheets:
        page = page_of(sheet.dots) if sheet.dots is not None else None
        if page is None:
            continue
        tables = read_page(page.ink, page.scale)
        printed = _of(lines, sheet.number)
        for table, heading in _under_headings(page, tables, printed):
            name = _drawn_name(page, table, tables, printed.values())
            keys.append(_key(page, sheet, table, [lines[index].text for index in heading], name))
            pages.add(sheet.number)
            headings.update(heading)
            covered.update(_inside(page.printed(table.area), printed))
    return Pictured(tuple(keys), frozenset(pages), frozenset(headings), frozenset(covered))


def _of(lines: Sequence[Line], page: int) -> dict[int, Line]:
    return {index: line for index, line in enumerate(lines) if line.page == page}


def _inside(area: BBox, lines: Mapping[int, Line]) -> list[int]:
    """The lines (by index) whose middle lies in an area."""
    middles = {n: ((line.box[0] + line.box[2]) / 2, (line.box[1] + line.box[3]) / 2) for n, line in lines.items()}
    return [n for n, (x, y) in middles.items() if area[0] <= x <= area[2] and area[1] <= y <= area[3]]


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


def _drawn_name(page: Page, table: ReadTable, tables: Sequence[ReadTable], printed: Iterable[Line]) -> DrawnName:
    """What the picture itself names right above a table, the lines of text aside."""
    x0, y0, x1, _ = table.area
    above = [t.area[3] for t in tables if t.area[3] <= y0 and t.area[0] < x1 and t.area[2] > x0]
    adjacent = [t.area for t in tables if t.area[1] < y0 + 1 and t.area[3] > y0 and t.area != table.area]
    left = max((a[2] for a in adjacent if a[2] <= x0), default=x0 - round(_OVERHANG * page.scale))
    right = min((a[0] for a in adjacent if a[0] >= x1), default=x1 + round(_OVERHANG * page.scale))
    text = [line.box for line in printed]
    strip = lines_in(page.ink, (left, max(above, default=0), right, y0), page.scale)
    drawn = [line for line in strip[-_STRIP_LINES:] if not _is_text(page.printed(line.box), text)]
    return name_in(page.ink, drawn, table.digits)


def _is_text(box: BBox, text: Iterable[BBox]) -> bool:
    """Whether a drawn line is where a line of text is."""
    y = (box[1] + box[3]) / 2
    return any(b[1] <= y <= b[3] and b[0] < box[2] and b[2] > box[0] for b in text)


def _key(page: Page, sheet: Sheet, table: ReadTable, heading: Sequence[str], drawn: DrawnName) -> Key:
    most = max((n for cell in table.cells for n in cell.options), default=0)
    source: Literal["picture", "outline"] = "picture" if _in_picture(sheet, page.printed(table.box)) else "outline"
    names = names_above(list(heading))
    form, session = (names.form, drawn.form) if table.forms == 1 else (None, None), (names.session, drawn.session)
    read = [what for what, (text, shape) in (("form", form), ("session", session)) if not text and shape]
    return Key(
        answers=tuple(_answer(cell, sheet.number, page.printed(cell.box), most) for cell in table.cells),
        form=form[0] or form[1],
        session=session[0] or session[1],
        subject=names.subject,
        read_from=source,
        named_by_shape=tuple(read),
        name_unread=not drawn.is_whole or table.forms > 1,
    )


def _answer(cell: ReadCell, page: int, bbox: BBox, most: int) -> KeyAnswer:
    accepted = tuple(sorted(cell.options))
    every = len(accepted) >= max(_FEWEST_OF_ALL, most)
    return KeyAnswer(number=cell.number, accepted=accepted, mode="void" if every else "any", page=page, bbox=bbox)


def _in_picture(sheet: Sheet, box: BBox) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return any(b[0] <= x <= b[2] and b[1] <= y <= b[3] for b in sheet.pictures)
