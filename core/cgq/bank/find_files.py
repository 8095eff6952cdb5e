"""What a person names becomes files: files, folders with all that lies in them, patterns."""

from __future__ import annotations

import os
import time
from collections import Counter
from dataclasses import dataclass
from glob import has_magic
from typing import TYPE_CHECKING

from cgq.bank.files import path_text
from cgq.bank.same_name import find_matching, find_named
from cgq.convert.file_names import ending_of, is_nobodys
from cgq.convert.form import SUFFIXES
from cgq.convert.series import Series, find_series, is_picture, one_paper
from cgq.errors import CgqError, Missing, Refused
from cgq.secrets.masking import mask_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


CLOCKS_APART = 5.0
"""Seconds by which the clock of a file server may be ahead of this machine's: those that keep time differ by less."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file as the operating system knows it. `named`: a person named it, it was not only found."""

    path: str
    named: bool = False


@dataclass(frozen=True, slots=True)
class FoundPages:
    """Pictures that are one paper: their paths in order, and what their names say (see convert.series)."""

    paths: tuple[str, ...]
    series: Series
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


@dataclass(frozen=True, slots=True)
class Others:
    """What else lies in a folder, or in a zip, that was searched for papers: how many files of each ending (see
    convert.file_names). `path` is text."""

    path: str
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class Loose:
    """A folder or zip with several pictures that are a paper each, as their names do not count on; `path` is text.

    `names` are what a person names to have these as one paper and no other picture with them, as text: the folder, the
    zip, or each of them; empty where nothing does, as in a zip with other pictures.
    """

    path: str
    pictures: int
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unsettled:
    """Files of a folder that are left alone for now, as somebody may still be writing them; `path` is text."""

    path: str
    files: int


Seen = Found | FoundPages | Refusal | Empty | Others | Loose | Unsettled


def find(names: Iterable[str], *, one_paper: bool = False, settled: float = 0.0) -> Iterator[Seen]:
    """Every file behind the names, in order, each path once; what leads to none is refused with its reason.

    Pictures of one folder whose names count on come as one; with `one_paper` all pictures do, wherever they lie. Of
    what is only found, zips that were written within the last `settled` seconds are left out, and the pictures of a
    folder where one was, or that got or lost a file since: half of a zip or of a paper would be taken for the whole.
    """
    seen = list(_settled(_each_once(names), settled) if settled else _each_once(names))
    together = _all_pictures(seen) if one_paper else _pictures_together(seen)
    given: set[int] = set()
    for entry in seen:
        pages = together.get(entry.path) if isinstance(entry, Found) else None
        if pages is None:
            yield entry
        elif id(pages) not in given:
            given.add(id(pages))
            yield pages
    if not one_paper:
        yield from _loose(seen, together)


def _each_once(names: Iterable[str]) -> Iterator[Seen]:
    known: set[str] = set()
    for name in names:
        for found in _behind(name):
            if not isinstance(found, Found):
                yield found
            elif (path := os.path.abspath(found.path)) not in known:
                known.add(path)
                yield found


def _settled(seen: Iterable[Seen], seconds: float) -> Iterator[Seen]:
    since = time.time() - seconds
    entries = list(seen)
    pictures = {
        folder: _is_written(folder, since) or any(_is_written(found.path, since) for found in some if not found.named)
        for folder, some in _pictures_in(entries).items()
    }
    left: Counter[str] = Counter()
    for entry in entries:
        if not isinstance(entry, Found) or entry.named:
            yield entry
            continue
        folder = os.path.dirname(os.path.abspath(entry.path))
        is_zip = SUFFIXES.get(ending_of(entry.path)) == "zip"
        if (is_picture(entry.path) and pictures[folder]) or (is_zip and _is_written(entry.path, since)):
            left[folder] += 1
        else:
            yield entry
    yield from (Unsettled(path_text(folder), files) for folder, files in left.items())


