"""Heads that say which questions share what follows: "[1~3] …", "Questions 4 to 6 refer to …".

A head may wrap: its numbers stand on its first line or on a later one ("※ 다음 글을 읽고 물음에 / 답하시오. (8~10)"),
and the instruction goes on behind them. What is a head's is no passage's, and nothing of the question's above.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cgq.exam.geometry import WORD_JOINER
from cgq.exam.signs.question_ranges import (
    left_out,
    question_counted,
    question_named,
    question_range,
    without_bracket,
    without_range,
)
from cgq.exam.signs.wrapping import is_full
from cgq.exam.vocabulary import SPACED, any_of, begun_by, in_turn, within

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cgq.exam.geometry import Line

MOST_QUESTIONS = 9999
"""The highest number that a question may have; collections count on through their papers."""

_NAMED = re.compile(
    rf"^(?i:{any_of('passage_words')})\s+(?:\d{{1,2}}|[IVX]{{1,4}}|[A-H])\s*(?:[:.–—-]\s*\S.{{0,60}})?$"
)
_INSTRUCTION = re.compile(
    rf"(?!{any_of('choice_starts')})[※*◎■▣\[<【〔(\s]*(?:(?i:{any_of('direction_titles')})\W+)?"
    rf"(?={begun_by('reading_starts')})"
    rf"(?i:{in_turn('reading_starts', 'reading_middles', 'reading_ends', gaps=(40, 60))})"
)
_REFERS = re.compile(
    rf"^(?i:{any_of('question_words', languages=SPACED)})\s+\d{{1,3}}\s+(?![A-Z])"
    rf"(?=.*(?i:{within('instructing_words')}))"
    rf".{{0,60}}(?i:{within('reading_middles', languages=SPACED)}).{{0,40}}[.:]$"
)
"""A sentence on one question and a text: "Question 4 refers to the following text."."""
_OPENING = re.compile(rf"^\s*(?:[※*◎]|{begun_by('reading_starts', 'direction_titles')})")
_STOP = rf"(?:{any_of('direction_ends')}|[:：?？])"
_BRACKETS = r"(?:[\[(（【<][^\])）】>]{0,12}[\])）】>]\s*)"
_ENDED = re.compile(rf"(?:{_STOP}|[.。])\s*[.)\]]?\s*{_BRACKETS}?$")
_DIRECTED = re.compile(rf"{_STOP}\s*[.。)\]]?\s*$")
_ANSWERED = re.compile(rf"{within('answering_verbs', languages=SPACED)}[^.]*[.]?$", re.IGNORECASE)
_INSTRUCTS = re.compile(within("instructing_words"), re.IGNORECASE)
_NUMBER_WORD = rf"(?i:{any_of('question_words', 'question_abbreviations', 'number_abbreviations', 'ordinal_words')})"
_NUMBERED = re.compile(rf"^\s*[\[【(<]?\s*(?:{_NUMBER_WORD}\.?)?\s*\d|^\s*[①-⑳]")
_MOST_LINES = 3
TALLEST_HEAD = 2 * _MOST_LINES - 1
"""The most lines that a head stands on: its numbers on the last of some, the rest of its instruction on others."""

_STEP = 2.2


@dataclass(frozen=True, slots=True)
class PassageHead:
    """The lines from `line` to before `stop`, which say that the questions `first` to `last` share what follows, all
    but those `left_out` of a list ("4, 5 and 7"). Where only their `count` is named, the first is the next number."""

    line: int
    first: int
    last: int
    stop: int
    left_out: frozenset[int] = frozenset()
    count: int = 0

    @property
    def open(self) -> bool:
        """Whether it does not say which: the questions share it up to the next passage or section."""
        return self.last == MOST_QUESTIONS

    @property
    def of_one(self) -> int | None:
        """The number of the question that it names, where it names a single one."""
        return self.first if self.first == self.last else None

    def names(self, number: int) -> bool:
        """Whether a question of this number shares what follows."""
        return self.first <= number <= self.last and number not in self.left_out

    def above(self, number: int) -> PassageHead:
        """The head as it stands above a question: its count starts there."""
        return replace(self, first=number, last=number + self.count - 1) if self.count else self


def passage_head(index: int, lines: Sequence[Line]) -> PassageHead | None:
    """The head of a shared passage that starts at a line, as in "[1~3] …" or "Common Data for Questions 48 and 49:"."""
    text, stop = lines[index].text, index + 1
    match = question_range(text)
    opens = match is None and _OPENING.match(text)
    while opens and match is None and stop - index < _MOST_LINES and _goes_on(text, lines, stop):
        text, stop = _glued(text, lines[stop].text), stop + 1
        match = question_range(text)
    if match is None:
        return None
    first, last = int(match["first"]), int(match["last"])
    if not first < last <= MOST_QUESTIONS:
        return None
    stop = _instructed(text, text[match.end() :], lines, stop)
    return PassageHead(index, first, last, stop, left_out(match))


def named_passage(index: int, lines: Sequence[Line]) -> PassageHead | None:
    """The head of a passage that does not say which questions share it: one with a name of its own ("PASSAGE II"), an
    instruction without numbers ("다음 글을 읽고 물음에 답하시오."). One that names a single question, or only how many
    share it, is told from a question's own number by its sentence alone: it counts only where no question stands."""
    text = lines[index].text.strip()
    if names_text(lines[index]):
        return PassageHead(index, 1, MOST_QUESTIONS, index + 1)
    stop = index + 1
    opens = _OPENING.match(text)
    while opens and not _INSTRUCTION.match(text) and stop - index < _MOST_LINES and _goes_on(text, lines, stop):
        text, stop = _glued(text, lines[stop].text), stop + 1
    if not _INSTRUCTION.match(without_bracket(text)) and not _REFERS.match(text):
        return None
    stop = _instructed(text, lines[stop - 1].text, lines, stop)
    told = "".join(line.text for line in lines[index:stop])
    one = question_named(told)
    if one is not None:
        return PassageHead(index, one, one, stop)
    return PassageHead(index, 1, MOST_QUESTIONS, stop, count=question_counted(told) or 0)


