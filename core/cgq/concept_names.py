"""The name by which a concept is kept and found: the same for what texts print, what rows say, and what people type."""

from __future__ import annotations

import re
import unicodedata

_SPACE = re.compile(r"\s+")
_SURROGATE = re.compile("[\ud800-\udfff]")


def normal(text: str) -> str:
    """NFKC with runs of white space as one space; halves of surrogate pairs are joined or replaced."""
    if _SURROGATE.search(text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return _SPACE.sub(" ", unicodedata.normalize("NFKC", text)).strip()


def concept_name(text: str) -> str:
    """The name by which concepts of equal names meet: as `runs.phrase` makes it of a text, Korean written together,
    Latin words with one space, all in lower case."""
    name = ""
    for word in normal(text).casefold().split():
        spaced = name and name[-1].isascii() and word[0].isascii()
        name += f" {word}" if spaced else word
    return name
