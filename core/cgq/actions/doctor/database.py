"""Is the database whole, where it may lie, and counted right? Nothing is made or migrated here."""

from __future__ import annotations

import os
import shutil
from contextlib import closing
from typing import TYPE_CHECKING

from cgq.actions.doctor.batches import stray_provider_batches, unclosed_batches
from cgq.actions.doctor.check import DAMAGED, Check, fail, failed, ok, warn
from cgq.actions.doctor.files import leftovers, private
from cgq.actions.doctor.hooks import deliveries
from cgq.actions.doctor.indexes import check_near, check_terms, check_words
from cgq.actions.doctor.ledger import ledger_checks
from cgq.actions.doctor.schedule import unfired_entries
from cgq.db import migrations
from cgq.db.connection import Database
from cgq.db.location import locate
from cgq.db.queries import load
from cgq.errors import CgqError
from cgq.queue.books import Ledger
from cgq.queue.ownership import file_system, refuse_network, take_new
from cgq.queue.policy import Policies
from cgq.stages import registry
from cgq.stages.table import Kinds

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cgq.config import Settings
    from cgq.db.connection import Transaction

SQL = load("doctor")
MB = 1024 * 1024
"""Bytes of the unit in which room on the disk is reported."""

DERIVED = ("question_fts", "question_word")
"""The tables that SQLite's own check names where only the search by words is not whole: they can be made anew."""

LITTLE, TOO_LITTLE = 1024 * MB, 50 * MB
"""Bytes free on the disk below which it is a warning, or a failure: the log of a large change takes some tens of MB."""


def database(settings: Settings, *, fix: bool) -> Iterator[Check]:
    """Every check of a database file; `fix` mends its permissions, its counters and what dead runs left."""
    try:
        path = locate(settings.db)
    except CgqError as error:
        yield failed("database", error)
        return
    if not path.exists():
        yield ok("database", f"{path} is not there yet; the first run makes it")
        yield from _folder(next(folder for folder in path.parents if folder.exists()), path)
        return
    yield private(path, fix=fix)
    yield from _folder(path.parent, path)
    try:
        with closing(Database(path)) as opened:
            yield from _inside(opened, settings, fix=fix)
    except CgqError as error:
        yield failed("database", error)


def _folder(folder: Path, path: Path) -> Iterator[Check]:
    try:
        refuse_network(path if path.parent == folder else folder / path.name)
    except CgqError as error:
        yield failed("file system", error)
    else:
        yield ok("file system", file_system(folder) or "local, as far as the system tells")
    free = shutil.disk_usage(folder).free
    message = f"{free // MB:,} MB free in {folder}"
    if free < TOO_LITTLE:
        yield fail("disk", message, "Free some space; everything that was committed is kept.")
    elif free < LITTLE:
        yield warn("disk", message, "Free some space before a large run.")
    else:
        yield ok("disk", message)
    if not os.access(folder, os.W_OK | os.X_OK):
        yield fail("folder", f"{folder} is not writable", "Make it writable, or name another database with --db.")


def _inside(opened: Database, settings: Settings, *, fix: bool) -> Iterator[Check]:
    with opened.read() as tx:
        found = [str(row[0]) for row in tx.all(SQL["quick_check"]) if row[0] != "ok"]
    damage = [said for said in found if not any(table in said for table in DERIVED)]
    if damage:
        hint = "This cannot be mended. Put a backup back, which keeps this file: `cgq restore FILE`"
        yield fail("integrity", f"the file is damaged: {'; '.join(damage)}", hint, DAMAGED)
        return
    yield ok("integrity", "SQLite finds the file whole")
    with opened.read() as tx:
        schema, mode = _schema(tx), tx.value(SQL["journal_mode"])
    yield schema
    if schema.state != "ok":
        return
    yield _log(str(mode))
    yield _locks(opened.path)
    limit = settings.limits.per_requester
    policies = Policies(Kinds(), settings.queues, settings.kinds, limit, settings.prefix)
    ledger = Ledger(opened, policies)
    yield from ledger_checks(ledger, fix=fix)
    with opened.read() as tx:
        yield from _unoffered(tx)
        yield from deliveries(tx, settings.hooks, ledger.policies.names)
    with ledger.look() as books:
        yield from unclosed_batches(books)
        yield from stray_provider_batches(books)
        yield from unfired_entries(books)
    yield check_words(opened, fix=fix)
    yield check_terms(opened, fix=fix)
    yield from check_near(opened, fix=fix)
    yield from leftovers(ledger, fix=fix)


def _schema(tx: Transaction) -> Check:
    try:
        migrations.check_ours(tx)
        found = migrations.check_version(tx)
    except CgqError as error:
        return failed("schema", error)
    known = migrations.version()
    if found < known:
        hint = "The next command that works with it brings it up to date."
        return warn("schema", f"version {found}; this program knows {known}", hint)
    return ok("schema", f"version {found}")


def _log(mode: str) -> Check:
    if mode == "wal":
        return ok("journal", "write-ahead log")
    return warn("journal", f"journal mode {mode}", "Readers and writers wait for each other: PRAGMA journal_mode = wal")


def _locks(path: Path) -> Check:
    try:
        take_new(path).release()
    except CgqError as error:
        return failed("locks", error)
    except OSError as error:
        return fail("locks", f"no lock file can be made in {path.parent}: {error.strerror}", "Make it writable.")
    return ok("locks", f"file locks work in {path.parent}")


def _unoffered(tx: Transaction) -> Iterator[Check]:
    """Kinds of jobs that wait although no installed package offers them any more."""
    known = registry.names()
    for kind, jobs in tx.all(SQL["kinds_waiting"]):
        if kind not in known:
            message = f"no installed package offers {kind}; jobs that wait for it: {jobs}"
            yield fail("kind", message, "Install its package again, or cancel them by their ids; list them: `cgq jobs`")
