"""Signs that a reader takes for one another become one sign, on both sides of a comparison.

More than the same sign in another encoding (exam/identity.py): a search and a comparison of papers must not fail on
which of four dashes a typist chose. Never for what is stored or shown.
"""

from __future__ import annotations

import unicodedata

_ALIKE = {
    # Every dash and minus is a hyphen.
    **dict.fromkeys(map(ord, "‐‑‒–—―−﹣"), "-"),
    # Every tilde that joins two ends.
    **dict.fromkeys(map(ord, "∼〜～˜"), "~"),
    # Every dot in the middle of a line; ㆍ is a vowel that typists of Korean take for it.
    **dict.fromkeys(map(ord, "ㆍᆞ•‧∙⋅・･"), "·"),
    **dict.fromkeys(map(ord, "‘’‚‛′`´"), "'"),
    **dict.fromkeys(map(ord, "“”„‟″"), '"'),
}


def alike(text: str) -> str:
    """A text in which signs that look alike are one: NFKC, case folded, dashes, dots, tildes and quotes each as one.

    White space stays.
    """
    return unicodedata.normalize("NFKC", text.translate(_ALIKE)).translate(_ALIKE).casefold()
