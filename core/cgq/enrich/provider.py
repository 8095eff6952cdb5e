"""An OpenAI-compatible service; the only module that imports `openai`.

The library retries nothing. tenacity wraps each request: three tries, thirty seconds for everything (more for a long
answer), only for what may pass by itself, never sooner than the server's Retry-After (semantics T6). Every try is a
request that is paid through a `Payer`; what waits there does not count. What remains after that is the ledger's
business.
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass
from importlib import import_module
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import msgspec

from cgq.contract import PaidReply, PaidRequest
from cgq.enrich import faults
from cgq.enrich.access import address_of, is_loopback, read_key
from cgq.enrich.headers import rate_left
from cgq.errors import ProviderFailed, Spent

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from openai import OpenAI
    from tenacity import RetryCallState

    from cgq.config import Service
    from cgq.contract import Payer

    Read = Callable[[bytes], tuple[bytes, ...]]
    """The pieces of an answer, of its body; raises ProviderFailed for one that cannot be used."""

T = TypeVar("T")

TRIES = 3
BUDGET = 30.0
"""Seconds for all tries of a request: the answers, and the waits between them."""

SHORTEST_CALL = 1.0
"""Seconds that a request gets even at the end of the budget."""

_PASSES = frozenset({"provider_rate_limited", "provider_unavailable"})


class _Usage(msgspec.Struct):
    prompt_tokens: int = 0
    completion_tokens: int = 0


class _Counted(msgspec.Struct):
    usage: _Usage | None = None


class Provider:
    """One service. Threads may share it; key and library are read at the first call.

    `what` names the purpose in the message about a missing key.
    """

    def __init__(
        self,
        service: Service,
        what: str,
        environ: Mapping[str, str] = os.environ,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._service = service
        self._what = what
        self._environ = environ
        self._sleep = sleep
        self._address = ""
        self._secret = ""
        self._client: OpenAI | None = None
        self._lock = Lock()

    @property
    def service(self) -> Service:
        """Who is asked, and what it can do."""
        return self._service

    @property
    def address(self) -> str:
        """Where it is asked. Raises ProviderFailed as `check` does."""
        self._connected()
        return self._address

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

    def embeddings(
        self, payer: Payer, body: dict[str, Any], *, parts: tuple[str, ...], tokens_in: int, read: Read
    ) -> PaidReply:
        """An answer to `body` of the embeddings endpoint, a piece for each of `parts`."""
        request = self._request("embeddings", "embeddings", body, tokens_in, 0, parts)
        return self._asked(payer, request, body, read, BUDGET)

    def chat(
        self,
        payer: Payer,
        body: dict[str, Any],
        *,
        tokens_in: int,
        tokens_out: int,
        read: Read,
        parts: tuple[str, ...],
        seconds: float,
    ) -> PaidReply:
        """An answer to `body` of the chat endpoint, a piece for each of `parts`; all tries take at most `seconds`."""
        request = self._request("chat", "chat/completions", body, tokens_in, tokens_out, parts)
        return self._asked(payer, request, body, read, seconds)

    def _request(
        self,
        purpose: Literal["embeddings", "chat"],
        path: str,
        body: dict[str, Any],
        tokens_in: int,
        tokens_out: int,
        parts: tuple[str, ...],
    ) -> PaidRequest:
        self._connected()
        return PaidRequest(
            provider=self._service.name,
            address=f"{self._address}/{path}",
            model=body["model"],
            purpose=purpose,
            # The order of keys is the same in every process: so is the request's hash.
            body=json.dumps(body, sort_keys=True, separators=(",", ":")).encode(),
            tokens_in=tokens_in,
            tokens_out=tokens_out,
            parts=parts,
        )

    def _connected(self) -> OpenAI:
        with self._lock:
            if self._client is None:
                self._client = self._connect()
            return self._client

    def _connect(self) -> OpenAI:
        self._address = address_of(self._service, self._environ)
        self._secret = read_key(self._service, self._environ, self._what)
        import openai

        # A redirect could carry the key elsewhere, and a proxy has no business with this machine.
        http = openai.DefaultHttpxClient(follow_redirects=False, trust_env=not is_loopback(self._address))
        return openai.OpenAI(api_key=self._secret, base_url=self._address, max_retries=0, http_client=http)

    def _asked(self, payer: Payer, request: PaidRequest, body: dict[str, Any], read: Read, budget: float) -> PaidReply:
        import tenacity

        clock = _Clock(budget)
        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception(_may_pass),
            stop=clock.is_over,
            wait=_wait,
            sleep=self._sleep,
            reraise=True,
        )

        def ask(seconds: float) -> PaidReply:
            with clock:
                return self._once(request, body, read, max(min(seconds, clock.left()), SHORTEST_CALL))

        def paid() -> PaidReply:
            return payer.paid(request, ask)

        return retrying(paid)

    def _once(self, request: PaidRequest, body: dict[str, Any], read: Read, seconds: float) -> PaidReply:
        """Make one HTTP request. What it used is counted also where its answer cannot be used."""
        content, headers = self._sent(request, body, seconds)
        spent = _spent(content, request)
        try:
            parts = read(content)
        except ProviderFailed as error:
            error.spent = spent
            raise
        return PaidReply(
            parts=parts,
            tokens_in=spent.tokens_in,
            tokens_out=spent.tokens_out,
            cost=spent.cost,
            left=rate_left(headers),
        )

    def _sent(self, request: PaidRequest, body: dict[str, Any], seconds: float) -> tuple[bytes, Mapping[str, str]]:
        def send(client: OpenAI) -> tuple[bytes, Mapping[str, str]]:
            endpoint = client.embeddings if request.purpose == "embeddings" else client.chat.completions
            create: Any = endpoint.with_raw_response.create
            answer = create(**body, timeout=seconds)
            return answer.content, answer.headers

        return self.call(send, request.model, seconds)

    def call(self, send: Callable[[OpenAI], T], model: str, seconds: float) -> T:
        """What `send` brings with the library's client. Raises ProviderFailed, which quotes `model` and `seconds`."""
        import openai

        client = self._connected()
        try:
            return send(client)
        except openai.APIStatusError as error:
            headers = error.response.headers
            failed = faults.refusal(
                error.status_code,
                error.body,
                headers,
                model=model,
                key_variable=self._service.key_variable,
                secret=self._secret,
            )
        except openai.APIConnectionError as error:
            failed = faults.broken_off(error.__cause__ or error, self._address, seconds)
        except openai.OpenAIError as error:
            failed = faults.bad_answer(faults.quoted(f"{type(error).__name__}: {error}", self._secret))
        # Outside the handlers: the library's own errors may quote the key, so they are not chained.
        raise failed


