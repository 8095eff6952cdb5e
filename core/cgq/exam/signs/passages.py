"""Heads that say which questions share what follows: "[1~3] …", "Questions 4 to 6 refer to …".

A head may wrap: its numbers stand on its first line or on a later one ("※ 다음 글을 읽고 물음에 / 답하시오. (8~10)"),
and the instruction goes on behind them. What is a head's is no passage's, and nothing of the question's above.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.exam.geometry import WORD_JOINER
from cgq.exam.signs.alphabets import narrow
from cgq.exam.signs.wrapping import is_full
from cgq.exam.vocabulary import any_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cgq.exam.geometry import Line

MOST_QUESTIONS = 9999
"""The highest number that a question may have; collections count on through their papers."""

_HEADS = (
    re.compile(
        r"^\s*[※*◎]?\s*[\[【〔<(〈（《]\s*(?:문제?\s*|[Qq]uestions?\s*)?(\d{1,3})\s*[.번]?\s*"
        r"[~～∼〜\-–—˜]\s*(?:문제?\s*)?(\d{1,3})\s*[.번]?\s*[\]】〕>)〉）》]\s*"
    ),
    re.compile(r"^\s*[※*◎]?\s*(\d{1,3})\s*[~～∼〜–]\s*(\d{1,3})\s*번?\s*[.:]?\s*(?=다음|※|위|아래|Read|次)"),
    re.compile(
        r"^\s*(?:[※*◎].*|.*(?:시오|하라|세요)\s*[.]?)\s*[\[【(（〔]\s*(?:문제?\s*)?(\d{1,3})\s*[.번]?\s*"
        r"[~～∼〜\-–]\s*(?:문제?\s*)?(\d{1,3})\s*[.번]?\s*[\]】)）〕]\s*$"
    ),
    re.compile(
        r"^(?:[A-Z][\w ]{0,40}?[(\[]?)?[Qq]uestions?:?\s*(?:[Nn](?:os?\b\.?|umbers?\b)|#)?\s*(?:[Qq]\.)?\s*(\d{1,3})"
        r"(?:\s*,\s*\d{1,3})*\s*,?\s*(?:and|&|to|through|[-–~])\s*(?:[Qq]\.)?\s*(\d{1,3})\b\s*[:.]?(?!.*\bcarr)"
    ),
    re.compile(
        r"^(?i:paragraph|passage|common data|comprehension|statements?|information|data|case)\b"
        r"[\w ,]{0,40}?[-–:(\[]?\s*\b[Qq](?:s|\b)\.?\s*(?:[Nn]os?\b\.?)?\s*(\d{1,3})\s*"
        r"(?:and|&|to|through|[-–~])\s*(?:[Qq]\.?)?\s*(\d{1,3})\b"
    ),
    re.compile(
        r"^.*[設题]?問\s*(\d{1,3})\s*(?:[~～〜\-–・、と]|及び|から)\s*[設题]?問?\s*(\d{1,3})\s*(?:まで)?\s*[)）]?\s*に(?:答|つい)"
    ),
    re.compile(
        r"^(?:[Dd]irections?\W+)?(?:Read|Use|Study)\b(?!.*\binstruction).*\banswer\s+(?:the\s+)?(?:[Qq]uestions?|items?)\s+(\d{1,3})\s*"
        r"(?:and|&|to|through|[-–~])\s*(\d{1,3})\b"
    ),
    re.compile(
        r"^(?:[Dd]irections?\W+)?Read\b(?!.*\binstruction).*\b(?:following|text|passage|questions)\b.*"
        r"[\[(]\s*(\d{1,3})\s*[-–~]\s*(\d{1,3})\s*[\])]\s*[.:]?\s*$"
    ),
    re.compile(
        r"^.{0,60}(?:完成|回答|做)(?:下[列面]|第)?\s*(\d{1,3})\s*[~～〜—\-–至]\s*(?:第\s*)?(\d{1,3})\s*小?[题題]"
    ),
    re.compile(r"^第\s*(\d{1,3})\s*[~～〜—\-–至]\s*(?:第\s*)?(\d{1,3})\s*[题題]\s*[:：]"),
)
_NAMED = re.compile(
    rf"^(?i:{any_of('passage_words')})\s+(?:\d{{1,2}}|[IVX]{{1,4}}|[A-H])\s*(?:[:.–—-]\s*\S.{{0,60}})?$"
)
_INSTRUCTION = re.compile(
    r"[※*◎■▣\[<【〔(\s]*(?:"
    r"다음(?!\s?중).{0,40}(?:읽고|보고|듣고).{0,30}(?:물음|문제|질문).{0,8}답하"
    r"|(?:[Dd]irections?\W+)?(?:Read|Refer to|Use|Study|Look at)\b.{0,40}"
    r"\b(?:passage|text|paragraph|extract|information|article|table|graph|chart)s?\b"
    r".{0,60}\b(?:answer|questions?|items)\b"
    r"|次の.{0,20}を(?:読んで|見て).{0,30}(?:答え|問い)|(?:阅读|閱讀).{0,30}(?:回答|完成).{0,12}[题題])"
)
_RANGE = re.compile(
    r"[\[【〔<(〈（《]\s*(?:문제?\s*)?\d{1,3}\s*[.번]?\s*[~～∼〜\-–—˜]\s*(?:문제?\s*)?\d{1,3}\s*[.번]?\s*[\]】〕>)〉）》]"
    r"|^第\s*\d{1,3}\s*[~～〜—\-–至]\s*(?:第\s*)?\d{1,3}\s*[题題]\s*[:：]?"
)
_TWO_NUMBERS = re.compile(r"\d\D+\d")
_LONGEST_LINE = 300
_OPENING = re.compile(r"^\s*(?:[※*◎]|다음|아래|위의?\s|Read\b|[Dd]irections?\b|次の|以下|阅读|閱讀|根据|根據)")
_ENDED = re.compile(
    r"(?:시오|하라|세요|것은|쓰라|[:：]|[.?。？]|なさい|答えよ|答えよう|完成[^。]{0,12}题)\s*[.)\]]?"
    r"\s*(?:[\[(（【<][^\])）】>]{0,12}[\])）】>]\s*)?$"
)
_DIRECTED = re.compile(r"(?:시오|하라|세요|것은|쓰라|[:：?？]|なさい|答えよ|答えよう|题)\s*[.。)\]]?\s*$")
_ANSWERED = re.compile(r"\banswer\b[^.]*[.]?$", re.IGNORECASE)
_INSTRUCTS = re.compile(
    r"다음|물음|읽고|보고|답하|Read|[Rr]efer|[Ff]ollow|[Bb]elow|[Bb]ased|[Aa]nswer|[Cc]ommon|次の|以下|問い|阅读|根据|回答|完成|下[列面]"
)
_NUMBERED = re.compile(r"^\s*[\[【(<]?\s*(?:문제?|問|第|Q|No\.?|Question)?\s*\d|^\s*[①-⑳]")
_MOST_LINES = 3
TALLEST_HEAD = 2 * _MOST_LINES - 1
"""The most lines that a head stands on: its numbers on the last of some, the rest of its instruction on others."""

_STEP = 2.2


@dataclass(frozen=True, slots=True)
class PassageHead:
    """The lines from `line` to before `stop`, which say that the questions `first` to `last` share what follows."""

    line: int
    first: int
    last: int
    stop: int

    @property
    def open(self) -> bool:
        """Whether it does not say which: the questions share it up to the next passage or section."""
        return self.last == MOST_QUESTIONS


def passage_head(index: int, lines: Sequence[Line]) -> PassageHead | None:
    """The head of a shared passage that starts at a line, as in "[1~3] …" or "Common Data for Questions 48 and 49:"."""
    text, stop = lines[index].text, index + 1
    match = _passage_range(text)
    opens = match is None and _OPENING.match(text)
    while opens and match is None and stop - index < _MOST_LINES and _goes_on(text, lines, stop):
        text, stop = _glued(text, lines[stop].text), stop + 1
        match = _passage_range(text)
    if match is None:
        return None
    first, last = int(match[1]), int(match[2])
    if not first < last <= MOST_QUESTIONS:
        return None
    return PassageHead(index, first, last, _instructed(text, text[match.end() :], lines, stop))


def named_passage(index: int, lines: Sequence[Line]) -> PassageHead | None:
    """The head of a passage that does not say which questions share it: one with a name of its own ("PASSAGE II"), an
    instruction without numbers ("다음 글을 읽고 물음에 답하시오.")."""
    text = lines[index].text.strip()
    if names_text(lines[index]):
        return PassageHead(index, 1, MOST_QUESTIONS, index + 1)
    stop = index + 1
    opens = _OPENING.match(text)
    while opens and not _INSTRUCTION.match(text) and stop - index < _MOST_LINES and _goes_on(text, lines, stop):
        text, stop = _glued(text, lines[stop].text), stop + 1
    if _INSTRUCTION.match(text):
        return PassageHead(index, 1, MOST_QUESTIONS, _instructed(text, lines[stop - 1].text, lines, stop))
    return None


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
    return _RANGE.sub(" ", text).strip(" ※*◎\t")


def is_directed(text: str) -> bool:
    """Whether a text ends like an instruction: "답하시오.", "고른 것은?", "… answer the questions."."""
    return bool(_DIRECTED.search(text.strip()) or _ANSWERED.search(text.strip()))


def names_questions(text: str) -> bool:
    """Whether a text says which questions share what follows."""
    match = _passage_range(text)
    return match is not None and int(match[1]) < int(match[2])


def _passage_range(line: str) -> re.Match[str] | None:
    """Where a text names the first and the last question; most lines hold no two numbers, which one search tells."""
    text = narrow(line[:_LONGEST_LINE])
    if not _TWO_NUMBERS.search(text):
        return None
    return next((match for pattern in _HEADS if (match := pattern.match(text))), None)


def _instructed(text: str, rest: str, lines: Sequence[Line], stop: int) -> int:
    """The line behind an instruction that breaks off at a line's end: where it ends within a few lines. A passage
    may also start right behind the numbers: then nothing instructs, or the instruction has ended."""
    if not rest.strip() or not _INSTRUCTS.search(text):
        return stop
    for n in range(stop, min(stop + _MOST_LINES - 1, len(lines))):
        below = lines[n].text
        if _ENDED.search(rest) or _NUMBERED.match(below) or _passage_range(below) or not _follows(lines, n):
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
