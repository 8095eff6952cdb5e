"""What the reader gets of a paper: its own bytes where it is a PDF, else the PDF that is made of them, once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from cgq.bank.files import read_known
from cgq.convert.archive.bundle import MAX_BUNDLE
from cgq.convert.converted import CONVERTERS, MAKING_ITEMS, Effort, convert
from cgq.convert.form import content_of, is_form
from cgq.errors import InputFailed
from cgq.exam.findings import PAGE_GAP
from cgq.exam.model import EXTRACTOR, Conversion, Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cgq.contract import Artifact, Call
    from cgq.convert.converted import KeptPdf
    from cgq.exam.model import Document

PDF_GONE = "the PDF that was made of it is gone; to have it made again, enqueue the paper with --again"
"""Why pages of a paper in another form are not drawn, where another PDF could show them differently."""


@dataclass(frozen=True, slots=True)
class Readable:
    """The PDF to read. `original` is the sha256 of the file itself; `new` is the file that was written of a PDF that
    was made just now, for the outcome to name."""

    pdf: bytes
    original: str
    conversion: Conversion | None = None
    new: tuple[Artifact, ...] = ()

    def of_the_original(self, document: Document, missing: Sequence[int] = ()) -> Document:
        """What was read of the PDF, as the document of the file itself; `missing` are the numbers that are missing
        between the pictures that it was made of."""
        if self.conversion is None:
            return document
        return replace(
            document,
            sha256=self.original,
            extractor=f"{document.extractor} {self.conversion.converter}",
            converted=self.conversion,
            findings=(*_lost_pictures(missing), *self.conversion.findings, *document.findings),
        )


def _lost_pictures(missing: Sequence[int]) -> Iterator[Finding]:
    """A finding where numbers are missing between the pictures of a paper."""
    if missing:
        numbers = ", ".join(map(str, missing))
        yield Finding(code=PAGE_GAP, message=f"no picture has the number {numbers}: look for the pages between")


def readable(
    data: bytes, call: Call, *, kept: KeptPdf | None = None, keep: bool = False, converter: str | None = None
) -> Readable:
    """The PDF of a file's bytes: as `kept`, where the same converter made that and it is still there.

    With `keep` a new one is written as a file of the call. Raises InputFailed as `convert` does, and where none but
    `converter` may make it.
    """
    original = hashlib.sha256(data).hexdigest()
    form = content_of(data)
    if form == "pdf" or not is_form(form):
        return Readable(data, original)  # the reader says what is wrong with one that is none
    if kept is not None and kept.conversion.converter == CONVERTERS[form] and (known := _known(kept)) is not None:
        return Readable(known, original, kept.conversion)
    if converter not in (None, CONVERTERS[form]):
        raise InputFailed(PDF_GONE, code="converted_gone")
    made = convert(data, form, Effort(call.remaining, partial(_announce, call)))
    new = (call.artifact([made.pdf]),) if keep else ()
    sha256 = new[0].sha256 if new else hashlib.sha256(made.pdf).hexdigest()
    conversion = Conversion(converter=CONVERTERS[form], sha256=sha256, findings=made.findings)
    return Readable(made.pdf, original, conversion, new)


def read_original(paths: Sequence[str], sha256: str) -> bytes:
    """The bytes of a paper in any form: see bank.files.read_known. What a form may have was checked when it was taken
    in, and the hash says that it is still that."""
    return read_known(paths, sha256, limit=MAX_BUNDLE)


def _announce(call: Call, _done: int, pages: int) -> None:
    """How many pages there are to read; that they are made first takes time of its own."""
    call.progress(0, pages, besides=MAKING_ITEMS * pages)


def reader_of(taken_as: str) -> str:
    """Name and version of all that reads papers which were taken in as this, as a document names them."""
    converter = next((version for form, version in CONVERTERS.items() if form == taken_as), None)
    return EXTRACTOR if converter is None else f"{EXTRACTOR} {converter}"


def _known(kept: KeptPdf) -> bytes | None:
    """The bytes of a kept PDF, None where it is gone or is something else: it is made anew then."""
    try:
        return read_known([kept.path], kept.conversion.sha256)
    except InputFailed:
        return None
