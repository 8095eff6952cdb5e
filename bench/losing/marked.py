"""Papers whose right options are marked, drawn so that a mark can be drawn anywhere else."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cgq.exam.model import Answer, Option, Question

if TYPE_CHECKING:
    from collections.abc import Mapping

QUESTIONS = 10
OPTIONS = 4
STYLES = ("star", "tick", "ground", "ring")
_STEMS = (
    "Which of these carries the load of a roof?",
    "What keeps a wet joint from drying too fast?",
    "Which tool tells whether a shelf lies level?",
    "Where does a wall take up most of its damp?",
    "Which of these bends before it breaks?",
)
_WORDS = ("rafter", "gable", "lintel", "mortar", "plumb", "trowel", "joist", "purlin", "batten", "flashing", "screed")
_ROW = 14.0
"""Points from one option's baseline to the next one's."""
_GAP = 4.0
"""Points that stand between two questions, besides the line."""
_TOP, _LEFT, _PAGE = 790.0, 60.0, (595.0, 842.0)
"""Points: the first baseline and the left edge from the lower left, and the size of the page."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A paper of one style of marks, its words chosen by a seed; `right` is the option that each question's mark
    stands at."""

    style: str
    seed: int

    @property
    def right(self) -> dict[int, int]:
        return {number: (number * 7 + self.seed * 3) % OPTIONS + 1 for number in range(1, QUESTIONS + 1)}

    def draw(self, marks: Mapping[int, float]) -> bytes:
        """The paper with each question's mark at an option; 2.5 is halfway between the second and the third."""
        from reportlab.pdfgen.canvas import Canvas

        target = io.BytesIO()
        canvas: Any = Canvas(target, pagesize=_PAGE, invariant=1)
        y = _TOP
        for number in range(1, QUESTIONS + 1):
            _mark(canvas, self.style, y - _ROW * marks[number])
            self._print(canvas, number, y)
            y -= _ROW * (OPTIONS + 1) + _GAP
        canvas.save()
        return target.getvalue()

    def questions(self, marks: Mapping[int, int]) -> tuple[Question, ...]:
        """What the paper says when it is drawn so."""
        return tuple(
            Question(
                number=number,
                stem=self._stem(number),
                options=tuple(Option(n=n, text=self._text(number, n)) for n in range(1, OPTIONS + 1)),
                answer=Answer(accepted=(option,)),
            )
            for number, option in marks.items()
        )

    def _print(self, canvas: Any, number: int, y: float) -> None:
        canvas.setFont("Helvetica", 10)
        canvas.drawString(_LEFT, y, f"{number}. {self._stem(number)}")
        for n in range(1, OPTIONS + 1):
            canvas.drawString(_LEFT + 20, y - _ROW * n, f"{'ABCD'[n - 1]}. {self._text(number, n)}")

    def _stem(self, number: int) -> str:
        return _STEMS[(number + self.seed) % len(_STEMS)]

    def _text(self, number: int, n: int) -> str:
        first = _WORDS[(number * 3 + n + self.seed) % len(_WORDS)]
        second = _WORDS[(number * 5 + n * 2) % len(_WORDS)]
        return f"{first} and {second}"


def _mark(canvas: Any, style: str, base: float) -> None:
    if style == "star":
        canvas.setFont("Helvetica", 10)
        canvas.drawString(_LEFT + 12, base, "*")
    elif style == "tick":
        canvas.setFont("ZapfDingbats", 10)
        canvas.drawString(_LEFT + 6, base, "4")
    elif style == "ground":
        canvas.setFillColorRGB(1, 1, 0.4)
        canvas.rect(_LEFT + 18, base - 3, 160, 12, stroke=0, fill=1)
        canvas.setFillColorRGB(0, 0, 0)
    else:
        canvas.circle(_LEFT + 23.5, base + 3.5, 7, stroke=1, fill=0)
