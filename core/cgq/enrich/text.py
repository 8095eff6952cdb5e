"""Words of a text: Korean morphemes by kiwipiepy, Latin words by their letters.

The analyser costs 470 MB and 3 s of CPU, so it is loaded at the first analysis (cgq.korean). Everything that looks at
text goes through `normal` first: a PDF may hold its Hangul as separate letters (NFD) or its Latin in full width.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as package_version
from typing import TYPE_CHECKING, NamedTuple

from cgq.concept_names import normal
from cgq.korean import model

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

NOUNS = frozenset({"NNG", "NNP", "XR", "SH"})
"""Tags of common nouns, names, roots and Chinese characters."""

_LATIN = re.compile(r"[A-Za-zÀ-ɏ]+(?:[-'’][A-Za-zÀ-ɏ]+)*(?:\+\+|#)?|\d+(?:[.,]\d+)*")
_NAME_AND_PARTICLE = re.compile(r"[가-힣]{2,}(?:(?<!주)의|[를을는])")


class Morpheme(NamedTuple):
    """One piece of a text: its form, its Sejong tag, and where it stands ([start, end) in characters)."""

    form: str
    tag: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Terms:
    """The words of one text: Korean nouns, Latin words in lower case, numbers as printed."""

    nouns: tuple[str, ...]
    latin: tuple[str, ...]
    numbers: tuple[str, ...]


def latin(text: str) -> Iterator[str]:
    """Latin words (`e-mail`, `C++`) and numbers (`3.5`) of a normalised text, in lower case."""
    for found in _LATIN.finditer(text):
        yield found.group().lower()


def terms_of(text: str, nouns: Iterable[str]) -> Terms:
    """The words of a text whose Korean nouns are known."""
    words = list(latin(normal(text)))
    return Terms(
        nouns=tuple(nouns),
        latin=tuple(word for word in words if not word[0].isdigit()),
        numbers=tuple(word for word in words if word[0].isdigit()),
    )


@cache
def version() -> str:
    """The analyser's version and its model's, from the packages' metadata; nothing is loaded."""
    return f"kiwi{_installed('kiwipiepy')}-{_installed('kiwipiepy_model')}"


def _installed(package: str) -> str:
    try:
        return package_version(package)
    except PackageNotFoundError:
        return "none"


@lru_cache(maxsize=65536)
def rarity(words: str) -> float:
    """How unusual a phrase is as the whole of a Korean text: minus the natural logarithm of its probability by the
    analyser's model, to 0.1. About 7 for 사람, 11 for 환율, 15 for 수요량; of several words about the sum of theirs."""
    scores = [token.score for tokens in model(phrases=True).tokenize([words], z_coda=False) for token in tokens]
    return round(-sum(scores), 1)


class Analyser:
    """The Korean analyser of this process. Cheap to make: the model is loaded at the first text."""

    def prepare(self) -> None:
        """Load the model now, once a process: about 540 MB and 3 s of CPU, the first analysis included."""
        self.morphemes(["준비"])

    def morphemes(self, texts: Sequence[str]) -> list[tuple[Morpheme, ...]]:
        """The morphemes of each text, in order; places refer to the text as it was given.

        Give many texts at once, and give them normalised.
        """
        return list(self._analysed(texts))

    def nouns(self, texts: Sequence[str]) -> list[tuple[str, ...]]:
        """The Korean nouns of each text, in order and with repeats."""
        return [_nouns(found) for found in self._analysed([normal(text) for text in texts])]

    def terms(self, texts: Sequence[str]) -> list[Terms]:
        """The words of each text."""
        clean = [normal(text) for text in texts]
        analysed = zip(clean, self._analysed(clean), strict=True)
        return [terms_of(text, _nouns(pieces)) for text, pieces in analysed]

    def _analysed(self, texts: Iterable[str]) -> Iterator[tuple[Morpheme, ...]]:
        # Without z_coda=False a final consonant is taken off as slang: 경계값 becomes 경계+가+ㅄ.
        for tokens in model(phrases=True).tokenize(texts, z_coda=False):
            yield tuple(_trimmed(Morpheme(t.form, t.tag, t.start, t.start + t.len)) for t in tokens)


def _trimmed(piece: Morpheme) -> Morpheme:
    """A guessed name without the particle that was taken for its last syllable: 스택의 becomes 스택."""
    if piece.tag == "NNP" and _NAME_AND_PARTICLE.fullmatch(piece.form):
        return Morpheme(piece.form[:-1], piece.tag, piece.start, piece.end - 1)
    return piece


def _nouns(pieces: Iterable[Morpheme]) -> tuple[str, ...]:
    return tuple(piece.form for piece in pieces if piece.tag in NOUNS)
