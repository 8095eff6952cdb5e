"""Conservation: every glyph that is seen is in one part of one question, in a key, a heading, a head or foot, or is
known to be in none. What a question lacks is flagged at it.

Four ways in which text can go missing without a trace are looked for: a glyph that became part of no line, a stretch
of a line between two parts of a question that is in none of them, lines between two questions that are in neither and
in no passage, and a stretch that two questions took.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import normalize

from cgq.exam.confidence import flagged
from cgq.exam.findings import UNACCOUNTED_TEXT
from cgq.exam.geometry import free_spans
from cgq.exam.model import Finding
from cgq.exam.printable import printable
from cgq.exam.question.below import is_notice
from cgq.exam.question.endings import is_ending
from cgq.exam.signs.passages import passage_heads
from cgq.exam.signs.question_ranges import counts_questions

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from cgq.exam.geometry import Glyph, Line, Sheet, Span
    from cgq.exam.model import BBox, Question
    from cgq.exam.page.pages import Pages
    from cgq.exam.question.reading import Reading
    from cgq.exam.question.regions import Region

_NEAR = 0.35
"""Ems between the left edges of a glyph and of the same sign in a line: of two prints of a bold letter one is kept."""

_QUOTED = 60
"""Characters of a text that a finding repeats."""


def with_text_accounted(
    pages: Pages, questions: Sequence[Question], reading: Reading, announced: Collection[int]
) -> tuple[list[Question], list[Finding]]:
    """The questions, flagged where text at them is in no part of a paper, or in two; and a finding for each such text.

    `questions` are those of the reading, in its order; `announced` are the lines of keys and headings.
    """
    lost = [*_unplaced(pages, questions), *_between(pages.lines, reading, announced)]
    lost += _outside(pages.lines, reading, announced)
    lost += _taken_twice(pages.lines, reading.claims)
    at = {piece.owner for piece in lost if piece.flags}
    flags = [[UNACCOUNTED_TEXT] if n in at else [] for n in range(len(questions))]
    findings = [_finding(piece, None if piece.owner is None else questions[piece.owner].number) for piece in lost]
    return [flagged(q, own) for q, own in zip(questions, flags, strict=True)], findings


class _Lost(NamedTuple):
    """A text with its page, what became of it, the question that it stands at, by its index, and if it flags that."""

    text: str
    page: int
    what: str
    owner: int | None
    flags: bool = True


def _unplaced(pages: Pages, questions: Sequence[Question]) -> Iterator[_Lost]:
    """The glyphs that are in no line, for each page and each question on it."""
    lines: dict[int, list[Line]] = defaultdict(list)
    for line in (*pages.lines, *pages.furniture, *pages.counts):
        lines[line.page].append(line)
    signs: dict[int, list[str]] = defaultdict(list)
    for tick in pages.ticks:
        signs[tick.page].append(tick.sign)
    answers: dict[int, list[BBox]] = defaultdict(list)
    for cell in (cell for key in pages.beside for cell in key.answers):
        if cell.page is not None and cell.bbox is not None:
            answers[cell.page].append(cell.bbox)
    for sheet in pages.sheets:
        lost = unplaced_glyphs(sheet, lines[sheet.number], signs[sheet.number])
        lost = [glyph for glyph in lost if not any(_holds(box, glyph) for box in answers[sheet.number])]
        for owner, glyphs in _by_question(sheet.number, lost, questions).items():
            yield _Lost("".join(g.char for g in glyphs), sheet.number, "could not be put into a line", owner)


def unplaced_glyphs(sheet: Sheet, lines: Iterable[Line], signs: Iterable[str]) -> list[Glyph]:
    """The glyphs of a page that stand in none of its lines and are none of the signs that were taken off it.

    What is counted are decomposed signs, for formulas write a raised 2 as one sign and a line may compose syllables.
    """
    kept = Counter(normalize("NFKD", "".join([*(line.text for line in lines), *signs])))
    missing = Counter(normalize("NFKD", sheet.text)) - kept
    if not missing:
        return []
    known: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
    for line in lines:
        for char, x in zip(line.text, line.xs, strict=True):
            for sign in normalize("NFKD", char):
                known[sign].append((x, line.box[1], line.box[3]))
    for alike in known.values():
        alike.sort()
    return [
        g for g in sheet.glyphs if any(s in missing and not _stands(g, known[s]) for s in normalize("NFKD", g.char))
    ]


def _stands(glyph: Glyph, alike: Sequence[tuple[float, float, float]]) -> bool:
    """Whether a glyph is one of the equal signs of the lines: left edge, top and bottom of each, from the left."""
    middle = (glyph.y0 + glyph.y1) / 2
    off = _NEAR * glyph.em
    for x, top, bottom in alike[bisect_left(alike, (glyph.x0 - off,)) :]:
        if x > glyph.x0 + off:
            return False
        if top <= middle <= bottom:
            return True
    return False


def _by_question(page: int, glyphs: Sequence[Glyph], questions: Sequence[Question]) -> Mapping[int | None, list[Glyph]]:
    """The glyphs by the index of the question in whose box they stand."""
    found: dict[int | None, list[Glyph]] = defaultdict(list)
    here = [(n, question.bbox) for n, question in enumerate(questions) if question.page == page]
    for glyph in glyphs:
        holding = (n for n, box in here if _holds(box, glyph))
        found[next(holding, None)].append(glyph)
    return found


def _holds(box: BBox, glyph: Glyph) -> bool:
    x, y = (glyph.x0 + glyph.x1) / 2, (glyph.y0 + glyph.y1) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _between(lines: Sequence[Line], reading: Reading, announced: Collection[int]) -> Iterator[_Lost]:
    """The text between the first line and the last of a question that is in no part of it."""
    claimed = {span.line for span in reading.spans}
    free = free_spans(lines, reading.spans)
    for owner, region in enumerate(reading.regions):
        own = [index for index in region.lines if index in claimed]
        inner = [i for i in region.lines if own and own[0] <= i <= own[-1] and i in free and i not in announced]
        if inner:
            text = " ".join(lines[i].text[span.start : span.stop].strip() for i in inner for span in free[i])
            yield _Lost(text, lines[inner[0]].page, "is in no part of the question around it", owner)


def _outside(lines: Sequence[Line], reading: Reading, announced: Collection[int]) -> Iterator[_Lost]:
    """The lines between two questions that are in neither, in no passage and no heading, and are no notice; those that
    stand right below a question are loose text, which is reported as such. Where numbers start again, the title of
    another paper may stand. Below a heading of answers or of an explanation, the question itself lacks nothing."""
    named = {span.line for span in reading.spans} | set(announced)
    named |= {line for region in reading.regions for line in _head_lines(region)}
    for owner, (region, following) in enumerate(pairwise(reading.regions)):
        if following.marker.number <= region.marker.number:
            continue
        own = {*region.lines, *region.below.apart}
        between = range(region.marker.line + 1, following.marker.line)
        left = [i for i in between if i not in named and i not in own and not _is_remark(lines[i])]
        if left:
            text = " ".join(lines[i].text.strip() for i in left)
            what = f"stands below question {region.marker.number} and is in no part of the paper"
            answered = any(is_ending(lines[i]) for i in range(region.marker.line, left[0]))
            for at in _named_above(between, lines, reading.regions, owner) or [owner]:
                yield _Lost(text, lines[left[0]].page, what, at, flags=not answered)


def _named_above(between: range, lines: Sequence[Line], regions: Sequence[Region], owner: int) -> list[int]:
    """The questions that the heads of passages below a question name, and that all stand above: their text came late.
    `owner` is the index of that question."""
    heads = passage_heads(lines, between.start, between.stop)
    late = [head for head in heads if head.last <= regions[owner].marker.number]
    return [n for n in range(owner + 1) if any(head.names(regions[n].marker.number) for head in late)]


def _head_lines(region: Region) -> range:
    """The lines of the head that gives a question its passage, where the head says which questions share it."""
    passage = region.passage
    return range(0) if passage is None or passage.head.open else range(passage.head.line, passage.head.stop)


def _is_remark(line: Line) -> bool:
    """Whether a line is about the paper, and part of no question."""
    return is_notice(line) or counts_questions(line.text)


def _taken_twice(lines: Sequence[Line], claims: Sequence[tuple[int, Span]]) -> Iterator[_Lost]:
    """The stretches of text that two questions hold, once for each of them."""
    ordered = sorted(claims, key=lambda claim: (claim[1], claim[0]))
    for (owner, span), (other, following) in pairwise(ordered):
        if owner != other and span.line == following.line and following.start < span.stop:
            line = lines[span.line]
            text = line.text[following.start : span.stop]
            yield from (_Lost(text, line.page, "was read into two questions", n) for n in (owner, other))


def _finding(lost: _Lost, number: int | None) -> Finding:
    message = f"“{printable(lost.text, _QUOTED)}” {lost.what}: compare with the page"
    return Finding(code=UNACCOUNTED_TEXT, message=message, page=lost.page, number=number)
