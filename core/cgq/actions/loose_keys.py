"""Which of the papers without answers a key that answers none may be named for: so that no refusal is suggested."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cgq.db.connection import Transaction
    from cgq.queue.stats import BankStatus

MOST_KEYS = 5
"""Keys that are tried: as many as get a line each. Chosen here."""
MOST_PAPERS = 12
"""Papers that each key is tried with, a few milliseconds each; those after them are taken for possible. Chosen here,
so that `status` stays quick in a bank where most papers have no key."""


def with_candidates(tx: Transaction, held: BankStatus) -> BankStatus:
    """What the bank holds, with the papers that each of the first unused keys may answer."""
    if not (held.unused_keys and held.unanswered):
        return held
    from cgq.bank.answering import may_answer

    papers = [paper.material for paper in held.unanswered]
    untried = tuple(papers[MOST_PAPERS:])
    found = {
        key.material: (*(paper for paper in papers[:MOST_PAPERS] if may_answer(tx, key.material, paper)), *untried)
        for key in held.unused_keys[:MOST_KEYS]
    }
    return replace(held, candidates=found)
