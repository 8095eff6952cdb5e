"""The stem of a question and its own boxes: drawn frames, 보기 blocks and ㄱㄴㄷ lists."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.exam.geometry import Span
from cgq.exam.page.script import joined
from cgq.exam.question.listings import listings_of, program_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.geometry import Frame, Line
    from cgq.exam.question.listings import Box, Listing

_ITEM = re.compile(
    r"^\s*(?:[ㄱ-ㅎ]\s?[.)．:]|[㉠-㉭]\s|[○●•◦∘◎□■▪▶☞‣ㅇ*·∙⦁]\s?|[-–—]\s|[(（][가-하][)）]|[가-하][.)]\s|[ⓐ-ⓩ]|"
    r"\(?(?:i{1,3}|iv|v|[IVX]{1,4})[.)]|[Ⅰ-Ⅹ][.]|\(?[1-9][.)])"
)
_FIRST_STATEMENT = re.compile(r"^\s*ㄱ\s?[.)．:]")
_SECOND_STATEMENT = re.compile(r"(?:^|[\t ])ㄴ\s?[.)．:]")
_FIRST_RINGED = re.compile(r"^\s*㉠\s?\S")
_SECOND_RINGED = re.compile(r"^\s*㉡\s?\S")
_BULLET = re.compile(r"^\s*([○●•◦∘◎□■▪▶☞‣ㅇ∙⦁])\s?\S")
_HEADING = re.compile(
    r"^[<〈＜《\[【(-]*\s*(?:보\s*기|조\s*건|자\s*료|상\s*황|사\s*례|資\s*料|资\s*料|条\s*件|例)\s*\d?\s*[>〉＞》\]】)-]*$"
)
_HEADING_MARKS = re.compile(r"[\s<>〈〉＜＞《》\[\]【】()-]")
_STATEMENT_SPLIT = re.compile(r"[\t ]+(?=[ㄱ-ㅎ]\s?[.)．:]\s)")


@dataclass(frozen=True, slots=True)
class Body:
    """What stands before the options: the stem as one text, the boxed statements in order, each box's own
    heading ("<보기>") first; and where they stand."""

    stem: str
    boxes: tuple[str, ...]
    stem_spans: tuple[Span, ...]
    box_spans: tuple[tuple[Span, ...], ...]


@dataclass(slots=True)
class _Box:
    """A statement as it grows line by line."""

    text: str
    spans: list[Span]


def read_body(before: Sequence[Span], lines: Sequence[Line], frames: dict[int, tuple[Frame, ...]]) -> Body:
    """`before` is what stands before the options, line by line, the question's number taken off."""
    texts = [(span.line, lines[span.line].text[span.start : span.stop]) for span in before]
    boxed = _boxed(texts, lines, frames)
    listings = _listings(before, boxed, lines)
    stem: list[Span] = []
    boxes: list[_Box] = []
    previous: Box | None = None
    for span, (index, text) in zip(before, texts, strict=True):
        box = boxed.get(index)
        listing = None if box is None else listings.get(box)
        if box is None:
            stem.append(span)
        elif listing is not None and box == previous:
            boxes[-1].text += "\n" + listing.line(span, lines[index])
            boxes[-1].spans.append(span)
        elif _HEADING.match(text.strip()):
            boxes.append(_Box("<" + _HEADING_MARKS.sub("", text) + ">", [span]))
            previous = None
        elif listing is not None:
            boxes.append(_Box(listing.line(span, lines[index]), [span]))
            previous = box
        else:
            _add_statements(boxes, span, text, goes_on=box == previous)
            previous = box
    boxes = [b for b in boxes if b.text]
    told = joined(lines[span.line].text[span.start : span.stop] for span in stem)
    return Body(told, tuple(b.text for b in boxes), tuple(stem), tuple(tuple(b.spans) for b in boxes))


def _listings(before: Sequence[Span], boxed: dict[int, Box], lines: Sequence[Line]) -> dict[Box, Listing]:
    found: dict[Box, list[tuple[Span, Line]]] = {}
    for span in before:
        if span.line in boxed:
            found.setdefault(boxed[span.line], []).append((span, lines[span.line]))
    return listings_of(found)


def _add_statements(boxes: list[_Box], span: Span, text: str, *, goes_on: bool) -> None:
    """The statements of a line; what starts none goes on with the one before in the same box."""
    for n, statement in enumerate(_statements(span, text)):
        part = text[statement.start - span.start : statement.stop - span.start]
        if boxes and goes_on and not n and not _ITEM.match(part):
            boxes[-1].text = joined([boxes[-1].text, part])
            boxes[-1].spans.append(statement)
        else:
            boxes.append(_Box(joined([part]), [statement]))


def _statements(span: Span, text: str) -> list[Span]:
    """A line cut where a further statement starts beside the first."""
    starts = [0, *(m.end() for m in _STATEMENT_SPLIT.finditer(text))]
    return [
        Span(span.line, span.start + start, span.start + stop)
        for start, stop in zip(starts, [*starts[1:], len(text)], strict=True)
    ]


def _boxed(
    texts: Sequence[tuple[int, str]], lines: Sequence[Line], frames: dict[int, tuple[Frame, ...]]
) -> dict[int, Box]:
    """For each boxed line the box it lies in."""
    if not texts:
        return {}
    first = lines[texts[0][0]]
    found: dict[int, Box] = {}
    for index, _ in texts[1:]:
        line = lines[index]
        for frame in frames.get(line.page, ()):
            around_number = line.page == first.page and frame.holds(*first.middle)
            if frame.holds(*line.middle) and not around_number:
                found[index] = (line.page, frame)
                break
    _inline(texts, found)
    _undrawn(texts, found)
    return found


def _inline(texts: Sequence[tuple[int, str]], found: dict[int, Box]) -> None:
    """A narrow frame round a few words between two parts of a sentence is a part of the stem."""
    for position, (index, _) in enumerate(texts):
        box = found.get(index)
        if box is None or sum(1 for other in found.values() if other == box) > 1:
            continue
        unfinished = not any(t.strip() for i, t in texts[:position] if i not in found)
        followed = any(i not in found for i, _ in texts[position + 1 :])
        if unfinished and followed:
            del found[index]


def _undrawn(texts: Sequence[tuple[int, str]], found: dict[int, Box]) -> None:
    """Statements without a frame, from 보기 or from the first of several alike to the options; and a program."""
    for position, (index, text) in enumerate(texts):
        if position == 0 or index in found:
            continue
        rest = texts[position:]
        if _opens_list(text, [t for _, t in rest[1:]]) or _HEADING.match(text.strip()):
            for later, _ in rest:
                found.setdefault(later, "undrawn")
            return
    below = texts[1:]
    if not found:
        found.update((below[n][0], "undrawn") for n in program_in([text for _, text in below]))


def _opens_list(text: str, below: Sequence[str]) -> bool:
    """Whether a line is the first of several statements: ㄱ before ㄴ, ㉠ before ㉡, or one bullet again and again."""
    if _FIRST_STATEMENT.match(text) and any(_SECOND_STATEMENT.search(t) for t in (text, *below)):
        return True
    if _FIRST_RINGED.match(text) and any(_SECOND_RINGED.match(t) for t in below):
        return True
    bullet = _BULLET.match(text)
    return bullet is not None and any(t.lstrip().startswith(bullet[1]) for t in below)
