"""What a person names becomes files: files, folders with all that lies in them, patterns."""

from __future__ import annotations

import os
from dataclasses import dataclass
from glob import has_magic
from typing import TYPE_CHECKING

from cgq.bank.files import path_text
from cgq.bank.same_name import find_matching, find_named
from cgq.errors import CgqError, Missing, Refused
from cgq.secrets.masking import mask_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SUFFIX = ".pdf"


@dataclass(frozen=True, slots=True)
class Found:
    """A file as the operating system knows it. `named`: a person named it, it was not only found."""

    path: str
    named: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """A name that gave no paper, and why; `path` is text (see bank.files)."""

    path: str
    error: CgqError
    named: bool = True


@dataclass(frozen=True, slots=True)
class Empty:
    """A folder in which there is no paper; `path` is text. That is no error: an inbox may be empty."""

    path: str


def find(names: Iterable[str]) -> Iterator[Found | Empty | Refusal]:
    """Every file behind the names, in order, each path once; what leads to none is refused with its reason."""
    seen: set[str] = set()
    for name in names:
        for found in _behind(name):
            if not isinstance(found, Found):
                yield found
            elif (path := os.path.abspath(found.path)) not in seen:
                seen.add(path)
                yield found


def _behind(name: str) -> Iterator[Found | Empty | Refusal]:
    try:
        there = find_named(name)
    except Refused as error:
        yield Refusal(path_text(name), error)
        return
    if there is not None:
        yield from _in_folder(there) if os.path.isdir(there) else (Found(there, named=True),)
    elif has_magic(name):
        yield from _matching(name)
    else:
        yield _missing(name, f"There is no file {path_text(name)}", "input_missing", "Check the path.")


def _matching(pattern: str) -> Iterator[Found | Empty | Refusal]:
    matches = find_matching(pattern)
    if not matches:
        yield _missing(pattern, f"No file matches {path_text(pattern)}", "no_match", "Check the pattern.")
    for match in matches:
        yield from _in_folder(match) if os.path.isdir(match) else (Found(match),)


def _in_folder(folder: str) -> Iterator[Found | Empty | Refusal]:
    """The PDFs below a folder by name, hidden ones left out; links are followed, but no folder is entered twice."""
    count = 0
    for found in _walk(folder, set()):
        count += 1
        yield found
    if not count:
        yield Empty(path_text(folder))


def _walk(folder: str, entered: set[tuple[int, int]]) -> Iterator[Found | Refusal]:
    try:
        status = os.stat(folder)
        if (identity := (status.st_dev, status.st_ino)) in entered:
            return
        entered.add(identity)
        with os.scandir(folder) as entries:
            inside = sorted((entry for entry in entries if not entry.name.startswith(".")), key=lambda e: e.name)
    except OSError as error:
        message = f"The folder {path_text(folder)} cannot be read: {error.strerror}"
        hint = "Check its permissions."
        yield Refusal(path_text(folder), Refused(message, code="input_unreadable", hint=hint))
        return
    for entry in inside:
        if _is_folder(entry):
            yield from _walk(entry.path, entered)
        elif entry.name.lower().endswith(SUFFIX):
            yield Found(entry.path)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _missing(name: str, message: str, code: str, hint: str) -> Refusal:
    return Refusal(mask_address(path_text(name)), Missing(message, code=code, hint=hint))
