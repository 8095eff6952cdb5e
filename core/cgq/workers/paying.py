"""Paid requests of a command that has no supervisor: begun, made and journalled in this process (M1)."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from cgq.contract import PaidReply
from cgq.errors import Failure, NotNow, NotReady, ProviderFailed
from cgq.queue import payments, spool
from cgq.workers.payments import take_in

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cgq.contract import PaidRequest
    from cgq.queue.books import Books, Ledger

PATIENCE = 60.0  # seconds; chosen
"""Seconds that a command waits for its turn with a provider: a person sits before it."""

CALL_SECONDS = 30.0  # seconds
"""Seconds for one request: as much as the tries of a stage have together (semantics T6)."""


class PayingHere:
    """A payer for one command. `kind` is what its requests are counted as; answers are kept in the journal alone."""

    def __init__(self, ledger: Ledger, kind: str, patience: float = PATIENCE) -> None:
        self._ledger = ledger
        self._kind = kind
        self._patience = patience
        self._folder = spool.spool_of(ledger.database.path)

    def paid(self, request: PaidRequest, ask: Callable[[float], PaidReply]) -> PaidReply:
        found = self._begun(request)
        if isinstance(found, payments.Known):
            return PaidReply(parts=tuple(found.parts))
        try:
            reply = ask(CALL_SECONDS)
        except BaseException as error:
            spent = error.spent if isinstance(error, ProviderFailed) else None
            with self._ledger.write() as books:
                payments.failed(books, found.payment, request.provider, Failure.of(error), spent)
            raise
        spool.write(self._folder, spool.Entry(found.payment, request.key, request.model, request.parts, reply))
        with self._ledger.write() as books:
            take_in(books, self._folder, found.payment, request.provider, _keeps_nothing)
        spool.remove(self._folder, found.payment)
        return reply

    def _begun(self, request: PaidRequest) -> payments.Begun | payments.Known:
        until = time.monotonic() + self._patience
        wanted = payments.Wanted(
            request=request.key,
            provider=request.provider,
            model=request.model,
            purpose=request.purpose,
            tokens_in=request.tokens_in,
            tokens_out=request.tokens_out,
            cost=request.cost,
            kind=self._kind,
            job=None,
            jobs=0,
        )
        while True:
            with self._ledger.write() as books:
                found = payments.begin(books, None, wanted)
                now = books.now
            if isinstance(found, payments.Beyond):
                raise NotReady(found.message, code=found.reason.code, hint=found.reason.hint)
            if isinstance(found, payments.Begun | payments.Known):
                return found
            if isinstance(found, payments.Kept):
                raise AssertionError("a request that waited for none was kept by a stage")
            wait = max(0.01, (found.until - now) / 1000)
            if time.monotonic() + wait > until:
                raise NotNow(f"The request must wait: {found.why}.", hint="Try again later.")
            time.sleep(wait)


def _keeps_nothing(books: Books, kind: str, model: str, parts: Mapping[str, bytes]) -> bool:  # noqa: ARG001
    """No stage asked: the journal keeps the answer."""
    return False
