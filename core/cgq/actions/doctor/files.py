"""May nobody else read what lies beside the database, and does anything lie there that nobody needs?"""

from __future__ import annotations

import re
import shutil
import stat
import time
from typing import TYPE_CHECKING

from cgq.actions.doctor.check import DAMAGED, Check, fail, fixed, ok, warn
from cgq.counting import counted
from cgq.db.kept_files import folder_of, path_of
from cgq.db.queries import load
from cgq.hints import argument
from cgq.queue import artifacts
from cgq.queue.ownership import is_held, lock_files, try_take

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cgq.queue.books import Ledger

SQL = load("doctor")

PRIVATE, PRIVATE_FOLDER = 0o600, 0o700
"""Modes of what holds people's papers: only their owner may read it."""

STALE_SECONDS = 3600.0
"""Seconds after which a half-written copy belongs to a command that was killed: none takes so long."""


def private(path: Path, *, fix: bool) -> Check:
    """The modes of the database and of what belongs to it."""
    open_ = [one for one in _belonging(path) if stat.S_IMODE(one.stat().st_mode) & 0o077]
    modes = ", ".join(f"{one} (mode {stat.S_IMODE(one.stat().st_mode):04o})" for one in open_)
    if not open_:
        return ok("database", f"{path}, mode {stat.S_IMODE(path.stat().st_mode):04o}")
    if fix:
        for one in open_:
            one.chmod(PRIVATE_FOLDER if one.is_dir() else PRIVATE)
        return fixed("database", f"only you may read it now; others could read {modes}")
    by_hand = " ".join(argument(one) for one in open_)
    hint = f"Close it: `cgq doctor --fix` Or by hand: `chmod go-rwx {by_hand}`"
    return warn("database", f"may be read by others: {modes}", hint)


def _belonging(path: Path) -> Iterator[Path]:
    names = (path.name, f"{path.name}-wal", f"{path.name}-shm")
    belonging = (*(path.with_name(name) for name in names), folder_of(path), *lock_files(path))
    return (one for one in belonging if one.exists())


def leftovers(ledger: Ledger, *, fix: bool) -> Iterator[Check]:
    """What commands that were killed have left, and files of jobs that nobody names."""
    with ledger.database.read() as tx:
        named = {str(row[1]) for row in tx.all(SQL["supervisor_holds"])}
    yield _locks(ledger.database.path, named, fix=fix)
    yield _half_copies(ledger.database.path, fix=fix)
    yield _kept_files(ledger, fix=fix)
    yield from _made_pdfs(ledger)


def _locks(path: Path, named: set[str], *, fix: bool) -> Check:
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


def _half_copies(path: Path, *, fix: bool) -> Check:
    """Copies that `cgq backup` or `cgq restore` was killed over."""
    half = re.compile(rf"\.{re.escape(path.name)}\.[0-9a-f]{{8}}(-wal|-shm|-journal|-files)?")
    before = time.time() - STALE_SECONDS
    left = [one for one in path.parent.iterdir() if half.fullmatch(one.name) and one.stat().st_mtime < before]
    if not left:
        return ok("half copies", "none left behind")
    message = f"{len(left)} left behind, such as {left[0].name}"
    if not fix:
        return warn("half copies", message, "They only take room; remove them: `cgq doctor --fix`")
    for one in left:
        if one.is_dir():
            shutil.rmtree(one)
        else:
            one.unlink()
    return fixed("half copies", f"removed: {message}")


def _kept_files(ledger: Ledger, *, fix: bool) -> Check:
    """The files that jobs made: each has a row of its own or is a paper, and each row has its file."""
    path = ledger.database.path
    with ledger.database.read() as tx:
        replaceable = artifacts.replaceable(tx)
        unknown, gone = artifacts.unknown(tx, path), artifacts.missing(tx, path)
    missing = [sha256 for sha256 in gone if sha256 not in replaceable]
    if missing:
        message = f"gone: {counted(len(missing), 'file')} that jobs made, such as {missing[0]}"
        return fail("files of jobs", message, f"Copy them back to {folder_of(path)}.", DAMAGED)
    if not unknown:
        return ok("files of jobs", "each is there, and a job or a paper names it")
    message = f"nothing names {len(unknown)} of them, such as {unknown[0].name}"
    if not fix:
        return warn("files of jobs", message, "They only take room; remove them: `cgq doctor --fix`")
    with ledger.write() as books:
        artifacts.remove_unknown(books, path)
    return fixed("files of jobs", f"removed: {message}")


def _made_pdfs(ledger: Ledger) -> Iterator[Check]:
    """The PDFs of papers in other forms, where there are any. One that is gone is no loss: it is made again."""
    path = ledger.database.path
    with ledger.database.read() as tx:
        made = artifacts.replaceable(tx)
    gone = sorted(sha256 for sha256 in made if not path_of(path, sha256).exists())
    if gone:
        message = f"{len(gone)} that were made of papers in other forms are gone, such as {gone[0]}"
        yield warn("PDFs of papers", message, "They are made again with the papers: `cgq run --again FILE`")
    elif made:
        yield ok("PDFs of papers", f"{len(made)} that were made of papers in other forms, each is there")
