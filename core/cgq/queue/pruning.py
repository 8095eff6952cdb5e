"""Pruning in steps, each short enough for a transaction of a supervisor: `cgq prune` and the kind `cleanup` (B6)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from cgq.db.shrinking import cut_some
from cgq.queue import artifacts, retention, turn_files, unnamed_files
from cgq.queue.retention import Rule, Which

if TYPE_CHECKING:
    from collections.abc import Callable

    from cgq.queue.books import Books


@dataclass(slots=True)
class Pruning:
    """How far it is; JSON may hold it. `queue` is a stored name or what the names of an environment begin with; None
    stands for the environment of whoever prunes.

    `at` is the id from which on jobs are looked through, `unnamed` are kept files whose job is gone, None before they
    were looked for, `forgotten` those of them whose rows are gone. `shelves` are the folders of kept files that
    are still to be searched for files without a row. `removed` counts jobs by kind and state; `file_bytes` and
    `database_bytes` are what the disk got back.
    """

    which: Which = field(default_factory=Which)
    queue: str | None = None
    rules: list[Rule] | None = None
    phase: int = 0
    at: int = 1
    unnamed: list[str] | None = None
    forgotten: list[str] = field(default_factory=list[str])
    removed: dict[str, dict[str, int]] = field(default_factory=dict[str, dict[str, int]])
    shelves: list[str] | None = None
    files: int = 0
    file_bytes: int = 0
    database_bytes: int = 0

    @property
    def jobs(self) -> int:
        """How many jobs were removed."""
        return sum(sum(by_state.values()) for by_state in self.removed.values())

    @property
    def by_state(self) -> dict[str, int]:
        """The same by the state in which they had ended."""
        found: Counter[str] = Counter()
        for by_state in self.removed.values():
            found.update(by_state)
        return dict(sorted(found.items()))


def step(books: Books, pruning: Pruning) -> bool:
    """Do the next part, within a transaction; whether there is more to do."""
    do = PHASES[pruning.phase]
    if not do(books, pruning):
        pruning.phase += 1
        pruning.at = 1
    return pruning.phase < len(PHASES)


def _remove_jobs(books: Books, pruning: Pruning) -> bool:
    """Of the next ids. The rules are made once, so that a long pruning goes by one moment."""
    if pruning.rules is None:
        pruning.rules = retention.rules(books.tx, books.policies, books.now, pruning.which)
    span = retention.span_from(books.tx, pruning.at)
    if span is None:
        return False
    queue = books.policies.names.start if pruning.queue is None else pruning.queue
    gone = retention.prune(books, pruning.rules, queue, span)
    for job in gone:
        by_state = pruning.removed.setdefault(job.kind, {})
        by_state[job.state] = by_state.get(job.state, 0) + 1
    pruning.at = retention.end_of(span, gone) + 1
    return True


def _remove_items(books: Books, _: Pruning) -> bool:
    return retention.remove_items(books)


def _find_files(books: Books, pruning: Pruning) -> bool:
    """Which kept files no result names any more: all results are looked through, some at a time."""
    if pruning.unnamed is None:
        pruning.unnamed = unnamed_files.without_job(books.tx, books.now)
    span = retention.span_from(books.tx, pruning.at) if pruning.unnamed else None
    if span is None:
        return False
    named, last = unnamed_files.named_within(books.tx, span.first, span.last)
    pruning.unnamed = [sha256 for sha256 in pruning.unnamed if sha256 not in named]
    pruning.at = last + 1
    return True


def _remove_files(books: Books, pruning: Pruning) -> bool:
    """Some rows, and in the next transaction their files: no row may lack its file, whatever is killed."""
    if pruning.forgotten:
        pruning.file_bytes += artifacts.remove_unnamed(books, Path(books.tx.file()), pruning.forgotten)
        pruning.files += len(pruning.forgotten)
        pruning.forgotten = []
    else:
        waiting = pruning.unnamed or []
        pruning.forgotten = unnamed_files.forget(books, waiting[: unnamed_files.FILES])
        pruning.unnamed = waiting[unnamed_files.FILES :]
    return bool(pruning.forgotten or pruning.unnamed)


def _remove_unknown(books: Books, pruning: Pruning) -> bool:
    """Old files that no row names: what a kill left, or a database that was put back has no row of."""
    database = Path(books.tx.file())
    if pruning.shelves is None:
        pruning.shelves = artifacts.shelves(database)
    if pruning.shelves:
        before = (books.moment.wall - unnamed_files.AGE_MS) / 1000
        files, size = artifacts.remove_old_unknown(books, database, pruning.shelves.pop(), before)
        pruning.files += files
        pruning.file_bytes += size
    return bool(pruning.shelves)


def _remove_turns(books: Books, _: Pruning) -> bool:
    return turn_files.remove_old(Path(books.tx.file()), books.moment.wall)


def _forget_old(books: Books, _: Pruning) -> bool:
    return retention.forget_old(books)


def _cut_pages(books: Books, pruning: Pruning) -> bool:
    size, more = cut_some(books.tx)
    pruning.database_bytes += size
    return more


PHASES: tuple[Callable[[Books, Pruning], bool], ...] = (
    _remove_jobs,
    _remove_items,
    _find_files,
    _remove_files,
    _remove_unknown,
    _remove_turns,
    _forget_old,
    _cut_pages,
)
"""What is done, in this order; each says whether there is more of it, for the next transaction."""
