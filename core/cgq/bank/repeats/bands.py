"""Where a question is looked for by others: two that are compared share a band at least.

A band is a number, equal for an equal mark of two questions: the same text but for its numbers and for what turns it;
much the same text (MinHash); the same boxed statements; a long option; the right option with another one. Stems that
any question may have make no band of their own, so that a stock phrase brings nothing together.

The MinHash is a dozen lines of NumPy: datasketch would bring SciPy with it, 100 MB for these.
"""

from __future__ import annotations

import hashlib
import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.bank.repeats.compare import BOX_LETTERS
from cgq.bank.repeats.shape import count_letters

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy import uint64
    from numpy.typing import NDArray

    from cgq.bank.repeats.shape import Shape

GRAM = 3
"""Characters of a shingle: a syllable of Korean and its neighbours."""

ROWS, BANDS = 3, 4
"""Smallest hashes of a MinHash band, and such bands of a question: of two texts that share 0.7 of their shingles 0.82
have one in common, at 0.8 0.94, at 0.9 0.99 (1 - (1 - s³)⁴). Two stems of a variant share 0.8 and more but for their
numbers; those that share less have options or their boxes in common."""

HASHES = 18  # hashes of a text
"""Smallest hashes that are kept of a text."""

TOLD = 3
"""Letters of its own from which a stem is looked for by itself: a short noun. Of fewer many questions have the same."""

LONG_OPTION = 12
"""Letters of an option by which a question is found: shorter ones are terms, which many questions share."""

MOST_OPTIONS = 8
"""Options of a question that make bands, the longest first: a list of a hundred would crowd the rest."""

LISTED_OPTIONS = range(3, 6)
"""Options of a list by which a question is found, however it is asked: of fewer many questions have the same."""

LISTED_LETTERS, LISTED_SIGNS = 8, 6
"""Letters and digits of such a list, or letters alone: 1, 2, 3, 4 and A, B, C, D are the options of many questions;
Na, K, Ca, Mg of few."""

DRAWN_OPTIONS = 3
"""Options that make bands with the right one."""

_LABELS = re.compile("[ㄱ-ㅎ]")
"""A label of a statement: what is chosen among these means nothing without them."""

_HASH = "<u4"
"""How a signature keeps each hash: 4 bytes."""

NUMBER_BYTES = 6  # bytes; chance calculated
"""Bytes of a band: of 1.2 million bands of 100,000 questions two are equal by chance once in 400 banks. SQLite keeps
such a number in six bytes, twice, where one of 64 bits takes eight."""

SEED = b"cgq repeats"
"""What the random numbers of the MinHash are drawn from, the same on every machine."""


LEAST_SHARED = 13  # hashes of HASHES; measured
"""Smallest hashes of 18 that two texts have in common at least, where nothing else speaks for them: of texts that share
0.8 of their shingles 87 of 100 have so many. In a made bank of 14,100 questions they bring 2,515 pairs together that no
other band does, of which 5 are repeats; with 12 hashes 4,716, of which the same 5 are."""


@dataclass(frozen=True, slots=True)
class Bands:
    """The bands of a question, numbers that SQLite can hold: those that are `sure` to be followed, as those of its
    `answer` are, those of its `options`, of which two must be shared, and those of the MinHash, whose `signature` is
    compared then."""

    sure: tuple[int, ...]
    options: tuple[int, ...]
    answer: tuple[int, ...]
    likely: tuple[int, ...]
    signature: bytes

    @property
    def all(self) -> tuple[int, ...]:
        """All of them, each once."""
        return tuple(sorted({*self.sure, *self.options, *self.answer, *self.likely}))


def bands(shapes: Sequence[Shape]) -> list[Bands]:
    """The bands of each question."""
    hashes, likely = _minhashes([_told(shape) for shape in shapes])
    return [
        Bands(
            sure=tuple(map(_number, _sure_marks(shape))),
            options=tuple(map(_number, _option_marks(shape))),
            answer=tuple(map(_number, _answer_marks(shape))),
            likely=numbers,
            signature=signature,
        )
        for shape, signature, numbers in zip(shapes, hashes, likely, strict=True)
    ]


def share_enough(one: bytes, others: Sequence[bytes]) -> list[bool]:
    """For each signature, whether it has so much in common with this one that their texts may be alike."""
    import numpy

    filled = [len(other) == len(one) > 0 for other in others]
    rows = numpy.frombuffer(b"".join(itertools.compress(others, filled)), dtype=_HASH)
    own = numpy.frombuffer(one, dtype=_HASH)
    shared: list[int] = (rows.reshape(-1, HASHES) == own).sum(axis=1).tolist() if rows.size else []
    found = iter(shared)
    return [is_filled and next(found) >= LEAST_SHARED for is_filled in filled]


