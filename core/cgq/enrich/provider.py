"""Vectors from an OpenAI-compatible service; the only module that imports `openai`.

The library retries nothing. tenacity wraps each call: three tries, thirty seconds for everything,
only for what may pass by itself, never sooner than the server's Retry-After (semantics T6). What
remains after that is the ledger's business.
"""

from __future__ import annotations

import os
import time
from importlib import import_module
from ipaddress import ip_address
from threading import Lock
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from cgq.config import read_secret
from cgq.enrich import faults
from cgq.enrich.answer import vectors
from cgq.enrich.embedding import text_hash
from cgq.enrich.text import normal
from cgq.errors import NotReady, ProviderFailed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from openai import OpenAI
    from tenacity import RetryCallState

    from cgq.config import EmbeddingSettings
    from cgq.enrich.embedding import EmbeddingText

KEY = "OPENAI_API_KEY"
MAX_TEXTS = 2_048
MAX_TOKENS = 200_000
TRIES = 3
BUDGET = 30.0
"""Seconds for all tries of one `embed`."""

SHORTEST_CALL = 1.0
"""Seconds that a call gets even at the end of the budget."""

MAX_KEPT = 4_096
_PASSES = frozenset({"provider_rate_limited", "provider_unavailable"})
_EMPTY = "-"


class OpenAIEmbedder:
    """Vectors by a service. Threads may share one; key and library are read at the first call."""

    host: Literal["analyser", "threads"] = "threads"
    batch = MAX_TEXTS

    def __init__(
        self,
        settings: EmbeddingSettings,
        environ: Mapping[str, str] = os.environ,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.model = settings.model
        self.dimension = settings.dimension
        self._base_url = settings.base_url
        self._environ = environ
        self._sleep = sleep
        self._secret = ""
        self._client: OpenAI | None = None
        self._lock = Lock()
        self._kept: dict[str, bytes] = {}

    def prepare(self) -> None:
        """Load the client; a key that is not there is told by the first call, to its jobs."""
        import_module("openai")

    def embed(self, texts: Sequence[EmbeddingText]) -> list[bytes]:
        """One vector a text, in order.

        Equal texts are asked for once. When a later call fails, what the earlier ones brought is
        kept in memory for the next try: nobody pays twice for it (M1).
        """
        client = self._connected()
        deadline = time.monotonic() + BUDGET
        hashes = [text_hash(text) for text in texts]
        with self._lock:
            known = {key: self._kept[key] for key in hashes if key in self._kept}
        wanted = {key: wire(text) for key, text in zip(hashes, texts, strict=True) if key not in known}
        for keys in calls(wanted):
            body = self._asked(client, [wanted[key] for key in keys], deadline)
            found = dict(zip(keys, vectors(body, count=len(keys), dimension=self.dimension), strict=True))
            known |= found
            self._keep(found)
        with self._lock:
            for key in known:
                self._kept.pop(key, None)
        return [known[key] for key in hashes]

    def _keep(self, found: dict[str, bytes]) -> None:
        with self._lock:
            self._kept |= found
            for key in list(self._kept)[:-MAX_KEPT]:
                del self._kept[key]

    def check(self) -> None:
        """Raise ProviderFailed when no key is set or the address is not safe; asks nobody."""
        self._connected()

    def close(self) -> None:
        """Close the connections; the next `embed` opens new ones."""
        with self._lock:
            if self._client is not None:
                self._client.close()
                self._client = None

    def _connected(self) -> OpenAI:
        with self._lock:
            if self._client is None:
                self._client = self._connect()
            return self._client

    def _connect(self) -> OpenAI:
        address = (self._base_url or self._environ.get("OPENAI_BASE_URL", "")).strip()
        if address:
            check_address(address)
        self._secret = _key(self._environ)
        import openai

        # A redirect could carry the key elsewhere, and a proxy has no business with this machine.
        http = openai.DefaultHttpxClient(follow_redirects=False, trust_env=not _loopback(address))
        return openai.OpenAI(
            api_key=self._secret,
            base_url=address or "https://api.openai.com/v1",
            max_retries=0,
            http_client=http,
        )

    def _asked(self, client: OpenAI, texts: list[str], deadline: float) -> bytes:
        import tenacity

        left = deadline - time.monotonic()
        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception(_may_pass),
            stop=tenacity.stop_after_attempt(TRIES) | tenacity.stop_before_delay(max(left, 0.0)),
            wait=_wait,
            sleep=self._sleep,
            reraise=True,
        )
        return retrying(self._once, client, texts, deadline)

    def _once(self, client: OpenAI, texts: list[str], deadline: float) -> bytes:
        import openai

        left = max(deadline - time.monotonic(), SHORTEST_CALL)
        try:
            answer = client.embeddings.with_raw_response.create(
                model=self.model,
                input=texts,
                # Only this family can shorten its vectors; other servers refuse the parameter.
                dimensions=self.dimension if self.model.startswith("text-embedding-3") else openai.omit,
                timeout=left,
            )
        except openai.APIStatusError as error:
            failed = faults.refusal(
                error.status_code, error.body, error.response.headers, model=self.model, secret=self._secret
            )
        except openai.APITimeoutError:
            failed = faults.unavailable(f"The provider did not answer within {left:.0f} s.")
        except openai.APIConnectionError as error:
            cause = type(error.__cause__ or error).__name__
            failed = faults.unavailable(f"The provider could not be reached ({cause}).")
        except openai.OpenAIError as error:
            failed = faults.bad_answer(faults.masked(f"{type(error).__name__}: {error}", self._secret))
        else:
            return answer.content
        # Outside the handlers: the library's own errors may quote the key, so they are not chained.
        raise failed


