"""What was recognised, as boxes on pages: what the overlay draws, whatever it was found by."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

from cgq.exam.geometry import around
from cgq.exam.naming import labels_of, option_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cgq.exam.model import BBox, Document, Part, Place, Question

Kind: TypeAlias = "Part | Literal['question', 'key', 'heading', 'furniture', 'unclaimed']"

KINDS: dict[Kind, str] = {
    "question": "a question: what of it stands in one column",
    "number": "its number",
    "stem": "its stem",
    "box": "its own box: boxed statements, code, a table",
    "passage": "a passage, shared by the questions that it names",
    "option": "an option; the right ones are drawn darker",
    "figure": "a drawing that belongs to a question",
    "answer": "an answer as it is printed",
    "explanation": "an explanation",
    "key": "an answer key: its rows and cells",
    "heading": "the cover, heads of sections and passages, instructions",
    "furniture": "head, foot or page number: left out on purpose",
    "unclaimed": "text that belongs to nothing: it was NOT taken into any question",
}
"""Every kind of box and what it means, in the order of the legend."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A box on a page. `questions` are places in `Document.questions` from 1; `label` is drawn beside it."""

    kind: Kind
    bbox: BBox
    questions: tuple[int, ...] = ()
    label: str = ""
    right: bool = False


def marks(document: Document) -> dict[int, list[Mark]]:
    """The boxes of every page, by its number; one box that several questions share comes once."""
    found: dict[int, list[Mark]] = defaultdict(list)
    for layout in document.layout:
        boxes: tuple[tuple[Kind, tuple[BBox, ...]], ...] = (
            ("furniture", layout.furniture),
            ("heading", layout.headings),
            ("key", layout.keys),
            ("unclaimed", layout.unclaimed),
        )
        found[layout.number] += [Mark(kind, box) for kind, each in boxes for box in each]
    cells: set[tuple[int, BBox]] = set()
    for key in document.keys:
        for cell in key.answers:
            if cell.page is not None and cell.bbox is not None:
                found[cell.page].append(Mark("key", cell.bbox))
                cells.add((cell.page, cell.bbox))
    for index, question in enumerate(document.questions, 1):
        for page, mark in _of_question(index, question):
            in_key = mark.kind == "answer" and (page, mark.bbox) in cells
            found[page].append(replace(mark, kind="key") if in_key else mark)
    return {page: list(_shared(each)) for page, each in found.items()}


def _of_question(index: int, question: Question) -> Iterator[tuple[int, Mark]]:
    own, label = (index,), str(question.number)
    yield question.page, Mark("question", question.bbox, own, label)
    for page, box in _elsewhere(question):
        yield page, Mark("question", box, own, f"… {label}")
    right = question.answer.accepted if question.answer else ()
    labels = labels_of(question.options)
    for place in question.places:
        label = option_name(place.n, labels) if place.part == "option" and place.n else ""
        yield place.page, Mark(place.part, place.bbox, own, label, place.part == "option" and place.n in right)
    answer = question.answer
    told = {place.part for place in question.places}
    if answer and answer.source == "paper" and answer.page and answer.bbox and "answer" not in told:
        yield answer.page, Mark("answer", answer.bbox, own)


def _elsewhere(question: Question) -> Iterator[tuple[int, BBox]]:
    """Where a question goes on in another column or on another page: the box around its parts there."""
    rest = [
        place
        for place in question.places
        if place.part not in ("passage", "answer", "explanation")
        and not (place.page == question.page and _inside(place.bbox, question.bbox))
    ]
    columns: list[list[Place]] = []
    for place in rest:
        for column in columns:
            last = column[-1]
            if last.page == place.page and last.bbox[0] < place.bbox[2] and place.bbox[0] < last.bbox[2]:
                column.append(place)
                break
        else:
            columns.append([place])
    for column in columns:
        yield column[0].page, around(place.bbox for place in column)


def _inside(box: BBox, outer: BBox) -> bool:
    """Whether the middle of a box lies in another: a drawing may stand out of the text around it."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return outer[0] <= x <= outer[2] and outer[1] <= y <= outer[3]


def _shared(found: Iterable[Mark]) -> Iterator[Mark]:
    """Marks of the same kind on the same box are one, of all their questions."""
    same: dict[tuple[Kind, BBox], Mark] = {}
    for mark in found:
        before = same.get((mark.kind, mark.bbox))
        known = () if before is None else before.questions
        same[mark.kind, mark.bbox] = replace(mark, questions=(*known, *mark.questions))
    return iter(same.values())