@dataclass(slots=True)
class _Clock:
    """The seconds that a request's tries and waits took of its `budget`; `with` measures a try."""

    budget: float
    spent: float = 0.0
    began: float = 0.0

    def __enter__(self) -> None:
        self.began = time.monotonic()

    def __exit__(self, *_: object) -> None:
        self.spent += time.monotonic() - self.began

    def left(self) -> float:
        """Seconds that the next try may take."""
        return self.budget - self.spent

    def is_over(self, state: RetryCallState) -> bool:
        """Were there tries enough, or is there no time for the next wait, or after it? The waits before it count."""
        return state.attempt_number >= TRIES or self.spent + state.idle_for + state.upcoming_sleep >= self.budget


def _spent(content: bytes, request: PaidRequest) -> Spent:
    """What an answer counts itself, else what the request was estimated to take."""
    try:
        usage = msgspec.json.decode(content, type=_Counted).usage
        if usage is not None:
            return Spent(tokens_in=usage.prompt_tokens, tokens_out=usage.completion_tokens, cost=request.cost)
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError):
        pass
    return Spent(tokens_in=request.tokens_in, tokens_out=request.tokens_out, cost=request.cost)


def usage_of(body: bytes) -> int:
    """The tokens that an answer was counted with; 0 where it does not say."""
    try:
        usage = msgspec.json.decode(body, type=_Counted).usage
    except (msgspec.DecodeError, UnicodeDecodeError):
        return 0
    return 0 if usage is None else max(0, usage.prompt_tokens)


def _may_pass(error: BaseException) -> bool:
    return isinstance(error, ProviderFailed) and error.code in _PASSES


def _wait(state: RetryCallState) -> float:
    from tenacity import wait_exponential_jitter

    error = state.outcome.exception() if state.outcome else None
    floor = error.retry_after if isinstance(error, ProviderFailed) else None
    return max(wait_exponential_jitter(multiplier=0.5, max=8.0, jitter=0.25)(state), floor or 0.0)
