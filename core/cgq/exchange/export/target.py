"""Where an export may be written: nothing else of value is written over."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cgq.bank.files import real_path
from cgq.config.files import FILE_NAME
from cgq.db.connection import file_identity
from cgq.db.queries import load
from cgq.errors import Refused, cannot_write
from cgq.exchange.export.manifest import describe_file, is_foreign, read_manifest
from cgq.exchange.export.staging import files_below

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cgq.db.connection import Transaction
    from cgq.exchange.export.manifest import ManifestFile
    from cgq.exchange.format import Format

SQL = load("bank")

MANIFEST = "manifest.json"
"""The name of the manifest inside a folder."""
MANIFEST_SUFFIX = ".manifest.json"
"""What follows a file's name in that of its manifest."""
_SQLITE = b"SQLite format 3\x00"
"""How every SQLite database begins (sqlite.org/fileformat.html)."""


def is_special(path: Path) -> bool:
    """Is it there, and neither file nor folder, such as a pipe or /dev/stdout? Then it has no manifest."""
    return path.exists() and not path.is_file() and not path.is_dir()


def manifest_path(target: Path, form: Format) -> Path:
    """Where the manifest of an export lies: beside a file, inside a folder."""
    return target.with_name(target.name + MANIFEST_SUFFIX) if form.suffix else target / MANIFEST


def refuse_target(tx: Transaction, path: Path, form: Format, database: Path) -> None:
    """Raise Refused for what must not be written over, and StorageFailed where nothing can be looked at.

    That is, for a file and for its manifest: a folder, what is no regular file, a database and what lies beside it,
    the settings, the file of a material; for the manifest also a file that no export wrote; and for a format that is
    a folder, one in which anything is not as an export wrote it.
    """
    try:
        _refuse(tx, _Place(Path(os.path.realpath(path)), path, form), Path(os.path.realpath(database)))
    except OSError as error:
        raise cannot_write(f"{path} cannot be written", error, hint="Name another place.") from error


def refuse_file(tx: Transaction, path: Path, database: Path) -> None:
    """Raise Refused where a file without a manifest must not be written: a database and what lies next to it, the
    settings, and the file of a material. What is no regular file may be written to."""
    target = Path(os.path.realpath(path))
    if not is_special(target):
        _refuse_own(target, path, Path(os.path.realpath(database)))
        _refuse_sources(tx, {target: path}, folder=None)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an export goes: `target` without links, and how it was named."""

    target: Path
    named: Path
    form: Format

    def written(self) -> dict[Path, Path]:
        """The files or the folder that it takes the place of, and how each is called."""
        if not self.form.suffix:
            return {self.target: self.named}
        manifest = manifest_path(self.target, self.form)
        return {self.target: self.named, manifest: manifest}


def _refuse(tx: Transaction, place: _Place, database: Path) -> None:
    for path, named in place.written().items():
        _refuse_shape(path, named, place.form)
        _refuse_own(path, named, database)
    if not place.target.parent.is_dir():
        raise FileNotFoundError(2, "No such file or directory")
    _refuse_sources(tx, place.written(), folder=None if place.form.suffix else place.target)
    if not place.form.suffix:
        _refuse_foreign(place.target, place.named)
        return
    manifest = manifest_path(place.target, place.form)
    if is_foreign(manifest):
        message = f"{manifest} would be the manifest, and no export wrote the file that is there"
        raise Refused(message, code="not_a_manifest", hint="Name another file, or move that one away.")


def _refuse_own(path: Path, named: Path, database: Path) -> None:
    """Raise Refused for a file of the program's own."""
    hint = "Nothing was written. Name another file."
    if _belongs_to(path, database) or (path.is_file() and _is_database(path)):
        raise Refused(f"{named} is a database, or belongs to one", code="is_database", hint=hint)
    if _is_settings(path, database):
        raise Refused(f"{named} holds the settings of cgq", code="is_settings", hint=hint)


def _refuse_shape(path: Path, named: Path, form: Format) -> None:
    if is_special(path):
        message = f"{named} is no regular file, and an export would take its place"
        raise Refused(message, code="is_special", hint="Name a file. Only an export at once goes through a pipe.")
    if form.suffix and path.is_dir():
        raise Refused(f"{named} is a folder.", code="is_folder", hint="Name a file in it.")
    if not form.suffix and path.exists() and not path.is_dir():
        message = f"{named} is no folder, and {form.name} writes one"
        raise Refused(message, code="not_a_folder", hint="Name a folder.")


def _belongs_to(target: Path, database: Path) -> bool:
    files = database.with_name(f"{database.name}-files")
    beside = [database.with_name(database.name + end) for end in ("", "-wal", "-shm", "-journal")]
    return target in (*beside, files) or files in target.parents


def _is_database(target: Path) -> bool:
    with target.open("rb") as file:
        return file.read(len(_SQLITE)) == _SQLITE


def _is_settings(path: Path, database: Path) -> bool:
    """Is it the settings' file of its folder or of the database's, whatever it is called here?"""
    found = file_identity(path)
    return found is not None and found in {file_identity(one.parent / FILE_NAME) for one in (path, database)}


def _refuse_sources(tx: Transaction, written: Mapping[Path, Path], *, folder: Path | None) -> None:
    """Raise Refused where the file of a material would be lost, known by device and inode or by the folder that is
    written."""
    there = {found: named for path, named in written.items() if (found := file_identity(path)) is not None}
    if not there:
        return
    for text, material in tx.all(SQL["material_paths_all"]):
        source = Path(real_path(text))
        found = file_identity(source)
        if found is None:
            continue
        if found in there or folder in source.resolve().parents:
            message = f"{there.get(found, source)} is the file of paper {material}"
            raise Refused(message, code="is_material", hint="Nothing was written. Name another place.")


def _refuse_foreign(folder: Path, named: Path) -> None:
    """Raise Refused for a folder that holds anything besides what the manifest in it lists, as that lists it."""
    if not folder.is_dir():
        return
    manifest = read_manifest(folder / MANIFEST)
    listed = {} if manifest is None else {file.name: file for file in manifest.files}
    for name in files_below(folder):
        if manifest is not None and name == MANIFEST:
            continue
        if name not in listed:
            message = f"{named} holds something that no export wrote: {name}"
            raise Refused(message, code="folder_not_empty", hint="Name a new folder, or empty this one.")
        if not _is_as_listed(folder / name, listed[name]):
            message = f"{named} holds a file that was changed since its export: {name}"
            raise Refused(message, code="file_changed", hint="Name a new folder, or move that file away.")


def _is_as_listed(path: Path, listed: ManifestFile) -> bool:
    is_regular = path.is_file() and not path.is_symlink()
    return is_regular and path.stat().st_size == listed.bytes and describe_file(path, listed.name) == listed
