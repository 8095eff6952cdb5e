"""Characters that a file draws and gives no meaning: what its fonts do not map, and what they map to Unicode's private
areas, where a code means what each font likes."""

from __future__ import annotations

import re

MEANINGLESS = "\ufffd"
"""Stands for a character that cannot be known."""

_NAMELESS = re.compile("[\ufffd\ue000-\uf8ff\U000f0000-\U0010ffff]")

CURE = "get another copy, or run `ocrmypdf --force-ocr` over it"
"""What helps: a recogniser reads the drawn characters anew. `--ocr` is for scans and leaves such a file as it is."""


def nameless_in(text: str) -> int:
    """How many of a text's characters have no meaning."""
    return len(_NAMELESS.findall(text))
