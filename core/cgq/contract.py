"""What passes between a stage and whoever runs it: arguments, outcomes, items, files, and what a call may ask for.

A leaf: the floors that a stage calls (the bank, the providers) may take a `Call` or return an outcome. The stage
itself is `stages.stage.Stage`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Generic, Literal, Protocol, TypeVar

import msgspec

from cgq.db import LARGEST_INTEGER
from cgq.errors import Failure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from contextlib import AbstractContextManager

    from cgq.db.connection import Transaction

R = TypeVar("R")

Host = Literal["pool", "analyser", "threads"]
"""Where compute runs: a process of its own with hard limits; the one process that keeps the Korean
analyser loaded; a thread of the one process that waits for the network."""

About = Literal["question", "material", "bank", "nothing"]
"""What one job of a kind works on: a question or a paper by its id, the bank as a whole, or what its arguments say."""

BAD_ARGUMENTS = "bad_arguments"
"""Code of a job whose arguments do not fit its kind: refused when it is enqueued, discarded where it got in."""

RECORD_GONE = "record_gone"
"""Code of a job whose record was deleted meanwhile (S4)."""

Id = Annotated[int, msgspec.Meta(ge=1, le=LARGEST_INTEGER)]
"""The id of a row."""


class Arguments(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of a kind's arguments: a struct of what a job needs to know, checked when it is enqueued."""


class NoArguments(Arguments, frozen=True):
    """A kind whose job needs nothing: it works on the bank as it is."""


class OfQuestion(Arguments, frozen=True):
    """The question that a job works on, by its id."""

    question: Id


class OfMaterial(Arguments, frozen=True):
    """The paper that a job works on, by its id."""

    material: Id


@dataclass(frozen=True, slots=True)
class Artifact:
    """A file that a call has written: hex sha256 and bytes of its content, and its name among the new files.

    It is kept when the outcome that names it is stored, and removed otherwise.
    """

    sha256: str
    size: int
    name: str


@dataclass(frozen=True, slots=True)
class Done(Generic[R]):
    """The result of one job, and the files that belong to it."""

    result: R
    files: tuple[Artifact, ...] = ()


@dataclass(frozen=True, slots=True)
class Known(Generic[R]):
    """`load` found the result in the database: it is stored without a compute."""

    result: R


@dataclass(frozen=True, slots=True)
class Discard:
    """There is nothing to do for this job any more: it ends `discarded` with this code, whoever finds out."""

    code: str
    message: str

    @staticmethod
    def gone(message: str) -> Discard:
        """The record of the job was deleted meanwhile (S4)."""
        return Discard(RECORD_GONE, message)

    def as_failure(self) -> Failure:
        """The same as an error that is kept with the job."""
        return Failure(code=self.code, message=self.message, retryable=False)


@dataclass(frozen=True, slots=True)
class Again(Generic[R]):
    """Yielded by `store`: call it once more, in another transaction, with this as the result (see Stage.in_steps).

    `files` are those of the outcome that are kept from this step on; the last step keeps the others.
    """

    rest: R
    files: tuple[Artifact, ...] = ()


@dataclass(frozen=True, slots=True)
class GivenBack:
    """The call did not get its chance, through nobody's fault: its job is ready again, uncharged (R1)."""

    code: str
    reason: str

    def as_failure(self) -> Failure:
        """The same as an error, outside of the queue."""
        return Failure(code=self.code, message=self.reason)


@dataclass(frozen=True, slots=True)
class Postponed:
    """There is nothing to do for this job before something else comes, which `reason` names: it waits so many seconds,
    uncharged, and what it failed at before is forgotten. `load_with` may return it, and `compute`."""

    seconds: float
    code: str
    reason: str

    def as_failure(self) -> Failure:
        """The same as an error, outside of the queue."""
        return Failure(code=self.code, message=self.reason)


@dataclass(frozen=True, slots=True)
class Unfinished:
    """Returned by `compute` for a job of many items whose call has no time for the rest: what it handed over stays, and
    the job goes on with what is left in another call, uncharged (R1).

    Where nothing was handed over, and outside of the queue, it is a failure: nothing goes on for ever.
    """

    reason: str

    def as_failure(self) -> Failure:
        """The same as an error of the job."""
        return Failure(code="unfinished", message=self.reason, hint="Give its kind more time, or its jobs fewer items.")


