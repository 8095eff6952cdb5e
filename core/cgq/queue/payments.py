"""Requests that cost money: asked for before they are made, counted when they are answered (M1, M2).

A request begins in a transaction that sees all others: the same one under way, the budget, what the provider leaves of
its rates, its circuit. So all processes of a database together keep to one governor.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from cgq.config import Rate
from cgq.db.queries import load
from cgq.queue import budget, limiters
from cgq.queue.budget import Request
from cgq.queue.reasons import OverRun, Unpriced

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cgq.config import ProviderSettings
    from cgq.contract import PaidReply, Purpose, RateLeft
    from cgq.errors import Failure, Spent
    from cgq.queue.books import Books
    from cgq.queue.reasons import Reason
    from cgq.queue.spool import Entry

    Receive = Callable[["Books", "str", "str", Mapping[str, bytes]], bool]
    """Gives the pieces of an answer (kind, model, pieces by name) to the stage that asked; False: it keeps none."""

SQL = load("payments")

LONGEST_ALONE_MS = 15 * 60_000
"""Milliseconds after which a request of a command without a supervisor is lost: no call waits so long for an answer."""

MINUTE = 60.0  # seconds
"""Seconds of the window of a configured rate."""

KEPT_DAYS = 400  # days; size measured
"""Days for which each request is kept by itself: a year and a month to compare a bill with. A million of them with
their indexes take 172 MB (measured); their totals by day stay for ever."""

RETRY_MS = 1_000
"""Milliseconds until a request is looked at again whose moment nobody can know: it hangs on another one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A request that somebody wants to make, for a job or several (see contract.PaidRequest)."""

    request: str
    provider: str
    model: str
    purpose: Purpose
    tokens_in: int
    tokens_out: int
    cost: int | None
    kind: str
    job: int | None
    jobs: int


class Begun(NamedTuple):
    """The request may be made now, under this number; `cost` is reserved for it (millionths of a dollar)."""

    payment: int
    cost: int


class Known(NamedTuple):
    """The request was answered once: the pieces."""

    parts: list[bytes]


class Waits(NamedTuple):
    """The request must wait: until when (ms of the line) it is to be looked at again, and why.

    `same` is the number of another one that is the same, and under way; it may be that of a process that is gone.
    """

    until: int
    why: str
    same: int | None = None


class Kept(NamedTuple):
    """The request was answered while it waited, and the stage keeps the pieces: `load` has them."""


class Beyond(NamedTuple):
    """There is no money for the request. `is_of_run`: its run has spent its own, whatever the settings allow."""

    reason: Reason
    is_of_run: bool = False

    @property
    def message(self) -> str:
        """The reason as a sentence."""
        text = self.reason.message
        return f"{text[:1].upper()}{text[1:]}."


def begin(
    books: Books, supervisor: int | None, wanted: Wanted, run_left: int | None = None, waited_for: int | None = None
) -> Begun | Known | Kept | Waits | Beyond:
    """Let a request begin, or name what comes before it.

    `run_left` is what its run may still spend (millionths of a dollar), None for any amount; `waited_for` the number of
    the same request that it waited for.
    """
    known = [body for (body,) in books.tx.all(SQL["payment_answer"], (wanted.request,))]
    if known:
        return Known(known)
    same = books.tx.value(SQL["payment_under_way"], (wanted.request,))
    if same is not None:
        return Waits(books.now + RETRY_MS, "the same request is under way", same)
    standing = None if waited_for is None else books.tx.one(SQL["payment_standing"], (waited_for,))
    if standing is not None and standing[1] == "answered":
        return Kept()
    cost = wanted.cost
    if cost is None:
        cost = books.policies.budget.prices.cost(wanted.provider, wanted.model, wanted.tokens_in, wanted.tokens_out)
    beyond = _beyond(books, Request(wanted.kind, wanted.provider, wanted.model, cost), run_left)
    if beyond is not None:
        return beyond
    waits = _governed(books, wanted)
    if waits is not None:
        return waits
    row = {
        "request": wanted.request,
        "provider": wanted.provider,
        "model": wanted.model,
        "purpose": wanted.purpose,
        "kind": wanted.kind,
        "job": wanted.job,
        "jobs": wanted.jobs,
        "supervisor": supervisor,
        "tokens_in": wanted.tokens_in,
        "tokens_out": wanted.tokens_out,
        "cost": cost,
        "now": books.now,
        "wall": books.moment.wall,
    }
    payment = books.tx.insert(SQL["payment_ask"], row)
    books.tx.run(SQL["affordable_again"], (wanted.kind,))
    _count(books, supervisor, wanted, payment)
    return Begun(payment, cost or 0)


def _beyond(books: Books, request: Request, run_left: int | None) -> Beyond | None:
    """Why there is no money for a request: first by the settings, which hold for all, then by its own run."""
    reason = budget.why_not(books, request)
    if reason is not None:
        budget.refused(books, request)
        return Beyond(reason)
    if run_left is None or request.cost == 0:
        return None
    if request.cost is None:
        return Beyond(Unpriced(kind=request.kind, provider=request.provider, model=request.model), is_of_run=True)
    if request.cost > run_left:
        return Beyond(OverRun(kind=request.kind, need=request.cost, left=max(0, run_left)), is_of_run=True)
    return None


def cost_of(books: Books, payment: int) -> int:
    """What a request counts with, in millionths of a dollar; 0 where no price is known."""
    found = books.tx.one(SQL["payment_price"], (payment,))
    return 0 if found is None else found[2] or 0


def requests_of(provider: str) -> str:
    """The limiter of a provider's requests; its circuit is called so, too."""
    return f"provider:{provider}"


