"""How far something has come."""

from __future__ import annotations

from msgspec import Struct


class Progress(Struct, frozen=True, kw_only=True):
    """How far a running job has come."""

    done: int
    """How many of its parts are done: pages, questions, or what its stage counts (docs/kinds.md)."""
    total: int
    """How many parts there are."""


def progress(done: int, total: int | None) -> Progress | None:
    """None for what does not tell how far it has come."""
    return None if total is None else Progress(done=done, total=total)
