"""What a check found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from cgq.errors import CgqError

State = Literal["ok", "warn", "fail"]
NOT_THERE, DAMAGED = 6, 1


@dataclass(frozen=True, slots=True)
class Check:
    """One line: what was looked at, how it stands, and what to do. `fixed`: it was mended just now.

    `exit_code` is what a command ends with that met a `fail`.
    """

    name: str
    state: State
    message: str
    hint: str = ""
    fixed: bool = False
    exit_code: int = 0


def ok(name: str, message: str) -> Check:
    """All is well."""
    return Check(name, "ok", message)


def fixed(name: str, message: str) -> Check:
    """It was not well, and is now."""
    return Check(name, "ok", message, fixed=True)


def warn(name: str, message: str, hint: str) -> Check:
    """It works, but somebody should know."""
    return Check(name, "warn", message, hint)


def fail(name: str, message: str, hint: str, exit_code: int = NOT_THERE) -> Check:
    """Something that is needed is not there, or broken."""
    return Check(name, "fail", message, hint, exit_code=exit_code)


def failed(name: str, error: CgqError) -> Check:
    """What an error says, as a check."""
    return fail(name, error.message, error.hint, error.exit_code)


def exit_code(checks: list[Check]) -> int:
    """0 with all ok or warnings, 1 when something is damaged, else 6 when something is not there."""
    codes = {check.exit_code for check in checks if check.state == "fail"}
    return DAMAGED if DAMAGED in codes else NOT_THERE if codes else 0
