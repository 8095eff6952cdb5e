"""Text of a bank in XML files: what XML cannot hold, and escapes that keep every other sign."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 cannot hold (section 2.2, Char), not even by its number."""

CONTROL_SIGNS = "A control character that XML cannot hold became a replacement character."
"""Why a text is held otherwise than it is."""

_ALSO = {'"': "&quot;", "\r": "&#13;", "\n": "&#10;", "\t": "&#9;"}
"""A parser makes a line break of a carriage return, and in an attribute a space of any of them."""


def writable(text: str) -> str:
    """The text with a replacement character for each sign that XML cannot hold."""
    return UNWRITABLE.sub("\ufffd", text)


def escaped(text: str) -> str:
    """A writable text as the content of an element or an attribute in double quotes."""
    return escape(text, _ALSO)
