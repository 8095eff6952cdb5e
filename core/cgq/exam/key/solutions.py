"""Numbered solutions behind the questions: "1. 정답 ④ 해설 …", one after another."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cgq.exam.geometry import Span, places_of
from cgq.exam.model import Key, KeyAnswer, Place
from cgq.exam.page.script import joined
from cgq.exam.signs.answers import EXPLANATION_HEAD, NUMBERED_ANSWER, read_answer
from cgq.exam.signs.markers import is_section_head

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.geometry import Line

_FEWEST = 3
_LONGEST = 60


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
        return Key(answers=tuple(self.answers))


def read_solutions(lines: Sequence[Line]) -> list[Solutions]:
    """Runs of numbered solutions that count on by one; shorter ones are chance."""
    heads = [i for i, line in enumerate(lines) if NUMBERED_ANSWER.match(line.text)]
    runs: list[list[int]] = []
    for index in heads:
        match = NUMBERED_ANSWER.match(lines[index].text)
        number = int(match[1]) if match else 0
        if runs and number == _number(lines[runs[-1][-1]]) + 1 and index - runs[-1][-1] <= _LONGEST:
            runs[-1].append(index)
        else:
            runs.append([index])
    return [_solutions(run, lines) for run in runs if len(run) >= _FEWEST]


def _number(line: Line) -> int:
    match = NUMBERED_ANSWER.match(line.text)
    return int(match[1]) if match else 0


def _solutions(heads: Sequence[int], lines: Sequence[Line]) -> Solutions:
    found = Solutions()
    for head, end in zip(heads, [*heads[1:], _end(heads[-1], lines)], strict=True):
        match = NUMBERED_ANSWER.match(lines[head].text)
        read = read_answer(match[2]) if match else None
        if match is None or read is None:
            continue
        number, line = int(match[1]), lines[head]
        box = places_of("answer", [Span(head, *match.span())], lines)[0].bbox
        found.answers.append(KeyAnswer(number=number, accepted=read[0], mode=read[1], page=line.page, bbox=box))
        told = [
            Span(head, match.end(), len(line.text)),
            *(Span(i, 0, len(lines[i].text)) for i in range(head + 1, end)),
        ]
        rest = joined(lines[span.line].text[span.start : span.stop] for span in told)
        explanation = EXPLANATION_HEAD.sub("", rest, count=1)
        if explanation:
            found.explanations[number] = explanation
            found.places[number] = places_of("explanation", told, lines)
        found.lines.extend(range(head, end))
    return found


def _end(head: int, lines: Sequence[Line]) -> int:
    """The last solution goes on to the next section's head or to the end."""
    following = range(head + 1, min(len(lines), head + 1 + _LONGEST))
    return next((i for i in following if is_section_head(lines[i])), following.stop)
