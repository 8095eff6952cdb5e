"""Constraints and indexes on the server: what it must have, and what it gets where it can.

Whether a server has full-text and vector indexes is found out by asking for them: it refuses what it has not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.errors import ProviderFailed
from cgq.graph.neo4j import server
from cgq.graph.neo4j.shape import VECTOR

if TYPE_CHECKING:
    from cgq.graph.neo4j.connection import Connection

WORDS = {
    "cgq_words_question": (
        "CREATE FULLTEXT INDEX cgq_words_question IF NOT EXISTS FOR (n:Question) ON EACH [n.stem]"
        " OPTIONS {indexConfig: {`fulltext.analyzer`: 'cjk'}}"
    ),
    "cgq_words_concept": (
        "CREATE FULLTEXT INDEX cgq_words_concept IF NOT EXISTS FOR (n:Concept|Alias) ON EACH [n.name, n.label]"
        " OPTIONS {indexConfig: {`fulltext.analyzer`: 'cjk'}}"
    ),
}
"""The full-text indexes. The analyser `cjk` takes two characters at a time, so that Korean is found inside a word."""

NEAR = "cgq_vector_question"
"""The index of vectors. A property has one: where the vectors of two banks differ in length, the last push decides."""

_REFUSED = "neo4j_refused"


@dataclass(frozen=True, slots=True)
class Index:
    """An index of ours on the server, its type (RANGE, FULLTEXT, VECTOR) and state (ONLINE, POPULATING, FAILED)."""

    name: str
    type: str
    state: str


@dataclass(frozen=True, slots=True)
class Probed:
    """What a server is: its name, version and edition, and the indexes of ours; None where it cannot list them."""

    name: str
    version: str
    edition: str
    indexes: tuple[Index, ...] | None


def make(connection: Connection, dimension: int | None) -> list[str]:
    """Make what is not there yet; the names of what the server does not have. `dimension` None: no vectors are sent."""
    for statement in server.constraints():
        connection.do(statement)
    refused = [name for name, statement in WORDS.items() if not _is_made(connection, statement)]
    if dimension is not None and not _make_near(connection, dimension):
        refused.append(NEAR)
    return refused


def probe(connection: Connection) -> Probed:
    """Ask a server what it is. Raises ProviderFailed where it cannot be reached, or does not let us in."""
    connection.verify()
    asked = "CALL dbms.components() YIELD name, versions, edition RETURN name, versions[0], edition"
    ((name, version, edition), *_) = connection.read(lambda work: work.rows(asked))
    return Probed(name, version, edition, _indexes(connection))


def _indexes(connection: Connection) -> tuple[Index, ...] | None:
    asked = "SHOW INDEXES YIELD name, type, state WHERE name STARTS WITH 'cgq_' RETURN name, type, state ORDER BY name"
    try:
        return tuple(Index(*row) for row in connection.read(lambda work: work.rows(asked)))
    except ProviderFailed as error:
        if error.code != _REFUSED:
            raise
        return None


def _is_made(connection: Connection, statement: str) -> bool:
    try:
        connection.do(statement)
    except ProviderFailed as error:
        if error.code != _REFUSED:
            raise
        return False
    return True


def _make_near(connection: Connection, dimension: int) -> bool:
    """Make the index of vectors; one for vectors of another length is replaced."""
    asked = f"SHOW VECTOR INDEXES YIELD name, options WHERE name = '{NEAR}' RETURN options"
    try:
        found = connection.read(lambda work: work.rows(asked))
    except ProviderFailed as error:
        if error.code != _REFUSED:
            raise
        return False
    if found and found[0][0]["indexConfig"].get("vector.dimensions") != dimension:
        connection.do(f"DROP INDEX {NEAR} IF EXISTS")
    return _is_made(
        connection,
        f"CREATE VECTOR INDEX {NEAR} IF NOT EXISTS FOR (n:Question) ON n.{VECTOR} OPTIONS {{indexConfig:"
        f" {{`vector.dimensions`: {dimension}, `vector.similarity_function`: 'cosine'}}}}",
    )
