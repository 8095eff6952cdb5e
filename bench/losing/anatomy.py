"""Where the parts of an untouched paper stand, line by line: what a mutation can take away.

The reading of the untouched papers is held against their gold elsewhere (tests and the scorer), so it serves here as
the truth of what is printed where.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from cgq.exam.extract import read_document
from cgq.exam.key.grids import read_tables
from cgq.exam.key.solutions import read_solutions
from cgq.exam.limits import Limits
from cgq.exam.page.columns import read_columns
from cgq.exam.page.copies import copies_of
from cgq.exam.page.frames import frames_of
from cgq.exam.page.furniture import split_furniture
from cgq.exam.page.lines import lines_of
from cgq.exam.page.runs import runs_of
from cgq.exam.pdf.reader import read_paper
from cgq.exam.question.choice import choose_style
from cgq.exam.question.heads import section_heads
from cgq.exam.question.regions import regions_of
from cgq.exam.signs.answers import EXPLANATION_HEAD
from cgq.exam.signs.labels import names_answer
from cgq.exam.signs.options import runs_in, tokens_of, usual_count
from cgq.exam.signs.passages import passage_heads

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cgq.exam.geometry import Line, Sheet
    from cgq.exam.model import BBox
    from cgq.exam.question.regions import Region

Role = Literal["stem", "box", "option", "passage", "answer", "key"]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one printed line; `last` tells whether nothing stands below it in its column."""

    page: int
    box: BBox
    text: str
    role: Role
    last: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """An option: its marker, and the spans of its text, line by line."""

    n: int
    marker: Span
    texts: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: its number's own span, the lines before its options, the options, the printed answer."""

    number: int
    page: int
    mark: Span
    body: tuple[Span, ...]
    choices: tuple[Choice, ...]
    answer: Span | None
    lines: tuple[Span, ...]
    """Its printed lines to the last option, the number's first."""

    @property
    def spans(self) -> list[Span]:
        """Everything that is printed of it."""
        options = [s for c in self.choices for s in (c.marker, *c.texts)]
        return [self.mark, *self.body, *options, *([self.answer] if self.answer else [])]


@dataclass(frozen=True, slots=True)
class Anatomy:
    """A paper taken apart."""

    sheets: tuple[Sheet, ...]
    questions: tuple[Asked, ...]
    passages: tuple[tuple[int, Span], ...]
    """The lines of passages, each with the number of the question that is the next in reading order."""
    key: tuple[Span, ...]
    columns: dict[int, tuple[float, float]]
    """The x that parts the two columns of a page, and how far the right one starts behind the left."""
    figures: tuple[tuple[int, int, BBox], ...]
    """The figures of questions: number, page, box."""
    announcing: tuple[str, ...]
    """The heads and feet, and the lines before the first question."""


def anatomy_of(data: bytes) -> Anatomy:
    """Take a paper or a key apart."""
    sheets = read_paper(data, None, Limits(), lambda _done, _all: None).sheets
    printed = [runs_of(sheet) for sheet in sheets]
    pages, off = split_furniture(sheets, printed, copies_of(sheets, printed))
    heads = [line for n, runs in enumerate(off, 1) for line in lines_of(runs, n, 0, 0.0)]
    lines = read_columns(sheets, pages)
    solutions = read_solutions(lines)
    solved = frozenset(i for s in solutions for i in s.lines)
    _, tabled = read_tables(lines, solved)
    choice = choose_style(lines, solved | tabled)
    frames = {sheet.number: frames_of(sheet) for sheet in sheets}
    skipped, widths = solved | tabled, {sheet.number: sheet.width for sheet in sheets}
    named = section_heads(choice.chain, lines, frames, skipped, choice.runs, widths) if choice else frozenset[int]()
    regions = regions_of(choice.chain, lines, named, skipped, choice.runs) if choice else []
    styles = (choice.style, *choice.others) if choice else ()
    usual = usual_count(choice.runs) if choice else 0
    lasts = _lasts(lines)
    asked = tuple(_asked(region, lines, styles, usual, lasts) for region in regions)
    held = {i for region in regions for i in region.lines} | solved | tabled
    return Anatomy(
        sheets,
        asked,
        tuple(_passages(lines, held, lasts, regions)),
        tuple(_whole(i, lines, "key", lasts) for i in sorted(tabled)),
        _gutters(lines),
        tuple(_figures(data)),
        (*(line.text for line in heads), *(line.text for line in lines[: regions[0].marker.line if regions else 0])),
    )


def _figures(data: bytes) -> Iterator[tuple[int, int, BBox]]:
    """Drawn options included; a figure of a shared passage once, with its first question."""
    seen: set[tuple[int, BBox]] = set()
    for question in read_document(data).questions:
        for place in question.places:
            if place.asset is not None and (place.page, place.bbox) not in seen:
                seen.add((place.page, place.bbox))
                yield question.number, place.page, place.bbox


