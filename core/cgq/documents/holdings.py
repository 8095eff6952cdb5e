"""What the bank holds, counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from cgq.queue.stats import BankStatus


class Holdings(Struct, frozen=True, kw_only=True):
    """What the bank holds, counted."""

    materials: int
    """How many papers, whatever became of them."""
    materials_by_status: dict[str, int]
    """How many papers are `pending`, `processing`, `completed` or `failed`; a status that none has is left out."""
    questions: int
    """How many questions, each counted once however often it appears."""
    vectors: int
    """How many vectors, of every model together."""
    concepts: int
    """How many concepts."""

    @staticmethod
    def of(held: BankStatus) -> Holdings:
        """What is counted now."""
        return Holdings(
            materials=sum(held.materials.values()),
            materials_by_status=held.materials,
            questions=held.questions,
            vectors=held.vectors,
            concepts=held.concepts,
        )
