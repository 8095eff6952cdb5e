"""A batch that a provider works on is looked at, ever more rarely, until it is over; what it brought is stored."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cgq.clock import Clock, SystemClock
from cgq.config import VectorSettings
from cgq.contract import Arguments, Discard, Done, Host, Id, Postponed
from cgq.errors import ProviderFailed
from cgq.queue.policy import Policy, Tries, tries
from cgq.stages.stage import Stage, Types

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cgq.contract import Call
    from cgq.db.connection import Transaction
    from cgq.enrich.batches import State
    from cgq.enrich.provider import Provider
    from cgq.errors import Failure
    from cgq.queue.books import Books
    from cgq.queue.job import Job, NewJob

FIRST, LONGEST = 60.0, 600.0
"""Seconds between two looks: as long as the batch is old already, within these."""

GIVEN_UP, GONE = "given up", "gone"
"""How a batch is over that did not end in its time, or that the provider does not know any more."""


class OfBatch(Arguments, frozen=True):
    """The batch that a job looks at, by its number."""

    batch: Id


@dataclass(frozen=True, slots=True)
class ToPoll:
    """A batch: what the provider calls it, its age in seconds, the keys of its requests; `wanted`: jobs wait for it."""

    batch: int
    remote: str
    model: str
    age: float
    keys: list[str]
    wanted: bool


@dataclass(frozen=True, slots=True)
class Collected:
    """What a batch came to, as the provider calls it: vectors by the hashes of their texts, the requests that failed,
    the tokens that were answered for, and why it was refused where it was as a whole."""

    batch: int
    model: str
    outcome: str
    vectors: dict[str, bytes] = field(default_factory=dict[str, bytes])
    failed: list[str] = field(default_factory=list[str])
    tokens: int = 0
    why: str = ""


class PollBatch(Stage[OfBatch, ToPoll, Collected]):
    """load what it asks for -> look, collect -> store what it brought, and let its jobs go on."""

    kind = "poll_batch"
    arguments = OfBatch
    host: Host = "threads"
    settings = VectorSettings
    policy = Policy(
        queue="embedding_generation",
        timeout=900.0,
        tries=tries(timeout=Tries(5, 30.0), other=Tries(10, 10.0, doubling=True)),
        delay=FIRST,
        sources={
            "queue": "semantics C2: vectors",
            "timeout": "two files of answers come in minutes over a slow line",
            "tries": "semantics M4: a look costs nothing",
            "delay": "semantics M4: nothing is over sooner",
        },
    )
    counts = "batches"
    follows = ("submit_batch",)
    by_hand = False
    repeats = True

    def __init__(self, settings: VectorSettings | None = None, *, clock: Clock | None = None) -> None:
        super().__init__(settings)
        self._settings = settings or VectorSettings()
        self._clock = clock or SystemClock()

    def types(self) -> Types:
        """A batch, and what it brought."""
        return Types(given=ToPoll, result=Collected)

    def load(self, tx: Transaction, jobs: Sequence[Job[OfBatch]]) -> Sequence[Discard]:  # noqa: ARG002
        """Outside the queue nothing waits in batches."""
        return [Discard("no_batch", "Batches are carried on by the queue alone.") for _ in jobs]

    def load_with(self, books: Books, jobs: Sequence[Job[OfBatch]]) -> Sequence[ToPoll | Discard | Failure]:
        """What to look for; a batch that is over is looked at no more."""
        return [self._given(books, job.args.batch) for job in jobs]

    def _given(self, books: Books, number: int) -> ToPoll | Discard | Failure:
        from cgq.queue import provider_batches
        from cgq.stages.kinds.submit_batch import wrong_provider

        if not provider_batches.is_under_way(books.tx, number):
            return Discard("no_batch", f"Batch {number} is over, or was never submitted.")
        batch = provider_batches.get(books.tx, number)
        wrong = wrong_provider(self._settings, batch.provider)
        if wrong is not None:
            return wrong
        return ToPoll(
            batch=number,
            remote=batch.remote or "",
            model=batch.model,
            age=(books.now - (batch.submitted_at or books.now)) / 1000,
            keys=provider_batches.keys(books.tx, number),
            wanted=provider_batches.is_wanted(books.tx, number),
        )

    def compute(self, given: Sequence[ToPoll], call: Call) -> Sequence[Done[Collected] | Postponed]:  # noqa: ARG002
        """Look at each."""
        from cgq.enrich.provider import Provider

        assert self._settings.service is not None, "load refused it"
        provider = Provider(self._settings.service, "batches of a provider")
        try:
            return [self._looked(provider, one) for one in given]
        finally:
            provider.close()

    def _looked(self, provider: Provider, one: ToPoll) -> Done[Collected] | Postponed:
        from cgq.enrich import batches
        from cgq.queue.provider_batches import GRACE, WINDOW

        state, wait = batches.look(provider, one.remote)
        if state is None:
            return Done(Collected(one.batch, one.model, GONE))
        if state.status in batches.ENDED:
            return Done(self._collected(provider, one, state))
        is_overdue = one.age > WINDOW + GRACE
        if state.status != "cancelling" and (is_overdue or not one.wanted):
            batches.cancel(provider, one.remote)
        if is_overdue:
            return Done(Collected(one.batch, one.model, GIVEN_UP))
        seconds = max(min(max(one.age, FIRST), LONGEST), wait or 0.0)
        return Postponed(seconds, "batch_under_way", f"Batch {one.batch} ({one.remote}) is {state.status[:40]}.")

    def _collected(self, provider: Provider, one: ToPoll, state: State) -> Collected:
        """What the files of an ended batch hold. What a completed one has no answer for has failed."""
        from cgq.enrich import batches
        from cgq.enrich.answer import vectors
        from cgq.enrich.provider import usage_of

        made: dict[str, bytes] = {}
        failed: list[str] = []
        tokens = 0
        named: set[str] = set()
        for answer in batches.answers(provider, state, one.keys):
            named.add(answer.key)
            if answer.body is None:
                if answer.come_to:
                    failed.append(answer.key)
                continue
            tokens += usage_of(answer.body)
            try:
                (made[answer.key],) = vectors(answer.body, count=1, dimension=self._settings.embedding.dimension)
            except ProviderFailed:
                failed.append(answer.key)  # it is asked for alone, and fails there by its own error
        if state.status == "completed":
            failed += sorted(set(one.keys) - named)
        why = state.why if state.status == "failed" else ""
        return Collected(one.batch, one.model, state.status, made, failed, tokens, why)

    def store_with(self, books: Books, done: Sequence[tuple[Job[OfBatch], Collected]]) -> Iterable[NewJob]:
        """Keep the vectors; the jobs that waited are due."""
        from cgq.bank import vectors
        from cgq.bank.vectors import Vector
        from cgq.queue import provider_batches

        for _, found in done:
            new = [Vector(key, found.model, data) for key, data in found.vectors.items()]
            vectors.put(books.tx, new, self._clock.now())
            if found.outcome == "failed":
                provider_batches.refused_whole(books, found.batch, found.why)
            elif found.outcome in (GIVEN_UP, GONE):
                provider_batches.given_up(books, found.batch, found.outcome)
            else:
                provider_batches.collected(
                    books,
                    found.batch,
                    found.outcome,
                    answered=len(found.vectors),
                    failed=found.failed,
                    tokens=found.tokens,
                )
        return ()

    def summary(self, result: Collected) -> dict[str, object]:
        """How it is over, how many of its requests brought something, and how many failed."""
        return {
            "batch": result.batch,
            "outcome": result.outcome,
            "answered": len(result.vectors),
            "failed": len(result.failed),
        }
