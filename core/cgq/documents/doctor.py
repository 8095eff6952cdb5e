"""Whether everything is in place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from cgq.documents import Document
from cgq.hints import commands, unmarked

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cgq.actions import doctor


class Check(Struct, frozen=True, kw_only=True):
    """One thing that was looked at."""

    name: str
    """What was looked at."""
    state: Literal["ok", "warn", "fail"]
    """`warn` works, but somebody should know; `fail` is not there, or broken."""
    message: str
    """How it stands."""
    hint: str
    """What to do about it; empty when there is nothing to do."""
    commands: list[str]
    """The commands that the hint names, each as it can be pasted into a shell; empty when it names none."""
    fixed: bool
    """Whether it was mended just now (`--fix`)."""
    exit_code: int
    """What a command exits with that meets this `fail`; 0 for the others."""

    @staticmethod
    def of(check: doctor.Check) -> Check:
        """One check."""
        return Check(
            name=check.name,
            state=check.state,
            message=check.message,
            hint=unmarked(check.hint),
            commands=commands(check.hint),
            fixed=check.fixed,
            exit_code=check.exit_code,
        )


class Doctor(Document, frozen=True, kw_only=True, tag="doctor"):
    """Whether everything is in place: `cgq doctor`."""

    exit_code: int
    """What the command exits with: 1 when something is damaged, else 6 when something is not there, else 0."""
    checks: list[Check]
    """What was looked at, in order."""

    @staticmethod
    def of(checks: Iterable[doctor.Check], exit_code: int) -> Doctor:
        """Checks that were made."""
        return Doctor(exit_code=exit_code, checks=[Check.of(check) for check in checks])
