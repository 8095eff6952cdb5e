"""Text of a paper that every format can hold."""

from __future__ import annotations

import re

_UNSPEAKABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Control characters, which HTML and terminals mistake for orders, and half surrogates, which UTF-8 cannot hold."""


def speakable(text: str) -> str:
    """The text with a replacement character for each that cannot be written."""
    return _UNSPEAKABLE.sub("\ufffd", text)


def line_feeds(text: str) -> str:
    """The text whose lines end in \\n alone."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
