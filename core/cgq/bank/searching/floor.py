"""How near is near: measured in the bank, for each model, over pairs of texts that have nothing to do with each other.

A cosine means another thing in each model: 0.3 is near in one that hashes words, and far in one that a service learned.
So a text is near only where unrelated ones hardly ever are: those that share no paper, no section and no concept, and
of which none repeats the other. The
sample is the first texts by their hashes, so that the same bank gives the same floor.

A query is shorter than a question, and its cosines have another spread. Its floor lies as many deviations above the
mean of its own cosines, over the same sample, as the floor of questions does above theirs.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import fmean, pstdev
from typing import TYPE_CHECKING

from cgq.bank.columns import to_json
from cgq.bank.searching.cosines import cosines
from cgq.bank.searching.holding import SQL

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy
    from numpy import float64
    from numpy.typing import NDArray

    from cgq.db.connection import Transaction

SAMPLE = 512
"""Texts that are compared with each other: 130,000 pairs, in 30 ms and 2 MB for vectors of 1,024 numbers."""

TAIL = 100
"""The highest cosines of a sample, by which a floor is reckoned that lies beyond the highest of them."""

LEAST_PAIRS = 500
"""Pairs below which a quantile as high as the floor says nothing."""

UNRELATED = 0.1
"""How many unrelated texts of the whole bank may lie above the floor of a text, on average."""

UNMEASURED = 0.5
"""The floor in a bank of too few pairs to measure one: what 1 of 10,000 unrelated pairs of the local model reaches in
the labelled bank. A model that a service learned may show more of so small a bank."""

GROWTH = 1.5
"""By how much the vectors of a model grow, or by how much more they were, before its floor is measured again."""


@dataclass(frozen=True, slots=True)
class Floor:
    """From which cosine on a text is near another; `mean` and `deviation` are those of unrelated `pairs`.

    `vectors` is how many texts of the bank had one when it was measured.
    """

    floor: float
    mean: float
    deviation: float
    pairs: int
    vectors: int


def stored(tx: Transaction, model: str) -> Floor | None:
    """The floor that was measured last."""
    row = tx.one(SQL["floor_stored"], (model,))
    return Floor(*row) if row else None


def all_stored(tx: Transaction) -> dict[str, Floor]:
    """Model -> its floor, for every model that has one."""
    return {model: Floor(*row) for model, *row in tx.all(SQL["floors"])}


def is_outdated(tx: Transaction, model: str) -> bool:
    """Has it not been measured yet, or has the bank grown by half, or shrunk as much, since?"""
    known = stored(tx, model)
    held: int = tx.value(SQL["floor_vectors"], (model,))
    if not held or known is None:
        return held > 0
    return not known.vectors / GROWTH < held < known.vectors * GROWTH


def keep(tx: Transaction, model: str, floor: Floor, now: int) -> None:
    """Store a floor in place of the last one."""
    values = (model, floor.floor, floor.mean, floor.deviation, floor.pairs, floor.vectors, now)
    tx.run(SQL["floor_keep"], values)


def measure(tx: Transaction, model: str, dimension: int) -> Floor:
    """The floor of a model in this bank as it is now."""
    held: int = tx.value(SQL["floor_vectors"], (model,))
    rows = _sample(tx, model, dimension)
    apart = _unrelated(tx, [question for question, _ in rows], _matrix([data for _, data in rows], dimension))
    if len(apart) < LEAST_PAIRS:
        return Floor(UNMEASURED, 0.0, 0.0, len(apart), held)
    floor = exceeded_by(apart, UNRELATED / held)
    mean, deviation = float(apart.mean()), float(apart.std())
    return Floor(round(min(floor, 1.0), 4), round(mean, 4), round(deviation, 4), len(apart), held)


def exceeded_by(apart: NDArray[float64], share: float) -> float:
    """The cosine that so small a share of unrelated pairs exceeds.

    A share of less than one pair of the sample, above 13,000 vectors, lies beyond it: what exceeds a high threshold
    falls off exponentially there, by its mean excess (peaks over threshold, Pickands 1975, of shape 0).
    """
    import numpy

    if share * len(apart) >= 1:
        return float(numpy.quantile(apart, max(0.0, 1 - share)))
    highest = numpy.sort(apart)[-TAIL:]
    excess = float((highest - highest[0]).mean())
    return float(highest[0]) + excess * math.log(len(highest) / len(apart) / share)


def of_query(tx: Transaction, model: str, query: bytes, floor: Floor) -> float:
    """From which cosine on a question is near a query, whose vector is little-endian float32.

    Where all of its cosines are the same, which says nothing, it is the floor of questions or more.
    """
    near = list(cosines(query, _sample(tx, model, len(query) // 4)).values())
    if not floor.deviation or not near:
        return floor.floor
    above = (floor.floor - floor.mean) / floor.deviation
    deviation = pstdev(near)
    return fmean(near) + above * deviation if deviation else max(floor.floor, fmean(near))


def _sample(tx: Transaction, model: str, dimension: int) -> list[tuple[int, bytes]]:
    return tx.all(SQL["floor_sample"], {"model": model, "dimension": dimension, "limit": SAMPLE})


def _matrix(vectors: list[bytes], dimension: int) -> NDArray[float64]:
    import numpy

    flat = numpy.frombuffer(b"".join(vectors), dtype=numpy.dtype("<f4"))
    return flat.reshape(-1, dimension).astype(numpy.float64)


def _unrelated(tx: Transaction, questions: list[int], vectors: NDArray[float64]) -> NDArray[float64]:
    """The cosines of all pairs that share nothing; where one paper is all there is, no concept and no repeat."""
    import numpy

    near = vectors @ vectors.T
    once = numpy.triu(numpy.ones(near.shape, dtype=bool), 1)
    groups = tx.all(SQL["floor_groups"], {"questions": to_json(questions)})
    apart = near[once & ~_sharing(questions, groups)]
    if len(apart) >= LEAST_PAIRS:
        return apart
    return near[once & ~_sharing(questions, (row for row in groups if row[0] in ("concept", "repeat")))]


def _sharing(questions: list[int], groups: Iterable[tuple[str, str, int]]) -> NDArray[numpy.bool_]:
    """Which pairs are in one group: a paper, a section, a concept, or a repeat and what it repeats."""
    import numpy

    members: dict[tuple[str, str], list[int]] = {}
    places = {question: place for place, question in enumerate(questions)}
    for kind, group, question in groups:
        members.setdefault((kind, group), []).append(places[question])
    sharing = numpy.zeros((len(questions), len(questions)), dtype=bool)
    for found in members.values():
        sharing[numpy.ix_(found, found)] = True
    return sharing
