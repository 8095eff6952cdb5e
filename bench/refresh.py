"""What a refresh of a large concept graph costs: the first, one without a change, one after a new paper, with decisions
of people, and when nearly all papers left.

    python -m bench.refresh --size 100000

Prints for each the rows that it wrote, its processor seconds, and the longest step, which is how long others wait for
the database. The glossary is drawn: eight concepts a question, as many as a refresh gives one, of a vocabulary that
grows with the bank as that of real papers does (Heaps' law).
"""

from __future__ import annotations

import argparse
import gc
import random
import resource
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from cgq.db.connection import Database
from cgq.db.migrations import migrate
from cgq.enrich.edges import Edge
from cgq.enrich.glossary import Concept, Glossary, Tests
from cgq.graph.decisions import Decider
from cgq.graph.read import find
from cgq.graph.refreshing import Refresh

if TYPE_CHECKING:
    from collections.abc import Iterable

PER_QUESTION = 8
"""Concepts of a question: glossary.MAX_TESTS."""

PAPER = 100
"""Questions of the new paper."""

DECIDED = 1_000
"""Edges that a person decided about: more than a person does in a few days."""

SEED = 7

QUESTION = """INSERT INTO question (id, hash, stem, boxes, options, text_hash, created_at)
              VALUES (?, ?, 's', '[]', '[]', ?, 0)"""


def draw(size: int) -> Glossary:
    """A glossary of `size` questions; that of more questions begins as that of fewer."""
    chance = random.Random(SEED)
    tests: list[Tests] = []
    asked: dict[int, int] = {}
    for question in range(1, size + 1):
        known = max(PER_QUESTION * 4, int(40 * question**0.6))
        for concept in sorted({int(known * chance.random() ** 2) for _ in range(PER_QUESTION)}):
            asked[concept] = asked.get(concept, 0) + 1
            tests.append(Tests(question, concept, round(chance.random(), 3), "stem ×1, option ×2"))
    numbers = sorted(asked, key=_name)
    index = {number: i for i, number in enumerate(numbers)}
    return Glossary(
        concepts=[Concept(_name(n), _name(n), asked[n], 3.0) for n in numbers],
        aliases=[(f"other {_name(n)}", _name(n)) for n in numbers[::3]],
        tests=[test._replace(concept=index[test.concept]) for test in tests],
        broader=[Edge(index[n // 2], index[n], 0.6, (f"{_name(n)} ends in {_name(n // 2)}",)) for n in _even(numbers)],
        prerequisites=[],
    )


def _name(number: int) -> str:
    return f"concept {number:06}"


def _even(numbers: Iterable[int]) -> list[int]:
    there = set(numbers)
    return [n for n in sorted(there) if n % 5 == 0 and n // 2 in there and n]


def add_questions(database: Database, first: int, last: int) -> None:
    rows = ((n, f"{n:064x}", "0" * 64) for n in range(first, last + 1))
    with database.write() as tx:
        tx.many(QUESTION, rows)


def decide(database: Database, glossary: Glossary) -> None:
    """Reject the first suggestions, as an import of edges does."""
    with database.write() as tx:
        decider = Decider(tx, "kim", 1)
        for edge in glossary.broader[:DECIDED]:
            broad, narrow = (find(tx, glossary.concepts[end].name) for end in (edge.source, edge.target))
            decider.decide("broader", broad, narrow, "rejected")


def measure(database: Database, name: str, glossary: Glossary) -> None:
    gc.collect()  # what drawing left is no cost of a refresh
    began, longest, steps, part = time.process_time(), 0.0, 0, ""
    refresh = Refresh(glossary)
    more = True
    while more:
        step, of = time.process_time(), refresh.part
        with database.write() as tx:
            more = refresh.take_step(tx)
        longest, part = max((longest, part), (time.process_time() - step, of))
        steps += 1
    spent = time.process_time() - began
    print(
        f"{name:28} {refresh.changed:>9,} rows  {steps:>5} steps  {spent:6.2f} s"
        f"  longest step {longest * 1000:6.0f} ms ({part})"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--size", type=int, default=100_000, help="questions of the bank")
    size: int = parser.parse_args().size
    with tempfile.TemporaryDirectory() as folder:
        database = Database(Path(folder) / "bank.db")
        migrate(database)
        add_questions(database, 1, size)
        glossary = draw(size)
        print(f"{size:,} questions, {len(glossary.concepts):,} concepts, {len(glossary.tests):,} tests")
        drawn = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        measure(database, "the first refresh", glossary)
        measure(database, "without a change", glossary)
        add_questions(database, size + 1, size + PAPER)
        glossary = draw(size + PAPER)
        measure(database, f"a paper of {PAPER} more", glossary)
        decide(database, glossary)
        measure(database, f"with {DECIDED:,} decisions", glossary)
        measure(database, "a tenth of the questions", draw(size // 10))
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"peak memory {most} MB, of which {drawn} MB the drawn glossary")
        database.close()


if __name__ == "__main__":
    main()
