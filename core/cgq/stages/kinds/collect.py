"""Addresses become papers: fetched with manners, known by their content, each an item of its own (B1)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import msgspec

from cgq.config import CollectSettings
from cgq.contract import Arguments, Done
from cgq.queue.policy import Policy, Tries, tries
from cgq.stages.collecting.parcel import LONGEST_ADDRESS, MOST_ADDRESSES, Arrived, ToCollect, Wanted, key_of
from cgq.stages.stage import Stage, Types

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cgq.bank.fetched import Known
    from cgq.contract import Call, Item, PassedOver, Unfinished
    from cgq.db.connection import Transaction
    from cgq.queue.books import Books
    from cgq.queue.job import Job, NewJob

Address = Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_ADDRESS)]


class Addresses(Arguments, frozen=True):
    """What to collect: addresses that begin with http:// or https://, and absolute paths of files as text.

    `process`: whether the papers are read then.
    """

    addresses: Annotated[list[Address], msgspec.Meta(min_length=1, max_length=MOST_ADDRESSES)]
    process: bool = True


class Collect(Stage[Addresses, ToCollect, int]):
    """fetch each address -> its file is kept under its sha256, and becomes a paper with a job that reads it."""

    kind = "collect"
    host = "threads"
    arguments = Addresses
    settings = CollectSettings
    policy = Policy(
        queue="low_priority",
        tries=tries(timeout=Tries(3, 2.0, doubling=True), other=Tries(3, 2.0, doubling=True)),
        limit=3,
        ttl=1800.0,
        sources={
            "queue": "what the systems in use do: a collection gives way to whoever waits for an answer",
            "tries": "what the systems in use do: three, from 2 s, doubled; of the job as of each address",
            "limit": "a host is asked every 2 s however many jobs ask: more calls would only wait for their turns",
            "ttl": "what the systems in use give a collection that nobody starts",
        },
    )
    counts = "addresses"
    follows = ("find_papers",)

    def __init__(self, settings: CollectSettings | None = None) -> None:
        self._settings = settings or CollectSettings()

    def types(self) -> Types:
        """What is left of a job, how many addresses it has, and what came of one."""
        return Types(given=ToCollect, result=int, item=Arrived)

    def check_args(self, args: Addresses) -> None:
        """Raise InputFailed for an address of another scheme, or in a private network."""
        from cgq.stages.collecting.lines import read_line

        for address in args.addresses:
            read_line(address, "/", self._settings.allowed_hosts)

    def load(self, tx: Transaction, jobs: Sequence[Job[Addresses]]) -> Sequence[ToCollect]:
        """What has not arrived yet, and what came from there before."""
        return [_left(tx, job) for job in jobs]

    def compute(self, given: Sequence[ToCollect], call: Call) -> Sequence[Done[int] | Unfinished]:
        """Fetch the addresses, in batches; what there is no time for, another call does."""
        from cgq.stages.collecting.collection import collect

        return [collect(one, self._settings, call) for one in given]

    def store_items_with(
        self, books: Books, job: Job[Addresses], items: Sequence[Item]
    ) -> Iterable[NewJob | PassedOver]:
        """Keep what arrived as papers, and have them read, and zips opened; what is known is passed over."""
        from cgq.stages.collecting.keeping import keep

        for item in items:
            if isinstance(item.outcome, Done):
                came = keep(books, job, item.key, item.outcome.result, process=job.args.process)
                if came is not None:
                    yield came

    def store(self, tx: Transaction, done: Sequence[tuple[Job[Addresses], int]]) -> Iterable[NewJob]:  # noqa: ARG002
        """All was kept item by item."""
        return []

    def summary(self, result: int) -> Any:
        """How many addresses the job has; the ledger counts what came of them."""
        return {"addresses": result}


def _left(tx: Transaction, job: Job[Addresses]) -> ToCollect:
    from cgq.bank import fetched
    from cgq.bank.files import path_text
    from cgq.db.kept_files import path_of, turns_of
    from cgq.queue.items import wanted

    addresses = {key_of(address): address for address in job.args.addresses}
    left = [addresses[key] for key in wanted(tx, job.id, addresses)]
    database = Path(tx.file())
    known = {
        address: known
        for address, known in fetched.known(tx, left).items()
        if path_of(database, known.sha256).is_file()  # a file that is gone is to be sent again, and no 304
    }
    return ToCollect(
        wanted=[_wanted(address, known.get(address)) for address in left],
        total=len(addresses),
        database=path_text(database),
        turns=path_text(turns_of(database)),
    )


def _wanted(address: str, known: Known | None) -> Wanted:
    if known is None:
        return Wanted(address=address)
    return Wanted(address=address, sha256=known.sha256, etag=known.etag, modified=known.modified)
