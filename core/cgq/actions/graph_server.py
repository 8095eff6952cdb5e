"""The graph on a Neo4j server: send it there now, or compare both."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.errors import NotReady, ProviderFailed
from cgq.graph.neo4j import outbox
from cgq.queue.enqueue import enqueue
from cgq.queue.listing import jobs_since
from cgq.queue.states import LIVING
from cgq.stages.pushing import KIND, push

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from cgq.actions.run import Listening
    from cgq.events import Event
    from cgq.graph.neo4j.comparing import Comparison
    from cgq.queue.listing import Result
    from cgq.workspace import Workspace

NO_BANK = ""
"""What names the nodes of a bank that was never sent: none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What a push would look at: so many nodes, each with its relations. `is_whole`: all of the bank."""

    changes: int
    is_whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Pushed:
    """What pushes wrote on the server and took out there, and how much waits; `job` is the first of them.

    `failed` is the one that did not end well, None where all did; `is_waiting`: something keeps one from going on, such
    as a pause. `refused_indexes` are those that the server cannot have.
    """

    job: int
    nodes: int
    relations: int
    deleted: int
    left: int
    failed: Result | None
    is_waiting: bool
    refused_indexes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """Both sides, and how many changes of the bank were still to be sent when they were compared."""

    comparison: Comparison
    waiting: int


def plan_push(workspace: Workspace, *, full: bool) -> Planned:
    """What a push would look at. Raises NotReady where there is no server to send to."""
    from cgq.graph.neo4j.connection import connected
    from cgq.graph.neo4j.server import revision

    settings = workspace.settings.neo4j
    with workspace.database.read() as tx, _ready(), connected(settings) as connection:
        connection.verify()
        stands = outbox.projection(tx)
        is_whole = full or stands is None or stands.revision is None or stands.model != outbox.newest_model(tx)
        if stands is None or is_whole or revision(connection, stands.bank) != stands.revision:
            return Planned(changes=outbox.count_whole(tx), is_whole=True)
        return Planned(changes=outbox.count(tx), is_whole=False)


def push_now(
    workspace: Workspace, *, full: bool, emit: Callable[[Event], None], listening: Listening | None = None
) -> Pushed:
    """Send what changed, or with `full` compare everything and send what differs; serves until that is done.

    Raises NotReady where there is no server to send to.
    """
    from cgq.actions.run import Wishes, run
    from cgq.graph.neo4j.connection import connected

    with _ready(), connected(workspace.settings.neo4j) as connection:
        connection.verify()
    with workspace.ledger.write() as books:
        if full:
            outbox.compare_everything(books.tx)
        (made,) = enqueue(books, [push(delay=0.0)])
    queue = workspace.policies.kind(KIND).queue
    run(workspace, Wishes(queues=frozenset({queue}), drain=workspace.settings.drain), emit, listening, [made.id])
    with workspace.database.read() as tx:
        jobs = jobs_since(tx, made.id, KIND)
        return _sum(made.id, jobs, outbox.count(tx))


def compare(workspace: Workspace, most: int) -> Compared:
    """The bank and what the server holds of it; at most `most` of the rows that differ are named.

    Raises NotReady where there is no server to compare with.
    """
    from cgq.graph.neo4j.comparing import compare
    from cgq.graph.neo4j.connection import connected

    with workspace.database.read() as tx, _ready(), connected(workspace.settings.neo4j) as connection:
        connection.verify()
        stands = outbox.projection(tx)
        bank = NO_BANK if stands is None else stands.bank
        return Compared(compare(connection, tx, bank, outbox.newest_model(tx), most), outbox.count(tx))


@contextmanager
def _ready() -> Generator[None]:
    """To a command, a server that cannot be used is something that is not ready."""
    try:
        yield
    except ProviderFailed as error:
        raise NotReady(error.message, code=error.code, hint=error.hint) from None


def _sum(first: int, jobs: list[Result], left: int) -> Pushed:
    written = {"nodes": 0, "relations": 0, "deleted": 0}
    refused: set[str] = set()
    for job in jobs:
        result = json.loads(job.result or "{}")
        written = {name: count + result.get(name, 0) for name, count in written.items()}
        refused.update(result.get("refused_indexes", ()))
    return Pushed(
        job=first,
        **written,
        left=left,
        failed=next((job for job in jobs if job.state not in ("done", *LIVING)), None),
        is_waiting=any(job.state in LIVING for job in jobs),
        refused_indexes=tuple(sorted(refused)),
    )
