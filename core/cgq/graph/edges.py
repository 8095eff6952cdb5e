"""The edges between concepts: what suggests them, and above it what people decided.

An edge leads from what is broader, or learned first, to what is a kind of it, or builds on it. The rows of the tables
`prerequisite` and `broader` are derived from suggestions and from `edge_decision`, and nothing else is lost with them.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal, NamedTuple

from cgq.graph.store import SQL

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cgq.db.connection import Transaction

Kind = Literal["prerequisite", "broader"]
KINDS: tuple[Kind, ...] = ("prerequisite", "broader")
Status = Literal["suggested", "accepted", "rejected"]
STATUSES: tuple[Status, ...] = ("suggested", "accepted", "rejected")

GLOSSARY = "glossary"
"""The method of what a refresh suggests."""

MODEL = "model"
"""The method of what a refresh suggests because a chat model said so alone."""

PERSON = "person"
"""The method of an edge that nothing but a person's decision names."""

SURE = 1.0
"""The strength of an edge that a person names without one."""

_ROWS = {"prerequisite": SQL["prerequisite_rows"], "broader": SQL["broader_rows"]}
_ROWS_BEHIND = {"prerequisite": SQL["prerequisites_behind"], "broader": SQL["broader_behind"]}
_ROW = {"prerequisite": SQL["prerequisite_row"], "broader": SQL["broader_row"]}
_KEEP = {"prerequisite": SQL["keep_prerequisite"], "broader": SQL["keep_broader"]}
_DROP = {"prerequisite": SQL["drop_prerequisite"], "broader": SQL["drop_broader"]}

Pair = tuple[int, int]


class Row(NamedTuple):
    """An edge as it is stored; `evidence` is a JSON array of texts, `decided_by` is None while nobody decided."""

    strength: float
    method: str
    status: Status
    evidence: str
    decided_by: str | None


class Decided(NamedTuple):
    """What a person decided about the edge between two concepts (ids); strength None leaves that to the suggestion.

    `names` are those of the two concepts as they were when it was decided.
    """

    pair: Pair
    status: Status
    strength: float | None
    decided_by: str
    names: tuple[str, str] = ("", "")
    note: str = ""


def rows(tx: Transaction, kind: Kind) -> dict[Pair, Row]:
    """Every edge of a kind."""
    return {(source, target): Row(*rest) for source, target, *rest in tx.all(_ROWS[kind])}


def rows_behind(tx: Transaction, kind: Kind, pair: Pair, limit: int) -> dict[Pair, Row]:
    """The next edges of a kind, in the order of their pairs."""
    return {(source, target): Row(*rest) for source, target, *rest in tx.all(_ROWS_BEHIND[kind], (*pair, limit))}


def row(tx: Transaction, kind: Kind, pair: Pair) -> Row | None:
    """One edge, None where there is none."""
    found = tx.one(_ROW[kind], pair)
    return None if found is None else Row(*found)


def keep(tx: Transaction, kind: Kind, edges: Iterable[tuple[Pair, Row]]) -> int:
    """Store edges that are new or differ; how many."""
    return tx.many(_KEEP[kind], ((*pair, *values) for pair, values in edges))


def drop(tx: Transaction, kind: Kind, pairs: Iterable[Pair]) -> int:
    """Take edges out; how many."""
    return tx.many(_DROP[kind], pairs)


def suggested(strength: float, evidence: Iterable[str], method: str) -> Row:
    """An edge as a refresh suggests it."""
    return Row(strength, method, "suggested", json.dumps(list(evidence), ensure_ascii=False), None)


def undecided(stored: Row | None) -> Row | None:
    """What remains of an edge without the decision about it: None where a person alone named it."""
    if stored is None or stored.method == PERSON:
        return None
    return stored if stored.decided_by is None else stored._replace(status="suggested", decided_by=None)


def with_decisions(found: Mapping[Pair, Row], decisions: Iterable[Decided]) -> dict[Pair, Row]:
    """The edges that are suggested, and above them what was decided; of two decisions about one edge the last holds."""
    edges = dict(found)
    for pair, status, strength, decided_by, *_ in decisions:
        base = found.get(pair, Row(SURE, PERSON, status, "[]", None))
        edges[pair] = base._replace(
            status=status, decided_by=decided_by, strength=base.strength if strength is None else strength
        )
    return edges


def decisions(tx: Transaction, kind: Kind) -> list[Decided]:
    """What people decided, by the concepts that their names stand for now; the latest last.

    A decision is left out while one of its concepts is not there, or both are one.
    """
    found: list[Decided] = []
    meant = _Meaning(tx)
    for source, target, status, strength, decided_by, seen, note in tx.all(SQL["edge_decisions"], (kind,)):
        of_source, of_target = json.loads(seen)
        one, other = meant(source, of_source), meant(target, of_target)
        if one is not None and other is not None and one != other:
            found.append(Decided((one, other), status, strength, decided_by, (source, target), note))
    return found


def accepted_by_others(tx: Transaction, kind: Kind) -> list[Pair]:
    """The edges that a method, and no person, accepted, between the concepts that theirs are now."""
    merges: dict[int, int] = dict(tx.all(SQL["merged_ids"]))
    found = [
        (_end(source, merges), _end(target, merges))
        for (source, target), row in rows(tx, kind).items()
        if row.status == "accepted" and row.decided_by is None
    ]
    return [pair for pair in found if pair[0] != pair[1]]


def _end(concept: int, merges: Mapping[int, int]) -> int:
    passed = {concept}
    while (following := merges.get(concept)) is not None and following not in passed:
        concept = following
        passed.add(concept)
    return concept


class _Meaning:
    """Which concept a name stands for that a person decided about, whatever was merged or split since then."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx
        self._merges: dict[str, str] = {alias: name for alias, name, _ in tx.all(SQL["merges"])}

    def __call__(self, name: str, seen: list[str]) -> int | None:
        passed = {name}
        while (following := self._merges.get(name)) is not None and following not in passed:
            name = following
            passed.add(name)
        concept: int | None = self._tx.value(SQL["concept_named"], {"name": name})
        return self._namesake(name, seen, concept)

    def _namesake(self, name: str, seen: list[str], concept: int | None) -> int | None:
        """The one of the senses of this word which the questions test that were before the person's eyes.

        A sense that is named by its subject is meant as long as questions test it.
        """
        plain, is_tested_sense = self._tx.one(SQL["sense_of"], (concept,)) or (name, False)
        if not seen or is_tested_sense:
            return concept
        others = [number for (number,) in self._tx.all(SQL["namesakes"], {"base": plain}) if number != concept]
        if not others:
            return concept
        hashes = json.dumps(seen)
        tested = {number: self._tx.value(SQL["tests_of_hashes"], (number, hashes)) for number in others}
        mine = 0 if concept is None else self._tx.value(SQL["tests_of_hashes"], (concept, hashes))
        best = max(others, key=lambda number: tested[number])
        return best if tested[best] > mine else concept
