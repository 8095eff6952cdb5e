"""A concept graph in a database, without the passes that make one."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.db.connection import Transaction

BROADER = "INSERT INTO broader VALUES (?, ?, 0.6, 'glossary', 'suggested', '[\"name\"]', NULL)"
PREREQUISITE = "INSERT INTO prerequisite VALUES (?, ?, 0.6, 'glossary', ?, '[\"named\"]', NULL)"
STATUSES = ("rejected", "accepted", "suggested")


def store_graph(tx: Transaction, *, names: Sequence[str], questions: Sequence[str]) -> None:
    """Concepts of these names, each with one alias, and a chain between them; each question tests all of them."""
    concepts = [_concept(tx, name, len(questions)) for name in names]
    for step, (one, next_one) in enumerate(pairwise(concepts)):
        tx.run(BROADER, (one, next_one))
        status = STATUSES[step % len(STATUSES)]
        tx.run(PREREQUISITE, (one, next_one, status))
    for content_hash in questions:
        question = tx.insert(
            "INSERT INTO question (hash, stem, boxes, options, text_hash, created_at)"
            " VALUES (?, 'stem', '[]', '[]', ?, 0)",
            (content_hash, "0" * 64),
        )
        for concept in concepts:
            tx.run("INSERT INTO tests VALUES (?, ?, 0.5, 'glossary', 'stem')", (question, concept))


def _concept(tx: Transaction, name: str, questions: int) -> int:
    concept = tx.insert(
        "INSERT INTO concept (name, label, questions, weight) VALUES (?, ?, ?, 1.0)", (name, name.upper(), questions)
    )
    tx.run("INSERT INTO concept_alias (alias, concept_id) VALUES (?, ?)", (f"other {name}", concept))
    return concept
