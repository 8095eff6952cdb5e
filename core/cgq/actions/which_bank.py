"""Which database is used and why this one, and which other one of the user's holds papers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from cgq.chosen_bank import ChosenBank, OtherBank
from cgq.config import BESIDE, DEFAULT, FLAG, database_of
from cgq.db.connection import log_size, no_database, open_to_read
from cgq.db.driver import driver
from cgq.db.location import locate
from cgq.db.migrations import APPLICATION_ID
from cgq.db.queries import load
from cgq.errors import CgqError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cgq.chosen_bank import BankSource
    from cgq.config import Resolution
    from cgq.db.connection import Access

SCHEMA = load("schema")
LISTING = load("listing")

MOST_FOLDERS = 64
"""The most folders above the current one in which a database is looked for: more than paths are deep in practice."""

WAIT = 0.1
"""Seconds to wait for a lock on another database: an answer about this one should not be late for it."""


def bank_in_use(resolution: Resolution) -> ChosenBank:
    """The database that the settings choose. Raises as `locate` does for a path that cannot be one."""
    chosen = resolution.databases[0]
    source, reason, file = _explain(chosen.source, resolution)
    path = locate(Path(chosen.value))
    return ChosenBank(path=path, source=source, reason=reason, file=file, exists=path.exists())


def refuse_misnamed(bank: ChosenBank) -> None:
    """Raise Missing for a database that somebody names, and that is not there."""
    if bank.is_named and not bank.exists:
        raise no_database(bank.path, bank.reason)


def find_other_bank(resolution: Resolution, cwd: Path) -> OtherBank | None:
    """The first other database that holds papers; None when there is none, or none that can be looked into.

    Looked at are those that the settings name besides the one in use, the `.cgq/cgq.db` of the current folder and
    of those above it, and the default one. Nothing is written, made or migrated, and nothing is raised.
    """
    used = _real(Path(resolution.databases[0].value))
    seen = {used}
    for candidate in _candidates(resolution, cwd):
        path = _real(candidate)
        if path is None or path in seen:
            continue
        seen.add(path)
        papers = _count_papers(path)
        if papers:
            return OtherBank(path, papers)
    return None


def with_other(bank: ChosenBank, resolution: Resolution, cwd: Path) -> ChosenBank:
    """The same with the other database that holds papers, for an answer which finds nothing in this one."""
    return replace(bank, other=find_other_bank(resolution, cwd))


def _explain(source: str, resolution: Resolution) -> tuple[BankSource, str, Path | None]:
    """What chose a database, in a word and in words, and the file that it speaks of."""
    if source == FLAG:
        return "flag", "named by --db", None
    if source == DEFAULT:
        return "default", "in your data folder, as nothing names another", None
    if source.startswith(BESIDE):
        file = Path(source.removeprefix(BESIDE))
        return "beside_file", f"next to {file}", file
    for file, kind in _files(resolution):
        if source == str(file) or source.startswith(f"{file} ["):
            return kind, f"db in {source}", file
    return "variable", f"named by {source}", None


def _files(resolution: Resolution) -> Iterator[tuple[Path, BankSource]]:
    if resolution.project_file is not None:
        yield resolution.project_file, "project_file"
    if resolution.user_file is not None:
        yield resolution.user_file, "user_file"


def _candidates(resolution: Resolution, cwd: Path) -> Iterator[Path]:
    """Where another database of the user's may lie, the likeliest first."""
    others = [Path(one.value) for one in resolution.databases[1:]]
    yield from others[:-1]
    for folder in (cwd, *cwd.parents)[:MOST_FOLDERS]:
        yield database_of(folder)
    yield from others[-1:]


def _real(path: Path) -> Path | None:
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):
        return None


def _count_papers(path: Path) -> int | None:
    """How many papers a database of ours holds; None where that cannot be found out."""
    try:
        if not path.is_file():
            return None
        with open_to_read(path, access=_access(path), wait=WAIT) as tx:
            is_ours = tx.value(SCHEMA["application_id"]) == APPLICATION_ID
            return int(tx.value(LISTING["papers_counted"])) if is_ours else None
    except (CgqError, OSError, driver.Error):
        return None


def _access(path: Path) -> Access:
    """How to look without making a file: the log is read only where another process has made its index already."""
    has_index = path.with_name(f"{path.name}-shm").exists()
    return "read" if has_index and log_size(path) else "frozen"
