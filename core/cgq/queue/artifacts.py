"""Files that jobs made, kept under the hash of their content beside the database.

    NAME-files/new/7/4711-5e1f…    supervisor 7's: being written by worker 4711, or written and not stored yet
    NAME-files/new/now-2c9e…/…     the same of a process that runs a stage by itself, which holds a lock on the folder
    NAME-files/ab/ab34…            kept: a row of the table `artifact` names it

A worker writes a new file and flushes it to disk, and removes it when its call ends without naming it. The supervisor
verifies what is named as it arrives, outside of any transaction, and renames it in the one that stores the outcome,
just before the commit; an outcome that is not stored loses its files. What a crash leaves behind (new files of a
supervisor that is gone, renamed files without a row) is removed by whoever takes its jobs over.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import secrets
import shutil
import stat
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from cgq.contract import Artifact
from cgq.db.kept_files import folder_of, path_of
from cgq.errors import StageFailed, cannot_write
from cgq.queue.books import SQL
from cgq.replaced import make_private_folder

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator
    from pathlib import Path

    from cgq.db.connection import Transaction
    from cgq.queue.books import Books

_NAME = re.compile(r"(\d{1,10})-[0-9a-f]{16}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_SHELF = re.compile(r"[0-9a-f]{2}")
_ANY_SHA256 = re.compile(r"(?=([0-9a-f]{64}))")
_BY_HAND = "now-"

_RESULTS = 500
"""Results that are held at once: the longest have 64 KB each (MAX_RESULT), which makes 32 MB."""


def write_new(folder: Path, pieces: Iterable[bytes]) -> Artifact:
    """In a worker: write a new file into its supervisor's folder and flush it to disk."""
    make_private_folder(folder)
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


def is_new_name(name: str) -> bool:
    """Can a new file be called that? What a worker says is data: another name could lead elsewhere."""
    return bool(_NAME.fullmatch(name))


