"""A stage that pays: it asks a server on loopback for the answer to a text, through its call."""

from __future__ import annotations

import http.client
import os
import signal
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from cgq.contract import Arguments, Done, Host, PaidReply, PaidRequest
from cgq.errors import Failure, ProviderFailed, Spent
from cgq.stages.stage import Stage, Types

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cgq.contract import Call
    from cgq.db.connection import Transaction
    from cgq.queue.job import Job, NewJob

COST = 250
"""Millionths of a dollar that an answer is counted with."""

UNKEPT = b"<unkept>"
"""The answer that the stage cannot keep."""


class Wanted(Arguments, frozen=True, kw_only=True, omit_defaults=True):
    """The text to send, where, and what shall go wrong; `provider` names the limits.

    `cost` is what it is estimated at and costs (millionths of a dollar), -1 for what the price list gives.
    """

    text: str
    url: str
    do: str = ""
    provider: str = "toll"
    cost: int = COST


class Paying(Stage[Wanted, dict[str, Any], str]):
    """A job is one request; its result is the answer."""

    kind = "paying"
    host: Host = "threads"
    arguments = Wanted

    def types(self) -> Types:
        return Types(given=dict[str, Any], result=str)

    def load(self, tx: Transaction, jobs: Sequence[Job[Wanted]]) -> Sequence[dict[str, Any]]:
        return [
            {name: getattr(job.args, name) for name in job.args.__struct_fields__} | {"attempt": job.attempt}
            for job in jobs
        ]

    def compute(self, given: Sequence[dict[str, Any]], call: Call) -> Sequence[Done[str] | Failure]:
        return [Done(_paid(one, call)) for one in given]

    def store(self, tx: Transaction, done: Sequence[tuple[Job[Wanted], str]]) -> Iterable[NewJob]:
        tx.many("INSERT INTO effect (job, value) VALUES (?, ?)", [(job.id, len(result)) for job, result in done])
        return ()

    def keep_paid(self, tx: Transaction, model: str, parts: Mapping[str, bytes]) -> bool:
        """The journal keeps it; the answer to one text makes this fail."""
        tx.many("INSERT INTO effect (job, value) VALUES (?, ?)", [(0, 0)] * (parts["answer"] == UNKEPT))
        if parts["answer"] == UNKEPT:
            raise ValueError("this stage cannot keep what it paid for")
        return False


def _paid(one: dict[str, Any], call: Call) -> str:
    text, url = one["text"], one["url"]
    cost = None if one["cost"] < 0 else one["cost"]
    request = PaidRequest(
        provider=one["provider"],
        address=url,
        model="echo",
        purpose="chat",
        body=text.encode(),
        tokens_in=len(text),
        cost=cost,
    )
    is_spoilt = one["do"] == "spoil"
    reply = call.paid(request, lambda seconds: _asked(url, text, seconds, cost, is_spoilt=is_spoilt))
    if one["do"] == "die after" and one["attempt"] == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return reply.parts[0].decode()


def _asked(url: str, text: str, seconds: float, cost: int | None, *, is_spoilt: bool) -> PaidReply:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port or 80, timeout=seconds)
    try:
        connection.request("POST", "/", text.encode())
        answer = connection.getresponse()
        body = answer.read()
    except OSError as error:
        raise ProviderFailed(f"no answer: {type(error).__name__}", code="provider_unavailable") from None
    finally:
        connection.close()
    if answer.status == 429:
        wait = float(answer.headers.get("retry-after", "0"))
        raise ProviderFailed("too many", code="provider_rate_limited", retry_after=wait, spent=Spent())
    if answer.status != 200:
        raise ProviderFailed(f"status {answer.status}", code="provider_unavailable", spent=Spent())
    if is_spoilt:
        spent = Spent(tokens_in=len(text), tokens_out=len(body), cost=cost)
        raise ProviderFailed("no answer to this", code="provider_content", retryable=False, spent=spent)
    return PaidReply(parts=(body,), tokens_in=len(text), tokens_out=len(body), cost=cost)
