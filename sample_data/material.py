"""The study material as people write it: one plain-text file a paper, one line a thing.

    # section          ? stem             | boxed statement     ` line of code in a box
    - wrong option     * right option     = any|all|void        ! explanation
    [3] head of a passage for the next 3 questions, then > its paragraphs
    @ kind group       this question belongs to that group of repeats

A line of any other kind is a mistake and is refused, so that nothing is dropped in silence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

CONTENT = Path(__file__).parent / "content"


@dataclass
class Passage:
    """A text that several questions share: `head` is the printed instruction without its numbers."""

    head: str
    first: int
    last: int
    paragraphs: list[str] = field(default_factory=list)


@dataclass
class Question:
    """One question; `right` holds option numbers from 1, `origin` where a form B took it from."""

    number: int
    stem: str
    section: str | None = None
    passage: Passage | None = None
    boxes: list[str] = field(default_factory=list)
    code: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)
    right: list[int] = field(default_factory=list)
    mode: str = "any"
    explanation: str | None = None
    repeats: list[tuple[str, str]] = field(default_factory=list)
    origin: tuple[int, list[int]] | None = None

    @property
    def accepted(self) -> list[int]:
        """Every option of a void question counts, whatever the author thought was right."""
        return list(range(1, len(self.options) + 1)) if self.mode == "void" else self.right


def load(stem: str) -> list[Question]:
    """Read content/<stem>.txt; numbers run on through the sections."""
    reader = _Reader()
    for place, line in enumerate((CONTENT / f"{stem}.txt").read_text("utf-8").splitlines(), start=1):
        if line.strip():
            try:
                reader.take(line[0], line)
            except (KeyError, IndexError, ValueError) as error:
                raise ValueError(f"{stem}.txt:{place}: cannot read {line!r}") from error
    return reader.questions


class _Reader:
    """Holds what the next line belongs to."""

    def __init__(self) -> None:
        self.questions: list[Question] = []
        self.section: str | None = None
        self.passage: Passage | None = None

    def take(self, sign: str, line: str) -> None:
        text = line[1:].strip()
        if sign == "#":
            self.section = text
        elif sign == "[":
            self._open_passage(line)
        elif sign == ">":
            assert self.passage is not None
            self.passage.paragraphs.append(text)
        elif sign == "?":
            self._open_question(text)
        else:
            self._add(self.questions[-1], sign, line[2:] if sign == "`" else text)

    def _open_passage(self, line: str) -> None:
        match = re.fullmatch(r"\[(\d+)\] (.+)", line)
        if match is None:
            raise ValueError("a passage starts with [count] head")
        first = len(self.questions) + 1
        self.passage = Passage(match[2], first, first + int(match[1]) - 1)

    def _open_question(self, stem: str) -> None:
        number = len(self.questions) + 1
        if self.passage and number > self.passage.last:
            self.passage = None
        self.questions.append(Question(number, stem, self.section, self.passage))

    @staticmethod
    def _add(question: Question, sign: str, text: str) -> None:
        if sign in "-*":
            question.options.append(text)
            if sign == "*":
                question.right.append(len(question.options))
        elif sign == "@":
            kind, group = text.split()
            question.repeats.append((kind, group))
        elif sign == "!":
            question.explanation = text
        elif sign == "=":
            question.mode = text
        else:
            {"|": question.boxes, "`": question.code}[sign].append(text)


def other_form(questions: list[Question]) -> list[Question]:
    """Form B: the same questions in another order, each with its options turned round.

    The strides are coprime with twenty, so every question moves and none is lost; the options of
    one question rotate by one to three places, so its answer moves too.
    """
    count = len(questions)
    turned: list[Question] = []
    for number in range(1, count + 1):
        source = questions[(number * 7 + 4) % count]
        size = len(source.options)
        order = [(i + number % (size - 1) + 1) % size + 1 for i in range(size)]
        turned.append(
            Question(
                number,
                source.stem,
                source.section,
                boxes=source.boxes,
                code=source.code,
                options=[source.options[n - 1] for n in order],
                right=sorted(order.index(n) + 1 for n in source.right),
                mode=source.mode,
                origin=(source.number, order),
            )
        )
    return turned
