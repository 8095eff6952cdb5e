"""How fast a bank goes to Neo4j, compared with a plain loop over the driver with one MERGE a row.

    python -m bench.support.neo4j_rows --questions 20000 [--plain 2000]

The bank: the stems of the labelled questions over and over, each with eight concepts of a vocabulary that grows as that
of real papers does. Prints for each side the rows (nodes and relations), rows a second of wall time, and the processor
seconds of this process and of the server. The plain side sends the first `--plain` questions with all that belongs to
them, each row a statement in a transaction of its own, as a script that is written in an hour does.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
from bench.refresh import draw
from neo4j import GraphDatabase
from tests.support.neo4j_bank import Bank, bank
from tests.support.neo4j_server import started

from cgq.graph.neo4j import outbox
from cgq.graph.neo4j.rows import rows
from cgq.graph.neo4j.shape import ENTITIES, NODES, RELATIONS, Row
from cgq.graph.refreshing import write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cgq.db.connection import Database

LABELLED = Path(__file__).parents[1] / "labelled" / "knowledge"
QUESTION = """INSERT INTO question (id, hash, stem, boxes, options, text_hash, created_at)
              VALUES (?, ?, ?, '[]', '[]', ?, 0)"""
PAPER = "INSERT INTO material (id, sha256, title, created_at, updated_at) VALUES (?, ?, ?, 0, 0)"
PLACE = """INSERT INTO appearance (material_id, question_id, seq, number, page, bbox, places, printed, option_order,
                                   confidence, flags, reviewed)
           VALUES (?, ?, ?, ?, 1, '[0, 0, 1, 1]', '[]', '{}', '[]', 1.0, '[]', 0)"""
PER_PAPER = 100


@dataclass
class Cost:
    """What a side took: rows, seconds of wall time, processor seconds here and on the server."""

    rows: int
    wall: float
    here: float
    there: float

    def line(self, name: str) -> str:
        """The cost in a line."""
        each = (self.here + self.there) / self.rows * 1e6
        return (
            f"{name:24} {self.rows:>9,} rows  {self.rows / self.wall:>8,.0f} rows/s  processor {self.here:6.1f} s here,"
            f" {self.there:6.1f} s on the server, {each:5.0f} µs a row"
        )


def stems() -> list[str]:
    """The stems of the labelled questions."""
    files = sorted(path for name in ("ko-1", "ko-2", "en-1") for path in LABELLED.glob(f"{name}.jsonl"))
    return [json.loads(line)["stem"] for path in files for line in path.read_text(encoding="utf-8").splitlines()]


def fill(database: Database, size: int) -> None:
    """Questions in papers of a hundred, and a graph of theirs."""
    texts = stems()
    with database.write() as tx:
        papers = range(1, size // PER_PAPER + 2)
        tx.many(PAPER, ((n, f"{n:064x}", f"Paper {n}") for n in papers))
        named = ((n, f"{n:064x}", f"{texts[n % len(texts)]} ({n})", f"{n:064x}") for n in range(1, size + 1))
        tx.many(QUESTION, named)
        places = ((n // PER_PAPER + 1, n, n, n % PER_PAPER + 1) for n in range(1, size + 1))
        tx.many(PLACE, places)
        write(tx, draw(size))


def measure(server: psutil.Process, work: Callable[[], int]) -> Cost:
    """What some work takes, which gives the number of its rows."""
    here, there, began = time.process_time(), sum(server.cpu_times()[:2]), time.monotonic()
    count = work()
    wall = time.monotonic() - began
    return Cost(count, wall, time.process_time() - here, sum(server.cpu_times()[:2]) - there)


def push_all(made: Bank) -> int:
    """Every row of the bank, by the pushes of the queue."""
    written = made.push_all()
    return written["nodes"] + written["relations"]


def plain(made: Bank, most: int) -> int:
    """Some questions and all concepts and papers, a statement a row."""
    sides = {one.type: one for one in RELATIONS}
    labels = {one.label for one in NODES}
    count = 0
    assert made.settings.uri is not None
    with GraphDatabase.driver(made.settings.uri) as driver, driver.session() as session:
        for row in _some(made, most):
            session.run(_statement(row, sides, labels), _values(row)).consume()
            count += 1
    return count


def _some(made: Bank, most: int) -> Iterator[Row]:
    """Rows of all labels and types: so many of the keys of each entity, nodes first."""
    with made.workspace.database.read() as tx:
        found = [row for entity in ENTITIES for row in rows(tx, entity, outbox.keys(tx, entity, "", most), None)]
    yield from sorted(found, key=lambda row: len(row.key))


def _statement(row: Row, sides: dict[str, Any], labels: set[str]) -> Any:
    if row.kind in labels:
        return f"MERGE (n:{row.kind} {{bank: 'plain', key: $key}}) SET n += $values"
    side = sides[row.kind]
    arrow = f"-[r:{row.kind}]->" if side.outgoing else f"<-[r:{row.kind}]-"
    return (
        f"MATCH (n:{side.owner} {{bank: 'plain', key: $key}}) MERGE (m:{side.other} {{bank: 'plain', key: $other}})"
        f" MERGE (n){arrow}(m) SET r += $values"
    )


def _values(row: Row) -> dict[str, Any]:
    return {"key": row.key[0], "other": row.key[-1], "values": row.values}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--questions", type=int, default=20_000)
    parser.add_argument("--plain", type=int, default=500)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, started(Path(folder) / "neo4j") as server:
        java = next(child for child in psutil.Process(os.getpid()).children(recursive=True) if "java" in child.name())
        with bank(Path(folder) / "bank", server.address) as made:
            fill(made.workspace.database, given.questions)
            print(f"{given.questions:,} questions, an empty server")
            print(measure(java, lambda: push_all(made)).line("full push"))
            with made.workspace.database.write() as tx:
                outbox.compare_everything(tx)
                count = outbox.count_whole(tx)
            compared = measure(java, lambda: push_all(made) + count)
            print(compared.line("compared, nothing sent"))
            print(measure(java, lambda: plain(made, given.plain)).line("plain loop, a row each"))


if __name__ == "__main__":
    main()
