"""What is made to be looked at, in the user's cache folder: pictures of questions, and texts that were being edited.

    cgq/review/…png         pictures, kept for the next look; one that is looked at again counts as new
    cgq/drafts/…/           a folder for each text in an editor; it stays when the person gave up what was typed

Whoever adds something first removes what passes the bounds, the oldest first; `cgq doctor --fix` does the same.
"""

from __future__ import annotations

import os
import secrets
import shutil
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.errors import cannot_write
from cgq.replaced import make_private_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MOST_BYTES = 200 * 1024 * 1024
"""Bytes of pictures that are kept: more than 2,000 questions at 150 dots an inch (86 kB each, the mean of 18 questions
of three sample papers), which is more than anybody looks at in a month."""
MOST_SECONDS = 30 * 24 * 3600
"""Seconds that a picture nobody looks at, or a text that was given up, is kept: a month, as long as
the desktops' own tools keep thumbnails that nobody asks for."""
HALF_SECONDS = 3600
"""Seconds after which a half-written picture is left over from a process that was killed: writing one takes less
than one second."""

_PRIVATE = 0o700
"""The mode of folders that hold what papers show: for their owner alone."""

_HALF = ".part"


@dataclass(frozen=True, slots=True)
class Kept:
    """A picture, or the folder of a text; `at` is when it was last made or looked at, in seconds since 1970."""

    path: Path
    size: int
    at: float


def pictures_folder() -> Path:
    """Where pictures lie, whether it is there or not."""
    return _root() / "review"


def drafts_folder() -> Path:
    """Where the folders of texts lie, whether it is there or not."""
    return _root() / "drafts"


def find_picture(name: str) -> Path | None:
    """A picture that was made before; it counts as new from now on."""
    path = pictures_folder() / name
    try:
        os.utime(path)
    except OSError:
        return None
    return path


def keep_picture(name: str, data: bytes) -> Path:
    """Write a picture whole or not at all, readable by this user alone. Raises OSError."""
    path = _private(pictures_folder()) / name
    half = path.with_suffix(f".{os.getpid()}{_HALF}")
    descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
    half.replace(path)
    return path


def make_draft_folder() -> Path:
    """A new folder for a text that a person edits, readable by this user alone. Raises StorageFailed."""
    folder = drafts_folder() / secrets.token_hex(4)
    try:
        _private(folder.parent)
        folder.mkdir(mode=_PRIVATE)
    except OSError as error:
        hint = "Make it writable, or name another cache folder with XDG_CACHE_HOME."
        raise cannot_write(f"The folder {folder} cannot be made", error, hint=hint) from error
    return folder


def held() -> list[Kept]:
    """Every picture and every text, the oldest first."""
    found = [*_entries(pictures_folder()), *_entries(drafts_folder())]
    return sorted(found, key=lambda kept: (kept.at, str(kept.path)))


def beyond_bounds(kept: list[Kept]) -> list[Kept]:
    """Of what is kept (the oldest first), that which is too old, and the oldest pictures where all are too large."""
    now = time.time()
    pictures = pictures_folder()
    left = sum(one.size for one in kept if one.path.parent == pictures)
    beyond: list[Kept] = []
    for one in kept:
        age = now - one.at
        is_picture = one.path.parent == pictures
        is_half = one.path.suffix == _HALF and age > HALF_SECONDS
        if age > MOST_SECONDS or is_half or (is_picture and left > MOST_BYTES):
            beyond.append(one)
            left -= one.size if is_picture else 0
    return beyond


def tidy() -> list[Kept]:
    """Remove what passes the bounds; what was removed. One that cannot be removed stays."""
    removed: list[Kept] = []
    for one in beyond_bounds(held()):
        with suppress(OSError):
            if one.path.is_dir():
                shutil.rmtree(one.path)
            else:
                one.path.unlink()
            removed.append(one)
    return removed


def _root() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("cgq", appauthor=False)


def _private(folder: Path) -> Path:
    """The folder, made if need be, which only this user may read."""
    make_private_folder(folder)
    if folder.stat().st_uid != os.getuid():
        raise PermissionError(1, f"{folder} belongs to somebody else", str(folder))
    folder.chmod(_PRIVATE)
    return folder


def _entries(folder: Path) -> Iterator[Kept]:
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        with suppress(OSError):
            status = entry.stat(follow_symlinks=False)
            size = sum(_sizes(entry.path)) if entry.is_dir(follow_symlinks=False) else status.st_size
            yield Kept(folder / entry.name, size, status.st_mtime)


def _sizes(folder: str) -> Iterator[int]:
    for parent, _, names in os.walk(folder):
        for name in names:
            yield os.lstat(os.path.join(parent, name)).st_size
