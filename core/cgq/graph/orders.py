"""What chat models said of the order in which concepts are learned, in the database: once a cluster, model and task."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from cgq.graph.store import SQL

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from cgq.db.connection import Transaction

Step = tuple[str, str, float, str]
"""The names of a concept that is learned before, and of the one after; confidence; reason."""

ASKED = 2  # questions; chosen
"""Questions that test a concept from which its place in the order is worth a request."""


def neighbours(tx: Transaction) -> list[tuple[str, str, str, str]]:
    """The concepts that several questions test, in the order of their first questions: name, label, and the section
    and the title of the paper that the first question is printed in."""
    return [(row[0], row[1], row[2], row[3]) for row in tx.all(SQL["neighbours"], (ASKED,))]


def known(tx: Transaction, model: str, prompt: int) -> set[str]:
    """The keys of the clusters that a model was asked about."""
    return {cluster for (cluster,) in tx.all(SQL["ordered_clusters"], (model, prompt))}


def keep(tx: Transaction, model: str, ordered: Iterable[tuple[str, int, Collection[Step]]]) -> None:
    """Keep what a model said of clusters: the key, the task's number, the steps; the first answer stays."""
    rows = ((key, model, prompt, json.dumps(list(steps), ensure_ascii=False)) for key, prompt, steps in ordered)
    tx.many(SQL["keep_order"], rows)


def take(tx: Transaction, model: str, prompt: int, clusters: Collection[str]) -> bool:
    """From now on count what was said of these clusters, and of no other; whether that changes anything."""
    given = {"model": model, "prompt": prompt, "clusters": json.dumps(sorted(clusters))}
    return tx.run(SQL["take_orders"], given) > 0


def steps(tx: Transaction, model: str, prompt: int) -> list[Step]:
    """What counts of what a model said."""
    return [(row[0], row[1], row[2], row[3]) for row in tx.all(SQL["ordered_steps"], (model, prompt))]
