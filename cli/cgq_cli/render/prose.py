"""Running text and pairs of name and value, laid out for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq_cli.render.text import escape, one_line, pad, width

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

DEEPEST = 24
"""Columns that a paragraph's own indentation is kept at most."""

LEAST = 20
"""Columns that running text gets at least: ten Hangul, three or four words."""


def wrapped(text: str, columns: int | None, *, first: str = "", indent: str = "") -> Iterator[str]:
    """The text in lines of at most `columns`, each paragraph by itself and as far in as it is; whole lines when None.

    `first` stands before the first line, `indent` before the others; where they leave too little room, `first` has a
    line of its own and `indent` is shorter. A word that is wider than a line is broken, for Korean text may go on for
    long without a space.
    """
    lead = first
    if columns is not None:
        indent = indent[: max(0, columns - LEAST)]
        if first.strip() and columns - width(first) < LEAST:
            yield first.rstrip()
            lead = indent
    for paragraph in text.strip().splitlines() or [""]:
        deepest = DEEPEST if columns is None else min(DEEPEST, max(0, columns - width(lead) - LEAST))
        inset = " " * min(len(paragraph) - len(paragraph.lstrip(" ")), deepest)
        for line in _lines(one_line(paragraph), columns, width(lead + inset), width(indent)):
            yield (lead + inset + line).rstrip()
            inset = ""
            lead = indent


def _lines(text: str, columns: int | None, first: int, rest: int) -> Iterator[str]:
    if columns is None:
        yield text
        return
    room, line = max(LEAST, columns - first), ""
    for word in text.split(" "):
        joined = f"{line} {word}" if line else word
        if width(joined) <= room:
            line = joined
            continue
        if line:
            yield line
            room = max(LEAST, columns - rest)
        line = word
        while width(line) > room:
            cut = _within(line, room)
            yield line[:cut]
            line, room = line[cut:], max(LEAST, columns - rest)
    yield line


def _within(text: str, room: int) -> int:
    """How many characters of a text fit, at least one."""
    taken = 0
    for place, char in enumerate(text):
        taken += width(char)
        if taken > room:
            return max(1, place)
    return len(text)


def pairs(entries: Iterable[tuple[str, object]], columns: int | None) -> Iterator[str]:
    """Names and values under each other; an entry without a value is left out. Off a terminal tab-separated."""
    shown: Sequence[tuple[str, str]] = [
        (name, str(value)) for name, value in entries if value is not None and value != ""
    ]
    most = max((width(name) for name, _ in shown), default=0) + 2
    for name, value in shown:
        if columns is None:
            yield f"{name}\t{escape(value)}"
        else:
            yield from wrapped(value, columns, first=pad(name, most), indent=" " * most)
