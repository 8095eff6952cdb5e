"""The vectors of texts: one a text and model, never changed, kept when a model is changed (plain rows).

A vector is bytes: `dimension` little-endian float32 numbers, of length 1.
"""

from __future__ import annotations

import math
import sys
from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.bank.columns import to_json
from cgq.db.queries import load

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cgq.db.connection import Transaction

SQL = load("bank")
TOLERANCE = 1e-3
"""How far from 1 a vector's length may be: float32 sums of some thousand squares stay well within."""


@dataclass(frozen=True, slots=True)
class Vector:
    """The vector of a text (named by its hash) in a model."""

    text_hash: str
    model: str
    data: bytes


def fault(data: bytes, dimension: int) -> str | None:
    """What is wrong with a vector, in words, or None (R7)."""
    if len(data) != 4 * dimension:
        return f"the vector has {len(data) / 4:g} numbers, the model's have {dimension}"
    numbers = array("f", data)
    if sys.byteorder == "big":
        numbers.byteswap()
    length = math.hypot(*numbers)
    if not math.isfinite(length):
        return "the vector holds a number that is none"
    if abs(length - 1) > TOLERANCE:
        return f"the vector's length is {length:.4g}, not 1"
    return None


def put(tx: Transaction, vectors: Iterable[Vector], now: int) -> None:
    """Keep vectors; where a text has one of that model already, the first stays."""
    tx.many(
        SQL["vector_add"],
        (
            {
                "text_hash": vector.text_hash,
                "model": vector.model,
                "dimension": len(vector.data) // 4,
                "data": vector.data,
                "now": now,
            }
            for vector in vectors
        ),
    )


def get(tx: Transaction, model: str, text_hashes: Iterable[str]) -> dict[str, bytes]:
    """Text hash -> vector, for those texts that have one of this model."""
    return dict(tx.all(SQL["vector_get"], (model, to_json(sorted(set(text_hashes))))))


def missing(tx: Transaction, model: str, limit: int = -1) -> list[int]:
    """The ids of questions whose text has no vector of this model, the oldest first; -1 means all."""
    return [number for (number,) in tx.all(SQL["vector_missing"], {"model": model, "limit": limit})]


def missing_count(tx: Transaction, model: str) -> int:
    """How many questions have no vector of this model."""
    count: int = tx.value(SQL["vector_missing_count"], (model,))
    return count
