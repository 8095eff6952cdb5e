"""Which database a command works on, what chose it, and which other one of the user's holds papers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pathlib import Path

BankSource = Literal["flag", "variable", "project_file", "user_file", "beside_file", "default"]
"""What chose a database: `--db`, a variable, `db` in a cgq.toml (the user's own is `user_file`), a cgq.toml next to
which it lies, or nothing, so that it is the one of the user's data folder."""

_NAMED: tuple[BankSource, ...] = ("flag", "variable", "project_file", "user_file")


@dataclass(frozen=True, slots=True)
class OtherBank:
    """A database of the user's that is not the one in use, and how many papers it holds, at least one."""

    path: Path
    papers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenBank:
    """The database that is used: its path, absolute and without symlinks, and what chose it.

    `reason` says that in words (`named by --db`), `file` is the cgq.toml that it speaks of, None for none. `other` is
    looked for only where this one turns out to hold nothing, or not what was named.
    """

    path: Path
    source: BankSource
    reason: str
    file: Path | None
    exists: bool
    other: OtherBank | None = None

    @property
    def is_named(self) -> bool:
        """Does somebody name this very file? Then it is a mistake when it is not there."""
        return self.source in _NAMED