def tokens_of(provider: str) -> str:
    """The limiter of the tokens that a provider is sent."""
    return f"provider:{provider}:tokens"


def declared_rates(providers: Mapping[str, ProviderSettings]) -> dict[str, Rate]:
    """The rates that the settings give providers, by their limiters."""
    rates: dict[str, Rate] = {}
    for name, provider in providers.items():
        if provider.requests_per_minute is not None:
            rates[requests_of(name)] = Rate(provider.requests_per_minute, MINUTE)
        if provider.tokens_per_minute is not None:
            rates[tokens_of(name)] = Rate(provider.tokens_per_minute, MINUTE)
    return rates


def _governed(books: Books, wanted: Wanted) -> Waits | None:
    """What keeps a provider from being asked now: its own word, its circuit, the configured rates."""
    said = _said(books, wanted)
    if said is not None:
        return said
    names = requests_of(wanted.provider), tokens_of(wanted.provider)
    found = limiters.look(books, names)
    circuit = found.circuits.get(names[0])
    if circuit is not None and circuit.is_open() and books.now < circuit.probe_at():
        return Waits(circuit.probe_at(), f"the circuit of {wanted.provider} is open: {circuit.reason}")
    if circuit is not None and circuit.is_open():
        # One probe: whoever asks next waits for what it finds, or for one more rest.
        books.tx.run(SQL["circuit_probed"], {"limiter": names[0], "now": books.now})
    for name in names:
        if found.starts([name]) < _needed(found, name, wanted):
            until = limiters.next_token(books, found.bounds, name) or 0
            return Waits(max(until, books.now + RETRY_MS), f"the configured rate of {name}")
    return None


def _needed(found: limiters.Limiters, name: str, wanted: Wanted) -> int:
    """How much of a limiter a request takes; one that is larger than the whole window takes the window."""
    if name == requests_of(wanted.provider):
        return 1
    return min([max(1, wanted.tokens_in), *(bound.number for bound in found.bounds if bound.limiter == name)])


def _count(books: Books, supervisor: int | None, wanted: Wanted, payment: int) -> None:
    """Count a request on the limiters of its provider, from now on, and on what its last answers left."""
    names = requests_of(wanted.provider), tokens_of(wanted.provider)
    found = limiters.look(books, names)
    needs = [limiters.Need(name, _needed(found, name, wanted)) for name in names if name in found.left]
    # The numbers of requests are negative there: they are never those of a call.
    found.take(books, supervisor or 0, -payment, needs)
    limiters.began(books, supervisor or 0, [-payment])
    books.tx.run(SQL["provider_rate_take"], {"provider": wanted.provider, "tokens": wanted.tokens_in})


