"""Questions get their vectors: the same text in the same model is computed once, ever (M1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cgq.clock import Clock, SystemClock
from cgq.config import VectorSettings
from cgq.contract import Discard, Done, Host, Known, OfQuestion, Postponed
from cgq.errors import Failure, ProviderFailed, StageFailed
from cgq.queue.job import NewJob
from cgq.queue.policy import Policy, Tries, tries
from cgq.stages.stage import Stage, Types

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cgq.bank import questions
    from cgq.bank.vectors import Vector
    from cgq.contract import Call, Forecast
    from cgq.db.connection import Transaction
    from cgq.enrich.embedding import Embedder
    from cgq.queue.books import Books
    from cgq.queue.job import Job


@dataclass(frozen=True, slots=True)
class TextToEmbed:
    """A question's text, named by the hash under which its vector is kept."""

    text_hash: str
    stem: str
    rest: str


class GenerateEmbedding(Stage[OfQuestion, TextToEmbed, "Vector"]):
    """The second stage of a file's chain (B3)."""

    kind = "generate_embedding"
    arguments = OfQuestion
    settings = VectorSettings
    policy = Policy(
        queue="embedding_generation",
        timeout=60.0,
        tries=tries(timeout=Tries(3, 10.0), other=Tries(5, 5.0, doubling=True)),
        batch=2048,
        sources={
            "queue": "semantics C2: vectors",
            "timeout": "semantics T3",
            "tries": "semantics T3: a timeout waits 10 s; what else fails waits 5 s and doubles",
            "batch": "semantics C5: the common limit of a request is 2,048 texts; the local embedder takes 64",
        },
    )
    about = "question"
    counts = "questions"
    follows = ("process_pdf", "recognise_pdf", "import_questions")

    def __init__(
        self,
        settings: VectorSettings | None = None,
        *,
        by: Embedder | None = None,
        clock: Clock | None = None,
    ) -> None:
        """Vectors are made as `settings` say, or `by` an embedder that is given."""
        from cgq.enrich.embedders import embedder

        self._settings = settings or VectorSettings()
        self.embedder = by or embedder(self._settings)
        self.host: Host = self.embedder.host
        self.batch = self.embedder.batch
        self.version = self.embedder.model
        self._clock = clock or SystemClock()

    def types(self) -> Types:
        """A question's text, and its vector."""
        from cgq.bank.vectors import Vector

        return Types(given=TextToEmbed, result=Vector)

    def prepare(self) -> None:
        """Load the analyser before the clock of the first call runs."""
        self.embedder.prepare()

    def load(self, tx: Transaction, jobs: Sequence[Job[OfQuestion]]) -> Sequence[TextToEmbed | Known[Vector] | Discard]:
        """The texts, and the vectors of those that have one already."""
        from cgq.bank import questions, vectors

        stored = questions.texts(tx, {job.args.question for job in jobs})
        hashes = {found.text_hash for found in stored.values()}
        known = vectors.get(tx, self.embedder.model, hashes)
        return [self._given(job.args.question, stored, known) for job in jobs]

    def load_with(
        self, books: Books, jobs: Sequence[Job[OfQuestion]]
    ) -> Sequence[TextToEmbed | Known[Vector] | Discard | Postponed | Failure]:
        """As `load`; where texts are sent together, those without a vector wait for their batch."""
        from cgq.stages.embedding_batches import placed

        given = self.load(books.tx, jobs)
        return placed(books, self._settings, jobs, given) if self._settings.embedding.mode == "batch" else given

    def compute(self, given: Sequence[TextToEmbed], call: Call) -> Sequence[Done[Vector] | Failure]:
        """One vector a text; equal texts share one."""
        from cgq.enrich.embedding import EmbeddingText
        from cgq.stages.embedding_batches import too_long

        texts = {text.text_hash: EmbeddingText(text.stem, text.rest) for text in given}
        faults = {named: fault for named, text in texts.items() if (fault := too_long(text, self.embedder)) is not None}
        distinct = {named: text for named, text in texts.items() if named not in faults}
        made = self.embedder.embed(list(distinct.values()), call)
        if len(made) != len(distinct):
            raise ProviderFailed(
                f"{len(distinct)} texts were given, {len(made)} vectors came back.", code="count_mismatch"
            )
        by_hash = dict(zip(distinct, made, strict=True))
        call.progress(len(given), len(given))
        return [faults.get(text.text_hash) or self._checked(text.text_hash, by_hash[text.text_hash]) for text in given]

    def store(self, tx: Transaction, done: Sequence[tuple[Job[OfQuestion], Vector]]) -> Iterable[NewJob]:
        """Keep the vectors; their questions go on to the concept graph."""
        from cgq.bank import vectors
        from cgq.queue import provider_batches

        for _, vector in done:
            wrong = vectors.fault(vector.data, self.embedder.dimension)
            if wrong or vector.model != self.embedder.model:
                raise StageFailed(wrong or f"the vector is of {vector.model}", code="bad_vector")
        vectors.put(tx, (vector for _, vector in done), self._clock.now())
        provider_batches.through(tx, [job.id for job, _ in done])
        return [_next(job) for job, _ in done]

    def keep_paid(self, tx: Transaction, model: str, parts: Mapping[str, bytes]) -> bool:
        """Keep an answer's vectors by the hashes of their texts: `load` finds them, whatever becomes of the jobs."""
        from cgq.bank import vectors
        from cgq.bank.vectors import Vector

        if any(vectors.fault(data, self.embedder.dimension) for data in parts.values()):
            return False
        vectors.put(tx, (Vector(named, model, data) for named, data in parts.items()), self._clock.now())
        return True

    def forecast(self, tx: Transaction, args: Sequence[OfQuestion]) -> Forecast | None:
        """The texts of these questions that have no vector of this model; None where this machine makes vectors."""
        from cgq.bank import questions, vectors
        from cgq.enrich.embedding import EmbeddingText
        from cgq.enrich.served import ServedEmbedder
        from cgq.stages.chain import embedded

        if not isinstance(self.embedder, ServedEmbedder):
            return None
        texts = {found.text_hash: found.text for found in questions.texts(tx, {one.question for one in args}).values()}
        known = vectors.get(tx, self.embedder.model, set(texts))
        wanted = [embedded(text) for named, text in texts.items() if named not in known]
        return self.embedder.forecast([EmbeddingText(text.stem, text.rest) for text in wanted])

    def summary(self, result: Vector) -> dict[str, Any]:
        """Which model made it, and how many numbers it has."""
        return {"model": result.model, "dimension": len(result.data) // 4}

    def missing(self, tx: Transaction, limit: int) -> list[int]:
        """Questions whose text has no vector of this model."""
        from cgq.bank import vectors

        return vectors.missing(tx, self.embedder.model, limit)

    def _given(
        self, number: int, stored: dict[int, questions.StoredText], known: dict[str, bytes]
    ) -> TextToEmbed | Known[Vector] | Discard:
        from cgq.bank.vectors import Vector
        from cgq.stages.chain import embedded

        found = stored.get(number)
        if found is None:
            return Discard.gone(f"Question {number} was deleted.")
        if found.text_hash in known:
            return Known(Vector(found.text_hash, self.embedder.model, known[found.text_hash]))
        text = embedded(found.text)
        return TextToEmbed(found.text_hash, text.stem, text.rest)

    def _checked(self, named: str, data: bytes) -> Done[Vector] | Failure:
        from cgq.bank import vectors
        from cgq.bank.vectors import Vector

        wrong = vectors.fault(data, self.embedder.dimension)
        if wrong is None:
            return Done(Vector(named, self.embedder.model, data))
        return Failure(
            code="bad_vector",
            message=f"{self.embedder.model}: {wrong}.",
            hint="Check the model and the dimension in the settings: `cgq config show`",
            retryable=self.embedder.host == "threads",
        )


def _next(job: Job[OfQuestion]) -> NewJob:
    return NewJob(
        kind="update_knowledge_graph",
        args={"question": job.args.question},
        document=job.document,
        root=job.root or job.id,
        parent=job.id,
    )
