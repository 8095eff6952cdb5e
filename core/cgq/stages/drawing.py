"""Parts of papers are drawn in a process of their own, for a job whose worker is trusted and must not open a PDF."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, cast

import msgspec

from cgq.bank.files import read_known
from cgq.errors import InputFailed, StageFailed
from cgq.exam.pdf.view import Picture
from cgq.sandbox.apart import End, apart
from cgq.stages.readable import PDF_GONE
from cgq.stages.reading import MEMORY, PAGE_SECONDS

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence

    from cgq.bank.converted import DrawnFile
    from cgq.exam.pdf.view import View

_DECODE = msgspec.json.Decoder(Picture).decode
_ENCODE = msgspec.json.Encoder().encode
_PNG = b"\x89PNG\r\n\x1a\n"
"""How every PNG begins (RFC 2083): what a process that was taken over sends instead is no picture."""


@dataclass(frozen=True, slots=True)
class DrawApart:
    """Draws views of files (see exchange.drawings.figures.Drawer). `remaining`: seconds until the call is over."""

    remaining: Callable[[], float]

    def draw(self, file: DrawnFile, views: Sequence[View], *, password: str | None = None) -> Iterator[Picture]:
        """One picture a view, in the same order. What ends the process costs the view that it was at.

        Of a paper in another form only the PDF is drawn that was kept: a converter belongs into a worker with limits.
        Raises StageFailed with code timeout when the call is over: that says nothing of a view.
        """
        if file.converter is not None:
            yield from (Picture(page=view.page, problem=PDF_GONE) for view in views)
            return
        try:
            data = read_known([file.path], file.sha256)
        except InputFailed as error:
            yield from (Picture(page=view.page, problem=error.message) for view in views)
            return
        at = 0
        while at < len(views):
            drawn, end = yield from self._until_it_falls(data, views[at:], password)
            at += drawn
            if end.cause == "timeout" and self.remaining() <= 0:
                raise StageFailed("There was no time left to draw every picture.", code="timeout", hint=_GOES_ON)
            if end.cause != "done" and at < len(views):
                yield Picture(page=views[at].page, problem=_PROBLEMS[end.cause])
                at += 1
            elif not drawn:
                return

    def _until_it_falls(
        self, data: bytes, views: Sequence[View], password: str | None
    ) -> Generator[Picture, None, tuple[int, End]]:
        running = apart(
            partial(_encoded, data, views, password),
            memory=MEMORY,
            seconds=max(1.0, self.remaining()),
            patience=lambda: min(PAGE_SECONDS, max(0.0, self.remaining())),
        )
        return (yield from _pictures(running, len(views)))


_GOES_ON = "What is drawn is kept for the next try; or raise timeout under [kinds.export_questions] in cgq.toml."

_PROBLEMS = {
    "done": "it is not what was asked for",
    "crash": "drawing it ended the process",
    "memory": "drawing it took too much memory",
    "timeout": "drawing it took too long",
    "killed": "the process that drew it was ended",
    "unstarted": "no process could be started to draw it",
}
"""Why a view was not drawn, by how the process ended."""


def _pictures(running: Generator[bytes, None, End], most: int) -> Generator[Picture, None, tuple[int, End]]:
    """The pictures that it hands over, as far as they are some, each at once; how many, and how it ended."""
    drawn = 0
    try:
        while True:
            try:
                picture = _DECODE(next(running))
            except StopIteration as stop:
                return drawn, cast("End", stop.value)
            except msgspec.DecodeError:
                return drawn, End("crash")
            if drawn == most or (picture.problem is None and not picture.data.startswith(_PNG)):
                return drawn, End("crash")
            drawn += 1
            yield picture
    finally:
        running.close()


def _encoded(data: bytes, views: Sequence[View], password: str | None) -> Iterator[bytes]:
    """In the process of its own: each picture as bytes, a refusal too."""
    from cgq.exam.pdf.render import draw

    for view in views:
        try:
            (picture,) = draw(data, [view], password=password)
        except InputFailed as error:
            picture = Picture(page=view.page, problem=error.message)
        yield _ENCODE(picture)