def names_text(line: Line) -> bool:
    """Whether a line is only the name of a text, with or without its title: "PASSAGE II", "Text 1: Bees"."""
    return bool(_NAMED.match(line.text.strip()))


def passage_heads(lines: Sequence[Line], start: int = 0, end: int | None = None) -> Iterator[PassageHead]:
    """The heads that start on the lines from `start` to before `end`, by default on all; none inside another."""
    index = start
    while index < (len(lines) if end is None else end):
        head = passage_head(index, lines)
        if head is not None:
            yield head
        index = head.stop if head is not None else index + 1


def instruction(head: PassageHead, lines: Sequence[Line]) -> str:
    """What a head tells to do, without the numbers that it is for."""
    text = ""
    for line in lines[head.line : head.stop]:
        text = _glued(text, line.text) if text else line.text
    return without_range(text).strip(" ※*◎\t")


def is_directed(text: str) -> bool:
    """Whether a text ends like an instruction: "답하시오.", "고른 것은?", "… answer the questions."."""
    return bool(_DIRECTED.search(text.strip()) or _ANSWERED.search(text.strip()))


def goes_on_a_sentence(index: int, lines: Sequence[Line]) -> bool:
    """Whether a line goes on with the paragraph above it in the middle of a sentence, whatever it says."""
    return index > 0 and _follows(lines, index) and not _ENDED.search(lines[index - 1].text)


def names_questions(text: str) -> bool:
    """Whether a text says which questions share what follows."""
    match = question_range(text)
    return match is not None and int(match["first"]) < int(match["last"])


def _instructed(text: str, rest: str, lines: Sequence[Line], stop: int) -> int:
    """The line behind an instruction that breaks off at a line's end: where it ends within a few lines. A passage
    may also start right behind the numbers: then nothing instructs, or the instruction has ended."""
    if not rest.strip() or not _INSTRUCTS.search(text):
        return stop
    for n in range(stop, min(stop + _MOST_LINES - 1, len(lines))):
        below = lines[n].text
        if _ENDED.search(rest) or _NUMBERED.match(below) or question_range(below) or not _follows(lines, n):
            return stop
        rest = below
        if _DIRECTED.search(rest) or (_ENDED.search(rest) and is_full(lines, n)):
            return n + 1
        if not is_full(lines, n):
            return stop
    return stop


def _goes_on(text: str, lines: Sequence[Line], n: int) -> bool:
    """Whether the line `n` goes on with the sentences of a text that ends right above it."""
    return n < len(lines) and _follows(lines, n) and (not _ENDED.search(text) or is_full(lines, n))


def _follows(lines: Sequence[Line], n: int) -> bool:
    """Whether a line stands right below the one before it."""
    above, line = lines[n - 1], lines[n]
    near = 0 < line.base - above.base <= _STEP * above.em
    return near and (above.page, above.column) == (line.page, line.column)


def _glued(text: str, below: str) -> str:
    """Two lines as one text: Chinese, Japanese and broken words run on."""
    if text.endswith(WORD_JOINER):
        return text[:-1] + below
    apart = (text[-1:] + below[:1]).isascii() or "가" <= below[:1] <= "힣"
    return f"{text} {below}" if apart else text + below
