"""Texts that get their vectors together, by the batch API of a provider."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from cgq.contract import Postponed
from cgq.errors import Failure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.config import VectorSettings
    from cgq.enrich.embedding import Embedder, EmbeddingText
    from cgq.queue.books import Books
    from cgq.queue.job import Job


def placed(books: Books, settings: VectorSettings, jobs: Sequence[Job[Any]], given: Sequence[Any]) -> list[Any]:
    """What `load` gave for each job, but those whose text is to be sent wait for a batch.

    A text whose batch brought nothing for it goes alone: it is given as it was.
    """
    from cgq.enrich.embedding import EmbeddingText
    from cgq.enrich.served import ServedEmbedder, wire
    from cgq.queue import provider_batches
    from cgq.queue.provider_batches import Target, Wanted
    from cgq.stages.kinds.generate_embedding import TextToEmbed

    service = settings.service
    if service is None or not service.batch:
        return _refused(settings, given)
    embedder = ServedEmbedder(settings.embedding, service)
    found: list[Any] = list(given)
    wanted: dict[int, Wanted] = {}
    for place, (job, one) in enumerate(zip(jobs, given, strict=True)):
        if not isinstance(one, TextToEmbed):
            continue
        text = EmbeddingText(one.stem, one.rest)
        fault = too_long(text, embedder)
        if fault is not None:
            found[place] = fault
            continue
        body = json.dumps(embedder.body([wire(text)]), sort_keys=True, separators=(",", ":"))
        wanted[place] = Wanted(job.id, one.text_hash, body)
    target = Target(service.name, settings.embedding.model)
    for place, put in zip(wanted, provider_batches.place(books, target, list(wanted.values())), strict=True):
        if put is not None:
            found[place] = put
    return found


def too_long(text: EmbeddingText, embedder: Embedder) -> Failure | None:
    """A text that the service would refuse fails by itself, and is not sent: it would spoil all that go with it."""
    from cgq.enrich.tokens import estimated_tokens

    longest = embedder.longest
    if longest is None or (tokens := estimated_tokens(f"{text.stem}\n{text.rest}")) <= longest:
        return None
    return Failure(
        code="text_too_long",
        message=f"The question has about {tokens:,} tokens; {embedder.model} takes {longest:,} at most.",
        hint="Shorten or correct the question, then: `cgq failed --retry --code text_too_long`",
        retryable=False,
    )


def _refused(settings: VectorSettings, given: Sequence[Any]) -> list[Any]:
    """One job pauses the queue and reports why; its fellows keep their attempts (T4)."""
    from cgq.stages.kinds.generate_embedding import TextToEmbed

    why = Failure(
        code="provider_no_batch",
        message=f"{settings.embedding.provider} is not known to take batches, in which vectors are to be asked for.",
        hint='Set mode = "direct" under [embedding], or batch = true under [providers.NAME] where it takes them.',
        retryable=False,
        pauses_queue=True,
    )
    found: list[Any] = list(given)
    places = [place for place, one in enumerate(given) if isinstance(one, TextToEmbed)]
    for place in places[:1]:
        found[place] = why
    for place in places[1:]:
        found[place] = Postponed(0.0, why.code, why.message)
    return found
