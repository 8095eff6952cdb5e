"""Text of a record in a field of Anki, which is HTML that Anki reads once more."""

from __future__ import annotations

import html
import unicodedata

from cgq.exchange.text.unwritable import writable

CHANGED = (
    "Anki composes characters (Unicode NFC); control characters are written as the replacement character, "
    "and a carriage return as a new line."
)
"""The reason of a loss."""


def composed(text: str) -> str:
    """The text as Anki keeps it: it composes every note that it imports."""
    return unicodedata.normalize("NFC", writable(text))


def field(text: str) -> str:
    """The text as HTML, its lines divided by `<br>`.

    A bracket is written as a reference: Anki looks for `[sound:…]`, `[latex]` and `[[type:…]]` in the HTML itself.
    """
    return html.escape(composed(text)).replace("[", "&#91;").replace("\n", "<br>")
