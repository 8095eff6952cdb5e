"""Which language a paper is in, and how its lines join: by the scripts of its letters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cgq.exam.geometry import SOFT_HYPHEN, WORD_JOINER

if TYPE_CHECKING:
    from collections.abc import Iterable

_SCRIPTS = {
    "ko": re.compile(r"[가-힣ㄱ-ㆎ]+"),
    "ja": re.compile(r"[ぁ-ヿ]+"),
    "han": re.compile(r"[一-鿿]+"),
    "en": re.compile(r"[A-Za-z]+"),
}
_UNSPACED = re.compile(r"[ぁ-ヿ一-鿿、。，：；？！「」『』（）]")
_ENOUGH = 20


def language_of(texts: Iterable[str]) -> str | None:
    """'ko', 'ja', 'zh' or 'en' by share of letters; None when there are too few to tell."""
    text = "".join(texts)
    counts = {name: sum(map(len, pattern.findall(text))) for name, pattern in _SCRIPTS.items()}
    total = sum(counts.values())
    if total < _ENOUGH:
        return None
    if counts["ko"] >= 0.15 * total:
        return "ko"
    if counts["ja"] >= 0.05 * total:
        return "ja"
    return "zh" if counts["han"] >= 0.2 * total else "en"


def joined(parts: Iterable[str]) -> str:
    """Lines as one text: a space between, none where Chinese or Japanese runs on or where a line ends with
    a word joiner or a hyphen that the line's end brought; wide gaps become spaces."""
    text = ""
    for part in parts:
        piece = " ".join(part.split())
        if not piece:
            continue
        if text.endswith((WORD_JOINER, SOFT_HYPHEN)):
            text = text[:-1]
        elif text and not (_UNSPACED.match(text[-1]) and _UNSPACED.match(piece[0])):
            text += " "
        text += piece
    return text.removesuffix(WORD_JOINER).replace(SOFT_HYPHEN, "-")
