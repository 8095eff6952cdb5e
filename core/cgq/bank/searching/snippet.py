"""What is shown of a question that was found: a piece around the words that were asked for, and where these are."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from cgq.bank.searching.cutting import forms
from cgq.lookalikes import alike

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cgq.bank.searching.words import Query

LENGTH = 120
"""Characters of a snippet, about."""

LEAD = 12
"""Characters before the first word that was asked for: 24 columns of a terminal, so that the word itself is in view."""

HEAD = 20
"""Characters of a stem that are shown before a piece of another part: both fit a terminal of 80 columns."""

HEAD_OF_SHARED = 60
"""The same before a piece of a passage, or of why the answer is right: half of the line, for the stem is what tells
such questions from each other."""

LEAST_MARKED = 2
"""Letters of a Hangul word that is marked: one syllable is part of too many others."""

MOST_READ = 10_000
"""Characters of a part that are looked through for marks: three pages of print or more."""

MOST_MARKS = 50
"""Places at which each text that was asked for is marked, the first of a part: a snippet holds LENGTH characters."""

ELLIPSIS = "…"
SEPARATOR = f" {ELLIPSIS} "
"""Between the beginning of a stem and what was found elsewhere in the question."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """A line of text; `marks` are the places in it of what was asked for, [start, end) in characters, in order."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()


def snippet(
    stem: str, own: Sequence[str], query: Query | None, passage: str = "", explanations: Sequence[str] = ()
) -> Snippet:
    """A piece of a question. Where its stem holds nothing that was asked for, the box or option that holds most follows
    it; else the passage, and more of the stem, for other questions share that passage; else why its answer is right."""
    wanted = _wanted(query) if query else []
    line = " ".join(stem.split())
    marks = find_marks(line, wanted)
    if marks or not wanted:
        return _cut(line, marks, LENGTH)
    for head, parts in ((HEAD, own), (HEAD_OF_SHARED, (passage,)), (HEAD_OF_SHARED, explanations)):
        lines = [" ".join(part.split()) for part in parts]
        part, found = max(((part, find_marks(part, wanted)) for part in lines), key=_marked, default=("", ()))
        if found:
            return _join(_cut(line, (), head), _cut(*_beginning_at(part, found), LENGTH - head))
    return _cut(line, (), LENGTH)


def _marked(found: tuple[str, tuple[tuple[int, int], ...]]) -> int:
    """How many characters of a part were asked for."""
    return sum(end - start for start, end in found[1])


def find_marks(line: str, wanted: Iterable[str]) -> tuple[tuple[int, int], ...]:
    """Where a line holds folded texts, white space left out; the longest first, none inside of another."""
    line = line[:MOST_READ]
    signs = [(sign, place) for place, char in enumerate(line) for sign in "".join(alike(char).split())]
    folded = "".join(sign for sign, _ in signs)
    taken = bytearray(len(line))
    marks: list[tuple[int, int]] = []
    for text in sorted(set(wanted), key=lambda text: (-len(text), text)):
        for start in islice(_starts(folded, text), MOST_MARKS):
            left, right = signs[start][1], signs[start + len(text) - 1][1] + 1
            if _is_word(line, (left, right), text) and not any(taken[left:right]):
                taken[left:right] = b"\1" * (right - left)
                marks.append((left, right))
    return tuple(sorted(marks))


def _starts(folded: str, text: str) -> Iterator[int]:
    """Where a text begins in a folded line, again and again."""
    start = folded.find(text) if text else -1
    while start >= 0:
        yield start
        start = folded.find(text, start + 1)


def _wanted(query: Query) -> list[str]:
    """What is marked: the query itself, its terms, and the words that they are cut into."""
    heavy = [term for term in query.terms if not term.is_light]
    texts = ["".join(alike(query.text).split())]
    for term in heavy:
        texts += [term.text, *term.words, *forms(term.also)]
        if term.script == "plain":
            texts += [form for word in term.words for form in forms(word)]
    return [text for text in texts if len(text) >= LEAST_MARKED or (text and text[0].isascii())]


def _is_word(line: str, span: tuple[int, int], text: str) -> bool:
    """Does a Latin word or a number stand there by itself? Hangul words have particles and others around them."""
    if not (text[0].isascii() and text[-1].isascii()):
        return True
    before, after = line[span[0] - 1 : span[0]], line[span[1] : span[1] + 1]
    return not any(char.isascii() and char.isalnum() for char in (before, after))


def _cut(line: str, marks: Sequence[tuple[int, int]], length: int) -> Snippet:
    if len(line) <= length:
        return Snippet(line, tuple(marks))
    first = marks[0][0] if marks else 0
    start = min(max(0, first - LEAD), len(line) - length)
    end = start + length
    lead = ELLIPSIS if start else ""
    shift = len(lead) - start
    inside = [(left, right) for left, right in marks if left >= start and right <= end]
    text = lead + line[start:end] + (ELLIPSIS if end < len(line) else "")
    return Snippet(text, tuple((left + shift, right + shift) for left, right in inside))


def _beginning_at(part: str, marks: Sequence[tuple[int, int]]) -> tuple[str, list[tuple[int, int]]]:
    """A part from a little before its first mark on."""
    start = max(0, marks[0][0] - LEAD)
    return part[start:], [(left - start, right - start) for left, right in marks]


def _join(one: Snippet, other: Snippet) -> Snippet:
    head = one.text.removesuffix(ELLIPSIS).rstrip() + SEPARATOR
    return Snippet(head + other.text, tuple((left + len(head), right + len(head)) for left, right in other.marks))
