"""What people and exports ask of the concept graph."""

from __future__ import annotations

import difflib
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from cgq.concept_names import concept_name, normal
from cgq.errors import Missing
from cgq.graph.edges import KINDS, STATUSES, Kind, Status, decisions, rows
from cgq.graph.order import Edge
from cgq.graph.store import SQL
from cgq.hints import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cgq.db.connection import Transaction

ALIKE = 0.7
"""How alike a name is, from 0 to 1, to be suggested for another: one letter of four differs, or of three is added."""

MOST_NAME = 100
"""Characters of a name that is looked for, in a message; a paste of a page is no name."""


_NUMBER = re.compile(r"[0-9]{1,18}")
"""A number of a concept: 18 digits are the most that every row id of SQLite can have."""

Sort = Literal["weight", "questions", "name"]
"""What a list of concepts goes by."""


class Concept(NamedTuple):
    """A concept: how many questions test it, and the weight that made it one."""

    id: int
    name: str
    label: str
    questions: int
    weight: float


class ListedConcept(NamedTuple):
    """A concept with its other spellings, sorted."""

    concept: Concept
    aliases: tuple[str, ...]


class Neighbour(NamedTuple):
    """A concept next to another along an edge. Strength is 0..1; `decided_by` is None while nobody decided."""

    id: int
    name: str
    label: str
    strength: float
    method: str
    status: Status
    evidence: tuple[str, ...] = ()
    decided_by: str | None = None


class ListedEdge(NamedTuple):
    """An edge with both its concepts: from what is broader, or learned first.

    `note` and `given_strength` are those of a decision, empty and None where it has none.
    """

    kind: Kind
    source: Concept
    target: Concept
    strength: float
    method: str
    status: Status
    evidence: tuple[str, ...]
    decided_by: str | None
    note: str = ""
    given_strength: float | None = None


class Tested(NamedTuple):
    """A question that tests a concept. Importance is 0..1; evidence says where it was seen.

    `question` is its number in this bank, `id` its content hash.
    """

    question: int
    id: str
    stem: str
    importance: float
    method: str
    evidence: str


class QuestionConcept(NamedTuple):
    """A concept that a question tests. Importance is 0..1."""

    id: int
    name: str
    label: str
    importance: float


