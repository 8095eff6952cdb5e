"""Where a question ends before the next number: passages, sections, closing words, answers, a new title."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache
from typing import TYPE_CHECKING

from cgq.exam.page.labels import was_parted
from cgq.exam.page.lines import WIDE_GAP
from cgq.exam.question.trailing import Manner
from cgq.exam.signs.answers import ANSWERS_BELOW, tells
from cgq.exam.signs.columns import ANSWER_LABEL, NUMBER_LABEL
from cgq.exam.signs.labels import label_at
from cgq.exam.signs.passages import goes_on_a_sentence, named_passage, passage_head
from cgq.exam.signs.question_ranges import counts_questions
from cgq.exam.signs.sections import is_section_head
from cgq.exam.vocabulary import UNSPACED, any_of, begun_by

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.geometry import Line
    from cgq.exam.signs.options import OptionRun

_OPEN, _SHUT = r"^[-–—―<＜*※(（\[\s]*", r"[-–—―>＞*)）\].。!\s]*$"
"""What may stand before and behind a line that ends something: dashes, stars, brackets."""
_END = re.compile(rf"{_OPEN}{any_of('end_words')}{_SHUT}", re.IGNORECASE)
_END_PHRASE = re.compile(rf"{_OPEN}{begun_by('end_phrases')}|^[-–—*(]+\s*(?i:{any_of('end_phrases')})")
_IDLE = re.compile(
    rf"{_OPEN}(?:{any_of('blank_starts')}.{{0,12}}|{any_of('blank_lines')}){_SHUT}",
    re.IGNORECASE,
)
_STOP = re.compile(rf"{_OPEN}{any_of('stop_words')}{_SHUT}", re.IGNORECASE)
_LABEL = re.compile(r"^[（(\[【]\s*(?:\d{1,2}|[A-C]|[가-라])\s*[)）\]】]$")
_OPEN_PART = re.compile(
    rf"^[\[<〈【(]?\s*{any_of('written_kinds')}\s*(?:{any_of('question_words', languages=UNSPACED)}\s*)?\d{{1,2}}"
    rf"\s*(?:[.)\]>〉】:]|{any_of('question_counters')})"
)
_OPTION = re.compile(r"^\s*[①-⑩❶-❿(]")
_TITLE = 1.25
_CAPTION = 1.1
LONGEST_NAME = 40
"""The most characters of a line that names a part."""


class Endings:
    """Knows the lines of a document, its usual size of print, and where its options end."""

    def __init__(
        self, lines: Sequence[Line], heads: frozenset[int], skipped: frozenset[int], runs: Sequence[OptionRun]
    ) -> None:
        self._lines, self._heads, self._skipped = lines, heads, skipped
        self._starts = sorted((run.first_line, run.last_line) for run in runs)
        self._manner = Manner(lines, runs)
        ems = sorted(line.em for line in lines)
        self._title = _TITLE * ems[len(ems) // 2] if ems else 0.0

    def after(self, start: int, end: int) -> tuple[int, bool]:
        """The first line behind the question that starts at `start` when the next number stands at `end`; and whether
        it is only set apart, and nothing in it says what it is."""
        options = self._options_end(start, end)
        named = next((i for i in range(start + 1, end) if self._ends_at(start, i, end, options)), end)
        option = self._last_option(start, named)
        below = [i for i in range(option + 1, named) if not was_parted(self._lines, i)]
        if any(tells(self._lines[i].text) for i in below):
            return named, False
        apart = next((i for i in below if not self._manner.goes_on(i, option)), named)
        return apart, apart < named

    def _options_end(self, start: int, end: int) -> int:
        """The last line that an option of the question starts on; `end` when it has none."""
        first = bisect_left(self._starts, (start, -1))
        held = [last for opened, last in self._starts[first:] if opened < end]
        return max(held[:1], default=end)

    def _last_option(self, start: int, end: int) -> int:
        """The last line of a question that an option of any run starts on; `end` when it has none."""
        first, stop = (bisect_left(self._starts, (line, -1)) for line in (start, end))
        return max((last for _, last in self._starts[first:stop] if last < end), default=end)

    def _ends_at(self, start: int, index: int, end: int, options: int) -> bool:
        line = self._lines[index]
        if label_at(line.text) is not None:
            return False
        if index in self._skipped:
            return all(i in self._skipped for i in range(index, min(end, index + 3)))
        if passage_head(index, self._lines) is not None:
            return not self._is_in_stem(start, index, end)
        if self._is_section(index, end, options):
            return True
        return (
            is_ending(line)
            or counts_questions(line.text)
            or bool(_OPEN_PART.match(line.text))
            or (index > options and self._begins_anew(index))
            or (options < index < end - 1 and self._names_next_part(index))
        )

    def _is_in_stem(self, start: int, index: int, end: int) -> bool:
        """Whether a line goes on with a sentence of the stem, and the question's only options stand below it: it reads
        like a head there, and is none."""
        opened = bisect_left(self._starts, (start, -1))
        first = self._starts[opened][0] if opened < len(self._starts) else end
        return index < first < end and goes_on_a_sentence(index, self._lines)

    def _is_section(self, index: int, end: int, options: int) -> bool:
        """Whether a line heads a section; where no number follows, its words tell, if it is set apart or stands behind
        a break."""
        if index in self._heads:
            return True
        if end < len(self._lines) or index <= options or not is_section_head(self._lines[index]):
            return False
        above, line = self._lines[index - 1], self._lines[index]
        behind_break = (above.page, above.column) != (line.page, line.column)
        return behind_break or not self._manner.goes_on(index, options)

    def _begins_anew(self, index: int) -> bool:
        """Whether something new begins behind the options: a part, another paper, a passage that has a name."""
        line = self._lines[index]
        named = named_passage(index, self._lines) is not None
        return named or bool(_LABEL.match(line.text)) or self._is_title(line, self._lines[index - 1])

    def _names_next_part(self, index: int) -> bool:
        """Whether a short line, larger than what stands around it, is right above the head of a passage and no
        further in: the name of a part."""
        above, line, below = self._lines[index - 1 : index + 2]
        larger = line.em > _CAPTION * max(above.em, below.em)
        outer = line.x0 <= below.x0 and len(line.text) <= LONGEST_NAME
        return larger and outer and passage_head(index + 1, self._lines) is not None

    def _is_title(self, line: Line, above: Line) -> bool:
        """Whether behind the options a larger line begins something new: another paper, a key, a part."""
        larger = line.em > self._title and line.em > _TITLE * above.em
        return larger and not _OPTION.match(line.text)


def is_ending(line: Line) -> bool:
    """Whether a line ends the questions: "- 끝 -", the head of the answers, the row above their columns."""
    return _ends_questions(line.text.strip())


@lru_cache(maxsize=8192)
def _ends_questions(text: str) -> bool:
    if _heads_columns(text):
        return True
    return _is_in_capitals(text, _END) or bool(_END_PHRASE.match(text) or ANSWERS_BELOW.match(text))


def _heads_columns(text: str) -> bool:
    """Whether a line is the row above the columns of an answer table: "number", "answer", and both again."""
    cells = [cell.strip() for cell in text.split(WIDE_GAP)]
    numbers, answers = (sum(1 for cell in cells if label.match(cell)) for label in (NUMBER_LABEL, ANSWER_LABEL))
    return min(numbers, answers) > 1 and numbers + answers == len(cells)


def is_idle(line: Line) -> bool:
    """Whether a line only says that a page is blank or that the next one goes on; a question may do so, too."""
    return bool(_IDLE.match(line.text)) or _is_in_capitals(line.text, _STOP)


def _is_in_capitals(text: str, word: re.Pattern[str]) -> bool:
    """Whether a text is such a word and has no small letter: a single word in small letters ends many a sentence."""
    return text == text.upper() and bool(word.match(text))
