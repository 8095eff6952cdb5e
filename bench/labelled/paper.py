"""Draws one paper of the grid."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.drawn.fonts import register, stretches, width_of
from bench.labelled.material import EXPLANATIONS, OPTIONS, RIGHT, STEMS, STYLES
from reportlab.pdfgen.canvas import Canvas

if TYPE_CHECKING:
    from cgq.exam.model import Document, Question

_WIDTH, _HEIGHT, _SIZE, _LEADING = 595, 842, 10.0, 15.0
_LEFT, _INDENT, _BESIDE = 60.0, 16.0, 430.0
_EXPLAINED = 220
"""Points by which a page is wider on which an explanation stands beside the answer."""
_DIGITS, _LETTERS = "1234", "ABCD"


@dataclass(frozen=True)
class Choice:
    """One paper: its language, how options are marked, the label, where it stands; `given` tells in which signs it
    answers (`own`, `digit`, `letter`), `across` whether the options stand in one row, `explained` whether an
    explanation stands behind the answer."""

    language: str
    style: str
    label: str
    place: str
    given: str = "own"
    across: bool = False
    explained: bool = False

    def answer(self, n: int) -> str:
        """What the label of question n (from 0) says."""
        marker = STYLES[self.style][RIGHT[n] - 1]
        sign = marker.strip("().:")
        own = marker if self.style in ("(A)", "(1)", "(가)", "(ア)", "(i)") and n % 2 else sign
        return {"own": own, "digit": _DIGITS[RIGHT[n] - 1], "letter": _LETTERS[RIGHT[n] - 1]}[self.given]

    def stem(self, n: int) -> str:
        """The stem of question n."""
        return STEMS[self.language][n % len(STEMS[self.language])]

    def options(self, n: int) -> list[str]:
        """The options of question n."""
        words = OPTIONS.get(self.language, OPTIONS[""])
        return [words[(3 * n + k) % len(words)] for k in range(4)]


def draw(choice: Choice) -> bytes:
    """The paper as a PDF."""
    register()
    target = io.BytesIO()
    width = _WIDTH + (_EXPLAINED if choice.explained else 0)
    canvas = Canvas(target, pagesize=(width, _HEIGHT), invariant=1)
    y = 50.0
    for n in range(len(RIGHT)):
        y = _question(canvas, choice, n, y) + 10
    canvas.save()
    return target.getvalue()


def _question(canvas: Canvas, choice: Choice, n: int, y: float) -> float:
    label = choice.label.format(choice.answer(n))
    label += f" {EXPLANATIONS[choice.language]}" if choice.explained else ""
    _write(canvas, choice, _LEFT, y, f"{n + 1}. {choice.stem(n)}")
    if choice.place == "beside stem":
        _write(canvas, choice, _BESIDE, y, label)
    if choice.place == "under stem":
        y += _LEADING
        _write(canvas, choice, _LEFT + _INDENT, y, label)
    x = end = _LEFT + _INDENT
    for k, option in enumerate(choice.options(n)):
        text = f"{STYLES[choice.style][k]} {option}"
        if not choice.across or k == 0:
            x, y = _LEFT + _INDENT, y + _LEADING
        _write(canvas, choice, x, y, text)
        end = x + width_of(text, choice.language, _SIZE)
        x += 92 if choice.across else 0
        if choice.place == "beside option" and k == (3 if choice.across else 1):
            _write(canvas, choice, _BESIDE + 15, y, label)
        if choice.place == "under option" and k == (3 if choice.across else 1):
            y += _LEADING
            _write(canvas, choice, _LEFT + _INDENT, y, label)
    if choice.place == "beside last":
        _write(canvas, choice, _BESIDE + 15, y, label)
    if choice.place == "behind last":
        _write(canvas, choice, end + 0.3 * _SIZE, y, label)
    if choice.place == "below":
        y += _LEADING
        _write(canvas, choice, _LEFT + _INDENT, y, label)
    return y + _LEADING


def _write(canvas: Canvas, choice: Choice, x: float, y: float, text: str) -> None:
    for font, part in stretches(text, choice.language):
        canvas.setFont(font, _SIZE)
        canvas.drawString(x, _HEIGHT - y, part)
        x += canvas.stringWidth(part, font, _SIZE)


def faults_of(choice: Choice, document: Document) -> list[str]:
    """What is wrong with the reading, a line a question: `wrong` is another answer or a text that nothing reports,
    `null` no answer or a reported text."""
    found = {question.number: question for question in document.questions}
    reported = {finding.number for finding in document.findings}
    lines: list[str] = []
    for n in range(len(RIGHT)):
        question = found.get(n + 1)
        if question is None:
            lines.append(f"wrong: {n + 1} is lost" if n + 1 not in reported else f"null: {n + 1} is lost")
            continue
        right, loud = _texts_right(choice, n, question), bool(question.flags) or n + 1 in reported
        said = f"{n + 1} {question.answer and question.answer.accepted} {question.stem} {question.options}"
        if question.answer is None and (right or loud):
            lines.append(f"null: {said}")
        elif question.answer is None or not right or question.answer.accepted != (RIGHT[n],):
            lines.append(f"{'null' if loud and question.answer is None else 'wrong'}: {said}")
    return lines


def _texts_right(choice: Choice, n: int, question: Question) -> bool:
    why = EXPLANATIONS[choice.language] if choice.explained else ""
    if (question.explanation or "") != re.split(r": |[】\]] ?", why)[-1]:
        return False
    stem, options = question.stem.split(), [option.text.split() for option in question.options]
    return stem == choice.stem(n).split() and options == [option.split() for option in choice.options(n)]
