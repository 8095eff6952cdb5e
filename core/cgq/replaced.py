"""A file that somebody asked for, written whole or not at all; and the folders of what is kept."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

from cgq.errors import Refused, cannot_write

if TYPE_CHECKING:
    from collections.abc import Callable, Generator


def make_private_folder(folder: Path) -> None:
    """Make a folder that only its owner may read, with every folder above it that is not there. Raises OSError.

    `mkdir` gives its mode to the last one alone, and the others get what the mask leaves.
    """
    if not folder.parent.exists():
        make_private_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)


@contextmanager
def replaced(path: Path) -> Generator[Callable[[bytes], object]]:
    """Write a file that takes the place of `path` when the `with` ends well; else nothing has changed.

    What is no regular file (a pipe, /dev/stdout) is written to as it comes.
    """
    try:
        if path.is_dir():
            raise Refused(f"{path} is a folder.", code="is_folder", hint="Name a file in it.")
        if path.exists() and not path.is_file():
            with path.open("wb") as stream:
                yield stream.write
            return
        target = Path(os.path.realpath(path))
        with _beside(target) as file:
            yield file.write
            file.flush()
            os.fsync(file.fileno())
            os.fchmod(file.fileno(), _mode(target))
            os.replace(file.name, target)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise cannot_write(f"{path} cannot be written", error, hint="Name another place.") from error


@contextmanager
def filled(folder: Path) -> Generator[Path]:
    """Write files into the folder that is given: they come to lie in `folder` when the `with` ends well; else nothing
    has changed. What lies in `folder` already stays, unless a new file has its name.

    Raises Refused for what is no folder, and StorageFailed.
    """
    if folder.exists() and not folder.is_dir():
        raise Refused(f"{folder} is a file", code="not_a_folder", hint="Name a folder.")
    try:
        target = Path(os.path.realpath(folder))
        there = target.is_dir()
        target.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=f".{target.name[:64]}.", dir=target if there else target.parent))
        try:
            yield made
            if there:
                for file in sorted(made.iterdir()):
                    os.replace(file, target / file.name)
            else:
                made.chmod(0o777 & ~_mask())
                made.rename(target)
        finally:
            shutil.rmtree(made, ignore_errors=True)
    except OSError as error:
        raise cannot_write(f"The folder {folder} cannot be written", error, hint="Name another place.") from error


@contextmanager
def _beside(target: Path) -> Generator[IO[bytes]]:
    file = tempfile.NamedTemporaryFile(prefix=f".{target.name[:64]}.", dir=target.parent, delete=False)  # noqa: SIM115 - closed below
    try:
        with file:
            yield file
    finally:
        with suppress(FileNotFoundError):
            os.unlink(file.name)


def _mode(target: Path) -> int:
    with suppress(FileNotFoundError):
        return stat.S_IMODE(target.stat().st_mode)
    return 0o666 & ~_mask()


def _mask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
