"""Pictures of pages become a PDF: each is decoded and prepared in a process of its own."""

from __future__ import annotations

import time
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, cast

import msgspec

from cgq.convert.converted import Converted
from cgq.convert.pictures.heif import check_installed, is_heif
from cgq.convert.pictures.pdf import pdf_of_pages
from cgq.convert.pictures.pieces import Frames, Lost, Made, Over, Piece
from cgq.convert.pictures.remarks import findings_of
from cgq.convert.pictures.work import pictures_in, pieces_of
from cgq.errors import InputFailed, StageFailed
from cgq.exam.findings import BY_DEATH, DAMAGED, EMPTY_FILE, TOO_LARGE
from cgq.exam.limits import Limits
from cgq.sandbox.apart import End, apart

if TYPE_CHECKING:
    from collections.abc import Generator

    from cgq.convert.converted import Effort
    from cgq.convert.form import Form

MEMORY = 640 * 1024 * 1024
"""Bytes for a picture: one of 60 million dots in colour takes 180 MB, its grey 60, the page that is made of it 150."""

PAGE_SECONDS = 40.0
"""What one page may take; a photograph of 12 million dots takes about 2 s."""

_FALLS = {
    "crash": "it ends the program that decodes it ({}): save it anew from a viewer",
    "memory": "it takes more memory than a picture gets ({}): save it smaller",
    "timeout": "it takes longer than a picture may ({}): save it smaller",
}
_CURES: dict[str, str] = {
    DAMAGED: "Get it again, or save it anew from a viewer.",
    TOO_LARGE: "Save it smaller.",
}
"""What to do about a picture that cannot be read, by the code of its refusal."""

_KILLED_BY = "The process that prepared the pictures was ended from outside ({})."
_UNSTARTED_BY = "The system started no process to prepare the pictures ({})."
_AGAIN = "Look whether the machine runs out of memory or processes, and try again."


def pdf_of(data: bytes, form: Form, effort: Effort) -> Converted:
    """See cgq.convert.converted.convert. A picture that cannot be read becomes a blank page with a finding."""
    try:
        pictures = pictures_in(data, is_bundle=form == "pictures")
    except ValueError as error:
        raise InputFailed(f"The set of pictures is damaged: {error}", code=DAMAGED) from error
    if not any(len(picture) for picture in pictures):
        raise InputFailed("The file is empty (0 bytes).", code=EMPTY_FILE)
    if any(is_heif(bytes(picture[:16])) for picture in pictures):
        check_installed()
    gathered = _Gathered(Limits())
    for number, picture in enumerate(pictures, start=1):
        _prepare(bytes(picture), number, len(pictures), gathered, effort)
    if not any(page is not None for page in gathered.pages):
        lost = gathered.lost[0][1]
        message = _refusal(lost, len(pictures), len(gathered.pages))
        raise InputFailed(message, code=lost.code, hint=_CURES.get(lost.code, ""))
    return Converted(pdf_of_pages(gathered.pages), findings_of(gathered.pages, gathered.lost, len(pictures)))


def _refusal(lost: Lost, pictures: int, pages: int) -> str:
    if pictures > 1:
        return f"None of the {pictures} pictures can be read; the first: {lost.why}"
    if pages > 1:
        return f"None of the {pages} pages of the picture can be read; the first: {lost.why}"
    return f"The picture cannot be read: {lost.why}"


@dataclass(slots=True)
class _Gathered:
    """The pages so far, None for one that is lost, and with its page number each that is."""

    limits: Limits
    pages: list[Made | None] = field(default_factory=list["Made | None"])
    lost: list[tuple[int, Lost]] = field(default_factory=list[tuple[int, Lost]])
    size: int = 0

    def add(self, page: Made) -> None:
        self.size += len(page.data)
        if self.size > self.limits.max_bytes - len(self.pages) * 1024 - 65536:
            message = f"The pages take more than {self.limits.max_bytes >> 20} MB from picture {page.picture} on."
            raise InputFailed(message, code=TOO_LARGE, hint="Give fewer pictures at a time.")
        self._append(page)

    def give_up(self, lost: Lost) -> None:
        self._append(None)
        self.lost.append((len(self.pages), lost))

    def check_room(self, more: int) -> None:
        """Refuse the paper before more pages are prepared than it may have."""
        if len(self.pages) + more > self.limits.max_pages:
            message = f"It has more than {self.limits.max_pages} pages."
            raise InputFailed(message, code=TOO_LARGE, hint="Split it into smaller files.")

    def _append(self, page: Made | None) -> None:
        self.check_room(1)
        self.pages.append(page)


def _prepare(data: bytes, number: int, pictures: int, gathered: _Gathered, effort: Effort) -> None:
    """Add the pages of one picture; behind a frame that ends the process another one goes on."""
    frames, at = 0, 1
    while frames == 0 or at <= frames:
        with closing(_pieces(data, number, at, effort)) as running:
            half: list[Made] = []
            while True:
                try:
                    piece = next(running)
                except StopIteration as stop:
                    end = cast("End", stop.value)
                    break
                match piece:
                    case Frames():
                        frames = piece.frames
                        gathered.check_room(frames - at + 1)
                    case Made():
                        half.append(piece)
                    case Lost():
                        half = []
                        gathered.give_up(piece)
                    case Over():
                        for page in half:
                            gathered.add(page)
                        half, at = [], at + 1
                        done, of = (number, pictures) if pictures > 1 else (at - 1, frames)
                        effort.progress(done, of)
        if end.cause == "done":
            return
        if end.cause in ("killed", "unstarted"):
            said = _KILLED_BY if end.cause == "killed" else _UNSTARTED_BY
            raise StageFailed(said.format(end.told), code=f"reader_{end.cause}", hint=_AGAIN)
        if effort.remaining() <= 0:
            raise InputFailed(f"The time was over at picture {number}.", code=TOO_LARGE, hint="Split the paper.")
        gathered.give_up(Lost(number, at, BY_DEATH[end.cause], _FALLS[end.cause].format(end.told)))
        at += 1
        frames = frames or 1


def _pieces(data: bytes, number: int, first: int, effort: Effort) -> Generator[Piece, None, End]:
    """What a process of its own hands over of a picture, from a frame on; how it ended."""
    until = time.monotonic() + max(0.0, effort.remaining())
    running = apart(
        partial(pieces_of, data, number, first),
        memory=MEMORY,
        seconds=max(1.0, effort.remaining()),
        patience=lambda: min(PAGE_SECONDS, max(0.0, until - time.monotonic())),
    )
    decoder = msgspec.msgpack.Decoder(Piece)
    try:
        while True:
            try:
                yield decoder.decode(next(running))
            except StopIteration as stop:
                return cast("End", stop.value)
            except msgspec.DecodeError:
                return End("crash", "it sent what is no page")
    finally:
        running.close()
