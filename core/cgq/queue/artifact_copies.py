"""The files that jobs made and that a database names, copied to where another database keeps its own."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from cgq.db.copying import flush
from cgq.db.kept_files import folder_of, path_of
from cgq.errors import Busy
from cgq.queue import artifacts
from cgq.queue.books import SQL
from cgq.replaced import make_private_folder

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from cgq.db.connection import Transaction


def copy_files(tx: Transaction, source: Path, target: Path) -> list[str]:
    """Copy the files that a database names from where `source` keeps them to where `target` does; what is there already
    stays. The hashes of those that are there now: one that is gone and can be made again is passed over.

    Raises Busy when another is gone: it was removed since the database was copied.
    """
    named: list[str] = [sha256 for (sha256,) in tx.all(SQL["artifacts"])]
    replaceable = artifacts.replaceable(tx)
    hashes = [sha256 for sha256 in named if sha256 not in replaceable or path_of(source, sha256).exists()]
    for sha256 in hashes:
        _copy(path_of(source, sha256), path_of(target, sha256))
    return hashes


def remove_others(hashes: Iterable[str], target: Path) -> None:
    """Remove the files beside a copy that it does not name, as an older copy of the same name did."""
    kept = {path_of(target, sha256) for sha256 in hashes}
    for path in folder_of(target).glob("??/*"):
        if path not in kept:
            path.unlink(missing_ok=True)


def _copy(source: Path, target: Path) -> None:
    if target.exists():
        return
    make_private_folder(target.parent)
    part = target.with_name(f"{target.name}.part")
    try:
        with open(source, "rb") as read, open(part, "wb", opener=_private) as written:
            shutil.copyfileobj(read, written)
            written.flush()
            os.fsync(written.fileno())
    except FileNotFoundError as error:
        message = f"A file that a job made is gone: {source}."
        raise Busy(message, code="files_changed", hint="Try again; if it stays so: `cgq doctor`") from error
    os.rename(part, target)
    flush(target.parent)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