def _may_pass(error: BaseException) -> bool:
    return isinstance(error, ProviderFailed) and error.code in _PASSES


def _wait(state: RetryCallState) -> float:
    from tenacity import wait_exponential_jitter

    error = state.outcome.exception() if state.outcome else None
    floor = error.retry_after if isinstance(error, ProviderFailed) else None
    return max(wait_exponential_jitter(multiplier=0.5, max=8.0, jitter=0.25)(state), floor or 0.0)


def _key(environ: Mapping[str, str]) -> str:
    try:
        secret = read_secret(KEY, environ)
    except NotReady as error:
        raise faults.not_set_up("provider_key_missing", error.message, error.hint) from None
    if secret is None:
        raise faults.not_set_up(
            "provider_key_missing",
            "Embeddings by a provider need a key, and none is set.",
            f"Set {KEY} or {KEY}_FILE (any text for a local server), or embed with provider `local`.",
        )
    if not (secret.value.isascii() and secret.value.isprintable()) or " " in secret.value:
        raise faults.not_set_up(
            "provider_key_missing",
            f"{secret.source} holds characters that no key has.",
            "Copy the key again, without quotes or line breaks.",
        )
    return secret.value


def check_address(address: str) -> None:
    """Refuse an address that would send the key in the clear: http:// is for this machine only."""
    parts = urlsplit(address)
    if parts.scheme == "https" and parts.hostname:
        return
    if parts.scheme == "http" and _loopback(address):
        return
    raise faults.not_set_up(
        "provider_insecure",
        f"The provider's address must be https://…, or http:// to this machine (host {parts.hostname!r}).",
        "Correct the base URL of [embedding] or OPENAI_BASE_URL.",
    )


def _loopback(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def wire(text: EmbeddingText) -> str:
    """What is sent of a question: the same normalised text that its hash is made of, never empty."""
    return f"{normal(text.stem)}\n{normal(text.rest)}".strip() or _EMPTY


def estimated_tokens(text: str) -> int:
    """About how many tokens a text costs, rather too many: 3.5 Latin letters each, 1.2 a syllable."""
    plain = sum(char.isascii() for char in text)
    return 1 + int(plain / 3.5 + (len(text) - plain) * 1.2)


def calls(wanted: Mapping[str, str]) -> Iterator[list[str]]:
    """The keys of the texts, split into calls of at most MAX_TEXTS texts and MAX_TOKENS estimated tokens."""
    keys: list[str] = []
    tokens = 0
    for key, text in wanted.items():
        cost = estimated_tokens(text)
        if keys and (len(keys) == MAX_TEXTS or tokens + cost > MAX_TOKENS):
            yield keys
            keys, tokens = [], 0
        keys.append(key)
        tokens += cost
    if keys:
        yield keys
