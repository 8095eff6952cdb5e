"""A copy of a whole workspace in one file, with the files that jobs made beside it, while others work on."""

from __future__ import annotations

import os
import secrets
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.actions.whole import Whole, count_whole
from cgq.db.connection import Database, log_size
from cgq.db.copying import copy_into, flush
from cgq.errors import Busy, Missing, Refused, cannot_write
from cgq.queue.artifact_copies import copy_files, remove_others
from cgq.queue.at_rest import put_at_rest
from cgq.queue.books import Ledger
from cgq.queue.ownership import is_anybody_at_work

if TYPE_CHECKING:
    from pathlib import Path

    from cgq.workspace import Workspace

LOG_ENDINGS = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a database: a file put under its name must find none of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """A backup that was made: its file with its size in bytes, what it holds, and how many `files` of jobs lie beside.

    `returned` jobs ran when it was made; in the backup they are ready again.
    """

    path: Path
    size: int
    whole: Whole
    files: int
    returned: int


def back_up(workspace: Workspace, target: Path, *, force: bool = False) -> Backup:
    """Make a backup: a database as any other, whole at one moment, which nobody works on.

    Its file appears at once, when all of it is on the disk. Raises Missing for a database or a folder that is not
    there, Refused for a file that is there already (unless `force`), Busy and StorageFailed.
    """
    workspace.database.refuse_absent()
    target = target.parent.resolve() / target.name
    refuse_target(workspace.database.path, target, force=force)
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        return _make(workspace, part, target)
    except OSError as error:
        hint = "Name a file in a folder of your own."
        raise cannot_write(f"The backup {target} cannot be written", error, hint=hint) from error
    finally:
        for path in (part, *log_files(part)):
            path.unlink(missing_ok=True)


def _make(workspace: Workspace, part: Path, target: Path) -> Backup:
    copy_into(workspace.database, part)
    with closing(Database(part)) as copy:
        returned = put_at_rest(Ledger(copy, workspace.policies, workspace.ledger.clock))
        with copy.read() as tx:
            files = copy_files(tx, workspace.database.path, target)
        whole = count_whole(copy)
        copy.empty_log()
    flush(part)
    for path in log_files(target):
        path.unlink(missing_ok=True)
    os.rename(part, target)
    flush(target.parent)
    remove_others(files, target)
    return Backup(path=target, size=target.stat().st_size, whole=whole, files=len(files), returned=returned)


def refuse_target(database: Path, target: Path, *, force: bool) -> None:
    """Raise when a backup must not be put under this name."""
    if not target.parent.is_dir():
        raise Missing(f"There is no folder {target.parent}", hint="Make it first.")
    if target.is_dir():
        raise Refused(f"{target} is a folder", code="not_a_file", hint="Name a file in it.")
    if target in (database, *log_files(database)):
        raise Refused(f"{target} belongs to the database itself", code="same_file", hint="Name another file.")
    if not target.exists() and not target.is_symlink():
        return
    if not force:
        raise Refused(f"{target} is there already", code="exists", hint="Name another file, or add --force.")
    if is_anybody_at_work(target) or log_size(target):
        raise Busy(f"{target} is a database that is in use", code="database_in_use", hint="Name another file.")


def log_files(database: Path) -> tuple[Path, ...]:
    """Where SQLite keeps what belongs to a database file."""
    return tuple(database.with_name(f"{database.name}{ending}") for ending in LOG_ENDINGS)
