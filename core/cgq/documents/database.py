"""The database that a command used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from cgq.chosen_bank import BankSource

if TYPE_CHECKING:
    from cgq.chosen_bank import ChosenBank, OtherBank


class OtherDatabase(Struct, frozen=True, kw_only=True):
    """A database of the user's that is not the one in use."""

    path: str
    """Where it lies."""
    papers: int
    """How many papers it holds, at least one."""

    @staticmethod
    def of(other: OtherBank) -> OtherDatabase:
        """What was found."""
        return OtherDatabase(path=str(other.path), papers=other.papers)


class Database(Struct, frozen=True, kw_only=True):
    """The database that a command used, and why this one."""

    path: str
    """Where it lies, in full and without symlinks."""
    source: BankSource
    """What chose it: `flag` is `--db`, `variable` is CGQ_DB, `project_file` and `user_file` are `db` in a cgq.toml,
    `beside_file` is a cgq.toml next to which it lies, `default` is the user's data folder."""
    reason: str
    """The same in words."""
    file: str | None
    """The cgq.toml that chose it; null when none did."""
    exists: bool
    """Whether it is there; one that is not is made by the first command that takes papers in."""
    other: OtherDatabase | None
    """Another database of the user's that holds papers; looked for only where this one holds nothing, or not what was
    named, and null otherwise."""

    @staticmethod
    def of(bank: ChosenBank) -> Database:
        """What the settings chose."""
        return Database(
            path=str(bank.path),
            source=bank.source,
            reason=bank.reason,
            file=str(bank.file) if bank.file else None,
            exists=bank.exists,
            other=OtherDatabase.of(bank.other) if bank.other else None,
        )
