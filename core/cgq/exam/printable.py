"""Text out of a file that may go to a terminal, a row or a message: nothing in it steers what shows it."""

from __future__ import annotations

import unicodedata

_STEERING = frozenset({"Cc", "Cf", "Cs"})
"""Controls and escapes; what is invisible or turns the direction of writing; halves of characters."""


def steers(char: str) -> bool:
    """Whether a character has no shape of its own but changes how others are shown."""
    return not char.isprintable() and not char.isspace() and unicodedata.category(char) in _STEERING


def printable(text: str, most: int) -> str:
    """One line of at most `most` characters, an ellipsis for the rest."""
    kept = " ".join("".join(c for c in text[: 4 * most] if not steers(c)).split())
    return kept if len(kept) <= most and len(text) <= 4 * most else f"{kept[: most - 1]}…"
