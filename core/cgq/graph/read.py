"""What people and exports ask of the concept graph."""

from __future__ import annotations

import difflib
import json
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from cgq.errors import Missing
from cgq.graph.order import Edge
from cgq.graph.store import SQL
from cgq.hints import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cgq.db.connection import Transaction

Status = Literal["suggested", "accepted", "rejected"]
ALIKE = 0.7
"""How alike a name is, from 0 to 1, to be suggested for another: one letter of four differs, or of three is added."""

STATUSES: tuple[Status, ...] = ("suggested", "accepted", "rejected")


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
    """A concept next to another along a prerequisite. Strength is 0..1."""

    id: int
    name: str
    label: str
    strength: float
    method: str
    status: Status


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
    """A concept with its surroundings."""

    concept: Concept
    aliases: tuple[str, ...]
    questions: tuple[Tested, ...]
    before: tuple[Neighbour, ...]
    after: tuple[Neighbour, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stats:
    """The size of the graph. `unanalysed` questions have not been looked at yet."""

    concepts: int
    aliases: int
    tests: int
    prerequisites: dict[Status, int]
    questions: int
    unanalysed: int
    without_concept: int


def stats(tx: Transaction) -> Stats:
    """Counts of everything in the graph."""
    (row,) = tx.dicts(SQL["stats"])
    by_status: dict[Status, int] = dict(tx.all(SQL["prerequisite_counts"]))
    return Stats(**row, prerequisites={s: by_status.get(s, 0) for s in STATUSES})


def concepts(tx: Transaction, limit: int = 20) -> list[Concept]:
    """The concepts that most questions test; a negative limit gives all."""
    return [Concept(*row) for row in tx.all(SQL["concepts"], (limit,))]


def find(tx: Transaction, text: str) -> Concept:
    """A concept by name, label or alias, however spaced.

    Raises Missing with the nearest names when there is none.
    """
    spaced = " ".join(unicodedata.normalize("NFKC", text).split())
    folded = spaced.casefold()
    joined = folded if folded.isascii() else folded.replace(" ", "")
    row = tx.one(SQL["find_concept"], {"name": joined, "spaced": folded, "text": spaced})
    if row is not None:
        return Concept(*row)
    names = [name for (name,) in tx.all(SQL["concept_names"])]
    raise Missing(f"No concept is called {text!r}.", hint=_instead(joined, names))


def listing(
    tx: Transaction, *, like: str | None = None, like_folded: str | None = None, limit: int = -1, page: int = 1
) -> list[ListedConcept]:
    """Concepts, the heaviest first; `limit` -1 means all. The patterns are for LIKE with a backslash as escape."""
    wanted = {"like": like, "like_folded": like_folded, "limit": limit, "skip": max(limit, 0) * (page - 1)}
    rows = tx.all(SQL["concept_list"], wanted)
    return [ListedConcept(Concept(*row), tuple(json.loads(aliases))) for *row, aliases in rows]


def show(tx: Transaction, text: str) -> View:
    """A concept with its aliases, all questions that test it, and what comes before and after it."""
    concept = find(tx, text)
    return View(
        concept,
        tuple(alias for (alias,) in tx.all(SQL["aliases_of"], (concept.id,))),
        tuple(Tested(*row) for row in tx.all(SQL["questions_of"], (concept.id,))),
        tuple(Neighbour(*row) for row in tx.all(SQL["learned_before"], (concept.id,))),
        tuple(Neighbour(*row) for row in tx.all(SQL["learned_after"], (concept.id,))),
    )


def question_concepts(tx: Transaction, questions: Iterable[int]) -> dict[int, list[QuestionConcept]]:
    """What each question tests, the most important first; a question without concepts has an empty list."""
    found: dict[int, list[QuestionConcept]] = {question: [] for question in questions}
    for question, *rest in tx.all(SQL["question_concepts"], (json.dumps(list(found)),)):
        found[question].append(QuestionConcept(*rest))
    return found


def edges(tx: Transaction) -> list[Edge]:
    """Every prerequisite that nobody rejected, by concept ids."""
    return [Edge(a, b, strength, bool(accepted)) for a, b, strength, accepted in tx.all(SQL["edges"])]


def _instead(text: str, names: list[str]) -> str:
    if not names:
        return "The graph is empty; fill it: `cgq run FILE`"
    near = difflib.get_close_matches(text, names, n=3, cutoff=ALIKE)
    return f"Did you mean {plain(', '.join(near))}?" if near else "See what there is: `cgq graph list`"