class Written:
    """In a worker: the files that one call has written and that nothing which it handed over names yet."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._files: set[Artifact] = set()

    def write(self, pieces: Iterable[bytes]) -> Artifact:
        """Write a file."""
        if self._folder is None:
            raise StageFailed("there is no place for new files outside of a workspace", code="no_files")
        file = write_new(self._folder, pieces)
        self._files.add(file)
        return file

    def hand_over(self, files: Iterable[Artifact]) -> None:
        """These are named by an item or an outcome. Raises StageFailed for one that the call did not write."""
        named = list(files)
        if not self._files.issuperset(named) or len(set(named)) < len(named):
            message = "a result names a file that its call did not write, or that another one names"
            raise StageFailed(message, code="bad_artifact")
        self._files.difference_update(named)

    def remove_rest(self) -> None:
        """Remove what nothing names, at the end of the call."""
        while self._files and self._folder is not None:
            _remove(self._folder / self._files.pop().name)


class NewFiles:
    """The new files of one supervisor's workers, on their way into the database or out of the world.

    `owner` names their folder, which is made with the first file: a supervisor's id, or see `files_by_hand`.
    """

    def __init__(self, database: Path, owner: str) -> None:
        self._database = database
        self.folder = folder_of(database) / "new" / owner
        self._adopted: dict[str, Artifact] = {}
        self._dropped: list[Artifact] = []
        self._lock: int | None = None

    def hold(self) -> None:
        """Make the folder and lock it, so that nobody takes it for an abandoned one; once, and until it is closed."""
        if self._lock is not None:
            return
        try:
            self._lock = _locked_folder(self.folder)
        except OSError as error:
            hint = "Make the folder of the database writable."
            raise cannot_write(f"The folder {self.folder} cannot be made", error, hint=hint) from error

    def verify(self, files: Iterable[Artifact], *, trusted: bool) -> None:
        """Raise StageFailed when a file does not match its outcome. The content is hashed unless it is `trusted`.

        Takes as long as it reads: it belongs outside of a transaction.
        """
        for file in files:
            if not (is_new_name(file.name) and _SHA256.fullmatch(file.sha256)):
                raise StageFailed("a result names a file by something that is no name", code="bad_artifact")
            self._verify_content(file, trusted=trusted)

    def _verify_content(self, file: Artifact, *, trusted: bool) -> None:
        try:
            opened = open(self.folder / file.name, "rb", opener=_without_waiting)  # noqa: SIM115
        except OSError as error:
            raise StageFailed(f"a new file cannot be read: {error.strerror}", code="bad_artifact") from error
        with opened:
            found = os.fstat(opened.fileno())
            same = stat.S_ISREG(found.st_mode) and found.st_size == file.size
            if not same or not (trusted or hashlib.file_digest(opened, "sha256").hexdigest() == file.sha256):
                raise StageFailed("a new file holds something else than its result says", code="bad_artifact")

    def adopt(self, books: Books, files: Iterable[tuple[int, Artifact]]) -> None:
        """Keep verified files, each with its job: their rows now, the files by `rename`, in the same transaction.

        Raises StageFailed for one that is named twice, or gone; then none is kept.
        """
        named = list(files)
        names = [file.name for _, file in named]
        for name in names:
            if names.count(name) > 1 or name in self._adopted or not (self.folder / name).exists():
                raise StageFailed("a new file is named a second time", code="bad_artifact")
        for job, file in named:
            row = {"sha256": file.sha256, "size": file.size, "job": job, "now": books.now}
            books.tx.run(SQL["artifact_add"], row)
            self._adopted[file.name] = file

    def drop(self, files: Iterable[Artifact]) -> None:
        """These files belong to no stored outcome: they go after the commit."""
        self._dropped += files

    def rename(self) -> None:
        """Give the adopted files their last names; called just before the commit. Raises StorageFailed."""
        adopted, self._adopted = self._adopted, {}
        try:
            for file in adopted.values():
                target = path_of(self._database, file.sha256)
                make_private_folder(target.parent)
                os.rename(self.folder / file.name, target)
                _flush_folder(target.parent)
        except OSError as error:
            what = f"A file of a result cannot be kept in {folder_of(self._database)}"
            raise cannot_write(what, error, hint="Make the folder writable, and start again.") from error

    def remove_dropped(self) -> None:
        """After a commit: remove what no stored outcome names."""
        dropped, self._dropped = self._dropped, []
        for file in dropped:
            if is_new_name(file.name):
                _remove(self.folder / file.name)

    def remove_left_behind(self) -> None:
        """Remove the new files of workers that have ended; only while no outcome waits to be stored."""
        for name in _names(self.folder):
            found = _NAME.fullmatch(name)
            if found and not _lives(int(found[1])):
                _remove(self.folder / name)
        for name in _names(self.folder.parent):
            if name.startswith(_BY_HAND) and _is_abandoned(self.folder.parent / name):
                shutil.rmtree(self.folder.parent / name, ignore_errors=True)

    def close(self) -> None:
        """Remove every new file: no worker lives any more."""
        shutil.rmtree(self.folder, ignore_errors=True)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


@contextmanager
def files_by_hand(database: Path) -> Generator[NewFiles]:
    """The new files of a stage that this process runs by itself, which calls `hold` before it writes the first.

    What is not stored is removed at the end.
    """
    files = NewFiles(database, f"{_BY_HAND}{secrets.token_hex(8)}")
    try:
        yield files
    finally:
        files.close()


def forget(books: Books, documents: Iterable[int]) -> list[str]:
    """Keep no more what jobs of these papers made and nothing else names; their hashes, for `remove_unnamed`."""
    papers = json.dumps(list(documents))
    made = {sha256 for (sha256,) in books.tx.all(SQL["artifacts_of"], (papers,))}
    for result in _results_of_others(books.tx, papers) if made else ():
        made.difference_update(hashes_in(result))
    books.tx.many(SQL["artifact_forget"], [(sha256,) for sha256 in made])
    return sorted(made)


def release(books: Books, papers: Iterable[int]) -> None:
    """These papers are taken out: a file that is kept for one of them stays as long as any that nobody needs, whatever
    becomes of the job that brought it. To be called before they go."""
    books.tx.run(SQL["artifacts_release"], {"papers": json.dumps(list(papers)), "now": books.now})


def hashes_in(result: str) -> list[str]:
    """All that may be the hash of a file in a job's result."""
    return _ANY_SHA256.findall(result)


def _results_of_others(tx: Transaction, papers: str) -> Iterator[str]:
    """The results of all jobs but those of some papers that may name a file, once each and some at a time."""
    after = 0
    while rows := tx.all(SQL["results_of_others"], {"documents": papers, "after": after, "limit": _RESULTS}):
        yield from [result for _, result in rows]
        after = rows[-1][0]


