"""The part of a page in which a question stands, as a picture for somebody who compares it with its text.

The paper is parsed and drawn in a worker with limits, and what comes back is dots: nothing in them can
be malformed, so nothing that was made of a hostile file is decoded here or by a terminal.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from cgq.actions.draw import Drawer
from cgq.errors import NotReady
from cgq.exam.model import NO_PAGE
from cgq.exam.pdf.view import View

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import TracebackType

    from cgq.bank.converted import DrawnFile
    from cgq.exam.model import BBox, Question
    from cgq.exam.pdf.view import Picture

DPI = 110.0
PADDING = 8.0
GAP = 60.0
"""Parts of a question that stand further apart (points) than this are shown as pieces of their own."""
MOST_PIECES = 12
_MOST_DOTS = 9_000_000
_ROOM = 6
_LEAST_DPI, _MOST_DPI = 60.0, 150.0
_A4: BBox = (0.0, 0.0, 595.0, 842.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Crop:
    """A picture of a question: rows of dots from the top, three bytes a dot; or the `problem` why there is none."""

    width: int = 0
    height: int = 0
    dots: bytes = b""
    problem: str | None = None


class Crops:
    """Draws questions out of their papers; use it in a `with`. The worker starts with the first picture."""

    def __init__(self, *, password: str | None = None) -> None:
        """`password` opens encrypted papers."""
        self._password = password
        self._kept = ExitStack()
        self._drawer: Drawer | None = None

    def __enter__(self) -> Crops:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._kept.close()

    def of(self, files: Sequence[DrawnFile], question: Question, *, dpi: float = DPI) -> Crop:
        """The question out of the first of its paper's files that can still be drawn."""
        if question.page == NO_PAGE:
            return Crop(problem=f"it stands in row {question.row} of a file, and on no page")
        views = [
            View(page=page, bbox=bbox, dpi=dpi, padding=PADDING, ink="colour", encoding="dots")
            for page, bbox in pieces(question)[:MOST_PIECES]
        ]
        problem = "nobody knows where the paper lies; enqueue it again from where it is"
        for file in files:
            try:
                pictures = list(self._drawn().draw(file, views, password=self._password))
            except NotReady as error:
                return Crop(problem=error.message)
            if good := [picture for picture in pictures if _is_whole(picture)]:
                return _stacked(good)
            problem = next((picture.problem for picture in pictures if picture.problem), "it is not what was asked for")
        return Crop(problem=problem)

    def _drawn(self) -> Drawer:
        if self._drawer is None:
            self._drawer = self._kept.enter_context(Drawer())
        return self._drawer


def dpi_for(question: Question, width: int, height: int) -> float:
    """Dots an inch with which a question fits into so many dots, as far as it stays legible."""
    boxes = [box or _A4 for _, box in pieces(question)]
    wide = max(box[2] - box[0] for box in boxes) + 2 * PADDING
    high = sum(box[3] - box[1] + 2 * PADDING for box in boxes)
    return max(_LEAST_DPI, min(_MOST_DPI, 72 * width / wide, 72 * height / high))


def pieces(question: Question) -> list[tuple[int, BBox | None]]:
    """(page, box) of what shows a question, in reading order: a column's part each; None for the whole page."""
    by_page: dict[int, list[BBox]] = {}
    if question.bbox[2] > question.bbox[0]:
        by_page[question.page] = [question.bbox]
    for place in question.places:
        if place.page != question.page or not _inside(place.bbox, question.bbox):
            by_page.setdefault(place.page, []).append(place.bbox)
    if not by_page:
        return [(question.page, None)]
    return [(page, box) for page in sorted(by_page) for column in _columns(by_page[page]) for box in _runs(column)]


def _inside(box: BBox, outer: BBox) -> bool:
    return all(a >= b - 1 for a, b in zip(box[:2], outer[:2], strict=True)) and all(
        a <= b + 1 for a, b in zip(box[2:], outer[2:], strict=True)
    )


def _columns(boxes: Sequence[BBox]) -> list[list[BBox]]:
    """Boxes that share some of their width belong to one column; from the left."""
    columns: list[list[BBox]] = []
    for box in sorted(boxes, key=lambda box: (box[0], box[1])):
        fellow = next((column for column in columns if any(box[0] < other[2] for other in column)), None)
        if fellow is None:
            columns.append([box])
        else:
            fellow.append(box)
    return columns


def _runs(column: Sequence[BBox]) -> Iterator[BBox]:
    """The boxes that follow each other closely, as one box each."""
    run: list[BBox] = []
    for box in sorted(column, key=lambda box: box[1]):
        if run and box[1] - max(other[3] for other in run) > GAP:
            yield _around(run)
            run = []
        run.append(box)
    yield _around(run)


def _around(boxes: Sequence[BBox]) -> BBox:
    x0, y0, x1, y1 = zip(*boxes, strict=True)
    return (min(x0), min(y0), max(x1), max(y1))


def _is_whole(picture: Picture) -> bool:
    dots = picture.width * picture.height
    return picture.width > 0 and 0 < dots <= _MOST_DOTS and len(picture.data) == 3 * dots


def _stacked(pictures: Sequence[Picture]) -> Crop:
    """The pieces under each other on white, with some room between them."""
    width = max(picture.width for picture in pictures)
    rows: list[bytes] = []
    for picture in pictures:
        if rows:
            rows += [b"\xff" * (3 * width)] * _ROOM
        line, rest = 3 * picture.width, b"\xff" * (3 * (width - picture.width))
        edges = pairwise(range(0, len(picture.data) + 1, line))
        rows += [picture.data[start:end] + rest for start, end in edges]
    return Crop(width=width, height=len(rows), dots=b"".join(rows))
