"""The stretch of lines that belongs to each chosen question, and the passages that some share."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING

from cgq.exam.page.script import joined
from cgq.exam.page.spaced_letters import PrintedText, join_letters
from cgq.exam.question.below import Below, is_notice, read_below
from cgq.exam.question.endings import Endings, is_ending, is_idle
from cgq.exam.signs.passages import is_directed, named_passage, names_text, passage_heads

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.geometry import Line
    from cgq.exam.question.chain import Chain
    from cgq.exam.signs.markers import NumberMarker
    from cgq.exam.signs.options import OptionRun
    from cgq.exam.signs.passages import PassageHead

_SHORTEST_PASSAGE = 25
"""Characters from which a text is a passage whatever it says; a shorter one only under a head with numbers."""
_WORD = re.compile(r"[^\W\d_]{2}|[\u4e00-\u9fff]")
_REMARK = re.compile(r"^[(\[<（［【〈].*[)\]>）］】〉]$")
_TALLEST_GAP = 1.7
_FEWEST_GAPS = 2


@dataclass(frozen=True, slots=True)
class Region:
    """One question's lines, the number's own first; with its section and the passage it shares.

    `below` is what stands below it and is no part of it. `told` is the head that tells what to do in it, where no text
    is under that head.
    """

    marker: NumberMarker
    lines: tuple[int, ...]
    section: str | None
    passage: Passage | None
    below: Below
    told: PassageHead | None


@dataclass(frozen=True, slots=True)
class Passage:
    """A text that questions share: the head that says which, the text, and the lines that it stands on."""

    head: PassageHead
    text: str
    lines: tuple[int, ...]

    def above(self, number: int) -> Passage:
        """The passage as it stands above a question."""
        return replace(self, head=self.head.above(number))

    def within(self, around: Passage | None) -> Passage:
        """The passage of a single question with the one around it, where it shares that with others."""
        one = self.head.of_one
        if around is None or one is None or around.head.open or not around.head.names(one):
            return self
        return replace(self, text=f"{around.text}\n{self.text}", lines=(*around.lines, *self.lines))


def regions_of(
    chain: Chain,
    lines: Sequence[Line],
    heads: frozenset[int],
    skipped: frozenset[int],
    runs: Sequence[OptionRun],
) -> list[Region]:
    """A region a question; `heads` are the lines that head sections.

    What stands between the end of one and the next number is a passage, a section's head, or nothing.
    """
    markers = chain.markers
    if not markers:
        return []
    endings = Endings(lines, heads, skipped, runs)
    printed = PrintedText(line.text for line in lines)
    section = _section_in(lines, 0, markers[0].line, heads, printed)
    first = _last_together(_heads(lines, 0, markers[0].line, markers[0].number), lines)
    passage = _passage_under(first, lines, markers[0].line, skipped | heads)
    passage = passage.above(markers[0].number) if passage is not None else None
    told = first[-1] if first else None
    around: Passage | None = None
    regions: list[Region] = []
    ends = [*(m.line for m in markers[1:]), len(lines)]
    last = previous_end = 0
    for marker, next_number in zip(markers, ends, strict=True):
        between = [line for line in chain.beyond if marker.line < line < next_number]
        end = next((line for line in between if not _heads_next(line, lines, marker)), next_number)
        body_end, unnamed = endings.after(marker.line, end)
        own = tuple(i for i in range(marker.line, body_end) if i not in skipped and not is_idle(lines[i]))
        if marker.number < last and passage is not None and passage.head.line < previous_end:
            passage = None
        if passage is not None and passage.head.of_one not in (None, marker.number):
            passage = around
        covered = passage is not None and passage.head.names(marker.number)
        above = _heads(lines, body_end, end, marker.number + 1)
        apart = _unnamed(lines, body_end, end, above, heads) if unnamed else ()
        below = read_below(lines, marker, [i for i in apart if i not in skipped], end)
        told = told if told is not None and told.names(marker.number) else None
        regions.append(Region(marker, own, section, passage if covered else None, below, told))
        last, previous_end = marker.number, body_end
        found = _section_in(lines, body_end, end, heads, printed)
        section = found or section
        if found and passage is not None and passage.head.open:
            passage = None
        under = _passage_under(above, lines, end, skipped | heads)
        if under is not None:
            around = passage if under.head.of_one is not None else None
            passage = under.above(marker.number + 1).within(around)
        told = above[-1] if above else told
    return regions


def _unnamed(lines: Sequence[Line], start: int, end: int, above: Sequence[PassageHead], heads: frozenset[int]) -> range:
    """The lines of a stretch up to the first that says what it is."""
    named = {head.line for head in above} | heads
    ends = (i for i in range(start, end) if i in named or is_ending(lines[i]))
    return range(start, next(ends, end))


def _last_together(heads: Sequence[PassageHead], lines: Sequence[Line]) -> Sequence[PassageHead]:
    """The last head; where it is the name of a text, with those right before it that are names, too."""
    count = sum(1 for _ in takewhile(lambda head: names_text(lines[head.line]), reversed(heads)))
    return heads[-max(count, 1) :]


def _heads(lines: Sequence[Line], start: int, end: int, number: int) -> list[PassageHead]:
    """The heads of passages in a stretch above a question: those that say which questions share them; else those that
    have a name. One that names a single question has to stand above it: other numbers in brackets are those of parts.
    """
    told = list(passage_heads(lines, start, end))
    if told:
        return told
    named = (named_passage(index, lines) for index in range(start, end))
    return [head for head in named if head is not None and head.of_one in (None, number)]


def _heads_next(line: int, lines: Sequence[Line], marker: NumberMarker) -> bool:
    """Whether a line that starts with a number is the head of a passage for the question behind `marker`'s."""
    head = named_passage(line, lines)
    return head is not None and head.of_one == marker.number + 1


def _section_in(lines: Sequence[Line], start: int, end: int, heads: frozenset[int], printed: PrintedText) -> str | None:
    """The last head in a stretch."""
    found = [i for i in range(start, end) if i in heads]
    return joined([join_letters(lines[found[-1]].text, printed)]) if found else None


def _passage_under(
    heads: Sequence[PassageHead], lines: Sequence[Line], end: int, skipped: frozenset[int]
) -> Passage | None:
    """The text below the last of the heads; heads that only instruct have none. Where texts with names follow one
    another ("Text 1", "Text 2"), the questions share all of them, names included."""
    if not heads:
        return None
    together = _last_together(heads, lines)
    start = together[0].stop if len(together) == 1 else together[0].line
    text = [i for i in range(start, end) if i not in skipped]
    passage = paragraphs([lines[i] for i in text])
    if len(passage) >= _SHORTEST_PASSAGE or (not together[-1].open and _is_short_passage(text, lines)):
        return Passage(together[0], passage, tuple(text))
    return None


def _is_short_passage(text: Sequence[int], lines: Sequence[Line]) -> bool:
    """Whether a few words below a head that names questions are what these share: not the rest of its instruction, a
    remark in brackets, as of points, or a notice."""
    words = " ".join(lines[i].text.strip() for i in text)
    remarks = _REMARK.match(words) or any(is_notice(lines[i]) for i in text)
    return bool(_WORD.search(words)) and not remarks and not is_directed(words)


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
