"""What went wrong, as a program reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET, Struct, UnsetType

from cgq.documents import Document
from cgq.documents.database import Database
from cgq.hints import commands, unmarked

if TYPE_CHECKING:
    from cgq import errors


class Problem(Struct, frozen=True, kw_only=True):
    """What went wrong and what to do about it."""

    code: str
    """What kind of error it is, for programs: it stays when the message changes."""
    message: str
    """What happened, for people."""
    hint: str
    """What to do about it; empty when nobody knows."""
    commands: list[str]
    """The commands that the hint names, each as it can be pasted into a shell; empty when it names none."""

    @staticmethod
    def kept(code: str | None, message: str | None, hint: str | None) -> Problem | None:
        """What is kept of an error; None when there was none."""
        if code is None:
            return None
        marked = hint or ""
        return Problem(code=code, message=message or "", hint=unmarked(marked), commands=commands(marked))


class Error(Document, Problem, frozen=True, kw_only=True, tag="error"):
    """Why a command ended without its answer: every `cgq … --json` that fails prints it on standard error."""

    exit_code: int
    """What the command exits with."""
    database: Database | UnsetType = UNSET
    """The database in which something was looked for and not found; absent where it was looked for in none."""
    traceback: str | UnsetType = UNSET
    """Where it happened in the program; only with `-vv` or `CGQ_DEBUG=1`."""

    @staticmethod
    def of(error: errors.CgqError, trace: str = "") -> Error:
        """The error that a command ends with."""
        return Error(
            code=error.code,
            message=error.message,
            hint=unmarked(error.hint),
            commands=commands(error.hint),
            exit_code=error.exit_code,
            database=Database.of(error.bank) if error.bank else UNSET,
            traceback=trace or UNSET,
        )


class Failure(Problem, frozen=True, kw_only=True):
    """Why a stage could not do what was asked of it."""

    retryable: bool
    """Whether trying again can help."""
    traceback: str
    """Where it happened in the program; empty when it was foreseen without one."""
    retry_after: float | None
    """Seconds that the service asked to wait before the next try; null when it did not."""
    pauses_queue: bool
    """Whether it would meet every other job as well: a wrong key, a spent quota."""
    provider: bool
    """Whether a service failed, and not the input."""

    @staticmethod
    def of(failure: errors.Failure) -> Failure:
        """What became of a request."""
        return Failure(
            code=failure.code,
            message=failure.message,
            hint=unmarked(failure.hint),
            commands=commands(failure.hint),
            retryable=failure.retryable,
            traceback=failure.traceback,
            retry_after=failure.retry_after,
            pauses_queue=failure.pauses_queue,
            provider=failure.provider,
        )
