"""Where an export may be written: nothing else of value is written over."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cgq.errors import Refused, cannot_write
from cgq.exchange.export.staging import files_below

if TYPE_CHECKING:
    from cgq.exchange.format import Format

MANIFEST = "manifest.json"
"""The name of the manifest inside a folder."""
MANIFEST_SUFFIX = ".manifest.json"
"""What follows a file's name in that of its manifest."""
_SQLITE = b"SQLite format 3\x00"
"""How every SQLite database begins (sqlite.org/fileformat.html)."""


def is_special(path: Path) -> bool:
    """Is it there, and neither file nor folder, such as a pipe or /dev/stdout? Then it has no manifest."""
    return path.exists() and not path.is_file() and not path.is_dir()


def refuse_target(path: Path, form: Format, database: Path) -> None:
    """Raise Refused for what must not be written over, and StorageFailed where nothing can be looked at.

    That is: a folder for a format that is a file and the other way round, a database and what lies beside it, a folder
    with something in it that no export wrote.
    """
    try:
        _refuse(Path(os.path.realpath(path)), path, form, Path(os.path.realpath(database)))
    except OSError as error:
        raise cannot_write(f"{path} cannot be written", error, hint="Name another place.") from error


def _refuse(target: Path, named: Path, form: Format, database: Path) -> None:
    if form.suffix and target.is_dir():
        raise Refused(f"{named} is a folder.", code="is_folder", hint="Name a file in it.")
    if not form.suffix and target.exists() and not target.is_dir():
        message = f"{named} is no folder, and {form.name} writes one"
        raise Refused(message, code="not_a_folder", hint="Name a folder.")
    if _belongs_to(target, database) or (target.is_file() and _is_database(target)):
        hint = "Nothing was written. Name another file."
        raise Refused(f"{named} is a database, or belongs to one", code="is_database", hint=hint)
    if not target.parent.is_dir():
        raise FileNotFoundError(2, "No such file or directory")
    if not form.suffix and target.is_dir():
        _refuse_foreign(target, named)


def _belongs_to(target: Path, database: Path) -> bool:
    files = database.with_name(f"{database.name}-files")
    beside = [database.with_name(database.name + end) for end in ("", "-wal", "-shm", "-journal")]
    return target in (*beside, files) or files in target.parents


def _is_database(target: Path) -> bool:
    with target.open("rb") as file:
        return file.read(len(_SQLITE)) == _SQLITE


def _refuse_foreign(folder: Path, named: Path) -> None:
    """Raise Refused for a folder that holds anything besides what the manifest in it lists."""
    known = {MANIFEST, *_listed(folder / MANIFEST)}
    foreign = [name for name in files_below(folder) if name not in known]
    if foreign:
        message = f"{named} holds something that no export wrote: {foreign[0]}"
        raise Refused(message, code="folder_not_empty", hint="Name a new folder, or empty this one.")


def _listed(manifest: Path) -> list[str]:
    try:
        told: Any = json.loads(manifest.read_bytes())
        return [str(one["name"]) for one in told["files"]]
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return []
