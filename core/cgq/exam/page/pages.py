"""A paper's pages as lines in the order of reading, with what is no part of its text set aside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.exam.page.beside import split_answers
from cgq.exam.page.columns import read_columns
from cgq.exam.page.copies import copies_of
from cgq.exam.page.figures import figures_of
from cgq.exam.page.formulas import with_formulas
from cgq.exam.page.furniture import split_furniture
from cgq.exam.page.hyphens import with_hyphens_settled
from cgq.exam.page.labels import with_labels_parted
from cgq.exam.page.lines import lines_of
from cgq.exam.page.margins import split_line_numbers
from cgq.exam.page.note_marks import split_note_marks
from cgq.exam.page.rows import with_numbers_raised
from cgq.exam.page.runs import runs_of
from cgq.exam.page.stacked import with_values_joined
from cgq.exam.page.ticks import split_ticks
from cgq.exam.page.watermarks import split_watermarks
from cgq.exam.page.wraps import with_broken_words_marked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.geometry import Line, Sheet
    from cgq.exam.model import BBox, Key
    from cgq.exam.page.figures import Figure
    from cgq.exam.page.runs import Run
    from cgq.exam.page.ticks import Tick

_OPENING_PAGES = 3


@dataclass(frozen=True, slots=True)
class Pages:
    """What stands on the sheets: the text, running heads and feet, watermarks, numbers of lines and marks of notes
    (`counts`), drawings.

    `repeated` are drawings that stand on many pages, each with its page: logos and the like. `beside` are answers
    that stand in a column beside the questions, `ticks` signs that stand at markers.
    """

    sheets: Sequence[Sheet]
    lines: Sequence[Line]
    heads: Sequence[Line]
    watermarks: Sequence[Line]
    counts: Sequence[Line]
    figures: Sequence[Figure]
    repeated: Sequence[tuple[int, BBox]]
    beside: Sequence[Key] = ()
    ticks: Sequence[Tick] = ()

    @property
    def furniture(self) -> list[Line]:
        """What was set aside, line by line."""
        return [*self.heads, *self.watermarks]

    @property
    def opening_heads(self) -> list[Line]:
        """The heads and feet of the first pages, where a paper may say what it is."""
        return [line for line in self.heads if line.page <= _OPENING_PAGES]

    @property
    def opening_furniture(self) -> list[Line]:
        """Everything that was set aside on the first pages."""
        return [line for line in self.furniture if line.page <= _OPENING_PAGES]


def pages_of(sheets: Sequence[Sheet]) -> Pages:
    """The pages of a paper whose text can be read."""
    texts, ticks = split_ticks(sheets)
    printed, stamped = split_watermarks([runs_of(text) for text in texts])
    copies = copies_of(sheets, printed)
    kept, taken_off = split_furniture(sheets, printed, copies)
    kept, counted = split_line_numbers(kept)
    kept, marks = split_note_marks(kept)
    kept, beside = split_answers(sheets, kept)
    figures, repeated = figures_of(sheets, kept, copies)
    lines = read_columns(sheets, with_formulas(sheets, with_numbers_raised(sheets, kept)))
    lines = with_values_joined(with_labels_parted(with_broken_words_marked(with_hyphens_settled(lines))))
    heads, watermarks = _as_lines(taken_off), _as_lines(stamped)
    counts = [*_as_lines(counted), *_as_lines(marks)]
    return Pages(sheets, lines, heads, watermarks, counts, figures, repeated, beside, ticks)


def whole_lines(sheets: Sequence[Sheet]) -> list[Line]:
    """The lines with nothing set aside."""
    return read_columns(sheets, [runs_of(sheet) for sheet in sheets])


def _as_lines(pages: Sequence[Sequence[Run]]) -> list[Line]:
    return [line for number, runs in enumerate(pages, 1) for line in lines_of(runs, number, 0, 0.0)]
