"""What an error of the Neo4j driver means: one of ours with a code, a way to cure it, and whether trying again helps.

| code | trying again |
|---|---|
| neo4j_unavailable, neo4j_constraint (two pushes made the same node), neo4j_failed | helps |
| neo4j_refused (this statement) | never helps |
| neo4j_auth, _forbidden, _database, _config, _insecure, _not_configured | helps once a person did something |

The driver tries again by itself what may pass (its managed transactions), and nothing else does around it (T6).
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from neo4j.exceptions import (
    AuthError,
    ConfigurationError,
    ConstraintError,
    DatabaseError,
    DriverError,
    Forbidden,
    Neo4jError,
    TransientError,
)

from cgq.errors import ProviderFailed
from cgq.graph.neo4j.address import not_set_up

if TYPE_CHECKING:
    from collections.abc import Generator

MOST_QUOTE = 300  # characters; chosen
"""Characters of a server's own words in a message: a statement that it quotes may hold a whole name."""

NO_DATABASE = "Neo.ClientError.Database.DatabaseNotFound"
NEW_PASSWORD = "Neo.ClientError.Security.CredentialsExpired"  # noqa: S105 - the code of an error
TOO_MANY = "Neo.ClientError.Security.AuthenticationRateLimit"


@contextmanager
def translated(uri: str, *, has_password: bool) -> Generator[None]:
    """The driver's errors in our words, for a server at `uri`; `has_password`: one was sent."""
    try:
        yield
        return
    except Neo4jError as error:
        failed = _of_server(error, has_password=has_password)
    except DriverError as error:
        failed = _of_driver(error, uri)
    # Outside the handlers: what the driver quotes is not chained.
    raise failed


def _of_server(error: Neo4jError, *, has_password: bool) -> ProviderFailed:
    code = error.code or ""
    said = _quoted(error.message or "")
    if isinstance(error, AuthError) and not has_password:
        return not_set_up("neo4j_auth", "Neo4j asks for a password, and none is set.", "Set CGQ_NEO4J_PASSWORD")
    if isinstance(error, AuthError) or code in (NEW_PASSWORD, TOO_MANY):
        return not_set_up(
            "neo4j_auth",
            f"Neo4j does not accept user and password.{said}",
            "Set CGQ_NEO4J_PASSWORD, and username under [neo4j]",
        )
    if isinstance(error, Forbidden):
        return not_set_up("neo4j_forbidden", f"Neo4j does not let this user do that.{said}", "Give it the right")
    if code == NO_DATABASE:
        return not_set_up("neo4j_database", f"Neo4j has no such database.{said}", "Correct database under [neo4j]")
    if isinstance(error, ConstraintError):
        hint = "Nodes of another program may have a constraint of their own on the same label."
        return ProviderFailed(f"Neo4j holds such a node already.{said}", code="neo4j_constraint", hint=hint)
    if isinstance(error, TransientError) or error.is_retryable():
        return _unavailable(f"Neo4j could not do it now ({code}).{said}")
    if isinstance(error, DatabaseError):
        return ProviderFailed(f"Neo4j failed ({code}).{said}", code="neo4j_failed", hint="See the server's own log.")
    return ProviderFailed(
        f"Neo4j refused a statement ({code}).{said}",
        code="neo4j_refused",
        hint="It takes Neo4j 5.26 or later; see what the server is: `cgq doctor --probe`",
        retryable=False,
    )


def _of_driver(error: DriverError, uri: str) -> ProviderFailed:
    said = _quoted(str(error))
    if isinstance(error, ConfigurationError):
        return not_set_up("neo4j_config", f"The connection to Neo4j cannot be set up.{said}", "Correct [neo4j]")
    why = _system_error(error)
    if why is not None:
        return _unavailable(f"Neo4j could not be reached at {uri}: {why}.")
    return _unavailable(f"Neo4j could not be reached at {uri}.{said}")


def _system_error(error: BaseException) -> str | None:
    """What the system answered to the connection, where that lies beneath an error of the driver."""
    beneath: BaseException | None = error
    while beneath is not None:
        if isinstance(beneath, OSError) and beneath.strerror:
            return beneath.strerror
        beneath = beneath.__cause__ or beneath.__context__
    return None


def _unavailable(message: str) -> ProviderFailed:
    hint = "It will be tried again; see whether the server runs, and its address under [neo4j]."
    return ProviderFailed(message, code="neo4j_unavailable", hint=hint)


def _quoted(said: str) -> str:
    text = " ".join(said.split())
    return f" It says: {text[:MOST_QUOTE]}" if text else ""
