"""The forms of keys, by which one is known wherever it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cgq.secrets.names import MASK

SHORT = 400
"""Characters of a text up to which a pattern is faster than looking for all its marks (measured: equal at 400)."""


@dataclass(frozen=True, slots=True)
class Form:
    """A pattern, and its marks in small letters: where none of them stands in a text, the pattern cannot match.

    In a traceback, looking for the marks takes microseconds and the pattern milliseconds. What the pattern's group
    `before` matches is kept.
    """

    pattern: re.Pattern[str]
    marks: tuple[str, ...]

    def stands_in(self, text: str) -> bool:
        """Is there one in the text?"""
        return self._may_stand_in(text) and self.pattern.search(text) is not None

    def mask(self, text: str) -> str:
        """The text with each of them masked."""
        return self.pattern.sub(_masked, text) if self._may_stand_in(text) else text

    def _may_stand_in(self, text: str) -> bool:
        if len(text) <= SHORT:
            return True
        lowered = text.lower()
        return any(mark in lowered for mark in self.marks)


def _masked(found: re.Match[str]) -> str:
    before = found.groupdict().get("before") or ""
    at = "@" if found[0].endswith("@") else ""
    return before + MASK + at


_PRIVATE = r"(?:[A-Z]+ )*PRIVATE KEY-----"
"""The end of a private key's first and last line (RFC 7468); one that was cut ends where its string does."""

_KEYS = {
    r"(?:sk|pk|rk)-(?=[\w-]{0,60}\d)[\w-]{16,}": "sk- pk- rk-",  # OpenAI, Anthropic, OpenRouter
    r"[spr]k_(?:live|test)_[A-Za-z0-9]{10,}": "k_live_ k_test_",  # Stripe
    r"gh[pousr]_[A-Za-z0-9]{16,}": "ghp_ gho_ ghu_ ghs_ ghr_",  # GitHub
    r"github_pat_\w{20,}": "github_pat_",
    r"glpat-[\w-]{16,}": "glpat-",  # GitLab
    r"(?:AKIA|ASIA)[A-Z0-9]{16}": "akia asia",  # Amazon
    r"AIza[\w-]{30,}|ya29\.[\w-]{20,}": "aiza ya29.",  # Google
    r"(?:xox[a-z]|xapp)-[\w-]{10,}": "xox xapp-",  # Slack
    r"hf_[A-Za-z0-9]{16,}": "hf_",  # Hugging Face
    r"(?:gsk|npm|dop_v1|lin_api)_[A-Za-z0-9]{20,}": "gsk_ npm_ dop_v1_ lin_api_",  # Groq, npm, DigitalOcean, Linear
    r"(?:pypi|nvapi|xai|pplx|tvly)-(?=[\w-]{0,60}\d)[\w-]{20,}": "pypi- nvapi- xai- pplx- tvly-",
    r"SG\.[\w-]{16,64}\.[\w-]{16,64}": "sg.",  # SendGrid
    r"eyJ[\w-]{8,1000}\.eyJ[\w-]{8,}\.[\w-]*": "eyj",  # a JSON web token (RFC 7519)
    rf"-----BEGIN {_PRIVATE}(?:(?:[^-]|-(?!----))*-----END {_PRIVATE}|(?:[^-\"'\\\0]|-(?!----)|\\+[nrt])*)": "-----b",
}
KEYS = Form(
    re.compile(rf"(?:(?<![A-Za-z0-9])|(?<=\\[nrtbf]))(?:{'|'.join(_KEYS)})"), tuple(" ".join(_KEYS.values()).split())
)
"""Keys by the prefixes that services give them, as their own documents and secret scanners list them. No language has
such words: this form alone makes text a secret, wherever it stands. None begins within a word; in JSON one may seem to,
after an escaped line end."""
