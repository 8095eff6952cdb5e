"""An OpenAI-compatible service; the only module that imports `openai`.

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
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from cgq.config import read_secret
from cgq.enrich import faults
from cgq.errors import NotReady, ProviderFailed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from openai import OpenAI
    from tenacity import RetryCallState

    Request = Callable[[OpenAI, float], Any]

KEY = "OPENAI_API_KEY"
TRIES = 3
BUDGET = 30.0
"""Seconds for all tries of what one deadline covers."""

SHORTEST_CALL = 1.0
"""Seconds that a call gets even at the end of the budget."""

_PASSES = frozenset({"provider_rate_limited", "provider_unavailable"})


class Provider:
    """One service. Threads may share it; key and library are read at the first call.

    `what` names the purpose in the message about a missing key.
    """

    def __init__(
        self,
        base_url: str | None,
        what: str,
        environ: Mapping[str, str] = os.environ,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._base_url = base_url
        self._what = what
        self._environ = environ
        self._sleep = sleep
        self._secret = ""
        self._client: OpenAI | None = None
        self._lock = Lock()

    def prepare(self) -> None:
        """Load the library."""
        import_module("openai")

    def check(self) -> None:
        """Raise ProviderFailed when no key is set or the address is not safe; asks nobody."""
        self._connected()

    def close(self) -> None:
        """Close the connections; the next call opens new ones."""
        with self._lock:
            if self._client is not None:
                self._client.close()
                self._client = None

    def deadline(self) -> float:
        """The moment, on the monotonic clock, at which what starts now must have its answers."""
        return time.monotonic() + BUDGET

    def embeddings(self, model: str, texts: list[str], dimension: int | None, deadline: float) -> bytes:
        """The body of the answer with a vector a text; `dimension` None leaves it to the model."""
        import openai

        def request(client: OpenAI, timeout: float) -> Any:
            return client.embeddings.with_raw_response.create(
                model=model, input=texts, dimensions=dimension or openai.omit, timeout=timeout
            )

        return self._asked(request, model, deadline)

    def complete(self, model: str, task: str, text: str, schema: dict[str, Any], deadline: float) -> bytes:
        """The body of the answer to a task about a text, as JSON of a strict schema."""

        def request(client: OpenAI, timeout: float) -> Any:
            return client.chat.completions.with_raw_response.create(
                model=model,
                messages=[{"role": "system", "content": task}, {"role": "user", "content": text}],
                response_format={
                    "type": "json_schema",
                    "json_schema": {"name": "answer", "strict": True, "schema": schema},
                },
                timeout=timeout,
            )

        return self._asked(request, model, deadline)

    def _connected(self) -> OpenAI:
        with self._lock:
            if self._client is None:
                self._client = self._connect()
            return self._client

    def _connect(self) -> OpenAI:
        address = (self._base_url or self._environ.get("OPENAI_BASE_URL", "")).strip()
        if address:
            check_address(address)
        self._secret = _key(self._environ, self._what)
        import openai

        # A redirect could carry the key elsewhere, and a proxy has no business with this machine.
        http = openai.DefaultHttpxClient(follow_redirects=False, trust_env=not _loopback(address))
        return openai.OpenAI(
            api_key=self._secret,
            base_url=address or "https://api.openai.com/v1",
            max_retries=0,
            http_client=http,
        )

    def _asked(self, request: Request, model: str, deadline: float) -> bytes:
        import tenacity

        client = self._connected()
        left = deadline - time.monotonic()
        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception(_may_pass),
            stop=tenacity.stop_after_attempt(TRIES) | tenacity.stop_before_delay(max(left, 0.0)),
            wait=_wait,
            sleep=self._sleep,
            reraise=True,
        )
        return retrying(self._once, client, request, model, deadline)

    def _once(self, client: OpenAI, request: Request, model: str, deadline: float) -> bytes:
        import openai

        left = max(deadline - time.monotonic(), SHORTEST_CALL)
        try:
            answer = request(client, left)
        except openai.APIStatusError as error:
            failed = faults.refusal(
                error.status_code, error.body, error.response.headers, model=model, secret=self._secret
            )
        except openai.APITimeoutError:
            failed = faults.unavailable(f"The provider did not answer within {left:.0f} s.")
        except openai.APIConnectionError as error:
            cause = type(error.__cause__ or error).__name__
            failed = faults.unavailable(f"The provider could not be reached ({cause}).")
        except openai.OpenAIError as error:
            failed = faults.bad_answer(faults.quoted(f"{type(error).__name__}: {error}", self._secret))
        else:
            content: bytes = answer.content
            return content
        # Outside the handlers: the library's own errors may quote the key, so they are not chained.
        raise failed


def _may_pass(error: BaseException) -> bool:
    return isinstance(error, ProviderFailed) and error.code in _PASSES


def _wait(state: RetryCallState) -> float:
    from tenacity import wait_exponential_jitter

    error = state.outcome.exception() if state.outcome else None
    floor = error.retry_after if isinstance(error, ProviderFailed) else None
    return max(wait_exponential_jitter(multiplier=0.5, max=8.0, jitter=0.25)(state), floor or 0.0)


def _key(environ: Mapping[str, str], what: str) -> str:
    try:
        secret = read_secret(KEY, environ)
    except NotReady as error:
        raise faults.not_set_up("provider_key_missing", error.message, error.hint) from None
    if secret is None:
        raise faults.not_set_up(
            "provider_key_missing",
            f"No key is set for {what}.",
            f"Set {KEY} or {KEY}_FILE (any text for a local server), or do without a provider.",
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
        "Correct the base URL in the settings, or OPENAI_BASE_URL.",
    )


def _loopback(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
