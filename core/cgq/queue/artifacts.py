"""Files that jobs made, kept under the hash of their content beside the database.

    NAME-files/new/7/4711-5e1f…    supervisor 7's: being written by worker 4711, or written and not stored yet
    NAME-files/new/now-4711/…      the same of a stage that process 4711 runs by itself
    NAME-files/ab/ab34…            kept: a row of the table `artifact` names it

A worker writes a new file and flushes it to disk. The supervisor renames it in the transaction that stores the outcome
which names it, just before the commit; an outcome that is not stored loses its files. What a crash leaves behind (new
files of a supervisor that is gone, renamed files without a row) is removed by whoever takes its jobs over.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
from contextlib import suppress
from typing import TYPE_CHECKING

from cgq.contract import Artifact
from cgq.errors import StageFailed, StorageFailed
from cgq.queue.books import SQL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from cgq.queue.books import Books

_NAME = re.compile(r"(\d{1,10})-[0-9a-f]{16}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


def folder_of(database: Path) -> Path:
    """Where the files of a database lie."""
    return database.with_name(f"{database.name}-files")


def path_of(database: Path, sha256: str) -> Path:
    """Where a kept file lies."""
    return folder_of(database) / sha256[:2] / sha256


def write_new(folder: Path, pieces: Iterable[bytes]) -> Artifact:
    """In a worker: write a new file into its supervisor's folder and flush it to disk."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"{os.getpid()}-{secrets.token_hex(8)}"
    digest, size = hashlib.sha256(), 0
    descriptor = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            for piece in pieces:
                digest.update(piece)
                size += file.write(piece)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        (folder / name).unlink()
        raise
    return Artifact(digest.hexdigest(), size, name)


class NewFiles:
    """The new files of one supervisor's workers, on their way into the database or out of the world.

    `owner` is the supervisor's id, or `now-PID` for a process that runs a stage by itself.
    """

    def __init__(self, database: Path, owner: str) -> None:
        self._database = database
        self.folder = folder_of(database) / "new" / owner
        self._adopted: list[Artifact] = []
        self._dropped: list[Artifact] = []

    def check(self, files: Iterable[Artifact], *, trusted: bool) -> None:
        """Raise StageFailed when a file is not what its outcome says. The content is hashed unless it is `trusted`."""
        for file in files:
            if not (_NAME.fullmatch(file.name) and _SHA256.fullmatch(file.sha256)):
                raise StageFailed("a result names a file by something that is no name", code="bad_artifact")
            self._check_content(file, trusted=trusted)

    def _check_content(self, file: Artifact, *, trusted: bool) -> None:
        try:
            descriptor = os.open(self.folder / file.name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        except OSError as error:
            raise StageFailed(f"a new file is not there: {error.strerror}", code="bad_artifact") from error
        with os.fdopen(descriptor, "rb") as opened:
            same = os.fstat(opened.fileno()).st_size == file.size
            if not same or not (trusted or hashlib.file_digest(opened, "sha256").hexdigest() == file.sha256):
                raise StageFailed("a new file holds something else than its result says", code="bad_artifact")

    def adopt(self, books: Books, job: int, files: Iterable[Artifact]) -> None:
        """Keep files: their rows now, the files themselves by `rename`, which the same transaction must call."""
        for file in files:
            row = {"sha256": file.sha256, "size": file.size, "job": job, "now": books.now}
            books.tx.run(SQL["artifact_add"], row)
            self._adopted.append(file)

    def drop(self, files: Iterable[Artifact]) -> None:
        """These files belong to no stored outcome: they go after the commit."""
        self._dropped += files

    def rename(self) -> None:
        """Give the adopted files their last names; called just before the commit. Raises StorageFailed."""
        adopted, self._adopted = self._adopted, []
        try:
            for file in adopted:
                target = path_of(self._database, file.sha256)
                target.parent.mkdir(mode=0o700, exist_ok=True)
                os.rename(self.folder / file.name, target)
                _flush_folder(target.parent)
        except OSError as error:
            message = f"A file of a result cannot be kept in {folder_of(self._database)}: {error.strerror}"
            raise StorageFailed(message, code="cannot_write", hint="Make room there, and start again.") from error

    def remove_dropped(self) -> None:
        """After a commit: remove what no stored outcome names."""
        dropped, self._dropped = self._dropped, []
        for file in dropped:
            if _NAME.fullmatch(file.name):
                _remove(self.folder / file.name)

    def remove_left_behind(self) -> None:
        """Remove the new files of workers that have ended; only while no outcome waits to be stored."""
        for name in _names(self.folder):
            found = _NAME.fullmatch(name)
            if found and not _lives(int(found[1])):
                _remove(self.folder / name)
        for name in _names(self.folder.parent):
            pid = name.removeprefix("now-")
            if name != pid and pid.isdecimal() and not _lives(int(pid)):
                shutil.rmtree(self.folder.parent / name, ignore_errors=True)

    def close(self) -> None:
        """Remove every new file: no worker lives any more."""
        shutil.rmtree(self.folder, ignore_errors=True)


def take_over(books: Books, database: Path, supervisor: int) -> None:
    """Remove what a supervisor that is gone left behind: its new files, and renamed ones whose commit never came.

    Within a transaction that writes: nobody else can be between its rename and its commit then.
    """
    folder = folder_of(database)
    if not folder.exists():
        return
    shutil.rmtree(folder / "new" / str(supervisor), ignore_errors=True)
    known = {sha256 for (sha256,) in books.tx.all(SQL["artifacts"])}
    for name in _names(folder):
        for sha256 in _names(folder / name) if len(name) == 2 else ():
            if _SHA256.fullmatch(sha256) and sha256 not in known:
                _remove(folder / name / sha256)


def _names(folder: Path) -> Iterator[str]:
    with suppress(FileNotFoundError), os.scandir(folder) as entries:
        yield from [entry.name for entry in entries]


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _remove(path: Path) -> None:
    with suppress(FileNotFoundError):
        path.unlink()


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
