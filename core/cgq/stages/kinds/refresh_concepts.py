"""The candidates of the whole bank become its glossary: concepts, aliases, edges (B3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.config import ConceptModelSettings
from cgq.contract import Again, Done, NoArguments
from cgq.queue.policy import Policy, Tries, tries
from cgq.stages.stage import Stage, Types

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cgq.contract import Call
    from cgq.db.connection import Transaction
    from cgq.enrich.glossary import Corpus, Glossary
    from cgq.graph.refreshing import Refresh
    from cgq.queue.job import Job, NewJob


class RefreshConcepts(Stage[NoArguments, "Corpus", "Glossary | Refresh"]):
    """load every candidate -> decide what is a concept -> write what differs from the last glossary, in short steps."""

    kind = "refresh_concepts"
    policy = Policy(
        queue="graph_update",
        timeout=120.0,
        tries=tries(timeout=Tries(4, 15.0), other=Tries(5, 5.0, doubling=True)),
        limit=1,
        priority="low",
        sources={
            "queue": "semantics C2: work on the graph",
            "timeout": "semantics T3: graph work",
            "tries": "semantics T3: graph work waits 15 s after a timeout, four starts",
            "limit": "semantics B3: one coalesced job at a time",
            "priority": "after the questions that it is made of",
        },
    )
    settings = ConceptModelSettings
    about = "bank"
    counts = "banks"
    in_steps = True
    follows = ("process_pdf", "update_knowledge_graph", "suggest_concepts", "import_questions")

    def __init__(self, settings: ConceptModelSettings | None = None) -> None:
        self._model = (settings or ConceptModelSettings()).model

    def types(self) -> Types:
        """All candidates, and the glossary made of them."""
        from cgq.enrich.glossary import Corpus, Glossary

        return Types(given=Corpus, result=Glossary)

    def load(self, tx: Transaction, jobs: Sequence[Job[NoArguments]]) -> Sequence[Corpus]:
        """All that is stored; the same for every job."""
        from cgq.enrich import naming, ordering
        from cgq.enrich.concepts import PLACES
        from cgq.enrich.glossary import Answered, Corpus, Described, Step, Term, Told
        from cgq.enrich.subjects import Printed, papers_and_subjects
        from cgq.graph import answers, orders, store

        answered = answers.of_bank(tx, self._model, naming.PROMPT) if self._model else []
        steps = orders.steps(tx, self._model, ordering.PROMPT) if self._model else []
        found = store.evidence(tx, PLACES)
        papers, subjects = papers_and_subjects(Printed(*place) for place in found.printed)
        corpus = Corpus(
            questions=found.questions,
            terms=[Term(*term) for term in found.terms],
            seen=found.seen,
            originals=found.originals,
            merged=found.merged,
            named=found.named,
            answered=[Answered(*row) for row in answered],
            steps=[Step(*row) for row in steps],
            asked=f"{self._model}, prompt {naming.PROMPT}" if self._model else "",
            statements=[Told(*row) for row in found.statements],
            described=[Described(*row) for row in found.described],
            papers=papers,
            subjects=subjects,
        )
        return [corpus for _ in jobs]

    def compute(self, given: Sequence[Corpus], call: Call) -> Sequence[Done[Glossary | Refresh]]:
        """The glossary of what is stored."""
        from cgq.enrich.glossary import glossary

        found: list[Done[Glossary | Refresh]] = []
        for corpus in given:
            found.append(Done(glossary(corpus)))
            call.progress(len(found), len(given))
        return found

    def store(
        self, tx: Transaction, done: Sequence[tuple[Job[NoArguments], Glossary | Refresh]]
    ) -> Iterable[NewJob | Again[Glossary | Refresh]]:
        """Take the next step of the refresh; people's decisions stay. Once all questions have their concepts, where a
        model is named, it is asked for their order: clusters of half of them would have to be asked about again."""
        from cgq.graph.refreshing import Refresh
        from cgq.stages.chain import is_on_its_way, suggest_prerequisites

        for _, result in done:
            refresh = result if isinstance(result, Refresh) else Refresh(result)
            if refresh.take_step(tx):
                yield Again(refresh)
            elif self._model and not is_on_its_way(tx):
                yield suggest_prerequisites()

    def summary(self, result: Glossary | Refresh) -> dict[str, int]:
        """How large the graph is now."""
        from cgq.enrich.glossary import Glossary

        assert isinstance(result, Glossary), "what compute gave"
        return {
            "concepts": len(result.concepts),
            "aliases": len(result.aliases),
            "tests": len(result.tests),
            "broader": len(result.broader),
            "prerequisites": len(result.prerequisites),
        }
