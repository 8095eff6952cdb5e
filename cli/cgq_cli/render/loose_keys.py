"""Keys that were read and answer no paper: which, what lacks answers, and the command that settles it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cgq.hints import Hint, argument, plain
from cgq_cli.render.named_papers import is_zipped, shown, words_for
from cgq_cli.render.names import paper_name
from cgq_cli.render.text import counted, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cgq.queue.stats import BankStatus, StoredFile

_MOST_LISTED = 5
"""Keys that get a line each, and papers that are named."""


def loose_key_lines(held: BankStatus, refused: Sequence[StoredFile] = ()) -> Iterator[str]:
    """A line for each key that is given to nobody, one that names the papers without answers, and why a key that was
    looked at does not answer one of them.

    Nothing where no paper lacks answers: then nothing is lost. `refused` are papers of which it was reported
    already why the key that was named for them does not answer them.
    """
    reported = {paper.material for paper in refused}
    held = replace(held, unanswered=tuple(paper for paper in held.unanswered if paper.material not in reported))
    if not held.unused_keys or not held.unanswered:
        return
    names = [paper_name(file.path) for file in held.unanswered]
    listed = ", ".join(names[:_MOST_LISTED])
    more = f" and {len(names) - _MOST_LISTED} more" if len(names) > _MOST_LISTED else ""
    yield f"{counted(len(names), 'paper')} without answers: {listed}{more}."
    for name, file in zip(names[:_MOST_LISTED], held.unanswered, strict=False):
        if file.refusal:
            yield f"{name}: {one_line(file.refusal)}."
    for key in held.unused_keys[:_MOST_LISTED]:
        yield _key_line(key, _papers_for(key, held))
    if len(held.unused_keys) > _MOST_LISTED:
        others = len(held.unused_keys) - _MOST_LISTED
        yield Hint(f"{counted(others, 'more key')} without a paper. See: `cgq materials`")


def _papers_for(key: StoredFile, held: BankStatus) -> list[StoredFile]:
    """The papers without answers that a key may be named for: all of them where it was tried with none."""
    may = held.candidates.get(key.material)
    return [paper for paper in held.unanswered if may is None or paper.material in may]


def _key_line(key: StoredFile, papers: Sequence[StoredFile]) -> str:
    """That a key answers no paper, and what settles that: only a pair that is not refused is suggested."""
    name = paper_name(key.path)
    if not papers:
        return f"The key {name} answers none of the papers here; its own paper is missing: add it."
    paper = words_for(papers[0]) if len(papers) == 1 else "PAPER"
    first = f"The key {plain(name)} answers no paper."
    if is_zipped(key):
        return Hint(f"{first} Unpack it, then name its paper: `cgq run --key FILE {paper}`")
    if len(key.parts) > 1:
        return Hint(f"{first} Save it as one PDF, then name its paper: `cgq run --key FILE {paper}`")
    return Hint(f"{first} Name its paper: `cgq run --key {argument(shown(key.path))} {paper}`")
