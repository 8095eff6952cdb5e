"""Is there a Neo4j server for the concept graph, and how far behind the bank is it?"""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from cgq.actions.doctor.check import Check, fail, failed, ok, warn
from cgq.config import NEO4J_PASSWORDS, read_secret
from cgq.counting import counted
from cgq.db import migrations
from cgq.db.connection import Database
from cgq.errors import CgqError
from cgq.graph.neo4j import outbox
from cgq.graph.neo4j.address import check_address

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cgq.config import Neo4jSettings, Settings
    from cgq.graph.neo4j.indexes import Probed

NAME = "neo4j"
OLDEST = (5, 26)
"""The oldest server that is tried: the long-term release of Neo4j 5. Later ones count by the year."""


def graph_server(settings: Settings, environ: Mapping[str, str], *, probe: bool) -> Iterator[Check]:
    """Address and password, what waits to be sent, and with `probe` the server itself, which is only asked."""
    neo4j = settings.neo4j
    if neo4j.uri is None:
        yield ok(NAME, "none: the graph is in SQLite alone")
        return
    try:
        address = check_address(neo4j.uri)
        secret = next((found for name in NEO4J_PASSWORDS if (found := read_secret(name, environ))), None)
    except CgqError as error:
        yield failed(NAME, error)
        return
    password = "no password" if secret is None else f"the password from {secret.source}"
    yield ok(NAME, f"{address}, database {neo4j.database}, as {neo4j.username} with {password}")
    if settings.db.exists():
        yield from _behind(settings)
    if probe:
        yield from _probed(neo4j, environ)


def _behind(settings: Settings) -> Iterator[Check]:
    try:
        with closing(Database(settings.db)) as opened, opened.read() as tx:
            if migrations.stored_version(tx) != migrations.version():
                return
            stands, waiting = outbox.projection(tx), outbox.count(tx)
    except CgqError:
        return  # the checks of the database tell
    if stands is None or stands.revision is None:
        yield warn("neo4j behind", "nothing was sent yet", "Send the graph there: `cgq graph push`")
    elif waiting:
        message = f"{counted(waiting, 'change')} to be sent"
        yield warn("neo4j behind", message, "Send what changed: `cgq graph push`")
    else:
        yield ok("neo4j behind", "all that changed was sent")


def _probed(neo4j: Neo4jSettings, environ: Mapping[str, str]) -> Iterator[Check]:
    from cgq.graph.neo4j.connection import connected
    from cgq.graph.neo4j.indexes import probe

    try:
        with connected(neo4j, environ) as connection:
            found = probe(connection)
    except CgqError as error:
        yield fail("neo4j server", error.message, error.hint)
        return
    yield _version(found)
    if found.indexes is None:
        yield ok("neo4j indexes", "the server cannot list them")
    else:
        listed = ", ".join(f"{one.name} ({one.type.lower()}, {one.state.lower()})" for one in found.indexes)
        yield ok("neo4j indexes", listed or "none of ours yet")


def _version(found: Probed) -> Check:
    message = f"answers: {found.name} {found.version} ({found.edition})"
    numbers = tuple(int(part) for part in found.version.split(".")[:2] if part.isdigit())
    if numbers < OLDEST:
        return warn(
            "neo4j server", message, "Neo4j 5.26 and later are tried; see whether all arrived: `cgq graph diff`"
        )
    return ok("neo4j server", message)
