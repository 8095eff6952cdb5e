"""A paper is read in a process apart, so that what hangs, crashes or grows costs a page and not the paper.

Where that process falls, the pages that it handed over are kept, the page that it fell at is given up, and
another process goes on behind it. Nothing here opens a PDF.
"""

from __future__ import annotations

import hashlib
import time
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import msgspec

from cgq.errors import InputFailed, StageFailed
from cgq.exam.extract import read_document
from cgq.exam.findings import BY_DEATH, DAMAGED, NEEDS_OCR, NOTHING_RECOGNISED, TOO_LARGE
from cgq.exam.geometry import Sheet
from cgq.exam.limits import Limits
from cgq.exam.model import EXTRACTOR, Document, Finding
from cgq.exam.pdf.pieces import Opening, SecondLook, Unread
from cgq.sandbox.apart import End, apart
from cgq.sandbox.interrupt import Interrupted, interruptible

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence

    from cgq.contract import Call
    from cgq.exam.model import Hint
    from cgq.exam.pdf.pieces import Piece

KILLED = "reader_killed"
"""Code of the error that somebody ended the process that reads: it says nothing of the paper."""

UNSTARTED = "reader_unstarted"
"""Code of the error that the system started no such process: nor does that."""

SAYS_NOTHING = frozenset({KILLED, UNSTARTED})
"""What befell the process that reads, whatever the paper is."""

MEMORY = 320 * 1024 * 1024
"""Bytes for the process apart; what remains of a paper's memory is for the sheets and their layout."""

PAGE_SECONDS = 10.0
READING_SHARE = 2 / 3
"""How much of a call's time goes into reading; the rest is for making questions of what was read."""

MAKING_SHARE = 0.9
"""How much of the time that is left after the reading goes into making questions; the rest is for the answer."""

MOST_SECONDS = 1800.0
MOST_FALLS = 8


@dataclass(frozen=True, slots=True)
class Refusal:
    """Nothing of the file can be read."""

    code: str
    message: str


_TAGS: dict[bytes, Any] = {b"o": Opening, b"s": Sheet, b"u": Unread, b"l": SecondLook, b"r": Refusal}
_DECODERS: dict[bytes, msgspec.msgpack.Decoder[Any]] = {
    tag: msgspec.msgpack.Decoder(shape) for tag, shape in _TAGS.items()
}
_ENCODER = msgspec.msgpack.Encoder()

_PAGE_FALLS = {
    "crash": "it ends the reader ({}): get the file again, or repair it (for example with qpdf)",
    "memory": "it takes more memory than a page gets ({}): print the file to a new PDF",
    "timeout": "it takes longer than a page may ({}): print the file to a new PDF",
}
_FILE_FALLS = {
    "crash": "opening it ends the reader ({}): get the file again, or repair it (for example with qpdf)",
    "memory": "opening it takes more memory than a paper gets ({}): print it to a new PDF",
    "timeout": "opening it takes longer than a paper may ({}): print it to a new PDF",
}
_KILLED_BY = "The process that read the paper was ended from outside ({})."
_UNSTARTED_BY = "The system started no process to read the paper ({})."
_UNSTARTED_HINT = "Raise the limits on processes and open files (ulimit -u, -n), or use fewer workers: --jobs 1."
_KILLED_HINT = "Look whether the machine runs out of memory, and try again."
_NO_TIME = (TOO_LARGE, "the paper's time was over: split the file")
_TOO_OFTEN = (DAMAGED, f"the file ended the reader {MOST_FALLS} times before: repair it (for example with qpdf)")


def read(data: bytes, password: str | None, call: Call, hints: Sequence[Hint] = ()) -> Document:
    """The document of a PDF's bytes, whatever they do to the reader. `hints` are of this version of the reader.

    Raises InputFailed when nothing of it can be read, and StageFailed when somebody ended the reader: what is
    kept of a paper must not depend on that (R4).
    """
    limits = Limits()
    reading = _Reading(data, password, limits, call)

    def pieces() -> Iterator[Piece]:
        yield from reading.pieces()
        interrupt_after(MAKING_SHARE * _seconds(call))

    try:
        with interruptible() as interrupt_after:
            return read_document(data, limits=limits, progress=call.progress, pieces=pieces, hints=hints)
    except Interrupted:
        message = "making questions of it takes longer than a paper may: split the file"
        finding = Finding(code=TOO_LARGE, message=message)
        digest = hashlib.sha256(data).hexdigest()
        return Document(sha256=digest, pages=reading.pages, extractor=EXTRACTOR, findings=(finding,))


def _seconds(call: Call) -> float:
    return min(call.remaining(), MOST_SECONDS)


