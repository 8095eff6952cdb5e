"""A topic of the help, laid out for a terminal: prose and meanings fold, commands and settings do not."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from cgq.hints import commands
from cgq_cli.render.hints import hint_lines
from cgq_cli.render.prose import wrapped
from cgq_cli.render.text import width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_TERM = re.compile(r"^( +)(\S.*?) {2,}(\S.*)$")
"""An indented term, two spaces or more, and what it means."""
_INDENT = re.compile(r"^ +")
_SPAN = re.compile(r"`[^`]+`")
_GLUE = "\ue000"
"""Stands for a space at which no line ends: a sign of private use, which no text has."""
DRAWN = "->"
"""What a drawing has, whose lines are left as they are."""
COMMENT = "# "
"""What begins a remark in a file of settings; where it does not fit, it goes above its line."""
BELOW = " " * 6
"""Where a meaning begins that is written below its term."""


def reflowed(text: str, columns: int) -> Iterator[str]:
    """The lines of a topic: as they are written where they fit, else folded to `columns`."""
    for is_indented, block in groupby(text.splitlines(), lambda line: line.startswith(" ")):
        lines = list(block)
        if is_indented:
            fits = max(map(width, lines)) <= columns or any(DRAWN in line for line in lines)
            yield from lines if fits else _stacked(lines, columns)
        else:
            yield from _prose(lines, columns)


def _prose(lines: Sequence[str], columns: int) -> Iterator[str]:
    for is_text, block in groupby(lines, bool):
        if is_text:
            yield from _unbroken(" ".join(block), columns)
        else:
            yield from block


def _stacked(lines: Sequence[str], columns: int) -> Iterator[str]:
    """Terms with what each means below it; what has no meaning, such as a command, stays whole."""
    for line, more in _entries(lines):
        term = _TERM.match(line)
        if term is None:
            yield line
            continue
        meaning = " ".join([term[3], *more])
        if meaning.startswith(COMMENT):
            before = f"{term[1]}{COMMENT}"
            yield from wrapped(meaning.removeprefix(COMMENT), columns, first=before, indent=before)
            yield f"{term[1]}{term[2]}"
            continue
        yield f"{term[1]}{term[2]}"
        named = commands(meaning)
        lay_out = hint_lines if named and all(" " in one for one in named) else _unbroken
        yield from lay_out(meaning, columns, first=BELOW, indent=BELOW)


def _unbroken(text: str, columns: int, *, first: str = "", indent: str = "") -> Iterator[str]:
    """Prose in lines; what is in backticks goes whole to the next one."""
    glued = _SPAN.sub(lambda span: span[0].replace(" ", _GLUE), text)
    for line in wrapped(glued, columns, first=first, indent=indent):
        yield line.replace(_GLUE, " ")


def _entries(lines: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Each line with those that go on with its meaning: they begin deeper in than it does."""
    entry: tuple[str, list[str]] | None = None
    for line in lines:
        if entry is not None and _TERM.match(entry[0]) and _depth(line) > _depth(entry[0]):
            entry[1].append(line.strip())
            continue
        if entry is not None:
            yield entry
        entry = (line, [])
    if entry is not None:
        yield entry


def _depth(line: str) -> int:
    found = _INDENT.match(line)
    return len(found[0]) if found else 0


def option_topic(terms: Sequence[tuple[str, str]]) -> str:
    """The options that all verbs share, as a topic."""
    widest = max(width(term) for term, _ in terms) + 2
    rows = [f"  {term}{' ' * (widest - width(term))}{meaning}" for term, meaning in terms]
    return "\n".join((OPTIONS_HEAD, "", OPTIONS_TEXT, "", *rows))


OPTIONS_HEAD = "The options that every verb takes"
OPTIONS_TEXT = (
    "They stand before the verb or after it; what stands later counts. Each can be set by its variable for good, "
    "and an option that was typed counts more than its variable."
)
