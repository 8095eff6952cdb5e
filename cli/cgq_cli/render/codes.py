"""The codes of findings and flags with what they mean, as a help topic."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from cgq.exam.findings import CODES, Group, in_group
from cgq.hints import Hint, commands, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

COLUMNS = 100


def cures(codes: Iterable[str]) -> Iterator[Hint]:
    """What to do about findings, each code once: where it takes a command."""
    for code in dict.fromkeys(codes):
        about = CODES.get(code)
        if about is not None and commands(about.cure):
            yield Hint(f"{plain(code)}: {about.cure}")


def lines() -> Iterator[str]:
    """The topic line by line."""
    yield "What the codes of findings and flags mean"
    yield ""
    yield "A finding is told of a file, a page or a question; a flag stands on a question and costs confidence."
    yield "See the page with what was read drawn over it:"
    yield ""
    yield "  cgq extract PAPER --format html -o paper.html"
    wide = max(map(len, CODES)) + 2
    for group in Group:
        yield from ("", f"{group.value}:", "")
        for code, about in in_group(group).items():
            first, *rest = textwrap.wrap(about.text, COLUMNS - wide - 2)
            yield f"  {code:<{wide}}{first}"
            yield from (" " * (wide + 2) + line for line in rest)