@dataclass(frozen=True, slots=True)
class View:
    """A concept with its surroundings: what is learned before and after it, what it is a kind of, and its kinds.

    `same_label` are other concepts that are shown under its label, those that most questions test first.
    """

    concept: Concept
    aliases: tuple[str, ...]
    questions: tuple[Tested, ...]
    before: tuple[Neighbour, ...]
    after: tuple[Neighbour, ...]
    broader: tuple[Neighbour, ...] = ()
    narrower: tuple[Neighbour, ...] = ()
    same_label: tuple[Concept, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stats:
    """The size of the graph. `unanalysed` questions have not been looked at yet; `untested` concepts remain although no
    question tests them now, as somebody decided about them."""

    concepts: int
    aliases: int
    tests: int
    prerequisites: dict[Status, int]
    broader: dict[Status, int]
    questions: int
    unanalysed: int
    without_concept: int
    untested: int


def stats(tx: Transaction) -> Stats:
    """Counts of everything in the graph."""
    (row,) = tx.dicts(SQL["stats"])
    counts: dict[Kind, dict[Status, int]] = {kind: dict.fromkeys(STATUSES, 0) for kind in KINDS}
    for kind, status, count in tx.all(SQL["edge_counts"]):
        counts[kind][status] = count
    return Stats(**row, prerequisites=counts["prerequisite"], broader=counts["broader"])


def concepts(tx: Transaction, limit: int = 20) -> list[Concept]:
    """The concepts that most questions test; a negative limit gives all."""
    return [Concept(*row) for row in tx.all(SQL["concepts"], (limit,))]


def find(tx: Transaction, text: str, *, suggest: bool = True, by_number: bool = True) -> Concept:
    """A concept by name, label or alias, however spaced, else `by_number` in this bank; of one that was merged the one
    that it is now.

    Raises Missing when there is none: with the nearest names where it shall `suggest` some.
    """
    found = _found(tx, text) or (_numbered(tx, text) if by_number else None)
    if found is None:
        names = [name for (name,) in tx.all(SQL["concept_names"])] if suggest else ["…"]
        raise Missing(
            f"No concept is called {text[:MOST_NAME]!r}.", hint=_instead(concept_name(text)[:MOST_NAME], names)
        )
    return _merged(tx, found)


def _found(tx: Transaction, text: str) -> Concept | None:
    """A concept by what it is called, before any merge."""
    label = normal(text)
    row = tx.one(SQL["find_concept"], {"name": concept_name(text), "spaced": label.casefold()})
    row = row or tx.one(SQL["find_labelled"], (label, label))
    return None if row is None else Concept(*row)


def _numbered(tx: Transaction, text: str) -> Concept | None:
    """A concept by its number as `graph list` shows it."""
    if not _NUMBER.fullmatch(text.strip()):
        return None
    row = tx.one(SQL["concept_by_id"], (int(text),))
    return None if row is None else Concept(*row)


def now(tx: Transaction, known: Concept) -> Concept:
    """A concept that was read before as it is now, or what it was merged into. Raises Missing where it is gone."""
    row = tx.one(SQL["concept_by_id"], (known.id,))
    if row is None:
        raise Missing(f"There is no concept {plain(known.label)} any more.", hint="See what there is: `cgq graph list`")
    return _merged(tx, Concept(*row))


def _merged(tx: Transaction, found: Concept) -> Concept:
    """A concept, or what it was merged into."""
    passed = {found.id}
    while (row := tx.one(SQL["merged_into"], (found.name,))) is not None and row[0] not in passed:
        found = Concept(*row)
        passed.add(found.id)
    return found


def label_of(tx: Transaction, concept: int) -> str:
    """The name of a concept for people."""
    label: str = tx.value(SQL["label_of"], (concept,))
    return label


def concept_of(tx: Transaction, number: int) -> Concept:
    """The concept with this id."""
    return Concept(*tx.all(SQL["concept_by_id"], (number,))[0])


class Wanted(NamedTuple):
    """Which concepts are listed, and in which order; None means any.

    `like` and `like_folded` are patterns for LIKE with a backslash as escape; `section` is a part of the name of a
    section in which a question of it is printed; with `status` it has an edge that stands so.
    """

    like: str | None = None
    like_folded: str | None = None
    at_least: int | None = None
    section: str | None = None
    status: Status | None = None
    sort: Sort = "weight"


def listing(tx: Transaction, wanted: Wanted, *, limit: int = -1, page: int = 1) -> list[ListedConcept]:
    """Concepts, those with most weight or questions first, or by name; `limit` -1 means all."""
    found = tx.all(SQL["concept_list"], {**wanted._asdict(), "limit": limit, "skip": max(limit, 0) * (page - 1)})
    return [ListedConcept(Concept(*row), tuple(json.loads(aliases))) for *row, aliases in found]


def printed_years(tx: Transaction, concept: int) -> list[tuple[int, int | None, str]]:
    """Where the questions of a concept are printed: their ids, the year that a row or a person names, the paper's
    sha256."""
    return [(question, year, sha256) for question, year, sha256 in tx.all(SQL["printed_years"], (concept,))]


def show(tx: Transaction, text: str) -> View:
    """A concept with its aliases, all questions that test it, and what comes before and after it."""
    concept = find(tx, text)
    return View(
        concept,
        tuple(alias for (alias,) in tx.all(SQL["aliases_of"], (concept.id,))),
        tuple(Tested(*row) for row in tx.all(SQL["questions_of"], {"concept": concept.id, "limit": -1})),
        before=_neighbours(tx, SQL["learned_before"], concept),
        after=_neighbours(tx, SQL["learned_after"], concept),
        broader=_neighbours(tx, SQL["broader_of"], concept),
        narrower=_neighbours(tx, SQL["kinds_of"], concept),
        same_label=tuple(Concept(*row) for row in tx.all(SQL["same_label"], (concept.label, concept.id))),
    )


def _neighbours(tx: Transaction, query: str, concept: Concept) -> tuple[Neighbour, ...]:
    found = tx.all(query, (concept.id,))
    return tuple(
        Neighbour(number, name, label, strength, method, status, tuple(json.loads(evidence)), by)
        for number, name, label, strength, method, status, evidence, by in found
    )


def edge_list(
    tx: Transaction,
    *,
    kind: Kind | None = None,
    status: Status | None = None,
    concept: int | None = None,
    limit: int = -1,
    page: int = 1,
) -> list[ListedEdge]:
    """Edges, by status, then those between the concepts that most questions test; `limit` -1 means all."""
    wanted = {"kind": kind, "status": status, "concept": concept, "limit": limit, "skip": max(limit, 0) * (page - 1)}
    found: list[ListedEdge] = []
    for row in tx.all(SQL["edge_list"], wanted):
        strength, method, stands, evidence, by = row[11:]
        evidence = tuple(json.loads(evidence))
        found.append(
            ListedEdge(row[0], Concept(*row[1:6]), Concept(*row[6:11]), strength, method, stands, evidence, by)
        )
    return _with_decisions(tx, found)


def _with_decisions(tx: Transaction, found: list[ListedEdge]) -> list[ListedEdge]:
    """The edges with what was noted about those that somebody decided about."""
    kinds: set[Kind] = {edge.kind for edge in found if edge.decided_by is not None}
    held = {(kind, one.pair): one for kind in kinds for one in decisions(tx, kind)}
    return [
        edge._replace(note=one.note, given_strength=one.strength)
        if edge.decided_by is not None and (one := held.get((edge.kind, (edge.source.id, edge.target.id))))
        else edge
        for edge in found
    ]


def tested_by(tx: Transaction, concept: int, limit: int) -> list[Tested]:
    """The questions that test a concept most."""
    return [Tested(*row) for row in tx.all(SQL["questions_of"], {"concept": concept, "limit": limit})]


def question_concepts(tx: Transaction, questions: Iterable[int]) -> dict[int, list[QuestionConcept]]:
    """What each question tests, the most important first; a question without concepts has an empty list."""
    found: dict[int, list[QuestionConcept]] = {question: [] for question in questions}
    for question, *rest in tx.all(SQL["question_concepts"], (json.dumps(list(found)),)):
        found[question].append(QuestionConcept(*rest))
    return found


def edges(tx: Transaction, kind: Kind = "prerequisite") -> list[Edge]:
    """Every edge of a kind that nobody rejected, by concept ids."""
    return [
        Edge(*pair, row.strength, row.status == "accepted")
        for pair, row in rows(tx, kind).items()
        if row.status != "rejected"
    ]


def _instead(text: str, names: list[str]) -> str:
    if not names:
        return "The graph is empty; fill it: `cgq run FILE`"
    near = difflib.get_close_matches(text, names, n=3, cutoff=ALIKE)
    return f"Did you mean {plain(', '.join(near))}?" if near else "See what there is: `cgq graph list`"
