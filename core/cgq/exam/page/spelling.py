"""What the Korean analyser makes of two lines read on with a space between them and without one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cgq.korean import model

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kiwipiepy import Token

    from cgq.exam.geometry import Line
    from cgq.exam.page.breaks import Break
    from cgq.exam.page.printed import Printed

_WORDS = 3
"""Words on either side that are analysed: more change nothing (bench/words.py)."""


_AT_ONCE = 256
"""Breaks that are analysed in one call, about half a second: no signal is heard before it is over."""


# Scores for a break inside a word, in natural logarithms of odds (see wraps.py).
_GAINS = ((8.0, 6.0), (4.0, 5.0), (2.0, 2.0), (0.005, 0.5))
"""By the gain, from the given one on."""
_KNOWN_WORD = -1.5
"""Of each side that the paper prints as a word of its own."""
_BOUND = 4.0
_PREFIXED = 1.2
_TWO_SYLLABLES = 0.0
_TWO_NOUNS = -1.9
"""Of two nouns, which are one word or two as the paper has it: most often two, unless both are of one syllable."""
_SEPARATE = -5.0
_NOUNS = ("NNG", "NNP", "XR", "SH", "NR")
_MADE_VERBS = ("하", "되", "시키", "당하")
"""What makes a verb of the noun that it is written onto."""


class Piece(NamedTuple):
    """A morpheme: its form and its Sejong tag."""

    form: str
    tag: str


_BOUND_VERBS = (Piece("지", "VX"), Piece("들", "VX"))


class Spelling(NamedTuple):
    """`gain` is by how much, in log probability, the text without a space is the likelier one; zero where both are cut
    into the same morphemes. `before` and `after` are the morphemes of the joined text that meet at the break, None
    where one goes across it."""

    gain: float
    before: Piece | None
    after: Piece | None


def spellings(breaks: Sequence[Break], lines: Sequence[Line]) -> list[Spelling]:
    """The analysis of each break, in their order."""
    sides = [_sides(lines[found.line].text, lines[found.line + 1].text) for found in breaks]
    parts = (sides[start : start + _AT_ONCE] for start in range(0, len(sides), _AT_ONCE))
    return [spelling for part in parts for spelling in _analysed(part)]


def _analysed(sides: Sequence[tuple[str, str]]) -> list[Spelling]:
    texts = [text for above, below in sides for text in (above + below, f"{above} {below}")]
    # Without z_coda=False a final consonant is taken off as slang.
    analysed = [best[0] for best in model(phrases=False).analyze(texts, top_n=1, z_coda=False)]
    found: list[Spelling] = []
    for (above, _), joined, spaced in zip(sides, analysed[::2], analysed[1::2], strict=True):
        before, after = _met(joined[0], len(above))
        found.append(Spelling(joined[1] - spaced[1], before, after))
    return found


def score_of(spelling: Spelling, found: Break, printed: Printed) -> float:
    """The score of a break by what the analyser makes of it."""
    before, after = spelling.before, spelling.after
    gained = next((score for least, score in _GAINS if spelling.gain > least), None)
    if gained is not None:
        return gained + _KNOWN_WORD * (printed.is_word(found.tail) + printed.is_word(found.head))
    if before is None or after is None:
        return _SEPARATE
    if _is_bound(after) or (after.form in _MADE_VERBS and before.tag[0] in "NX"):
        return _BOUND
    if not found.above_is_hangul:
        return _behind_sign(before)
    if before.tag == "XPN":
        return _PREFIXED
    if before.tag in _NOUNS and after.tag in _NOUNS:
        return _TWO_SYLLABLES if len(before.form) == len(after.form) == 1 else _TWO_NOUNS
    return _SEPARATE


def _is_bound(piece: Piece) -> bool:
    """Whether a morpheme never begins a word: a particle, an ending, a suffix, 이다; 지다 and 들다 behind a verb."""
    return piece.tag[0] in "JE" or piece.tag[:2] == "XS" or piece.tag == "VCP" or piece in _BOUND_VERBS


def _behind_sign(before: Piece) -> float:
    """A word behind Latin, or behind a bracket; whether one is set onto a number is the paper's habit."""
    if before.tag == "SL":
        return _TWO_NOUNS
    return _SEPARATE if before.tag.startswith("SS") else 0.0


def _sides(text: str, below: str) -> tuple[str, str]:
    return " ".join(text.split()[-_WORDS:]), " ".join(below.split()[:_WORDS])


def _met(tokens: Sequence[Token], at: int) -> tuple[Piece | None, Piece | None]:
    """The morpheme that ends at a place and the one that starts there."""
    if any(token.start < at < token.start + token.len for token in tokens):
        return None, None
    before = [token for token in tokens if token.start + token.len <= at]
    after = [token for token in tokens if token.start >= at]
    return (
        Piece(before[-1].form, before[-1].tag) if before else None,
        Piece(after[0].form, after[0].tag) if after else None,
    )