def _said(books: Books, wanted: Wanted) -> Waits | None:
    """What the provider's last answers keep from it."""
    row = books.tx.one(SQL["provider_rate"], (wanted.provider,))
    if row is None:
        return None
    not_before, requests, requests_fresh, tokens, tokens_fresh = row
    if not_before is not None and books.now < not_before:
        return Waits(not_before, f"{wanted.provider} asked to wait")
    if requests is not None and requests < 1 and books.now < (requests_fresh or 0):
        return Waits(requests_fresh, f"{wanted.provider} takes no more requests until then")
    if tokens is not None and tokens < wanted.tokens_in and books.now < (tokens_fresh or 0):
        return Waits(tokens_fresh, f"{wanted.provider} takes no more tokens until then")
    return None


def answered(books: Books, provider: str, entry: Entry, receive: Receive) -> bool:
    """Take an answer into the journal, and its pieces to whoever keeps them; once, however often it arrives.

    False where no request waits for it: it has one already, or this is the answer to another request.
    """
    reply = entry.reply
    row = {
        "id": entry.payment,
        "request": entry.request,
        "tokens_in": reply.tokens_in,
        "tokens_out": reply.tokens_out,
        "cost": _counted(books, entry.payment, reply),
        "now": books.now,
    }
    kind = books.tx.value(SQL["payment_answered"], row)
    if kind is None:
        return False
    if not receive(books, kind, entry.model, dict(zip(entry.parts, reply.parts, strict=True))):
        pieces = [
            {"request": entry.request, "place": place, "body": body, "now": books.now}
            for place, body in enumerate(reply.parts)
        ]
        books.tx.many(SQL["payment_answer_keep"], pieces)
    leaves(books, provider, reply.left, None)
    limiters.answered(books, requests_of(provider), [None])
    return True


def failed(books: Books, payment: int, provider: str, failure: Failure, spent: Spent | None) -> None:
    """A request brought nothing: what it cost is known, or nobody knows what became of it."""
    if spent is not None:
        row = {
            "id": payment,
            "tokens_in": spent.tokens_in,
            "tokens_out": spent.tokens_out,
            "cost": _counted(books, payment, spent),
            "code": failure.code,
            "now": books.now,
        }
        books.tx.run(SQL["payment_failed"], row)
    else:
        books.tx.run(SQL["payment_lost"], {"id": payment, "now": books.now})
    if failure.retry_after is not None:
        leaves(books, provider, None, failure.retry_after)
    if failure.provider and failure.retryable:
        limiters.answered(books, requests_of(provider), [failure])


def _counted(books: Books, payment: int, spent: PaidReply | Spent) -> int | None:
    """What a request cost by what was counted; None for what it was estimated at."""
    if spent.cost is not None or not spent.tokens_in + spent.tokens_out:
        return spent.cost
    found = books.tx.one(SQL["payment_price"], (payment,))
    if found is None:
        return None
    provider, model, _ = found
    return books.policies.budget.prices.cost(provider, model, spent.tokens_in, spent.tokens_out)


def lost(books: Books, payment: int) -> None:
    """Its worker is gone, and left no answer; nothing where it is over already."""
    books.tx.run(SQL["payment_lost"], {"id": payment, "now": books.now})


def forget_old(books: Books, limit: int) -> int:
    """Remove requests of days long past, the oldest first; how many. What they came to stays in the totals by day.

    One that is under way stays, and so do the answers: asked again, they are not paid again (M1).
    """
    first = books.moment.wall // budget.DAY_MS - KEPT_DAYS
    return books.tx.run(SQL["payments_remove"], {"before": first * budget.DAY_MS, "limit": limit})


def left_behind(books: Books) -> dict[str, int]:
    """What the statement `payments_left_behind` asks for: since when a command without a supervisor must be gone."""
    return {"before": books.now - LONGEST_ALONE_MS}


def leaves(books: Books, provider: str, left: RateLeft | None, retry_after: float | None) -> None:
    """Keep what an answer leaves of the provider's rates; `retry_after` (seconds) is its wish for a rest."""
    if left is None:
        if retry_after is not None:
            books.tx.run(SQL["provider_rests"], {"provider": provider, "until": books.now + round(retry_after * 1000)})
        return
    row = {
        "provider": provider,
        "requests": left.requests,
        "requests_fresh": _moment(books, left.requests_seconds),
        "tokens": left.tokens,
        "tokens_fresh": _moment(books, left.tokens_seconds),
    }
    if left.requests is not None or left.tokens is not None:
        books.tx.run(SQL["provider_rate_set"], row)


def _moment(books: Books, seconds: float | None) -> int | None:
    return None if seconds is None else books.now + round(seconds * 1000)
