"""What waits to be asked of a provider together is sent once: a batch that may be there is looked for first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.config import VectorSettings
from cgq.contract import Discard, Done, Host, NoArguments, PaidReply, PaidRequest
from cgq.errors import Failure
from cgq.queue.policy import Policy, Tries, tries
from cgq.stages.stage import Stage, Types

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cgq.contract import Call
    from cgq.db.connection import Transaction
    from cgq.queue.books import Books
    from cgq.queue.job import Job, NewJob

OLDER = 24 * 3_600
"""Seconds by which the provider's clock may be behind ours, where a batch of ours is looked for."""


@dataclass(frozen=True, slots=True)
class ToSubmit:
    """A batch: its number and token, when it was opened (Unix time), its requests (key and body), the tokens that they
    are estimated to have, and what they come to in millionths of a dollar; None where nobody knows."""

    batch: int
    token: str
    model: str
    opened: float
    lines: list[tuple[str, str]]
    tokens: int
    cost: int | None


@dataclass(frozen=True, slots=True)
class Submitted:
    """A batch, what its provider calls it, and the key of the paid request."""

    batch: int
    remote: str
    request: str


class SubmitBatch(Stage[NoArguments, ToSubmit, Submitted]):
    """load the oldest batch -> find it or send it -> remember it, and have it polled."""

    kind = "submit_batch"
    host: Host = "threads"
    settings = VectorSettings
    policy = Policy(
        queue="embedding_generation",
        timeout=600.0,
        tries=tries(timeout=Tries(5, 30.0), other=Tries(10, 10.0, doubling=True)),
        limit=1,
        delay=10.0,
        sources={
            "queue": "semantics C2: vectors",
            "timeout": "a file of 2,048 requests goes out in seconds; a slow line takes minutes",
            "tries": "semantics M4: what was submitted is found again, so that trying costs nothing",
            "limit": "two at a time would submit the same batch",
            "delay": "requests gather before they are sent",
        },
    )
    about = "bank"
    counts = "batches"
    follows = ("generate_embedding",)
    by_hand = False
    repeats = True

    def __init__(self, settings: VectorSettings | None = None) -> None:
        super().__init__(settings)
        self._settings = settings or VectorSettings()

    def types(self) -> Types:
        """A batch, and what it is called."""
        return Types(given=ToSubmit, result=Submitted)

    def load(self, tx: Transaction, jobs: Sequence[Job[NoArguments]]) -> Sequence[Discard]:  # noqa: ARG002
        """Outside the queue nothing waits in batches."""
        return [Discard("no_batch", "Batches are carried on by the queue alone.") for _ in jobs]

    def load_with(self, books: Books, jobs: Sequence[Job[NoArguments]]) -> Sequence[ToSubmit | Discard | Failure]:
        """Close the oldest batch to further requests: from here on it is the same, however often it is sent."""
        return [self._given(books) for _ in jobs]

    def _given(self, books: Books) -> ToSubmit | Discard | Failure:
        from cgq.enrich.tokens import estimated_tokens
        from cgq.queue import provider_batches

        found = provider_batches.next_to_submit(books)
        if found is None:
            return Discard("no_batch", "Nobody waits for a batch any more.")
        batch, lines = found
        wrong = wrong_provider(self._settings, batch.provider)
        if wrong is not None:
            return wrong
        tokens = sum(estimated_tokens(line.body) for line in lines)
        cost = books.policies.budget.prices.cost(batch.provider, batch.model, tokens, in_batch=True)
        named = [(line.key, line.body) for line in lines]
        return ToSubmit(batch.id, batch.token, batch.model, batch.opened_wall / 1000, named, tokens, cost)

    def compute(self, given: Sequence[ToSubmit], call: Call) -> Sequence[Done[Submitted]]:
        """Send each, unless the provider has it."""
        return [Done(self._submitted(one, call)) for one in given]

    def _submitted(self, one: ToSubmit, call: Call) -> Submitted:
        from cgq.enrich import batches
        from cgq.enrich.provider import Provider

        assert self._settings.service is not None, "load refused it"
        provider = Provider(self._settings.service, "batches of a provider")
        file = batches.file_of(one.lines, "embeddings")
        request = PaidRequest(
            provider=self._settings.service.name,
            address=f"{provider.address}/batches",
            model=one.model,
            purpose="embeddings",
            body=one.token.encode() + b"\n" + file,  # the token tells it from another batch of the same requests
            tokens_in=one.tokens,
            cost=one.cost,
        )

        def ask(seconds: float) -> PaidReply:
            remote = batches.find(provider, one.token, one.opened - OLDER)
            if remote is None:
                remote = batches.submit(provider, one.token, file, "embeddings", max(seconds, 1.0))
            return PaidReply(parts=(remote.encode(),), tokens_in=one.tokens, cost=one.cost)

        try:
            reply = call.paid(request, ask)
        finally:
            provider.close()
        return Submitted(one.batch, reply.parts[0].decode(), request.key)

    def store_with(self, books: Books, done: Sequence[tuple[Job[NoArguments], Submitted]]) -> Iterable[NewJob]:
        """Remember what the provider calls it; another job for the next batch."""
        from cgq.queue import provider_batches

        for _, result in done:
            provider_batches.submitted(books, result.batch, result.remote, result.request)
        return [provider_batches.submitting()] if provider_batches.is_left(books.tx) else []

    def failed(self, tx: Transaction, lost: Sequence[tuple[Job[NoArguments], Failure]]) -> None:
        """A batch that the provider refused for good fails its jobs; one that may be there stays."""
        from cgq.queue import provider_batches

        for _, failure in lost:
            if failure.provider and not failure.blames_no_job and not failure.retryable:
                provider_batches.refuse_sealed(tx, failure.message)

    def summary(self, result: Submitted) -> dict[str, object]:
        """The batch, and what the provider calls it."""
        return {"batch": result.batch, "remote": result.remote}


def wrong_provider(settings: VectorSettings, provider: str) -> Failure | None:
    """Why a batch cannot be carried on: it is another provider's than the settings name."""
    if settings.service is not None and settings.service.name == provider:
        return None
    return Failure(
        code="batch_of_other_provider",
        message=f"The batch is one of {provider}, and the settings name another provider.",
        hint="Name its provider under [embedding] again, then: `cgq failed --retry --code batch_of_other_provider`",
        retryable=False,
    )