def _sure_marks(shape: Shape) -> Iterator[str]:
    yield from _option_lists(shape)
    told = _told(shape)
    if told:
        yield f"text:{told}"
    else:  # the stem says nothing of its own, so the options do
        yield f"all:{shape.stem.masked}\n" + "\n".join(sorted(part.dense for part in shape.options))
    if shape.box_letters >= BOX_LETTERS:
        yield "boxes:" + "\n".join(sorted(part.dense for part in shape.boxes))


def _option_marks(shape: Shape) -> Iterator[str]:
    long = {part.dense for part in shape.options if len(part.dense) >= LONG_OPTION <= part.letters}
    for option in sorted(long, key=lambda text: (-len(text), text))[:MOST_OPTIONS]:
        yield f"option:{option}"


def _answer_marks(shape: Shape) -> Iterator[str]:
    """The right option with some of the others, drawn by their hashes: so two questions draw the same ones, and of few
    options all."""
    right = shape.right
    if right is None or not right.is_term:
        return
    others = {part.dense for part in shape.options} - {right.dense, ""}
    yield from sorted((f"answer:{right.dense}\n{other}" for other in others), key=_number)[:DRAWN_OPTIONS]


def _option_lists(shape: Shape) -> Iterator[str]:
    """All options but one, for each of them: two lists that differ in one option have such a mark in common. Lists of
    few signs and of labels say nothing, and long options are marks by themselves."""
    terms = sorted({part.dense for part in shape.options})
    if len(terms) not in LISTED_OPTIONS or any(map(_LABELS.search, terms)):
        return
    are_long = sum(len(term) >= LONG_OPTION for term in terms) > len(terms) - 2
    signs = "".join(terms)
    if are_long or (count_letters(signs) < LISTED_LETTERS and sum(map(str.isalpha, signs)) < LISTED_SIGNS):
        return
    for n in range(len(terms)):
        yield "list:" + "\n".join(terms[:n] + terms[n + 1 :])


def _told(shape: Shape) -> str:
    """Stem, boxes and passage but for their numbers; empty where they say nothing of their own."""
    if shape.own + count_letters(shape.context) < TOLD:
        return ""
    return f"{shape.stem.masked}\n{shape.context}"


def _number(mark: str) -> int:
    """A band as a number."""
    digest = hashlib.blake2b(mark.encode(errors="surrogatepass"), digest_size=NUMBER_BYTES).digest()
    return int.from_bytes(digest, "big", signed=True)


def _minhashes(texts: Sequence[str]) -> tuple[list[bytes], list[tuple[int, ...]]]:
    """For each text the smallest hashes of its shingles, 4 bytes each, and its bands; an empty one has neither."""
    import numpy

    signatures: list[bytes] = [b""] * len(texts)
    numbers: list[tuple[int, ...]] = [()] * len(texts)
    filled = [n for n, text in enumerate(texts) if text]
    if not filled:
        return signatures, numbers
    shingles = [_shingles(texts[n]) for n in filled]
    starts = numpy.cumsum([0, *map(len, shingles[:-1])])
    joined = numpy.concatenate(shingles)
    smallest = numpy.empty((len(filled), HASHES), dtype=numpy.uint64)
    factors, summands = _drawn()
    for column, (factor, summand) in enumerate(zip(factors, summands, strict=True)):
        smallest[:, column] = numpy.minimum.reduceat((joined * factor + summand) >> numpy.uint64(32), starts)
    # A band is the sum of its hashes, each times a factor of its own: so equal bands of two places differ as well.
    banding = (smallest * factors + summands)[:, : ROWS * BANDS]
    mixed = banding.reshape(len(filled), BANDS, ROWS).sum(axis=2)
    banded = (mixed.astype(numpy.int64) >> numpy.int64(64 - 8 * NUMBER_BYTES)).tolist()
    for n, row, own in zip(filled, smallest.astype(_HASH), banded, strict=True):
        signatures[n] = row.tobytes()
        numbers[n] = tuple(own)
    return signatures, numbers


def _shingles(text: str) -> NDArray[uint64]:
    """Each three neighbouring characters as one number; one that comes again counts again, which no minimum sees."""
    import numpy

    encoded = text.ljust(GRAM, "\n").encode("utf-32-le", "surrogatepass")
    signs = numpy.frombuffer(encoded, dtype=numpy.dtype("<u4")).astype(numpy.uint64)
    return (signs[:-2] << numpy.uint64(42)) ^ (signs[1:-1] << numpy.uint64(21)) ^ signs[2:]


def _drawn() -> tuple[NDArray[uint64], NDArray[uint64]]:
    """An odd factor and a summand for each hash: multiply-shift hashing of 64 bits (Dietzfelbinger et al. 1997)."""
    import numpy

    drawn = numpy.frombuffer(hashlib.shake_256(SEED).digest(16 * HASHES), dtype=numpy.dtype("<u8"))
    return drawn[:HASHES] | numpy.uint64(1), drawn[HASHES:]
