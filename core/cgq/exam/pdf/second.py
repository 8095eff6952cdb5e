"""A second look at a file by another library: how many pages, are their data whole, what would they do.

All of it is bounded; what fails in any way is no opinion.
"""

from __future__ import annotations

import io
import logging
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pypdf

from cgq.exam.pdf.active import Active
from cgq.exam.pdf.pieces import SecondLook
from cgq.exam.pdf.sound import Soundness
from cgq.exam.pdf.walk import Walk, wanted

if TYPE_CHECKING:
    from collections.abc import Generator

_ROOTS = ("/OpenAction", "/AA", "/Names", "/AcroForm", "/Outlines")
_ACTING = ("/Annots", "/AA")


def second_look(data: bytes, password: str | None) -> SecondLook:
    """What pypdf can say of a file; never raises."""
    with _quiet():
        try:
            reader = _opened(data, password)
            pages = list(reader.pages)
        except Exception:  # noqa: BLE001 - a second opinion that fails in any way is no opinion
            return SecondLook()
        sound, walk, active = Soundness(), Walk(), Active()
        damaged = tuple(number for number, page in enumerate(pages, 1) if sound.damaged(page))
        for root in (*wanted(reader.root_object, _ROOTS), *(p for page in pages for p in wanted(page, _ACTING))):
            for item in walk.under(root):
                active.look(item)
        return SecondLook(len(pages), damaged, active.told(whole=walk.left > 0))


@contextmanager
def _quiet() -> Generator[None]:
    log = logging.getLogger("pypdf")
    level = log.level
    log.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        log.setLevel(level)


def _opened(data: bytes, password: str | None) -> pypdf.PdfReader:
    reader = pypdf.PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        reader.decrypt(password or "")
    return reader
