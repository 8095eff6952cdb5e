"""Why a job waits, each reason an object (B7).

Those that bound a lane carry the numbers from which the claim derives how much may start (queue/limits.py), so that
what is reported is what is done. `until` and the other moments lie on the time line, in milliseconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from cgq.hints import argument, plain
from cgq.money import dollars
from cgq.queue.limiters import UNLIMITED

Period = Literal["day", "month"]
"""What a budget is for: a day or a month of UTC."""

CLOSED = -1
"""Calls of a lane where nothing may start, nor be put behind what runs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why something waits.

    `calls` and `starts` are the further calls and jobs that it leaves a lane. `since` is since when it holds, None
    where that is not kept; `until` is when it ends by itself, None when nobody can tell or somebody has to do
    something. `jobs` and `supervisors` are those that hold it up.
    """

    code: ClassVar[str] = "waits"

    since: int | None = None
    until: int | None = None
    jobs: tuple[int, ...] = ()
    supervisors: tuple[int, ...] = ()

    @property
    def calls(self) -> int:
        """How many further calls of a lane it lets start."""
        return UNLIMITED

    @property
    def starts(self) -> int:
        """How many further jobs of a lane it lets start."""
        return UNLIMITED

    @property
    def closes(self) -> bool:
        """Does it let nothing start?"""
        return self.calls < 1 or self.starts < 1

    @property
    def message(self) -> str:
        """What is the matter, as a sentence without its full stop."""
        raise NotImplementedError

    @property
    def hint(self) -> str:
        """What would end it, where a person can; empty else."""
        return ""


ITSELF = "cgq"
"""Who paused a queue that a fault would have met again with every job: a supervisor, not a person."""


def resume_hint(queue: str, *, of_all: bool, by: str = "") -> str:
    """The command for a hint that ends a pause of somebody; what a fault paused goes on after it was mended."""
    if of_all:
        return "Let every queue go on: `cgq resume --all`"
    begin = "Once that is mended, let" if by == ITSELF else "Let"
    return f"{plain(begin)} it go on: `cgq resume {argument(queue)}`"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paused(Reason):
    """A queue is paused; `of_all`: every queue is."""

    code = "paused"

    queue: str
    by: str
    why: str
    of_all: bool = False

    @property
    def calls(self) -> int:
        return CLOSED

    @property
    def message(self) -> str:
        what = "every queue" if self.of_all else f"queue {self.queue}"
        why = f": {self.why.rstrip('.')}" if self.why else ""
        return f"{what} is paused by {self.by}{why}"

    @property
    def hint(self) -> str:
        return resume_hint(self.queue, of_all=self.of_all, by=self.by)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit(Reason):
    """A queue's or a kind's limit of calls in flight, the lowest with which a supervisor was started (C2).

    `scope` is what its slots are stored under, `name` what people call it. `own` calls of it are in flight at the
    supervisor that would start more, `others` elsewhere; `starved` supervisors want one and have none, and each of them
    is left one, as long as one remains here.
    """

    code = "limit"

    scope: str
    name: str
    most: int
    own: int
    others: int = 0
    starved: int = 0

    @property
    def calls(self) -> int:
        return min(self.most - self.others, max(1, self.most - self.starved)) - self.own

    @property
    def message(self) -> str:
        in_flight = self.own + self.others
        if in_flight < self.most:
            return f"{self.name} leaves the rest of its {self.most} calls at once to other supervisors"
        return f"{self.name} is at its limit of {self.most} {'call' if self.most == 1 else 'calls'} at once"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated(Reason):
    """A kind's limiter: `left` more may start now; `until` is when the next may, where none is left."""

    code = "rate"

    kind: str
    left: int

    @property
    def starts(self) -> int:
        return self.left

    @property
    def message(self) -> str:
        return f"kind {self.kind} has used up its rate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Circuit(Reason):
    """A kind rests, for its provider failed several times in a row (T4); `until` is when its next probe is due.

    `may_probe`: one call may go now to find out; `in_flight` are its calls that are not over.
    """

    code = "circuit_open"

    kind: str
    why: str
    may_probe: bool
    in_flight: int

    @property
    def calls(self) -> int:
        return 1 if self.may_probe else CLOSED

    @property
    def starts(self) -> int:
        return 1

    @property
    def message(self) -> str:
        probe = "; its probe is under way" if self.in_flight else ""
        return f"kind {self.kind} rests, for its provider failed several times in a row: {self.why.rstrip('.')}{probe}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OverBudget(Reason):
    """A kind's next request would go beyond what may be spent in a day or a month (M2).

    `cap`, `spent` and `need` in millionths of a dollar; `until` is when the next period begins, None where the request
    alone costs more than a whole one may.
    """

    code = "budget"

    kind: str
    period: Period
    cap: int
    spent: int
    need: int

    @property
    def calls(self) -> int:
        return CLOSED

    @property
    def message(self) -> str:
        left = f"{dollars(self.spent)} of {dollars(self.cap)} a {self.period} (UTC) are spent or reserved"
        return f"kind {self.kind} waits for money: its next request needs up to {dollars(self.need)}, and {left}"

    @property
    def hint(self) -> str:
        raised = f"Raise per_{plain(self.period)} under [budget] in cgq.toml, or see what was spent: `cgq cost`"
        return raised if self.until is not None else f"One request costs more than the budget. {raised}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpriced(Reason):
    """A kind's next request has no known price, and there is a budget that it could go beyond (M2)."""

    code = "unknown_price"

    kind: str
    provider: str
    model: str

    @property
    def calls(self) -> int:
        return CLOSED

    @property
    def message(self) -> str:
        what = f"no price is known for {self.model} of {self.provider}"
        return f"kind {self.kind} may not spend: {what}, and there is a budget"

    @property
    def hint(self) -> str:
        line = f'[{plain(self.provider)}.models] "{plain(self.model)}" = {{ input = USD, output = USD }}'
        return f"Name a price list under [prices] in cgq.toml, with date = today and {line} for a million tokens."


@dataclass(frozen=True, slots=True, kw_only=True)
class OverRun(Reason):
    """The next request would go beyond what one run may spend (`--max-cost`); `need` and what is `left` of that in
    millionths of a dollar."""

    code = "max_cost"

    kind: str
    need: int
    left: int

    @property
    def message(self) -> str:
        left = f"more than the {dollars(self.left)} left of --max-cost"
        return f"kind {self.kind} needs up to {dollars(self.need)} for its next request, {left}"

    @property
    def hint(self) -> str:
        amount = dollars(self.need).lstrip("$").replace(",", "")
        return f"Give it more, at least: `cgq run --max-cost {argument(amount)}`"
