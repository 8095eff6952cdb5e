"""A supervisor owns its jobs for as long as it holds one of two locks (R2): an flock on a small file of its own beside
the database, and a byte of the database's write-ahead log.

The kernel keeps both and asks no clock: a sleep of the host, a step of a day, pid reuse, a container with its own pids
or SIGSTOP never make a live supervisor lose its jobs, and it lets go of both when the supervisor dies.

Why two: whoever cleans old files away may remove the first under a supervisor that lives, and a missing file is no
proof of death. The log is there for as long as any process has the database open, and SQLite locks no byte of it. (It
does lock the database file and the index of the log, and closing those anywhere in a process would drop its locks.)
The bytes that are locked lie far behind the end of the log, one for each supervisor; nothing is written there.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from glob import escape
from pathlib import Path

from cgq.errors import NotReady
from cgq.queue.log_lock import LogLock, is_log_locked

_NETWORK = {
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "9p",
    "afs",
    "ceph",
    "fuse.sshfs",
    "fuse.glusterfs",
    "lustre",
}


@dataclass(slots=True)
class Lock:
    """A held lock: its descriptors are closed on exec, so no worker inherits it."""

    path: Path
    descriptor: int
    log: LogLock | None = None

    def renew(self) -> None:
        """Make the file again when it was removed or replaced; tried again at the next look when it cannot be held."""
        with suppress(OSError):  # a folder in its place, or none to make it in: the log is still locked
            if _leads_to(self.path, self.descriptor):
                return
            again = _try(self.path, os.O_CREAT)
            if again is not None:
                os.close(self.descriptor)
                self.descriptor = again.descriptor

    def release(self) -> None:
        """Remove the file and let go."""
        with suppress(OSError):
            self.path.unlink()
        self.let_go()

    def let_go(self) -> None:
        """Let go, and leave what lies under the file's name alone."""
        with suppress(OSError):
            os.close(self.descriptor)
        if self.log is not None:
            self.log.let_go()


def take_new(database: Path) -> Lock:
    """Make a lock file beside the database and hold it; raises NotReady where locks do not work.

    The database is open, so that its log is there; without a log the file alone is locked.
    """
    refuse_network(database)
    while True:
        path = database.with_name(f"{_prefix(database)}{secrets.token_hex(6)}.lock")
        lock = _try(path, os.O_CREAT | os.O_EXCL)
        if lock is None:
            continue
        if _try(path, 0) is not None:
            lock.release()
            raise NotReady(
                f"File locks do not work in {database.parent}.",
                code="no_locks",
                hint="Put the database on a local disk: --db PATH.",
            )
        lock.log = LogLock.take(database, path.name)
        return lock


def try_take(database: Path, name: str) -> Lock | None:
    """The lock of a supervisor that is gone, or None while it lives.

    Where its file is gone as well, it is made again to hold it while its jobs are taken back.
    """
    if is_log_locked(database, name):
        return None
    return _try(database.with_name(name), os.O_CREAT)


def is_held(database: Path, name: str) -> bool:
    """Does the supervisor with this lock file live? A look that changes nothing, also where nothing may be written.

    Where a file may not be looked at, it counts as alive: nobody is taken for dead without proof.
    """
    return is_log_locked(database, name) or _is_file_locked(database.with_name(name))


def is_anybody_at_work(database: Path) -> bool:
    """Does any supervisor live, whether its lock file is there or not?"""
    return is_log_locked(database) or any(map(_is_file_locked, lock_files(database)))


def lock_files(database: Path) -> list[Path]:
    """The lock files that lie beside a database, those of supervisors that are gone as well."""
    return sorted(database.parent.glob(f"{escape(_prefix(database))}*.lock"))


def _prefix(database: Path) -> str:
    """How the names of lock files begin: the database's own name, in which each byte that is no UTF-8 is a `_`.

    They are stored as text.
    """
    name = os.fsencode(database.name).decode(errors="replace").replace("\ufffd", "_")
    return f"{name}-supervisor-"


def _is_file_locked(path: Path) -> bool:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return False


def _try(path: Path, flags: int) -> Lock | None:
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW | flags, 0o600)
    except FileExistsError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    if not _leads_to(path, descriptor):
        os.close(descriptor)
        return None
    return Lock(path, descriptor)


def _leads_to(path: Path, descriptor: int) -> bool:
    """Is the file that is open here still the one under this name?"""
    try:
        return os.path.samestat(os.stat(path, follow_symlinks=False), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def refuse_network(database: Path) -> None:
    """Raise NotReady for a database on a network file system, where WAL is not safe."""
    kind = file_system(database.parent)
    if kind in _NETWORK:
        raise NotReady(
            f"{database.parent} is on a network file system ({kind}), where SQLite's log is not safe.",
            code="network_file_system",
            hint="Put the database on a local disk: --db PATH.",
        )


def file_system(folder: Path) -> str | None:
    """The type of the file system that holds a folder, where the system tells."""
    try:
        mounts = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return None
    best, kind = "", None
    real = os.path.realpath(folder)
    for line in mounts:
        _, mount, found, *_ = line.split(" ")
        mount = mount.replace("\\040", " ")
        if len(mount) >= len(best) and os.path.commonpath([real, mount]) == mount:
            best, kind = mount, found
    return kind
