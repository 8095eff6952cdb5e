"""The requests of calls that cost money: permitted, journalled, and never made twice (M1, R4).

A call waits in its worker until a transaction here lets its request begin. What it was answered lies in the spool
before it is used; the transaction of the same turn takes it into the journal. Where the worker or this process dies
between, whoever finds the file does.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.errors import Failure, StageFailed
from cgq.queue import payments, spool
from cgq.workers import wire
from cgq.workers.engine import Asked

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from cgq.queue.books import Books
    from cgq.queue.reasons import Reason
    from cgq.workers.engine import Payment, WorkCall
    from cgq.workers.roster import Roster

STOPPED = Failure(code="stopped", message="The supervisor stops before this request could begin.")
KEPT = Failure(code="answered_meanwhile", message="The same request was answered meanwhile; what it brought is kept.")


@dataclass(slots=True)
class _Waiting:
    """A call that waits for a permission; `until` is when to look again, in milliseconds of the line.

    `same` is the number of the same request that it waits or waited for.
    """

    asked: Asked
    until: int = 0
    why: str = ""
    same: int | None = None


@dataclass(frozen=True, slots=True)
class _Begun:
    """A request under way: the call that made it, and what is reserved for it (millionths of a dollar)."""

    call: WorkCall
    provider: str
    cost: int


class Payments:
    """What one supervisor knows of the requests of its calls."""

    def __init__(self, roster: Roster, supervisor: int | None, folder: Path, max_cost: int | None = None) -> None:
        """`max_cost` is what may be spent here, in millionths of a dollar; None for any amount."""
        self._roster = roster
        self._supervisor = supervisor
        self._folder = folder
        self._waiting: list[_Waiting] = []
        self._max_cost = max_cost
        self.spent = 0
        """Millionths of a dollar that requests of here cost, or may cost."""
        self.over_run: Reason | None = None
        """Why no further request may begin here (`max_cost`); None as long as one may."""
        self._under_way: dict[int, _Begun] = {}
        self._came: list[Payment] = []
        self._over: list[int] = []
        self._answers: list[tuple[Asked, wire.AskAnswer]] = []
        self._taken: list[int] = []
        self._stored_waits: list[tuple[int, int, str]] = []

    def __bool__(self) -> bool:
        """Is there something to write down?"""
        return bool(self._came or self._over) or any(not one.until for one in self._waiting)

    @property
    def are_under_way(self) -> bool:
        """Is a request not settled yet?"""
        return bool(self._under_way)

    def take(self, event: Asked | Payment) -> None:
        """A call waits for a permission, or a request of one brought something."""
        if isinstance(event, Asked):
            self._waiting.append(_Waiting(event))
        else:
            self._came.append(event)

    def over(self, calls: Iterable[WorkCall]) -> None:
        """These calls are over, or their worker is gone: what they had under way brings no more."""
        ended = {id(call) for call in calls}
        self._waiting = [one for one in self._waiting if id(one.asked.call) not in ended]
        self._over += [payment for payment, one in self._under_way.items() if id(one.call) in ended]

    def write(self, books: Books, *, stops: bool = False) -> None:
        """Journal what came and let what waits begin; with `stops`, what waits is refused and goes back uncharged."""
        for event in self._came:
            self._journal(books, event)
        for payment in self._over:
            self._settle(books, payment)
        self._came.clear()
        self._over.clear()
        for one in list(self._waiting):
            answer = _gives_back(one.asked.ask, STOPPED) if stops else self._answer(books, one)
            if answer is not None:
                self._waiting.remove(one)
                self._answers.append((one.asked, answer))
        self._keep_waits(books)

    def _keep_waits(self, books: Books) -> None:
        """Store what waits, where that changed: others are asked why these jobs take so long (B7)."""
        waits = [(id(one), one.until, one.why) for one in self._waiting]
        if self._supervisor is None or waits == self._stored_waits:
            return
        self._stored_waits = waits
        books.tx.run(payments.SQL["payment_waits_clear"], (self._supervisor,))
        rows = [
            {
                "supervisor": self._supervisor,
                "number": number,
                "jobs": json.dumps([job.id for job in one.asked.call.jobs]),
                "provider": one.asked.ask.provider,
                "why": one.why,
                "until": one.until,
            }
            for number, one in enumerate(self._waiting)
        ]
        books.tx.many(payments.SQL["payment_wait_add"], rows)

    def committed(self) -> None:
        """The transaction holds: the calls go on, and what the journal has leaves the spool."""
        answers, self._answers = self._answers, []
        for asked, answer in answers:
            asked.answer(answer)
        taken, self._taken = self._taken, []
        for payment in taken:
            spool.remove(self._folder, payment)

    def next_moment(self) -> int | None:
        """When one that waits is to be looked at again (ms of the line)."""
        return min((one.until for one in self._waiting), default=None)

    # One request

    def _answer(self, books: Books, one: _Waiting) -> wire.AskAnswer | None:
        if one.until > books.now:
            return None
        ask, call = one.asked.ask, one.asked.call
        wanted = payments.Wanted(
            request=ask.request,
            provider=ask.provider,
            model=ask.model,
            purpose=ask.purpose,
            tokens_in=ask.tokens_in,
            tokens_out=ask.tokens_out,
            cost=ask.cost,
            kind=one.asked.kind,
            job=call.jobs[0].id or None,
            jobs=len(call.jobs),
        )
        left = None if self._max_cost is None else self._max_cost - self.spent
        found = payments.begin(books, self._supervisor, wanted, left, one.same)
        if isinstance(found, payments.Waits) and found.same is not None:
            self.sweep(books)
            found = payments.begin(books, self._supervisor, wanted, left, found.same)
        if isinstance(found, payments.Waits):
            one.until, one.why, one.same = found.until, found.why, found.same or one.same
            return None
        if isinstance(found, payments.Kept):
            return _gives_back(ask, KEPT)
        if isinstance(found, payments.Known):
            return wire.KnownAnswer(ask.task, ask.call, ask.ask, found.parts)
        if isinstance(found, payments.Beyond):
            if found.is_of_run:
                self.over_run = found.reason
            failure = Failure(code=found.reason.code, message=found.message, hint=found.reason.hint)
            return _gives_back(ask, failure)
        self._under_way[found.payment] = _Begun(call, ask.provider, found.cost)
        self.spent += found.cost
        return wire.Granted(ask.task, ask.call, ask.ask, found.payment)

    def _journal(self, books: Books, event: Payment) -> None:
        payment = event.came.payment
        known = self._under_way.get(payment)
        if known is None or known.call is not event.call:
            return  # a worker speaks of a request that is not its own: nothing of it is believed
        if isinstance(event.came, wire.Paid):
            self._take_in(books, payment, known.provider)
        else:
            payments.failed(books, payment, known.provider, event.came.failure, event.came.spent)
        self._settled(books, payment)

    def _settle(self, books: Books, payment: int) -> None:
        """A call is over that did not report what became of its request: the spool knows, or nobody does."""
        known = self._under_way.get(payment)
        if known is not None:
            self._take_in(books, payment, known.provider)
            self._settled(books, payment)

    def _settled(self, books: Books, payment: int) -> None:
        """A request is over: what it cost takes the place of what was reserved for it."""
        self.spent += payments.cost_of(books, payment) - self._under_way.pop(payment).cost

    def _take_in(self, books: Books, payment: int, provider: str) -> None:
        if take_in(books, self._folder, payment, provider, self._receive):
            self._taken.append(payment)

    def _receive(self, books: Books, kind: str, model: str, parts: Mapping[str, bytes]) -> bool:
        """Give an answer to the stage that asked; False where the journal keeps it: the stage does not, or fails."""
        stage = self._roster.stages.get(kind)
        if stage is None:
            return False
        try:
            with books.savepoint():
                return stage.keep_paid(books.tx, model, parts)
        except (Exception, SystemExit):  # a stage's fault stops no supervisor (R5)
            if not books.is_open():
                raise
            return False

    def sweep(self, books: Books) -> None:
        """Take in, or give up, what processes that are gone had under way."""
        for payment, provider in books.tx.all(payments.SQL["payments_left_behind"], payments.left_behind(books)):
            self._take_in(books, payment, provider)

    def clear_spool(self, books: Books) -> None:
        """Take in what lies in the spool though its request is over.

        Its supervisor was killed: before its worker wrote the answer, or before it removed what the journal had.
        """
        for payment in spool.left(self._folder):
            provider, state = books.tx.one(payments.SQL["payment_standing"], (payment,)) or ("", "unknown")
            if state == "lost":
                self._take_in(books, payment, provider)
            elif state != "asked":  # the journal has it, or another database did, which was put back since
                self._taken.append(payment)

    def close(self, books: Books) -> None:
        """Every worker is ended: what they were answered is taken in, what they were not is lost."""
        self._taken.clear()  # of a transaction that was rolled back: the journal has nothing of it
        for event in self._came:
            self._journal(books, event)
        for payment in list(self._under_way):
            self._settle(books, payment)
        self._waiting.clear()
        self._keep_waits(books)


def _gives_back(ask: wire.Ask, failure: Failure) -> wire.AskAnswer:
    """The request is not made, and the jobs of its call go back uncharged."""
    return wire.NotGranted(ask.task, ask.call, ask.ask, failure)


def take_in(books: Books, folder: Path, payment: int, provider: str, receive: payments.Receive) -> bool:
    """Take an answer from the spool into the journal; where none lies there that is its own, the request is lost.

    Whether its file has done its service: one that cannot be read now may be read by another supervisor.
    """
    try:
        entry = spool.read(folder, payment)
    except (OSError, StageFailed) as error:
        payments.lost(books, payment)  # it counts as paid, and may be asked again
        return isinstance(error, StageFailed)
    if entry is None or not payments.answered(books, provider, entry, receive):
        payments.lost(books, payment)
    return True
