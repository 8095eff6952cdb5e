"""Can vectors be made, and does every question have one? Nothing is sent anywhere."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from cgq.actions.doctor.check import Check, fail, failed, ok, warn
from cgq.bank import browse, vectors
from cgq.config import mask_url, read_secret
from cgq.db import migrations
from cgq.db.connection import Database
from cgq.enrich.embedders import embedder
from cgq.errors import CgqError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cgq.config import Settings

KEY = "OPENAI_API_KEY"


def services(settings: Settings, environ: Mapping[str, str]) -> Iterator[Check]:
    """Every check of the embedding provider and of what it made so far."""
    chosen = settings.embedding
    model = embedder(chosen).model
    if chosen.provider == "local":
        yield ok("embedding", f"{model}, on this machine: no key, no network")
    else:
        yield ok("embedding", f"{model}, {chosen.dimension} numbers, by {chosen.provider}")
        yield _address((chosen.base_url or environ.get("OPENAI_BASE_URL", "")).strip())
        yield _key(environ)
    if settings.db.exists():
        yield from _vectors(settings, model)


def _address(address: str) -> Check:
    from cgq.enrich.provider import check_address

    if not address:
        return ok("provider", "the provider's own address")
    try:
        check_address(address)
    except CgqError as error:
        return fail("provider", error.message, error.hint)
    return ok("provider", mask_url(address))


def _key(environ: Mapping[str, str]) -> Check:
    try:
        secret = read_secret(KEY, environ)
    except CgqError as error:
        return failed("key", error)
    if secret is None:
        return fail("key", f"{KEY} is not set", f"Set {KEY}, or {KEY}_FILE with the path of a file; or use local.")
    return ok("key", f"present, from {secret.source}")


def _vectors(settings: Settings, model: str) -> Iterator[Check]:
    try:
        with closing(Database(settings.db)) as opened, opened.read() as tx:
            if migrations.stored_version(tx) != migrations.version():
                return
            questions, missing = browse.count(tx), vectors.missing_count(tx, model)
    except CgqError:
        return  # the checks of the database tell
    if missing:
        hint = "Make them: cgq enqueue --kind generate_embedding --missing"
        yield warn("vectors", f"{missing} of {questions} questions have no vector of {model}", hint)
    else:
        yield ok("vectors", f"{questions} of {questions} questions have one")
