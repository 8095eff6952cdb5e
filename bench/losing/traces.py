"""The losses that leave nothing to see, by rule: they are counted apart and never as reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bench.losing.mutations import Mutant, Subject


def traceless(kind: str, subject: Subject, mutant: Mutant) -> bool:
    """Whether the page shows no trace."""
    return False