def _is_written(path: str, since: float) -> bool:
    """Was a file or folder written since a moment of the wall clock (seconds)? A date that lies ahead says nothing."""
    try:
        return since <= os.stat(path).st_mtime <= time.time() + CLOCKS_APART
    except OSError:
        return False  # whoever reads it says why


def _pictures_in(seen: Iterable[Seen]) -> dict[str, list[Found]]:
    """The pictures among what was found, by the absolute paths of their folders."""
    folders: dict[str, list[Found]] = {}
    for found in seen:
        if isinstance(found, Found) and is_picture(found.path):
            folders.setdefault(os.path.dirname(os.path.abspath(found.path)), []).append(found)
    return folders


def _pictures_together(seen: Iterable[Seen]) -> dict[str, FoundPages]:
    """The papers of several pictures, by the path of each of these."""
    together: dict[str, FoundPages] = {}
    for pictures in _pictures_in(seen).values():
        by_name = {os.path.basename(found.path): found for found in pictures}
        for series in find_series(by_name):
            together.update(_pages([by_name[name] for name in series.names], series))
    return together


def _all_pictures(seen: Iterable[Seen]) -> dict[str, FoundPages]:
    by_path = {found.path: found for some in _pictures_in(seen).values() for found in some}
    if len(by_path) < 2:
        return {}
    series = one_paper(list(by_path))
    return _pages([by_path[path] for path in series.names], series)


def _pages(pictures: Sequence[Found], series: Series) -> dict[str, FoundPages]:
    paths = tuple(found.path for found in pictures)
    pages = FoundPages(paths, series, named=any(found.named for found in pictures))
    return dict.fromkeys(paths, pages)


def _loose(seen: Iterable[Seen], together: dict[str, FoundPages]) -> Iterator[Loose]:
    folders = _pictures_in(seen)
    for folder, pictures in folders.items():
        alone = [found.path for found in pictures if found.path not in together]
        if len(alone) > 1:
            below = os.path.join(folder, "")
            has_others = len(alone) < len(pictures) or any(other.startswith(below) for other in folders)
            names = alone if has_others or any(found.named for found in pictures) else [folder]
            yield Loose(path_text(folder), len(alone), tuple(map(path_text, names)))


def _behind(name: str) -> Iterator[Seen]:
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


def _matching(pattern: str) -> Iterator[Seen]:
    matches = find_matching(pattern)
    if not matches:
        yield _missing(pattern, f"No file matches {path_text(pattern)}", "no_match", "Check the pattern.")
    for match in matches:
        yield from _in_folder(match) if os.path.isdir(match) else (Found(match),)


def _in_folder(folder: str) -> Iterator[Seen]:
    """The papers below a folder by name, and what else lies there, without what is hidden or left by systems; links are
    followed, but no folder is entered twice."""
    count = 0
    others: Counter[str] = Counter()
    for found in _walk(folder, set(), others):
        count += 1
        yield found
    if not count:
        yield Empty(path_text(folder))
    if others:
        yield Others(path_text(folder), dict(others))


def _walk(folder: str, entered: set[tuple[int, int]], others: Counter[str]) -> Iterator[Found | Refusal]:
    try:
        status = os.stat(folder)
        if (identity := (status.st_dev, status.st_ino)) in entered:
            return
        entered.add(identity)
        with os.scandir(folder) as entries:
            inside = sorted((entry for entry in entries if not is_nobodys(entry.name)), key=lambda e: e.name)
    except OSError as error:
        message = f"The folder {path_text(folder)} cannot be read: {error.strerror}"
        hint = "Check its permissions."
        yield Refusal(path_text(folder), Refused(message, code="input_unreadable", hint=hint))
        return
    for entry in inside:
        if _is_folder(entry):
            yield from _walk(entry.path, entered, others)
        elif (ending := ending_of(entry.name)) in SUFFIXES:
            yield Found(entry.path)
        else:
            others[ending] += 1


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _missing(name: str, message: str, code: str, hint: str) -> Refusal:
    return Refusal(mask_address(path_text(name)), Missing(message, code=code, hint=hint))
