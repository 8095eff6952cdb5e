"""The stretch of lines that belongs to each chosen question, and the passages that some share."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING

from cgq.exam.page.script import joined
from cgq.exam.question.endings import Endings, is_caption, is_ending, is_idle, is_notice, is_section
from cgq.exam.signs.markers import is_section_head
from cgq.exam.signs.passages import named_passage, names_text, passage_heads

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.geometry import Frame, Line
    from cgq.exam.question.chain import Chain
    from cgq.exam.signs.markers import NumberMarker
    from cgq.exam.signs.options import OptionRun
    from cgq.exam.signs.passages import PassageHead

_ADDRESS = re.compile(r"https?://|\bwww\.|\b[\w-]+\.(?:com|net|org)\b|\.kr\b")
_SHORTEST_PASSAGE = 25
_TALLEST_GAP = 1.7
_FEWEST_GAPS = 2
_INWARD, _FARTHEST = 0.7, 8.0
_OFF_CENTRE = 0.3
_NEAR = 40


@dataclass(frozen=True, slots=True)
class Region:
    """One question's lines, the number's own first; with its section and the passage it shares.

    What stands `apart` below it belongs to nobody; one short line right above the next number is the `caption` of what
    follows. `told` is the head that tells what to do in it, where no text is under that head.
    """

    marker: NumberMarker
    lines: tuple[int, ...]
    section: str | None
    passage: Passage | None
    apart: tuple[int, ...] = ()
    caption: int | None = None
    told: PassageHead | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A text that questions share: the head that says which, the text, and the lines that it stands on."""

    head: PassageHead
    text: str
    lines: tuple[int, ...]


def regions_of(
    chain: Chain,
    lines: Sequence[Line],
    frames: dict[int, tuple[Frame, ...]],
    skipped: frozenset[int],
    runs: Sequence[OptionRun],
) -> list[Region]:
    """A region a question. What stands between the end of one and the next number is a passage, a
    section's head, or nothing."""
    markers = chain.markers
    if not markers:
        return []
    endings = Endings(lines, frames, skipped, runs)
    section = _section_before(markers[0], lines, frames)
    passage = _passage_between(lines, _lead(markers[0], lines), markers[0].line, skipped)
    told = next(reversed(_heads(lines, _lead(markers[0], lines), markers[0].line)), None)
    regions: list[Region] = []
    ends = [*(m.line for m in markers[1:]), len(lines)]
    last = previous_end = 0
    for marker, next_number in zip(markers, ends, strict=True):
        end = next((line for line in chain.beyond if marker.line < line < next_number), next_number)
        body_end, unnamed = endings.after(marker.line, end)
        own = tuple(i for i in range(marker.line, body_end) if i not in skipped and not is_idle(lines[i]))
        if marker.number < last and passage is not None and passage.head.line < previous_end:
            passage = None
        covered = passage is not None and passage.head.first <= marker.number <= passage.head.last
        below = _below(lines, marker, body_end, end, skipped, frames) if unnamed else ()
        names = (i for i in below if not _is_set_in(lines, i, marker) and is_caption(i, lines, end))
        caption = next(names, None) if len(below) == 1 else None
        apart = below if caption is None else ()
        told = told if told is not None and told.first <= marker.number <= told.last else None
        regions.append(Region(marker, own, section, passage if covered else None, apart, caption, told))
        last, previous_end = marker.number, body_end
        found = _section_in(lines, body_end, end, frames)
        found = found or (joined([lines[caption].text]) if caption is not None else None)
        section = found or section
        if found and passage is not None and passage.head.open:
            passage = None
        passage = _passage_between(lines, body_end, end, skipped) or passage
        told = next(reversed(_heads(lines, body_end, end)), told)
    return regions


def _below(
    lines: Sequence[Line],
    marker: NumberMarker,
    start: int,
    end: int,
    skipped: frozenset[int],
    frames: dict[int, tuple[Frame, ...]],
) -> tuple[int, ...]:
    """The lines below a question up to the first that says what it is; none where a site tells of itself at the end."""
    heads = {head.line for head in _heads(lines, start, end)}
    named = (i for i in range(start, end) if i in heads or is_ending(lines[i]) or is_section(i, lines, end, frames))
    stop = next(named, end)
    told = range(start, stop) if end == len(lines) and not _is_set_in(lines, start, marker) else range(0)
    if any(_ADDRESS.search(lines[i].text) for i in told):
        return ()
    own = (i for i in range(start, stop) if i not in skipped)
    return tuple(i for i in own if _is_set_in(lines, i, marker) or not is_notice(lines[i]))


