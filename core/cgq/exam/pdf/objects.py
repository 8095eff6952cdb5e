"""What a page is drawn from: its texts, paths, pictures and forms."""

from __future__ import annotations

from itertools import repeat

from pypdfium2 import raw

from cgq.exam.pdf.calls import plain

_MOST_OBJECTS = 200_000

_COUNT, _OBJECT = plain(raw.FPDFPage_CountObjects), plain(raw.FPDFPage_GetObject)
_COUNT_IN_FORM, _OBJECT_IN_FORM = plain(raw.FPDFFormObj_CountObjects), plain(raw.FPDFFormObj_GetObject)
_KIND = plain(raw.FPDFPageObj_GetType)

Objects = list[tuple[int, int]]
"""Kinds and addresses, in the order in which they are drawn."""


def objects_of(page: int) -> Objects:
    """The objects of the page at an address; forms are one each."""
    items = list(map(_OBJECT, repeat(page), range(min(_COUNT(page), _MOST_OBJECTS))))
    return list(zip(map(_KIND, items), items, strict=True))


def inside(form: int) -> Objects:
    """The objects of the form at an address."""
    items = list(map(_OBJECT_IN_FORM, repeat(form), range(min(_COUNT_IN_FORM(form), _MOST_OBJECTS))))
    return list(zip(map(_KIND, items), items, strict=True))
