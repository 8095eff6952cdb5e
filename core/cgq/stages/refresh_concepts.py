"""The candidates of the whole bank become its glossary: concepts, aliases, edges (B3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cgq.enrich.concepts import PLACES
from cgq.enrich.glossary import Corpus, Glossary, Term, glossary
from cgq.graph import store
from cgq.stages.stage import Done, Host

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cgq.db.connection import Transaction
    from cgq.errors import Failure
    from cgq.queue.job import Job, NewJob
    from cgq.stages.stage import Call


class RefreshConcepts:
    """load every candidate -> decide what is a concept -> put it in the place of the last glossary."""

    kind = "refresh_concepts"
    host: Host = "pool"
    given_type: Any = Corpus
    result_type: Any = Glossary

    def prepare(self) -> None:
        """Nothing: the glossary needs no library."""

    def load(self, tx: Transaction, jobs: Sequence[Job]) -> Sequence[Corpus]:
        """All that is stored; the same for every job."""
        found = store.evidence(tx, PLACES)
        corpus = Corpus(
            questions=found.questions,
            terms=[Term(*term) for term in found.terms],
            seen=found.seen,
            originals=found.originals,
            merged=found.merged,
        )
        return [corpus for _ in jobs]

    def compute(self, given: Sequence[Corpus], call: Call) -> Sequence[Done[Glossary] | Failure]:
        """The glossary of what is stored."""
        found: list[Done[Glossary]] = []
        for corpus in given:
            found.append(Done(glossary(corpus)))
            call.progress(len(found), len(given))
        return found

    def store(self, tx: Transaction, done: Sequence[tuple[Job, Glossary]]) -> Iterable[NewJob]:
        """Replace the glossary; people's decisions stay."""
        for _, result in done:
            store.write(tx, result)
        return []

    def summary(self, result: Glossary) -> dict[str, int]:
        """How large the graph is now."""
        return {
            "concepts": len(result.concepts),
            "aliases": len(result.aliases),
            "tests": len(result.tests),
            "suggested": len(result.heads),
        }

    def failed(self, tx: Transaction, lost: Sequence[tuple[Job, Failure]]) -> None:
        """Nothing: the last glossary stays."""
