"""Questions get their vectors: the same text in the same model is computed once, ever (M1)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cgq.bank import questions, vectors
from cgq.bank.vectors import Vector
from cgq.clock import Clock, SystemClock
from cgq.enrich.embedders import embedder
from cgq.enrich.embedding import EmbeddingText, text_hash
from cgq.errors import Failure, ProviderFailed, StageFailed
from cgq.queue.job import NewJob
from cgq.stages.stage import Done, Gone, Host, Known

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cgq.bank.text import QuestionText
    from cgq.config import EmbeddingSettings
    from cgq.db.connection import Transaction
    from cgq.enrich.embedding import Embedder
    from cgq.queue.job import Job
    from cgq.stages.stage import Call


@dataclass(frozen=True, slots=True)
class TextToEmbed:
    """A question's text, named by the hash under which its vector is kept."""

    text_hash: str
    stem: str
    rest: str


class GenerateEmbedding:
    """The second stage of a file's chain (B3)."""

    kind = "generate_embedding"
    given_type: Any = TextToEmbed
    result_type: Any = Vector

    def __init__(
        self,
        settings: EmbeddingSettings | None = None,
        *,
        by: Embedder | None = None,
        clock: Clock | None = None,
    ) -> None:
        """Vectors are made as `settings` say, or `by` an embedder that is given; one of both is needed."""
        if by is None:
            if settings is None:
                raise TypeError("GenerateEmbedding needs settings or an embedder")
            by = embedder(settings)
        self.embedder = by
        self.host: Host = by.host
        self.batch = by.batch
        self._clock = clock or SystemClock()

    def prepare(self) -> None:
        """Load the analyser before the clock of the first call runs."""
        self.embedder.prepare()

    def load(self, tx: Transaction, jobs: Sequence[Job]) -> list[TextToEmbed | Known | Gone | Failure]:
        """The texts, and the vectors of those that have one already."""
        wanted = [question_of(job) for job in jobs]
        stored = questions.texts(tx, {number for number in wanted if number is not None})
        hashes = {found.text_hash for found in stored.values()}
        known = vectors.get(tx, self.embedder.model, hashes)
        return [self._given(number, stored, known) for number in wanted]

    def compute(self, given: Sequence[TextToEmbed], call: Call) -> list[Done[Vector] | Failure]:
        """One vector a text; equal texts share one."""
        distinct = {text.text_hash: EmbeddingText(text.stem, text.rest) for text in given}
        made = self.embedder.embed(list(distinct.values()))
        if len(made) != len(distinct):
            raise ProviderFailed(
                f"{len(distinct)} texts were given, {len(made)} vectors came back.", code="count_mismatch"
            )
        by_hash = dict(zip(distinct, made, strict=True))
        call.progress(len(given), len(given))
        return [self._checked(text.text_hash, by_hash[text.text_hash]) for text in given]

    def store(self, tx: Transaction, done: Sequence[tuple[Job, Vector]]) -> Iterable[NewJob]:
        """Keep the vectors; their questions go on to the concept graph."""
        for _, vector in done:
            wrong = vectors.fault(vector.data, self.embedder.dimension)
            if wrong or vector.model != self.embedder.model:
                raise StageFailed(wrong or f"the vector is of {vector.model}", code="bad_vector")
        vectors.put(tx, (vector for _, vector in done), self._clock.now())
        return [
            NewJob(
                kind="update_knowledge_graph",
                args={"question": question_of(job)},
                document=job.document,
                root=job.root or job.id,
                parent=job.id,
            )
            for job, _ in done
        ]

    def summary(self, result: Vector) -> dict[str, Any]:
        """Which model made it, and how many numbers it has."""
        return {"model": result.model, "dimension": len(result.data) // 4}

    def failed(self, tx: Transaction, lost: Sequence[tuple[Job, Failure]]) -> None:
        """A question without a vector is told by its absence: `enqueue --missing` finds it."""

    def _given(
        self, number: int | None, stored: dict[int, questions.StoredText], known: dict[str, bytes]
    ) -> TextToEmbed | Known | Gone | Failure:
        if number is None:
            return Failure(
                code="bad_arguments",
                message='The arguments name no question: {"question": ID}',
                retryable=False,
            )
        found = stored.get(number)
        if found is None:
            return Gone(f"Question {number} was deleted.")
        if found.text_hash in known:
            return Known(Vector(found.text_hash, self.embedder.model, known[found.text_hash]))
        text = embedded(found.text)
        return TextToEmbed(found.text_hash, text.stem, text.rest)

    def _checked(self, named: str, data: bytes) -> Done[Vector] | Failure:
        wrong = vectors.fault(data, self.embedder.dimension)
        if wrong is None:
            return Done(Vector(named, self.embedder.model, data))
        return Failure(
            code="bad_vector",
            message=f"{self.embedder.model}: {wrong}.",
            hint="Check the model and the dimension in the settings: cgq config show",
            retryable=self.embedder.host == "threads",
        )


def embedded(text: QuestionText) -> EmbeddingText:
    """What is embedded of a question: its stem, then boxes, passage and options, a line each.

    The options are sorted, so that the forms of an exam, which turn them round, share their vectors.
    """
    rest = (*text.boxes, text.passage or "", *sorted(option.text for option in text.options))
    return EmbeddingText(text.stem, "\n".join(filter(None, rest)))


def stored_text_hash(text: QuestionText) -> str:
    """What names the text that is embedded of a question: hex sha256."""
    return text_hash(embedded(text))


def question_of(job: Job) -> int | None:
    """The question that a job's arguments name, or None when they name none."""
    try:
        number = json.loads(job.args)["question"]
    except (ValueError, TypeError, KeyError):
        return None
    return number if isinstance(number, int) else None
