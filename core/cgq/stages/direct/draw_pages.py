"""Pages and parts of pages are drawn for somebody who looks at them: in a worker, outside the queue."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING

from cgq.bank.converted import DrawnFile  # noqa: TC001 - msgspec asks for it
from cgq.contract import Done
from cgq.errors import Failure, InputFailed
from cgq.exam.pdf.view import Picture, View
from cgq.stages.stage import Computation, Types

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.contract import Call


@dataclass(frozen=True, slots=True)
class PagesToDraw:
    """A file, and what to draw of it."""

    file: DrawnFile
    views: tuple[View, ...]
    password: str | None = field(default=None, repr=False)


class DrawPages(Computation[PagesToDraw, list[Picture]]):
    """File and views -> pictures, one a view in the same order."""

    kind = "draw_pages"

    def types(self) -> Types:
        """Where a file lies and what to draw of it, and the pictures."""
        return Types(given=PagesToDraw, result=list[Picture])

    def prepare(self) -> None:
        """Load the libraries before the limits hold."""
        for name in ("cgq.exam.pdf.render", "PIL.Image", "PIL.PngImagePlugin", "PIL.WebPImagePlugin"):
            import_module(name)

    def compute(self, given: Sequence[PagesToDraw], call: Call) -> Sequence[Done[list[Picture]] | Failure]:
        """Draw the views of each file."""
        return [_draw(wanted, call) for wanted in given]


def _draw(wanted: PagesToDraw, call: Call) -> Done[list[Picture]] | Failure:
    from cgq.exam.pdf.render import draw
    from cgq.stages.readable import read_original, readable

    try:
        file = wanted.file
        given = readable(read_original([file.path], file.sha256), call, converter=file.converter)
        return Done(draw(given.pdf, wanted.views, password=wanted.password, progress=call.progress))
    except InputFailed as error:
        return Failure.of(error)
