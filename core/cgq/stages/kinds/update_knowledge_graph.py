"""One question becomes candidates: the terms that it holds, with the places where they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from msgspec import Meta

from cgq.config import ConceptModelSettings
from cgq.contract import Discard, Done, Host, OfQuestion
from cgq.queue.policy import Policy, Tries, tries
from cgq.stages.stage import Stage, Types

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cgq.contract import Call
    from cgq.db.connection import Transaction
    from cgq.enrich.concepts import Candidates, Explained
    from cgq.queue.job import Job, NewJob


class QuestionAndLearner(OfQuestion, frozen=True):
    """The question, and the learner whose attempts at it are brought up to date as well; none by default."""

    learner: Annotated[str, Meta(pattern=r"^[\w.-]{1,64}$")] | None = None


class UpdateKnowledgeGraph(Stage[QuestionAndLearner, "Explained", "Candidates"]):
    """load the texts -> look for terms -> store them and ask for one refresh of the glossary."""

    kind = "update_knowledge_graph"
    host: Host = "analyser"
    arguments = QuestionAndLearner
    policy = Policy(
        queue="graph_update",
        timeout=120.0,
        tries=tries(timeout=Tries(4, 15.0), other=Tries(5, 5.0, doubling=True)),
        batch=64,
        sources={
            "queue": "semantics C2: work on the graph",
            "timeout": "semantics T3: graph work",
            "tries": "semantics T3: graph work waits 15 s after a timeout, four starts",
            "batch": "as many texts as the local embedder takes at once; the analyser is the same",
        },
    )
    settings = ConceptModelSettings
    about = "question"
    counts = "questions"
    follows = ("generate_embedding",)

    def __init__(self, settings: ConceptModelSettings | None = None) -> None:
        self._asks = bool((settings or ConceptModelSettings()).model)

    def types(self) -> Types:
        """A question's texts, and the terms in them."""
        from cgq.enrich.concepts import Candidates, Explained

        return Types(given=Explained, result=Candidates)

    def prepare(self) -> None:
        """Load the analyser before the clock of the first call runs."""
        from cgq.enrich.text import Analyser

        Analyser().prepare()

    def load(self, tx: Transaction, jobs: Sequence[Job[QuestionAndLearner]]) -> Sequence[Explained | Discard]:
        """The texts of each job's question, and why its answer is right."""
        from cgq.bank import questions
        from cgq.enrich.concepts import Explained

        numbers = {job.args.question for job in jobs}
        stored, why = questions.texts(tx, numbers), questions.explanations(tx, numbers)
        return [
            Explained(stored[number].text, why.get(number, ()), stored[number].explained)
            if number in stored
            else Discard.gone(f"Question {number} was deleted.")
            for number in (job.args.question for job in jobs)
        ]

    def compute(self, given: Sequence[Explained], call: Call) -> Sequence[Done[Candidates]]:
        """The candidates of each question."""
        from cgq.enrich.concepts import Candidates, candidates, recipe
        from cgq.enrich.text import Analyser
        from cgq.stages.chain import stored_text_hash

        analyser = recipe()
        looked = candidates(given, Analyser())
        found = [
            Done(Candidates(analyser, stored_text_hash(each.text), each.named, one.rows, one.statements, one.words))
            for each, one in zip(given, looked, strict=True)
        ]
        call.progress(len(found), len(given))
        return found

    def store(self, tx: Transaction, done: Sequence[tuple[Job[QuestionAndLearner], Candidates]]) -> Iterable[NewJob]:
        """Replace each question's candidates, with a learner find anew where the attempts at it stand; one coalesced
        refresh for all of them, and where a model is named a job for each that asks it."""
        from cgq.bank import questions
        from cgq.bank.attempts import places
        from cgq.bank.searching.index import keep_words
        from cgq.graph import store
        from cgq.stages.chain import refresh, suggest_concepts

        there = questions.texts(tx, {job.args.question for job, _ in done})
        for job, result in done:
            stored = there.get(job.args.question)  # it may have been deleted meanwhile, or have another text
            if stored and (stored.text_hash, stored.explained) == (result.text, result.explained):
                store.replace_candidates(tx, job.args.question, result.rows, result.statements, result.analyser)
                keep_words(tx, job.args.question, *result.words)
        places.settle(tx, {job.args.question for job, _ in done if job.args.learner is not None})
        asked = [suggest_concepts(job) for job, _ in done if job.args.question in there] if self._asks else []
        return [refresh(), *asked] if done else []

    def summary(self, result: Candidates) -> dict[str, int]:
        """How many terms and originals were found."""
        originals = sum(row.place == "original" for row in result.rows)
        terms = len({row.term for row in result.rows})
        return {"terms": terms, "originals": originals}

    def missing(self, tx: Transaction, limit: int) -> list[int]:
        """Questions in which no terms were looked for yet by this analyser and recipe."""
        from cgq.enrich.concepts import recipe
        from cgq.graph import store

        return store.unanalysed(tx, recipe(), limit)