def read_scan(data: bytes, languages: str, call: Call) -> Document:
    """The document of a scan after the text recogniser went over it. It keeps the identity of the file itself. One in
    which no text was found is refused for that: to ask for a recogniser again would lead nowhere.

    Raises InputFailed when the recogniser is not installed or gives no file.
    """
    from cgq.exam.ocr.recogniser import with_text
    from cgq.exam.pdf.reader import page_count

    call.progress(0, page_count(data))
    document = read(with_text(data, languages), None, call)
    findings = tuple(map(_after_recogniser, document.findings))
    sha256 = hashlib.sha256(data).hexdigest()
    return replace(document, sha256=sha256, extractor=f"{document.extractor} ocr:{languages}", findings=findings)


def _after_recogniser(finding: Finding) -> Finding:
    if finding.code != NEEDS_OCR:
        return finding
    what = finding.message.rpartition(": ")[0]
    message = f"{what}, and the text recogniser found none"
    return replace(finding, code=NOTHING_RECOGNISED, message=message)


class _Reading:
    """One file on its way through as many processes as it takes."""

    def __init__(self, data: bytes, password: str | None, limits: Limits, call: Call) -> None:
        self._work: Callable[[int], Iterator[bytes]] = partial(_encoded, data, password, limits)
        self._call = call
        self._until = time.monotonic() + READING_SHARE * _seconds(call)
        self.pages = 0
        self._next = 1

    def pieces(self) -> Iterator[Piece]:
        """The pieces of the paper, each page once and in order."""
        for _ in range(MOST_FALLS):
            end = yield from self._until_it_falls()
            if end.cause == "unstarted":
                raise StageFailed(_UNSTARTED_BY.format(end.told), code=UNSTARTED, hint=_UNSTARTED_HINT)
            if end.cause == "killed":
                raise StageFailed(_KILLED_BY.format(end.told), code=KILLED, hint=_KILLED_HINT)
            if not self.pages:
                raise InputFailed(_FILE_FALLS[end.cause].format(end.told), code=BY_DEATH[end.cause])
            if self._next > self.pages:
                return
            if self._left() <= 0:
                yield from self._rest(*_NO_TIME)
                return
            yield self._given_up(BY_DEATH[end.cause], _PAGE_FALLS[end.cause].format(end.told))
        yield from self._rest(*_TOO_OFTEN)

    def _until_it_falls(self) -> Generator[Piece, None, End]:
        running = apart(
            partial(self._work, self._next),
            memory=MEMORY,
            seconds=self._left(),
            patience=lambda: min(PAGE_SECONDS if self.pages else self._left(), self._left()),
        )
        with closing(running):
            while True:
                try:
                    piece = _decoded(next(running))
                    if self._expected(piece):
                        yield piece
                except StopIteration as stop:
                    return cast("End", stop.value)
                except msgspec.DecodeError as error:
                    return End("crash", f"it sent what no reader sends: {error}")

    def _expected(self, piece: Piece) -> bool:
        """Take note of a piece; the opening counts once, and pages come in order."""
        if isinstance(piece, Opening):
            first, self.pages = not self.pages, self.pages or piece.pages
            if first:
                self._call.progress(0, self.pages)
                self._until = time.monotonic() + READING_SHARE * _seconds(self._call)
            return first
        if isinstance(piece, SecondLook):
            return self._next > self.pages
        number = piece.number if isinstance(piece, Sheet) else piece.page
        if number != self._next or number > self.pages:
            raise msgspec.DecodeError(f"page {number} instead of {self._next}")
        self._next += 1
        return True

    def _left(self) -> float:
        return self._until - time.monotonic()

    def _given_up(self, code: str, why: str) -> Unread:
        self._next += 1
        return Unread(self._next - 1, code, why)

    def _rest(self, code: str, why: str) -> Iterator[Unread]:
        while self._next <= self.pages:
            yield self._given_up(code, why)


def _encoded(data: bytes, password: str | None, limits: Limits, first: int) -> Iterator[bytes]:
    """In the process apart: every piece as bytes, a refusal too."""
    from cgq.exam.pdf.reader import read_pieces

    try:
        for piece in read_pieces(data, password, limits, first):
            tag = next(tag for tag, shape in _TAGS.items() if isinstance(piece, shape))
            yield tag + _ENCODER.encode(piece)
    except InputFailed as error:
        yield b"r" + _ENCODER.encode(Refusal(error.code, error.message))


def _decoded(data: bytes) -> Piece:
    if data[:1] not in _DECODERS:
        raise msgspec.DecodeError("no such piece")
    piece = _DECODERS[data[:1]].decode(data[1:])
    if isinstance(piece, Refusal):
        raise InputFailed(piece.message, code=piece.code)
    return cast("Piece", piece)
