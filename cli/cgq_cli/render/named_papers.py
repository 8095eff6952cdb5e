"""Papers as words of a command that can be pasted: every word is a file that is there, or a word in capitals."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from cgq.hints import argument
from cgq_cli.render.names import zip_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.queue.stats import StoredFile

MOST_PICTURES = 8
"""Pictures that a command names one by one: the pages of an exam's one part. Chosen."""


def words_for(paper: StoredFile) -> str:
    """A paper in a command that takes several: its file, or its pictures as one paper. What lies in a zip is no file,
    and many pictures are too many words: that is `PAPER`, and a folder."""
    if is_zipped(paper):
        return "PAPER"
    return one_paper_words(paper.parts) if paper.parts else argument(shown(paper.path))


def one_paper_words(pictures: Sequence[str]) -> str:
    """Several pictures as one paper: `--one-paper p1.jpg p2.jpg`."""
    if len(pictures) > MOST_PICTURES:
        return "--one-paper FOLDER"
    return " ".join(["--one-paper", *(argument(shown(picture)) for picture in pictures)])


def is_zipped(paper: StoredFile) -> bool:
    """Does a paper lie in a zip, so that nothing but the whole zip can be named?"""
    return any(zip_of(part) for part in paper.parts)


def shown(path: str) -> str:
    """A path as a person knows it: below the current folder without it."""
    below = os.path.relpath(path) if os.path.isabs(path) else path
    return path if below.startswith("..") else below
