"""Questions that came or changed are compared with the rest of the bank: what repeats stands in groups (B3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.clock import SystemClock
from cgq.contract import Done, NoArguments
from cgq.queue.policy import Policy, Tries, tries
from cgq.stages.stage import Stage, Types

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cgq.bank.repeats.stored import Comparison
    from cgq.clock import Clock
    from cgq.contract import Call
    from cgq.db.connection import Transaction
    from cgq.queue.job import Job, NewJob

AT_ONCE = 100  # questions; time measured
"""Questions that one job compares, so that what it stores takes about 100 ms in a bank of 100,000 (bench/repeats.py);
the next job takes the rest."""


class FindRepeats(Stage[NoArguments, int, "Comparison"]):
    """A worker reads one moment of the bank -> compares what is new with its neighbours -> pairs and groups."""

    kind = "find_repeats"
    policy = Policy(
        queue="graph_update",
        timeout=120.0,
        tries=tries(timeout=Tries(4, 15.0), other=Tries(5, 5.0, doubling=True)),
        limit=1,
        priority="low",
        sources={
            "queue": "semantics C2: work on the graph",
            "timeout": "100 questions take 0.2 s (bench/repeats.py); that and much more",
            "tries": "semantics T3: graph work waits 15 s after a timeout, four starts",
            "limit": "semantics B3: one coalesced job at a time",
            "priority": "after the questions that it compares",
        },
    )
    repeats = True
    about = "bank"
    counts = "questions"
    follows = ("process_pdf", "recognise_pdf", "import_questions")
    snapshot = True

    def __init__(self, settings: None = None, clock: Clock | None = None) -> None:
        super().__init__(settings)
        self._clock = clock or SystemClock()

    def types(self) -> Types:
        """How many questions may be compared at once, and what was found."""
        from cgq.bank.repeats.stored import Comparison

        return Types(given=int, result=Comparison)

    def load(self, tx: Transaction, jobs: Sequence[Job[NoArguments]]) -> Sequence[int]:  # noqa: ARG002
        """Everything is read in the worker, at one moment."""
        return [AT_ONCE for _ in jobs]

    def compute(self, given: Sequence[int], call: Call) -> Sequence[Done[Comparison]]:
        """Compare the oldest questions that were not compared yet."""
        from cgq.bank.repeats.stored import compare_with_bank, uncompared

        found: list[Done[Comparison]] = []
        for most in given:
            with call.snapshot() as tx:
                ids = uncompared(tx, most)
                found.append(Done(compare_with_bank(tx, ids)))
            call.progress(len(ids), len(ids))
        return found

    def store(self, tx: Transaction, done: Sequence[tuple[Job[NoArguments], Comparison]]) -> Iterable[NewJob]:
        """Keep pairs and groups; another job for the questions that are left."""
        from cgq.bank.repeats.stored import keep
        from cgq.stages.chain import find_repeats

        left = [keep(tx, result, self._clock.now()) for _, result in done]
        return [find_repeats(delay=0.0)] if any(left) else []

    def summary(self, result: Comparison) -> dict[str, int]:
        """How many questions were compared, over how many pairs, and how many of these repeat."""
        return {"questions": len(result.questions), "compared": result.compared, "pairs": len(result.pairs)}
