"""The graph on a Neo4j server in words: what was written there, what differs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cgq.hints import Hint, argument, plain
from cgq_cli.render.table import Column
from cgq_cli.render.text import counted, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cgq.actions.graph_server import Compared, Planned, Pushed
    from cgq.graph.neo4j import comparing

COLUMNS = (
    Column("kind", gives=True),
    Column("bank", "number"),
    Column("server", "number"),
    Column("stands", main=True),
)


def row(one: comparing.Compared) -> dict[str, Any]:
    """A label or type as a row of the table."""
    stands = "equal" if one.bank == one.server else "differs"
    return {"kind": one.kind, "bank": one.bank.count, "server": one.server.count, "stands": stands}


def differences(found: Compared) -> Iterator[str]:
    """What differs, row by row, and what to do."""
    rows, count = found.comparison.rows, found.comparison.differing
    for one in rows:
        key = " - ".join(map(one_line, one.key))
        yield plain(f"{one.kind} {key}: {_where(one)}")
    if len(rows) < count:
        more = plain(counted(count - len(rows), "more difference"))
        yield Hint(f"{more} not named. See them: `cgq graph diff --limit 1000`")
    if found.waiting:
        yield Hint(f"{plain(counted(found.waiting, 'change'))} waited to be sent. Send them: `cgq graph push`")
    elif count:
        yield Hint("Make the server equal to the bank: `cgq graph push --full`")


def _where(one: comparing.Differing) -> str:
    if one.is_in_bank and one.is_on_server:
        return "differs"
    return "not on the server" if one.is_in_bank else "not in the bank"


def planned(plan: Planned) -> Iterator[str]:
    """What a push would look at."""
    nodes = counted(plan.changes, "node")
    if plan.is_whole:
        yield f"All of the bank would be compared with the server, {nodes} with their relations; what differs is sent."
    elif plan.changes:
        yield f"{nodes} changed, and would be sent with their relations."
    else:
        yield "Nothing changed since the last push."


def pushed(done: Pushed) -> Iterator[str]:
    """What pushes did."""
    if done.nodes or done.relations or done.deleted:
        made = f"{counted(done.nodes, 'node')} and {counted(done.relations, 'relation')}"
        yield f"Sent {made} to Neo4j; {done.deleted} were deleted there."
    elif done.failed is None and not done.is_waiting:
        yield "Neo4j holds what the bank does."
    if done.refused_indexes:
        yield f"The server has no such index: {', '.join(done.refused_indexes)}."


def left(done: Pushed) -> Hint:
    """Why not everything was sent."""
    if done.failed is not None:
        why = plain(f"{done.failed.error} [{done.failed.error_code}]")
        return Hint(f"{why} See what to do: `cgq show {argument(done.failed.id)}`")
    return Hint(f"{plain(counted(done.left, 'change'))} left. See why: `cgq explain {argument(done.job)}`")
