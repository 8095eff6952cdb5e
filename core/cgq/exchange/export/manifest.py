"""The manifest of an export: which bytes belong to it, what was asked for, and what the format could not hold."""

from __future__ import annotations

import hashlib
import stat
from typing import TYPE_CHECKING

import msgspec

from cgq import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_PIECE = 1 << 20
"""Bytes that are read at once of a file that is hashed."""


class ManifestFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file that belongs to the export."""

    name: str
    """Its name; inside a folder with the names of the folders on the way, behind `/`."""
    sha256: str
    """The sha256 of its bytes: what tells whether it is still the one that was written."""
    bytes: int
    """How many bytes it has."""


class ManifestPaper(msgspec.Struct, frozen=True, kw_only=True):
    """A paper that was asked for."""

    sha256: str
    """The sha256 of its file, the same in every bank."""
    title: str
    """Its title."""


class ManifestFilters(msgspec.Struct, frozen=True, kw_only=True):
    """Which questions were asked for; all lists empty: the whole bank."""

    material: tuple[ManifestPaper, ...] = ()
    """The papers, of which a question appears in one."""
    concept: tuple[str, ...] = ()
    """The concepts, of which it tests one."""
    year: tuple[int, ...] = ()
    """The years, of which its exam has one."""
    status: tuple[str, ...] = ()
    """The states, all of which it has."""
    repeats: bool = False
    """Whether only questions that come again were asked for (`cgq repeats`)."""


class Unshuffled(msgspec.Struct, frozen=True, kw_only=True):
    """A question whose options were left in their order."""

    id: str
    """The hash of its content."""
    reason: str
    """Why they could not be moved."""


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What an export is. Nothing in it depends on when or where it was made."""

    manifest: int = 1
    """The version of this structure."""
    cgq: str = __version__
    """The version of the program that wrote it."""
    format: str
    """The format, as `--format` calls it."""
    format_version: str
    """The version of that format."""
    files: tuple[ManifestFile, ...]
    """The files, by name."""
    count: int
    """How many questions are in them."""
    filters: ManifestFilters
    """Which questions were asked for."""
    seed: int | None
    """The seed by which options were shuffled; null when they stand as they are printed."""
    same_bytes: bool
    """Does the same bank give the same bytes? Where not, it gives the same questions."""
    unshuffled: tuple[Unshuffled, ...] = ()
    """The questions whose options `--shuffle-options` left in their order."""


def describe_file(path: Path, name: str) -> ManifestFile:
    """A file by its content. Raises OSError."""
    digest = hashlib.sha256()
    size = 0
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
            size += len(piece)
    return ManifestFile(name=name, sha256=digest.hexdigest(), bytes=size)


def read_manifest(path: Path) -> Manifest | None:
    """The manifest at a path, without its losses; None where nothing is, or what no export wrote. Raises OSError."""
    return _decode(path.read_bytes()) if path.is_file() else None


def is_foreign(path: Path) -> bool:
    """Does something lie at the place of a manifest that no export wrote? Raises OSError.

    It is looked at once: another export to the same place may take its own manifest away at any moment.
    """
    try:
        is_regular = stat.S_ISREG(path.stat().st_mode)
        return not is_regular or _decode(path.read_bytes()) is None
    except FileNotFoundError:
        return False


def _decode(data: bytes) -> Manifest | None:
    try:
        return msgspec.json.decode(data, type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def write_manifest(manifest: Manifest, losses: Iterable[bytes], to: Path) -> None:
    """Write it as JSON: its fields in order, then `losses` (see format.Loss), one a line. Raises OSError."""
    head = msgspec.json.format(msgspec.json.encode(manifest), indent=2)
    with to.open("wb") as file:
        file.write(head.removesuffix(b"\n}"))
        file.write(b',\n  "losses": [')
        for number, loss in enumerate(losses):
            file.write((b",\n    " if number else b"\n    ") + loss)
        file.write(b"\n  ]\n}\n")
