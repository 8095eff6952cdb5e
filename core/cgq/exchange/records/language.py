"""The language of a question as a row names it: a code of BCP 47, such as `ko` or `pt-BR`."""

from __future__ import annotations

import re

_CODE = re.compile(r"([A-Za-z]{2,3})((?:-[A-Za-z0-9]{1,8}){0,5})")
"""RFC 5646: a primary language of two or three letters (ISO 639), and subtags of at most eight characters."""


def language_code(text: str) -> str | None:
    """A code, its primary language in small letters; None for what is none: the letters of the text tell then."""
    found = _CODE.fullmatch(text.strip())
    return found[1].lower() + found[2] if found else None
