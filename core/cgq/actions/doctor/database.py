"""Is the database whole, where it may lie, and counted right? Nothing is made or migrated here."""

from __future__ import annotations

import os
import shutil
import stat
from contextlib import closing
from typing import TYPE_CHECKING

from cgq.actions.doctor.check import DAMAGED, Check, fail, failed, fixed, ok, warn
from cgq.actions.doctor.hooks import deliveries
from cgq.db import migrations
from cgq.db.connection import Database
from cgq.db.location import locate
from cgq.db.queries import load
from cgq.errors import CgqError
from cgq.hints import argument
from cgq.queue.ownership import file_system, is_held, lock_files, refuse_network, take_new, try_take
from cgq.stages import registry

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cgq.db.connection import Transaction

SQL = load("doctor")
MB = 1024 * 1024
LITTLE, TOO_LITTLE = 1024 * MB, 50 * MB
PRIVATE = 0o600


def database(path: Path, *, fix: bool) -> Iterator[Check]:
    """Every check of a database file; `fix` mends its permissions, its counters and what dead runs left."""
    try:
        path = locate(path)
    except CgqError as error:
        yield failed("database", error)
        return
    if not path.exists():
        yield ok("database", f"{path} is not there yet; the first run makes it")
        yield from _folder(next(folder for folder in path.parents if folder.exists()), path)
        return
    yield _private(path, fix=fix)
    yield from _folder(path.parent, path)
    try:
        with closing(Database(path)) as opened:
            yield from _inside(opened, fix=fix)
    except CgqError as error:
        yield failed("database", error)


def _private(path: Path, *, fix: bool) -> Check:
    mode = stat.S_IMODE(path.stat().st_mode)
    if not mode & 0o077:
        return ok("database", f"{path}, mode {mode:04o}")
    if fix:
        path.chmod(PRIVATE)
        return fixed("database", f"{path}, mode now {PRIVATE:04o}, was {mode:04o}")
    hint = f"Close it: `cgq doctor --fix` Or by hand: `chmod 600 {argument(path)}`"
    return warn("database", f"{path} may be read by others (mode {mode:04o})", hint)


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


def _inside(opened: Database, *, fix: bool) -> Iterator[Check]:
    with opened.read() as tx:
        damage = [str(row[0]) for row in tx.all(SQL["quick_check"]) if row[0] != "ok"]
    if damage:
        hint = "Keep the file, and restore it from a backup."
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
    yield _counters(opened, fix=fix)
    with opened.read() as tx:
        yield from _unoffered(tx)
        yield from _supervisors(tx, opened.path)
        yield from deliveries(tx)
        named = {row[0] for row in tx.all(SQL["supervisor_holds"])}
    yield _leftovers(opened.path, named, fix=fix)


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


def _counters(opened: Database, *, fix: bool) -> Check:
    with opened.read() as tx:
        wrong = tx.all(SQL["tally_wrong"])
    if not wrong:
        return ok("counters", "as many jobs as are counted")
    queue, kind, state, counted, real = wrong[0]
    message = f"{len(wrong)} counters are wrong, such as {queue} {kind} {state}: {counted} counted, {real} there"
    if not fix:
        return fail("counters", message, "Count anew: `cgq doctor --fix`", DAMAGED)
    with opened.write() as tx:
        tx.run(SQL["tally_clear"])
        tx.run(SQL["tally_recount"])
    return fixed("counters", f"counted anew: {message}")


def _unoffered(tx: Transaction) -> Iterator[Check]:
    """Kinds of jobs that wait although no installed package offers them any more."""
    known = registry.names()
    for kind, jobs in tx.all(SQL["kinds_waiting"]):
        if kind not in known:
            message = f"no installed package offers {kind}; jobs that wait for it: {jobs}"
            yield fail("kind", message, "Install its package again, or cancel them by their ids; list them: `cgq jobs`")


def _supervisors(tx: Transaction, path: Path) -> Iterator[Check]:
    rows = tx.all(SQL["supervisor_holds"])
    if not rows:
        yield ok("supervisors", "nobody is at work")
    for name, pid, host, jobs in rows:
        if is_held(path, name):
            yield ok("supervisors", f"pid {pid} on {host} is at work, with {jobs} running jobs")
        else:
            message = f"pid {pid} on {host} is gone and left {jobs} running jobs"
            yield warn("supervisors", message, "The next run takes them back: `cgq run`")


def _leftovers(path: Path, named: set[str], *, fix: bool) -> Check:
    """Lock files that no row names and nobody holds: their supervisor died before it registered, or after it left."""
    left: list[str] = []
    for file in lock_files(path):
        if file.name in named or is_held(path, file.name):
            continue
        if fix and (lock := try_take(path, file.name)) is not None:
            lock.release()
        left.append(file.name)
    if not left:
        return ok("lock files", "none left behind")
    if fix:
        return fixed("lock files", f"{len(left)} left behind, removed")
    hint = "They do no harm; remove them: `cgq doctor --fix`"
    return warn("lock files", f"{len(left)} left behind, such as {left[0]}", hint)
