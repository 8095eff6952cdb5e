"""Stages that do one thing wrong, each in the way that its arguments ask for."""

from __future__ import annotations

import os
import resource
import signal
import sys
import time
from typing import TYPE_CHECKING, Any

from cgq.contract import Again, Arguments, Done
from cgq.errors import ProviderFailed
from cgq.queue.policy import MEGABYTE, Policy, Tries, tries
from cgq.stages.stage import Stage, Types
from cgq.workers import wire

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cgq.contract import Call, Item
    from cgq.db.connection import Transaction
    from cgq.queue.job import Job, NewJob

ONCE = Policy(timeout=5.0, tries=tries(timeout=Tries(1, 0.0), other=Tries(1, 0.0)))


class Fault(Arguments, frozen=True):
    """What goes wrong."""

    fault: str


class Faulty(Stage[Fault, Any, Any]):
    """A stage of which any method may raise or give nonsense."""

    kind = "faulty"
    arguments = Fault
    policy = ONCE

    def types(self) -> Types:
        return Types(given=str, result=int, item=int)

    def load(self, tx: Transaction, jobs: Sequence[Job[Fault]]) -> Any:
        faults = [job.args.fault for job in jobs]
        if "load raises" in faults:
            raise KeyError("load")
        if "load gives nothing" in faults:
            return None
        return faults if "load gives too few" not in faults else []

    def compute(self, given: Sequence[str], call: Call) -> Any:
        (fault,) = given
        if fault == "compute exits":
            sys.exit(0)
        _disturb(fault)
        if fault == "compute gives too few":
            return []
        if fault == "compute gives no outcome":
            return [None]
        if fault == "the result has another type":
            return [Done("text")]
        if fault.startswith("an item"):
            call.item("a", "A", Done("text" if fault == "an item has another type" else 1))
        if fault == "a file is not written by the call":
            file = call.artifact([b"one"])
            return [Done(1, (type(file)("0" * 64, 3, file.name),))]
        if fault == "a file is named twice":
            file = call.artifact([b"two"])
            return [Done(1, (file, file))]
        if fault == "a file is named by nothing":
            call.artifact([b"three"])
        return [Done(1)]

    def store_items(self, tx: Transaction, job: Job[Fault], items: Sequence[Item]) -> Iterable[NewJob]:
        if job.args.fault == "an item is never storable":
            raise ValueError("store_items")
        return []

    def store(self, tx: Transaction, done: Sequence[tuple[Job[Fault], int]]) -> Any:
        fault = done[0][0].args.fault
        if fault == "store raises":
            raise LookupError("store")
        if fault == "store exits":
            sys.exit(3)
        return [Again(1)] if fault == "store asks for a step" else ["no job"] if fault == "store gives no job" else []

    def summary(self, result: int) -> Any:
        return {"result": result}

    def failed(self, tx: Transaction, lost: Sequence[tuple[Job[Fault], Any]]) -> None:
        if lost[0][0].args.fault == "load raises":
            raise ArithmeticError("failed")


class FaultyLimited(Faulty):
    """The same within limits of time and memory."""

    kind = "faulty_limited"
    policy = Policy(timeout=1.0, memory=128 * MEGABYTE, tries=tries(timeout=Tries(1, 0.0), other=Tries(1, 0.0)))


class FaultyBatch(Faulty):
    """The same with several jobs a call."""

    kind = "faulty_batch"
    policy = Policy(timeout=5.0, batch=8, tries=tries(timeout=Tries(1, 0.0), other=Tries(1, 0.0)))

    def compute(self, given: Sequence[str], call: Call) -> Any:
        return [outcome for one in given for outcome in super(FaultyBatch, self).compute([one], call)]


class FaultySteps(Stage[Fault, str, int]):
    """A stage whose result is stored in steps, wrongly."""

    kind = "faulty_steps"
    arguments = Fault
    policy = Policy(timeout=0.3, tries=tries(timeout=Tries(1, 0.0), other=Tries(1, 0.0)))
    in_steps = True

    def types(self) -> Types:
        return Types(given=str, result=int)

    def load(self, tx: Transaction, jobs: Sequence[Job[Fault]]) -> Sequence[str]:
        return [job.args.fault for job in jobs]

    def compute(self, given: Sequence[str], call: Call) -> Sequence[Done[int]]:
        return [Done(1) for _ in given]

    def store(self, tx: Transaction, done: Sequence[tuple[Job[Fault], int]]) -> Iterable[Any]:
        fault = done[0][0].args.fault
        if fault == "it never ends":
            return [Again(1)]
        return [Again(1), Again(2)] if fault == "it asks twice" else []

    def summary(self, result: int) -> Any:
        raise KeyError("summary")


