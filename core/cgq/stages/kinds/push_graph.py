"""What changed in the bank is sent to Neo4j, where one is configured; else everything works without it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.clock import SystemClock
from cgq.config import Neo4jSettings
from cgq.contract import Again, Done, Host, NoArguments
from cgq.errors import Failure
from cgq.queue.policy import Policy, Tries, tries
from cgq.stages.stage import Stage, Types

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cgq.clock import Clock
    from cgq.contract import Call
    from cgq.db.connection import Transaction
    from cgq.graph.neo4j.marking import Marking
    from cgq.graph.neo4j.pushing import Push, ToPush
    from cgq.queue.job import Job, NewJob


class PushGraph(Stage[NoArguments, "ToPush", "Push | Marking"]):
    """load how far the server is -> send what changed, or find out what does -> take it out of the outbox."""

    kind = "push_graph"
    host: Host = "threads"
    settings = Neo4jSettings
    policy = Policy(
        queue="graph_update",
        timeout=120.0,
        tries=tries(timeout=Tries(4, 15.0), other=Tries(5, 5.0, doubling=True)),
        limit=1,
        priority="low",
        sources={
            "queue": "semantics C2: work on the graph",
            "timeout": "semantics T3: graph work; 2,000 changes take seconds (bench/support/neo4j_rows.py)",
            "tries": "semantics T3: graph work waits 15 s after a timeout, four starts",
            "limit": "two pushes of one bank would make the same nodes",
            "priority": "after what it sends",
        },
    )
    repeats = True
    about = "bank"
    counts = "changes"
    follows = ("process_pdf", "recognise_pdf", "import_questions", "update_knowledge_graph", "refresh_concepts")
    snapshot = True
    in_steps = True

    def __init__(self, settings: Neo4jSettings | None = None, clock: Clock | None = None) -> None:
        super().__init__(settings)
        self._settings = settings or Neo4jSettings()
        self._clock = clock or SystemClock()

    def types(self) -> Types:
        """How far the server is, and what was sent."""
        from cgq.graph.neo4j.pushing import Push, ToPush

        return Types(given=ToPush, result=Push)

    def load(self, tx: Transaction, jobs: Sequence[Job[NoArguments]]) -> Sequence[ToPush | Failure]:
        """From now on changes are recorded; what the worker then reads is not older."""
        from cgq.graph.neo4j.address import not_configured
        from cgq.graph.neo4j.pushing import begin

        if self._settings.uri is None:
            return [Failure.of(not_configured()) for _ in jobs]
        return [begin(tx) for _ in jobs]

    def compute(self, given: Sequence[ToPush], call: Call) -> Sequence[Done[Push | Marking]]:
        """Send what changed; where the server holds something else than the last push left, find out what."""
        from cgq.graph.neo4j.connection import shared
        from cgq.graph.neo4j.pushing import push

        found: list[Done[Push | Marking]] = []
        for one in given:
            with call.snapshot() as tx:
                found.append(Done(push(shared(self._settings), tx, one, call.progress)))
        return found

    def store(
        self, tx: Transaction, done: Sequence[tuple[Job[NoArguments], Push | Marking]]
    ) -> Iterable[NewJob | Again[Push | Marking]]:
        """Take out what was sent, or write down all that is to be compared; another job for what is left."""
        from cgq.graph.neo4j import outbox
        from cgq.graph.neo4j.marking import Marking
        from cgq.graph.neo4j.pushing import Push, finish
        from cgq.stages.pushing import push

        for _, result in done:
            marking = Marking(result) if isinstance(result, Push) else result
            if marking.take_step(tx):
                yield Again(marking)
                continue
            finish(tx, marking.push, self._clock.now())
            if not outbox.is_empty(tx):
                yield push(delay=0.0)

    def failed(self, tx: Transaction, lost: Sequence[tuple[Job[NoArguments], Failure]]) -> None:
        """Remember it, so that not every turn asks for the next push."""
        from cgq.graph.neo4j import outbox

        if lost:
            outbox.push_failed(tx, self._clock.now())

    def summary(self, result: Push | Marking) -> dict[str, object]:
        """How many rows were written there and taken out; `compared`: everything is compared now, on a server that
        lacks `refused_indexes`."""
        from cgq.graph.neo4j.pushing import Push

        assert isinstance(result, Push), "what compute gave"
        return {
            "changes": len(result.sent),
            "nodes": result.nodes,
            "relations": result.relations,
            "deleted": result.deleted,
            "compared": result.is_whole,
            "refused_indexes": result.refused,
        }
