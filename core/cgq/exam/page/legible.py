"""Whether a file's text can be read at all: scans, pictured keys and garbled fonts are told apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.exam.findings import ANNOTATION_UNREAD, KEY_REFUSED, NEEDS_OCR, NO_QUESTIONS, SUSPECT, UNREAD_PAGE
from cgq.exam.model import Finding
from cgq.exam.nameless import CURE, nameless_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.geometry import Sheet

_FEW_CHARS = 25
_SCANNED_SHARE = 0.5
_PICTURED_PAGE = 0.75
_GARBLED_SHARE = 0.3
_MOST_KEY_PAGES = 3
_RECOGNISE = "let a text recogniser read them"


def illegible(sheets: Sequence[Sheet]) -> tuple[Finding | None, list[Finding]]:
    """The finding that refuses the whole file, or None; and notes about single pages."""
    chars = sum(len(s.glyphs) for s in sheets)
    inked = [s for s in sheets if s.ink]
    blind = [s for s in inked if len(s.glyphs) < _FEW_CHARS and s.pictures]
    if not inked:
        return None, [Finding(code=NO_QUESTIONS, message="every page is blank")]
    if chars < _FEW_CHARS * len(sheets) and _looks_like_pictured_key(blind, len(sheets)):
        message = "the key is a picture that could not be read: give a key with text"
        return None, [Finding(code=KEY_REFUSED, message=message, page=blind[0].number)]
    if len(blind) > _SCANNED_SHARE * len(inked) or (chars < _FEW_CHARS and blind):
        message = f"{len(blind)} of {len(inked)} pages are pictures without text: {_RECOGNISE}"
        return Finding(code=NEEDS_OCR, message=message, page=blind[0].number), []
    if not chars:
        message = f"pages hold drawings but no text: {_RECOGNISE}"
        return Finding(code=NEEDS_OCR, message=message, page=inked[0].number), []
    return None, _notes(sheets, blind)


def garbled(sheets: Sequence[Sheet]) -> Finding | None:
    """The finding that refuses a file of which much has no meaning, unless questions with words are found in it."""
    chars = sum(len(s.glyphs) for s in sheets)
    lost = sum(nameless_in(s.text) for s in sheets)
    if lost <= _GARBLED_SHARE * max(chars, 1):
        return None
    return Finding(code=SUSPECT, message=f"{lost} of {chars} characters have no meaning in the file: {CURE}")


def _looks_like_pictured_key(blind: Sequence[Sheet], pages: int) -> bool:
    """A short file of pictures that leave much of the page free: tables pasted in, not a scan."""
    if not blind or pages > _MOST_KEY_PAGES:
        return False
    return all(_pictured(s) < _PICTURED_PAGE for s in blind)


def _pictured(sheet: Sheet) -> float:
    """The share of a page that its pictures cover; scanners cut pages into strips, so they are added up."""
    area = sheet.width * sheet.height
    return sum(max(0.0, (b[2] - b[0]) * (b[3] - b[1])) for b in sheet.pictures) / area


def _notes(sheets: Sequence[Sheet], blind: Sequence[Sheet]) -> list[Finding]:
    notes = [
        Finding(
            code=UNREAD_PAGE,
            message="this page is a picture: what stands on it was not read",
            page=s.number,
        )
        for s in blind
        if _pictured(s) > _SCANNED_SHARE
    ]
    notes += [
        Finding(
            code=ANNOTATION_UNREAD,
            message=f"{s.unread} notes, marks or form fields that lie over this page were not read: look at the page",
            page=s.number,
        )
        for s in sheets
        if s.unread
    ]
    notes += [
        Finding(
            code=UNREAD_PAGE,
            message="this page holds too many characters: its end was not read",
            page=s.number,
        )
        for s in sheets
        if s.overfull
    ]
    return notes
