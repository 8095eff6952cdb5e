"""For authors of stages: try a kind of job in a test, without a queue and without installing it.

    with workspace(Shorten) as tried:
        made = tried.run("shorten", question=1)
        assert made.result == {"short": "…"}
        assert tried.enqueued("update_knowledge_graph") == [{"question": 1}]
        assert tried.policy("shorten").timeout == 7.0

What goes between load, compute and store crosses as JSON of the stage's own types, as it does between processes.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from cgq.actions.run_stage import Made, run_stage
from cgq.config import Settings
from cgq.queue import items
from cgq.queue.books import SQL
from cgq.queue.enqueue import Enqueued, enqueue
from cgq.queue.job import NewJob
from cgq.queue.operate import cancel
from cgq.stages.registry import offered
from cgq.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from cgq.queue.policy import Policy
    from cgq.stages.stage import Stage

__all__ = ["Made", "Tried", "workspace"]


class Tried:
    """A temporary workspace with the stages of a test. `workspace` is the whole of it: database, ledger, settings."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    def run(self, kind: str, **args: Any) -> Made:
        """Run one job of a kind here: load, compute, store. Raises Refused for arguments that do not fit it."""
        (made,), _ = run_stage(self.workspace, kind, [NewJob(kind=kind, args=args)])
        return made

    def run_rest(self, kind: str, done: Iterable[str], **args: Any) -> Made:
        """The same for a job of many items as after a crash or a retry by hand: those with the keys `done` are done.

        What `queue.items.wanted` leaves is what it computes: see `Made.items`.
        """
        job = self.enqueue(kind, **args).id
        with self.workspace.ledger.write() as books:
            items.settle(books, job, done)
        (made,), _ = run_stage(self.workspace, kind, [NewJob(kind=kind, args=args)], number=job)
        with self.workspace.ledger.write() as books:
            cancel(books, [job], "cgq.testing")
        return made

    def enqueue(self, kind: str, **args: Any) -> Enqueued:
        """Put one job into the queue."""
        with self.workspace.ledger.write() as books:
            (made,) = enqueue(books, [NewJob(kind=kind, args=args)])
        return made

    def enqueued(self, kind: str | None = None) -> list[Any]:
        """The arguments of the jobs that wait, of one kind or of all, in the order in which they were enqueued."""
        with self.workspace.database.read() as tx:
            return [json.loads(args) for (args,) in tx.all(SQL["waiting_args"], {"kind": kind})]

    def policy(self, kind: str) -> Policy:
        """How jobs of a kind are run here: its own row under the settings."""
        return self.workspace.policies.kind(kind)


@contextmanager
def workspace(*stages: type[Stage[Any, Any, Any]], settings: dict[str, Any] | None = None) -> Generator[Tried]:
    """A workspace in a temporary folder in which these stages exist besides those that are installed.

    `settings` are fields of `config.Settings`: {"own": {"shorten": ShortenSettings(most=3)}}. Raises NotReady for a
    stage that describes itself wrongly.
    """
    with TemporaryDirectory(prefix="cgq-") as folder, offered(*stages):
        chosen = Settings(db=Path(folder) / "cgq.db", jobs=1, durability="NORMAL", **(settings or {}))
        with Workspace(chosen) as opened:
            yield Tried(opened)
