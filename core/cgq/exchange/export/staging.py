"""What is exported takes its final name when it is whole: a folder of its own beside the target holds it until then."""

from __future__ import annotations

import fcntl
import os
import shutil
import stat
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from cgq import __version__
from cgq.db.exchanging import exchange_names
from cgq.errors import CgqError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

_MARK = ".cgq-export."
"""What the names of these folders begin with, before that of the target."""
_NAME_LENGTH = 64
"""Bytes of the target's name in that of the folder: a name has at most 255."""

PICTURES = f"pictures-{__version__}"
"""The folder in it for drawn pictures, each whole and named by the hash of what is drawn; another version may draw
otherwise."""


@contextmanager
def staged(target: Path) -> Generator[Path]:
    """A new folder beside `target`, on the same file system; it is gone when the `with` ends, unless pictures in it are
    of use to another try: then it stays, as after a kill.

    One that a killed export of the same target left behind is removed: nobody holds its lock. Its PICTURES come into
    the new one, so that many drawings are done in several tries. Raises OSError.
    """
    prefix = f"{_MARK}{os.fsdecode(os.fsencode(target.name)[:_NAME_LENGTH])}."
    folder, lock = _locked_folder(target.parent, prefix)
    is_left = False
    try:
        (folder / PICTURES).mkdir()
        _remove_abandoned(target.parent, prefix, folder / PICTURES)
        yield folder
    except CgqError as error:
        is_left = error.retryable and any((folder / PICTURES).iterdir())
        raise
    finally:
        if not is_left:
            shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


@contextmanager
def placing(target: Path) -> Generator[None]:
    """Nobody else gives files of the same folder their final names before the `with` ends.

    So two exports to one target never mix a file of one with the manifest of the other. The folder itself is locked:
    the lock ends with its process, and leaves nothing behind. Raises OSError.
    """
    folder = os.open(target.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def place_file(made: Path, target: Path, note: Path, manifest: Path) -> None:
    """Give a file and its manifest their final names, while the target is locked (see `placing`).

    The old manifest goes first and the new one comes last: in between, and after a crash there, there is none, and
    never one of another file. Raises OSError.
    """
    for path in (made, note):
        _flush(path)
    made.chmod(_mode(target))
    note.chmod(_mode(manifest))
    with suppress(FileNotFoundError):
        manifest.unlink()
        _flush(target.parent)
    os.replace(made, target)
    os.replace(note, manifest)
    _flush(target.parent)


def place_folder(made: Path, target: Path) -> None:
    """Give a folder, which holds its manifest, its final name at one moment, while the target is locked (see
    `placing`); the old one gets that of the new. Raises OSError.
    """
    for path in (*_files_below(made), *_folders_below(made), made):
        _flush(path)
    made.chmod(0o777 & ~_mask())
    if target.is_dir():
        exchange_names(made, target)
    else:
        made.rename(target)
    _flush(target.parent)


def files_below(folder: Path) -> list[str]:
    """The names of all files below a folder, with their folders, sorted."""
    return sorted(path.relative_to(folder).as_posix() for path in _files_below(folder))


def _files_below(folder: Path) -> Iterable[Path]:
    return sorted(path for path in folder.rglob("*") if not path.is_dir() or path.is_symlink())


def _folders_below(folder: Path) -> Iterable[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_dir() and not path.is_symlink())


def _locked_folder(parent: Path, prefix: str) -> tuple[Path, int]:
    """A new folder whose lock this process holds."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
        # Until it is locked, another export takes it for abandoned: then it is gone here, or once the lock is held.
        with suppress(FileNotFoundError):
            lock = os.open(folder, os.O_RDONLY)
            fcntl.flock(lock, fcntl.LOCK_EX)
            if folder.is_dir():
                return folder, lock
            os.close(lock)


def _remove_abandoned(parent: Path, prefix: str, pictures: Path) -> None:
    """Remove what nobody writes in; `pictures` is where those that were drawn go."""
    for folder in parent.iterdir():
        if not folder.name.startswith(prefix) or folder.is_symlink():
            continue
        try:
            lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        except OSError:
            continue  # somebody else's, or gone meanwhile
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.fstat(lock).st_uid == os.geteuid():
                _keep_pictures(folder / PICTURES, pictures)
            shutil.rmtree(folder, ignore_errors=True)
        except BlockingIOError:
            pass  # an export writes in it: another one, or this
        finally:
            os.close(lock)


def _keep_pictures(drawn: Path, pictures: Path) -> None:
    with suppress(FileNotFoundError, NotADirectoryError):
        for picture in drawn.glob("*.png"):
            if picture.is_file() and not picture.is_symlink():
                picture.rename(pictures / picture.name)


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _mode(target: Path) -> int:
    with suppress(FileNotFoundError):
        return stat.S_IMODE(target.stat().st_mode)
    return 0o666 & ~_mask()


def _mask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
