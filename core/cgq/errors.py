"""Everything that can go wrong, and what it means to a person, a script and the ledger.

CgqError
├── Refused            2  what was asked cannot be meant
├── Missing            4  what was named does not exist
├── Busy               5  try again later
├── NotReady           6  configuration, key, server or schema is not there
├── StorageFailed      1  disk, file system or a damaged database
├── InputFailed        -  a job's input cannot be used; trying again cannot help
├── ProviderFailed     -  a service answered badly; most are worth another try
├── StageFailed        -  a stage raised something that nobody foresaw
└── NotNow             -  a paid request must wait: its jobs go back uncharged

An error carries its code, a hint that says what to do, the exit code of a command that ends with
it, and whether trying again can help: the ledger asks the error, not a table of types.
"""

from __future__ import annotations

import errno
import signal
import traceback as tracebacks
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from cgq.chosen_bank import ChosenBank

MAX_MESSAGE = 2_000
MAX_TRACEBACK = 16 * 1024
MAX_COUNT = 1 << 53
"""The largest number of tokens, or of millionths of a dollar: JSON keeps whole numbers exactly up to there."""


class CgqError(Exception):
    """Something went wrong.

    Message and hint hold no secrets, whatever they quote. `bank` is the database in which it looked for what it did
    not find, None where it looked into none; whoever opened the database sets it.
    """

    code: str = "unexpected"
    hint: str = ""
    exit_code: ClassVar[int] = 1
    retryable: bool = False
    retry_after: float | None = None
    pauses_queue: bool = False
    bank: ChosenBank | None = None

    def __init__(self, message: str = "", *, code: str | None = None, hint: str | None = None) -> None:
        from cgq.secrets.masking import mask

        self.message = mask(message) or (self.__doc__ or "").strip().split("\n")[0]
        self.code = code or self.code
        self.hint = self.hint if hint is None else mask(hint)
        super().__init__(self.message)


class Refused(CgqError):
    """That cannot be done as asked."""

    code = "refused"
    exit_code = 2


class Missing(CgqError):
    """What you named does not exist."""

    code = "not_found"
    exit_code = 4


class Busy(CgqError):
    """Something else is using it; try again later."""

    code = "busy"
    exit_code = 5
    retryable = True


class NotReady(CgqError):
    """Something that this needs is not there yet."""

    code = "not_ready"
    exit_code = 6


class StorageFailed(CgqError):
    """The database or the disk under it failed."""

    code = "storage"
    exit_code = 1


FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
"""What the system answers where a disk, or a user's share of it, is full."""

DISK_FULL = "disk_full"


def is_full(error: BaseException) -> bool:
    """Could something not be written because there is no room?"""
    return isinstance(error, OSError) and error.errno in FULL


def cannot_write(what: str, error: OSError, *, hint: str, code: str = "cannot_write") -> StorageFailed:
    """Why something cannot be written; `what` begins the sentence. A full disk is called that, whatever was written."""
    if is_full(error):
        return StorageFailed(f"{what}: the disk is full", code=DISK_FULL, hint="Free some space there, then try again.")
    return StorageFailed(f"{what}: {error.strerror}", code=code, hint=hint)