def remove_unnamed(books: Books, database: Path, hashes: Iterable[str]) -> int:
    """Remove the files that were forgotten, unless they are kept again: nobody else keeps one in this transaction.

    What a kill leaves here is removed by `take_over`. Returns the bytes that were freed.
    """
    return sum(
        _remove(path_of(database, sha256)) for sha256 in hashes if books.tx.one(SQL["artifact_kept"], (sha256,)) is None
    )


def take_over(books: Books, database: Path, supervisor: int) -> None:
    """Remove what a supervisor that is gone left behind: its new files, and renamed ones whose commit never came.

    Within a transaction that writes: nobody else can be between its rename and its commit then.
    """
    folder = folder_of(database)
    if not folder.exists():
        return
    shutil.rmtree(folder / "new" / str(supervisor), ignore_errors=True)
    remove_unknown(books, database)


def remove_unknown(books: Books, database: Path) -> int:
    """Remove the kept files that no row names; how many. Within a transaction that writes, as `take_over`."""
    found = unknown(books.tx, database)
    for path in found:
        _remove(path)
    return len(found)


def unknown(tx: Transaction, database: Path) -> list[Path]:
    """The kept files that no row names, neither that of a file nor that of a paper."""
    folder = folder_of(database)
    known = {sha256 for (sha256,) in (*tx.all(SQL["artifacts"]), *tx.all(SQL["paper_files"]))}
    return [
        folder / name / sha256
        for name in shelves(database)
        for sha256 in _names(folder / name)
        if _SHA256.fullmatch(sha256) and sha256 not in known
    ]


def shelves(database: Path) -> list[str]:
    """The names of the folders of kept files that there are: the first two digits of their hashes, in order."""
    return sorted(name for name in _names(folder_of(database)) if _SHELF.fullmatch(name))


def remove_old_unknown(books: Books, database: Path, shelf: str, before: float) -> tuple[int, int]:
    """Of one folder of kept files, remove those that no row names and that were written before a moment of the wall
    clock (seconds); how many, and their bytes. Within a transaction that writes, as `take_over`."""
    old = old_unknown(books.tx, database, shelf, before)
    return len(old), sum(_remove(path) for path in old)


def old_unknown(tx: Transaction, database: Path, shelf: str, before: float) -> dict[Path, int]:
    """Of one folder of kept files those that no row names and that were written before a moment of the wall clock
    (seconds), each with its bytes."""
    folder = folder_of(database) / shelf
    names = [name for name in _names(folder) if _SHA256.fullmatch(name)]
    kept = {sha256 for (sha256,) in tx.all(SQL["kept_of"], (json.dumps(names),))} if names else set[str]()
    sizes = {folder / name: _size_if_older(folder / name, before) for name in names if name not in kept}
    return {path: size for path, size in sizes.items() if size is not None}


def _size_if_older(path: Path, before: float) -> int | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_size if found.st_mtime < before else None


def replaceable(tx: Transaction) -> set[str]:
    """The hashes of the kept files that are no loss: PDFs of papers in other forms, which are made again."""
    return {sha256 for (sha256,) in tx.all(SQL["artifacts_made_again"])}


def missing(tx: Transaction, database: Path) -> list[str]:
    """The hashes of the kept files that are gone."""
    return [sha256 for (sha256,) in tx.all(SQL["artifacts"]) if not path_of(database, sha256).exists()]


def _names(folder: Path) -> Iterator[str]:
    with suppress(FileNotFoundError), os.scandir(folder) as entries:
        yield from [entry.name for entry in entries]


def _locked_folder(folder: Path) -> int:
    """Make a folder and lock it; the descriptor that holds the lock."""
    while True:
        make_private_folder(folder)
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        if _is_same(folder, descriptor):
            return descriptor
        os.close(descriptor)  # somebody took it for an abandoned one before it was locked


def _is_same(folder: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(folder.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def _is_abandoned(folder: Path) -> bool:
    """Does nobody hold the lock on a folder of files made by hand?"""
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    else:
        return True
    finally:
        os.close(descriptor)


def _without_waiting(path: str, flags: int) -> int:
    """Open what a worker made: never through a link, and without waiting for the writer of a pipe."""
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _remove(path: Path) -> int:
    """Remove a file, if it is there; the bytes that it had."""
    try:
        size = path.stat().st_size
        path.unlink()
    except FileNotFoundError:
        return 0
    return size


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
