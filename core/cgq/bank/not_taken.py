"""What else lies in folders and zips that are searched for papers: reported once, and again when it changes."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from cgq.bank.files import path_text, real_path
from cgq.db.queries import load

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cgq.bank.find_files import Others
    from cgq.db.connection import Transaction

SQL = load("bank")

Change = tuple[str, dict[str, int]]
"""A folder or zip (its absolute path as text), and what else lies there now."""


def changes(tx: Transaction, found: Iterable[Others], searched: Iterable[str]) -> list[Change]:
    """What differs from the last look at these; `searched` are all that were named (paths), also where nothing lies
    any more. What lay in folders and zips below them that are gone is forgotten. Empty where all is as it was."""
    known = {path: json.loads(counts) for path, counts in tx.all(SQL["not_taken_known"])}
    now = {absolute(one.path): one.counts for one in found}
    named = {path_text(os.path.abspath(name)) for name in searched}
    vanished = {path for path in known if _lies_below(path, named) and not os.path.lexists(real_path(path))}
    gone = (named | vanished) - now.keys()
    changed: list[Change] = [(path, counts) for path, counts in now.items() if known.get(path) != counts]
    return [*changed, *((path, {}) for path in sorted(gone & known.keys()))]


def _lies_below(path: str, folders: set[str]) -> bool:
    """Does a path lie in one of some folders, or further down? All are absolute, as text."""
    return any(path.startswith(f"{folder.rstrip('/')}/") for folder in folders)


def remember(tx: Transaction, changed: Iterable[Change], now: int) -> None:
    """Keep what lies there; `now` in milliseconds of the wall clock."""
    for path, counts in changed:
        if counts:
            tx.run(SQL["not_taken_keep"], {"path": path, "counts": json.dumps(counts), "now": now})
        else:
            tx.run(SQL["not_taken_forget"], (path,))


def absolute(path: str) -> str:
    """The key under which a folder or zip is remembered: its absolute path, both as text."""
    return path_text(os.path.abspath(real_path(path)))
