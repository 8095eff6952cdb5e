"""Keys: the forms of one exam have as many questions, and tables that are pictures stand in pictures alike."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from cgq.counting import counted
from cgq.exam.findings import KEY_UNREAD
from cgq.exam.key.names import names_above
from cgq.exam.model import Finding
from cgq.exam.tally import start_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cgq.exam.geometry import Line, Sheet
    from cgq.exam.model import BBox, Key

_ALIKE = 0.1
_LONGEST_NAME = 8
_MOST_LISTED = 10
"""Numbers that a finding lists."""
_SMALLEST = (100.0, 40.0)


def uneven_forms(keys: Sequence[Key]) -> Iterator[Finding]:
    """A finding for each key that answers fewer numbers than that of another form of its exam."""
    forms: dict[tuple[str | None, str | None], list[Key]] = defaultdict(list)
    for key in keys:
        if key.form is not None and key.answers:
            forms[key.session, key.subject].append(key)
    for alike in forms.values():
        longest = max(alike, key=lambda k: len(k.answers))
        for key in alike:
            if key.form != longest.form and len(key.answers) < len(longest.answers):
                fewer = f"{counted(len(key.answers), 'number')} of form {key.form}"
                counts = f"{fewer}, {len(longest.answers)} of {longest.form}"
                message = f"the key answers {counts}: look whether a row of it is lost"
                yield Finding(code=KEY_UNREAD, message=message, page=key.answers[0].page)


def holed_keys(keys: Sequence[Key]) -> Iterator[Finding]:
    """A finding for each key without a question between its numbers, or with numbers that begin where none does.

    The tables of one form and session count as one: a key may be printed in parts.
    """
    alike: dict[tuple[str | None, str | None], list[Key]] = defaultdict(list)
    for key in keys:
        if key.answers:
            alike[key.form, key.session].append(key)
    for parts in alike.values():
        answered = {a.number for key in parts for a in key.answers}
        missing = sorted(set(range(start_of(min(answered)), max(answered))) - answered)
        if missing:
            page = min((a for key in parts for a in key.answers), key=lambda a: a.number).page
            which = ", ".join(map(str, missing[:_MOST_LISTED])) + (" …" if len(missing) > _MOST_LISTED else "")
            message = f"no answer to question {which} was read in this key: look whether a row of it is lost"
            yield Finding(code=KEY_UNREAD, message=message, page=page)


def unread_forms(keys: Sequence[Key], lines: Sequence[Line], taken: frozenset[int]) -> Iterator[Finding]:
    """A finding for each form that a line of its own names beside the keys of other forms, and that has no key;
    `taken` are the indexes of the lines that are in tables."""
    forms = {key.form for key in keys} - {None}
    if not forms:
        return
    for index, line in enumerate(lines):
        form = names_above([line.text]).form if len(line.text) <= _LONGEST_NAME and index not in taken else None
        if form is not None and form not in forms:
            forms.add(form)
            message = f"“{line.text.strip()}” stands here and no answers of form {form} were read: look below it"
            yield Finding(code=KEY_UNREAD, message=message, page=line.page)


def unread_pictures(keys: Sequence[Key], sheets: Sequence[Sheet]) -> Iterator[Finding]:
    """A finding for each picture without a key that is as wide as one on its page that holds one."""
    cells: dict[int, list[BBox]] = defaultdict(list)
    for cell in (c for k in keys if k.read_from == "picture" for c in k.answers):
        if cell.page is not None and cell.bbox is not None:
            cells[cell.page].append(cell.bbox)
    for sheet in sheets:
        told = [any(_holds(picture, cell) for cell in cells[sheet.number]) for picture in sheet.pictures]
        read = [p for p, holds in zip(sheet.pictures, told, strict=True) if holds]
        for picture, holds in zip(sheet.pictures, told, strict=True):
            if not holds and _is_large(picture) and any(_as_wide(picture, other) for other in read):
                message = "one picture of an answer table was read, another like it was not: look at it"
                yield Finding(code=KEY_UNREAD, message=message, page=sheet.number)


def _holds(picture: BBox, cell: BBox) -> bool:
    x, y = (cell[0] + cell[2]) / 2, (cell[1] + cell[3]) / 2
    return picture[0] <= x <= picture[2] and picture[1] <= y <= picture[3]


def _is_large(picture: BBox) -> bool:
    return picture[2] - picture[0] >= _SMALLEST[0] and picture[3] - picture[1] >= _SMALLEST[1]


def _as_wide(picture: BBox, other: BBox) -> bool:
    wide, usual = picture[2] - picture[0], other[2] - other[0]
    return abs(wide - usual) <= _ALIKE * usual
