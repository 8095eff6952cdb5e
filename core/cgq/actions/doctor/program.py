"""Is the program itself in order: Python, SQLite, the libraries, the worker's walls, the locale?"""

from __future__ import annotations

import codecs
import sys
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from cgq import __version__
from cgq.actions.doctor.check import Check, fail, ok, warn
from cgq.db.connection import Transaction
from cgq.db.driver import driver
from cgq.db.queries import load
from cgq.installed import command_to_add

if TYPE_CHECKING:
    from collections.abc import Iterator
    from sqlite3 import Connection

SQL = load("doctor")
OLDEST_PYTHON = (3, 11)
OLDEST_SQLITE = (3, 38)
"""json_each without an extension, RETURNING, upserts and the trigram tokenizer are all in it."""

LIBRARIES = (
    ("pypdfium2", "reads PDFs"),
    ("pypdf", "reads what pypdfium2 cannot"),
    ("kiwipiepy", "analyses Korean"),
    ("kiwipiepy_model", "the analyser's words"),
    ("numpy", "compares vectors"),
    ("sqlite-utils", "keeps the schema up to date"),
    ("tenacity", "decides about retries"),
    ("openai", "asks OpenAI-compatible services"),
)


def program(encoding: str) -> Iterator[Check]:
    """Every check that needs no workspace. `encoding` is that of the caller's standard output."""
    yield _python()
    yield from _sqlite()
    yield from (_library(name, purpose) for name, purpose in LIBRARIES)
    yield _walls()
    yield _locale(encoding)


def _python() -> Check:
    found = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] < OLDEST_PYTHON:
        return fail("python", f"Python {found}", f"cgq needs Python {'.'.join(map(str, OLDEST_PYTHON))} or newer.")
    return ok("python", f"Python {found}, cgq {__version__}")


def _sqlite() -> Iterator[Check]:
    message = f"SQLite {driver.sqlite_version} by {driver.__name__.partition('.')[0]}"
    if driver.sqlite_version_info < OLDEST_SQLITE:
        hint = f"cgq needs SQLite {'.'.join(map(str, OLDEST_SQLITE))}: `{command_to_add('pysqlite3')}`"
        yield fail("sqlite", message, hint)
        return
    yield ok("sqlite", message)
    connection = driver.connect(":memory:")
    try:
        yield _trigram(connection)
        yield _extensions(connection)
    finally:
        connection.close()


def _trigram(connection: Connection) -> Check:
    try:
        connection.execute(SQL["trigram_probe"])
    except driver.OperationalError as error:
        hint = f"Install one: `{command_to_add('pysqlite3')}`"
        return fail("full text", f"this SQLite has no trigram index: {error}", hint)
    return ok("full text", "FTS5 with trigrams")


def _extensions(connection: Connection) -> Check:
    from cgq.bank.nearest import load_vec0

    if load_vec0(Transaction(connection)):
        return ok("vector index", f"sqlite-vec {_version('sqlite-vec')}")
    return warn(
        "vector index",
        "this SQLite loads no extensions; vector search falls back to NumPy",
        f"It finds the same, only slower in large banks: `{command_to_add('pysqlite3', 'sqlite-vec')}`",
    )


def _library(name: str, purpose: str) -> Check:
    found = _version(name)
    if found is None:
        return fail(name, f"not installed ({purpose})", "Install cgq again with all that it needs.")
    return ok(name, f"{found}, {purpose}")


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _walls() -> Check:
    from cgq.workers.probe import network_can_be_cut

    if network_can_be_cut():
        return ok("isolation", "workers that read PDFs have no network")
    return warn(
        "isolation",
        "workers that read PDFs keep their network: this system does not let an ordinary user take it away",
        "Their memory, time and file limits hold all the same.",
    )


def _locale(encoding: str) -> Check:
    found = {encoding, sys.getfilesystemencoding()}
    if all(codecs.lookup(name).name == "utf-8" for name in found):
        return ok("locale", "UTF-8")
    return warn(
        "locale",
        f"not UTF-8 ({', '.join(sorted(found))}): what does not fit is written as \\u escapes",
        "Set LC_ALL=C.UTF-8, or use --json, which is UTF-8 always.",
    )
