"""The grid of papers: every one, a sample of it, and a thin cover in which each style, label and place occurs."""

from __future__ import annotations

import random
from itertools import product

from bench.labelled.material import LABELS, PLACES, STYLES
from bench.labelled.paper import Choice

_GIVEN = ("own", "digit", "letter")
_NO_LETTER = ("FGHJ", "А)")
"""Where a letter of another alphabet would be ambiguous: B beside В, or beside G as the second of F G H J."""


def every() -> list[Choice]:
    """Each style of options with each label in each place, answered in three kinds of signs, in two grids."""
    labels = [(language, label) for language, forms in LABELS.items() for label in forms]
    return [
        Choice(language, style, label, place, given, across, explained)
        for style, (language, label), place, given, across, explained in product(
            STYLES, labels, PLACES, _GIVEN, (False, True), (False, True)
        )
        if not (given == "letter" and style in _NO_LETTER)
    ]


def sample(count: int, seed: int) -> list[Choice]:
    """So many of them."""
    papers = every()
    return random.Random(seed).sample(papers, min(count, len(papers)))


def cover(rounds: int = 2) -> list[Choice]:
    """Each label `rounds` times, with styles, places and signs in turn."""
    labels = [(language, label) for language, forms in LABELS.items() for label in forms] * rounds
    styles = [style for style in STYLES if style not in _NO_LETTER]
    chosen = [
        Choice(language, styles[n % len(styles)], label, PLACES[n % len(PLACES)], _GIVEN[n % 3], n % 5 < 2, n % 4 > 1)
        for n, (language, label) in enumerate(labels)
    ]
    return [*chosen, *(Choice("en", style, LABELS["en"][0], place, "own") for style in _NO_LETTER for place in PLACES)]
