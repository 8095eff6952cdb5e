"""What the concept graph adds to a question record; the bank itself does not know the graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.bank.record import ConceptRecord
from cgq.graph.read import question_concepts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.db.connection import Transaction


def tested(tx: Transaction, questions: Sequence[int]) -> dict[int, list[ConceptRecord]]:
    """The concepts of each question by its id, as `browse.record` takes them."""
    return {
        question: [ConceptRecord(name=found.label, importance=round(found.importance, 4)) for found in concepts]
        for question, concepts in question_concepts(tx, questions).items()
    }
