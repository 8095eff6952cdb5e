"""What lies over a page: notes, stamps, marks and form fields become part of it, where a viewer shows them.

PDFium makes an appearance for most of those that have none (ISO 32000-1 12.5.5 leaves that to viewers) when it draws
them, and puts appearances into the page when it flattens it. That changes the document in memory only.
"""

from __future__ import annotations

from ctypes import c_uint16
from typing import TYPE_CHECKING

from pypdfium2 import raw

from cgq.exam.pdf.calls import address
from cgq.exam.pdf.objects import objects_of, straighten
from cgq.exam.pdf.shown import Drawing
from cgq.exam.pdf.turn import Turn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cgq.exam.model import BBox

_MOST = 5000
"""Annotations of a page that are looked at."""

_NO_TEXT = frozenset(
    {
        raw.FPDF_ANNOT_TEXT,
        raw.FPDF_ANNOT_LINK,
        raw.FPDF_ANNOT_POPUP,
        raw.FPDF_ANNOT_FILEATTACHMENT,
        raw.FPDF_ANNOT_SOUND,
        raw.FPDF_ANNOT_MOVIE,
    }
)
"""What a page shows as an icon or not at all."""

_EMPTY = 2
"""Bytes of an empty string, which PDFium gives for an appearance or a value that is not there."""

_NOT_SHOWN = raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW
_OFF = "Off"
_NOWHERE: BBox = (0.0, 0.0, 1.0, 1.0)
"""A corner of a page, in points: it is drawn for what the renderer makes then, and not looked at."""


def with_annotations(document: object, number: int, page: object, crop: BBox, *, layered: bool) -> tuple[object, int]:
    """A page (from 1) with its annotations in it, and how many of them a viewer may show that have nothing which can
    be read. The page is loaded anew where it changes. `crop` is what of it is shown, raw; `layered` tells that the
    file may hide layers."""
    turn = Turn.of(crop, raw.FPDFPage_GetRotation(page) % 4)
    if not any(raw.FPDFAnnot_GetSubtype(note) not in _NO_TEXT for note in _annotations(page)):
        return page, 0
    Drawing(page, turn, _NOWHERE, annotated=True).dots()  # makes the appearances
    unread = sum(_settle(note, layered=layered) for note in _annotations(page))
    before = len(objects_of(address(page)))
    done = raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
    raw.FPDF_ClosePage(page)
    page = raw.FPDF_LoadPage(document, number - 1)
    for _, item in objects_of(address(page))[before:] if page else ():
        straighten(item)  # a page whose own content leaves the coordinates moved would move them, too
    return page, unread + (done == raw.FLATTEN_FAIL)


def _annotations(page: object) -> Iterator[object]:
    for index in range(min(raw.FPDFPage_GetAnnotCount(page), _MOST)):
        note = raw.FPDFPage_GetAnnot(page, index)
        if note:
            try:
                yield note
            finally:  # whoever asks may stop at one
                raw.FPDFPage_CloseAnnot(note)


def _settle(note: object, *, layered: bool) -> bool:
    """Hide what a viewer hides, show what it shows; whether it may show something that cannot be read.

    Flattening looks at one flag that viewers heed, and at one that they heed only for kinds that they do not know. The
    layer of an annotation it does not look at, and neither does the renderer.
    """
    flags, kind = raw.FPDFAnnot_GetFlags(note), raw.FPDFAnnot_GetSubtype(note)
    shown = not flags & _NOT_SHOWN and kind not in _NO_TEXT
    doubtful = layered and bool(raw.FPDFAnnot_HasKey(note, b"OC"))
    unread = shown and (doubtful or _lacks_appearance(note, kind))
    shown = shown and not doubtful
    flags = flags & ~raw.FPDF_ANNOT_FLAG_INVISIBLE if shown else flags | raw.FPDF_ANNOT_FLAG_HIDDEN
    raw.FPDFAnnot_SetFlags(note, flags)
    return unread


def _lacks_appearance(note: object, kind: int) -> bool:
    """Whether an annotation has nothing that could be shown, and should: any note, a field with a value."""
    if raw.FPDFAnnot_GetAP(note, raw.FPDF_ANNOT_APPEARANCEMODE_NORMAL, None, 0) > _EMPTY:
        return False
    if kind != raw.FPDF_ANNOT_WIDGET:
        return True
    return not raw.FPDFAnnot_HasKey(note, b"AP") and _text(note, b"V") not in ("", _OFF)


def _text(note: object, key: bytes) -> str:
    """A string or name; empty for none."""
    size = raw.FPDFAnnot_GetStringValue(note, key, None, 0)
    buffer = (c_uint16 * size)()
    raw.FPDFAnnot_GetStringValue(note, key, buffer, size)
    return bytes(buffer).decode("utf-16-le", "replace").partition("\0")[0]
