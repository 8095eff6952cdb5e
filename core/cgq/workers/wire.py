"""What goes over the channel: JSON of these shapes, checked on arrival; never pickle (R9)."""

from __future__ import annotations

import struct
from typing import Annotated, Any, Literal, Protocol

import msgspec

from cgq.contract import Artifact, Discard, GivenBack, Postponed, Purpose, Unfinished
from cgq.errors import MAX_COUNT, Failure, Spent

PROTOCOL = 8  # version
"""Version of these shapes: a worker of another version is refused when it reports that it is ready."""


class KindSetup(msgspec.Struct, array_like=True):
    """A kind that the worker serves, its settings as JSON, and the database that it may read, if any."""

    kind: str
    settings: msgspec.Raw
    database: str | None


class Setup(msgspec.Struct, array_like=True, tag="setup"):
    """Supervisor to worker, once: which kinds it serves, in how many threads, within which limits.

    `memory` is in bytes beyond what the loaded libraries take, None for no limit and no sandbox. `files` is the
    folder for new files (see queue.artifacts), None where there is none; `spool` that for paid answers, where its
    calls may pay. `secrets` are the variables that its kinds may read: over the channel, for everybody can see what a
    process was started with.
    """

    kinds: list[KindSetup]
    threads: int
    memory: int | None
    files: str | None
    secrets: dict[str, str]
    spool: str | None = None


class CallTask(msgspec.Struct, array_like=True):
    """One call: what each of its jobs gave, and the seconds it may take (see engine.Assignment, engine.WorkCall)."""

    timeout: float
    per_item: float
    most: float
    given: list[msgspec.Raw]
    unless_whole: bool = False


class Task(msgspec.Struct, array_like=True, tag="task"):
    """Supervisor to worker: calls to make one after the other in one of its threads.

    `prompt`: each reply is sent before the next call begins.
    """

    id: int
    slot: int
    kind: str
    calls: list[CallTask]
    prompt: bool = False


class Abandon(msgspec.Struct, array_like=True, tag="abandon"):
    """Supervisor to worker: nobody waits any more for this call of a task: where it is still made, it has no time left.

    Only to a worker of several threads; one of a single thread is ended.
    """

    task: int
    call: int


class Granted(msgspec.Struct, array_like=True, tag="granted"):
    """Supervisor to worker: a request may be made, under this number."""

    task: int
    call: int
    ask: int
    payment: int


class KnownAnswer(msgspec.Struct, array_like=True, tag="known"):
    """Supervisor to worker: the request was answered once; the pieces."""

    task: int
    call: int
    ask: int
    parts: list[bytes]


class NotGranted(msgspec.Struct, array_like=True, tag="not granted"):
    """Supervisor to worker: the request may not be made; why."""

    task: int
    call: int
    ask: int
    failure: Failure


Way = Literal["done", "failed", "discarded", "unfinished", "given back", "postponed"]
"""How an outcome ends its job, or the call alone."""


class OutcomeReply(msgspec.Struct, array_like=True):
    """What came out for one job or item: a result of the stage's type, a Failure, a Discard, an Unfinished, a
    GivenBack or a Postponed; and its new files."""

    way: Way
    value: msgspec.Raw
    files: list[Artifact] = []


class CallReply(msgspec.Struct, array_like=True):
    """What came out of one call, and the seconds that it took.

    `halve` tells that the call itself failed, in a way that may be one job's fault.
    """

    seconds: float
    halve: bool
    outcomes: list[OutcomeReply]


class Replies(msgspec.Struct, array_like=True, tag="replies"):
    """Worker to supervisor: the outcomes of calls `first`, `first` + 1, … of a task."""

    task: int
    first: int
    calls: list[CallReply]


class ProgressReply(msgspec.Struct, array_like=True, tag="progress"):
    """Worker to supervisor: how far a call is (see contract.Call.progress)."""

    task: int
    call: int
    done: int
    total: int
    besides: int


MAX_ITEM_TEXT = 1_000
"""Characters of an item's key and of its name: more than most addresses have, few enough to keep ten thousand."""

ItemText = Annotated[str, msgspec.Meta(max_length=MAX_ITEM_TEXT)]
"""The key or the name of an item."""

ItemSeconds = Annotated[float, msgspec.Meta(ge=0.0, le=1e9)]
"""What an item took; thirty years at most, so that its milliseconds are a number that SQLite keeps."""


