"""Files by names that look the same: composed (NFC) as people type them, decomposed (NFD) as a Mac wrote them."""

from __future__ import annotations

import os
import re
from fnmatch import translate
from glob import has_magic
from typing import TYPE_CHECKING
from unicodedata import normalize

from cgq.bank.files import path_text
from cgq.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

RECURSIVE = "**"


def find_named(path: str) -> str | None:
    """The path itself where it is there, else the one that equals it composed, component by component.

    None where there is none; raises Refused where several look the same, for which is meant cannot be seen.
    """
    if is_there(path):
        return path
    found = list(_expand(*_split(path), literally=True))
    if len(found) > 1:
        names = ", ".join(path_text(one) for one in found)
        message = f"{path_text(path)} is not there, but several files whose names look the same: {names}"
        raise Refused(message, code="ambiguous_name", hint="Name the folder, or a pattern that only one matches.")
    return found[0] if found else None


def is_there(name: str) -> bool:
    """A file behind a folder that may not be entered counts as there: whoever reads it learns why it cannot."""
    try:
        os.lstat(name)
    except PermissionError:
        return True
    except (OSError, ValueError):
        return False
    return True


def find_matching(pattern: str) -> list[str]:
    """The paths that match a pattern as `glob` has it (`**` is any number of folders), whatever their form."""
    return sorted(set(_expand(*_split(pattern), literally=False)))


def _split(path: str) -> tuple[str, list[str]]:
    parts = [part for part in path.split("/") if part]
    if path.endswith("/"):
        parts.append(".")  # only a folder has one
    return ("/" if path.startswith("/") else ""), parts


def _expand(base: str, parts: list[str], *, literally: bool) -> Iterator[str]:
    if not parts:
        if is_there(base):
            yield base
        return
    first, rest = parts[0], parts[1:]
    if first == RECURSIVE and not literally:
        yield from _expand_recursively(base, parts)
        return
    for name in _names(base, first, literally=literally):
        path = os.path.join(base, name)
        if not rest or os.path.isdir(path):
            yield from _expand(path, rest, literally=literally)


def _expand_recursively(base: str, parts: list[str]) -> Iterator[str]:
    rest = parts[1:]
    if rest or base:
        yield from _expand(base, rest, literally=False)
    for name in _names(base, "*", literally=False):
        path = os.path.join(base, name)
        if os.path.isdir(path):
            yield from _expand(path, parts, literally=False)
        elif not rest:
            yield path


def _names(base: str, part: str, *, literally: bool) -> list[str]:
    """The names in a folder that one component of a path means."""
    is_pattern = has_magic(part) and not literally
    if part in (".", "..") or (not literally and not is_pattern and is_there(os.path.join(base, part))):
        return [part]
    try:
        inside = os.listdir(base or ".")
    except OSError:
        return [part]  # a folder that may be entered, but not listed
    wanted = normalize("NFC", part)
    if not is_pattern:
        return [name for name in inside if normalize("NFC", name) == wanted]
    matches = re.compile(translate(wanted)).match
    hidden = part.startswith(".")
    return [name for name in inside if (hidden or not name.startswith(".")) and matches(normalize("NFC", name))]
