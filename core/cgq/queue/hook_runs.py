"""The runs of hooks: which is next, how it ended, and when it is tried again (docs/hooks.md).

At most `MOST_AT_ONCE` are at work over all supervisors, and one of each hook, so that a hook that hangs holds up no
other and a command need not be prepared to run beside itself. A run of a supervisor that is gone is started again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from cgq.errors import Missing
from cgq.queue.hooks import SQL

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from cgq.db.connection import Transaction
    from cgq.queue.books import Books
    from cgq.queue.names import QueueNames
    from cgq.queue.timeline import Moment

State = Literal["waiting", "running", "done", "failed"]

MOST_AT_ONCE = 2
"""Commands at work at once, over all supervisors (semantics B8)."""

WAITS_MS = (10_000, 60_000)
"""Milliseconds after the first and the second failed try: chosen for a mail server that restarts. The third is the
last (semantics B8)."""


class Due(NamedTuple):
    """A run that waits: the first two fields are its order. `failures` is how many it stands for, `jobs` and
    `payload` are JSON."""

    due_at: int
    id: int
    hook: str
    tries: int
    failures: int
    jobs: str | None
    payload: str

    def given(self) -> bytes:
        """What its command reads: one JSON object on one line."""
        report: dict[str, Any] = json.loads(self.payload)
        about_failures = (
            {} if "job" not in report else {"count": self.failures, "jobs": json.loads(self.jobs or "null")}
        )
        if about_failures and about_failures["jobs"] is None:
            about_failures["jobs"] = [report["job"]]
        given = {**report, **about_failures, "run": self.id, "try": self.tries + 1}
        return json.dumps(given, ensure_ascii=False).encode() + b"\n"


class Run(NamedTuple):
    """A run as somebody looks at it, its hook by its stored name; times are of the wall clock, in milliseconds.

    `failures` is how many it stands for; `jobs` and `payload` are JSON.
    """

    id: int
    hook: str
    occasion: str
    job: int | None
    state: State
    tries: int
    due_at: int
    created_at: int
    ended_at: int | None
    failures: int
    jobs: str | None
    error: str | None
    output: str
    payload: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How many runs of an environment wait, and how many failed, by the name of the hook in its settings."""

    waiting: dict[str, int] = field(default_factory=dict[str, int])
    failed: dict[str, int] = field(default_factory=dict[str, int])


def claim(books: Books, supervisor: int, hooks: Collection[str]) -> list[Due]:
    """Take the runs that are due and may be started now, of these hooks (their stored names). Writes nothing where
    there is none."""
    books.tx.run(SQL["take_back"], {"now": books.now})
    heads = [run for run in _heads(books, hooks) if run.due_at <= books.now]
    taken = heads[: _free(books)]
    for run in taken:
        books.tx.run(SQL["start"], {"id": run.id, "supervisor": supervisor})
    return taken


def next_moment(books: Books, hooks: Collection[str]) -> int | None:
    """When the next run that may be started is due, on the time line; None while it waits for another to end."""
    heads = _heads(books, hooks) if _free(books) else []
    return heads[0].due_at if heads else None


def _free(books: Books) -> int:
    return max(0, MOST_AT_ONCE - len(books.tx.all(SQL["busy"])))


def _heads(books: Books, hooks: Collection[str]) -> list[Due]:
    """The next run of each hook that has none at work, in their order."""
    busy = {hook for (hook,) in books.tx.all(SQL["busy"])}
    rows = [books.tx.one(SQL["head"], (hook,)) for hook in hooks if hook not in busy]
    return sorted(Due._make(row) for row in rows if row is not None)


def succeed(books: Books, supervisor: int, run: Due, output: str) -> None:
    """Its command did its work."""
    books.tx.run(SQL["succeeded"], {"id": run.id, "supervisor": supervisor, "now": books.now, "output": output})


def fail(books: Books, supervisor: int, run: Due, error: str, output: str) -> bool:
    """Its command failed: it waits for another try, or has failed for good; whether that is so."""
    due = books.now + WAITS_MS[run.tries] if run.tries < len(WAITS_MS) else None
    names = {"id": run.id, "supervisor": supervisor, "now": books.now, "due": due, "error": error, "output": output}
    return bool(books.tx.run(SQL["failed"], names)) and due is None


def give_back(books: Books, supervisor: int) -> None:
    """The runs of a supervisor that ends wait again, uncharged."""
    books.tx.run(SQL["give_back"], {"supervisor": supervisor, "now": books.now})


def hasten(books: Books, hooks: Iterable[str]) -> None:
    """Start at once what waits only to stand for more failures: their supervisor ends."""
    for hook in hooks:
        books.tx.run(SQL["hasten"], {"now": books.now, "hook": hook})


def revive(books: Books, ids: Iterable[int]) -> list[int]:
    """Let failed runs wait again with fresh tries; those that do."""
    return [id_ for id_ in ids if books.tx.run(SQL["revive"], {"id": id_, "now": books.now})]


# What people see


def listing(tx: Transaction, at: Moment, *, hook: str | None, state: State | None, limit: int, skip: int) -> list[Run]:
    """Runs, the newest first. `hook` is a stored name, or the start of all of an environment; None for any."""
    names = {"hook": hook, "state": state, "limit": limit, "skip": skip}
    rows = [Run._make(row) for row in tx.all(SQL["runs"], names)]
    return [at.dated(run, "due_at", "created_at", "ended_at") for run in rows]


def failed_ids(tx: Transaction, names: QueueNames) -> list[int]:
    """The runs of an environment that failed for good."""
    return [id_ for id_, hook in tx.all(SQL["failed_ids"]) if names.is_own(hook)]


def states(tx: Transaction, ids: Collection[int]) -> dict[int, State]:
    """The states of runs; raises Missing for one that is not there."""
    found: dict[int, State] = dict(tx.all(SQL["states"], (json.dumps(list(ids)),)))
    unknown = next((id_ for id_ in ids if id_ not in found), None)
    if unknown is not None:
        raise Missing(f"There is no run {unknown} of a hook.", hint="List them: `cgq hooks runs`")
    return found


def counts(tx: Transaction, names: QueueNames) -> Counts:
    """How many runs of an environment wait, and how many failed."""
    return Counts(waiting=_own(names, tx.all(SQL["counts_open"])), failed=_own(names, tx.all(SQL["counts_failed"])))


def _own(names: QueueNames, rows: Iterable[tuple[str, int]]) -> dict[str, int]:
    return {names.shown(hook): n for hook, n in rows if names.is_own(hook)}


def removed_hook_cure(hook: str) -> str:
    """What to do about the runs of a hook that the settings have no more: those stay for a week (hooks.KEEP_MS)."""
    return f"Put [hooks.{hook}] into cgq.toml again, or leave them: they are forgotten after a week."
