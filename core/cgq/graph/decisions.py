"""What a person decides about the graph; no refresh undoes it, and each decision can be taken back."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

from cgq.concept_names import concept_name, normal
from cgq.errors import Missing, Refused
from cgq.graph import edges
from cgq.graph.order import shortest_way
from cgq.graph.read import find, label_of
from cgq.graph.store import SQL
from cgq.hints import argument, plain

if TYPE_CHECKING:
    from collections.abc import Mapping

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
    """Takes the decisions of one person in one transaction; `at` is in milliseconds since the epoch.

    What others decided is read once, and each decision costs the same however many there are. A `dry_run` stores
    nothing, and decides about the next edge as if it had.
    """

    tx: Transaction
    by: str
    at: int
    dry_run: bool = False
    _known: dict[Kind, _Known] = field(default_factory=dict["Kind", "_Known"])
    _rows: dict[tuple[Kind, edges.Pair], edges.Row | None] = field(
        default_factory=dict["tuple[Kind, edges.Pair]", "edges.Row | None"]
    )
    """Edges as they stand after a decision of this one."""

    def go_on(self, tx: Transaction, at: int, *, anew: bool) -> None:
        """Decide on in another transaction; `anew` where others may have written meanwhile."""
        self.tx, self.at = tx, at
        if anew:
            self._known.clear()
            self._rows.clear()

    def decide(
        self,
        kind: Kind,
        source: Concept,
        target: Concept,
        status: Literal["accepted", "rejected"],
        *,
        strength: float | None = None,
        note: str | None = None,
        clear_strength: bool = False,
    ) -> Change:
        """Accept or reject an edge, which is added where nothing suggests it.

        `strength` (0..1) and `note` None leave what is there; with `clear_strength` it is that of the suggestion.
        Raises Refused for a concept with itself, a strength out of range, and for an edge that would close a circle of
        accepted ones.
        """
        if strength is not None and not 0 <= strength <= 1:  # also where it is not a number
            raise Refused(f"The strength is {strength}", code="bad_strength", hint="Give a number from 0 to 1.")
        if source.id == target.id:
            raise Refused(f"{plain(source.label)} is the same concept on both sides", code=SAME_CONCEPT)
        pair = (source.id, target.id)
        known = self._of(kind)
        if status == "accepted":
            self._refuse_circle(kind, source, target)
        before = known.last(pair)
        if strength is None and before and not clear_strength:
            strength = before.strength
        note = (before.note if before else "") if note is None else _storable(note)
        decision = edges.Decided(pair, status, strength, self.by, (source.name, target.name), note)
        if before and before[:3] == decision[:3] and before.note == note and self._holds(kind, pair, status):
            return "same"
        self._keep(kind, source, target, decision)
        known.keep(decision)
        self._settle(kind, decision.pair, decision)
        return "changed" if before else "added"

    def take_back(self, kind: Kind, source: Concept, target: Concept) -> Change:
        """Forget what was decided about an edge: it is suggested again, or gone where nothing suggests it."""
        pair = (source.id, target.id)
        names = self._of(kind).forget(pair)
        if not names:
            return "same"
        if not self.dry_run:
            self.tx.many(SQL["drop_decision"], ((kind, *both) for both in names))
        self._settle(kind, pair, None)
        return "taken back"

    def stands(self, kind: Kind, source: Concept, target: Concept) -> edges.Row | None:
        """The edge as it stands, None where there is none."""
        return self._row(kind, (source.id, target.id))

    def _row(self, kind: Kind, pair: edges.Pair) -> edges.Row | None:
        if (kind, pair) in self._rows:
            return self._rows[kind, pair]
        return edges.row(self.tx, kind, pair)

    def _of(self, kind: Kind) -> _Known:
        if kind not in self._known:
            self._known[kind] = _Known.read(self.tx, kind)
        return self._known[kind]

    def _holds(self, kind: Kind, pair: edges.Pair, status: str) -> bool:
        """Does the edge stand as decided? It may not where two names that were decided about are one concept now."""
        row = self._row(kind, pair)
        return row is not None and row.status == status and row.decided_by is not None

    def _keep(self, kind: Kind, source: Concept, target: Concept, decision: edges.Decided) -> None:
        if self.dry_run:
            return
        seen = [[row[0] for row in self.tx.all(SQL["question_hashes_of"], (one.id, SEEN))] for one in (source, target)]
        self.tx.run(
            SQL["keep_decision"],
            {
                "kind": kind,
                "source": source.name,
                "target": target.name,
                "status": decision.status,
                "strength": decision.strength,
                "note": decision.note,
                "seen": json.dumps(seen),
                "by": self.by,
                "at": self.at,
            },
        )

    def _settle(self, kind: Kind, pair: edges.Pair, decision: edges.Decided | None) -> None:
        """Make the stored edge agree with the decision, as a refresh would."""
        base = edges.undecided(self._row(kind, pair))
        found = edges.with_decisions({} if base is None else {pair: base}, [] if decision is None else [decision])
        self._rows[kind, pair] = found.get(pair)
        if self.dry_run:
            return
        if pair in found:
            edges.keep(self.tx, kind, [(pair, found[pair])])
        else:
            edges.drop(self.tx, kind, [pair])

    def _refuse_circle(self, kind: Kind, source: Concept, target: Concept) -> None:
        way = shortest_way(self._of(kind).accepted, target.id, source.id)
        if way:
            raise _circle(self.tx, kind, [source.id, *way])


@dataclass(slots=True)
class _Known:
    """What was decided about the edges of a kind, by the concepts that are meant now; `accepted` gives for each concept
    those that accepted edges lead to."""

    decided: dict[edges.Pair, dict[tuple[str, str], edges.Decided]]
    accepted: dict[int, set[int]]

    @staticmethod
    def read(tx: Transaction, kind: Kind) -> _Known:
        known = _Known(defaultdict(dict), defaultdict(set))
        for one, other in edges.accepted_by_others(tx, kind):
            known.accepted[one].add(other)
        for decision in edges.decisions(tx, kind):
            known.keep(decision)
        return known

    def last(self, pair: edges.Pair) -> edges.Decided | None:
        """The decision that holds."""
        about = self.decided.get(pair)
        return next(reversed(about.values())) if about else None

    def keep(self, decision: edges.Decided) -> None:
        """A decision later than those that are known."""
        (one, other), about = decision.pair, self.decided[decision.pair]
        about.pop(decision.names, None)
        about[decision.names] = decision
        self.accepted[one].discard(other)
        if decision.status == "accepted":
            self.accepted[one].add(other)

    def forget(self, pair: edges.Pair) -> list[tuple[str, str]]:
        """Forget the decisions about an edge; the names by which they are stored."""
        self.accepted[pair[0]].discard(pair[1])
        return list(self.decided.pop(pair, ()))


def _storable(text: str) -> str:
    """A text as a database holds it and every program reads it."""
    return text.replace("\x00", " ").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _circle(tx: Transaction, kind: Kind, way: list[int]) -> Refused:
    """That accepted edges would go in a circle; `way` are its concepts (ids), the first once more at its end."""
    labels = [label_of(tx, number) for number in way]
    source, target = argument(labels[1]), argument(labels[2])
    prerequisite = f"Reject one of them first: `cgq graph reject {source} {target} --kind prerequisite`"
    broader = f"Reject one of them first: `cgq graph reject {source} {target} --kind broader`"
    return Refused(
        f"It would close a circle of accepted edges: {' → '.join(map(plain, labels))}",
        code=CIRCLE,
        hint=broader if kind == "broader" else prerequisite,
    )


def _refuse_circle_through(tx: Transaction, concept: int) -> None:
    """Raises Refused where accepted edges lead from a concept back to it."""
    for kind in edges.KINDS:
        accepted = _Known.read(tx, kind).accepted
        for following in sorted(accepted.get(concept, ())):
            if way := shortest_way(accepted, following, concept):
                raise _circle(tx, kind, [concept, *way])


class Parted(NamedTuple):
    """Two concepts that became one, or two again, by their labels; `name` is the one by which the alias is kept."""

    name: str
    alias: str
    into: str


def merge(tx: Transaction, alias: str, into: str, *, by: str, at: int, method: str = edges.PERSON) -> Parted:
    """Say that concept `alias` is the same as concept `into`; the next refresh counts it there.

    What was merged into the alias is from now on merged into `into`. Raises Missing for an unknown concept, and Refused
    where accepted edges would go in a circle: then the transaction must be undone.
    """
    merges = _merges(tx)
    if (name := _merged_name(tx, merges, alias)) is not None:
        hint = f"Take that back first: `cgq graph unmerge {argument(name)}`"
        raise Refused(f"{plain(alias)} is merged into {plain(merges[name])} already", code="merged", hint=hint)
    source, target = find(tx, alias, suggest=False), find(tx, into, suggest=False)
    if source.id == target.id:
        raise Refused(f"{plain(alias)} and {plain(into)} are the same concept already", code=SAME_CONCEPT)
    tx.run(SQL["lead_merges_on"], (target.id, source.id))
    row = {"alias": source.name, "concept": target.id, "method": method, "by": by, "at": at}
    tx.run(SQL["merge"], row)
    _refuse_circle_through(tx, target.id)
    return Parted(source.name, source.label, target.label)


def unmerge(tx: Transaction, alias: str) -> Parted:
    """Undo a merge. The next refresh makes two concepts of them again.

    Raises Missing where nothing of that name is merged.
    """
    merges = _merges(tx)
    name = _merged_name(tx, merges, alias)
    if name is None:
        listed = ", ".join(f"{plain(one)} into {plain(other)}" for one, other in sorted(merges.items())[:5])
        hint = f"What is merged: {listed}" if listed else "No concepts are merged."
        raise Missing(f"{plain(alias)} is not merged into another concept", hint=hint)
    tx.run(SQL["unmerge"], (name,))
    return Parted(name, alias, merges[name])


def _merged_name(tx: Transaction, merges: Mapping[str, str], text: str) -> str | None:
    """The name, as it is kept, of the merged concept that somebody calls so; None where none is merged."""
    names = [text, concept_name(text), *(row[1] for row in tx.all(SQL["find_labelled"], (normal(text),) * 2))]
    return next((name for name in names if name in merges), None)


def _merges(tx: Transaction) -> dict[str, str]:
    """By the name of each concept that was merged the label of the one that it is now."""
    return {alias: label for alias, _, label in tx.all(SQL["merges"])}
