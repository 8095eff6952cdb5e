"""A new glossary takes the place of the one before: only rows that differ are written, step by step.

Each step is short and leaves the graph whole, and doing it again changes nothing: after a crash between two steps the
glossary is made anew, and its refresh finds done what is done. A concept keeps its id as long as it keeps its name.
What people decided stays (edges.py), and so does what other methods than the refresh's own have written.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeVar

from cgq.db import LARGEST_INTEGER
from cgq.graph import edges
from cgq.graph.edges import GLOSSARY, KINDS, PERSON
from cgq.graph.store import SQL

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cgq.db.connection import Transaction

ROWS = 5_000
"""Rows that one step writes at most: 5,000 new ones take about 70 ms (bench/refresh.py)."""

QUESTIONS = 500
"""Questions whose concepts one step compares: 4,000 rows take 20 ms, new ones 100 (bench/refresh.py)."""

OURS = (GLOSSARY, "named")
"""The methods of `tests` that a refresh writes; others are those of people and models."""

NO_ROW: tuple[Any, ...] = ()
Step = Literal["concepts", "aliases", "tests", "edges", "drop"]
T = TypeVar("T")

EdgeGiven = tuple[int, int, float, tuple[str, ...]]


class Glossary(Protocol):
    """What a refresh writes. Concepts are referred to by their index in `concepts`.

    concepts: (name, label, questions, weight, the plain name of the word that it is a sense of or ""); aliases:
    (alias, name); tests, by question: (question id, concept, importance, evidence, method); broader: (broader concept,
    narrower concept, strength, evidence); prerequisites: (concept learned before, concept learned after, strength,
    evidence). Evidence of an edge is texts.
    """

    @property
    def concepts(self) -> Sequence[tuple[str, str, int, float, str]]: ...
    @property
    def aliases(self) -> Sequence[tuple[str, str]]: ...
    @property
    def tests(self) -> Sequence[tuple[int, int, float, str, str]]: ...
    @property
    def broader(self) -> Sequence[EdgeGiven]: ...
    @property
    def prerequisites(self) -> Sequence[EdgeGiven]: ...


class Refresh:
    """A glossary on its way into the database. `changed` counts the rows that were written or taken out so far."""

    def __init__(self, glossary: Glossary) -> None:
        self.changed = 0
        self._glossary = glossary
        self._step: Step = "concepts"
        self._behind: int = 0
        self._ids: list[int] = []
        """The id of each concept, by its index in the glossary."""

    def take_step(self, tx: Transaction) -> bool:
        """Write the next part; whether there is more to do."""
        if self._step == "concepts":
            self._write_concepts(tx)
        elif self._step == "aliases":
            self._write_aliases(tx)
        elif self._step == "tests":
            self._write_tests(tx)
        elif self._step == "edges":
            self._write_edges(tx)
        else:
            self._drop_concepts(tx)
            return False
        return True

    def _write_concepts(self, tx: Transaction) -> None:
        stored = {row[0]: row for row in tx.all(SQL["concept_rows"])}
        differing = [one for one in self._glossary.concepts if stored.get(one[0], NO_ROW)[:5] != one]
        some, _ = _cut(differing)
        self.changed += tx.many(SQL["keep_concept"], some)
        if not differing:
            self._ids = [stored[one[0]][5] for one in self._glossary.concepts]
            self._step = "aliases"

    def _write_aliases(self, tx: Transaction) -> None:
        ids = {one[0]: number for one, number in zip(self._glossary.concepts, self._ids, strict=True)}
        stored = {alias: (concept, method) for alias, concept, method in tx.all(SQL["alias_rows"])}
        wanted = {alias: (ids[name], GLOSSARY) for alias, name in self._glossary.aliases}
        gone = [alias for alias, (_, method) in stored.items() if method == GLOSSARY and alias not in wanted]
        new = [alias for alias, row in wanted.items() if stored.get(alias, row)[1] == GLOSSARY]
        differing = [(alias, wanted[alias][0]) for alias in new if stored.get(alias) != wanted[alias]]
        some, more = _cut(differing)
        self.changed += tx.many(SQL["drop_alias"], ((alias,) for alias in gone)) if gone else 0
        self.changed += tx.many(SQL["keep_alias"], some)
        if not more:
            self.changed += tx.run(SQL["keep_decided"])
            self._step = "tests"

    def _write_tests(self, tx: Transaction) -> None:
        """Compare the next questions, by id; those behind the last one, if any are given, have left the bank."""
        last: int = tx.value(SQL["question_at"], (self._behind, QUESTIONS - 1)) or LARGEST_INTEGER
        wanted = self._tests_up_to(last)
        for question, concept, *row in tx.all(SQL["tests_between"], (self._behind, last)):
            given = wanted.get((question, concept))
            if row[1] not in OURS or given == tuple(row):
                wanted.pop((question, concept), None)
            elif given is None:
                self.changed += tx.run(SQL["drop_test"], (question, concept))
        self.changed += tx.many(SQL["keep_test"], (_test(key, row) for key, row in wanted.items()))
        if last == LARGEST_INTEGER:
            self._step = "edges"
        else:
            self._behind = last

    def _tests_up_to(self, last: int) -> dict[tuple[int, int], tuple[float, str, str]]:
        """By question and concept (ids) importance, method and evidence, from the last step's questions on."""
        given = self._glossary.tests
        start = bisect_right(given, self._behind, key=_question)
        end = bisect_right(given, last, key=_question)
        return {
            (question, self._ids[concept]): (importance, method, evidence)
            for question, concept, importance, evidence, method in given[start:end]
        }

    def _write_edges(self, tx: Transaction) -> None:
        """Edges are few: both kinds are compared whole, and written in parts."""
        for kind in KINDS:
            given = self._glossary.prerequisites if kind == "prerequisite" else self._glossary.broader
            stored = edges.rows(tx, kind)
            wanted = edges.with_decisions(self._suggested(given, stored), edges.decisions(tx, kind))
            gone = [pair for pair in stored if pair not in wanted]
            differing = [(pair, row) for pair, row in sorted(wanted.items()) if stored.get(pair) != row]
            some, more = _cut(differing)
            self.changed += edges.drop(tx, kind, gone) if gone else 0
            self.changed += edges.keep(tx, kind, some)
            if more:
                return
        self._step = "drop"

    def _suggested(
        self, given: Iterable[EdgeGiven], stored: dict[edges.Pair, edges.Row]
    ) -> dict[edges.Pair, edges.Row]:
        """What the glossary suggests, and what other methods have written, which goes first."""
        found = {(self._ids[a], self._ids[b]): edges.suggested(strength, texts) for a, b, strength, texts in given}
        for pair, row in stored.items():
            if row.method not in (GLOSSARY, PERSON) and (kept := edges.undecided(row)) is not None:
                found[pair] = kept
        return found

    def _drop_concepts(self, tx: Transaction) -> None:
        known = {one[0] for one in self._glossary.concepts}
        stored = tx.all(SQL["concept_rows"])
        gone = [(name,) for name, _, questions, weight, *_ in stored if (questions or weight) and name not in known]
        self.changed += tx.many(SQL["empty_concept"], gone) if gone else 0
        self.changed += tx.run(SQL["drop_concepts"])


def write(tx: Transaction, glossary: Glossary) -> int:
    """Put a glossary in the place of the one before in one transaction; how many rows that changed."""
    refresh = Refresh(glossary)
    while refresh.take_step(tx):
        pass
    return refresh.changed


def _cut(rows: Sequence[T]) -> tuple[Sequence[T], bool]:
    """As many rows as a step may write, and whether there are more."""
    return rows[:ROWS], len(rows) > ROWS


def _question(test: tuple[Any, ...]) -> int:
    question: int = test[0]
    return question


def _test(key: tuple[int, int], row: tuple[float, str, str]) -> dict[str, object]:
    importance, method, evidence = row
    return {
        "question": key[0],
        "concept": key[1],
        "importance": importance,
        "method": method,
        "evidence": evidence,
    }
