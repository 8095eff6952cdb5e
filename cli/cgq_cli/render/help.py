"""The help of a command as a page: how it is called, what it takes, and what a person would type."""

from __future__ import annotations

import inspect
import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cgq_cli.render.hints import hint_lines
from cgq_cli.render.prose import wrapped
from cgq_cli.render.text import pad, width
from cgq_cli.streams import MAX_PROSE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LEAST_WIDTH = 40
"""Columns. A terminal that is narrower folds the page once more by itself."""
WIDEST_TERM = 26
"""Columns. What a longer option or name stands for is written below it."""
LEAST_TEXT = 24
"""Columns. Where less is left beside the terms, what they stand for is written below each."""
STEP = "  "


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The help of one command. `sections` are tables of terms and what each stands for, by their heads.

    `common` and the meanings are hints, whose commands stand by themselves; `examples` are what a command is for, and
    the command.
    """

    usage: str
    text: str
    sections: Sequence[tuple[str, Sequence[tuple[str, str]]]] = ()
    common: str = ""
    examples: Sequence[tuple[str, str]] = field(default_factory=tuple)


def page_width() -> int:
    """How wide a page is: as the terminal, within bounds; 80 columns where there is none."""
    return max(LEAST_WIDTH, min(shutil.get_terminal_size().columns, MAX_PROSE))


def page_lines(page: Page, columns: int) -> Iterator[str]:
    """The page in lines of at most `columns`; a command is never folded."""
    yield from wrapped(page.usage, columns, first="Usage: ", indent=" " * 7)
    for paragraph in paragraphs(page.text):
        yield ""
        yield from wrapped(paragraph, columns, first=STEP, indent=STEP)
    for head, terms in page.sections:
        yield ""
        yield f"{head}:"
        yield from term_lines(terms, columns)
    if page.common:
        yield ""
        yield from hint_lines(page.common, columns)
    if page.examples:
        yield ""
        yield "Examples:"
        yield from example_lines(page.examples, columns)


def example_lines(examples: Sequence[tuple[str, str]], columns: int) -> Iterator[str]:
    """What each command is for, and below it the command."""
    for purpose, command in examples:
        yield from wrapped(purpose, columns, first=STEP, indent=STEP)
        yield f"{STEP}{STEP}{command}"


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a docstring, each on one line."""
    return [" ".join(part.split()) for part in inspect.cleandoc(text).split("\n\n") if part.strip()]


def term_lines(terms: Sequence[tuple[str, str]], columns: int) -> Iterator[str]:
    """Terms with what each stands for: beside it where there is room, else below it."""
    widest = max((width(term) for term, _ in terms if width(term) <= WIDEST_TERM), default=0) + 2 * len(STEP)
    if columns - widest < LEAST_TEXT:
        widest = 3 * len(STEP)
    indent = " " * widest
    for term, meaning in terms:
        first = f"{STEP}{term}{STEP}"
        if width(first) > widest:
            yield first.rstrip()
            first = indent
        yield from (
            hint_lines(meaning, columns, first=pad(first, widest), indent=indent) if meaning else [first.rstrip()]
        )
