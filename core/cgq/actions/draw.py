"""Pictures of pages and of their parts, for somebody who looks at them; no workspace, no queue.

A file may be hostile, so it is drawn in a worker with limits. What ends the worker is drawn again
view by view, and only those views that end it once more are missing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.errors import Failure
from cgq.exam.pdf.view import Picture
from cgq.stages.direct.draw_pages import PagesToDraw
from cgq.stages.kinds.process_pdf import ProcessPdf
from cgq.workers.alone import Alone

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import TracebackType

    from cgq.bank.converted import DrawnFile
    from cgq.exam.pdf.view import View
    from cgq.queue.policy import Policy

AT_ONCE = 8
"""Views a call, so that their pictures together stay far below what a frame of the pipe may hold."""


class Drawer:
    """Draws views of files one after the other; use it in a `with`. The worker starts with the first view."""

    def __init__(self, *, policy: Policy | None = None) -> None:
        """A call gets the time and memory of `policy`, by default those of process_pdf."""
        self._worker = Alone("draw_pages", policy or ProcessPdf.policy)

    def __enter__(self) -> Drawer:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._worker.__exit__(kind, error, at)

    def draw(self, file: DrawnFile, views: Sequence[View], *, password: str | None = None) -> Iterator[Picture]:
        """One picture a view, in the same order; a view that cannot be drawn is one with a `problem`.

        Raises NotReady when no worker can be started.
        """
        for start in range(0, len(views), AT_ONCE):
            part = tuple(views[start : start + AT_ONCE])
            drawn = self._worker.call(PagesToDraw(file, part, password))
            if not isinstance(drawn, Failure) and len(drawn) == len(part):
                yield from drawn
            elif len(views) == 1:
                message = drawn.message if isinstance(drawn, Failure) else "the worker answered something else"
                yield Picture(page=part[0].page, problem=message)
            else:
                for view in part:
                    yield from self.draw(file, [view], password=password)