class Flood(Stage[Fault, str, int]):
    """Hands over as many items as its argument says, as fast as it can."""

    kind = "flood"
    arguments = Fault
    policy = Policy(queue="default")

    def types(self) -> Types:
        return Types(given=str, result=int, item=int)

    def load(self, tx: Transaction, jobs: Sequence[Job[Fault]]) -> Sequence[str]:
        return [job.args.fault for job in jobs]

    def compute(self, given: Sequence[str], call: Call) -> Sequence[Done[int]]:
        count = int(given[0])
        for number in range(count):
            call.item(str(number), str(number), Done(os.getpid()))
        return [Done(count)]

    def store_items(self, tx: Transaction, job: Job[Fault], items: Sequence[Item]) -> Iterable[NewJob]:
        tx.many("INSERT INTO effect (job, value) VALUES (?, ?)", [(job.id, int(item.key)) for item in items])
        return []

    def store(self, tx: Transaction, done: Sequence[tuple[Job[Fault], int]]) -> Iterable[NewJob]:
        return []


class Unready(Stage[Fault, str, int]):
    """Cannot load what it needs, in a worker of its own."""

    kind = "unready"
    arguments = Fault
    policy = ONCE

    def types(self) -> Types:
        return Types(given=str, result=int)

    def prepare(self) -> None:
        raise RuntimeError("the model is not there")

    def load(self, tx: Transaction, jobs: Sequence[Job[Fault]]) -> Sequence[str]:
        return [job.args.fault for job in jobs]

    def compute(self, given: Sequence[str], call: Call) -> Sequence[Done[int]]:
        return [Done(1) for _ in given]

    def store(self, tx: Transaction, done: Sequence[tuple[Job[Fault], int]]) -> Iterable[NewJob]:
        return []


class Ending(Unready):
    """Ends its worker instead of getting ready: with a status, or by a signal."""

    kind = "ending"

    def prepare(self) -> None:
        os._exit(3)


class Crashing(Unready):
    """The same by a signal of its own doing."""

    kind = "crashing"

    def prepare(self) -> None:
        os.kill(os.getpid(), signal.SIGSEGV)


class UnreadyThreads(Unready):
    """The same in the worker that it shares with others."""

    kind = "unready_threads"
    host = "threads"


class Upgraded(Unready):
    """Its worker speaks as that of another version of cgq does."""

    kind = "upgraded"

    def prepare(self) -> None:
        wire.PROTOCOL += 1


def _disturb(fault: str) -> None:
    """What takes more than the call with it, were it not in a process of its own."""
    if fault == "compute is interrupted":
        raise KeyboardInterrupt
    if fault == "compute ends its process":
        os._exit(0)
    if fault == "compute crashes its process":
        os.kill(os.getpid(), signal.SIGSEGV)
    if fault == "compute takes all memory":
        bytearray(1 << 30)
    if fault == "a provider refuses":
        raise ProviderFailed("No.", code="provider_auth", retryable=False, pauses_queue=True)
    while fault == "compute never ends":
        time.sleep(0.01)


class Cramped(Unready):
    """Loads a library that aborts where memory is limited, as C++ does."""

    kind = "cramped"

    def prepare(self) -> None:
        if resource.getrlimit(resource.RLIMIT_AS)[0] != resource.RLIM_INFINITY:
            os.abort()


class Odd(Unready):
    """Gives a result, an item, a summary or a progress that JSON cannot hold as it is."""

    kind = "odd"
    policy = Policy(timeout=20.0, tries=tries(timeout=Tries(3, 0.0), other=Tries(3, 0.0)))

    def types(self) -> Types:
        return Types(given=str, result=Any, item=Any)

    def prepare(self) -> None:
        return

    def compute(self, given: Sequence[str], call: Call) -> Sequence[Done[Any]]:
        (fault,) = given
        where, _, what = fault.partition(": ")
        if where == "progress":
            call.progress(*ODD_PROGRESS[what])
        if where == "item":
            call.item("a", "A", Done(ODD[what]))
        return [Done(ODD[what] if where == "result" else {"summary": what if where == "summary" else None})]

    def store_items(self, tx: Transaction, job: Job[Fault], items: Sequence[Item]) -> Iterable[NewJob]:
        return []

    def summary(self, result: Any) -> Any:
        return ODD[result["summary"]] if isinstance(result, dict) and result.get("summary") else result


def _nested(levels: int) -> Any:
    value: Any = 0
    for _ in range(levels):
        value = [value]
    return value


ODD: dict[str, Any] = {
    "nan": float("nan"),
    "infinity": float("inf"),
    "nan inside": {"scores": [1.0, None, {"best": -float("inf")}]},
    "an object": object(),
    "a half surrogate": {"file": "/papers/\udcff.pdf"},
    "a large number": {"n": [2**64]},
    "a small number": -(2**63) - 1,
    "too deep": _nested(101),
    "far too deep": _nested(5000),
    "large": "x" * 70_000,
    "as deep as may be": _nested(98),
    "as large as may be": {"n": 2**64 - 1, "text": "1" * 30, "none": None, "small": 1.25e-300},
}

ODD_PROGRESS: dict[str, Any] = {"nan": (float("nan"), 8), "text": ("1", "8"), "half": (0.5, 8)}
