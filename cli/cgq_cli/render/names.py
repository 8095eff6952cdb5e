"""Paths as people call them: the file's name, and as many of its folders as tell it from others."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from os.path import commonprefix
from typing import TYPE_CHECKING

from cgq_cli.render.text import fit, one_line, width

if TYPE_CHECKING:
    from collections.abc import Collection

END_SHARE = 0.5
"""Of a name that is cut, what its end keeps: forms, years and the file's type often stand there."""

_BETWEEN_WORDS = " /_-"


_ZIP = ".zip"


def paper_name(path: str | None, title: str | None = None) -> str:
    """The last part of a path, or the title of what lies nowhere, on one line. Of what lies in a zip with the zip, for
    many hold files of one name: `2023.zip/1교시.hwp`."""
    if not path:
        return one_line(title or "")
    within = zip_of(path) or path
    return one_line(path[within.rfind("/") + 1 :] or path)


def zip_of(path: str) -> str:
    """The path of the zip that something lies in; empty where it lies in none."""
    at = path.lower().find(f"{_ZIP}/")
    return path[: at + len(_ZIP)] if at >= 0 else ""


def short_names(paths: Collection[str]) -> dict[str, str]:
    """For each path its file name; names that are equal get the last folders that tell them apart."""
    taken = dict.fromkeys(paths, 1)
    while True:
        named = {path: _ending(path, parts) for path, parts in taken.items()}
        times = Counter(named.values())
        longer = [path for path, name in named.items() if times[name] > 1 and name != path]
        if not longer:
            return named
        for path in longer:
            taken[path] += 1


def fit_names(names: Collection[str], columns: int, *, ascii_only: bool = False) -> dict[str, str]:
    """Each name in at most `columns`: cut in its middle, and where that makes names equal, at their end.

    Where they begin alike for longer than that, what they begin with is left out.
    """
    fitted = {name: fit_name(name, columns, ascii_only=ascii_only) for name in names}
    begun = {name: fit(name, columns, ascii_only=ascii_only) for name in names}
    times, beginnings = Counter(fitted.values()), Counter(begun.values())
    fitted = {name: begun[name] if times[cut] > 1 == beginnings[begun[name]] else cut for name, cut in fitted.items()}
    times = Counter(fitted.values())
    for name, shared in _shared_beginnings(names).items():
        if times[fitted[name]] > 1:
            mark = "..." if ascii_only else "…"
            fitted[name] = fit_name(mark + name[shared:], columns, ascii_only=ascii_only)
    return fitted


def fit_name(name: str, columns: int, *, ascii_only: bool = False) -> str:
    """A name in at most `columns`, cut in its middle: its beginning and its end tell it from others."""
    if width(name) <= columns:
        return name
    mark = "..." if ascii_only else "…"
    end = _end(name, int((columns - len(mark)) * END_SHARE))
    return fit(name, columns - width(end), ascii_only=ascii_only) + end


def _shared_beginnings(names: Collection[str]) -> dict[str, int]:
    """How many characters of each name, in whole words, begin another name as well; those of which none do are left
    out."""
    found: dict[str, int] = {}
    ordered = sorted(names)
    for one, other in pairwise(ordered):
        shared = len(commonprefix((one, other)))  # noqa: RUF071 - of texts, not of folders
        words = max(one.rfind(sign, 0, shared) for sign in _BETWEEN_WORDS) + 1
        for name in (one, other):
            found[name] = max(words, found.get(name, 0))
    return {name: shared for name, shared in found.items() if shared}


def _ending(path: str, parts: int) -> str:
    """The last parts of a path; the path itself where it has no more."""
    pieces = path.rstrip("/").split("/")
    return path if parts >= len(pieces) else "/".join(pieces[-parts:])


def _end(name: str, columns: int) -> str:
    """The longest end that fits."""
    taken = 0
    for start in range(len(name) - 1, -1, -1):
        taken += width(name[start])
        if taken > columns:
            return name[start + 1 :]
    return name
