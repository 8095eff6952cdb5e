"""Files of folders that gave no paper: each is reported once, as a job that fails is, however often a folder is named.

What is forgotten is reported again: a file that was taken in or removed meanwhile, and one refused for another reason.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from cgq.bank.files import path_text, real_path
from cgq.db.queries import load

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cgq.bank.find_files import Refusal
    from cgq.db.connection import Transaction

SQL = load("bank")


def absolute(path: str) -> str:
    """The key under which a file is remembered: its absolute path, both as text."""
    return path_text(os.path.abspath(real_path(path)))


def known(tx: Transaction) -> dict[str, str]:
    """The files that were refused before: absolute path -> code."""
    return dict(tx.all(SQL["refused_files"]))


def changes(known: dict[str, str], refused: Iterable[Refusal], taken: Iterable[str]) -> tuple[list[Refusal], list[str]]:
    """What a look at some folders changes: the refusals that are new, and the paths to forget.

    `taken` are the absolute paths that gave a paper.
    """
    new = [one for one in refused if not one.named and known.get(absolute(one.path)) != one.error.code]
    gone = [path for path in known if _is_gone(real_path(path))]
    return new, [*gone, *(path for path in taken if path in known)]


def _is_gone(path: str) -> bool:
    """Is a file not there any more? One in a zip is there as long as the zip is."""
    above = path
    while not os.path.lexists(above) and above != os.path.dirname(above):
        above = os.path.dirname(above)
    return above != path and not os.path.isfile(above)


def codes(refused: Iterable[Refusal]) -> dict[str, str]:
    """What is to be remembered of refusals: absolute path -> code."""
    return {absolute(one.path): one.error.code for one in refused}


def remember(tx: Transaction, refused: Mapping[str, str], now: int) -> set[str]:
    """Keep what `codes` gives, `now` in milliseconds of the wall clock; the paths that nobody else kept meanwhile."""
    rows: list[dict[str, Any]] = [{"path": path, "code": code, "now": now} for path, code in refused.items()]
    return {row["path"] for row in rows if tx.run(SQL["refused_file_keep"], row)}


def forget(tx: Transaction, paths: Iterable[str]) -> None:
    """Report these files again when they are refused again."""
    tx.many(SQL["refused_file_forget"], [(path,) for path in paths])