class InputFailed(CgqError):
    """The job's input cannot be used."""

    code = "input"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What a request cost that brought nothing: tokens, and millionths of a US dollar; None where no price is known.

    Without arguments it is nothing: the service refused the request, or was never reached.
    """

    tokens_in: int = 0
    tokens_out: int = 0
    cost: int | None = 0

    def __post_init__(self) -> None:
        for number in (self.tokens_in, self.tokens_out, self.cost or 0):
            if not 0 <= number <= MAX_COUNT:
                raise ValueError(f"{number} is no number of tokens or of millionths of a dollar")


class ProviderFailed(CgqError):
    """The service did not answer as it should.

    `retry_after` (seconds) is the server's own floor for the next try; `pauses_queue` marks errors
    that would meet every other job as well: a wrong key, a spent quota (semantics T4). `spent` is what the request
    cost all the same, None where nobody knows: it was sent, and no whole answer came.
    """

    code = "provider"
    retryable = True

    def __init__(
        self,
        message: str,
        *,
        code: str,
        hint: str = "",
        retryable: bool = True,
        retry_after: float | None = None,
        pauses_queue: bool = False,
        spent: Spent | None = None,
    ) -> None:
        super().__init__(message, code=code, hint=hint)
        self.spent = spent
        self.retryable = retryable
        self.retry_after = retry_after
        self.pauses_queue = pauses_queue


class StageFailed(CgqError):
    """A stage raised an error that nobody foresaw."""

    code = "stage_error"
    retryable = True


class NotNow(CgqError):
    """A paid request may not be made now; its jobs go back uncharged (R1)."""

    code = "not_now"
    retryable = True


class Interrupted(KeyboardInterrupt):
    """Ctrl-C asked this process to stop."""


class Terminated(SystemExit):
    """SIGTERM asked this process to stop."""


def is_asked_to_stop(error: BaseException) -> bool:
    """Does a signal to this process raise the error? Otherwise it is a fault of the code that raised it.

    The command line raises errors of its own; where it does not run, Python's handler raises KeyboardInterrupt.
    """
    if isinstance(error, Interrupted | Terminated):
        return True
    return isinstance(error, KeyboardInterrupt) and signal.getsignal(signal.SIGINT) is signal.default_int_handler


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """An error as data: what crosses the pipe and what an attempt keeps. Its texts are short, and hold no secrets.

    `cause` names what items of a job with this code have in common, where their messages quote what each of them has;
    "" where the message itself names it.
    """

    code: str
    message: str
    hint: str = ""
    retryable: bool = True
    traceback: str = ""
    retry_after: float | None = None
    pauses_queue: bool = False
    provider: bool = False
    cause: str = ""

    def __post_init__(self) -> None:
        from cgq.secrets.masking import mask

        for name, most in _LENGTHS.items():
            text: str = getattr(self, name)
            kept = mask(storable(text))  # before it is cut: half a key is still a key
            if kept != text or len(kept) > most:
                object.__setattr__(self, name, kept[-most:] if name == "traceback" else kept[:most])

    @property
    def blames_no_job(self) -> bool:
        """Would any other job have met it now: a passing failure of the provider, or what pauses the queue?"""
        return (self.provider and self.retryable) or self.pauses_queue

    @staticmethod
    def of(error: BaseException) -> Failure:
        """The failure that an exception in a stage amounts to."""
        text = "".join(tracebacks.format_exception(error))
        if isinstance(error, CgqError):
            return Failure(
                code=error.code,
                message=error.message,
                hint=error.hint,
                retryable=error.retryable,
                traceback=text,
                retry_after=error.retry_after,
                pauses_queue=error.pauses_queue,
                provider=isinstance(error, ProviderFailed),
            )
        if is_full(error):
            message, hint = f"The disk is full: {describe_error(error)}", "Free some space; it will be tried again."
            return Failure(code=DISK_FULL, message=message, hint=hint, traceback=text)
        if isinstance(error, MemoryError):
            hint = "Give its kind more, with memory under [kinds.NAME] in cgq.toml, or let fewer workers run."
            return Failure(code="memory", message=describe_error(error), hint=hint, traceback=text)
        return Failure(code=StageFailed.code, message=describe_error(error), traceback=text)


_LENGTHS = {"code": 100, "message": MAX_MESSAGE, "hint": MAX_MESSAGE, "traceback": MAX_TRACEBACK}


def storable(text: str) -> str:
    """Text that JSON and SQLite take: half surrogates, as in undecodable file names, are written out."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def describe_error(error: BaseException) -> str:
    """What an error says: one of ours its message, any other its type as well."""
    if isinstance(error, CgqError):
        return error.message
    said = _said(error)
    return f"{type(error).__name__}: {said}" if said else type(error).__name__


def _said(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:  # noqa: BLE001 - an error that cannot even be told is an error all the same
        return "(its message cannot be told)"