def _is_set_in(lines: Sequence[Line], n: int, marker: NumberMarker) -> bool:
    """Whether a line starts where the text of a question does, a little further in than its number: it may be a part
    of the question, whatever it says. What stands in the middle of its column is none."""
    line, number = lines[n], lines[marker.line]
    inward = (line.x0 - line.left) - (number.x0 - number.left)
    beside = (other for other in lines[max(0, n - _NEAR) : n + _NEAR] if other.page == line.page)
    right = max(other.box[2] for other in beside if other.column == line.column)
    centred = abs((line.left + right) / 2 - line.middle[0]) <= _OFF_CENTRE * line.em
    return _INWARD * line.em < inward <= _FARTHEST * line.em and not centred


def _lead(first: NumberMarker, lines: Sequence[Line]) -> int:
    """Where to look for the passage of the first question: from the last passage head before it, or the first of
    those that stand together."""
    heads = _heads(lines, 0, first.line)
    return _first_together(heads, lines).line if heads else first.line


def _first_together(heads: Sequence[PassageHead], lines: Sequence[Line]) -> PassageHead:
    """The first of the last heads that are all names of texts; the last head where it is none."""
    names = takewhile(lambda head: names_text(lines[head.line]), reversed(heads))
    return next(iter(deque(names, maxlen=1)), heads[-1])


def _heads(lines: Sequence[Line], start: int, end: int) -> list[PassageHead]:
    """The heads of passages in a stretch: those that say which questions share them; else those that have a name."""
    told = list(passage_heads(lines, start, end))
    return told or [head for index in range(start, end) if (head := named_passage(index, lines)) is not None]


def _section_in(lines: Sequence[Line], start: int, end: int, frames: dict[int, tuple[Frame, ...]]) -> str | None:
    found = [joined([lines[i].text]) for i in range(start, end) if is_section(i, lines, end, frames)]
    return found[-1] if found else None


def _section_before(first: NumberMarker, lines: Sequence[Line], frames: dict[int, tuple[Frame, ...]]) -> str | None:
    return _section_in(lines, max(0, first.line - 6), first.line, frames)


def _passage_between(lines: Sequence[Line], start: int, end: int, skipped: frozenset[int]) -> Passage | None:
    """The last passage head in a stretch with the text below it; heads that only instruct have none. Where
    texts with names follow one another ("Text 1", "Text 2"), the questions share all of them."""
    heads = _heads(lines, start, end)
    if not heads:
        return None
    first, head = _first_together(heads, lines), heads[-1]
    text = [
        i
        for i in range(head.stop if first is head else first.line, end)
        if i not in skipped and not is_section_head(lines[i])
    ]
    passage = paragraphs([lines[i] for i in text])
    return Passage(first, passage, tuple(text)) if len(passage) >= _SHORTEST_PASSAGE else None


def paragraphs(lines: Sequence[Line]) -> str:
    """Lines as text, with a line break where a taller gap or an indent starts a paragraph; rows of a table stay rows,
    their cells parted by tabs."""
    if not lines:
        return ""
    steps = sorted(b.base - a.base for a, b in pairwise(lines) if a.page == b.page and b.base > a.base)
    usual = steps[len(steps) // 4] if steps else 0.0
    blocks: list[list[str]] = [[lines[0].text]]
    for above, line in pairwise(lines):
        apart = above.page == line.page and line.base - above.base > _TALLEST_GAP * usual
        indented = line.x0 - line.left > 0.8 * line.em and above.x0 - above.left < 0.4 * line.em
        if apart or indented or _is_row(line) or _is_row(above):
            blocks.append([])
        blocks[-1].append(line.text)
    return "\n".join(
        "\t".join(joined([cell]) for cell in block[0].split("\t")) if len(block) == 1 else joined(block)
        for block in blocks
    )


def _is_row(line: Line) -> bool:
    return line.text.count("\t") >= _FEWEST_GAPS
