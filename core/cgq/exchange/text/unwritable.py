"""Characters that no HTML can hold, and what is written in their place."""

from __future__ import annotations

from cgq.exchange.text.speakable import line_feeds, speakable

CHANGED = "Control characters are written as the replacement character, and a carriage return as a new line."
"""The reason of a loss."""


def writable(text: str) -> str:
    """The text as HTML can hold it; its lines end in \\n."""
    if text.isprintable():
        return text  # most texts are; this takes a fifth of the time
    return speakable(line_feeds(text))