class ItemReply(msgspec.Struct, array_like=True, tag="item"):
    """Worker to supervisor: a finished item of a call that goes on, its key and name, what came of it and its time."""

    task: int
    call: int
    key: ItemText
    name: ItemText
    outcome: OutcomeReply
    seconds: ItemSeconds


Count = Annotated[int, msgspec.Meta(ge=0, le=MAX_COUNT)]
"""Tokens, or millionths of a dollar."""

ShortText = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
"""The name of a provider or a model."""


class Ask(msgspec.Struct, array_like=True, tag="ask"):
    """Worker to supervisor: may the call make this request now? `ask` numbers it within its worker (see PaidRequest).

    Where it goes and what is sent stay with the worker; `request` is the hash of them.
    """

    task: int
    call: int
    ask: int
    request: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
    provider: ShortText
    model: ShortText
    purpose: Purpose
    tokens_in: Count
    tokens_out: Count
    cost: Count | None


class Paid(msgspec.Struct, array_like=True, tag="paid"):
    """Worker to supervisor: the answer to a request lies in the spool."""

    task: int
    call: int
    payment: int


class Unpaid(msgspec.Struct, array_like=True, tag="unpaid"):
    """Worker to supervisor: a request brought nothing. `spent` is what it cost all the same (see ProviderFailed)."""

    task: int
    call: int
    payment: int
    spent: Spent | None
    failure: Failure


class Ready(msgspec.Struct, array_like=True, tag="ready"):
    """Worker to supervisor, once: loaded and limited; it takes tasks."""

    protocol: int
    confined: bool


class Broken(msgspec.Struct, array_like=True, tag="broken"):
    """Worker to supervisor: it could not get ready, and ends."""

    failure: Failure


Incoming = Replies | ItemReply | ProgressReply | Ask | Paid | Unpaid | Ready | Broken
AskAnswer = Granted | KnownAnswer | NotGranted
Outgoing = Task | Abandon | Granted | KnownAnswer | NotGranted

encode = msgspec.json.Encoder().encode
decode_incoming: msgspec.json.Decoder[Incoming] = msgspec.json.Decoder(Incoming)
decode_outgoing: msgspec.json.Decoder[Outgoing] = msgspec.json.Decoder(Outgoing)
decode_setup: msgspec.json.Decoder[Setup] = msgspec.json.Decoder(Setup)
decode_failure: msgspec.json.Decoder[Failure] = msgspec.json.Decoder(Failure)
decode_discard: msgspec.json.Decoder[Discard] = msgspec.json.Decoder(Discard)
decode_given_back: msgspec.json.Decoder[GivenBack] = msgspec.json.Decoder(GivenBack)
decode_postponed: msgspec.json.Decoder[Postponed] = msgspec.json.Decoder(Postponed)
decode_unfinished: msgspec.json.Decoder[Unfinished] = msgspec.json.Decoder(Unfinished)


class Timed(Protocol):
    """What has the seconds of a call (see engine.Assignment)."""

    timeout: float
    per_item: float
    most: float


def allowed(call: Timed, announced: int) -> float:
    """The seconds that a call may take that has announced so many items."""
    return min(call.timeout + call.per_item * announced, max(call.most, call.timeout))


def raw(value: Any) -> msgspec.Raw:
    """A value as JSON that is not looked into on the way."""
    return msgspec.Raw(encode(value))


GETTING_READY = -1
"""Stands on the slate instead of a task while a user's own kind gets ready, with its place among the worker's kinds."""


class Slate:
    """Shared memory on which a worker writes what each of its threads is at: task and call.

    The supervisor reads it to tell whose call outlasts its time, and whose call a dead worker was at.
    """

    _ENTRY = struct.Struct("<qq")

    def __init__(self, memory: Any) -> None:
        self._memory = memory

    @classmethod
    def size(cls, slots: int) -> int:
        """Bytes that so many threads need."""
        return max(cls._ENTRY.size * slots, 4096)

    def write(self, slot: int, task: int, call: int) -> None:
        """Worker: this thread is now at this call."""
        self._ENTRY.pack_into(self._memory, self._ENTRY.size * slot, task, call)

    def read(self, slot: int) -> tuple[int, int]:
        """Supervisor: (task, call) of this thread; (0, 0) before its first."""
        task, call = self._ENTRY.unpack_from(self._memory, self._ENTRY.size * slot)
        return task, call
