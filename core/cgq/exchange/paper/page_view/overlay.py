"""A page as a picture with what was recognised drawn over it, as one SVG in displayed points."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.exchange.paper.page_view.markup import Html, element, joined

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from cgq.exam.model import BBox, Document
    from cgq.exam.pdf.view import Picture
    from cgq.exchange.paper.page_view.marks import Kind, Mark

A4 = (595.0, 842.0)

_LAYERS: dict[Kind, int] = {"furniture": 0, "unclaimed": 0, "passage": 1, "question": 2}
_ON_TOP = 3
_ROOM: dict[Kind, float] = {"question": 4.0, "passage": 3.0}
_LITTLE_ROOM = 1.0
"""Points that an outline keeps from its text, so that both can be seen."""


@dataclass(frozen=True, slots=True)
class Links:
    """Where boxes lead to, and which were led to.

    `passages` names for each question under a passage the question at which the passage's text stands;
    `undrawn` are the questions that no page has shown yet: the first box of each is what its text leads to.
    """

    passages: Mapping[int, int]
    undrawn: set[int]


def sheet(document: Document, picture: Picture, marks: Sequence[Mark], links: Links) -> Html:
    """One page with the boxes on it."""
    width, height = _size(document, picture)
    ordered = sorted(marks, key=lambda mark: (_LAYERS.get(mark.kind, _ON_TOP), mark.questions))
    groups = [_group(document, each, links) for each in _together(ordered)]
    return element(
        "svg",
        _drawn(picture, width, height),
        element("rect", class_="edge", width=width, height=height),
        *groups,
        class_="sheet",
        view_box=f"0 0 {width:g} {height:g}",
        role="group",
        aria_label=f"Page {picture.page} and what was recognised on it",
    )


def crop(page: int, bbox: BBox, told: str) -> Html:
    """A part of a page's picture, which must stand somewhere in the same document."""
    x0, y0, x1, y1 = bbox
    width, height = x1 - x0, y1 - y0
    return element(
        "svg",
        element("use", href=f"#picture{page}"),
        class_="crop",
        view_box=f"{x0:g} {y0:g} {width:g} {height:g}",
        width=round(width * 1.3),
        height=round(height * 1.3),
        role="img",
        aria_label=told,
    )


def _together(ordered: Sequence[Mark]) -> Iterable[list[Mark]]:
    """The marks of each question, in the order of their first; a passage's apart from its only question's."""
    groups: dict[tuple[bool, tuple[int, ...]], list[Mark]] = {}
    for mark in ordered:
        groups.setdefault((mark.kind == "passage", mark.questions), []).append(mark)
    return groups.values()


def _size(document: Document, picture: Picture) -> tuple[float, float]:
    if picture.data:
        return picture.bbox[2], picture.bbox[3]
    known = (page for page in document.layout if page.number == picture.page)
    return next(((page.width, page.height) for page in known), A4)


def _drawn(picture: Picture, width: float, height: float) -> Html:
    if not picture.data:
        told = f"Page {picture.page} could not be drawn: {picture.problem}"
        blank = element("rect", class_="blank", width=width, height=height)
        return joined(blank, element("text", told, class_="missing", x=20, y=40))
    href = f"data:image/webp;base64,{b64encode(picture.data).decode()}"
    return element("image", id=f"picture{picture.page}", href=href, width=width, height=height)


def _group(document: Document, marks: Sequence[Mark], links: Links) -> Html:
    """The boxes of one question (or of what several share), as one link to its text."""
    boxes = [part for mark in marks for part in _box(document, mark)]
    questions = marks[0].questions
    if not questions:
        return element("g", *boxes)
    index = questions[0]
    anchor = len(questions) == 1 and index in links.undrawn
    if anchor:
        links.undrawn.discard(index)
    passage = marks[0].kind == "passage" and index in links.passages
    named = ", ".join(str(document.questions[each - 1].number) for each in questions)
    return element(
        "a",
        *boxes,
        href=f"#p{links.passages[index]}" if passage else f"#q{index}",
        id=f"b{index}" if anchor else None,
        data_q=" ".join(map(str, questions)),
        aria_label=f"{'Passage of question' if passage else 'Question'} {named}",
    )


def _box(document: Document, mark: Mark) -> Iterator[Html]:
    room = _ROOM.get(mark.kind, _LITTLE_ROOM)
    x0, y0, x1, y1 = (round(edge + room * way, 1) for edge, way in zip(mark.bbox, (-1, -1, 1, 1), strict=True))
    yield element(
        "rect",
        element("title", _tip(document, mark)),
        class_=f"{mark.kind} right" if mark.right else mark.kind,
        x=x0,
        y=y0,
        width=max(0.5, x1 - x0),
        height=max(0.5, y1 - y0),
    )
    if mark.label:
        # A question's number stands before it, an option's behind.
        x, anchor = (x1 + 1, "start") if mark.kind == "option" else (x0 - 2, "end")
        yield element(
            "text",
            f"{mark.label} ✓" if mark.right else mark.label,
            class_=f"tag {mark.kind}",
            x=round(x, 1),
            y=round(y0 + 8, 1),
            text_anchor=anchor,
        )


def _tip(document: Document, mark: Mark) -> str:
    if not mark.questions:
        return f"{mark.kind} {mark.label}".rstrip()
    numbers = ", ".join(str(document.questions[each - 1].number) for each in mark.questions)
    part = f"{mark.kind} {mark.label}" if mark.kind == "option" else mark.kind
    right = " (right)" if mark.right else ""
    return f"{part}{right}, question {numbers}" if mark.kind != "question" else f"question {numbers}"
