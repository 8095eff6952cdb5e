"""Questions that were found, on the screen: the words that were asked for stand out, and how many there are in all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.hints import Hint
from cgq_cli.render.questions import HITS, hit_row
from cgq_cli.render.table import table
from cgq_cli.render.text import one_line, paint

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cgq.bank.search import Hit
    from cgq.documents import Document
    from cgq_cli.output import Screen


MOST_NAMED = 3
"""Words that no question holds of which the answer names so many."""


def show_hits(screen: Screen, document: Document, hits: Sequence[Hit]) -> None:
    """The hits as a table, the best first; in colour, what was asked for is bold."""
    lines = table(HITS, [hit_row(hit) for hit in hits], screen.layout)
    screen.show(document, highlighted(lines, hits) if screen.color else lines)


def note_found(
    screen: Screen,
    shown: int,
    count: int,
    found: str,
    nowhere: Sequence[str] = (),
    respelled: Sequence[tuple[str, str]] = (),
) -> None:
    """`3 found; nothing else is near.` `nowhere`: words that none of them holds, nor any other question; `respelled`:
    those for which another spelling was looked for, with that."""
    none = in_none(nowhere) + _instead(respelled)
    if shown < count:
        screen.note(Hint(f"{count} {found}{none}, the first {shown} are shown. All: `--limit {min(count, 1000)}`"))
    else:
        screen.note(f"{count} {found}{none}; nothing else is near.")


def _instead(respelled: Sequence[tuple[str, str]]) -> str:
    """`; "실횻값" was looked for instead`"""
    named = ", ".join(f'"{one_line(bank)}"' for _, bank in respelled[:MOST_NAMED])
    return f"; {named} was looked for instead" if named else ""


def in_none(words: Sequence[str]) -> str:
    """`; none holds "glorptonic"`"""
    named = ", ".join(f'"{one_line(word)}"' for word in words[:MOST_NAMED])
    return f"; none holds {named}" if named else ""


def highlighted(lines: Iterable[str], hits: Sequence[Hit]) -> Iterator[str]:
    """Lines of a table below its head with the marked words of the snippets in bold."""
    words = {one_line(hit.snippet[start:end]) for hit in hits for start, end in hit.marks}
    longest_first = sorted(filter(None, words), key=lambda word: (-len(word), word))
    for number, line in enumerate(lines):
        yield _bold(line, longest_first) if number else line


def _bold(line: str, words: Sequence[str]) -> str:
    for place, word in enumerate(words):
        before, found, after = line.partition(word)
        if found:
            rest = words[place:]
            return _bold(before, rest) + paint(found, "bold", on=True) + _bold(after, rest)
    return line
