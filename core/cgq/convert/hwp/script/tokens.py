"""The words of an equation script: names, numbers, signs, quoted text, braces."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from cgq.convert.hwp.script.symbols import ABOVE, ANY_CASE, EXACT, FONTS, FUNCTIONS, GLUED, MATRICES, OPERATORS

LONGEST = 4000
"""Characters of a script that are read; the longest of a paper has some hundreds."""

_SIGNS = "|".join(re.escape(sign) for sign, _ in OPERATORS)
_TOKEN = re.compile(
    rf'"(?P<quoted>[^"]*)"?|(?P<space>[\s`~]+)|(?P<number>\d+(?:[.,]\d+)*)|(?P<word>\\?[A-Za-z]+)'
    rf"|(?P<sign>{_SIGNS})|(?P<other>.)",
    re.DOTALL,
)
_MEANT = dict(OPERATORS)
_OTHERS = frozenset({"over", "atop", "choose", "binom", "sqrt", "root", "of", "left", "right", "sup", "sub"})


class Token(NamedTuple):
    """`kind` is `end` behind the last one. `spaced` tells of a visible space (~ or `) before it."""

    kind: Literal["quoted", "number", "word", "sign", "other", "end"]
    text: str
    spaced: bool = False


def tokens_of(script: str) -> list[Token]:
    """The tokens of a script without the white space between them, of at most LONGEST characters, and the end."""
    found: list[Token] = []
    spaced = False
    for match in _TOKEN.finditer(script[:LONGEST]):
        kind, text = match.lastgroup, match[match.lastgroup or 0]
        if kind == "space":
            spaced = spaced or "~" in text or "`" in text
            continue
        found += _parted(_token(kind, text, spaced=spaced))
        spaced = False
    return [*found, Token("end", "")]


def _token(kind: str | None, text: str, *, spaced: bool) -> Token:
    if kind == "quoted":
        return Token("quoted", text, spaced)
    if kind == "number":
        return Token("number", text, spaced)
    if kind == "word":
        return Token("word", text.removeprefix("\\"), spaced)
    return Token("sign", _MEANT[text], spaced) if text in _MEANT else Token("other", text, spaced)


def _parted(token: Token) -> list[Token]:
    """A token, or two for a word that begins with one of the script and is none."""
    word, small = token.text, token.text.lower()
    if token.kind != "word" or _is_known(word, small):
        return [token]
    glued = next((known for known in GLUED if small.startswith(known)), None)
    if glued is None:
        return [token]
    return [Token("word", word[: len(glued)], token.spaced), *_parted(Token("word", word[len(glued) :]))]


def _is_known(word: str, small: str) -> bool:
    if word in EXACT or word in FUNCTIONS:
        return True
    return any(small in words for words in (ANY_CASE, ABOVE, FONTS, MATRICES, FUNCTIONS, _OTHERS))
