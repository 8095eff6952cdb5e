"""A stage that gives its secrets away, each time in another way."""

from __future__ import annotations

import base64
import json
import logging
import os
import sys
import time
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from cgq.contract import Arguments, Discard, Done
from cgq.errors import Failure, ProviderFailed
from cgq.queue.job import NewJob
from cgq.queue.policy import Policy, Tries, tries
from cgq.stages.stage import Stage, Types

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cgq.contract import Call, Item
    from cgq.db.connection import Transaction
    from cgq.queue.job import Job

WAYS = (
    "raise",
    "raise from",
    "exit",
    "encode",
    "escape",
    "basic",
    "address",
    "header",
    "environment",
    "long",
    "failure",
    "discard",
    "result",
    "item",
    "write",
    "load raises",
    "load writes",
    "store raises",
    "store writes",
    "summary",
    "hook",
    "follow",
    "follow by key",
)


class Way(Arguments, frozen=True):
    """How the secret gets out."""

    way: str


@dataclass(frozen=True)
class LeakSettings:
    """One secret of its own."""

    api_key: str = ""


class Leak(Stage[Way, "dict[str, str]", Any]):
    """Its own secret, and those of the environment."""

    kind = "leak"
    arguments = Way
    settings = LeakSettings
    policy = Policy(tries=tries(timeout=Tries(1, 0.0), other=Tries(1, 0.0)))

    @property
    def secret(self) -> str:
        return str(self.given_settings.api_key)

    def types(self) -> Types:
        return Types(given=dict[str, str], result=Any, item=str)

    def load(self, tx: Transaction, jobs: Sequence[Job[Way]]) -> Sequence[dict[str, str]]:
        for job in jobs:
            if job.args.way == "load raises":
                raise ValueError(f"bolt://neo4j:{os.environ['NEO4J_PASSWORD']}@localhost:7687 {self.secret}")
            if job.args.way == "load writes":
                _write(self.secret)
        return [{"way": job.args.way} for job in jobs]

    def compute(self, given: Sequence[dict[str, str]], call: Call) -> Sequence[Done[Any] | Failure | Discard]:
        (asked,) = given
        way, secret = asked["way"], self.secret
        told = {
            "raise": f"the key {secret} was refused",
            "encode": f"GET /v1?q={quote(secret, safe='')}",
            "escape": json.dumps({"said": json.dumps({"it": secret})}),
            "basic": f"sent {base64.b64encode(b'me:' + secret.encode()).decode()}",
            "address": "https://me:hunter2-hunter2@host/v1?api_key=hunter2-hunter2&n=1",
            "header": "{'Authorization': 'Token hunter2-hunter2', 'x-api-key': 'hunter2-hunter2'}",
            "environment": repr(dict(os.environ)),
            "long": "x" * 1990 + secret + "y" * 20_000,
        }
        if way in told:
            raise RuntimeError(told[way])
        if way == "raise from":
            try:
                raise RuntimeError(secret)
            except RuntimeError as error:
                raise ProviderFailed("no", code="provider_auth", hint=secret, retryable=False) from error
        if way == "exit":
            sys.exit(secret)
        if way == "failure":
            failure = Failure(code=secret, message=secret, hint=secret, traceback=secret, retryable=False)
            return [failure]
        if way == "discard":
            return [Discard(secret, secret)]
        if way == "item":
            call.item("1", "one", Failure(code="bad", message=secret, retryable=False))
        if way == "every form":
            forms = every_form(secret)
            call.item("1", "one", Failure(code="bad", message=json.dumps(forms), retryable=False))
            return [Done(forms)]
        if way == "sleep":
            time.sleep(20)
        if way == "write":
            _write(secret)
            os.write(2, f"and {secret}\n".encode())
        return [Done({"said": f"line\n{secret}", "other": "sk-proj-0123456789abcdefghij"})]

    def store_items(self, tx: Transaction, job: Job[Way], items: Sequence[Item]) -> Iterable[NewJob]:
        tx.run("CREATE TABLE IF NOT EXISTS leaked (message TEXT)")
        for item in items:
            assert isinstance(item.outcome, Failure)
            tx.run("INSERT INTO leaked VALUES (?)", (item.outcome.message,))
        return []

    def store(self, tx: Transaction, done: Sequence[tuple[Job[Way], Any]]) -> Iterable[NewJob]:
        ways = [job.args.way for job, _ in done]
        if "store raises" in ways:
            raise LookupError(self.secret)
        if "store writes" in ways:
            _write(self.secret)
        if "follow" in ways:
            yield NewJob(kind="leak", args={"way": self.secret})
        if "follow by key" in ways:
            yield NewJob(kind="leak", args={"way": "none"}, key=self.secret)

    def summary(self, result: Any) -> Any:
        return result

    def failed(self, tx: Transaction, lost: Sequence[tuple[Job[Way], Failure]]) -> None:
        if lost[0][0].args.way == "hook":
            raise ArithmeticError(self.secret)


def every_form(secret: str) -> dict[str, Any]:
    """A result that holds secrets in every JSON form; `kept` holds none."""
    pem = "-----BEGIN PRIVATE KEY-----"
    return {
        "whole": secret,
        "nested": json.dumps({"it": secret}),
        "numbers": [2026, 987_654_321_012],
        "lines": f"line\n{secret}\tnpm_0123456789abcdefghijkl",
        "cut": f'a "{pem}\nMIIE',
        "list": [pem, "MIIE", "-----END PRIVATE KEY-----"],
        "keys": {secret: 1, "sk-proj-0123456789abcdefghij": 2},
        "kept": {"year": 2026, "at": "2026-11-29", "stem": "비밀번호: 1234"},
    }


class LeakWhenPaused(Leak):
    """An error that pauses the queue, with the key in it."""

    kind = "leak_when_paused"
    policy = Policy(queue="low_priority", tries=tries(timeout=Tries(1, 0.0), other=Tries(1, 0.0)))
    host = "threads"

    def compute(self, given: Sequence[dict[str, str]], call: Call) -> Sequence[Done[Any] | Failure | Discard]:
        raise ProviderFailed(f"not with {self.secret}", code="provider_auth", retryable=False, pauses_queue=True)


class LeakAtStart(Leak):
    """Cannot get ready, and says with what."""

    kind = "leak_at_start"

    def prepare(self) -> None:
        raise RuntimeError(f"no model with {self.secret}")


def _write(secret: str) -> None:
    print(f"using {secret}")  # noqa: T201
    print(f"using {secret}", file=sys.stderr)  # noqa: T201
    warnings.warn(secret, stacklevel=1)
    logging.getLogger("leaky").error("key %s", secret)
