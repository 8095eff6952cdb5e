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
from cgq.graph.edges import GLOSSARY, MODEL, PERSON
from cgq.graph.store import SQL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.db.connection import Transaction

ROWS = 2_500
"""Rows of a table that one step compares and writes at most: as many new ones take about 50 ms (bench/refresh.py)."""

QUESTIONS = 250  # questions; time measured
"""Questions whose concepts one step compares: 2,000 rows take 10 ms, new ones 50 (bench/refresh.py)."""

OURS = (GLOSSARY, MODEL, "named")
"""The methods of `tests` that a refresh writes."""

NO_ROW: tuple[Any, ...] = ()
NO_PAIR = (0, 0)
"""Before every edge: ids begin at 1."""
Part = Literal["concepts", "aliases", "tests", "prerequisite", "broader", "drop"]
Key = TypeVar("Key", str, edges.Pair)

EdgeGiven = tuple[int, int, float, tuple[str, ...], str]


class Glossary(Protocol):
    """What a refresh writes. Concepts are referred to by their index in `concepts`.

    Concepts are in the order of their names, aliases in that of the aliases, tests in that of the questions.
    concepts: (name, label, questions, weight, the plain name of the word that it is a sense of or ""); aliases:
    (alias, name); tests, by question: (question id, concept, importance, evidence, method); broader: (broader
    concept, narrower concept, strength, evidence, method); prerequisites: (concept learned before, concept learned
    after, strength, evidence, method). Evidence of an edge is texts.
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
    """A glossary on its way into the database. `changed` counts the rows that were written or taken out so far.

    Each table is walked through in the order of its keys, next to what the glossary has of it.
    """

    def __init__(self, glossary: Glossary) -> None:
        self.changed = 0
        self._glossary = glossary
        self.part: Part = "concepts"
        """What the next step compares."""
        self._ids: list[int] = []
        """The id of each concept, by its index in the glossary."""
        self._id_of: dict[str, int] = {}
        self._name: str = ""
        self._alias: str = ""
        self._question: int = 0
        self._pair: edges.Pair = NO_PAIR
        """The last concept, alias, question and edge of the table at hand that were compared."""
        self._taken = 0
        """How many of the glossary's aliases, or edges of the kind at hand, were compared."""
        self._edges: list[EdgeGiven] = []
        """The glossary's edges of the kind at hand, by the ids of their concepts and in their order."""

    def take_step(self, tx: Transaction) -> bool:
        """Write the next part; whether there is more to do."""
        if self.part == "concepts":
            self._write_concepts(tx)
        elif self.part == "aliases":
            self._write_aliases(tx)
        elif self.part == "tests":
            self._write_tests(tx)
        elif self.part == "drop":
            dropped = tx.run(SQL["drop_concepts"], (ROWS,))
            self.changed += dropped
            return dropped == ROWS
        else:
            self._write_edges(tx, self.part)
        return True

    def _write_concepts(self, tx: Transaction) -> None:
        stored = {row[0]: row for row in tx.all(SQL["concepts_behind"], (self._name, ROWS))}
        given = self._glossary.concepts[len(self._ids) : len(self._ids) + ROWS]
        last = _reach([one[0] for one in given], list(stored))
        wanted = {one[0]: one for one in given if last is None or one[0] <= last}
        differing = [one for name, one in wanted.items() if stored.get(name, NO_ROW)[:5] != one]
        gone = [
            (name,)
            for name, (_, _, questions, weight, *_) in stored.items()
            if name not in wanted and (questions or weight) and (last is None or name <= last)
        ]
        self.changed += tx.many(SQL["keep_concept"], differing) if differing else 0
        self.changed += tx.many(SQL["empty_concept"], gone) if gone else 0
        if not wanted.keys() <= stored.keys():
            stored = {row[0]: row for row in tx.all(SQL["concepts_behind"], (self._name, 2 * ROWS))}
        self._id_of.update((name, stored[name][5]) for name in wanted)
        self._ids += [stored[name][5] for name in wanted]
        self.part, self._name = ("aliases", "") if last is None else ("concepts", last)

    def _write_aliases(self, tx: Transaction) -> None:
        found = tx.all(SQL["aliases_behind"], (self._alias, ROWS))
        stored = {alias: (concept, method) for alias, concept, method in found}
        given = self._glossary.aliases[self._taken : self._taken + ROWS]
        last = _reach([alias for alias, _ in given], list(stored))
        wanted = {alias: self._id_of[name] for alias, name in given if last is None or alias <= last}
        gone = [
            (alias,)
            for alias, (_, method) in stored.items()
            if method == GLOSSARY and alias not in wanted and (last is None or alias <= last)
        ]
        new = [(alias, concept) for alias, concept in wanted.items() if alias not in stored]
        moved = [
            (alias, wanted[alias])
            for alias, (concept, method) in stored.items()
            if method == GLOSSARY and wanted.get(alias, concept) != concept
        ]
        self.changed += tx.many(SQL["drop_alias"], gone) if gone else 0
        self.changed += tx.many(SQL["keep_alias"], new + moved) if new or moved else 0
        self._taken += len(wanted)
        if last is not None:
            self._alias = last
            return
        self.changed += tx.run(SQL["keep_decided"])
        self.part = "tests"

    def _write_tests(self, tx: Transaction) -> None:
        """Compare the next questions, by id; those behind the last one, if any are given, have left the bank."""
        last: int = tx.value(SQL["question_at"], (self._question, QUESTIONS - 1)) or LARGEST_INTEGER
        wanted = self._tests_up_to(last)
        for question, concept, *row in tx.all(SQL["tests_between"], (self._question, last)):
            given = wanted.get((question, concept))
            if row[1] not in OURS or given == tuple(row):
                wanted.pop((question, concept), None)
            elif given is None:
                self.changed += tx.run(SQL["drop_test"], (question, concept))
        self.changed += tx.many(SQL["keep_test"], (_test(key, row) for key, row in wanted.items()))
        if last == LARGEST_INTEGER:
            self._begin_edges("prerequisite")
        else:
            self._question = last

    def _tests_up_to(self, last: int) -> dict[tuple[int, int], tuple[float, str, str]]:
        """By question and concept (ids) importance, method and evidence, from the last step's questions on."""
        given = self._glossary.tests
        start = bisect_right(given, self._question, key=_question)
        end = bisect_right(given, last, key=_question)
        return {
            (question, self._ids[concept]): (importance, method, evidence)
            for question, concept, importance, evidence, method in given[start:end]
        }

    def _begin_edges(self, kind: edges.Kind) -> None:
        given = self._glossary.prerequisites if kind == "prerequisite" else self._glossary.broader
        self._edges = sorted(
            (self._ids[a], self._ids[b], strength, texts, method) for a, b, strength, texts, method in given
        )
        self.part, self._taken, self._pair = kind, 0, NO_PAIR

    def _write_edges(self, tx: Transaction, kind: edges.Kind) -> None:
        """Compare the next edges of a kind. What was decided is read in each step, for people decide meanwhile."""
        stored = edges.rows_behind(tx, kind, self._pair, ROWS)
        given = {
            (a, b): edges.suggested(strength, texts, method)
            for a, b, strength, texts, method in self._edges[self._taken : self._taken + ROWS]
        }
        last = _reach(list(given), list(stored))
        here = {pair: row for pair, row in stored.items() if last is None or pair <= last}
        found = {pair: row for pair, row in given.items() if last is None or pair <= last}
        self._taken += len(found)
        decided = [
            one for one in edges.decisions(tx, kind) if one.pair > self._pair and (last is None or one.pair <= last)
        ]
        wanted = edges.with_decisions(found | _of_others(here), decided)
        gone = [pair for pair in here if pair not in wanted]
        differing = [(pair, row) for pair, row in sorted(wanted.items()) if here.get(pair) != row]
        self.changed += edges.drop(tx, kind, gone) if gone else 0
        self.changed += edges.keep(tx, kind, differing) if differing else 0
        if last is not None:
            self._pair = last
        elif kind == "prerequisite":
            self._begin_edges("broader")
        else:
            self.part = "drop"


def _of_others(stored: dict[edges.Pair, edges.Row]) -> dict[edges.Pair, edges.Row]:
    """What other methods than those of a refresh have written, which goes before what it suggests."""
    kept = {pair: edges.undecided(row) for pair, row in stored.items() if row.method not in (GLOSSARY, MODEL, PERSON)}
    return {pair: row for pair, row in kept.items() if row is not None}


def write(tx: Transaction, glossary: Glossary) -> int:
    """Put a glossary in the place of the one before in one transaction; how many rows that changed."""
    refresh = Refresh(glossary)
    while refresh.take_step(tx):
        pass
    return refresh.changed


def _reach(given: Sequence[Key], stored: Sequence[Key]) -> Key | None:
    """The key up to which two sorted lists are compared in this step; None where both end within it."""
    return min((keys[-1] for keys in (given, stored) if len(keys) == ROWS), default=None)


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
