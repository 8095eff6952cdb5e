"""Papers of rows: a text at each place that a test names, made of a few words so that no two are alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.canvas import Page, paper

from cgq.exam.extract import read_document

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cgq.exam.model import Document

Row = tuple[float, float, str]
"""Where a text starts, from the left and from the top, and the text."""

WORDS = (
    "system",
    "theory",
    "policy",
    "value",
    "process",
    "market",
    "energy",
    "network",
    "culture",
    "climate",
    "method",
    "result",
    "design",
)


def some(n: int, start: int) -> str:
    """`n` words, others for another start."""
    return " ".join(WORDS[(start * 5 + k * 3) % len(WORDS)] for k in range(n))


def written(rows: Sequence[Row]) -> Callable[[Page], None]:
    """A page with these rows."""

    def draw(page: Page) -> None:
        for x, y, text in rows:
            page.write(x, y, text)

    return draw


def read(*pages: Sequence[Row]) -> Document:
    """What is read of pages of rows."""
    return read_document(paper(*map(written, pages)))


def options(x: float, y: float, marks: Sequence[str], n: int, words: int = 3, step: float = 15) -> list[Row]:
    """A row for each option of question `n`: its mark and `words` words, as `texts` tells them."""
    return [
        (x, y + step * k, f"{mark} {text}")
        for k, (mark, text) in enumerate(zip(marks, texts(n, len(marks), words), strict=True))
    ]


def texts(n: int, count: int, words: int = 3) -> list[str]:
    """The texts of the options of question `n`."""
    return [some(words, n + k) for k in range(1, count + 1)]
