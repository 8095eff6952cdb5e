"""The heads of a paper's sections: lines that stand alone above a number, are set apart, and look alike.

What such a line says matters little: "PARTE II", "【情報処理】" and a bare name are heads, if they stand where heads
stand. Every line between the last option of a question and the next number is a candidate and is scored by how it is
set, by what it says, and by the numbers that it begins; then heads of one paper confirm one another.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from cgq.exam.question.below import is_notice
from cgq.exam.question.endings import LONGEST_NAME, is_ending
from cgq.exam.question.exam_signs import directs
from cgq.exam.question.trailing import Manner
from cgq.exam.signs.alphabets import marker_value
from cgq.exam.signs.labels import label_at
from cgq.exam.signs.passages import named_passage, passage_head
from cgq.exam.signs.sections import counted_sign, is_section_head, lead_of, section_word
from cgq.exam.signs.wrapping import is_full, right_edge

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from cgq.exam.geometry import Frame, Line
    from cgq.exam.question.chain import Chain
    from cgq.exam.signs.markers import NumberMarker
    from cgq.exam.signs.options import OptionRun

# What each sign is worth, in log odds, set by hand on 300 drawn papers of eleven languages (bench/languages.py) so that
# a line needs to be set apart and two more signs, or a word with a number; the runner-up is always "no head".
_ODDS = -4.0
_WORD, _COUNTED, _LEAD, _BRACKETS, _FRAME = 5.0, 3.5, 3.5, 2.0, 4.0
_LARGER, _CENTRED = 1.5, 1.0
_GAP_ABOVE, _WIDER_GAP, _NO_GAP, _BREAK_ABOVE = 1.5, 1.0, -2.0, 0.5
_GAP_BELOW, _BREAK_BELOW, _ADJACENT = 0.5, -2.0, 1.0
_RESTARTS, _COUNTS_ON, _JUMPS = 2.5, 0.5, -1.0
_AT_NUMBER, _SET_IN = 0.5, -2.0
_RUNS_ON, _LONG, _SMALL_LETTER, _MARKED = -3.0, -1.5, -2.0, -3.0
_ALIKE = 1.5
_FIRST, _FIRST_BRACKETS, _FIRST_ALIKE = -3.0, -1.0, 5.5
"""Above the first number stand titles, too: what has no word or brackets must look like a later head there."""
_LEAST = 0.0
"""The score of a head, in log odds."""
_DOUBTFUL = -1.5
"""The score of what is a head where a line of its style, which is not the text's, stands above the first number."""

_LARGER_BY = 1.08
"""Size of a head to that of the number below it: sizes of one font differ by less where they are read from boxes."""
_SET_APART, _WIDER = 1.25, 1.15
"""Baseline distance above a head to the usual one inside questions, and to the usual one above a number."""
_TOLERANCE = 0.6
"""Ems by which lines that start at the same x differ at most."""
_FARTHEST_IN = 8.0
"""Ems up to which the text of a question may stand further in than its number."""
_OFF_CENTRE = 0.6
"""Ems by which the middle of a centred line and that of its column differ at most."""
_MOST_ABOVE = 8
"""Lines above the first number that may hold its section's head."""
_USUAL_SHARE, _MANY = 0.5, 4
"""What stands above more numbers than this share, and above so many, belongs to each of them: a topic, a mark."""

_BRACKETED = re.compile(
    r"^\s*(?:[\[【〔<＜〈《「『〖«](.+)[\]】〕>＞〉》」』〗»]|[■◆●▣□].+|[-–—*=]{1,3}\s.+\s[-–—*=]{1,3})\s*$"
)
_RUN_ON = re.compile(r"[.?!。？！,，、;；…]$|[은는을를의에]$|[=;{}]|https?://|\bwww\.|^[(（].*[)）]$")
_LETTERS = re.compile(r"[^\W\d_]{2}|[가-힣぀-ヿ一-鿿]")
_NAMES_SIGN = re.compile(r"[:：.=–—-]\s*[(（\[]?\s*(?:[A-Ka-kА-Еа-е]|\d{1,2}|[①-⑩ア-オ가-마])\s*[)）\]]?\s*[.]?$")
"""A mark and one sign of an option: whatever stands before it, it names an answer."""
_SENTENCE = re.compile(r"[?!。？！]$|[^\dIVX]\.$")
_FEWEST_WORDS = 4
"""Words of a sentence, at least, that ends with a stop; a name may, too."""
_UNSET = re.compile(r"^[※*(☞→ㄱ-ㅎ①-⑩]|^(?:[A-Z]|[가-힣])\s?[:：]")


class _Style(NamedTuple):
    """How a head is set, as far as heads of one paper share it."""

    word: str = ""
    bracket: str = ""
    size: int = 0
    centred: bool = False
    framed: bool = False


