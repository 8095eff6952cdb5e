"""How many tokens a text has, estimated without a tokeniser."""

from __future__ import annotations

import math

PER_ASCII_BYTE = 0.3  # tokens a byte
"""Tokens a byte of ASCII: English prose has about 0.25, code and numbers more (measured with cl100k)."""

PER_OTHER_BYTE = 0.5  # tokens a byte
"""Tokens a byte of other text in UTF-8: a Korean syllable has 3 bytes and 1.0 to 1.2 tokens (measured with cl100k)."""


def estimated_tokens(text: str) -> int:
    """About how many tokens a text has, rather too many; at least 1."""
    ascii_bytes = sum(map(str.isascii, text))
    other_bytes = len(text.encode("utf-8", "replace")) - ascii_bytes
    return 1 + math.ceil(ascii_bytes * PER_ASCII_BYTE + other_bytes * PER_OTHER_BYTE)
