"""Concepts get the order of learning that a chat model suggests: a cluster that did not change is asked about once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cgq.config import ConceptModelSettings
from cgq.contract import Done, Host, NoArguments
from cgq.errors import Failure
from cgq.queue.policy import Policy, Tries, tries
from cgq.stages.stage import Stage, Types

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cgq.contract import Call
    from cgq.db.connection import Transaction
    from cgq.enrich.ordering import OrderModel
    from cgq.queue.job import Job, NewJob

AT_ONCE = 3  # clusters; chosen
"""Clusters that one job asks about, one after the other: as many take a minute; the next job takes the rest."""


@dataclass(frozen=True, slots=True)
class OrderedCluster:
    """What the model said of a cluster (by its key): the number of the task, and of each step the name of the concept
    that is learned before, that of the one after, confidence and reason."""

    key: str
    prompt: int
    steps: tuple[tuple[str, str, float, str], ...]


@dataclass(frozen=True, slots=True)
class OrderedConcepts:
    """The keys of all clusters of the bank, what was asked about some of them, and how many are left."""

    clusters: tuple[str, ...]
    ordered: tuple[OrderedCluster, ...]
    left: int


class SuggestPrerequisites(Stage[NoArguments, str, OrderedConcepts]):
    """A worker reads which concepts are neighbours -> asks about new clusters -> the refresh suggests edges."""

    kind = "suggest_prerequisites"
    host: Host = "threads"
    settings = ConceptModelSettings
    policy = Policy(
        queue="graph_update",
        timeout=600.0,
        tries=tries(timeout=Tries(3, 10.0), other=Tries(5, 5.0, doubling=True)),
        limit=1,
        priority="low",
        sources={
            "queue": "semantics C2: work on the graph",
            "timeout": "three requests, each with its repair, each of at most 90 s",
            "tries": "semantics T3: as for vectors, which ask the same services",
            "limit": "semantics B3: one coalesced job at a time",
            "priority": "after the questions whose concepts it orders",
        },
    )
    repeats = True
    about = "bank"
    counts = "clusters"
    follows = ("refresh_concepts",)
    snapshot = True

    def __init__(self, settings: ConceptModelSettings | None = None) -> None:
        from cgq.enrich.ordering import PROMPT

        chosen = settings or ConceptModelSettings()
        self._model, self._service = chosen.model, chosen.service
        self.version = f"{self._model}/{PROMPT}"
        self._orderer: OrderModel | None = None

    def types(self) -> Types:
        """The model that is asked, and what it said."""
        return Types(given=str, result=OrderedConcepts)

    def load(self, tx: Transaction, jobs: Sequence[Job[NoArguments]]) -> Sequence[str | Failure]:  # noqa: ARG002
        """Everything is read in the worker, at one moment."""
        if self._model:
            return [self._model for _ in jobs]
        message = "No model is named that could be asked."
        hint = "Set concepts.model, or cancel the job."
        return [Failure(code="no_model", message=message, hint=hint, retryable=False) for _ in jobs]

    def compute(self, given: Sequence[str], call: Call) -> Sequence[Done[OrderedConcepts]]:
        """Ask about the first clusters that the model was not asked about."""
        return [Done(self._ordered(call)) for _ in given]

    def store(self, tx: Transaction, done: Sequence[tuple[Job[NoArguments], OrderedConcepts]]) -> Iterable[NewJob]:
        """Keep what was said, and which clusters there are; another job for those that are left."""
        from cgq.enrich.ordering import PROMPT
        from cgq.graph import orders
        from cgq.stages.chain import refresh, suggest_prerequisites

        for _, result in done:
            self._keep(tx, self._model, result.ordered)
            if orders.take(tx, self._model, PROMPT, result.clusters):
                yield refresh()
            if result.left:
                yield suggest_prerequisites(delay=0.0)

    def keep_paid(self, tx: Transaction, model: str, parts: Mapping[str, bytes]) -> bool:
        """Keep an answer by the key of its cluster: the next job finds it, whatever becomes of this one."""
        self._keep(tx, model, (_ordered(named, piece) for named, piece in parts.items()))
        return True

    def summary(self, result: OrderedConcepts) -> dict[str, Any]:
        """How many clusters there are, how many were asked about, and how many steps that brought."""
        steps = sum(len(each.steps) for each in result.ordered)
        return {"clusters": len(result.clusters), "asked": len(result.ordered), "prerequisites": steps}

    def _ordered(self, call: Call) -> OrderedConcepts:
        from cgq.enrich.ordering import PROMPT, Neighbour, OrderModel, clusters, key
        from cgq.enrich.subjects import subject
        from cgq.graph import orders

        with call.snapshot() as tx:
            rows = orders.neighbours(tx)
            known = orders.known(tx, self._model, PROMPT)
        found = (Neighbour(name, label, subject(section) or subject(title)) for name, label, section, title in rows)
        by_key = {key(cluster): cluster for cluster in clusters(found)}
        wanted = [named for named in by_key if named not in known]
        if self._orderer is None:
            self._orderer = OrderModel(self._model, self._service)
        ordered: list[OrderedCluster] = []
        for named in wanted[:AT_ONCE]:
            ordered.append(_ordered(named, self._orderer.order(by_key[named], call)))
            call.progress(len(ordered), min(len(wanted), AT_ONCE))
        return OrderedConcepts(tuple(by_key), tuple(ordered), len(wanted) - len(ordered))

    def _keep(self, tx: Transaction, model: str, ordered: Iterable[OrderedCluster]) -> None:
        from cgq.graph import orders

        orders.keep(tx, model, ((each.key, each.prompt, each.steps) for each in ordered))


def _ordered(named: str, piece: bytes) -> OrderedCluster:
    import msgspec

    from cgq.enrich.ordering import Order

    order = msgspec.json.decode(piece, type=Order)
    steps = tuple((each.before, each.after, each.confidence, each.reason) for each in order.steps)
    return OrderedCluster(named, order.prompt, steps)
