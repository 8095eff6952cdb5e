"""What a person decides about the graph; no refresh undoes it, and each decision can be taken back."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from cgq.concept_names import concept_name
from cgq.errors import Missing, Refused
from cgq.graph import edges
from cgq.graph.order import shortest_way
from cgq.graph.read import find, label_of
from cgq.graph.store import SQL
from cgq.hints import argument, plain

if TYPE_CHECKING:
    from cgq.db.connection import Transaction
    from cgq.graph.edges import Kind
    from cgq.graph.read import Concept

SEEN = 3
"""Questions that are kept with a decision for each concept: enough to tell two concepts of one name apart."""

CIRCLE = "edge_circle"
SAME_CONCEPT = "same_concept"

Change = Literal["added", "changed", "same", "taken back"]


@dataclass(slots=True)
class Decider:
    """Takes the decisions of one person in one transaction; `at` is in milliseconds since the epoch."""

    tx: Transaction
    by: str
    at: int
    _accepted: dict[Kind, dict[int, set[int]]] = field(default_factory=dict["Kind", dict[int, set[int]]])

    def decide(
        self,
        kind: Kind,
        source: Concept,
        target: Concept,
        status: Literal["accepted", "rejected"],
        *,
        strength: float | None = None,
        note: str | None = None,
    ) -> Change:
        """Accept or reject an edge, which is added where nothing suggests it.

        `strength` (0..1) and `note` None leave what is there. Raises Refused for a concept with itself, and for an
        edge that would close a circle of accepted ones.
        """
        if source.id == target.id:
            raise Refused(f"{plain(source.label)} is the same concept on both sides", code=SAME_CONCEPT)
        if status == "accepted":
            self._refuse_circle(kind, source, target)
        before = self.tx.one(SQL["edge_decision"], (kind, source.name, target.name))
        known = before[:3] if before else (None, None, "")
        wanted = (
            status,
            known[1] if strength is None else strength,
            known[2] if note is None else note,
        )
        if before and wanted == known and self._holds(kind, source, target, status):
            return "same"
        self._keep(kind, source, target, wanted)
        self._settle(kind, (source.id, target.id), edges.Decided((source.id, target.id), *wanted[:2], self.by))
        self._note_accepted(kind, (source.id, target.id), accepted=status == "accepted")
        return "changed" if before else "added"

    def take_back(self, kind: Kind, source: Concept, target: Concept) -> Change:
        """Forget what was decided about an edge: it is suggested again, or gone where nothing suggests it."""
        pair = (source.id, target.id)
        names = [one.names for one in edges.decisions(self.tx, kind) if one.pair == pair]
        if not names:
            return "same"
        self.tx.many(SQL["drop_decision"], ((kind, *both) for both in names))
        self._settle(kind, pair, None)
        self._note_accepted(kind, pair, accepted=False)
        return "taken back"

    def _holds(self, kind: Kind, source: Concept, target: Concept, status: str) -> bool:
        """Does the edge stand as decided? It may not where two names that were decided about are one concept now."""
        row = edges.row(self.tx, kind, (source.id, target.id))
        return row is not None and row.status == status and row.decided_by is not None

    def _keep(
        self, kind: Kind, source: Concept, target: Concept, wanted: tuple[edges.Status, float | None, str]
    ) -> None:
        status, strength, note = wanted
        seen = [[row[0] for row in self.tx.all(SQL["question_hashes_of"], (one.id, SEEN))] for one in (source, target)]
        self.tx.run(
            SQL["keep_decision"],
            {
                "kind": kind,
                "source": source.name,
                "target": target.name,
                "status": status,
                "strength": strength,
                "note": note,
                "seen": json.dumps(seen),
                "by": self.by,
                "at": self.at,
            },
        )

    def _settle(self, kind: Kind, pair: edges.Pair, decision: edges.Decided | None) -> None:
        """Make the stored edge agree with the decision, as a refresh would."""
        base = edges.undecided(edges.row(self.tx, kind, pair))
        found = edges.with_decisions({} if base is None else {pair: base}, [] if decision is None else [decision])
        if pair in found:
            edges.keep(self.tx, kind, [(pair, found[pair])])
        else:
            edges.drop(self.tx, kind, [pair])

    def _accepted_edges(self, kind: Kind) -> dict[int, set[int]]:
        """Where accepted edges lead from each concept; read once."""
        if kind not in self._accepted:
            found: dict[int, set[int]] = defaultdict(set)
            for (one, other), row in edges.rows(self.tx, kind).items():
                if row.status == "accepted":
                    found[one].add(other)
            self._accepted[kind] = found
        return self._accepted[kind]

    def _note_accepted(self, kind: Kind, pair: edges.Pair, *, accepted: bool) -> None:
        found = self._accepted_edges(kind)[pair[0]]
        found.discard(pair[1])
        if accepted:
            found.add(pair[1])

    def _refuse_circle(self, kind: Kind, source: Concept, target: Concept) -> None:
        way = shortest_way(self._accepted_edges(kind), target.id, source.id)
        if not way:
            return
        labels = [label_of(self.tx, number) for number in way]
        edge_kind = argument(kind)
        raise Refused(
            f"It would close a circle of accepted edges: {' → '.join(map(plain, [source.label, *labels]))}",
            code=CIRCLE,
            hint=f"Reject one of them first: "
            f"`cgq graph reject {argument(labels[0])} {argument(labels[1])} --kind {edge_kind}`",
        )


def merge(tx: Transaction, alias: str, into: str, *, by: str, at: int, method: str = edges.PERSON) -> tuple[str, str]:
    """Say that concept `alias` is the same as concept `into`; the next refresh counts it there. The labels of both."""
    name = concept_name(alias)
    if name in (merges := _merges(tx)):
        hint = f"Take that back first: `cgq graph unmerge {argument(alias)}`"
        raise Refused(f"{plain(alias)} is merged into {plain(merges[name])} already", code="merged", hint=hint)
    source, target = find(tx, alias), find(tx, into)
    if source.id == target.id:
        raise Refused(f"{plain(alias)} and {plain(into)} are the same concept already", code=SAME_CONCEPT)
    row = {"alias": source.name, "concept": target.id, "method": method, "by": by, "at": at}
    tx.run(SQL["merge"], row)
    return source.label, target.label


def unmerge(tx: Transaction, alias: str) -> str:
    """Undo a merge; into which concept it was. The next refresh makes two concepts of them again.

    Raises Missing where nothing of that name is merged.
    """
    name = concept_name(alias)
    merges = _merges(tx)
    if name not in merges:
        listed = ", ".join(f"{plain(one)} into {plain(other)}" for one, other in sorted(merges.items())[:5])
        hint = f"What is merged: {listed}" if listed else "No concepts are merged."
        raise Missing(f"{plain(alias)} is not merged into another concept", hint=hint)
    tx.run(SQL["unmerge"], (name,))
    return merges[name]


def _merges(tx: Transaction) -> dict[str, str]:
    """By the name of each concept that was merged the label of the one that it is now."""
    return {alias: label for alias, _, label in tx.all(SQL["merges"])}