@dataclass(frozen=True, slots=True)
class Item:
    """One finished item of a job that has many: its key within the job, its name for people, what came of it.

    `seconds` of monotonic time passed since the item before it, or since the call began.
    """

    key: str
    name: str
    outcome: Done[Any] | Failure
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class PassedOver:
    """Yielded by `store_items`: the item with this key is done, and brought nothing: what it is was there already
    (`duplicate`), or it is not wanted (`skipped`). `reason` is for people."""

    key: str
    state: Literal["duplicate", "skipped"]
    reason: str


Counted = Annotated[int, msgspec.Meta(ge=0, le=1 << 53)]
"""Tokens, or millionths of a dollar: what JSON keeps exactly, and a row of the journal takes."""

Purpose = Literal["embeddings", "chat", "image"]
"""What a provider is paid for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidRequest:
    """One request to a provider that costs money, as it is known before it is made.

    `provider` is its name among limits and costs, `address` where it is asked, `body` what is sent, without any key.
    `tokens_in` and `tokens_out` are estimated, rather too many; `cost` is what they come to in millionths of a US
    dollar, None for what the price list gives. `parts` name the pieces of the answer, in their order: the hashes of
    texts that get vectors, or one piece that is the whole.
    """

    provider: str
    address: str
    model: str
    purpose: Purpose
    body: bytes
    tokens_in: int
    tokens_out: int = 0
    cost: int | None = None
    parts: tuple[str, ...] = ("answer",)

    @property
    def key(self) -> str:
        """What makes it the same request (M1): hex sha256 of where it goes, what for, the model and what is sent."""
        said = "\0".join((self.address, self.purpose, self.model)).encode()
        return hashlib.sha256(said + b"\0" + self.body).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLeft:
    """What a provider's headers leave of its rates: so much for so many more seconds; None where it does not say."""

    requests: int | None = None
    requests_seconds: float | None = None
    tokens: int | None = None
    tokens_seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidReply:
    """The answer to a paid request: its pieces as `PaidRequest.parts` name them, what was counted and what it cost: in
    millionths of a US dollar, None for what the price list gives for the tokens that were counted."""

    parts: tuple[bytes, ...]
    tokens_in: Counted = 0
    tokens_out: Counted = 0
    cost: Counted | None = None
    left: RateLeft = RateLeft()


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What some jobs will ask a provider for: requests to a model, and tokens, estimated, rather too many. With
    `in_batch` the batch API is asked, at its price."""

    provider: str
    model: str
    calls: int
    tokens_in: int
    tokens_out: Counted = 0
    in_batch: bool = False


class Payer(Protocol):
    """Whoever keeps the money: no request is made twice, too fast or beyond a budget."""

    def paid(self, request: PaidRequest, ask: Callable[[float], PaidReply]) -> PaidReply:
        """The answer to a request: from the journal where it was answered once, else from `ask` (M1).

        `ask` is called at most once, when the provider's rate, circuit and budget let it; it makes one HTTP call, is
        given the seconds that it may take, and raises ProviderFailed. What waits here is not the call's own time.
        Raises NotNow when the budget or a stop is in the way, or when half of the call's time is over and it has paid
        for something: the jobs of the call go back uncharged.
        """
        ...


class Call(Payer, Protocol):
    """What a stage may ask for while it computes."""

    def progress(self, done: int, total: int, *, besides: int = 0) -> None:
        """Report how many of the call's items are done (see Stage.counts); counts never go back (B2).

        The more items, the more time the call gets (see Policy.timeout_per_item). `besides` is other work of the call
        in items' worth of time, which nobody counts; it holds from then on.
        """
        ...

    def remaining(self) -> float:
        """Seconds until the call's hard timeout; 0 once its job was cancelled.

        A process that a call has to itself is ended then. One that the calls of network-bound kinds share goes on for
        the others: what takes long there, or asks others for much, looks here again and again.
        """
        ...

    def item(self, key: str, name: str, outcome: Done[Any] | Failure) -> None:
        """Hand over a finished item at once: `store_items` stores it while the call goes on.

        Only in a call of one job. `key` names it within the job: 1 to 1,000 characters, no secret; `name` is for
        people, and cut there. What passed since the item before counts as its time, so that the times of all items are
        together those of their calls, also where several are done side by side. Which items are to be done at all,
        `load` asks of `queue.items.wanted`; one that is done and arrives again changes nothing.
        """
        ...

    def snapshot(self) -> AbstractContextManager[Transaction]:
        """One moment of the database, to read only; for a stage with `snapshot = True`."""
        ...

    def artifact(self, pieces: Iterable[bytes]) -> Artifact:
        """Write a new file, flushed to disk; name it in the outcome (`Done.files`) for it to be kept."""
        ...
