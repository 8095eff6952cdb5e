"""A backup takes the place of a workspace's database, once it is found whole; the one that was there is kept."""

from __future__ import annotations

import os
import secrets
import shutil
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cgq.actions.backup import log_files
from cgq.actions.whole import Whole, count_whole
from cgq.clock import SystemClock
from cgq.db import migrations
from cgq.db.connection import Database
from cgq.db.copying import copy_into, flush, open_to_copy, refuse_damage
from cgq.db.exchanging import exchange_names
from cgq.db.kept_files import folder_of
from cgq.db.location import locate
from cgq.db.replacing import hold_name
from cgq.errors import Busy, CgqError, Missing, Refused, StorageFailed, cannot_write
from cgq.queue.artifact_copies import copy_files
from cgq.queue.at_rest import put_at_rest
from cgq.queue.books import Ledger
from cgq.queue.ownership import is_anybody_at_work, refuse_network
from cgq.queue.policy import Policies
from cgq.replaced import make_private_folder
from cgq.stages.table import Kinds

if TYPE_CHECKING:
    from pathlib import Path

    from cgq.clock import Clock
    from cgq.config import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What was put back: its database, what that holds, the `files` of jobs, and the jobs that ran and are ready again.

    `kept` is the name under which the database lies that was there; None where there was none, or it is yet to come.
    """

    path: Path
    source: Path
    whole: Whole
    files: int = 0
    returned: int = 0
    kept: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaced:
    """The database that is there now: what it holds, None where it cannot be read."""

    path: Path
    whole: Whole | None


def look_at_backup(source: Path) -> Whole:
    """What a backup holds. Raises Missing, or why it cannot be restored."""
    with closing(_open_backup(source)) as backup:
        refuse_damage(backup)
        return count_whole(backup)


def look_at_database(settings: Settings) -> Replaced | None:
    """The database that would be replaced; None where there is none. Raises Busy while somebody works on it."""
    path = locate(settings.db)
    if not path.exists():
        return None
    _refuse_at_work(path)
    try:
        with closing(open_to_copy(path)) as database:
            return Replaced(path=path, whole=count_whole(database))
    except CgqError:
        return Replaced(path=path, whole=None)


def restore(settings: Settings, source: Path, clock: Clock | None = None) -> Restored:
    """Put a backup where the settings have the database. What was there is kept beside it under another name.

    The backup is copied and checked first; until the copy is whole and on the disk, nothing is changed. Raises Missing,
    Refused, NotReady and StorageFailed for what cannot be restored, Busy while a supervisor has the database.
    """
    path = locate(settings.db)
    refuse_network(path)
    clock = clock or SystemClock()
    try:
        make_private_folder(path.parent)
        return _restore(path, source, settings, clock)
    except OSError as error:
        hint = "What was there is as it was, or kept beside it under another name."
        raise cannot_write(f"The database {path} cannot be put back", error, hint=hint) from error


def _restore(path: Path, source: Path, settings: Settings, clock: Clock) -> Restored:
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with closing(_open_backup(source)) as backup:
            if backup.path == path:
                raise Refused(f"{source} is the database itself", code="same_file", hint="Name a backup of it.")
            refuse_damage(backup)
            copy_into(backup, part)
            done = _finish_copy(part, backup.path, settings, clock)
        with hold_name(path):
            _refuse_at_work(path)
            kept = _move(part, path, clock)
    finally:
        shutil.rmtree(folder_of(part), ignore_errors=True)
        for left in (part, *log_files(part)):
            left.unlink(missing_ok=True)
    return replace(done, path=path, source=source, kept=kept)


def _finish_copy(part: Path, source: Path, settings: Settings, clock: Clock) -> Restored:
    """Bring a copy to the state in which it can be used: at rest, with its files, all of it on the disk."""
    policies = Policies(Kinds(), settings.queues, settings.kinds)
    with closing(Database(part)) as copy:
        returned = put_at_rest(Ledger(copy, policies, clock))
        with copy.read() as tx:
            files = copy_files(tx, source, part)
        whole = count_whole(copy)
        copy.empty_log()
    flush(part)
    return Restored(path=part, source=source, whole=whole, files=len(files), returned=returned)


def _open_backup(source: Path) -> Database:
    """A backup that this program can restore, or why it cannot: one that is damaged is not cured by a backup."""
    try:
        return _open_checked(source)
    except StorageFailed as error:
        raise StorageFailed(error.message, code=error.code, hint="Take another backup.") from error


def _open_checked(source: Path) -> Database:
    """A backup whose schema this program knows."""
    path = locate(source)
    if not path.exists():
        raise Missing(f"There is no backup {source}", hint="Check the path.")
    if is_anybody_at_work(path):
        message = f"{source} is a database that somebody works on."
        raise Busy(message, code="database_in_use", hint="Make a backup of it, and restore that.")
    backup = open_to_copy(path)
    try:
        with backup.read() as tx:
            migrations.check_ours(tx)
            if migrations.check_version(tx) == 0:
                raise Refused(f"{source} holds no database of cgq", code="no_backup", hint="Name a backup.")
    except BaseException:
        backup.close()
        raise
    return backup


def _refuse_at_work(path: Path) -> None:
    if is_anybody_at_work(path):
        message = f"Somebody works on {path}."
        raise Busy(message, code="database_in_use", hint="Stop it first: `cgq stop --wait`")


def _move(part: Path, path: Path, clock: Clock) -> Path | None:
    """Put the copy with its files under the database's name, the database last; the name of what was there, None
    where nothing was.

    The log follows its database: under the old name SQLite would take it for the log of the new one, and spoil that.
    """
    was_there = path.exists()
    if was_there:
        with suppress(CgqError), closing(Database(path)) as database:
            database.empty_log()
    kept = _free_name(path, clock)
    _replace(folder_of(part), folder_of(path), folder_of(kept))
    for old, new in zip(log_files(path), log_files(kept), strict=True):
        with suppress(FileNotFoundError):
            os.rename(old, new)
    _replace(part, path, kept)
    flush(path.parent)
    return kept if was_there else None


def _replace(new: Path, path: Path, kept: Path) -> None:
    """Put a file or folder where another may be, which keeps another name. At every moment there is one, so that a
    kill leaves the old one or the new one."""
    if not path.exists():
        with suppress(FileNotFoundError):
            os.rename(new, path)
    elif new.exists():
        os.rename(new, kept)
        exchange_names(kept, path)
    else:
        os.rename(path, kept)


def _free_name(path: Path, clock: Clock) -> Path:
    moment = datetime.fromtimestamp(clock.now() / 1000, UTC).strftime("%Y%m%dT%H%M%SZ")
    names = (path.with_name(f"{path.name}.replaced-{moment}{'' if n == 1 else f'-{n}'}") for n in range(1, 1000))
    return next(name for name in names if not name.exists())
