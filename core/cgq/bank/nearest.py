"""The texts nearest to a vector: by an index where SQLite loads extensions, else by looking at all.

The index of a model is a vec0 table of bits (see signs.py): they give the candidates, the vectors
themselves the order. It is derived from the plain rows, used only while it is up to date, and both
ways give the same answer. A small bank needs none: looking at 5,000 vectors takes about 20 ms.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from cgq.bank.signs import bits_for, signs
from cgq.db.driver import driver
from cgq.db.queries import load

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy import float64
    from numpy.typing import NDArray

    from cgq.db.connection import Transaction

SQL = load("bank")

CANDIDATES = 400
CANDIDATES_PER_RESULT = 8
MOST_CANDIDATES = 4096  # vec0's own limit of k
BLOCK = 4096
WORTH_AN_INDEX = 5_000
DIGITS = 5
"""Similarities are told to so many decimals: float32 holds about seven."""


_Name = TypeVar("_Name")


@dataclass(frozen=True, slots=True)
class Near:
    """A text and how like the asked one it is: the cosine, from -1 to 1."""

    text_hash: str
    score: float


def nearest(tx: Transaction, model: str, query: bytes, k: int) -> list[Near]:
    """The k texts of the bank nearest to a vector of this model, the nearest first, then by hash.

    `query` is little-endian float32. Vectors of another dimension are not compared.
    """
    import numpy

    asked = numpy.frombuffer(query, dtype=numpy.dtype("<f4")).astype(numpy.float64)
    length = numpy.linalg.norm(asked)
    if k < 1 or length == 0:
        return []
    best: list[Near] = []
    for rows in _candidates(tx, model, query, k):
        best = sorted([*best, *_scored(rows, asked / length)], key=lambda near: (-near.score, near.text_hash))[:k]
    return best


def similarities(rows: Sequence[tuple[int, bytes]], query: bytes) -> list[tuple[int, float]]:
    """The cosine of each of some vectors, by whatever number, with one of the same model that is not 0."""
    import numpy

    asked = numpy.frombuffer(query, dtype=numpy.dtype("<f4")).astype(numpy.float64)
    length = numpy.linalg.norm(asked)
    blocks = range(0, len(rows), BLOCK) if length else ()
    return [one for start in blocks for one in _cosines(rows[start : start + BLOCK], asked / length)]


def load_vec0(tx: Transaction) -> bool:
    """Make vec0 tables available on this connection; False where SQLite loads no extensions."""
    if tx.one(SQL["near_module"]) is not None:
        return True
    try:
        import sqlite_vec

        tx.connection.enable_load_extension(True)
        try:
            sqlite_vec.load(tx.connection)
        finally:
            tx.connection.enable_load_extension(False)
    except (AttributeError, ImportError, driver.OperationalError):
        return False
    return True


def wants_refresh(tx: Transaction, model: str) -> bool:
    """Is there much to look through, and no index that is up to date?"""
    found = tx.one(SQL["near_find"], (model,))
    stale = found is None or bool(found[2])
    return stale and tx.value(SQL["vector_count"], (model,)) >= WORTH_AN_INDEX


def refresh(tx: Transaction, model: str, dimension: int) -> bool:
    """Bring the index of a model up to date, or make it; False where SQLite loads no extensions.

    Needs a transaction that may write. Costs about 50 µs a vector that the index lacks.
    """
    if not load_vec0(tx):
        return False
    found = tx.one(SQL["near_find"], (model,))
    if found is not None and found[1] != dimension:
        drop(tx, model)
        found = None
    number = found[0] if found is not None else _create(tx, model, dimension)
    values = {"model": model, "dimension": dimension, "after": 0, "limit": BLOCK}
    tx.run(_on(number, "near_clean"), values)
    while rows := tx.all(_on(number, "near_lacking"), values):
        bits = signs([data for _, data in rows])
        tx.many(_on(number, "near_add"), [(row[0], found) for row, found in zip(rows, bits, strict=True)])
        values["after"] = rows[-1][0]
    tx.run(SQL["near_fresh"], (number,))
    return True


def is_whole(tx: Transaction, model: str, dimension: int) -> bool:
    """Has the index of a model, which is in use, a row for each vector that it should have?"""
    found = tx.one(SQL["near_find"], (model,))
    if found is None or not load_vec0(tx):
        return True
    try:
        counts = tx.one(_on(found[0], "near_counts"), {"model": model, "dimension": dimension})
    except driver.DatabaseError:
        return False
    return counts is not None and counts[0] == counts[1]


def drop(tx: Transaction, model: str) -> None:
    """Throw the index of a model away; its vectors stay. `refresh` makes it anew."""
    found = tx.one(SQL["near_find"], (model,))
    if found is not None and load_vec0(tx):
        tx.run(_on(found[0], "near_drop"))
        tx.run(SQL["near_forget"], (found[0],))


def _create(tx: Transaction, model: str, dimension: int) -> int:
    number = tx.insert(SQL["near_register"], (model, dimension))
    tx.run(_on(number, "near_drop"))
    tx.run(_on(number, "near_create", bits_for(dimension)))
    return number


def _on(number: int, name: str, bits: int = 0) -> str:
    return SQL[name].format(table=f"near_{number:d}", bits=f"{bits:d}")


def _fresh_table(tx: Transaction, model: str, dimension: int) -> int | None:
    found = tx.one(SQL["near_find"], (model,))
    if found is None or found[1] != dimension or found[2] or not load_vec0(tx):
        return None
    number: int = found[0]
    return number


def _candidates(tx: Transaction, model: str, query: bytes, k: int) -> Iterator[list[tuple[str, bytes]]]:
    """(text hash, vector) in blocks: what the index names, or everything."""
    dimension = len(query) // 4
    table = _fresh_table(tx, model, dimension)
    if table is not None:
        most = min(MOST_CANDIDATES, max(CANDIDATES, CANDIDATES_PER_RESULT * k))
        yield tx.all(_on(table, "near_search"), {"bits": signs([query])[0], "candidates": most})
        return
    cursor = tx.connection.execute(SQL["vector_scan"], {"model": model, "dimension": dimension})
    while rows := cursor.fetchmany(BLOCK):
        yield rows


def _scored(rows: list[tuple[str, bytes]], asked: NDArray[float64]) -> list[Near]:
    return [Near(text_hash, score) for text_hash, score in _cosines(rows, asked)]


def _cosines(rows: Sequence[tuple[_Name, bytes]], asked: NDArray[float64]) -> list[tuple[_Name, float]]:
    """In float64, so that the order of a sum does not show in the digits that are told."""
    import numpy

    block = numpy.frombuffer(b"".join(data for _, data in rows), dtype=numpy.dtype("<f4"))
    scores: list[float] = numpy.matmul(block.reshape(-1, len(asked)).astype(numpy.float64), asked).tolist()
    return [(name, round(score, DIGITS)) for (name, _), score in zip(rows, scores, strict=True)]
