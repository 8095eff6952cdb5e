"""One page as the converter draws it becomes one that can be shown and read, with notes of what happened to it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from cgq.convert.hwp.page.endnotes import settle_marks
from cgq.convert.hwp.page.fitted import Fit, fit
from cgq.convert.hwp.page.formulas import write_formulas
from cgq.convert.hwp.page.places import SVG, texts_of, without_copies
from cgq.convert.hwp.page.restored import restore_signs
from cgq.convert.hwp.page.safe import HREF, make_safe, parse
from cgq.convert.hwp.page.unfilled import take_off_unfilled
from cgq.counting import counted
from cgq.exam.findings import (
    CONVERTED_FORMULA,
    CONVERTED_LOSS,
    CONVERTED_OVERFLOW,
    CONVERTED_OVERLAP,
    CONVERTED_SYMBOL,
)
from cgq.exam.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cgq.convert.hwp.page.matched import Match

ElementTree.register_namespace("", SVG.strip("{}"))

_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")
"""Characters that Unicode leaves to each font."""
_QUOTED = 80
"""Characters of a page that a finding quotes: a line of a terminal. Chosen."""
_PLACE = ("transform", "x", "y", "width", "height")
"""Attributes by which an element is put where it is."""
_NAME = 16
"""Hexadecimal digits of a picture's name; a document has some thousand pictures at most."""
_MOST_NAMED = 5
"""Characters without a meaning that a finding names. Chosen."""
_POINTS = 0.75
"""Points of a pixel, of which an inch has 96."""
_WORD = 4
"""Characters beyond their place from which on it is reported; fewer are a full stop at the end of a line."""
_FAINT = 3.0
"""Points by which a page may grow without a word: less than half a line."""

Note = tuple[str, str]
"""Code and message of a finding on the page."""


@dataclass(frozen=True, slots=True)
class Made:
    """A page: its drawing, the text in it without shadows, its pictures (a name for each, the same where the same one
    stands in the same place), how many of them cannot be shown, how many formulas (see Written), and what a person
    should know."""

    drawing: bytes
    text: str
    pictures: tuple[str, ...]
    lost_pictures: int
    formulas: tuple[int, int, int]
    notes: tuple[Note, ...]


def make_page(drawing: bytes, formulas: Sequence[Match] = (), notes_begin: Sequence[bool] = ()) -> Made:
    """The page of a drawing, with what each of its formulas was found to be; `notes_begin` tells of each endnote
    whether it begins its paragraph.

    Raises ParseError or ValueError for what is no drawing of a page.
    """
    root = parse(drawing)
    lost_pictures = make_safe(root)
    missing = sum(map(_is_missing, root.iter(f"{SVG}rect")))
    written = write_formulas(root, formulas)
    restore_signs(root)
    settle_marks(root, notes_begin)
    take_off_unfilled(root)
    texts = texts_of(root)
    fitted = fit(root, texts)
    text = "".join(one.text for one in without_copies(texts))
    notes = (*_pictures(lost_pictures, missing), *_formulas(written.as_drawn), *_fits(fitted), *_symbols(text))
    pictures = tuple(_pictures_in(root))
    drawn = ElementTree.tostring(root, encoding="utf-8")
    return Made(drawn, text, pictures, len(lost_pictures) + missing, written, notes)


def _pictures_in(root: ElementTree.Element) -> Iterator[str]:
    """A name of each picture where it stands."""
    waiting = [(root, "")]
    while waiting:
        node, outer = waiting.pop()
        place = "\n".join((outer, *(node.get(name, "") for name in _PLACE)))
        if node.tag == f"{SVG}image":
            yield sha256(f"{place}\n{node.get(HREF, '')}".encode("utf-8", "replace")).hexdigest()[:_NAME]
        elif node.tag in (f"{SVG}g", f"{SVG}svg"):
            waiting += [(child, place) for child in node]


_MISSING = ({"stroke-dasharray": "4", "fill": "#f0f0f0"}, {"stroke-dasharray": "6 3", "stroke-width": "1"})
"""How the converter marks the place of a picture that the file does not hold, and of an object that it cannot draw."""


def _is_missing(rect: ElementTree.Element) -> bool:
    return any(all(rect.get(name) == value for name, value in signs.items()) for signs in _MISSING)


def _pictures(lost: list[str], missing: int) -> list[Note]:
    notes: list[Note] = []
    if lost:
        message = f"{counted(len(lost), 'picture')} cannot be shown: {printable(lost[0], _QUOTED)}"
        notes.append((CONVERTED_LOSS, f"{message}: compare with the original"))
    if missing:
        objects = counted(missing, "picture or other object")
        message = f"{objects} not in the file, or of a kind that cannot be drawn: compare with the original"
        notes.append((CONVERTED_LOSS, message))
    return notes


def _formulas(missed: int) -> list[Note]:
    if not missed:
        return []
    message = (
        f"{counted(missed, 'formula')} drawn and not written, for it is not sure what they mean: compare with the page"
    )
    return [(CONVERTED_FORMULA, message)]


def _fits(fitted: Fit) -> list[Note]:
    notes: list[Note] = []
    right, down = (pixels * _POINTS for pixels in fitted.grown)
    if fitted.lost:
        quoted = printable(fitted.lost, _QUOTED)
        notes.append((CONVERTED_LOSS, f"text lies far outside of the page: “{quoted}”: compare with the original"))
    if fitted.overlaid:
        quoted = printable(fitted.overlaid, _QUOTED)
        notes.append((CONVERTED_OVERLAP, f"text lies over other text: “{quoted}”: compare with the original"))
    if max(right, down) > _FAINT:
        grown = [f"{points:.0f} points {where}" for points, where in ((right, "wider"), (down, "longer")) if points > 0]
        message = f"text runs on beyond the page, which was made {' and '.join(grown)}"
        notes.append((CONVERTED_OVERFLOW, message))
    elif fitted.uncut >= _WORD:
        message = f"{counted(fitted.uncut, 'character')} run on beyond the place they have, and are shown there"
        notes.append((CONVERTED_OVERFLOW, message))
    return notes


def _symbols(text: str) -> list[Note]:
    found = list(dict.fromkeys(_PRIVATE.findall(text)))
    if not found:
        return []
    named = ", ".join(f"U+{ord(char):04X}" for char in found[:_MOST_NAMED])
    more = ", …" if len(found) > _MOST_NAMED else ""
    message = f"characters without a known meaning, of a font of their own: {named}{more}: compare with the original"
    return [(CONVERTED_SYMBOL, message)]
