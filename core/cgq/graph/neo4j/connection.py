"""A connection to the Neo4j server of the settings: its address is checked, its errors are ours.

One driver a process, as the driver asks for: it holds a pool of connections, and may be shared by threads.
"""

from __future__ import annotations

import atexit
import os
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar, cast

from neo4j import GraphDatabase, NotificationMinimumSeverity

from cgq.config import NEO4J_PASSWORDS, read_secret
from cgq.graph.neo4j import faults
from cgq.graph.neo4j.address import check_address

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping

    from neo4j import Driver, ManagedTransaction, Session

    from cgq.config import Neo4jSettings

T = TypeVar("T")

RETRY_SECONDS = 15.0  # seconds; chosen
"""Seconds for which the driver tries a transaction again that may pass; the queue tries again what fails longer."""

CONNECT_SECONDS = 5.0  # seconds; chosen
"""Seconds for a connection: a server of the same network answers within one."""


class Work:
    """Statements inside one transaction. Values are given as parameters, and never become part of a statement."""

    def __init__(self, tx: ManagedTransaction) -> None:
        self._tx = tx

    def rows(self, statement: str, **values: Any) -> list[tuple[Any, ...]]:
        """Every row of the answer."""
        return [tuple(record.values()) for record in self._tx.run(_literal(statement), values)]


class Connection:
    """A server and one of its databases."""

    def __init__(self, driver: Driver, database: str, uri: str, *, has_password: bool) -> None:
        self._driver = driver
        self._database = database
        self._uri = uri
        self._has_password = has_password

    def read(self, work: Callable[[Work], T]) -> T:
        """Do some reading in one transaction, which the driver tries again where that may help."""
        with self._session() as session:
            return session.execute_read(lambda tx: work(Work(tx)))

    def write(self, work: Callable[[Work], T]) -> T:
        """The same, to write: all of it is stored, or nothing."""
        with self._session() as session:
            return session.execute_write(lambda tx: work(Work(tx)))

    def do(self, statement: str) -> None:
        """Do what takes a transaction of its own, such as a change of the schema; nothing is tried again."""
        with self._session() as session:
            session.run(_literal(statement)).consume()

    def verify(self) -> None:
        """Raise ProviderFailed where the server cannot be reached, or does not let us in."""
        self.do("RETURN 1")

    def close(self) -> None:
        """Close every connection."""
        self._driver.close()

    @contextmanager
    def _session(self) -> Generator[Session]:
        driver = cast("Any", self._driver)  # its options have no types
        translated = faults.translated(self._uri, has_password=self._has_password)
        with translated, driver.session(database=self._database) as session:
            yield session


@contextmanager
def connected(settings: Neo4jSettings, environ: Mapping[str, str] = os.environ) -> Generator[Connection]:
    """A connection that a command has for itself. Raises NotReady where no server is configured."""
    connection = _connect(settings, environ)
    try:
        yield connection
    finally:
        connection.close()


_shared: dict[Neo4jSettings, Connection] = {}
_lock = Lock()


def shared(settings: Neo4jSettings) -> Connection:
    """The connection of this process, which lasts as long as that."""
    with _lock:
        if settings not in _shared:
            connection = _connect(settings, os.environ)
            atexit.register(connection.close)
            _shared[settings] = connection
        return _shared[settings]


def _connect(settings: Neo4jSettings, environ: Mapping[str, str]) -> Connection:
    uri = check_address(settings.uri)
    found = (read_secret(name, environ) for name in NEO4J_PASSWORDS)
    secret = next((one for one in found if one is not None), None)
    library = cast("Any", GraphDatabase)  # its options have no types
    with faults.translated(uri, has_password=secret is not None):
        driver: Driver = library.driver(
            uri,
            auth=None if secret is None else (settings.username, secret.value),
            connection_timeout=CONNECT_SECONDS,
            max_transaction_retry_time=RETRY_SECONDS,
            notifications_min_severity=NotificationMinimumSeverity.OFF,
            telemetry_disabled=True,
        )
    return Connection(driver, settings.database, uri, has_password=secret is not None)


def _literal(statement: str) -> Any:
    """The driver asks for literal texts, as a guard against values inside of them: ours hold names of `shape` alone."""
    return statement
