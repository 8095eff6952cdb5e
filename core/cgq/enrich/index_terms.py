"""The words by which a question is found: what the analyser makes of its text, without particles and endings.

A Korean noun is a word as the analyser cuts it; a Latin word, a number and an identifier of code stay whole, and what
is joined by signs is a word in parts too. Words are folded (cgq.lookalikes) and hold no white space, so that a row of
them is a text that an index splits at spaces.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cgq.enrich.text import NOUNS
from cgq.lookalikes import alike
from cgq.plain_words import plain_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cgq.enrich.text import Morpheme


class IndexTerms(NamedTuple):
    """The words of a question, in their order and with repeats: those of its stem, of all else that it prints, and of
    why its answer is right."""

    stem: tuple[str, ...]
    rest: tuple[str, ...]
    explanation: tuple[str, ...]


def index_terms(text: str, pieces: Iterable[Morpheme]) -> list[str]:
    """The words of a normalised text of which `pieces` are the morphemes."""
    nouns = ["".join(alike(piece.form).split()) for piece in pieces if piece.tag in NOUNS]
    return [*filter(None, nouns), *plain_words(alike(text))]