def _lasts(lines: Sequence[Line]) -> frozenset[int]:
    """The lines that end their column."""
    lowest: dict[tuple[int, int], int] = {}
    for index, line in enumerate(lines):
        lowest[line.page, line.column] = index
    return frozenset(lowest.values())


def _whole(index: int, lines: Sequence[Line], role: Role, lasts: frozenset[int]) -> Span:
    line = lines[index]
    return Span(line.page, line.box, line.text, role, index in lasts)


def _part(index: int, start: int, end: int, lines: Sequence[Line], role: Role, lasts: frozenset[int]) -> Span:
    """The characters `start` to `end` of a line."""
    line = lines[index]
    x1 = line.xs[end] - 0.01 if end < len(line.xs) else line.box[2]
    box = (line.xs[start] if start < len(line.xs) else x1, line.box[1], x1, line.box[3])
    return Span(line.page, box, line.text[start:end], role, index in lasts)


def _asked(region: Region, lines: Sequence[Line], styles: Sequence[str], usual: int, lasts: frozenset[int]) -> Asked:
    marker = region.marker
    mark = _part(marker.line, 0, marker.end, lines, "stem", lasts)
    answer_at = next((i for i in region.lines[1:] if names_answer(lines[i].text)), None)
    told_at = next((i for i in region.lines[1:] if EXPLANATION_HEAD.match(lines[i].text)), None)
    ends = [i for i in (answer_at, told_at) if i is not None]
    own = [i for i in region.lines if not ends or i < min(ends)]
    choices = _choices(own, lines, styles, usual, marker.end, lasts)
    first = min((_index(c.marker, own, lines) for c in choices), default=len(lines))
    body = [_part(own[0], marker.end, len(lines[own[0]].text), lines, "stem", lasts)] if own[0] < first else []
    body += [_whole(i, lines, "stem", lasts) for i in own[1:] if i < first]
    return Asked(
        marker.number,
        lines[marker.line].page,
        mark,
        tuple(s for s in body if s.text.strip()),
        tuple(choices),
        _whole(answer_at, lines, "answer", lasts) if answer_at is not None else None,
        tuple(_whole(i, lines, "stem" if i < first else "option", lasts) for i in own),
    )


def _index(span: Span, own: Iterable[int], lines: Sequence[Line]) -> int:
    return next(i for i in own if lines[i].page == span.page and lines[i].box[1] == span.box[1])


def _choices(
    own: Sequence[int], lines: Sequence[Line], styles: Sequence[str], usual: int, after: int, lasts: frozenset[int]
) -> list[Choice]:
    """The options of a region whose lines are `own`; none when they are no clean run of the usual length."""
    for style in styles:
        tokens = [t for t in tokens_of([lines[i] for i in own], style, frozenset()) if t.line or t.start >= after]
        runs = [r for r in runs_in(tokens, style) if len(r.tokens) == usual]
        if not runs:
            continue
        found: list[Choice] = []
        taken = sorted(runs[-1].tokens, key=lambda t: (t.line, t.start))
        rows = {t.line: [u for u in taken if u.line == t.line] for t in taken}
        for position, token in enumerate(taken):
            here = rows[token.line]
            last = token is here[-1]
            index = own[token.line]
            line = lines[index]
            stop = len(line.text) if last else here[here.index(token) + 1].start
            texts = [_part(index, token.end, stop, lines, "option", lasts)]
            below = taken[position + 1].line if position + 1 < len(taken) else len(own)
            if last and len(here) == 1:
                texts += [_whole(own[n], lines, "option", lasts) for n in range(token.line + 1, below)]
            marker = _part(index, token.start, token.end, lines, "option", lasts)
            found.append(Choice(token.value, marker, tuple(s for s in texts if s.text.strip())))
        return sorted(found, key=lambda c: c.n)
    return []


def _passages(
    lines: Sequence[Line], held: set[int], lasts: frozenset[int], regions: Sequence[Region]
) -> Iterable[tuple[int, Span]]:
    """Lines between a passage head and the next question."""
    inside = False
    heads = {i for head in passage_heads(lines) for i in range(head.line, head.stop)}
    for index in range(len(lines)):
        if index in held:
            inside = False
        elif index in heads:
            inside = True
        elif inside:
            later = (region.marker.number for region in regions if region.marker.line > index)
            number = next(later, regions[-1].marker.number if regions else 1)
            yield number, _whole(index, lines, "passage", lasts)


def _gutters(lines: Sequence[Line]) -> dict[int, tuple[float, float]]:
    found: dict[int, tuple[float, float]] = {}
    for page in {line.page for line in lines}:
        left = [line for line in lines if line.page == page and line.column == 1]
        right = [line for line in lines if line.page == page and line.column == 2]
        if left and right and max(n.box[2] for n in left) < min(n.x0 for n in right):
            gutter = (max(n.box[2] for n in left) + min(n.x0 for n in right)) / 2
            found[page] = (gutter, min(n.x0 for n in right) - min(n.x0 for n in left))
    return found
