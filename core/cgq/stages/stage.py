"""What a kind of job is made of, and everything that it declares.

A kind is one class in one file. Registry, policy table, decoding of arguments, `cgq enqueue --kind`, the bars of a run,
`[kinds.NAME]` in cgq.toml and the table in the docs are derived from it, for the kinds of cgq (`stages/kinds/`) and
for those of users (entry-point group `cgq.stages`).

    load -> compute -> store

`load` and `store` run in the supervisor, inside its transaction; `compute` runs in a worker. What goes between them is
JSON of the types that `types()` names: anything that msgspec can check (dataclasses, structs, plain containers).
Imports that take time belong into the methods: a module of a kind is imported by commands that run no job.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from cgq.contract import About, Arguments, Host, NoArguments
from cgq.queue.policy import Policy

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cgq.contract import Again, Call, Discard, Done, Forecast, Item, Known, PassedOver, Postponed, Unfinished
    from cgq.db.connection import Transaction
    from cgq.errors import Failure
    from cgq.queue.books import Books
    from cgq.queue.job import Job, NewJob

A = TypeVar("A", bound=Arguments)
G = TypeVar("G")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Types:
    """What crosses between supervisor and worker: the type that `load` gives, the result, an item's result if any."""

    given: Any
    result: Any
    item: Any = None


class Computation(Generic[G, R]):
    """What a worker can compute: the middle of a stage, or what a command asks for outside the queue."""

    kind: ClassVar[str]
    host: Host = "pool"

    def types(self) -> Types:
        """The types of `given` and of the results."""
        raise NotImplementedError

    def prepare(self) -> None:
        """Load what compute needs; called once in the worker, before its limits hold."""

    def compute(self, given: Sequence[G], call: Call) -> Sequence[Done[R] | Failure | Discard | Unfinished | Postponed]:
        """Do the slow or dangerous part: one outcome a given, in the same order.

        Raising counts for every job of the call; a call that carried several is then halved.
        """
        raise NotImplementedError


class Stage(Computation[G, R], Generic[A, G, R]):
    """One kind of job. `Stage[Arguments, Given, Result]`; an instance serves one workspace."""

    arguments: ClassVar[type[Arguments]] = NoArguments
    """The arguments of a job; they are decoded once, and `job.args` is of this type in every method."""

    settings: ClassVar[type | None] = None
    """The dataclass of its settings, each field with a default: a section of `config.Settings`, or one of its own,
    which stands under `[kinds.NAME.settings]`. None: it has none."""

    policy: ClassVar[Policy] = Policy()
    """How its jobs are run, each cell with its source."""

    about: ClassVar[About] = "nothing"
    """What a job works on. For a question or a material the arguments have a field of that name."""

    by_hand: ClassVar[bool] = True
    """May people enqueue it: `cgq enqueue --kind`?"""

    repeats: ClassVar[bool] = False
    """Does the same, asked for by hand once more, mean other work, as the bank has changed since? Then no memory of
    finished work answers it; the same waits once at most."""

    counts: ClassVar[str] = "items"
    """What its progress counts, in the plural."""

    follows: ClassVar[tuple[str, ...]] = ()
    """The kinds whose jobs enqueue jobs of this one; bars and tables are in this order."""

    reads_paper: ClassVar[bool] = False
    """Does a job read a paper? Then its end is reported by the paper's name."""

    snapshot: ClassVar[bool] = False
    """May compute read the database (`call.snapshot()`)? Never for a stage with a memory limit, which parses what
    strangers wrote."""

    secrets: ClassVar[tuple[str, ...]] = ()
    """The variables with secrets that a worker with a memory limit is given; one without is given all."""

    in_steps: ClassVar[bool] = False
    """May `store` ask to be called again (`Again`)? Then each of its calls is a transaction of its own."""

    batch: int | None = None
    """The most jobs that one call should carry; the policy may allow fewer. None leaves it to the policy."""

    version: str = ""
    """Names the code and the model that compute: work that another version did is not the same work (S2)."""

    def __init__(self, settings: Any = None) -> None:
        self.given_settings = settings

    def check_args(self, args: A) -> None:
        """Raise CgqError for arguments with which no job can ever work, such as the name of a thing that no settings
        make. Asked where a person schedules it: a job that is there already fails with its own words."""

    def load(self, tx: Transaction, jobs: Sequence[Job[A]]) -> Sequence[G | Known[R] | Discard | Failure]:
        """Read what compute needs: one entry a job, in the jobs' order."""
        raise NotImplementedError

    def load_with(self, books: Books, jobs: Sequence[Job[A]]) -> Sequence[G | Known[R] | Discard | Postponed | Failure]:
        """As `load`, for a kind of cgq whose jobs may wait for others. Whoever runs jobs of the queue calls this."""
        return self.load(books.tx, jobs)

    def store(self, tx: Transaction, done: Sequence[tuple[Job[A], R]]) -> Iterable[NewJob | Again[R]]:
        """Keep the results, in the transaction that ends the jobs; the next jobs.

        With `in_steps` it is given one job at a time and may yield `Again`: what it did so far is committed, and it is
        called once more. Each step must take less than 100 ms and leave the bank whole: after a crash between two
        steps the job is computed anew.
        """
        raise NotImplementedError

    def store_with(self, books: Books, done: Sequence[tuple[Job[A], R]]) -> Iterable[NewJob | Again[R]]:
        """As `store`, for a kind of cgq that moves other jobs as well, and needs the ledger's books for that.

        Whoever runs a stage calls this; a kind defines one of the two.
        """
        return self.store(books.tx, done)

    def store_items_with(self, books: Books, job: Job[A], items: Sequence[Item]) -> Iterable[NewJob | PassedOver]:
        """As `store_items`, for a kind of cgq that needs the ledger's books for what follows; a kind defines one of
        the two. Whoever runs a stage calls this."""
        return self.store_items(books.tx, job, items)

    def store_items(self, tx: Transaction, job: Job[A], items: Sequence[Item]) -> Iterable[NewJob | PassedOver]:
        """Keep finished items of a job that goes on, at most 500 a transaction; the next jobs, and items that were
        passed over.

        An item is known by its key. One that is done is never given again; one that failed is, with its new outcome,
        where it was tried again. The ledger keeps how each stands (B1).
        """
        raise NotImplementedError

    def keep_paid(self, tx: Transaction, model: str, parts: Mapping[str, bytes]) -> bool:  # noqa: ARG002
        """Keep what a provider was just paid for, by the names of `PaidRequest.parts`, whatever becomes of the jobs.

        False leaves it to the journal, which answers the same request with it; True means that `load` knows it from now
        on, so that the request is never made again.
        """
        return False

    def forecast(self, tx: Transaction, args: Sequence[A]) -> Forecast | None:  # noqa: ARG002
        """What jobs with these arguments will ask a provider for; None where they ask none, or it cannot be known."""
        return None

    def summary(self, result: R) -> Any:  # noqa: ARG002
        """What the job's own row keeps of the result: small JSON of counts, ids, findings."""
        return None

    def failed(self, tx: Transaction, lost: Sequence[tuple[Job[A], Failure]]) -> None:
        """Keep in the bank what should be known of jobs that failed for good."""

    def missing(self, tx: Transaction, limit: int) -> list[int] | None:  # noqa: ARG002
        """The ids of what has no result of this kind yet, at most `limit` (-1: all); None when that is not known."""
        return None