_PLAIN = _Style()


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A line that may head what follows the number `marker`, with what speaks for it alone."""

    line: int
    marker: int
    score: float
    style: _Style


def section_heads(
    chain: Chain,
    lines: Sequence[Line],
    frames: dict[int, tuple[Frame, ...]],
    skipped: frozenset[int],
    runs: Sequence[OptionRun],
    widths: Mapping[int, float],
) -> frozenset[int]:
    """The lines that head sections of the paper; `widths` are those of its pages, in points, by number."""
    if not chain.markers:
        return frozenset()
    seeker = _Seeker(chain.markers, lines, frames, skipped, runs, widths)
    candidates = seeker.candidates()
    alike = _styles_of_heads(candidates, len(chain.markers))
    return frozenset(c.line for c in candidates if _confirmed(c, alike) >= _LEAST)


def _styles_of_heads(candidates: Iterable[_Candidate], numbers: int) -> Counter[_Style]:
    """The styles of what are heads by themselves, with how many have each; what stands above most numbers has none."""
    first = {c.style for c in candidates if not c.marker and c.style != _PLAIN}
    later = [c for c in candidates if c.marker and c.score >= (_DOUBTFUL if c.style in first else _LEAST)]
    above = Counter(c.style for c in later)
    return Counter({s: n for s, n in above.items() if s.word or n < _MANY or n <= _USUAL_SHARE * numbers})


def _confirmed(candidate: _Candidate, alike: Counter[_Style]) -> float:
    """The score of a candidate with what others of its style add."""
    count = alike[candidate.style]
    if candidate.marker == 0:
        return candidate.score + (_FIRST_ALIKE if count else 0.0)
    alone = candidate.score >= _LEAST
    if alone and not count:
        return -_ALIKE
    return candidate.score + (_ALIKE if count > alone else 0.0)


class _Seeker:
    """Knows the numbers of a paper and the distances of its lines."""

    def __init__(
        self,
        markers: Sequence[NumberMarker],
        lines: Sequence[Line],
        frames: dict[int, tuple[Frame, ...]],
        skipped: frozenset[int],
        runs: Sequence[OptionRun],
        widths: Mapping[int, float],
    ) -> None:
        self._markers, self._lines, self._frames, self._skipped = markers, lines, frames, skipped
        self._ends = sorted(run.last_line for run in runs)
        self._manner = Manner(lines, runs)
        self._widths = widths
        self._leads = Counter[str]()
        held = [n for m, following in pairwise(markers) for n in range(m.line + 1, following.line)]
        self._inside = _middle(self._above(n) for n in held)
        self._between = _middle(self._above(marker.line) for marker in markers[1:])

    def candidates(self) -> list[_Candidate]:
        """Every line that may be a head, with its score."""
        places: list[tuple[int, int]] = []
        for n, marker in enumerate(self._markers):
            start = max(0, marker.line - _MOST_ABOVE) if n == 0 else self._after_options(n - 1)
            places += [(index, n) for index in self._outside_passages(start, marker.line)]
        self._leads.update(lead_of(self._lines[index]) for index, _ in places)
        return [self._scored(index, n) for index, n in places]

    def _outside_passages(self, start: int, end: int) -> Iterator[int]:
        """The lines of a stretch that may be heads: those above a passage, and what is named so below it."""
        passage = False
        for index in range(start, end):
            opens = passage_head(index, self._lines) is not None or named_passage(index, self._lines) is not None
            passage = passage or opens
            named = bool(section_word(self._lines[index]))
            if index not in self._skipped and (named or not passage) and self._may_be_head(index):
                yield index

    def _after_options(self, n: int) -> int:
        """The line behind the last marker of an option of a question; behind its number where it has none."""
        first, end = self._markers[n].line, self._markers[n + 1].line
        at = bisect_left(self._ends, end) - 1
        return self._ends[at] + 1 if at >= 0 and self._ends[at] >= first else first + 1

    def _may_be_head(self, index: int) -> bool:
        line = self._lines[index]
        text = line.text.strip()
        if not text or "\t" in text or _is_sentence(text) or len(text) > LONGEST_NAME + 20 or not _LETTERS.search(text):
            return False
        if is_section_head(line) or counted_sign(line):
            return True
        return not (label_at(text) is not None or is_notice(line) or is_ending(line) or _names_no_part(text))

    def _scored(self, index: int, n: int) -> _Candidate:
        style = self._style(index, n)
        score = _ODDS + self._says(index, style) + self._stands(index, n, style) + self._begins(n, style)
        if style.word and not self._restarts_or_runs(n):
            score += _JUMPS
        return _Candidate(index, n, score, style)

    def _style(self, index: int, n: int) -> _Style:
        line = self._lines[index]
        bracketed = _BRACKETED.match(line.text)
        ratio = line.em / self._lines[self._markers[n].line].em
        return _Style(
            word=section_word(line) or counted_sign(line) or self._shared_lead(line),
            bracket=line.text.strip()[0] if bracketed else "",
            size=1 if ratio >= _LARGER_BY else 0,
            centred=self._is_centred(index),
            framed=self._is_framed(line),
        )

    def _says(self, index: int, style: _Style) -> float:
        """What the words of a line are worth."""
        text = self._lines[index].text.strip()
        score = self._worth_of_word(self._lines[index])
        score += _BRACKETS if style.bracket else 0.0
        score += _RUNS_ON if _RUN_ON.search(text) else 0.0
        score += _LONG if len(text) > LONGEST_NAME else 0.0
        score += _SMALL_LETTER if text[0].islower() else 0.0
        return score + (_MARKED if marker_value(text) and not style.word and not style.bracket else 0.0)

    def _worth_of_word(self, line: Line) -> float:
        if section_word(line):
            return _WORD
        if counted_sign(line):
            return _COUNTED
        return _LEAD if self._shared_lead(line) else 0.0

    def _shared_lead(self, line: Line) -> str:
        """What a line has before a number or a colon, where a few lines above other numbers have the same."""
        lead = lead_of(line)
        return lead if 1 < self._leads[lead] <= max(_USUAL_SHARE * len(self._markers), 2) else ""

    def _stands(self, index: int, n: int, style: _Style) -> float:
        """What the setting of a line is worth."""
        score = (_LARGER if style.size else 0.0) + (_CENTRED if style.centred else 0.0)
        score += _FRAME if style.framed else 0.0
        number = self._markers[n]
        score += _ADJACENT if self._reaches(index, number.line) else 0.0
        below = self._above(index + 1)
        if below is None:
            score += _BREAK_BELOW  # whoever sets a head keeps it with what it heads
        elif below >= _SET_APART * self._inside:
            score += _GAP_BELOW
        inward = (self._lines[index].x0 - self._lines[index].left) - (number.x0 - self._lines[number.line].left)
        if not style.centred and not style.framed:
            em = self._lines[index].em
            if inward <= _TOLERANCE * em:
                score += _AT_NUMBER
            elif inward <= _FARTHEST_IN * em:
                score += _SET_IN
        return score + self._gap(index, n, style)

    def _gap(self, index: int, n: int, style: _Style) -> float:
        above = self._above(index)
        if n == 0 and (style.word or above is None):
            return 0.0
        if above is None:
            return _BREAK_ABOVE if not is_full(self._lines, index) else _NO_GAP
        if above < _SET_APART * self._inside:
            return _NO_GAP if n == 0 or self._goes_on(index, n) else 0.0
        return _GAP_ABOVE + (_WIDER_GAP if above >= _WIDER * self._between else 0.0)

    def _begins(self, n: int, style: _Style) -> float:
        """What the numbers that a line begins are worth."""
        if n == 0:
            return 0.0 if style.word else _FIRST_BRACKETS if style.bracket else _FIRST
        if self._markers[n].number == 1 != self._markers[n - 1].number:
            return _RESTARTS
        return _COUNTS_ON if self._restarts_or_runs(n) else _JUMPS

    def _restarts_or_runs(self, n: int) -> bool:
        number = self._markers[n].number
        return n == 0 or number in (1, self._markers[n - 1].number + 1)

    def _reaches(self, index: int, number: int) -> bool:
        """Whether only directions, names and passages stand between a line and the number below it."""
        for i in range(index + 1, number):
            if passage_head(i, self._lines) is not None:
                return True
            line = self._lines[i]
            directing = directs(line.text) or _is_sentence(line.text.strip())
            if i not in self._skipped and not directing and not is_section_head(line):
                return False
        return True

    def _goes_on(self, index: int, n: int) -> bool:
        """Whether a line may go on with the last option above it."""
        last = self._after_options(n - 1) - 1
        return all(self._manner.goes_on(i, last) for i in range(last + 1, index + 1))

    def _is_centred(self, index: int) -> bool:
        """Whether a line stands in the middle of its column or of its page."""
        line = self._lines[index]
        middles = [(line.left + right_edge(self._lines, index)) / 2]
        if line.page in self._widths:
            middles.append(self._widths[line.page] / 2)
        off = min(abs(middle - line.middle[0]) for middle in middles)
        return off <= _OFF_CENTRE * line.em and line.x0 - line.left > line.em

    def _is_framed(self, line: Line) -> bool:
        around = [f for f in self._frames.get(line.page, ()) if f.holds(*line.middle)]
        return any(f.y1 - f.y0 < 3 * line.em for f in around)

    def _above(self, n: int) -> float | None:
        """The distance of the baselines of a line and the one above it, in its ems; None over a break."""
        if not 0 < n < len(self._lines):
            return None
        above, line = self._lines[n - 1], self._lines[n]
        if (above.page, above.column) != (line.page, line.column) or line.base <= above.base:
            return None
        return (line.base - above.base) / line.em


def _names_no_part(text: str) -> bool:
    """Whether a text begins as a note or a point does, or ends with the sign of an option as an answer does."""
    return bool(_UNSET.match(text) or _NAMES_SIGN.search(text))


def _is_sentence(text: str) -> bool:
    """Whether a text is more than a name with a stop."""
    return bool(_SENTENCE.search(text)) and (len(text.split()) >= _FEWEST_WORDS or not text.isascii())


def _middle(distances: Iterable[float | None]) -> float:
    """The usual distance; 0 where there is none."""
    known = [distance for distance in distances if distance is not None]
    return median(known) if known else 0.0
