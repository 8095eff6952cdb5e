"""Numbered solutions behind the questions: "1. 정답 ④ 해설 …", one after another."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cgq.exam.geometry import Span, places_of
from cgq.exam.key.in_turn import read_in_turn
from cgq.exam.model import Key, KeyAnswer, Place
from cgq.exam.page.script import joined
from cgq.exam.signs.answers import ANSWERS_BELOW, EXPLANATION_HEAD, NUMBERED_ANSWER, UNSAID_ANSWER, read_answer
from cgq.exam.signs.markers import is_section_head

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Sequence

    from cgq.exam.geometry import Line

_FEWEST = 3
_LONGEST = 60
_EXPLAINED = 0.5
_PUNCTUATION = " .,:;)–—-"


@dataclass(frozen=True, slots=True)
class _Head:
    """The line on which a solution begins; `said`: a word calls it an answer."""

    line: int
    match: re.Match[str]
    said: bool

    @property
    def number(self) -> int:
        return int(self.match[1])


@dataclass(slots=True)
class Solutions:
    """One run of solutions: answers in order, explanations and their places by number, the lines that they
    take up."""

    answers: list[KeyAnswer] = field(default_factory=list[KeyAnswer])
    explanations: dict[int, str] = field(default_factory=dict[int, str])
    places: dict[int, tuple[Place, ...]] = field(default_factory=dict[int, tuple[Place, ...]])
    lines: list[int] = field(default_factory=list[int])

    @property
    def key(self) -> Key:
        return read_in_turn(Key(answers=tuple(self.answers)))


def read_solutions(lines: Sequence[Line]) -> list[Solutions]:
    """Runs of numbered solutions that count on by one; shorter ones are chance.

    What nothing but its place calls an answer must stand under a heading of answers and be explained: else it is
    a row of a table.
    """
    runs: list[list[_Head]] = []
    for head in _heads(lines):
        last = runs[-1][-1] if runs else None
        if last is not None and head.number == last.number + 1 and head.line - last.line <= _LONGEST:
            runs[-1].append(head)
        else:
            runs.append([head])
    found = [(run, _solutions(run, lines)) for run in runs if len(run) >= _FEWEST]
    return [s for run, s in found if run[0].said or len(s.explanations) >= _EXPLAINED * len(s.answers)]


def _heads(lines: Sequence[Line]) -> Iterator[_Head]:
    below = False
    for index, line in enumerate(lines):
        below = below or bool(ANSWERS_BELOW.match(line.text))
        said = NUMBERED_ANSWER.match(line.text)
        match = said or (UNSAID_ANSWER.match(line.text) if below else None)
        if match is not None:
            yield _Head(index, match, said is not None)


def _solutions(heads: Sequence[_Head], lines: Sequence[Line]) -> Solutions:
    found = Solutions()
    ends = [*(head.line for head in heads[1:]), _end(heads[-1].line, lines)]
    for head, end in zip(heads, ends, strict=True):
        read = read_answer(head.match[2])
        if read is None:
            continue
        at, line = head.line, lines[head.line]
        box = places_of("answer", [Span(at, *head.match.span())], lines)[0].bbox
        accepted, mode = read
        found.answers.append(
            KeyAnswer(number=head.number, accepted=accepted, mode=mode, page=line.page, bbox=box, evidence="solution")
        )
        told = [
            Span(at, head.match.end(), len(line.text)),
            *(Span(i, 0, len(lines[i].text)) for i in range(at + 1, end)),
        ]
        rest = joined(lines[span.line].text[span.start : span.stop] for span in told)
        explanation = EXPLANATION_HEAD.sub("", rest, count=1).lstrip(_PUNCTUATION)
        if explanation:
            found.explanations[head.number] = explanation
            found.places[head.number] = places_of("explanation", told, lines)
        found.lines.extend(range(at, end))
    return found


def _end(head: int, lines: Sequence[Line]) -> int:
    """The last solution goes on to the next section's head or to the end."""
    following = range(head + 1, min(len(lines), head + 1 + _LONGEST))
    return next((i for i in following if is_section_head(lines[i])), following.stop)
