"""A supervisor owns its jobs for as long as it holds the lock on a small file of its own (R2).

flock asks no clock: a sleep of the host, a step of a day, pid reuse, a container with its own pids
or SIGSTOP never make a live supervisor lose its jobs, and the kernel lets go when it dies.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cgq.errors import NotReady

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


@dataclass(frozen=True, slots=True)
class Lock:
    """A held lock: the descriptor is closed on exec, so no worker inherits it."""

    path: Path
    descriptor: int

    def release(self) -> None:
        """Remove the file and let go."""
        with suppress(OSError):
            self.path.unlink()
        with suppress(OSError):
            os.close(self.descriptor)


def take_new(database: Path) -> Lock:
    """Make a lock file beside the database and hold it; raises NotReady where locks do not work."""
    refuse_network(database)
    while True:
        path = database.with_name(f"{database.name}-supervisor-{secrets.token_hex(6)}.lock")
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
        return lock


def try_take(database: Path, name: str) -> Lock | None:
    """The lock of a supervisor that is gone, or None while it lives.

    A missing file is a supervisor that is gone, too: it is made again to hold it while its jobs are taken back.
    """
    return _try(database.with_name(name), os.O_CREAT)


def is_held(database: Path, name: str) -> bool:
    """Does the supervisor with this lock file live? A look that changes nothing."""
    try:
        descriptor = os.open(database.with_name(name), os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return False
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
        if os.fstat(descriptor).st_ino != os.stat(path).st_ino:
            raise FileNotFoundError(path)
    except OSError:
        os.close(descriptor)
        return None
    return Lock(path, descriptor)


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
